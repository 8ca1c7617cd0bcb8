"""Where people stand and what they are employed as: every change holds from a day on, and no day has two answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.features.team.rules import Status, clean_name, require_minutes, require_move, status_on
from csmanager.features.team.tables import Employment, Person, Role, Skill, Team


class Keep(Enum):
    """Stands for "as it was" where None means "none"."""

    KEEP = "keep"


KEEP = Keep.KEEP
Entry = TypeVar("Entry", Team, Role, Skill)
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Terms:
    team_id: int | None
    role_id: int | None
    weekly_minutes: int | None


def get_person(session: Session, person_id: int) -> Person:
    """The person that counts under this id. Raises RuleBroken when there is none or it was merged."""
    person = session.get(Person, person_id)
    if person is None:
        raise RuleBroken("This person is not in the store any more.")
    if person.merged_into_id is not None:
        raise RuleBroken(f"{person.name} was merged into another person; change that one.")
    return person


def entry(session: Session, table: type[Entry], name: str | None) -> int | None:
    """The id of the team, role or skill of that name, made when it is new; None for an empty name."""
    if name is None or not name.strip():
        return None
    clean = clean_name(name)
    for entry_id, known in session.execute(sa.select(table.id, table.name)):
        if known.casefold() == clean.casefold():
            return int(entry_id)
    made = table(name=clean)
    session.add(made)
    session.flush()
    return made.id


def periods(session: Session, person_id: int) -> list[Employment]:
    """The employments of a person, oldest first."""
    query = sa.select(Employment).where(Employment.person_id == person_id).order_by(Employment.starts_on)
    return list(session.scalars(query))


def change_employment(
    session: Session,
    person_id: int,
    *,
    starts_on: dt.date,
    team: str | Keep | None = KEEP,
    role: str | Keep | None = KEEP,
    weekly_minutes: int | Keep | None = KEEP,
    reason: str = "",
) -> int:
    """Another team, role or hours from ``starts_on`` on, until the next change that is already noted.

    What is not named stays. The employment of that day ends the day before; one that starts on that very day is
    changed in place. Returns the id of the employment that holds from then. Raises RuleBroken when nothing would
    change, or when the person no longer works here then.
    """
    person = get_person(session, person_id)
    if not isinstance(weekly_minutes, Keep):
        require_minutes(weekly_minutes)
    if person.left_on is not None and starts_on > person.left_on:
        raise RuleBroken(
            f"{person.name} leaves on {saying.day(person.left_on)}; nothing can change after that day."
        )
    own = periods(session, person_id)
    before = [period for period in own if period.starts_on <= starts_on]
    after = [period for period in own if period.starts_on > starts_on]
    model = before[-1] if before else after[0] if after else None
    old = _Terms(model.team_id, model.role_id, model.weekly_minutes) if model else _Terms(None, None, None)
    new = _Terms(
        old.team_id if isinstance(team, Keep) else entry(session, Team, team),
        old.role_id if isinstance(role, Keep) else entry(session, Role, role),
        old.weekly_minutes if isinstance(weekly_minutes, Keep) else weekly_minutes,
    )
    current = before[-1] if before else None
    if current is not None and new == old:
        raise RuleBroken(f"Nothing would change for {person.name} on that day.")
    why = reason.strip() or _why(old if current else None, new)
    if current is not None and current.starts_on == starts_on:
        current.team_id, current.role_id, current.weekly_minutes = (
            new.team_id,
            new.role_id,
            new.weekly_minutes,
        )
        current.reason = reason.strip() or current.reason
        return current.id
    ends_on = after[0].starts_on - _ONE_DAY if after else person.left_on
    if current is not None and (current.ends_on is None or current.ends_on >= starts_on):
        ends_on = current.ends_on
        current.ends_on = starts_on - _ONE_DAY
    made = Employment(
        person_id=person_id,
        starts_on=starts_on,
        ends_on=ends_on,
        team_id=new.team_id,
        role_id=new.role_id,
        weekly_minutes=new.weekly_minutes,
        reason=why,
    )
    session.add(made)
    session.flush()
    return made.id


def _why(old: _Terms | None, new: _Terms) -> str:
    if old is None:
        return "Start"
    parts = [
        word
        for word, is_new in (
            ("team", old.team_id != new.team_id),
            ("role", old.role_id != new.role_id),
            ("hours", old.weekly_minutes != new.weekly_minutes),
        )
        if is_new
    ]
    return f"{' and '.join(parts).capitalize()} changed"


def correct_employment(
    session: Session,
    employment_id: int,
    *,
    starts_on: dt.date,
    ends_on: dt.date | None,
    team: str | None,
    role: str | None,
    weekly_minutes: int | None,
    reason: str,
) -> None:
    """Put right what was noted wrongly. Raises RuleBroken when the days would meet those of another employment."""
    period = session.get(Employment, employment_id)
    if period is None:
        raise RuleBroken("This employment is not in the store any more.")
    person = get_person(session, period.person_id)
    require_minutes(weekly_minutes)
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken("The last day lies before the first.")
    for other in periods(session, person.id):
        if other.id == period.id:
            continue
        other_ends = other.ends_on or dt.date.max
        if other.starts_on <= (ends_on or dt.date.max) and starts_on <= other_ends:
            until = saying.day(other.ends_on) if other.ends_on else "now"
            raise RuleBroken(
                f"These days meet those from {saying.day(other.starts_on)} to {until};"
                " one day can have one answer only."
            )
    period.starts_on, period.ends_on = starts_on, ends_on
    period.team_id, period.role_id = entry(session, Team, team), entry(session, Role, role)
    period.weekly_minutes, period.reason = weekly_minutes, reason.strip()


def remove_employment(session: Session, employment_id: int) -> None:
    """Take out an employment noted by mistake; the one before it, or the next, holds for its days."""
    period = session.get(Employment, employment_id)
    if period is None:
        raise RuleBroken("This employment is not in the store any more.")
    own = periods(session, period.person_id)
    if len(own) == 1:
        raise RuleBroken("This is the only employment of this person; correct it instead.")
    at = own.index(period)
    if at == 0:
        if period.ends_on is not None and own[1].starts_on == period.ends_on + _ONE_DAY:
            own[1].starts_on = period.starts_on
    elif own[at - 1].ends_on == period.starts_on - _ONE_DAY:
        own[at - 1].ends_on = period.ends_on
    session.delete(period)


def change_many(
    session: Session,
    person_ids: list[int],
    *,
    starts_on: dt.date,
    team: str | Keep | None = KEEP,
    role: str | Keep | None = KEEP,
) -> int:
    """One team or role for several people from a day on; returns how many changed, none is changed twice."""
    count = 0
    for person_id in would_change(session, person_ids, starts_on=starts_on, team=team, role=role):
        change_employment(session, person_id, starts_on=starts_on, team=team, role=role)
        count += 1
    if not count:
        raise RuleBroken("All of them have this already.")
    return count


def would_change(
    session: Session,
    person_ids: list[int],
    *,
    starts_on: dt.date,
    team: str | Keep | None = KEEP,
    role: str | Keep | None = KEEP,
) -> list[int]:
    """Those of ``person_ids`` for whom ``change_many`` would change something."""
    teams = dict(session.execute(sa.select(Team.id, Team.name)).all())
    roles = dict(session.execute(sa.select(Role.id, Role.name)).all())
    found = []
    for person_id in dict.fromkeys(person_ids):
        own = periods(session, person_id)
        before = [period for period in own if period.starts_on <= starts_on]
        now = before[-1] if before else own[0] if own else None
        has_team = teams.get(now.team_id) if now and now.team_id else None
        has_role = roles.get(now.role_id) if now and now.role_id else None
        if _differs(team, has_team) or _differs(role, has_role):
            found.append(person_id)
    return found


def _differs(wanted: str | Keep | None, has: str | None) -> bool:
    if isinstance(wanted, Keep):
        return False
    return (wanted or "").strip().casefold() != (has or "").casefold()


# where a person stands


def standing(person: Person, today: dt.date) -> Status:
    """The status of a person as it is on ``today``: who was leaving has left after the last day."""
    return status_on(person.status, person.started_on, person.left_on, today)


def start_leave(
    session: Session, person_id: int, *, today: dt.date, back_on: dt.date | None = None, reason: str = ""
) -> None:
    """Someone is away for longer; ``back_on`` is when they are expected, if known."""
    person = get_person(session, person_id)
    require_move(person.name, standing(person, today), Status.ON_LEAVE, reason)
    if back_on is not None and back_on < today:
        raise RuleBroken("The day they are expected back lies in the past.")
    person.status, person.back_on = Status.ON_LEAVE, back_on
    _note(person, today, "On leave", reason)


def end_leave(session: Session, person_id: int, *, today: dt.date) -> None:
    """Someone is back from leave."""
    person = get_person(session, person_id)
    require_move(person.name, standing(person, today), Status.ACTIVE, "back")
    if person.status is not Status.ON_LEAVE:
        raise RuleBroken(f"{person.name} is not on leave.")
    person.status, person.back_on = Status.ACTIVE, None


def leave(session: Session, person_id: int, *, last_day: dt.date, reason: str, today: dt.date) -> None:
    """Someone leaves, or has left: ``last_day`` is their last day of work. What they did stays.

    Employment ends with that day; changes noted for later days are taken out. Raises RuleBroken without a reason.
    """
    person = get_person(session, person_id)
    now = standing(person, today)
    later = Status.LEAVING if last_day >= today else Status.LEFT
    if now is Status.LEAVING and later is Status.LEAVING:
        if not reason.strip():
            raise RuleBroken("Say why: leaving needs a reason.")
    else:
        require_move(person.name, now, later, reason)
    if person.started_on is not None and last_day < person.started_on:
        raise RuleBroken(
            f"{person.name} started on {saying.day(person.started_on)}; the last day lies before that."
        )
    ended_with = person.left_on  # an employment ending on that day ended only because the person was leaving
    person.status, person.left_on, person.leave_reason = later, last_day, reason.strip()
    person.back_on = None
    for at, period in enumerate(periods(session, person_id)):
        if period.starts_on > last_day and at == 0:  # noted later than it began
            period.starts_on = min(person.started_on or last_day, last_day)
            period.ends_on = last_day
        elif period.starts_on > last_day:
            session.delete(period)
        elif period.ends_on is None or period.ends_on > last_day or period.ends_on == ended_with:
            period.ends_on = last_day


def come_back(session: Session, person_id: int, *, starts_on: dt.date, reason: str, today: dt.date) -> None:
    """Someone stays after all, or is taken on again from ``starts_on`` with the terms they last had."""
    person = get_person(session, person_id)
    now = standing(person, today)
    if now not in (Status.LEAVING, Status.LEFT):
        raise RuleBroken(f"{person.name} works here already.")
    require_move(person.name, now, Status.ACTIVE, reason)
    own = periods(session, person_id)
    last = own[-1] if own else None
    if now is Status.LEAVING:
        if last is not None and last.ends_on == person.left_on:
            last.ends_on = None
    else:
        if person.left_on is not None and starts_on <= person.left_on:
            raise RuleBroken(f"{person.name} left on {saying.day(person.left_on)}; choose a later day.")
        if last is None:  # so that the days between stay days away
            session.add(
                Employment(
                    person_id=person_id,
                    starts_on=person.started_on or person.left_on or starts_on,
                    ends_on=person.left_on,
                    reason="Start",
                )
            )
        session.add(
            Employment(
                person_id=person_id,
                starts_on=starts_on,
                ends_on=None,
                team_id=last.team_id if last else None,
                role_id=last.role_id if last else None,
                weekly_minutes=last.weekly_minutes if last else None,
                reason=reason.strip(),
            )
        )
    _note(person, today, "Stays" if now is Status.LEAVING else "Taken on again", reason)
    person.status, person.left_on, person.leave_reason = Status.ACTIVE, None, None


def _note(person: Person, today: dt.date, what: str, reason: str) -> None:
    if reason.strip():
        line = f"{today:%Y-%m-%d} {what}: {reason.strip()}"
        person.notes = f"{person.notes}\n{line}".strip()
