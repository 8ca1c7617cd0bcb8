"""Durations as exports write them, read to whole milliseconds."""

# ruff: noqa: E501 - a pattern is read more easily whole

from __future__ import annotations

import re

MS = {"ms": 1, "s": 1_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
UNIT_NAMES = {"ms": "milliseconds", "s": "seconds", "min": "minutes", "h": "hours", "d": "days"}
NO_RESULT = "#circle"  # stands for the result of a formula that has none
NOTHING = frozenset(
    {"", "-", "--", "–", "—", "n/a", "na", "none", "null", "nan", "[none]", "not available", "?", "#circle"}
)

_NUMBER = re.compile(
    r"[+-]?(?:\d{1,3}(?:\.\d{3})+,\d+|(?:\d+|\d{1,3}(?:[ ,'\u00a0]\d{3})+)?(?:[.,]\d+)?(?:e[+-]?\d+)?)", re.I
)
_CLOCK = re.compile(
    r"(?P<sign>-)?(?:(?P<days>\d+)(?:\.| ?d(?:ays?)?,? ?| days?,? ))?"
    r"(?P<a>\d+):(?P<b>\d{1,2})(?::(?P<c>\d{1,2})(?:[.,](?P<f>\d+))?)?"
    r" ?(?P<unit>h|hrs?|hours?|min|mins|minutes?|m)?",
    re.I,
)
_H_CLOCK = re.compile(r"(\d{1,3}) ?h ?([0-5]\d)", re.I)  # 8h30
_PARTS = re.compile(
    r"(?P<n>\d+(?:[.,]\d+)?|an?|one|a few)\s*"
    r"(?P<u>ms|millisec\w*|milliseconds?|s|secs?|seconds?|segundos?|sekunden?|secondes?|secondi|secondo|seconden|sekund\w*|seg|sek"
    r"|m|mins?|minutes?|minutos?|minuten?|minuti|minuto|minuut|minut\w*|h|hrs?|hours?|horas?|stunden?|std|heures?|ore|ora|uur|uren|godz\w*|tim\w*"
    r"|d|days?|tage?n?|d[ií]as?|jours?|giorni|giorno|dag|dagen|dni|dzień|dagar|j|w|wks?|weeks?|wochen?|months?|years?)\.?(?=[\s,\d]|and|$)",
    re.I,
)
_ISO = re.compile(r"P(?:(?P<d>\d+)D)?(?:T(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?", re.I)
_FILLER = re.compile(r"^(about|approx\.?|approximately|less than|under|over|almost|~|<|>|ca\.?)\s*", re.I)


def _unit_of(word: str) -> str:
    word = word.casefold().rstrip(".")
    if word.startswith(("ms", "milli")):
        return "ms"
    if word.startswith("mo"):
        return "month"
    if word.startswith("m"):
        return "min"
    if word.startswith(("sta", "std", "stu", "h", "or", "u", "godz", "tim")):
        return "h"
    if word.startswith("s"):
        return "s"
    if word.startswith("y"):
        return "year"
    return "week" if word.startswith("w") else "d"


_PART_MS = {**MS, "week": 7 * MS["d"], "month": 30 * MS["d"], "year": 365 * MS["d"]}

_MOST = 1e15  # of any unit; far above it a number is no time and no integer either


def number(text: str) -> float | None:
    """A plain number with a decimal point or comma and thousands separators; None when it is none."""
    text = text.strip()
    if not text or not _NUMBER.fullmatch(text) or not any(c.isdigit() for c in text):
        return None
    text = text.replace(" ", "").replace("\u00a0", "").replace("'", "")
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        text = text.replace(",", "") if point > comma else text.replace(".", "").replace(",", ".")
    elif comma >= 0:
        whole, _, rest = text.partition(",")
        thousands = text.count(",") > 1 or (len(rest) == 3 and whole.lstrip("+-") not in ("", "0"))
        text = text.replace(",", "") if thousands else text.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value - value == 0 else None  # neither inf nor nan


def parse(text: str, unit: str = "s", two_parts: str = "m:s") -> int | None:
    """Milliseconds; None where the cell says nothing. Raises ValueError for what is no duration.

    ``unit``: of plain numbers. ``two_parts``: whether 8:30 is "h:m" or "m:s". A negative one is returned as it is.
    """
    clean = text.strip()
    if clean.casefold() in NOTHING:
        return None
    plain = number(clean)
    if plain is not None:
        if abs(plain) > _MOST:
            raise ValueError("no duration")
        return round(plain * MS[unit])
    clean = _FILLER.sub("", clean)
    by_letter = _H_CLOCK.fullmatch(clean)
    if by_letter:
        return (int(by_letter[1]) * 60 + int(by_letter[2])) * 60_000
    found = _CLOCK.fullmatch(clean)
    if found:
        return _clock(found, two_parts)
    iso = _ISO.fullmatch(clean)
    if iso and any(iso.groups()):
        days, hours, minutes, seconds = (float(part or 0) for part in iso.group("d", "h", "m", "s"))
        return round(((days * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000)
    return _words(clean)


def _clock(found: re.Match[str], two_parts: str) -> int:
    first, second, third = int(found["a"]), int(found["b"]), found["c"]
    days = int(found["days"] or 0)
    if third is not None:
        if second > 59 or int(third) > 59:
            raise ValueError("no duration")
        total = (first * 3600 + second * 60 + int(third)) * 1000
        total += round(float(f"0.{found['f'] or 0}") * 1000)
    else:
        unit = (found["unit"] or "").casefold()
        if second > 59:
            raise ValueError("no duration")
        if unit.startswith("h") or (two_parts == "h:m" and not unit.startswith("m")):
            total = (first * 60 + second) * 60_000
        else:
            total = (first * 60 + second) * 1000
    total += days * MS["d"]
    return -total if found["sign"] else total


def _words(clean: str) -> int:
    negative = clean.startswith("-")
    rest, total, found = clean.lstrip("-").strip(), 0.0, False
    while rest:
        part = _PARTS.match(rest)
        if part is None:
            raise ValueError("no duration")
        count = part["n"].casefold()
        value = {"a": 1.0, "an": 1.0, "one": 1.0, "a few": 3.0}.get(count)
        total += (float(count.replace(",", ".")) if value is None else value) * _PART_MS[_unit_of(part["u"])]
        found = True
        rest = re.sub(r"^(?:[\s,]+|and\b)+", "", rest[part.end() :])
    if not found:
        raise ValueError("no duration")
    return -round(total) if negative else round(total)


_HEADER_UNITS = (
    ("ms", r"\bms\b|milli ?sec\w*"),
    (
        "s",
        r"\bsecs?\b|\bseconds?\b|\bin s\b|\(s\)|\[s\]|_s$|\bsekunden\b|\bsegundos\b|\bsecondes\b|\bsecondi\b|\bseconden\b|\bsekund\w*|\(se[ck]\.?\)|\(sn\)|秒",
    ),
    (
        "min",
        r"\bmins?\b|\bminutes?\b|\(m\)|\[m\]|\bminuten\b|\bminutos\b|\bminuti\b|\bminut\w*|\(dk\)|[(（]分[)）]|分钟",
    ),
    (
        "h",
        r"\bhrs?\b|\bhours?\b|\(h\)|\[h\]|_h$|\bstunden\b|\bhoras\b|\bheures\b|\buren\b|\bore\b|\bgodzin\w*|\btimmar\b|小时|[(（]時間[)）]",
    ),
    ("d", r"\bdays?\b|\(d\)|\btage\b|\bd[ií]as\b|\bjours\b|\bdagen\b|\bdni\b|\bgiorni\b|\bdagar\b"),
)
_UNIT_PATTERNS = tuple((unit, re.compile(pattern)) for unit, pattern in _HEADER_UNITS)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BUSINESS = re.compile(r"(within|in)?\s*(business|working|office)[ _]hours?")


def header_unit(header: str) -> str:
    """The unit a column's heading names ("" when it names none); a clock pattern such as (HH:mm:ss) is none."""
    header = _CAMEL.sub(" ", header)  # firstResponseMs
    text = (
        _BUSINESS.sub(" ", header.casefold()).replace("_", " ")
        if "business" in header.casefold()
        else (header.casefold())
    )
    if re.search(r"hh?:mm", text):
        return ""
    spaced = text.replace("_", " ")
    for unit, pattern in _UNIT_PATTERNS:
        if pattern.search(text) or pattern.search(spaced):
            return unit
    return ""
