"""Business hours as one types them: "9-17", "09:00–12:30, 13:30–18", or nothing for a closed day. No Qt here."""

from __future__ import annotations

import re
from itertools import pairwise

from csmanager.core.errors import RuleBroken

_SPAN = re.compile(r"\s*(\d{1,2})(?:[:.h](\d{2}))?\s*(?:-|–|—|to)\s*(\d{1,2})(?:[:.h](\d{2}))?\s*")


def parse_hours(day: str, text: str) -> list[list[str]]:
    """The spans of one day as [[open, close]] in HH:MM, in order; empty when it is closed.

    24:00 may close a day. Raises RuleBroken with a sentence that names ``day``.
    """
    if not text.strip() or text.strip().casefold() == "closed":
        return []
    spans: list[tuple[int, int]] = []
    for part in re.split(r"[,;]", text):
        found = _SPAN.fullmatch(part)
        if found is None:
            raise RuleBroken(f"{day}: write hours as 09:00–17:00, or leave them empty when you are closed.")
        first, first_minute, last, last_minute = (int(number or 0) for number in found.groups())
        start, end = first * 60 + first_minute, last * 60 + last_minute
        if first_minute > 59 or last_minute > 59 or end > 24 * 60:
            raise RuleBroken(f"{day}: {part.strip()} is not a time of day.")
        if start >= end:
            raise RuleBroken(f"{day}: {part.strip()} ends before it starts.")
        spans.append((start, end))
    spans.sort()
    for earlier, later in pairwise(spans):
        if later[0] < earlier[1]:
            raise RuleBroken(f"{day}: two of the spans overlap.")
    return [[_clock(start), _clock(end)] for start, end in spans]


def hours_text(spans: list[list[str]]) -> str:
    """The spans of one day as text that ``parse_hours`` reads again."""
    return ", ".join(f"{start}–{end}" for start, end in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
