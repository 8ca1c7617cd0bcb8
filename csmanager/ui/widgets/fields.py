"""The fields of a form: what each asks for, and the widget that asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.core.visibility import MARKS, Visibility
from csmanager.ui.widgets.classmark import ClassMark
from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.sealedfield import SealedField, SealedTexts
from csmanager.ui.widgets.texts import number_text

FieldKind = Literal["text", "long", "long text", "date", "number", "choice", "check", "suggest", "sealed"]


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    ``options``: words, or (value, word); for a choice, or for suggestions where anything may be typed. ``check``:
    raises AppError with the reason. ``unit`` stands behind a number. Values: str, float or int, date, bool, or the
    option's value; a field left empty gives None (a text "").

    A sealed text ("sealed") needs ``texts`` (``desk.sealing``); its ``value`` is the token, ``about`` what it is the
    text of. It gives the text to seal, or None when what is stored stays as it is; it shows so many ``lines``.

    ``is_more``: seldom needed, so it stands behind "More" in a form. ``seen``: who may read it, said under the field.
    """

    key: str
    label: str
    kind: FieldKind = "text"
    value: Any = None
    required: bool = False
    help: str = ""
    options: Sequence[Any] = ()
    check: Callable[[Any], object] | None = None
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = 0
    unit: str = ""
    placeholder: str = ""
    texts: SealedTexts | None = None
    about: str = ""
    is_more: bool = False
    lines: int = 4
    seen: Visibility | None = None


class Untold(Exception):
    """What was typed cannot be told now: a sealed text is locked."""


