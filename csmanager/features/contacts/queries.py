"""Contacts as records: the rows behind a figure, a screenful at a time out of millions."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from csmanager.features.contacts import evidence as proof
from csmanager.features.contacts.rules import Channel, ContactKind, Direction, Outcome
from csmanager.features.contacts.tables import Contact, ImportBatch, Topic
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Person

_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact in words. Durations in seconds, None where the export does not say."""

    id: int
    external_id: str
    kind: str
    person_id: int | None
    person: str | None
    channel: str
    topic: str | None
    direction: str | None
    started: dt.datetime
    day: dt.date
    outcome: str
    wait: float | None
    talk: float | None
    hold: float | None
    wrap: float | None
    first_response: float | None
    resolution: float | None
    resolved: bool | None
    reopened: bool | None
    transferred: bool | None
    escalated: bool | None
    csat: int | None
    csat_scale: int | None
    nps: int | None
    file: str


@dataclass(frozen=True, slots=True)
class ContactFilter:
    """Which contacts; None means all. ``first`` and ``last`` are inclusive; ``metric``: those it counts.

    ``person_ids``: those people and whoever was merged into them; 0 stands for contacts of nobody. ``short_ms``: who
    gives up sooner is not in the service level; ``scale``: of ratings, None for the one most of them are on. ``ids``:
    some thousand at most. ``window_days``: after so many days another contact is no repeat.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    person_ids: tuple[int, ...] | None = None
    metric: str | None = None
    batch_id: int | None = None
    text: str = ""
    short_ms: int = proof.SHORT_ABANDON_MS
    scale: int | None = None
    ids: tuple[int, ...] | None = None
    window_days: int = proof.REPEAT_DAYS


@dataclass(frozen=True, slots=True)
class DayAnchors:
    """How many contacts of a filter lie before each day that has some; lets a table jump anywhere at once."""

    days: tuple[int, ...]
    before: tuple[int, ...]  # as many as ``days``
    total: int


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01, as ``contact.day`` counts."""
    return (day - _EPOCH).days


def months_of(days: Iterable[int]) -> list[int]:
    """The months (year * 12 + month - 1) in which ``days`` (since 1970-01-01) lie, sorted."""
    dates = (_EPOCH + dt.timedelta(day) for day in set(days))
    return sorted({date.year * 12 + date.month - 1 for date in dates})


def span(session: Session) -> tuple[dt.date, dt.date] | None:
    """First and last day of which there are contacts; None in a store without."""
    first, last = session.execute(sa.select(sa.func.min(Contact.day), sa.func.max(Contact.day))).one()
    return None if first is None else (_EPOCH + dt.timedelta(first), _EPOCH + dt.timedelta(last))


def evidence(
    session: Session, metric: str, person_ids: Sequence[int] | None, first: dt.date, last: dt.date
) -> list[ContactRow]:
    """The very contacts ``metric`` counts, oldest first. ``person_ids`` None: the whole team."""
    chosen = ContactFilter(first, last, None if person_ids is None else tuple(person_ids), metric)
    return contact_rows(session, chosen, size=None)


def contact_count(session: Session, chosen: ContactFilter) -> int:
    """How many contacts a filter holds."""
    query = sa.select(sa.func.count()).select_from(Contact).where(*_conditions(session, chosen))
    return int(session.scalar(query) or 0)


def anchors(session: Session, chosen: ContactFilter) -> DayAnchors:
    """Where each day's contacts begin; one pass, to be made aside."""
    query = (
        sa.select(Contact.day, sa.func.count())
        .where(*_conditions(session, chosen))
        .group_by(Contact.day)
        .order_by(Contact.day)
    )
    found = session.execute(query).all()
    counts = [count for _, count in found]
    before = tuple(accumulate(counts, initial=0))
    return DayAnchors(tuple(day for day, _ in found), before[:-1], before[-1])


def contact_rows(
    session: Session,
    chosen: ContactFilter,
    *,
    start: int = 0,
    size: int | None = 256,
    sort: str = "started",
    descending: bool = False,
    known: DayAnchors | None = None,
) -> list[ContactRow]:
    """``size`` contacts from the ``start``-th on (None: all of the rest).

    ``sort``: a field of ContactRow. By day, with ``known`` anchors, a block costs the same wherever it lies.
    """
    conditions = _conditions(session, chosen)
    by_day = sort in ("started", "day")
    if known is not None and known.days and by_day and size is not None:
        conditions, start = _jump(conditions, known, start, size, descending=descending)
    query = _select().where(*conditions).order_by(*_order(sort, descending))
    if start:
        query = query.offset(start)
    if size is not None:
        query = query.limit(size)
    elif start:
        query = query.limit(-1)
    return [_row(found) for found in session.execute(query)]


def contact(session: Session, contact_id: int) -> ContactRow | None:
    """One contact."""
    found = session.execute(_select().where(Contact.id == contact_id)).first()
    return None if found is None else _row(found)


