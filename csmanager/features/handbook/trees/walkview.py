"""A tree in use: one question large, answers by number key, the way so far, and what to do at the end."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from csmanager.features.handbook.trees import rules
from csmanager.features.handbook.trees.queries import ClauseLink
from csmanager.features.handbook.trees.rules import Node, Tree

_NOTE_HEADS = {"Say": "Say", "Do": "Do", "Not": "Do not say"}


class WalkView(QScrollArea):
    """``clause_wanted`` (policy id, heading): a clause was clicked. ``copied``: the way was put on the clipboard."""

    clause_wanted = Signal(int, str)
    copied = Signal()
    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Decision tree")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tree = Tree("", "", [], [])
        self.links: dict[tuple[str, str], ClauseLink] = {}
        self.steps: list[tuple[str, int]] = []
        self.answers: list[QPushButton] = []
        self.clauses: list[QPushButton] = []
        self._node: Node | None = None
        self._inside = QWidget()
        self._body = QVBoxLayout(self._inside)
        self._body.setContentsMargins(20, 16, 20, 16)
        self._body.setSpacing(10)
        self.setWidget(self._inside)

    def show_tree(self, tree: Tree, links: dict[tuple[str, str], ClauseLink]) -> None:
        """Begin at the start of ``tree``; ``links``: (code, heading) -> the clause."""
        self.tree, self.links = tree, links
        self.restart()

    def node(self) -> Node | None:
        """Where one stands."""
        return self._node

    def restart(self) -> None:
        """Back to the first question."""
        self.steps = []
        self._go(self.tree.start)

    def choose(self, number: int) -> bool:
        """Give the answer ``number`` (from 1); False when there is none."""
        node = self._node
        if node is None or not 1 <= number <= len(node.answers):
            return False
        following = self.tree.node(node.answers[number - 1].to)
        if following is None:
            return False
        self.steps.append((node.key, number))
        self._go(following)
        return True

    def back(self) -> bool:
        """One question back; False at the start."""
        if not self.steps:
            return False
        key, _ = self.steps.pop()
        self._go(self.tree.node(key))
        return True

    def way(self) -> list[tuple[str, str]]:
        """The questions answered so far, with their answers."""
        found = []
        for key, number in self.steps:
            node = self.tree.node(key)
            if node is not None:
                found.append((node.text, node.answers[number - 1].text))
        return found

    def note(self) -> str:
        """The way as a note for the record."""
        node = self._node
        is_end = node is not None and node.is_end
        clauses = [f"{code} {heading}".strip() for code, heading in node.clauses] if node is not None else []
        return rules.path_text(
            self.tree.title,
            self.way(),
            node.text if node is not None and is_end else "",
            clauses if is_end else [],
        )

    def copy_note(self) -> None:
        """Put the way on the clipboard as text."""
        QApplication.clipboard().setText(self.note())
        self.copied.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        number = event.key() - Qt.Key.Key_0
        if plain and 1 <= number <= rules.MOST_ANSWERS and self.choose(number):
            return
        if plain and event.key() == Qt.Key.Key_Backspace and self.back():
            return
        if plain and event.key() == Qt.Key.Key_Home:
            self.restart()
            return
        super().keyPressEvent(event)

    def _go(self, node: Node | None) -> None:
        self._node = node
        self._clear()
        if node is None:
            self.moved.emit()
            return
        if not self.steps and self.tree.about:
            self._add(self._label(self.tree.about, "muted"))
        for at, (question, given) in enumerate(self.way()):
            width = max(240, self.viewport().width() - 80)
            words = f"{question}  {given}"
            step = QPushButton(self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, width))
            step.setAccessibleName(words)
            step.setProperty("link", True)
            step.setToolTip("Back to this question")
            step.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            step.clicked.connect(lambda _on=False, count=at: self._back_to(count))
            self._add_left(step)
        self._add(self._label(node.text, "page-title"))
        for kind, text in node.notes:
            self._add(self._label(f"{_NOTE_HEADS[kind]}: {text}", "" if kind != "Not" else "problem"))
        for number, answer in enumerate(node.answers, 1):
            button = QPushButton(f"{number}   {answer.text}")
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setStyleSheet("text-align: left; padding: 8px 12px;")
            button.clicked.connect(lambda _on=False, chosen=number: self.choose(chosen))
            button.setAccessibleName(f"Answer {number}: {answer.text}")
            self.answers.append(button)
            self._add(button)
        for named in node.clauses:
            self._clause(named, is_end=node.is_end)
        if node.is_end:
            copy = QPushButton("Copy as note")
            copy.setProperty("primary", True)
            copy.clicked.connect(self.copy_note)
            again = QPushButton("Start again")
            again.clicked.connect(lambda _on=False: self.restart())
            line = QHBoxLayout()
            line.addWidget(copy)
            line.addWidget(again)
            line.addStretch(1)
            self._body.addLayout(line)
        self._add(self._label("Keys: 1 to 9 choose, Backspace goes back, Home begins again.", "caption"))
        self._body.addStretch(1)
        self.verticalScrollBar().setValue(0)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.moved.emit()

    def _clause(self, named: tuple[str, str], *, is_end: bool) -> None:
        link = self.links.get(named)
        words = " ".join(part for part in named if part)
        if link is None or link.policy_id is None:
            self._add(self._label(f"{words}: not in force in this handbook.", "caption"))
            return
        button = QPushButton(
            f"{link.code} {link.title}: {link.heading}" if link.heading else f"{link.code} {link.title}"
        )
        button.setProperty("link", True)
        button.clicked.connect(
            lambda _on=False, key=link.policy_id, heading=link.heading: self.clause_wanted.emit(key, heading)
        )
        self.clauses.append(button)
        self._add_left(button)
        if is_end and link.text:
            text = self._label(link.text, "")
            text.setTextFormat(Qt.TextFormat.MarkdownText)
            text.setProperty("role", "muted")
            self._add(text)

    def _back_to(self, count: int) -> None:
        key, _ = self.steps[count]
        self.steps = self.steps[:count]
        self._go(self.tree.node(key))

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setMaximumWidth(self.fontMetrics().averageCharWidth() * 96)
        if role:
            label.setProperty("role", role)
        return label

    def _add(self, widget: QWidget) -> None:
        self._body.addWidget(widget)

    def _add_left(self, button: QPushButton) -> None:
        self._body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _clear(self) -> None:
        self.answers, self.clauses = [], []
        while (item := self._body.takeAt(0)) is not None:
            line = item.layout()
            while line is not None and (part := line.takeAt(0)) is not None:
                if (inner := part.widget()) is not None:
                    inner.hide()
                    inner.deleteLater()
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
