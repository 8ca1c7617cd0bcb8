"""A form that says what is wrong beside the field, and never loses what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.ui.widgets.draftbar import DraftBar, in_view, key_of, meant
from csmanager.ui.widgets.fields import Field, FieldInput, Untold

__all__ = ["Field", "FieldInput", "FormDialog", "with_access_keys"]

_WIDE = 460  # pixels a form is wide at least
_NAMED = 4  # hidden fields that the button names
_WIDE_LETTERS = 62  # and letters, where the font is larger


class FormDialog(QDialog):
    """Asks ``fields``; ``on_submit(values)`` does it, or raises AppError with the reason.

    An error with an attribute ``field`` (a field's key) is shown beside that field, any other above the buttons.
    ``outcome`` is what ``on_submit`` returned.

    What is typed is kept aside until it is saved, and offered when the same form is opened again: after a crash, and
    after Cancel, which therefore asks nothing.
    """

    keeps_drafts: ClassVar[bool] = True

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        on_submit: Callable[[dict[str, Any]], Any],
        *,
        verb: str = "",
        text: str = "",
        today: Callable[[], dt.date] = dt.date.today,
        labels_above: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``verb``: the word on the button, by default the title. ``text``: a sentence above the fields.

        ``labels_above``: for fields that are whole questions, each over what is written to it.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self._on_submit = on_submit
        self.outcome: Any = None
        self.inputs: dict[str, FieldInput] = {}
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        if labels_above:
            form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
            form.setVerticalSpacing(4)
        labels = with_access_keys([field.label for field in fields])
        for field, label in zip(fields, labels, strict=True):
            self._add(form, field, label, today)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.more_button = QPushButton("More")
        self.more_button.setProperty("link", True)
        self.more_button.setAutoDefault(False)
        self.more_button.setCheckable(True)
        self.more_button.toggled.connect(self._show_more)
        self.submit_button = QPushButton(verb or title)
        self.submit_button.setDefault(True)
        self.submit_button.setProperty("primary", True)  # bold from the start, so that its width is right
        self.submit_button.clicked.connect(self.submit)
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        self._intro = text
        self._began: dict[str, Any] | None = None
        self.drafts = DraftBar(
            self._typed, self._put_back, self, is_sealed=any(field.kind == "sealed" for field in fields)
        )
        layout.addWidget(self.drafts)
        if text:
            intro = QLabel(text)
            intro.setWordWrap(True)
            layout.addWidget(intro)
        self._area = _FormArea(form)
        layout.addWidget(self._area, 1)
        self._hidden = [field for field in fields if field.is_more]
        if self._hidden:
            layout.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
            self._show_more(False)
        else:
            self.more_button.hide()
        layout.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.submit_button)
        buttons.addWidget(self.cancel_button)
        layout.addLayout(buttons)
        self.setMinimumWidth(max(_WIDE, self.fontMetrics().averageCharWidth() * _WIDE_LETTERS))
        if self.inputs:
            QTimer.singleShot(0, self, next(iter(self.inputs.values())).target.setFocus)

    def values(self) -> dict[str, Any]:
        """What was answered; shows what is wrong and raises AppError when something is."""
        found: dict[str, Any] = {}
        first_wrong: FieldInput | None = None
        for key, box in self.inputs.items():
            try:
                found[key] = box.value()
                box.say("")
            except AppError as error:
                box.say(str(error))
                first_wrong = first_wrong or box
        self._area.fit()
        if first_wrong is not None and first_wrong.field.is_more:
            self.more_button.setChecked(True)
        if first_wrong is not None:
            first_wrong.target.setFocus(Qt.FocusReason.OtherFocusReason)
            raise AppError("Something is missing or wrong; it is marked above.")
        return found

    def submit(self) -> None:
        """Take the answers, or say beside the field why not."""
        self._say("")
        try:
            values = self.values()
        except AppError:
            return
        try:
            self.outcome = self._on_submit(values)
        except AppError as error:
            key = getattr(error, "field", None)
            if key in self.inputs:
                if self.inputs[key].field.is_more:
                    self.more_button.setChecked(True)
                self.inputs[key].say(str(error))
                self._area.fit()
                self.inputs[key].target.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self._say(str(error))
            return
        self.accept()

    def set_visible(self, key: str, on: bool) -> None:
        """Show or hide one field with its label."""
        box = self.inputs[key]
        form = box.property("form")
        if isinstance(form, QFormLayout):
            form.setRowVisible(box, on)
            self._area.fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._began is None and self.keeps_drafts:
            self._began = {key: box.raw() for key, box in self.inputs.items() if box.can_tell}
            texts = [
                value if isinstance(value, str) else ""
                for key, value in self._began.items()
                if self.inputs[key].field.kind != "sealed"
            ]
            key = key_of(
                type(self).__qualname__,
                self.windowTitle(),
                self._intro,
                [(one.key, one.about) for one in (box.field for box in self.inputs.values())],
                texts,
                meant(self._on_submit, self),
                in_view(self),
            )
            self.drafts.begin(key, self.windowTitle())
            self._area.fit()
            if not self.drafts.isHidden():
                self.resize(self.width(), max(self.height(), self.sizeHint().height()))

    def done(self, result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            self.drafts.saved()
        else:
            self.drafts.left()
        super().done(result)

    def _typed(self) -> dict[str, Any] | None:
        """What differs from how the form began; None while a sealed text hides what was typed."""
        try:
            now = {key: box.raw() for key, box in self.inputs.items() if box.keeps}
        except Untold:
            return None
        began = self._began or {}
        return {key: value for key, value in now.items() if value != began.get(key)}

    def _put_back(self, fields: dict[str, Any]) -> None:
        for key, value in fields.items():
            box = self.inputs.get(key)
            if box is not None:
                box.put_raw(value)
                if box.field.is_more:
                    self.more_button.setChecked(True)
        self._area.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submit()
            return
        super().keyPressEvent(event)

    def _add(self, form: QFormLayout, field: Field, label: str, today: Callable[[], dt.date]) -> None:
        box = FieldInput(field, today)
        box.setProperty("form", form)
        box.changed.connect(lambda: self._say(""))
        box.changed.connect(lambda: self.drafts.touch())
        self.inputs[field.key] = box
        if field.kind == "check":
            box.input.setText(label)  # type: ignore[attr-defined]
            if form.rowWrapPolicy() is QFormLayout.RowWrapPolicy.WrapAllRows:
                form.addRow(box)
            else:
                form.addRow("", box)
            return
        name = QLabel(label)
        name.setBuddy(box.target)
        name.setContentsMargins(0, 5, 0, 0)
        name.setWordWrap(form.rowWrapPolicy() is QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(name, box)

    def _show_more(self, on: bool) -> None:
        """Show the fields behind "More", and go to the first; or hide them again."""
        for field in self._hidden:
            self.set_visible(field.key, on)
        names = ", ".join(field.label.replace("&", "").lower() for field in self._hidden[:_NAMED])
        names += ", …" if len(self._hidden) > _NAMED else ""
        self.more_button.setText("Less" if on else f"More: {names}")
        if on and self.isVisible():
            self.inputs[self._hidden[0].key].target.setFocus(Qt.FocusReason.TabFocusReason)

    def _say(self, reason: str) -> None:
        self.problem.setText(reason)
        self.problem.setVisible(bool(reason))


def with_access_keys(labels: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    """``labels`` with an access key each, unique among them; one that has its own keeps it."""
    used = {key.casefold() for key in taken}
    used |= {label[label.index("&") + 1].casefold() for label in labels if "&" in label[:-1]}
    found = []
    for label in labels:
        if "&" in label:
            found.append(label)
            continue
        starts = [at for at, letter in enumerate(label) if at == 0 or label[at - 1] == " "]
        rest = [at for at in range(len(label)) if at not in starts]
        place = next(
            (at for at in starts + rest if label[at].isalnum() and label[at].casefold() not in used), None
        )
        if place is None:
            found.append(label)
            continue
        used.add(label[place].casefold())
        found.append(f"{label[:place]}&{label[place:]}")
    return found


class _FormArea(QScrollArea):
    """The form at its full height; it scrolls when the screen is too low for it."""

    def __init__(self, form: QFormLayout) -> None:
        super().__init__()
        form.setContentsMargins(2, 2, 2, 2)
        inside = QWidget()
        inside.setLayout(form)
        self._form = form
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(inside)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fit()

    def fit(self) -> None:
        """Take the height the form needs now, reasons included."""
        self._form.activate()
        wide = max(self.viewport().width(), _WIDE - 48)
        high = self._form.hasHeightForWidth()
        needed = self._form.totalHeightForWidth(wide) if high else self._form.totalSizeHint().height()
        self.setMinimumHeight(min(needed + 2, self.screen().availableGeometry().height() - 220))
