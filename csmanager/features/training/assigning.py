"""Who must take what: required courses become enrolments, passes run out, and are assigned again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.store import Store
from csmanager.features.team.moves import get_person
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Employment, Person
from csmanager.features.training import rules
from csmanager.features.training.rules import State
from csmanager.features.training.tables import Course, CourseRequirement, Enrolment, EnrolmentMove


def assign_required(session: Session, person_id: int, today: dt.date) -> int:
    """Assign every course that this person must take and has neither open, passed nor been exempt from.

    Returns how many were assigned. Someone who starts later counts with the first employment; due days run from it.
    Raises RuleBroken when the person is not there.
    """
    return assign(session, [get_person(session, person_id)], today)


def assign(session: Session, people: Iterable[Person], today: dt.date) -> int:
    """As ``assign_required``, for several people at once; a pass that runs out soon counts no more."""
    wanted = requirements(session)
    if not wanted:
        return 0
    known: dict[tuple[int, int], list[Enrolment]] = defaultdict(list)
    for row in session.scalars(sa.select(Enrolment).order_by(Enrolment.id)):
        known[row.person_id, row.course_id].append(row)
    added = 0
    groups = _groups(session, wanted, today)
    for person in people:
        role_id, team_id, began_on = _terms(session, person, today)
        for course_id, rule in _strictest(wanted, role_id, team_id, groups.get(person.id, ())).items():
            own = known[person.id, course_id]
            if any(not _is_over(row, today) for row in own):
                continue
            last = own[-1] if own else None
            due = rules.due_on(began_on, rule[1], today, rule[0].within_days)
            if last is not None and last.expires_on is not None:
                due = max(last.expires_on, today)
            enrol(
                session,
                person.id,
                course_id,
                today=today,
                due_on=due,
                mandatory=rule[0].is_mandatory,
                renews_id=last.id if last is not None else None,
                reason="Runs out" if last is not None else "Required",
            )
            added += 1
    return added


def enrol(
    session: Session,
    person_id: int,
    course_id: int,
    *,
    today: dt.date,
    due_on: dt.date | None = None,
    mandatory: bool = False,
    renews_id: int | None = None,
    reason: str = "",
) -> int:
    """Assign a course to somebody, whatever they have passed already; returns the id of the enrolment."""
    made = Enrolment(
        course_id=course_id,
        person_id=person_id,
        session_id=None,
        state=State.ASSIGNED,
        mandatory=mandatory,
        assigned_on=today,
        due_on=due_on,
        renews_id=renews_id,
        reason="",
    )
    session.add(made)
    session.flush()
    session.add(
        EnrolmentMove(
            enrolment_id=made.id, from_state=None, to_state=State.ASSIGNED, moved_on=today, reason=reason
        )
    )
    return made.id


def requirements(session: Session) -> list[tuple[rules.Requirement, dt.date]]:
    """All rules of courses that are still given, each with the day from which it holds."""
    query = (
        sa.select(CourseRequirement)
        .join(Course, Course.id == CourseRequirement.course_id)
        .where(Course.trashed_on.is_(None), Course.ended_on.is_(None))
        .order_by(CourseRequirement.id)
    )
    return [
        (
            rules.Requirement(
                row.course_id, row.role_id, row.team_id, row.segment_id, row.mandatory, row.within_days
            ),
            row.since,
        )
        for row in session.scalars(query)
    ]


def run_out(session: Session, today: dt.date) -> int:
    """Let passes run out whose last day has gone by; returns how many."""
    gone = session.scalars(
        sa.select(Enrolment).where(Enrolment.state == State.PASSED, Enrolment.expires_on < today)
    ).all()
    for row in gone:
        row.state = State.EXPIRED
        session.add(
            EnrolmentMove(
                enrolment_id=row.id,
                from_state=State.PASSED,
                to_state=State.EXPIRED,
                moved_on=today,
                reason="Ran out",
            )
        )
    return len(gone)


def keep_up(session: Session, today: dt.date) -> int:
    """Passes run out, and what everybody who works here must take is assigned; returns how many rows that made."""
    people = session.scalars(
        sa.select(Person)
        .where(Person.merged_into_id.is_(None), Person.status != Status.LEFT)
        .order_by(Person.id)
    ).all()
    here = [person for person in people if person.left_on is None or person.left_on >= today]
    return run_out(session, today) + assign(session, here, today)


def daily(store: Store, today: dt.date) -> None:
    """What comes about by itself each day, as one step; none where nothing is due."""
    store.do("Renew training that ran out", keep_up, today)


def _groups(
    session: Session, wanted: list[tuple[rules.Requirement, dt.date]], today: dt.date
) -> dict[int, set[int]]:
    """Person -> the saved groups they belong to, of those that a rule names."""
    found: dict[int, set[int]] = defaultdict(set)
    named = {rule.segment_id for rule, _ in wanted if rule.segment_id is not None}
    if named:
        from csmanager.features.team.segments.queries import members

        for segment_id in sorted(named):
            for person_id in members(session, segment_id, today):
                found[person_id].add(segment_id)
    return found


def _is_over(row: Enrolment, today: dt.date) -> bool:
    """Whether this enrolment no longer stands for the course: it ran out, or will so soon that it is renewed."""
    if row.state is State.EXPIRED:
        return True
    soon = today + dt.timedelta(days=rules.RENEW_DAYS)
    return row.state is State.PASSED and row.expires_on is not None and row.expires_on <= soon


def _strictest(
    wanted: list[tuple[rules.Requirement, dt.date]],
    role_id: int | None,
    team_id: int | None,
    segments: Collection[int] = (),
) -> dict[int, tuple[rules.Requirement, dt.date]]:
    found: dict[int, tuple[rules.Requirement, dt.date]] = {}
    for rule, since in wanted:
        if not rule.applies(role_id, team_id, segments):
            continue
        other = found.get(rule.course_id)
        if other is None or (not rule.is_mandatory, rule.within_days) < (
            not other[0].is_mandatory,
            other[0].within_days,
        ):
            found[rule.course_id] = (rule, since)
    return found


def _terms(session: Session, person: Person, today: dt.date) -> tuple[int | None, int | None, dt.date]:
    """Role and team of a person today (or on their first day, still ahead), and the day they began."""
    own = session.scalars(
        sa.select(Employment).where(Employment.person_id == person.id).order_by(Employment.starts_on)
    ).all()
    before = [row for row in own if row.starts_on <= today]
    now = before[-1] if before else (own[0] if own else None)
    began = person.started_on or (own[0].starts_on if own else today)
    return (now.role_id, now.team_id, began) if now is not None else (None, None, began)
