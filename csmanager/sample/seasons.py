"""When customers come: the week, the year, the hours, and the days the shop is closed."""

from __future__ import annotations

import datetime as dt
import math

OPENS, CLOSES = 9, 19  # o'clock, Monday to Friday
SATURDAY_CLOSES = 16
TIME_ZONE = "Europe/Amsterdam"

_WEEKDAY = (1.32, 1.08, 0.98, 0.97, 1.05, 0.60, 0.0)  # Monday is the heaviest, Sunday is closed
_MONTH = (1.12, 0.90, 0.92, 0.95, 0.97, 0.96, 0.88, 0.84, 0.98, 1.02, 1.28, 1.46)  # gifts, then returns
_HOUR = (0.9, 1.35, 1.45, 1.15, 0.95, 1.05, 1.1, 1.0, 0.75, 0.5)  # by hour from opening


def is_closed(day: dt.date) -> bool:
    """Sundays, the first of January and Christmas."""
    return day.weekday() == 6 or (day.month, day.day) in {(1, 1), (12, 25), (12, 26)}


def working_day(day: dt.date) -> dt.date:
    """``day``, or the first day after it on which the office works (Monday to Friday)."""
    while is_closed(day) or day.weekday() == 5:
        day += dt.timedelta(days=1)
    return day


def closing(day: dt.date) -> int:
    """The hour the lines close."""
    return SATURDAY_CLOSES if day.weekday() == 5 else CLOSES


def demand(day: dt.date) -> float:
    """How many contacts a day draws beside the average day (1.0); the year is smooth between mid-months."""
    if is_closed(day):
        return 0.0
    place = day.month - 1 + (day.day - 15) / 30.5
    low = math.floor(place)
    part = place - low
    year = _MONTH[low % 12] * (1 - part) + _MONTH[(low + 1) % 12] * part
    return _WEEKDAY[day.weekday()] * year


def hour_weights(day: dt.date) -> list[float]:
    """Weights of the opening hours, from ``OPENS`` on."""
    return list(_HOUR[: closing(day) - OPENS])


def hour_pressure(hour: float) -> float:
    """How busy the lines are at this hour beside the average hour."""
    return _HOUR[min(max(int(hour) - OPENS, 0), len(_HOUR) - 1)]


def into_hours(day: dt.date, seconds: float) -> tuple[dt.date, float]:
    """The first open moment at or after ``seconds`` into ``day``."""
    while True:
        if not is_closed(day) and seconds < closing(day) * 3600:
            return day, max(seconds, OPENS * 3600.0)
        day, seconds = day + dt.timedelta(days=1), 0.0


def add_open_time(day: dt.date, seconds: float, span: float) -> tuple[dt.date, float]:
    """The moment ``span`` open seconds after ``seconds`` into ``day``."""
    day, seconds = into_hours(day, seconds)
    while seconds + span > closing(day) * 3600:
        span -= closing(day) * 3600 - seconds
        day, seconds = into_hours(day + dt.timedelta(days=1), 0.0)
    return day, seconds + span


def month_start(last_day: dt.date, months_before: int) -> dt.date:
    """The first day of the month that lies ``months_before`` before the month of ``last_day``."""
    number = last_day.year * 12 + last_day.month - 1 - months_before
    return dt.date(number // 12, number % 12 + 1, 1)
