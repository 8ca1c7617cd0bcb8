"""One team: who is in it, and its people's months taken together. Needs numpy through the cube."""

from __future__ import annotations

import math

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.reviews.charts.build import Series
from csmanager.features.reviews.charts.limits import PER
from csmanager.features.reviews.figures.runrules import run_rules
from csmanager.features.reviews.periods import Period, month_of, recent
from csmanager.features.reviews.queries import Review
from csmanager.features.reviews.targets import dictionary
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Team


def team_names(session: Session) -> list[tuple[int, str]]:
    """Teams by name."""
    return [(team, name) for team, name in session.execute(sa.select(Team.id, Team.name).order_by(Team.name))]


def people_of(review: Review, team: str | None) -> tuple[int, ...]:
    """Ids of the people of a review who were in ``team`` at its end; None: everyone."""
    return tuple(who.id for who in review.persons.values() if team is None or who.team == team)


def team_series(session: Session, period: Period, people: tuple[int, ...], months: int) -> dict[str, Series]:
    """The months of ``people`` together up to the end of ``period``, by measure."""
    from csmanager.features.reviews.cube import figures, groups_of
    from csmanager.features.reviews.judging import computed_of, in_use
    from csmanager.features.reviews.ownmeasures import people_by_hand

    cube, rules = figures(session), run_rules(session)
    first = cube.first_day
    canonical = canonical_ids(session)
    groups = groups_of(cube, canonical, people_by_hand(session), frozenset(people))
    steps = [one for one in recent(month_of(period.last), months) if first is not None and one.last >= first]
    if not steps:
        return {}
    sums = cube.sums(steps, groups)
    found = {}
    for metric in dictionary(session):
        if not in_use(session, metric, cube):
            continue
        computed = computed_of(session, metric, sums, steps, canonical)
        values = computed.values()[:, groups.count].tolist()
        found[metric.key] = Series(
            tuple(steps),
            tuple(None if math.isnan(value) else float(value) for value in values),
            tuple(int(n) for n in computed.n[:, groups.count].tolist()),
            PER.get(metric.key),
            rules,
        )
    return found
