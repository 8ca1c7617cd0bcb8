"""Makes a review: figures of the cube, judged against the targets of the period's last day."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, overload

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews.computed import Computed
from csmanager.features.reviews.cube import EPOCH, Figures, Groups, Sums, figures, groups_of
from csmanager.features.reviews.formula import parse
from csmanager.features.reviews.kinds import Source
from csmanager.features.reviews.measures import SOURCES, compute
from csmanager.features.reviews.ownmeasures import by_formula, by_hand, people_by_hand, turnover
from csmanager.features.reviews.periods import (
    Period,
    clipped,
    day_text,
    month_of,
    previous,
    recent,
    short_title,
)
from csmanager.features.reviews.queries import TREND, Line, Review, Reviewed, TrendPoint
from csmanager.features.reviews.rules import (
    NAMELESS,
    NAMELESS_TEAM,
    NO_DIRECTION,
    NO_TARGET,
    STAFFING,
    UNREADABLE,
    Better,
    Judgement,
    Level,
    Unit,
    Verdict,
    judge,
)
from csmanager.features.reviews.targets import (
    NO_AIMS,
    MetricRow,
    changed_inside,
    dictionary,
    in_force,
    targets,
)
from csmanager.features.team.queries import canonical_ids, match_keys
from csmanager.features.team.rules import alias_key
from csmanager.features.team.tables import Employment, Person

_SHARES = (0.5, 0.9)
_TEAMS, _ROLES = "SELECT id, name FROM team", "SELECT id, name FROM role"
_ANYBODY_LEFT = "SELECT 1 FROM person WHERE left_on IS NOT NULL LIMIT 1"


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
    note: str = ""


def make_review(
    session: Session,
    period: Period,
    *,
    person: str | int | None,
    trends: bool,
    team: int | None = None,
    group: Collection[int] | None = None,
    only_team: bool = False,
) -> Review:
    """See ``queries.review``."""
    cube = figures(session)
    period = clipped(period, cube.first_day or period.last)
    canonical = canonical_ids(session)
    connection = session.connection()
    teams: dict[int, str] = {row[0]: row[1] for row in connection.exec_driver_sql(_TEAMS)}
    roles: dict[int, str] = {row[0]: row[1] for row in connection.exec_driver_sql(_ROLES)}
    if team is not None and team not in teams:
        raise RuleBroken("There is no such team.")
    is_part = team is not None or group is not None
    known = [
        member
        for member in _members(session, period)
        if (team is None or member.team == team) and (group is None or member.id in group)
    ]
    only = {member.id for member in known} if is_part else None
    groups = groups_of(cube, canonical, people_by_hand(session), only)
    before = previous(period)
    points = _with_data(recent(period, TREND), cube) if trends else []
    periods = [period, before or period, *points]
    sums = cube.sums(periods, groups)
    offered = dict(zip(groups.ids, sums.of("offered")[0].tolist(), strict=False))
    if only_team:
        members = []
    elif person is None:
        members = [member for member in known if member.is_here or offered.get(member.id)]
    else:
        wanted = _find(session, person, canonical)
        members = [member for member in known if member.id == wanted]
    aims_of = in_force(targets(session, on=period.last), canonical)
    ranks = cube.percentiles(period, groups, _SHARES)
    judging = _Judging(cube, groups, points, _has_data(before, cube), ranks, _names_lost(sums), is_part)
    place = {identity: index for index, identity in enumerate(groups.ids)}
    everyone: list[Line] = []
    by_person: dict[int, list[Line]] = {member.id: [] for member in members}
    changed = changed_inside(session, period.first, period.last)
    gaps = _missing_weeks(cube, period)
    for metric in dictionary(session):
        aims = aims_of.get(metric.key, NO_AIMS)
        if aims is NO_AIMS and not in_use(session, metric, cube):
            continue
        computed = computed_of(session, metric, sums, periods, canonical)
        told = _told(metric, changed, gaps)
        make = judging.lines(metric, computed, told)
        aim_of_all = aims.store if team is None else aims.teams.get(team, aims.store)
        everyone.append(make(groups.count, aim_of_all, None))
        if aims is NO_AIMS:
            for member in members:
                by_person[member.id].append(make(place.get(member.id, -1), None, member.id))
            continue
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
                member.note,
            )
            for member in members
        },
        cube.last_day,
        teams.get(team) if team is not None else None,
    )


def in_use(session: Session, metric: MetricRow, cube: Figures) -> bool:
    """Whether the store has any record a measure could be made of."""
    if metric.source in (Source.CONTACTS, Source.FORMULA, Source.BY_HAND):
        return True
    if metric.source is Source.PEOPLE:
        return session.connection().exec_driver_sql(_ANYBODY_LEFT).scalar() is not None
    return SOURCES[metric.source] in cube.facts


def computed_of(
    session: Session,
    metric: MetricRow,
    sums: Sums,
    periods: Sequence[Period],
    canonical: dict[int, int],
) -> Computed:
    """A measure in some periods, whatever it is made of."""
    if metric.source is Source.PEOPLE:
        return turnover(session, periods, sums.groups)
    if metric.source is Source.BY_HAND:
        return by_hand(session, metric.id, metric.unit, periods, sums.groups, canonical)
    if metric.source is Source.FORMULA:
        try:
            return by_formula(parse(metric.expression or ""), metric.unit, sums)
        except RuleBroken:  # of a newer program, which counts more
            nothing = sums.of("") * 0
            return Computed(nothing, nothing, nothing, beside=lambda group: (UNREADABLE,))
    return compute(metric.key, sums, metric.options, sums.figures.last_day)


def _told(metric: MetricRow, changed: dict[int, tuple[dt.date, int]], gaps: int) -> tuple[str, ...]:
    """What is to be known of a measure in this period besides its figure."""
    told: list[str] = []
    if metric.id in changed:
        day, version = changed[metric.id]
        told.append(
            f"What it means changed on {day_text(day)} (version {version}); the whole period is counted by it."
        )
    if gaps and metric.key == "contacts_offered":
        weeks = "1 whole week of the period has" if gaps == 1 else f"{gaps} whole weeks of the period have"
        told.append(f"{weeks} no contacts at all; is an export missing?")
    return tuple(told)


def _missing_weeks(cube: Figures, period: Period) -> int:
    """Whole weeks (Monday to Sunday) of a period, between contacts before and after, that have none."""
    index = cube.facts.get("offered")
    if index is None or cube.first_contact is None or cube.last_contact is None or period.days > 800:
        return 0
    first = max((period.first - EPOCH).days, cube.first_contact)
    last = min((period.last - EPOCH).days, cube.last_contact)
    monday = first + (-(first + 3)) % 7
    starts = list(range(monday, last - 5, 7))
    if not starts:
        return 0
    running = cube.running[:, index].sum(axis=1)
    edges = running[cube.places(starts)], running[cube.places([start + 7 for start in starts])]
    return int((edges[0] == edges[1]).sum())


def _names_lost(sums: Sums, periods: int = 1) -> bool:
    """Whether a lost call of the first ``periods`` names a person, or none was lost: else everyone answered 100 %."""
    lost = (sums.of("queued") - sums.of("answered"))[:periods].sum(axis=0).tolist()
    named = [count for person, count in zip(sums.groups.ids, lost, strict=False) if person]
    return not any(lost[:-1]) or any(named)


def _has_data(period: Period | None, cube: Figures) -> bool:
    """Whether anything was imported for ``period``; before the first contact a count is not known, rather than 0."""
    return period is not None and cube.first_day is not None and period.last >= cube.first_day


def make_series(
    session: Session, period: Period, months: int, person_ids: Sequence[int] | None
) -> dict[int | None, dict[str, tuple[TrendPoint, ...]]]:
    """See ``queries.series``."""
    return make_points(session, recent(month_of(period.last), months), person_ids)


def make_points(
    session: Session, points: list[Period], person_ids: Sequence[int] | None
) -> dict[int | None, dict[str, tuple[TrendPoint, ...]]]:
    """See ``queries.points``."""
    cube = figures(session)
    canonical = canonical_ids(session)
    groups = groups_of(cube, canonical, people_by_hand(session))
    sums = cube.sums(points, groups)
    wanted = {None: groups.count} | {
        identity: place
        for place, identity in enumerate(groups.ids)
        if identity and (person_ids is None or identity in person_ids)
    }
    found: dict[int | None, dict[str, tuple[TrendPoint, ...]]] = {whom: {} for whom in wanted}
    names_lost = _names_lost(sums, len(points))
    for metric in dictionary(session):
        if not in_use(session, metric, cube):
            continue
        computed = computed_of(session, metric, sums, points, canonical)
        values, counts = computed.values(), computed.n
        for whom, place in wanted.items():
            is_known = metric.level is Level.PERSON and (metric.key != "answer_rate" or names_lost)
            if whom is None or is_known:
                line = Trend(points, values[:, place].tolist(), counts[:, place].tolist())
                found[whom][metric.key] = tuple(line)
    return found


def _with_data(points: list[Period], cube: Figures) -> list[Period]:
    """Not those that ended before the first contact."""
    first = cube.first_day
    return [point for point in points if first is not None and point.last >= first]


_LOSING = frozenset({"answer_rate", "abandonment_rate", "service_level"})  # what lost calls decide


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
        is_one_team: bool = False,
    ) -> None:
        self._is_one_team = is_one_team
        self._groups, self._points, self._has_previous = groups, points, has_previous
        self._names_lost = names_lost
        self._ranks = {name: values.tolist() for name, values in ranks.items()}

    def lines(self, metric: MetricRow, computed: Computed, told: tuple[str, ...] = ()) -> Any:
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
        names_lost, is_one_team = self._names_lost, self._is_one_team
        no_aim = NO_DIRECTION if better is Better.NEITHER else NO_TARGET
        unaimed = Judgement(Verdict.NOT_JUDGED, no_aim)

        def make(group: int, aim: Any, person: int | None) -> Line:
            if person is None and is_one_team and not names_lost and key in _LOSING:
                return Line(
                    key, name, unit, None, 0, None, None, None, None, Verdict.NO_DATA, NAMELESS_TEAM,
                    better=better,
                )  # fmt: skip
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
            verdict = unaimed if aim is None and value is not None else judge(
                value, sizes[group], interval, aim, better=better, minimum_n=metric.minimum_n,
                is_exact=computed.is_exact, what=metric.what,
                has_range=computed.has_range,
            )  # fmt: skip
            beside = (*computed.beside(group), *told) if person is None else computed.beside(group)
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
        note = _note(started_on, left_on, period)
        found.append(_Member(person, code, name, team, role, is_here, note))
    return sorted(found, key=lambda member: (member.name.casefold(), member.id))


def _is_here(started_on: dt.date | None, left_on: dt.date | None, first: dt.date, last: dt.date) -> bool:
    return (started_on is None or started_on <= last) and (left_on is None or left_on >= first)


def _note(started_on: dt.date | None, left_on: dt.date | None, period: Period) -> str:
    """What is to be known of somebody who was not there for the whole period."""
    parts = []
    if started_on is not None and period.first < started_on <= period.last:
        parts.append(f"Started on {day_text(started_on)}.")
    if left_on is not None and period.first <= left_on < period.last:
        parts.append(f"Left on {day_text(left_on)}; figures are of the time before.")
    return " ".join(parts)


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
