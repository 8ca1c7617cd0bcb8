"""What can be done with improvement plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import sealing
from csmanager.core.errors import RuleBroken
from csmanager.features.commitments import actions as commitments
from csmanager.features.commitments.rules import Owner
from csmanager.features.reviews.periods import day_text
from csmanager.features.reviews.plans import rules
from csmanager.features.reviews.plans.queries import weeks_json
from csmanager.features.reviews.plans.rules import CheckResult, Containment, PlanState
from csmanager.features.reviews.plans.tables import (
    ImprovementPlan,
    PlanCheckpoint,
    PlanContainment,
    PlanGoal,
    PlanMove,
)
from csmanager.features.reviews.rules import Level
from csmanager.features.reviews.targets import dictionary
from csmanager.features.reviews.words import value_text
from csmanager.features.team.tables import Person

WEEKS = 8  # how long a plan runs unless told otherwise


@dataclass(frozen=True, slots=True)
class Promise:
    """Support one side owes: who, what, by when."""

    owner: Owner
    text: str
    due_on: dt.date | None = None


def open_plan(
    session: Session,
    *,
    person_id: int,
    title: str,
    cause: str,
    today: dt.date,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    every_days: int = 14,
    consequence: str = "",
    review_id: int | None = None,
    support: Sequence[Promise] = (),
    private_note: str | None = "",
) -> int:
    """Draft a plan with its checkpoints, and what both sides owe; returns its id.

    Raises RuleBroken without a cause, or when the person has an open plan.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise RuleBroken("This person is no longer there.")
    if person.left_on is not None and person.left_on <= today:
        raise RuleBroken(f"{person.name} has left; a plan could not help any more.")
    others = session.scalars(
        sa.select(ImprovementPlan).where(
            ImprovementPlan.person_id == person_id,
            ImprovementPlan.state.in_(sorted(rules.OPEN)),
            ImprovementPlan.trashed_on.is_(None),
        )
    ).all()
    if others:
        raise RuleBroken(f"{person.name} has an open plan already: {others[0].title}.")
    if not title.strip():
        raise RuleBroken("A plan needs a title.")
    if not cause.strip():
        raise RuleBroken("Write down the cause: what was found to be behind the figures?")
    begins = starts_on if starts_on is not None else today
    ends = ends_on if ends_on is not None else begins + dt.timedelta(weeks=WEEKS)
    if ends <= begins:
        raise RuleBroken("A plan ends after it starts.")
    plan = ImprovementPlan(
        person_id=person_id,
        review_id=review_id,
        title=" ".join(title.split()),
        cause=cause.strip(),
        consequence=consequence.strip(),
        state=PlanState.DRAFT,
        opened_on=today,
        starts_on=begins,
        ends_on=ends,
        first_end_on=ends,
        every_days=every_days,
        locked_on=None,
        witness="",
        outcome_note="",
        ended_on=None,
        private_note="",
        trashed_on=None,
    )
    session.add(plan)
    session.flush()
    plan.private_note = _private(session, plan.id, private_note or "")
    for day in rules.checkpoint_days(begins, ends, every_days):
        session.add(_checkpoint(plan.id, day))
    for one in support:
        promise(session, plan.id, owner=one.owner, text=one.text, due_on=one.due_on, today=today)
    session.flush()
    return plan.id


def edit_plan(
    session: Session,
    plan_id: int,
    *,
    title: str,
    cause: str,
    consequence: str = "",
    private_note: str | None = None,
    witness: str = "",
) -> None:
    """Change what stands around the goals of an open plan; a private note of None stays as it is."""
    plan = _plan(session, plan_id)
    if plan.state in rules.ENDED and (title, cause, consequence) != (
        plan.title,
        plan.cause,
        plan.consequence,
    ):
        raise RuleBroken("This plan has ended; only its private note can change.")
    if not title.strip() or not cause.strip():
        raise RuleBroken("A plan keeps its title and its cause.")
    plan.title, plan.cause = " ".join(title.split()), cause.strip()
    plan.consequence = consequence.strip()
    if private_note is not None:
        plan.private_note = _private(session, plan.id, private_note)
    plan.witness = witness.strip()


def _private(session: Session, plan_id: int, text: str) -> str:
    return sealing.kept(session, text, sealing.place("improvement_plan", "private_note", plan_id))


