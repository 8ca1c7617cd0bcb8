"""The file changes while it is open, or is not what it was when it is opened; and names that tempt a program."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from csmanager.core import backup
from csmanager.core.check import check_store
from csmanager.core.errors import AppError
from csmanager.core.lock import StoreLock
from csmanager.core.paths import stores_dir
from csmanager.core.store import Store
from csmanager.features.team import actions as team
from csmanager.open import open_store
from csmanager.selftest import writer
from tests.digest import content
from tests.reliability import lab
from tests.reliability.score import Score

NAMES = (
    "with space.csm",
    " leading.csm",
    "trailing .csm",
    "quote'.csm",
    'double".csm',
    "what?.csm",
    "100%.csm",
    "a%20b.csm",
    "a#b.csm",
    "a&b=c.csm",
    "a;b.csm",
    "semi:colon.csm",
    "ünïcödé.csm",
    "日本語.csm",
    "emoji 🙂.csm",
    "(brackets) [square] {curly}.csm",
    "back\\slash.csm",
    "$HOME.csm",
    "-dash.csm",
    "file:store.csm",
    "new\nline.csm",
    "x" * 200 + ".csm",
    ".hidden.csm",
    "*star*.csm",
)
TOO_LONG = "x" * 246 + ".csm"


def _replace(path: Path, older: Path) -> None:
    copy = path.with_name("another copy")
    shutil.copyfile(older, copy)
    copy.replace(path)


def _overwrite(path: Path, older: Path) -> None:
    with path.open("r+b") as file:
        file.write(older.read_bytes())
        file.truncate()


def _remove(path: Path, _older: Path) -> None:
    path.unlink()


def _move(path: Path, _older: Path) -> None:
    path.rename(path.with_name("moved away.csm"))


def _write(path: Path, _older: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE setting SET value = value || ' '")
    connection.commit()
    connection.close()


KINDS: dict[str, Callable[[Path, Path], None]] = {
    "replaced": _replace,
    "removed": _remove,
    "moved": _move,
    "overwritten": _overwrite,
    "written by another program": _write,
}
_SAVED = ("replaced", "removed", "moved")


def changed(kind: str, is_own_folder: bool, score: Score) -> None:
    """Something happens to the open file: the next change is refused, and the work lies somewhere whole."""
    what = f"{kind}{', own folder' if is_own_folder else ''}"
    score.states += 1
    with lab.folder() as place:
        path = (stores_dir() if is_own_folder else place) / "store.csm"
        older = place / "older copy"
        store = open_store(path, create=True, clock=lab.clock)
        try:
            writer.act(store, 1)
            store.copy_to(older)
            for number in (2, 3):
                writer.act(store, number)
            before = content(store)
            KINDS[kind](path, older)
            try:
                writer.act(store, 4)
                score.wrong.append(f"{what}: written on as if nothing had happened")
            except AppError as error:
                if not str(error).endswith("."):
                    score.wrong.append(f"{what}: no sentence: {error}")
            except Exception as error:
                score.wrong.append(f"{what}: {type(error).__name__}: {error}")
        finally:
            store.close()
        saved = list(path.parent.glob("recovered-*.csm"))
        if kind in _SAVED:
            if len(saved) != 1:
                score.wrong.append(f"{what}: {len(saved)} saved copies")
            else:
                opened = open_store(saved[0], clock=lab.clock)
                if content(opened) != before or check_store(opened).problems:
                    score.wrong.append(f"{what}: the saved copy lacks acknowledged work")
                opened.close()
        if is_own_folder:
            shutil.rmtree(path.parent)


def stale_side(score: Score) -> None:
    """An older copy was put back by hand while the journal of the newer one still lay there."""
    score.states += 1
    with lab.folder() as place:
        path = place / "store.csm"
        older, journal = place / "older", place / "journal"
        store = open_store(path, create=True, clock=lab.clock)
        writer.act(store, 1)
        store.copy_to(older)
        for number in range(2, 6):
            writer.act(store, number)
        _hot_journal(store, journal)
        store.close()
        other = place / "again.csm"
        shutil.copyfile(older, other)
        opened = open_store(other, clock=lab.clock)
        wanted = content(opened)
        opened.close()
        shutil.copyfile(older, path)
        shutil.copyfile(journal, path.with_name("store.csm-journal"))
        try:
            opened = open_store(path, clock=lab.clock)
        except Exception as error:
            score.wrong.append(f"stale side file: {type(error).__name__}: {error}")
            return
        if check_store(opened).problems or content(opened) != wanted:
            score.wrong.append("stale side file: rolled into a file it does not belong to")
        opened.close()


def _hot_journal(store: Store, target: Path) -> None:
    """The journal of a change that was under way on this store, as a kill leaves it."""
    journal = store.path.with_name(store.path.name + "-journal")
    try:
        with store.change("Under way") as step:
            connection = step.session.connection()
            connection.exec_driver_sql("PRAGMA cache_spill = 1")
            connection.exec_driver_sql("PRAGMA cache_size = 1")
            _touch(step.session)
            shutil.copyfile(journal, target)
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        return


def _touch(session: Session) -> None:
    """Change more pages than the cache holds."""
    for number in range(400):
        team.add_person(session, name=f"Under way {number}", code=f"U{number}", today=lab.NOW.date())


def name(given: str, score: Score) -> None:
    """One tempting name: the store is made, changed, opened again, backed up and restored under it, and only there."""
    score.states += 1
    with lab.folder() as place:
        home = place / "home"
        home.mkdir()
        path = home / given
        try:
            lock = StoreLock(path)
            store = open_store(path, create=True, clock=lab.clock)
            writer.act(store, 1)
            kept = backup.back_up(store, "by-hand")
            writer.act(store, 2)
            store.close()
            backup.restore(kept, path, lab.NOW)
            store = open_store(path, clock=lab.clock)
            if writer.done(store) != 1:
                score.wrong.append(f"{given!r}: not what was restored")
            store.close()
            lock.release()
        except Exception as error:
            score.wrong.append(f"{given!r}: {type(error).__name__}: {error}")
            return
        there = sorted(one.name for one in home.iterdir())
        if there != sorted([given, f"{path.stem} backups"]) or list(place.iterdir()) != [home]:
            score.wrong.append(f"{given!r}: files elsewhere: {there}")


def too_long(score: Score) -> None:
    """A name for which no journal can be made is refused in a sentence."""
    score.states += 1
    with lab.folder() as place:
        try:
            open_store(place / TOO_LONG, create=True, clock=lab.clock).close()
            score.wrong.append("a name that is too long was taken")
        except AppError as error:
            if "too long" not in str(error):
                score.wrong.append(f"too long: {error}")


def read_only(disk: Path, remount: Callable[[str], object], score: Score) -> None:
    """A disk that lets nothing be written any more: looked at, and refused in a sentence."""
    score.states += 1
    path = disk / "store.csm"
    store = open_store(path, create=True, clock=lab.clock)
    writer.act(store, 1)
    store.close()
    remount("ro")
    try:
        try:
            StoreLock(path).release()
            score.wrong.append("opened for writing on a disk that cannot be written to")
        except AppError as error:
            if not str(error).endswith("."):
                score.wrong.append(f"read-only: no sentence: {error}")
        opened = open_store(path, read_only=True, clock=lab.clock)
        if writer.done(opened) != 1:
            score.wrong.append("read-only: not what was written")
        opened.close()
    except Exception as error:
        score.wrong.append(f"read-only: {type(error).__name__}: {error}")
    finally:
        remount("rw")
