"""The mix of contacts each person had, and figures as they would be with the same mix."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.contacts.tables import Topic
from csmanager.features.reviews.figures import mixcells
from csmanager.features.reviews.periods import Period
from csmanager.features.team.queries import canonical_ids

_UNSAID = "without a topic"

Cells = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Mixed:
    """One person's figure with the mix taken out. ``unlike``: the kind of contact they have most more of, in words."""

    raw: float | None
    adjusted: float | None
    n: float
    unlike: str = ""


def can_mix(metric: str) -> bool:
    """Whether a measure can be looked at with the mix of contacts taken out."""
    return metric in mixcells.MEASURES


def cells(session: Session, metric: str, period: Period, scale: int = 5) -> dict[int, Cells]:
    """Person -> kind of contact (channel and topic) -> (sum, count), as the measure counts them."""
    canonical = canonical_ids(session)
    topics: dict[int | None, str] = dict(session.execute(sa.select(Topic.id, Topic.name)).all())
    found: dict[int, Cells] = {}
    for person, channel, topic, total, count in mixcells.sums(session, metric, period, scale):
        own = found.setdefault(canonical.get(person, person), {})
        kind = f"{topics.get(topic, _UNSAID)}, {_channel(channel)}"
        before = own.get(kind, (0.0, 0.0))
        own[kind] = (before[0] + total, before[1] + count)
    return found


def is_ready(session: Session, metric: str, period: Period, scale: int | None = None) -> bool:
    """Whether ``mixed`` answers at once; otherwise it first reads the contacts of the period."""
    return not can_mix(metric) or mixcells.is_ready(session, period, scale or 5)


def _channel(value: int) -> str:
    from csmanager.features.contacts.rules import Channel

    try:
        return Channel(value).name.lower().replace("_", " ")
    except ValueError:
        return "other"


def mixed(
    session: Session,
    metric: str,
    period: Period,
    people: tuple[int, ...] | None = None,
    scale: int | None = None,
) -> dict[int, Mixed]:
    """Everyone's figure as counted and with everyone's mix; ``people``: whose work is the standard."""
    from csmanager.science.mix import adjust

    if not can_mix(metric):
        return {}
    found = cells(session, metric, period, scale or 5)
    if people is not None:
        found = {person: own for person, own in found.items() if person in people}
    made = adjust({str(person): own for person, own in found.items()})
    whole: dict[str, float] = {}
    for own in found.values():
        for kind, (_, n) in own.items():
            whole[kind] = whole.get(kind, 0) + n
    total = sum(whole.values())
    return {
        person: Mixed(
            _shown(metric, made[str(person)].crude),
            _shown(metric, made[str(person)].fair),
            sum(n for _, n in own.values()),
            _unlike(own, whole, total),
        )
        for person, own in found.items()
    }


def _shown(metric: str, value: float | None) -> float | None:
    """A value of the cells in the measure's unit, at most what is possible."""
    if value is None:
        return None
    if metric == "nps":
        return 100 * (min(value, 2.0) - 1)
    return min(value, 1.0) if metric.endswith(("_rate", "_top2")) else value


def _unlike(own: Cells, whole: dict[str, float], total: float) -> str:
    """The topic somebody has most more of than all together, when it is at least 10 points more."""
    n = sum(size for _, size in own.values())
    if not n or not total:
        return ""
    mine: dict[str, float] = {}
    every: dict[str, float] = {}
    for kind, (_, size) in own.items():
        topic = kind.rpartition(", ")[0]
        mine[topic] = mine.get(topic, 0) + size / n
    for kind, size in whole.items():
        topic = kind.rpartition(", ")[0]
        every[topic] = every.get(topic, 0) + size / total
    topic = max(mine, key=lambda one: mine[one] - every.get(one, 0))
    if mine[topic] - every.get(topic, 0) < 0.1:
        return ""
    return f"{topic}: {mine[topic]:.0%} of theirs, {every.get(topic, 0):.0%} of everyone's".replace("%", " %")
