"""An installed copy, outside the checkout, starts, migrates and finds its resources; the README tells the truth."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_LIMIT_S = 240  # a window that never comes must not hold up the tests


def run(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    values = {**os.environ, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environment}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=values,
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT_S,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    done = run(
        *("-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)),
        folder=folder,
    )
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("elsewhere") / "site"
    done = run("-m", "pip", "install", "-q", "--no-deps", "-t", str(target), str(wheel), folder=wheel.parent)
    assert done.returncode == 0, done.stderr
    return target


def csmanager(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    home = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    return run("-m", "csmanager", *arguments, folder=folder, PYTHONPATH=str(installed), **home)


@pytest.fixture(scope="module")
def made(
    installed: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A sample that the installed copy made, and what it said."""
    folder = tmp_path_factory.mktemp("made")
    done = csmanager(installed, folder, "sample", "shop.csm", "--contacts", "300", "--months", "2")
    return folder / "shop.csm", done


def test_the_wheel_holds_resources_and_migrations_inside_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"csmanager"}
    assert "csmanager/db/migrations/env.py" in names
    assert any(re.fullmatch(r"csmanager/db/migrations/versions/0001_\w+\.py", name) for name in names)
    for shipped in (ROOT / "resources").rglob("*"):
        if shipped.is_file() and "__pycache__" not in shipped.parts:
            assert f"csmanager/resources/{shipped.relative_to(ROOT / 'resources').as_posix()}" in names


def test_the_wheel_names_both_ways_to_start(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        scripts = configparser.ConfigParser()
        scripts.read_string(archive.read(name).decode())
    assert scripts["console_scripts"]["csmanager"] == "csmanager.cli:main"
    assert scripts["gui_scripts"]["csmanager-window"] == "csmanager.__main__:open_window"


def test_an_installed_copy_makes_and_checks_a_store(
    installed: Path, made: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    where = run(
        "-c", "import csmanager; print(csmanager.__file__)", folder=tmp_path, PYTHONPATH=str(installed)
    )
    assert Path(where.stdout.strip()).is_relative_to(installed)
    path, done = made
    assert done.returncode == 0, done.stderr
    checked = csmanager(installed, path.parent, "check", "shop.csm")
    assert checked.returncode == 0, checked.stderr


def test_an_installed_copy_opens_every_tab(
    installed: Path, made: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    shutil.copyfile(made[0], tmp_path / "shop.csm")
    done = csmanager(installed, tmp_path, "shop.csm", "--smoke")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_linux_test_line_of_the_readme_is_the_one_that_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    line = re.search(r"^TEST_LINE='(.+)'$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert line is not None
    rows = readme.splitlines()
    at = next(number for number, row in enumerate(rows) if row.startswith("| Linux | run |"))
    assert rows[at + 1] == f"| | test | `{line[1]}` |"


def test_the_readme_names_every_command_as_it_is_typed() -> None:
    from csmanager.cli import PARSERS

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in PARSERS:
        assert f"`csmanager {name} " in readme


def test_pictures_of_the_readme_are_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"\]\(([^)]+\.png)\)|src(?:set)?=\"([^\"]+\.png)\"", readme):
        assert (ROOT / "".join(name)).is_file()


def test_python_3_11_is_not_given_the_qt_that_aborts_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    qt = [line for line in project["dependencies"] if line.startswith("PySide6")]
    assert [line.partition(";")[0].strip() for line in qt] == [
        "PySide6-Essentials>=6.9,<6.12",
        "PySide6-Essentials>=6.9,<7",
    ]
