"""The handbook handed out: Word read back, HTML looked through, PDF opened, and stopping half way."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import docx
import pytest
from pytestqt.qtbot import QtBot

from csmanager.core.errors import Cancelled, RuleBroken
from csmanager.core.store import Store
from csmanager.features.handbook import actions, handout, handoutview
from csmanager.features.handbook.handout import HandOut
from csmanager.features.handbook.pictures import keep_picture
from csmanager.features.handbook.rules import ChangeKind
from tests.papers.test_papers import png

DAY = dt.timedelta(days=1)


@pytest.fixture
def book(store: Store, today: dt.date) -> HandOut:
    """Refunds in its second version, Complaints in its first, and a draft that stays at home."""
    till = store.do("Keep", keep_picture, "till", png())
    refunds = store.do(
        "A", actions.add_policy, title="Refunds", today=today, category="Money",
        body=f"# Refunds\n\n## Proof\n\nA receipt.\n\n![till]({till})\n\n## Limits\n\nSee [how](policy:P-02#steps).\n",
    )  # fmt: skip
    complaints = store.do(
        "A",
        actions.add_policy,
        title="Complaints",
        today=today,
        category="Trouble",
        body="## Steps\n\n1. Listen.\n",
    )
    store.do("A", actions.add_policy, title="Draft", today=today, body="Secret plan")
    for key in (refunds, complaints):
        store.do("P", actions.publish, key, today=today)
    body = (
        "# Refunds\n\n## Proof\n\nAny proof.\n\n## Limits\n\nSee [how](policy:P-02#steps).\n"
        + f"\n![t]({till})\n"
    )
    store.do("W", actions.write_draft, refunds, body, today=today)
    store.do(
        "P", actions.publish, refunds, today=today + DAY, change=ChangeKind.MATERIAL, note="Any proof will do"
    )
    with store.read() as session:
        return handout.gather(session, title="Shop: handbook", today=today + 2 * DAY)


def test_what_is_handed_out_is_what_is_in_force_with_its_stamp(book: HandOut) -> None:
    assert [part.file.title for part in book.parts] == ["Refunds", "Complaints"]
    first = book.parts[0]
    assert first.stamp == f"P-01, version 2, in force since 2026-04-01, text {first.sha256[:12]}"
    assert book.stamp.startswith("Shop: handbook, 2 policies as in force on 2026-04-02, text ")
    assert [(one.code, one.number, one.note) for one in book.changes] == [
        ("P-01", 2, "Any proof will do"), ("P-01", 1, ""), ("P-02", 1, ""),
    ]  # fmt: skip
    assert list(book.pictures.values()) == [png()]


def test_nothing_in_force_is_said(store: Store, today: dt.date) -> None:
    with store.read() as session, pytest.raises(RuleBroken, match="nothing to hand out"):
        handout.gather(session, title="x", today=today)


def test_word_reads_back(book: HandOut, tmp_path: Path) -> None:
    said: list[str] = []
    path = handout.write_word(book, tmp_path / "a.docx", lambda done, total, text: said.append(text))
    made = docx.Document(str(path))
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert texts[0] == "Shop: handbook"
    assert [p.text for p in made.paragraphs if p.style and p.style.name == "Heading 1"] == [
        "Refunds", "Complaints", "What changed", "Signed",
    ]  # fmt: skip
    assert "Proof" in texts[2:8]  # in the contents
    assert book.parts[0].stamp in texts
    assert said == ["Refunds", "Complaints"]
    log, named, lines = made.tables
    assert [cell.text for cell in log.rows[1].cells] == [
        "2026-04-01", "P-01 Refunds", "2", "Material change", "Any proof will do",
    ]  # fmt: skip
    assert named.rows[1].cells[3].text == book.parts[0].sha256[:12]
    assert len(lines.rows) == 13
    assert len(made.inline_shapes) == 1
    assert not any("Secret" in text for text in texts)


def test_html_is_one_file_whose_links_lead_somewhere(book: HandOut) -> None:
    text = handout.html_of(book)
    for link in ('href="#p-01"', 'href="#p-01-proof"', 'href="#p-02-steps"'):
        assert link in text, link
        assert link.replace("href=", "id=").replace("#", "") in text, link
    assert text.count('src="data:image/png;base64,') == 1
    assert "http" not in text.replace("http-equiv", "")
    assert "<script" not in text
    assert book.parts[1].stamp in text


def test_parts_can_be_left_out(book: HandOut, store: Store, today: dt.date, tmp_path: Path) -> None:
    with store.read() as session:
        plain = handout.gather(
            session,
            title="x",
            today=today,
            policy_ids=[1],
            with_contents=False,
            with_log=False,
            with_sign_page=False,
        )
    assert plain.title == "Refunds"
    text = handout.html_of(plain)
    assert "<nav>" not in text and "What changed" not in text and "Signed" not in text
    assert "policy:" not in text


def test_stopping_leaves_nothing_behind(book: HandOut, qtbot: QtBot, tmp_path: Path) -> None:
    def stop(done: int, _total: int, _text: str) -> None:
        if done == 1:
            raise Cancelled("stopped")

    for write, name in (
        (handout.write_word, "a.docx"),
        (handout.write_html, "a.html"),
        (handoutview.write_pdf, "a.pdf"),
    ):
        with pytest.raises(Cancelled):
            write(book, tmp_path / name, stop)
    assert list(tmp_path.glob("*a.*")) == []


def test_pdf_has_every_part(book: HandOut, qtbot: QtBot, tmp_path: Path) -> None:
    path = handoutview.write_pdf(book, tmp_path / "a.pdf")
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") == 5
    text = handoutview.document_of(book).toPlainText()
    for words in (
        "Shop: handbook",
        "Any proof.",
        "What changed",
        "I have read what is named above",
        "P-02, version 1",
    ):
        assert words in text, words
