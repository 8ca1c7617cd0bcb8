"""The lines of one team: its people taken together, judged as everyone is. Needs numpy through the cube."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.reviews.charts.build import Series
from csmanager.features.reviews.cube import figures, groups_of
from csmanager.features.reviews.judging import Trend
from csmanager.features.reviews.measures import compute
from csmanager.features.reviews.periods import clipped, month_of, previous, recent
from csmanager.features.reviews.queries import TREND, Line, Review
from csmanager.features.reviews.rules import NAMELESS, Level, Unit, Verdict, judge
from csmanager.features.reviews.targets import NO_AIMS, dictionary, in_force, targets
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Team

NOT_FOR_TEAMS = "Lost contacts belong to no team, so this is a figure of everyone together."
_TEAM, _OTHERS = -1, 0  # ids of groups; people have positive ones


def team_names(session: Session) -> list[tuple[int, str]]:
    """Teams by name."""
    return [tuple(row) for row in session.execute(sa.select(Team.id, Team.name).order_by(Team.name))]  # type: ignore[misc]


def people_of(review: Review, team: str | None) -> tuple[int, ...]:
    """Ids of the people of a review who were in ``team`` at its end; None: everyone."""
    return tuple(who.id for who in review.persons.values() if team is None or who.team == team)


def team_lines(
    session: Session, review: Review, team_id: int, people: tuple[int, ...], months: int
) -> tuple[list[Line], dict[str, Series]]:
    """The lines of ``people`` together in the review's period, and their months up to its end by measure."""
    cube = figures(session)
    period = clipped(review.period, cube.first_day or review.period.last)
    canonical, chosen = canonical_ids(session), frozenset(people)
    raw = {int(one) for one in cube.persons.tolist()}
    mapping = {one: _TEAM if canonical.get(one, one) in chosen else _OTHERS for one in raw}
    groups = groups_of(cube, mapping)
    first = cube.first_day
    points = [one for one in recent(period, TREND) if first is not None and one.last >= first]
    steps = [one for one in recent(month_of(period.last), months) if first is not None and one.last >= first]
    before = previous(period)
    has_before = before is not None and first is not None and before.last >= first
    sums = cube.sums([period, before or period, *points, *steps], groups)
    ranks = cube.percentiles(period, groups, (0.5, 0.9))
    place = groups.ids.index(_TEAM) if _TEAM in groups.ids else None
    by_key = {line.metric: line for line in review.team}
    aims_of = in_force(targets(session, on=period.last), canonical)
    lines, series = [], {}
    for metric in dictionary(session):
        whole = by_key.get(metric.key)
        if whole is None:
            continue
        try:
            computed = compute(metric.key, sums, metric.options, cube.last_day)
        except KeyError:  # not a figure of contacts
            lines.append(_none(whole, "This figure is not kept for one team."))
            continue
        if metric.level is Level.TEAM:
            lines.append(_none(whole, NOT_FOR_TEAMS))
            continue
        values, counts = computed.values(), computed.n
        aims = aims_of.get(metric.key, NO_AIMS)
        aim = aims.teams.get(team_id) or aims.store
        if metric.key == "answer_rate" and _known(values[0][place or 0]) == 1 and whole.value != 1:
            lines.append(_none(whole, NAMELESS))
            continue
        if place is None:
            lines.append(_none(whole, "Nobody of this team has contacts."))
            continue
        value: float | None = _known(values[0][place])
        is_count = metric.unit is Unit.COUNT
        if is_count:
            value = float(counts[0][place])
        interval = computed.interval(place) if value is not None else None
        verdict = judge(
            value, int(counts[0][place]), interval, aim, better=metric.better, minimum_n=metric.minimum_n,
            is_exact=computed.is_exact, what=metric.what,
        )  # fmt: skip
        pair = ranks.get(computed.family or "")
        end = 2 + len(points)
        lines.append(
            replace(
                whole,
                value=value,
                n=int(counts[0][place]),
                low=interval[0] if interval else None,
                high=interval[1] if interval else None,
                previous=_known(values[1][place]) if has_before else None,
                target=aim.value if aim else None,
                upper=aim.upper if aim else None,
                status=verdict.status,
                reason=verdict.reason,
                median=_known(pair[0][place]) if pair is not None and value is not None else None,
                p90=_known(pair[1][place]) if pair is not None and value is not None else None,
                trend=Trend(points, values[2:end, place].tolist(), counts[2:end, place].tolist()),
                beside=computed.beside(place),
            )
        )
        series[metric.key] = Series(
            tuple(steps),
            tuple(_known(one) for one in values[end:, place].tolist()),
            tuple(int(one) for one in counts[end:, place].tolist()),
        )
    return lines, series


def _none(line: Line, reason: str) -> Line:
    return replace(
        line, value=None, n=0, low=None, high=None, previous=None, target=None, upper=None,
        status=Verdict.NO_DATA, reason=reason, median=None, p90=None, trend=(), beside=(),
    )  # fmt: skip


def _known(value: Any) -> float | None:
    return None if math.isnan(value) else float(value)
