"""How long applications are kept, and what is due. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from csmanager.core.errors import RuleBroken

DEFAULT_MONTHS = 24  # after the last event of an application; see PRESETS
LEAST_MONTHS, MOST_MONTHS = 1, 120
CONSENT_MONTHS = 12  # a consent holds for, unless another day is chosen
SOON_DAYS = 30

PRESETS = (
    (6, "6 months, common in the EU and the UK"),
    (12, "12 months"),
    (24, "24 months, covers the usual time for complaints in the US"),
    (48, "48 months, as asked for in California"),
)

WORDING = (
    "We keep your application for {{months}} months after our decision, to answer questions about it. May we keep it"
    " until {{until}}, to write to you when a place that fits becomes free? You can take this back at any time; we then"
    " delete what we hold about you."
)

ANONYMOUS = "Applicant {number}"


class Due(StrEnum):
    """How the clock of an applicant stands."""

    RUNNING = "running"
    SOON = "soon"
    DUE = "due"
    HELD = "held"
    STOPPED = "under way"
    HIRED = "hired"
    DONE = "anonymous"


DUE_NAMES = {
    Due.RUNNING: "Kept",
    Due.SOON: "Due soon",
    Due.DUE: "Due",
    Due.HELD: "On hold",
    Due.STOPPED: "Under way",
    Due.HIRED: "Hired",
    Due.DONE: "Anonymous",
}


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def keep_until(last_event: dt.date, months: int, consent_until: dt.date | None) -> dt.date:
    """The last day an application is kept: the retention after its last event, or the consent, the later."""
    by_clock = add_months(last_event, months)
    return max(by_clock, consent_until) if consent_until is not None else by_clock


def standing(
    *, is_active: bool, is_hired: bool, is_held: bool, is_done: bool, until: dt.date, today: dt.date
) -> Due:
    """How the clock stands on ``today``."""
    if is_done:
        return Due.DONE
    if is_hired:
        return Due.HIRED
    if is_held:
        return Due.HELD
    if is_active:
        return Due.STOPPED
    if until < today:
        return Due.DUE
    return Due.SOON if (until - today).days <= SOON_DAYS else Due.RUNNING


def check_months(months: int) -> int:
    """``months`` where it is a period applications can be kept; else RuleBroken."""
    if not LEAST_MONTHS <= months <= MOST_MONTHS:
        raise RuleBroken(f"Applications are kept {LEAST_MONTHS} to {MOST_MONTHS} months.")
    return months
