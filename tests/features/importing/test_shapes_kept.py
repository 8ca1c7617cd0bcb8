"""What was answered for one file is not asked again for the next of the same shape."""

from __future__ import annotations

from pathlib import Path

from csmanager.core.store import Store
from csmanager.features.importing.actions import import_file
from tests.features.importing.readings import write_text

PEOPLE = ("Ana Ruiz", "Luis Vega")


def shifts(month: int) -> list[list[str]]:
    rows = [[who, f"2026-{month:02d}-{day:02d}", "09:00", "17:00"] for day in range(2, 8) for who in PEOPLE]
    return [["Employee", "Date", "Start", "End"], *rows]


def test_whether_shifts_are_planned_is_asked_once(store: Store, tmp_path: Path) -> None:
    first = write_text(tmp_path / "one.csv", shifts(2))
    asked = import_file(store, first, answers={"people": "create"})
    assert asked.outcome == "needs_answer" and [one.key for one in asked.questions] == ["planned"]
    assert import_file(store, first, answers={"people": "create", "planned": "planned"}).outcome == "imported"
    again = import_file(store, write_text(tmp_path / "two.csv", shifts(3)))
    assert (again.outcome, again.rows_added) == ("imported", 12), again


def test_codes_of_a_rota_are_asked_once_and_answers_are_added_to_those_before(
    store: Store, tmp_path: Path
) -> None:
    head = ["Name", *(f"2026-03-{day:02d}" for day in range(2, 9))]

    def rota(name: str, code: str, days: int = 5) -> Path:
        rows = [[who, *([code] * days), *(["OFF"] * (7 - days))] for who in PEOPLE]
        return write_text(tmp_path / name, [head, *rows])

    early = import_file(store, rota("a.csv", "QX"), answers={"people": "create", "code.QX": "7:00-15:00"})
    assert (early.outcome, early.rows_added) == ("imported", 10), early
    late = import_file(store, rota("b.csv", "QZ"))
    assert late.outcome == "needs_answer" and [one.key for one in late.questions] == ["code.QZ"]
    assert import_file(store, rota("c.csv", "QZ"), answers={"code.QZ": "12:00-20:00"}).outcome == "imported"
    assert import_file(store, rota("d.csv", "QX", 4)).outcome == "imported"


def test_a_kind_that_was_chosen_holds_for_the_next_file_of_the_shape(store: Store, tmp_path: Path) -> None:
    first = write_text(tmp_path / "one.csv", shifts(2))
    assert import_file(store, first, kind="rota", answers={"people": "create"}).outcome == "imported"
    again = import_file(store, write_text(tmp_path / "two.csv", shifts(3)))
    assert (again.outcome, again.rows_added) == ("imported", 12), again
    with store.read() as session:
        connection = session.connection()
        assert connection.exec_driver_sql("SELECT count(*) FROM planned_shift").scalar() == 24
