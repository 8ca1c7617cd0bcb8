"""Leave at the kiosk: what is left, what was asked for, and a form of four fields."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.leave import atkiosk, moving, queries
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.datefield import DateField

_WIDE = 56  # letters of a field
_MOST = 6  # of one's own leaves that are shown


class LeaveTaskView(QWidget):
    """``finished``: True when leave was asked for, False when it was left."""

    finished = Signal(bool)

    def __init__(self, desk: Desk, task: KioskTask, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._person_id = desk, person_id
        today = desk.today()
        self._types = desk.read(queries.types)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 32, 40, 32)
        layout.setSpacing(8)
        layout.addWidget(_label("Leave", "page-title"))
        left = desk.read(atkiosk.left, person_id, today)
        words = "; ".join(f"{name}: {text} left" for name, text in left)
        layout.addWidget(_label(words or "The manager decides, and tells you.", "muted"))
        for row in desk.read(atkiosk.own, person_id, today)[:_MOST]:
            layout.addWidget(_label(f"{row.days}: {row.state}", ""))
        layout.addSpacing(8)
        self.type = QComboBox()
        for one in self._types:
            self.type.addItem(one.name, one.id)
        self.first, self.last = DateField(today=desk.today), DateField(today=desk.today)
        self.reason = QLineEdit()
        self.reason.setAccessibleName("Reason, if you want to say")
        self.reason.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        form = QFormLayout()
        form.addRow("&Type", self.type)
        form.addRow("&First day", self.first)
        form.addRow("&Last day", self.last)
        form.addRow("&Reason", self.reason)
        for field in (self.type, self.first, self.last, self.reason):
            field.setMaximumWidth(self.fontMetrics().averageCharWidth() * _WIDE)
        layout.addLayout(form)
        self.note = _label("", "muted")
        layout.addWidget(self.note)
        self.problem = _label("", "problem")
        self.problem.hide()
        layout.addWidget(self.problem)
        layout.addStretch(1)
        self.ask_button = QPushButton("Ask")
        self.ask_button.setProperty("primary", True)
        self.leave_button = QPushButton("Not now")
        self.ask_button.clicked.connect(self.ask)
        self.leave_button.clicked.connect(lambda: self.finished.emit(False))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.ask_button)
        layout.addLayout(buttons)
        self.type.currentIndexChanged.connect(lambda _at: self._show_reason())
        self._show_reason()
        self.setFocusProxy(self.type)

    def _show_reason(self) -> None:
        """A delicate reason is sealed, and cannot be kept before there is a passphrase."""
        is_sensitive = self._types[self.type.currentIndex()].is_sensitive
        can_keep = not is_sensitive or self._desk.sealing.is_set_up
        self.reason.setEnabled(can_keep)
        if not can_keep:
            self.reason.clear()
        words = (
            "A reason is sealed; only the manager can read it." if can_keep else "No reason is needed here."
        )
        self.note.setText(f"Last day left empty: that one day. {words if is_sensitive else ''}".strip())

    def ask(self) -> None:
        """Ask, or say why not."""
        first, last = self.first.value(), self.last.value()
        problem = self.first.problem() or self.last.problem() or ("" if first else "Type the first day.")
        if problem or first is None:
            self._say(problem)
            return
        try:
            self._desk.try_do(
                "Ask for leave at the kiosk",
                moving.ask,
                person_id=self._person_id,
                type_id=self.type.currentData(),
                first_on=first,
                last_on=last or first,
                today=self._desk.today(),
                reason=self.reason.text(),
            )
        except AppError as error:
            self._say(str(error))
            return
        self.finished.emit(True)

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.show()


def _label(text: str, role: str) -> QLabel:
    made = QLabel(text)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    return made