def add_goal(
    session: Session,
    plan_id: int,
    *,
    text: str,
    metric_key: str,
    target_value: float | None,
    due_on: dt.date | None,
    today: dt.date,
    start_value: float | None = None,
    reason: str = "",
) -> int:
    """Add a goal to a plan; returns its id. Raises RuleBroken without measure, target or day, or when locked."""
    plan = _plan(session, plan_id)
    rules.check_plan_goal(text, metric_key, target_value, due_on)
    rules.check_change(plan.locked_on, plan.state, reason)
    assert target_value is not None and due_on is not None
    _check_metric(session, metric_key)
    if not plan.starts_on < due_on <= plan.ends_on:
        raise RuleBroken(
            f"The plan runs from {day_text(plan.starts_on)} to {day_text(plan.ends_on)}; the goal is due inside it."
        )
    goal = PlanGoal(
        plan_id=plan_id, text=" ".join(text.split()), metric_key=metric_key, start_value=start_value,
        target_value=target_value, due_on=due_on,
    )  # fmt: skip
    session.add(goal)
    session.flush()
    if plan.state in rules.RUNNING:
        session.add(_move(plan_id, today, f"Goal added: {goal.text}", reason))
    return goal.id


def change_goal(
    session: Session,
    goal_id: int,
    *,
    today: dt.date,
    text: str,
    target_value: float | None,
    due_on: dt.date | None,
    reason: str = "",
) -> None:
    """Change a goal: freely while it is drafted, with a reason while it runs, never once it is locked."""
    goal = _goal(session, goal_id)
    plan = _plan(session, goal.plan_id)
    rules.check_change(plan.locked_on, plan.state, reason)
    rules.check_plan_goal(text, goal.metric_key, target_value, due_on)
    assert target_value is not None and due_on is not None
    unit = next(row.unit for row in dictionary(session) if row.key == goal.metric_key)
    before = f"{goal.text}, {value_text(goal.target_value, unit)} by {day_text(goal.due_on)}"
    goal.text, goal.target_value, goal.due_on = " ".join(text.split()), target_value, due_on
    after = f"{goal.text}, {value_text(target_value, unit)} by {day_text(due_on)}"
    if plan.state in rules.RUNNING and before != after:
        session.add(_move(plan.id, today, f"Goal changed: {before} → {after}", reason))


def remove_goal(session: Session, goal_id: int, *, today: dt.date, reason: str = "") -> None:
    """Take a goal out, under the same terms as a change."""
    goal = _goal(session, goal_id)
    plan = _plan(session, goal.plan_id)
    rules.check_change(plan.locked_on, plan.state, reason)
    if plan.state in rules.RUNNING:
        session.add(_move(plan.id, today, f"Goal taken out: {goal.text}", reason))
    session.delete(goal)


def promise(
    session: Session,
    plan_id: int,
    *,
    owner: Owner | str,
    text: str,
    today: dt.date,
    due_on: dt.date | None = None,
) -> int:
    """Write down what one side owes; returns the id of the agreed action."""
    plan = _plan(session, plan_id)
    if plan.state in rules.ENDED:
        raise RuleBroken("This plan has ended.")
    return commitments.agree(
        session,
        text=text,
        today=today,
        person_id=plan.person_id,
        owner=owner,
        due_on=due_on,
        source="improvement_plan",
        source_id=plan_id,
    )


def contain(
    session: Session,
    plan_id: int,
    *,
    kind: Containment | str,
    starts_on: dt.date,
    ends_on: dt.date,
    text: str = "",
) -> int:
    """Keep customers safe for a time; every measure ends on a day. Returns its id."""
    plan = _plan(session, plan_id)
    if plan.state in rules.ENDED:
        raise RuleBroken("This plan has ended.")
    if ends_on < starts_on:
        raise RuleBroken("A measure ends after it starts.")
    row = PlanContainment(
        plan_id=plan_id, kind=Containment(kind), text=text.strip(), starts_on=starts_on, ends_on=ends_on
    )
    session.add(row)
    session.flush()
    return row.id


