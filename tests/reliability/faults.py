"""A disk that fails at a chosen operation: full, erring, or gone with the whole program."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from csmanager.core.check import check_store
from csmanager.core.errors import AppError
from csmanager.core.store import Store
from csmanager.open import open_store
from csmanager.selftest import writer
from tests.digest import content
from tests.reliability.disk import FULL, IOERR_WRITE, OK, Operation, watched
from tests.reliability.drill import Score

KINDS = ("full", "error", "lasting full", "lasting error")
_CODES = {"full": FULL, "error": IOERR_WRITE}


class FailAt:
    """Fails SQLite's operation number ``at`` (from 0), or all from there on (``lasting``)."""

    def __init__(self, at: int, kind: str) -> None:
        self.at = at
        self.is_lasting = kind.startswith("lasting")
        self.code = _CODES[kind.removeprefix("lasting ")]
        self.count = 0

    def __call__(self, _operation: Operation) -> int:
        here, self.count = self.count, self.count + 1
        return self.code if here == self.at or (self.is_lasting and here > self.at) else OK


def count_operations(place: Path) -> int:
    """How many operations of SQLite's one action needs."""
    path = place / "store.csm"
    _make(path)
    with watched(place) as disk:
        store = open_store(path)
        fault = FailAt(-1, "full")
        disk.fault = fault
        writer.act(store, 2)
        disk.fault = None
        store.close()
    return fault.count


def fail(place: Path, at: int, kind: str, score: Score) -> None:
    """Let operation ``at`` of an action fail: it is refused in a sentence or done, and the next action works."""
    path = place / "store.csm"
    _make(path)
    score.states += 1
    with watched(place) as disk:
        store = open_store(path)
        before = content(store)
        disk.fault = FailAt(at, kind)
        was_told = False
        try:
            writer.act(store, 2)
            was_told = True
        except AppError as error:
            if not str(error).endswith("."):
                score.wrong.append(f"{kind} at {at}: no sentence: {error}")
        except Exception as error:
            score.wrong.append(f"{kind} at {at}: {type(error).__name__}: {error}")
        disk.fault = None
        number = writer.done(
            store
        )  # a reader of the program finds the journal that could not be undone, and undoes it
        after = content(store)
        if was_told and number != 2:
            score.wrong.append(f"{kind} at {at}: done was said, but is not")
        if not was_told and after != before and number != 2:
            score.wrong.append(f"{kind} at {at}: half a step stayed")
        _go_on(store, f"{kind} at {at}", score)
        store.close()
    store = open_store(path)
    problems = check_store(store).problems
    if problems:
        score.wrong.append(f"{kind} at {at}: {problems[0]}")
    store.close()


def _go_on(store: Store, what: str, score: Score) -> None:
    try:
        writer.act(store, 3)
    except Exception as error:
        score.wrong.append(f"{what}: the work does not go on ({type(error).__name__}: {error})")


def kill(place: Path, at: int, score: Score) -> None:
    """Let the program die at operation ``at`` of an action: the store is as before or as after."""
    path = place / "store.csm"
    _make(path)
    score.states += 1
    child = os.fork()
    if child == 0:
        try:
            with watched(place) as disk:
                store = open_store(path)
                disk.fault = _die_at(at)
                writer.act(store, 2)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    store = open_store(path)
    try:
        if problems := check_store(store).problems:
            score.wrong.append(f"killed at {at}: {problems[0]}")
        if writer.done(store) not in (1, 2):
            score.wrong.append(f"killed at {at}: {writer.done(store)} actions")
        _go_on(store, f"killed at {at}", score)
    finally:
        store.close()


def _die_at(at: int) -> Callable[[Operation], int]:
    count = 0

    def fault(_operation: Operation) -> int:
        nonlocal count
        if count == at:
            os._exit(1)
        count += 1
        return OK

    return fault


def _make(path: Path) -> None:
    store = open_store(path, create=True)
    if writer.done(store) == 0:
        writer.act(store, 1)
    store.close()
