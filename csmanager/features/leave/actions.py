"""Types of leave, and the weekdays people work."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.leave.rules import check_week
from csmanager.features.leave.tables import LeaveRequest, LeaveType, WorkWeek
from csmanager.features.schedule.rules import AbsenceKind
from csmanager.features.team.tables import Person

MOST_DAYS = 60  # of leave a year; more is a slip of the pen


def save_type(
    session: Session,
    type_id: int | None,
    *,
    name: str,
    kind: AbsenceKind | str,
    is_paid: bool,
    is_counted: bool,
    is_sensitive: bool,
    allows_half: bool,
    yearly_days: float | None = None,
    is_monthly: bool = False,
    carry_days: float | None = None,
    carry_until: str = "",
) -> int:
    """Add a type, or change one; returns its id. Raises RuleBroken with the reason when it makes no sense."""
    clean = " ".join(name.split())
    if not clean:
        raise RuleBroken("Give the type a name.")
    other = session.scalar(sa.select(LeaveType).where(sa.func.lower(LeaveType.name) == clean.casefold()))
    if other is not None and other.id != type_id:
        raise RuleBroken(f"There is a type {other.name} already.")
    for days in (yearly_days, carry_days):
        if days is not None and not 0 <= days <= MOST_DAYS:
            raise RuleBroken(f"Days of leave a year lie between 0 and {MOST_DAYS}.")
    if (yearly_days is not None or carry_days is not None) and not is_counted:
        raise RuleBroken("Days a year need a balance: tick that it is taken from one.")
    if carry_until:
        try:
            dt.date.fromisoformat(f"2023-{carry_until}")
        except ValueError as error:
            raise RuleBroken("Write the day until which carried leave is taken as 03-31.") from error
    row = session.get(LeaveType, type_id) if type_id is not None else None
    if row is None:
        count = session.scalar(sa.select(sa.func.max(LeaveType.position))) or 0
        row = LeaveType(position=count + 1, trashed_on=None)
        session.add(row)
    row.name, row.kind = clean, AbsenceKind(kind)
    row.is_paid, row.is_counted, row.is_sensitive = is_paid, is_counted, is_sensitive
    row.allows_half, row.yearly_days, row.is_monthly = allows_half, yearly_days, is_monthly
    row.carry_days, row.carry_until = carry_days, carry_until
    session.flush()
    return row.id


def trash_type(session: Session, type_id: int, *, today: dt.date) -> None:
    """Offer a type no longer; leave that was taken of it stays. Raises RuleBroken for the last one."""
    row = session.get(LeaveType, type_id)
    if row is None or row.trashed_on is not None:
        raise RuleBroken("This type is no longer there.")
    left = session.scalar(sa.select(sa.func.count()).where(LeaveType.trashed_on.is_(None)))
    if (left or 0) <= 1:
        raise RuleBroken("One type has to stay.")
    row.trashed_on = today


def set_week(session: Session, person_id: int, *, starts_on: dt.date, weekdays: str) -> None:
    """Say on which weekdays somebody works from a day on (figures 0 Monday to 6 Sunday).

    Leave approved before keeps what it took; count it again where it should change.
    """
    clean = check_week(weekdays)
    if session.get(Person, person_id) is None:
        raise RuleBroken("This person is no longer there.")
    row = session.scalar(
        sa.select(WorkWeek).where(WorkWeek.person_id == person_id, WorkWeek.starts_on == starts_on)
    )
    if row is None:
        session.add(WorkWeek(person_id=person_id, starts_on=starts_on, weekdays=clean))
    else:
        row.weekdays = clean
    session.flush()


def change_draft(
    session: Session,
    request_id: int,
    *,
    first_on: dt.date,
    last_on: dt.date,
    first_half: bool,
    last_half: bool,
    today: dt.date,
) -> None:
    """Other days for a leave that is not decided yet."""
    from csmanager.features.leave import moving, rules

    row = session.get(LeaveRequest, request_id)
    if row is None or row.state not in (rules.LeaveState.DRAFT, rules.LeaveState.REQUESTED):
        raise RuleBroken("Only leave that is not decided yet can be moved; cancel it and ask anew.")
    one = session.get(LeaveType, row.type_id)
    person = session.get(Person, row.person_id)
    assert one is not None and person is not None
    rules.check_span(
        first_on, last_on, today, first_half=first_half, last_half=last_half, allows_half=one.allows_half
    )
    moving.check_days(session, person, first_on, last_on, row.id)
    row.first_on, row.last_on, row.first_half, row.last_half = first_on, last_on, first_half, last_half
