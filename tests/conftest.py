"""What all tests share: a store on a real file, a clock that stands still, no display and no network."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from csmanager.core.store import Store
from csmanager.open import open_store
from tests import forking
from tests.answers import ScriptedAnswers
from tests.fixtures_sample import (
    pytest_collection_finish,
    pytest_collection_modifyitems,
    pytest_runtest_setup,
    pytest_sessionfinish,
    sample_file,
    sample_original,
    sample_store,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from csmanager.ui.desk import Desk

__all__ = [
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_runtest_setup",
    "pytest_sessionfinish",
    "sample_file",
    "sample_original",
    "sample_store",
]

NOW = dt.datetime(2026, 3, 31, 9, 0, tzinfo=dt.UTC)


class StandingClock:
    """A clock that moves only when told to."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_time(self, **span: float) -> None:
        """Move on by ``dt.timedelta(**span)``."""
        self.now += dt.timedelta(**span)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the person's own data, settings or logs."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(home))


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Nothing in the program may reach for the network, in any test."""
    from tests.reliability import nonet

    with nonet.trapped() as attempts:
        yield
    assert attempts == [], "something swallowed its refusal and reached for the network"


@pytest.fixture(autouse=True)
def _quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying a passphrase costs next to nothing, unlike outside of tests."""
    from csmanager.core import keys, sealing
    from csmanager.core.passphrases import Cost

    monkeypatch.setattr(sealing, "COST", Cost(1, 8))
    monkeypatch.setattr(keys, "COST", Cost(1, 8))


@pytest.fixture(scope="session")
def _readers() -> Iterator[forking.Server]:
    server = forking.Server()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def _quick_readers(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, _readers: forking.Server
) -> None:
    """The process that reads a file starts quickly, save where a test is about that process."""
    if sys.platform != "linux" or any(part in request.node.nodeid for part in forking.REAL):
        return
    from csmanager.features.importing import process

    real = process._start
    reader = process._MODULE
    monkeypatch.setattr(
        process, "_start", lambda stderr: (_readers.start if reader == process._MODULE else real)(stderr)
    )


@pytest.fixture(scope="session", autouse=True)
def _empty_clipboard_at_the_end() -> Iterator[None]:
    """What was copied in Python would be freed after Python has ended, and crash."""
    yield
    gui = sys.modules.get("PySide6.QtGui")
    if gui is not None and gui.QGuiApplication.instance() is not None:
        gui.QGuiApplication.clipboard().clear()


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application in the house look from the first test on, whichever tests ran before."""
    from csmanager.ui import theme

    theme.apply(qapp, "light")
    return qapp


@pytest.fixture
def clock() -> StandingClock:
    """Tuesday 31 March 2026, 09:00 UTC, until moved."""
    return StandingClock(NOW)


@pytest.fixture
def today() -> dt.date:
    """The day on ``clock``."""
    return NOW.date()


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new, seeded store, closed; copied by whoever needs one."""
    path = tmp_path_factory.mktemp("blank") / "blank.csm"
    open_store(path, create=True, clock=StandingClock(NOW)).close()
    return path


@pytest.fixture
def store_file(blank_file: Path, tmp_path: Path) -> Path:
    """A new, seeded store on a file of the test's own, closed."""
    path = tmp_path / "store.csm"
    shutil.copyfile(blank_file, path)
    return path


@pytest.fixture
def store(store_file: Path, clock: StandingClock) -> Iterator[Store]:
    """The open store on ``store_file``."""
    opened = open_store(store_file, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def answers() -> ScriptedAnswers:
    """What the person will answer; append to ``answers.answers``."""
    return ScriptedAnswers()


@pytest.fixture
def desk(store: Store, answers: ScriptedAnswers, qtbot: QtBot) -> Iterator[Desk]:
    """A desk over ``store``; questions are answered by ``answers``. ``tests.waiting.settle`` waits for its jobs."""
    from csmanager.ui.desk import Desk
    from csmanager.ui.jobs import Jobs

    jobs = Jobs()
    made = Desk(store, ask=answers, jobs=jobs)
    yield made
    made.close()
    qtbot.waitUntil(lambda: not jobs._long, timeout=10_000)
