"""What may be done with people, and how their names are compared. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from csmanager.core.errors import RuleBroken


class Status(StrEnum):
    """Where a person stands with the shop."""

    ACTIVE = "active"
    ON_LEAVE = "on_leave"
    LEAVING = "leaving"
    LEFT = "left"


class AliasKind(StrEnum):
    """What kind of spelling an alias is."""

    NAME = "name"
    LOGIN = "login"
    EXTENSION = "extension"
    EMAIL = "email"
    CODE = "code"


_SPACE = re.compile(r"\s+")


@functools.lru_cache(maxsize=16_384)
def alias_key(text: str) -> str:
    """The form in which two spellings are compared: composed, without invisible marks, case folded, one space.

    "Lind, Bo" and "bo lind" give the same key: a single comma between two names turns them round.
    """
    clean = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    clean = _SPACE.sub(" ", clean).strip()
    last, comma, first = clean.partition(",")
    if comma and first.strip() and "," not in first:
        clean = f"{first.strip()} {last.strip()}".strip()
    return unicodedata.normalize("NFKC", clean.casefold())  # folding may take a composed letter apart


@dataclass(frozen=True, slots=True)
class Move:
    """One legal step from a status to another; ``needs_reason``: it is refused without one."""

    to: Status
    verb: str
    needs_reason: bool


MOVES: dict[Status, tuple[Move, ...]] = {
    Status.ACTIVE: (
        Move(Status.ON_LEAVE, "Start leave", False),
        Move(Status.LEAVING, "Give notice", True),
        Move(Status.LEFT, "Leave", True),
    ),
    Status.ON_LEAVE: (
        Move(Status.ACTIVE, "Come back", False),
        Move(Status.LEAVING, "Give notice", True),
        Move(Status.LEFT, "Leave", True),
    ),
    Status.LEAVING: (
        Move(Status.ACTIVE, "Stay after all", True),
        Move(Status.LEFT, "Leave", True),
    ),
    Status.LEFT: (Move(Status.ACTIVE, "Take on again", True),),
}

STATUS_WORDS = {
    Status.ACTIVE: "Active",
    Status.ON_LEAVE: "On leave",
    Status.LEAVING: "Leaving",
    Status.LEFT: "Left",
}

ALIAS_WORDS = {
    AliasKind.NAME: "Name",
    AliasKind.LOGIN: "Login",
    AliasKind.EXTENSION: "Extension",
    AliasKind.EMAIL: "E-mail",
    AliasKind.CODE: "Code",
}

LEVELS = (1, 2, 3, 4, 5)
MOST_WEEKLY_MINUTES = 80 * 60  # more contract hours a week than this is a slip of the pen
SOON_DAYS = 14  # how long before a day it is worth a line on Today
_CODE = re.compile(r"P(\d+)")
_EXTENSION = re.compile(r"\d{2,6}")


def require_move(name: str, old: Status, new: Status, reason: str) -> Move:
    """The move from ``old`` to ``new``. Raises RuleBroken when it is not legal or owes a reason."""
    for move in MOVES[old]:
        if move.to is new:
            if move.needs_reason and not reason.strip():
                raise RuleBroken(f"Say why: {move.verb.lower()} needs a reason.")
            return move
    raise RuleBroken(f"{name} is {STATUS_WORDS[old].lower()} and cannot become {STATUS_WORDS[new].lower()}.")


def status_on(
    stored: Status,
    started_on: dt.date | None,
    left_on: dt.date | None,
    on: dt.date,
    *,
    was_away: bool = False,
) -> Status:
    """Where a person stood on a day. ``left_on`` is the last day of work.

    ``was_away``: the day lies between two employments. Leave is known as it is now, not as it was.
    """
    if was_away or (left_on is not None and on > left_on):
        return Status.LEFT
    if stored is Status.LEFT and left_on is not None:
        return Status.ACTIVE
    return stored


def next_code(codes: Iterable[str]) -> str:
    """The code after the highest of P001, P002 ..."""
    numbers = [int(found[1]) for code in codes if (found := _CODE.fullmatch(code))]
    return f"P{max(numbers, default=0) + 1:03d}"


def clean_name(text: str) -> str:
    """A name as it is kept: one space between words. Raises RuleBroken when nothing is left."""
    clean = _SPACE.sub(" ", text).strip()
    if not clean:
        raise RuleBroken("Give a name.")
    return clean


def require_minutes(minutes: int | None) -> None:
    """Refuse contract hours nobody can work; None means not known."""
    if minutes is not None and not 0 <= minutes <= MOST_WEEKLY_MINUTES:
        raise RuleBroken(f"Contract hours lie between 0 and {MOST_WEEKLY_MINUTES // 60} a week.")


def guess_alias_kind(text: str) -> AliasKind:
    """What kind of spelling ``text`` looks like."""
    clean = text.strip()
    if "@" in clean:
        return AliasKind.EMAIL
    if _EXTENSION.fullmatch(clean):
        return AliasKind.EXTENSION
    if " " in clean or "," in clean:
        return AliasKind.NAME
    return AliasKind.LOGIN


def hours_text(minutes: int | None) -> str:
    """Contract hours as they are read: 37.5, 40; empty when not known."""
    return "" if minutes is None else f"{minutes / 60:.4g}"


def tenure_text(started_on: dt.date | None, on: dt.date) -> str:
    """How long someone has been here: "3 y", "5 mo", "12 d"; empty when not known or not yet."""
    if started_on is None or on < started_on:
        return ""
    months = (on.year - started_on.year) * 12 + on.month - started_on.month - (on.day < started_on.day)
    if months >= 24:
        return f"{months // 12} y"
    return f"{months} mo" if months else f"{(on - started_on).days} d"


def initials(name: str) -> str:
    """One or two letters that stand for a name; of a name without spaces the first letter."""
    parts = [part for part in name.split() if part[0].isalpha()] or name.split() or ["?"]
    letters = parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")
    return letters.upper()
