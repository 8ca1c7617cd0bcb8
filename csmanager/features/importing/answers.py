"""Answers given beforehand: only keys that mean something are taken, so that no slip of the pen goes unseen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from csmanager.core.errors import Refused
from csmanager.features.importing.fields import MEASURE, PERIOD, PLANNED, SPAN, WEEK
from csmanager.features.importing.plan import ORDERS, UNITS
from csmanager.features.importing.reading.policies import POLICY, YES_NO
from csmanager.features.importing.reading.weekgrid import MEASURES
from csmanager.features.importing.taking.words import OPENING

TABLE, ALL = "table", "all"  # which tables of a file with several are taken
_WHOLE = ("people", "date_order", "unit", TABLE, OPENING, PERIOD, WEEK, PLANNED, SPAN, MEASURE, POLICY)
_NAMED = (
    "person",
    "date_order",
    "unit",
    "code",
    PERIOD,
    WEEK,
)  # followed by a dot and a name, a heading or a sheet
_SHOWN = (
    "people, person.NAME, date_order, date_order.COLUMN, unit, unit.COLUMN, code.CODE,"
    f" {OPENING}, {PERIOD}, {WEEK}, {PLANNED}, {SPAN}, {MEASURE}, {POLICY} or {TABLE}"
)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
SHIFTS = ("worked", "planned")
SPANS = ("week", "two weeks", "month")


def checked(answers: Mapping[str, str]) -> dict[str, str]:
    """``answers`` as they are. Raises Refused for a key that is not known or a value of the wrong form."""
    for key, value in answers.items():
        head, dot, name = key.partition(".")
        if (head not in _NAMED or not name.strip()) if dot else head not in _WHOLE:
            raise Refused(f"The answer {key} is not known; it is {_SHOWN}.")
        wanted = _wanted(head, value.strip())
        if wanted:
            raise Refused(f"The answer {key}={value} is not known; it is {wanted}.")
    return dict(answers)


def _wanted(head: str, value: str) -> str:
    """What the value should have been; "" when it is good."""
    if head == "date_order" and value.casefold() not in ORDERS:
        return "dmy or mdy"
    if head == "unit" and value.casefold() not in UNITS:
        return "seconds, minutes, hours or days"
    if head == PLANNED and value.casefold() not in SHIFTS:
        return "worked or planned"
    if head == POLICY and value.casefold() not in YES_NO:
        return "yes or no"
    if head == SPAN and value.casefold() not in SPANS:
        return "week, two weeks or month"
    if head == MEASURE and value.casefold() not in MEASURES:
        return f"{', '.join(list(MEASURES)[:-1])} or {list(MEASURES)[-1]}"
    if head == WEEK and not _is_day(value):
        return "a day such as 2026-03-30"
    if head == PERIOD and not _is_period(value):
        return "a month such as 2026-03, a day, or two days such as 2026-03-01..2026-03-15"
    return "a text" if not value else ""


def _is_day(value: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


def _is_period(value: str) -> bool:
    first, dots, last = value.replace(" to ", "..").partition("..")
    if dots:
        return _is_day(first) and _is_day(last) and first <= last
    return bool(_MONTH.fullmatch(value)) or _is_day(value)
