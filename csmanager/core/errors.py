"""The two kinds of failure: what the person can mend (shown as a sentence) and our bugs (everything else)."""

from __future__ import annotations


class AppError(Exception):
    """Something the person can understand and do something about; its text is shown as it is."""


class RuleBroken(AppError):
    """A rule of the shop or the program does not allow this; nothing was changed."""


class Stale(AppError):
    """What should be taken back was changed in the meantime."""


class Refused(AppError):
    """A file or store is not what it should be; it was left untouched."""


class Damaged(Refused):
    """A store cannot be read to its end."""


class StoreInUse(AppError):
    """Another window or program holds the store; ``holder`` says who, as far as is known.

    ``is_elsewhere``: by a computer whose lock cannot be seen from here, so that only a person can know.
    """

    def __init__(self, message: str, holder: str = "", *, is_elsewhere: bool = False) -> None:
        super().__init__(message)
        self.holder = holder
        self.is_elsewhere = is_elsewhere


class ReadOnly(AppError):
    """The store was opened for reading only."""


class Cancelled(AppError):
    """The person stopped it; nothing was changed."""


class UnguardedWrite(RuntimeError):
    """A bulk statement came past the recorder: a bug, since no row may change without its entry."""
