"""Who stays and who left, as of a day, with the people behind each figure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.team.queries import labels, people
from csmanager.features.team.rules import tenure_text
from csmanager.features.team.staying.rules import BANDS, Span, Turnover, band_of, turnover, year_before
from csmanager.features.team.tables import Employment, Person

NO_REASON = "no reason noted"


@dataclass(frozen=True, slots=True)
class StayRow:
    """One person behind a figure. ``id`` is the person's."""

    id: int
    name: str
    team: str
    role: str
    started_on: dt.date | None
    left_on: dt.date | None
    tenure: str
    band: str
    reason: str


@dataclass(frozen=True, slots=True)
class StayView:
    """The figures of a day. ``bands``/``reasons``: name -> people; ``here`` and ``left``: the rows behind them."""

    on: dt.date
    here: tuple[StayRow, ...]
    left: tuple[StayRow, ...]
    bands: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    turnover: Turnover
    median_months: float | None


def staying(session: Session, on: dt.date, members: frozenset[int] | None = None) -> StayView:
    """The figures of a day, of everybody or of ``members``."""
    names = labels(session)
    rows = {row.id: row for row in people(session, on, include_left=True)}
    spans = [span for span in _spans(session) if members is None or span.person_id in members]
    first = year_before(on)
    here_ids = {span.person_id for span in spans if span.is_here(on)}

    def row(person_id: int, left_on: dt.date | None, reason: str) -> StayRow:
        known = rows.get(person_id)
        started = known.started_on if known is not None else None
        until = min(left_on, on) if left_on is not None else on
        return StayRow(
            person_id,
            names[person_id],
            (known.team if known else None) or "",
            (known.role if known else None) or "",
            started,
            left_on,
            tenure_text(started, until) or "–",
            band_of(started, until),
            reason,
        )

    here = [row(person_id, None, "") for person_id in here_ids if person_id in rows]
    gone: dict[int, Span] = {}
    for span in spans:
        if span.ends_on is not None and first <= span.ends_on <= on:
            gone[span.person_id] = span
    left = [row(person_id, span.ends_on, span.reason or NO_REASON) for person_id, span in gone.items()]
    bands: dict[str, int] = defaultdict(int)
    for each in here:
        bands[each.band] += 1
    reasons: dict[str, int] = defaultdict(int)
    for each in left:
        reasons[each.reason] += 1
    order = [name for name, _low, _high in BANDS] + ["start not known"]
    days = sorted((on - each.started_on).days for each in here if each.started_on is not None)
    return StayView(
        on,
        tuple(sorted(here, key=lambda each: (each.started_on or dt.date.min, each.name.casefold()))),
        tuple(sorted(left, key=lambda each: (each.left_on or on, each.name.casefold()), reverse=True)),
        tuple((name, bands[name]) for name in order if name in bands or name != order[-1]),
        tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        turnover(spans, on),
        _median(days) / 30.4375 if days else None,
    )


def _median(values: list[int]) -> float:
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def _spans(session: Session) -> list[Span]:
    """From start to last day of everybody; who was taken on again has one span for each time."""
    periods: dict[int, list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    query = sa.select(Employment.person_id, Employment.starts_on, Employment.ends_on)
    for person_id, starts_on, ends_on in session.execute(query.order_by(Employment.starts_on)):
        periods[person_id].append((starts_on, ends_on))
    found = []
    persons = sa.select(Person.id, Person.started_on, Person.left_on, Person.leave_reason)
    for person_id, started_on, left_on, reason in session.execute(
        persons.where(Person.merged_into_id.is_(None))
    ):
        start = started_on
        own = periods[person_id]
        for (_, ends_on), (after, _last) in pairwise(own):
            if ends_on is not None and after > ends_on + dt.timedelta(days=1):
                found.append(Span(person_id, start, ends_on))
                start = after
        found.append(Span(person_id, start, left_on, reason or ""))
    return found
