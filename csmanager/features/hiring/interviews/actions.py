"""What can be done with interviews, their scorecards, and the kits and questions they are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring import rules as hiring
from csmanager.features.hiring.interviews import kittext, rules
from csmanager.features.hiring.interviews.rules import (
    Entered,
    InterviewMove,
    InterviewState,
    MarkIn,
    Recommendation,
)
from csmanager.features.hiring.interviews.tables import (
    Interview,
    InterviewCard,
    Interviewer,
    InterviewKit,
    InterviewMark,
    InterviewQuestion,
    InterviewStep,
)
from csmanager.features.hiring.tables import Applicant
from csmanager.features.team.tables import Person

Who = tuple[int | None, str]
"""Somebody who asks: a person of the team, or None and a name."""


def plan(
    session: Session,
    applicant_id: int,
    *,
    on: dt.date,
    start_minute: int,
    minutes: int,
    interviewers: Sequence[Who],
    today: dt.date,
    kit_id: int | None = None,
    place: str = "",
    note: str = "",
) -> int:
    """Plan a talk with an applicant; returns its id. It is the next round of those that were not cancelled."""
    applicant = session.get(Applicant, applicant_id)
    if applicant is None:
        raise RuleBroken("This applicant is no longer there.")
    if not hiring.is_active(applicant.stage):
        raise RuleBroken(
            f"{applicant.name} is {hiring.STAGE_NAMES[applicant.stage].lower()}. Reopen the application first."
        )
    rules.check_times(applicant.applied_on, on, start_minute, minutes)
    former = session.scalar(
        sa.select(sa.func.count())
        .select_from(Interview)
        .where(
            Interview.applicant_id == applicant_id,
            Interview.trashed_on.is_(None),
            Interview.state.in_((InterviewState.PLANNED, InterviewState.DONE)),
        )
    )
    made = Interview(
        applicant_id=applicant_id,
        kit_id=kit_id,
        round=(former or 0) + 1,
        on=on,
        start_minute=start_minute,
        minutes=minutes,
        place=" ".join(place.split()),
        state=InterviewState.PLANNED,
        reason="",
        note=note.strip(),
    )
    session.add(made)
    session.flush()
    _set_interviewers(session, made, interviewers)
    return made.id


def edit(
    session: Session,
    interview_id: int,
    *,
    interviewers: Sequence[Who],
    minutes: int,
    kit_id: int | None,
    place: str,
    note: str,
) -> None:
    """Change who asks what and where. Another time is a move (``move`` with RESCHEDULE), which says why."""
    interview = _interview(session, interview_id)
    if interview.state is not InterviewState.PLANNED:
        raise RuleBroken("Only a planned interview can be changed.")
    has_card = session.scalar(
        sa.select(InterviewCard.id)
        .join(Interviewer, Interviewer.id == InterviewCard.interviewer_id)
        .where(Interviewer.interview_id == interview_id)
        .limit(1)
    )
    if kit_id != interview.kit_id and has_card is not None:
        raise RuleBroken("A scorecard was filled in with this kit, so the kit stays.")
    rules.check_times(interview.on, interview.on, interview.start_minute, minutes)
    interview.minutes, interview.kit_id = minutes, kit_id
    interview.place, interview.note = " ".join(place.split()), note.strip()
    _set_interviewers(session, interview, interviewers)


def move(
    session: Session,
    interview_id: int,
    what: InterviewMove,
    *,
    today: dt.date,
    reason: str = "",
    on: dt.date | None = None,
    start_minute: int | None = None,
) -> None:
    """Say that it took place, that nobody came, cancel it, or move it to ``on`` and ``start_minute``."""
    interview = _interview(session, interview_id)
    applicant = session.get_one(Applicant, interview.applicant_id)
    to = rules.check_move(applicant.name, interview.state, what, interview.on, today, reason)
    step = InterviewStep(
        interview_id=interview.id, move=what, moved_on=today, reason=" ".join(reason.split())
    )
    if what is InterviewMove.RESCHEDULE:
        day = on or interview.on
        minute = interview.start_minute if start_minute is None else start_minute
        rules.check_times(applicant.applied_on, day, minute, interview.minutes)
        if (day, minute) == (interview.on, interview.start_minute):
            raise RuleBroken("That is the time it already has.")
        step.from_on, step.from_minute = interview.on, interview.start_minute
        interview.on, interview.start_minute = day, minute
    session.add(step)
    interview.state = to
    if what is not InterviewMove.HOLD:
        interview.reason = step.reason
    session.flush()


def submit_card(
    session: Session,
    interviewer_id: int,
    marks: Sequence[MarkIn],
    recommendation: Recommendation | str | None,
    *,
    today: dt.date,
    because: str = "",
    for_next: str = "",
    entered: Entered = Entered.SCREEN,
) -> int:
    """Hand in the scorecard of one interviewer; returns its id. A planned interview has taken place with it.

    Raises RuleBroken before the day of the interview, for a second card of the same interviewer, and when an
    extreme mark has no sentence that shows it.
    """
    interviewer = session.get(Interviewer, interviewer_id)
    if interviewer is None:
        raise RuleBroken("This interviewer is no longer part of the interview.")
    interview = _interview(session, interviewer.interview_id)
    name = session.get_one(Applicant, interview.applicant_id).name
    rules.check_may_score(name, interview.state, interview.on, today)
    if (
        session.scalar(sa.select(InterviewCard.id).where(InterviewCard.interviewer_id == interviewer_id))
        is not None
    ):
        raise RuleBroken(
            f"{interviewer.name} has handed in a scorecard for {name} already. One interviewer fills in one; undo"
            " takes it back."
        )
    if not recommendation:
        raise RuleBroken("Choose a recommendation; “No decision” is one.")
    choice = Recommendation(recommendation)
    if choice in (Recommendation.DEFINITELY_NO, Recommendation.STRONG_YES) and len(because.split()) < 3:
        raise RuleBroken(f"“{rules.RECOMMENDATION_NAMES[choice]}” needs a sentence that says why.")
    titles = [one.title for one in questions_of(session, interview.kit_id)]
    rules.check_marks(marks, titles)
    if titles and not any(mark.rating is not None for mark in marks):
        raise RuleBroken("Mark at least one answer.")
    card = InterviewCard(
        interviewer_id=interviewer_id,
        submitted_on=today,
        recommendation=choice,
        because=because.strip(),
        for_next=for_next.strip(),
        entered=entered,
    )
    session.add(card)
    session.flush()
    for mark in marks:
        session.add(
            InterviewMark(
                card_id=card.id,
                position=mark.position,
                asked=mark.asked,
                rating=mark.rating,
                evidence=mark.evidence.strip(),
                notes=mark.notes.strip(),
            )
        )
    if interview.state is InterviewState.PLANNED:
        move(session, interview.id, InterviewMove.HOLD, today=today)
    session.flush()
    return card.id


def trash_interviews(session: Session, ids: Sequence[int], *, today: dt.date) -> int:
    """Put interviews into the Trash; returns how many."""
    for interview_id in ids:
        _interview(session, interview_id).trashed_on = today
    return len(ids)


# kits and questions


def add_kit(session: Session, body: str, *, today: dt.date) -> int:
    """A new kit; returns the id of its first version. Raises RuleBroken naming the line that is wrong."""
    kit = kittext.read(body)
    _check_name(session, kit.name, None)
    family = (session.scalar(sa.select(sa.func.max(InterviewKit.family))) or 0) + 1
    made = InterviewKit(family=family, version=1, name=kit.name, body=body.strip() + "\n", saved_on=today)
    session.add(made)
    session.flush()
    return made.id


def save_kit(session: Session, kit_id: int, body: str, *, today: dt.date, note: str = "") -> int:
    """Save a changed kit as its next version; returns the version's id. Interviews keep the version they have."""
    former = session.get(InterviewKit, kit_id)
    if former is None:
        raise RuleBroken("This kit is no longer there.")
    kit = kittext.read(body)
    _check_name(session, kit.name, former.family)
    newest = session.scalars(
        sa.select(InterviewKit)
        .where(InterviewKit.family == former.family)
        .order_by(InterviewKit.version.desc())
    ).first()
    if newest is None or newest.body.strip() == body.strip():
        raise RuleBroken("Nothing was changed.")
    made = InterviewKit(
        family=former.family,
        version=newest.version + 1,
        name=kit.name,
        body=body.strip() + "\n",
        saved_on=today,
        note=" ".join(note.split()),
    )
    session.add(made)
    session.flush()
    return made.id


