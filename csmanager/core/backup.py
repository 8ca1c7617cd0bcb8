"""Copies of a store that can be trusted: written, read back, named with date and reason, thinned, restored."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from csmanager.core import database, erasedlist, files, keys, migrate
from csmanager.core.errors import AppError, Damaged, Refused
from csmanager.core.saying import on_disk
from csmanager.core.store import Store

SUFFIX = ".csm-backup"
EVERY_MINUTES = 30
ROLLING = "rolling"  # the reason of the two that take turns
_STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What lies beside a backup: digest, row counts, schema version, head of the history, when and why.

    ``becomes``: the digest of what is about to take the backup's place, or has just done so; "" otherwise.
    """

    store: str
    made_at: str
    reason: str
    sha256: str
    bytes: int
    version: int
    chain_head: str
    counts: dict[str, int]
    becomes: str = ""

    def fits(self, digest: str) -> bool:
        """Whether a file of that digest is the one meant."""
        return digest == self.sha256 or (self.becomes != "" and digest == self.becomes)


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup as it is listed; ``problem`` is empty when its manifest can be read."""

    path: Path
    made_at: dt.datetime
    reason: str
    bytes: int
    counts: dict[str, int]
    problem: str


def folder_for(store: Path) -> Path:
    """Where the backups of a store lie: a folder beside it."""
    return store.with_name(f"{store.stem} backups")


def name_for(store: Path, now: dt.datetime, reason: str) -> Path:
    """A free name for a backup made ``now``; its folder is made."""
    folder = folder_for(store)
    with on_disk(folder):
        folder.mkdir(exist_ok=True)
    return files.free_name(folder / f"{store.stem} {now.strftime(_STAMP)} {reason}{SUFFIX}")


def back_up(store: Store, reason: str, *, target: Path | None = None) -> Path:
    """Write a verified backup of an open store with its manifest; returns where it lies.

    ``target`` None: into the store's own series, which is then thinned.
    """
    now = store.clock()
    path = target if target is not None else name_for(store.path, now, reason)

    def write(temporary: Path) -> None:
        temporary.unlink()
        store.copy_to(temporary)

    placed = files.replace_file(
        path, write, verify=lambda temporary: _accept(temporary, path), is_private=True
    )
    _write_manifest(placed, store.path.name, now, reason)
    store.backed_up()
    if target is None:
        thin(folder_for(store.path), now)
    return placed


def snapshot(store: Store) -> Path:
    """A verified copy of an open store in one of two files that take turns, so that one is always whole.

    Not part of the series: what changed since its last backup still counts as changed.
    """
    folder = folder_for(store.path)
    with on_disk(folder):
        folder.mkdir(exist_ok=True)
    pair = [folder / f"{store.path.stem} {ROLLING} {number}{SUFFIX}" for number in (1, 2)]
    path = min(
        pair, key=lambda one: manifest_path(one).stat().st_mtime_ns if manifest_path(one).exists() else 0
    )

    def write(temporary: Path) -> None:
        temporary.unlink()
        store.copy_to(temporary)

    placed = files.replace_file(
        path, write, verify=lambda temporary: _accept(temporary, path), is_private=True
    )
    _write_manifest(placed, store.path.name, store.clock(), ROLLING)
    return placed


def place_copy(source: Path, folder: Path) -> Path:
    """Put a checked copy of a backup and its manifest into another folder, in the place of the copy before.

    Raises Refused with a sentence when the folder is not there, or the copy did not come out right.
    """
    found = manifest(source)
    target = folder / f"{Path(found.store).stem}{SUFFIX}"

    def verify(temporary: Path) -> None:
        if not found.fits(files.sha256(temporary)):
            raise Refused(f"The copy in {folder} did not come out right; the one before stays.")
        announce(target, temporary)

    placed = files.replace_file(
        target, lambda temporary: _copy(source, temporary), verify=verify, is_private=True
    )
    _put(placed, found)
    return placed


def move_store(store: Path, folder: Path, now: dt.datetime) -> Path:
    """Move a closed store to ``folder`` by a verified copy; what lay there before stays as a backup of ``now``.

    Returns where it lies now. Raises Refused with a sentence, and then it is where it was.
    """
    if database.was_left_open(store):
        raise Refused(f"Open {store.name} once and close it again before it is moved.")
    target = files.free_name(folder / store.name)
    before = database.inspect(store)
    if before.problems:
        raise Refused(f"{store.name} is damaged ({before.problems[0]}); it was not moved.")

    def write(temporary: Path) -> None:
        temporary.unlink()
        with on_disk(store):
            database.copy_closed(store, temporary)

    def verify(temporary: Path) -> None:
        after = database.inspect(temporary)
        if after.problems or (after.counts, after.chain_head) != (before.counts, before.chain_head):
            raise Refused(f"The copy of {store.name} did not come out right; it was not moved.")

    files.replace_file(target, write, verify=verify, is_private=True)
    kept = store.with_name(f"{store.stem}{SUFFIX}")
    try:
        store.replace(kept)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise Refused(f"{store.name} is held open by another program; it was not moved ({error}).") from error
    _write_manifest(kept, store.name, now, "moved")
    return target


def announce(path: Path, coming: Path) -> None:
    """Let the manifest of the backup at ``path`` fit ``coming`` as well, which is about to take its place.

    Two files cannot be replaced at once: whichever of the two pairs a power cut leaves is then taken for whole.
    """
    with contextlib.suppress(Refused):
        found = manifest(path)
        if path.exists() and found.fits(present := files.sha256(path)):
            _put(path, replace(found, sha256=present, becomes=files.sha256(coming)))


def _accept(coming: Path, path: Path) -> None:
    """A copy that was just made is whole and may take the place of the one before."""
    _require_whole(coming, path.name)
    announce(path, coming)


def _require_whole(path: Path, name: str) -> None:
    problems = database.inspect(path).problems
    if problems:
        raise Damaged(f"The backup {name} did not come out right ({problems[0]}); it was not kept.")


def _write_manifest(path: Path, store: str, now: dt.datetime, reason: str) -> None:
    facts = database.inspect(path)
    manifest = Manifest(
        store,
        now.isoformat(timespec="seconds"),
        reason,
        files.sha256(path),
        path.stat().st_size,
        facts.version,
        facts.chain_head,
        facts.counts,
    )
    _put(path, manifest)


def _put(path: Path, made: Manifest) -> None:
    facts = {name: value for name, value in asdict(made).items() if name != "becomes" or value}
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    files.replace_file(manifest_path(path), lambda temporary: _write_text(temporary, text))


def renew_manifest(path: Path, found: Manifest) -> None:
    """Write the manifest of a backup anew after its bytes changed, with the time and reason of ``found``."""
    _write_manifest(path, found.store, dt.datetime.fromisoformat(found.made_at), found.reason)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def manifest_path(path: Path) -> Path:
    """Where the manifest of a backup lies."""
    return path.with_name(path.name + ".json")


def manifest(path: Path) -> Manifest:
    """The manifest of a backup; raises Refused when it is missing or unreadable."""
    try:
        return Manifest(**json.loads(manifest_path(path).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise Refused(f"{path.name} has no readable manifest beside it, so it cannot be trusted.") from None


def backups(store: Path) -> list[BackupRow]:
    """The backups of a store, newest first."""
    rows = []
    for path in folder_for(store).glob(f"*{SUFFIX}"):
        size = path.stat().st_size
        try:
            found = manifest(path)
            made = dt.datetime.fromisoformat(found.made_at)
            rows.append(BackupRow(path, made, found.reason, size, found.counts, ""))
        except Refused as error:
            made = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
            rows.append(BackupRow(path, made, "", size, {}, str(error)))
    return sorted(rows, key=lambda row: row.made_at, reverse=True)


def check(path: Path) -> Manifest:
    """Read a backup back: digest, integrity and identity; raises Refused with the reason."""
    if path.suffix == SUFFIX or manifest_path(path).exists():
        found = manifest(path)
        if not found.fits(files.sha256(path)):
            raise Refused(f"{path.name} is not as it was written (its digest differs); nothing was restored.")
    else:
        facts = database.inspect(path)
        found = Manifest(
            path.name, "", "copy", "", path.stat().st_size, facts.version, facts.chain_head, facts.counts
        )
    facts = database.inspect(path)
    if facts.version > migrate.newest_version():
        raise Refused(
            f"{path.name} was written by a newer csmanager; install that one first. Nothing was restored."
        )
    if facts.problems:
        raise Refused(f"{path.name} is damaged ({facts.problems[0]}); nothing was restored.")
    return found


def restore(source: Path, store: Path, now: dt.datetime) -> Path | None:
    """Put the backup ``source`` in the place of the closed store ``store``; returns where the present file is kept.

    Everything is checked before anything is replaced; None when there was no file to keep.
    """
    check(source)
    digest = files.sha256(source)
    folder = folder_for(store)
    if database.was_left_open(store):
        keep_unclean(store, now)
    erased = [*erasedlist.beside(source.parent), *(erasedlist.of_file(store) if store.exists() else [])]
    with on_disk(folder):
        erasedlist.keep_beside(folder, erased)  # so that opening it erases again what the backup still names
    kept = keep_closed(store, now, "before-restore") if store.exists() else None

    def verify(temporary: Path) -> None:
        if files.sha256(temporary) != digest:
            raise Refused(f"{source.name} could not be read in full; nothing was restored.")

    with on_disk(store):
        for side in files.SIDES:
            store.with_name(store.name + side).unlink(missing_ok=True)
        placed = files.replace_file(
            store, lambda temporary: _copy(source, temporary), verify=verify, is_private=True
        )
        if placed != store:
            placed.unlink(missing_ok=True)
            raise Refused(
                f"Another program holds {store.name} open; close it there first. Nothing was restored."
            )
    return kept


def keep_closed(store: Path, now: dt.datetime, reason: str) -> Path:
    """A verified copy of a closed store in its series; where it lies.

    One that is too damaged for that is kept byte by byte, without a manifest. Raises Refused with a sentence when the
    disk does not let it be kept; then nothing of it is left.
    """
    kept = name_for(store, now, reason)

    def write(temporary: Path) -> None:
        temporary.unlink()
        with on_disk(store):
            database.copy_closed(store, temporary)

    try:
        files.replace_file(
            kept, write, verify=lambda temporary: _require_whole(temporary, kept.name), is_private=True
        )
    except Damaged:
        files.replace_file(kept, lambda temporary: _copy(store, temporary), is_private=True)
        return kept
    try:
        _write_manifest(kept, store.name, now, reason)
    except BaseException:
        let_go(kept)
        raise
    return kept


def let_go(path: Path) -> None:
    """Remove a backup and its manifest, as far as the disk allows."""
    for one in (path, manifest_path(path)):
        with contextlib.suppress(OSError):
            one.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def keep_unclean(store: Path, now: dt.datetime) -> Path:
    """Copy a store that was left by an unclean end aside, with its journal, before anything opens it; the folder."""
    folder = folder_for(store) / f"unclean {now.strftime(_STAMP)}"
    with on_disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for side in ("", "-wal", "-journal"):
            path = store.with_name(store.name + side)
            if path.exists():
                shutil.copy2(path, folder / path.name)
    return folder


def recover(store: Path, unclean: Path) -> bool:
    """Open a store after an unclean end and look whether it is whole; whether it took the copy without its journal.

    A journal that belongs to another file (an older copy was put back by hand) is taken for its own and spoils it. The
    copy that was kept in ``unclean``, by itself, is then whole, and takes its place.
    """
    with contextlib.suppress(*database.driver_errors(AppError)):
        database.settle(store)
        if not database.inspect(store).problems:
            return False
    alone = unclean / f"alone {store.name}"
    with on_disk(store):
        try:
            _copy(unclean / store.name, alone)
            keys.remember(alone, keys.known(store))
            is_whole = not database.inspect(alone).problems
            if is_whole:
                for side in files.SIDES:
                    store.with_name(store.name + side).unlink(missing_ok=True)
                files.replace_file(store, lambda temporary: _copy(alone, temporary), is_private=True)
            return is_whole
        except database.driver_errors(Refused):
            return False
        finally:
            alone.unlink(missing_ok=True)


def thin(folder: Path, now: dt.datetime) -> None:
    """Keep two days of everything, then the last of 14 days, 8 weeks and 12 months; the rest goes.

    What was kept before an update or a restore is thinned like the rest after two days.
    """
    dated = []
    for path in folder.glob(f"*{SUFFIX}"):
        with contextlib.suppress(Refused, ValueError):
            dated.append((dt.datetime.fromisoformat(manifest(path).made_at), path))
    keep = {path for _, path in kept(dated, now)}
    for _, path in dated:
        if path not in keep:
            with contextlib.suppress(OSError):
                path.unlink()
                manifest_path(path).unlink(missing_ok=True)


def kept(dated: Iterable[tuple[dt.datetime, Path]], now: dt.datetime) -> list[tuple[dt.datetime, Path]]:
    """Which of the backups stay, newest first."""
    newest = sorted(dated, reverse=True)
    chosen = {item for item in newest if now - item[0] <= dt.timedelta(days=2)}
    for count, mark in ((14, "%Y-%m-%d"), (8, "%G-%V"), (12, "%Y-%m")):
        seen: list[str] = []
        for item in newest:
            period = item[0].strftime(mark)
            if period not in seen and len(seen) < count:
                seen.append(period)
                chosen.add(item)
    return sorted(chosen, reverse=True)
