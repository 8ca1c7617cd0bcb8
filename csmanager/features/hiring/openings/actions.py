"""What can be done with openings."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring import lookups, rules
from csmanager.features.hiring.openings import stages
from csmanager.features.hiring.rules import OpeningReason, OpeningState, PayUnit
from csmanager.features.hiring.tables import Applicant, Opening, OpeningMove
from csmanager.features.team.moves import entry
from csmanager.features.team.tables import Person, Role, Team

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
    state: OpeningState = OpeningState.OPEN,
    template_id: int | None = None,
    **terms: Any,
) -> int:
    """A new opening; returns its id. ``role`` and ``team`` by name, made when new.

    ``state``: open at once, or a draft that is approved later. ``template_id``: the way of hiring whose stages it
    takes. ``terms``: see ``set_terms``.
    """
    opening = Opening(state=state, title="", opened_on=opened_on or today)
    _fill_opening(session, opening, title, role, team, headcount, weekly_minutes, closes_on)
    opening.description, opening.reason = description, reason.strip()
    session.add(opening)
    session.flush()
    stages.copy_into(session, opening, template_id)
    set_terms(session, opening.id, **terms)
    session.add(OpeningMove(opening_id=opening.id, from_state=None, to_state=state, moved_on=today))
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
    **terms: Any,
) -> None:
    """Change an opening. Its state follows when places were added to a filled one. ``terms``: see ``set_terms``."""
    opening = lookups.opening(session, opening_id)
    hired = lookups.hired(session, opening_id)
    if headcount < hired:
        raise RuleBroken(
            f"{hired} {'was' if hired == 1 else 'were'} hired for {opening.title} already, so it has at least"
            f" {hired} place{'' if hired == 1 else 's'}."
        )
    opening.opened_on = opened_on
    _fill_opening(session, opening, title, role, team, headcount, weekly_minutes, closes_on)
    opening.description, opening.reason = description, reason.strip()
    set_terms(session, opening_id, **terms)
    if opening.state is OpeningState.FILLED and headcount > hired:
        opening.state = OpeningState.OPEN


def set_terms(
    session: Session,
    opening_id: int,
    *,
    reason_kind: OpeningReason | None = None,
    replaces_id: int | None = None,
    need_by: dt.date | None = None,
    pay_min: int | None = None,
    pay_max: int | None = None,
    pay_unit: PayUnit | None = None,
    place: str | None = None,
    apply_how: str | None = None,
) -> None:
    """Why somebody is wanted, by when, and what the advertisement says of pay and place.

    ``pay_min`` and ``pay_max``: hundredths of the store's currency; ``replaces_id``: the person who is followed.
    """
    opening = lookups.opening(session, opening_id)
    if reason_kind in (OpeningReason.GROWTH, OpeningReason.SEASONAL):
        replaces_id = None
    if replaces_id is not None and session.get(Person, replaces_id) is None:
        raise RuleBroken("The person to be replaced is no longer on the roster.")
    if need_by is not None and need_by < opening.opened_on:
        raise RuleBroken("Somebody is needed by a day before the opening begins; check the dates.")
    if any(amount is not None and amount <= 0 for amount in (pay_min, pay_max)):
        raise RuleBroken("The pay is more than nothing; leave it empty where it is not agreed.")
    if pay_min is not None and pay_max is not None and pay_min > pay_max:
        raise RuleBroken("The pay goes from the lower to the higher amount.")
    opening.reason_kind, opening.replaces_id, opening.need_by = reason_kind, replaces_id, need_by
    opening.pay_min, opening.pay_max = pay_min, pay_max
    opening.pay_unit = pay_unit or (PayUnit.HOUR if pay_min or pay_max else None)
    opening.place = " ".join((place or "").split()) or None
    opening.apply_how = " ".join((apply_how or "").split()) or None


def set_opening_state(
    session: Session,
    opening_id: int,
    state: OpeningState,
    *,
    reason: str = "",
    today: dt.date | None = None,
) -> None:
    """Approve, hold, close, cancel or turn down an opening; all but opening it say why. ``today`` None: the day it
    was opened."""
    opening = lookups.opening(session, opening_id)
    rules.check_opening_move(opening.title, opening.state, state, reason)
    note = " ".join(reason.split())
    session.add(
        OpeningMove(
            opening_id=opening_id,
            from_state=opening.state,
            to_state=state,
            moved_on=today or opening.opened_on,
            reason=note,
        )
    )
    opening.state = state
    if note:
        opening.reason = note
    session.flush()


def trash_opening(session: Session, opening_id: int, *, today: dt.date) -> int:
    """Put an opening and its applicants into the Trash; returns how many applicants went along."""
    lookups.opening(session, opening_id).trashed_on = today
    applicants = session.scalars(
        sa.select(Applicant).where(Applicant.opening_id == opening_id, Applicant.trashed_on.is_(None))
    ).all()
    for applicant in applicants:
        applicant.trashed_on = today
    return len(applicants)


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
