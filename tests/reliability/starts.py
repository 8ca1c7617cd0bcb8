"""Who may write: many starts at once, a holder that was killed, locks that say nonsense or come from elsewhere."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from csmanager.core.errors import StoreInUse
from csmanager.core.lock import StoreLock
from tests.reliability import lab
from tests.reliability.kills import ROOT
from tests.reliability.score import Score

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
    if sys.stdin.readline():
        lock.release()
"""


def _children(path: Path, count: int) -> list[subprocess.Popen[str]]:
    found = [
        subprocess.Popen(
            [sys.executable, "-c", _START, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(count)
    ]
    for child in found:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    return found


def _said(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def at_once(rounds: int, starts: int) -> Score:
    """``starts`` programs at once, over a lock that a killed one left in every second round: one writes."""
    score = Score()
    with lab.folder() as place:
        path = place / "store.csm"
        path.write_bytes(b"")
        for number in range(rounds):
            score.states += 1
            children = _children(path, starts)
            answers = [_said(child) for child in children]
            if sorted(answers) != ["refused"] * (starts - 1) + ["writes"]:
                score.wrong.append(f"round {number}: {answers.count('writes')} write of {starts}")
            for child, answer in zip(children, answers, strict=True):
                if answer == "writes" and number % 2:
                    child.kill()
                child.communicate("" if answer == "writes" and number % 2 else "done\n")
    return score


def taken_over(rounds: int) -> Score:
    """The holder is killed: the next one has the lock at once."""
    score = Score()
    spans = []
    with lab.folder() as place:
        path = place / "store.csm"
        for number in range(rounds):
            score.states += 1
            (child,) = _children(path, 1)
            if _said(child) != "writes":
                score.wrong.append(f"round {number}: not taken")
            try:
                StoreLock(path).release()
                score.wrong.append(f"round {number}: taken from one that lives")
            except StoreInUse as error:
                if not error.holder:
                    score.wrong.append(f"round {number}: does not say who: {error}")
            child.send_signal(signal.SIGKILL)
            child.communicate()
            start = time.monotonic()
            try:
                StoreLock(path).release()
            except StoreInUse as error:
                score.wrong.append(f"round {number}: the dead one still holds it: {error}")
            spans.append(time.monotonic() - start)
    score.notes.append(f"taken over within {max(spans) * 1000:.0f} ms")
    return score


def nonsense(rounds: int) -> Score:
    """Lock files that are empty, garbled, cut or foreign keep nobody out; a living holder is never robbed."""
    score = Score()
    chance = Random(4)
    with lab.folder() as place:
        path = place / "store.csm"
        lock, who = path.with_name("store.csm-lock"), path.with_name("store.csm-who")
        StoreLock(path)._let_go()
        lock.touch()
        kinds = (b"", b"\0" * 4096, b"SQLite format 3\0" + bytes(84), b"{}", b"\xff\xfe" * 700)
        for number in range(rounds):
            score.states += 1
            lock.write_bytes(chance.choice((*kinds, chance.randbytes(chance.randrange(1, 9000)))))
            who.write_bytes(chance.choice((b"", b"{", b"[]", b'{"pid": 1}', chance.randbytes(50))))
            try:
                StoreLock(path).release()
            except Exception as error:
                score.wrong.append(f"{number}: locked out by {type(error).__name__}: {error}")
    return score


def elsewhere() -> Score:
    """A lock from another computer is respected for ever, and given way only when the person says so."""
    score = Score(states=3)
    with lab.folder() as place:
        path = place / "store.csm"
        who = path.with_name("store.csm-who")
        note = json.dumps({"pid": 7, "host": "another-computer", "user": "Ana"})
        who.write_text(note, encoding="utf-8")
        for _ in range(2):
            try:
                StoreLock(path).release()
                score.wrong.append("a lock of another computer was taken")
            except StoreInUse as error:
                if not error.is_elsewhere or not all(
                    one in str(error) for one in ("Ana", "another-computer")
                ):
                    score.wrong.append(f"not said whose: {error}")
        if who.read_text(encoding="utf-8") != note:
            score.wrong.append("the note of the other computer was changed")
        lock = StoreLock(path, takes_over=True)
        lock.release()
    return score
