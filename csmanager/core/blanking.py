"""Taking the identity out of live records, as the columns declare it, and names out of texts elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, Session

from csmanager.core import personal
from csmanager.core.naming import Names
from csmanager.core.personal import Personal, Subject
from csmanager.core.recorder import key_text, key_values, raw_table
from csmanager.core.sealing import PrivateText, SealedText, is_token
from csmanager.core.tables import Base
from csmanager.core.trash import kind_of as kind_in_words

TAKEN_OUT = "(taken out)"
DELETE = "delete"
LEDGERS = frozenset({"import_batch", "import_problem", "import_shape", "report_made", "setting"})
"""Tables that only tell how data came or how the program is set: names go there without being asked about."""

_TITLES = frozenset(
    {"title", "text", "behaviour", "topic", "goal"}
)  # what a record is known by is never empty
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Mention:
    """A text of a living record that names somebody who shall be erased. ``kind`` and ``excerpt`` are to be read.

    ``is_file``: it stands in a paper, which can only be taken out as a whole.
    """

    table: str
    key: str
    column: str
    kind: str
    excerpt: str
    is_file: bool = False

    @property
    def id(self) -> tuple[str, str, str]:
        """What tells it from all others."""
        return (self.table, self.key, self.column)


def blank(session: Session, subject: Subject, ids: Collection[int], names: Names) -> int:
    """Take out every declared identity, text, paper and amount about these persons or candidates; how many rows.

    What an empty value is: NULL where the column allows it, else its default, else "" (or "(taken out)" for what a
    record is known by). A class says otherwise with ``__erased__``: pairs of a column and a text with ``{id}`` or what
    makes it from the row, or "delete" for the whole row. Texts of a record that is also about somebody else only lose
    the names.
    """
    count = 0
    doomed: list[Any] = []
    for mapper, rows in personal.rows_about(session, subject, ids):
        columns = [
            column
            for column in personal.table_of(mapper).columns
            if personal.kind_of(column) in personal.TAKEN_OUT and not personal.is_of_other(column)
        ]
        others = [
            column
            for column in personal.table_of(mapper).columns
            if is_text(column) and column not in columns and not column.primary_key and _holds_words(column)
        ]
        if not columns and not others:
            continue
        shared = _shared(session, mapper, subject, ids)
        for row in rows:
            if getattr(mapper.class_, "__erased__", None) == DELETE:
                if _key(mapper, row) not in shared:
                    doomed.append(row)
                continue
            for column in columns:
                _blank_column(mapper, row, column, names if _key(mapper, row) in shared else None)
            for column in others:
                _blank_column(mapper, row, column, names)
            count += 1
    for row in doomed:
        _let_go(session, row)
        session.delete(row)
        session.flush()
    return count + len(doomed)


def blank_rows(session: Session, rows: Collection[tuple[str, str]]) -> int:
    """Take every declared identity, text, paper and amount out of single records (table, key); how many there were."""
    by_table = {personal.table_of(mapper).name: mapper for mapper in personal.mappers()}
    count = 0
    for table, key in sorted(rows):
        mapper = by_table[table]
        values = key_values(personal.table_of(mapper), key)
        row = session.get(mapper.class_, values if len(values) > 1 else values[0])
        if row is None:
            continue
        for column in personal.table_of(mapper).columns:
            if personal.kind_of(column) in personal.TAKEN_OUT:
                _blank_column(mapper, row, column, None)
        count += 1
    session.flush()
    return count


def _blank_column(mapper: Mapper[Any], row: Any, column: sa.Column[Any], only: Names | None) -> None:
    """Empty one value; where ``only`` is given, only the names in it."""
    name = mapper.get_property_by_column(column).key
    value = getattr(row, name)
    if value is None or value == "":
        return
    if only is not None:
        if isinstance(value, str) and not is_token(value) and only.within(value):
            setattr(row, name, only.replaced(value))
        return
    fresh = empty_value(mapper, column, row)
    if value != fresh:
        setattr(row, name, fresh)


def empty_value(mapper: Mapper[Any], column: sa.Column[Any], row: Any) -> Any:
    """What stands in ``column`` of an erased row."""
    said = getattr(mapper.class_, "__erased__", ())
    for name, way in () if said == DELETE else said:
        if name == column.name:
            return way(row) if callable(way) else way.format(id=mapper.primary_key_from_instance(row)[0])
    if column.nullable:
        return None
    if isinstance(column.type, SealedText | PrivateText):
        return ""
    if isinstance(column.type, sa.LargeBinary):
        return b""
    default = getattr(column.default, "arg", None)
    if isinstance(default, str | int) and not callable(default):
        return default
    if isinstance(column.type, sa.Integer):
        return 0
    if any(
        column.name in [one.name for one in constraint.columns]
        for constraint in personal.table_of(mapper).constraints
        if isinstance(constraint, sa.UniqueConstraint)
    ):
        return f"erased {_key(mapper, row)}"
    return TAKEN_OUT if column.name in _TITLES else ""


def _shared(session: Session, mapper: Mapper[Any], subject: Subject, ids: Collection[int]) -> set[str]:
    """Keys of rows that are about others of the same kind too."""
    ways = [path for path in personal.paths(mapper) if path.subject is subject]
    if len(ways) < 2 and all(_is_forward(path) for path in ways):
        return set()
    every = sa.select(Base.metadata.tables[subject.value].c.id)
    others = [one for one in session.scalars(every) if one not in set(ids)]
    return {key_text(tuple(row)) for row in session.execute(personal.keys_about(mapper, subject, others))}


def _is_forward(path: personal.Path) -> bool:
    return all(hop.there.primary_key for hop in path.hops)


def _key(mapper: Mapper[Any], row: Any) -> str:
    return key_text(tuple(mapper.primary_key_from_instance(row)))


def _holds_words(column: sa.Column[Any]) -> bool:
    """Whether plain text may stand there, such as what was pinned in a review, names and all."""
    return not isinstance(column.type, sa.LargeBinary) and personal.kind_of(column) is not Personal.PSEUDONYM


def _let_go(session: Session, row: Any) -> None:
    """Empty every link to ``row``, so that it can be deleted."""
    for mapper, column in _pointing(personal.table_of(sa.inspect(row).mapper)):
        name = mapper.get_property_by_column(column).key
        for child in session.scalars(sa.select(mapper.class_).where(column == row.id)):
            setattr(child, name, None)
    session.flush()


@cache
def _pointing(table: sa.Table) -> list[tuple[Mapper[Any], sa.Column[Any]]]:
    """The foreign keys that lead to ``table``."""
    return [
        (mapper, column)
        for mapper in personal.mappers()
        for column in personal.table_of(mapper).columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]


# names elsewhere


def find_mentions(session: Session, names: Names, about: Collection[tuple[str, str]]) -> list[Mention]:
    """Texts of living records, but those in ``about`` (table, key), that name somebody.

    Names in ledgers, and of somebody in a column of their own ("graded by"), are not listed: they are replaced anyway.
    """
    skip = set(about)
    found = []
    for mapper, column, key, value in _texts(session):
        table = personal.table_of(mapper).name
        if (table, key) in skip or table in LEDGERS or is_replaced_anyway(mapper, column):
            continue
        if isinstance(value, bytes):
            if names.within_bytes(value):
                found.append(Mention(table, key, column.name, kind_in_words(mapper), "a file", is_file=True))
        elif not is_token(value) and names.within(value):
            found.append(Mention(table, key, column.name, kind_in_words(mapper), names.excerpt(value)))
    return found


def is_replaced_anyway(mapper: Mapper[Any], column: sa.Column[Any]) -> bool:
    """Whether a name in ``column`` is replaced without being asked about."""
    return personal.table_of(mapper).name in LEDGERS or personal.is_of_other(column)


def replace_everywhere(session: Session, names: Names, mentions: Collection[tuple[str, str, str]]) -> int:
    """Put the stand-in for the names into ledgers, into columns of who graded or approved, and where ``mentions``
    (table, key, column) confirm it; returns how many texts."""
    count = 0
    for mapper, column, key, value in list(_texts(session)):
        table = personal.table_of(mapper)
        is_meant = is_replaced_anyway(mapper, column) or (table.name, key, column.name) in mentions
        if not is_meant or column.primary_key:
            continue
        if isinstance(value, bytes):
            fresh: Any = None if column.nullable else b""
        elif is_token(value) or not names.within(value):
            continue
        else:
            fresh = names.replaced(value)
        keys = key_values(table, key)
        row = session.get(mapper.class_, keys if len(keys) > 1 else keys[0])
        if row is not None:
            setattr(row, mapper.get_property_by_column(column).key, fresh)
            count += 1
    return count


def is_text(column: sa.Column[Any]) -> bool:
    """Whether ``column`` may hold words or a file."""
    return isinstance(column.type, sa.Text | sa.LargeBinary | SealedText | PrivateText)


def _texts(session: Session) -> Iterator[tuple[Mapper[Any], sa.Column[Any], str, str | bytes]]:
    """Every text and file of the recorded tables, as the file holds it: class, column, key, value."""
    session.flush()
    held = personal.filled(session)
    for mapper in personal.mappers():
        table = personal.table_of(mapper)
        is_recorded = getattr(mapper.class_, "__recorded__", True) is not False
        if table.name not in held or not is_recorded or getattr(mapper.class_, "__derived__", False):
            continue
        columns = [
            column
            for column in table.columns
            if is_text(column) and personal.kind_of(column) is not Personal.PSEUDONYM
        ]
        if not columns:
            continue
        raw = raw_table(table)
        primary = [raw.c[column.name] for column in table.primary_key.columns]
        wanted = [raw.c[column.name] for column in columns]
        some = sa.or_(*[sa.func.length(column) > 0 for column in wanted])
        found = session.execute(
            sa.select(*primary, *wanted).where(some).execution_options(yield_per=_AT_ONCE)
        )
        for row in found:
            key = key_text(tuple(row[: len(primary)]))
            for column, value in zip(columns, row[len(primary) :], strict=True):
                if value:
                    yield mapper, column, key, value
