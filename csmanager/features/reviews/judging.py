"""Makes a review: figures of the cube, judged against the targets of the period's last day."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews.cube import Figures, Groups, Sums, figures, groups_of
from csmanager.features.reviews.measures import Computed, compute
from csmanager.features.reviews.periods import (
    Period,
    clipped,
    month_of,
    previous,
    recent,
    short_title,
)
from csmanager.features.reviews.queries import TREND, Line, Review, Reviewed, TrendPoint
from csmanager.features.reviews.rules import NAMELESS, STAFFING, Level, Unit, Verdict, judge
from csmanager.features.reviews.targets import NO_AIMS, MetricRow, dictionary, in_force, targets
from csmanager.features.team.queries import canonical_ids, match_keys
from csmanager.features.team.rules import alias_key
from csmanager.features.team.tables import Employment, Person, Role, Team

_SHARES = (0.5, 0.9)


class Trend(Sequence[TrendPoint]):
    """Points of a trend, made when they are looked at: a page has ten thousand of them and draws a few."""

    __slots__ = ("_counts", "_periods", "_values")

    def __init__(self, periods: Sequence[Period], values: Sequence[float], counts: Sequence[int]) -> None:
        self._periods, self._values, self._counts = periods, values, counts

    def __len__(self) -> int:
        return len(self._periods)

    @overload
    def __getitem__(self, at: int) -> TrendPoint: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[TrendPoint, ...]: ...
    def __getitem__(self, at: int | slice) -> TrendPoint | tuple[TrendPoint, ...]:
        if isinstance(at, slice):
            return tuple(self[place] for place in range(*at.indices(len(self))))
        period, value = self._periods[at], self._values[at]
        return TrendPoint(
            period.key, short_title(period), None if math.isnan(value) else value, self._counts[at]
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


@dataclass(frozen=True, slots=True)
class _Member:
    """Somebody on the day a review ends."""

    id: int
    code: str
    name: str
    team: int | None
    role: int | None
    is_here: bool


def make_review(session: Session, period: Period, *, person: str | int | None, trends: bool) -> Review:
    """See ``queries.review``."""
    cube = figures(session)
    period = clipped(period, cube.first_day or period.last)
    canonical = canonical_ids(session)
    groups = groups_of(cube, canonical)
    before = previous(period)
    points = _with_data(recent(period, TREND), cube) if trends else []
    sums = cube.sums([period, before or period, *points], groups)
    offered = dict(zip(groups.ids, sums.of("offered")[0].tolist(), strict=False))
    teams = dict(session.execute(sa.select(Team.id, Team.name)).all())
    roles = dict(session.execute(sa.select(Role.id, Role.name)).all())
    known = _members(session, period)
    if person is None:
        members = [member for member in known if member.is_here or offered.get(member.id)]
    else:
        wanted = _find(session, person, canonical)
        members = [member for member in known if member.id == wanted]
    aims_of = in_force(targets(session, on=period.last), canonical)
    ranks = cube.percentiles(period, groups, _SHARES)
    judging = _Judging(cube, groups, points, _has_data(before, cube), ranks, _names_lost(sums))
    place = {identity: index for index, identity in enumerate(groups.ids)}
    everyone: list[Line] = []
    by_person: dict[int, list[Line]] = {member.id: [] for member in members}
    for metric in dictionary(session):
        computed = compute(metric.key, sums, metric.options, cube.last_day)
        make, aims = judging.lines(metric, computed), aims_of.get(metric.key, NO_AIMS)
        everyone.append(make(groups.count, aims.store, None))
        for member in members:
            aim = aims.narrowest(member.id, member.role, member.team)
            by_person[member.id].append(make(place.get(member.id, -1), aim, member.id))
    names = _distinct_names(members)
    return Review(
        period,
        everyone,
        {names[member.id]: by_person[member.id] for member in members},
        {
            names[member.id]: Reviewed(
                member.id,
                member.code,
                member.name,
                teams.get(member.team) if member.team else None,
                roles.get(member.role) if member.role else None,
            )
            for member in members
        },
        cube.last_day,
    )


def _names_lost(sums: Sums) -> bool:
    """Whether a lost call of the period names a person, or none was lost: else everyone answered 100 %."""
    lost = (sums.of("queued") - sums.of("answered"))[0].tolist()
    named = [count for person, count in zip(sums.groups.ids, lost, strict=False) if person]
    return lost[-1] == 0 or any(named)


def _has_data(period: Period | None, cube: Figures) -> bool:
    """Whether anything was imported for ``period``; before the first contact a count is not known, rather than 0."""
    return period is not None and cube.first_day is not None and period.last >= cube.first_day


def make_series(
    session: Session, period: Period, months: int, person_ids: Sequence[int] | None
) -> dict[int | None, dict[str, tuple[TrendPoint, ...]]]:
    """See ``queries.series``."""
    cube = figures(session)
    groups = groups_of(cube, canonical_ids(session))
    points = recent(month_of(period.last), months)
    sums = cube.sums(points, groups)
    wanted = {None: groups.count} | {
        identity: place
        for place, identity in enumerate(groups.ids)
        if identity and (person_ids is None or identity in person_ids)
    }
    found: dict[int | None, dict[str, tuple[TrendPoint, ...]]] = {whom: {} for whom in wanted}
    for metric in dictionary(session):
        computed = compute(metric.key, sums, metric.options, cube.last_day)
        values, counts = computed.values(), computed.n
        for whom, place in wanted.items():
            if whom is None or metric.level is Level.PERSON:
                line = Trend(points, values[:, place].tolist(), counts[:, place].tolist())
                found[whom][metric.key] = tuple(line)
    return found


def _with_data(points: list[Period], cube: Figures) -> list[Period]:
    """Not those that ended before the first contact."""
    first = cube.first_day
    return [point for point in points if first is not None and point.last >= first]


class _Judging:
    """Turns computed arrays into lines."""

    def __init__(
        self,
        cube: Figures,
        groups: Groups,
        points: list[Period],
        has_previous: bool,
        ranks: dict[str, Any],
        names_lost: bool,
    ) -> None:
        self._groups, self._points, self._has_previous = groups, points, has_previous
        self._names_lost = names_lost
        self._ranks = {name: values.tolist() for name, values in ranks.items()}

    def lines(self, metric: MetricRow, computed: Computed) -> Any:
        """A maker of lines for one measure: ``make(group, aim, person id)``; group -1 has no contacts."""
        values = computed.values()
        now, before = values[0].tolist(), values[1].tolist()
        sizes = computed.n[0].tolist()
        trend = values[2:].T.tolist()
        trend_n = computed.n[2:].T.tolist()
        ranks = self._ranks.get(computed.family or "")
        is_count = metric.unit is Unit.COUNT
        key, name, unit, better = metric.key, metric.name, metric.unit, metric.better
        points, has_previous = self._points, self._has_previous
        names_lost = self._names_lost

        def make(group: int, aim: Any, person: int | None) -> Line:
            if person is not None and metric.level is Level.TEAM:
                return Line(
                    key, name, unit, None, 0, None, None, None, None, Verdict.NO_DATA, STAFFING,
                    better=better, person_id=person,
                )  # fmt: skip
            if person is not None and key == "answer_rate" and not names_lost:
                return Line(
                    key, name, unit, None, 0, None, None, None, None, Verdict.NO_DATA, NAMELESS,
                    better=better, person_id=person,
                )  # fmt: skip
            if group < 0:
                empty = judge(
                    0 if is_count else None, 0, None, aim, better=better, minimum_n=metric.minimum_n,
                    is_exact=is_count, what=metric.what,
                )  # fmt: skip
                return Line(
                    key, name, unit, 0 if is_count else None, 0, None, None, 0 if is_count else None,
                    aim.value if aim else None, empty.status, empty.reason,
                    upper=aim.upper if aim else None, better=better, person_id=person,
                )  # fmt: skip
            value: float | None = now[group]
            earlier: float | None = before[group] if has_previous else None
            if value is not None and math.isnan(value):
                value = None
            if earlier is not None and math.isnan(earlier):
                earlier = None
            if is_count:
                value = int(value or 0)
                earlier = int(earlier) if earlier is not None else None
            interval = computed.interval(group) if value is not None else None
            verdict = judge(
                value, sizes[group], interval, aim, better=better, minimum_n=metric.minimum_n,
                is_exact=computed.is_exact, what=metric.what,
            )  # fmt: skip
            beside = computed.beside(group)
            reason = verdict.reason if value is not None or not beside else " ".join(beside)
            median = p90 = None
            if ranks is not None and value is not None:
                median, p90 = ranks[0][group], ranks[1][group]
            return Line(
                key,
                name,
                unit,
                value,
                sizes[group],
                interval[0] if interval else None,
                interval[1] if interval else None,
                earlier,
                aim.value if aim else None,
                verdict.status,
                reason,
                median,
                p90,
                Trend(points, trend[group], trend_n[group]) if points else (),
                aim.upper if aim else None,
                better,
                beside,
                person,
            )

        return make


def _members(session: Session, period: Period) -> list[_Member]:
    """Everyone who counts, by name; ``is_here``: employed on some day of the period."""
    holding: dict[int, tuple[int | None, int | None]] = {}
    early: dict[int, tuple[int | None, int | None]] = {}
    query = sa.select(
        Employment.person_id, Employment.starts_on, Employment.team_id, Employment.role_id
    ).order_by(Employment.starts_on)
    for person, starts_on, team, role in session.execute(query):
        early.setdefault(person, (team, role))
        if starts_on <= period.last:
            holding[person] = (team, role)
    found = []
    people = sa.select(Person.id, Person.code, Person.name, Person.started_on, Person.left_on).where(
        Person.merged_into_id.is_(None)
    )
    for person, code, name, started_on, left_on in session.execute(people):
        team, role = holding.get(person) or early.get(person) or (None, None)
        is_here = _is_here(started_on, left_on, period.first, period.last)
        found.append(_Member(person, code, name, team, role, is_here))
    return sorted(found, key=lambda member: (member.name.casefold(), member.id))


def _is_here(started_on: dt.date | None, left_on: dt.date | None, first: dt.date, last: dt.date) -> bool:
    return (started_on is None or started_on <= last) and (left_on is None or left_on >= first)


def _distinct_names(members: list[_Member]) -> dict[int, str]:
    """Names by id; two people of one name get their codes behind it."""
    count: dict[str, int] = {}
    for member in members:
        count[member.name] = count.get(member.name, 0) + 1
    return {
        member.id: member.name if count[member.name] == 1 else f"{member.name} ({member.code})"
        for member in members
    }


def _find(session: Session, person: str | int, canonical: dict[int, int]) -> int:
    if isinstance(person, int):
        if person in canonical:
            return canonical[person]
        raise RuleBroken("There is no such person.")
    found = match_keys(session).get(alias_key(person))
    if found is None:
        key = alias_key(person)
        alike = [name for (name,) in session.execute(sa.select(Person.name)) if alias_key(name) == key]
        if len(alike) > 1:
            raise RuleBroken(
                f'There are {len(alike)} people called "{person}"; use the code of the one you mean.'
            )
        raise RuleBroken(f'There is nobody called "{person}" in this store.')
    return found
