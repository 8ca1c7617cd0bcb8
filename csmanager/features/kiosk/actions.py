"""Setting PINs, and counting the wrong ones."""

from __future__ import annotations

import datetime as dt
import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.kiosk import rules
from csmanager.features.kiosk.tables import PersonPin, PinTry
from csmanager.features.team.tables import Person


def set_pin(session: Session, person_id: int | None, pin: str, *, now: dt.datetime, salt: str = "") -> None:
    """Give a person (None: the manager) a PIN, in place of the one before. ``salt`` "": a new one by chance."""
    rules.check_new_pin(pin)
    if person_id is not None:
        person = session.get(Person, person_id)
        if person is None:
            raise RuleBroken("This person is no longer there.")
        if person.merged_into_id is not None:
            raise RuleBroken(f"{person.name} was merged into another person; set the PIN there.")
    salt = salt or secrets.token_hex(16)
    known = session.scalar(sa.select(PersonPin).where(PersonPin.person_id.is_(person_id)))
    if known is None:
        known = PersonPin(person_id=person_id, salt="", hash="", set_at=now)
        session.add(known)
    known.salt, known.hash, known.set_at = salt, rules.hash_pin(pin, salt), now
    clear_failures(session, person_id)


def remove_pin(session: Session, person_id: int | None) -> None:
    """Take the PIN away; the person signs on paper then."""
    known = session.scalar(sa.select(PersonPin).where(PersonPin.person_id.is_(person_id)))
    if known is None:
        raise RuleBroken("There is no PIN to take away.")
    session.delete(known)


def count_failure(session: Session, person_id: int | None, *, now: dt.datetime) -> None:
    """One more wrong PIN in a row."""
    known = session.scalar(sa.select(PinTry).where(PinTry.person_id.is_(person_id)))
    if known is None:
        session.add(PinTry(person_id=person_id, failures=1, failed_at=now))
    else:
        known.failures, known.failed_at = known.failures + 1, now


def clear_failures(session: Session, person_id: int | None) -> None:
    """The right PIN came."""
    known = session.scalar(sa.select(PinTry).where(PinTry.person_id.is_(person_id)))
    if known is not None:
        session.delete(known)
