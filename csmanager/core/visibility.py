"""Who may see a note or a record: the three classes that every duty uses."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Visibility(StrEnum):
    """``OPEN`` may go into any export; ``MANAGER`` never into one that staff see; ``SEALED`` is for the manager alone.

    What is sealed is kept as ``core.sealing.SealedText`` and is absent from search, exports and screens while locked.
    """

    OPEN = "open"
    MANAGER = "manager"
    SEALED = "sealed"


SHOWN_BY = "__shown_by__"  # names the column of a class that says who may read a row's texts

WORDS = {
    Visibility.OPEN: "Open",
    Visibility.MANAGER: "Manager only",
    Visibility.SEALED: "Sealed",
}
MEANINGS = {
    Visibility.OPEN: "May be printed and exported, also for the person it is about.",
    Visibility.MANAGER: "You see it here; it never goes into anything that staff see.",
    Visibility.SEALED: "Locked with your passphrase. Not found, printed or exported while it is locked.",
}


def may_show(visibility: Visibility, *, for_staff: bool, is_unlocked: bool) -> bool:
    """Whether something of this class may stand on a screen or paper now."""
    if visibility is Visibility.SEALED:
        return is_unlocked and not for_staff
    return visibility is Visibility.OPEN or not for_staff


def is_open(kind: type, values: Mapping[str, object]) -> bool:
    """Whether a row's texts may be given to whom they are about; a class without such a column leaves that open."""
    by = getattr(kind, SHOWN_BY, "")
    return not by or values.get(by) in (None, Visibility.OPEN, Visibility.OPEN.value)


def choices() -> list[tuple[Visibility, str]]:
    """(value, words) of each class, for a form."""
    return [(one, f"{WORDS[one]}: {MEANINGS[one][:1].lower()}{MEANINGS[one][1:]}") for one in Visibility]
