"""Folders of Markdown, text, HTML and Word as drafts: what is understood, what is left out, what is refused."""

from __future__ import annotations

import base64
import datetime as dt
import time
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest

from csmanager.core.errors import Refused, RuleBroken
from csmanager.core.store import Store
from csmanager.features.handbook import actions, pictures, queries
from csmanager.features.handbook.importing import take_files, understand
from csmanager.features.handbook.importing.taking import fates
from csmanager.features.handbook.importing.web import markdown_of
from csmanager.features.handbook.rules import PolicyKind
from csmanager.features.team.actions import add_person
from csmanager.papers import word
from tests.digest import content
from tests.papers.test_papers import png

HEAD = """\
---
layout: page
title: "Refunds and returns"
id: R-7
type: procedure
tags:
  - Money
  - Desk
owner: Ana Ruiz
review_cycle: 2 years
next_review: 2026-09-01
effective_date: 2026-01-05T00:00:00
---
{% include nav.html %}
<!-- hidden
note -->
Text {{ site.baseurl | escape }}with {{name}} kept.{: .wide}

{{< alert "x" >}}

[[toc]]

!!! warning "Mind"
    Never alone.

See [complaints](trouble/complaints.md#steps), ![till](img/till.png) and ![far](https://example.org/x.png).

```
{% raw %} <!-- stays -->
```
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A handbook as others keep it."""
    root = tmp_path / "book"
    (root / "trouble").mkdir(parents=True)
    (root / "img").mkdir()
    (root / ".git").mkdir()
    (root / ".git" / "x.md").write_text("# Hidden")
    (root / "img" / "till.png").write_bytes(png())
    (root / "01-refunds.md").write_text(HEAD, encoding="utf-8")
    (root / "trouble" / "complaints.md").write_text(
        "# Complaints procedure\n\n## Steps\n\nListen.\n", encoding="utf-8"
    )
    (root / "bad.md").write_bytes(b"\x00\x01")
    (root / "old_notes.txt").write_bytes("Öffnung\r\n\r\nVon 9 bis 5.\r\n".encode("cp1252"))
    return root


def test_a_folder_is_understood(folder: Path) -> None:
    found = {file.file: file for file in understand(folder)}
    assert list(found) == ["01-refunds.md", "bad.md", "old_notes.txt", "trouble/complaints.md"]
    refunds = found["01-refunds.md"]
    assert (refunds.title, refunds.code, refunds.kind, refunds.category, refunds.owner) == (
        "Refunds and returns", "R-7", PolicyKind.PROCEDURE, "Money", "Ana Ruiz",
    )  # fmt: skip
    assert (refunds.review_every_months, refunds.next_review_on, refunds.effective_on) == (
        24, dt.date(2026, 9, 1), dt.date(2026, 1, 5),
    )  # fmt: skip
    before_code = refunds.body.partition("```")[0]
    for gone in ("{%", "<!--", "site.", "{{<", "toc", "{:", "layout", "https://example.org"):
        assert gone not in before_code, gone
    assert "Text with {{name}} kept." in before_code
    assert "> **Mind**" in before_code and "> Never alone." in before_code
    assert "{% raw %} <!-- stays -->" in refunds.body
    assert list(refunds.pictures.values()) == [png()]
    assert any("https://example.org/x.png" in note for note in refunds.notes)
    assert "not a text" in found["bad.md"].problem
    assert found["old_notes.txt"].title == "Öffnung"
    complaints = found["trouble/complaints.md"]
    assert (complaints.category, complaints.kind) == ("Trouble", PolicyKind.PROCEDURE)


def test_taking_a_folder_is_one_step_and_links_lead_to_policies(
    store: Store, folder: Path, today: dt.date
) -> None:
    owner = store.do("Add", add_person, name="Ana Ruiz", today=today)
    before = content(store, history=False)
    files = understand(folder)
    taken = store.do("Bring in", take_files, files, today)
    assert len(taken) == 3
    with store.read() as session:
        rows = {row.title: row for row in queries.policies(session)}
        refunds = queries.versions(session, taken[0])[0]
        shown = pictures.pictures_of(session, [refunds.body])
        again = fates(session, files)
    assert rows["Refunds and returns"].owner_id == owner
    assert rows["Refunds and returns"].next_review_on == dt.date(2026, 9, 1)
    code = rows["Complaints procedure"].code
    assert f"[complaints](policy:{code}#steps)" in refunds.body
    assert list(shown.values()) == [png()]
    assert again[0] == "same as R-7, nothing changes" and "not a text" in again[1]
    standing = content(store, history=True)
    assert store.do("Bring in", take_files, files, today) == taken
    assert content(store, history=True) == standing
    store.undo()
    assert content(store, history=False) == before


def test_a_newer_text_becomes_the_draft_and_another_draft_is_not_overwritten(
    store: Store, tmp_path: Path, today: dt.date
) -> None:
    key = store.do("Add", actions.add_policy, title="Greeting", today=today, body="# Greeting\n\nHello.\n")
    store.do("Publish", actions.publish, key, today=today)
    path = tmp_path / "greeting.md"
    path.write_text("# Greeting\n\nGood morning.\n")
    files = understand(path)
    with store.read() as session:
        assert fates(session, files) == ["new draft of P-01"]
    assert store.do("Bring in", take_files, files, today) == [key]
    path.write_text("# Greeting\n\nGood evening.\n")
    with pytest.raises(RuleBroken, match="on its way already"):
        store.do("Bring in", take_files, understand(path), today)


