"""The commands of the hiring page for the opening that is chosen there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.features.hiring import actions, formdialogs
from csmanager.features.hiring.openings import openingdialogs
from csmanager.features.hiring.queries import OpeningRow
from csmanager.features.hiring.rules import OpeningState
from csmanager.features.hiring.textdialogs import TextDialog, shipped
from csmanager.ui.desk import Desk


class Chosen(Protocol):
    """What the commands need of the page."""

    def opening(self) -> OpeningRow | None: ...
    def choose_opening(self, opening_id: int) -> None: ...


class OpeningCommands(QObject):
    """What can be done with an opening."""

    def __init__(self, desk: Desk, place: Chosen, show: Callable[[QDialog], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._place, self._show, self._parent = desk, place, show, parent

    def add_opening(self) -> None:
        """A new place to be filled."""

        def submit(values: dict[str, Any]) -> None:
            key = self._desk.try_do(
                f"Add opening {values['title']}",
                actions.add_opening,
                today=self._desk.today(),
                **values,
            )
            self._place.choose_opening(key)

        self._show(
            openingdialogs.opening(
                self._desk, submit, self._parent, advertisement=shipped("advertisement.md")
            )
        )

    def edit_opening(self) -> None:
        """Change the opening that is chosen."""
        row = self._place.opening()
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(f"Edit {row.title}", actions.edit_opening, row.id, **values)

        self._show(openingdialogs.opening(self._desk, submit, self._parent, row=row))

    def set_state(self, state: OpeningState) -> None:
        """Open, hold or close the opening that is chosen; holding and closing say why."""
        row = self._place.opening()
        if row is None:
            return
        verb = {OpeningState.OPEN: "Open", OpeningState.ON_HOLD: "Hold", OpeningState.CLOSED: "Close"}[state]
        label = f"{verb} {row.title}"
        if state is OpeningState.OPEN:
            self._desk.do(label, actions.set_opening_state, row.id, state, today=self._desk.today())
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                label,
                actions.set_opening_state,
                row.id,
                state,
                reason=values["reason"],
                today=self._desk.today(),
            )

        options = ("Budget", "Enough applicants", "No longer needed", "Busy season first")
        self._show(formdialogs.reason(label, verb, options, submit, self._parent))

    def trash_opening(self) -> None:
        """Put the opening and its applicants into the Trash."""
        row = self._place.opening()
        if row is not None:
            self._desk.do(
                f"Move {row.title} to Trash", actions.trash_opening, row.id, today=self._desk.today()
            )

    def show_advertisement(self) -> None:
        """The advertisement of the opening, to be read, copied and printed."""
        row = self._place.opening()
        if row is not None:
            text = row.description or "*No advertisement yet. Edit opening writes it.*"
            self._show(TextDialog(f"Advertisement: {row.title}", text, self._parent))
