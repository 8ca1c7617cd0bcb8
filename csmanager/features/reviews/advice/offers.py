"""The advice that fires now: on the newest cycle's pinned figures, or on the last full month where there is none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from csmanager.features.reviews.advice.queries import AdviceRow, cycle_advice, fired
from csmanager.features.reviews.cycles.pinning import Pinning, candidates
from csmanager.features.reviews.cycles.queries import cycles
from csmanager.features.reviews.cycles.templates import template_for
from csmanager.features.reviews.periods import last_full_month


@dataclass(frozen=True, slots=True)
class Offers:
    """``title``: of which figures the rules spoke."""

    title: str
    period_key: str
    rows: list[AdviceRow]


def offers(session: Session, today: dt.date) -> Offers:
    """What fires now, the team first, then people by name; questions last with each."""
    newest = next(iter(cycles(session)), None)
    month = last_full_month(today)
    if newest is not None and newest.last >= month.first:
        return Offers(f"On the reviews of {newest.name}", newest.period_key, cycle_advice(session, newest.id))
    pinning = Pinning(session, month, today)
    rows: list[AdviceRow] = []
    for place, who in enumerate(candidates(session, month, today)):
        pinned = pinning.pin(who, template_for(session, who.role_id), None)
        team = {line.metric: line for line in pinned.team_lines}
        if not place:
            rows += fired(session, team, team, None, "The team", month.key)
        own = {line.metric: line for line in pinned.lines}
        rows += fired(session, own, team, who.id, who.name, month.key)
    return Offers(f"On the figures of {month.title}; no reviews are prepared of it", month.key, rows)
