"""Flows under test: what each starts from, what it comes to, and whether what is found afterwards is right.

A flow is prepared once; its files, its content before and after are kept, so that a state costs little more than
opening the store. What differs between two clean runs (times, salts, digests of files) is not compared.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from csmanager.core import backup, database, encryption, files, keys
from csmanager.core.check import check_store
from csmanager.core.clock import Clock
from csmanager.core.errors import AppError
from csmanager.open import open_store
from csmanager.selftest import flows, writer
from tests.digest import content
from tests.reliability import powercut

Content = dict[str, list[tuple[object, ...]]]
NOW = dt.datetime(2026, 3, 31, 9, 0, tzinfo=dt.UTC)
_SHM = Path("/dev/shm")
_PASSPHRASE = "twelve odd words in a row, none of them true"


def clock() -> dt.datetime:
    """A standing clock."""
    return NOW


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for one drill, in memory where the system has such a place: syncing is then free."""
    base = _SHM if os.access(_SHM, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="drill-", dir=base, ignore_cleanup_errors=True) as name:
        yield Path(name)


@cache
def key() -> keys.Key:
    """The key of stores that are encrypted here."""
    return keys.made(_PASSPHRASE)


def _edit(path: Path, at: Clock) -> None:
    store = open_store(path, clock=at)
    try:
        writer.act(store, flows.ACTIONS + 1)
    finally:
        store.close()


def _protect(path: Path, _at: Clock) -> None:
    encryption.protect(path, key())


def _unprotect(path: Path, _at: Clock) -> None:
    encryption.protect(path, None)


RUN: dict[str, flows.Flow] = {"edit": _edit, **flows.FLOWS, "protect": _protect, "unprotect": _unprotect}
ENCRYPTED = ("edit", "import", "backup", "restore")  # also run on an encrypted store


@dataclass(slots=True)
class Case:
    """One flow, ready to run any number of times."""

    name: str
    is_encrypted: bool
    files: dict[str, bytes]
    before: Content
    after: Content
    masked: dict[str, frozenset[int]]
    whole: set[bytes] = field(default_factory=set)
    seen: dict[bytes, tuple[Content | None, str]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """How the flow is called in a line."""
        return f"{self.name}{' (encrypted)' if self.is_encrypted else ''}"

    def lay_out(self, place: Path) -> Path:
        """Put what the flow starts from into ``place``; the store."""
        forget_keys()
        for name, content_ in self.files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content_)
        return place / "store.csm"

    def run(self, path: Path) -> None:
        """The flow itself."""
        RUN[self.name](path, clock)

    def judge(self, place: Path, was_told: bool) -> list[str]:
        """What is wrong with what lies in ``place`` when the program starts on it again."""
        forget_keys()
        found, problem = self._look(place)
        if found is None:
            return [problem]
        wrong = [problem] if problem else []
        # opening an older store brings it up to date
        wanted = [self.after] if was_told or self.name == "migrate" else [self.before, self.after]
        if not any(self._same(found, one) for one in wanted):
            wrong.append("not as it was told" if was_told else "neither as before nor as after")
        check = _PRODUCTS.get(self.name)
        return wrong + (check(place, was_told) if check else [])

    def is_as_before(self, place: Path) -> bool:
        """Whether the flow has still to be run on what lies in ``place``."""
        found, _ = self._look(place)
        return found is not None and self.name != "migrate" and self._same(found, self.before)

    def _look(self, place: Path) -> tuple[Content | None, str]:
        """Content after the next start, and what is wrong; remembered by what the program would find."""
        mark = _digest(place)
        if mark not in self.seen:
            self.seen[mark] = self._open(place / "store.csm")
        return self.seen[mark]

    def _open(self, path: Path) -> tuple[Content | None, str]:
        keys._by_salt.clear()  # the next start knows no key: the passphrase is typed
        try:
            if keys.salt_of(path) is not None:
                database.unlock(path, key())
            store = open_store(path, clock=clock)
        except AppError as error:
            return None, f"the next start fails: {error}"
        except Exception as error:
            return None, f"the next start fails: {type(error).__name__}: {error}"
        try:
            found = content(store)
            mark = hashlib.sha256(repr(found).encode()).digest()
            if mark in self.whole:
                problems = database.inspect(store.path).problems
            else:
                problems = check_store(store).problems
                if not problems:
                    self.whole.add(mark)
        except database.driver_errors(AppError) as error:
            return None, f"it cannot be read: {error}"
        finally:
            store.close()
            forget_keys()
        return found, problems[0] if problems else ""

    def _same(self, found: Content, wanted: Content) -> bool:
        return found == wanted or _masked(found, self.masked) == _masked(wanted, self.masked)


