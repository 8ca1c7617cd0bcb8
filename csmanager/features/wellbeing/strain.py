"""What makes work hard, added up in the open: each input with its count, its weight, or "unknown". No diagnosis."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.settings import read_value, write_value
from csmanager.features.contacts.tables import Contact, Topic
from csmanager.features.schedule.tables import WorkedShift
from csmanager.features.team.person.queries import day_number, day_of
from csmanager.features.team.queries import PersonRow, canonical_ids, people
from csmanager.features.voice.tables import Complaint
from csmanager.features.wellbeing import rules
from csmanager.features.wellbeing.tables import Breather, StrainInput

_ABUSE = ("abus", "threat", "insult", "harass")  # in the name of a topic, or in what a breather came after
_LOW_CSAT = 2

Counts = dict[int, float]  # person -> how many; whoever is missing is unknown


@dataclass(frozen=True, slots=True)
class Kind:
    """One input: ``what`` it counts over two weeks, ``needs`` the data it comes from, ``weight`` shipped."""

    key: str
    name: str
    what: str
    needs: str
    weight: float


KINDS = (
    Kind("overtime", "Overtime", "hours above the contract", "worked hours and the contract", 1.0),
    Kind("short_rest", "Short nights", "times with less than 11 hours between two shifts", "clock times", 3.0),
    Kind("no_day_off", "Days in a row", "days worked in a row beyond five", "worked days", 2.0),
    Kind("no_break", "No break", "shifts over six hours without a break", "breaks", 2.0),
    Kind(
        "hard_run", "Hard contacts in a row",
        "the longest run of escalated or badly rated contacts, beyond two", "contacts", 1.5,
    ),
    Kind(
        "abuse", "Abusive contacts", "contacts of a topic named for abuse or threats, and breathers after such",
        "a topic named for abuse, or breathers that say what they came after", 4.0,
    ),
    Kind("complaints", "Complaints", "complaints that name the person", "the complaint log", 2.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InputRow:
    """An input as the store weighs it."""

    id: int
    kind: Kind
    weight: float
    is_on: bool


@dataclass(frozen=True, slots=True)
class PartRow:
    """What one input adds for a person; ``count`` None: unknown."""

    kind: Kind
    count: float | None
    weight: float

    @property
    def points(self) -> float | None:
        """Count times weight."""
        return None if self.count is None else self.count * self.weight


@dataclass(frozen=True, slots=True)
class StrainRow:
    """A person's strain from ``since`` to ``until``, both included. ``look_at``: from which sum a talk is suggested."""

    id: int
    person: str
    parts: tuple[PartRow, ...]
    look_at: float
    since: dt.date
    until: dt.date

    @property
    def known(self) -> int:
        """How many inputs are known: the n of the sum."""
        return sum(part.count is not None for part in self.parts)

    @property
    def total(self) -> float | None:
        """The sum of what is known; None where nothing is."""
        known = [part.points for part in self.parts if part.points is not None]
        return sum(known) if known else None

    @property
    def is_judged(self) -> bool:
        """Whether at least half of the inputs are known."""
        return self.known * 2 >= len(self.parts) and self.known > 0

    @property
    def should_ask(self) -> bool:
        """Whether a talk is suggested."""
        return self.is_judged and self.total is not None and self.total >= self.look_at


def inputs(session: Session) -> list[InputRow]:
    """All inputs, in their order."""
    kinds = {kind.key: kind for kind in KINDS}
    rows = session.scalars(sa.select(StrainInput).order_by(StrainInput.id))
    return [InputRow(row.id, kinds[row.key], row.weight, row.is_on) for row in rows if row.key in kinds]


def weigh(session: Session, input_id: int, weight: float) -> None:
    """Weigh an input otherwise; 0 leaves it out."""
    row = session.get_one(StrainInput, input_id)
    row.weight, row.is_on = max(0.0, weight), weight > 0


def weigh_all(session: Session, weights: Sequence[tuple[int, float]], limit: float) -> None:
    """Weigh inputs, and say from which sum on a talk is suggested."""
    for input_id, weight in weights:
        weigh(session, input_id, weight)
    set_look_at(session, limit)


def look_at(session: Session) -> float:
    """The sum from which a talk is suggested."""
    return float(read_value(session, "strain/look_at", rules.LOOK_AT))


def set_look_at(session: Session, value: float) -> None:
    """Suggest a talk from another sum on."""
    write_value(session, "strain/look_at", max(1.0, value))


def strain(session: Session, today: dt.date) -> list[StrainRow]:
    """Everyone who is here, by name, over two weeks: up to ``today``, or up to where records reach."""
    here, until = people(session, today), min(today, _newest(session) or today)
    since = until - dt.timedelta(days=rules.SPAN_DAYS - 1)
    chosen = [row for row in inputs(session) if row.is_on]
    counted = {row.kind.key: _COUNTERS[row.kind.key](session, here, since, until) for row in chosen}
    limit = look_at(session)
    return [
        StrainRow(
            one.id,
            one.name,
            tuple(PartRow(row.kind, counted[row.kind.key].get(one.id), row.weight) for row in chosen),
            limit,
            since,
            until,
        )
        for one in here
    ]


def _newest(session: Session) -> dt.date | None:
    days = [
        session.scalar(sa.select(sa.func.max(WorkedShift.day)).where(WorkedShift.first_day.is_(None))),
        session.scalar(sa.select(sa.func.max(Contact.day))),
    ]
    known = [day for day in days if day is not None]
    return day_of(max(known)) if known else None


