"""What may be done with people, and how their names are compared. Plain Python, no database."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


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


def alias_key(text: str) -> str:
    """The form in which two spellings are compared: composed, without invisible marks, case folded, one space.

    "Lind, Bo" and "bo lind" give the same key: a single comma between two names turns them round.
    """
    clean = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    clean = _SPACE.sub(" ", clean).strip()
    last, comma, first = clean.partition(",")
    if comma and first.strip() and "," not in first:
        clean = f"{first.strip()} {last.strip()}"
    return clean.casefold()
