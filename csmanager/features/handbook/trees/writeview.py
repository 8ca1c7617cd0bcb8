"""Writing a guide: its text at the left, what is wrong with it (or the tree it makes) at the right."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QFontDatabase, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from csmanager.features.handbook.trees import rules
from csmanager.features.handbook.trees.rules import GuideKind
from csmanager.ui.widgets.editsbar import EditsBar
from csmanager.ui.widgets.markdown import MarkdownView

_PAUSE_MS = 150
_HOW = (
    "[name] A question?\n- An answer -> next_name\n\n[next_name] = An outcome.\nSay: …   Do: …   Not: …\n"
    "Clause: P-02 Heading"
)


class WriteView(QWidget):
    """``saved`` (text) and ``left``: what was asked for."""

    saved = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = GuideKind.TREE
        self._was = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._look)
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName("Text of the guide")
        self.editor.setTabChangesFocus(True)
        self.editor.textChanged.connect(self._timer.start)
        self.check = QLabel()
        self.check.setWordWrap(True)
        self.check.setAccessibleName("What is wrong with it")
        self.how = QLabel(_HOW)
        self.how.setProperty("role", "caption")
        self.how.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.preview = MarkdownView("Playbook as it reads")
        self.save_button = QPushButton("Save")
        self.save_button.setProperty("primary", True)
        self.save_button.clicked.connect(self.save)
        self.leave_button = QPushButton("Cancel")
        self.leave_button.clicked.connect(lambda _on=False: self.left.emit())
        save = QAction("Save the guide", self)
        save.setShortcut(QKeySequence("Ctrl+Return"))
        save.triggered.connect(self.save)
        self.addAction(save)
        side = QWidget()
        aside = QVBoxLayout(side)
        aside.setContentsMargins(12, 0, 0, 0)
        aside.addWidget(self.check)
        aside.addWidget(self.how)
        aside.addWidget(self.preview, 1)
        self._aside = aside
        aside.addStretch(0)
        self.splitter = QSplitter()
        self.splitter.setObjectName("guide-text")
        self.splitter.addWidget(self.editor)
        self.splitter.addWidget(side)
        self.splitter.setSizes([520, 380])
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.leave_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.drafts = EditsBar({"text": self.editor}, self)
        layout.addWidget(self.drafts)
        layout.addWidget(self.splitter, 1)
        layout.addLayout(buttons)

    @property
    def is_changed(self) -> bool:
        """Whether something was typed."""
        return self.editor.toPlainText() != self._was

    def edit(self, kind: GuideKind, text: str, guide_id: int = 0) -> None:
        """Begin with ``text``, of a guide that is there or of a new one."""
        self._kind, self._was = kind, text
        self.drafts.stop()
        self.editor.setPlainText(text)
        self.how.setVisible(kind is GuideKind.TREE)
        self.preview.setVisible(kind is GuideKind.PLAYBOOK)
        self._look()
        self.editor.setFocus()
        self.drafts.start("Guide", kind, guide_id)

    def problems(self) -> list[str]:
        """What keeps it from being saved."""
        text = self.editor.toPlainText()
        if self._kind is GuideKind.TREE:
            return rules.problems(rules.read_tree(text))
        return [] if text.strip() else ["The playbook has no text yet."]

    def save(self) -> None:
        """Ask for it to be kept, unless something is wrong with it."""
        self._look()
        if not self.problems():
            self.saved.emit(self.editor.toPlainText())

    def _look(self) -> None:
        self._timer.stop()
        wrong = self.problems()
        self.save_button.setEnabled(not wrong)
        self.check.setProperty("role", "problem" if wrong else "muted")
        self.check.style().polish(self.check)
        if wrong:
            self.check.setText(
                "\n".join(wrong[:8]) + (f"\nAnd {len(wrong) - 8} more." if len(wrong) > 8 else "")
            )
        elif self._kind is GuideKind.TREE:
            tree = rules.read_tree(self.editor.toPlainText())
            ends = sum(node.is_end for node in tree.nodes)
            self.check.setText(f"Sound: {len(tree.nodes) - ends} questions lead to {ends} outcomes.")
        else:
            self.check.setText("")
            self.preview.refresh_text(self.editor.toPlainText())
