"""What the tab Reviews shows, read in one go aside from the window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.contacts.evidence import SHORT_ABANDON_MS
from csmanager.features.contacts.queries import (
    ContactFilter,
    ContactRow,
    DayAnchors,
    contact_rows,
)
from csmanager.features.contacts.queries import anchors as day_anchors
from csmanager.features.reviews.derive import window_of
from csmanager.features.reviews.periods import Period, last_full_month, month_of
from csmanager.features.reviews.queries import Line, Review, review
from csmanager.features.reviews.rules import Scope, Verdict
from csmanager.features.reviews.targets import MetricRow, TargetRow, dictionary, targets
from csmanager.features.team.tables import Person, Role, Team

_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class PageView:
    """A review with the dictionary. ``first_day``: where the data begins, None in an empty store."""

    review: Review
    metrics: dict[str, MetricRow]
    first_day: dt.date | None
    main_scale: int | None

    def lines(self, person: int | None) -> list[Line]:
        """The lines of one person, or of the team."""
        if person is None:
            return self.review.team
        for name, who in self.review.persons.items():
            if who.id == person:
                return self.review.people[name]
        return []

    def everyone(self, metric: str) -> list[tuple[str, Line]]:
        """One measure for everybody, by name."""
        return [
            (name, line)
            for name, lines in self.review.people.items()
            for line in lines
            if line.metric == metric
        ]

    def counts(self, person: int | None) -> dict[Verdict, int]:
        """How many lines have each status."""
        found = dict.fromkeys(Verdict, 0)
        for line in self.lines(person):
            found[line.status] += 1
        return found


@dataclass(frozen=True, slots=True)
class TargetsView:
    """All targets, and whom one can be set for: (scope:id, name)."""

    targets: list[TargetRow]
    metrics: list[MetricRow]
    whom: list[tuple[str, str]]


def page_view(session: Session, period: Period) -> PageView:
    """Everything the page shows of a period."""
    from csmanager.features.reviews.cube import figures

    cube = figures(session)
    scales = cube.scales()
    return PageView(
        review(session, period),
        {row.key: row for row in dictionary(session)},
        cube.first_day,
        scales[0] if scales else None,
    )


def prepare(session: Session) -> None:
    """Make percentiles of long periods quick from now on."""
    from csmanager.features.reviews.cube import figures

    figures(session).prepare()


def opening_period(session: Session, today: dt.date) -> Period:
    """What the tab opens with: the newest full month that has contacts, or the newest at all."""
    from csmanager.features.reviews.cube import figures

    last_day = figures(session).last_day
    if last_day is None:
        return last_full_month(today)
    newest = month_of(last_day)
    full = last_full_month(today)
    return full if full.first <= last_day and full.first <= newest.first else newest


def targets_view(session: Session) -> TargetsView:
    """What the list of targets shows."""
    whom = [(f"{Scope.STORE}:", "Everyone")]
    for scope, table in ((Scope.TEAM, Team), (Scope.ROLE, Role)):
        whom += [
            (f"{scope}:{identity}", f"{scope.capitalize()}: {name}")
            for identity, name in session.execute(sa.select(table.id, table.name).order_by(table.name))
        ]
    people = sa.select(Person.id, Person.name).where(Person.merged_into_id.is_(None)).order_by(Person.name)
    whom += [(f"{Scope.PERSON}:{identity}", name) for identity, name in session.execute(people)]
    return TargetsView(targets(session), dictionary(session), whom)


@dataclass(frozen=True, slots=True)
class Behind:
    """Which contacts stand behind a figure, and how many; ``known`` lets a table jump anywhere in them.

    ``ids``: the contacts themselves, oldest first, where finding them once is dear (first contacts).
    """

    chosen: ContactFilter
    known: DayAnchors
    ids: Sequence[int] | None = None


def behind(
    session: Session,
    line: Line,
    period: Period,
    *,
    short_ms: int = SHORT_ABANDON_MS,
    scale: int | None = None,
) -> Behind:
    """The very contacts a line counts."""
    whom = None if line.person_id is None else (line.person_id,)
    return behind_people(session, line.metric, period, whom, short_ms=short_ms, scale=scale)


def behind_people(
    session: Session,
    metric: str,
    period: Period,
    people: tuple[int, ...] | None,
    *,
    short_ms: int = SHORT_ABANDON_MS,
    scale: int | None = None,
) -> Behind:
    """The very contacts a measure counts for some people; None: for everyone, contacts of nobody included."""
    chosen = ContactFilter(
        period.first,
        period.last,
        people,
        metric,
        short_ms=short_ms,
        scale=scale,
        window_days=window_of(session.connection()),
    )
    if metric == "first_contact_resolution":
        ids = first_contact_ids(session, period, people)
        if ids is not None:
            return Behind(chosen, DayAnchors((), (), len(ids)), ids)
    return Behind(chosen, day_anchors(session, chosen))


def first_contact_ids(
    session: Session, period: Period, person: int | tuple[int, ...] | None
) -> Sequence[int] | None:
    """First contacts of a period whose window is over, oldest first; None when the period is too long for it."""
    import numpy as np

    from csmanager.features.reviews.contactrows import LONGEST, first_contacts, read, visits
    from csmanager.features.reviews.cube import figures
    from csmanager.features.team.queries import canonical_ids

    cube = figures(session)
    if cube.first_contact is None or cube.last_contact is None:
        return []
    window = window_of(session.connection())
    first = max((period.first - _EPOCH).days, cube.first_contact)
    last = min((period.last - _EPOCH).days, cube.last_contact - window)
    if last < first:
        return []
    if last - first >= LONGEST - 2 * window:
        return None
    around = (first - window, last + window)
    seen = visits(read(session.connection(), *around, with_ids=True, only="customer IS NOT NULL"))
    assert seen.id is not None
    wanted = first_contacts(seen, window)[0] & (seen.day >= first) & (seen.day <= last)
    if person is not None:
        whose = (person,) if isinstance(person, int) else person
        own = [raw for raw, counts in canonical_ids(session).items() if counts in whose]
        wanted &= np.isin(seen.person, own)
    started = seen.topic_started[wanted] & ((1 << 34) - 1)
    order = np.lexsort((seen.id[wanted], started, seen.day[wanted]))
    found: list[int] = seen.id[wanted][order].tolist()
    return found


def block(
    session: Session, found: Behind, start: int, size: int, sort: tuple[str, bool] | None
) -> Sequence[ContactRow]:
    """Some of the contacts behind a figure."""
    key, descending = sort or ("started", False)
    if found.ids is not None and key in ("started", "day"):
        count = len(found.ids)
        low, high = start, min(start + size, count)
        if descending:
            low, high = max(count - start - size, 0), count - start
        chosen = ContactFilter(ids=tuple(found.ids[low:high]))
        return contact_rows(session, chosen, size=None, sort=key, descending=descending)
    return contact_rows(
        session, found.chosen, start=start, size=size, sort=key, descending=descending, known=found.known
    )


def opening_view(session: Session, today: dt.date) -> PageView:
    """The page as it opens."""
    return page_view(session, opening_period(session, today))
