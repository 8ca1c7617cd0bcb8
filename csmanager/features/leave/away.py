"""Who is away when: leaves of this program and absences that files brought, each day once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.leave.rules import HOLDS, STATE_WORDS, LeaveState
from csmanager.features.leave.tables import LeaveAbsence, LeaveRequest, LeaveType
from csmanager.features.schedule.rules import ABSENCE_WORDS, AbsenceKind
from csmanager.features.schedule.tables import Absence
from csmanager.features.team.person.queries import day_number, day_of, ids_of
from csmanager.features.team.queries import canonical_ids, labels

LETTERS = {
    AbsenceKind.ANNUAL: "L",
    AbsenceKind.SICK: "S",
    AbsenceKind.UNPAID: "U",
    AbsenceKind.PUBLIC: "H",
    AbsenceKind.TRAINING: "T",
    AbsenceKind.PARENTAL: "P",
    AbsenceKind.OTHER: "O",
}


@dataclass(frozen=True, slots=True)
class AwayRow:
    """Somebody away from ``first`` to ``last``, both included. ``request_id`` None: a file says so.

    ``state``: of the leave; of a file's absence it is taken. ``minutes``: where only part of a day is missed.
    """

    person_id: int
    person: str
    first: dt.date
    last: dt.date
    kind: AbsenceKind
    type: str
    state: LeaveState
    request_id: int | None = None
    absence_id: int | None = None
    minutes: int | None = None
    word: str = ""
    first_half: bool = False
    last_half: bool = False

    @property
    def letter(self) -> str:
        """One letter for a calendar."""
        return LETTERS[self.kind]

    @property
    def words(self) -> str:
        """What it is, in words."""
        half = ", part of a day" if self.minutes is not None or self.first_half or self.last_half else ""
        state = "" if self.state in HOLDS else f", {STATE_WORDS[self.state].lower()}"
        return f"{self.type}{half}{state}"


def away(
    session: Session, first: dt.date, last: dt.date, *, person_id: int | None = None, asked: bool = True
) -> list[AwayRow]:
    """Everybody away on some day of a stretch, by first day. ``asked``: leave not decided yet as well."""
    states = [*HOLDS, LeaveState.REQUESTED] if asked else list(HOLDS)
    canonical, names = canonical_ids(session), labels(session)
    query = (
        sa.select(LeaveRequest, LeaveType)
        .join(LeaveType, LeaveType.id == LeaveRequest.type_id)
        .where(LeaveRequest.state.in_(states), LeaveRequest.first_on <= last, LeaveRequest.last_on >= first)
    )
    if person_id is not None:
        query = query.where(LeaveRequest.person_id.in_(ids_of(session, person_id)))
    found = [
        AwayRow(
            canonical[row.person_id],
            names[canonical[row.person_id]],
            row.first_on,
            row.last_on,
            kind.kind,
            kind.name,
            row.state,
            row.id,
            first_half=row.first_half,
            last_half=row.last_half,
        )
        for row, kind in session.execute(query)
    ]
    found += from_files(session, first, last, person_id)
    return sorted(found, key=lambda row: (row.first, row.person.casefold(), row.request_id or 0))


def from_files(
    session: Session, first: dt.date, last: dt.date, person_id: int | None = None
) -> list[AwayRow]:
    """Absences that only files know of; days on which a leave of this program holds are cut out of them."""
    canonical, names = canonical_ids(session), labels(session)
    query = (
        sa.select(Absence)
        .where(
            Absence.first_day <= day_number(last),
            Absence.last_day >= day_number(first),
            ~sa.exists().where(LeaveAbsence.absence_id == Absence.id),
        )
        .order_by(Absence.first_day)
    )
    if person_id is not None:
        query = query.where(Absence.person_id.in_(ids_of(session, person_id)))
    rows = session.scalars(query).all()
    if not rows:
        return []
    kinds = sa.select(LeaveType.kind, LeaveType.name).order_by(LeaveType.position.desc())
    types = dict(session.execute(kinds.where(LeaveType.trashed_on.is_(None))).all())
    own: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    leaves = sa.select(LeaveRequest.person_id, LeaveRequest.first_on, LeaveRequest.last_on).where(
        LeaveRequest.state.in_(list(HOLDS))
    )
    for whose, begin, end in session.execute(leaves):
        own[canonical[whose]].append((begin, end))
    found, seen = [], set()
    for row in rows:
        whose = canonical[row.person_id]
        same = (whose, row.first_day, row.last_day, row.kind)
        if same in seen:
            continue  # two files that overlap bring it twice
        seen.add(same)
        one = AwayRow(
            whose,
            names[whose],
            day_of(row.first_day),
            day_of(row.last_day),
            row.kind,
            types.get(row.kind, ABSENCE_WORDS[row.kind]),
            LeaveState.TAKEN,
            absence_id=row.id,
            minutes=row.minutes,
            word=row.word,
        )
        found += _without(one, own[whose])
    return [row for row in found if row.first <= last and row.last >= first]


def _without(row: AwayRow, leaves: list[tuple[dt.date, dt.date]]) -> list[AwayRow]:
    """What is left of an absence when the days of ``leaves`` are cut out."""
    parts = [(row.first, row.last)]
    one_day = dt.timedelta(days=1)
    for begin, end in leaves:
        left = []
        for first, last in parts:
            if end < first or begin > last:
                left.append((first, last))
                continue
            if first < begin:
                left.append((first, begin - one_day))
            if last > end:
                left.append((end + one_day, last))
        parts = left
    return [replace(row, first=first, last=last) for first, last in parts]


def out_on(session: Session, day: dt.date) -> dict[int, AwayRow]:
    """Who is away on a day: person id -> what it is; of two reasons, the one that began first."""
    found: dict[int, AwayRow] = {}
    for row in away(session, day, day, asked=False):
        found.setdefault(row.person_id, row)
    return found
