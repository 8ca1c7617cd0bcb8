"""What cycles, plans, advice and goals have for Today."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem
from csmanager.features.commitments.queries import to_check
from csmanager.features.reviews.advice.queries import given
from csmanager.features.reviews.cycles.queries import cycles
from csmanager.features.reviews.cycles.rules import CycleState
from csmanager.features.reviews.goals.rules import GoalState
from csmanager.features.reviews.periods import day_text
from csmanager.features.reviews.plans.queries import plans

SOON_DAYS = 7
_POINTS = "{n} checkpoints of plans to hold"
_EFFECTS = "See {n} times whether what was agreed helped"


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Reviews to hold, checkpoints, effects to look at, goals whose day has come; late ones say so."""
    return [
        *_reviews(session, today),
        *_plans(session, today),
        *_effects(session, today),
        *_goals(session, today),
    ]


def _mark(day: dt.date, today: dt.date) -> str:
    return "late" if day < today else "soon"


def _reviews(session: Session, today: dt.date) -> list[TodoItem]:
    items = []
    for cycle in cycles(session):
        if cycle.state is not CycleState.OPEN or (cycle.due_on - today).days > SOON_DAYS:
            continue
        if cycle.waiting:
            text = f"Hold {cycle.waiting} review{'s' * (cycle.waiting != 1)} of {cycle.name}"
        else:
            text = f"Close the reviews of {cycle.name}"
        record = f"cycles:cycle/{cycle.id}"
        items.append(
            TodoItem("reviews", text, cycle.progress, 8, cycle.due_on, _mark(cycle.due_on, today), record)
        )
    return items


def _plans(session: Session, today: dt.date) -> list[TodoItem]:
    items = []
    for plan in plans(session):
        if plan.next_on is not None and (plan.next_on - today).days <= SOON_DAYS:
            text = f"Checkpoint with {plan.person}: {plan.title}"
            detail = f"{plan.held} of {plan.checkpoints} held; the plan ends on {day_text(plan.ends_on)}"
            mark = _mark(plan.next_on, today)
            items.append(
                TodoItem(
                    "reviews",
                    text,
                    detail,
                    4,
                    plan.next_on,
                    mark,
                    f"plans:plan/{plan.id}",
                    _POINTS,
                    plan.person,
                )
            )
    return items


def _effects(session: Session, today: dt.date) -> list[TodoItem]:
    items = [
        TodoItem(
            "reviews",
            f"See whether it helped: {row.rule}",
            f"{row.person}, advice of {day_text(row.given_on)}",
            14,
            row.check_on,
            "open",
            f"advice:given/{row.id}",
            _EFFECTS,
            row.person,
        )
        for row in given(session)
        if row.is_due(today)
    ]
    items += [
        TodoItem(
            "reviews", f"See what became of: {row.text}", row.person, 14, row.check_on, "open",
            f"advice:action/{row.id}", _EFFECTS, row.person,
        )
        for row in to_check(session, today)
    ]  # fmt: skip
    return items


def _goals(session: Session, today: dt.date) -> list[TodoItem]:
    import sqlalchemy as sa

    from csmanager.features.reviews.goals.tables import Goal

    query = sa.select(Goal).where(
        Goal.trashed_on.is_(None),
        Goal.state.in_([GoalState.PENDING, GoalState.IN_PROGRESS]),
        Goal.due_on <= today + dt.timedelta(days=SOON_DAYS),
    )
    return [
        TodoItem(
            "reviews", f"Goal: {goal.title}", "Complete it, or change its day with a reason", 13,
            goal.due_on, _mark(goal.due_on, today), f"plans:goal/{goal.id}",
            "{n} goals whose day has come",
        )
        for goal in session.scalars(query)
    ]  # fmt: skip
