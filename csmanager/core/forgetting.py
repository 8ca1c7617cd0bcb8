"""Taking values and salts out of the history, and names out of what the history does not keep."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from csmanager.core import bulk, chain, drafts, personal, search
from csmanager.core.blanking import is_text
from csmanager.core.history import ERASED
from csmanager.core.naming import Names
from csmanager.core.recorder import RowChange, raw_table
from csmanager.core.tables import Base

_ROWS = (
    "SELECT r.id, r.step_id, r.table_name, r.record_key, r.before, r.after, s.form FROM history_row r"
    " JOIN history_step s ON s.id = r.step_id WHERE r.salt IS NOT NULL OR r.digest IS NULL ORDER BY r.id"
)


@dataclass(slots=True)
class Forgotten:
    """What was taken out of the history, as the entry of the erasure lists it."""

    rows: list[int] = field(default_factory=list)
    steps: dict[int, str] = field(default_factory=dict)
    seals: dict[int, str] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """For the entry of the erasure."""
        return {
            "rows": chain.spans(self.rows),
            "steps": {str(step): digest for step, digest in self.steps.items()},
            "seals": {str(step): seal for step, seal in self.seals.items()},
            "counts": {"rows": len(self.rows), "labels": len(self.steps)},
        }


def forget(
    session: Session,
    records: Collection[tuple[str, str]],
    names: Names,
    changed: Iterable[RowChange],
    entropy: Callable[[int], bytes],
) -> Forgotten:
    """Take values and salts of all ``records`` (table, key) out of the history, and of whatever else has a name in it.

    Entries of the first form are sealed anew before they lose something. The door must be open.
    """
    connection = session.connection()
    gone = Forgotten()
    wanted = set(records) | {(row.table, row.key) for row in changed}
    by_step: dict[int, int] = {}
    for number, step, table, key, before, after, _form in connection.exec_driver_sql(_ROWS):
        if (table, key) in wanted or _names_in(names, before) or _names_in(names, after):
            gone.rows.append(number)
            by_step[step] = by_step.get(step, 0) + 1
    labels = _labels(connection, names, by_step)
    _reseal(connection, sorted(set(by_step) | set(labels)), gone, entropy)
    connection.connection.cursor().executemany(
        "UPDATE history_row SET before = CASE WHEN before IS NULL THEN NULL ELSE '' END,"
        " after = CASE WHEN after IS NULL THEN NULL ELSE '' END, salt = NULL WHERE id = ?",
        [(number,) for number in gone.rows],
    )
    for step, (label, part) in labels.items():
        connection.exec_driver_sql(
            "UPDATE history_step SET label = ?, bulk = ?, salt = NULL WHERE id = ?", (label, part, step)
        )
        gone.steps[step] = chain.remains(label, part)
    return gone


def _names_in(names: Names, image: str | None) -> bool:
    if not image:
        return False
    if names.within(image):
        return True
    return '{"hex":"' in image and any(
        names.within_bytes(bytes.fromhex(part.partition('"')[0])) for part in image.split('{"hex":"')[1:]
    )


def _labels(
    connection: Connection, names: Names, by_step: dict[int, int]
) -> dict[int, tuple[str, str | None]]:
    """The entries whose label or bulk part must go, with what is left of them."""
    counts: dict[int, int] = dict(
        connection.exec_driver_sql("SELECT step_id, count(*) FROM history_row GROUP BY step_id").all()
    )
    found: dict[int, tuple[str, str | None]] = {}
    for step, kind, label, part in connection.exec_driver_sql(
        "SELECT id, kind, label, bulk FROM history_step"
    ):
        if kind == "erasure":
            continue
        is_bare = step in by_step and by_step[step] == counts[step]
        left = ERASED if label != ERASED and (is_bare or names.within(label)) else label
        rest = names.replaced(part) if part and names.within(part) else part
        if (left, rest) != (label, part):
            found[step] = (left, rest)
    return found


def _reseal(
    connection: Connection, steps: list[int], gone: Forgotten, entropy: Callable[[int], bytes]
) -> None:
    """Give entries of the first form salts and digests of their own."""
    for step in steps:
        entry = connection.exec_driver_sql(
            "SELECT id, at, label, kind, actor, target_id, below, undo_top, redo_top, bulk, previous_hash, form"
            " FROM history_step WHERE id = ?",
            (step,),
        ).one()
        if entry.form != chain.FIRST:
            continue
        covered, update = [], []
        for number, table, key, before, after in connection.exec_driver_sql(
            "SELECT id, table_name, record_key, before, after FROM history_row WHERE step_id = ? ORDER BY id",
            (step,),
        ).all():
            salt = entropy(chain.SALT_BYTES).hex()
            digest = chain.salted(salt, table, key, before, after)
            covered.append((table, key, chain.shape(before, after), digest))
            update.append((salt, digest, number))
        salt = entropy(chain.SALT_BYTES).hex()
        digest = chain.salted(salt, entry.label, entry.bulk)
        head = chain.header(
            entry.id,
            entry.at,
            entry.kind,
            entry.actor,
            entry.target_id,
            (entry.below, entry.undo_top, entry.redo_top),
        )
        gone.seals[step] = chain.salted_hash(entry.previous_hash, head, chain.RESEALED, digest, covered)
        if update:
            connection.connection.cursor().executemany(
                "UPDATE history_row SET salt = ?, digest = ? WHERE id = ?", update
            )
        connection.exec_driver_sql(
            "UPDATE history_step SET form = ?, salt = ?, digest = ? WHERE id = ?",
            (chain.RESEALED, salt, digest, step),
        )


def clear_unrecorded(session: Session, names: Names, ids: Collection[int], link: str) -> int:
    """Take names out of drafts, shadows and derived rows; returns how many texts.

    ``link``: the foreign key by which waiting rows of whole batches name the persons ``ids``.
    """
    connection = session.connection()
    count = drafts.forget_all(session)
    shadows = {f"{table.name}_shadow": table for table in bulk.bulk_tables()}
    for name, table in shadows.items():
        if name in Base.metadata.tables:
            count += _clear_shadow(connection, name, table, names, ids, link)
    for mapper in personal.mappers():
        if getattr(mapper.class_, "__derived__", False):
            count += _clear_texts(connection, personal.table_of(mapper), names)
    return count


def clear_waiting(session: Session, rows: Collection[tuple[str, str]]) -> None:
    """Empty the texts of single records of whole batches where they wait in the shadow."""
    for table in bulk.bulk_tables():
        keys = [key for name, key in rows if name == table.name]
        columns = [one.name for one in table.columns if personal.kind_of(one) in personal.TAKEN_OUT]
        if keys and columns:
            _empty(session.connection(), f"{table.name}_shadow", columns, "id", map(int, keys))


def empty_waiting(
    session: Session,
    kind: type[Any],
    values: dict[str, str],
    where: Callable[[sa.TableClause], sa.ColumnElement[bool]],
) -> int:
    """Give rows of a whole batch that wait in the shadow these values; returns how many. The door must be open."""
    shadow = raw_table(Base.metadata.tables[f"{kind.__tablename__}_shadow"])
    change = sa.update(shadow).where(where(shadow)).values(**values)
    return int(session.connection().execute(change).rowcount)


def _empty(connection: Connection, table: str, columns: list[str], link: str, values: Iterable[int]) -> None:
    pairs = ", ".join(f'"{one}" = CASE WHEN "{one}" IS NULL THEN NULL ELSE \'\' END' for one in columns)
    marks = ", ".join(str(int(value)) for value in values)
    connection.exec_driver_sql(f'UPDATE "{table}" SET {pairs} WHERE "{link}" IN ({marks})')


def _clear_shadow(
    connection: Connection, name: str, table: sa.Table, names: Names, ids: Collection[int], link: str
) -> int:
    """Rows that wait to come back by Undo or Redo lose the texts of the erased, and names elsewhere."""
    columns = [
        column.name
        for column in table.columns
        if personal.kind_of(column) in personal.TAKEN_OUT and not personal.is_of_other(column)
    ]
    if columns and link in table.columns:
        _empty(connection, name, columns, link, ids)
    return _clear_texts(connection, Base.metadata.tables[name], names)


def _clear_texts(connection: Connection, table: sa.Table, names: Names) -> int:
    raw = raw_table(table)
    columns = [raw.c[column.name] for column in table.columns if is_text(column)]
    if not columns:
        return 0
    rowid: sa.ColumnClause[int] = sa.literal_column("rowid", sa.Integer)
    count = 0
    for row in connection.execute(sa.select(rowid, *columns)).all():
        fresh = {
            column.name: names.replaced(value)
            for column, value in zip(columns, row[1:], strict=True)
            if isinstance(value, str) and names.within(value)
        }
        if fresh:
            connection.execute(sa.update(raw).where(rowid == row[0]).values(fresh))
            count += len(fresh)
    return count


def indices() -> tuple[str, ...]:
    """The full-text indices, which keep parts of removed texts until they are merged."""
    return tuple(index.name for index in search.INDICES)
