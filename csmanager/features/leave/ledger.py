"""Balances: what was granted, earned, carried over, taken and corrected; and what is to be credited now.

A balance is the sum of the ledger up to a day. Leave that files brought counts too, from the day a person's ledger
begins, so that nobody enters it twice.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.leave.away import AwayRow, from_files
from csmanager.features.leave.contracts import Work, work
from csmanager.features.leave.rules import (
    EntryKind,
    LeaveState,
    days_text,
    hours_text,
    months_due,
    yearly_share,
)
from csmanager.features.leave.tables import LeaveEntry, LeaveRequest, LeaveType
from csmanager.features.team.person.queries import ids_of
from csmanager.features.team.queries import PersonRow, canonical_ids, people
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Person


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of a ledger, with the balance after it. ``id`` 0: leave a file brought. Minutes."""

    id: int
    on: dt.date
    kind: EntryKind
    minutes: int
    balance: int
    note: str
    request_id: int | None


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """What one person has of one type on a day, in minutes.

    ``minutes`` None: nothing was ever granted. ``planned``: approved for later days; ``asked``: asked for and not
    decided. ``day_minutes``: one day by the contract of that day, to read hours as days.
    """

    person_id: int
    person: str
    team: str
    type_id: int
    type: str
    minutes: int | None
    planned: int
    asked: int
    day_minutes: int | None

    @property
    def id(self) -> tuple[int, int]:
        """What tells it from all others."""
        return (self.person_id, self.type_id)

    @property
    def left(self) -> int | None:
        """What is left after all that is approved and asked for."""
        return None if self.minutes is None else self.minutes - self.planned - self.asked

    def text(self, minutes: int | None) -> str:
        """Minutes as hours, and as days where a day is known."""
        if minutes is None:
            return ""
        if not self.day_minutes:
            return hours_text(minutes)
        return f"{hours_text(minutes)} ({days_text(round(minutes / self.day_minutes, 1)).replace('-', '−')})"


def balance(session: Session, person_id: int, type_id: int, on: dt.date) -> int | None:
    """Minutes left at the end of a day; None when nothing was ever granted, earned or entered by hand."""
    if not _begins(session, person_id, type_id):
        return None
    rows = [row for row in ledger(session, person_id, type_id) if row.on <= on]
    return rows[-1].balance if rows else 0


def ledger(session: Session, person_id: int, type_id: int) -> list[EntryRow]:
    """Every line of one person and type, oldest first."""
    whom = ids_of(session, person_id)
    entries = session.scalars(
        sa.select(LeaveEntry)
        .where(LeaveEntry.person_id.in_(whom), LeaveEntry.type_id == type_id)
        .order_by(LeaveEntry.on, LeaveEntry.id)
    ).all()
    lines = [(row.on, 0, row.id, row.kind, row.minutes, row.note, row.request_id) for row in entries]
    given = [row.on for row in entries if row.kind is not EntryKind.TAKE]
    if given:
        begins = min(given)
        for day, minutes, note in _taken_in_files(session, person_id, type_id, begins):
            lines.append((day, 1, 0, EntryKind.TAKE, -minutes, note, None))
    found, total = [], 0
    for on, _, number, kind, minutes, note, request_id in sorted(lines, key=lambda line: line[:3]):
        total += minutes
        found.append(EntryRow(number, on, kind, minutes, total, note, request_id))
    return found


