"""One person: all their rows, and what every duty knows of them in the order of time."""

from __future__ import annotations

import datetime as dt
import logging

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment, load
from csmanager.features.team.tables import Person

log = logging.getLogger(__name__)
_EPOCH = dt.date(1970, 1, 1)
BEGINNING = dt.date(1970, 1, 1)
END = dt.date(9999, 12, 31)


def ids_of(session: Session, person_id: int) -> list[int]:
    """The person and everyone merged into them, however often: whose rows belong to them."""
    found = [person_id]
    for one in found:
        found += session.scalars(
            sa.select(Person.id).where(Person.merged_into_id == one, Person.id.not_in(found))
        )
    return found


def day_number(day: dt.date) -> int:
    """A day as bulk tables count it: days since 1970-01-01."""
    return (day - _EPOCH).days


def day_of(number: int) -> dt.date:
    """The day a bulk table means."""
    return _EPOCH + dt.timedelta(days=number)


def moments(
    session: Session, person_id: int, since: dt.date = BEGINNING, until: dt.date = END
) -> list[Moment]:
    """Everything all duties know of a person from ``since`` to ``until``, newest first.

    A duty that fails is left out and named in the log, so that one fault never hides the rest of the story.
    """
    from csmanager.catalogue import FEATURES  # late: the catalogue names the modules this one serves

    found: list[Moment] = []
    for feature in FEATURES:
        if not feature.timeline:
            continue
        try:
            found += load(feature.timeline)(session, person_id, since, until)
        except Exception as error:
            log.error("%s failed with %s", feature.timeline, type(error).__name__)
    return sorted(found, key=lambda moment: (-moment.on.toordinal(), moment.kind, moment.text))
