"""What Today says of interviews: those of today and tomorrow, those nobody closed, and cards that are missing."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem
from csmanager.features.hiring.interviews.rules import InterviewState
from csmanager.features.hiring.interviews.tables import Interview, InterviewCard, Interviewer
from csmanager.features.hiring.rules import ACTIVE
from csmanager.features.hiring.tables import Applicant, Opening
from csmanager.features.schedule.rules import clock_text

_FRESH_DAYS = 180  # a card that is missing for longer is not asked for any more
_LATE_DAYS = 1  # a card is due on the day of the talk


_TALKS = "{n} interviews today and tomorrow, or not closed"


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """One line an interview that needs something."""
    asking = (
        sa.select(
            Interviewer.interview_id,
            sa.func.group_concat(sa.case((InterviewCard.id.is_(None), Interviewer.name)), ", ").label(
                "missing"
            ),
        )
        .outerjoin(InterviewCard, InterviewCard.interviewer_id == Interviewer.id)
        .group_by(Interviewer.interview_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(
            Interview.id, Interview.on, Interview.start_minute, Interview.state, Applicant.name, Opening.title,
            asking.c.missing,
        )
        .join(Applicant, Applicant.id == Interview.applicant_id)
        .join(Opening, Opening.id == Applicant.opening_id)
        .join(asking, asking.c.interview_id == Interview.id)
        .where(
            Interview.trashed_on.is_(None),
            Applicant.trashed_on.is_(None),
            Applicant.stage.in_(ACTIVE),
            Interview.on.between(today - dt.timedelta(days=_FRESH_DAYS), today + dt.timedelta(days=1)),
            Interview.state.in_((InterviewState.PLANNED, InterviewState.DONE)),
        )
        .order_by(Interview.on, Interview.start_minute)
    )  # fmt: skip
    found = []
    for row in rows:
        record, days = f"interviews:{row.id}", (today - row.on).days
        if row.state is InterviewState.PLANNED:
            if days > 0:
                text, detail, weight, mark = (
                    f"Did the interview with {row.name} take place?",
                    f"It was planned {days} day{'s' if days > 1 else ''} ago, {row.title}",
                    2,
                    "late",
                )
            else:
                when = "Today" if days == 0 else "Tomorrow"
                text, detail, weight, mark = (
                    f"Interview with {row.name} at {clock_text(row.start_minute)}",
                    f"{when}, {row.title}: {row.missing or 'cards are in'}",
                    2 if days == 0 else 4,
                    "soon",
                )
            found.append(TodoItem("hiring", text, detail, weight, row.on, mark, record, _TALKS, row.name))
        elif row.missing:
            late = days >= _LATE_DAYS
            since = f"{days} day{'s' if days > 1 else ''} after the talk" if late else "the talk was today"
            found.append(
                TodoItem(
                    "hiring",
                    f"Scorecard on {row.name} is missing: {row.missing}",
                    f"{since}; memory fades, and no offer can be made without it",
                    2 if late else 4,
                    row.on,
                    "late" if late else "soon",
                    record,
                    "{n} answers on applicants are missing",
                    row.name,
                )
            )
    return found
