"""The types of leave a new store begins with."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.leave.tables import LeaveType
from csmanager.features.schedule.rules import AbsenceKind

# name, kind, paid, counted, sensitive
TYPES = (
    ("Paid leave", AbsenceKind.ANNUAL, True, True, False),
    ("Sick", AbsenceKind.SICK, True, False, True),
    ("Training", AbsenceKind.TRAINING, True, False, False),
    ("Unpaid leave", AbsenceKind.UNPAID, False, False, False),
    ("Parental leave", AbsenceKind.PARENTAL, False, False, True),
    ("Other", AbsenceKind.OTHER, True, False, False),
)


def seed(session: Session, today: dt.date) -> None:
    """Add the types, where there are none at all; how many days a year is for the manager to say."""
    if session.scalar(sa.select(LeaveType.id).limit(1)) is not None:
        return
    for position, (name, kind, is_paid, is_counted, is_sensitive) in enumerate(TYPES):
        session.add(
            LeaveType(
                name=name,
                kind=kind,
                is_paid=is_paid,
                is_counted=is_counted,
                is_sensitive=is_sensitive,
                allows_half=True,
                yearly_days=None,
                is_monthly=False,
                carry_days=None,
                carry_until="",
                position=position,
                trashed_on=None,
            )
        )
