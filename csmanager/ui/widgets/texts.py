"""Numbers, durations and dates as they are read: by the system's locale, with a blank for what is not known."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

from PySide6.QtCore import QCollator, QDate, QLocale, Qt, QTime

_SHORT = QLocale.FormatType.ShortFormat
MINUTE, HOUR, DAY = 60, 3_600, 86_400  # seconds


def number_text(value: float | None, decimals: int | None = None) -> str:
    """``value`` with ``decimals`` places; None: none for whole numbers, otherwise one."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if decimals is None:
        decimals = 0 if isinstance(value, int) else 1
    text = QLocale().toString(float(value), "f", decimals)
    return text.replace("-", "\u2212", 1) if text.startswith("-") else text


def share_text(value: float | None, decimals: int = 0) -> str:
    """A fraction as a percentage."""
    return "" if value is None else f"{number_text(value * 100, decimals)}%"


def seconds_text(value: float | None) -> str:
    """Seconds in the two units that matter: "45 s", "4 min 05 s", "3 h 12 min", "2 d 4 h"."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    sign, whole = ("\u2212" if value < 0 else ""), round(abs(value))
    if whole < 90:
        return f"{sign}{whole} s"
    if whole < 90 * MINUTE:
        return f"{sign}{whole // MINUTE} min {whole % MINUTE:02} s"
    minutes = round(whole / MINUTE)
    if minutes < 48 * 60:
        return f"{sign}{minutes // 60} h {minutes % 60:02} min"
    hours = round(whole / HOUR)
    return f"{sign}{hours // 24} d {hours % 24} h"


def day_text(day: dt.date | None) -> str:
    """A date in the short form of the locale."""
    if day is None:
        return ""
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        return f"{day.day} {day:%b %Y}"  # its short form, "3 04 2026", could be read either way
    return locale.toString(QDate(day.year, day.month, day.day), _SHORT)


def long_day_text(day: dt.date) -> str:
    """A date with its weekday, as one reads it out."""
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)


def instant_text(moment: dt.datetime | None) -> str:
    """Date and time of day as ``moment`` itself says; whoever knows the shop's zone converts before."""
    if moment is None:
        return ""
    return f"{day_text(moment.date())} {QLocale().toString(QTime(moment.hour, moment.minute), _SHORT)}"


def order_of_words() -> Callable[[str], object]:
    """A sort key for texts: by the locale, whatever the case, numbers within by their value (Week 9 < Week 10)."""
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        locale = QLocale(QLocale.Language.English)  # the C locale knows no natural order
    collator = QCollator(locale)
    collator.setNumericMode(True)
    collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return collator.sortKey
