"""Leaving: the way out step by step, what blocks it, and the exit interview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.core.paths import data_dir
from csmanager.core.sealing import seal
from csmanager.core.settings import read_value, write_value
from csmanager.core.visibility import Visibility
from csmanager.features.onboarding import actions, rules
from csmanager.features.onboarding.rules import LeavingState, PlanKind, PlanState
from csmanager.features.onboarding.tables import (
    ExitAnswer,
    ExitInterview,
    ExitReason,
    JoiningItem,
    JoiningPlan,
    Leaving,
    PlanTemplate,
)
from csmanager.features.team import moves
from csmanager.features.team.equipment.queries import equipment_out
from csmanager.features.team.moves import get_person
from csmanager.features.team.rules import Status

QUESTIONS = "onboarding.exit_questions"  # the setting that holds the interview as it was changed


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the exit interview; the answer to a sensitive one is sealed."""

    text: str
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class Interview:
    """What is asked: the questions, and the reasons that can be ticked."""

    questions: tuple[Question, ...]
    reasons: tuple[str, ...]


def read_interview(text: str) -> Interview:
    """The interview from its text: "?" begins a question, "!" a sensitive one, "-" a reason."""
    questions, reasons = [], []
    for line in text.splitlines():
        mark, _, rest = line.strip().partition(" ")
        rest = " ".join(rest.split())
        if mark in ("?", "!") and rest:
            questions.append(Question(rest, mark == "!"))
        elif mark == "-" and rest:
            reasons.append(rest)
    if not questions or not reasons:
        raise RuleBroken("The interview needs a question at least (? or !) and a reason (-).")
    return Interview(tuple(questions), tuple(dict.fromkeys(reasons)))


def interview_text(session: Session) -> str:
    """The text of the interview: as it was changed in the store, else as it comes along."""
    own = read_value(session, QUESTIONS)
    if own:
        return str(own)
    path = data_dir("resources") / "text" / "onboarding" / "exit-interview.md"
    return path.read_text(encoding="utf-8")


def set_interview_text(session: Session, text: str) -> None:
    """Change what is asked. Interviews that were held keep their questions. Raises RuleBroken when it lacks parts."""
    read_interview(text)
    write_value(session, QUESTIONS, text)


def open_leaving(
    session: Session,
    person_id: int,
    *,
    last_day: dt.date,
    reason: str,
    today: dt.date,
    template_id: int | None = None,
) -> int:
    """Somebody is going: notes notice in the roster, and starts the leaving checklist; returns the id.

    Items of the checklist count from the last day. ``template_id`` None: the leaving template in use, if any.
    """
    person = get_person(session, person_id)
    known = session.scalar(
        sa.select(Leaving).where(
            Leaving.person_id == person_id,
            Leaving.state.not_in((LeavingState.CLOSED, LeavingState.RETAINED)),
        )
    )
    if known is not None:
        raise RuleBroken(
            f"The leaving of {person.name} is under way already, with {saying.day(known.last_day)}."
        )
    if person.left_on != last_day or person.status is Status.ACTIVE:
        moves.leave(session, person_id, last_day=last_day, reason=reason, today=today)
    template_id = template_id or session.scalar(
        sa.select(PlanTemplate.id)
        .where(PlanTemplate.kind == PlanKind.LEAVER, PlanTemplate.ended_on.is_(None))
        .order_by(PlanTemplate.id)
    )
    plan_id = (
        actions.start_plan(session, person_id, template_id, last_day) if template_id is not None else None
    )
    row = Leaving(
        person_id=person_id,
        plan_id=plan_id,
        opened_on=today,
        last_day=last_day,
        state=LeavingState.OPENED,
        state_since=today,
        reason=reason.strip(),
    )
    session.add(row)
    session.flush()
    return row.id


def move_leaving(
    session: Session, leaving_id: int, new: LeavingState | str, *, today: dt.date, reason: str = ""
) -> None:
    """Take somebody's leaving a step on; staying after all says why.

    All returned needs every thing back and every item that must be done; Closed comes on the last day at the
    earliest. Raises RuleBroken naming what blocks it.
    """
    row = get_leaving(session, leaving_id)
    person = get_person(session, row.person_id)
    to = LeavingState(new)
    rules.require_leaving_move(person.name, row.state, to, reason)
    if to is LeavingState.INTERVIEWED and _interview_of(session, row.id) is None:
        raise RuleBroken(f"Note the exit interview of {person.name} first; or go on without one.")
    if to in (LeavingState.CLEARED, LeavingState.CLOSED):
        blocks = blocking(session, row)
        if blocks:
            raise RuleBroken(f"{person.name} is not cleared: {'; '.join(blocks)}.")
    if to is LeavingState.CLOSED:
        if today < row.last_day:
            raise RuleBroken(f"{person.name} works until {saying.day(row.last_day)}; close it then.")
        _end_plan(session, row, PlanState.COMPLETED, today, "")
    if to is LeavingState.RETAINED:
        _end_plan(session, row, PlanState.CANCELLED, today, f"Stays after all: {reason}")
        if person.left_on is not None and person.left_on >= today:
            moves.come_back(session, row.person_id, starts_on=today, reason=reason, today=today)
    row.state, row.state_since = to, today
    if reason.strip():
        row.reason = reason.strip()


