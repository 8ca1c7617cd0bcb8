"""Business time: real minutes inside opening hours, holidays and special days respected, and when a deadline falls.

A calendar is local (an IANA zone, hours for each weekday); all sums are done in UTC seconds, so days with a clock
change have 23 or 25 hours. A window that ends at or before its start runs past midnight and belongs to the day it
starts on; holidays close the windows that start that day, special hours replace the whole day.
"""

from __future__ import annotations

import bisect
import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = dt.timedelta(days=1)
_MARGIN = 2  # days around a range whose windows may reach into it
_LAST_DAY = dt.date.max - _DAY * 6
_FURTHEST = 3660  # days ahead a deadline is looked for

Windows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the shop is open. ``week``: weekday 0 (Monday) to 6 -> [open, close] as HH:MM, 24:00 allowed."""

    zone: str
    week: Mapping[int, Windows]
    holidays: frozenset[dt.date] = frozenset()
    special: Mapping[dt.date, Windows] = field(default_factory=dict)

    def windows_on(self, day: dt.date) -> Windows:
        """The windows that start on ``day``."""
        if day in self.special:
            return self.special[day]
        return () if day in self.holidays else self.week.get(day.weekday(), ())


def _minute(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute or 0)


def _instant(day: dt.date, minute: int, zone: dt.tzinfo) -> float:
    """The UTC second of a local time; one that a clock change skips or repeats is read with the earlier offset."""
    date, minute = day + _DAY * (minute // 1440), minute % 1440
    return dt.datetime(date.year, date.month, date.day, minute // 60, minute % 60, tzinfo=zone).timestamp()


class Clock:
    """Open seconds up to any instant of the days ``first`` to ``last``; grows by itself when asked beyond them."""

    def __init__(self, calendar: Calendar, first: dt.date, last: dt.date) -> None:
        self._calendar = calendar
        self._zone = zoneinfo.ZoneInfo(calendar.zone)
        self._build(first, last)

    def _build(self, first: dt.date, last: dt.date) -> None:
        self._first, self._last = first, last
        spans: list[tuple[float, float]] = []
        day = first - _DAY * _MARGIN if first.toordinal() > _MARGIN else first
        end = min(last, _LAST_DAY) + _DAY * _MARGIN
        while day <= end:
            for window in self._calendar.windows_on(day):
                opens, closes = _minute(window[0]), _minute(window[1])
                if closes <= opens:
                    closes += 1440
                start, stop = _instant(day, opens, self._zone), _instant(day, closes, self._zone)
                if stop > start:
                    spans.append((start, stop))
            day += _DAY
        self._starts, self._stops = _merged(spans)
        self._before = [0.0]
        for start, stop in zip(self._starts, self._stops, strict=True):
            self._before.append(self._before[-1] + stop - start)

    def _reach(self, *instants: float) -> None:
        days = [
            dt.datetime.fromtimestamp(instant, dt.UTC).date() for instant in (min(instants), max(instants))
        ]
        if days[0] < self._first or days[1] > self._last:
            self._build(min(days[0], self._first), max(days[1], self._last))

    def _open_until(self, instant: float) -> float:
        place = bisect.bisect_right(self._starts, instant)
        if not place:
            return 0.0
        return self._before[place - 1] + min(instant, self._stops[place - 1]) - self._starts[place - 1]

    def seconds(self, start: float, end: float, pauses: Iterable[tuple[float, float]] = ()) -> float | None:
        """Open seconds between UTC seconds outside ``pauses``; None when ``end`` lies before ``start``."""
        if end < start:
            return None
        self._reach(start, end)
        found = self._open_until(end) - self._open_until(start)
        inside = [
            (max(begin, start), min(stop, end))
            for begin, stop in pauses
            if min(stop, end) > max(begin, start)
        ]
        for begin, stop in zip(*_merged(inside), strict=True):
            found -= self._open_until(stop) - self._open_until(begin)
        return found

    def due(self, start: float, seconds: float) -> float | None:
        """The first instant at which ``seconds`` of open time have passed; None when that never comes."""
        if seconds < 0:
            return None
        if seconds == 0:
            return start
        wanted_days = 40
        while wanted_days <= _FURTHEST:
            self._reach(start, start + wanted_days * 86_400)
            target = self._open_until(start) + seconds
            place = bisect.bisect_left(self._before, target - 1e-6)
            if place < len(self._before):
                return self._stops[place - 1] - (self._before[place] - target)
            wanted_days *= 3
        return None

    def many(self, starts: Any, ends: Any) -> Any:
        """Open seconds of arrays of instants; those that end before they start give -1. Needs numpy."""
        import numpy as np

        begin, stop = np.asarray(starts, float), np.asarray(ends, float)
        if not len(begin):
            return np.empty(0)
        self._reach(float(min(begin.min(), stop.min())), float(max(begin.max(), stop.max())))
        opened, closed, before = (np.array(part) for part in (self._starts, self._stops, self._before))

        def until(instants: Any) -> Any:
            if not len(opened):
                return np.zeros(len(instants))
            place = np.maximum(np.searchsorted(opened, instants, side="right") - 1, 0)
            inside = np.minimum(instants, closed[place]) - opened[place]
            return np.where(instants < opened[0], 0.0, before[place] + inside)

        return np.where(stop < begin, -1.0, until(stop) - until(begin))


def _merged(spans: Iterable[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Starts and stops of spans in order, those that touch joined."""
    starts: list[float] = []
    stops: list[float] = []
    for start, stop in sorted(spans):
        if stops and start <= stops[-1]:
            stops[-1] = max(stops[-1], stop)
        else:
            starts.append(start)
            stops.append(stop)
    return starts, stops


def business_minutes(
    calendar: Calendar,
    start: dt.datetime,
    end: dt.datetime,
    pauses: Iterable[tuple[dt.datetime, dt.datetime]] = (),
) -> float | None:
    """Minutes of open time between two instants; None when ``end`` lies before ``start``."""
    clock = Clock(calendar, start.date(), end.date() if end > start else start.date())
    seconds = clock.seconds(
        start.timestamp(), end.timestamp(), [(begin.timestamp(), stop.timestamp()) for begin, stop in pauses]
    )
    return None if seconds is None else seconds / 60


def due_at(calendar: Calendar, start: dt.datetime, minutes: float) -> dt.datetime | None:
    """When ``minutes`` of open time have passed, in UTC; None when they never do."""
    found = Clock(calendar, start.date(), start.date()).due(start.timestamp(), minutes * 60)
    return None if found is None else dt.datetime.fromtimestamp(found, dt.UTC)


def rest_hours(zone: str, ended: dt.datetime, begins: dt.datetime) -> float:
    """Real hours between two local times without a zone of their own."""
    where = zoneinfo.ZoneInfo(zone)
    return (begins.replace(tzinfo=where).timestamp() - ended.replace(tzinfo=where).timestamp()) / 3600