def trash_kit(session: Session, kit_id: int, *, today: dt.date) -> None:
    """Put all versions of a kit into the Trash; interviews that use it keep it."""
    kit = session.get(InterviewKit, kit_id)
    if kit is None:
        raise RuleBroken("This kit is no longer there.")
    for one in session.scalars(sa.select(InterviewKit).where(InterviewKit.family == kit.family)):
        one.trashed_on = today


def save_question(session: Session, question_id: int | None, body: str) -> int:
    """Add a question, or change one; kits that hold it are not changed. Returns its id."""
    kittext.read_question(body)
    row = (
        session.get(InterviewQuestion, question_id) if question_id is not None else InterviewQuestion(body="")
    )
    if row is None:
        raise RuleBroken("This question is no longer there.")
    row.body = body.strip()
    session.add(row)
    session.flush()
    return row.id


def trash_questions(session: Session, ids: Sequence[int], *, today: dt.date) -> int:
    """Put questions into the Trash; returns how many."""
    for key in ids:
        row = session.get(InterviewQuestion, key)
        if row is None:
            raise RuleBroken("This question is no longer there.")
        row.trashed_on = today
    return len(ids)


def questions_of(session: Session, kit_id: int | None) -> tuple[kittext.Question, ...]:
    """What a version of a kit asks; nothing without a kit."""
    kit = session.get(InterviewKit, kit_id) if kit_id is not None else None
    return kittext.read(kit.body).questions if kit is not None else ()