def _conditions(session: Session, chosen: ContactFilter) -> list[ColumnElement[bool]]:
    made: list[ColumnElement[bool]] = []
    if chosen.first is not None:
        made.append(Contact.day >= day_number(chosen.first))
    if chosen.last is not None:
        made.append(Contact.day <= day_number(chosen.last))
    if chosen.person_ids is not None:
        wanted = set(chosen.person_ids)
        ids = {own for own, counts in canonical_ids(session).items() if counts in wanted or own in wanted}
        is_one = Contact.person_id.in_(sorted(ids))
        made.append(sa.or_(is_one, Contact.person_id.is_(None)) if 0 in wanted else is_one)
    if chosen.metric is not None:
        reach = session.execute(sa.select(sa.func.min(Contact.day), sa.func.max(Contact.day))).one()
        first = day_number(chosen.first) if chosen.first else int(reach[0] or 0)
        latest = int(reach[1] or 0)
        last = day_number(chosen.last) if chosen.last else latest
        scale = chosen.scale
        if scale is None and chosen.metric in proof.RATINGS:
            scale = _main_scale(session)
        made.append(
            proof.condition(
                chosen.metric,
                first,
                last,
                latest,
                short_ms=chosen.short_ms,
                scale=scale,
                window=chosen.window_days,
            )
        )
    if chosen.ids is not None:
        made.append(Contact.id.in_(chosen.ids))
    if chosen.batch_id is not None:
        made.append(Contact.batch_id == chosen.batch_id)
    if chosen.text.strip():
        text = chosen.text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        people = sa.select(Person.id).where(Person.name.like(f"%{text}%", escape="\\"))
        topics = sa.select(Topic.id).where(Topic.name.like(f"%{text}%", escape="\\"))
        made.append(
            sa.or_(
                Contact.external_id.like(f"{text}%", escape="\\"),
                Contact.person_id.in_(people),
                Contact.topic_id.in_(topics),
            )
        )
    return made


def _main_scale(session: Session) -> int | None:
    """The scale most ratings are on; None without ratings."""
    scale = sa.func.coalesce(Contact.csat_scale, 5)
    query = sa.select(scale).where(Contact.csat.is_not(None)).group_by(scale)
    return session.scalar(query.order_by(sa.func.count().desc(), scale).limit(1))


def _jump(
    conditions: list[ColumnElement[bool]], known: DayAnchors, start: int, size: int, *, descending: bool
) -> tuple[list[ColumnElement[bool]], int]:
    """Narrow to the days in which a block lies; returns the conditions and the start within them."""
    low, high = start, min(start + size, known.total) - 1
    if descending:
        low, high = known.total - 1 - high, known.total - 1 - start
    first = bisect_right(known.before, max(low, 0)) - 1
    last = bisect_right(known.before, max(high, 0)) - 1
    narrowed = [*conditions, Contact.day.between(known.days[first], known.days[last])]
    if descending:
        after = known.before[last + 1] if last + 1 < len(known.before) else known.total
        return narrowed, start - (known.total - after)
    return narrowed, start - known.before[first]


_SORTS: dict[str, object] = {
    "external_id": Contact.external_id,
    "kind": Contact.kind,
    "person": Person.name,
    "channel": Contact.channel,
    "topic": Topic.name,
    "direction": Contact.direction,
    "outcome": Contact.outcome,
    "wait": Contact.wait_ms,
    "talk": Contact.talk_ms,
    "hold": Contact.hold_ms,
    "wrap": Contact.wrap_ms,
    "first_response": Contact.first_response_ms,
    "resolution": Contact.resolution_ms,
    "csat": Contact.csat,
    "nps": Contact.nps,
    "file": ImportBatch.file_name,
}


def _order(sort: str, descending: bool) -> list[ColumnElement[object]]:
    by_day = [Contact.day, Contact.started, Contact.id]
    keys = [_SORTS[sort], *by_day] if sort in _SORTS else list(by_day)
    return [key.desc() if descending else key.asc() for key in keys]  # type: ignore[attr-defined]


def _select() -> Any:
    return (
        sa.select(Contact, Person.name, Topic.name, ImportBatch.file_name)
        .join(ImportBatch, ImportBatch.id == Contact.batch_id)
        .outerjoin(Person, Person.id == Contact.person_id)
        .outerjoin(Topic, Topic.id == Contact.topic_id)
    )


def _seconds(value: int | None) -> float | None:
    return None if value is None else value / 1000


def _yes(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _row(found: Any) -> ContactRow:
    one, person, topic, file = found
    return ContactRow(
        id=one.id,
        external_id=one.external_id,
        kind=ContactKind(one.kind).name.capitalize(),
        person_id=one.person_id,
        person=person,
        channel=Channel(one.channel).title,
        topic=topic,
        direction=None if one.direction is None else Direction(one.direction).name.capitalize(),
        started=one.started,
        day=_EPOCH + dt.timedelta(one.day),
        outcome=Outcome(one.outcome).name.capitalize(),
        wait=_seconds(one.wait_ms),
        talk=_seconds(one.talk_ms),
        hold=_seconds(one.hold_ms),
        wrap=_seconds(one.wrap_ms),
        first_response=_seconds(one.first_response_ms),
        resolution=_seconds(one.resolution_ms),
        resolved=_yes(one.resolved),
        reopened=_yes(one.reopened),
        transferred=_yes(one.transferred),
        escalated=_yes(one.escalated),
        csat=one.csat,
        csat_scale=one.csat_scale,
        nps=one.nps,
        file=file,
    )
