"""How newcomers ramp up: each week since they joined, over the band of those who joined before them."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.contacts.tables import Contact
from csmanager.features.quality.tables import Evaluation
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Person

WEEKS = 26  # of somebody's time here that are looked at
EARLIER = 3  # earlier joiners a week needs for a band
FEW = {"quality": 3, "handle": 20, "volume": 1}  # what a week's figure rests on at least, to be drawn filled
_EPOCH = dt.date(1970, 1, 1)
MEASURES = {
    "quality": ("Quality score", "share", True),
    "handle": ("Handle time", "seconds", False),
    "volume": ("Contacts a week", "count", True),
}


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """One week since joining (1 is the first). ``n``: what the value rests on; ``low``, ``mid``, ``high``: quartiles
    of earlier joiners in the same week, None under ``EARLIER`` of them; ``earlier``: how many there are."""

    week: int
    value: float | None
    n: int
    low: float | None
    mid: float | None
    high: float | None
    earlier: int

    @property
    def has_band(self) -> bool:
        """Whether there are earlier joiners enough."""
        return self.low is not None


@dataclass(frozen=True, slots=True)
class RampRow:
    """One newcomer and measure. ``says``: how the last full weeks lie to the band, in one sentence; ``mark`` of it."""

    id: str
    person_id: int
    person: str
    started_on: dt.date
    week: int
    measure: str
    name: str
    unit: str
    points: tuple[WeekPoint, ...]
    mark: str
    says: str

    @property
    def last(self) -> WeekPoint | None:
        """The last week with a value."""
        return next((point for point in reversed(self.points) if point.value is not None), None)


def ramps(session: Session, today: dt.date, *, only_new: bool = True) -> list[RampRow]:
    """The curves of everybody here for up to half a year, newest first; the last week that is over is the last shown.

    A week is seven days from the day somebody joined. Only people whose first weeks lie within the data count as
    earlier joiners, and only those who joined before the newcomer. What has a band comes first. ``only_new`` False:
    also those who are here for longer, or left since, with their first half year.
    """
    first = session.scalar(sa.select(sa.func.min(Contact.day)))
    newest = session.scalar(sa.select(sa.func.max(Contact.day)))
    if first is None or newest is None:
        return []
    opened = _EPOCH + dt.timedelta(days=first)
    people = session.execute(
        sa.select(Person.id, Person.name, Person.started_on, Person.status)
        .where(Person.started_on >= opened, Person.started_on <= today, Person.merged_into_id.is_(None))
        .order_by(Person.started_on.desc(), Person.name)
    ).all()
    data_until = min(today, _EPOCH + dt.timedelta(days=newest))
    joiners = [(key, name, start, status) for key, name, start, status in people if start is not None]
    weeks = {key: _weeks(session, key, start, data_until) for key, _, start, _ in joiners}
    found: list[RampRow] = []
    for key, name, start, status in joiners:
        full = min(WEEKS, ((data_until - start).days + 1) // 7)
        is_new = status is not Status.LEFT and (today - start).days < WEEKS * 7
        if full < 1 or (only_new and not is_new):
            continue
        before = [weeks[other] for other, _, began, _ in joiners if began < start and other != key]
        rows = [_row(key, name, start, full, measure, weeks[key], before) for measure in MEASURES]
        found += sorted(rows, key=lambda row: not any(point.has_band for point in row.points))
    return found


def _row(
    person_id: int,
    name: str,
    start: dt.date,
    full: int,
    measure: str,
    own: dict[str, dict[int, tuple[float, int]]],
    before: Sequence[dict[str, dict[int, tuple[float, int]]]],
) -> RampRow:
    title, unit, is_up = MEASURES[measure]
    points = []
    for week in range(1, full + 1):
        value = own[measure].get(week)
        others = [one[measure][week][0] for one in before if week in one[measure]]
        low = mid = high = None
        if len(others) >= EARLIER:
            low, mid, high = statistics.quantiles(others, n=4, method="inclusive")
        points.append(
            WeekPoint(
                week, value[0] if value else None, value[1] if value else 0, low, mid, high, len(others)
            )
        )
    mark, says = judged(points, is_up, FEW[measure])
    return RampRow(
        f"{person_id}.{measure}",
        person_id,
        name,
        start,
        full,
        measure,
        title,
        unit,
        tuple(points),
        mark,
        says,
    )


def judged(points: Sequence[WeekPoint], is_up: bool, few: int) -> tuple[str, str]:
    """(mark, sentence) of how somebody lies to the band in the last four weeks that have a value.

    Nothing is said under three earlier joiners or fewer than two weeks with enough behind them; one week alone is
    noise. ``is_up``: higher is better.
    """
    known = [point for point in points if point.value is not None and point.n >= few]
    recent = [point for point in known[-4:] if point.has_band]
    if not recent:
        earlier = max((point.earlier for point in points), default=0)
        if earlier < EARLIER:
            return (
                "none",
                f"No band: {earlier} earlier joiner{'s' * (earlier != 1)} here, and it needs {EARLIER}.",
            )
        return "none", "Not judged: too little in each week."
    if len(recent) < 2:
        return "none", "Not judged: only one week has enough behind it."
    behind = [point for point in recent if _is_worse(point, is_up)]
    if len(behind) >= max(2, (len(recent) + 1) // 2 + 1):
        return (
            "watch",
            f"{len(behind)} of the last {len(recent)} weeks lie beyond the slower quarter of earlier joiners.",
        )
    ahead = [point for point in recent if _is_better(point, is_up)]
    if len(ahead) == len(recent):
        return "good", f"The last {len(recent)} weeks all lie beyond the quicker quarter of earlier joiners."
    return "open", f"Within what earlier joiners showed in the same weeks (last {len(recent)} weeks)."


def _is_worse(point: WeekPoint, is_up: bool) -> bool:
    if point.value is None or point.low is None or point.high is None:
        return False
    return point.value < point.low if is_up else point.value > point.high


def _is_better(point: WeekPoint, is_up: bool) -> bool:
    if point.value is None or point.low is None or point.high is None:
        return False
    return point.value > point.high if is_up else point.value < point.low


def _weeks(
    session: Session, person_id: int, start: dt.date, until: dt.date
) -> dict[str, dict[int, tuple[float, int]]]:
    """Measure -> week (from 1) -> (value, n) of one person, full weeks only."""
    first = (start - _EPOCH).days
    full = min(WEEKS, ((until - start).days + 1) // 7)
    found: dict[str, dict[int, tuple[float, int]]] = {name: {} for name in MEASURES}
    if full < 1:
        return found
    last = first + full * 7 - 1
    week = (Contact.day - first) / 7
    handle = (
        sa.func.ifnull(Contact.talk_ms, 0)
        + sa.func.ifnull(Contact.hold_ms, 0)
        + sa.func.ifnull(Contact.wrap_ms, 0)
    )
    query = (
        sa.select(
            sa.cast(week, sa.Integer).label("week"),
            sa.func.count(),
            sa.func.sum(sa.case((Contact.talk_ms.is_not(None), handle), else_=0)),
            sa.func.count(Contact.talk_ms),
        )
        .where(Contact.person_id == person_id, Contact.day.between(first, last))
        .group_by(sa.text("1"))
    )
    for number, count, total, timed in session.execute(query):
        found["volume"][number + 1] = (float(count), count)
        if timed:
            found["handle"][number + 1] = (total / timed / 1000, timed)
    scores: dict[int, list[float]] = defaultdict(list)
    graded = sa.select(Evaluation.day, Evaluation.share).where(
        Evaluation.person_id == person_id, Evaluation.day.between(first, last), Evaluation.share.is_not(None)
    )
    for day, share in session.execute(graded):
        scores[(day - first) // 7 + 1].append(share or 0.0)
    for number, shares in scores.items():
        found["quality"][number] = (sum(shares) / len(shares), len(shares))
    return found
