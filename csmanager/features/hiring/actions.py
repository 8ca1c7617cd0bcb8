"""What can be done with openings and applicants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring import rules
from csmanager.features.hiring.rules import OpeningState, Stage
from csmanager.features.hiring.tables import Applicant, Opening, StageMove
from csmanager.features.team import actions as roster
from csmanager.features.team.moves import entry
from csmanager.features.team.tables import Role, Team

_LONGEST_WEEK = 7 * 24 * 60  # minutes


def add_opening(
    session: Session,
    *,
    title: str,
    today: dt.date,
    role: str | None = None,
    team: str | None = None,
    headcount: int = 1,
    weekly_minutes: int | None = None,
    opened_on: dt.date | None = None,
    closes_on: dt.date | None = None,
    description: str = "",
    reason: str = "",
) -> int:
    """A new opening; returns its id. ``role`` and ``team`` by name, made when new."""
    opening = Opening(state=OpeningState.OPEN, title="", opened_on=opened_on or today)
    _fill_opening(session, opening, title, role, team, headcount, weekly_minutes, closes_on)
    opening.description, opening.reason = description, reason.strip()
    session.add(opening)
    session.flush()
    return opening.id


def edit_opening(
    session: Session,
    opening_id: int,
    *,
    title: str,
    role: str | None,
    team: str | None,
    headcount: int,
    weekly_minutes: int | None,
    opened_on: dt.date,
    closes_on: dt.date | None,
    description: str,
    reason: str,
) -> None:
    """Change an opening. Its state follows when places were added to a filled one."""
    opening = _opening(session, opening_id)
    hired = _hired(session, opening_id)
    if headcount < hired:
        raise RuleBroken(
            f"{hired} {'was' if hired == 1 else 'were'} hired for {opening.title} already, so it has at least"
            f" {hired} place{'' if hired == 1 else 's'}."
        )
    opening.opened_on = opened_on
    _fill_opening(session, opening, title, role, team, headcount, weekly_minutes, closes_on)
    opening.description, opening.reason = description, reason.strip()
    if opening.state is OpeningState.FILLED and headcount > hired:
        opening.state = OpeningState.OPEN


def set_opening_state(session: Session, opening_id: int, state: OpeningState, *, reason: str = "") -> None:
    """Open, hold or close an opening; holding and closing say why."""
    opening = _opening(session, opening_id)
    if opening.state is state:
        raise RuleBroken(f"{opening.title} is {rules.STATE_NAMES[state].lower()} already.")
    if state in (OpeningState.ON_HOLD, OpeningState.CLOSED) and not reason.strip():
        raise RuleBroken(f"Say why {opening.title} is {rules.STATE_NAMES[state].lower()}.")
    opening.state = state
    if reason.strip():
        opening.reason = reason.strip()


def trash_opening(session: Session, opening_id: int, *, today: dt.date) -> int:
    """Put an opening and its applicants into the Trash; returns how many applicants went along."""
    _opening(session, opening_id).trashed_on = today
    applicants = session.scalars(
        sa.select(Applicant).where(Applicant.opening_id == opening_id, Applicant.trashed_on.is_(None))
    ).all()
    for applicant in applicants:
        applicant.trashed_on = today
    return len(applicants)


def add_applicant(
    session: Session,
    *,
    opening_id: int,
    name: str,
    today: dt.date,
    email: str | None = None,
    phone: str | None = None,
    source: str = "",
    applied_on: dt.date | None = None,
    next_step: str = "",
    next_step_on: dt.date | None = None,
    rating: int | None = None,
    notes: str = "",
) -> int:
    """Someone applied; returns their id. ``applied_on`` None: today."""
    opening = _opening(session, opening_id)
    if opening.state is OpeningState.CLOSED:
        raise RuleBroken(f"{opening.title} is closed. Open it again before someone applies.")
    day = applied_on or today
    if day > today:
        raise RuleBroken("Nobody has applied in the future; check the date.")
    applicant = Applicant(
        opening_id=opening_id, name="", stage=Stage.APPLIED, stage_since=day, applied_on=day
    )
    _fill_applicant(applicant, name, email, phone, source, next_step, next_step_on, rating, notes)
    session.add(applicant)
    session.flush()
    session.add(StageMove(applicant_id=applicant.id, from_stage=None, to_stage=Stage.APPLIED, moved_on=day))
    return applicant.id


def edit_applicant(
    session: Session,
    applicant_id: int,
    *,
    name: str,
    email: str | None,
    phone: str | None,
    source: str,
    next_step: str,
    next_step_on: dt.date | None,
    rating: int | None,
    notes: str,
) -> None:
    """Change what is known of an applicant."""
    _fill_applicant(
        _applicant(session, applicant_id),
        name,
        email,
        phone,
        source,
        next_step,
        next_step_on,
        rating,
        notes,
    )


def set_next_step(session: Session, applicant_id: int, text: str, on: dt.date | None) -> None:
    """What happens next with an applicant, and when."""
    applicant = _applicant(session, applicant_id)
    applicant.next_step, applicant.next_step_on = " ".join(text.split()), on


def move(session: Session, applicant_id: int, to: Stage, *, today: dt.date, reason: str = "") -> None:
    """Move an applicant to another stage. Raises RuleBroken when the move is not legal, or says no reason.

    Hiring is ``hire``, since it also adds to the roster.
    """
    applicant = _applicant(session, applicant_id)
    rules.check_move(applicant.name, applicant.stage, to, _past(session, applicant_id), reason)
    if to is Stage.HIRED:
        raise RuleBroken(f"{applicant.name} is hired with Hire, which also adds them to the roster.")
    _note_move(session, applicant, to, today, reason)


def move_many(
    session: Session, applicant_ids: Iterable[int], to: Stage | None, *, today: dt.date, reason: str = ""
) -> int:
    """Move several at once, all or none; returns how many. ``to`` None: each one step on."""
    ids = list(applicant_ids)
    for applicant_id in ids:
        applicant = _applicant(session, applicant_id)
        target = to or rules.next_stage(applicant.stage)
        if target is None:
            raise RuleBroken(
                f"{applicant.name} is {rules.STAGE_NAMES[applicant.stage].lower()}; nothing comes next."
            )
        move(session, applicant_id, target, today=today, reason=reason)
    return len(ids)


def hire(
    session: Session,
    applicant_id: int,
    *,
    today: dt.date,
    starts_on: dt.date | None = None,
    override: str = "",
) -> int:
    """Hire an applicant and add them to the roster; returns the person's id.

    ``override``: why one more is hired than there are places. The opening is filled with its last place.
    """
    applicant = _applicant(session, applicant_id)
    opening = _opening(session, applicant.opening_id)
    rules.check_move(applicant.name, applicant.stage, Stage.HIRED, _past(session, applicant_id), override)
    left = opening.headcount - _hired(session, opening.id)
    rules.check_hire(applicant.name, opening.title, opening.state, left, override)
    person_id = roster.add_person(
        session,
        name=applicant.name,
        today=today,
        team=_name(session, Team, opening.team_id),
        role=_name(session, Role, opening.role_id),
        weekly_minutes=opening.weekly_minutes,
        started_on=starts_on or today,
        email=applicant.email,
        phone=applicant.phone,
    )
    applicant.person_id = person_id
    _note_move(session, applicant, Stage.HIRED, today, override)
    if left <= 1 and opening.state is OpeningState.OPEN:
        opening.state = OpeningState.FILLED
    return person_id


def trash_applicants(session: Session, applicant_ids: Iterable[int], *, today: dt.date) -> int:
    """Put applicants into the Trash; returns how many."""
    ids = list(applicant_ids)
    for applicant_id in ids:
        _applicant(session, applicant_id).trashed_on = today
    return len(ids)


def _note_move(session: Session, applicant: Applicant, to: Stage, today: dt.date, reason: str) -> None:
    session.add(
        StageMove(
            applicant_id=applicant.id,
            from_stage=applicant.stage,
            to_stage=to,
            moved_on=today,
            reason=" ".join(reason.split()),
        )
    )
    applicant.stage, applicant.stage_since = to, today
    if to in rules.CLOSED:
        applicant.next_step, applicant.next_step_on = "", None
    session.flush()


def _past(session: Session, applicant_id: int) -> rules.Past:
    moves = session.execute(
        sa.select(StageMove.from_stage, StageMove.to_stage)
        .where(StageMove.applicant_id == applicant_id)
        .order_by(StageMove.id)
    )
    return rules.past([(old, new) for old, new in moves])


def _fill_opening(
    session: Session,
    opening: Opening,
    title: str,
    role: str | None,
    team_name: str | None,
    headcount: int,
    weekly_minutes: int | None,
    closes_on: dt.date | None,
) -> None:
    opening.title = " ".join(title.split())
    if not opening.title:
        raise RuleBroken("An opening needs a title.")
    if headcount < 1:
        raise RuleBroken("An opening has at least one place.")
    if weekly_minutes is not None and not 0 < weekly_minutes <= _LONGEST_WEEK:
        raise RuleBroken("The hours a week are more than 0 and at most 168.")
    if closes_on is not None and closes_on < opening.opened_on:
        raise RuleBroken("The closing date lies before the opening date.")
    opening.role_id = entry(session, Role, role)
    opening.team_id = entry(session, Team, team_name)
    opening.headcount, opening.weekly_minutes, opening.closes_on = headcount, weekly_minutes, closes_on


def _fill_applicant(
    applicant: Applicant,
    name: str,
    email: str | None,
    phone: str | None,
    source: str,
    next_step: str,
    next_step_on: dt.date | None,
    rating: int | None,
    notes: str,
) -> None:
    if rating is not None and not 1 <= rating <= 5:
        raise RuleBroken("A rating is 1 to 5.")
    email = (email or "").strip()
    if email and ("@" not in email[1:-1] or " " in email):
        raise RuleBroken(f"{email} is not an e-mail address.")
    applicant.name = rules.clean_name(name)
    applicant.email = email or None
    applicant.phone = (phone or "").strip() or None
    applicant.source = " ".join(source.split())
    applicant.next_step, applicant.next_step_on = " ".join(next_step.split()), next_step_on
    applicant.rating, applicant.notes = rating, notes


def _applicant(session: Session, applicant_id: int) -> Applicant:
    applicant = session.get(Applicant, applicant_id)
    if applicant is None:
        raise RuleBroken("This applicant is no longer there.")
    return applicant


def _opening(session: Session, opening_id: int) -> Opening:
    opening = session.get(Opening, opening_id)
    if opening is None:
        raise RuleBroken("This opening is no longer there.")
    return opening


def _hired(session: Session, opening_id: int) -> int:
    count = session.scalar(
        sa.select(sa.func.count())
        .select_from(Applicant)
        .where(
            Applicant.opening_id == opening_id,
            Applicant.stage == Stage.HIRED,
            Applicant.trashed_on.is_(None),
        )
    )
    return count or 0


def _name(session: Session, kind: type[Role] | type[Team], key: int | None) -> str | None:
    if key is None:
        return None
    return session.scalar(sa.select(kind.name).where(kind.id == key))