def move(
    session: Session,
    plan_id: int,
    move: str,
    *,
    today: dt.date,
    reason: str = "",
    until: dt.date | None = None,
    witness: str = "",
) -> None:
    """Move a plan (``rules.MOVES``). ``until``: the new end of an extended one.

    A plan starts with at least one goal and with support from the manager; one that ends ends its containment.
    """
    plan = _plan(session, plan_id)
    after = rules.moved(plan.title, plan.state, move, reason)
    what = rules.MOVE_WORDS[move]
    if move == "start":
        _check_start(session, plan)
    if move == "extend":
        if until is None or until <= plan.ends_on:
            raise RuleBroken(f"The plan ends on {day_text(plan.ends_on)} now; choose a later day.")
        for day in rules.checkpoint_days(plan.ends_on, until, plan.every_days):
            session.add(_checkpoint(plan_id, day))
        what = f"Extended from {day_text(plan.ends_on)} to {day_text(until)}"
        plan.ends_on = until
    if after in rules.ENDED:
        plan.ended_on, plan.outcome_note = today, reason.strip()
        for row in session.scalars(sa.select(PlanContainment).where(PlanContainment.plan_id == plan_id)):
            if row.ends_on > today:
                row.ends_on = max(row.starts_on, today)
    if witness.strip():
        plan.witness = witness.strip()
    session.add(_move(plan_id, today, what, reason))
    plan.state = after


def _check_start(session: Session, plan: ImprovementPlan) -> None:
    goals = session.scalar(
        sa.select(sa.func.count()).select_from(PlanGoal).where(PlanGoal.plan_id == plan.id)
    )
    if not goals:
        raise RuleBroken("Set at least one goal with a measure and a day first.")
    from csmanager.features.commitments.queries import commitments as owed

    if not any(
        row.owner is Owner.MANAGER for row in owed(session, source="improvement_plan", source_id=plan.id)
    ):
        raise RuleBroken("Both sides owe something: write down what support you promise first.")


def hold_checkpoint(
    session: Session,
    checkpoint_id: int,
    *,
    result: CheckResult | str,
    today: dt.date,
    manager_note: str = "",
    person_note: str = "",
    on: dt.date | None = None,
) -> None:
    """Note that a checkpoint was held; the weeks up to it are kept as they are, and the goals are locked."""
    row = session.get(PlanCheckpoint, checkpoint_id)
    if row is None:
        raise RuleBroken("This checkpoint is no longer there.")
    plan = _plan(session, row.plan_id)
    if plan.state not in rules.RUNNING:
        raise RuleBroken(
            f"{plan.title} is {rules.STATE_WORDS[plan.state].lower()}; checkpoints are held while it runs."
        )
    if row.held_on is not None:
        raise RuleBroken(f"This checkpoint was held on {day_text(row.held_on)}.")
    day = on if on is not None else today
    if day > today:
        raise RuleBroken("A checkpoint cannot be held after today.")
    row.held_on, row.result = day, CheckResult(result)
    row.manager_note, row.person_note = manager_note.strip(), person_note.strip()
    row.pinned = weeks_json(session, plan.id, day)
    if plan.locked_on is None:
        plan.locked_on = day
        session.add(_move(plan.id, day, "Goals locked by the first checkpoint", ""))


def trash_plans(session: Session, plan_ids: Sequence[int], *, today: dt.date) -> int:
    """Put plans into the Trash; returns how many. One under way is cancelled first, so that a reason stands there."""
    for plan_id in plan_ids:
        plan = _plan(session, plan_id)
        if plan.state in rules.RUNNING:
            raise RuleBroken(f"{plan.title} is under way; cancel it, with a reason, before.")
        plan.trashed_on = today
    return len(plan_ids)


# inside


def _plan(session: Session, plan_id: int) -> ImprovementPlan:
    plan = session.get(ImprovementPlan, plan_id)
    if plan is None or plan.trashed_on is not None:
        raise RuleBroken("This plan is no longer there.")
    return plan


def _goal(session: Session, goal_id: int) -> PlanGoal:
    goal = session.get(PlanGoal, goal_id)
    if goal is None:
        raise RuleBroken("This goal is no longer there.")
    return goal


def _check_metric(session: Session, key: str) -> None:
    metric = next((row for row in dictionary(session) if row.key == key), None)
    if metric is None:
        raise RuleBroken(f"There is no measure “{key}” in this store.")
    if metric.level is Level.TEAM:
        raise RuleBroken(f"{metric.name} is a result of the team; nobody alone can be held to it.")


def _checkpoint(plan_id: int, day: dt.date) -> PlanCheckpoint:
    return PlanCheckpoint(
        plan_id=plan_id, due_on=day, held_on=None, result=None, manager_note="", person_note="", pinned=""
    )


def _move(plan_id: int, day: dt.date, what: str, reason: str) -> PlanMove:
    return PlanMove(plan_id=plan_id, moved_on=day, what=what, reason=reason.strip())
