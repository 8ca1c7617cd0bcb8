"""On which days the shop is shut: its opening hours, public holidays, and days off of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from csmanager.core.settings import WEEKDAYS, read_settings
from csmanager.features.reviews.business import days_off, holidays


def shut_days(session: Session, first: dt.date) -> Callable[[dt.date], bool]:
    """A test for days from ``first`` on: whether the shop is shut. A shop without any hours counts as open."""
    settings = read_settings(session)
    open_weekdays = {number for number, day in enumerate(WEEKDAYS) if settings.business_hours.get(day)}
    closed = {*days_off(settings), *holidays(settings, range(first.year, first.year + 3))}

    def is_shut(day: dt.date) -> bool:
        return day in closed or (bool(open_weekdays) and day.weekday() not in open_weekdays)

    return is_shut
