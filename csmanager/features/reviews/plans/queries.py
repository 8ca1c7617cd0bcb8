"""Improvement plans as they are shown; their weeks are computed from the figures when they are looked at."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.commitments.queries import CommitmentRow, commitments
from csmanager.features.reviews.goals.rules import progress
from csmanager.features.reviews.periods import span
from csmanager.features.reviews.plans import rules
from csmanager.features.reviews.plans.rules import CheckResult, Containment, PlanState
from csmanager.features.reviews.plans.tables import (
    ImprovementPlan,
    PlanCheckpoint,
    PlanContainment,
    PlanGoal,
    PlanMove,
)
from csmanager.features.reviews.queries import review
from csmanager.features.reviews.targets import dictionary
from csmanager.features.reviews.words import range_text, value_text
from csmanager.features.team.tables import Person


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan in the list. ``next_on``: the next checkpoint that was not held, None when there is none."""

    id: int
    person_id: int
    person: str
    title: str
    state: PlanState
    starts_on: dt.date
    ends_on: dt.date
    next_on: dt.date | None
    held: int
    checkpoints: int
    goals: int
    locked_on: dt.date | None
    cause: str

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in rules.OPEN


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """The figure of a goal in one week of the plan. ``value`` None: no data; few are shown, not judged."""

    first: str
    last: str
    value: float | None
    n: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class PlanGoalRow:
    """A goal with the whole time so far in one figure, and week by week."""

    id: int
    text: str
    metric_key: str
    metric: str
    unit: str
    better: str
    start_value: float | None
    target_value: float
    due_on: dt.date
    value: float | None
    n: int
    low: float | None
    high: float | None
    minimum_n: int
    done: float | None
    standing: str
    why: str
    weeks: tuple[WeekPoint, ...]

    @property
    def aim(self) -> str:
        """From where to where, in words."""
        start = f"{value_text(self.start_value, self.unit)} → " if self.start_value is not None else ""
        return f"{start}{value_text(self.target_value, self.unit)}"


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """One checkpoint; ``pinned``: goal text -> weeks as they were when it was held."""

    id: int
    due_on: dt.date
    held_on: dt.date | None
    result: CheckResult | None
    manager_note: str
    person_note: str
    pinned: dict[str, list[WeekPoint]]


@dataclass(frozen=True, slots=True)
class ContainmentRow:
    """What keeps customers safe, from when to when."""

    id: int
    person_id: int
    person: str
    kind: Containment
    text: str
    starts_on: dt.date
    ends_on: dt.date

    @property
    def words(self) -> str:
        """What it is, in words."""
        return f"{rules.CONTAINMENT_WORDS[self.kind]}{f': {self.text}' if self.text else ''}"


@dataclass(frozen=True, slots=True)
class PlanMoveRow:
    """One move of a plan, or change of a goal."""

    moved_on: dt.date
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanDetail:
    """Everything about one plan."""

    row: PlanRow
    consequence: str
    opened_on: dt.date
    first_end_on: dt.date
    every_days: int
    witness: str
    outcome_note: str
    ended_on: dt.date | None
    private_note: str
    review_id: int | None
    goals: list[PlanGoalRow]
    checkpoints: list[CheckpointRow]
    containment: list[ContainmentRow]
    owed: list[CommitmentRow]
    moves: list[PlanMoveRow]


