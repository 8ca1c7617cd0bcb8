"""Files that are damaged, mistaken or made to do harm: one sentence each, nothing changed, little memory."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from csmanager.core.errors import Refused
from csmanager.core.store import Store
from csmanager.features.importing import archive, limits, process
from csmanager.features.importing.actions import import_file
from tests.digest import content
from tests.features.importing.files import CALL_HEAD, TICKET_HEAD, calls, tickets, write_csv, write_xlsx

_MOST_KIB = 300 * 1024
_SHEET = "xl/worksheets/sheet1.xml"


def good_book(path: Path) -> Path:
    return write_xlsx(path, {"Export": [TICKET_HEAD, *tickets(20)]})


def rebuilt(path: Path, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> Path:
    """A good workbook with its parts changed."""
    source = good_book(path.with_name("good-" + path.name))
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part.filename)))
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return path


def cell_at(name: str, more: str = ' t="n"') -> Callable[[Path], Path]:
    row = "".join(c for c in name if c.isdigit())
    cell = f'<row r="{row}"><c r="{name}"{more}><v>1</v></c></row></sheetData>'.encode()
    return lambda path: rebuilt(
        path, lambda part, data: data.replace(b"</sheetData>", cell) if part == _SHEET else data
    )


def bomb(path: Path) -> Path:
    return rebuilt(path, lambda _part, data: data, {"xl/media/x.xml": b" " * 120_000_000})


def many_parts(path: Path) -> Path:
    return rebuilt(path, lambda _part, data: data, {f"xl/media/{n}.bin": b"" for n in range(limits.PARTS)})


def entities(path: Path) -> Path:
    mark = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    return rebuilt(path, lambda part, data: mark + data.partition(b"?>")[2] if part == _SHEET else data)


def truncated(path: Path) -> Path:
    data = good_book(path).read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    return path


def broken_sheet(path: Path) -> Path:
    return rebuilt(path, lambda part, data: data[: len(data) // 2] if part == _SHEET else data)


def encrypted_zip(path: Path) -> Path:
    data = bytearray(good_book(path).read_bytes())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    at = 0
    while (at := data.find(b"PK\x03\x04", at)) >= 0:
        data[at + 6] |= 1
        at += 4
    path.write_bytes(data)
    return path


def encrypted_office(path: Path) -> Path:
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
    path.write_bytes(header + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 4000)
    return path


def fake_ole(path: Path) -> Path:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(4000))
    return path


def other_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a.txt", "hello")
    return path


def raw(data: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return make


def unclosed(path: Path) -> Path:
    write_csv(path, [CALL_HEAD, *calls(4)])
    path.write_text(path.read_text() + 'C9,"' + "x" * 400_000)
    return path


def text_rows(change: Callable[[list[list[object]]], None]) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        rows = tickets(6)
        change(rows)
        return write_csv(path, [TICKET_HEAD, *rows])

    return make


def all_dates_wrong(rows: list[list[object]]) -> None:
    for row in rows:
        row[1] = "2026-02-30 10:00:00"


def all_negative(rows: list[list[object]]) -> None:
    for row in rows:
        row[7] = "-00:05:00"


HOSTILE: dict[str, tuple[str, Callable[[Path], Path], str]] = {
    "empty": ("e.csv", raw(b""), "is empty"),
    "blank": ("b.csv", raw(b"\n\n  \n"), "is empty"),
    "header only": ("h.csv", lambda path: write_csv(path, [TICKET_HEAD]), "no rows below"),
    "header only book": ("h.xlsx", lambda path: write_xlsx(path, {"S": [TICKET_HEAD]}), "no rows below"),
    "empty book": ("e.xlsx", lambda path: write_xlsx(path, {"S": []}), "no sheet with cells"),
    "picture": ("p.csv", raw(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20), "is a picture"),
    "pdf": ("p.xlsx", raw(b"%PDF-1.7\n" + b"x" * 500), "is a PDF"),
    "binary": ("b.csv", raw(bytes(range(256)) * 200), "not a spreadsheet"),
    "noise": ("n.csv", raw(os.urandom(20_000)), ""),
    "web page": ("w.xls", raw(b"<html><table><tr><td>1</td></tr></table></html>"), "no row of headings"),
    "json": ("j.csv", raw(b'{"calls": []}'), "is JSON"),
    "zip": ("z.xlsx", other_zip, "packed folder"),
    "bomb": ("bomb.xlsx", bomb, "out of almost nothing"),
    "many parts": ("parts.xlsx", many_parts, "parts"),
    "entities": ("ent.xlsx", entities, "entities"),
    "truncated": ("cut.xlsx", truncated, "damaged"),
    "broken sheet": ("half.xlsx", broken_sheet, "half.xlsx"),
    "encrypted zip": ("enc.xlsx", encrypted_zip, "password"),
    "encrypted office": ("enc2.xlsx", encrypted_office, "password"),
    "fake ole": ("fake.xls", fake_ole, "not a workbook"),
    "last cell": ("far.xlsx", cell_at("XFD1048576"), "XFD1048576"),
    "last cell, plain": ("plain.xlsx", cell_at("XFD1048576", ""), "XFD1048576"),
    "far column": ("wide.xlsx", cell_at("ZZ30"), "ZZ30"),
    "far row": ("deep.xlsx", cell_at("A1048576"), "1,048,576"),
    "bad utf-16": ("u.csv", raw(b"\xff\xfe" + "a,b\n1,2\n".encode("utf-16-le") + b"\x00\xd8\x20"), "cut off"),
    "unclosed quote": ("q.csv", unclosed, "closing quotation mark"),
    "endless line": ("line.csv", raw(b"a,b\n" + b"x" * 40_000_000), "never ends"),
    "no good date": ("d.csv", text_rows(all_dates_wrong), "Created at"),
    "only negatives": ("n.csv", text_rows(all_negative), "negative"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence_and_changes_nothing(
    case: str, store: Store, tmp_path: Path
) -> None:
    name, make, says = HOSTILE[case]
    path = make(tmp_path / name)
    before = content(store)
    result = import_file(store, path)
    assert result.outcome == "refused"
    assert name in result.summary
    assert says in result.summary
    assert result.summary.endswith(".")
    assert "Error" not in result.summary and "Traceback" not in result.summary
    assert content(store) == before


@pytest.mark.skipif(sys.platform == "win32", reason="no resource module")
@pytest.mark.parametrize(
    "case", ["bomb", "last cell", "far row", "entities", "unclosed quote", "many parts", "endless line"]
)
def test_a_hostile_file_takes_little_memory(case: str, tmp_path: Path) -> None:
    name, make, _ = HOSTILE[case]
    path = make(tmp_path / name)
    code = (
        "import sys, resource, json\nfrom pathlib import Path\nfrom csmanager.core.errors import Refused\n"
        "from csmanager.features.importing import process\n"
        "try:\n    process.run({'path': sys.argv[1], 'staged': sys.argv[2], 'kind': None, 'mapping': {}, 'answers': {},"
        " 'sheet': None, 'zone': 'UTC', 'latest': 2000000000, 'key': '00', 'stage': True})\n"
        "except Refused:\n    pass\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(tmp_path / "s.db")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) < _MOST_KIB


def test_a_crash_of_the_reader_is_a_sentence(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hostile cell can abort the whole process that parses it."""
    path = good_book(tmp_path / "t.xlsx")
    before = content(store)
    with monkeypatch.context() as patch:
        patch.setattr(process, "_MODULE", "tests.features.importing.aborting")
        result = import_file(store, path)
    assert result.outcome == "refused"
    assert "reader broke down" in result.summary
    assert content(store) == before


