"""Setting and ending targets, and editing the metric dictionary."""

from __future__ import annotations

import datetime as dt
import json
import math

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews import versions
from csmanager.features.reviews.periods import day_text
from csmanager.features.reviews.rules import Better, Level, Scope, Unit
from csmanager.features.reviews.tables import Metric, Target

_LIMITS = {
    Unit.SHARE: (0.0, 1.0, "A share lies between 0 and 100 %."),
    Unit.POINTS: (-100.0, 100.0, "Points lie between -100 and 100."),
    Unit.SCORE: (1.0, 10.0, "A score lies between 1 and 10."),
    Unit.SECONDS: (0.0, 366 * 86_400.0, "A time lies between 0 and a year."),
    Unit.COUNT: (0.0, 1e9, "A number of contacts is 0 or more."),
    Unit.NUMBER: (0.0, 1e6, "Such a number lies between 0 and a million."),
    Unit.MONEY: (0.0, 1e9, "An amount of money is 0 or more."),
}
_OPTIONS = {  # option -> (least, most, what it is)
    "within_s": (1, 3600, "Seconds for the time within which calls should be answered"),
    "short_s": (0, 600, "Seconds for the short time after which giving up counts"),
    "window_days": (1, 30, "Days after which another contact is no repeat"),
    "within_h": (1, 500, "Opening hours within which a ticket should be answered"),
    "pass_percent": (1, 100, "The pass mark, in per cent,"),
    "grace_min": (0, 60, "Minutes of grace"),
}


def set_target(
    session: Session,
    *,
    metric: str,
    value: float,
    starts_on: dt.date,
    upper: float | None = None,
    scope: Scope | str = Scope.STORE,
    scope_id: int | None = None,
    ends_on: dt.date | None = None,
    note: str = "",
) -> int:
    """Set a target from ``starts_on`` on, in the metric's unit; with ``upper`` a range. Returns its id.

    A target of the same measure and scope that is in force then ends the day before; one that starts the same day
    is taken over. Raises RuleBroken when the values make no sense.
    """
    row = _metric(session, metric)
    scope = Scope(scope)
    _check(row, value, upper, starts_on, ends_on, scope, scope_id)
    for other in _same_scope(session, row.id, scope, scope_id):
        if other.starts_on == starts_on:
            other.value, other.upper, other.ends_on, other.note = value, upper, ends_on, note
            session.flush()
            return other.id
        is_open = other.ends_on is None or other.ends_on >= starts_on
        if other.starts_on < starts_on and is_open:
            other.ends_on = starts_on - dt.timedelta(days=1)
    made = Target(
        metric_id=row.id,
        scope=scope,
        team_id=scope_id if scope is Scope.TEAM else None,
        role_id=scope_id if scope is Scope.ROLE else None,
        person_id=scope_id if scope is Scope.PERSON else None,
        value=float(value),
        upper=None if upper is None else float(upper),
        starts_on=starts_on,
        ends_on=ends_on,
        note=note.strip(),
    )
    session.add(made)
    session.flush()
    return made.id


def end_target(session: Session, target_id: int, *, ends_on: dt.date) -> None:
    """Let a target hold up to and with ``ends_on``."""
    target = _target(session, target_id)
    if ends_on < target.starts_on:
        raise RuleBroken(f"It starts on {day_text(target.starts_on)}; move it to the trash if it never held.")
    target.ends_on = ends_on


def correct_target(
    session: Session,
    target_id: int,
    *,
    value: float,
    upper: float | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    note: str,
) -> None:
    """Put right what was written; earlier months are judged anew by it."""
    target = _target(session, target_id)
    metric = session.get_one(Metric, target.metric_id)
    whom = target.person_id or target.role_id or target.team_id
    _check(metric, value, upper, starts_on, ends_on, target.scope, whom)
    target.value, target.upper = float(value), None if upper is None else float(upper)
    target.starts_on, target.ends_on, target.note = starts_on, ends_on, note.strip()


