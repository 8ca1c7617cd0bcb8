"""Days on which leave is not given: before a sale, at stocktaking, while the new system comes in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.features.leave.tables import LeaveBlackout, LeaveType
from csmanager.features.team.person.queries import ids_of
from csmanager.features.team.tables import Employment, Team

AGAIN = "Say why it is approved all the same."
_LONGEST = 366  # days


@dataclass(frozen=True, slots=True)
class BlackoutRow:
    """A stretch of days without leave, for one team or for everybody ("")."""

    id: int
    first_on: dt.date
    last_on: dt.date
    reason: str
    is_hard: bool
    team_id: int | None
    team: str

    @property
    def words(self) -> str:
        """The days and why, for a sentence."""
        days = saying.day(self.first_on)
        if self.last_on != self.first_on:
            days = f"{days} to {saying.day(self.last_on)}"
        return f"{days} ({self.reason})"


def blackouts(session: Session) -> list[BlackoutRow]:
    """All of them, the latest first."""
    rows = session.execute(
        sa.select(LeaveBlackout, Team.name)
        .outerjoin(Team, Team.id == LeaveBlackout.team_id)
        .where(LeaveBlackout.trashed_on.is_(None))
        .order_by(LeaveBlackout.first_on.desc(), LeaveBlackout.id)
    )
    return [
        BlackoutRow(row.id, row.first_on, row.last_on, row.reason, row.is_hard, row.team_id, team or "")
        for row, team in rows
    ]


def touching(
    session: Session, person_id: int, kind: LeaveType, first: dt.date, last: dt.date
) -> list[BlackoutRow]:
    """Those that a leave would fall into, refusing ones first."""
    if kind.is_sensitive:
        return []
    near = [row for row in blackouts(session) if row.first_on <= last and row.last_on >= first]
    found = [
        row
        for row in near
        if row.team_id is None
        or session.scalar(
            sa.select(Employment.id).where(
                Employment.person_id.in_(ids_of(session, person_id)),
                Employment.team_id == row.team_id,
                Employment.starts_on <= min(last, row.last_on),
                sa.or_(Employment.ends_on.is_(None), Employment.ends_on >= max(first, row.first_on)),
            )
        )
        is not None
    ]
    return sorted(found, key=lambda row: not row.is_hard)


def check(session: Session, person_id: int, kind: LeaveType, first: dt.date, last: dt.date) -> None:
    """Raises RuleBroken when a leave falls into days on which none is given."""
    for row in touching(session, person_id, kind, first, last):
        if row.is_hard:
            raise RuleBroken(f"No leave is given from {row.words}. Choose other days.")


def check_reason(
    session: Session, person_id: int, kind: LeaveType, first: dt.date, last: dt.date, reason: str
) -> None:
    """Raises RuleBroken when a leave in days that are better kept free is approved without a reason."""
    found = touching(session, person_id, kind, first, last)
    if found and not reason.strip():
        raise RuleBroken(f"Leave should not fall into {found[0].words}. {AGAIN}")


def save(
    session: Session,
    blackout_id: int | None,
    *,
    first_on: dt.date,
    last_on: dt.date,
    reason: str,
    is_hard: bool,
    team_id: int | None = None,
) -> int:
    """Make or change one; returns its id. Leave that was approved before stays. Raises RuleBroken without a reason."""
    if last_on < first_on:
        raise RuleBroken("The last day lies before the first.")
    if (last_on - first_on).days > _LONGEST:
        raise RuleBroken("That is longer than a year. Check the two days.")
    if not reason.strip():
        raise RuleBroken("Say why; whoever asks for leave will be told.")
    row = session.get(LeaveBlackout, blackout_id) if blackout_id is not None else None
    if row is None:
        row = LeaveBlackout(trashed_on=None)
        session.add(row)
    row.first_on, row.last_on, row.reason = first_on, last_on, reason.strip()
    row.is_hard, row.team_id = is_hard, team_id
    session.flush()
    return row.id


def trash(session: Session, blackout_id: int, *, today: dt.date) -> None:
    """Take one away; Undo and the Trash bring it back."""
    row = session.get(LeaveBlackout, blackout_id)
    if row is None or row.trashed_on is not None:
        raise RuleBroken("This is no longer there.")
    row.trashed_on = today


def teams(session: Session) -> list[tuple[int, str]]:
    """Id and name of every team."""
    return [(key, name) for key, name in session.execute(sa.select(Team.id, Team.name).order_by(Team.name))]