def plans(session: Session, *, person_id: int | None = None) -> list[PlanRow]:
    """All plans that are not in the Trash: open ones by their next checkpoint, then the ended ones, newest first."""
    grouped = sa.select(PlanGoal.plan_id, sa.func.count()).group_by(PlanGoal.plan_id)
    counts: dict[int, int] = dict(session.execute(grouped).all())
    checks: dict[int, list[tuple[dt.date, dt.date | None]]] = {}
    for plan_id, due, held in session.execute(
        sa.select(PlanCheckpoint.plan_id, PlanCheckpoint.due_on, PlanCheckpoint.held_on).order_by(
            PlanCheckpoint.due_on
        )
    ):
        checks.setdefault(plan_id, []).append((due, held))
    query = (
        sa.select(ImprovementPlan, Person.name)
        .join(Person, Person.id == ImprovementPlan.person_id)
        .where(ImprovementPlan.trashed_on.is_(None))
    )
    if person_id is not None:
        query = query.where(ImprovementPlan.person_id == person_id)
    rows = []
    for plan, name in session.execute(query):
        own = checks.get(plan.id, [])
        waiting = [due for due, held in own if held is None]
        rows.append(
            PlanRow(
                plan.id,
                plan.person_id,
                name,
                plan.title,
                plan.state,
                plan.starts_on,
                plan.ends_on,
                waiting[0] if waiting and plan.state in rules.RUNNING else None,
                sum(held is not None for _, held in own),
                len(own),
                counts.get(plan.id, 0),
                plan.locked_on,
                plan.cause,
            )
        )
    return sorted(
        rows,
        key=lambda row: (
            not row.is_open,
            (row.next_on or row.starts_on).toordinal() if row.is_open else -row.ends_on.toordinal(),
            row.id,
        ),
    )


def detail(session: Session, plan_id: int, today: dt.date, *, with_figures: bool = True) -> PlanDetail | None:
    """Everything about one plan with its weeks up to ``today``; None when it is gone.

    ``with_figures`` False: at once, for the window; the goals come without their weeks.
    """
    plan = session.get(ImprovementPlan, plan_id)
    row = next((row for row in plans(session) if row.id == plan_id), None)
    if plan is None or row is None:
        return None
    checkpoints = session.scalars(
        sa.select(PlanCheckpoint).where(PlanCheckpoint.plan_id == plan_id).order_by(PlanCheckpoint.due_on)
    )
    moves = session.scalars(sa.select(PlanMove).where(PlanMove.plan_id == plan_id).order_by(PlanMove.id))
    return PlanDetail(
        row,
        plan.consequence,
        plan.opened_on,
        plan.first_end_on,
        plan.every_days,
        plan.witness,
        plan.outcome_note,
        plan.ended_on,
        plan.private_note,
        plan.review_id,
        goal_rows(session, plan_id, today, with_figures=with_figures),
        [
            CheckpointRow(
                one.id, one.due_on, one.held_on, one.result, one.manager_note, one.person_note,
                _pinned(one.pinned),
            )
            for one in checkpoints
        ],
        [found for owner, found in containment(session) if owner == plan_id],
        commitments(session, source="improvement_plan", source_id=plan_id),
        [PlanMoveRow(one.moved_on, one.what, one.reason) for one in moves],
    )  # fmt: skip


def containment(session: Session, *, on: dt.date | None = None) -> list[tuple[int, ContainmentRow]]:
    """(plan id, measure) of all plans that were not trashed; ``on``: only those that hold on that day."""
    query = (
        sa.select(PlanContainment, ImprovementPlan, Person.name)
        .join(ImprovementPlan, ImprovementPlan.id == PlanContainment.plan_id)
        .join(Person, Person.id == ImprovementPlan.person_id)
        .where(ImprovementPlan.trashed_on.is_(None))
        .order_by(PlanContainment.starts_on, PlanContainment.id)
    )
    if on is not None:
        query = query.where(PlanContainment.starts_on <= on, PlanContainment.ends_on >= on)
    return [
        (
            plan.id,
            ContainmentRow(one.id, plan.person_id, name, one.kind, one.text, one.starts_on, one.ends_on),
        )
        for one, plan, name in session.execute(query)
        if on is None or plan.state in rules.RUNNING
    ]


