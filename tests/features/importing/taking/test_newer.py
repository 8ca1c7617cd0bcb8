"""A newer rota ends the shifts it has no longer; a roster brings managers and who is on leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from csmanager.core.store import Store
from csmanager.features.importing.actions import import_file
from csmanager.features.importing.results import FileResult
from csmanager.features.schedule.tables import PlannedShift
from csmanager.features.team.org.queries import managers_on
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Person
from tests.digest import content
from tests.features.importing.readings import write_text

TODAY = dt.date(2026, 3, 31)
ROTA = [
    ["Name", "2026-03-30", "2026-03-31", "2026-04-01", "2026-04-02", "2026-04-03"],
    ["Ana Sol", "9-17", "9-17", "OFF", "9-17", "9-17"],
    ["Bo Lind", "12-20", "12-20", "12-20", "OFF", "12-20"],
]


def take(store: Store, folder: Path, name: str, rows: Sequence[Sequence[Any]]) -> FileResult:
    result = import_file(store, write_text(folder / name, rows), answers={"people": "create"})
    assert result.outcome == "imported", result.summary
    return result


def shifts(store: Store) -> list[tuple[str, int, int]]:
    with store.read() as session:
        query = sa.select(Person.name, PlannedShift.day, PlannedShift.start_minute).join(
            Person, Person.id == PlannedShift.person_id
        )
        first = (dt.date(2026, 3, 30) - dt.date(1970, 1, 1)).days
        return sorted((name, day - first, start) for name, day, start in session.execute(query))


def test_a_shift_a_newer_rota_has_no_longer_ends(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, "old.csv", ROTA)
    before = content(store, history=False, shadows=False)
    newer = [ROTA[0], ["Ana Sol", "9-17", "OFF", "OFF", "10-18", "9-17"]]
    result = take(store, tmp_path, "new.csv", newer)
    assert (result.rows_added, result.rows_updated) == (0, 1)
    assert any(note.startswith("1 planned shift of an earlier file is taken out") for note in result.notes)
    assert [one for one in shifts(store) if one[0] == "Ana Sol"] == [
        ("Ana Sol", 0, 540), ("Ana Sol", 3, 600), ("Ana Sol", 4, 540),
    ]  # fmt: skip
    assert len([one for one in shifts(store) if one[0] == "Bo Lind"]) == 4  # the newer file does not name him
    store.undo()
    assert content(store, history=False, shadows=False) == before
    store.redo()
    assert len(shifts(store)) == 7


def test_days_beyond_the_newer_rota_and_shifts_by_hand_stay(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, "old.csv", ROTA)
    with store.change("By hand") as step:
        person = step.session.scalars(sa.select(Person).where(Person.name == "Ana Sol")).one()
        day = (dt.date(2026, 4, 1) - dt.date(1970, 1, 1)).days
        step.session.add(PlannedShift(person_id=person.id, day=day, start_minute=60, end_minute=120))
    newer = [["Name", "Date", "Shift"], ["Ana Sol", "2026-03-30", "9-17"], ["Ana Sol", "2026-04-01", "9-17"]]
    take(store, tmp_path, "new.csv", newer)
    mine = [one for one in shifts(store) if one[0] == "Ana Sol"]
    assert ("Ana Sol", 1, 540) not in mine  # within the days of the file, and gone
    assert {one[1] for one in mine} == {0, 2, 3, 4}


def roster(manager: str = "Cem Ay", status: str = "Active") -> list[list[str]]:
    return [
        ["Employee ID", "Name", "Team", "Role", "Manager", "Status", "Start date"],
        ["E1", "Ana Sol", "Care", "Agent", manager, status, "2024-03-18"],
        ["E2", "Bo Lind", "Care", "Agent", "Zoe Far", "Active", "2023-01-09"],
        ["E3", "Cem Ay", "Care", "Team lead", "", "Active", "2021-06-01"],
    ]


def standing(store: Store) -> tuple[dict[str, str], dict[str, Status]]:
    with store.read() as session:
        people = {one.id: one for one in session.scalars(sa.select(Person))}
        lines = {people[one].name: people[to].name for one, to in managers_on(session, TODAY).items()}
        return lines, {one.name: one.status for one in people.values()}


def test_a_roster_brings_reporting_lines_and_leave(store: Store, tmp_path: Path) -> None:
    before = content(store, history=False, shadows=False)
    result = take(store, tmp_path, "r.csv", roster(status="On leave"))
    lines, statuses = standing(store)
    assert lines == {"Ana Sol": "Cem Ay"}
    assert statuses == {"Ana Sol": Status.ON_LEAVE, "Bo Lind": Status.ACTIVE, "Cem Ay": Status.ACTIVE}
    assert "Managers who are not on the team are not kept: Zoe Far." in result.notes
    store.undo()
    assert content(store, history=False, shadows=False) == before


def test_a_newer_roster_changes_the_line_from_today_and_ends_the_leave(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, "r.csv", roster(status="On leave"))
    result = take(store, tmp_path, "s.csv", roster(manager="Bo Lind"))
    assert (result.rows_added, result.rows_updated) == (0, 1)
    lines, statuses = standing(store)
    assert lines == {"Ana Sol": "Bo Lind"}
    assert statuses["Ana Sol"] is Status.ACTIVE
    with store.read() as session:
        assert len(managers_on(session, TODAY - dt.timedelta(days=1))) == 1  # it was Cem Ay until then
