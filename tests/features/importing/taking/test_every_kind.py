"""Each kind of file from the file to rows of the store, there and back, and again with a newer export."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import sqlalchemy as sa

from csmanager.core.errors import Stale
from csmanager.core.store import Store
from csmanager.features.contacts.tables import ImportBatch
from csmanager.features.importing import undoing
from csmanager.features.importing.actions import FileResult, import_file
from csmanager.features.team.tables import Person, PersonAlias
from csmanager.open import open_store
from tests.conftest import StandingClock
from tests.digest import content
from tests.features.importing.taking import files

CREATE = {"people": "create"}


def take(store: Store, folder: Path, name: str, text: str | None = None) -> FileResult:
    told = import_file(store, files.write(folder, name, text or files.EVERY[name][0]), answers=CREATE)
    assert told.outcome == "imported", told.summary
    return told


def rows(store: Store, table: str) -> list[tuple[object, ...]]:
    return content(store, history=False, shadows=False)[table]


def without_ledger(store: Store) -> dict[str, list[tuple[object, ...]]]:
    held = content(store, history=False, shadows=False)
    return {table: found for table, found in held.items() if table != "import_batch"}


def batch_of(store: Store, name: str) -> int:
    with store.read() as session:
        found = session.scalar(sa.select(ImportBatch.id).where(ImportBatch.file_name == name))
        assert found is not None
        return found


@pytest.mark.parametrize("name", files.EVERY)
def test_a_file_is_taken_in_undone_and_redone_also_after_a_restart(
    store: Store, tmp_path: Path, clock: StandingClock, name: str
) -> None:
    text, kind, new = files.EVERY[name]
    before = content(store, history=False, shadows=False)
    told = take(store, tmp_path, name, text)
    assert (told.kind, told.rows_added, told.rows_updated, told.rows_set_aside) == (kind, new, 0, 0)
    after = content(store, history=False, shadows=False)
    assert after != before
    store.undo()
    assert content(store, history=False, shadows=False) == before
    store.redo()
    assert content(store, history=False, shadows=False) == after
    store.close()
    again = open_store(store.path, clock=clock)
    try:
        assert content(again, history=False, shadows=False) == after
        again.undo()
        assert content(again, history=False, shadows=False) == before
    finally:
        again.close()


@pytest.mark.parametrize("name", files.EVERY)
def test_a_dry_run_says_the_same_and_leaves_nothing_behind(store: Store, tmp_path: Path, name: str) -> None:
    path = files.write(tmp_path, name, files.EVERY[name][0])
    before = content(store)
    dry = import_file(store, path, answers=CREATE, dry_run=True)
    assert content(store) == before
    wet = import_file(store, path, answers=CREATE)
    assert dry.summary == f"Dry run, nothing was written: {wet.summary}"
    assert dataclasses.replace(dry, summary="") == dataclasses.replace(wet, summary="")


@pytest.mark.parametrize("name", files.EVERY)
def test_a_newer_export_of_the_same_rows_doubles_nothing(store: Store, tmp_path: Path, name: str) -> None:
    text, _kind, new = files.EVERY[name]
    take(store, tmp_path, name, text)
    before = without_ledger(store)
    told = take(store, tmp_path, f"newer {name}", text + "\n")
    assert (told.rows_added, told.rows_updated) == (0, 0)
    assert f"{new} there already" in told.summary
    assert without_ledger(store) == before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("hours.csv", "17:30,30,8.0", "18:00,30,8.5"),
        ("leave.csv", "2026-03-13", "2026-03-12"),
        ("qa scores.csv", "Mia,1,0,1,1,75%", "Mia,1,1,1,1,100%"),
        ("survey.csv", "Faster please", "Much faster please"),
        ("complaints.csv", "Wrong item,,No,,", "Wrong item,Sent anew,Yes,2026-03-09,"),
        ("queue figures.csv", "100,90,10,240", "101,91,10,240"),
        ("staff.csv", "Phones,Agent,2023-05-15", "Chat,Agent,2023-05-15"),
        ("candidates.csv", "Interview,Active", "Offer,Active"),
    ],
)
def test_what_changed_in_a_newer_export_is_changed_and_taking_it_back_restores_the_old(
    store: Store, tmp_path: Path, name: str, old: str, new: str
) -> None:
    text = files.EVERY[name][0]
    assert old in text
    take(store, tmp_path, name, text)
    before = content(store, history=False, shadows=False)
    told = take(store, tmp_path, f"newer {name}", text.replace(old, new))
    assert (told.rows_added, told.rows_updated) == (0, 1)
    with pytest.raises(Stale, match="newer"):
        undoing.undo_batch(store, batch_of(store, name))
    if name not in ("staff.csv", "candidates.csv"):
        store.do("A to-do between", _add_person)
    undoing.undo_batch(store, batch_of(store, f"newer {name}"))
    after = content(store, history=False, shadows=False)
    assert {table for table in after if after[table] != before[table]} <= {"person"}


def _add_person(session: object) -> None:
    session.add(Person(code="X9", name="Zed Xu", status="active"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", files.EVERY)
def test_an_import_is_taken_back_later_as_a_step_of_its_own(store: Store, tmp_path: Path, name: str) -> None:
    before = content(store, history=False, shadows=False)
    take(store, tmp_path, name)
    taken = content(store, history=False, shadows=False)
    undoing.undo_batch(store, batch_of(store, name))
    assert content(store, history=False, shadows=False) == before
    store.undo()
    assert content(store, history=False, shadows=False) == taken
    store.redo()
    assert content(store, history=False, shadows=False) == before
    assert take(store, tmp_path, name).rows_added == files.EVERY[name][2]


def test_people_of_an_import_stay_when_a_later_one_names_them(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, "hours.csv")
    take(store, tmp_path, "calls.csv", files.CALLS)
    done = undoing.undo_batch(store, batch_of(store, "hours.csv"))
    assert rows(store, "worked_shift") == []
    assert done.kept == {"person": 2}
    assert done.sentence().endswith("Kept, since other records name them: 2 people.")
    assert [row[2] for row in rows(store, "person")] == ["Ana Costa", "Bo Lind"]


def test_a_staff_list_whose_people_have_records_is_not_taken_back(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, "staff.csv")
    take(store, tmp_path, "hours.csv")
    before = content(store, history=False)
    with pytest.raises(Stale, match=r"staff\.csv cannot be taken back: records of “worked shift” name"):
        undoing.undo_batch(store, batch_of(store, "staff.csv"))
    assert content(store, history=False) == before


def test_calls_are_taken_back_with_their_figures_and_a_newer_export_first(
    store: Store, tmp_path: Path
) -> None:
    before = content(store, history=False, shadows=False)
    take(store, tmp_path, "calls.csv", files.CALLS)
    first = content(store, history=False, shadows=False)
    newer = take(
        store,
        tmp_path,
        "newer.csv",
        files.CALLS.replace(",180", ",190") + "3,2026-04-01 10:00:00,Bo Lind,Yes,5,60\n",
    )
    assert (newer.rows_added, newer.rows_updated) == (1, 1)
    with pytest.raises(Stale, match=r"1 row of it was changed since by “Import newer\.csv”"):
        undoing.undo_batch(store, batch_of(store, "calls.csv"))
    done = undoing.undo_batch(store, batch_of(store, "newer.csv"))
    assert (done.removed, done.restored) == (1, 1)
    assert content(store, history=False, shadows=False) == first
    undoing.undo_batch(store, batch_of(store, "calls.csv"))
    assert content(store, history=False, shadows=False) == before
    for _ in range(4):
        store.undo()
    assert content(store, history=False, shadows=False) == before


def test_figures_say_what_they_count(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, "staff.csv")
    told = {
        name: take(store, tmp_path, name).as_json()["summary"] for name in files.EVERY if name != "staff.csv"
    }
    hours = told["hours.csv"]
    assert (hours["rows"], hours["first_day"], hours["last_day"], hours["people"]) == (
        3,
        "2026-03-02",
        "2026-03-03",
        3,
    )
    assert hours["figures"]["mean_shift"] == {
        "name": "Mean shift", "value": 6.5, "unit": "h", "n": 3, "text": "6.50 h",
    }  # fmt: skip
    assert told["survey.csv"]["figures"]["csat"]["value"] == 4.0
    assert told["survey.csv"]["figures"]["nps"]["value"] == pytest.approx(100 / 3)
    assert told["queue figures.csv"]["figures"]["answer_rate"]["value"] == pytest.approx(245 / 270)
    mean = (90 * 240 + 110 * 250 + 45 * 300) / 245
    assert told["queue figures.csv"]["figures"]["handle"]["value"] == pytest.approx(mean, abs=0.01)
    assert told["complaints.csv"]["figures"]["days_to_close"]["n"] == 2
    assert told["qa scores.csv"]["figures"]["score"]["value"] == pytest.approx(250 / 3)


def test_who_is_left_out_brings_no_hours_and_who_is_named_brings_theirs(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, "staff.csv")
    path = files.write(
        tmp_path, "hours.csv", files.WORKED.replace("Chi Mori", "Gus Hill").replace("Bo Lind", "B. Lind")
    )
    asked = import_file(store, path)
    assert asked.outcome == "needs_answer" and asked.questions[0].names == ("B. Lind", "Gus Hill")
    assert (
        "B. Lind is Bo Lind" in asked.summary
        and asked.as_json()["summary"]["figures"]["shifts"]["value"] == 3
    )
    answers = {"person.B. Lind": "Bo Lind", "person.Gus Hill": "ignore"}
    told = import_file(store, path, answers=answers)
    assert (told.outcome, told.rows_added) == ("imported", 2)
    assert [row[2] for row in rows(store, "worked_shift")] == [1, 2]
    again = import_file(
        store, files.write(tmp_path, "next.csv", "Employee,Date,Hours worked\nB. Lind,2026-03-09,7\n")
    )
    assert again.outcome == "imported", "the spelling was remembered"


def test_a_list_without_names_calls_who_is_new_by_the_number_and_knows_the_others(
    store: Store, tmp_path: Path
) -> None:
    take(store, tmp_path, "named.csv", "Staff no.,Name,Department,Job title\n1041,Ana Sol,Care,Adviser\n")
    told = take(
        store,
        tmp_path,
        "numbers.csv",
        "Staff no.,Department,Job title,Attrition\n1041,Care,Lead,No\n1042,Care,Adviser,No\n",
    )
    assert (told.kind, told.rows_added, told.rows_updated) == ("people", 1, 1)
    assert "The list gives no names; who is new is called by the staff number." in told.notes
    with store.read() as session:
        found = session.execute(sa.select(Person.code, Person.name).order_by(Person.code)).all()
        assert [tuple(one) for one in found] == [("1041", "Ana Sol"), ("1042", "No. 1042")]
        assert "No. 1041" not in session.scalars(sa.select(PersonAlias.alias)).all()
