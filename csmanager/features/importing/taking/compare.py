"""Which rows of a file the store has already: what is new, what changes, what stays as it is."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from csmanager.core.bulk import Door
from csmanager.features.importing.taking.model import Made, Table
from csmanager.features.team.queries import canonical_ids

Key = tuple[Any, ...]


@dataclass(slots=True)
class Change:
    """A row of the store and what it becomes."""

    id: int
    before: dict[str, Any]
    values: dict[str, Any]
    made: Made


@dataclass(slots=True)
class Compared:
    """Of one table. ``repeated``: how often a row stands in the file once more, which counts once.

    ``gone``: ids of rows of earlier files that this one covers and has no longer.
    """

    table: Table
    new: list[Made] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: list[Change] = field(default_factory=list)
    repeated: int = 0
    gone: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cover:
    """What a rota speaks of: these people, from the first to the last of its days (since 1970-01-01)."""

    people: frozenset[int]
    first: int
    last: int


def compare(session: Session, made: list[Made], source: str, cover: Cover | None = None) -> list[Compared]:
    """Each table's verdicts. What the file leaves blank changes nothing in the store."""
    by_table: dict[str, list[Made]] = defaultdict(list)
    for one in made:
        by_table[one.table.name].append(one)
    canonical = canonical_ids(session)
    return [
        _one_table(session, rows[0].table, rows, source, canonical, cover if rows[0].table.ends else None)
        for rows in by_table.values()
    ]


def _one_table(
    session: Session,
    table: Table,
    made: list[Made],
    source: str,
    canonical: dict[int, int],
    cover: Cover | None,
) -> Compared:
    found = Compared(table)
    known = _known(session, table, made, source, canonical, cover)
    seen: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for one in made:
        key = table.key(_as_counted(one.values, canonical))
        if one.values in seen[key] and table.is_solid(one.values):
            found.repeated += 1
            continue
        seen[key].append(one.values)
        match = (
            _joining(known[key], one.values) if table.joins else (known[key].pop(0) if known[key] else None)
        )
        if match is None:
            found.new.append(one)
            continue
        values = _merged(match, one.values, canonical)
        if table.joins and match["first_day"] != one.values["first_day"]:
            values["first_day"] = min(match["first_day"], one.values["first_day"])
            values["last_day"] = max(match["last_day"], one.values["last_day"])
        change = Change(match["id"], match, values, one)
        (found.same if all(match[name] == values[name] for name in table.columns) else found.changed).append(
            change
        )
    if cover is not None:
        people = {canonical.get(one, one) for one in cover.people}
        found.gone = sorted(
            row["id"]
            for (person, day), rows in known.items()
            if person in people and cover.first <= day <= cover.last
            for row in rows
            if row["batch_id"] is not None
        )
    return found


def _merged(before: Mapping[str, Any], after: Mapping[str, Any], canonical: dict[int, int]) -> dict[str, Any]:
    """``after`` where it says something; a person stays under the number they were stored with."""
    values = {name: before[name] if value is None or value == "" else value for name, value in after.items()}
    mine = before.get("person_id")
    if mine is not None and canonical.get(mine, mine) == values.get("person_id"):
        values["person_id"] = mine
    return values


def _joining(known: list[dict[str, Any]], values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The span that begins on the same day, or the first that overlaps; it is taken off the list."""
    first, last = values["first_day"], values["last_day"]
    match = next((one for one in known if one["first_day"] == first), None) or next(
        (one for one in known if one["first_day"] <= last and one["last_day"] >= first), None
    )
    if match is not None:
        known.remove(match)
    return match


def _as_counted(row: Mapping[str, Any], canonical: dict[int, int]) -> dict[str, Any]:
    person = row.get("person_id")
    return dict(row) if person is None else {**row, "person_id": canonical.get(person, person)}


def _known(
    session: Session,
    table: Table,
    made: list[Made],
    source: str,
    canonical: dict[int, int],
    cover: Cover | None,
) -> defaultdict[Key, list[dict[str, Any]]]:
    """The store's rows in the days of the file, by what names them."""
    start, end = table.span
    starts = [one.values[start] for one in made if one.values[start] is not None]
    ends = [one.values[end] for one in made if one.values[end] is not None]
    if cover is not None:
        starts, ends = [*starts, cover.first], [*ends, cover.last]
    where, bounds = [f'"{start}" IS NULL'], []
    if starts:
        where.append(f'"{start}" <= ? AND "{end}" >= ?')
        bounds = [max(ends), min(starts)]
    names = ", ".join(f't."{name}"' for name in ("id", "batch_id", *table.columns))
    sql = f'SELECT {names} FROM "{table.name}" t WHERE ({" OR ".join(f"({one})" for one in where)})'
    if table.of_source:
        sql += " AND t.batch_id IN (SELECT id FROM import_batch WHERE source = ?)"
        bounds.append(source)
    found: defaultdict[Key, list[dict[str, Any]]] = defaultdict(list)
    for values in session.connection().exec_driver_sql(f"{sql} ORDER BY t.id", tuple(bounds)):
        row = dict(zip(("id", "batch_id", *table.columns), values, strict=True))
        found[table.key(_as_counted(row, canonical))].append(row)
    return found


def write(door: Door, found: Compared, batch_id: int) -> dict[int, int]:
    """Store what is new and what changed; returns position among the new rows -> id."""
    table = found.table
    if found.changed:
        replace(door, table.name, table.columns, [(one.id, one.values) for one in found.changed])
    first = door.first_id(table.name)
    if found.new:
        door.add(
            table.name,
            ("batch_id", *table.columns),
            ([batch_id, *(one.values[name] for name in table.columns)] for one in found.new),
        )
    return {at: first + at for at in range(len(found.new))}


def replace(
    door: Door, table: str, columns: tuple[str, ...], rows: list[tuple[int, Mapping[str, Any]]]
) -> None:
    """Give rows new values."""
    listed = json.dumps([[number, *(values[name] for name in columns)] for number, values in rows])
    picked = ", ".join(
        f"json_extract(value, '$[{at}]') AS \"{name}\"" for at, name in enumerate(("id", *columns))
    )
    door.replace(table, columns, f"SELECT {picked} FROM json_each(?)", (listed,))
