"""Faults are told without a name; nobody else on the computer can read what the program writes."""

from __future__ import annotations

import datetime as dt
import gc
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType
from pytestqt.qtbot import QtBot

from csmanager.core.paths import log_file
from csmanager.ui import crash, start
from csmanager.ui.desk import Desk
from tests.ui.frame import Frame
from tests.waiting import settle

NAME = "Ana-Maria Example"


class Odd(Exception):
    """Raised with a name in it."""


def fail(*_args: object) -> None:
    person = {"name": NAME, "pay": "31,250.00"}
    raise Odd(f"{NAME} is not in the team of {person}")


@pytest.fixture
def crashes(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[crash.Crashes, Path, list[str]]]:
    shown: list[str] = []
    path = tmp_path / "log.txt"
    made = crash.Crashes(lambda: None, show=lambda error: shown.append(crash.details(error)), log_path=path)
    yield made, path, shown
    made.stop()


def test_nothing_that_is_written_shown_or_printed_holds_a_name(
    qtbot: QtBot,
    desk: Desk,
    crashes: tuple[crash.Crashes, Path, list[str]],
    capfd: pytest.CaptureFixture[str],
) -> None:
    made, path, shown = crashes
    try:
        fail()
    except Odd as error:
        kept = error
    made._on_error(Odd, kept, None)  # what Python and Qt call for an error in a slot
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    def chained() -> None:
        try:
            fail()
        except Odd as error:
            raise KeyError(NAME) from error

    desk.jobs.failed.connect(lambda error: crash.log(error, path))
    desk.jobs.run(f"Work for {NAME}", lambda _progress: chained())
    desk.jobs.fetch(desk, fail, lambda _done: None)
    settle(qtbot, desk)
    qtbot.waitUntil(lambda: len(shown) == 2, timeout=10_000)

    class Freed:
        def __del__(self) -> None:
            fail()

    one = Freed()
    del one
    gc.collect()
    logging.getLogger("csmanager.x").error("%s failed for %s", "A job", NAME, exc_info=kept)
    text = path.read_text(encoding="utf-8")
    assert text.count("Odd") >= 5
    assert "KeyError" in text
    assert "test_discretion.py" in text
    printed = capfd.readouterr()
    dialog = crash.crash_dialog(kept)
    qtbot.addWidget(dialog)
    for told in (text, *shown, printed.out, printed.err, dialog.text(), dialog.detailedText()):
        for word in ("Ana", "Example", "31,250"):
            assert word not in told
    if os.name != "nt":
        assert path.stat().st_mode & 0o077 == 0


def test_warnings_of_qt_lose_what_may_be_a_value() -> None:
    text = f"QFile: cannot open '/media/ana/{NAME} brief.pdf' (13) for \"{NAME}\""
    start._on_message(QtMsgType.QtWarningMsg, None, text)
    text = log_file().read_text(encoding="utf-8")
    assert "QFile: cannot open" in text
    for word in ("Ana", "ana", "Example", "brief", "13"):
        assert word not in text.partition("Qt:")[2]


def test_the_log_forgets_after_thirty_days(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    now = dt.datetime.now(dt.UTC)
    for days, word in ((31, "old"), (29, "young")):
        when = now - dt.timedelta(days=days)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{when:%Y-%m-%dT%H:%M:%SZ} {word}\n  csmanager/x.py:1 in {word}_place\n")
    path.chmod(0o644)
    crash.note("new", path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line.split()[-1] for line in lines] == ["young", "young_place", "new"]
    assert os.name == "nt" or path.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has its own rules, by the person's folder")
def test_every_file_of_the_program_is_for_the_person_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    names = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    environment = {**os.environ, **dict.fromkeys(names, str(home)), "QT_QPA_PLATFORM": "offscreen"}
    shop = tmp_path / "work" / "shop.csm"
    shop.parent.mkdir()
    commands = [
        ["--version"],
        ["backup", shop, shop.with_name("b.csm-backup")],
        ["export", shop, shop.with_name("all")],
        ["support", shop, shop.with_name("support.zip")],
    ]
    code = (
        "import os, sys\nos.umask(0o022)\nfrom csmanager.cli import main\n"
        "from csmanager.open import open_store\nfrom pathlib import Path\n"
        f"for words in {[[str(word) for word in words] for words in commands]!r}:\n"
        "    sys.argv = ['csmanager', *words]\n    print(main())\n"
        f"    if words == ['--version']: open_store(Path({str(shop)!r}), create=True).close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert shop.exists(), done.stderr
    there = [path for root in (home, shop.parent) for path in root.rglob("*")]
    assert len(there) > 20
    assert [path.name for path in there if path.stat().st_mode & 0o077] == []


def test_titles_and_the_list_of_recent_files_tell_of_nobody(
    frame: Frame, qtbot: QtBot, store_file: Path
) -> None:
    desk = frame.console.desk
    assert desk is not None
    window = frame.console.window
    assert window.windowTitle() in (f"{desk.settings.name} – csmanager", "csmanager")
    frame.commands._fill_recent()
    shown = [action.text() for action in window.menus.recent_menu.actions()]
    assert [text.partition(" ")[2] for text in shown] == [store_file.name]
