"""Who may see a note or a record: the three classes that every duty uses."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Visibility(StrEnum):
    """``OPEN`` may go into any export; ``MANAGER`` never into one that staff see; ``SEALED`` is for the manager alone.

    What is sealed is kept as ``core.sealing.SealedText`` and is absent from search, exports and screens while locked.
    """

    OPEN = "open"
    MANAGER = "manager"
    SEALED = "sealed"


SHOWN_BY = "__shown_by__"  # names the column of a class that says who may read a row's texts
_USUAL = "shown_usually"
_BY = "shown_by"  # the same of one column, or its class where that is always the same

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
MARKS = {
    Visibility.OPEN: "Open: they may read it.",
    Visibility.MANAGER: "For you alone: in nothing that staff see.",
    Visibility.SEALED: "Sealed: read only with your passphrase.",
}
"""What stands under a field, so that whoever types knows who will read it."""
OWN: dict[str, Any] = {_BY: Visibility.MANAGER}
"""For ``mapped_column(info=...)``: a text that is always for the manager alone."""


def shown_by(column: str, usual: Visibility = Visibility.OPEN) -> dict[str, Any]:
    """For ``mapped_column(info=...)``: ``column`` of the same row says who may read this text; None: ``usual``."""
    return {_BY: column, _USUAL: usual}


def may_show(visibility: Visibility, *, for_staff: bool, is_unlocked: bool) -> bool:
    """Whether something of this class may stand on a screen or paper now."""
    if visibility is Visibility.SEALED:
        return is_unlocked and not for_staff
    return visibility is Visibility.OPEN or not for_staff


def is_open(kind: type, values: Mapping[str, object]) -> bool:
    """Whether a row's texts may be given to whom they are about; a class without such a column leaves that open."""
    by = getattr(kind, SHOWN_BY, "")
    return not by or values.get(by) in (None, Visibility.OPEN, Visibility.OPEN.value)


def is_marked(kind: type, info: Mapping[Any, Any]) -> bool:
    """Whether a column with this ``info`` may be kept from whom it is about."""
    return _BY in info or SHOWN_BY in vars(kind)


def may_give(kind: type, info: Mapping[Any, Any], values: Mapping[str, object]) -> bool:
    """Whether one text of a row may be given to whom it is about. ``info``: of its column."""
    told = info.get(_BY)
    if told is None:
        return is_open(kind, values)
    found = told if isinstance(told, Visibility) else values.get(told) or info.get(_USUAL)
    return found in (None, Visibility.OPEN, Visibility.OPEN.value)


def choices() -> list[tuple[Visibility, str]]:
    """(value, words) of each class, for a form."""
    return [(one, f"{WORDS[one]}: {MEANINGS[one][:1].lower()}{MEANINGS[one][1:]}") for one in Visibility]