def goal_rows(
    session: Session, plan_id: int, today: dt.date, *, with_figures: bool = True
) -> list[PlanGoalRow]:
    """The goals of a plan with their figures: the whole time so far, and each week that is over."""
    plan = session.get_one(ImprovementPlan, plan_id)
    rows = session.scalars(sa.select(PlanGoal).where(PlanGoal.plan_id == plan_id).order_by(PlanGoal.id)).all()
    metrics = {row.key: row for row in dictionary(session)}
    keys = {row.metric_key for row in rows}
    end = min(today, plan.ended_on or today, plan.ends_on)
    spans = rules.weeks_of(plan.starts_on, end) if with_figures else []
    weeks = figures(session, plan.person_id, keys, spans)
    so_far = [(plan.starts_on, end)] if with_figures and end >= plan.starts_on else []
    whole = figures(session, plan.person_id, keys, so_far)
    found = []
    for row in rows:
        metric = metrics.get(row.metric_key)
        point = next(iter(whole.get(row.metric_key, [])), None)
        unit = str(metric.unit) if metric else "share"
        better = str(metric.better) if metric else "higher"
        minimum = metric.minimum_n if metric else 0
        done, standing, why = _standing(row, point, unit, minimum, plan.starts_on, today)
        if not with_figures:
            done, standing, why = None, "…", "Its figures are being read."
        found.append(
            PlanGoalRow(
                row.id,
                row.text,
                row.metric_key,
                metric.name if metric else row.metric_key,
                unit,
                better,
                row.start_value,
                row.target_value,
                row.due_on,
                point.value if point else None,
                point.n if point else 0,
                point.low if point else None,
                point.high if point else None,
                minimum,
                done,
                standing,
                why,
                tuple(weeks.get(row.metric_key, [])),
            )
        )
    return found


def _standing(
    row: PlanGoal, point: WeekPoint | None, unit: str, minimum: int, starts_on: dt.date, today: dt.date
) -> tuple[float | None, str, str]:
    """(how far, in one word, why): met only where the figure has reached the target with enough behind it."""
    if today < starts_on:
        return None, "not begun", "The plan has not begun."
    if point is None or point.value is None:
        return None, "no data", "Nothing was counted in the time of the plan yet."
    figure = f"{value_text(point.value, unit)} since the start (n = {point.n:,}"
    limits = range_text(point.low, point.high, unit)
    figure += f", likely {limits})" if limits else ")"
    if point.n < minimum:
        return None, "not judged", f"{figure}. Too few to judge: it needs {minimum:,}."
    upwards = row.start_value is None or row.target_value >= row.start_value
    limit = point.low if upwards else point.high
    reached = point.value >= row.target_value if upwards else point.value <= row.target_value
    done = progress(row.start_value, row.target_value, point.value)
    if reached and (limit is None or (limit < row.target_value if upwards else limit > row.target_value)):
        return 1.0, "reached, may be chance", f"{figure}. What is likely still holds the target."
    if reached:
        return 1.0, "reached", f"{figure}."
    beyond = (
        point.low is not None
        and point.high is not None
        and (point.high < row.target_value if upwards else point.low > row.target_value)
    )
    if not beyond:
        return done, "within chance", f"{figure}. The target lies within what is likely, so it may be met."
    return done, "not yet", f"{figure}."


def figures(
    session: Session, person_id: int, keys: set[str], spans: list[tuple[dt.date, dt.date]]
) -> dict[str, list[WeekPoint]]:
    """The figures of one person for some measures in each of ``spans``: measure -> a point each."""
    found: dict[str, list[WeekPoint]] = {key: [] for key in keys}
    for first, last in spans if keys else ():
        read = review(session, span(first, last), person=person_id, trends=False)
        lines = {line.metric: line for own in read.people.values() for line in own}
        for key in keys:
            line = lines.get(key)
            found[key].append(
                WeekPoint(
                    first.isoformat(),
                    last.isoformat(),
                    line.value if line else None,
                    line.n if line else 0,
                    line.low if line else None,
                    line.high if line else None,
                )
            )
    return found


def weeks_json(session: Session, plan_id: int, on: dt.date) -> str:
    """The goals' weeks up to a day, to be kept with a checkpoint."""
    return json.dumps(
        {row.text: [asdict(week) for week in row.weeks] for row in goal_rows(session, plan_id, on)},
        ensure_ascii=False,
    )


def _pinned(text: str) -> dict[str, list[WeekPoint]]:
    if not text:
        return {}
    raw: dict[str, list[dict[str, object]]] = json.loads(text)
    return {goal: [WeekPoint(**week) for week in weeks] for goal, weeks in raw.items()}  # type: ignore[arg-type]
