"""Kinds of absence, the words that mean them, and times of a day in words."""

from __future__ import annotations

import re
from enum import StrEnum


class AbsenceKind(StrEnum):
    """Why someone is away. What a file names otherwise is ``OTHER`` and keeps its own word beside it."""

    ANNUAL = "annual"
    SICK = "sick"
    UNPAID = "unpaid"
    PUBLIC = "public"
    TRAINING = "training"
    PARENTAL = "parental"
    OTHER = "other"


ABSENCE_WORDS = {
    AbsenceKind.ANNUAL: "Annual leave",
    AbsenceKind.SICK: "Sick",
    AbsenceKind.UNPAID: "Unpaid leave",
    AbsenceKind.PUBLIC: "Public holiday",
    AbsenceKind.TRAINING: "Training",
    AbsenceKind.PARENTAL: "Parental leave",
    AbsenceKind.OTHER: "Away",
}

_SHORT = {  # letters a grid of cells uses
    "al": AbsenceKind.ANNUAL, "a/l": AbsenceKind.ANNUAL, "v": AbsenceKind.ANNUAL, "vac": AbsenceKind.ANNUAL,
    "pto": AbsenceKind.ANNUAL, "h": AbsenceKind.ANNUAL, "hol": AbsenceKind.ANNUAL, "u": AbsenceKind.ANNUAL,
    "cp": AbsenceKind.ANNUAL, "s": AbsenceKind.SICK, "sl": AbsenceKind.SICK, "k": AbsenceKind.SICK,
    "ph": AbsenceKind.PUBLIC, "bh": AbsenceKind.PUBLIC, "ft": AbsenceKind.PUBLIC, "ul": AbsenceKind.UNPAID,
    "lwp": AbsenceKind.UNPAID, "lop": AbsenceKind.UNPAID, "t": AbsenceKind.TRAINING, "tr": AbsenceKind.TRAINING,
    "ml": AbsenceKind.PARENTAL, "pl": AbsenceKind.PARENTAL,
}  # fmt: skip
_PARTS = (  # the first that stands in a word; the more particular before the more general
    (AbsenceKind.UNPAID, "unpaid|without pay|unbezahlt|sans solde|sin sueldo|no pay|non retribuit"),
    (AbsenceKind.PARENTAL, "parent|matern|patern|elternzeit|mutterschutz|adoption|maternit"),
    (AbsenceKind.PUBLIC, "public|bank hol|national hol|statutory hol|feiertag|férié|festivo|feriado"),
    (AbsenceKind.SICK, "sick|ill|krank|malad|enferm|malatt|doente|ziek|syk|sjuk|medical|chorob|zwolnienie lek|l4|病"),
    (AbsenceKind.TRAINING, "train|course|school|schulung|fortbildung|formation|formaci|formazione|opleiding"),
    (
        AbsenceKind.ANNUAL,
        "annual|vacation|holiday|leave|urlaub|cong|vacacion|ferie|férias|vakantie|semester|paid time|wypoczynk|有給"
        "|年休|年假",
    ),
)  # fmt: skip
_PATTERNS = tuple((kind, re.compile(rf"\b(?:{words})")) for kind, words in _PARTS)
_OFF = frozenset(
    {"off", "-", "–", "—", "x", "rd", "do", "day off", "rest", "rest day", "frei", "libre", "repos", "wo"}
)


def absence_kind(word: str) -> AbsenceKind:
    """The kind a file's word means; OTHER for a word that is not known."""
    plain = " ".join(word.casefold().split())
    if plain in set(AbsenceKind):
        return AbsenceKind(plain)
    if plain in _SHORT:
        return _SHORT[plain]
    return next((kind for kind, pattern in _PATTERNS if pattern.search(plain)), AbsenceKind.OTHER)


def is_day_off(word: str) -> bool:
    """Whether a cell says that a day is free of itself, which is no absence."""
    return " ".join(word.casefold().split()) in _OFF


def times_text(start: int | None, end: int | None) -> str:
    """Two times of a day, minutes after its midnight: "09:00-17:30", "22:00-06:00 (+1)"; "" when not known."""
    if start is None:
        return ""
    if end is None:
        return clock_text(start)
    late = f" (+{end // 1440})" if end > 1440 else ""
    return f"{clock_text(start)}\N{EN DASH}{clock_text(end)}{late}"


def clock_text(minute: int) -> str:
    """A time of a day, minutes after its midnight."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
