"""Dates as people type them: "tomorrow", "fri", "3/12", "in 2 weeks", "2026-03-31"."""

from __future__ import annotations

import datetime as dt
import re

from PySide6.QtCore import QDate, QLocale

_WORDS = {"today": 0, "now": 0, "tomorrow": 1, "yesterday": -1}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {"d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7}
_MONTHS = {"m": 1, "month": 1, "months": 1, "y": 12, "year": 12, "years": 12}
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parse_day(text: str, today: dt.date, locale: QLocale | None = None) -> dt.date | None:
    """The date ``text`` means on ``today``; None when it is no date.

    A weekday is the next one, today excluded; "last fri" the one before. A day and month without a year is the one
    nearest to today. Day or month first: as ``locale`` (None: the system's) writes them.
    """
    locale = locale if locale is not None else QLocale()
    words = " ".join(text.casefold().replace(",", " ").split())
    if not words:
        return None
    if words in _WORDS:
        return today + dt.timedelta(days=_WORDS[words])
    found = _weekday(words, today, locale) or _span(words, today) or _figures(words, today, locale)
    if found is not None:
        return found
    for form in (QLocale.FormatType.ShortFormat, QLocale.FormatType.LongFormat):
        day = locale.toDate(text.strip(), form)
        if day.isValid() and day.year() > 1999:
            return dt.date(day.year(), day.month(), day.day())
    return None


def is_day_first(locale: QLocale) -> bool:
    """Whether 3/12 is the third of December there."""
    form = locale.dateFormat(QLocale.FormatType.ShortFormat)
    return form.find("d") < form.find("M")


def _weekday(words: str, today: dt.date, locale: QLocale) -> dt.date | None:
    direction, name = 1, words
    for prefix, way in (("next ", 1), ("last ", -1), ("this ", 1), ("on ", 1)):
        if words.startswith(prefix):
            direction, name = way, words.removeprefix(prefix)
    if len(name) < 2:
        return None
    for number, english in enumerate(_DAYS):
        local = locale.standaloneDayName(number + 1).casefold()
        if (len(name) >= 3 and english.startswith(name)) or local.startswith(name):
            ahead = (number - today.weekday()) % 7
            if direction > 0:
                return today + dt.timedelta(days=ahead or 7)
            return today - dt.timedelta(days=(7 - ahead) if ahead else 7)
    return None


def _span(words: str, today: dt.date) -> dt.date | None:
    if match := re.fullmatch(r"(?:in )?\+?(\d{1,4}) ?([a-z]+)( ago)?", words):
        count, unit, past = int(match[1]), match[2], match[3]
    elif match := re.fullmatch(r"(next|last) (week|month|year)", words):
        count, unit, past = 1, match[2], " ago" if match[1] == "last" else None
    else:
        return None
    count = -count if past else count
    try:
        if unit in _UNITS:
            return today + dt.timedelta(days=count * _UNITS[unit])
        if unit in _MONTHS:
            day = QDate(today.year, today.month, today.day).addMonths(count * _MONTHS[unit])
            return dt.date(day.year(), day.month(), day.day())
    except (OverflowError, ValueError):
        pass
    return None


def _figures(words: str, today: dt.date, locale: QLocale) -> dt.date | None:
    if match := re.fullmatch(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})", words):
        return _made(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})[-./ ](\d{1,2})\.?(?:[-./ ]?(\d{4}|\d{2}))?", words):
        one, other = int(match[1]), int(match[2])
        day, month = (one, other) if is_day_first(locale) else (other, one)
        if month > 12 >= day:
            day, month = month, day
        return _with_year(day, month, match[3], today)
    match = re.fullmatch(r"(\d{1,2})\.? ([a-z]{3,9})\.?(?: (\d{4}|\d{2}))?", words)
    if match is None:
        turned = re.fullmatch(r"([a-z]{3,9})\.? (\d{1,2})(?: (\d{4}|\d{2}))?", words)
        name, day_text, year = (turned[1], turned[2], turned[3]) if turned else ("", "0", None)
    else:
        name, day_text, year = match[2], match[1], match[3]
    if name[:3] in _NAMES:
        return _with_year(int(day_text), _NAMES.index(name[:3]) + 1, year, today)
    return None


def _with_year(day: int, month: int, year: str | None, today: dt.date) -> dt.date | None:
    if year is not None:
        return _made(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    near = [_made(today.year + step, month, day) for step in (-1, 0, 1)]
    there = [date for date in near if date is not None]
    return min(there, key=lambda date: abs((date - today).days)) if there else None


def _made(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
