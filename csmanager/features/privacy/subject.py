"""Everything kept of one person or applicant, found by what the schema declares; names of others masked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, Session

from csmanager.core import outgoing, personal, visibility
from csmanager.core.errors import RuleBroken
from csmanager.core.outgoing import ExportMade
from csmanager.core.personal import Personal, Subject
from csmanager.core.recorder import key_text, load_image
from csmanager.core.sealing import PrivateText, SealedText, is_token, place
from csmanager.core.tables import HistoryRow, HistoryStep
from csmanager.features.hiring.tables import Applicant, Candidate
from csmanager.features.privacy import queries
from csmanager.features.privacy.masking import Mask, mask
from csmanager.features.privacy.queries import KeptRow
from csmanager.features.reports.tables import ReportMade
from csmanager.features.team.person.queries import ids_of
from csmanager.features.team.tables import Person, PersonAlias

Read = Callable[[str, str], str | None]
LEFT_OUT = "(sealed, left out)"
_AT_ONCE = 500  # keys in one statement
_AROUND = 120  # letters beside a name found in other records
_SKIPPED = frozenset(
    {"history_row", "history_step", "draft", "setting", "sealing_key", "person_pin", "pin_try"}
)


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table. ``rows``: column -> value, as plain values; ``columns`` in the order of the table."""

    table: str
    mapper: Mapper[Any]
    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a name stands in a record about something else: the text around it, others masked."""

    table: str
    key: str
    column: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the history: when, what it was called, and the values that became others, by column."""

    at: dt.datetime
    label: str
    table: str
    key: str
    values: dict[str, Any]


@dataclass(slots=True)
class Found:
    """What was found. ``sealed``: how many sealed texts were left out; ``papers``: name and bytes of files."""

    subject: Subject
    name: str
    number: int
    parts: list[Part] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    papers: list[tuple[str, bytes]] = field(default_factory=list)
    received: list[ExportMade] = field(default_factory=list)
    reports: int = 0
    clocks: list[KeptRow] = field(default_factory=list)
    sealed: int = 0

    @property
    def rows(self) -> int:
        """How many rows there are of them."""
        return sum(len(part.rows) for part in self.parts)


def locked(token: str, _about: str) -> str | None:
    """Reads what is plain; what is sealed stays so."""
    return None if is_token(token) else token


def find(session: Session, subject: Subject, number: int, today: dt.date, read: Read | None = None) -> Found:
    """Everything of one person (with all rows merged into them) or one candidate.

    ``read`` opens what is sealed; without it what is sealed is counted and left out. Raises RuleBroken where
    nobody is known by this number, or is anonymous.
    """
    ids, own = _who(session, subject, number)
    covered = mask(session, own)
    found = Found(subject, own[0], number)
    gatherer = _Gatherer(session, subject, ids, covered, read, found)
    for mapper in personal.mappers():
        gatherer.take(mapper)
    found.mentions = list(_mentions(session, own, covered, gatherer.keys))
    found.changes = _changes(session, gatherer.keys, covered)
    found.received = outgoing.made_about(session, subject, ids)
    named = sa.select(sa.func.count()).select_from(ReportMade).where(ReportMade.with_names)
    found.reports = session.scalar(named) or 0
    found.clocks = [
        row
        for row in queries.kept(session, today)
        if (row.person_id in ids if subject is Subject.PERSON else row.candidate_id == number)
    ]
    return found


def _who(session: Session, subject: Subject, number: int) -> tuple[list[int], list[str]]:
    if subject is Subject.PERSON:
        person = session.get(Person, number)
        if person is None:
            raise RuleBroken("This person is no longer there.")
        if person.anonymised_on is not None:
            raise RuleBroken("This record is anonymous; nothing is kept that could be handed out.")
        ids = ids_of(session, number)
        aliases = session.scalars(sa.select(PersonAlias.alias).where(PersonAlias.person_id.in_(ids)))
        names = session.scalars(sa.select(Person.name).where(Person.id.in_(ids)))
        return ids, list(dict.fromkeys([person.name, *names, *aliases]))
    candidate = session.get(Candidate, number)
    if candidate is None:
        raise RuleBroken("This applicant is no longer there.")
    if candidate.anonymised_on is not None:
        raise RuleBroken("This applicant is anonymous; nothing is kept that could be handed out.")
    called = session.scalars(
        sa.select(Applicant.name).where(Applicant.candidate_id == number).order_by(Applicant.id.desc())
    )
    return [number], list(dict.fromkeys(called)) or ["Applicant"]


