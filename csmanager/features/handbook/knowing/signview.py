"""Reading a text to its end, and signing it with the PIN."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.handbook.compare import compare
from csmanager.features.handbook.compareview import page as comparison
from csmanager.features.handbook.knowing import actions
from csmanager.features.handbook.knowing.atkiosk import SignTask
from csmanager.features.handbook.rules import plain_text
from csmanager.features.kiosk import pins, rules
from csmanager.ui import theme
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.markdown import MarkdownView
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.texts import day_text

_READ_ONLY = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_NEAR_END = 40  # pixels: the last line is in view


class SignView(QWidget):
    """``signed``: it was signed. ``left``: it was not. ``outdated``: the text changed meanwhile; read it again."""

    signed = Signal()
    left = Signal()
    outdated = Signal()

    def __init__(self, desk: Desk, task: SignTask, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._task, self._person_id = desk, task, person_id
        self._clock = QElapsedTimer()
        self._seen_end = False
        self._begin_quiz: Callable[[], object] | None = None
        title = QLabel(task.title)
        title.setProperty("role", "page-title")
        title.setWordWrap(True)
        facts = QLabel(
            f"{task.code} · version {task.number}"
            + (f" · in force since {day_text(task.published_on)}" if task.published_on else "")
        )
        facts.setProperty("role", "muted")
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(title)
        words.addWidget(facts)
        head.addLayout(words, 1)
        self.switch: SegmentedSwitch | None = None
        if task.former:
            self.switch = SegmentedSwitch([("text", "Whole text"), ("changes", "What changed")])
            self.switch.changed.connect(self._on_switch)
            head.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignBottom)
        self.summary = _note(self._what_changed())
        self.text = MarkdownView("Text of the policy")
        self.text.setTextInteractionFlags(_READ_ONLY)  # no link leads out of here
        self.text.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.text.show_text(task.body)
        self.changes = QTextBrowser()
        self.changes.setAccessibleName("What changed since you signed")
        self.changes.setTextInteractionFlags(_READ_ONLY)
        self.changes.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.changes.document().setDocumentMargin(16)
        self.changes.hide()
        self.text.verticalScrollBar().valueChanged.connect(lambda _value: self._look())
        self.text.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._look())
        self._make_foot()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(48, 32, 48, 24)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.summary)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.changes, 1)
        layout.addWidget(self.foot)
        self.summary.setVisible(
            bool(task.former) and bool(self.summary.text())
        )  # shown before, it stays hidden
        self.setFocusProxy(self.text)
        theme.theme_changed.connect(self._draw_changes)
        self._draw_changes()

    def _what_changed(self) -> str:
        task = self._task
        if task.former_number is None:
            return ""
        return f"You signed version {task.former_number} before. What changed for you: {task.changed}"

    def _make_foot(self) -> None:
        self.foot = QFrame()
        self.foot.setProperty("role", "card")
        self.hint = _note("Read to the end of the text; then you can sign.")
        self.name = QLineEdit()
        self.name.setAccessibleName("Your name")
        self.name.setPlaceholderText("Your name")
        self.pin = QLineEdit()
        self.pin.setAccessibleName("Your PIN")
        self.pin.setPlaceholderText("PIN")
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(rules.MOST)
        self.pin.setMaximumWidth(120)
        for field in (self.name, self.pin):
            field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            field.returnPressed.connect(self.sign)
        self.button = QPushButton("I have read it and sign")
        self.button.setProperty("primary", True)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.sign)
        self.later = QPushButton("Not now")
        self.later.setAutoDefault(False)
        self.later.clicked.connect(self.left)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.name, 1)
        row.addWidget(self.pin)
        row.addWidget(self.button)
        row.addWidget(self.later)
        self._row = row
        layout = QVBoxLayout(self.foot)
        layout.setContentsMargins(16, 10, 16, 10)
        layout.addWidget(self.hint)
        layout.addLayout(row)
        layout.addWidget(self.problem)
        self._offer()

    def offer_quiz(self, begin: Callable[[], object]) -> None:
        """The quiz comes before the signature: its button stands in the place of name and PIN."""
        self._begin_quiz = begin
        self.name.hide()
        self.pin.hide()
        self._row.insertStretch(0, 1)
        self.button.setText("I have read it: to the quiz")
        self._offer()

    def sign(self) -> None:
        """Sign, or say why not."""
        if not self._seen_end:
            return
        if self._begin_quiz is not None:
            self._begin_quiz()
            return
        pin = self.pin.text()
        self.pin.clear()
        task, store = self._task, self._desk.store
        self.problem.hide()
        try:
            if len(pin) < rules.LEAST:
                raise AppError("Type your PIN; it is your signature.")
            proof = pins.prove(store, self._person_id, pin)
            self._desk.try_do(
                f"{task.person} signs {task.code} {task.title}, version {task.number}",
                actions.sign,
                proof,
                person_id=self._person_id,
                version_id=task.version_id,
                text_sha256=task.text_sha256,
                typed_name=self.name.text(),
                now=store.clock(),
                reading_seconds=self._clock.elapsed() // 1000 if self._clock.isValid() else None,
            )
        except AppError as error:
            self.say(str(error))
            if "newer version" in str(error) or "changed while" in str(error):
                self.outdated.emit()
            return
        self.signed.emit()

    def say(self, text: str) -> None:
        """Say what stands in the way."""
        self.problem.setText(text)
        self.problem.setAccessibleName(text)
        self.problem.show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._clock.isValid():
            self._clock.start()
        self._look()

    def _look(self) -> None:
        bar = self.text.verticalScrollBar()
        if not self._seen_end and self.text.isVisible() and bar.value() >= bar.maximum() - _NEAR_END:
            self._seen_end = True
            self._offer()

    def _offer(self) -> None:
        for part in (self.name, self.pin, self.button):
            part.setEnabled(self._seen_end)
        if self._seen_end and self._begin_quiz is not None:
            self.hint.setText("A few questions come before the signature.")
        elif self._seen_end:
            self.hint.setText(
                f"{self._task.person}: type your name and your PIN. Both stand for your signature under version"
                f" {self._task.number}."
            )

    def _on_switch(self, key: str) -> None:
        self.text.setVisible(key == "text")
        self.changes.setVisible(key == "changes")

    def _draw_changes(self) -> None:
        if self._task.former:
            self.changes.setHtml(
                comparison(compare(as_read(self._task.former), as_read(self._task.body)), theme.current())
            )


_TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*$")


def as_read(body: str) -> str:
    """``body`` line by line without its marks: who signs knows no Markdown."""
    return "\n".join(plain_text(line) for line in body.splitlines() if not _TABLE_RULE.match(line))


def _note(text: str) -> QLabel:
    made = QLabel(text)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made
