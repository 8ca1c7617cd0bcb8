"""The steps of a made-up past, made in the order in which they would have happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from csmanager.core.store import Step, Store

Work = Callable[[Step], object]


class StagedClock:
    """A clock that shows what it is set to."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Entry:
    """One step to be made at a moment; ``hour`` is in UTC."""

    day: dt.date
    hour: float
    label: str
    work: Work


@dataclass(slots=True)
class Agenda:
    """Steps in any order; ``play`` makes them by date, each stamped with its own moment."""

    entries: list[Entry] = field(default_factory=list)

    def add(self, day: dt.date, label: str, work: Work, *, hour: float = 9.0) -> None:
        """Note a step. Steps of one moment are made in the order in which they were noted."""
        self.entries.append(Entry(day, hour, label, work))

    def play(
        self,
        store: Store,
        clock: StagedClock,
        *,
        until: dt.date,
        progress: Callable[[int, int], object] = lambda _done, _total: None,
    ) -> None:
        """Make every step up to and including ``until``; later ones have not happened yet."""
        due = [entry for entry in self.entries if entry.day <= until]
        for number, entry in enumerate(sorted(due, key=lambda entry: (entry.day, entry.hour))):
            progress(number, len(due))
            clock.now = dt.datetime.combine(entry.day, dt.time(), dt.UTC) + dt.timedelta(hours=entry.hour)
            with store.change(entry.label) as step:
                entry.work(step)
