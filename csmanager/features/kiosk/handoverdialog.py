"""Handing the machine over: the manager needs a PIN of their own first, since it alone leads back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from csmanager.core.errors import RuleBroken
from csmanager.core.feature import Feature
from csmanager.features.kiosk import actions, queries, rules
from csmanager.features.kiosk.kioskview import KioskWindow
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import Field, FormDialog

_open: list[KioskWindow] = []  # at most one; kept here while it is open


def hand_over(desk: Desk, parent: QWidget, features: Sequence[Feature]) -> QWidget:
    """Cover the screen with the kiosk, or first ask for the manager's PIN; returns what was opened."""
    if desk.read(queries.pin, None) is None:
        dialog = pin_dialog(
            desk,
            parent,
            None,
            "",
            verb="Set it and hand over",
            text="Choose a PIN of your own. It alone leads back from the kiosk, so keep it to yourself.",
        )
        dialog.accepted.connect(lambda: _take(desk, features))
        dialog.open()
        return dialog
    return _take(desk, features)


def kiosk() -> KioskWindow | None:
    """The kiosk that is open."""
    return _open[0] if _open else None


def pin_dialog(
    desk: Desk,
    parent: QWidget,
    person_id: int | None,
    name: str,
    *,
    verb: str = "Set the PIN",
    text: str = "",
) -> FormDialog:
    """Asks for a new PIN twice; ``person_id`` None is the manager's."""

    def submit(values: dict[str, Any]) -> None:
        if values["pin"] != values["again"]:
            error = RuleBroken("This is not the same PIN.")
            error.field = "again"  # type: ignore[attr-defined]
            raise error
        label = f"Set the PIN of {name}" if person_id is not None else "Set the manager's PIN"
        desk.try_do(label, actions.set_pin, person_id, values["pin"], now=desk.store.clock())

    fields = [
        Field(
            "pin",
            "PIN",
            required=True,
            check=lambda value: rules.check_new_pin(str(value)),
            help=f"{rules.LEAST} to {rules.MOST} digits. Only a salted hash of it is kept.",
        ),
        Field("again", "The same again", required=True),
    ]
    title = f"PIN of {name}" if person_id is not None else "Your own PIN"
    dialog = FormDialog(title, fields, submit, verb=verb, text=text, parent=parent)
    for box in dialog.inputs.values():
        if isinstance(box.input, QLineEdit):
            box.input.setEchoMode(QLineEdit.EchoMode.Password)
            box.input.setMaxLength(rules.MOST)
    return dialog


def _take(desk: Desk, features: Sequence[Feature]) -> KioskWindow:
    if _open:
        return _open[0]
    window = KioskWindow(desk, features)
    _open.append(window)
    window.left.connect(_open.clear)
    window.take()
    return window
