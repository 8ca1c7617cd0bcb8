"""Contracts are made, changed, ended and taken out; the hours of the roster follow them in the same step."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.sealing import seal
from csmanager.features.team.contracts.rules import (
    CONTRACT_WORDS,
    REASON_WORDS,
    ContractKind,
    ContractReason,
    require_free,
)
from csmanager.features.team.contracts.tables import Contract
from csmanager.features.team.moves import KEEP, Keep, change_employment, get_person, periods
from csmanager.features.team.rules import require_minutes

_ONE_DAY = dt.timedelta(days=1)
_MOST_RENEW_DAYS = 366


def add_contract(
    session: Session,
    person_id: int,
    *,
    kind: ContractKind,
    reason: ContractReason,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    weekly_minutes: int | None = None,
    location: str = "",
    pay: str = "",
    renew_days: int | None = None,
    note: str = "",
    end_present: bool = False,
) -> int:
    """A contract from a day on; returns its id.

    ``pay``: what is paid, in plain words; it is kept sealed. ``end_present``: the one that holds on ``starts_on``
    ends the day before. Hours that differ from the roster's hold there from ``starts_on`` on too. Raises RuleBroken
    when two contracts would overlap (naming the other) and for hours nobody can work.
    """
    person = get_person(session, person_id)
    _require(weekly_minutes, renew_days)
    if end_present:
        for other in _own(session, person_id):
            if other.starts_on < starts_on and (other.ends_on is None or other.ends_on >= starts_on):
                other.ends_on = starts_on - _ONE_DAY
    _require_free(session, person_id, person.name, starts_on, ends_on, None)
    made = Contract(
        person_id=person_id,
        kind=kind,
        reason=reason,
        starts_on=starts_on,
        ends_on=ends_on,
        weekly_minutes=weekly_minutes,
        location=location.strip(),
        renew_days=renew_days,
        note=note.strip(),
    )
    session.add(made)
    session.flush()
    made.pay = seal(session, pay.strip(), pay_about(made.id))
    _carry_hours(session, made)
    return made.id


def change_contract(
    session: Session,
    contract_id: int,
    *,
    kind: ContractKind | Keep = KEEP,
    reason: ContractReason | Keep = KEEP,
    starts_on: dt.date | Keep = KEEP,
    ends_on: dt.date | Keep | None = KEEP,
    weekly_minutes: int | Keep | None = KEEP,
    location: str | Keep = KEEP,
    pay: str | Keep = KEEP,
    renew_days: int | Keep | None = KEEP,
    note: str | Keep = KEEP,
) -> None:
    """Change what is named; raises RuleBroken as ``add_contract`` does."""
    contract = _contract(session, contract_id)
    person = get_person(session, contract.person_id)
    first = contract.starts_on if isinstance(starts_on, Keep) else starts_on
    last = contract.ends_on if isinstance(ends_on, Keep) else ends_on
    _require_free(session, person.id, person.name, first, last, contract.id)
    contract.starts_on, contract.ends_on = first, last
    if not isinstance(kind, Keep):
        contract.kind = kind
    if not isinstance(reason, Keep):
        contract.reason = reason
    if not isinstance(location, Keep):
        contract.location = location.strip()
    if not isinstance(note, Keep):
        contract.note = note.strip()
    if not isinstance(pay, Keep):
        contract.pay = seal(session, pay.strip(), pay_about(contract.id))
    if not isinstance(renew_days, Keep):
        _require(None, renew_days)
        contract.renew_days = renew_days
    if not isinstance(weekly_minutes, Keep) and weekly_minutes != contract.weekly_minutes:
        _require(weekly_minutes, None)
        contract.weekly_minutes = weekly_minutes
        session.flush()
        _carry_hours(session, contract)


def end_contract(session: Session, contract_id: int, *, ends_on: dt.date) -> None:
    """The contract holds to ``ends_on`` for the last time."""
    change_contract(session, contract_id, ends_on=ends_on)


def renew(session: Session, contract_id: int, *, ends_on: dt.date | None, pay: str = "") -> int:
    """The same again from the day after its end, to ``ends_on`` (None: until further); returns the new one's id.

    Sealed pay belongs to one contract and cannot be copied while it is locked: say what is paid from then on.
    """
    old = _contract(session, contract_id)
    if old.ends_on is None:
        raise RuleBroken("This contract runs until further; there is nothing to renew.")
    starts_on = old.ends_on + _ONE_DAY
    _require_free(session, old.person_id, get_person(session, old.person_id).name, starts_on, ends_on, None)
    made = Contract(
        person_id=old.person_id,
        kind=old.kind,
        reason=old.reason,
        starts_on=starts_on,
        ends_on=ends_on,
        weekly_minutes=old.weekly_minutes,
        location=old.location,
        renew_days=old.renew_days,
        note="Renewed",
    )
    session.add(made)
    session.flush()
    made.pay = seal(session, pay.strip(), pay_about(made.id))
    return made.id


def remove_contract(session: Session, contract_id: int) -> None:
    """Take out a contract noted by mistake; the roster's hours stay as they are."""
    session.delete(_contract(session, contract_id))


def _contract(session: Session, contract_id: int) -> Contract:
    found = session.get(Contract, contract_id)
    if found is None:
        raise RuleBroken("This contract is not in the store any more.")
    return found


def _own(session: Session, person_id: int) -> list[Contract]:
    return list(session.scalars(sa.select(Contract).where(Contract.person_id == person_id)))


def _require(weekly_minutes: int | None, renew_days: int | None) -> None:
    require_minutes(weekly_minutes)
    if renew_days is not None and not 0 <= renew_days <= _MOST_RENEW_DAYS:
        raise RuleBroken(f"The reminder comes 0 to {_MOST_RENEW_DAYS} days before the end.")


def _require_free(
    session: Session, person_id: int, name: str, starts_on: dt.date, ends_on: dt.date | None, but: int | None
) -> None:
    others = [
        (CONTRACT_WORDS[other.kind].lower(), other.starts_on, other.ends_on)
        for other in sorted(_own(session, person_id), key=lambda each: each.starts_on)
        if other.id != but
    ]
    require_free(name, starts_on, ends_on, others)


def _carry_hours(session: Session, contract: Contract) -> None:
    """The roster's hours from the first day of the contract on, where they differ and the person works then."""
    person = get_person(session, contract.person_id)
    if contract.weekly_minutes is None or (
        person.left_on is not None and contract.starts_on > person.left_on
    ):
        return
    before = [each for each in periods(session, person.id) if each.starts_on <= contract.starts_on]
    if not before or before[-1].weekly_minutes != contract.weekly_minutes:
        change_employment(
            session,
            person.id,
            starts_on=contract.starts_on,
            weekly_minutes=contract.weekly_minutes,
            reason=REASON_WORDS[contract.reason],
        )


def pay_about(contract_id: int) -> str:
    """What the sealed pay of a contract is the text of."""
    return f"contract.pay:{contract_id}"
