"""What a contact is: kinds, channels, outcomes. Integer codes, since a store holds millions of them."""

from __future__ import annotations

from enum import IntEnum


class ContactKind(IntEnum):
    """What one row of an export was."""

    CALL = 1
    TICKET = 2


class Channel(IntEnum):
    """How the customer came."""

    OTHER = 0
    PHONE = 1
    EMAIL = 2
    CHAT = 3
    SOCIAL = 4
    SELF_SERVICE = 5
    IN_PERSON = 6
    MESSAGING = 7
    WEB_FORM = 8

    @property
    def title(self) -> str:
        """The channel in words."""
        return self.name.replace("_", " ").capitalize()


class Direction(IntEnum):
    """Who started it."""

    INBOUND = 1
    OUTBOUND = 2


class Outcome(IntEnum):
    """How far the contact got. HANDLED: answered or worked on; ABANDONED: given up while waiting."""

    HANDLED = 1
    ABANDONED = 2
    MISSED = 3  # never answered, and not known to have been given up by the customer
    OPEN = 4  # a ticket still waiting for its first answer
