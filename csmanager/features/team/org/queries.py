"""Who reports to whom on a day: lines, managers, and the chart."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.team.org.rules import LineKind, holds
from csmanager.features.team.org.tables import ReportingLine
from csmanager.features.team.queries import PersonRow, canonical_ids, labels, people


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line from ``person`` to ``to``; ``is_now``: it holds on the day asked for."""

    id: int
    person_id: int
    person: str
    to_id: int
    to: str
    kind: LineKind
    starts_on: dt.date | None
    ends_on: dt.date | None
    note: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class Node:
    """One person of the chart, with those who report to them, by name. ``beside``: dotted lines, deputy, mentor."""

    person: PersonRow
    label: str
    reports: tuple[Node, ...]
    beside: tuple[tuple[LineKind, str], ...] = ()

    def count(self) -> int:
        """How many people stand below."""
        return sum(1 + node.count() for node in self.reports)


@dataclass(frozen=True, slots=True)
class ChartView:
    """The chart of a day. ``roots``: those who report to nobody and lead somebody. ``loose``: neither."""

    on: dt.date
    roots: tuple[Node, ...]
    loose: tuple[Node, ...]
    count: int


def lines(session: Session, on: dt.date, person_id: int | None = None) -> list[LineRow]:
    """All lines (of or to ``person_id``), those that hold on the day first, then by name."""
    canonical, names = canonical_ids(session), labels(session)
    found = []
    for line in session.scalars(sa.select(ReportingLine)):
        own, to = canonical[line.person_id], canonical[line.to_id]
        if own == to or (person_id is not None and person_id not in (own, to)):
            continue
        is_now = holds(line.starts_on, line.ends_on, on)
        found.append(
            LineRow(
                line.id,
                own,
                names[own],
                to,
                names[to],
                line.kind,
                line.starts_on,
                line.ends_on,
                line.note,
                is_now,
            )
        )
    order = list(LineKind)
    return sorted(
        found, key=lambda row: (not row.is_now, row.person.casefold(), order.index(row.kind), row.id)
    )


def managers_on(session: Session, on: dt.date) -> dict[int, int]:
    """Person id -> id of the manager on a day, for those who have one."""
    return {
        row.person_id: row.to_id for row in lines(session, on) if row.is_now and row.kind is LineKind.MANAGER
    }


def chart(session: Session, on: dt.date) -> ChartView:
    """The chart of a day: everyone who works here then, below the nearest manager who does too."""
    here = {row.id: row for row in people(session, on)}
    names = labels(session)
    managers: dict[int, int] = {}
    beside: dict[int, list[tuple[LineKind, str]]] = defaultdict(list)
    for row in lines(session, on):
        if not row.is_now:
            continue
        if row.kind is LineKind.MANAGER:
            managers[row.person_id] = row.to_id
        else:
            beside[row.person_id].append((row.kind, row.to))
    below: dict[int | None, list[int]] = defaultdict(list)
    for person_id in here:
        below[_nearest(person_id, managers, here)].append(person_id)

    def node(person_id: int, above: frozenset[int]) -> Node:
        under = above | {person_id}
        reports = tuple(node(each, under) for each in below[person_id] if each not in under)
        return Node(here[person_id], names[person_id], reports, tuple(beside[person_id]))

    tops = [node(each, frozenset()) for each in below[None]]
    roots = sorted((each for each in tops if each.reports), key=lambda each: -each.count())
    return ChartView(on, tuple(roots), tuple(each for each in tops if not each.reports), len(here))


def _nearest(person_id: int, managers: dict[int, int], here: dict[int, PersonRow]) -> int | None:
    """The nearest person above who works here; a manager who left is passed over."""
    at, seen = person_id, {person_id}
    while (above := managers.get(at)) is not None and above not in seen:
        if above in here:
            return above
        seen.add(above)
        at = above
    return None
