"""Time zones that headings name: "(CET)", "(UTC+2)", "Created (Europe/Berlin)"."""

from __future__ import annotations

import datetime as dt
import functools
import re
import zoneinfo

_PLACE = re.compile(r"(?<![A-Za-z])([A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_-]+){1,2})(?![A-Za-z])")
_OFFSET = re.compile(r"(?:\b(?:UTC|GMT)|(?<=[(\[]))\s*([+\-\u2212\u2013])\s*(\d{1,2})(?::?([0-5]\d))?(?!\d)")
_UTC = re.compile(r"(?<![A-Za-z])(?:UTC|GMT|Zulu)(?![A-Za-z])", re.I)
_SHORT = re.compile(r"[(\[]\s*([A-Z]{2,4})\s*(?:time)?\s*[)\]]|(?:[ _-])([A-Z]{3,4})$")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_FARTHEST = 14 * 60  # minutes from UTC

_ZONES = {  # what clocks on a wall show there, summer time counted: exports keep one abbreviation all year
    "CET": "Europe/Berlin", "CEST": "Europe/Berlin", "MEZ": "Europe/Berlin", "MESZ": "Europe/Berlin",
    "WET": "Europe/Lisbon", "WEST": "Europe/Lisbon", "EET": "Europe/Athens", "EEST": "Europe/Athens",
    "BST": "Europe/London", "MSK": "Europe/Moscow", "TRT": "Europe/Istanbul",
    "ET": "America/New_York", "EST": "America/New_York", "EDT": "America/New_York",
    "CT": "America/Chicago", "CST": "America/Chicago", "CDT": "America/Chicago",
    "MT": "America/Denver", "MST": "America/Denver", "MDT": "America/Denver",
    "PT": "America/Los_Angeles", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
    "BRT": "America/Sao_Paulo", "ART": "America/Argentina/Buenos_Aires",
    "IST": "Asia/Kolkata", "SGT": "Asia/Singapore", "HKT": "Asia/Hong_Kong", "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul", "GST": "Asia/Dubai", "PHT": "Asia/Manila", "SAST": "Africa/Johannesburg",
    "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney", "AWST": "Australia/Perth",
    "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland",
}  # fmt: skip


@functools.lru_cache(maxsize=4096)
def of(header: str) -> str:
    """The zone a heading names: "UTC", "UTC+02:00" or a name such as "Europe/Berlin"; "" for none."""
    place = _PLACE.search(header)
    if place and is_known(place[1]):
        return place[1]
    offset = _OFFSET.search(header)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes <= _FARTHEST:
            sign = "+" if offset[1] == "+" else "-"
            return f"UTC{sign}{minutes // 60:02d}:{minutes % 60:02d}" if minutes else "UTC"
    short = _SHORT.search(header)
    if short and (short[1] or short[2]) in _ZONES:
        return _ZONES[short[1] or short[2]]
    return "UTC" if _UTC.search(header) else ""


@functools.lru_cache(maxsize=512)
def is_known(name: str) -> bool:
    """Whether there is a zone of this name."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def without(header: str) -> str:
    """A heading without the brackets that name its zone."""
    return _BRACKETS.sub(lambda found: "" if of(found[0]) else found[0], header)


def tz(name: str) -> dt.tzinfo:
    """The zone of a name that ``of`` gave, or of the store."""
    if name.startswith("UTC") and len(name) > 3:
        minutes = int(name[4:6]) * 60 + int(name[7:9])
        return dt.timezone(dt.timedelta(minutes=-minutes if name[3] == "-" else minutes))
    return zoneinfo.ZoneInfo(name)


def note(headers: list[str], name: str, store: str) -> str:
    """What is told of columns whose times are of a zone."""
    told = " and ".join(f"“{header}”" for header in headers)
    summer = "/" in name and not any(name in header for header in headers)
    how = f"{name}, summer time counted" if summer else name
    if name == store:
        return f"The times of {told} are those of {how}, as the store's own."
    return f"The times of {told} are those of {how}, and turned into the store's own."
