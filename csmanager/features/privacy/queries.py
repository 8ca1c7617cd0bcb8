"""What is kept of whom, until when, and what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying, smallgroups
from csmanager.core.blanking import TAKEN_OUT
from csmanager.core.feature import TodoItem
from csmanager.core.settings import read_settings, read_value
from csmanager.core.tables import Day
from csmanager.features.coaching.tables import Coaching
from csmanager.features.conduct.tables import Discipline
from csmanager.features.hiring.privacy import queries as applying
from csmanager.features.hiring.privacy import rules as applied
from csmanager.features.privacy import aging, rules
from csmanager.features.privacy.aging import Raw
from csmanager.features.privacy.holding import Held, held
from csmanager.features.privacy.rules import Clock, Decision, Kind, Preset
from csmanager.features.privacy.tables import RetentionDecision, RetentionRule
from csmanager.features.recognition.tables import Recognition
from csmanager.features.reviews.advice.tables import AdviceGiven
from csmanager.features.reviews.cycles.tables import PersonReview
from csmanager.features.reviews.goals.tables import Goal
from csmanager.features.reviews.plans.tables import ImprovementPlan
from csmanager.features.talks.oneonones.tables import OneOnOne
from csmanager.features.team.contracts.tables import Contract
from csmanager.features.team.tables import Person
from csmanager.features.voice.tables import Comment, Complaint, SurveyAnswer

PRESET = "privacy.preset"
_EPOCH = dt.date(1970, 1, 1)
_AN_AGE = 10**6

# what a review, a talk or a plan of somebody is: table, its day, a text that is there until it is erased
JUDGING: tuple[tuple[type[Any], Any, tuple[Any, ...]], ...] = (
    (PersonReview, PersonReview.prepared_on, (PersonReview.summary, PersonReview.private_note)),
    (Coaching, Coaching.made_on, (Coaching.behaviour, Coaching.notes)),
    (OneOnOne, OneOnOne.planned_on, (OneOnOne.notes, OneOnOne.private_note, OneOnOne.sealed_note)),
    (ImprovementPlan, ImprovementPlan.ends_on, (ImprovementPlan.title,)),
    (Discipline, Discipline.drafted_on, (Discipline.facts,)),
    (Goal, Goal.due_on, (Goal.title,)),
    (AdviceGiven, AdviceGiven.given_on, (AdviceGiven.reason, AdviceGiven.evidence)),
    (Recognition, Recognition.on_day, (Recognition.text,)),
)


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """How long a kind is kept: by the preset, or as changed here. ``months`` 0: with the record itself."""

    kind: Kind
    months: int
    basis: str
    usual: int
    is_changed: bool


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One record with a clock. ``key``: the number it has within its kind; ``why``: where its day comes from."""

    kind: Kind
    key: int
    name: str
    what: str
    started: dt.date
    until: dt.date
    clock: Clock
    why: str
    held: str = ""
    kept_until: dt.date | None = None
    kept_why: str = ""
    person_id: int | None = None
    candidate_id: int | None = None

    @property
    def id(self) -> str:
        """What a table knows the row by."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One kind of record on the board."""

    period: PeriodRow
    due: int
    soon: int
    held: int
    kept: int  # others whose clock runs

    @property
    def id(self) -> str:
        """What a table knows the row by."""
        return self.period.kind.value


def preset(session: Session) -> Preset:
    """Whose usual periods hold here: as chosen, else by the country of the public holidays."""
    chosen = read_value(session, PRESET)
    return Preset(chosen) if chosen else rules.preset_of(read_settings(session).holidays_country)


def smallest_group(session: Session) -> int:
    """How many people a group needs before personal figures of it are told to others."""
    return smallgroups.smallest(session)


def periods(session: Session) -> dict[Kind, PeriodRow]:
    """How long each kind is kept."""
    usual = rules.PRESETS[preset(session)]
    changed = {row.kind: row for row in session.scalars(sa.select(RetentionRule))}
    found = {}
    for kind in Kind:
        months, basis = usual[kind]
        own = changed.get(kind)
        if own is not None:
            found[kind] = PeriodRow(kind, own.months, own.reason or basis, months, True)
        else:
            found[kind] = PeriodRow(kind, months, basis, months, False)
    told = applying.months(session)
    if told != applied.DEFAULT_MONTHS or found[Kind.APPLICANTS].is_changed:
        usual_months, basis = usual[Kind.APPLICANTS]
        own = changed.get(Kind.APPLICANTS)
        reason = own.reason if own is not None and own.reason else "As set under Hiring > Privacy"
        found[Kind.APPLICANTS] = PeriodRow(Kind.APPLICANTS, told, reason, usual_months, True)
    return found


