"""The documents, kits and scenes as pages: whole in Word and PDF, nothing cut by the end of a page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from sqlalchemy.orm import Session

from csmanager.core.settings import read_settings, write_settings
from csmanager.features.hiring.documents import rules, savingview, seed
from csmanager.features.hiring.documents.rules import DocumentKind
from csmanager.features.hiring.interviews import kittext
from csmanager.papers import merge
from csmanager.ui.desk import Desk
from tests.papers import readback

FULL = {name: f"the {name}" for name in rules.FIELDS}
KITS = kittext.shipped_kits()


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_a_document_is_whole_in_word_and_fits_one_page(
    kind: DocumentKind, desk: Desk, tmp_path: Path
) -> None:
    text = merge.fill(seed.shipped(kind), FULL)
    paper = docx.Document(str(savingview.write(text, "Paper", tmp_path / "paper.docx", desk)))
    words = "\n".join(part.text or "" for part in paper.element.body.iter(qn("w:t")))
    assert paper.paragraphs[0].style.name == "Heading 1"
    assert "{{" not in words and "«" not in words and "**" not in words
    for name in rules.check_template("t", seed.shipped(kind)):
        assert FULL[name] in "".join(part.text or "" for part in paper.element.body.iter(qn("w:t")))
    pages = pypdf.PdfReader(savingview.write(text, "Paper", tmp_path / "paper.pdf", desk)).pages
    assert len(pages) == 1


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_word_and_pdf_say_the_same_sentences(kind: DocumentKind, desk: Desk, tmp_path: Path) -> None:
    text = merge.fill(seed.shipped(kind), FULL)
    _say_the_same(text, desk, tmp_path)


@pytest.mark.parametrize("body", KITS, ids=lambda body: body.splitlines()[0][2:])
def test_word_and_pdf_of_a_kit_say_the_same_sentences(body: str, desk: Desk, tmp_path: Path) -> None:
    _say_the_same(kittext.paper(kittext.read(body), applicant="Mia Novák"), desk, tmp_path)


def _say_the_same(text: str, desk: Desk, folder: Path) -> None:
    word = readback.word_text(savingview.write(text, "Paper", folder / "same.docx", desk))
    pages = readback.pdf_text(savingview.write(text, "Paper", folder / "same.pdf", desk))
    said = list(readback.sentences(text))
    assert len(said) > 5
    at = 0
    for sentence in said:
        assert sentence in pages, sentence
        at = word.index(sentence, at) + len(sentence)  # in this order


def _rename(session: Session, name: str) -> None:
    write_settings(session, replace(read_settings(session), name=name))


def test_a_paper_says_above_whose_it_is_and_at_the_foot_what_it_is(desk: Desk, tmp_path: Path) -> None:
    desk.do("Name", _rename, "Harbour & Hill")
    text = merge.fill(seed.shipped(DocumentKind.REJECTION), FULL)
    paper = docx.Document(str(savingview.write(text, "Rejection Mia", tmp_path / "a.docx", desk)))
    (section,) = paper.sections
    assert section.header.paragraphs[0].text == "Harbour & Hill"
    foot = section.footer.paragraphs[0].text
    assert foot.startswith("Your application as the opening · 31 Mar 2026\tPage ")
    assert (
        paper.core_properties.title == "Your application as the opening"
    )  # the reader sees no kind of letter
    said = pypdf.PdfReader(savingview.write(text, "Rejection Mia", tmp_path / "a.pdf", desk)).pages[0]
    words = " ".join(said.extract_text().split())
    assert "Harbour & Hill" in words and "Rejection" not in words and "page 1 of 1" in words
    assert round(section.page_width.mm) in (210, 216)


@pytest.mark.parametrize("body", KITS, ids=lambda body: body.splitlines()[0][2:])
def test_no_question_of_a_kit_is_cut_by_the_end_of_a_page(body: str, desk: Desk, tmp_path: Path) -> None:
    kit = kittext.read(body)
    text = kittext.paper(kit, applicant="Mia Novák")
    pages = pypdf.PdfReader(savingview.write(text, "Kit", tmp_path / "kit.pdf", desk)).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert 2 <= len(pages) <= 4
    for question in kit.questions:
        (at,) = [
            number for number, words in enumerate(texts) if f"{question.title} ({question.minutes}" in words
        ]
        rest = texts[at].split(f"{question.title} (", 1)[1]
        assert "What showed it" in rest, question.title
        assert question.levels[3].split()[-1] in rest
    paper = docx.Document(str(savingview.write(text, "Kit", tmp_path / "kit.docx", desk)))
    assert len(paper.tables) == len(kit.questions)
    rows = list(paper.element.body.iter(qn("w:tr")))
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    asked = [part for part in paper.paragraphs if part.text in {one.ask for one in kit.questions}]
    assert asked and all(part.paragraph_format.keep_with_next for part in asked)
    ends = [part for part in paper.paragraphs if part.text.startswith("Mark: ")]
    assert len(ends) == len(kit.questions)
    assert not any(part.paragraph_format.keep_with_next for part in ends)
