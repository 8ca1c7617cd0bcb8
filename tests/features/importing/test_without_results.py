"""Formulas in circles, one endless cell, sheets that lie about their width, hours without days, letters."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from csmanager.core.store import Store
from csmanager.features.importing import archive, process
from csmanager.features.importing.actions import import_file
from csmanager.features.importing.reading import circles, policies

HEAD = ["Call ID", "Start", "Agent", "Wait (s)", "Talk (s)"]


def formulas(path: Path, formula: Callable[[int], str], value: Callable[[int], object]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Calls")
    sheet.write_row(0, 0, HEAD)
    for at in range(2, 12):
        sheet.write_row(at - 1, 0, [f"C{at}", f"2026-03-02 10:{at:02d}:00", "Ann Bell", 10])
        sheet.write_formula(at - 1, 4, formula(at), None, value(at))
    book.close()
    return path


def rebuilt(source: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    path = source.with_name(f"new-{source.name}")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            data = old.read(one.filename)
            new.writestr(one.filename, change(data) if one.filename.endswith(part) else data)
    return path


def test_a_result_in_a_circle_counts_neither_as_zero_nor_as_a_missed_call(
    store: Store, tmp_path: Path
) -> None:
    book = formulas(
        tmp_path / "c.xlsx",
        lambda at: "=E5+1" if at == 5 else f"=D{at}*10",
        lambda at: 0 if at == 5 else 100,
    )
    told = import_file(store, book, answers={"people": "create"})
    found = {one.key: (one.number, one.n) for one in told.figures}
    assert found["talk"] == (100.0, 9)
    assert found["answer_rate"][0] == 1.0
    assert any("circle" in note for note in told.notes)


@pytest.mark.parametrize(
    ("cells", "circular"),
    [
        ({"A1": "A1+1"}, {(0, 0)}),
        ({"A1": "B1", "B1": "A1"}, {(0, 0), (0, 1)}),
        ({"A1": "SUM(A2:A9)", "A5": "A1"}, {(0, 0), (4, 0)}),
        ({"A1": "ROW(A1)+COLUMN(A1)", "B1": "A1*0"}, set()),
        ({"A1": "B1", "B1": "C1*2"}, set()),
        ({"A1": '"A1"', "B1": "Other!B1"}, set()),
        ({"C3": "SUM(C:C)"}, {(2, 2)}),
    ],
)
def test_circles_are_found_by_what_formulas_refer_to(
    cells: dict[str, str], circular: set[tuple[int, int]]
) -> None:
    rows = "".join(f'<c r="{name}"><f>{said}</f><v>0</v></c>' for name, said in cells.items())
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", f"<sheetData><row>{rows}</row></sheetData>")
    with zipfile.ZipFile(data) as package:
        found = circles.find(package, {"sheet1.xml": "S"})
    assert found.get("S", frozenset()) == circular


def test_one_endless_cell_is_named_as_such(store: Store, tmp_path: Path) -> None:
    book = formulas(tmp_path / "l.xlsx", lambda at: f"=D{at}*10", lambda _at: 100)
    told = import_file(
        store,
        rebuilt(book, "sharedStrings.xml", lambda data: data.replace(b"Ann Bell", b"a" * 5_000_000)),
    )
    assert told.outcome == "refused"
    assert "a cell of 5,000,000 letters" in told.summary


def test_a_large_sheet_that_lies_about_its_width_is_refused_for_the_cell_far_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_LARGE", 100)
    book = formulas(tmp_path / "w.xlsx", lambda at: f"=D{at}*10", lambda _at: 100)
    far = rebuilt(
        book,
        "sheet1.xml",
        lambda data: data.replace(b"</row></sheetData>", b'<c r="XFD11"><v>1</v></c></row></sheetData>'),
    )
    job = {"path": str(far), "staged": str(tmp_path / "s.db"), "closely": "its reader broke down"}
    with pytest.raises(Exception, match="cell XFD11 lies beyond column IV"):
        process.run(job)


def test_hours_without_days_are_asked_their_period(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "hours.csv"
    path.write_text("Employee,Regular hours,Overtime hours\nAnn Bell,38,2\nBo Carr,30,0\n")
    asked = import_file(store, path, answers={"people": "create"})
    assert (asked.outcome, [one.key for one in asked.questions]) == ("needs_answer", ["period"])
    told = import_file(store, path, answers={"people": "create", "period": "2026-03"})
    found = {one.key: one.number for one in told.figures}
    assert (told.kind, found["worked"]) == ("worked", 70.0)


@pytest.mark.parametrize(
    ("text", "is_policy"),
    [
        ("Dear Mr Hughes,\n\nwe are sorry that the policy was late.\n\nKind regards", False),
        ("Sehr geehrte Frau Kern,\n\nvielen Dank für Ihr Schreiben.", False),
        ("call Ann back\nbuy milk", False),
        ("REFUND POLICY\n\n1. Purpose\nAgents may refund up to 50.", True),
        ("Rückgaben\n\nRichtlinie: Waren werden binnen 14 Tagen genommen.", True),
        ("# Opening the shop\n\nSwitch on the lights.\n\n# Closing\n\nCount the till.", True),
    ],
)
def test_letters_and_notes_are_told_from_policies(text: str, is_policy: bool) -> None:
    assert policies.reads_as_policy(text) is is_policy


def test_a_letter_is_asked_about_and_left_where_it_is_none(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Mr Hughes,\n\nthank you for your letter. Your parcel is on its way.\n\nAnn Bell\n")
    assert [one.key for one in import_file(store, path).questions] == ["policy"]
    assert import_file(store, path, answers={"policy": "no"}, dry_run=True).outcome == "refused"
    assert import_file(store, path, answers={"policy": "yes"}, dry_run=True).outcome == "imported"
