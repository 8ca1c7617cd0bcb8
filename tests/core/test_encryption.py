"""A store under a passphrase: nothing readable in any file of it, and nothing lost on the way there and back."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from csmanager.core import backup, database, encryption, keys, migrate
from csmanager.core.errors import Refused, RuleBroken
from csmanager.core.passphrases import Cost, WrongPassphrase
from csmanager.core.store import Store
from csmanager.features.team import actions as team
from csmanager.open import open_store
from tests.conftest import NOW, StandingClock
from tests.digest import content

WORDS = "three quiet words"
OTHER = "four rather louder words"
NAME = "Wilhelmina Unmistakable"


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test starts and ends without any key."""
    monkeypatch.setattr(keys, "_by_salt", {})
    monkeypatch.setattr(keys, "_by_path", {})
    yield


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store under ``WORDS`` in which ``NAME`` stands."""
    path = tmp_path_factory.mktemp("protected") / "shop.csm"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "COST", Cost(1, 8))
        store = open_store(path, create=True, clock=StandingClock(NOW), key=keys.made(WORDS))
    add(store)
    store.close()
    return path


@pytest.fixture
def protected(original: Path, tmp_path: Path) -> Path:
    """A copy of it, whose key nobody knows."""
    path = tmp_path / "shop.csm"
    shutil.copyfile(original, path)
    path.chmod(0o600)
    return path


def add(store: Store, name: str = NAME) -> None:
    store.do("Add", team.add_person, name=name, started_on=dt.date(2026, 1, 5), today=dt.date(2026, 3, 31))


def forget() -> None:
    keys._by_path.clear()
    keys._by_salt.clear()


def unlock(path: Path, words: str = WORDS) -> None:
    database.unlock(path, keys.from_passphrase(path, words))


def files_with(folder: Path, text: str) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def test_nothing_of_a_protected_store_can_be_read_while_it_is_open_or_closed(
    protected: Path, clock: StandingClock
) -> None:
    unlock(protected)
    store = open_store(protected, clock=clock)
    add(store, "Another Unmistakable")
    made = backup.back_up(store, "now")
    for text in (NAME, "Another Unmistakable", "SQLite format 3"):
        assert files_with(protected.parent, text) == []
    store.close()
    assert files_with(protected.parent, NAME) == []
    assert made.read_bytes()[:16] == protected.read_bytes()[:16]
    assert made.stat().st_mode & 0o077 == 0


def test_a_new_store_is_private_and_protected_from_its_first_byte(original: Path) -> None:
    assert keys.salt_of(original) is not None
    assert files_with(original.parent, NAME) == []
    assert original.stat().st_mode & 0o077 == 0


def test_it_opens_with_the_passphrase_alone_and_says_so_without(
    protected: Path, clock: StandingClock
) -> None:
    with pytest.raises(keys.Locked, match="protected with a passphrase"):
        open_store(protected, clock=clock)
    with pytest.raises(WrongPassphrase, match="not the passphrase"):
        unlock(protected, "three quiet swords")
    with pytest.raises(keys.Locked):
        open_store(protected, clock=clock)
    unlock(protected)
    store = open_store(protected, clock=clock)
    assert NAME in {row[0] for row in names(store)}
    store.undo()
    assert NAME not in {row[0] for row in names(store)}
    store.close()


def names(store: Store) -> list[tuple[str]]:
    with store.read() as session:
        return [tuple(row) for row in session.connection().exec_driver_sql("SELECT name FROM person")]


def test_the_recovery_sheet_opens_it_too(protected: Path, clock: StandingClock) -> None:
    unlock(protected)
    key = keys.of(protected)
    assert key is not None
    code = key.code
    forget()
    with pytest.raises(RuleBroken, match="mistyped"):
        keys.from_recovery(protected, code[:-1] + ("0" if code[-1] != "0" else "1"))
    database.unlock(protected, keys.from_recovery(protected, code.lower().replace("-", " ")))
    open_store(protected, clock=clock).close()


def test_a_plain_store_is_protected_with_its_backups_and_loses_nothing(
    store: Store, clock: StandingClock
) -> None:
    add(store)
    store.undo()
    store.redo()
    path, before, head = store.path, content(store), store.chain_head()
    plain_backup = backup.back_up(store, "plain")
    store.close()
    said: list[tuple[int, int]] = []
    outcome = encryption.protect(path, keys.made(WORDS), lambda done, total: said.append((done, total)))
    assert (outcome.backups, outcome.left) == (1, ())
    assert said == [(1, 2), (2, 2)]
    assert files_with(path.parent, NAME) == []
    forget()
    unlock(path)
    again = open_store(path, clock=clock)
    assert (content(again), again.chain_head()) == (before, head)
    again.undo()
    assert NAME not in {row[0] for row in names(again)}
    again.close()
    backup.restore(plain_backup, path, clock())
    back = open_store(path, clock=clock)
    assert content(back) == before
    back.close()


def test_a_backup_is_whole_before_and_behind_the_moment_in_which_it_is_rewritten(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the new backup and its new manifest the power may fail: both pairs that may be left are trusted."""
    add(store)
    path, made = store.path, backup.back_up(store, "plain")
    store.close()
    old = made.read_bytes()
    monkeypatch.setattr(backup, "renew_manifest", lambda _path, _found: None)
    encryption.protect(path, keys.made(WORDS))
    assert made.read_bytes() != old
    assert backup.check(made).becomes
    new = made.read_bytes()
    made.write_bytes(old)
    keys.remember(made, None)
    backup.check(made)
    made.write_bytes(new[:-1] + bytes([new[-1] ^ 1]))
    with pytest.raises(Refused, match="digest"):
        backup.check(made)


