"""Goals with how far they have come, computed from the figures when they are looked at."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.reviews.goals.rules import GoalOwner, GoalState, expected, pace, progress
from csmanager.features.reviews.goals.tables import Goal, GoalMove
from csmanager.features.reviews.periods import span
from csmanager.features.reviews.queries import Line, review
from csmanager.features.reviews.targets import dictionary
from csmanager.features.reviews.words import range_text, value_text
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Person

WINDOW = 28  # days a goal's figure is of: whole weeks, enough for most measures


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal. ``done``: 0 to 1, None when it cannot be told; ``value``, ``n``: the figure it rests on.

    ``standing``: reached, on track, behind, at risk, not judged. ``why``: what the standing rests on.
    """

    id: int
    owner: GoalOwner
    person_id: int | None
    whom: str
    title: str
    parent_id: int | None
    metric_key: str
    metric: str
    unit: str
    start_value: float | None
    target_value: float | None
    starts_on: dt.date
    due_on: dt.date
    weight: int
    state: GoalState
    ended_on: dt.date | None
    note: str
    value: float | None
    n: int
    done: float | None
    time: float
    standing: str
    why: str

    @property
    def is_open(self) -> bool:
        """Whether it is still worked at."""
        return self.state in (GoalState.PENDING, GoalState.IN_PROGRESS)

    @property
    def aim(self) -> str:
        """From where to where, in words."""
        if not self.metric_key:
            return ""
        start = f"{value_text(self.start_value, self.unit)} → " if self.start_value is not None else ""
        return f"{start}{value_text(self.target_value, self.unit)}"


@dataclass(frozen=True, slots=True)
class GoalMoveRow:
    """One move or change of a goal."""

    moved_on: dt.date
    what: str
    reason: str


def goals(
    session: Session, today: dt.date, *, person_id: int | None = None, only_open: bool = False
) -> list[GoalRow]:
    """All goals with their progress; open ones first, by their day.

    A goal's figure is that of the last 28 days of its time, up to today; an ended one is looked at on the day it
    ended. Archived goals do not count for the goal they are part of.
    """
    canonical = canonical_ids(session)
    names = dict(session.execute(sa.select(Person.id, Person.name)).all())
    metrics = {row.key: row for row in dictionary(session)}
    found = session.scalars(sa.select(Goal).where(Goal.trashed_on.is_(None)).order_by(Goal.id)).all()
    figures = _figures(session, found, today, canonical)
    rows: dict[int, GoalRow] = {}
    for goal in found:
        whom = canonical.get(goal.person_id, goal.person_id) if goal.person_id is not None else None
        metric = metrics.get(goal.metric_key)
        line = figures.get(goal.id)
        done, why = _done(goal, line, metric.name if metric else "", metric.minimum_n if metric else 0)
        on = min(goal.ended_on or today, goal.due_on)
        time = expected(goal.starts_on, goal.due_on, on)
        rows[goal.id] = GoalRow(
            goal.id,
            goal.owner,
            whom,
            names.get(whom, "") if whom is not None else "The team",
            goal.title,
            goal.parent_id,
            goal.metric_key,
            metric.name if metric else ("" if not goal.metric_key else goal.metric_key),
            str(metric.unit) if metric else "share",
            goal.start_value,
            goal.target_value,
            goal.starts_on,
            goal.due_on,
            goal.weight,
            goal.state,
            goal.ended_on,
            goal.note,
            line.value if line else None,
            line.n if line else 0,
            done,
            time,
            pace(done, time),
            why,
        )
    listed = [_with_parts(row, rows) for row in rows.values()]
    if person_id is not None:
        listed = [row for row in listed if row.person_id == canonical.get(person_id, person_id)]
    if only_open:
        listed = [row for row in listed if row.is_open]
    return sorted(listed, key=lambda row: (not row.is_open, row.due_on, row.id))


