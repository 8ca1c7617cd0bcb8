"""Figures computed the plain way, contact by contact, to hold the cube against."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.features.reviews.shop import Contact


@dataclass(frozen=True, slots=True)
class Plain:
    """A value, what it rests on, median and p90 in seconds."""

    value: float | None
    n: int
    median: float | None = None
    p90: float | None = None


def ratio(top: float, bottom: float) -> float | None:
    return top / bottom if bottom else None


def rank(values: Sequence[int], share: float) -> float | None:
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered) - 1e-9), 1) - 1] / 1000 if ordered else None


def times(values: Sequence[int]) -> Plain:
    mean = ratio(sum(values), len(values) * 1000)
    return Plain(mean, len(values), rank(values, 0.5), rank(values, 0.9))


def share(contacts: Sequence[Contact], hit: Callable[[Contact], bool]) -> Plain:
    return Plain(ratio(sum(map(hit, contacts)), len(contacts)), len(contacts))


def firsts(everything: Sequence[Contact]) -> dict[int, bool]:
    """id() of handled first contacts -> whether nobody came back."""
    known = [c for c in everything if c.customer is not None and c.direction != 2]
    found = {}
    for contact in known:
        if contact.outcome != 1:
            continue
        same = [
            c for c in known
            if c is not contact and c.customer == contact.customer and c.topic_id == contact.topic_id
        ]  # fmt: skip
        when = (contact.day, contact.started)
        before = [
            c for c in same if (c.day, c.started) < when and contact.day - c.day <= 7 and c.outcome == 1
        ]
        after = [c for c in same if (c.day, c.started) > when and c.day - contact.day <= 7]
        if not before:
            found[id(contact)] = not after
    return found


def opening_ms(start: int, ms: int) -> int:
    """The part of a time that lies in Monday to Friday, 9 to 17 UTC, hour by hour; ``start`` in seconds."""
    begin, end, found = start * 1000, start * 1000 + ms, 0
    for day in range(begin // 86_400_000, end // 86_400_000 + 1):
        if (day + 3) % 7 < 5:
            opened, closed = day * 86_400_000 + 9 * 3_600_000, day * 86_400_000 + 17 * 3_600_000
            found += max(min(end, closed) - max(begin, opened), 0)
    return found


def figures(
    everything: Sequence[Contact], first: int, last: int, people: set[int | None] | None
) -> dict[str, Plain]:
    """Every measure over the days ``first`` to ``last``; ``people`` None: everyone."""
    inbound = [c for c in everything if c.direction != 2]
    data_ends = max((c.day for c in inbound), default=0)
    chosen = [c for c in inbound if first <= c.day <= last and (people is None or c.person_id in people)]
    handled = [c for c in chosen if c.outcome == 1]
    queued = [c for c in chosen if c.kind == 1 or c.outcome in (2, 3)]
    lost = [c for c in chosen if c.outcome in (2, 3)]
    waits = [c.wait_ms for c in handled if c.wait_ms is not None]
    soon = sum(1 for c in lost if c.wait_ms is not None and c.wait_ms < 5000)
    level_n = len(waits) + len(lost) - soon if waits else 0
    marks = firsts(everything)
    due = [marks[id(c)] for c in chosen if id(c) in marks and c.day + 7 <= data_ends]
    scales = [c.csat_scale for c in inbound if c.csat is not None]
    main = min(set(scales), key=lambda scale: (-scales.count(scale), scale or 0)) if scales else 5
    rated = [c.csat for c in chosen if c.csat is not None and c.csat_scale == main]
    asked = [c.nps for c in chosen if c.nps is not None]
    resolved = [c for c in chosen if c.reopened is not None and (c.resolved == 1 or c.reopened == 1)]
    points = sum(n >= 9 for n in asked) - sum(n <= 6 for n in asked)
    first_opening = [
        opening_ms(c.started, c.first_response_ms)
        for c in chosen
        if c.first_response_ms is not None and c.outcome != 4
    ]
    return {
        "first_response_business": times(first_opening),
        "resolution_business": times(
            [
                opening_ms(c.started, c.resolution_ms)
                for c in chosen
                if c.resolution_ms is not None and c.resolved != 0
            ]
        ),
        "answered_in_time": Plain(
            ratio(sum(ms <= 8 * 3_600_000 for ms in first_opening), len(first_opening)), len(first_opening)
        ),
        "contacts_offered": Plain(len(chosen), len(chosen)),
        "contacts_handled": Plain(len(handled), len(handled)),
        "answer_rate": share(queued, lambda c: c.outcome == 1),
        "abandonment_rate": share(queued, lambda c: c.outcome == 2),
        "speed_of_answer": times(waits),
        "service_level": Plain(ratio(sum(wait <= 20_000 for wait in waits), level_n), level_n),
        "talk_time": times([c.talk_ms for c in handled if c.talk_ms is not None]),
        "hold_time": times([c.hold_ms for c in handled if c.hold_ms is not None]),
        "wrap_time": times([c.wrap_ms for c in handled if c.wrap_ms is not None]),
        "handle_time": times(
            [c.talk_ms + (c.hold_ms or 0) + (c.wrap_ms or 0) for c in handled if c.talk_ms is not None]
        ),
        "first_response_time": times(
            [c.first_response_ms for c in chosen if c.first_response_ms is not None and c.outcome != 4]
        ),
        "resolution_time": times(
            [c.resolution_ms for c in chosen if c.resolution_ms is not None and c.resolved != 0]
        ),
        "first_contact_resolution": Plain(ratio(sum(due), len(due)), len(due)),
        "reopen_rate": share(resolved, lambda c: c.reopened == 1),
        "transfer_rate": share(
            [c for c in handled if c.transferred is not None], lambda c: c.transferred == 1
        ),
        "escalation_rate": share([c for c in handled if c.escalated is not None], lambda c: c.escalated == 1),
        "csat_mean": Plain(ratio(sum(rated), len(rated)), len(rated)),
        "csat_top2": Plain(ratio(sum(value >= main - 1 for value in rated), len(rated)), len(rated)),
        "nps": Plain(ratio(100 * points, len(asked)), len(asked)),
    }
