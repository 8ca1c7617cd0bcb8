"""A week to fill in: for each weekday whether, and from when to when."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.wellbeing import rules
from csmanager.features.wellbeing.availability import Span
from csmanager.features.wellbeing.rules import Can

_CHOICES = (
    (None, "Not said"),
    (Can.AVAILABLE, "Can work"),
    (Can.PREFERRED, "Likes to work"),
    (Can.UNAVAILABLE, "Cannot"),
)


class WeekWidget(QWidget):
    """Seven rows. ``spans`` reads them, or raises RuleBroken with a sentence."""

    def __init__(self, spans: Sequence[Span], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[tuple[QComboBox, QLineEdit, QLineEdit]] = []
        self._more = [
            span for at, span in enumerate(spans) if any(one.weekday == span.weekday for one in spans[:at])
        ]
        first = {span.weekday: span for span in reversed(spans)}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(4, 1)
        for column, word in ((2, "From"), (3, "To")):
            head = QLabel(word)
            head.setProperty("role", "muted")
            grid.addWidget(head, 0, column)
        for at, day in enumerate(rules.WEEKDAYS):
            can, start, end = QComboBox(), QLineEdit(), QLineEdit()
            can.setAccessibleName(f"{day}: whether")
            for value, word in _CHOICES:
                can.addItem(word, value)
            for box, word in ((start, "from"), (end, "to")):
                box.setAccessibleName(f"{day}: {word}")
                box.setPlaceholderText("all day" if box is start else "")
                box.setMaximumWidth(96)
            span = first.get(at)
            if span is not None:
                can.setCurrentIndex(can.findData(span.can))
                if (span.start, span.end) != (0, rules.DAY_MINUTES):
                    start.setText(rules.time_text(span.start))
                    end.setText(rules.time_text(span.end))
            label = QLabel(day)
            label.setBuddy(can)
            grid.addWidget(label, at + 1, 0)
            grid.addWidget(can, at + 1, 1)
            grid.addWidget(start, at + 1, 2)
            grid.addWidget(end, at + 1, 3)
            self.rows.append((can, start, end))

    def spans(self) -> list[Span]:
        """What was filled in; a second span of a day that was there stays."""
        found = []
        for at, (can, start, end) in enumerate(self.rows):
            value = can.currentData()
            if value is None:
                if start.text().strip() or end.text().strip():
                    raise AppError(f"Say for {rules.WEEKDAYS[at]} whether it can be worked.")
                continue
            first = rules.read_time(start.text(), 0)
            last = rules.read_time(end.text(), rules.DAY_MINUTES)
            rules.check_times(at, first, last)
            found.append(Span(at, first, last, Can(value)))
        kept = {span.weekday for span in found}
        return found + [span for span in self._more if span.weekday in kept]


class WeekDialog(QDialog):
    """The week of one person, filled in by the manager."""

    def __init__(
        self,
        title: str,
        spans: Sequence[Span],
        submit: Callable[[list[Span]], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._submit = submit
        self.week = WeekWidget(spans)
        note = QLabel("Left empty, from and to mean the whole day. What was not said is not taken as a yes.")
        note.setWordWrap(True)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.save_button = QPushButton("Save")
        self.save_button.setProperty("primary", True)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.submit)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(note)
        layout.addWidget(self.week)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)

    def submit(self) -> None:
        """Keep it, or say why not."""
        try:
            self._submit(self.week.spans())
        except AppError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.accept()
