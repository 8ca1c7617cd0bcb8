"""What of hiring is due: for Today."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem
from csmanager.features.hiring import rules
from csmanager.features.hiring.offers import queries as offers
from csmanager.features.hiring.privacy import queries as privacy
from csmanager.features.hiring.queries import applicants
from csmanager.features.hiring.rules import OpeningState, Stage
from csmanager.features.hiring.spelling import day_words
from csmanager.features.hiring.tables import Opening

_STEPS = "{n} applicants wait for your next step"
STEP_SOON_DAYS = 1  # Today names a next step from the day before


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Next steps that are due, those to be called back, applicants who wait for one, and openings to be closed."""
    found = []
    for row in applicants(session, today):
        back = row.snoozed_until
        if back is not None and (rules.is_active(row.stage) or row.stage is Stage.ARCHIVED):
            if back <= today:
                found.append(
                    TodoItem(
                        "hiring",
                        f"{row.name}: {row.snooze_note or 'call back'}",
                        f"{row.stage_name}, {row.opening}, put off until {_day_words(back, today)}",
                        3,
                        back,
                        "soon",
                        str(row.id),
                        _STEPS,
                        row.name,
                    )
                )
            continue
        if not rules.is_active(row.stage):
            continue
        if row.next_step_on is not None and (row.next_step_on - today).days <= STEP_SOON_DAYS:
            days = (today - row.next_step_on).days
            found.append(
                TodoItem(
                    "hiring",
                    f"{row.name}: {row.next_step or 'next step'}",
                    f"{row.stage_name}, {row.opening}, {_day_words(row.next_step_on, today)}",
                    1 if days > 0 else 3,
                    row.next_step_on,
                    "late" if days > 0 else "soon",
                    str(row.id),
                    _STEPS,
                    row.name,
                )
            )
        elif row.is_stalled and (row.next_step_on is None or row.next_step_on < today):
            found.append(
                TodoItem(
                    "hiring",
                    f"{row.name} has waited {row.days} days at {row.stage_name}",
                    f"{row.opening}; the target is {row.target_days} day{'s' * (row.target_days != 1)}",
                    3,
                    row.stage_since + dt.timedelta(days=row.target_days or 0),
                    "signal",
                    str(row.id),
                    _STEPS,
                    row.name,
                )
            )
    return [
        *found,
        *_openings_due(session, today),
        *offers.todo(session, today),
        *privacy.todo(session, today),
    ]


def _day_words(day: dt.date, today: dt.date) -> str:
    days = (today - day).days
    if days > 0:
        return f"{days} day{'s' if days > 1 else ''} late"
    return "today" if days == 0 else "tomorrow" if days == -1 else day_words(day)


def _openings_due(session: Session, today: dt.date) -> list[TodoItem]:
    """Open openings whose closing date is over, or that should have been filled by now."""
    found = []
    for key, title, closes_on, need_by in session.execute(
        sa.select(Opening.id, Opening.title, Opening.closes_on, Opening.need_by).where(
            Opening.trashed_on.is_(None),
            Opening.state == OpeningState.OPEN,
            sa.or_(Opening.closes_on < today, Opening.need_by < today),
        )
    ):
        is_over = closes_on is not None and closes_on < today
        day = closes_on if is_over else need_by
        assert day is not None
        what = "the closing date is over" if is_over else "somebody was needed by"
        found.append(
            TodoItem(
                "hiring",
                f"{title}: close it or choose a later day" if is_over else f"{title} is not filled yet",
                f"{what}, {_day_words(day, today)}" if is_over else f"{what} {day_words(day)}",
                3,
                day,
                "late",
                f"openings:{key}",
            )
        )
    return found
