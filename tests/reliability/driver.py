"""The real window with somebody at work in it: ``python -m tests.reliability.driver FOLDER``, until it is killed.

Every action goes through the desk, as a page's would; its number is acknowledged in FOLDER/ack.log once it returned.
A question that the window asks is acknowledged too ("asked ..."), since nobody is there to answer it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer

from csmanager.__main__ import program
from csmanager.features.team import actions as team
from csmanager.features.today import actions as today
from csmanager.selftest import writer
from csmanager.selftest.acknowledge import Acknowledged
from csmanager.ui import running, start


class _Nobody(running.NobodyAnswers):
    def __init__(self, told: Acknowledged) -> None:
        self._told = told

    def tell(self, title: str, text: str) -> None:
        self._told.say(f"asked: {title}: {text}")

    def confirm(self, title: str, text: str, verb: str, keep: str = "Keep") -> bool:
        self._told.say(f"asked: {title}: {text}")
        return False


def main(folder: Path) -> int:
    """Open the window on the folder's store and work in it."""
    os.environ.update(dict.fromkeys(("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"), str(folder)))
    told = Acknowledged(folder)

    class Worked(running.Running):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.console.ask = _Nobody(told)
            self.timer = QTimer()
            self.timer.timeout.connect(self._act)
            self.console.opened.connect(lambda: self.timer.start(0))
            self.console.opening_failed.connect(lambda error: told.say(f"asked: not opened: {error}"))

        def _act(self) -> None:
            desk = self.console.desk
            if desk is None:
                return
            number = writer.done(desk.store) + 1
            person = desk.do(
                f"Add writer {number}",
                team.add_person,
                name=f"Writer {number}",
                code=f"W{number}",
                today=desk.today(),
            )
            if number % 5 == 0:
                for verb in ("undo", "redo"):
                    self.console.window.menus.actions[verb].trigger()
            told.say(str(number))
            if number % 3 == 0:
                desk.do("Add a task", today.add_task, text=f"Talk to writer {number}", person_id=person)
            titles = list(self.console.window.titles)
            self.console.window.show_page(titles[number % len(titles)])

    running.Running = Worked  # type: ignore[misc]
    return start.run(program(), folder / "store.csm", sample=False, smoke=False)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).absolute()))
