"""Asks for the password of one file that is about to be written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from csmanager.core import protecting
from csmanager.core.errors import RuleBroken
from csmanager.ui.widgets.form import Field, FormDialog

_WITH = ", with a password"


class PasswordDialog(FormDialog):
    """Takes the password twice and says how strong it is."""

    keeps_drafts = False

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        self.path = path
        super().__init__(
            "Protect with a password",
            [
                Field(
                    "password",
                    "Password",
                    required=True,
                    help=f"At least {protecting.LEAST} characters.",
                    check=lambda value: protecting.check_password(str(value)),
                ),
                Field("again", "The same again", required=True),
            ],
            self._take,
            verb="Save with it",
            text=f"Whoever opens {path.name} is asked for it. Tell it to the reader by another way than you send the"
            " file. csmanager does not keep it: if it is forgotten, save the file anew.",
            parent=parent,
        )
        self.setObjectName("password")
        for box in self.inputs.values():
            if isinstance(box.input, QLineEdit):
                box.input.setEchoMode(QLineEdit.EchoMode.Password)
        self.inputs["password"].changed.connect(self._weigh)

    def _take(self, values: dict[str, Any]) -> None:
        if values["password"] != values["again"]:
            error = RuleBroken("This is not the same as above.")
            error.field = "again"  # type: ignore[attr-defined]
            raise error
        protecting.arm(self.path, str(values["password"]))

    def _weigh(self) -> None:
        box = self.inputs["password"]
        typed = box.input.text() if isinstance(box.input, QLineEdit) else ""
        left = protecting.LEAST - len(typed)
        said = protecting.strength(typed)
        if left > 0:
            said = (
                f"{left} more character{'' if left == 1 else 's'}."
                if typed
                else f"At least {protecting.LEAST} characters."
            )
        box.help.setText(said or "This is one of the first that would be tried.")


def with_passwords(filter: str) -> str:
    """A filter of a file dialog that offers each kind of file that can carry a password with one too."""
    kinds = [one for one in filter.split(";;") if one]
    more = [_named(one) for one in kinds if _suffix(one) in protecting.KINDS]
    return ";;".join([*kinds, *more])


def wants_password(chosen: str) -> bool:
    """Whether the chosen kind of file is one with a password."""
    return _WITH in chosen


def placed_as(path: Path, chosen: str) -> Path:
    """``path`` with the ending of the chosen kind."""
    suffix = _suffix(chosen)
    return path if path.suffix.lower() == suffix else path.with_name(f"{path.name}{suffix}")


def _suffix(kind: str) -> str:
    """The ending of a kind that has one, such as ".xlsx" of "Excel workbook (*.xlsx)"."""
    inside = kind.rpartition("(")[2].rstrip(") ").split()
    return inside[0].removeprefix("*") if len(inside) == 1 else ""


def _named(kind: str) -> str:
    name, _, rest = kind.rpartition(" (")
    return f"{name}{_WITH} ({rest}"
