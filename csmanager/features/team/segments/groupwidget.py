"""A filter by a saved group, for any tab: a button that says which, with everybody as the first choice."""

from __future__ import annotations

import datetime as dt

from PySide6.QtWidgets import QWidget

from csmanager.features.team.filterwidget import FilterBox
from csmanager.features.team.segments import queries
from csmanager.ui.desk import Desk


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