def note_interview(
    session: Session,
    leaving_id: int,
    *,
    held_on: dt.date,
    today: dt.date,
    held_by: str = "",
    main_reason: str = "",
    reasons: Sequence[str] = (),
    rating: int | None = None,
    would_return: bool | None = None,
    would_rehire: bool | None = None,
    answers: Sequence[tuple[str, str, str]] = (),
    visibility: Visibility | str = Visibility.MANAGER,
) -> int:
    """Keep the exit interview; returns its id. ``answers``: (question, answer, delicate answer) in the order asked.

    A delicate answer is sealed, so that only the manager can read it; see ``about``. ``visibility``: of the others.

    Takes the leaving on to Interviewed when it stands before it. Raises RuleBroken when one was kept already.
    """
    row = get_leaving(session, leaving_id)
    person = get_person(session, row.person_id)
    if _interview_of(session, leaving_id) is not None:
        raise RuleBroken(
            f"The exit interview of {person.name} was noted already; take that step back with Undo."
        )
    if held_on > today or held_on < row.opened_on - dt.timedelta(days=31):
        raise RuleBroken("It was held between the notice and today; check the date.")
    if not main_reason.strip():
        raise RuleBroken("Choose the main reason; it is what the themes are counted by.")
    made = ExitInterview(
        leaving_id=leaving_id,
        held_on=held_on,
        held_by=held_by.strip(),
        main_reason=main_reason.strip(),
        rating=rating,
        would_return=would_return,
        would_rehire=would_rehire,
    )
    session.add(made)
    session.flush()
    for theme in dict.fromkeys((main_reason.strip(), *reasons)):
        session.add(ExitReason(interview_id=made.id, theme=theme))
    usual = Visibility(visibility)
    for place, (question, answer, delicate) in enumerate(answers):
        if usual is Visibility.SEALED:
            answer, delicate = "", delicate or answer
        if answer.strip() or delicate.strip():
            session.add(
                ExitAnswer(
                    interview_id=made.id,
                    place=place,
                    question=question,
                    answer=answer.strip(),
                    sealed=seal(session, delicate, about(leaving_id, place)),
                    visibility=Visibility.SEALED if delicate.strip() else usual,
                )
            )
    if row.state is LeavingState.OPENED:
        row.state, row.state_since = LeavingState.HANDOVER, today
    if row.state is LeavingState.HANDOVER:
        row.state, row.state_since = LeavingState.INTERVIEWED, today
    return made.id


def about(leaving_id: int, place: int) -> str:
    """What a sealed answer is the text of; needed to read it."""
    return f"exit_answer:{leaving_id}.{place}"


def blocking(session: Session, row: Leaving) -> list[str]:
    """What still stands between somebody and a clean end: things that are out, and items that must be done."""
    found = [f"{thing.called()} is still out" for thing in equipment_out(session, row.person_id)]
    if row.plan_id is not None:
        titles = session.scalars(
            sa.select(JoiningItem.title)
            .where(
                JoiningItem.plan_id == row.plan_id,
                JoiningItem.mandatory.is_(True),
                JoiningItem.state.not_in(list(rules.SETTLED)),
            )
            .order_by(JoiningItem.place)
        ).all()
        found += [f"{title} is open" for title in titles]
    return found


def get_leaving(session: Session, leaving_id: int) -> Leaving:
    """The leaving; RuleBroken when it is not there."""
    row = session.get(Leaving, leaving_id)
    if row is None:
        raise RuleBroken("This leaving is no longer there.")
    return row


def _interview_of(session: Session, leaving_id: int) -> ExitInterview | None:
    return session.scalar(sa.select(ExitInterview).where(ExitInterview.leaving_id == leaving_id))


def _end_plan(session: Session, row: Leaving, state: PlanState, today: dt.date, reason: str) -> None:
    plan = session.get(JoiningPlan, row.plan_id) if row.plan_id is not None else None
    if plan is not None and plan.state in rules.LIVE_PLANS:
        if plan.state is PlanState.PAUSED and state is PlanState.COMPLETED:
            actions.move_plan(session, plan.id, PlanState.ACTIVE, today=today)
        actions.move_plan(session, plan.id, state, today=today, reason=reason)