def test_word_comes_in_as_it_reads(tmp_path: Path) -> None:
    text = (
        "# Refunds\n\nWithin **30 days** and *always*; 2 \\* 3 [form](https://example.org/f).\n\n- one\n   - inner\n\n"
        "1. first\n2. second\n\n| a | b |\n|---|---|\n| c \\| d | e |\n\n> Say it.\n"
    )
    path = word.write_markdown(
        tmp_path / "a.docx", f"{text}\n![till](t.png)\n", title="T", pictures={"t.png": png()}
    )
    (found,) = understand(path)
    assert found.title == "Refunds"
    for line in (
        "Within **30 days** and *always*; 2 \\* 3 form (https://example.org/f).",
        "- one", "   - inner", "1. first", "2. second", "| c \\| d | e |", "> Say it.",
    ):  # fmt: skip
        assert line in found.body.splitlines(), line
    assert list(found.pictures.values()) == [png()]
    assert f"![till]({pictures.address(png())})" in found.body


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    made = docx.Document()
    made.add_heading("Title", 0)
    line = made.add_paragraph("Within ")
    space = nsdecls("w")
    line._p.append(parse_xml(f"<w:del {space}><w:r><w:delText>14</w:delText></w:r></w:del>"))
    line._p.append(parse_xml(f"<w:ins {space}><w:r><w:t>30</w:t></w:r></w:ins>"))
    made.save(str(tmp_path / "a.docx"))
    assert "Within 30" in understand(tmp_path / "a.docx")[0].body


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old Word"])
def test_what_is_no_word_document_is_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    assert understand(path)[0].problem == "a.docx is not a whole Word document; nothing was brought in."


def test_a_package_that_unpacks_enormously_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box, box.open("word/document.xml", "w") as part:
        for _ in range(16):
            part.write(b" " * 10_000_000)
    assert "unpacks to 160 MB" in understand(path)[0].problem


def test_html_keeps_what_is_read_and_nothing_that_acts() -> None:
    picture = base64.b64encode(png()).decode()
    reader = markdown_of(
        "<html><head><title>Refunds</title><style>p{}</style></head><body><h1>Refunds</h1>"
        "<p onclick='x()'>Within <b>30 days</b> &amp; <i>always</i><script>alert('no')</script>.</p>"
        "<ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul><ol start=3><li>c</li></ol>"
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td><p>x</p><p>y</p></td></tr></table>"
        "<blockquote><p>Said</p></blockquote><pre>a  <b>b</b>\n # c</pre>"
        "<a href='javascript:x'>bad</a> <a href='https://example.org/a'>good</a>"
        "<img src='https://example.org/spy.gif' alt='spy'><iframe src='//x'>inside</iframe>"
        f"<img alt='till' src='data:image/png;base64,{picture}'>1. not a list</body></html>"
    )
    text = reader.markdown()
    for line in (
        "# Refunds", "Within **30 days** & *always*.", "- one", "   - inner", "- two", "3. c", "| a | b |",
        "| 1\\|2 | x y |", "> Said", "a  b", " # c",
    ):  # fmt: skip
        assert line in text.splitlines(), (line, text)
    for gone in ("alert", "javascript", "spy.gif", "inside", "onclick", "p{}"):
        assert gone not in text, gone
    assert "bad [good](https://example.org/a)*spy*" in text
    assert reader.pictures == {pictures.address(png()): png()}
    assert reader.dropped == {"script", "iframe", "picture"}


@pytest.mark.parametrize(
    "bomb", ["<ul><li>" * 3_000, "<b>" * 20_000 + "x", "<blockquote>" * 5_000 + "x", "<table><tr><td>" * 3_000 + "x",
             "<p>" * 50_000, "<" * 50_000, "&amp;" * 50_000, "<a href=x>" * 10_000], ids=range(8),
)  # fmt: skip
def test_no_page_holds_the_program_up(bomb: str) -> None:
    began = time.process_time()
    markdown_of(bomb).markdown()
    assert time.process_time() - began < 3.0


def test_a_picture_outside_the_folder_or_too_large_is_left_out(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "secret.png").write_bytes(png())
    root = tmp_path / "book"
    root.mkdir()
    (root / "big.png").write_bytes(png() + b"\x00" * 100)
    (root / "a.md").write_text("# A\n\n![x](../secret.png) ![y](big.png) ![z](/etc/hostname)\n")
    monkeypatch.setattr(pictures, "MOST_BYTES", 90)
    (found,) = understand(root)
    assert found.pictures == {}
    assert found.body == "# A\n\n*x* *y* *z*\n"
    assert any("a picture in the handbook has up to" in note for note in found.notes)


def test_an_empty_folder_and_a_strange_file_are_said(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    with pytest.raises(Refused, match="has no Markdown, text, HTML or Word"):
        understand(tmp_path / "sub")
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    assert "not a text the handbook can take in" in understand(tmp_path / "a.pdf")[0].problem


def test_pictures_are_kept_once_and_checked(store: Store) -> None:
    first = store.do("Keep", pictures.keep_picture, "till", png())
    before = content(store, history=False)
    assert store.do("Keep", pictures.keep_picture, "other", png()) == first
    assert content(store, history=False) == before
    with pytest.raises(RuleBroken, match="no picture of a kind"):
        store.do("Keep", pictures.keep_picture, "x.svg", b"<svg onload=x>")
    with pytest.raises(RuleBroken, match=r"x\.png has 2\.0 MB; a picture in the handbook has up to 2 MB"):
        store.do("Keep", pictures.keep_picture, "x.png", png() + b"\x00" * 2_000_000)
    store.undo()
    with store.read() as session:
        assert pictures.pictures_of(session, [first]) == {}
