"""Wellbeing at the kiosk: a pulse in a few taps, and the week."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.wellbeing import availability, pulse, rules
from csmanager.features.wellbeing.weekwidget import WeekWidget
from csmanager.ui.desk import Desk


class WellbeingTaskView(QWidget):
    """``finished``: True when it was done, False when it was left."""

    finished = Signal(bool)

    def __init__(self, desk: Desk, task: KioskTask, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._person_id = desk, person_id
        kind, _, number = task.key.partition(":")
        self.marks: list[QButtonGroup] = []
        self.week: WeekWidget | None = None
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.keep_button = QPushButton("Hand in" if kind == "pulse" else "Save")
        self.keep_button.setProperty("primary", True)
        self.leave_button = QPushButton("Not now")
        self.leave_button.clicked.connect(lambda: self.finished.emit(False))
        self.keep_button.clicked.connect(self.keep)
        self.words = QPlainTextEdit()
        title, note = QLabel(), QLabel()
        title.setProperty("role", "page-title")
        title.setWordWrap(True)
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(10)
        self._ask: pulse.AskRow | None = None
        if kind == "pulse":
            rows = desk.read(pulse.waiting_for, person_id, desk.today())
            self._ask = next((row for row in rows if row.wave_id == int(number)), None)
        if self._ask is not None:
            title.setText(self._ask.name)
            note.setText(
                "Your name is not kept with what you say: not in this program, its history or its exports. It is shown"
                f" only once the round is closed and {self._ask.minimum} or more have answered."
            )
            for question in self._ask.questions:
                column.addWidget(self._question(question))
            self._add_words(column)
        elif kind == "pulse":
            title.setText("This round is closed, or you have answered")
            self.keep_button.setEnabled(False)
        else:
            title.setText("When you can work")
            note.setText("It helps to plan; it is no promise that shifts are always as you like.")
            self.week = WeekWidget(desk.read(availability.week, person_id))
            column.addWidget(self.week)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.keep_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 32, 40, 32)
        layout.setSpacing(12)
        for widget in (title, note):
            layout.addWidget(widget)
        layout.addWidget(area, 1)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)

    def keep(self) -> None:
        """Hand in or save, or say why not."""
        try:
            if self._ask is not None:
                self._hand_in(self._ask)
            elif self.week is not None:
                self._desk.try_do(
                    "Say when I can work",
                    availability.set_week,
                    self._person_id,
                    self.week.spans(),
                    today=self._desk.today(),
                    how="kiosk",
                )
        except AppError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.finished.emit(True)

    def _hand_in(self, ask: pulse.AskRow) -> None:
        marks = [group.checkedId() if group.checkedId() > 0 else None for group in self.marks]
        rules.read_marks(pulse.marks_text(marks), len(ask.questions))
        self._desk.store.keep_aside(
            pulse.answer, ask.wave_id, self._person_id, marks, self.words.toPlainText(), self._desk.today()
        )

    def _question(self, text: str) -> QWidget:
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        label = QLabel(text)
        label.setWordWrap(True)
        label.setProperty("role", "card-title")
        layout.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(6)
        group = QButtonGroup(made)
        group.setExclusive(True)
        for value, word in rules.SCALE.items():
            button = QPushButton(f"{value} · {word}")
            button.setCheckable(True)
            button.setProperty("answer", True)
            button.setAccessibleName(f"{text} {value}, {word}")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            group.addButton(button, value)
            row.addWidget(button)
        row.addStretch(1)
        layout.addLayout(row)
        self.marks.append(group)
        return made

    def _add_words(self, column: QVBoxLayout) -> None:
        label = QLabel("Anything else? Your way of writing may show who you are; you can leave it empty.")
        label.setWordWrap(True)
        self.words.setAccessibleName("Anything else")
        self.words.setTabChangesFocus(True)
        self.words.setMaximumHeight(self.words.fontMetrics().lineSpacing() * 4 + 14)
        column.addWidget(label)
        column.addWidget(self.words)
