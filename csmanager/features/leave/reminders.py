"""What leave brings to Today and to the palette."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Found, TodoItem
from csmanager.features.leave.away import away
from csmanager.features.leave.queries import leaves
from csmanager.features.leave.rules import LeaveState, span_text
from csmanager.features.leave.tables import LeaveRequest, LeaveType
from csmanager.features.schedule.rules import AbsenceKind
from csmanager.features.team.queries import canonical_ids, labels

_ANSWER_DAYS = 5  # days after which somebody who asked should have an answer
_SOON_DAYS = 21  # a leave that begins so soon waits on Today whenever it was asked for
_BACK_DAYS = 3  # days of sickness after which a talk is due on the return
_NAMES = 4


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Leave to decide on with how long it has waited, who is out today, and who is back after being ill."""
    items: list[TodoItem] = []
    canonical, names = canonical_ids(session), labels(session)
    waiting = session.execute(
        sa.select(LeaveRequest, LeaveType.name)
        .join(LeaveType, LeaveType.id == LeaveRequest.type_id)
        .where(LeaveRequest.state == LeaveState.REQUESTED)
        .order_by(LeaveRequest.first_on)
    )
    for row, kind in waiting:
        waited = (today - row.asked_on).days
        person = names[canonical[row.person_id]]
        due = row.asked_on + dt.timedelta(days=_ANSWER_DAYS)
        is_late = due < today or row.first_on <= today
        detail = f"asked for {waited} day{'s' * (waited != 1)} ago" if waited else "asked for today"
        items.append(
            TodoItem(
                "team",
                f"Decide on leave of {person}: {span_text(row.first_on, row.last_on)}",
                f"{kind}, {detail}",
                8,
                min(due, max(row.first_on, today)),
                "late" if is_late else "soon",
                f"leave:request/{row.id}",
                "Decide on {n} requests for leave",
                person,
            )
        )
    out = away(session, today, today, asked=False)
    if out:
        said = [f"{one.person} ({one.type.lower()})" for one in out]
        count = f"{len(said)} {'person is' if len(said) == 1 else 'people are'} out today"
        text = ", ".join(said[:_NAMES]) + (f" and {len(said) - _NAMES} more" if len(said) > _NAMES else "")
        items.append(TodoItem("team", count, text, 40, today, "open", "leave:today"))
    yesterday = today - dt.timedelta(days=1)
    for back in away(session, yesterday, yesterday, asked=False):
        long = (back.last - back.first).days + 1
        if back.kind is AbsenceKind.SICK and back.last == yesterday and long >= _BACK_DAYS:
            items.append(
                TodoItem(
                    "team",
                    f"{back.person} is back after {long} days of illness",
                    "A short talk on the first day: how are you, what has changed, what would help",
                    15,
                    today,
                    "soon",
                    f"person:{back.person_id}",
                    "{n} people are back from illness",
                    back.person,
                )
            )
    return items


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Leaves whose person or type holds every word of ``text``; only those not over."""
    words = text.casefold().split()
    return [
        Found("team", f"leave:request/{row.id}", f"{row.type}: {row.person}", f"Leave, {row.span}")
        for row in (leaves(session) if words else ())
        if not row.is_over and all(word in f"{row.person} {row.type} leave".casefold() for word in words)
    ][:limit]
