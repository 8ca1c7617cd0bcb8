"""What is printed is entered in the register of exports, by whoever has a store open (see ``Desk.printed``)."""

from __future__ import annotations

from typing import Any, Protocol


class Enters(Protocol):
    """Who keeps the register."""

    def printed(self, what: str, about: tuple[Any, ...] = ()) -> None:
        """Enter a paper; ``what`` names nobody."""


_present: list[Enters] = []


def use(one: Enters) -> None:
    """``one`` keeps the register from now on."""
    _present.append(one)


def let_go(one: Enters) -> None:
    """``one`` keeps it no longer."""
    if one in _present:
        _present.remove(one)


def printed(what: str, about: tuple[Any, ...] = ()) -> None:
    """Something went to a printer. ``about``: as ``core.outgoing.Outgoing`` takes it."""
    if _present:
        _present[-1].printed(what, about)
