"""Taking one whole import back at any later time, as a new step that can itself be undone.

What the import added goes, what it changed becomes what it was. Refused, with the reason, where a later import or
somebody changed its rows, or where other records lean on them. People, topics, scorecards and openings it brought
along stay where later records name them or somebody changed them, which is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import database, history
from csmanager.core.bulk import BEFORE, Batch, Door
from csmanager.core.errors import RuleBroken, Stale
from csmanager.core.recorder import RowChange, images, key_text, key_values
from csmanager.core.store import Step, Store
from csmanager.core.tables import Base, HistoryRow, HistoryStep, StepKind
from csmanager.features.contacts.tables import ImportBatch

_OWN_ROWS = frozenset(
    {
        "person",
        "employment",
        "person_alias",
        "applicant",
        "stage_move",
        "policy",
        "policy_version",
        "reporting_line",
    }
)
_COUNTED = frozenset({"person", "applicant", "policy"})
_LISTS = frozenset({"people", "applicants", "policy"})  # kinds whose rows are records of their own
_WORDS = {
    "person": ("person", "people"),
    "topic": ("topic", "topics"),
    "scorecard": ("scorecard", "scorecards"),
}


@dataclass(slots=True)
class Undone:
    """What came of it. ``kept``: table -> how many rows stay because others lean on them."""

    label: str
    removed: int = 0
    restored: int = 0
    kept: dict[str, int] = field(default_factory=dict)

    def sentence(self) -> str:
        """What was done, in words."""
        parts = [f"{self.removed:,} rows taken out"]
        parts += [f"{self.restored:,} as they were before"] if self.restored else []
        text = f"{self.label}: {', '.join(parts)}."
        kept = [
            f"{count:,} {_WORDS[table][count != 1]}"
            for table, count in sorted(self.kept.items())
            if table in _WORDS
        ]
        return f"{text} Kept, since other records name them: {', '.join(kept)}." if kept else text


@dataclass(frozen=True, slots=True)
class Origin:
    """The step that made an import: its number, who made it, and what it did to bulk tables."""

    step_id: int
    actor: str
    batch: Batch


def origin(session: Session, batch_id: int) -> Origin | None:
    """The step in which an import was made; None for a store that was made otherwise."""
    query = (
        sa.select(HistoryStep)
        .join(HistoryRow, HistoryRow.step_id == HistoryStep.id)
        .where(
            HistoryRow.table_name == "import_batch",
            HistoryRow.record_key == str(batch_id),
            HistoryRow.before.is_(None),
            HistoryStep.kind == StepKind.CHANGE,
        )
        .order_by(HistoryStep.id.desc())
        .limit(1)
    )
    found = session.scalar(query)
    if found is None:
        return None
    return Origin(found.id, found.actor, Batch.load(found.bulk) if found.bulk else Batch())


def undo_batch(store: Store, batch_id: int) -> Undone:
    """Take the import back. Raises RuleBroken or Stale with the reason when later work stands against it."""
    with store.read() as session:
        entry = session.get(ImportBatch, batch_id)
        name = entry.file_name if entry is not None else ""
    if not name:
        raise RuleBroken("This import is not in the ledger any more.")
    done = Undone(f"Import of {name} taken back")
    with store.change(f"Take back the import of {name}") as step:
        session = step.session
        made = origin(session, batch_id)
        entry = session.get_one(ImportBatch, batch_id)
        if made is None:
            raise RuleBroken(f"The history does not say what {name} brought, so it cannot be taken back.")
        database.defer_foreign_keys(session.connection())  # what is worked out anew still names what goes
        _require_untouched(session, made, name)
        _take_rows(step, made, done)
        _reverse(session, made.step_id, done, name, is_list=entry.kind in _LISTS)
        step.door().batch.facts.update(made.batch.facts)
    return done


def _require_untouched(session: Session, made: Origin, name: str) -> None:
    """Refuse when rows of the import were changed since, by another import or by hand."""
    connection = session.connection()
    for table, (first, last, count) in made.batch.added.items():
        present = connection.exec_driver_sql(
            f'SELECT count(*) FROM "{table}" WHERE id BETWEEN ? AND ?', (first, last)
        ).scalar_one()
        if present != count:
            raise Stale(
                f"{count - present:,} of the rows of {name} are no longer there; nothing was taken back."
            )
        later = _changed(session, table, made.step_id, f"BETWEEN {first} AND {last}")
        _refuse_later(session, name, *later)
        _refuse_by_hand(session, made, name, table, f"BETWEEN {first} AND {last}")
    for table in made.batch.replaced:
        own = f'SELECT id FROM "{table}_shadow" WHERE side = ? AND step_id = ?'
        ids = connection.exec_driver_sql(own, (BEFORE, made.step_id)).scalars().all()
        which = f"IN ({', '.join(map(str, ids))})"
        _refuse_later(session, name, *_changed(session, table, made.step_id, which))
        _refuse_by_hand(session, made, name, table, which)


def _changed(session: Session, table: str, step_id: int, which: str) -> tuple[int, int | None]:
    """How many rows are no longer as the step left them, and the first later step that changed one.

    The first image a later step kept of a row is the row as this step left it.
    """
    differs = " OR ".join(
        f't."{column.name}" IS NOT s."{column.name}"' for column in Base.metadata.tables[table].columns
    )
    found = session.connection().exec_driver_sql(
        f'SELECT count(*), min(s.step_id) FROM "{table}_shadow" s'
        f' JOIN (SELECT id, min(step_id) AS step FROM "{table}_shadow"'
        f" WHERE side = ? AND step_id > ? AND id {which} GROUP BY id) f ON f.id = s.id AND f.step = s.step_id"
        f' JOIN "{table}" t ON t.id = s.id WHERE s.side = ? AND ({differs})',
        (BEFORE, step_id, BEFORE),
    )
    count, later = found.one()
    return int(count), later


def _refuse_later(session: Session, name: str, count: int, step_id: int | None) -> None:
    if not count or step_id is None:
        return
    later = session.get_one(HistoryStep, step_id)
    what = "row of it was" if count == 1 else "rows of it were"
    raise Stale(
        f"{name} cannot be taken back: {count:,} {what} changed since by “{later.label}”. Take that back first."
    )


def _refuse_by_hand(session: Session, made: Origin, name: str, table: str, which: str) -> None:
    """Refuse when a standing step changed single rows of a bulk table."""
    found = session.connection().exec_driver_sql(
        "SELECT s.id, s.label FROM history_row r JOIN history_step s ON s.id = r.step_id"
        f" WHERE r.table_name = ? AND r.step_id > ? AND s.kind = ? AND CAST(r.record_key AS INTEGER) {which}",
        (table, made.step_id, StepKind.CHANGE.value),
    )
    standing = _standing(session)
    for step_id, label in found:
        if step_id in standing:
            raise Stale(f"{name} cannot be taken back: a row of it was changed since by “{label}”.")


def _standing(session: Session) -> set[int]:
    """The steps that stand, not undone."""
    connection = session.connection()
    _number, _hash, stacks = history.last(connection)
    listed = connection.exec_driver_sql("SELECT id, below FROM history_step WHERE kind = 'change'")
    below: dict[int, int | None] = {row[0]: row[1] for row in listed}
    found: set[int] = set()
    at = stacks.undo_top
    while at is not None and at not in found:
        found.add(at)
        at = below.get(at)
    return found


def _take_rows(step: Step, made: Origin, done: Undone) -> None:
    door: Door = step.door()
    for table in made.batch.replaced:
        columns = [column.name for column in Base.metadata.tables[table].columns if column.name != "id"]
        picked = ", ".join(f'"{name}"' for name in ("id", *columns))
        done.restored += door.replace(
            table,
            columns,
            f'SELECT {picked} FROM "{table}_shadow" WHERE step_id = ? AND side = ?',
            (made.step_id, BEFORE),
        )
    for table, (first, last, _count) in made.batch.added.items():
        removed = door.remove(table, first, last)
        done.removed += removed if table not in ("import_problem", "evaluation_mark") else 0


def _reverse(session: Session, step_id: int, done: Undone, name: str, *, is_list: bool) -> None:
    """Turn the single rows of the import back; those that others lean on stay, with what belongs to them."""
    connection = session.connection()
    rows = history.rows_of(connection, step_id)
    present: dict[str, dict[str, dict[str, Any]]] = {}
    for table in {row.table for row in rows}:
        keys = [row.key for row in rows if row.table == table]
        present[table] = images(connection, Base.metadata.tables[table], keys)
    own = {(row.table, row.key) for row in rows if row.before is None}
    kept = {
        row.key
        for row in rows
        if row.table == "person" and row.before is None and _leaning(session, row, own)
    }
    for row in _leaves_first(rows):
        is_as_left = present[row.table].get(row.key) == row.after
        is_own = is_list and row.table in _OWN_ROWS
        leaning = (
            "" if row.before is not None else _leaning(session, row, own if row.table == "person" else set())
        )
        if is_own and not is_as_left:
            raise Stale(
                f"{name} cannot be taken back: what it brought was changed since{_by(session, row, step_id)}."
            )
        if is_own and leaning:
            raise Stale(f"{name} cannot be taken back: {leaning} name {_title(row)}.")
        if leaning:
            done.kept[row.table] = done.kept.get(row.table, 0) + 1
        elif is_as_left and not _belongs(row, kept):
            _turn_back(session, row)
            done.removed += int(is_own and row.before is None and row.table in _COUNTED)
            session.flush()


def _by(session: Session, row: RowChange, step_id: int) -> str:
    """The newest later step that changed a row, in words."""
    label = session.scalar(
        sa.select(HistoryStep.label)
        .join(HistoryRow, HistoryRow.step_id == HistoryStep.id)
        .where(
            HistoryRow.table_name == row.table,
            HistoryRow.record_key == row.key,
            HistoryStep.id > step_id,
            HistoryStep.kind == StepKind.CHANGE,
        )
        .order_by(HistoryStep.id.desc())
        .limit(1)
    )
    return f" by “{label}”" if label else ""


def _belongs(row: RowChange, people: set[str]) -> bool:
    """Whether a row belongs to one of ``people``, who stay."""
    return row.after is not None and row.table != "person" and str(row.after.get("person_id", "")) in people


def _title(row: RowChange) -> str:
    image = row.after or row.before or {}
    return str(image.get("name") or image.get("title") or f"a {row.table.replace('_', ' ')}")


def _leaves_first(rows: list[RowChange]) -> list[RowChange]:
    """Changed rows first, then those that were made, each before what it hangs on."""
    order = {table.name: at for at, table in enumerate(Base.metadata.sorted_tables)}
    made = [row for row in rows if row.before is None]
    return [row for row in rows if row.before is not None] + sorted(made, key=lambda row: -order[row.table])


def _leaning(session: Session, row: RowChange, besides: set[tuple[str, str]]) -> str:
    """In words, the table with rows that lean on a row the import made, ``besides`` passed over; "" when none do."""
    connection = session.connection()
    number = key_values(Base.metadata.tables[row.table], row.key)[0]
    for table in Base.metadata.sorted_tables:
        if table.name.endswith("_shadow") or table.name in _derived():
            continue
        for key in table.foreign_keys:
            if key.column.table.name != row.table:
                continue
            primary = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
            found = connection.exec_driver_sql(
                f'SELECT {primary} FROM "{table.name}" WHERE "{key.parent.name}" = ? LIMIT 50', (number,)
            )
            if any((table.name, key_text(tuple(one))) not in besides for one in found):
                return f"records of “{table.name.replace('_', ' ')}”"
    return ""


def _derived() -> set[str]:
    """Tables that are worked out anew in every step, so that nothing in them stands against anything."""
    return {
        str(one.local_table.name)  # type: ignore[attr-defined]
        for one in Base.registry.mappers
        if getattr(one.class_, "__derived__", False)
    }


def _turn_back(session: Session, row: RowChange) -> None:
    """One row as it was before the import, through the session so that it is recorded."""
    table = Base.metadata.tables[row.table]
    mapped = next(one.class_ for one in Base.registry.mappers if one.local_table is table)
    values = key_values(table, row.key)
    record = session.get(mapped, values if len(values) > 1 else values[0])
    if row.before is None:
        if record is not None:
            session.delete(record)
        return
    plain = {
        column.key: _value(session, table.columns[column.columns[0].name], row.before[column.columns[0].name])
        for column in sa.inspect(mapped).column_attrs
        if column.columns[0].name in row.before
    }
    if record is None:
        session.add(mapped(**plain))
        return
    for name, value in plain.items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def _value(session: Session, column: sa.Column[Any], raw: Any) -> Any:
    """A value as the file holds it, as the mapped class has it."""
    processor = column.type.dialect_impl(session.get_bind().dialect).result_processor(
        session.get_bind().dialect, None
    )
    return raw if processor is None or raw is None else processor(raw)
