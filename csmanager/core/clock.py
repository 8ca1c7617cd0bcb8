"""The time, as something that can be handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

Clock = Callable[[], dt.datetime]


def system_clock() -> dt.datetime:
    """The present moment, aware and in UTC."""
    return dt.datetime.now(dt.UTC)
