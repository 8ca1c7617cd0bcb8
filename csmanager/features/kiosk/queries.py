"""Who may come to the kiosk, and what waits for them there."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Feature, load
from csmanager.features.kiosk import rules
from csmanager.features.kiosk.tables import PersonPin, PinTry
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.team.queries import people

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NameRow:
    """One name at the kiosk."""

    id: int
    name: str
    team: str
    has_pin: bool


@dataclass(frozen=True, slots=True)
class PinRow:
    """What is known of a PIN. ``waits_until``: no try counts before it."""

    salt: str
    hash: str
    failures: int
    failed_at: dt.datetime | None

    @property
    def waits_until(self) -> dt.datetime | None:
        """The moment from which the next try counts; None: now."""
        if self.failed_at is None or not rules.wait_after(self.failures):
            return None
        return rules.waits_until(self.failures, self.failed_at)


def names(session: Session, today: dt.date) -> list[NameRow]:
    """Everybody who is here, by name."""
    with_pin = set(session.scalars(sa.select(PersonPin.person_id)))
    return [NameRow(row.id, row.name, row.team or "", row.id in with_pin) for row in people(session, today)]


def pin(session: Session, person_id: int | None) -> PinRow | None:
    """The PIN of a person (None: the manager's); None where there is none."""
    known = session.scalar(sa.select(PersonPin).where(PersonPin.person_id.is_(person_id)))
    if known is None:
        return None
    tried = session.scalar(sa.select(PinTry).where(PinTry.person_id.is_(person_id)))
    return PinRow(known.salt, known.hash, tried.failures if tried else 0, tried.failed_at if tried else None)


def tasks(session: Session, features: Sequence[Feature], person_id: int, today: dt.date) -> list[KioskTask]:
    """What waits for a person, from all duties: what is due first, then what has no date."""
    found: list[KioskTask] = []
    for feature in features:
        if feature.kiosk:
            try:
                found += load(feature.kiosk)(session, person_id, today)
            except Exception as error:  # one duty that fails must not lock the others away
                log.error("%s failed with %s", feature.kiosk, type(error).__name__)
    return sorted(found, key=lambda task: (task.due is None, task.due or today, task.title))
