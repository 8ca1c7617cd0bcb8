"""Cycles and reviews as they are shown."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.commitments.queries import CommitmentRow, commitments
from csmanager.features.reviews.cycles.pinned import Pinned, load, load_brief
from csmanager.features.reviews.cycles.pinning import Restated, restated
from csmanager.features.reviews.cycles.rules import (
    NOT_HELD,
    CycleKind,
    CycleState,
    ReviewState,
    progress_text,
)
from csmanager.features.reviews.cycles.tables import (
    PersonReview,
    PersonReviewEdition,
    PersonReviewMove,
    ReviewCycle,
)
from csmanager.features.reviews.periods import Period, month_of, quarter
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Person


@dataclass(frozen=True, slots=True)
class CycleRow:
    """One cycle with how many of its reviews stand where."""

    id: int
    name: str
    kind: CycleKind
    period_key: str
    first: dt.date
    last: dt.date
    due_on: dt.date
    state: CycleState
    opened_on: dt.date
    closed_on: dt.date | None
    note: str
    counts: dict[ReviewState, int]

    @property
    def total(self) -> int:
        """How many reviews it has."""
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        """How many were neither held nor skipped."""
        return sum(self.counts.get(state, 0) for state in NOT_HELD)

    @property
    def progress(self) -> str:
        """How far it is, in words."""
        return progress_text(self.counts)

    @property
    def period(self) -> Period:
        """The days it is about."""
        return Period(self.period_key, self.name, self.first, self.last)

    def is_late(self, today: dt.date) -> bool:
        """Whether reviews are waiting after the day by which they were due."""
        return self.state is CycleState.OPEN and self.waiting > 0 and self.due_on < today


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """The review of one person. ``judged`` of ``lines`` weighted measures could be judged."""

    id: int
    cycle_id: int
    cycle: str
    person_id: int
    person: str
    role: str
    team: str
    state: ReviewState
    overall: str
    computed: str
    judged: int
    lines: int
    missing: int
    held_on: dt.date | None
    signed_on: dt.date | None
    edition: int
    prepared_on: dt.date
    period_key: str
    period_title: str


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One move of a review."""

    moved_on: dt.date
    move: str
    origin: ReviewState
    target: ReviewState
    reason: str


@dataclass(frozen=True, slots=True)
class EditionRow:
    """What a review said before it was opened again."""

    edition: int
    kept_on: dt.date
    body: dict[str, str]


@dataclass(frozen=True, slots=True)
class ReviewDetail:
    """Everything about one review. ``answers``: (question, answer) of the self-review."""

    row: ReviewRow
    pinned: Pinned
    due_on: dt.date
    is_open: bool
    answers: list[tuple[str, str]]
    summary: str
    strengths: str
    concerns: str
    next_steps: str
    private_note: str
    overall_reason: str
    self_done_on: dt.date | None
    closed_on: dt.date | None
    signed_name: str
    witness: str
    moves: list[MoveRow]
    editions: list[EditionRow]
    agreed: list[CommitmentRow]


def cycles(session: Session) -> list[CycleRow]:
    """All cycles that are not in the Trash, newest first."""
    counts: dict[int, dict[ReviewState, int]] = {}
    query = sa.select(PersonReview.cycle_id, PersonReview.state, sa.func.count()).group_by(
        PersonReview.cycle_id, PersonReview.state
    )
    for cycle_id, state, count in session.execute(query):
        counts.setdefault(cycle_id, {})[state] = count
    rows = session.scalars(sa.select(ReviewCycle).where(ReviewCycle.trashed_on.is_(None)))
    found = [
        CycleRow(
            row.id, row.name, row.kind, row.period_key, row.first, row.last, row.due_on, row.state,
            row.opened_on, row.closed_on, row.note, counts.get(row.id, {}),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row.last, row.opened_on, row.id), reverse=True)


def reviews(
    session: Session, *, cycle_id: int | None = None, person_id: int | None = None
) -> list[ReviewRow]:
    """The reviews of a cycle, by name; or those of a person, newest first.

    Those of somebody who was merged stand under the person that counts.
    """
    query = (
        sa.select(PersonReview, ReviewCycle)
        .join(ReviewCycle, ReviewCycle.id == PersonReview.cycle_id)
        .where(ReviewCycle.trashed_on.is_(None))
    )
    if cycle_id is not None:
        query = query.where(PersonReview.cycle_id == cycle_id)
    counting = _Counting(session)
    if person_id is not None:
        query = query.where(PersonReview.person_id.in_(counting.alike(person_id)))
    rows = [_row(one, counting, cycle) for one, cycle in session.execute(query)]
    if person_id is not None:
        return sorted(rows, key=lambda row: (row.prepared_on, row.id), reverse=True)
    return sorted(rows, key=lambda row: (row.person.casefold(), row.id))


