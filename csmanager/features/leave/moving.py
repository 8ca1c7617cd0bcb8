"""What is done with leave: asking, deciding, taking, cancelling; each move kept with its reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.sealing import seal
from csmanager.core.store import Store
from csmanager.features.leave import blackouts, rules
from csmanager.features.leave.away import away
from csmanager.features.leave.contracts import work
from csmanager.features.leave.cover import cover
from csmanager.features.leave.ledger import balance
from csmanager.features.leave.rules import EntryKind, LeaveState
from csmanager.features.leave.tables import LeaveAbsence, LeaveEntry, LeaveMove, LeaveRequest, LeaveType
from csmanager.features.schedule.tables import Absence
from csmanager.features.team.person.queries import day_number, ids_of
from csmanager.features.team.tables import Person


def ask(
    session: Session,
    *,
    person_id: int,
    type_id: int,
    first_on: dt.date,
    last_on: dt.date,
    today: dt.date,
    first_half: bool = False,
    last_half: bool = False,
    reason: str = "",
    draft: bool = False,
    keep_free: bool = True,
) -> int:
    """Write down that somebody wants leave; returns its id. ``draft``: not asked for yet.

    The reason of a sensitive type is sealed. ``keep_free``: no leave in days on which none is given. Raises RuleBroken
    then, and when the days make no sense, lie outside the employment, hold no day of work, or somebody is away then
    already.
    """
    one = _type(session, type_id)
    person = _person(session, person_id)
    rules.check_span(
        first_on, last_on, today, first_half=first_half, last_half=last_half, allows_half=one.allows_half
    )
    check_days(session, person, first_on, last_on)
    if keep_free:
        blackouts.check(session, person.id, one, first_on, last_on)
    row = LeaveRequest(
        person_id=person_id,
        type_id=type_id,
        first_on=first_on,
        last_on=last_on,
        first_half=first_half,
        last_half=last_half,
        state=LeaveState.DRAFT if draft else LeaveState.REQUESTED,
        reason="" if one.is_sensitive else reason.strip(),
        sealed_reason="",
        answer="",
        asked_on=today,
        decided_on=None,
        minutes=None,
    )
    session.add(row)
    session.flush()
    if one.is_sensitive and reason.strip():
        row.sealed_reason = seal(session, reason.strip(), about_reason(row.id))
    _note(session, row, "ask", None, row.state, today, "")
    return row.id


def about_reason(request_id: int) -> str:
    """What a sealed reason was sealed for."""
    return f"leave_request.sealed_reason:{request_id}"


def move(session: Session, request_id: int, what: str, *, today: dt.date, reason: str = "") -> None:
    """Make one of ``rules.MOVES``. Raises RuleBroken when it is not possible, or lacks its reason.

    Approving needs a reason where nobody would remain with a skill that is needed, or a balance would go below
    nothing.
    """
    row = _row(session, request_id)
    person = _person(session, row.person_id)
    one = _type(session, row.type_id)
    target = rules.moved(f"{one.name} of {person.name}", row.state, what, reason)
    if what == "approve":
        _approve(session, row, person, one, today, reason)
    elif what == "cancel" and row.state is LeaveState.APPROVED:
        _give_back(session, row, today, f"Cancelled: {reason.strip()}")
    elif what == "take" and row.first_on > today:
        raise RuleBroken(f"This leave begins on {row.first_on.isoformat()}; it cannot have been taken yet.")
    origin, row.state = row.state, target
    if what in ("approve", "decline"):
        row.answer, row.decided_on = reason.strip(), today
    _note(session, row, what, origin, target, today, reason.strip())


def record(
    session: Session,
    *,
    person_id: int,
    type_id: int,
    first_on: dt.date,
    last_on: dt.date,
    today: dt.date,
    first_half: bool = False,
    last_half: bool = False,
    reason: str = "",
) -> int:
    """Note an absence that nobody decides on, such as a sick call; returns its id. It is approved at once."""
    made = ask(
        session, person_id=person_id, type_id=type_id, first_on=first_on, last_on=last_on, today=today,
        first_half=first_half, last_half=last_half, reason=reason, keep_free=False,
    )  # fmt: skip
    move(session, made, "approve", today=today, reason="Noted as it happened")
    return made


def shorten(session: Session, request_id: int, last_on: dt.date, *, today: dt.date, reason: str) -> None:
    """End an approved leave earlier; what is not taken goes back to the balance. Raises RuleBroken without a reason."""
    row = _row(session, request_id)
    if row.state not in rules.HOLDS:
        raise RuleBroken("Only a leave that was approved can end earlier.")
    if not row.first_on <= last_on < row.last_on:
        raise RuleBroken("Choose a day from the first day of the leave up to the day before its last.")
    if not reason.strip():
        raise RuleBroken("Say why it ends earlier.")
    person, one = _person(session, row.person_id), _type(session, row.type_id)
    _give_back(session, row, today, f"Ended on {last_on.isoformat()}: {reason.strip()}")
    row.last_on, row.last_half = last_on, False
    session.flush()
    _take(session, row, person, one, today)
    _note(session, row, "shorten", row.state, row.state, today, reason.strip())


def count_again(session: Session, request_id: int, *, today: dt.date) -> int:
    """Count an approved leave by the contract hours as they are known now; returns by how many minutes it changed."""
    row = _row(session, request_id)
    if row.state not in rules.HOLDS:
        raise RuleBroken("Only a leave that was approved is counted.")
    before = row.minutes or 0
    person, one = _person(session, row.person_id), _type(session, row.type_id)
    _give_back(session, row, today, "Counted again: the contract hours changed")
    session.flush()
    _take(session, row, person, one, today)
    _note(session, row, "count", row.state, row.state, today, "The contract hours changed")
    return (row.minutes or 0) - before


def keep_the_day(store: Store, today: dt.date) -> None:
    """Approved leave whose last day is over was taken."""
    with store.read() as session:
        over = session.scalars(_over(today)).all()
    if not over:
        return

    def take(session: Session) -> None:
        for request_id in session.scalars(_over(today)).all():
            move(session, request_id, "take", today=today)

    store.do("Leave that is over was taken", take)


def _over(today: dt.date) -> sa.Select[Any]:
    return sa.select(LeaveRequest.id).where(
        LeaveRequest.state == LeaveState.APPROVED, LeaveRequest.last_on < today
    )


def _approve(
    session: Session, row: LeaveRequest, person: Person, one: LeaveType, today: dt.date, reason: str
) -> None:
    _check_free(session, person, row.first_on, row.last_on, row.id)
    blackouts.check_reason(session, person.id, one, row.first_on, row.last_on, reason)
    if not reason.strip():
        short = [day for day in cover(session, row.person_id, row.first_on, row.last_on) if day.is_short]
        if short:
            lost = [skill for skill, count in short[0].thin if count == 0]
            what = f"nobody with {' and '.join(lost)}" if lost else "nobody"
            raise RuleBroken(
                f"On {short[0].day.isoformat()} {what} would remain. Say why it is approved all the same."
            )
    _take(session, row, person, one, today)
    if one.is_counted and not reason.strip():
        session.flush()
        left = balance(session, row.person_id, one.id, row.last_on)
        if left is not None and left < 0:
            raise RuleBroken(
                f"The balance would be {rules.hours_text(left)} on {row.last_on.isoformat()}. Say why it is approved"
                " all the same."
            )


def _take(session: Session, row: LeaveRequest, person: Person, one: LeaveType, today: dt.date) -> None:
    """Enter each day in the ledger, and the absence others count."""
    days = work(session, range(row.first_on.year, row.last_on.year + 1))
    costs = days.costs(
        row.person_id, row.first_on, row.last_on, first_half=row.first_half, last_half=row.last_half
    )
    if one.is_counted:
        unknown = next((cost.day for cost in costs if cost.minutes is None), None)
        if unknown is not None:
            raise RuleBroken(
                f"The contract hours of {person.name} on {unknown.isoformat()} are not known. Note them first (Team,"
                " Change team or hours)."
            )
        for cost in costs:
            session.add(
                LeaveEntry(
                    person_id=row.person_id,
                    type_id=one.id,
                    on=cost.day,
                    minutes=-(cost.minutes or 0),
                    kind=EntryKind.TAKE,
                    request_id=row.id,
                    note="",
                    entered_on=today,
                )
            )
    row.minutes = None if any(cost.minutes is None for cost in costs) else sum(c.minutes or 0 for c in costs)
    for first, last, is_half in _parts(row):
        minutes = days.day_minutes(row.person_id, first) if is_half else None
        absence = Absence(
            batch_id=None,
            person_id=row.person_id,
            first_day=day_number(first),
            last_day=day_number(last),
            minutes=(minutes or 480) // 2 if is_half else None,
            kind=one.kind,
            word=one.name,
            note="",
        )
        session.add(absence)
        session.flush()
        session.add(LeaveAbsence(request_id=row.id, absence_id=absence.id))


def _give_back(session: Session, row: LeaveRequest, today: dt.date, note: str) -> None:
    """Return to the ledger what is taken of a leave, on the very days, and take its absence away."""
    taken: dict[dt.date, int] = {}
    for entry in session.scalars(sa.select(LeaveEntry).where(LeaveEntry.request_id == row.id)):
        taken[entry.on] = taken.get(entry.on, 0) + entry.minutes
    for on, minutes in sorted(taken.items()):
        if minutes:
            session.add(
                LeaveEntry(
                    person_id=row.person_id,
                    type_id=row.type_id,
                    on=on,
                    minutes=-minutes,
                    kind=EntryKind.TAKE,
                    request_id=row.id,
                    note=note,
                    entered_on=today,
                )
            )
    for link in session.scalars(sa.select(LeaveAbsence).where(LeaveAbsence.request_id == row.id)).all():
        absence = session.get(Absence, link.absence_id)
        session.delete(link)
        session.flush()
        if absence is not None:
            session.delete(absence)
    row.minutes = None


def _parts(row: LeaveRequest) -> list[tuple[dt.date, dt.date, bool]]:
    """The absence as others keep it: whole days together, a half day for itself."""
    first, last, one_day = row.first_on, row.last_on, dt.timedelta(days=1)
    if first == last:
        return [(first, last, row.first_half or row.last_half)]
    found = []
    if row.first_half:
        found.append((first, first, True))
        first += one_day
    if row.last_half:
        last -= one_day
    if first <= last:
        found.append((first, last, False))
    if row.last_half:
        found.append((row.last_on, row.last_on, True))
    return found


def check_days(
    session: Session, person: Person, first: dt.date, last: dt.date, but: int | None = None
) -> None:
    """Raise RuleBroken when somebody is not employed on these days, away already, or works on none of them.

    ``but``: the leave that is being moved.
    """
    _check_employed(person, first, last)
    _check_free(session, person, first, last, but)
    if not work(session, range(first.year, last.year + 1)).costs(person.id, first, last):
        raise RuleBroken(
            f"{person.name} works on none of these days. Look at the working days (More, Working days), or choose"
            " other days."
        )


def _check_employed(person: Person, first: dt.date, last: dt.date) -> None:
    if person.started_on is not None and first < person.started_on:
        raise RuleBroken(f"{person.name} starts on {person.started_on.isoformat()}; choose later days.")
    if person.left_on is not None and last > person.left_on:
        raise RuleBroken(
            f"The last day of {person.name} is {person.left_on.isoformat()}; choose earlier days."
        )


def _check_free(session: Session, person: Person, first: dt.date, last: dt.date, but: int | None) -> None:
    drafts = session.scalars(
        sa.select(LeaveRequest).where(
            LeaveRequest.person_id.in_(ids_of(session, person.id)),
            LeaveRequest.state.in_(list(rules.BLOCKS)),
            LeaveRequest.first_on <= last,
            LeaveRequest.last_on >= first,
            LeaveRequest.id != (but or 0),
        )
    )
    for row in drafts:
        said = rules.span_text(row.first_on, row.last_on)
        raise RuleBroken(
            f"{person.name} has leave on some of these days already: {said},"
            f" {rules.STATE_WORDS[row.state].lower()}. Change that one, or choose other days."
        )
    for found in away(session, first, last, person_id=person.id, asked=False):
        if found.request_id is None:
            said = rules.span_text(found.first, found.last)
            raise RuleBroken(
                f"A file says that {person.name} was away on some of these days: {found.type}, {said}."
            )


def _note(
    session: Session,
    row: LeaveRequest,
    what: str,
    origin: LeaveState | None,
    target: LeaveState,
    today: dt.date,
    reason: str,
) -> None:
    session.add(
        LeaveMove(request_id=row.id, moved_on=today, move=what, origin=origin, target=target, reason=reason)
    )
    session.flush()


def _row(session: Session, request_id: int) -> LeaveRequest:
    row = session.get(LeaveRequest, request_id)
    if row is None:
        raise RuleBroken("This leave is no longer there.")
    return row


def _person(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise RuleBroken("This person is no longer there.")
    return person


def _type(session: Session, type_id: int) -> LeaveType:
    one = session.get(LeaveType, type_id)
    if one is None:
        raise RuleBroken("This type of leave is no longer there.")
    return one
