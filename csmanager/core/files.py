"""Replacing a file so that the old one or the new one is there, whatever happens in between."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from csmanager.core import protecting
from csmanager.core.database import sync_folder
from csmanager.core.errors import Refused

PREFIX = ".csmanager-"
SIDES = ("-journal", "-wal", "-shm")
_TRIES = 10
_LEFT_S = 86_400
_WAIT_S = 0.25  # ten tries in 2.5 s: an antivirus lets go within that


def sha256(path: Path) -> str:
    """The SHA-256 of a file's content, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def replace_file(
    path: Path,
    write: Callable[[Path], None],
    *,
    verify: Callable[[Path], None] | None = None,
    pause: Callable[[float], None] = time.sleep,
    is_private: bool = False,
) -> Path:
    """Write ``path`` through ``write(temporary)``: beside it, fsynced, verified, renamed; returns where it lies.

    A file that was given a password (``core.protecting.arm``) is encrypted after that, and read back again.

    ``is_private``: only the person may read it; otherwise it is as readable as the file it replaces, or as any new
    file. A target that another program holds open is left alone, and the file gets the next free name
    ("report (2).xlsx"): compare the result with ``path``. Raises Refused with a sentence when the folder cannot
    be written or the disk is full; the old file is then still whole.
    """
    if not path.parent.is_dir():
        raise Refused(f"The folder {path.parent} does not exist.")
    try:
        handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise Refused(f"The folder {path.parent} cannot be written to: {error.strerror or error}.") from error
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        if verify is not None:
            verify(temporary)
        password = protecting.take(path)
        if password is not None:
            protecting.protect(temporary, password, path.suffix)
            is_private = True
        temporary.chmod(_mode(path, is_private))
        placed = _place(temporary, path, pause)
        sync_folder(path.parent)
        return placed
    except OSError as error:
        raise Refused(
            f"{path} could not be written: {error.strerror or error}. The old file is unchanged."
        ) from error
    finally:
        for side in ("", *SIDES):  # a database that was being made leaves its journal when the disk fails
            with contextlib.suppress(OSError):
                temporary.with_name(temporary.name + side).unlink(missing_ok=True)


def _place(temporary: Path, path: Path, pause: Callable[[float], None]) -> Path:
    for attempt in range(_TRIES):
        try:
            temporary.replace(path)
            return path
        except PermissionError:
            if not path.exists():
                raise
            if attempt < _TRIES - 1:
                pause(_WAIT_S)
    other = free_name(path)
    temporary.replace(other)
    return other


def free_name(path: Path) -> Path:
    """``path`` or the first "name (2).ext", "name (3).ext" ... that does not exist."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return found


def sweep(folder: Path, *, older_than: dt.datetime) -> None:
    """Remove temporary files that a killed program left a day or more before ``older_than``; younger may be in use."""
    limit = older_than.timestamp() - _LEFT_S
    for path in folder.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < limit:
                path.unlink()


def _mode(path: Path, is_private: bool) -> int:
    if is_private:
        return 0o600
    return path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()


def _umask() -> int:
    """What the system takes away from the mode of new files; it can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
