"""Changing conflicts. What is written is sealed, so a passphrase must have been set up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import sealing
from csmanager.core.errors import RuleBroken
from csmanager.features.conduct import rules
from csmanager.features.conduct.rules import FORMAL, Kind, Severity, State
from csmanager.features.conduct.tables import ConductMove, Conflict, ConflictCheckIn, ConflictParty
from csmanager.features.team.tables import Person

_TEXTS = ("about", "raised_by", "clause", "owner")


def raise_conflict(
    session: Session,
    *,
    parties: Sequence[int],
    kind: Kind,
    severity: Severity,
    about: str,
    today: dt.date,
    raised_by: str = "",
    clause: str = "",
    owner: str = "",
    opened_on: dt.date | None = None,
) -> int:
    """Write down a conflict; returns its id. Raises RuleBroken without two people or without a word about it."""
    whom = list(dict.fromkeys(parties))
    if len(whom) < 2:
        raise RuleBroken("A conflict has at least two sides; choose who is in it.")
    if not about.strip():
        raise RuleBroken("Write down what it is about, as it was told to you.")
    if opened_on is not None and opened_on > today:
        raise RuleBroken("It cannot have been raised in the future.")
    row = Conflict(
        kind=Kind(kind),
        severity=Severity(severity),
        state=State.RAISED,
        is_formal=False,
        opened_on=opened_on or today,
        about="",
        raised_by="",
        clause="",
        owner="",
        routed_to="",
        common_ground="",
        outcome="",
    )
    session.add(row)
    session.flush()
    seal_into(session, row, about=about, raised_by=raised_by, clause=clause, owner=owner)
    for person_id in whom:
        if session.get(Person, person_id) is None:
            raise RuleBroken("Somebody who is in it is no longer on the list of people.")
        session.add(
            ConflictParty(conflict_id=row.id, person_id=person_id, statement="", at_kiosk=False, commits="")
        )
    session.flush()
    return row.id


def edit(
    session: Session, conflict_id: int, *, today: dt.date, kind: Kind, severity: Severity, **texts: str | None
) -> None:
    """Change what it is about. A report of harassment or discrimination cannot become something else."""
    row = _conflict(session, conflict_id)
    if row.state in rules.ENDED:
        raise RuleBroken("It has ended. Open it again, with a reason, to change it.")
    if row.kind in FORMAL and kind not in FORMAL:
        raise RuleBroken(
            "A report of harassment or discrimination stays one. What you find out belongs into the finding."
        )
    wrong = set(texts) - set(_TEXTS)
    if wrong:
        raise RuleBroken(f"A conflict has no part called {', '.join(sorted(wrong))}.")
    if "about" in texts and texts["about"] == "":
        raise RuleBroken("Write down what it is about, as it was told to you.")
    seal_into(session, row, **texts)
    row.severity = Severity(severity)
    if kind in FORMAL and row.kind not in FORMAL and not row.is_formal:
        row.kind = Kind(kind)
        if row.state not in (State.RAISED, State.TRIAGED):
            _go(
                session,
                row,
                "formal",
                State.INTERVIEWING,
                "It became a report of harassment or discrimination.",
                today,
            )
            row.is_formal = True
    row.kind = Kind(kind)


def move(
    session: Session, conflict_id: int, move: str, *, today: dt.date, reason: str = "", routed_to: str = ""
) -> None:
    """Move a conflict. Raises RuleBroken with a sentence when it is refused.

    Going the formal way needs to whom it is handed (``routed_to``); mediation both statements; monitoring every
    signature, and it sets the check-ins; closing every check-in, or a reason.
    """
    row = _conflict(session, conflict_id)
    goes_to = rules.target(row.state, move, row.kind, is_formal=row.is_formal, reason=reason)
    sides = _sides(session, row.id)
    if move == "formal":
        if not routed_to.strip():
            raise RuleBroken("Write down to whom you hand it: the owner, or the person for staff matters.")
        row.is_formal = True
        seal_into(session, row, routed_to=routed_to)
    elif move == "mediate" and any(not one.statement for one in sides):
        raise RuleBroken("Hear everybody on their own first: a statement is still missing.")
    elif move == "agree" and any(not one.commits for one in sides):
        raise RuleBroken("An agreement says what each of them commits to; somebody's part is still missing.")
    elif move == "monitor":
        if any(one.signed_on is None for one in sides):
            raise RuleBroken("Somebody has not signed the agreement yet.")
        for week, day in rules.check_in_days(today):
            session.add(ConflictCheckIn(conflict_id=row.id, week=week, due_on=day, note=""))
    elif move == "close" and not reason.strip() and _open_check_ins(session, row.id):
        raise RuleBroken("Check-ins are still ahead. Hold them, or write down why it is closed before.")
    elif move == "back":
        for one in sides:
            one.signed_on, one.signed_at_kiosk = None, False
        for check in _open_check_ins(session, row.id):
            session.delete(check)
    elif move == "reopen":
        row.closed_on = None
        row.is_formal = False
    if goes_to in rules.ENDED:
        row.closed_on = today
        seal_into(session, row, outcome=reason or None)
    _go(session, row, move, goes_to, reason, today)


def ask_statement(session: Session, party_id: int, *, today: dt.date) -> None:
    """Ask somebody for their side, in their own words, at the kiosk."""
    side, row = _side(session, party_id)
    _require_hearing(row)
    if side.statement:
        raise RuleBroken("Their statement is there already.")
    side.asked_on = today


def give_statement(
    session: Session, party_id: int, text: str, *, today: dt.date, person_id: int | None = None
) -> None:
    """Keep what somebody says. ``person_id``: they wrote it themselves at the kiosk; only their own, and only once."""
    side, row = _side(session, party_id)
    if not text.strip():
        raise RuleBroken("Write something first; it may be short.")
    if person_id is not None:
        if side.person_id != person_id or side.asked_on is None:
            raise RuleBroken("This was not asked of you.")
        if side.statement:
            raise RuleBroken(
                "You have handed in your statement already. Tell your manager if something is missing."
            )
    _require_hearing(row)
    side.statement = sealing.seal(
        session, text.strip(), sealing.place("conflict_party", "statement", side.id)
    )
    side.stated_on, side.at_kiosk = today, person_id is not None


def write_agreement(
    session: Session, conflict_id: int, *, common_ground: str | None, commits: Mapping[int, str | None]
) -> None:
    """Write what both see alike, and what each commits to (party id -> text; None stays). Signatures are asked anew."""
    row = _conflict(session, conflict_id)
    if row.state not in (State.MEDIATION, State.AGREEMENT):
        raise RuleBroken("An agreement is written while they talk together.")
    seal_into(session, row, common_ground=common_ground)
    for side in _sides(session, row.id):
        text = commits.get(side.id)
        if text is not None:
            side.commits = sealing.seal(session, text, sealing.place("conflict_party", "commits", side.id))
            side.signed_on, side.signed_at_kiosk = None, False


def sign(session: Session, party_id: int, *, today: dt.date, person_id: int | None = None) -> None:
    """Somebody signed the agreement. ``person_id``: they did so themselves at the kiosk; only their own."""
    side, row = _side(session, party_id)
    if person_id is not None and (side.person_id != person_id or side.signed_on is not None):
        raise RuleBroken("There is nothing for you to sign here.")
    if row.state is not State.AGREEMENT or not side.commits:
        raise RuleBroken("There is no agreement to sign yet.")
    side.signed_on, side.signed_at_kiosk = today, person_id is not None


def hold_check_in(session: Session, check_in_id: int, *, held_on: dt.date, holds: bool, note: str) -> None:
    """A check-in was held."""
    check = session.get(ConflictCheckIn, check_in_id)
    if check is None:
        raise RuleBroken("This check-in is no longer there.")
    row = _conflict(session, check.conflict_id)
    if row.state is not State.MONITORING:
        raise RuleBroken("Check-ins are held while an agreement is being watched.")
    if not holds and not note.strip():
        raise RuleBroken("Write down what does not hold.")
    check.held_on, check.holds = held_on, holds
    check.note = sealing.seal(session, note, sealing.place("conflict_check_in", "note", check.id))


def keep_apart(session: Session, conflict_id: int, until: dt.date | None) -> None:
    """Note until which day the people in it should not work on one shift. None takes it back."""
    _conflict(session, conflict_id).apart_until = until


def remove(session: Session, conflict_id: int) -> None:
    """Take a conflict out for good, with all that belongs to it (Undo brings it back); only one just raised."""
    row = _conflict(session, conflict_id)
    if row.state is not State.RAISED or row.kind in FORMAL:
        raise RuleBroken(
            "Only what was raised by mistake and not looked at yet can be removed. Close it instead."
        )
    for kind in (ConflictParty, ConflictCheckIn, ConductMove):
        for one in session.scalars(sa.select(kind).where(kind.conflict_id == row.id)):
            session.delete(one)
    session.flush()
    session.delete(row)


def seal_into(session: Session, row: Conflict, **texts: str | None) -> None:
    """Seal each text into its column; None leaves it."""
    for name, text in texts.items():
        if text is not None:
            setattr(row, name, sealing.seal(session, text, sealing.place("conflict", name, row.id)))


def _go(session: Session, row: Conflict, move: str, target: State, reason: str, today: dt.date) -> None:
    step = ConductMove(
        conflict_id=row.id, moved_on=today, move=move, origin=row.state, target=target, reason=""
    )
    session.add(step)
    session.flush()
    step.reason = sealing.seal(session, reason, sealing.place("conduct_move", "reason", step.id))
    row.state = target


def _require_hearing(row: Conflict) -> None:
    if row.state not in (State.TRIAGED, State.INTERVIEWING):
        raise RuleBroken("Statements are taken while both sides are heard.")


def _conflict(session: Session, conflict_id: int) -> Conflict:
    row = session.get(Conflict, conflict_id)
    if row is None:
        raise RuleBroken("This matter is no longer there.")
    return row


def _side(session: Session, party_id: int) -> tuple[ConflictParty, Conflict]:
    side = session.get(ConflictParty, party_id)
    if side is None:
        raise RuleBroken("This matter is no longer there.")
    return side, _conflict(session, side.conflict_id)


def _sides(session: Session, conflict_id: int) -> list[ConflictParty]:
    query = (
        sa.select(ConflictParty).where(ConflictParty.conflict_id == conflict_id).order_by(ConflictParty.id)
    )
    return list(session.scalars(query))


def _open_check_ins(session: Session, conflict_id: int) -> list[ConflictCheckIn]:
    query = sa.select(ConflictCheckIn).where(
        ConflictCheckIn.conflict_id == conflict_id, ConflictCheckIn.held_on.is_(None)
    )
    return list(session.scalars(query))
