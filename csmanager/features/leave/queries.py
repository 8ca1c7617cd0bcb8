"""Leaves as rows, types, and the calendar of a stretch of days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.leave.away import AwayRow, away
from csmanager.features.leave.contracts import Work, work
from csmanager.features.leave.rules import HOLDS, OVER, STATE_WORDS, LeaveState, hours_text, span_text
from csmanager.features.leave.tables import LeaveMove, LeaveRequest, LeaveType
from csmanager.features.schedule.rules import AbsenceKind
from csmanager.features.team.person.queries import ids_of
from csmanager.features.team.queries import canonical_ids, labels, people


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A type of leave; see ``tables.LeaveType``."""

    id: int
    name: str
    kind: AbsenceKind
    is_paid: bool
    is_counted: bool
    is_sensitive: bool
    allows_half: bool
    yearly_days: float | None
    is_monthly: bool
    carry_days: float | None
    carry_until: str


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """One leave. ``minutes``: what it takes, counted now while it is not decided. ``is_changed``: the contract hours
    changed since it was approved. ``days``: days of work in it.
    """

    id: int
    person_id: int
    person: str
    type_id: int
    type: str
    is_sensitive: bool
    is_counted: bool
    first_on: dt.date
    last_on: dt.date
    first_half: bool
    last_half: bool
    state: LeaveState
    reason: str
    sealed_reason: str
    answer: str
    asked_on: dt.date
    decided_on: dt.date | None
    days: float
    minutes: int | None
    is_changed: bool

    @property
    def span(self) -> str:
        """Its days in words."""
        return span_text(self.first_on, self.last_on, first_half=self.first_half, last_half=self.last_half)

    @property
    def hours(self) -> str:
        """What it takes, in hours."""
        return hours_text(self.minutes)

    @property
    def is_over(self) -> bool:
        """Whether nothing can be done with it any more."""
        return self.state in OVER


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One move of a leave."""

    moved_on: dt.date
    move: str
    target: LeaveState
    reason: str


def types(session: Session, *, trashed: bool = False) -> list[TypeRow]:
    """The types that are offered, in their order; ``trashed``: the others too."""
    query = sa.select(LeaveType).order_by(LeaveType.position)
    if not trashed:
        query = query.where(LeaveType.trashed_on.is_(None))
    return [
        TypeRow(
            row.id,
            row.name,
            row.kind,
            row.is_paid,
            row.is_counted,
            row.is_sensitive,
            row.allows_half,
            row.yearly_days,
            row.is_monthly,
            row.carry_days,
            row.carry_until,
        )
        for row in session.scalars(query)
    ]


def leaves(session: Session, *, person_id: int | None = None) -> list[LeaveRow]:
    """All leaves: those to be decided first, by first day; then the others, newest first."""
    canonical, names = canonical_ids(session), labels(session)
    query = sa.select(LeaveRequest, LeaveType).join(LeaveType, LeaveType.id == LeaveRequest.type_id)
    if person_id is not None:
        query = query.where(LeaveRequest.person_id.in_(ids_of(session, person_id)))
    pairs = session.execute(query).all()
    if not pairs:
        return []
    years = {day.year for row, _ in pairs for day in (row.first_on, row.last_on)}
    days = work(session, range(min(years), max(years) + 1))
    found = [
        _row(row, kind, canonical[row.person_id], names[canonical[row.person_id]], days)
        for row, kind in pairs
    ]
    return sorted(
        found,
        key=lambda row: (
            row.state is not LeaveState.REQUESTED,
            row.first_on.toordinal() * (1 if row.state is LeaveState.REQUESTED else -1),
            row.person.casefold(),
        ),
    )


def leave(session: Session, request_id: int) -> LeaveRow | None:
    """One leave."""
    return next((row for row in leaves(session) if row.id == request_id), None)


def moves(session: Session, request_id: int) -> list[MoveRow]:
    """What happened to a leave, oldest first."""
    rows = session.scalars(
        sa.select(LeaveMove).where(LeaveMove.request_id == request_id).order_by(LeaveMove.id)
    )
    return [MoveRow(row.moved_on, row.move, row.target, row.reason) for row in rows]


def _row(row: LeaveRequest, kind: LeaveType, person_id: int, person: str, days: Work) -> LeaveRow:
    costs = days.costs(
        person_id, row.first_on, row.last_on, first_half=row.first_half, last_half=row.last_half
    )
    now = None if any(cost.minutes is None for cost in costs) else sum(cost.minutes or 0 for cost in costs)
    kept = row.minutes if row.state in HOLDS else now
    return LeaveRow(
        row.id,
        person_id,
        person,
        kind.id,
        kind.name,
        kind.is_sensitive,
        kind.is_counted,
        row.first_on,
        row.last_on,
        row.first_half,
        row.last_half,
        row.state,
        row.reason,
        row.sealed_reason,
        row.answer,
        row.asked_on,
        row.decided_on,
        sum(cost.share for cost in costs),
        kept,
        row.state is LeaveState.APPROVED and kind.is_counted and row.minutes != now,
    )


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One person through a stretch of days. ``cells``: what each day is, "" a day of work, "off" a day without."""

    id: int
    person: str
    team: str
    cells: tuple[AwayRow | str, ...]

    @property
    def days(self) -> int:
        """Days of work they are away for certain."""
        return sum(isinstance(cell, AwayRow) and cell.state in HOLDS for cell in self.cells)


