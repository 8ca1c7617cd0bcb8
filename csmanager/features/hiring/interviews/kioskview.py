"""A scorecard at the kiosk: the same screen as at the manager's desk, for one interviewer only."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csmanager.features.hiring.interviews.askview import AskView
from csmanager.features.hiring.interviews.rules import Entered
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState


class CardTaskView(QWidget):
    """Asks and marks. ``finished``: True when the card was handed in, False when it was left."""

    finished = Signal(bool)

    def __init__(self, desk: Desk, task: KioskTask, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        interviewer_id = int(task.key.partition(":")[2])
        view = AskView.open_for(desk, interviewer_id, Entered.KIOSK, person_id=person_id)
        if view is None:
            layout.addWidget(
                EmptyState(
                    "There is nothing to score here any more.", "", "Go on", lambda: self.finished.emit(False)
                )
            )
            return
        view.handed_in.connect(lambda: self.finished.emit(True))
        view.left.connect(lambda: self.finished.emit(False))
        layout.addWidget(view)
        self.setFocusProxy(view)