def balances(session: Session, on: dt.date, person_id: int | None = None) -> list[BalanceRow]:
    """Everybody who works here on a day, with each type that is counted; by name, then by type."""
    kinds = session.scalars(
        sa.select(LeaveType)
        .where(LeaveType.is_counted.is_(True), LeaveType.trashed_on.is_(None))
        .order_by(LeaveType.position)
    ).all()
    if not kinds:
        return []
    canonical = canonical_ids(session)
    sums: dict[tuple[int, int], int] = defaultdict(int)
    begins: dict[tuple[int, int], dt.date] = {}
    planned: dict[tuple[int, int], int] = defaultdict(int)
    for owner, kind, day, kept, minutes in session.execute(
        sa.select(
            LeaveEntry.person_id, LeaveEntry.type_id, LeaveEntry.on, LeaveEntry.kind, LeaveEntry.minutes
        )
    ):
        key = (canonical[owner], kind)
        if kept is not EntryKind.TAKE:
            begins[key] = min(begins.get(key, day), day)
        if day <= on:
            sums[key] += minutes
        elif kept is EntryKind.TAKE:
            planned[key] -= minutes
    days = work(session, range(on.year - 1, on.year + 2))
    in_files: dict[int, list[AwayRow]] = defaultdict(list)
    if begins:
        for each in from_files(session, min(begins.values()), dt.date(9999, 12, 31), person_id):
            in_files[each.person_id].append(each)
    for key, begin in begins.items():
        if not in_files[key[0]]:
            continue
        taken = _taken_in_files(session, key[0], key[1], begin, days, in_files[key[0]])
        sums[key] -= sum(minutes for day, minutes, _ in taken if day <= on)
    asked: dict[tuple[int, int], int] = defaultdict(int)
    for row in session.scalars(sa.select(LeaveRequest).where(LeaveRequest.state == LeaveState.REQUESTED)):
        whose = canonical[row.person_id]
        for cost in days.costs(
            whose, row.first_on, row.last_on, first_half=row.first_half, last_half=row.last_half
        ):
            asked[whose, row.type_id] += cost.minutes or 0
    found = []
    for person in people(session, on):
        if person_id is not None and person.id != person_id:
            continue
        for one in kinds:
            key = (person.id, one.id)
            found.append(
                BalanceRow(
                    person.id,
                    person.name,
                    person.team or "",
                    one.id,
                    one.name,
                    sums[key] if key in begins else None,
                    planned[key],
                    asked[key],
                    days.day_minutes(person.id, on),
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class CreditRow:
    """One line that is due to be entered now; minutes."""

    person_id: int
    person: str
    type_id: int
    type: str
    on: dt.date
    kind: EntryKind
    minutes: int
    note: str

    @property
    def id(self) -> tuple[int, int, str, str]:
        """What tells it from all others."""
        return (self.person_id, self.type_id, self.on.isoformat(), f"{self.kind}{self.minutes > 0}")


def due_credits(session: Session, today: dt.date) -> list[CreditRow]:
    """Grants, earned months and what expires at the turn of the year, as far as they are not entered yet.

    Days become minutes by the contract of the day they are credited on. Whoever's hours are not known is left out.
    """
    found: list[CreditRow] = []
    kinds = session.scalars(
        sa.select(LeaveType).where(
            LeaveType.is_counted.is_(True),
            LeaveType.trashed_on.is_(None),
            LeaveType.yearly_days.is_not(None),
        )
    ).all()
    if not kinds:
        return []
    days = work(session, (today.year,))
    canonical = canonical_ids(session)
    known: dict[tuple[int, int], set[tuple[EntryKind, dt.date]]] = defaultdict(set)
    for owner, kind, entry_kind, on in session.execute(
        sa.select(LeaveEntry.person_id, LeaveEntry.type_id, LeaveEntry.kind, LeaveEntry.on)
    ):
        known[canonical[owner], kind].add((entry_kind, on))
    new_year = dt.date(today.year, 1, 1)
    for person in people(session, today):
        if person.status is Status.LEFT:
            continue
        for one in kinds:
            have = known[person.id, one.id]
            if any(on < new_year for _, on in have) and (EntryKind.CARRY, new_year) not in have:
                found += _turn_of_year(session, person, one, new_year)
            found += _credits(person, one, today, have, days)
            found += _expired(session, person, one, today, have)
    return found


def enter(session: Session, rows: list[CreditRow], *, today: dt.date) -> int:
    """Enter what ``due_credits`` offered; returns how many lines. What was entered meanwhile is left out."""
    still = {row.id for row in due_credits(session, today)}
    wanted = [row for row in rows if row.id in still]
    for row in wanted:
        _add(session, row.person_id, row.type_id, row.on, row.minutes, row.kind, row.note, today)
    return len(wanted)


def correct(
    session: Session,
    *,
    person_id: int,
    type_id: int,
    on: dt.date,
    minutes: int,
    note: str,
    today: dt.date,
    kind: EntryKind = EntryKind.CORRECT,
) -> int:
    """Enter a line by hand: a first balance, a correction. Raises RuleBroken without a reason or an amount."""
    if session.get(Person, person_id) is None:
        raise RuleBroken("This person is no longer there.")
    one = session.get(LeaveType, type_id)
    if one is None or not one.is_counted:
        raise RuleBroken("Leave of this type is not taken from a balance.")
    if not minutes:
        raise RuleBroken("Say how many hours more or less.")
    if not note.strip():
        raise RuleBroken("Say what the line is for; whoever reads the balance later will want to know.")
    return _add(session, person_id, type_id, on, minutes, kind, note.strip(), today)


def _add(
    session: Session,
    person_id: int,
    type_id: int,
    on: dt.date,
    minutes: int,
    kind: EntryKind,
    note: str,
    today: dt.date,
    request_id: int | None = None,
) -> int:
    row = LeaveEntry(
        person_id=person_id,
        type_id=type_id,
        on=on,
        minutes=minutes,
        kind=kind,
        request_id=request_id,
        note=note,
        entered_on=today,
    )
    session.add(row)
    session.flush()
    return row.id


def _credits(
    person: PersonRow, one: LeaveType, today: dt.date, have: set[tuple[EntryKind, dt.date]], days: Work
) -> list[CreditRow]:
    assert one.yearly_days is not None
    found = []
    start = person.started_on or dt.date(today.year, 1, 1)
    if one.is_monthly:
        for first in months_due(today, start):
            minutes = days.day_minutes(person.id, max(first, start))
            if (EntryKind.ACCRUE, first) not in have and minutes is not None:
                part = one.yearly_days / 12
                found.append(
                    CreditRow(
                        person.id, person.name, one.id, one.name, first, EntryKind.ACCRUE,
                        round(part * minutes), f"{days_text(part)} of {first:%B %Y}",
                    )
                )  # fmt: skip
        return found
    on = max(dt.date(today.year, 1, 1), start)
    minutes = days.day_minutes(person.id, on)
    share = yearly_share(person.started_on, today.year)
    if on <= today and minutes is not None and share and (EntryKind.GRANT, on) not in have:
        part = one.yearly_days * share
        found.append(
            CreditRow(
                person.id, person.name, one.id, one.name, on, EntryKind.GRANT,
                round(part * minutes), f"{days_text(part)} for {today.year}",
            )
        )  # fmt: skip
    return found


def _turn_of_year(session: Session, person: PersonRow, one: LeaveType, new_year: dt.date) -> list[CreditRow]:
    """What goes into the new year, and what does not. The two carry lines cancel out, and say how much it was."""
    old = balance(session, person.id, one.id, new_year - dt.timedelta(days=1))
    if not old:
        return []
    day = work(session, ()).day_minutes(person.id, new_year)
    found = []
    kept = old
    if one.carry_days is not None and day is not None and old > round(one.carry_days * day):
        kept = round(one.carry_days * day)
        found.append(
            CreditRow(
                person.id, person.name, one.id, one.name, new_year, EntryKind.EXPIRE, kept - old,
                f"More than the {days_text(one.carry_days)} that may be carried over",
            )
        )  # fmt: skip
    if kept:
        before = new_year - dt.timedelta(days=1)
        note = f"{hours_text(kept)} carried into {new_year.year}"
        for on, minutes in ((before, -kept), (new_year, kept)):
            found.append(
                CreditRow(person.id, person.name, one.id, one.name, on, EntryKind.CARRY, minutes, note)
            )
    return found


def _expired(
    session: Session, person: PersonRow, one: LeaveType, today: dt.date, have: set[tuple[EntryKind, dt.date]]
) -> list[CreditRow]:
    """Carried leave that was not taken in time."""
    if not one.carry_until:
        return []
    month, _, day = one.carry_until.partition("-")
    try:
        limit = dt.date(today.year, int(month), int(day))
    except ValueError:
        return []
    after = limit + dt.timedelta(days=1)
    if after > today or (EntryKind.EXPIRE, after) in have:
        return []
    rows = [row for row in ledger(session, person.id, one.id) if dt.date(today.year, 1, 1) <= row.on <= limit]
    carried = sum(row.minutes for row in rows if row.kind is EntryKind.CARRY)
    taken = -sum(row.minutes for row in rows if row.kind is EntryKind.TAKE)
    if carried <= max(0, taken):
        return []
    note = f"Carried over and not taken until {limit.isoformat()}"
    return [
        CreditRow(
            person.id, person.name, one.id, one.name, after, EntryKind.EXPIRE, max(0, taken) - carried, note
        )
    ]


def _begins(session: Session, person_id: int, type_id: int) -> bool:
    return (
        session.scalar(
            sa.select(LeaveEntry.id)
            .where(
                LeaveEntry.person_id.in_(ids_of(session, person_id)),
                LeaveEntry.type_id == type_id,
                LeaveEntry.kind != EntryKind.TAKE,
            )
            .limit(1)
        )
        is not None
    )


def _taken_in_files(
    session: Session,
    person_id: int,
    type_id: int,
    since: dt.date,
    days: Work | None = None,
    known_absences: list[AwayRow] | None = None,
) -> list[tuple[dt.date, int, str]]:
    """Days of this type that only files know of: day, minutes, what the file called it."""
    one = session.get(LeaveType, type_id)
    if one is None:
        return []
    found = []
    absences = known_absences
    if absences is None:
        absences = from_files(session, since, dt.date(9999, 12, 31), person_id)
    if not absences:
        return []
    known = days or work(session, range(since.year, since.year + 3))
    for row in absences:
        if row.kind is not one.kind or row.last < since:
            continue
        for cost in known.costs(person_id, max(row.first, since), row.last):
            minutes = row.minutes if row.minutes is not None else cost.minutes
            if minutes:
                found.append((cost.day, minutes, row.word or "From a file"))
    return found
