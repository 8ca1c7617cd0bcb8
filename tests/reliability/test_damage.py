"""Damage and tampering are noticed: backups before anything is replaced, the history against its chain and its head."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from csmanager.core import backup
from csmanager.core.check import check_store
from csmanager.core.errors import AppError, Refused
from csmanager.core.files import sha256
from csmanager.open import open_store
from csmanager.selftest import writer

ROOT = Path(__file__).resolve().parents[2]
DAMAGED, TAMPERED = 60, 48
STARTS = 6


def damage(content: bytes, chance: Random) -> bytes:
    """``content`` with one thing wrong."""
    made = bytearray(content)
    at = chance.randrange(len(made))
    kind = chance.choice(("bit", "zeros", "cut", "longer", "swapped"))
    if kind == "bit":
        made[at] ^= 1 << chance.randrange(8)
    elif kind == "zeros":
        made[at : at + 4096] = bytes(len(made[at : at + 4096]))
    elif kind == "cut":
        del made[at:]
    elif kind == "longer":
        made += b"\0" * 512
    else:
        first, second = made[:4096], made[-4096:]
        made[:4096], made[-4096:] = second, first
    return bytes(made)


def test_every_damaged_backup_is_refused_before_anything_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "store.csm"
    store = open_store(path, create=True)
    for number in range(1, 6):
        writer.act(store, number)
    good = backup.back_up(store, "by-hand", target=tmp_path / "good.csm-backup")
    store.close()
    before = sha256(path)
    whole = good.read_bytes()
    chance = Random(1)
    for _ in range(DAMAGED):
        bad = damage(whole, chance)
        if bad == whole:
            continue
        good.write_bytes(bad)
        with pytest.raises(Refused):
            backup.restore(good, path, store.clock())
        assert sha256(path) == before
    good.write_bytes(whole)
    assert backup.check(good).sha256 == sha256(good)


_TAMPERING = (
    "UPDATE history_step SET label = label || '.' WHERE id = {step}",
    "UPDATE history_step SET at = at - 60 WHERE id = {step}",
    "UPDATE history_step SET actor = 'somebody else' WHERE id = {step}",
    "UPDATE history_row SET after = replace(after, 'Writer', 'Winner') WHERE id = {row}",
    "UPDATE history_row SET record_key = record_key || '0' WHERE id = {row}",
    "DELETE FROM history_row WHERE id = {row}",
    "UPDATE history_step SET hash = previous_hash WHERE id = {step}",
    "UPDATE history_row SET step_id = step_id - 1 WHERE id = {row}",
)


def test_every_tampering_with_the_history_is_found(tmp_path: Path) -> None:
    path = tmp_path / "store.csm"
    store = open_store(path, create=True)
    for number in range(1, 10):
        writer.act(store, number)
    head = store.chain_head()
    store.close()
    whole = path.read_bytes()
    chance = Random(2)
    missed, done = [], 0
    for turn in range(TAMPERED):
        path.write_bytes(whole)
        connection = sqlite3.connect(path)
        steps = [row[0] for row in connection.execute("SELECT id FROM history_step WHERE id > 1")]
        rows = [
            row[0] for row in connection.execute("SELECT id FROM history_row WHERE after GLOB '*Writer*'")
        ]
        statement = _TAMPERING[turn % len(_TAMPERING)].format(
            step=chance.choice(steps), row=chance.choice(rows)
        )
        connection.execute("PRAGMA foreign_keys = OFF")
        changed = connection.execute(statement).rowcount
        connection.commit()
        connection.close()
        assert changed == 1, statement
        done += 1
        opened = open_store(path, read_only=True)
        if not check_store(opened).problems:
            missed.append(statement)
        opened.close()
    assert done == TAMPERED
    assert missed == []
    path.write_bytes(whole)
    connection = sqlite3.connect(path)
    last = connection.execute("SELECT max(id) FROM history_step").fetchone()[0]
    connection.execute("DELETE FROM history_row WHERE step_id = ?", (last,))
    connection.execute("DELETE FROM history_step WHERE id = ?", (last,))
    connection.commit()
    connection.close()
    opened = open_store(path, read_only=True)
    assert opened.chain_head() != head, "a history whose end was cut off shows in the head that was noted"
    opened.close()


_START = """
import sys
from pathlib import Path
from csmanager.core.errors import StoreInUse
from csmanager.core.lock import StoreLock

sys.stdin.readline()
try:
    lock = StoreLock(Path(sys.argv[1]))
except StoreInUse:
    print("refused", flush=True)
else:
    print("writes", flush=True)
    sys.stdin.readline()
    lock.release()
"""


def test_of_many_starts_at_once_exactly_one_writes(tmp_path: Path) -> None:
    path = tmp_path / "store.csm"
    open_store(path, create=True).close()
    for _round in range(2):
        children = [
            subprocess.Popen(
                [sys.executable, "-c", _START, str(path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
            )
            for _ in range(STARTS)
        ]
        for child in children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        answers = [child.stdout.readline().strip() for child in children if child.stdout is not None]
        for child in children:
            child.communicate("done\n")
        assert sorted(answers) == ["refused"] * (STARTS - 1) + ["writes"]


def test_what_is_refused_says_so_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "odd.csm"
    chance = Random(3)
    for _ in range(20):
        path.write_bytes(chance.randbytes(chance.randrange(0, 9000)))
        with pytest.raises(AppError) as caught:
            open_store(path)
        assert str(caught.value).endswith(".")
