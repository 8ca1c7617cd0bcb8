"""What Today hears of spot checks, exceptions and wishes for change."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.feature import TodoItem
from csmanager.features.handbook.following import rules
from csmanager.features.handbook.following.rules import RequestState
from csmanager.features.handbook.following.tables import ChangeRequest, PolicyException, SpotCheck

_CARE = "{n} matters of the handbook"


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Exceptions that end, spot checks that are due, wishes that lie."""
    return [*_exceptions(session, today), *_checks(session, today), *_requests(session, today)]


def _exceptions(session: Session, today: dt.date) -> list[TodoItem]:
    found = []
    for row in session.scalars(
        sa.select(PolicyException)
        .where(
            PolicyException.ended_on.is_(None),
            PolicyException.expires_on <= today + dt.timedelta(days=rules.SOON_DAYS),
        )
        .order_by(PolicyException.expires_on)
    ):
        is_over = row.expires_on < today
        what = "has expired" if is_over else "expires"
        found.append(
            TodoItem(
                "handbook",
                f"Exception from {row.policy_code} for {row.subject} {what}",
                "end it, or agree a new one" if is_over else row.reason,
                2 if is_over else 4,
                row.expires_on,
                "late" if is_over else "soon",
                f"following:exceptions:{row.id}",
                _CARE,
                f"exception for {row.subject}",
            )
        )
    return found


def _checks(session: Session, today: dt.date) -> list[TodoItem]:
    due = list(session.scalars(sa.select(SpotCheck.due_on).where(SpotCheck.result.is_(None))))
    if not due:
        return []
    late = sum(day < today for day in due)
    return [
        TodoItem(
            "handbook",
            f"{len(due)} spot check{'s' * (len(due) != 1)} to do",
            f"{late} late" if late else "",
            16 if late else 30,
            min(due),
            "late" if late else "open",
            "following:checks",
            _CARE,
            "spot checks",
        )
    ]


def _requests(session: Session, today: dt.date) -> list[TodoItem]:
    old = [
        day
        for day in session.scalars(
            sa.select(ChangeRequest.opened_on).where(ChangeRequest.state == RequestState.NEW)
        )
        if (today - day).days > rules.OLD_REQUEST_DAYS
    ]
    if not old:
        return []
    text = f"Answer {len(old)} wish{'es' * (len(old) != 1)} for a change of the handbook"
    due = min(old) + dt.timedelta(days=rules.OLD_REQUEST_DAYS)
    return [
        TodoItem(
            "handbook",
            text,
            f"The oldest waits since {saying.day(min(old))}",
            30,
            due,
            "open",
            "following:requests",
            _CARE,
            "wishes",
        )
    ]
