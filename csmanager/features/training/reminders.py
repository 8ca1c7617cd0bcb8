"""What training has for Today, for a person's story, and for the search."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Found, Moment, TodoItem
from csmanager.features.team.standing import works_here
from csmanager.features.team.tables import Person
from csmanager.features.training import rules
from csmanager.features.training.rules import SessionState, State
from csmanager.features.training.tables import (
    Course,
    CourseSession,
    Enrolment,
    EnrolmentMove,
    Mentoring,
    MentoringTalk,
)

_NAMES = 3
_WAITING = (State.ASSIGNED, State.BOOKED, State.ATTENDED, State.FAILED, State.ABSENT)


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Required courses that are late or nearly, by course; dates that are near or were not noted."""
    return [*_courses(session, today), *_sessions(session, today)]


def _courses(session: Session, today: dt.date) -> list[TodoItem]:
    query = (
        sa.select(Course.id, Course.title, Person.name, Enrolment.due_on, Enrolment.renews_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.state.in_(_WAITING),
            Enrolment.mandatory.is_(True),
            Enrolment.due_on <= today + dt.timedelta(days=rules.SOON_DAYS),
            Course.trashed_on.is_(None),
            *works_here(today),
        )
        .order_by(Enrolment.due_on, Person.name)
    )
    by_course: dict[int, list[tuple[str, str, dt.date, int | None]]] = defaultdict(list)
    for course_id, title, name, due, renews in session.execute(query):
        if due is not None:
            by_course[course_id].append((title, name, due, renews))
    items = []
    for course_id, rows in by_course.items():
        late = [row for row in rows if row[2] < today]
        shown = late or rows
        names = [row[1] for row in shown]
        who = ", ".join(names[:_NAMES]) + (f" and {len(names) - _NAMES} more" if len(names) > _NAMES else "")
        days = (today - shown[0][2]).days
        when = f"late since {days} day{'s' if days != 1 else ''}" if late else "due within two weeks"
        why = (
            "a certificate runs out" if all(row[3] is not None for row in shown) else "required of their role"
        )
        items.append(
            TodoItem(
                "team",
                f"{len(shown)} still ha{'s' if len(shown) == 1 else 've'} to take {shown[0][0]}",
                f"{when}, {why}: {who}",
                6 if late else 16,
                shown[0][2],
                "late" if late else "soon",
                f"training:course/{course_id}",
                "{n} courses are still to be taken",
                shown[0][0],
            )
        )
    return items


def _sessions(session: Session, today: dt.date) -> list[TodoItem]:
    query = (
        sa.select(CourseSession, Course.title)
        .join(Course, Course.id == CourseSession.course_id)
        .where(
            CourseSession.state == SessionState.PLANNED,
            CourseSession.held_on <= today + dt.timedelta(days=2),
            Course.trashed_on.is_(None),
        )
        .order_by(CourseSession.held_on)
    )
    items = []
    for row, title in session.execute(query):
        record = f"training:session/{row.id}"
        if row.held_on < today:
            items.append(
                TodoItem(
                    "team", f"Note who was at {title}", "It was planned and nobody has said how it went", 7,
                    row.held_on, "late", record,
                )
            )  # fmt: skip
        else:
            where = ", ".join(part for part in (row.trainer, row.place) if part)
            items.append(
                TodoItem(
                    "team", f"{title} is given", where or "Planned date", 20, row.held_on, "soon", record
                )
            )
    return items


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Steps of the courses of a person, and mentoring from both sides."""
    query = (
        sa.select(EnrolmentMove, Enrolment, Course.title)
        .join(Enrolment, Enrolment.id == EnrolmentMove.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(
            Enrolment.person_id == person_id,
            EnrolmentMove.moved_on.between(since, until),
            EnrolmentMove.to_state.in_(
                (State.ATTENDED, State.PASSED, State.FAILED, State.ABSENT, State.EXEMPT, State.EXPIRED)
            ),
        )
    )
    found = []
    for move, row, title in session.execute(query):
        score = (
            f"{row.score} %"
            if row.score is not None and move.to_state in (State.PASSED, State.FAILED)
            else ""
        )
        detail = ", ".join(part for part in (score, move.reason) if part)
        text = f"{title}: {rules.STATE_WORDS[move.to_state].lower()}"
        found.append(
            Moment(move.moved_on, "Training", text, detail, "team", f"training:entry/{row.id}", "open")
        )
    pairs = session.scalars(
        sa.select(Mentoring).where(sa.or_(Mentoring.mentor_id == person_id, Mentoring.mentee_id == person_id))
    ).all()
    names = dict(session.execute(sa.select(Person.id, Person.name)).all()) if pairs else {}
    for pair in pairs:
        record = f"training:pair/{pair.id}"
        is_mentor = pair.mentor_id == person_id
        other = names[pair.mentee_id if is_mentor else pair.mentor_id]
        what = f"Mentor of {other}" if is_mentor else f"{other} is mentor"
        if since <= pair.starts_on <= until:
            found.append(Moment(pair.starts_on, "Mentoring", what, pair.goal, "team", record, "open"))
        talks = session.scalars(
            sa.select(MentoringTalk).where(
                MentoringTalk.mentoring_id == pair.id, MentoringTalk.held_on.between(since, until)
            )
        )
        found += [
            Moment(
                talk.held_on, "Mentoring", f"Sat together with {other}, {talk.minutes} min", talk.topic, "team",
                record, "open",
            )
            for talk in talks
        ]  # fmt: skip
    return found


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Courses whose title holds ``text``."""
    words = text.casefold().split()
    rows = session.execute(
        sa.select(Course.id, Course.title, Course.kind)
        .where(Course.trashed_on.is_(None))
        .order_by(Course.title)
    )
    return [
        Found("team", f"training:course/{key}", title, rules.KIND_WORDS[kind])
        for key, title, kind in rows
        if words and all(word in title.casefold() for word in words)
    ][:limit]
