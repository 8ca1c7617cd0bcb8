"""One whole flow on FOLDER/store.csm, then one line in ack.log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from csmanager.core import backup, database, migrate
from csmanager.core.clock import Clock, system_clock
from csmanager.core.errors import Refused
from csmanager.core.lock import StoreLock
from csmanager.open import open_store
from csmanager.selftest import writer
from csmanager.selftest.acknowledge import Acknowledged

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_ROWS = 300
ACTIONS = 6
ERASED = ("Zora Quillfeather", "Ümit Öztürkmen", "Anselm van der Weiden")
"""Whom the flow of erasing makes for it, and erases: afterwards nothing may name them."""
BACKUP = f"copy{backup.SUFFIX}"


def flow(name: str, folder: str) -> int:
    """Run the flow ``name`` in ``folder``; exit code 0 once it is acknowledged.

    What it needs and does not find (a store, a file to import, a backup, an older store) it makes first and tells
    with a line "ready", so that a fault can be aimed at the flow alone.
    """
    made = FLOWS.get(name)
    if made is None:
        raise Refused(f"There is no flow called {name}; there are {', '.join(FLOWS)}.")
    place = Path(folder)
    if not place.is_dir():
        raise Refused(f"The folder {place} does not exist.")
    path = (place / "store.csm").absolute()
    lock = StoreLock(path)
    told = Acknowledged(place)
    try:
        prepare(name, path)
        told.say("ready")
        made(path, system_clock)
        told.say(name)
    finally:
        told.close()
        lock.release()
    return 0


def prepare(name: str, path: Path) -> None:
    """Make what the flow needs and does not find."""
    if name == "migrate":
        if not path.exists():
            _make_older(path)
        return
    if not path.exists():
        store = open_store(path, create=True)
        for number in range(1, ACTIONS + 1):
            writer.act(store, number)
        store.close()
    if name == "erase":
        _people_to_erase(path)
    if name == "import" and not path.with_name("calls.csv").exists():
        path.with_name("calls.csv").write_text(calls(_ROWS), encoding="utf-8")
    if name == "restore" and not path.with_name(BACKUP).exists():
        store = open_store(path)
        backup.back_up(store, "by-hand", target=path.with_name(BACKUP))
        writer.act(store, ACTIONS + 1)
        store.close()


def _people_to_erase(path: Path) -> None:
    """Members who left long ago, with words about them."""
    from csmanager.features.team.rules import Status
    from csmanager.features.team.tables import Person
    from csmanager.features.today.rules import TaskKind
    from csmanager.features.today.tables import Task

    store = open_store(path)
    try:
        for number, name in enumerate(ERASED, 1):

            def add(session: Session, number: int = number, name: str = name) -> None:
                if session.query(Person).filter_by(code=f"GONE{number}").count():
                    return
                left = dt.date(2020, 1, number)
                session.add(Person(code=f"GONE{number}", name=name, status=Status.LEFT, left_on=left))
                session.add(Task(kind=TaskKind.TODO, text=f"Write to {name}"))

            store.do(f"Add {name}", add)
    finally:
        store.close()


def calls(rows: int) -> str:
    """A phone system's export of ``rows`` answered calls."""
    start = dt.datetime(2026, 3, 2, 9, 0)
    lines = ["Call ID,Start time,Agent,Queue wait (s),Talk time (s),Answered"]
    for number in range(rows):
        moment = start + dt.timedelta(minutes=7 * number)
        lines.append(
            f"C{number:06},{moment:%Y-%m-%d %H:%M:%S},Writer 2,{number % 40},{60 + number % 300},yes"
        )
    return "\n".join(lines) + "\n"


def _make_older(path: Path) -> None:
    """A store of the first release."""
    database.create_blank(path)
    migrate.upgrade_in_place(path, "0001")


def _import(path: Path, clock: Clock) -> None:
    from csmanager.features.importing.actions import import_file

    store = open_store(path, clock=clock)
    try:
        result = import_file(store, path.with_name("calls.csv"), answers={"people": "create"})
    finally:
        store.close()
    if result.outcome not in ("imported", "already_imported"):
        raise Refused(result.summary)


def _export(path: Path, clock: Clock) -> None:
    from csmanager.features.reports.actions import write_workbook
    from csmanager.features.reviews.periods import parse_period

    store = open_store(path, clock=clock)
    try:
        period = parse_period("2026-03", dt.date(2026, 3, 31))
        write_workbook(store, period, path.with_name("report.xlsx"), made_at=clock())
    finally:
        store.close()


def _backup(path: Path, clock: Clock) -> None:
    store = open_store(path, clock=clock)
    try:
        backup.back_up(store, "by-hand", target=path.with_name(BACKUP))
    finally:
        store.close()


def _restore(path: Path, clock: Clock) -> None:
    backup.restore(path.with_name(BACKUP), path, clock())


def _erase(path: Path, clock: Clock) -> None:
    from csmanager.core import erasure
    from csmanager.features.team.erasing import actions
    from csmanager.features.team.erasing.queries import find_person
    from csmanager.open import store_today

    store = open_store(path, clock=clock)
    try:
        today = store_today(store)
        with store.read() as session:
            who = [find_person(session, name) for name in ERASED]
            spec = actions.spec_for_people(session, who, today=today)
            confirmed = {one.id for one in erasure.look(session, spec)}
        actions.erase_people(store, who, today=today, confirmed=confirmed)
    finally:
        store.close()


def _migrate(path: Path, clock: Clock) -> None:
    open_store(path, clock=clock).close()


Flow = Callable[[Path, Clock], None]
FLOWS: dict[str, Flow] = {
    "import": _import,
    "export": _export,
    "backup": _backup,
    "restore": _restore,
    "migrate": _migrate,
    "erase": _erase,
}
