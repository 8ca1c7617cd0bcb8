"""Drills: a run is recorded, the plug is pulled at many places, and what is found is opened by the program."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from csmanager.core import backup, database
from csmanager.core.check import check_store
from csmanager.core.errors import AppError
from csmanager.core.store import Store
from csmanager.open import open_store
from csmanager.selftest import flows, writer
from tests.digest import content
from tests.reliability import powercut
from tests.reliability.disk import Operation, watched

Content = dict[str, list[tuple[object, ...]]]


@dataclass(slots=True)
class Recorded:
    """A run: what lay there before, what was done to the disk, and the content after each commit."""

    before: dict[str, bytes]
    operations: list[Operation]
    states: list[Content]


@dataclass(slots=True)
class Score:
    """How many states were rebuilt, and what was wrong with which."""

    states: int = 0
    wrong: list[str] = field(default_factory=list)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for one drill."""
    with tempfile.TemporaryDirectory(prefix="drill-") as name:
        yield Path(name)


def record_writer(place: Path, actions: int) -> Recorded:
    """Let the writer work while its disk is watched."""
    path = place / "store.csm"
    store = open_store(path, create=True)
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


def cut_writer(recorded: Recorded, cuts: Sequence[int], variants: Sequence[str] = powercut.VARIANTS) -> Score:
    """Pull the plug at each of ``cuts``: everything acknowledged is there, at most the next step more, nothing half."""
    score = Score()
    for cut in cuts:
        told = [int(one.name) for one in recorded.operations[:cut] if one.kind == "told"]
        last = told[-1] if told else 0
        for variant in variants:
            score.states += 1
            with folder() as place:
                powercut.rebuild(recorded.before, recorded.operations, cut, variant, 1, place)
                try:
                    store = open_store(place / "store.csm")
                except AppError as error:
                    score.wrong.append(f"cut {cut}, {variant}: {error}")
                    continue
                try:
                    found = content(store)
                    problems = check_store(store).problems
                except sqlite3.DatabaseError as error:
                    score.wrong.append(f"cut {cut}, {variant}: {error}")
                    continue
                finally:
                    store.close()
                if problems:
                    score.wrong.append(f"cut {cut}, {variant}: {problems[0]}")
                elif found not in recorded.states[last : last + 2]:
                    score.wrong.append(f"cut {cut}, {variant}: not what was acknowledged ({last})")
    return score


def record_flow(name: str, place: Path) -> Recorded:
    """Let one flow run while its disk is watched."""
    path = place / "store.csm"
    flows.prepare(name, path)
    if name == "restore":
        (place / "copy.sha256").write_text(
            database.inspect(place / flows.BACKUP).chain_head, encoding="utf-8"
        )
    before = powercut.snapshot(place)
    states = [_closed(path)]
    with watched(place) as disk:
        flows.FLOWS[name](path)
        disk.tell(name)
    states.append(_closed(path))
    return Recorded(before, disk.operations, states)


def cut_flow(
    name: str, recorded: Recorded, cuts: Sequence[int], variants: Sequence[str] = powercut.VARIANTS
) -> Score:
    """Pull the plug within a flow: the store is as before or as after, and after once it was acknowledged."""
    score = Score()
    after = recorded.states[1]
    for cut in cuts:
        was_told = any(one.kind == "told" for one in recorded.operations[:cut])
        for variant in variants:
            score.states += 1
            with folder() as place:
                powercut.rebuild(recorded.before, recorded.operations, cut, variant, 1, place)
                try:
                    found = _opened(place / "store.csm", name)
                except AppError as error:
                    score.wrong.append(f"{name}, cut {cut}, {variant}: {error}")
                    continue
                wanted = [after] if was_told else [*recorded.states[:1], after]
                if name == "migrate":
                    wanted = [after]  # opening an older store brings it up to date
                if not any(_same(found, one) for one in wanted):
                    score.wrong.append(f"{name}, cut {cut}, {variant}: neither as before nor as after")
                score.wrong += [
                    f"{name}, cut {cut}, {variant}: {one}" for one in PRODUCTS[name](place, was_told)
                ]
    return score


def _same(one: Content, other: Content) -> bool:
    """The same rows; when something was entered is left out, since a migration that is made again has a later time."""
    return _rows(one) == _rows(other)


def _rows(found: Content) -> Content:
    return {name: rows for name, rows in found.items() if not name.startswith("history_")}


def _closed(path: Path) -> Content:
    with folder() as place:
        copy = place / path.name
        shutil.copyfile(path, copy)
        try:
            store = open_store(copy)
        except AppError:
            return {}
        try:
            return content(store)
        finally:
            store.close()


def _opened(path: Path, _name: str) -> Content:
    store: Store = open_store(path)
    try:
        problems = check_store(store).problems
        if problems:
            raise AppError(problems[0])
        return content(store)
    finally:
        store.close()


def _report(place: Path, was_told: bool) -> list[str]:
    path = place / "report.xlsx"
    if not path.exists():
        return ["the report is missing"] if was_told else []
    from openpyxl import load_workbook

    try:
        load_workbook(path).close()
    except Exception as error:
        return [f"the report is broken ({type(error).__name__})"]
    return []


def _copy(place: Path, was_told: bool) -> list[str]:
    path = place / flows.BACKUP
    if not path.exists():
        return ["the backup is missing"] if was_told else []
    try:
        backup.check(path)
    except AppError as error:
        return (
            [str(error)] if was_told else []
        )  # one without its manifest is not offered, and so harms nobody
    return []


def _nothing(_place: Path, _was_told: bool) -> list[str]:
    return []


PRODUCTS: dict[str, Callable[[Path, bool], list[str]]] = {
    "import": _nothing,
    "export": _report,
    "backup": _copy,
    "restore": _nothing,
    "migrate": _nothing,
}