def test_a_backup_that_is_not_as_it_was_written_is_not_made_good_by_rewriting_it(store: Store) -> None:
    path, made = store.path, backup.back_up(store, "plain")
    store.close()
    made.write_bytes(made.read_bytes() + bytes(4_096))
    outcome = encryption.protect(path, keys.made(WORDS))
    assert [one for one, _reason in outcome.left] == [made]
    with pytest.raises(Refused, match="digest"):
        backup.check(made)


def test_another_passphrase_shuts_out_the_first_and_plain_again_is_plain(
    protected: Path, clock: StandingClock
) -> None:
    unlock(protected)
    store = open_store(protected, clock=clock)
    before = content(store)
    backup.back_up(store, "first")
    store.close()
    encryption.protect(protected, keys.made(OTHER))
    forget()
    with pytest.raises(WrongPassphrase):
        unlock(protected)
    unlock(protected, OTHER)
    assert backup.check(backup.backups(protected)[0].path).reason == "first"
    encryption.protect(protected, None)
    forget()
    assert keys.of(protected) is None
    assert sqlite3.connect(protected).execute("SELECT count(*) FROM person").fetchone()[0] == 1
    store = open_store(protected, clock=clock)
    assert content(store) == before
    store.close()


def test_a_copy_that_fails_leaves_the_old_file(
    store: Store, monkeypatch: pytest.MonkeyPatch, clock: StandingClock
) -> None:
    add(store)
    path = store.path
    store.close()
    before = path.read_bytes()

    def fail(*_given: object) -> None:
        raise Refused("no room")

    monkeypatch.setattr(database, "copy_under", fail)
    with pytest.raises(Refused, match="no room"):
        encryption.protect(path, keys.made(WORDS))
    assert path.read_bytes() == before
    assert keys.of(path) is None
    assert [one for one in path.parent.iterdir() if one.name.startswith(".csmanager")] == []


def test_a_damaged_backup_is_told_and_the_store_is_protected_all_the_same(store: Store) -> None:
    add(store)
    made = backup.back_up(store, "good")
    path = store.path
    store.close()
    made.write_bytes(made.read_bytes()[:5000])
    outcome = encryption.protect(path, keys.made(WORDS))
    assert [one for one, _ in outcome.left] == [made]
    assert keys.salt_of(path) is not None


def test_weak_passphrases_and_files_that_are_not_protected_are_refused(store: Store) -> None:
    with pytest.raises(RuleBroken, match="at least"):
        keys.made("short")
    with pytest.raises(Refused, match="not protected"):
        keys.from_passphrase(store.path.with_name("nothing.csm"), WORDS)


def test_a_protected_store_of_an_older_program_is_updated_under_its_key(
    protected: Path, clock: StandingClock
) -> None:
    unlock(protected)
    connection = database.connect(protected)
    connection.execute("PRAGMA user_version = 0")
    connection.close()
    assert migrate.needs_migration(protected)
    key = keys.of(protected)
    connection = database.connect(protected)
    connection.execute(f"PRAGMA user_version = {migrate.newest_version()}")
    connection.close()
    assert database.inspect(protected).problems == ()
    assert keys.of(protected) == key


def test_one_flipped_byte_of_a_protected_store_is_noticed(protected: Path) -> None:
    unlock(protected)
    raw = bytearray(protected.read_bytes())
    raw[len(raw) // 2] ^= 1
    protected.write_bytes(raw)
    assert database.inspect(protected).problems


def test_a_key_does_not_show_itself(protected: Path) -> None:
    key = keys.made(WORDS)
    assert key.seed.hex() not in repr(key)
    assert key.pragma not in repr(key)
