"""A form of secrets: its fields show dots, and its answer takes a moment to work out, aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from csmanager.core.errors import AppError
from csmanager.ui.widgets.form import Field, FormDialog

Fetch = Callable[..., None]
"""``fetch(owner, work, then=..., failed=...)``: runs ``work()`` on another thread and hands on what comes of it."""


class WorkingForm(FormDialog):
    """Subclasses say what to ``work`` out and how to ``finish``. ``shown``: keys of fields that show letters.

    A field "again" must be the same as "passphrase". Nothing of it is ever kept.
    """

    keeps_drafts = False

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        fetch: Fetch,
        *,
        verb: str,
        text: str,
        shown: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, fields, lambda _values: None, verb=verb, text=text, parent=parent)
        self._fetch = fetch
        self._verb = verb
        self.is_working = False
        for box in self.inputs.values():
            if isinstance(box.input, QLineEdit) and box.field.key not in shown:
                box.input.setEchoMode(QLineEdit.EchoMode.Password)

    def submit(self) -> None:
        if self.is_working:
            return
        self._say("")
        try:
            values = self.values()
        except AppError:
            return
        if "again" in values and values["again"] != values["passphrase"]:
            self._refuse("again", "This is not the same as above.")
            return
        self._set_working(True)
        owner: QObject = self
        self._fetch(owner, lambda: self.work(values), then=self._on_done, failed=self._on_failed)

    def work(self, values: dict[str, Any]) -> Any:
        """The slow part, on another thread."""
        raise NotImplementedError

    def finish(self, result: Any) -> None:
        """The rest, on the GUI thread."""
        raise NotImplementedError

    def _on_done(self, result: Any) -> None:
        self._set_working(False)
        try:
            self.finish(result)
        except AppError as error:
            self._say(str(error))
            return
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._set_working(False)
        if not isinstance(error, AppError):
            raise error
        first = next(iter(self.inputs))
        self._refuse(first, str(error))
        box = self.inputs[first].input
        if isinstance(box, QLineEdit):
            box.selectAll()

    def _refuse(self, key: str, reason: str) -> None:
        self.inputs[key].say(reason)
        self._area.fit()
        self.inputs[key].target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_working(self, on: bool) -> None:
        self.is_working = on
        self.submit_button.setEnabled(not on)
        self.submit_button.setText("One moment …" if on else self._verb)
