"""Cells to values, each different text only once. The unreadable is BAD, found again by the caller."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from csmanager.features.importing import coding, dates, durations, names, ratings, zones
from csmanager.features.importing.durations import NOTHING

BAD = -(1 << 61)  # no duration, rating or moment is that small
_LONGEST_MS = 20 * 366 * durations.MS["d"]  # nothing takes longer than twenty years
_KEEP = 400_000  # different texts remembered a column
_PHONE_STARTS = frozenset("+(0123456789'")
_PHONE_MARKS = str.maketrans("", "", "+-() ./'\u00a0")


class Memo(dict[Any, Any]):
    """Text -> value. ``has_bad`` once an unreadable text was met."""

    __slots__ = ("has_bad", "read")

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self.read = read
        self.has_bad = False

    def __missing__(self, text: Any) -> Any:
        value = self.read(text)
        if value is BAD:
            self.has_bad = True
        if len(self) < _KEEP:
            self[text] = value
        return value


def lengths(unit: str, two_parts: str) -> Memo:
    """Durations in milliseconds; negative ones are BAD."""
    factor = durations.MS[unit]

    def read(text: str) -> int | None:
        try:
            value: int | None = durations.parse(text, unit, two_parts)
        except ValueError:
            return BAD
        return BAD if value is not None and not 0 <= value <= _LONGEST_MS else value

    def read_fast(text: str) -> int | None:
        if len(text) < 7 and text.isdecimal():
            return int(text) * factor if factor <= durations.MS["min"] else read(text)
        return read(text)

    return Memo(read_fast)


def scores(scale: int) -> Memo:
    """Ratings from 1 to ``scale``."""

    def read(text: str) -> int | None:
        try:
            return ratings.parse(text, scale)
        except ValueError:
            return BAD

    return Memo(read)


def promoters() -> Memo:
    """Answers from 0 to 10."""

    def read(text: str) -> int | None:
        try:
            return ratings.parse_nps(text)
        except ValueError:
            return BAD

    return Memo(read)


def customers(key: bytes) -> Memo:
    """Keyed 64-bit hashes: the same customer gives the same number, and no number gives the customer."""

    def read(text: str) -> int | None:
        clean = text
        if text[-1:].isdecimal() and text[:1] in _PHONE_STARTS:
            clean = text.translate(_PHONE_MARKS)
        if len(clean) < 6 or not clean.isdecimal():
            clean = text.casefold()
            if not clean.isalnum():
                clean = " ".join(clean.split()).strip("'\"")
            if clean in NOTHING:
                return None
        return int.from_bytes(blake2b(clean.encode(), digest_size=8, key=key).digest(), "big", signed=True)

    return Memo(read)


def channels() -> Memo:
    """Channel codes."""
    return Memo(coding.channel)


def directions() -> Memo:
    """Direction codes."""
    return Memo(coding.direction)


def flags() -> Memo:
    """1, 0 or None."""
    return Memo(coding.flag)


class Stamps:
    """A column of moments: local wall-clock or UTC seconds, split so that most parts are known already."""

    def __init__(self, order: str, is_zoned: bool, sample: list[str]) -> None:
        self._order = order
        self.is_zoned = is_zoned
        self._days = Memo(self._day)
        self._times = Memo(self._time)
        self._whole = Memo(self._stamp)
        plain = [cell for cell in sample if cell.strip()]
        self._cut = 0
        if plain and all(len(cell) > 11 and cell[10] in " T" and cell[4] in "-/." for cell in plain):
            self._cut = 10
        self._is_long = bool(self._cut) and all(len(cell) == 19 for cell in plain)
        self._minutes = Memo(self._minute)
        self._seconds = Memo(self._second)
        self._by_space = (
            not self._cut
            and bool(plain)
            and all(
                cell[0].isdigit()
                and " " in cell
                and not dates.is_compact(cell)
                and _is_plain_date(cell.partition(" ")[0])
                for cell in plain
            )
        )

    def read(self, cells: Any) -> list[int]:
        """Seconds since 1970-01-01T00:00, BAD or smaller than any moment where there is none."""
        if self._is_long and min(map(len, cells)) == 19 == max(map(len, cells)):
            days, minutes, seconds = self._days, self._minutes, self._seconds
            return [days[cell[:10]] + minutes[cell[11:16]] + seconds[cell[16:]] for cell in cells]
        if self._cut:
            days, times = self._days, self._times
            return [days[cell[:10]] + times[cell[11:]] for cell in cells]
        if self._by_space:
            days, times = self._days, self._times
            return [days[date] + times[time] for date, _, time in [cell.partition(" ") for cell in cells]]
        return list(map(self._whole.__getitem__, cells))

    def _day(self, text: str) -> int:
        try:
            return dates.parse_day(text, self._order) * 86_400
        except ValueError:
            return BAD

    def _minute(self, text: str) -> int:
        hour, minute = text[:2], text[3:]
        if text[2] == ":" and hour.isdecimal() and minute.isdecimal() and hour < "24" and minute < "60":
            return int(hour) * 3600 + int(minute) * 60
        return BAD

    def _second(self, text: str) -> int:
        return int(text[1:]) if text[0] == ":" and text[1:].isdecimal() and text[1:] < "60" else BAD

    def _time(self, text: str) -> int:
        if not text.strip():
            return 0
        try:
            seconds, offset = dates.parse_time(text)
        except ValueError:
            return BAD
        return seconds - (offset or 0)

    def _stamp(self, text: str) -> int:
        try:
            seconds, offset = dates.parse_stamp(text, self._order)
        except ValueError:
            return BAD
        return seconds - (offset or 0)


def _is_plain_date(text: str) -> bool:
    try:
        dates.parse_day(text)
    except ValueError:
        try:
            dates.parse_day(text, "mdy")
        except ValueError:
            return False
    return True


class Zone:
    """Offsets of a zone, known per quarter of an hour."""

    def __init__(self, name: str) -> None:
        self._zone = zones.tz(name)
        self.is_utc = name in ("UTC", "Etc/UTC", "GMT")
        self._from_utc = Memo(self._offset_at)
        self._from_wall = Memo(self._offset_of)

    def to_utc(self, wall: list[int]) -> list[int]:
        """UTC seconds of what clocks in the zone showed; of an hour that came twice, the first."""
        if self.is_utc:
            return wall
        offsets = self._from_wall
        return [second - offsets[second // 900] for second in wall]

    def to_wall(self, second: int) -> int:
        """What clocks in the zone showed at a moment in UTC."""
        return second if self.is_utc else second + self._from_utc[second // 900]

    def days(self, utc: list[int]) -> list[int]:
        """The local day of each moment, as days since 1970-01-01."""
        if self.is_utc:
            return [second // 86_400 for second in utc]
        offsets = self._from_utc
        return [(second + offsets[second // 900]) // 86_400 for second in utc]

    def _offset_at(self, quarter: int) -> int:
        if not 0 < quarter < 10_000_000:
            return 0
        moment = dt.datetime.fromtimestamp(quarter * 900, dt.UTC).astimezone(self._zone)
        return round((moment.utcoffset() or dt.timedelta()).total_seconds())

    def _offset_of(self, quarter: int) -> int:
        if not 0 < quarter < 10_000_000:
            return 0
        wall = dt.datetime.fromtimestamp(quarter * 900, dt.UTC).replace(tzinfo=self._zone)
        return round((wall.utcoffset() or dt.timedelta()).total_seconds())


class People:
    """Everybody the file names, numbered from 1 as they come."""

    def __init__(self) -> None:
        self.counts: Counter[int | None] = Counter()
        self.found: list[names.Named] = []
        self._numbers: dict[str, int] = {}
        self.memo = Memo(self._number)
        self.party = Memo(self._party)

    def _number(self, text: str) -> int | None:
        return self._keep(names.parse(text))

    def _party(self, text: str) -> int | None:
        return self._keep(names.parse(text, phones_are_people=False))

    def _keep(self, named: names.Named | None) -> int | None:
        if named is None:
            return None
        number = self._numbers.get(named.key)
        if number is None:
            self.found.append(named)
            number = self._numbers[named.key] = len(self.found)
        elif named.aliases:
            known = self.found[number - 1]
            more = tuple(alias for alias in named.aliases if alias not in known.aliases)
            self.found[number - 1] = names.Named(known.name, known.key, known.aliases + more)
        return number

    def add_alias(self, number: int, kind: str, text: str) -> None:
        """Note another spelling of a person."""
        known = self.found[number - 1]
        if text and (kind, text) not in known.aliases and len(known.aliases) < 8:
            self.found[number - 1] = names.Named(known.name, known.key, (*known.aliases, (kind, text)))


class Topics:
    """Different words of the topic column, numbered from 1; None for blanks."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._numbers: dict[str, int] = {}
        self.memo = Memo(self._number)

    def _number(self, text: str) -> int | None:
        clean = " ".join(text.split())
        if clean.casefold() in NOTHING:
            return None
        number = self._numbers.get(clean.casefold())
        if number is None:
            self.found.append(clean[:200])
            number = self._numbers[clean.casefold()] = len(self.found)
        return number
