"""When people can, like to or cannot work."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.settings import read_value, write_value
from csmanager.features.team.person.queries import ids_of
from csmanager.features.team.queries import canonical_ids, people
from csmanager.features.team.tables import Person
from csmanager.features.wellbeing import rules
from csmanager.features.wellbeing.rules import Can
from csmanager.features.wellbeing.tables import Availability


@dataclass(frozen=True, slots=True)
class Span:
    """A span of a weekday (0 Monday); minutes after midnight."""

    weekday: int
    start: int
    end: int
    can: Can


def set_week(session: Session, person_id: int, spans: Sequence[Span], *, today: dt.date, how: str) -> None:
    """Replace what is known of a person's week. Raises RuleBroken for spans that make no sense or overlap."""
    whom = canonical_ids(session).get(person_id, person_id)
    if session.get(Person, whom) is None:
        raise RuleBroken("This person is no longer there.")
    ordered = sorted(spans, key=lambda span: (span.weekday, span.start))
    for at, span in enumerate(ordered):
        rules.check_times(span.weekday, span.start, span.end)
        former = ordered[at - 1] if at else None
        if former is not None and former.weekday == span.weekday and former.end > span.start:
            raise RuleBroken(f"Two spans of {rules.WEEKDAYS[span.weekday]} overlap.")
    known = session.scalars(sa.select(Availability).where(Availability.person_id.in_(ids_of(session, whom))))
    for row in known:
        session.delete(row)
    session.flush()
    session.add_all(
        Availability(
            person_id=whom,
            weekday=span.weekday,
            start_minute=span.start,
            end_minute=span.end,
            can=Can(span.can),
            set_on=today,
            how=how,
        )
        for span in ordered
    )


def ask_at_kiosk(session: Session, on: bool) -> None:
    """Let people say at the kiosk when they can work, or no longer."""
    write_value(session, "availability/at_kiosk", on)


def is_asked(session: Session) -> bool:
    """Whether people say at the kiosk when they can work."""
    return bool(read_value(session, "availability/at_kiosk", False))


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A person's week. ``set_on`` None: nothing is known, which is not "can always"."""

    id: int
    person: str
    spans: tuple[Span, ...]
    set_on: dt.date | None
    how: str

    def short(self, weekday: int) -> str:
        """One day in as few letters as a table has room for."""
        words = {Can.AVAILABLE: "", Can.PREFERRED: "likes ", Can.UNAVAILABLE: "not "}
        return ", ".join(
            f"{words[span.can]}{rules.short_span(span.start, span.end)}"
            for span in self.spans
            if span.weekday == weekday
        )

    def day(self, weekday: int) -> str:
        """One day in words; "" where nothing was said."""
        return ", ".join(
            f"{rules.CAN_WORDS[span.can].lower()} {rules.span_text(span.start, span.end)}"
            for span in self.spans
            if span.weekday == weekday
        )


def weeks(session: Session, today: dt.date) -> list[WeekRow]:
    """Everyone who is here, by name."""
    canonical = canonical_ids(session)
    found: dict[int, list[Availability]] = defaultdict(list)
    query = sa.select(Availability).order_by(Availability.weekday, Availability.start_minute)
    for row in session.scalars(query):
        found[canonical.get(row.person_id, row.person_id)].append(row)
    return [
        WeekRow(
            one.id,
            one.name,
            tuple(Span(row.weekday, row.start_minute, row.end_minute, row.can) for row in found[one.id]),
            max((row.set_on for row in found[one.id]), default=None),
            found[one.id][0].how if found[one.id] else "",
        )
        for one in people(session, today)
    ]


def week(session: Session, person_id: int) -> list[Span]:
    """What is known of one person's week."""
    query = (
        sa.select(Availability)
        .where(Availability.person_id.in_(ids_of(session, person_id)))
        .order_by(Availability.weekday, Availability.start_minute)
    )
    return [Span(row.weekday, row.start_minute, row.end_minute, row.can) for row in session.scalars(query)]
