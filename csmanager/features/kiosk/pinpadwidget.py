"""Typing a PIN, with the keyboard or by tapping."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from csmanager.features.kiosk import rules

_SIDE = 64  # pixels of a key
_KEYS = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("Clear", "0", "OK"))


class PinPad(QWidget):
    """``entered`` comes with what was typed; the field is emptied at once and keeps nothing."""

    entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setAccessibleName("PIN")
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMaxLength(rules.MOST)
        self.field.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), self.field))
        self.field.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.field.setFixedWidth(_SIDE * 3 + 16)
        self.field.returnPressed.connect(self._enter)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.problem.setMinimumHeight(self.fontMetrics().lineSpacing() * 2 + 4)
        self.keys: dict[str, QPushButton] = {}
        grid = QGridLayout()
        grid.setSpacing(8)
        for line, words in enumerate(_KEYS):
            for place, word in enumerate(words):
                key = QPushButton(word)
                key.setFixedSize(_SIDE, _SIDE - 16)
                key.setAutoDefault(False)
                key.setFocusPolicy(Qt.FocusPolicy.NoFocus if word.isdigit() else Qt.FocusPolicy.TabFocus)
                key.clicked.connect(lambda _on=False, word=word: self._press(word))
                grid.addWidget(key, line, place)
                self.keys[word] = key
        self.keys["OK"].setProperty("primary", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        centre = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(self.field, 0, centre)
        layout.addLayout(grid)
        layout.setAlignment(grid, centre)
        layout.addWidget(self.problem)
        self.setFocusProxy(self.field)

    def clear(self) -> None:
        """Empty, with nothing said."""
        self.field.clear()
        self.problem.setText("")

    def say(self, text: str) -> None:
        """Why the PIN was not taken."""
        self.problem.setText(text)
        self.problem.setAccessibleName(text)
        self.field.setFocus()

    def _press(self, word: str) -> None:
        if word == "OK":
            self._enter()
        elif word == "Clear":
            self.clear()
        else:
            self.field.insert(word)
        self.field.setFocus()

    def _enter(self) -> None:
        typed = self.field.text()
        self.field.clear()
        if len(typed) < rules.LEAST:
            self.say(f"A PIN has {rules.LEAST} to {rules.MOST} digits.")
            return
        self.problem.setText("")
        self.entered.emit(typed)
