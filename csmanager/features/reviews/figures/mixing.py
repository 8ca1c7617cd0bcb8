"""The mix of contacts each person had, and figures as they would be with the same mix. Shares and mean times only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.contacts.tables import Contact, Topic
from csmanager.features.reviews.periods import Period
from csmanager.features.team.queries import canonical_ids

_EPOCH = dt.date(1970, 1, 1)
_HANDLED, _OUTBOUND = 1, 2
_UNSAID = "without a topic"

MEASURES = ("escalation_rate", "transfer_rate", "csat_top2", "csat_mean", "handle_time")

Cells = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Mixed:
    """One person's figure with the mix taken out. ``unlike``: the kind of contact they have most more of, in words."""

    raw: float | None
    adjusted: float | None
    n: float
    unlike: str = ""


def _parts(scale: int) -> dict[str, tuple[sa.ColumnElement[float], sa.ColumnElement[float]]]:
    """Measure -> (what is added up, what is counted) for each contact."""
    from csmanager.features.reviews.facts import lowest_satisfied

    c = Contact
    rated = sa.and_(c.csat.is_not(None), sa.func.coalesce(c.csat_scale, 5) == scale)
    top = sa.case((sa.and_(rated, c.csat >= lowest_satisfied(scale)), 1), else_=0)
    handle = (
        sa.func.coalesce(c.talk_ms, 0) + sa.func.coalesce(c.hold_ms, 0) + sa.func.coalesce(c.wrap_ms, 0)
    ) / 1000.0
    return {
        "escalation_rate": (sa.cast(c.escalated, sa.Float), sa.case((c.escalated.is_not(None), 1), else_=0)),
        "transfer_rate": (
            sa.cast(c.transferred, sa.Float),
            sa.case((c.transferred.is_not(None), 1), else_=0),
        ),
        "csat_top2": (top, sa.case((rated, 1), else_=0)),
        "csat_mean": (sa.case((rated, sa.cast(c.csat, sa.Float)), else_=0.0), sa.case((rated, 1), else_=0)),
        "handle_time": (
            sa.case((c.talk_ms.is_not(None), handle), else_=0.0),
            sa.case((c.talk_ms.is_not(None), 1), else_=0),
        ),
    }


def can_mix(metric: str) -> bool:
    """Whether a measure can be looked at with the mix of contacts taken out."""
    return metric in MEASURES


def cells(session: Session, metric: str, period: Period, scale: int = 5) -> dict[int, Cells]:
    """Person -> kind of contact (channel and topic) -> (sum, count), of handled contacts customers started."""
    added, counted = _parts(scale)[metric]
    day = Contact.day
    query = (
        sa.select(Contact.person_id, Contact.channel, Topic.name, sa.func.sum(added), sa.func.sum(counted))
        .outerjoin(Topic, Topic.id == Contact.topic_id)
        .where(
            day.between((period.first - _EPOCH).days, (period.last - _EPOCH).days),
            Contact.person_id.is_not(None),
            sa.or_(Contact.direction.is_(None), Contact.direction != _OUTBOUND),
            Contact.outcome == _HANDLED,
        )
        .group_by(Contact.person_id, Contact.channel, Contact.topic_id)
    )
    canonical = canonical_ids(session)
    found: dict[int, Cells] = {}
    for person, channel, topic, total, count in session.execute(query):
        if not count or person is None:
            continue
        own = found.setdefault(canonical.get(person, person), {})
        kind = f"{topic or _UNSAID}, {_channel(channel)}"
        before = own.get(kind, (0.0, 0.0))
        own[kind] = (before[0] + float(total or 0), before[1] + float(count))
    return found


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
    most = 1.0 if metric.endswith(("_rate", "_top2")) else float("inf")
    return {
        person: Mixed(
            made[str(person)].crude,
            _at_most(made[str(person)].fair, most),
            sum(n for _, n in own.values()),
            _unlike(own, whole, total),
        )
        for person, own in found.items()
    }


def _at_most(value: float | None, most: float) -> float | None:
    return None if value is None else min(value, most)


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
