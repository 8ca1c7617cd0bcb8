"""What of a column tells of a person, declared where the column is, and whom a row is about.

Erasing, a person's own file, the record of processing and the masking of other people's names all read it here, so
that none of them can go stale: ``name: Mapped[str] = mapped_column(Text, info=IDENTITY)``.

Whom a row is about follows from its foreign keys: ``person_id``, ``applicant_id`` or ``candidate_id`` where the table
has one, otherwise the rows it hangs on. A class says it itself where that is not enough: ``__about__`` is a tuple of
ways, each the names of foreign keys joined by dots, or "<table.column" for the rows that point here. A text instead
of a tuple says why a table with personal columns leads to nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapper, Session

_PARTS = 100  # of one compound query
_KEY, _OTHER = "personal", "of somebody else"


class Personal(StrEnum):
    """What kind of personal data a column holds, and so what erasing does to it."""

    IDENTITY = "identity"  # a name, login, address, birthday: taken out
    TEXT = "text"  # free text about or by somebody: taken out
    FILE = "file"  # a paper, or its name: taken out
    PAY = "pay"  # an amount of one person: taken out
    JUDGEMENT = (
        "judgement"  # a score, rating, level, word of a list: stays; it tells of nobody without a name
    )
    PSEUDONYM = "pseudonym"  # a keyed hash or number that leads to nobody without the key: stays
    NONE = "none"  # text that tells of nobody: a title of a template, a setting, a category


IDENTITY: dict[str, Any] = {_KEY: Personal.IDENTITY}
NAMED: dict[str, Any] = {_KEY: Personal.IDENTITY, _OTHER: True}  # the name of somebody the row is not about
TEXT: dict[str, Any] = {_KEY: Personal.TEXT}
FILE: dict[str, Any] = {_KEY: Personal.FILE}
PAY: dict[str, Any] = {_KEY: Personal.PAY}
JUDGEMENT: dict[str, Any] = {_KEY: Personal.JUDGEMENT}
PSEUDONYM: dict[str, Any] = {_KEY: Personal.PSEUDONYM}
IMPERSONAL: dict[str, Any] = {_KEY: Personal.NONE}

TAKEN_OUT = frozenset({Personal.IDENTITY, Personal.TEXT, Personal.FILE, Personal.PAY})


class Subject(StrEnum):
    """Of whom data are kept; the word is the table whose rows stand for them."""

    PERSON = "person"
    APPLICANT = "candidate"


_DIRECT = ("person_id", "applicant_id", "candidate_id")


@dataclass(frozen=True, slots=True)
class Hop:
    """One join: ``here`` is a column of the table reached so far, ``there`` one of the next."""

    here: sa.Column[Any]
    there: sa.Column[Any]


@dataclass(frozen=True, slots=True)
class Path:
    """How a row leads to the one it is about; no hops for the table of the subjects itself."""

    subject: Subject
    hops: tuple[Hop, ...]


def kind_of(column: sa.Column[Any]) -> Personal | None:
    """What ``column`` was declared to hold; None where nothing was said."""
    return column.info.get(_KEY)


def is_of_other(column: sa.Column[Any]) -> bool:
    """Whether ``column`` names somebody the row is not about: who graded, approved, witnessed."""
    return bool(column.info.get(_OTHER))


def mappers() -> list[Mapper[Any]]:
    """Every mapped class, by the name of its table."""
    from csmanager.core.tables import Base

    return sorted(Base.registry.mappers, key=lambda mapper: table_of(mapper).name)


def table_of(mapper: Mapper[Any]) -> sa.Table:
    """The table of a mapped class."""
    assert isinstance(mapper.local_table, sa.Table)
    return mapper.local_table


def declared(kind: Personal) -> Iterator[tuple[Mapper[Any], sa.Column[Any]]]:
    """Every column of every mapped class that was declared to be of this kind."""
    for mapper in mappers():
        for column in table_of(mapper).columns:
            if kind_of(column) is kind:
                yield mapper, column


def personal_columns(mapper: Mapper[Any]) -> list[sa.Column[Any]]:
    """The columns of a class that tell of somebody."""
    return [column for column in table_of(mapper).columns if kind_of(column) not in (None, Personal.NONE)]


def why_nobody(mapper: Mapper[Any]) -> str:
    """Why rows of this class lead to nobody although they hold personal data; "" where they do lead somewhere."""
    said = getattr(mapper.class_, "__about__", None)
    return said if isinstance(said, str) else ""


def paths(mapper: Mapper[Any]) -> tuple[Path, ...]:
    """All ways from a row of this class to whom it is about; none for what is about nobody."""
    return _paths(mapper, frozenset())


@cache
def _paths(mapper: Mapper[Any], seen: frozenset[str]) -> tuple[Path, ...]:
    table = table_of(mapper)
    if table.name in seen:
        return ()
    if table.name in tuple(Subject):
        return (Path(Subject(table.name), ()),)
    below = seen | {table.name}
    said = getattr(mapper.class_, "__about__", None)
    if isinstance(said, str):
        return ()
    if said is not None:
        return tuple(path for way in said for path in _along(table, way.split("."), way, below))
    keys = [column for column in table.columns if column.name in _DIRECT and column.foreign_keys]
    if not keys:
        keys = [column for column in table.columns if column.foreign_keys and _leads(column, below)]
    return tuple(path for key in keys for path in _along(table, [key.name], key.name, below))


def _leads(column: sa.Column[Any], seen: frozenset[str]) -> bool:
    """Whether a foreign key leads to rows that are about somebody; not to the very table of the persons."""
    parent = _target(column).table.name
    return parent not in tuple(Subject) and bool(_paths(_mapper_of(parent), seen))


def _along(table: sa.Table, way: list[str], whole: str, seen: frozenset[str]) -> tuple[Path, ...]:
    if whole.startswith("<"):
        other, _, name = whole[1:].partition(".")
        there = _mapper_of(other)
        hop = Hop(_target(table_of(there).c[name]), table_of(there).c[name])
        return tuple(Path(path.subject, (hop, *path.hops)) for path in _paths(there, seen))
    hops: list[Hop] = []
    for name in way:
        here = table.c[name]
        hops.append(Hop(here, _target(here)))
        table = hops[-1].there.table
    rest = _paths(_mapper_of(table.name), seen)
    return tuple(Path(path.subject, (*hops, *path.hops)) for path in rest)


def _target(column: sa.Column[Any]) -> sa.Column[Any]:
    return next(iter(column.foreign_keys)).column


def _mapper_of(table: str) -> Mapper[Any]:
    return next(mapper for mapper in mappers() if table_of(mapper).name == table)


def links(mapper: Mapper[Any]) -> list[sa.Column[Any]]:
    """Foreign keys straight to a person or candidate, whether or not the row is about them: who served, who mentors."""
    return links_of(table_of(mapper))


@cache
def links_of(table: sa.Table) -> list[sa.Column[Any]]:
    """As ``links``, by the table."""
    return [
        column
        for column in table.columns
        if column.foreign_keys and _target(column).table.name in tuple(Subject)
    ]


def keys_about(
    mapper: Mapper[Any], subject: Subject, ids: Collection[int], *, linked: bool = False
) -> sa.Select[Any]:
    """The primary keys of rows about these persons or candidates; none where the class is not about such.

    ``linked``: also rows that only name them by a foreign key.
    """
    table = table_of(mapper)
    ways = [_condition(table, path.hops, ids) for path in paths(mapper) if path.subject is subject]
    if linked:
        names = [key for key in links(mapper) if _target(key).table.name == subject.value]
        ways += [key.in_(ids) for key in names]
    return sa.select(*table.primary_key.columns).where(sa.or_(*ways) if ways else sa.false())


def _condition(table: sa.Table, hops: tuple[Hop, ...], ids: Collection[int]) -> sa.ColumnElement[bool]:
    if not hops:
        return table.c.id.in_(ids)
    if len(hops) == 1 and hops[0].there.table.name in tuple(Subject) and hops[0].there.name == "id":
        return hops[0].here.in_(ids)
    inner = _condition(hops[0].there.table, hops[1:], ids)
    return hops[0].here.in_(sa.select(hops[0].there).where(inner))


def filled(session: Session) -> set[str]:
    """The tables that have a row in them; most have none in a store that is used for a few duties only."""
    names = [table_of(mapper).name for mapper in mappers()]
    parts = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names]
    found: set[str] = set()
    for start in range(0, len(parts), _PARTS):
        found.update(session.execute(sa.text(" UNION ALL ".join(parts[start : start + _PARTS]))).scalars())
    return found


def rows_about(
    session: Session, subject: Subject, ids: Collection[int]
) -> Iterator[tuple[Mapper[Any], list[Any]]]:
    """Every row about a person or an applicant, as mapped objects by class; classes without such a row are left out.

    ``ids``: of one and the same somebody: all persons merged into one, or the one candidate.
    """
    session.flush()
    held = filled(session)
    for mapper in mappers():
        table = table_of(mapper)
        if table.name in held and any(path.subject is subject for path in paths(mapper)):
            keys = list(table.primary_key.columns)
            found = keys_about(mapper, subject, ids)
            chosen = keys[0].in_(found) if len(keys) == 1 else sa.tuple_(*keys).in_(found)
            rows = session.scalars(sa.select(mapper.class_).where(chosen).order_by(*keys)).all()
            if rows:
                yield mapper, list(rows)