def kept(session: Session, today: dt.date, kinds: Iterable[Kind] = tuple(Kind)) -> list[KeptRow]:
    """Every record with a clock, those that are due first."""
    known = periods(session)
    holds = held(session)
    decided = _decided(session)
    makers = {
        Kind.STAFF: _staff,
        Kind.REVIEWS: _reviews,
        Kind.PAY: _pay,
        Kind.CUSTOMERS: _customers,
        Kind.CONTACTS: aging.lines,
        Kind.EXPORTS: aging.exports,
    }
    found: list[KeptRow] = []
    for kind in kinds:
        if kind is Kind.APPLICANTS:
            found += _applicants(session, today, known[kind], decided)
        elif kind in makers:
            rows = makers[kind](session, today)
            found += [_with_clock(row, known[kind], today, holds, decided) for row in rows]
    order = (Clock.DUE, Clock.SOON, Clock.HELD, Clock.KEPT, Clock.RUNNING)
    return sorted(found, key=lambda row: (order.index(row.clock), row.until, row.name.casefold(), row.id))


def board(session: Session, today: dt.date) -> list[BoardRow]:
    """Every kind with how many of its records are due, due soon and held."""
    rows = kept(session, today)
    found = []
    for kind, period in periods(session).items():
        own = [row.clock for row in rows if row.kind is kind]
        found.append(
            BoardRow(
                period,
                own.count(Clock.DUE),
                own.count(Clock.SOON),
                own.count(Clock.HELD),
                own.count(Clock.RUNNING) + own.count(Clock.KEPT),
            )
        )
    return found


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """One line while records are due."""
    due = [row for row in kept(session, today, _may_be_due(session, today)) if row.clock is Clock.DUE]
    if not due:
        return []
    text = "1 record is due: erase or keep" if len(due) == 1 else f"{len(due)} records are due: erase or keep"
    first = min(due, key=lambda row: row.until)
    detail = f"{first.name} since {saying.day(first.until)}" + (" first" if len(due) > 1 else "")
    return [TodoItem("privacy", text, detail, 4, first.until, "signal", "due:")]


def _may_be_due(session: Session, today: dt.date) -> list[Kind]:
    """The kinds that can hold something due, by one cheap look at the oldest of each. Hiring tells of its own."""
    known = periods(session)
    left = session.scalar(
        sa.select(sa.func.min(Person.left_on)).where(
            Person.anonymised_on.is_(None), Person.merged_into_id.is_(None)
        )
    )
    found = [
        kind
        for kind in (Kind.STAFF, Kind.REVIEWS)
        if left is not None and rules.add_months(left, known[kind].months) < today
    ]
    ended = session.scalar(
        sa.select(sa.func.min(Contract.ends_on)).where(Contract.pay != "", Contract.ends_on < today)
    )
    if ended is not None and rules.add_months(ended, known[Kind.PAY].months) < today:
        found.append(Kind.PAY)
    before = (rules.add_months(today, -known[Kind.CUSTOMERS].months) - _EPOCH).days
    tables: tuple[Any, ...] = (Complaint, Comment, SurveyAnswer)
    for table in tables:
        if (
            session.scalar(sa.select(table.id).where(table.day < before, table.text != "").limit(1))
            is not None
        ):
            found.append(Kind.CUSTOMERS)
            break
    for kind, oldest in ((Kind.CONTACTS, aging.oldest_line), (Kind.EXPORTS, aging.oldest_export)):
        day = oldest(session)
        if day is not None and rules.add_months(day, known[kind].months) < today:
            found.append(kind)
    return found


def _with_clock(
    row: Raw,
    period: PeriodRow,
    today: dt.date,
    holds: list[Held],
    decided: Mapping[tuple[Kind, int], RetentionDecision],
) -> KeptRow:
    until = rules.add_months(row.started, period.months)
    holding = next((one for one in holds if one.stops(row.person_id, row.tables)), None)
    answer = decided.get((row.kind, row.key))
    kept_until = answer.until if answer is not None and answer.decision is Decision.KEPT else None
    clock = rules.clock(until=until, today=today, is_held=holding is not None, kept_until=kept_until)
    return KeptRow(
        row.kind,
        row.key,
        row.name,
        row.what,
        row.started,
        max(until, kept_until) if kept_until is not None else until,
        clock,
        f"{row.word} {saying.day(row.started)}, kept {rules.months_text(period.months)} from then",
        holding.reason if holding is not None else "",
        kept_until,
        answer.reason if answer is not None and kept_until is not None else "",
        row.person_id,
    )


def _decided(session: Session) -> dict[tuple[Kind, int], RetentionDecision]:
    rows = session.scalars(sa.select(RetentionDecision).order_by(RetentionDecision.id))
    return {(row.kind, row.record_key): row for row in rows}


def _gone(today: dt.date) -> sa.Select[int, str, dt.date]:
    left_on = sa.type_coerce(Person.left_on, Day)
    return sa.select(Person.id, Person.name, left_on.label("left_on")).where(
        Person.left_on <= today, Person.anonymised_on.is_(None), Person.merged_into_id.is_(None)
    )


def _staff(session: Session, today: dt.date) -> Iterator[Raw]:
    for number, name, left_on in session.execute(_gone(today)):
        yield Raw(Kind.STAFF, number, name, "Staff record", left_on, "Left on", number)


