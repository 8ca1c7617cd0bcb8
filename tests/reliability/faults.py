"""A disk that fails at a chosen operation of a flow: full, erring, refusing, or gone with the whole program."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from csmanager.core.errors import AppError
from tests.reliability import lab
from tests.reliability.disk import (
    DENIED,
    DIE_AFTER,
    DIE_HALF,
    FULL,
    IOERR_WRITE,
    OK,
    SHORT,
    Operation,
    watched,
)
from tests.reliability.score import Score

KINDS = (
    "full",
    "error",
    "lasting full",
    "lasting error",
    "short write",
    "refused",
    "killed before",
    "killed in",
    "killed after",
)
_CODES = {
    "full": FULL,
    "error": IOERR_WRITE,
    "short write": SHORT,
    "refused": DENIED,
    "killed in": DIE_HALF,
    "killed after": DIE_AFTER,
}
AGAIN = 4  # after every so many failures the same flow is run again
_NEED_SPACE = ("create", "write", "mkdir")
_TAKE_AWAY = ("delete", "rename")


class FailAt:
    """Fails operation number ``at`` (from 0), or all from there on (lasting); a full disk still lets things go."""

    def __init__(self, at: int, kind: str) -> None:
        self.at, self.kind = at, kind
        self.is_lasting = kind.startswith("lasting")
        self.code = _CODES.get(kind.removeprefix("lasting "), OK)
        self.count = 0
        self.hit: Operation | None = None

    def __call__(self, operation: Operation) -> int:
        here, self.count = self.count, self.count + 1
        if here == self.at:
            self.hit = operation
        if here < self.at or (here > self.at and not self.is_lasting):
            return OK
        if self.kind == "killed before":
            os._exit(9)
        if "full" in self.kind and operation.kind not in _NEED_SPACE:
            return OK
        if self.code == SHORT and operation.kind != "write":
            return OK
        return self.code


def operations(case: lab.Case) -> list[Operation]:
    """What the flow does to its disk, undisturbed."""
    found: list[Operation] = []

    def note(operation: Operation) -> int:
        found.append(Operation(operation.kind, operation.name))
        return OK

    with lab.folder() as place:
        path = case.lay_out(place)
        with watched(place) as disk:
            disk.fault = note
            case.run(path)
    return found


def chosen(done: Sequence[Operation], kind: str, turn: int, every: int) -> list[int]:
    """Where to fail: every operation on names, and every so many writes and syncs, beginning at another one a kind."""
    if kind in ("short write", "killed in"):
        return [number for number, one in enumerate(done) if one.kind == "write"][turn % every :: every]
    names = [number for number, one in enumerate(done) if one.kind not in ("write", "sync")]
    rest = [number for number, one in enumerate(done) if one.kind in ("write", "sync")]
    return sorted([*names, *rest[turn % every :: every]])


def run(case: lab.Case, kind: str, places: Sequence[int]) -> Score:
    """Let the flow fail at each of ``places`` in one way."""
    score = Score()
    for at in places:
        _one(case, kind, at, score)
    return score


def _one(case: lab.Case, kind: str, at: int, score: Score) -> None:
    score.states += 1
    what = f"{case.title}, {kind} at {at}"
    with lab.folder() as place:
        path = case.lay_out(place)
        if kind.startswith("killed"):
            was_told, left = _killed(case, path, FailAt(at, kind), what, score), []
        else:
            with watched(place) as disk:
                fault = disk.fault = FailAt(at, kind)
                try:
                    case.run(path)
                    was_told = True
                except AppError as error:
                    was_told = False
                    if not str(error).endswith("."):
                        score.wrong.append(f"{what}: no sentence: {error}")
                except Exception as error:
                    was_told = False
                    score.wrong.append(f"{what} ({_words(fault)}): {type(error).__name__}: {error}")
            may_stay = kind == "lasting error" or (fault.hit is not None and fault.hit.kind in _TAKE_AWAY)
            left = [] if may_stay else lab.debris(place)
        score.wrong += [f"{what}: left behind {name}" for name in left]
        found = case.judge(place, was_told)
        score.wrong += [f"{what}: {one}" for one in found]
        if not was_told and not found and score.states % AGAIN == 1 and case.is_as_before(place):
            _again(case, place, what, score)


def _words(fault: FailAt) -> str:
    return f"{fault.hit.kind} {fault.hit.name}" if fault.hit else "?"


def _killed(case: lab.Case, path: Path, fault: FailAt, what: str, score: Score) -> bool:
    """Let the program die in a process of its own; whether it was through before."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with watched(path.parent) as disk:
                disk.fault = fault
                case.run(path)
            code = 0
        except AppError:
            code = 2
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in (0, 9):
        score.wrong.append(f"{what}: ended with {code} instead of dying")
    return code == 0


def _again(case: lab.Case, place: Path, what: str, score: Score) -> None:
    """The disk works again: the same flow goes through."""
    try:
        case.run(place / "store.csm")
    except Exception as error:
        score.wrong.append(f"{what}: the work does not go on ({type(error).__name__}: {error})")
        return
    score.wrong += [f"{what}, made again: {one}" for one in case.judge(place, True)]
