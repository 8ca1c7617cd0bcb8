"""Texts as Word and HTML, read back with another program's eyes, and fields filled in."""

from __future__ import annotations

import struct
import time
import zlib
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.papers import html, merge, word
from csmanager.papers.blocks import Code, Heading, Item, Paragraph, Table, blocks
from csmanager.papers.inline import Span, plain, spans

TEXT = """\
# Refunds

Within **30 days**, *always* `R-1`, ~~never~~ [the form](https://example.org/form) and [home](mailto:a@b.example).

- one
  - inner
- two

1. first
2. second

Again:

1. anew

| Case | Limit |
|:-----|------:|
| lost \\| found | 20 |
| none | |

> Say it *kindly*.

```
a  <b>
```

![A till](till.png)

***
"""


def png(width: int = 3, height: int = 2) -> bytes:
    """A real picture, made by hand."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\x00" + b"\x10\x20\x30" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_fields_are_found_once_and_filled() -> None:
    text = "Dear {{First name}}, on {{ day }} at {{shop}}. {{day}}"
    assert merge.fields(text) == ["first name", "day", "shop"]
    values = {"first_name": "Ana", "day": "1 May", "SHOP": "{{day}}"}
    assert merge.fill(text, values) == "Dear Ana, on 1 May at {{day}}. 1 May"


def test_every_missing_field_is_named() -> None:
    with pytest.raises(RuleBroken, match=r"2 fields have no value: day, shop\."):
        merge.fill("{{name}} {{day}} {{shop}}", {"name": ""})
    with pytest.raises(RuleBroken, match="1 field has no value: day"):
        merge.fill("{{day}}", {})


def test_marks_within_a_line() -> None:
    assert spans("a **b *c*** _d_ snake_case_word 2 * 3 * 4") == [
        Span("a "),
        Span("b ", bold=True),
        Span("c", bold=True, italic=True),
        Span(" "),
        Span("d", italic=True),
        Span(" snake_case_word 2 * 3 * 4"),
    ]
    assert spans("`a*b*` \\*no\\* ``x ` y``") == [
        Span("a*b*", code=True),
        Span(" *no* "),
        Span("x ` y", code=True),
    ]
    assert spans("***both*** **open") == [Span("both", bold=True, italic=True), Span(" **open")]
    assert spans('[a **b**](x(1).md) ![pic](p.png "t")') == [
        Span("a ", link="x(1).md"),
        Span("b", bold=True, link="x(1).md"),
        Span(" "),
        Span("pic", picture="p.png"),
    ]


def test_blocks_of_a_text() -> None:
    found = blocks(TEXT)
    assert [type(block).__name__ for block in found] == [
        "Heading", "Paragraph", "Item", "Item", "Item", "Item", "Item", "Paragraph", "Item",
        "Table", "Paragraph", "Code", "Paragraph", "Rule",
    ]  # fmt: skip
    items = [block for block in found if isinstance(block, Item)]
    assert [(item.depth, item.number, item.is_first) for item in items] == [
        (0, None, True), (1, None, True), (0, None, False), (0, 1, True), (0, 2, False), (0, 1, True),
    ]  # fmt: skip
    (table,) = [block for block in found if isinstance(block, Table)]
    assert table.sides == ("left", "right")
    assert ["".join(span.text for span in cell) for cell in table.rows[0]] == ["lost | found", "20"]
    quoted = [block for block in found if isinstance(block, Paragraph) and block.quote]
    assert quoted[0].spans[1] == Span("kindly", italic=True)


def test_odd_but_usual_markdown() -> None:
    assert blocks("Title\n=====\n\nPart\n---\ntext\nmore")[:2] == [
        Heading(1, (Span("Title"),)),
        Heading(2, (Span("Part"),)),
    ]
    assert blocks("- [ ] do\n- [x] done") == [
        Item((Span("do"),), 0, None, False, True),
        Item((Span("done"),), 0, None, True, False),
    ]
    assert blocks("- a\n\n  more\n\nout")[1:] == [Paragraph((Span("more"),), 1), Paragraph((Span("out"),))]
    assert blocks("## Shut ##\n\n    code\n\n~~~\n# no\n~~~") == [
        Heading(2, (Span("Shut"),)),
        Code("code"),
        Code("# no"),
    ]
    assert blocks("a  \nb<br>c\nd") == [Paragraph((Span("a \nb\nc d"),))] or plain("a  \nb") == "a  \nb"


def test_word_reads_back(tmp_path: Path) -> None:
    path = word.write_markdown(
        tmp_path / "a.docx", TEXT, title="Refunds", pictures={"till.png": png()}, stamp="P-01, version 2"
    )
    made = docx.Document(str(path))
    assert made.core_properties.title == "Refunds"
    by_style = [(paragraph.style.name, paragraph.text) for paragraph in made.paragraphs if paragraph.style]
    assert ("Heading 1", "Refunds") in by_style
    assert ("List Bullet", "one") in by_style
    assert ("List Bullet 2", "inner") in by_style
    assert ("List Number", "second") in by_style
    assert ("Quote", "Say it kindly.") in by_style
    first = next(p for p in made.paragraphs if p.text.startswith("Within"))
    assert first.text.endswith("never the form (https://example.org/form) and home (a@b.example).")
    assert {run.text: (run.bold, run.italic, run.font.strike) for run in first.runs}["30 days"] == (
        True, None, None,
    )  # fmt: skip
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [
        ["Case", "Limit"],
        ["lost | found", "20"],
        ["none", ""],
    ]
    assert len(made.inline_shapes) == 1
    foot = made.sections[0].footer.paragraphs[0]
    assert foot.text.startswith("P-01, version 2\tPage ")
    assert "PAGE" in foot._p.xml and "NUMPAGES" in foot._p.xml


def test_each_numbered_list_of_word_begins_anew(tmp_path: Path) -> None:
    path = word.write_markdown(tmp_path / "a.docx", "1. a\n2. b\n\ntext\n\n1. c\n", title="x")
    numbers = [
        p._p.pPr.numPr.numId.val for p in docx.Document(str(path)).paragraphs if p.style.name == "List Number"
    ]
    assert numbers[0] == numbers[1] != numbers[2]


def test_a_missing_or_broken_picture_is_its_words(tmp_path: Path) -> None:
    text = "![gone](a.png) ![broken](b.png)"
    path = word.write_markdown(
        tmp_path / "a.docx", text, title="x", pictures={"b.png": b"\x89PNG\r\n\x1a\nxx"}
    )
    assert docx.Document(str(path)).paragraphs[0].text == "[gone] [broken]"
    assert "<img" not in html.page(text, title="x")


def test_html_runs_and_fetches_nothing() -> None:
    bad = (
        "# <script>alert(1)</script>\n\n<img src=http://x/a.png onerror=1> [a](javascript:alert(1))"
        " ![b](https://x/b.png) [c](https://example.org/\"onclick=\"x)\n\n<iframe src='//x'></iframe>\n"
    )
    made = html.page(bad, title="</title><script>", stamp="<b>")
    low = made.casefold()
    for word_ in ("<script", "<img", "<iframe", "javascript:", 'href="https://example.org/"'):
        assert word_ not in low, word_
    assert "default-src 'none'" in made


def test_html_holds_everything_itself() -> None:
    made = html.page(TEXT, title="Refunds", pictures={"till.png": png()}, stamp="version 2")
    assert "<strong>30 days</strong>" in made
    assert 'src="data:image/png;base64,' in made
    assert '<td style="text-align:right">20</td>' in made
    assert made.count("<ol>") == 2
    assert made.count("<ul>") == made.count("</ul>") == 2
    assert made.count("<li>") == made.count("</li>") == 6
    assert "<footer><hr><p>version 2</p></footer>" in made


@pytest.mark.parametrize(
    "bomb",
    ["*" * 15_000, "[" * 15_000, "> " * 10_000 + "x", "`" * 20_000, "**a " * 8_000, "![](" * 8_000,
     "\n".join("  " * n + "- x" for n in range(400)), "|" * 9_000 + "\n" + "|-" * 4_500, "a_" * 8_000,
     "`a``b```" * 4_000, "_a *b " * 5_000, "[a](" * 8_000, "<" * 15_000, "- " * 9_000],
    ids=range(14),
)  # fmt: skip
def test_no_text_holds_the_program_up(bomb: str) -> None:
    began = time.process_time()
    made = html.page(bomb, title="x")
    assert time.process_time() - began < 2.0
    assert made.startswith("<!DOCTYPE html>")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab *_`[]()!<>#-|\n1.~\\", max_size=120))
def test_any_text_is_taken(text: str) -> None:
    made = html.body(text)
    for tag in ("ul", "ol", "li", "strong", "em", "s", "blockquote", "table", "pre"):
        assert made.count(f"<{tag}>") + made.count(f"<{tag} ") == made.count(f"</{tag}>"), tag
    assert blocks(text) == blocks(text.replace("\n", "\r\n"))
