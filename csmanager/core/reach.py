"""Which records are about somebody, those included that only the history still knows."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, Session

from csmanager.core import personal
from csmanager.core.personal import Hop, Path, Subject
from csmanager.core.recorder import key_text

_HISTORY = (
    "SELECT DISTINCT {wanted} FROM (SELECT record_key, nullif(before, '') AS image FROM history_row"
    " WHERE table_name = :table UNION ALL SELECT record_key, nullif(after, '') FROM history_row"
    " WHERE table_name = :table) WHERE image IS NOT NULL AND json_extract(image, '$.{here}') IN"
    " (SELECT value FROM json_each(:values))"
)


class Reach:
    """The records about some persons or candidates (``ids``), by table and key as the history writes it."""

    def __init__(self, session: Session, subject: Subject, ids: Collection[int]) -> None:
        self._session = session
        self._subject = subject
        self._ids = list(ids)
        self._known: dict[tuple[str, tuple[Hop, ...], str], list[Any]] = {}

    def records(self) -> set[tuple[str, str]]:
        """(table, key) of every record, live or gone."""
        found: set[tuple[str, str]] = set()
        told = set(self._session.execute(sa.text("SELECT DISTINCT table_name FROM history_row")).scalars())
        held = personal.filled(self._session) | told
        for mapper in personal.mappers():
            if personal.table_of(mapper).name in held:
                found |= {(personal.table_of(mapper).name, key) for key in self._keys(mapper)}
        return found

    def ways(self, mapper: Mapper[Any]) -> list[Path]:
        """The paths of a class that lead to this kind of somebody."""
        return [path for path in personal.paths(mapper) if path.subject is self._subject]

    def _keys(self, mapper: Mapper[Any]) -> set[str]:
        table = personal.table_of(mapper)
        keys: set[str] = set()
        ways = self.ways(mapper)
        if ways:
            live = personal.keys_about(mapper, self._subject, self._ids)
            keys = {key_text(tuple(row)) for row in self._session.execute(live)}
        for path in ways:
            if not path.hops:
                keys |= {str(one) for one in self._ids}
                continue
            values = self._values_there(path.hops)
            if values:
                keys |= set(self._from_history(table.name, path.hops[0].here.name, values, "record_key"))
        return keys

    def _values_there(self, hops: tuple[Hop, ...]) -> list[Any]:
        """The values by which rows lead on over the first hop."""
        hop = hops[0]
        if len(hops) == 1 and hop.there.table.name == self._subject.value and hop.there.name == "id":
            return self._ids
        key = (hop.there.table.name, hops[1:], hop.there.name)
        if key not in self._known:
            self._known[key] = self._values(hop.there, hops[1:])
        return self._known[key]

    def _values(self, wanted: sa.Column[Any], hops: tuple[Hop, ...]) -> list[Any]:
        """What ``wanted`` holds in all rows, live or gone, that lead to the subject over ``hops``."""
        values = self._values_there(hops) if hops else self._ids
        here = hops[0].here if hops else wanted.table.c.id
        if not values:
            return []
        table = wanted.table.name
        live = self._session.execute(
            sa.text(
                f'SELECT DISTINCT "{wanted.name}" FROM "{table}" WHERE "{here.name}" IN'
                " (SELECT value FROM json_each(:values))"
            ),
            {"values": json.dumps(values)},
        )
        image = f"json_extract(image, '$.{wanted.name}')"
        gone = self._from_history(table, here.name, values, image)
        return [value for value in {*live.scalars(), *gone} if value is not None]

    def _from_history(self, table: str, here: str, values: list[Any], wanted: str) -> list[Any]:
        found = self._session.execute(
            sa.text(_HISTORY.format(wanted=wanted, here=here)),
            {"table": table, "values": json.dumps(values)},
        )
        return list(found.scalars())
