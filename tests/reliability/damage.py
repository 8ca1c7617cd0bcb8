"""Backups that were damaged, histories that were tampered with, and backups that are put back."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from random import Random

from csmanager.core import backup, database, encryption
from csmanager.core.check import check_store
from csmanager.core.errors import AppError, Refused
from csmanager.core.files import sha256
from csmanager.open import open_store
from csmanager.selftest import flows, writer
from tests.digest import content
from tests.reliability import lab, versions
from tests.reliability.score import Score

TAMPERING = (
    "UPDATE history_step SET label = label || '.' WHERE id = {step}",
    "UPDATE history_step SET at = at - 60 WHERE id = {step}",
    "UPDATE history_step SET actor = 'somebody else' WHERE id = {step}",
    "UPDATE history_row SET after = replace(after, 'Writer', 'Winner') WHERE id = {row}",
    "UPDATE history_row SET record_key = record_key || '0' WHERE id = {row}",
    "DELETE FROM history_row WHERE id = {row}",
    "UPDATE history_step SET hash = previous_hash WHERE id = {step}",
    "UPDATE history_row SET step_id = step_id - 1 WHERE id = {row}",
)


def spoiled(whole: bytes, chance: Random) -> bytes:
    """``whole`` with one thing wrong."""
    made = bytearray(whole)
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


def damaged(count: int, *, is_encrypted: bool = False) -> Score:
    """Every damaged backup is refused before anything is replaced, and so is a damaged manifest."""
    score = Score()
    chance = Random(1)
    with lab.folder() as place:
        case = lab.make("restore", is_encrypted=is_encrypted)
        path = case.lay_out(place)
        good = path.with_name(flows.BACKUP)
        side = backup.manifest_path(good)
        whole, told, before = good.read_bytes(), side.read_bytes(), sha256(path)
        while score.states < count:
            is_of_side = score.states % 10 == 9
            bad = spoiled(told if is_of_side else whole, chance)
            if bad in (whole, told):
                continue
            (side if is_of_side else good).write_bytes(bad)
            score.states += 1
            lab.forget_keys()
            try:
                backup.restore(good, path, lab.NOW)
                if not is_of_side or sha256(good) != backup.manifest(good).sha256:
                    score.wrong.append(f"number {score.states} was restored")
                path.write_bytes(case.files["store.csm"])
            except Refused:
                pass
            except Exception as error:
                score.wrong.append(f"number {score.states}: {type(error).__name__}: {error}")
            if sha256(path) != before:
                score.wrong.append(f"number {score.states}: the store was touched")
            good.write_bytes(whole)
            side.write_bytes(told)
        if not is_whole(good):
            score.wrong.append("the whole one is refused")
    return score


def is_whole(path: Path) -> bool:
    """Whether a backup is as its manifest says."""
    return backup.check(path).sha256 == sha256(path)


def tampered(count: int, tampering: tuple[str, ...] = TAMPERING) -> Score:
    """Every manipulation of the history is found: by its chain, or by a head that was noted before."""
    score = Score()
    chance = Random(2)
    by_chain = 0
    with lab.folder() as place:
        path = place / "store.csm"
        store = open_store(path, create=True, clock=lab.clock)
        for number in range(1, 10):
            writer.act(store, number)
        head = store.chain_head()
        store.close()
        whole = path.read_bytes()
        for turn in range(count):
            path.write_bytes(whole)
            statement = _tamper(path, tampering, turn, chance)
            score.states += 1
            opened = open_store(path, read_only=True)
            problems = check_store(opened).problems
            by_chain += bool(problems)
            if not problems and opened.chain_head() == head:
                score.wrong.append(statement)
            opened.close()
    score.notes.append(f"{by_chain} by the chain alone")
    return score


def _tamper(path: Path, tampering: tuple[str, ...], turn: int, chance: Random) -> str:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys = OFF")
    steps = [row[0] for row in connection.execute("SELECT id FROM history_step WHERE id > 1")]
    rows = [row[0] for row in connection.execute("SELECT id FROM history_row WHERE after GLOB '*Writer*'")]
    kind = turn % (len(tampering) + 1)
    if kind == len(tampering):  # the end of the history is cut off: only a noted head shows that
        last = max(steps)
        connection.execute("DELETE FROM history_row WHERE step_id = ?", (last,))
        statement = f"DELETE FROM history_step WHERE id = {last}"
    else:
        statement = tampering[kind].format(step=chance.choice(steps), row=chance.choice(rows))
    changed = connection.execute(statement).rowcount
    connection.commit()
    connection.close()
    assert changed == 1, statement
    return statement


def restored(megabytes: int, *, plain_only: bool = False) -> Score:
    """Newest, oldest, encrypted and older-schema backups are put back: the content is theirs; the time is told."""
    score = Score()
    with lab.folder() as place:
        path = place / "store.csm"
        store = open_store(path, create=True, clock=lab.clock)
        number, states = 0, []
        for turn in range(3):
            while turn and path.stat().st_size < megabytes * 1_000_000:
                with store.change("Fill") as step:
                    for _ in range(50):
                        number += 1
                        writer_policy(step.session, number)
            number += 1
            writer.act(store, number)
            states.append(
                (backup.back_up(store, "by-hand", target=place / f"{turn}{backup.SUFFIX}"), content(store))
            )
        store.close()
        spans = []
        for source, wanted in (states[-1], states[0], states[1]):
            score.states += 1
            start = time.monotonic()
            backup.restore(source, path, lab.NOW)
            spans.append(time.monotonic() - start)
            score.wrong += _compared(path, wanted, source.name)
        size = path.stat().st_size / 1e6
        score.notes.append(f"at most {max(spans):.1f} s at {size:.0f} MB")
        if plain_only:
            return score
        encryption.protect(path, lab.key())
        store = open_store(path, clock=lab.clock)
        wanted = content(store)
        source = backup.back_up(store, "by-hand", target=place / f"encrypted{backup.SUFFIX}")
        writer.act(store, number + 1)
        store.close()
        score.states += 1
        backup.restore(source, path, lab.NOW)
        score.wrong += _compared(path, wanted, source.name)
        lab.forget_keys()
        path.unlink()
        path.write_bytes(versions.older("0002"))
        kept = backup.keep_closed(path, lab.NOW, "before-update")
        open_store(path, clock=lab.clock).close()
        score.states += 1
        backup.restore(kept, path, lab.NOW)
        if database.require_store(path) != 2:
            score.wrong.append("an older schema was not put back as it was")
        open_store(path, clock=lab.clock).close()
    return score


def writer_policy(session: object, number: int) -> None:
    """Some ten kilobytes of text."""
    from csmanager.features.handbook import actions as handbook
    from csmanager.features.handbook.rules import PolicyKind

    handbook.add_policy(
        session,  # type: ignore[arg-type]
        title=f"Long policy {number}",
        today=lab.NOW.date(),
        code=f"L{number}",
        kind=PolicyKind.POLICY,
        category="",
        review_every_months=12,
        body=f"# Purpose\n\nWhat holds in case {number}.\n" * 1_000,
    )


def _compared(path: Path, wanted: lab.Content, what: str) -> list[str]:
    try:
        store = open_store(path, clock=lab.clock)
    except AppError as error:
        return [f"{what}: {error}"]
    try:
        return [] if content(store) == wanted else [f"{what}: not what was backed up"]
    finally:
        store.close()
