"""Scoring a role-play or a sample of work with a scorecard of real contacts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.hiring.interviews.queries import ChoiceRow
from csmanager.features.hiring.interviews.trials import ItemRow, RolePlayRow
from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.editsbar import DraftedDialog, EditsBar
from csmanager.ui.widgets.segmented import SegmentedSwitch

_YES_NO = 2


class TrialDialog(DraftedDialog):
    """``on_submit(values)`` stores it, or raises AppError with the reason."""

    def __init__(
        self,
        choices: Sequence[ChoiceRow],
        scenes: Sequence[RolePlayRow],
        cards: Sequence[str],
        items: Callable[[str], list[ItemRow]],
        on_submit: Callable[[dict[str, Any]], Any],
        today: Callable[[], dt.date],
        parent: QWidget,
        *,
        scene_id: int | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Score a trial")
        self._items, self._on_submit, self._scenes = items, on_submit, {one.id: one for one in scenes}
        self.applicant = _choice("Applicant", [(one.id, f"{one.name}, {one.opening}") for one in choices])
        options: list[tuple[int | None, str]] = [(one.id, one.name) for one in scenes]
        self.scene = _choice("Role-play", [*options, (None, "A sample of work")])
        self.card = _choice("Scorecard", [(name, name) for name in cards])
        self.day = DateField(today(), today=today, name="Held on")
        self.title = QLineEdit()
        self.title.setPlaceholderText("What was done, for a sample of work")
        self.title.setAccessibleName("What was done")
        self.grader = QLineEdit()
        self.grader.setAccessibleName("Scored by")
        self.comment = QPlainTextEdit()
        self.comment.setTabChangesFocus(True)
        self.comment.setAccessibleName("Comment")
        self.comment.setMaximumHeight(self.fontMetrics().lineSpacing() * 3 + 12)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for at, (word, box) in enumerate(
            (
                ("Applicant", self.applicant),
                ("Role-play", self.scene),
                ("What", self.title),
                ("Scorecard", self.card),
                ("Held on", self.day),
                ("Scored by", self.grader),
            )
        ):
            label = QLabel(word)
            label.setBuddy(box)
            grid.addWidget(label, at // 2, at % 2 * 2)
            grid.addWidget(box, at // 2, at % 2 * 2 + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.marks: list[SegmentedSwitch] = []
        self._rows: list[ItemRow] = []
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.submit_button = QPushButton("Save")
        self.submit_button.setProperty("primary", True)
        self.submit_button.setDefault(True)
        self.submit_button.clicked.connect(self.submit)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.submit_button)
        foot.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        self.about = (scene_id, *(one.id for one in choices))
        self.drafts = EditsBar({"comment": self.comment, "title": self.title}, self)
        layout.addWidget(self.drafts)
        layout.addLayout(grid)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.comment)
        self.comment.setPlaceholderText(
            "What was seen; it goes to the first graded contact when they are hired"
        )
        layout.addWidget(self.problem)
        layout.addLayout(foot)
        self.resize(760, 600)
        self.scene.currentIndexChanged.connect(lambda _at: self._on_scene())
        self.card.currentIndexChanged.connect(lambda _at: self._on_card())
        self.scene.setCurrentIndex(max(0, self.scene.findData(scene_id)) if scene_id is not None else 0)
        self._on_scene()
        self._on_card()

    def submit(self) -> None:
        """Store it, or say why not."""
        self.problem.hide()
        try:
            if self.day.problem() or self.day.value() is None:
                raise AppError("That is not a date.")
            self._on_submit(
                {
                    "applicant_id": self.applicant.currentData(),
                    "role_play_id": self.scene.currentData(),
                    "scorecard": self.card.currentData(),
                    "shares": self.shares(),
                    "held_on": self.day.value(),
                    "title": self.title.text(),
                    "grader": self.grader.text(),
                    "comment": self.comment.toPlainText(),
                }
            )
        except AppError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.accept()

    def shares(self) -> list[float | None]:
        """What each item got, as a share of its scale; None: it did not apply."""
        return [
            None if switch.value() == "x" else int(switch.value()) / (row.levels - 1)
            for row, switch in zip(self._rows, self.marks, strict=True)
        ]

    def _on_scene(self) -> None:
        scene = self._scenes.get(self.scene.currentData())
        self.title.setEnabled(scene is None)
        if scene is not None:
            self.card.setCurrentIndex(max(0, self.card.findData(scene.scorecard)))

    def _on_card(self) -> None:
        self._rows = self._items(str(self.card.currentData()))
        self.marks = []
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        section, line = "", 0
        for row in self._rows:
            if row.section != section:
                section = row.section
                head = QLabel(section)
                head.setProperty("role", "section")
                grid.addWidget(head, line, 0, 1, 2)
                line += 1
            words = QLabel(row.text + (" (critical)" if row.critical else ""))
            words.setWordWrap(True)
            levels = (
                [("0", "No"), ("1", "Yes")]
                if row.levels == _YES_NO
                else [(str(at), str(at + 1)) for at in range(row.levels)]
            )
            switch = SegmentedSwitch([*levels, ("x", "n/a")], name=row.text)
            switch.set_value("x")
            grid.addWidget(words, line, 0)
            grid.addWidget(switch, line, 1, Qt.AlignmentFlag.AlignRight)
            self.marks.append(switch)
            line += 1
        grid.setRowStretch(line, 1)
        self.area.setWidget(inside)


def _choice(name: str, options: Sequence[tuple[Any, str]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(14)
    for value, word in options:
        box.addItem(word, value)
    return box
