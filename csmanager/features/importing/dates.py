"""Dates and times of day as exports write them; the order of day and month is decided per column."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

_EPOCH = dt.date(1970, 1, 1).toordinal()
_SERIAL_EPOCH = dt.date(1899, 12, 30).toordinal()  # Excel counts days from here
EARLIEST = dt.date(2000, 1, 1).toordinal() - _EPOCH

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar january janvier enero ene janeiro gennaio gen januari",
            "feb februar february fév fev février febrero fevereiro febbraio februari",
            "mar märz mär mrz march mars marzo março maart mrt",
            "apr april avr avril abril abr aprile",
            "may mai mayo maio maggio mag mei",
            "jun juni june juin junio junho giugno giu",
            "jul juli july juil juillet julio julho luglio lug",
            "aug august août aoû aou agosto ago augustus",
            "sep sept september septembre septiembre setembro set settembre",
            "oct okt october oktober octobre octubre outubro out ottobre ott",
            "nov november novembre noviembre novembro",
            "dec dez december dezember décembre déc dic diciembre dezembro dicembre",
        ),
        1,
    )
    for name in names.split()
}

_YMD = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d{2})(\d{2})")
_TWO = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_DAY_NAME = r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
_DMONTHY = re.compile(
    _DAY_NAME
    + r"(\d{1,2})(?:st|nd|rd|th|\.)?[-/. ]\s*(?:de\s+)?([^\W\d_]{3,10})\.?[-/., ]\s*(?:de\s+)?(\d{4}|\d{2})",
    re.I,
)
_MONTHDY = re.compile(
    _DAY_NAME + r"([^\W\d_]{3,10})\.?[-/ ](\d{1,2})(?:st|nd|rd|th)?,?[-/ ]\s*(\d{4}|\d{2})", re.I
)
_WEEKDAY = re.compile(r"^[^\W\d_]{2,10}\.?,?\s+(?=\d{1,4}[-/.]\d{1,2}[-/.]\d)")
_YMONTHD = re.compile(r"(\d{4})[-/ ]([^\W\d_]{3,10})[-/ ](\d{1,2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCHS = re.compile(r"(\d{10})(\d{3})?(?:\.0+)?")  # seconds or milliseconds since 1970, from 2001 to 2286
_TIME = re.compile(
    r"(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*([ap]\.?\s?m\.?)?\s*"
    r"(Z|UTC|GMT|UTC?[+-]\d{1,2}(?::?\d{2})?|GMT[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}|[+-]\d{2}|"
    r"\((?:UTC|GMT)[^)]*\))?",
    re.I,
)
_H_TIME = re.compile(r"^(\d{1,2}) ?h ?(\d{2})?(?!\w)|(?<=\d)\s*uhr$", re.I)  # 8h15, 8h, 8:15 Uhr
_COMPACT = re.compile(r"(20\d{2}[01]\d[0-3]\d)[ T_-]([0-2]\d)([0-5]\d)([0-5]\d)?")  # 20260302 090512
_STAMP = re.compile(
    r"(?P<date>.+?)(?:[T\s,]+(?:at\s+|à\s+|um\s+)?(?P<time>\d{1,2}(?:(?::\d{2}){1,2}|h\d{2})(?:[.,]\d+)?\s*(?:[ap]\.?\s?m\.?)?.*"
    r"|\d{1,2}\s*[ap]\.?m\.?))?",
    re.I,
)


def _year(text: str) -> int:
    year = int(text)
    return year + 2000 if year < 70 and len(text) == 2 else year + 1900 if len(text) == 2 else year


def _ordinal(year: int, month: int, day: int) -> int:
    return dt.date(year, month, day).toordinal() - _EPOCH


def parse_day(text: str, order: str = "dmy") -> int:
    """Days since 1970-01-01. ``order`` reads 3/4/2025: "dmy" or "mdy". Raises ValueError."""
    text = _WEEKDAY.sub("", text.strip().strip("'"))
    found = _YMD.fullmatch(text)
    if found:
        year, month, day = found.group(1, 2, 3) if found[1] else found.group(4, 5, 6)
        return _ordinal(int(year), int(month), int(day))
    found = _TWO.fullmatch(text)
    if found:
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
        day, month = (second, first) if order == "mdy" else (first, second)
        return _ordinal(year, month, day)
    for pattern, day_at, month_at, year_at in ((_DMONTHY, 1, 2, 3), (_MONTHDY, 2, 1, 3), (_YMONTHD, 3, 2, 1)):
        found = pattern.fullmatch(text)
        if found:
            name = found[month_at].casefold()
            month_number = MONTHS.get(name) or MONTHS.get(name[:3])
            if month_number is None:
                raise ValueError("no month")
            return _ordinal(_year(found[year_at]), month_number, int(found[day_at]))
    if _SERIAL.fullmatch(text):
        return _SERIAL_EPOCH - _EPOCH + int(float(text))
    raise ValueError("no date")


def _with_colon(found: re.Match[str]) -> str:
    return f"{found[1]}:{found[2] or '00'}" if found[1] else ""


def parse_time(text: str) -> tuple[int, int | None]:
    """Seconds since midnight, and the offset from UTC in seconds where one is written. Raises ValueError."""
    found = _TIME.fullmatch(_H_TIME.sub(_with_colon, text.strip()))
    if not found or (found[2] is None and found[4] is None):
        raise ValueError("no time")
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    half = (found[4] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            if hour > 23 or half.startswith("a"):
                raise ValueError("no time")
        else:
            hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError("no time")
    return hour * 3600 + minute * 60 + second, _offset(found[5])


def _offset(zone: str | None) -> int | None:
    if zone is None:
        return None
    found = re.search(r"([+-])(\d{1,2}):?(\d{2})?", zone)
    if not found:
        return 0
    seconds = int(found[2]) * 3600 + int(found[3] or 0) * 60
    return -seconds if found[1] == "-" else seconds


def is_compact(text: str) -> bool:
    """Whether a cell is a moment in figures alone, such as 20260302 090512."""
    return _COMPACT.fullmatch(text.strip()) is not None


def split_stamp(text: str) -> tuple[str, str]:
    """Date part and time part of a cell ("" without one)."""
    text = text.strip().strip("'")
    if len(text) > 10 and text[10] in "T " and text[4] in "-/":
        return text[:10], text[11:]
    if found := _COMPACT.fullmatch(text):
        return found[1], f"{found[2]}:{found[3]}:{found[4] or '00'}"
    found = _STAMP.fullmatch(text)
    if not found:
        return text, ""
    return found["date"].rstrip(","), found["time"] or ""


def parse_stamp(text: str, order: str = "dmy") -> tuple[int, int | None]:
    """Seconds since 1970-01-01T00:00 as the clock on the wall showed, and the offset from UTC where written.

    Raises ValueError for what is no moment.
    """
    date, time = split_stamp(text)
    if not time and (found := _EPOCHS.fullmatch(date)):
        return int(found[1]), 0
    if not time and _SERIAL.fullmatch(date):
        value = float(date)
        return (_SERIAL_EPOCH - _EPOCH + int(value)) * 86_400 + round(value % 1 * 86_400), None
    seconds, offset = parse_time(time) if time else (0, None)
    return parse_day(date, order) * 86_400 + seconds, offset


def is_epoch(text: str) -> bool:
    """Whether a cell counts seconds or milliseconds since 1970."""
    return bool(_EPOCHS.fullmatch(text.strip())) and text.strip()[0] == "1"


def is_stamp(text: str) -> bool:
    """Whether a cell is a date or a date with a time, in either order."""
    try:
        parse_stamp(text, "dmy")
    except ValueError:
        try:
            parse_stamp(text, "mdy")
        except ValueError:
            return False
    return True


@dataclass(slots=True)
class OrderEvidence:
    """Cells that can be read one way only. ``both``: cells that can be read either way.

    ``named``: those of them that can because of the weekday beside the date; ``dotted``: of ``both``, those written
    with dots, which nobody does who puts the month first.
    """

    day_first: int = 0
    month_first: int = 0
    both: int = 0
    named: int = 0
    dotted: int = 0
    other: int = 0  # year first, month in letters, serial numbers: no question

    @property
    def verdict(self) -> str:
        """``dmy``, ``mdy``, "" (no such cells), "ask" (nothing decides) or "mixed" (cells contradict)."""
        if self.day_first and self.month_first:
            return "mixed"
        if self.day_first:
            return "dmy"
        if self.month_first:
            return "mdy"
        if self.both and self.both == self.dotted:
            return "dmy"
        return "ask" if self.both else ""

    def add(self, date: str) -> None:
        """Weigh the date part of one cell."""
        clean = _WEEKDAY.sub("", date)
        found = _TWO.fullmatch(clean)
        if not found:
            self.other += 1
            return
        first, second = int(found[1]), int(found[2])
        if first > 12 >= second >= 1:
            self.day_first += 1
        elif second > 12 >= first >= 1:
            self.month_first += 1
        elif first <= 12 and second <= 12 and first != second:
            self._add_open(date, clean)

    def _add_open(self, date: str, clean: str) -> None:
        """A cell of two small numbers: the weekday beside it may tell, or its dots."""
        fits = _orders_of_weekday(date, clean) if clean != date else ()
        if len(fits) == 1:
            self.named += 1
            self.day_first += fits[0] == "dmy"
            self.month_first += fits[0] == "mdy"
            return
        self.both += 1
        self.dotted += clean.count(".") >= 2


def _orders_of_weekday(date: str, clean: str) -> tuple[str, ...]:
    """The orders in which a date falls on the weekday that stands before it."""
    from csmanager.features.importing.meaning.values import weekday

    wanted = weekday(date)
    found = []
    for order in ("dmy", "mdy"):
        try:
            day = dt.date.fromordinal(parse_day(clean, order) + _EPOCH)
        except (ValueError, OverflowError):
            continue
        if day.weekday() == wanted:
            found.append(order)
    return tuple(found)


def weigh(cells: Iterable[str]) -> OrderEvidence:
    """Which order the cells of one column prove."""
    evidence = OrderEvidence()
    for date in {split_stamp(cell)[0] for cell in cells if cell.strip()}:
        evidence.add(date)
    return evidence
