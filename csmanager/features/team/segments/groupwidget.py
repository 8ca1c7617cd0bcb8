"""A filter by a saved group, for any tab: a button that says which, with everybody as the first choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from csmanager.features.team.filterwidget import FilterBox
from csmanager.features.team.segments import queries
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.table import RecordTable


class GroupBox(FilterBox):
    """``changed`` comes when another group is chosen; hidden while no group is saved."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Group", [("", "All groups")], parent=parent)
        self._desk = desk
        self.renew()

    def renew(self) -> None:
        """Offer the groups there are now."""
        groups = self._desk.read(queries.names_of)
        self.set_options([("", "All groups"), *((str(key), name) for key, name in groups)])
        if (
            not groups or self.parentWidget() is not None
        ):  # without a parent yet it would be a window of its own
            self.setVisible(bool(groups))

    def segment_id(self) -> int | None:
        """The group chosen; None for everybody."""
        return int(self.value()) if self.value() else None

    def members(self, on: dt.date) -> set[int] | None:
        """Who belongs to it on a day; None for everybody."""
        chosen = self.segment_id()
        return self._desk.read(queries.members, chosen, on) if chosen is not None else None


class GroupFilter(GroupBox):
    """Filters the tables of a page by group. ``whose``: table -> whom a row is about; a row about nobody stays."""

    def __init__(self, desk: Desk, whose: Mapping[RecordTable, Callable[[Any], int | None]]) -> None:
        self._is_offered = True
        super().__init__(desk)
        self._whose = dict(whose)
        self.changed.connect(self.apply)
        for table in self._whose:
            table.cleared.connect(self._on_cleared)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.renew()

    def renew(self) -> None:
        """Offer the groups there are now, where this list is filtered by them."""
        super().renew()
        if not self._is_offered:
            self.hide()

    def offer(self, on: bool) -> None:
        """Show it beside the lists that it filters only."""
        self._is_offered = on
        self.renew()

    def apply(self) -> None:
        """Filter anew: another group, or another day."""
        members = self.members(self._desk.today())
        for table, whose in self._whose.items():
            table.set_predicate(None if members is None else _belongs(members, whose))

    def _on_cleared(self) -> None:
        if self.value():
            self.set_value("")
            self.apply()


def of_person(row: Any) -> int | None:
    """Whom a row names in ``person_id``."""
    found: int | None = getattr(row, "person_id", None)
    return found


def is_person(row: Any) -> int | None:
    """A row that stands for a person."""
    found: int = row.id
    return found


def _belongs(members: set[int], whose: Callable[[Any], int | None]) -> Callable[[Any], bool]:
    return lambda row: (person := whose(row)) is None or person in members