def trash_target(session: Session, target_id: int, *, today: dt.date) -> None:
    """Move a target to the trash: it holds for no month any more."""
    _target(session, target_id).trashed_on = today


def restore_target(session: Session, target_id: int) -> None:
    """Take a target out of the trash."""
    _target(session, target_id).trashed_on = None


def edit_metric(
    session: Session,
    metric_id: int,
    *,
    name: str,
    definition: str,
    formula: str,
    minimum_n: int,
    options: dict[str, int] | None = None,
    today: dt.date | None = None,
) -> None:
    """Change a measure. Its version rises when what it means changes: definition, formula, minimum or options.

    ``today``: from when on the new meaning holds; what it meant before is kept beside it.
    """
    metric = session.get(Metric, metric_id)
    if metric is None:
        raise RuleBroken("This measure is no longer there.")
    name, definition, formula = name.strip(), definition.strip(), formula.strip()
    if not name or not definition:
        raise RuleBroken("A measure needs a name and a definition.")
    if not 1 <= minimum_n <= 1_000_000:
        raise RuleBroken("The least number to judge by is 1 or more.")
    present: dict[str, int] = json.loads(metric.options)
    chosen = {**present, **_checked(present, options or {})}
    if "short_s" in chosen and chosen["short_s"] > chosen["within_s"]:
        raise RuleBroken("The short time cannot be longer than the time to answer in.")
    means = (metric.definition, metric.formula, metric.minimum_n, present)
    is_other = means != (definition, formula, minimum_n, chosen)
    if is_other:
        versions.keep(session, metric)
        metric.version += 1
    metric.name, metric.definition, metric.formula = name, definition, formula
    metric.minimum_n, metric.options = minimum_n, json.dumps(chosen, sort_keys=True)
    if is_other:
        versions.begin(session, metric, today)


def _checked(present: dict[str, int], options: dict[str, int]) -> dict[str, int]:
    for key, value in options.items():
        if key not in present or key not in _OPTIONS:
            raise RuleBroken("This cannot be set for this measure.")
        least, most, what = _OPTIONS[key]
        if not least <= value <= most:
            verb = "lies" if key == "pass_percent" else "lie"
            raise RuleBroken(f"{what} {verb} between {least} and {most:,}.")
    return options


def _metric(session: Session, key: str) -> Metric:
    found = session.scalar(sa.select(Metric).where(Metric.key == key))
    if found is None:
        raise RuleBroken(f'There is no measure called "{key}".')
    return found


def _target(session: Session, target_id: int) -> Target:
    found = session.get(Target, target_id)
    if found is None:
        raise RuleBroken("This target is no longer there.")
    return found


def _same_scope(session: Session, metric_id: int, scope: Scope, scope_id: int | None) -> list[Target]:
    query = sa.select(Target).where(
        Target.metric_id == metric_id, Target.scope == scope, Target.trashed_on.is_(None)
    )
    return [
        target
        for target in session.scalars(query)
        if (target.person_id or target.role_id or target.team_id) == scope_id
    ]


def _check(
    metric: Metric,
    value: float,
    upper: float | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    scope: Scope,
    scope_id: int | None,
) -> None:
    if (scope is Scope.STORE) != (scope_id is None):
        raise RuleBroken("Choose for whom the target holds.")
    if metric.level is Level.TEAM and scope is not Scope.STORE:
        raise RuleBroken(
            f"{metric.name} is a result of how many people were there; its target holds for everyone."
        )
    least, most, words = _LIMITS[metric.unit]
    for one in (value, upper):
        if one is not None and not (math.isfinite(one) and least <= one <= most):
            raise RuleBroken(words)
    if upper is not None and upper < value:
        raise RuleBroken("A range ends above where it starts.")
    if upper is None and metric.better is Better.RANGE:
        raise RuleBroken(f"Too little of {metric.name.lower()} is no aim either: give a range, from and to.")
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken("A target cannot end before it starts.")
