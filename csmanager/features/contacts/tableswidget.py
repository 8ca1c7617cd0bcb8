"""The table of each kind of record, and where its rows come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from csmanager.features.contacts import queries, records
from csmanager.features.contacts.queries import ContactFilter, DayAnchors
from csmanager.features.contacts.records import Chosen, Kind, Part
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.columns import Kind as Show

CONTACTS = "contacts"
_AS: dict[str, Show] = {
    "date": "date",
    "number": "number",
    "share": "share",
    "seconds": "seconds",
    "money": "number",
}


class RecordSource:
    """Records of one kind for a paged table; called in a worker."""

    def __init__(self, desk: Desk, chosen: Chosen) -> None:
        self._desk, self._chosen = desk, chosen

    def count(self) -> int:
        """How many there are."""
        return self._desk.read(records.count, self._chosen)

    def block(self, start: int, size: int, sort: tuple[str, bool] | None) -> Sequence[Any]:
        """Some of them."""
        return self._desk.read(records.block, self._chosen, start, size, sort)


class ContactSource:
    """Calls and tickets for a paged table; called in a worker."""

    def __init__(self, desk: Desk, chosen: ContactFilter) -> None:
        self._desk, self._chosen = desk, chosen
        self._known: DayAnchors | None = None

    def count(self) -> int:
        """How many there are."""
        self._known = self._desk.read(queries.anchors, self._chosen)
        return self._known.total

    def block(self, start: int, size: int, sort: tuple[str, bool] | None) -> Sequence[Any]:
        """Some of them."""
        key, is_down = sort if sort is not None else ("started", True)
        return self._desk.read(
            queries.contact_rows,
            self._chosen,
            start=start,
            size=size,
            sort=key,
            descending=is_down,
            known=self._known,
        )


def columns_of(desk: Desk, kind: Kind | None) -> list[Column]:
    """The columns of a kind; None: of calls and tickets."""
    return _contact_columns(desk) if kind is None else [_column(part) for part in kind.parts]


def _column(part: Part) -> Column:
    def value(row: Any) -> Any:
        return row.values[part.key]

    decimals = 2 if part.show == "money" else None
    return Column(part.key, part.title, part.wide, _AS.get(part.show, "text"), value=value, decimals=decimals)


def _contact_columns(desk: Desk) -> list[Column]:
    def plain(key: str, title: str, width: int = 0, kind: Show = "text", **more: Any) -> Column:
        return Column(key, title, width, kind, value=lambda row: getattr(row, key), **more)

    return [
        plain("started", "When", 124, "instant", zone=desk.settings.zone()),
        plain("external_id", "Number", 90),
        plain("kind", "Kind", 64),
        plain("person", "Person", 130),
        plain("channel", "Channel", 76),
        plain("topic", "Topic", 112),
        plain("outcome", "Outcome", 80),
        plain("csat", "Rating", 58, "number", decimals=0),
        plain("wait", "Wait", 62, "seconds"),
        plain("talk", "Talk", 74, "seconds"),
        plain("first_response", "First answer", 100, "seconds"),
        plain("resolution", "Resolution", 100, "seconds"),
        plain("file", "From file", 140),
    ]


def pairs(columns: Sequence[Column], row: Any) -> list[tuple[str, str | None]]:
    """Every column of a record that says something, in words, for the pane beside the table."""
    return [(column.title, text) for column in columns if (text := column.shown(row))]
