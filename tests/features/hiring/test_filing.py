"""Papers of applicants: what is taken, what is refused, what is read from them, and that nothing in them runs."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.hiring import actions, finding
from csmanager.features.hiring.filing import actions as filing
from csmanager.features.hiring.filing import reading, rules
from csmanager.features.hiring.page import HiringPage
from csmanager.features.hiring.papersdialog import PapersDialog
from csmanager.ui.desk import Desk
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.waiting import settle

TODAY = date(2026, 3, 31)


def word(path: Path, text: str, *, macros: bool = False) -> Path:
    """A Word file; with macros, as Word marks one."""
    import docx

    document = docx.Document()
    document.add_paragraph(text)
    document.add_table(1, 1).cell(0, 0).text = "Forklift licence"
    out = io.BytesIO()
    document.save(out)
    if not macros:
        path.write_bytes(out.getvalue())
        return path
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(path, "w") as target:
        for info in source.infolist():
            part = source.read(info)
            if info.filename == "[Content_Types].xml":
                part = part.replace(
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            target.writestr(info.filename, part)
        target.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
    return path


def pdf(path: Path, text: str) -> Path:
    """A page with one line."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    path.write_bytes(body + end % (table, len(body)))
    return path


@pytest.fixture
def mia(store: Store) -> int:
    opening = store.do("Add", actions.add_opening, title="Agent", today=TODAY)
    return store.do("Add", actions.add_applicant, opening_id=opening, name="Mia", today=TODAY)


@pytest.mark.parametrize(
    ("name", "start", "form"),
    [
        ("cv.pdf", b"%PDF-1.4", "pdf"),
        ("cv.docm", b"PK\x03\x04", "word"),
        ("cv.doc", b"\xd0\xcf\x11\xe0", "old word"),
        ("cv.txt", "Žofie".encode(), "text"),
        ("cv.jpg", b"\xff\xd8\xff\xe0", "picture"),
        ("cv.exe", b"MZ", None),
        ("cv.zip", b"PK\x03\x04", None),
        ("cv.pdf", b"MZ", None),
        ("cv.txt", b"a\x00b", None),
    ],
)
def test_a_paper_is_known_by_its_first_bytes(name: str, start: bytes, form: str | None) -> None:
    if form is None:
        with pytest.raises(RuleBroken, match="no paper that can be kept"):
            rules.form_of(name, start)
    else:
        assert rules.form_of(name, start) == form


def test_a_cv_of_200_mb_is_refused_in_a_sentence_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(RuleBroken, match=r"cv\.pdf has 200 MB; a paper of an applicant has up to 5 MB"):
        reading.read(path)
    path.write_bytes(b"")
    with pytest.raises(RuleBroken, match="is empty"):
        reading.read(path)


def test_word_and_pdf_are_read_and_found_by_what_they_say(store: Store, mia: int, tmp_path: Path) -> None:
    papers = [
        reading.read(word(tmp_path / "cv.docx", "Spent three years in Gdańsk")),
        reading.read(pdf(tmp_path / "letter.pdf", "I love difficult customers")),
    ]
    assert [paper.warning for paper in papers] == ["", ""]
    start = content(store, history=False)
    store.do("File", filing.add_files, mia, [(paper, "CV") for paper in papers], today=TODAY)
    for text in ("gdansk", "forklift", "difficult cust", "letter"):
        with store.read() as session:
            assert finding.found_in_papers(session, text) == {mia}, text
            assert [one.record for one in finding.find(session, text, 5)] == [str(mia)]
    with store.read() as session:
        rows = filing.files(session, mia)
        assert filing.content(session, rows[0].id)[1] == papers[1].data
    with pytest.raises(RuleBroken, match="filed for Mia already"):
        store.do("File", filing.add_file, mia, papers[0], "CV", today=TODAY)
    store.undo()
    assert content(store, history=False) == start
    with store.read() as session:
        assert finding.found_in_papers(session, "gdansk") == set()


def test_macros_are_kept_told_and_never_run(tmp_path: Path) -> None:
    source = word(tmp_path / "cv.docm", "Careful and quick", macros=True)
    paper = reading.read(source)
    assert paper.has_macros
    assert "never run" in paper.warning
    assert "Careful and quick" in paper.text
    assert paper.data == source.read_bytes()


@pytest.mark.parametrize("data", [b"%PDF-1.4 broken", b"%PDF-" + b"\x00" * 5_000])
def test_a_damaged_paper_is_kept_without_its_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "cv.pdf"
    path.write_bytes(data)
    paper = reading.read(path)
    assert (paper.text, paper.data) == ("", data)
    assert paper.warning.endswith(".")


def test_papers_are_dropped_on_the_board_shown_and_removed(
    desk: Desk, mia: int, qtbot: QtBot, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    page = HiringPage(desk)
    qtbot.addWidget(page)
    page.resize(1100, 760)
    with qtbot.waitExposed(page):
        page.show()
    page.select(mia)
    assert not page.drop([tmp_path / "list.xlsx"])
    assert page.drop([word(tmp_path / "cv.docm", "Careful", macros=True), tmp_path / "gone.pdf"])
    settle(qtbot, desk)
    assert "could not be read" in answers.told[-1]
    assert "cv.docm: It holds macros" in answers.told[-1]
    page.commands.actions["papers"].trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, PapersDialog)
    assert "Careful" in dialog.text.toPlainText()
    target = tmp_path / "copy.docm"
    answers.answers.append(target)
    dialog.save()
    assert target.read_bytes() == (tmp_path / "cv.docm").read_bytes()
    dialog.remove()
    assert desk.read(filing.files, mia) == []
    dialog.reject()
    page.close()
