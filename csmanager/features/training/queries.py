"""Courses, dates, pairs, and where everybody stands with what they must take."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.features.team import queries as team
from csmanager.features.team.segments.tables import Segment
from csmanager.features.team.tables import Person, Role, Skill, Team
from csmanager.features.training import rules
from csmanager.features.training.rules import CourseKind, SessionState, State
from csmanager.features.training.tables import (
    Course,
    CourseRequirement,
    CourseSession,
    Enrolment,
    EnrolmentMove,
    Mentoring,
    MentoringTalk,
)


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course. ``required``: of whom, in words. ``counts``: how many of those here stand where."""

    id: int
    key: str
    title: str
    kind: CourseKind
    minutes: int
    provider: str
    validity_days: int | None
    skill_id: int | None
    skill: str
    raises_to: int | None
    cost_cents: int | None
    metric_key: str
    pass_percent: int | None
    outline: str
    ended_on: dt.date | None
    required: tuple[tuple[int, str], ...]
    counts: dict[State, int]

    @property
    def open(self) -> int:
        """How many have it open."""
        return sum(self.counts.get(state, 0) for state in rules.OPEN_STATES)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A date of a course, with who is on it."""

    id: int
    course_id: int
    course: str
    held_on: dt.date
    start_minute: int | None
    minutes: int
    trainer: str
    place: str
    capacity: int | None
    state: SessionState
    reason: str
    people: tuple[tuple[int, str, State], ...]

    @property
    def taken(self) -> int:
        """Places that are taken."""
        return sum(state is not State.ABSENT for _, _, state in self.people)

    @property
    def is_full(self) -> bool:
        """Whether no place is left."""
        return self.capacity is not None and self.taken >= self.capacity

    @property
    def places(self) -> str:
        """Taken and there, in words."""
        return f"{self.taken} of {self.capacity}" if self.capacity is not None else f"{self.taken}"


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A person and a course, as they stand now; only the newest of each pair unless said otherwise."""

    id: int
    course_id: int
    course: str
    person_id: int
    person: str
    team: str
    role: str
    state: State
    mandatory: bool
    assigned_on: dt.date
    due_on: dt.date | None
    done_on: dt.date | None
    score: int | None
    minutes: int
    cost_cents: int | None
    expires_on: dt.date | None
    reason: str
    session_on: dt.date | None
    has_date: bool

    def late(self, today: dt.date) -> int:
        """Days past the day it was due; 0 when it is not late."""
        if self.due_on is None or self.state not in rules.OPEN_STATES | {State.FAILED, State.ABSENT}:
            return 0
        return max(0, (today - self.due_on).days)

    def standing(self, today: dt.date) -> tuple[str, str]:
        """A mark of the look and the word beside it."""
        if self.state is State.PASSED:
            left = (self.expires_on - today).days if self.expires_on is not None else None
            if left is not None and left <= rules.RENEW_DAYS:
                return "soon", f"Runs out in {left} d"
            return "good", "Done"
        if self.state is State.EXPIRED:
            return "bad", "Expired"
        if self.state is State.EXEMPT:
            return "none", "Exempt"
        late = self.late(today)
        if late:
            return "late", f"{late} d late"
        if self.state is State.BOOKED and self.session_on is not None:
            return "open", f"Booked {saying.day(self.session_on)}"
        if self.state is State.ASSIGNED:
            return "open", "Due" if self.due_on is not None else "Assigned"
        kind = {State.FAILED: "bad", State.ABSENT: "watch"}.get(self.state, "open")
        return kind, rules.STATE_WORDS[self.state]


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One step of an enrolment."""

    moved_on: dt.date
    from_state: State | None
    to_state: State
    reason: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """A mentoring pair. ``load``: how many the mentor has now."""

    id: int
    mentor_id: int
    mentor: str
    mentee_id: int
    mentee: str
    starts_on: dt.date
    ends_on: dt.date | None
    goal: str
    weekly_minutes: int | None
    over_load: str
    outcome: str
    load: int
    talks: tuple[tuple[dt.date, int, str, str], ...]

    @property
    def minutes(self) -> int:
        """Time together in all."""
        return sum(minutes for _, minutes, _, _ in self.talks)

    @property
    def last_on(self) -> dt.date | None:
        """When they last sat together."""
        return max((day for day, _, _, _ in self.talks), default=None)

    @property
    def is_open(self) -> bool:
        """Whether it runs."""
        return self.ends_on is None


def courses(session: Session) -> list[CourseRow]:
    """All courses outside the Trash, those given first, by title."""
    skills = dict(session.execute(sa.select(Skill.id, Skill.name)).all())
    roles = dict(session.execute(sa.select(Role.id, Role.name)).all())
    teams = dict(session.execute(sa.select(Team.id, Team.name)).all())
    segments = dict(session.execute(sa.select(Segment.id, Segment.name)).all())
    required: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for rule in session.scalars(sa.select(CourseRequirement).order_by(CourseRequirement.id)):
        whom = ", ".join(
            name
            for name in (
                roles.get(rule.role_id or 0),
                teams.get(rule.team_id or 0),
                segments.get(rule.segment_id or 0),
            )
            if name
        )
        word = "must" if rule.mandatory else "should"
        required[rule.course_id].append(
            (rule.id, f"{whom or 'Everybody'} {word}, within {rule.within_days} days")
        )
    counts: dict[int, Counter[State]] = defaultdict(Counter)
    for row in _newest(session):
        counts[row.course_id][row.state] += 1
    found = [
        CourseRow(
            row.id, row.key, row.title, row.kind, row.minutes, row.provider, row.validity_days, row.skill_id,
            skills.get(row.skill_id or 0, ""), row.raises_to, row.cost_cents, row.metric_key, row.pass_percent,
            row.outline, row.ended_on, tuple(required[row.id]), dict(counts[row.id]),
        )
        for row in session.scalars(sa.select(Course).where(Course.trashed_on.is_(None)))
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row.ended_on is not None, row.title.casefold(), row.id))


def sessions(session: Session) -> list[SessionRow]:
    """All dates, newest first."""
    people: dict[int, list[tuple[int, str, State]]] = defaultdict(list)
    query = (
        sa.select(Enrolment.session_id, Person.id, Person.name, Enrolment.state)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.session_id.is_not(None))
        .order_by(Person.name)
    )
    for session_id, person_id, name, state in session.execute(query):
        people[session_id or 0].append((person_id, name, state))
    rows = session.execute(
        sa.select(CourseSession, Course.title)
        .join(Course, Course.id == CourseSession.course_id)
        .where(Course.trashed_on.is_(None))
        .order_by(CourseSession.held_on.desc(), CourseSession.id.desc())
    )
    return [
        SessionRow(
            row.id, row.course_id, title, row.held_on, row.start_minute, row.minutes, row.trainer, row.place,
            row.capacity, row.state, row.reason, tuple(people[row.id]),
        )
        for row, title in rows
    ]  # fmt: skip


def _newest(session: Session) -> list[Enrolment]:
    """The newest enrolment of each person and course: an expired one only where nothing took its place."""
    found: dict[tuple[int, int], Enrolment] = {}
    query = (
        sa.select(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Course.trashed_on.is_(None))
        .order_by(Enrolment.id)
    )
    for row in session.scalars(query):
        found[row.person_id, row.course_id] = row
    return list(found.values())


def enrolments(
    session: Session, today: dt.date, *, person_id: int | None = None, everything: bool = False
) -> list[EnrolmentRow]:
    """Where everybody who works here stands, the newest of each person and course.

    ``everything``: each time it was taken, also of those who have left.
    """
    people = {
        row.id: row
        for row in team.people(session, today, include_future=True, include_left=everything)
        if person_id is None or row.id == person_id
    }
    known = {row.id: row for row in session.scalars(sa.select(Course).where(Course.trashed_on.is_(None)))}
    dates = dict(session.execute(sa.select(CourseSession.id, CourseSession.held_on)).all())
    dated = set(
        session.scalars(
            sa.select(CourseSession.course_id).where(
                CourseSession.state == SessionState.PLANNED, CourseSession.held_on >= today
            )
        )
    )
    rows = (
        session.scalars(sa.select(Enrolment).order_by(Enrolment.id)).all() if everything else _newest(session)
    )
    found = []
    for row in rows:
        person, course = people.get(row.person_id), known.get(row.course_id)
        if person is None or course is None:
            continue
        found.append(
            EnrolmentRow(
                row.id, course.id, course.title, person.id, person.name, person.team or "", person.role or "",
                row.state, row.mandatory, row.assigned_on, row.due_on, row.done_on, row.score,
                row.minutes or course.minutes, course.cost_cents, row.expires_on, row.reason,
                dates.get(row.session_id or 0), course.id in dated,
            )
        )  # fmt: skip
    return sorted(found, key=_urgency)


def _urgency(row: EnrolmentRow) -> tuple[bool, dt.date, str, str]:
    is_over = row.state in (State.PASSED, State.EXEMPT)
    day = row.expires_on if is_over else row.due_on
    return is_over, day or dt.date.max, row.person.casefold(), row.course


def moves(session: Session, enrolment_id: int) -> list[MoveRow]:
    """What happened to an enrolment, oldest first."""
    query = sa.select(EnrolmentMove).where(EnrolmentMove.enrolment_id == enrolment_id)
    return [
        MoveRow(row.moved_on, row.from_state, row.to_state, row.reason)
        for row in session.scalars(query.order_by(EnrolmentMove.id))
    ]


def pairs(session: Session) -> list[PairRow]:
    """All mentoring pairs, those that run first."""
    names = dict(session.execute(sa.select(Person.id, Person.name)).all())
    talks: dict[int, list[tuple[dt.date, int, str, str]]] = defaultdict(list)
    for talk in session.scalars(sa.select(MentoringTalk).order_by(MentoringTalk.held_on, MentoringTalk.id)):
        talks[talk.mentoring_id].append((talk.held_on, talk.minutes, talk.topic, talk.notes))
    rows = session.scalars(sa.select(Mentoring)).all()
    load = Counter(row.mentor_id for row in rows if row.ends_on is None)
    found = [
        PairRow(
            row.id, row.mentor_id, names[row.mentor_id], row.mentee_id, names[row.mentee_id], row.starts_on,
            row.ends_on, row.goal, row.weekly_minutes, row.over_load, row.outcome, load[row.mentor_id],
            tuple(talks[row.id]),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row.ends_on is not None, -row.starts_on.toordinal(), row.id))
