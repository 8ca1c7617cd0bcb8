"""A made-up shop to try everything on: 14 people, 18 months, about 25,000 contacts, always the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

Progress = Callable[[int, int], object]


def _unheard(_done: int, _total: int) -> None:
    """Progress that nobody wants to know of."""


def build(
    path: Path,
    *,
    people: int = 14,
    months: int = 18,
    contacts: int = 25_000,
    seed: int = 1,
    last_day: dt.date = dt.date(2026, 10, 31),
    today: dt.date | None = None,
    with_sealed: bool = False,
    progress: Progress = _unheard,
) -> None:
    """Make a sample store at ``path``, which must not exist; the same arguments give the same records.

    ``last_day``: the last day of contacts. ``today``: the day the manager looks at it, which due dates turn on
    (None: three days after ``last_day``). ``with_sealed``: with a passphrase and what it protects, which is sealed
    with new random numbers each time. ``progress(done, total)`` counts the steps of the past that is made up.
    """
    from csmanager.sample.writing import write

    was_there = path.exists()
    try:
        write(
            path,
            people=people,
            months=months,
            contacts=contacts,
            seed=seed,
            last_day=last_day,
            today=today if today is not None else last_day + dt.timedelta(days=3),
            progress=progress,
            with_sealed=with_sealed,
        )
    except BaseException:
        if not was_there:
            for side in ("", "-wal", "-shm", "-journal"):
                path.with_name(path.name + side).unlink(missing_ok=True)
        raise


def build_recent(path: Path, *, today: dt.date, progress: Progress = _unheard) -> None:
    """Make a sample store whose contacts end with the last full month before ``today``."""
    build(
        path,
        last_day=today.replace(day=1) - dt.timedelta(days=1),
        today=today,
        with_sealed=True,
        progress=progress,
    )
