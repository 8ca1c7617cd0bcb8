"""kill -9 at any moment: of the writer, and of the window while somebody works in it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from csmanager.core.check import check_store
from csmanager.core.errors import AppError
from csmanager.open import open_store
from csmanager.selftest import writer
from tests.reliability import lab
from tests.reliability.score import Score

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE_S = 120
WRITER = ("-m", "csmanager", "selftest", "writer", "{place}", "--n", "1000000")
WINDOW = ("-m", "tests.reliability.driver", "{place}")


def run(what: tuple[str, ...], runs: int, seed: int) -> Score:
    """Start, let it acknowledge a few actions, kill it, look, start again on the same store."""
    score = Score()
    chance = Random(seed)
    starts = []
    with lab.folder() as place:
        open_store(place / "store.csm", create=True).close()
        last = 0
        for number in range(1, runs + 1):
            told, to_first = _until_killed(what, place, chance, score)
            starts.append(to_first)
            acknowledged = max([last, *told])
            last = _found(place / "store.csm", acknowledged, f"run {number}", score)
            score.states += 1
    score.notes.append(f"from start to first acknowledged action {min(starts):.1f} to {max(starts):.1f} s")
    return score


def _until_killed(
    what: tuple[str, ...], place: Path, chance: Random, score: Score
) -> tuple[list[int], float]:
    """The numbers it acknowledged before it died, and how long the first one took."""
    pipe = place / "ack.log"
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)  # so that a line wakes whoever waits for it
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    begun = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, *(one.replace("{place}", str(place)) for one in what)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
    )
    text, first = b"", 0.0
    try:
        wanted = 1 + chance.randrange(12)
        while text.count(b"\n") < wanted:
            if not select.select([reader], [], [], _PATIENCE_S)[0]:
                score.wrong.append("nothing was acknowledged")
                break
            part = os.read(reader, 65_536)
            if not part:
                if child.poll() is not None:
                    break
                continue
            first = first or time.monotonic() - begun
            text += part
        select.select(
            [], [], [], chance.random() * 0.05
        )  # the moment of the kill lies anywhere within an action
        child.send_signal(signal.SIGKILL)
        _, errors = child.communicate()
        if child.returncode != -signal.SIGKILL:
            score.wrong.append(f"it ended by itself: {errors.decode()[-200:]}")
        while part := os.read(reader, 65_536):
            text += part
    finally:
        child.kill()
        child.wait()
        os.close(reader)
    lines = text.decode().split("\n")
    score.wrong += [one for one in lines if one.startswith("asked")]
    return [int(one) for one in lines if one.isdigit()], first


def _found(path: Path, acknowledged: int, what: str, score: Score) -> int:
    try:
        store = open_store(path)
    except AppError as error:
        score.wrong.append(f"{what}: the next start fails: {error}")
        return acknowledged
    try:
        number = writer.done(store)
        if number not in (acknowledged, acknowledged + 1):
            score.wrong.append(f"{what}: {acknowledged} acknowledged, {number} found")
        score.wrong += [f"{what}: {one}" for one in check_store(store).problems]
        return number
    finally:
        store.close()
