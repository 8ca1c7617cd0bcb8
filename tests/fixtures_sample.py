"""The small made-up shop that tests share; ``tests/conftest.py`` takes these fixtures in."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmanager import sample
from csmanager.core.store import Store
from csmanager.open import open_store

if TYPE_CHECKING:
    from tests.conftest import StandingClock

SAMPLE_LAST_DAY = dt.date(2026, 3, 31)
SAMPLE_CONTACTS = 6_000

LONGEST = {  # 20 s and more each, though few tests
    name: place
    for place, name in enumerate(
        (
            "test_cli.py",
            "test_packaging.py",
            "test_sample.py",
            "test_kill.py",
            "test_sealed_is_absent.py",
            "test_sending_everywhere.py",
        )
    )
}


@pytest.fixture(scope="session")
def sample_original(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Path]:
    """The sample as it was made, closed; never opened for writing. The workers of one run share it."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "made-up-shop"
    path, digest = folder / "sample.csm", folder / "digest"
    try:
        folder.mkdir()
    except FileExistsError:  # another worker makes it
        for _ in range(6_000):
            if digest.exists():
                break
            time.sleep(0.1)
    else:
        made = folder / "digest.new"
        try:
            sample.build(path, contacts=SAMPLE_CONTACTS, last_day=SAMPLE_LAST_DAY, today=SAMPLE_LAST_DAY)
            made.write_text(_digest(path), encoding="utf-8")
        except BaseException:
            made.write_text("could not be made", encoding="utf-8")
            raise
        finally:
            made.replace(digest)
    yield path
    assert digest.read_text(encoding="utf-8") == _digest(path), "a test wrote to the sample that all share"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def sample_file(sample_original: Path, tmp_path: Path) -> Path:
    """A copy of the sample for the test alone, closed: 14 people, 18 months up to 31 March 2026."""
    path = tmp_path / "sample.csm"
    shutil.copyfile(sample_original, path)
    return path


@pytest.fixture
def sample_store(sample_file: Path, clock: StandingClock) -> Iterator[Store]:
    """The open store on ``sample_file``; its today is the day of ``clock``."""
    opened = open_store(sample_file, clock=clock)
    yield opened
    opened.close()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked ``libreoffice`` fails in CI where LibreOffice is missing, and is skipped elsewhere."""
    if item.get_closest_marker("libreoffice") is not None and shutil.which("soffice") is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is missing.", pytrace=False)
        pytest.skip("LibreOffice is missing.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take longest come first, so that no core is left with one of them at the end."""
    items.sort(key=lambda item: LONGEST.get(item.path.name, len(LONGEST)))


def pytest_collection_finish() -> None:
    """What the imports made stays for good: looking for garbage among it at every turn costs a tenth of the time."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """What tests copied goes before Python ends; Qt would free it afterwards, and crash."""
    import sys

    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is not None and widgets.QApplication.instance() is not None:
        widgets.QApplication.clipboard().clear()
