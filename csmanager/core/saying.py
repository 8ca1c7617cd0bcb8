"""A day in a sentence, and what a database says of a disk or of leaning rows."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError

from csmanager.core import database
from csmanager.core.errors import AppError, Refused, RuleBroken, Stale


def day(on: dt.date) -> str:
    """A day in a sentence: 7 Mar 2026."""
    return f"{on.day} {on:%b %Y}"


@contextlib.contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what a database says of the disk or of leaning rows into a sentence."""
    try:
        yield
    except AppError:
        raise
    except IntegrityError as error:
        text = str(error.orig)
        if "FOREIGN KEY" in text:
            raise Stale("Other records lean on this one, so it stays; nothing was changed.") from error
        if "UNIQUE" in text:
            what = text.rpartition(":")[2].strip().replace(".", " ").replace("_", " ")
            raise RuleBroken(f"There is already a record with this {what}; nothing was changed.") from error
        raise RuleBroken(f"The store refused the change ({text}); nothing was changed.") from error
    except database.driver_errors() as error:
        text = str(error.orig if isinstance(error, DBAPIError) else error)
        for sign, words in _DISK:
            if sign in text:
                raise Refused(f"{words.format(path=path)} Nothing was changed.") from error
        raise


@contextlib.contextmanager
def on_disk(path: Path) -> Iterator[None]:
    """As ``in_words``, for work on files: what the system says of a disk or a folder becomes a sentence, too."""
    try:
        with in_words(path):
            yield
    except OSError as error:
        where = error.filename or path
        raise Refused(
            f"{where} could not be written: {error.strerror or error}. Nothing was changed."
        ) from error


_DISK = (
    ("disk is full", "The disk that holds {path} is full. Free some space and try again."),
    ("readonly", "{path} cannot be written to. Copy it to a folder of your own with File > Save a copy."),
    ("unable to open", "The folder of {path} cannot be written to, or its disk is full."),
    ("disk I/O", "The disk that holds {path} reports an error."),
    ("database is locked", "Another program is using {path}. Close it and try again."),
    ("malformed", "{path} is damaged. Restore a backup with File > Restore a backup."),
)