class _Gatherer:
    def __init__(
        self,
        session: Session,
        subject: Subject,
        ids: list[int],
        covered: Mask,
        read: Read | None,
        found: Found,
    ) -> None:
        self.session, self.subject, self.ids = session, subject, ids
        self.covered, self.found = covered, found
        self.is_open = read is not None
        self.read = read if read is not None else locked
        self.keys: dict[str, set[str]] = {}
        self._titles: dict[str, dict[int, str]] = {}
        self._names = {
            number: covered.name(name) for number, name in session.execute(sa.select(Person.id, Person.name))
        }

    def take(self, mapper: Mapper[Any]) -> None:
        table = personal.table_of(mapper)
        if table.name in _SKIPPED or any(
            getattr(mapper.class_, mark, False) for mark in ("__secret__", "__derived__")
        ):
            return
        is_shut = not self.is_open and getattr(mapper.class_, "__sealed__", False)
        self.table = table
        keys = list(table.primary_key.columns)
        wanted = personal.keys_about(mapper, self.subject, self.ids, linked=True)
        chosen = keys[0].in_(wanted) if len(keys) == 1 else sa.tuple_(*keys).in_(wanted)
        query = sa.select(*table.columns).where(chosen).order_by(*keys)
        shown = [column for column in table.columns if not isinstance(column.type, sa.LargeBinary)]
        rows = []
        is_bulk = getattr(mapper.class_, "__bulk__", False)
        if is_shut:
            self.found.sealed += len(self.session.execute(query).all())
            return
        for row in self.session.execute(query):
            values = dict(row._mapping)
            key = key_text(tuple(values[column.name] for column in keys))
            if not is_bulk:
                self.keys.setdefault(table.name, set()).add(key)
            if table.name == "stored_file" and values.get("data") is not None:
                self.found.papers.append((str(values["name"]), values["data"]))
            told = {}
            for column in shown:
                may = self.is_open or visibility.may_give(mapper.class_, column.info, values)
                told[column.name] = self._value(column, values, key, may)
            rows.append({**told, **self._labels(shown, values, told)})
        if rows:
            names = tuple(column.name for column in shown)
            self.found.parts.append(Part(table.name, mapper, names, tuple(rows)))

    def _labels(
        self, shown: list[sa.Column[Any]], values: dict[str, Any], told: dict[str, Any]
    ) -> dict[str, str]:
        """What the keys of a row mean in words: the policy, the team, the course."""
        found = {}
        for column in shown:
            stem = column.name.removesuffix("_id")
            if values[column.name] is None or stem == column.name or stem in told or not column.foreign_keys:
                continue
            other = next(iter(column.foreign_keys)).column.table
            if other.name not in self._titles:
                name = next((other.c[word] for word in ("title", "name") if word in other.c), None)
                is_plain = name is not None and personal.kind_of(name) is Personal.NONE
                query = sa.select(other.c.id, name) if is_plain and name is not None else None
                rows = self.session.execute(query) if query is not None else ()
                self._titles[other.name] = {number: str(words) for number, words in rows}
            label = self._titles[other.name].get(values[column.name])
            if label:
                found[stem] = label
        return found

    def _value(self, column: sa.Column[Any], values: dict[str, Any], key: str, may: bool) -> Any:
        value = values[column.name]
        if value is None or value == "":
            return None
        if not may and personal.kind_of(column) is Personal.TEXT:
            self.found.sealed += 1
            return LEFT_OUT
        if isinstance(column.type, SealedText | PrivateText):
            opened = self.read(value, place(column.table.name, column.name, int(key)))
            if opened is None:
                self.found.sealed += 1
                return LEFT_OUT
            return self.covered.text(opened)
        if personal.is_of_other(column):
            return self.covered.name(str(value))
        if column.name in ("day", "first_day", "last_day", "closed_day") and isinstance(value, int):
            return (dt.date(1970, 1, 1) + dt.timedelta(days=value)).isoformat()
        if column in personal.links_of(self.table) and value not in self.ids:
            return self._names.get(value, "Somebody else")
        return plain(value, self.covered)