@cache
def make(name: str, *, is_encrypted: bool = False) -> Case:
    """Prepare a flow: run it twice, undisturbed, and keep what it starts from and comes to."""
    forget_keys()
    with folder() as place:
        path = place / "store.csm"
        flows.prepare(name, path)
        if name == "export":
            RUN[name](path, clock)  # so that there is an older report that could be spoiled
        if name in ("protect", "unprotect"):
            store = open_store(path, clock=clock)
            backup.back_up(store, "by-hand")
            store.close()
        if is_encrypted or name == "unprotect":
            encryption.protect(path, key())
            other = path.with_name(flows.BACKUP)
            if other.exists():
                encryption.protect(other, key())
                backup.renew_manifest(other, backup.manifest(other))
        laid = powercut.snapshot(place)
    case = Case(name, is_encrypted, laid, {}, {}, {})
    found = []
    for step in ("before", "after", "after"):
        with folder() as place:
            path = case.lay_out(place)
            if step == "after":
                case.run(path)
            found.append(_plain(path) if name == "migrate" and step == "before" else _content(path))
    case.before, case.after = found[0], found[1]
    case.masked = _differing(found[1], found[2])
    return case


def forget_keys() -> None:
    """Know which file has which key no longer; the key itself stays known, as to somebody who types it."""
    keys._by_path.clear()
    keys._by_salt[key().salt] = key()


def _content(path: Path) -> Content:
    store = open_store(path, clock=clock)
    try:
        return content(store)
    finally:
        store.close()


def _plain(_path: Path) -> Content:
    return {}  # an older store is never what is found: opening brings it up to date


def _differing(one: Content, other: Content) -> dict[str, frozenset[int]]:
    found = {}
    for name, rows in one.items():
        columns = {
            place
            for row, twin in zip(rows, other[name], strict=True)
            for place, (value, again) in enumerate(zip(row, twin, strict=True))
            if value != again
        }
        if columns:
            found[name] = frozenset(columns)
    return found


def _masked(found: Content, masked: dict[str, frozenset[int]]) -> Content:
    return {
        name: [tuple(v for place, v in enumerate(row) if place not in masked[name]) for row in rows]
        if name in masked
        else rows
        for name, rows in found.items()
    }


def _digest(place: Path) -> bytes:
    """What a start would find: everything but the content of temporary files and of what the flow makes."""
    digest = hashlib.sha256()
    for path in sorted(place.rglob("*")):
        name = path.relative_to(place).as_posix()
        digest.update(
            name.replace(str(os.getpid()), "").encode() if not _is_temporary(path) else b"temporary"
        )
        if path.is_file() and path.name.startswith("store.csm"):
            digest.update(path.read_bytes())
    return digest.digest()


def _is_temporary(path: Path) -> bool:
    return path.name.startswith(files.PREFIX)


def debris(place: Path) -> list[str]:
    """Temporary files that were left."""
    return [path.name for path in place.rglob(f"{files.PREFIX}*")]


def _report(place: Path, was_told: bool) -> list[str]:
    from openpyxl import load_workbook

    path = place / "report.xlsx"
    if not path.exists():
        return ["the report is missing"]
    try:
        load_workbook(path, read_only=True).close()
    except Exception as error:
        return [f"the report is broken ({type(error).__name__})"]
    return []


def _copy(place: Path, was_told: bool) -> list[str]:
    path = place / flows.BACKUP
    if not path.exists():
        return ["the backup is missing"] if was_told else []
    try:
        backup.check(path)
    except AppError as error:
        return [str(error)] if was_told else []  # one without its manifest is not offered: it harms nobody
    return []


def _series(place: Path, was_told: bool) -> list[str]:
    """Every backup of a store whose protection changes can be restored before, after and in between."""
    wrong = []
    series = sorted((place / "store backups").glob(f"*{backup.SUFFIX}"))
    good = 0
    for path in series:
        try:
            backup.check(path)
            good += 1
        except AppError as error:
            if backup.manifest_path(path).exists():
                wrong.append(str(error))
    if not good:
        wrong.append("no backup can be restored any more")
    return wrong


_PRODUCTS: dict[str, Callable[[Path, bool], list[str]]] = {
    "export": _report,
    "backup": _copy,
    "protect": _series,
    "unprotect": _series,
}
