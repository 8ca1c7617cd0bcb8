"""Power cuts: a run is recorded, the plug is pulled at many places, and what is found is opened by the program."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from csmanager.core import database
from csmanager.core.check import check_store
from csmanager.core.errors import AppError
from csmanager.open import open_store
from csmanager.selftest import writer
from tests.digest import content
from tests.reliability import lab, powercut
from tests.reliability.disk import Operation, watched
from tests.reliability.score import Score


@dataclass(slots=True)
class Recorded:
    """A run: what lay there before, what was done to the disk, and the content after each commit."""

    before: dict[str, bytes]
    operations: list[Operation]
    states: list[lab.Content]


def record_writer(place: Path, actions: int, *, is_encrypted: bool = False) -> Recorded:
    """Let the writer work while its disk is watched."""
    path = place / "store.csm"
    lab.forget_keys()
    store = open_store(path, create=True, key=lab.key() if is_encrypted else None)
    writer.act(store, 1)
    store.close()
    before = powercut.snapshot(place)
    with watched(place) as disk:
        store = open_store(path)
        states = [content(store)]

        def keep(_change: object) -> None:
            states.append(content(store))
            disk.tell(str(len(states) - 1))

        store.subscribe(keep)
        for number in range(2, 2 + actions):
            writer.act(store, number)
        store.close()
    return Recorded(before, disk.operations, states)


def cut_writer(
    recorded: Recorded,
    cuts: Sequence[int],
    variants: Sequence[str] = powercut.VARIANTS,
    models: Sequence[str] = powercut.MODELS,
) -> Score:
    """Pull the plug at each of ``cuts``: everything acknowledged is there, at most the next step more, nothing half."""
    score = Score()
    seen: dict[bytes, tuple[int | None, str]] = {}
    for cut in cuts:
        told = [int(one.name) for one in recorded.operations[:cut] if one.kind == "told"]
        last = told[-1] if told else 0
        for model in models:
            for variant in variants:
                score.states += 1
                with lab.folder() as place:
                    powercut.rebuild(recorded.before, recorded.operations, cut, variant, 1, place, model)
                    mark = hashlib.sha256(repr(sorted(powercut.snapshot(place).items())).encode()).digest()
                    if mark not in seen:
                        seen[mark] = _which(place / "store.csm", recorded.states)
                state, problem = seen[mark]
                if problem:
                    score.wrong.append(f"cut {cut}, {variant}, {model}: {problem}")
                elif state not in (last, last + 1):
                    score.wrong.append(f"cut {cut}, {variant}, {model}: not what was acknowledged ({last})")
    score.notes.append(f"{len(seen):,} of them different")
    return score


_whole: set[bytes] = set()


def _which(path: Path, states: Sequence[lab.Content]) -> tuple[int | None, str]:
    """Which of ``states`` the next start finds; None: none of them."""
    lab.forget_keys()
    try:
        store = open_store(path)
    except AppError as error:
        return None, str(error)
    try:
        found = content(store)
        mark = hashlib.sha256(repr(found).encode()).digest()
        problems = database.inspect(path).problems if mark in _whole else check_store(store).problems
    except database.driver_errors(AppError) as error:
        return None, str(error)
    finally:
        store.close()
    if problems:
        return None, problems[0]
    _whole.add(mark)
    return (states.index(found) if found in states else None), ""


def record_flow(case: lab.Case) -> Recorded:
    """Let one flow run while its disk is watched."""
    with lab.folder() as place:
        path = case.lay_out(place)
        with watched(place) as disk:
            case.run(path)
            disk.tell(case.name)
    return Recorded(case.files, disk.operations, [])


def cut_flow(
    case: lab.Case,
    recorded: Recorded,
    cuts: Sequence[int],
    variants: Sequence[str] = powercut.VARIANTS,
    models: Sequence[str] = powercut.MODELS,
) -> Score:
    """Pull the plug within a flow: the store is as before or as after, and after once it was acknowledged."""
    score = Score()
    for cut in cuts:
        was_told = any(one.kind == "told" for one in recorded.operations[:cut])
        for model in models:
            for variant in variants:
                score.states += 1
                with lab.folder() as place:
                    powercut.rebuild(recorded.before, recorded.operations, cut, variant, 1, place, model)
                    found = case.judge(place, was_told)
                score.wrong += [f"{case.title}, cut {cut}, {variant}, {model}: {one}" for one in found]
    score.notes.append(f"{len(case.seen):,} of them different")
    return score
