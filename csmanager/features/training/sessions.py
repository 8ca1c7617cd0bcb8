"""Dates of courses and mentoring pairs: planning, holding, cancelling, ending."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.team.moves import get_person
from csmanager.features.training import actions, rules
from csmanager.features.training.rules import SessionState, State
from csmanager.features.training.tables import CourseSession, Enrolment, Mentoring, MentoringTalk


def plan_session(
    session: Session,
    course_id: int,
    *,
    held_on: dt.date,
    today: dt.date,
    start_minute: int | None = None,
    minutes: int | None = None,
    trainer: str = "",
    place: str = "",
    capacity: int | None = None,
) -> int:
    """A date for a course; returns its id. ``minutes`` None: as long as the course."""
    course = actions.get_course(session, course_id)
    if course.ended_on is not None:
        raise RuleBroken(f"{course.title} is not given any more.")
    if held_on < today - dt.timedelta(days=366):
        raise RuleBroken("This date lies more than a year back; check it.")
    _check(capacity, minutes)
    made = CourseSession(
        course_id=course_id,
        held_on=held_on,
        start_minute=start_minute,
        minutes=minutes or course.minutes,
        trainer=trainer.strip(),
        place=place.strip(),
        capacity=capacity,
        state=SessionState.PLANNED,
        reason="",
    )
    session.add(made)
    session.flush()
    return made.id


def edit_session(
    session: Session,
    session_id: int,
    *,
    held_on: dt.date,
    start_minute: int | None,
    minutes: int | None,
    trainer: str,
    place: str,
    capacity: int | None,
) -> None:
    """Change a planned date. It keeps at least the places that are taken."""
    row = _planned(session, session_id)
    _check(capacity, minutes)
    booked = actions.taken(session, session_id)
    if capacity is not None and capacity < booked:
        raise RuleBroken(f"{booked} places are taken, so it has at least as many.")
    row.held_on, row.start_minute = held_on, start_minute
    row.minutes = minutes or row.minutes
    row.trainer, row.place, row.capacity = trainer.strip(), place.strip(), capacity


def hold_session(
    session: Session,
    session_id: int,
    *,
    absent: Iterable[int] = (),
    today: dt.date,
    passed: bool = False,
) -> int:
    """The session took place: whoever is booked attended, except the people in ``absent``; returns how many did.

    ``passed``: being there is all it takes, so they passed as well. Raises RuleBroken before the day.
    """
    row = _planned(session, session_id)
    if row.held_on > today:
        raise RuleBroken("This session has not been yet; note it on the day.")
    away = set(absent)
    booked = session.scalars(
        sa.select(Enrolment).where(Enrolment.session_id == session_id, Enrolment.state == State.BOOKED)
    ).all()
    here = 0
    for one in booked:
        was_here = one.person_id not in away
        actions.record(
            session,
            [one.id],
            (State.PASSED if passed else State.ATTENDED) if was_here else State.ABSENT,
            on=row.held_on,
            today=today,
            minutes=row.minutes if was_here else None,
        )
        here += was_here
    row.state = SessionState.HELD
    return here


def cancel_session(session: Session, session_id: int, *, reason: str, today: dt.date) -> int:
    """Call a date off, with the reason; whoever was booked waits for another. Returns how many that are."""
    row = _planned(session, session_id)
    if not reason.strip():
        raise RuleBroken("Say why the session is cancelled.")
    booked = session.scalars(
        sa.select(Enrolment.id).where(Enrolment.session_id == session_id, Enrolment.state == State.BOOKED)
    ).all()
    actions.record(session, booked, State.ASSIGNED, on=today, today=today, reason=reason)
    row.state, row.reason = SessionState.CANCELLED, reason.strip()
    return len(booked)


# mentoring


def pair(
    session: Session,
    *,
    mentor_id: int,
    mentee_id: int,
    starts_on: dt.date,
    goal: str,
    weekly_minutes: int | None = None,
    over_load: str = "",
) -> int:
    """Let ``mentor_id`` stand by ``mentee_id``; returns the pair's id.

    Raises RuleBroken when it is one person, they are a pair already, or the mentor carries as many as one can and
    no reason is given for one more.
    """
    mentor, mentee = get_person(session, mentor_id), get_person(session, mentee_id)
    if mentor_id == mentee_id:
        raise RuleBroken(f"{mentor.name} cannot be their own mentor.")
    if not goal.strip():
        raise RuleBroken(
            "Say what the pair is for; without a goal nobody can tell when it has done its work."
        )
    running = session.scalars(
        sa.select(Mentoring).where(
            Mentoring.mentor_id == mentor_id,
            sa.or_(Mentoring.ends_on.is_(None), Mentoring.ends_on >= starts_on),
        )
    ).all()
    if any(one.mentee_id == mentee_id for one in running):
        raise RuleBroken(f"{mentor.name} is {mentee.name}'s mentor already.")
    if len(running) >= rules.MENTOR_LOAD and not over_load.strip():
        raise RuleBroken(
            f"{mentor.name} has {len(running)} people already, and {rules.MENTOR_LOAD} are enough for most."
            " Choose somebody else, or say why one more is right."
        )
    made = Mentoring(
        mentor_id=mentor_id,
        mentee_id=mentee_id,
        starts_on=starts_on,
        goal=" ".join(goal.split()),
        weekly_minutes=weekly_minutes,
        over_load=over_load.strip() if len(running) >= rules.MENTOR_LOAD else "",
        outcome="",
    )
    session.add(made)
    session.flush()
    return made.id


def end_pair(session: Session, mentoring_id: int, *, ends_on: dt.date, outcome: str) -> None:
    """A pair has done its work, or not; say which."""
    row = _pair(session, mentoring_id)
    if row.ends_on is not None:
        raise RuleBroken("This pair has ended already.")
    if ends_on < row.starts_on:
        raise RuleBroken("It cannot end before it began.")
    if not outcome.strip():
        raise RuleBroken("Say what came of it.")
    row.ends_on, row.outcome = ends_on, outcome.strip()


def note_talk(
    session: Session,
    mentoring_id: int,
    *,
    held_on: dt.date,
    minutes: int,
    topic: str,
    today: dt.date,
    notes: str = "",
) -> int:
    """The two sat together; returns the id of the note."""
    row = _pair(session, mentoring_id)
    if not topic.strip():
        raise RuleBroken("Say what it was about.")
    if not 1 <= minutes <= 24 * 60:
        raise RuleBroken("Give the minutes it took.")
    if held_on > today or held_on < row.starts_on:
        raise RuleBroken("It was held between the start of the pair and today; check the date.")
    made = MentoringTalk(
        mentoring_id=mentoring_id,
        held_on=held_on,
        minutes=minutes,
        topic=" ".join(topic.split()),
        notes=notes.strip(),
    )
    session.add(made)
    session.flush()
    return made.id


def _pair(session: Session, mentoring_id: int) -> Mentoring:
    row = session.get(Mentoring, mentoring_id)
    if row is None:
        raise RuleBroken("This pair is no longer there.")
    return row


def _planned(session: Session, session_id: int) -> CourseSession:
    row = actions.get_session(session, session_id)
    if row.state is not SessionState.PLANNED:
        raise RuleBroken(f"This session is {rules.SESSION_WORDS[row.state].lower()} and stays so.")
    return row


def _check(capacity: int | None, minutes: int | None) -> None:
    if capacity is not None and capacity < 1:
        raise RuleBroken("A session has a place at least; leave it empty where there is no limit.")
    if minutes is not None and not 1 <= minutes <= rules.LONGEST_COURSE:
        raise RuleBroken("Give the minutes it takes.")
