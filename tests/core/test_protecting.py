"""Files with a password: nobody reads them without, they say the same with it, and the old file outlives a failure."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader, PdfWriter

from csmanager.core import files, protecting
from csmanager.core.errors import Refused, RuleBroken
from csmanager.ui.passworddialog import placed_as, wants_password, with_passwords

PASSWORD = "three quiet words"
NAME = "Ana Example"


def sheet(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = NAME  # type: ignore[index]
    book.save(path)


def paper(path: Path) -> None:
    import docx

    made = docx.Document()
    made.add_paragraph(NAME)
    made.save(str(path))


def pages(path: Path) -> None:
    writer = PdfWriter()
    for _ in range(2):
        writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": NAME})
    writer.write(str(path))


def read_sheet(data: bytes) -> str:
    return str(openpyxl.load_workbook(io.BytesIO(data)).active["A1"].value)  # type: ignore[index]


def read_paper(data: bytes) -> str:
    import docx

    return str(docx.Document(io.BytesIO(data)).paragraphs[0].text)


def read_pages(data: bytes) -> str:
    reader = PdfReader(io.BytesIO(data))
    assert len(reader.pages) == 2
    return str((reader.metadata or {}).get("/Title"))


@pytest.mark.parametrize(
    ("name", "write", "read"),
    [("a.xlsx", sheet, read_sheet), ("a.docx", paper, read_paper), ("a.pdf", pages, read_pages)],
)
def test_it_says_the_same_with_the_password_and_nothing_without(
    tmp_path: Path, name: str, write: Callable[[Path], None], read: Callable[[bytes], str]
) -> None:
    path = tmp_path / name
    protecting.arm(path, PASSWORD)
    placed = files.replace_file(path, write)
    assert protecting.is_protected(placed)
    assert NAME.encode() not in placed.read_bytes()
    assert read(protecting.opened(placed, PASSWORD)) == NAME
    with pytest.raises(RuleBroken, match="not the password"):
        protecting.opened(placed, "three loud words")
    if os.name != "nt":
        assert placed.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == [name]
    files.replace_file(path, write)  # a password is for one file only
    assert not protecting.is_protected(path)


def test_an_old_file_outlives_one_that_did_not_come_out_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    files.replace_file(path, sheet)
    before = path.read_bytes()
    monkeypatch.setattr(protecting, "_is_same", lambda *_rest: False)
    protecting.arm(path, PASSWORD)
    with pytest.raises(Refused, match="did not come out right"):
        files.replace_file(path, sheet)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_missing_or_cannot_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RuleBroken, match="only Excel, Word and PDF"):
        protecting.arm(tmp_path / "a.csv", PASSWORD)
    for weak in ("short", "password", "aaaaaaaaaaaa"):
        with pytest.raises(RuleBroken):
            protecting.arm(tmp_path / "a.xlsx", weak)
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    with pytest.raises(Refused, match="package msoffcrypto"):
        protecting.arm(tmp_path / "a.xlsx", PASSWORD)
    assert protecting.take(tmp_path / "a.xlsx") is None


def test_longer_and_more_kinds_of_letters_are_stronger() -> None:
    words = [
        protecting.strength(one) for one in ("short", "longwords", "Long-words-12", "three-quiet words 7")
    ]
    assert [word.split(":")[0] for word in words] == ["", "Weak", "Fair", "Strong"]


def test_the_choice_stands_in_the_kinds_of_the_dialog(tmp_path: Path) -> None:
    offered = with_passwords("Excel workbook (*.xlsx);;CSV file (*.csv)")
    assert offered == ("Excel workbook (*.xlsx);;CSV file (*.csv);;Excel workbook, with a password (*.xlsx)")
    kind = offered.split(";;")[-1]
    assert wants_password(kind)
    assert not wants_password("CSV file (*.csv)")
    assert placed_as(tmp_path / "a", kind).name == "a.xlsx"
    assert placed_as(tmp_path / "a.xlsx", kind).name == "a.xlsx"
    assert with_passwords("Tables (*.xlsx *.csv)") == "Tables (*.xlsx *.csv)"
    assert with_passwords("csmanager store (*.csm)") == "csmanager store (*.csm)"