def _reviews(session: Session, today: dt.date) -> Iterator[Raw]:
    gone = {number: (name, left_on) for number, name, left_on in session.execute(_gone(today))}
    if not gone:
        return
    last: dict[int, dt.date] = {}
    count: dict[int, int] = {}
    for table, day, texts in JUDGING:
        written = sa.or_(*(sa.type_coerce(text, sa.Text).not_in(("", TAKEN_OUT)) for text in texts))
        query = (
            sa.select(table.person_id, sa.func.max(day), sa.func.count())
            .where(table.person_id.in_(gone), written)
            .group_by(table.person_id)
        )
        for number, latest, rows in session.execute(query):
            found = dt.date.fromisoformat(latest) if isinstance(latest, str) else latest
            last[number] = max(found, last.get(number, found))
            count[number] = count.get(number, 0) + rows
    for number, rows in count.items():
        name, left_on = gone[number]
        what = "1 review, talk or plan" if rows == 1 else f"{rows} reviews, talks and plans"
        is_later = last[number] > left_on
        yield Raw(
            Kind.REVIEWS,
            number,
            name,
            what,
            max(last[number], left_on),
            "Last written on" if is_later else "Left on",
            number,
        )


def _pay(session: Session, today: dt.date) -> Iterator[Raw]:
    query = (
        sa.select(Contract.id, Contract.ends_on, Person.id, Person.name, Person.left_on)
        .join(Person, Person.id == Contract.person_id)
        .where(Contract.pay != "", sa.or_(Contract.ends_on <= today, Person.left_on <= today))
    )
    for number, ends_on, person_id, name, left_on in session.execute(query):
        ended = min(day for day in (ends_on, left_on) if day is not None)
        yield Raw(Kind.PAY, number, name, "Pay in a contract", ended, "Contract ended on", person_id)


def _customers(session: Session, today: dt.date) -> Iterator[Raw]:
    query = sa.select(Complaint.id, Complaint.external_id, Complaint.day, Complaint.closed_day)
    for number, external, came, closed in session.execute(
        query.where(sa.or_(Complaint.text != "", Complaint.remedy != ""))
    ):
        is_open = closed is None
        started = _EPOCH + dt.timedelta(days=came if closed is None else closed)
        name = f"Complaint {external}" if external else f"Complaint of {saying.day(started)}"
        yield Raw(
            Kind.CUSTOMERS,
            number,
            name,
            "What the customer wrote",
            started,
            "Came in on" if is_open else "Closed on",
            None,
            (("complaint", number),),
        )
    tables: tuple[tuple[Any, str], ...] = ((Comment, "Comments"), (SurveyAnswer, "Survey answers"))
    for place, (table, word) in enumerate(tables, 1):
        month = sa.func.strftime("%Y%m", table.day * 86400, "unixepoch")
        listed = (
            sa.select(month, sa.func.count(), sa.func.max(table.day))
            .where(table.text != "", table.day.is_not(None))
            .group_by(month)
        )
        for when, rows, last in session.execute(listed):
            day = _EPOCH + dt.timedelta(days=last)
            yield Raw(
                Kind.CUSTOMERS,
                place * _AN_AGE + int(when),
                f"{word} of {day:%B %Y}",
                f"{rows} with words of a customer" if rows > 1 else "1 with words of a customer",
                day,
                "The last came in on",
            )


def texts_of_month(key: int) -> tuple[type[Any], int, int] | None:
    """The table and the days (first, last) of a month's comments, by the key of such a record; None for a complaint."""
    place, when = divmod(key, _AN_AGE)
    if place not in (1, 2):
        return None
    first = dt.date(when // 100, when % 100, 1)
    last = rules.add_months(first, 1) - dt.timedelta(days=1)
    return (Comment, SurveyAnswer)[place - 1], (first - _EPOCH).days, (last - _EPOCH).days


def _applicants(
    session: Session,
    today: dt.date,
    period: PeriodRow,
    decided: Mapping[tuple[Kind, int], RetentionDecision],
) -> Iterator[KeptRow]:
    clocks = {
        applied.Due.DUE: Clock.DUE,
        applied.Due.SOON: Clock.SOON,
        applied.Due.HELD: Clock.HELD,
        applied.Due.RUNNING: Clock.RUNNING,
    }
    for row in applying.kept(session, today):
        if row.due not in clocks:
            continue
        answer = decided.get((Kind.APPLICANTS, row.id))
        kept_until = answer.until if answer is not None and answer.decision is Decision.KEPT else None
        clock = clocks[row.due]
        if clock is not Clock.HELD:
            clock = rules.clock(until=row.until, today=today, kept_until=kept_until)
        agreed = row.consent_until is not None and row.until == row.consent_until
        why = f"Last event on {saying.day(row.last_event)}, kept {rules.months_text(period.months)} from then"
        yield KeptRow(
            Kind.APPLICANTS,
            row.id,
            row.name,
            f"Application for {row.opening}",
            row.last_event,
            max(row.until, kept_until) if kept_until is not None else row.until,
            clock,
            f"They agreed to be kept until {saying.day(row.until)}" if agreed else why,
            row.hold_reason,
            kept_until,
            answer.reason if answer is not None and kept_until is not None else "",
            None,
            row.id,
        )