def _shifts(session: Session, since: dt.date, until: dt.date) -> dict[int, list[WorkedShift]]:
    canonical = canonical_ids(session)
    found: dict[int, list[WorkedShift]] = defaultdict(list)
    query = sa.select(WorkedShift).where(
        WorkedShift.day.between(day_number(since), day_number(until)), WorkedShift.first_day.is_(None)
    )
    for row in session.scalars(query):
        found[canonical.get(row.person_id, row.person_id)].append(row)
    return found


def _overtime(session: Session, here: list[PersonRow], since: dt.date, today: dt.date) -> Counts:
    shifts = _shifts(session, since, today)
    weeks = rules.SPAN_DAYS / 7
    return {
        one.id: max(
            0.0, (sum(row.worked_minutes for row in shifts[one.id]) - one.weekly_minutes * weeks) / 60
        )
        for one in here
        if one.weekly_minutes is not None and one.id in shifts
    }


def _short_rest(session: Session, here: list[PersonRow], since: dt.date, today: dt.date) -> Counts:
    found = {}
    for person_id, rows in _shifts(session, since, today).items():
        timed = [
            (day_of(row.day), row.start_minute, row.end_minute)
            for row in rows
            if row.start_minute is not None and row.end_minute is not None
        ]
        if timed:
            found[person_id] = float(rules.short_rests(timed))
    return found


def _no_day_off(session: Session, here: list[PersonRow], since: dt.date, today: dt.date) -> Counts:
    return {
        person_id: float(max(0, rules.days_without_rest({day_of(row.day) for row in rows}, today) - 5))
        for person_id, rows in _shifts(session, since, today).items()
    }


def _no_break(session: Session, here: list[PersonRow], since: dt.date, today: dt.date) -> Counts:
    found = {}
    for person_id, rows in _shifts(session, since, today).items():
        known = [row for row in rows if row.break_minutes is not None]
        if known:
            found[person_id] = float(
                sum(not row.break_minutes and row.worked_minutes > rules.LONG_MINUTES for row in known)
            )
    return found


def _hard_run(session: Session, here: list[PersonRow], since: dt.date, today: dt.date) -> Counts:
    canonical = canonical_ids(session)
    runs: dict[tuple[int, int], list[bool]] = defaultdict(list)
    query = (
        sa.select(Contact.person_id, Contact.day, Contact.escalated, Contact.csat, Contact.csat_scale)
        .where(Contact.day.between(day_number(since), day_number(today)), Contact.person_id.is_not(None))
        .order_by(Contact.started)
    )
    for person_id, day, escalated, csat, scale in session.execute(query):
        if person_id is None:
            continue
        is_low = csat is not None and (scale or 5) == 5 and csat <= _LOW_CSAT
        runs[canonical.get(person_id, person_id), day].append(bool(escalated) or is_low)
    best: Counts = {}
    for (person_id, _day), hard in runs.items():
        best[person_id] = max(best.get(person_id, 0.0), float(max(0, rules.longest_run(hard) - 2)))
    return best


def _abuse(session: Session, here: list[PersonRow], since: dt.date, today: dt.date) -> Counts:
    topics = [
        key
        for key, name in session.execute(sa.select(Topic.id, Topic.name))
        if any(word in name.casefold() for word in _ABUSE)
    ]
    told = session.execute(
        sa.select(Breather.person_id, Breather.at, Breather.reason).where(
            Breather.trashed_on.is_(None), Breather.reason != ""
        )
    ).all()
    if not topics and not told:
        return {}
    found = {one.id: 0.0 for one in here}
    if topics:
        found = _per_person(session, here, Contact, since, today, Contact.topic_id.in_(topics))
    canonical = canonical_ids(session)
    for person_id, at, reason in told:
        if since <= at.date() <= today and any(word in reason.casefold() for word in _ABUSE):
            whom = canonical.get(person_id, person_id)
            found[whom] = found.get(whom, 0.0) + 1
    return found


def _complaints(session: Session, here: list[PersonRow], since: dt.date, today: dt.date) -> Counts:
    if session.scalar(sa.select(Complaint.id).where(Complaint.person_id.is_not(None)).limit(1)) is None:
        return {}
    return _per_person(session, here, Complaint, since, today)


def _per_person(
    session: Session,
    here: list[PersonRow],
    table: type[Contact] | type[Complaint],
    since: dt.date,
    today: dt.date,
    *more: sa.ColumnElement[bool],
) -> Counts:
    canonical = canonical_ids(session)
    found: Counts = {one.id: 0.0 for one in here}
    query = (
        sa.select(table.person_id, sa.func.count())
        .where(table.day.between(day_number(since), day_number(today)), table.person_id.is_not(None), *more)
        .group_by(table.person_id)
    )
    for person_id, count in session.execute(query):
        if person_id is None:
            continue
        whom = canonical.get(person_id, person_id)
        found[whom] = found.get(whom, 0.0) + count
    return found


_COUNTERS: dict[str, Callable[[Session, list[PersonRow], dt.date, dt.date], Counts]] = {
    "overtime": _overtime,
    "short_rest": _short_rest,
    "no_day_off": _no_day_off,
    "no_break": _no_break,
    "hard_run": _hard_run,
    "abuse": _abuse,
    "complaints": _complaints,
}
