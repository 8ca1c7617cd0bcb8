"""Measures of the store's own: by a formula over what is counted, or written down by hand week by week.

Needs numpy, so import it inside functions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.reviews.computed import Computed, Numbers, plain, rate, share
from csmanager.features.reviews.cube import Groups, Sums
from csmanager.features.reviews.formula import VARIABLES, Formula, evaluate
from csmanager.features.reviews.periods import Period
from csmanager.features.reviews.rules import Unit
from csmanager.features.team.tables import Person


def by_formula(formula: Formula, unit: Unit, sums: Sums) -> Computed:
    """A measure of a formula. Shares of counts get Wilson limits, counts per count Poisson ones, others none."""

    def value_of(name: str) -> Numbers:
        variable = VARIABLES[name]
        counts = sums.of(variable.fact)
        return counts if variable.worth == 1 else counts * variable.worth

    def divide(top: Any, bottom: Any) -> Any:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(np.asarray(bottom) != 0, np.divide(top, np.where(bottom == 0, 1, bottom)), np.nan)

    n = sums.of(VARIABLES[formula.rests_on].fact)
    per = formula.per
    if per is not None:
        factor, events, base = per
        top, bottom = sums.of(VARIABLES[events].fact), sums.of(VARIABLES[base].fact)
        if unit is Unit.SHARE and factor == 1 and bool((top <= bottom).all()):
            return share(top, bottom)
        if unit in (Unit.NUMBER, Unit.SHARE):
            return rate(top, bottom, factor)
    if formula.ratio is not None:
        above, below = (
            np.broadcast_to(np.asarray(evaluate(part, value_of, divide), float), n.shape)
            for part in formula.ratio
        )
        # a line of measures keeps its denominators above nought
        return plain(np.where(below < 0, -above, above), np.abs(below), n)
    found = np.broadcast_to(np.asarray(evaluate(formula.tree, value_of, divide), float), n.shape)
    return plain(found, np.where(np.isnan(found), 0, 1), n)


_WHOLE, _NOBODY = -1, -2  # whose a value is, instead of a place
_VALUES = "SELECT person_id, day, value, n FROM manual_value WHERE metric_id = ? AND day BETWEEN ? AND ? ORDER BY id"


def by_hand(
    session: Session,
    metric_id: int,
    unit: Unit,
    periods: Sequence[Period],
    groups: Groups,
    canonical: dict[int, int],
) -> Computed:
    """A measure written down weekly: counts are added up, anything else is the mean weighted by n.

    A week counts in the period its Monday lies in. Values of everyone (no person) stand in the team's figure; where
    there are none, those of the people together do.
    """
    top = np.zeros((len(periods), groups.count + 1))
    n = np.zeros((len(periods), groups.count + 1), np.int64)
    whole = np.zeros((len(periods), 2))
    place = {identity: index for index, identity in enumerate(groups.ids)}
    first, last = min(one.first for one in periods), max(one.last for one in periods)
    rows = (
        session.connection().exec_driver_sql(_VALUES, (metric_id, first.isoformat(), last.isoformat())).all()
    )
    is_sum = unit is Unit.COUNT
    if rows:
        whose = np.array(
            [_WHOLE if who is None else place.get(canonical.get(who, who), _NOBODY) for who, *_ in rows]
        )
        days = np.array([row[1] for row in rows], "datetime64[D]")
        counts = np.array([row[3] for row in rows], np.int64)
        weighed = np.array([row[2] for row in rows]) * (1 if is_sum else counts)
        for row, period in enumerate(periods):
            inside = (days >= np.datetime64(period.first)) & (days <= np.datetime64(period.last))
            own, together = inside & (whose >= 0), inside & (whose == _WHOLE)
            np.add.at(top[row], whose[own], weighed[own])
            np.add.at(n[row], whose[own], counts[own])
            whole[row] = weighed[together].sum(), counts[together].sum()
    chosen = groups.chosen_groups
    top[:, -1], n[:, -1] = top[:, chosen].sum(axis=1), n[:, chosen].sum(axis=1)
    told = (whole[:, 1] > 0) & (groups.chosen is None)
    top[told, -1], n[told, -1] = whole[told, 0], whole[told, 1].astype(np.int64)
    if is_sum:
        return Computed(top, np.where(n > 0, 1, 0), n, is_exact=True)
    if unit is Unit.SHARE:
        return share(np.rint(top), n)
    return plain(top, n, n)


def people_by_hand(session: Session) -> set[int]:
    """Everyone of whom something was ever written down by hand."""
    rows = session.connection().exec_driver_sql(
        "SELECT DISTINCT person_id FROM manual_value WHERE person_id IS NOT NULL"
    )
    return {person for (person,) in rows}


def turnover(session: Session, periods: Sequence[Period], groups: Groups) -> Computed:
    """People who left in the twelve months up to each period's end, against the mean of their headcounts."""
    people = session.execute(
        sa.select(Person.started_on, Person.left_on).where(Person.merged_into_id.is_(None))
    ).all()
    far = dt.date.max.toordinal()
    begun = np.array([(start or dt.date.min).toordinal() for start, _ in people])
    ended = np.array([end.toordinal() if end else far for _, end in people])
    top = np.zeros((len(periods), groups.count + 1))
    bottom = np.zeros_like(top)
    n = np.zeros_like(top, np.int64)
    lasts = np.array([period.last.toordinal() for period in periods])
    days = lasts[:, None] - np.array([round(month * 365.25 / 12) for month in range(12)])[None, :]
    there = ((begun <= days[..., None]) & (ended >= days[..., None])).sum(axis=2).mean(axis=1)
    top[:, -1] = 100 * ((ended <= lasts[:, None]) & (ended > lasts[:, None] - 365)).sum(axis=1)
    bottom[:, -1], n[:, -1] = there, np.rint(there)
    left = (top[0, -1] / 100).round()
    return plain(
        top,
        bottom,
        n,
        lambda group: (f"{int(left)} left in the twelve months; {n[0, -1]} there on average.",),
    )
