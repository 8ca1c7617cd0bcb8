"""Which kinds of record are kept, how long by which preset, and how the clock of one stands. Not legal advice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from csmanager.core.errors import RuleBroken

SOON_DAYS = 30
LEAST_MONTHS, MOST_MONTHS = 1, 240
NOT_ADVICE = (
    "Starting points to check, not legal advice: what has to be kept, and for how long, depends on your country,"
    " your trade and your contracts. Change a period where somebody who knows says so, and write down why."
)


class Kind(StrEnum):
    """A kind of record with a period of its own."""

    STAFF = "staff"
    REVIEWS = "reviews"
    PAY = "pay"
    HOURS = "hours"
    APPLICANTS = "applicants"
    CUSTOMERS = "customers"
    CONTACTS = "contacts"
    EXPORTS = "exports"
    HISTORY = "history"
    BACKUPS = "backups"


class Case(StrEnum):
    """A case a hold can stand on; the word is its table."""

    COMPLAINT = "complaint"
    CONFLICT = "conflict"
    DISCIPLINE = "discipline"
    PLAN = "improvement_plan"


class Decision(StrEnum):
    """What was decided of a due record."""

    KEPT = "kept"
    ERASED = "erased"


class Clock(StrEnum):
    """How the clock of a record stands."""

    DUE = "due"
    SOON = "soon"
    HELD = "held"
    KEPT = "kept"
    RUNNING = "running"


class Preset(StrEnum):
    """Whose usual periods a store starts with."""

    US = "us"
    CALIFORNIA = "california"
    EU = "eu"
    UK = "uk"


PRESET_NAMES = {
    Preset.US: "United States",
    Preset.CALIFORNIA: "California",
    Preset.EU: "European Union",
    Preset.UK: "United Kingdom",
}

CLOCK_NAMES = {
    Clock.DUE: "Due",
    Clock.SOON: "Due soon",
    Clock.HELD: "On hold",
    Clock.KEPT: "Kept on",
    Clock.RUNNING: "Kept",
}

CASE_NAMES = {
    Case.COMPLAINT: "Complaint",
    Case.CONFLICT: "Conflict",
    Case.DISCIPLINE: "Disciplinary step",
    Case.PLAN: "Improvement plan",
}


@dataclass(frozen=True, slots=True)
class KindFact:
    """What a kind of record is. ``goes`` and ``stays``: what erasing does.

    ``by``: with what it goes, where no record of it falls due by itself.

    ``purpose`` and ``people`` stand in the record of processing.
    """

    name: str
    holds: str
    people: str
    purpose: str
    starts: str
    goes: str
    stays: str
    by: str = ""

    @property
    def is_judged(self) -> bool:
        """Whether records of it fall due by themselves."""
        return not self.by


KINDS: dict[Kind, KindFact] = {
    Kind.STAFF: KindFact(
        "Staff record",
        "name, contact, dates, role, papers, whom to call",
        "people of the team, present and former; whom to call for them",
        "employing people and running the team",
        "the last day at work",
        "name, logins, contact, birthday, papers, notes",
        "start and end, team, role, and every count and score under another name",
    ),
    Kind.REVIEWS: KindFact(
        "Reviews, coaching and plans",
        "scores, free text, notes of talks, conduct",
        "people of the team, present and former",
        "judging work fairly, and helping people to get better at it",
        "the last such record or the last day at work, the later",
        "every free text, also sealed and private notes",
        "days, scores, states and results",
    ),
    Kind.PAY: KindFact(
        "Pay",
        "pay in contracts",
        "people of the team, present and former",
        "paying people and planning the budget",
        "the end of the contract",
        "the amount",
        "kind of contract, days and hours",
    ),
    Kind.HOURS: KindFact(
        "Schedules and hours",
        "who worked or was away when",
        "people of the team, present and former",
        "covering the hours, and paying them",
        "the last day somebody worked or was away",
        "notes, and whose hours they were, when the staff record is erased",
        "hours by team and week, under another name",
        by="With the staff record",
    ),
    Kind.APPLICANTS: KindFact(
        "Applicants not hired",
        "identity, papers, scores, notes",
        "people who applied",
        "choosing whom to employ, and answering questions about the choice",
        "the last event of the application",
        "name, contact, papers, notes, what interviewers wrote",
        "opening, source, days, stages, scores",
    ),
    Kind.CUSTOMERS: KindFact(
        "Complaints and comments of customers",
        "what customers wrote; the customer as a number made from a name, which leads back to nobody",
        "customers",
        "putting things right, and learning from what went wrong",
        "closing, or the day it came in",
        "the words of the customer and of the remedy",
        "cause, channel, days, cost, whether it was upheld",
    ),
    Kind.CONTACTS: KindFact(
        "Contacts",
        "who served when; the customer as a number made from a name, which leads back to nobody; lines of files that"
        " could not be taken over",
        "people of the team; customers",
        "knowing how much work there is and how well it goes",
        "the day of the contact, or of the file a line stood in",
        "after the period: the words of lines that were not taken over, names in them too; when the staff record is"
        " erased: whose contacts they were",
        "counts and times by team and day",
    ),
    Kind.EXPORTS: KindFact(
        "Register of exports",
        "what left the program, for whom",
        "people of the team, applicants, receivers",
        "answering who received what",
        "the day it left",
        "receiver, purpose, name of the file, whom it was about",
        "day, what it was, its kind and its fingerprint",
    ),
    Kind.HISTORY: KindFact(
        "History",
        "earlier values of all of this",
        "everybody above",
        "undo, and showing that nothing was changed afterwards",
        "the same day as the record itself",
        "the values of what is erased",
        "that something was changed, when, and a fingerprint that shows nothing else was",
        by="With the record",
    ),
    Kind.BACKUPS: KindFact(
        "Backups",
        "everything, as it stood",
        "everybody above",
        "losing nothing",
        "the day of the backup",
        "the whole backup",
        "nothing",
        by="By themselves",
    ),
}

_GENERAL = {
    Kind.EXPORTS: (36, "Long enough to answer who received what"),
    Kind.HISTORY: (0, "Goes with the record itself"),
    Kind.BACKUPS: (13, "Thinned by themselves: 2 days all, 14 daily, 8 weekly, 12 monthly"),
}
_US = {
    Kind.STAFF: (36, "29 CFR 1602 and 1627.3: personnel records at least 1 year, payroll data 3"),
    Kind.REVIEWS: (36, "29 CFR 1602: at least 1 year after the record or the action; 3 covers most claims"),
    Kind.PAY: (36, "29 CFR 516.5 and 1627.3: 3 years from the last entry"),
    Kind.HOURS: (24, "29 CFR 516.6: 2 years from the last entry"),
    Kind.APPLICANTS: (24, "29 CFR 1602: 1 year; 41 CFR 60-1.12: 2 years for contractors"),
    Kind.CUSTOMERS: (24, "Chosen: usual time in which customers come back to a complaint"),
    Kind.CONTACTS: (24, "Chosen: two years show a season twice"),
    **_GENERAL,
}
PRESETS: dict[Preset, dict[Kind, tuple[int, str]]] = {
    Preset.US: _US,
    Preset.CALIFORNIA: {
        **_US,
        Kind.STAFF: (48, "Cal. Gov. Code 12946: 4 years"),
        Kind.REVIEWS: (48, "Cal. Gov. Code 12946: 4 years"),
        Kind.APPLICANTS: (48, "Cal. Gov. Code 12946: 4 years from the record or the decision"),
    },
    Preset.EU: {
        **_US,
        Kind.STAFF: (36, "GDPR art. 5(1)(e): no longer than needed; 3 years is a usual limit of claims"),
        Kind.REVIEWS: (36, "GDPR art. 5(1)(e): no longer than needed; 3 years is a usual limit of claims"),
        Kind.PAY: (84, "Chosen: pay often belongs to the books; look up your rule for accounts"),
        Kind.HOURS: (24, "Chosen: records of working time; many countries ask for 2 years"),
        Kind.APPLICANTS: (6, "GDPR art. 5(1)(e): as long as somebody may object to the choice"),
    },
    Preset.UK: {
        **_US,
        Kind.STAFF: (72, "Chosen: 6 years is the usual limit for claims from a contract"),
        Kind.REVIEWS: (36, "UK GDPR art. 5(1)(e): no longer than needed"),
        Kind.PAY: (72, "Chosen: 6 years with the books; 3 at least"),
        Kind.HOURS: (24, "Working Time Regulations: 2 years"),
        Kind.APPLICANTS: (6, "UK GDPR art. 5(1)(e): as long as somebody may object to the choice"),
    },
}
REASONS_TO_KEEP = (
    "A claim or complaint is possible",
    "An audit is announced",
    "The law here asks for longer",
    "The person asked for it",
)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def clock(
    *, until: dt.date, today: dt.date, is_held: bool = False, kept_until: dt.date | None = None
) -> Clock:
    """How the clock of a record stands that is kept up to and including ``until``, or longer where so decided."""
    if is_held:
        return Clock.HELD
    if kept_until is not None and kept_until >= today and kept_until > until:
        return Clock.KEPT
    if until < today:
        return Clock.DUE
    return Clock.SOON if (until - today).days <= SOON_DAYS else Clock.RUNNING


def check_months(months: int) -> int:
    """``months`` where it is a period records can be kept; else RuleBroken."""
    if not LEAST_MONTHS <= months <= MOST_MONTHS:
        raise RuleBroken(f"A record is kept {LEAST_MONTHS} to {MOST_MONTHS} months.")
    return months


def months_text(months: int) -> str:
    """A period in words: "2 years", "18 months"."""
    if months and months % 12 == 0:
        return "1 year" if months == 12 else f"{months // 12} years"
    return "1 month" if months == 1 else f"{months} months"


def preset_of(country: str) -> Preset:
    """The preset a country (ISO 3166) starts with."""
    code = country.upper()
    if code in ("GB", "UK"):
        return Preset.UK
    return Preset.US if code in ("US", "") else Preset.EU