class _Counting:
    """Which person counts, with the name."""

    def __init__(self, session: Session) -> None:
        self._ids = canonical_ids(session)
        self._names = dict(session.execute(sa.select(Person.id, Person.name)).all())

    def id(self, person: int) -> int:
        return self._ids.get(person, person)

    def name(self, person: int) -> str:
        return self._names.get(self.id(person), "")

    def alike(self, person: int) -> list[int]:
        """Everyone who counts as the same person."""
        wanted = self.id(person)
        return [one for one, counts in self._ids.items() if counts == wanted]


def _row(one: PersonReview, counting: _Counting, cycle: ReviewCycle) -> ReviewRow:
    pinned = load_brief(one.pinned)
    rating = pinned.rating
    return ReviewRow(
        one.id,
        one.cycle_id,
        cycle.name,
        counting.id(one.person_id),
        counting.name(one.person_id),
        pinned.role,
        pinned.team,
        one.state,
        one.overall,
        rating.word,
        rating.judged,
        rating.lines,
        pinned.missing,
        one.held_on,
        one.signed_on,
        one.edition,
        one.prepared_on,
        pinned.period_key,
        pinned.period_title,
    )


def detail(session: Session, review_id: int) -> ReviewDetail | None:
    """Everything about one review; None when it is gone or its cycle is in the Trash."""
    found = session.execute(
        sa.select(PersonReview, ReviewCycle)
        .join(ReviewCycle, ReviewCycle.id == PersonReview.cycle_id)
        .where(PersonReview.id == review_id, ReviewCycle.trashed_on.is_(None))
    ).one_or_none()
    if found is None:
        return None
    one, cycle = found
    moves = session.scalars(
        sa.select(PersonReviewMove)
        .where(PersonReviewMove.review_id == review_id)
        .order_by(PersonReviewMove.id)
    )
    editions = session.scalars(
        sa.select(PersonReviewEdition)
        .where(PersonReviewEdition.review_id == review_id)
        .order_by(PersonReviewEdition.edition)
    )
    return ReviewDetail(
        _row(one, _Counting(session), cycle),
        load(one.pinned),
        cycle.due_on,
        cycle.state is CycleState.OPEN,
        [(str(question), str(answer)) for question, answer in json.loads(one.self_answers)],
        one.summary,
        one.strengths,
        one.concerns,
        one.next_steps,
        one.private_note,
        one.overall_reason,
        one.self_done_on,
        one.closed_on,
        one.signed_name,
        one.witness,
        [MoveRow(row.moved_on, row.move, row.origin, row.target, row.reason) for row in moves],
        [EditionRow(row.edition, row.kept_on, json.loads(row.body)) for row in editions],
        commitments(session, source="person_review", source_id=review_id),
    )


def restated_since(session: Session, review_id: int) -> list[Restated]:
    """What the figures of a review's days are today, where that is something else."""
    one = session.get(PersonReview, review_id)
    return restated(session, load(one.pinned), one.person_id) if one is not None else []


def latest_review(session: Session, person_id: int) -> ReviewRow | None:
    """The newest review of a person."""
    found = reviews(session, person_id=person_id)
    return found[0] if found else None


def self_reviews_due(session: Session, person_id: int) -> list[tuple[ReviewRow, list[str], dt.date]]:
    """Prepared reviews of open cycles that wait for what the person says: (review, questions, due)."""
    counting = _Counting(session)
    query = (
        sa.select(PersonReview, ReviewCycle)
        .join(ReviewCycle, ReviewCycle.id == PersonReview.cycle_id)
        .where(
            PersonReview.person_id.in_(counting.alike(person_id)),
            PersonReview.state == ReviewState.PREPARED,
            ReviewCycle.state == CycleState.OPEN,
            ReviewCycle.trashed_on.is_(None),
        )
    )
    return [
        (_row(one, counting, cycle), load(one.pinned).questions, cycle.due_on)
        for one, cycle in session.execute(query)
    ]


def periods_offered(kind: CycleKind, today: dt.date, count: int = 6) -> list[Period]:
    """The newest full periods of a kind that could be reviewed, newest first."""
    if kind is CycleKind.QUARTER:
        this = quarter(today.year, (today.month + 2) // 3)
        step = [quarter(this.first.year, (this.first.month + 2) // 3 - back) for back in range(count + 1)]
    else:
        this = month_of(today)
        step = [month_of(_months_back(this.first, back)) for back in range(count + 1)]
    return [one for one in step if one.last <= today][:count]


def _months_back(day: dt.date, back: int) -> dt.date:
    number = day.year * 12 + day.month - 1 - back
    return dt.date(number // 12, number % 12 + 1, 1)
