"""Widgets die on the GUI thread only."""

from __future__ import annotations

import gc
import threading

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from csmanager.ui.tidy import Tidy


class Knot(QWidget):
    """A widget in a cycle; notes the thread that frees it."""

    def __init__(self, died_on: list[threading.Thread]) -> None:
        super().__init__()
        self.me = self
        self.died_on = died_on

    def __del__(self) -> None:
        self.died_on.append(threading.current_thread())


def test_a_worker_never_frees_a_widget(qtbot: QtBot) -> None:
    tidy, died_on = Tidy(), list[threading.Thread]()
    try:
        for _ in range(20):
            Knot(died_on)
        worker = threading.Thread(target=lambda: [[{}] for _ in range(200_000)])
        worker.start()
        worker.join()
        assert died_on == []
        qtbot.waitUntil(lambda: len(died_on) == 20, timeout=10_000)
        assert set(died_on) == {threading.main_thread()}
    finally:
        tidy.stop()
    assert gc.isenabled()