class FieldInput(QWidget):
    """The widget of one field, with the reason below it when what it holds cannot be taken."""

    changed = Signal()

    def __init__(self, field: Field, today: Callable[[], dt.date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.input = self._make(field, today)
        self.reason = QLabel()
        self.reason.setProperty("role", "problem")
        self.reason.setWordWrap(True)
        self.reason.hide()
        self.help = QLabel(field.help)
        self.help.setProperty("role", "caption")
        self.help.setWordWrap(True)
        if not field.help:
            self.help.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        if field.unit:
            line = QHBoxLayout()
            line.addWidget(self.input)
            line.addWidget(QLabel(field.unit))
            line.addStretch()
            layout.addLayout(line)
        else:
            layout.addWidget(self.input)
        layout.addWidget(self.help)
        self.mark = ClassMark(field.seen)
        layout.addWidget(self.mark)
        layout.addWidget(self.reason)
        self.setFocusProxy(self.input)
        self.target.setAccessibleName(field.label.replace("&", ""))
        self.target.setAccessibleDescription(self._about())

    def _about(self) -> str:
        return " ".join(filter(None, (self.field.help, MARKS[self.field.seen] if self.field.seen else "")))

    @property
    def target(self) -> QWidget:
        """The widget that takes the focus."""
        if isinstance(self.input, DateField):
            return self.input.edit
        return self.input.target if isinstance(self.input, SealedField) else self.input

    def value(self) -> Any:
        """What was answered. Raises AppError with the reason."""
        value = self._read()
        empty = value == "" if self.field.kind == "sealed" and self.field.value else value in (None, "")
        if self.field.required and empty and self.field.kind != "check":
            raise AppError("This is needed.")
        if isinstance(value, int | float) and not isinstance(value, bool):
            low, high = self.field.minimum, self.field.maximum
            if low is not None and value < low:
                raise AppError(f"It must be {number_text(low, self.field.decimals)} or more.")
            if high is not None and value > high:
                raise AppError(f"It must be {number_text(high, self.field.decimals)} or less.")
        if self.field.check is not None and not empty:
            try:
                self.field.check(value)
            except ValueError as error:
                raise AppError(str(error)) from error
        return value

    # what is typed, as it is kept until it is saved

    @property
    def keeps(self) -> bool:
        """Whether what is typed here may be kept: never a passphrase."""
        return not (isinstance(self.input, QLineEdit) and self.input.echoMode() is not _NORMAL)

    @property
    def can_tell(self) -> bool:
        """Whether ``raw`` can be told now."""
        if not self.keeps:
            return False
        return not (isinstance(self.input, SealedField) and self.input.edit.isHidden())

    def raw(self) -> Any:
        """What stands here, valid or not: a text, or a list of one value that was chosen. Raises Untold."""
        box = self.input
        if isinstance(box, SealedField):
            if box.edit.isHidden() and box.was_edited:
                raise Untold
            return "" if box.edit.isHidden() else box.edit.toPlainText()
        if isinstance(box, DateField):
            return [box.edit.text()]
        if isinstance(box, QCheckBox):
            return [box.isChecked()]
        if isinstance(box, QPlainTextEdit):
            return box.toPlainText()
        if isinstance(box, QComboBox):
            if box.isEditable():
                return box.currentText()
            chosen = box.currentData()
            return [chosen if isinstance(chosen, str | int | float) else None]
        return box.text() if isinstance(box, QLineEdit) else [None]

    def put_raw(self, value: Any) -> None:
        """Show what ``raw`` gave."""
        box = self.input
        if isinstance(value, list):
            one = value[0] if value else None
            if isinstance(box, DateField):
                box.edit.setText(str(one or ""))
                box.edit.editingFinished.emit()
            elif isinstance(box, QCheckBox):
                box.setChecked(bool(one))
            elif isinstance(box, QComboBox):
                at = next(
                    (at for at in range(box.count()) if one is not None and box.itemData(at) == one), -1
                )
                if at >= 0:
                    box.setCurrentIndex(at)
        elif isinstance(box, QLineEdit | QPlainTextEdit | QComboBox | SealedField):
            self._put_text(str(value))

    def _put_text(self, text: str) -> None:
        box = self.input
        if isinstance(box, SealedField):
            box.set_text(text)
        elif isinstance(box, QPlainTextEdit):
            box.setPlainText(text)
        elif isinstance(box, QComboBox):
            box.setEditText(text)
        elif isinstance(box, QLineEdit):
            box.setText(text)
        self._on_change()

    def set_value(self, value: Any) -> None:
        """Show ``value``."""
        box = self.input
        if isinstance(box, DateField):
            box.set_value(value)
        elif isinstance(box, SealedField):
            box.set_text("" if value is None else str(value))
        elif isinstance(box, QCheckBox):
            box.setChecked(bool(value))
        elif isinstance(box, QPlainTextEdit):
            box.setPlainText("" if value is None else str(value))
        elif isinstance(box, QComboBox):
            at = box.findData(value)
            if at >= 0 or not box.isEditable():
                box.setCurrentIndex(max(0, at))
            else:
                box.setEditText("" if value is None else str(value))
        elif isinstance(box, QLineEdit):
            text = value
            if self.field.kind == "number" and value is not None:
                text = number_text(value, self.field.decimals)
            box.setText("" if text is None else str(text))

    def say(self, reason: str) -> None:
        """Show why the answer cannot be taken; "" when it can."""
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        self.target.setProperty("wrong", bool(reason))
        self.target.style().polish(self.target)
        self.target.setAccessibleDescription(reason or self._about())

    def _read(self) -> Any:
        box = self.input
        if isinstance(box, DateField):
            if box.problem():
                raise AppError("That is not a date.")
            return box.value()
        if isinstance(box, SealedField):
            return box.value()
        if isinstance(box, QCheckBox):
            return box.isChecked()
        if isinstance(box, QPlainTextEdit):
            return box.toPlainText().strip()
        if isinstance(box, QComboBox):
            return box.currentText().strip() if box.isEditable() else box.currentData()
        text = box.text().strip() if isinstance(box, QLineEdit) else ""
        if self.field.kind != "number":
            return text
        if not text:
            return None
        number, good = QLocale().toDouble(text.replace("\u2212", "-"))
        if not good:
            raise AppError("That is not a number.")
        if self.field.decimals == 0:
            if not number.is_integer():
                raise AppError("It must be a whole number.")
            return int(number)
        return number

    def _make(self, field: Field, today: Callable[[], dt.date]) -> QWidget:
        if field.kind == "date":
            made = DateField(field.value, today=today, name=field.label.replace("&", ""))
            made.changed.connect(lambda _value: self._on_change())
            return made
        if field.kind == "sealed":
            assert field.texts is not None
            sealed = SealedField(
                field.texts, field.value or "", field.about, placeholder=field.placeholder, lines=field.lines
            )
            sealed.changed.connect(self._on_change)
            return sealed
        if field.kind == "check":
            check = QCheckBox(field.label)
            check.setChecked(bool(field.value))
            check.toggled.connect(lambda _on: self._on_change())
            return check
        if field.kind in ("long", "long text"):
            long = _LongText("" if field.value is None else str(field.value))
            long.setPlaceholderText(field.placeholder)
            long.textChanged.connect(self._on_change)
            return long
        if field.kind in ("choice", "suggest"):
            return self._make_choice(field)
        line = QLineEdit()
        line.setPlaceholderText(field.placeholder)
        if field.kind == "number":
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
            line.setMaximumWidth(120)
            line.setText("" if field.value is None else number_text(field.value, field.decimals))
        else:
            line.setText("" if field.value is None else str(field.value))
        line.textEdited.connect(lambda _text: self._on_change())
        return line

    def _make_choice(self, field: Field) -> QComboBox:
        box = QComboBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(12)  # the longest option must not widen the form
        for option in field.options:
            value, word = option if isinstance(option, tuple) else (option, str(option))
            box.addItem(word, value)
        at = box.findData(field.value)
        if field.kind == "suggest":
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            box.setEditText("" if field.value is None else str(field.value))
            box.editTextChanged.connect(lambda _text: self._on_change())
        else:
            box.setCurrentIndex(at if at >= 0 else (0 if field.required or field.value is None else -1))
            box.currentIndexChanged.connect(lambda _at: self._on_change())
        return box

    def _on_change(self) -> None:
        if not self.reason.isHidden():
            self.say("")
        self.changed.emit()


class _LongText(QPlainTextEdit):
    """Tab leaves it; four lines are enough to begin with."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * 4 + 14)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & _CONTROL:
            event.ignore()  # the dialog's Ctrl+Enter
            return
        super().keyPressEvent(event)


_CONTROL = Qt.KeyboardModifier.ControlModifier
_NORMAL = QLineEdit.EchoMode.Normal