def test_a_reader_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = good_book(tmp_path / "t.xlsx")
    monkeypatch.setattr(process, "_MODULE", "tests.features.importing.hanging")
    with pytest.raises(Refused, match="takes too long"):
        process.run({"path": str(path), "staged": str(tmp_path / "s.db")}, seconds=0.3)


def test_a_missing_file_and_a_folder_are_refused(store: Store, tmp_path: Path) -> None:
    assert "There is no file" in import_file(store, tmp_path / "none.csv").summary
    assert "is a folder" in import_file(store, tmp_path).summary


def test_a_styled_blank_cell_far_away_is_no_harm(store: Store, tmp_path: Path) -> None:
    blank = b'<row r="900"><c r="XFD900" s="0"/></row></sheetData>'
    path = rebuilt(
        tmp_path / "t.xlsx",
        lambda part, data: data.replace(b"</sheetData>", blank) if part == _SHEET else data,
    )
    assert import_file(store, path).rows_added == 20


def test_a_declared_range_larger_than_the_data_is_no_harm(store: Store, tmp_path: Path) -> None:
    import re

    def widen(part: str, data: bytes) -> bytes:
        wide = b'<dimension ref="A1:XFD1048576"/>'
        return re.sub(rb"<dimension [^>]*/>", wide, data) if part == _SHEET else data

    assert import_file(store, rebuilt(tmp_path / "t.xlsx", widen)).rows_added == 20


