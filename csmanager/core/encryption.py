"""Protects a closed store with a passphrase, changes it, or takes it off: a new file, verified, in the old one's place.

The store is written anew under its new key beside itself, compared with the old one, and swapped in by one rename, so
that a failure at any point leaves the old file as it was. Its backups are rewritten the same way: a plain backup
beside an encrypted store would give everything away.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from csmanager.core import backup, database, files, keys
from csmanager.core.errors import AppError, Refused


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done. ``left``: backups that could not be rewritten and still open as before, with the reason."""

    backups: int
    left: tuple[tuple[Path, str], ...]


def protect(
    path: Path, key: keys.Key | None, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Outcome:
    """Write the closed store at ``path`` and its backups under ``key`` (None: plain).

    The key of now must be known. ``progress(done, total)`` counts files. Raises Refused with the reason, and then
    nothing was changed; a backup that fails is told in the outcome instead.
    """
    old = keys.of(path)
    if old == key:
        raise Refused(f"{path.name} is as it should be already.")
    if database.was_left_open(path):
        raise Refused(f"Open {path.name} once and close it again before its protection is changed.")
    series = [row.path for row in backup.backups(path)]
    total = len(series) + 1
    _rewrite(path, old, key)
    keys.remember(path, key)
    progress(1, total)
    left = []
    for count, one in enumerate(series, 2):
        try:
            found = backup.manifest(one)
            if not found.fits(files.sha256(one)):
                raise Refused(
                    f"{one.name} is not as it was written (its digest differs); it was left as it is."
                )
            _rewrite(one, keys.of(one), key, accepted=partial(backup.announce, one))
            backup.renew_manifest(one, found)
        except AppError as error:
            left.append((one, str(error)))
        progress(count, total)
    return Outcome(len(series) - len(left), tuple(left))


def _rewrite(
    path: Path,
    old: keys.Key | None,
    key: keys.Key | None,
    accepted: Callable[[Path], None] = lambda _coming: None,
) -> None:
    """One closed file under another key, by way of a verified copy, which ``accepted`` is told of before the swap."""
    need = 2 * path.stat().st_size + 20_000_000
    if shutil.disk_usage(path.parent).free < need:
        raise Refused(f"{need // 1_000_000} MB of free disk space are needed for that; nothing was changed.")
    before = database.inspect(path)
    if before.problems:
        raise Refused(
            f"{path.name} is damaged ({before.problems[0]}). Restore a backup; nothing was changed."
        )

    def write(temporary: Path) -> None:
        keys.remember(temporary, key)
        database.copy_under(path, old, temporary, key)

    def verify(temporary: Path) -> None:
        after = database.inspect(temporary)
        keys.remember(temporary, None)
        if after.problems or (after.version, after.counts, after.chain_head) != (
            before.version, before.counts, before.chain_head,
        ):  # fmt: skip
            raise Refused(f"The copy of {path.name} did not come out right; nothing was changed.")
        accepted(temporary)

    placed = files.replace_file(path, write, verify=verify, is_private=True)
    if placed != path:
        placed.unlink(missing_ok=True)
        raise Refused(f"Another program holds {path.name} open; close it there first. Nothing was changed.")
    keys.remember(path, key)
