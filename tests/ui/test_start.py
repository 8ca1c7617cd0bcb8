"""The start: no display, first paint, one window a person, every tab opened once. Each in a process of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from csmanager.__main__ import has_display
from csmanager.ui import instance

ROOT = Path(__file__).resolve().parents[2]


def python(code: str, *arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    values = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        values[name] = str(home)
    values |= {"QT_QPA_PLATFORM": "offscreen", **environment}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={name: value for name, value in values.items() if value},
        check=False,
        timeout=120,
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a display")
def test_without_a_display_one_sentence_offers_the_command_line(tmp_path: Path) -> None:
    done = python(
        "import sys; from csmanager.__main__ import open_console; sys.exit(open_console())",
        home=tmp_path,
        QT_QPA_PLATFORM="",
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "cannot find a display" in done.stderr and "csmanager --help" in done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a display")
@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"DISPLAY": ":47119"}, False),
        ({"DISPLAY": "no display"}, False),
        ({"DISPLAY": "another.example:0"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
        ({"QT_QPA_PLATFORM": "bogus", "DISPLAY": "another.example:0"}, False),
        ({"QT_QPA_PLATFORM": "xcb"}, False),
        ({"QT_QPA_PLATFORM": "xcb", "DISPLAY": "another.example:0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/nonexistent"}, False),
    ],
)
def test_a_display_is_found_before_qt_would_abort(
    environment: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert has_display() is expected


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a display")
def test_a_display_counts_only_while_somebody_listens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "w-0")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "w-0"))
        server.listen()
        assert has_display() is True
    assert has_display() is False


_FIRST_PAINT = """
import json, os, sys
from PySide6.QtCore import QElapsedTimer
timer = QElapsedTimer()
timer.start()
import csmanager.ui.window as module
from csmanager.__main__ import open_console
build = module.Window.__init__
heavy = ("sqlalchemy", "alembic", "numpy", "matplotlib", "openpyxl", "xlsxwriter", "csmanager.ui.desk")
def tell():
    pages = [name for name in sys.modules if name.startswith("csmanager.features.") and name.endswith(".page")]
    print(json.dumps({"heavy": [name for name in heavy if name in sys.modules] + pages, "ms": timer.elapsed()}))
    sys.stdout.flush()
    os._exit(0)
def started(self, *args, **kwargs):
    build(self, *args, **kwargs)
    self.painted.connect(tell)
module.Window.__init__ = started
open_console()
"""


def test_the_first_paint_waits_for_neither_the_store_nor_a_page(tmp_path: Path) -> None:
    done = python(_FIRST_PAINT, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["heavy"] == []


_SMALL_PROGRAM = """
import socket, sys
from pathlib import Path
def refuse(*args):
    raise AssertionError("something reached for the network")
socket.socket.connect = refuse
import csmanager.__main__ as start
from csmanager.ui.program import Program
from tests.ui.frame import FEATURES
from csmanager.open import open_store
features = [item for item in FEATURES if item.key in sys.argv[2].split(",")]
def sample(path, progress):
    open_store(path, create=True).close()
program = Program(tuple(features), start._open_store, sample, None, lambda: None)
start.program = lambda: program
path = Path(sys.argv[1]) if sys.argv[1] else None
sys.exit(start.open_console(path, not path, True))
"""


def test_smoke_opens_every_tab_and_says_so(tmp_path: Path) -> None:
    done = python(_SMALL_PROGRAM, "", "today,note,other", home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "All 3 tabs opened.\n", "")


def test_smoke_names_the_tab_that_fails(tmp_path: Path, store_file: Path) -> None:
    done = python(_SMALL_PROGRAM, str(store_file), "today,broken", home=tmp_path)
    assert done.returncode == 1
    assert "Broken did not open: ZeroDivisionError" in done.stdout
    log = next(tmp_path.rglob("csmanager.log")).read_text(encoding="utf-8")
    assert "builtins.ZeroDivisionError" in log and "Ortiz" not in log


def test_smoke_fails_on_a_file_that_is_no_store(tmp_path: Path) -> None:
    letter = tmp_path / "letter.csm"
    letter.write_text("Dear Ms Ortiz", encoding="utf-8")
    done = python(_SMALL_PROGRAM, str(letter), "today", home=tmp_path)
    assert done.returncode == 1
    assert "not a csmanager store" in done.stdout
    assert letter.read_text(encoding="utf-8") == "Dear Ms Ortiz"


_SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
app = QCoreApplication([])
from csmanager.ui.instance import hand_over
print(hand_over(sys.argv[1], Path(sys.argv[2])))
"""


def test_a_second_start_hands_its_store_to_the_first_and_goes(qtbot: QtBot, tmp_path: Path) -> None:
    name = f"csmanager-test-{os.getpid()}"
    first = instance.Instance(name)
    assert first.is_listening and instance.marker().exists()
    calls: list[str] = []
    first.called.connect(calls.append)
    values = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, "-c", _SECOND, name, str(tmp_path / "other.csm")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=values,
    ) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
        assert second.stdout is not None
        assert second.stdout.read() == "True\n"
    assert calls == [str(tmp_path / "other.csm")]
    first.close()
    assert not instance.marker().exists()


def test_without_a_first_window_nothing_is_handed_over(qtbot: QtBot) -> None:
    assert instance.hand_over(f"csmanager-nobody-{os.getpid()}", None) is False


def test_what_a_killed_window_left_is_taken_over(qtbot: QtBot) -> None:
    name = f"csmanager-killed-{os.getpid()}"
    code = f"""
import os
from PySide6.QtCore import QCoreApplication
from PySide6.QtNetwork import QLocalServer
app = QCoreApplication([])
server = QLocalServer()
assert server.listen({name!r})
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    heir = instance.Instance(name)
    assert heir.is_listening
    heir.close()


def test_rubbish_sent_to_the_first_window_is_ignored(qtbot: QtBot) -> None:
    from PySide6.QtNetwork import QLocalSocket

    name = f"csmanager-rubbish-{os.getpid()}"
    first = instance.Instance(name)
    calls: list[str] = []
    first.called.connect(calls.append)
    for text in (b"not json\n", b"[1, 2]\n", b"x" * 100_000):
        socket = QLocalSocket()
        socket.connectToServer(name)
        socket.write(text)
        socket.flush()
        qtbot.waitUntil(
            lambda socket=socket: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState,
            timeout=5_000,
        )
    assert calls == []
    first.close()


def test_what_was_copied_does_not_crash_the_end() -> None:
    code = (
        "from PySide6.QtCore import QMimeData\n"
        "from csmanager.ui.start import let_go_of_clipboard, make_application\n"
        "app = make_application()\n"
        "data = QMimeData()\n"
        "data.setText('Ana Ruiz')\n"
        "app.clipboard().setMimeData(data)\n"
        "del data\n"
        "let_go_of_clipboard(app)\n"
        "assert app.clipboard().text() == 'Ana Ruiz'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
