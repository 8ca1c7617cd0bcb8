"""Writing a document from a template: the fields at the left, the page as it will be at the right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.hiring.documents import rules
from csmanager.features.hiring.documents.queries import TemplateRow
from csmanager.papers import merge
from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.markdown import MarkdownView

Target = tuple[int, str]


class WriteDialog(QDialog):
    """``known(target)`` gives the values of a target; ``on_submit(target, values, how, answer_by)`` records it.

    ``on_page(markdown, title, is_print)`` saves or prints what stands there, once nothing is missing.
    ``is_locked(target)``: whether the pay is sealed and cannot be read now; ``unlock`` asks for the passphrase.
    """

    def __init__(
        self,
        template: TemplateRow,
        targets: Sequence[Target],
        known: Callable[[int | None], Mapping[str, str]],
        on_submit: Callable[[int | None, dict[str, str], str, dt.date | None, dt.date | None], Any],
        on_page: Callable[[str, str, bool], object],
        today: Callable[[], dt.date],
        parent: QWidget,
        *,
        target: int | None = None,
        is_locked: Callable[[int | None], bool] = lambda _target: False,
        unlock: Callable[[QWidget], bool] = lambda _parent: False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(template.title)
        self.template, self._known = template, known
        self._on_submit, self._on_page = on_submit, on_page
        self._is_locked, self._unlock = is_locked, unlock
        self.target = QComboBox()
        self.target.setAccessibleName("To")
        for key, word in targets:
            self.target.addItem(word, key)
        self.target.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.target.setMinimumContentsLength(18)
        self.inputs: dict[str, QLineEdit] = {}
        self.form = QFormLayout()
        self.form.setVerticalSpacing(8)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        word = "For" if template.kind in rules.FOR_OPENING else "To"
        self.form.addRow(word, self.target)
        for name in template.fields:
            box = QLineEdit()
            box.setPlaceholderText(rules.FIELDS[name])
            box.setAccessibleName(name)
            box.textEdited.connect(lambda _text: self._show())
            self.inputs[name] = box
            label = QLabel(name.capitalize())
            label.setBuddy(box)
            self.form.addRow(label, box)
        self.how = QComboBox()
        self.how.setEditable(True)
        self.how.addItems(rules.HOW)
        self.how.setAccessibleName("How")
        self.form.addRow("How", self.how)
        self.answer_by = DateField(None, today=today, name="Answer by")
        self.form.addRow("Answer by", self.answer_by)
        self.goes_on = DateField(None, today=today, name="Hold back until")
        self.goes_on.setToolTip(
            "Empty: handed over now. With a day: Today names it then; nothing goes by itself."
        )
        self.form.addRow("Hold back until", self.goes_on)
        inside = QWidget()
        inside.setLayout(self.form)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view = MarkdownView(template.title)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(area)
        splitter.addWidget(self.view)
        splitter.setSizes([380, 560])
        self.state = QLabel()
        self.state.setProperty("role", "caption")
        self.state.setWordWrap(True)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.unlock_button = QPushButton("Unlock pay…")
        self.unlock_button.setToolTip(
            "The pay of the offer is sealed; the passphrase puts it into the letter"
        )
        self.unlock_button.hide()
        self.save_button = QPushButton("Save as PDF or Word…")
        self.print_button = QPushButton("Print…")
        self.submit_button = QPushButton("Note as handed over")
        self.submit_button.setProperty("primary", True)
        self.submit_button.setToolTip("Ctrl+Enter")
        self.submit_button.setShortcut("Ctrl+Return")
        cancel = QPushButton("Close")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.state, 1)
        for button in (self.unlock_button, self.print_button, self.save_button, self.submit_button, cancel):
            button.setAutoDefault(False)
            foot.addWidget(button)
        self.unlock_button.clicked.connect(self.unlock)
        self.print_button.clicked.connect(lambda: self._give(True))
        self.save_button.clicked.connect(lambda: self._give(False))
        self.submit_button.clicked.connect(self.submit)
        cancel.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(splitter, 1)
        layout.addWidget(self.problem)
        layout.addLayout(foot)
        self.resize(980, 660)
        if target is not None:
            self.target.setCurrentIndex(max(0, self.target.findData(target)))
        self.target.currentIndexChanged.connect(lambda _at: self._fill())
        self._fill()

    def values(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: box.text().strip() for name, box in self.inputs.items()}

    def text(self) -> str:
        """The document; raises RuleBroken naming the fields without a value."""
        values = self.values()
        rules.check_values(self.template.fields, values)
        return merge.fill(self.template.body, values)

    def unlock(self) -> None:
        """Ask for the passphrase, and put the sealed pay in; what was typed elsewhere stays."""
        if self._unlock(self) and rules.PAY in self.inputs:
            known = self._known(self.target.currentData())
            if not self.inputs[rules.PAY].text().strip():
                self.inputs[rules.PAY].setText(known.get(rules.PAY, ""))
            self._show()

    def submit(self) -> None:
        """Record it, or say what is missing."""
        try:
            if self.answer_by.problem():
                raise AppError("The day of the answer is not a date.")
            if self.goes_on.problem():
                raise AppError("The day until which it is held back is not a date.")
            self._on_submit(
                self.target.currentData(), self.values(), self.how.currentText(), self.answer_by.value(),
                self.goes_on.value(),
            )  # fmt: skip
        except AppError as error:
            self._say(str(error))
            return
        self.accept()

    def _give(self, is_print: bool) -> None:
        try:
            text = self.text()
        except AppError as error:
            self._say(str(error))
            return
        self._say("")
        self._on_page(text, f"{self.template.title} {self.target.currentText().partition(',')[0]}", is_print)

    def _fill(self) -> None:
        """Put in what is known of the target; what was typed for another one does not stay."""
        known = self._known(self.target.currentData())
        for name, box in self.inputs.items():
            box.setText(known.get(name, ""))
        self._show()

    def _show(self) -> None:
        values = self.values()
        self.view.refresh_text(rules.marked(self.template.body, values))
        lacking = rules.missing(self.template.fields, values)
        is_locked = rules.PAY in lacking and self._is_locked(self.target.currentData())
        self.unlock_button.setVisible(is_locked)
        named = [
            f"{name} (sealed; unlock it)" if is_locked and name == rules.PAY else name for name in lacking
        ]
        self.state.setText(f"Still to be filled in: {', '.join(named)}" if lacking else "Nothing is missing.")
        for name, box in self.inputs.items():
            box.setProperty("wrong", name in lacking)
            box.style().polish(box)
        self._say("")

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