def plain(value: Any, covered: Mask) -> Any:
    """A value as JSON takes it, with the names of others masked."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return covered.text(value) if isinstance(value, str) else value


def _mentions(
    session: Session, own: Sequence[str], covered: Mask, seen: dict[str, set[str]]
) -> Iterator[Mention]:
    """Rows about something else whose text holds one of the names."""
    names = [name for name in own if len(name) >= 4]
    if not names:
        return
    for mapper in personal.mappers():
        table = personal.table_of(mapper)
        if table.name in _SKIPPED or any(
            getattr(mapper.class_, mark, False) for mark in ("__secret__", "__derived__", "__sealed__")
        ):
            continue
        texts = [
            column
            for column in table.columns
            if personal.kind_of(column) is not None
            and not isinstance(column.type, sa.LargeBinary | SealedText | PrivateText)
            and isinstance(column.type, sa.Text)
        ]
        if not texts:
            continue
        keys = list(table.primary_key.columns)
        holds = sa.or_(*(column.contains(name, autoescape=True) for column in texts for name in names))
        query = sa.select(*keys, *(column.label(f"text_{column.name}") for column in texts)).where(holds)
        for row in session.execute(query):
            key = key_text(tuple(row[: len(keys)]))
            if key in seen.get(table.name, ()):
                continue
            for column, text in zip(texts, row[len(keys) :], strict=True):
                at = next((text.find(name) for name in names if text and name in text), -1)
                if at >= 0:
                    excerpt = text[max(0, at - _AROUND) : at + _AROUND]
                    if visibility.is_marked(mapper.class_, column.info):
                        continue
                    yield Mention(table.name, key, column.name, covered.text(" ".join(excerpt.split())))


def _changes(session: Session, keys: dict[str, set[str]], covered: Mask) -> list[Change]:
    """What the history knows of these rows; sealed and private texts stay out of it."""
    found: list[Change] = []
    columns = {
        personal.table_of(mapper).name: {column.name: column for column in personal.table_of(mapper).columns}
        for mapper in personal.mappers()
    }
    kinds = {personal.table_of(mapper).name: mapper.class_ for mapper in personal.mappers()}
    for table, listed in keys.items():
        ordered = sorted(listed)
        for start in range(0, len(ordered), _AT_ONCE):
            query = (
                sa.select(
                    HistoryStep.at,
                    HistoryStep.label,
                    HistoryRow.record_key,
                    HistoryRow.before,
                    HistoryRow.after,
                )
                .join(HistoryStep, HistoryStep.id == HistoryRow.step_id)
                .where(
                    HistoryRow.table_name == table,
                    HistoryRow.record_key.in_(ordered[start : start + _AT_ONCE]),
                )
            )
            for at, label, key, before, after in session.execute(query):
                old, new = load_image(before) or {}, load_image(after) or {}
                now = {**old, **new}
                values = {
                    name: _told(columns[table].get(name), value, covered)
                    if visibility.may_give(kinds[table], _info(columns[table].get(name)), now)
                    else LEFT_OUT
                    for name, value in new.items()
                    if old.get(name) != value and value not in (None, "")
                }
                found.append(Change(at, covered.text(label), table, key, values))
    return sorted(found, key=lambda change: (change.at, change.table, change.key))


def _info(column: sa.Column[Any] | None) -> dict[Any, Any]:
    return column.info if column is not None else {}


def _told(column: sa.Column[Any] | None, value: Any, covered: Mask) -> Any:
    if column is None or isinstance(column.type, SealedText | PrivateText | sa.LargeBinary):
        return LEFT_OUT
    if personal.kind_of(column) is Personal.NONE or not isinstance(value, str):
        return plain(value, covered)
    return covered.name(value) if personal.is_of_other(column) else covered.text(value)
