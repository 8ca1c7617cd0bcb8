"""The documents, kits and scenes as pages: whole in Word and PDF, nothing cut by the end of a page."""

from __future__ import annotations

from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from csmanager.features.hiring.documents import rules, savingview, seed
from csmanager.features.hiring.documents.rules import DocumentKind
from csmanager.features.hiring.interviews import kittext
from csmanager.papers import merge
from csmanager.ui.desk import Desk

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
