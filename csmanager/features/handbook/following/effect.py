"""What a policy did to a metric: the team's monthly figures before and after the day it came into force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.handbook.rules import VersionState
from csmanager.features.handbook.tables import Policy, PolicyVersion
from csmanager.features.reviews.rules import Better, Unit

MONTHS = 36  # how far back the figures go
FEWEST_BEFORE, FEWEST_AFTER = 8, 2  # whole months below which nothing is said
RUN = 9  # months in a row on one side of the average before are a sign too: the second rule of Nelson


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which a text of a policy came into force."""

    id: int
    policy_id: int
    code: str
    title: str
    number: int
    day: dt.date
    note: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric that can be looked at."""

    key: str
    name: str
    unit: Unit
    better: Better


@dataclass(frozen=True, slots=True)
class EffectPoint:
    """One month. ``is_after``: it lies wholly after the day; the month of the day itself is on neither side.

    ``is_signal``: outside the limits, or the last of ``RUN`` in a row on one side of the average before.
    """

    label: str
    value: float | None
    n: int
    is_after: bool
    is_turn: bool
    is_signal: bool


@dataclass(frozen=True, slots=True)
class PolicyEffect:
    """An XmR chart split at a day. ``mean``, ``low``, ``high``: natural limits of the months before it.

    ``is_judged``: whether there are months enough on both sides; ``says`` is one plain sentence either way.
    """

    points: tuple[EffectPoint, ...]
    before: int
    after: int
    mean: float | None
    low: float | None
    high: float | None
    mean_after: float | None
    is_judged: bool
    says: str


def turns(session: Session) -> list[Turn]:
    """Every text that came into force, newest first."""
    rows = session.execute(
        sa.select(
            PolicyVersion.id,
            Policy.id.label("policy_id"),
            Policy.code,
            Policy.title,
            PolicyVersion.number,
            PolicyVersion.published_on,
            PolicyVersion.change_note,
        )
        .join(Policy, Policy.id == PolicyVersion.policy_id)
        .where(
            Policy.trashed_on.is_(None),
            PolicyVersion.published_on.is_not(None),
            PolicyVersion.state != VersionState.DRAFT,
        )
        .order_by(PolicyVersion.published_on.desc(), Policy.code)
    )
    return [Turn(r.id, r.policy_id, r.code, r.title, r.number, r.published_on, r.change_note) for r in rows]


def measures(session: Session, today: dt.date) -> list[Measure]:
    """The metrics of the team that have figures."""
    from csmanager.features.reviews.periods import last_full_month
    from csmanager.features.reviews.queries import review

    lines = review(session, last_full_month(today), trends=False).team
    return [Measure(line.metric, line.name, line.unit, line.better) for line in lines]


def effect(session: Session, day: dt.date, measure: Measure, today: dt.date) -> PolicyEffect:
    """The monthly figures of ``measure`` around ``day``, up to the last full month before ``today``."""
    from csmanager.features.reviews.periods import last_full_month
    from csmanager.features.reviews.queries import series

    found = series(session, last_full_month(today), MONTHS).get(None, {}).get(measure.key, ())
    months = [(point.key, point.label, point.value, point.n) for point in found]
    while months and not (months[0][2] is not None and months[0][3]):
        months.pop(0)  # before the first contact nothing is known, and a count of nothing is not 0
    while months and not (months[-1][2] is not None and months[-1][3]):
        months.pop()
    return split(months, day, measure.better)


def split(months: list[tuple[str, str, float | None, int]], day: dt.date, better: Better) -> PolicyEffect:
    """Limits of the months before ``day`` laid over those after it; ``months``: (2026-03, label, value, n)."""
    from csmanager.science.control import nelson, xmr

    turn = f"{day.year:04}-{day.month:02}"
    before: list[float | None] = [value for key, _, value, _ in months if key < turn]
    first = next(
        (at for at, month in enumerate(months) if month[0] > turn or (month[0] == turn and day.day == 1)),
        len(months),
    )
    since = [value for _, _, value, _ in months[first:]]
    after = [value for value in since if value is not None]
    known = [value for value in before if value is not None]
    chart = xmr(before)
    low, high = (chart.lower, chart.upper) if chart is not None else (None, None)
    outside: list[int] = []
    runs: list[int] = []
    if chart is not None and high is not None:
        rules = nelson(since, chart.mean, (high - chart.mean) / 3, (1, 2))
        outside, runs = rules[1], rules[2]
    signs = {first + at for at in (*outside, *runs)}
    points = [
        EffectPoint(label, value, n, at >= first, key == turn, at in signs)
        for at, (key, label, value, n) in enumerate(months)
    ]
    mean = chart.mean if chart is not None else None
    mean_after = sum(after) / len(after) if after else None
    is_judged = len(known) >= FEWEST_BEFORE and len(after) >= FEWEST_AFTER and low is not None
    return PolicyEffect(
        tuple(points),
        len(known),
        len(after),
        mean,
        low,
        high,
        mean_after,
        is_judged,
        _says(len(known), after, mean, mean_after, len(outside), bool(runs), better, is_judged=is_judged),
    )


def _says(
    before: int,
    since: list[float],
    mean: float | None,
    mean_after: float | None,
    outside: int,
    has_run: bool,
    better: Better,
    *,
    is_judged: bool,
) -> str:
    after = len(since)
    if not is_judged or mean is None or mean_after is None:
        return (
            f"Not judged: it rests on {before} whole months before and {after} since, and needs {FEWEST_BEFORE} and"
            f" {FEWEST_AFTER}."
        )
    way = "above" if mean_after > mean else "below"
    if not outside and not has_run:
        one_side = all(value > mean for value in since) or all(value < mean for value in since)
        if not one_side or after < 3:
            return f"All {after} months since lie within what was usual before, so nothing can be said to have changed."
        return (
            f"All {after} months since lie within what was usual before, but all of them {way} its average."
            f" {RUN} in a row would be a sign; {after} are none yet."
        )
    good = {Better.HIGHER: mean_after > mean, Better.LOWER: mean_after < mean}.get(better)
    word = "" if good is None else ", which is better" if good else ", which is worse"
    if not outside:
        return (
            f"{RUN} months or more in a row lie on one side of the average before, on average {way} it{word}."
            " Other things changed too, perhaps."
        )
    count = f"{outside} of {after} months since {'lies' if outside == 1 else 'lie'}"
    return f"{count} outside what was usual before, on average {way} it{word}. Other things changed too, perhaps."
