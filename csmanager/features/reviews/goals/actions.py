"""What can be done with goals."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews.goals import rules
from csmanager.features.reviews.goals.rules import GoalOwner, GoalState
from csmanager.features.reviews.goals.tables import Goal, GoalMove
from csmanager.features.reviews.rules import Level
from csmanager.features.reviews.targets import MetricRow, dictionary
from csmanager.features.reviews.words import value_text
from csmanager.features.team.tables import Person


def add_goal(
    session: Session,
    *,
    title: str,
    due_on: dt.date,
    today: dt.date,
    owner: GoalOwner | str = GoalOwner.TEAM,
    person_id: int | None = None,
    metric_key: str = "",
    start_value: float | None = None,
    target_value: float | None = None,
    starts_on: dt.date | None = None,
    parent_id: int | None = None,
    weight: int = 1,
    note: str = "",
) -> int:
    """Set a goal for the team or a person; returns its id.

    Raises RuleBroken for a target without a measure, a measure without a target, or no day.
    """
    begins = starts_on if starts_on is not None else today
    rules.check_goal(
        title,
        metric_key=metric_key,
        start_value=start_value,
        target_value=target_value,
        starts_on=begins,
        due_on=due_on,
    )
    owner = GoalOwner(owner)
    metric = _metric(session, metric_key)
    if owner is GoalOwner.PERSON:
        if person_id is None or session.get(Person, person_id) is None:
            raise RuleBroken("Say whose goal it is.")
        if metric is not None and metric.level is Level.TEAM:
            raise RuleBroken(f"{metric.name} is a result of the team; nobody alone can have it as a goal.")
    else:
        person_id = None
    if weight < 1:
        raise RuleBroken("A weight is 1 or more.")
    if parent_id is not None:
        _goal(session, parent_id)
    goal = Goal(
        owner=owner,
        person_id=person_id,
        parent_id=parent_id,
        title=" ".join(title.split()),
        metric_key=metric_key,
        start_value=start_value,
        target_value=target_value,
        starts_on=begins,
        due_on=due_on,
        weight=weight,
        state=GoalState.PENDING if begins > today else GoalState.IN_PROGRESS,
        progress=None,
        ended_on=None,
        note=note.strip(),
        trashed_on=None,
    )
    session.add(goal)
    session.flush()
    return goal.id


def change_goal(
    session: Session,
    goal_id: int,
    *,
    today: dt.date,
    title: str | None = None,
    target_value: float | None = None,
    due_on: dt.date | None = None,
    note: str | None = None,
    reason: str = "",
) -> None:
    """Change an open goal. Another target or day needs a reason, which is kept with what it was before."""
    goal = _open(session, goal_id)
    metric = _metric(session, goal.metric_key)
    said = []
    if target_value is not None and target_value != goal.target_value:
        if metric is None:
            raise RuleBroken("A target value needs the measure it belongs to.")
        before, after = (value_text(value, metric.unit) for value in (goal.target_value, target_value))
        said.append(f"Target {before} → {after}")
    if due_on is not None and due_on != goal.due_on:
        said.append(f"Due {goal.due_on.isoformat()} → {due_on.isoformat()}")
    if said and not reason.strip():
        raise RuleBroken("Say why the goal is another one now.")
    rules.check_goal(
        title if title is not None else goal.title,
        metric_key=goal.metric_key,
        start_value=goal.start_value,
        target_value=target_value if target_value is not None else goal.target_value,
        starts_on=goal.starts_on,
        due_on=due_on if due_on is not None else goal.due_on,
    )
    goal.title = " ".join(title.split()) if title is not None else goal.title
    goal.target_value = target_value if target_value is not None else goal.target_value
    goal.due_on = due_on if due_on is not None else goal.due_on
    goal.note = note.strip() if note is not None else goal.note
    for what in said:
        session.add(GoalMove(goal_id=goal_id, moved_on=today, what=what, reason=reason.strip()))


def set_progress(session: Session, goal_id: int, share: float) -> None:
    """Say how far a goal without a measure has come, 0 to 1."""
    goal = _open(session, goal_id)
    if goal.metric_key:
        raise RuleBroken("This goal is fed by its measure; its progress is computed.")
    if not 0 <= share <= 1:
        raise RuleBroken("Progress lies between 0 and 100 %.")
    goal.progress = share


def move(session: Session, goal_id: int, move: str, *, today: dt.date, reason: str = "") -> None:
    """Move a goal (``rules.MOVES``). Raises RuleBroken when it may not, or the reason is missing."""
    goal = _goal(session, goal_id)
    after = rules.moved(goal.title, goal.state, move, reason)
    session.add(GoalMove(goal_id=goal_id, moved_on=today, what=rules.MOVE_WORDS[move], reason=reason.strip()))
    goal.state = after
    if after in (GoalState.COMPLETED, GoalState.CLOSED):
        goal.ended_on = today
    elif after is GoalState.IN_PROGRESS:
        goal.ended_on = None


def trash_goals(session: Session, goal_ids: list[int], *, today: dt.date) -> int:
    """Put goals into the Trash, their parts with them; returns how many."""
    wanted = set(goal_ids)
    parts = set(session.scalars(sa.select(Goal.id).where(Goal.parent_id.in_(wanted))))
    for goal_id in wanted | parts:
        _goal(session, goal_id).trashed_on = today
    return len(wanted | parts)


def _goal(session: Session, goal_id: int) -> Goal:
    goal = session.get(Goal, goal_id)
    if goal is None or goal.trashed_on is not None:
        raise RuleBroken("This goal is no longer there.")
    return goal


def _open(session: Session, goal_id: int) -> Goal:
    goal = _goal(session, goal_id)
    if goal.state not in (GoalState.PENDING, GoalState.IN_PROGRESS):
        raise RuleBroken(f"{goal.title} is {rules.STATE_WORDS[goal.state].lower()}; open it again first.")
    return goal


def _metric(session: Session, key: str) -> MetricRow | None:
    if not key:
        return None
    found = next((row for row in dictionary(session) if row.key == key), None)
    if found is None:
        raise RuleBroken(f"There is no measure “{key}” in this store.")
    return found
