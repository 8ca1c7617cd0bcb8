"""What waits for a person at the kiosk. Duties say so with ``Feature.kiosk`` and ``Feature.kiosk_view``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KioskTask:
    """One line of a person's list at the kiosk.

    ``feature`` is the key of the duty whose ``kiosk_view`` does it; ``key`` says to that view which record is
    meant; ``kind`` is one word on the button ("Read and sign", "Take the quiz"); ``due`` None: no date.
    """

    feature: str
    key: str
    title: str
    detail: str
    due: dt.date | None
    kind: str