def _check_name(session: Session, name: str, family: int | None) -> None:
    for row in session.scalars(sa.select(InterviewKit).where(InterviewKit.trashed_on.is_(None))):
        if row.family != family and row.name.casefold() == name.casefold():
            raise RuleBroken(f"There is a kit called {row.name} already.")


def _set_interviewers(session: Session, interview: Interview, wanted: Sequence[Who]) -> None:
    names: dict[str, int | None] = {}
    for person_id, name in wanted:
        clean = " ".join(name.split())
        if person_id is not None:
            person = session.get(Person, person_id)
            if person is None:
                raise RuleBroken("This person is no longer there.")
            clean = person.name
        if clean:
            names.setdefault(clean, person_id)
    if not names:
        raise RuleBroken("Somebody has to ask the questions: choose at least one interviewer.")
    present = {
        row.name: row
        for row in session.scalars(sa.select(Interviewer).where(Interviewer.interview_id == interview.id))
    }
    for name, row in present.items():
        if name in names:
            continue
        if (
            session.scalar(sa.select(InterviewCard.id).where(InterviewCard.interviewer_id == row.id))
            is not None
        ):
            raise RuleBroken(f"{name} has handed in a scorecard and stays an interviewer.")
        session.delete(row)
    for name, person_id in names.items():
        if name not in present:
            session.add(Interviewer(interview_id=interview.id, person_id=person_id, name=name))
    session.flush()


def _interview(session: Session, interview_id: int) -> Interview:
    interview = session.get(Interview, interview_id)
    if interview is None:
        raise RuleBroken("This interview is no longer there.")
    return interview
