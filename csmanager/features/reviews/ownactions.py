"""Measures of the store's own: making, changing and dropping them, and the values written down by hand."""

from __future__ import annotations

import datetime as dt
import math
import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews import versions
from csmanager.features.reviews.formula import parse
from csmanager.features.reviews.rules import Better, Level, Unit
from csmanager.features.reviews.tables import ManualValue, Metric, Target
from csmanager.features.team.tables import Person

_PREFIX = "own_"
_BY_HAND = "written down by hand, week by week"
_RANGES = {
    Unit.SHARE: (0.0, 1.0, "A share lies between 0 and 100 %."),
    Unit.POINTS: (-100.0, 100.0, "Points lie between -100 and 100."),
}


def add_metric(
    session: Session,
    *,
    name: str,
    definition: str,
    unit: Unit | str,
    better: Better | str,
    expression: str = "",
    what: str = "",
    minimum_n: int = 20,
    today: dt.date | None = None,
) -> int:
    """A measure of the store's own; returns its id. ``expression`` "": its values are written down by hand.

    Raises RuleBroken with the reason when the formula cannot be read or the name is taken.
    """
    name, definition = _named(session, name, definition, None)
    unit, better = Unit(unit), Better(better)
    formula = parse(expression).text if expression.strip() else ""
    last = session.scalar(sa.select(sa.func.max(Metric.position))) or 0
    made = Metric(
        key=_free_key(session, name),
        name=name,
        definition=definition,
        formula=formula or _BY_HAND,
        unit=unit,
        better=better,
        level=Level.PERSON,
        minimum_n=_minimum(minimum_n),
        version=1,
        position=last + 1,
        options="{}",
        expression=formula,
        what=what.strip() or _what(expression),
    )
    session.add(made)
    versions.begin(session, made, today)
    return made.id


def edit_own_metric(
    session: Session,
    metric_id: int,
    *,
    name: str,
    definition: str,
    unit: Unit | str,
    better: Better | str,
    expression: str = "",
    what: str = "",
    minimum_n: int = 20,
    today: dt.date | None = None,
) -> None:
    """Change it; the version rises when it means something else from now on."""
    metric = _own(session, metric_id)
    name, definition = _named(session, name, definition, metric.id)
    unit, better = Unit(unit), Better(better)
    if metric.expression and not expression.strip():
        raise RuleBroken("A measure by formula needs a formula.")
    if not metric.expression and expression.strip():
        raise RuleBroken("This measure is written down by hand; make another one for the formula.")
    formula = parse(expression).text if expression.strip() else ""
    means = (metric.definition, metric.expression, metric.unit, metric.minimum_n)
    is_other = means != (definition, formula, unit, _minimum(minimum_n))
    if is_other:
        versions.keep(session, metric)
        metric.version += 1
    metric.name, metric.definition, metric.unit, metric.better = name, definition, unit, better
    metric.expression, metric.formula, metric.minimum_n = formula, formula or _BY_HAND, minimum_n
    metric.what = what.strip() or metric.what or _what(expression)
    if is_other:
        versions.begin(session, metric, today)


def trash_metric(session: Session, metric_id: int, *, today: dt.date) -> None:
    """Take a measure of the store's own out of the reviews; reviews that are pinned keep what they said."""
    metric = _own(session, metric_id)
    metric.trashed_on = today
    for target in session.scalars(
        sa.select(Target).where(Target.metric_id == metric.id, Target.trashed_on.is_(None))
    ):
        target.trashed_on = today  # a target without its measure would say nothing


def restore_metric(session: Session, metric_id: int) -> None:
    """Take it back into the reviews; its targets wait in the trash."""
    _own(session, metric_id).trashed_on = None


def set_values(
    session: Session,
    values: list[tuple[int, int | None, dt.date, float | None, int]],
) -> int:
    """Write down values of weeks: (metric id, person id or None for everyone, any day, value, n); returns how many.

    A value of None takes away what was written. The day is moved to the Monday of its week.
    """
    changed = 0
    for metric_id, person_id, day, value, n in values:
        changed += set_value(session, metric_id, person_id=person_id, day=day, value=value, n=n)
    return changed


def set_value(
    session: Session,
    metric_id: int,
    *,
    person_id: int | None,
    day: dt.date,
    value: float | None,
    n: int = 1,
    note: str = "",
) -> bool:
    """Write down one value of a week; whether anything changed. Raises RuleBroken when it cannot be."""
    metric = session.get(Metric, metric_id)
    if metric is None or metric.expression != "":
        raise RuleBroken("Values are written down by hand for measures made for that only.")
    if person_id is not None and session.get(Person, person_id) is None:
        raise RuleBroken("This person is no longer there.")
    monday = day - dt.timedelta(days=day.weekday())
    mine = ManualValue.person_id.is_(None) if person_id is None else ManualValue.person_id == person_id
    found = session.scalar(
        sa.select(ManualValue).where(ManualValue.metric_id == metric_id, mine, ManualValue.day == monday)
    )
    if value is None:
        if found is None:
            return False
        session.delete(found)
        session.flush()
        return True
    low, high, words = _RANGES.get(metric.unit, (0.0, 1e9, "A value is 0 or more."))
    if not (math.isfinite(value) and low <= value <= high):
        raise RuleBroken(words)
    if not 0 < n <= 1_000_000:
        raise RuleBroken("Say how many it rests on: 1 or more.")
    if found is not None and (found.value, found.n, found.note) == (value, n, note.strip()):
        return False
    if found is None:
        found = ManualValue(metric_id=metric_id, person_id=person_id, day=monday)
        session.add(found)
    found.value, found.n, found.note = float(value), n, note.strip()
    session.flush()
    return True


def _own(session: Session, metric_id: int) -> Metric:
    metric = session.get(Metric, metric_id)
    if metric is None:
        raise RuleBroken("This measure is no longer there.")
    if metric.expression is None:
        raise RuleBroken(
            "This measure belongs to the program; change its definition, minimum and options instead."
        )
    return metric


def _named(session: Session, name: str, definition: str, own_id: int | None) -> tuple[str, str]:
    name, definition = " ".join(name.split()), definition.strip()
    if not name or not definition:
        raise RuleBroken("A measure needs a name and a definition.")
    query = sa.select(Metric.id, Metric.name).where(Metric.trashed_on.is_(None))
    for identity, taken in session.execute(query):
        if identity != own_id and taken.casefold() == name.casefold():
            raise RuleBroken(f"There is a measure called {taken} already.")
    return name, definition


def _minimum(minimum_n: int) -> int:
    if not 1 <= minimum_n <= 1_000_000:
        raise RuleBroken("The least number to judge by is 1 or more.")
    return minimum_n


def _free_key(session: Session, name: str) -> str:
    stem = _PREFIX + (re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_") or "measure")
    taken = set(session.scalars(sa.select(Metric.key).where(Metric.key.startswith(stem, autoescape=True))))
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}_{number}", number + 1
    return key


def _what(expression: str) -> str:
    return parse(expression).rests_on.replace("_", " ") if expression.strip() else "records"
