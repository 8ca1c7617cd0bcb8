"""What is known of spot checks, exceptions and wishes for change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.handbook.following.clausebook import BookEntry, clause_book, clause_of
from csmanager.features.handbook.following.rules import CheckResult, RequestSource, RequestState
from csmanager.features.handbook.following.tables import ChangeRequest, PolicyException, SpotCheck, SpotDraw
from csmanager.features.team.tables import Person
from csmanager.features.voice.tables import Complaint

_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class ClauseChoice:
    """A clause to choose: its policy and heading in words."""

    policy_id: int
    code: str
    title: str
    key: str
    heading: str

    @property
    def name(self) -> str:
        """Code, policy and heading."""
        return f"{self.code} {self.title}: {self.heading}" if self.heading else f"{self.code} {self.title}"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One spot check. ``draw_id`` None: of one's own choice."""

    id: int
    draw_id: int | None
    policy_id: int | None
    code: str
    clause: str
    heading: str
    person_id: int
    person: str
    due_on: dt.date
    result: CheckResult | None
    done_on: dt.date | None
    observer: str
    reference: str
    evidence: str


@dataclass(frozen=True, slots=True)
class DrawRow:
    """One drawing, as it was logged."""

    id: int
    drawn_on: dt.date
    round: str
    seed: int
    pool: int
    pool_sha256: str
    wanted: int


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One exception."""

    id: int
    policy_id: int | None
    code: str
    heading: str
    subject: str
    reason: str
    approver: str
    from_on: dt.date
    expires_on: dt.date
    ended_on: dt.date | None


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One wish for change. ``origin``: the complaint or search it came from, in words."""

    id: int
    policy_id: int | None
    code: str
    clause: str
    heading: str
    source: RequestSource
    source_id: int | None
    problem: str
    proposal: str
    state: RequestState
    opened_on: dt.date
    decided_on: dt.date | None
    answer: str


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """A complaint that may ask for another clause. ``request``: whether a wish came of it."""

    id: int
    day: dt.date
    person: str
    cause: str
    text: str
    state: str
    has_request: bool


def clause_choices(session: Session) -> list[ClauseChoice]:
    """Every clause in force, by policy."""
    return [
        ClauseChoice(entry.policy_id, entry.code, entry.title, clause.key, clause.heading)
        for entry in clause_book(session).values()
        for clause in entry.clauses
        if clause.level
    ]


def checks(session: Session) -> list[CheckRow]:
    """Every spot check: those to be done first, by their day, then the newest."""
    book = clause_book(session)
    rows = [
        CheckRow(
            check.id,
            check.draw_id,
            _policy_id(book, check.policy_code),
            check.policy_code,
            check.clause,
            _heading(book, check.policy_code, check.clause),
            check.person_id,
            name,
            check.due_on,
            check.result,
            check.done_on,
            check.observer,
            check.reference,
            check.evidence,
        )
        for check, name in session.execute(
            sa.select(SpotCheck, Person.name).join(Person, Person.id == SpotCheck.person_id)
        )
    ]
    waiting = sorted((row for row in rows if row.result is None), key=lambda row: (row.due_on, row.id))
    done = sorted(
        (row for row in rows if row.result is not None),
        key=lambda row: (row.done_on or row.due_on, row.id),
        reverse=True,
    )
    return waiting + done


def draws(session: Session) -> list[DrawRow]:
    """Every drawing, newest first."""
    return [
        DrawRow(row.id, row.drawn_on, row.round, row.seed, row.pool, row.pool_sha256, row.wanted)
        for row in session.scalars(sa.select(SpotDraw).order_by(SpotDraw.id.desc()))
    ]


def exceptions(session: Session) -> list[ExceptionRow]:
    """Every exception: those that count first, by the day they expire."""
    book = clause_book(session)
    rows = [
        ExceptionRow(
            row.id,
            _policy_id(book, row.policy_code),
            row.policy_code,
            _heading(book, row.policy_code, row.clause),
            row.subject,
            row.reason,
            row.approver,
            row.from_on,
            row.expires_on,
            row.ended_on,
        )
        for row in session.scalars(sa.select(PolicyException))
    ]
    return sorted(rows, key=lambda row: (row.ended_on is not None, row.expires_on, row.id))


def requests(session: Session) -> list[RequestRow]:
    """Every wish for change: open ones first, the oldest first."""
    book = clause_book(session)
    is_open = (RequestState.NEW, RequestState.ACCEPTED)
    rows = [
        RequestRow(
            row.id,
            _policy_id(book, row.policy_code),
            row.policy_code,
            row.clause,
            _heading(book, row.policy_code, row.clause),
            row.source,
            row.source_id,
            row.problem,
            row.proposal,
            row.state,
            row.opened_on,
            row.decided_on,
            row.answer,
        )
        for row in session.scalars(sa.select(ChangeRequest))
    ]
    return sorted(rows, key=lambda row: (row.state not in is_open, row.opened_on, row.id))


def complaints(session: Session, limit: int = 500) -> list[ComplaintRow]:
    """The newest complaints of which a wish for change may come."""
    asked = set(
        session.scalars(
            sa.select(ChangeRequest.source_id).where(
                ChangeRequest.source == RequestSource.COMPLAINT, ChangeRequest.source_id.is_not(None)
            )
        )
    )
    return [
        ComplaintRow(
            row.id,
            _EPOCH + dt.timedelta(days=row.day),
            name or "",
            row.cause,
            row.text,
            row.state,
            row.id in asked,
        )
        for row, name in session.execute(
            sa.select(Complaint, Person.name)
            .outerjoin(Person, Person.id == Complaint.person_id)
            .order_by(Complaint.day.desc(), Complaint.id.desc())
            .limit(limit)
        )
    ]


def _policy_id(book: Mapping[str, BookEntry], code: str) -> int | None:
    entry = book.get(code.casefold())
    return entry.policy_id if entry is not None else None


def _heading(book: Mapping[str, BookEntry], code: str, clause: str) -> str:
    found = clause_of(book, code, clause)
    return found.heading if found is not None else clause