def test_a_folder_that_cannot_be_written_refuses_the_rows_set_aside(tmp_path: Path) -> None:
    from csmanager.features.importing.export import write_rows

    with pytest.raises(Refused):
        write_rows(tmp_path / "missing" / "x.xlsx", ["A"], [])


def test_flipped_bytes_never_break_the_program(store: Store, tmp_path: Path) -> None:
    """Seeded damage to a good workbook and a good text: refused or read, never more."""
    import random

    chance = random.Random(11)
    good = good_book(tmp_path / "g.xlsx").read_bytes()
    for number in range(6):
        data = bytearray(good)
        for _ in range(20):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path = tmp_path / f"m{number}.xlsx"
        path.write_bytes(data)
        assert import_file(store, path, dry_run=True).outcome in ("imported", "refused", "needs_answer")


def test_a_damaged_sheet_does_not_stop_the_others(store: Store, tmp_path: Path) -> None:
    source = write_xlsx(
        tmp_path / "s.xlsx", {"Export": [TICKET_HEAD, *tickets(20)], "More": [["a", "b"], ["1", "2"]]}
    )
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.infolist():
            data = old.read(part.filename)
            new.writestr(part.filename, data[:200] if part.filename.endswith("sheet2.xml") else data)
    result = import_file(store, path)
    assert result.rows_added == 20
    assert any("More is damaged" in note for note in result.notes)


def test_formulas_that_all_give_0_are_said(tmp_path: Path) -> None:
    cells = "".join(f'<c r="Z{n}"><f>Y{n}</f><v>0</v></c>' for n in range(2, 9)).encode()
    path = rebuilt(
        tmp_path / "round.xlsx",
        lambda part, data: (
            data.replace(b"</sheetData>", b'<row r="40">' + cells + b"</row></sheetData>")
            if part == _SHEET
            else data
        ),
    )
    notes = archive.check_zip(path, path.stat().st_size)[1].told()
    assert [note.partition(",")[0] for note in notes] == ["All 7 formulas give 0"]


def test_a_plain_large_sheet_is_not_unpacked_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_LARGE", "_TOP", "_CHUNK"):
        monkeypatch.setattr(archive, name, 2_000)
    hidden = b'<row r="9000" hidden="1"><c r="A9000" t="n"><v>1</v></c></row></sheetData>'

    def told(name: str, first: bytes) -> tuple[str, ...]:
        def change(part: str, data: bytes) -> bytes:
            data = data.replace(b"</sheetData>", hidden) if part == _SHEET else data
            return data.replace(b'<row r="2"', b'<row r="2"' + first)

        path = rebuilt(tmp_path / name, change)
        return archive.check_zip(path, path.stat().st_size)[1].told()

    assert told("plain.xlsx", b"") == ()
    assert told("filtered.xlsx", b' hidden="1"') == ("2 hidden rows were read too.",)


@pytest.mark.parametrize("last", ["ValueError: Ana Ruiz is no number", "Ana Ruiz", ""])
def test_what_a_broken_reader_says_of_people_is_neither_logged_nor_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, last: str
) -> None:
    def start(stderr: IO[str]) -> subprocess.Popen[str]:
        words = f"import sys; sys.stdin.read(); sys.stderr.write({last!r}); sys.exit(3)"
        return subprocess.Popen(
            [sys.executable, "-c", words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )

    monkeypatch.setattr(process, "_start", start)
    path = tmp_path / "Ana Ruiz.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    caplog.set_level("DEBUG")
    with pytest.raises(Refused, match="its reader broke down"):
        process.run({"path": str(path), "staged": str(tmp_path / "s.db")}, seconds=20)
    assert caplog.text and "Ana" not in caplog.text and "Ruiz" not in caplog.text
    assert sorted(one.name for one in tmp_path.iterdir()) == ["Ana Ruiz.csv"]
