"""Sealed text: what is kept where, who can read it, and what every kind of harm says."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from csmanager.core import passphrases, sealing
from csmanager.core.errors import Refused, RuleBroken
from csmanager.core.passphrases import Cost, WrongPassphrase
from csmanager.core.sealing import Lock, SealedText, Unreadable
from csmanager.core.store import Store
from csmanager.exporting import export_all
from tests.conftest import StandingClock

WORDS = "three quiet words"
CHEAP = Cost(1, 8)
NOW = dt.datetime(2026, 3, 31, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def made() -> tuple[Lock, str]:
    return sealing.make(WORDS, CHEAP)


def test_the_passphrase_and_the_recovery_key_open_the_same(made: tuple[Lock, str]) -> None:
    lock, code = made
    secret = sealing.unlock(lock, WORDS)
    assert sealing.unlock_by_code(lock, code) == secret
    token = sealing.seal_for(lock.public, "He cried in the talk.", "note.text:7")
    assert sealing.unseal(secret, token, "note.text:7") == "He cried in the talk."


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",))))
@settings(max_examples=40, deadline=None)
def test_every_text_comes_back_and_its_length_does_not_show(text: str) -> None:
    lock, _ = sealing.make(WORDS, CHEAP)
    secret = sealing.unlock(lock, WORDS)
    token = sealing.seal_for(lock.public, text, "a.b:1")
    assert sealing.unseal(secret, token, "a.b:1") == text
    assert len(token) in {len(sealing.seal_for(lock.public, "x" * n, "a.b:1")) for n in _same_block(text)}


def _same_block(text: str) -> list[int]:
    size = len(text.encode())
    return [max(0, size - 1), size, size + 1]


def test_sealing_twice_gives_two_tokens(made: tuple[Lock, str]) -> None:
    lock, _ = made
    assert sealing.seal_for(lock.public, "same") != sealing.seal_for(lock.public, "same")


@pytest.mark.parametrize("typed", ["three quiet word", "Three quiet words", "", " three quiet words"])
def test_a_wrong_passphrase_opens_nothing(made: tuple[Lock, str], typed: str) -> None:
    with pytest.raises(WrongPassphrase, match="not the passphrase"):
        sealing.unlock(made[0], typed)


def test_a_passphrase_may_be_typed_on_another_keyboard() -> None:
    lock, _ = sealing.make("schöne Grüße", CHEAP)
    assert sealing.unlock(lock, "scho\u0308ne Gru\u0308ße")


def test_a_recovery_key_is_taken_as_people_copy_it(made: tuple[Lock, str]) -> None:
    lock, code = made
    messy = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert sealing.unlock_by_code(lock, f"  {messy}\n") == sealing.unlock(lock, WORDS)


def test_a_mistyped_recovery_key_says_so_and_a_foreign_one_too(made: tuple[Lock, str]) -> None:
    lock, code = made
    other = "A" if code[0] != "A" else "B"
    with pytest.raises(RuleBroken, match="mistyped"):
        sealing.unlock_by_code(lock, other + code[1:])
    with pytest.raises(RuleBroken, match="seven groups"):
        sealing.unlock_by_code(lock, code[:-1])
    with pytest.raises(WrongPassphrase, match="not the recovery key"):
        sealing.unlock_by_code(lock, sealing.make(WORDS, CHEAP)[1])


def test_another_passphrase_locks_anew_and_leaves_texts_and_the_sheet_alone(made: tuple[Lock, str]) -> None:
    lock, code = made
    secret = sealing.unlock(lock, WORDS)
    token = sealing.seal_for(lock.public, "before")
    later = sealing.with_passphrase(lock, secret, "other quiet words", CHEAP)
    with pytest.raises(WrongPassphrase):
        sealing.unlock(later, WORDS)
    assert sealing.unseal(sealing.unlock(later, "other quiet words"), token) == "before"
    assert sealing.unlock_by_code(later, code) == secret
    newer, fresh = sealing.with_new_code(later, secret)
    with pytest.raises(WrongPassphrase):
        sealing.unlock_by_code(newer, code)
    assert sealing.unlock_by_code(newer, fresh) == secret


@pytest.mark.parametrize("at", [-10, 25, 60])
def test_a_damaged_text_says_so(made: tuple[Lock, str], at: int) -> None:
    lock, _ = made
    secret = sealing.unlock(lock, WORDS)
    token = sealing.seal_for(lock.public, "whole")
    broken = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
    with pytest.raises(Unreadable, match="damaged"):
        sealing.unseal(secret, broken)
    for cut in (token[:-9], token + "!", f"{token[:17]}"):
        with pytest.raises(Unreadable):
            sealing.unseal(secret, cut)


def test_a_text_of_another_record_store_or_program_is_refused(made: tuple[Lock, str]) -> None:
    lock, _ = made
    secret = sealing.unlock(lock, WORDS)
    token = sealing.seal_for(lock.public, "of Ana", "note.text:1")
    with pytest.raises(Unreadable, match="another record"):
        sealing.unseal(secret, token, "note.text:2")
    with pytest.raises(Unreadable, match="another key"):
        sealing.unseal(secret, sealing.seal_for(sealing.make(WORDS, CHEAP)[0].public, "x"))
    with pytest.raises(Unreadable, match="newer csmanager"):
        sealing.unseal(secret, token.replace("sealed1:", "sealed2:"))


def test_an_exchanged_lock_is_noticed(made: tuple[Lock, str]) -> None:
    import dataclasses

    theirs = sealing.make(WORDS, CHEAP)[0]
    with pytest.raises(Refused, match="exchanged"):
        sealing.unlock(dataclasses.replace(made[0], public=theirs.public), WORDS)


@pytest.mark.parametrize(
    ("passphrase", "why"),
    [
        ("short", "at least 8"),
        ("12345", "6 digits"),
        ("aaaaaaaaab", "harder to guess"),
        (" spaced words", "blank"),
    ],
)
def test_weak_passphrases_are_refused_with_the_reason(passphrase: str, why: str) -> None:
    with pytest.raises(RuleBroken, match=why):
        passphrases.check_new(passphrase)


def test_a_pin_of_six_digits_is_taken() -> None:
    assert passphrases.check_new("481516") == "481516"


def test_wrong_tries_make_everybody_wait_a_little_longer_each_time(made: tuple[Lock, str]) -> None:
    lock = made[0]
    waits = []
    for _ in range(9):
        lock = sealing.failed(lock, NOW)
        waits.append(sealing.wait_left(lock, NOW))
    assert waits == [0, 0, 5, 15, 30, 60, 300, 300, 300]
    assert sealing.wait_left(lock, NOW + dt.timedelta(seconds=299)) == 1
    assert sealing.wait_left(lock, NOW + dt.timedelta(seconds=300)) == 0
    assert (
        sealing.wait_left(lock, NOW - dt.timedelta(days=400)) == 300
    )  # the clock of the computer was set back
    assert sealing.wait_left(sealing.cleared(lock), NOW) == 0


# in a store


def test_nothing_is_sealed_before_there_is_a_passphrase(store: Store) -> None:
    with store.read() as session:
        assert not sealing.is_set_up(session)
        assert sealing.seal(session, "  ") == ""
        with pytest.raises(RuleBroken, match="not set up"):
            sealing.seal(session, "text")


def test_the_lock_is_kept_out_of_the_history_and_a_second_one_refused(store: Store) -> None:
    lock, _ = sealing.make(WORDS, CHEAP)
    head = store.chain_head()
    store.keep_aside(sealing.keep_first, lock)
    assert store.chain_head() == head
    with store.read() as session:
        assert sealing.stored(session) == lock
    with pytest.raises(RuleBroken, match="already"):
        store.keep_aside(sealing.keep_first, sealing.make(WORDS, CHEAP)[0])
    later = sealing.with_passphrase(lock, sealing.unlock(lock, WORDS), "other quiet words", CHEAP)
    store.keep_aside(sealing.keep, later)
    raw = store.path.read_bytes()
    assert lock.wrapped not in raw  # the earlier passphrase opens nothing of this file any more
    assert later.wrapped in raw


def test_a_sealed_column_takes_no_plain_text() -> None:
    from sqlalchemy.dialects import sqlite

    column = SealedText()
    assert column.process_bind_param("", sqlite.dialect()) == ""
    with pytest.raises(ValueError, match="Only sealed"):
        column.process_bind_param("plain", sqlite.dialect())


def test_files_anyone_can_read_hold_neither_the_lock_nor_sealed_columns(store: Store, tmp_path: Path) -> None:
    store.keep_aside(sealing.keep_first, sealing.make(WORDS, CHEAP)[0])
    export_all(store, tmp_path / "out")
    assert not (tmp_path / "out" / "tables" / "sealing_key.csv").exists()


def test_a_restored_backup_opens_with_its_own_passphrase(
    store: Store, tmp_path: Path, clock: StandingClock
) -> None:
    lock, _ = sealing.make(WORDS, CHEAP)
    store.keep_aside(sealing.keep_first, lock)
    store.copy_to(tmp_path / "backup.csm")
    secret = sealing.unlock(lock, WORDS)
    store.keep_aside(sealing.keep, sealing.with_passphrase(lock, secret, "other quiet words", CHEAP))
    shutil.copyfile(tmp_path / "backup.csm", tmp_path / "again.csm")
    again = Store(tmp_path / "again.csm", clock=clock)
    try:
        with again.read() as session:
            known = sealing.stored(session)
            assert session.scalar(sa.select(sa.func.count()).select_from(sealing.SealingKey)) == 1
        assert known is not None
        assert sealing.unlock(known, WORDS) == secret
    finally:
        again.close()


def test_what_seals_is_brought_only_when_it_is_needed() -> None:
    import subprocess
    import sys

    code = (
        "import sys, csmanager.core.sealing, csmanager.ui.sealing, csmanager.ui.privacy\n"
        "print('nacl' in sys.modules, 'PySide6.QtDBus' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
