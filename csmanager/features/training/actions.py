"""What can be done with courses, who must take them, and where people stand with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.features.skills.actions import judge
from csmanager.features.skills.rules import Evidence
from csmanager.features.team.moves import get_person
from csmanager.features.team.segments.tables import Segment
from csmanager.features.team.tables import PersonSkill, Role, Skill, Team
from csmanager.features.training import rules
from csmanager.features.training.assigning import assign_required, enrol
from csmanager.features.training.rules import CourseKind, SessionState, State
from csmanager.features.training.tables import (
    Course,
    CourseRequirement,
    CourseSession,
    Enrolment,
    EnrolmentMove,
)

__all__ = ["assign_required", "enrol"]


# courses


def add_course(session: Session, *, title: str, today: dt.date, key: str = "", **values: Any) -> int:
    """A new course; returns its id. ``values``: see ``edit_course``."""
    course = Course(key=key, title="", kind=CourseKind.CLASS, minutes=60, made_on=today)
    _fill(session, course, title=title, **values)
    session.add(course)
    session.flush()
    return course.id


def edit_course(session: Session, course_id: int, *, title: str, **values: Any) -> None:
    """Change a course. Passes keep the last day they were given."""
    _fill(session, get_course(session, course_id), title=title, **values)


def end_course(session: Session, course_id: int, *, today: dt.date) -> int:
    """Give a course no longer; whoever had it open need not take it. Returns how many that were."""
    course = get_course(session, course_id)
    if course.ended_on is not None:
        raise RuleBroken(f"{course.title} is not given any more already.")
    course.ended_on = today
    open_ones = session.scalars(
        sa.select(Enrolment).where(
            Enrolment.course_id == course_id, Enrolment.state.in_(list(rules.OPEN_STATES))
        )
    ).all()
    for row in open_ones:
        _step(session, row, State.EXEMPT, today, "The course is not given any more")
    return len(open_ones)


def trash_course(session: Session, course_id: int, *, today: dt.date) -> None:
    """Put a course into the Trash; what people have passed stays theirs."""
    get_course(session, course_id).trashed_on = today


def require(
    session: Session,
    course_id: int,
    *,
    today: dt.date,
    role_id: int | None = None,
    team_id: int | None = None,
    segment_id: int | None = None,
    mandatory: bool = True,
    within_days: int = 30,
) -> int:
    """Whoever is of this role, team and saved group must take the course; returns the id of the rule.

    Raises RuleBroken when the same rule stands already, or the days make no sense.
    """
    course = get_course(session, course_id)
    if not 0 <= within_days <= 730:
        raise RuleBroken("Give between 0 and 730 days.")
    for table, key in ((Role, role_id), (Team, team_id), (Segment, segment_id)):
        if key is not None and session.get(table, key) is None:
            raise RuleBroken("This role, team or group is not there any more.")
    known = session.scalar(
        sa.select(CourseRequirement).where(
            CourseRequirement.course_id == course_id,
            CourseRequirement.role_id.is_(role_id),
            CourseRequirement.team_id.is_(team_id),
            CourseRequirement.segment_id.is_(segment_id),
        )
    )
    if known is not None:
        raise RuleBroken(f"{course.title} is required of them already; take that rule away first.")
    made = CourseRequirement(
        course_id=course_id,
        role_id=role_id,
        team_id=team_id,
        segment_id=segment_id,
        mandatory=mandatory,
        within_days=within_days,
        since=today,
    )
    session.add(made)
    session.flush()
    return made.id


def require_no_more(session: Session, requirement_id: int) -> None:
    """Take a rule away. What was assigned by it stays assigned."""
    row = session.get(CourseRequirement, requirement_id)
    if row is None:
        raise RuleBroken("This rule is not there any more.")
    session.delete(row)


# where people stand


def assign(
    session: Session,
    course_id: int,
    person_ids: Iterable[int],
    *,
    today: dt.date,
    due_on: dt.date | None = None,
) -> int:
    """Assign a course to people by hand; returns to how many. Who has it open already is passed over."""
    course = get_course(session, course_id)
    if due_on is not None and due_on < today:
        raise RuleBroken("It cannot have been due before today.")
    added = 0
    for person_id in person_ids:
        get_person(session, person_id)
        if _open_one(session, person_id, course_id) is None:
            enrol(session, person_id, course_id, today=today, due_on=due_on, reason="By hand")
            added += 1
    if not added:
        raise RuleBroken(f"Everybody you chose has {course.title} open already.")
    return added


def book(session: Session, session_id: int, person_ids: Iterable[int], *, today: dt.date) -> int:
    """Give people a place in a session; returns how many. Raises RuleBroken when it is full, over, or cancelled."""
    wanted = list(person_ids)
    held = get_session(session, session_id)
    course = get_course(session, held.course_id)
    if held.state is not SessionState.PLANNED:
        raise RuleBroken(f"This session of {course.title} is {rules.SESSION_WORDS[held.state].lower()}.")
    added = 0
    for person_id in wanted:
        person = get_person(session, person_id)
        row = _open_one(session, person_id, course.id) or _last(session, person_id, course.id)
        if row is not None and row.session_id == session_id and row.state is State.BOOKED:
            continue
        if held.capacity is not None and taken(session, session_id) >= held.capacity:
            raise RuleBroken(
                f"{course.title} on {saying.day(held.held_on)} is full: all {held.capacity} places are taken."
                f" Choose another date for {person.name}, or give it more places."
            )
        if row is None or row.state in (State.PASSED, State.EXPIRED, State.EXEMPT):
            row = session.get_one(
                Enrolment, enrol(session, person_id, course.id, today=today, reason="Booked")
            )
        if row.state is State.FAILED and row.done_on is not None:
            free_on = row.done_on + dt.timedelta(days=rules.RETAKE_DAYS)
            if held.held_on < free_on:
                raise RuleBroken(
                    f"{person.name} failed on {saying.day(row.done_on)} and can try again from"
                    f" {saying.day(free_on)}, after some practice."
                )
        if row.state is State.BOOKED:
            row.session_id = session_id
        else:
            _step(session, row, State.BOOKED, today)
            row.session_id = session_id
        session.flush()
        added += 1
    return added


def record(
    session: Session,
    enrolment_ids: Iterable[int],
    state: State | str,
    *,
    on: dt.date,
    today: dt.date,
    score: int | None = None,
    minutes: int | None = None,
    reason: str = "",
) -> int:
    """Say how it went: attended, passed, failed, absent, exempt, or assigned again; returns how many.

    ``on``: the day it was. Passing raises the skill that the course proves, unless the person is as good already,
    and runs out when the course says so. Raises RuleBroken when a step is not legal, or a score is too low to pass.
    """
    new = State(state)
    if on > today:
        raise RuleBroken("It has not been yet; wait until that day.")
    if score is not None and not 0 <= score <= 100:
        raise RuleBroken("A score lies between 0 and 100 %.")
    ids = list(enrolment_ids)
    for enrolment_id in ids:
        row = get_enrolment(session, enrolment_id)
        course = get_course(session, row.course_id)
        if new is State.PASSED and score is not None and score < (course.pass_percent or 0):
            raise RuleBroken(f"{course.title} is passed with {course.pass_percent} % or more, not {score} %.")
        _step(session, row, new, on, reason)
        if new in (State.ATTENDED, State.PASSED, State.FAILED):
            row.done_on = on
            row.score = score if score is not None else row.score
            row.minutes = minutes if minutes is not None else row.minutes
        if new is State.PASSED:
            row.expires_on = rules.expires_on(on, course.validity_days)
            _raise_skill(session, row, course, on, today)
        if new in (State.ASSIGNED, State.EXEMPT, State.ABSENT):
            row.session_id = row.session_id if new is State.ABSENT else None
    return len(ids)


def _raise_skill(session: Session, row: Enrolment, course: Course, on: dt.date, today: dt.date) -> None:
    """Passing is the evidence for a level; it never lowers one, and a level runs out with the pass."""
    if course.skill_id is None or course.raises_to is None:
        return
    known = session.scalar(
        sa.select(PersonSkill.level).where(
            PersonSkill.person_id == row.person_id, PersonSkill.skill_id == course.skill_id
        )
    )
    if known is None or known <= course.raises_to:
        score = f", {row.score} %" if row.score is not None else ""
        judge(
            session, person_id=row.person_id, skill_id=course.skill_id, level=course.raises_to,
            text=f"Passed {course.title}{score}", today=today, kind=Evidence.COURSE, judged_on=on,
            reference=f"enrolment {row.id}", expires_on=row.expires_on,
        )  # fmt: skip


def _step(session: Session, row: Enrolment, new: State, on: dt.date, reason: str = "") -> None:
    person = get_person(session, row.person_id)
    rules.require_move(person.name, row.state, new, reason)
    session.add(
        EnrolmentMove(
            enrolment_id=row.id, from_state=row.state, to_state=new, moved_on=on, reason=reason.strip()
        )
    )
    row.state, row.reason = new, reason.strip()


# looking up


def get_course(session: Session, course_id: int) -> Course:
    """The course; RuleBroken when it is not there."""
    row = session.get(Course, course_id)
    if row is None or row.trashed_on is not None:
        raise RuleBroken("This course is no longer there.")
    return row


def get_session(session: Session, session_id: int) -> CourseSession:
    """The session of a course; RuleBroken when it is not there."""
    row = session.get(CourseSession, session_id)
    if row is None:
        raise RuleBroken("This session is no longer there.")
    return row


def get_enrolment(session: Session, enrolment_id: int) -> Enrolment:
    """The enrolment; RuleBroken when it is not there."""
    row = session.get(Enrolment, enrolment_id)
    if row is None:
        raise RuleBroken("This entry is no longer there.")
    return row


def taken(session: Session, session_id: int) -> int:
    """How many places of a session are taken."""
    count = session.scalar(
        sa.select(sa.func.count())
        .select_from(Enrolment)
        .where(
            Enrolment.session_id == session_id,
            Enrolment.state.in_((State.BOOKED, State.ATTENDED, State.PASSED, State.FAILED)),
        )
    )
    return count or 0


def _open_one(session: Session, person_id: int, course_id: int) -> Enrolment | None:
    return session.scalar(
        sa.select(Enrolment).where(
            Enrolment.person_id == person_id,
            Enrolment.course_id == course_id,
            Enrolment.state.in_(list(rules.OPEN_STATES)),
        )
    )


def _last(session: Session, person_id: int, course_id: int) -> Enrolment | None:
    query = sa.select(Enrolment).where(Enrolment.person_id == person_id, Enrolment.course_id == course_id)
    return session.scalar(query.order_by(Enrolment.id.desc()).limit(1))


def _fill(
    session: Session,
    course: Course,
    *,
    title: str,
    kind: CourseKind | str = CourseKind.CLASS,
    minutes: int = 60,
    provider: str = "",
    validity_days: int | None = None,
    skill_id: int | None = None,
    raises_to: int | None = None,
    cost_cents: int | None = None,
    metric_key: str = "",
    pass_percent: int | None = None,
    outline: str = "",
) -> None:
    if not 1 <= minutes <= rules.LONGEST_COURSE:
        raise RuleBroken(f"A course takes between 1 minute and {rules.LONGEST_COURSE // 60} hours.")
    if validity_days is not None and validity_days < 1:
        raise RuleBroken("A pass counts for a day at least; leave it empty where it counts for good.")
    if (skill_id is None) != (raises_to is None):
        raise RuleBroken("Name the skill together with the level that passing proves, or neither.")
    if skill_id is not None and session.get(Skill, skill_id) is None:
        raise RuleBroken("This skill is not there any more.")
    if cost_cents is not None and cost_cents < 0:
        raise RuleBroken("A place costs nothing or more.")
    if pass_percent is not None and not 1 <= pass_percent <= 100:
        raise RuleBroken("What is needed to pass lies between 1 and 100 %.")
    course.title, course.kind, course.minutes = rules.clean_title(title), CourseKind(kind), minutes
    course.provider, course.validity_days = provider.strip(), validity_days
    course.skill_id, course.raises_to, course.cost_cents = skill_id, raises_to, cost_cents
    course.metric_key, course.pass_percent, course.outline = metric_key, pass_percent, outline.strip()