@dataclass(frozen=True, slots=True)
class CalendarView:
    """The team through a stretch of days. ``closed``: holidays; ``out``: people away for certain on each day."""

    days: tuple[dt.date, ...]
    rows: tuple[CalendarRow, ...]
    closed: frozenset[dt.date]
    out: tuple[int, ...]


def calendar(session: Session, first: dt.date, last: dt.date) -> CalendarView:
    """Everybody who works here in a stretch of days, with where they are away; at most a year."""
    days = tuple(first + dt.timedelta(days=number) for number in range(min(366, (last - first).days + 1)))
    contracts = work(session, range(first.year, last.year + 1))
    by_person: dict[int, list[AwayRow]] = defaultdict(list)
    for row in away(session, first, last):
        by_person[row.person_id].append(row)
    here = {row.id: row for row in people(session, last)}
    here |= {row.id: row for row in people(session, first) if row.id not in here}
    rows = []
    for person in sorted(here.values(), key=lambda row: ((row.team or "").casefold(), row.name.casefold())):
        cells: list[AwayRow | str] = []
        for day in days:
            is_here = (person.started_on is None or person.started_on <= day) and (
                person.left_on is None or day <= person.left_on
            )
            works = is_here and contracts.works_on(person.id, day)
            found = next((row for row in by_person[person.id] if row.first <= day <= row.last), None)
            cells.append(found if found is not None and works else "" if works else "off")
        rows.append(CalendarRow(person.id, person.name, person.team or "", tuple(cells)))
    out = tuple(
        sum(isinstance(row.cells[at], AwayRow) and row.cells[at].state in HOLDS for row in rows)  # type: ignore[union-attr]
        for at in range(len(days))
    )
    return CalendarView(days, tuple(rows), contracts.closed, out)


def state_words(row: LeaveRow, today: dt.date) -> tuple[str, str]:
    """Mark and words for where a leave stands."""
    if row.state is LeaveState.REQUESTED:
        return ("late" if row.first_on <= today else "soon", STATE_WORDS[row.state])
    if row.state is LeaveState.APPROVED:
        under_way = row.first_on <= today <= row.last_on
        return ("good", "Under way" if under_way else STATE_WORDS[row.state])
    return ("open" if row.state is LeaveState.DRAFT else "none", STATE_WORDS[row.state])
