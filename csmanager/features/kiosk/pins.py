"""Proving who somebody is. Wrong tries are entered in the history and make the next ones wait."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.kiosk import actions, queries, rules
from csmanager.features.kiosk.rules import Proof
from csmanager.features.team.tables import Person

MANAGER = 0  # the ``person_id`` of the manager's own proof


def prove(store: Store, person_id: int | None, pin: str) -> Proof:
    """That ``pin`` is the person's (None: the manager's). Raises RuleBroken when it is not, or comes too soon."""
    now = store.clock()
    with store.read() as session:
        known = queries.pin(session, person_id)
        name = _name(session, person_id)
    if known is None:
        raise RuleBroken(f"{name} has no PIN yet. The manager can set one under Team or Handbook > Knowing.")
    rules.check_wait(known.failures, known.failed_at, now)
    if not rules.fits(pin, known.salt, known.hash):
        store.note(f"Wrong PIN at the kiosk: {name}", actions.count_failure, person_id, now=now)
        wait = rules.wait_after(known.failures + 1)
        more = f" Try again in {rules.duration_text(wait)}." if wait else ""
        raise RuleBroken(f"This is not the PIN of {name}.{more}")
    if known.failures:
        store.note(f"Right PIN after wrong ones: {name}", actions.clear_failures, person_id)
    return Proof(MANAGER if person_id is None else person_id, now)


def _name(session: Session, person_id: int | None) -> str:
    if person_id is None:
        return "the manager"
    return session.scalar(sa.select(Person.name).where(Person.id == person_id)) or "nobody"