def moves(session: Session, goal_id: int) -> list[GoalMoveRow]:
    """What happened to a goal, oldest first."""
    query = sa.select(GoalMove).where(GoalMove.goal_id == goal_id).order_by(GoalMove.id)
    return [GoalMoveRow(row.moved_on, row.what, row.reason) for row in session.scalars(query)]


def figure_now(session: Session, metric_key: str, person_id: int | None, today: dt.date) -> Line | None:
    """The figure of the last 28 days up to the end of the data, where a new goal could start."""
    newest = _data_until(session)
    end = min(today, newest) if newest is not None else today
    found = review(session, span(end - dt.timedelta(days=WINDOW - 1), end), person=person_id, trends=False)
    lines = found.team if person_id is None else [one for own in found.people.values() for one in own]
    return next((line for line in lines if line.metric == metric_key), None)


def _data_until(session: Session) -> dt.date | None:
    from csmanager.features.reviews.cube import figures

    return figures(session).last_day


def _figures(
    session: Session, found: Sequence[Goal], today: dt.date, canonical: dict[int, int]
) -> dict[int, Line]:
    """The line behind each goal that has a measure; one reading for all that end on one day."""
    by_end: dict[dt.date, list[Goal]] = defaultdict(list)
    newest: dt.date | None = None
    for goal in found:
        if goal.metric_key and goal.state is not GoalState.PENDING and goal.starts_on <= today:
            if newest is None:
                newest = _data_until(session) or today
            by_end[min(goal.ended_on or today, goal.due_on, newest)].append(goal)
    lines: dict[int, Line] = {}
    for end, those in by_end.items():
        for first, group in _by_first(those, end).items():
            read = review(session, span(first, end), trends=False)
            by_person = {who.id: read.people[name] for name, who in read.persons.items()}
            for goal in group:
                whom = canonical.get(goal.person_id, goal.person_id) if goal.person_id is not None else None
                own = read.team if whom is None else by_person.get(whom, [])
                line = next((one for one in own if one.metric == goal.metric_key), None)
                if line is not None:
                    lines[goal.id] = line
    return lines


def _by_first(those: list[Goal], end: dt.date) -> dict[dt.date, list[Goal]]:
    found: dict[dt.date, list[Goal]] = defaultdict(list)
    for goal in those:
        first = max(goal.starts_on, end - dt.timedelta(days=WINDOW - 1))
        if first <= end:
            found[first].append(goal)
    return found


def _done(goal: Goal, line: Line | None, metric: str, minimum: int) -> tuple[float | None, str]:
    if not goal.metric_key:
        why = "As the manager says." if goal.progress is not None else "Nobody has said yet how far it is."
        return goal.progress, why
    if not metric:
        return None, "The measure of this goal is no longer kept, so it cannot be judged."
    if goal.state is GoalState.PENDING:
        return None, "It has not begun."
    if line is None or line.value is None:
        return None, "There are no figures of its time yet."
    figure = f"{metric} is {value_text(line.value, line.unit)} (n = {line.n:,})"
    if limits := range_text(line.low, line.high, line.unit):
        figure += f", likely {limits}"
    if line.n < minimum:
        return None, f"{figure}. Too few to judge: it needs {minimum:,}."
    if goal.start_value is None:
        return None, f"{figure}. Without a start value the way cannot be measured."
    return progress(goal.start_value, goal.target_value, line.value), f"{figure}."


def _with_parts(row: GoalRow, rows: dict[int, GoalRow]) -> GoalRow:
    """A goal with parts is as far as the weighted mean of those that are not archived and can be told."""
    parts = [
        part for part in rows.values() if part.parent_id == row.id and part.state is not GoalState.ARCHIVED
    ]
    known = [(part.done, part.weight) for part in parts if part.done is not None]
    if not parts or row.metric_key:
        return row
    if not known:
        return row
    done = sum(share * weight for share, weight in known) / sum(weight for _, weight in known)
    return replace(
        row,
        done=done,
        standing=pace(done, row.time),
        why=f"Mean of {len(known)} of {len(parts)} parts.",
    )
