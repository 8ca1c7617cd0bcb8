"""What the window asks of all features at once: counts for the tabs, records for the palette. No Qt here."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any

from csmanager.core.feature import Feature, Found, load
from csmanager.core.todos import folded, waits

Session = Any  # what a query gets from the desk; the window does not know the library behind it

log = logging.getLogger(__name__)

PER_FEATURE = 8  # records of one duty in the palette; more is what the page's own search is for


def counts(session: Session, features: Sequence[Feature], today: dt.date) -> dict[str, int]:
    """The count for each tab: a feature's badge where it has one, otherwise its lines on Today.

    A line counts on the tab it opens, also that of a duty without a tab of its own, such as signatures. Today's own
    count is the number of all lines, which is what its page lists.
    """
    items = [
        item for feature in features if feature.todo for item in _call(feature.todo, session, today) or ()
    ]
    lines = folded(item for item in items if not waits(item, today))
    found: dict[str, int] = {}
    for feature in features:
        if feature.badge:
            value = _call(feature.badge, session, today)
            found[feature.key] = int(value) if value is not None else 0
        elif feature.key == "today":
            found[feature.key] = len(lines)
        else:
            found[feature.key] = sum(line.feature == feature.key for line in lines)
    return found


def records(session: Session, features: Sequence[Feature], text: str) -> list[Found]:
    """The records whose features find ``text`` in them, in the order of the tabs."""
    found: list[Found] = []
    for feature in features:
        if feature.find:
            found += _call(feature.find, session, text, PER_FEATURE) or []
    return found


def _call(reference: str | None, session: Session, *args: object) -> Any:
    """What the named query gives; one duty that fails must not silence the others."""
    if reference is None:
        return None
    try:
        return load(reference)(session, *args)
    except Exception as error:
        log.error("%s failed with %s", reference, type(error).__name__)  # no message: it may hold names
        return None
