"""Answers given beforehand: only keys that mean something are taken, so that no slip of the pen goes unseen."""

from __future__ import annotations

from collections.abc import Mapping

from csmanager.core.errors import Refused
from csmanager.features.importing.plan import ORDERS, UNITS

_WHOLE = ("people", "date_order", "unit")
_NAMED = ("person", "date_order", "unit")  # followed by a dot and a name or a heading
_SHOWN = "people, person.NAME, date_order, date_order.COLUMN, unit or unit.COLUMN"


def checked(answers: Mapping[str, str]) -> dict[str, str]:
    """``answers`` as they are. Raises Refused for a key, an order of dates or a unit that is not known."""
    for key, value in answers.items():
        head, dot, name = key.partition(".")
        if (head not in _NAMED or not name.strip()) if dot else head not in _WHOLE:
            raise Refused(f"The answer {key} is not known; it is {_SHOWN}.")
        if head == "date_order" and value.casefold() not in ORDERS:
            raise Refused(f"The answer {key}={value} is not known; it is dmy or mdy.")
        if head == "unit" and value.casefold() not in UNITS:
            raise Refused(f"The answer {key}={value} is not known; it is seconds, minutes, hours or days.")
    return dict(answers)
