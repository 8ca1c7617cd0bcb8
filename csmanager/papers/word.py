"""Markdown as a Word document: headings in Word's own styles, lists, tables, quotes, pictures, page numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csmanager.core.files import replace_file
from csmanager.papers.blocks import Block, Code, Heading, Item, Paragraph, Pictures, Rule, Table, blocks
from csmanager.papers.inline import Span
from csmanager.papers.wordlook import (
    column_widths,
    field_part,
    field_start,
    line_below,
    set_foot,
    set_head,
    set_look,
    set_table,
)

if TYPE_CHECKING:
    from docx.document import Document

_LIST_STYLES = 3  # List Bullet, List Bullet 2, List Bullet 3
_CODE_FONT = "Consolas"
_MOST_CELLS = 4_000  # of one table; Word's own format is slow to make beyond that, the rest goes as lines


def write_markdown(
    path: Path, markdown: str, *, title: str, pictures: Pictures | None = None, stamp: str = "",
    whole: bool = False, head: str = "", is_letter: bool = False,
) -> Path:  # fmt: skip
    """Write ``markdown`` as a Word document; returns where it lies (another name where ``path`` is held open).

    ``stamp`` stands at the foot of every page beside the page number, ``head`` above every page: whose paper it is.
    ``is_letter``: on paper of the size Letter instead of A4. ``pictures``: the bytes of each by the
    address the text names; others become their words. ``whole``: no section is cut by the end of a page where it fits
    on one. Raises Refused when the folder cannot be written.
    """
    paper = Paper(title, stamp, head=head, is_letter=is_letter)
    paper.add(markdown, pictures)
    if whole:
        paper.keep_whole()
    return paper.save(path)


class Paper:
    """A Word document that is added to part by part."""

    def __init__(self, title: str, stamp: str = "", *, head: str = "", is_letter: bool = False) -> None:
        import docx

        self.document: Document = docx.Document()
        self._lists: dict[int, Any] = {}  # the numbering under way, by depth
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = title[:250], "", ""
        self._width = set_look(self.document, is_letter=is_letter)
        set_head(self.document, _clean(head))
        set_foot(self.document, _clean(stamp), self._width)

    def add(self, markdown: str, pictures: Pictures | None = None, *, deeper: int = 0) -> None:
        """Add a text; ``deeper``: how many levels its headings are lowered by."""
        found = blocks(markdown)
        for block, following in zip(found, [*found[1:], None], strict=True):
            self._add(block, pictures, deeper)
            if isinstance(block, Item | Rule) and not isinstance(following, type(block)):
                self.document.paragraphs[-1].paragraph_format.space_after = _points(8)

    def add_heading(self, text: str, level: int = 1) -> None:
        """A heading; level 0 is the title of the document."""
        self.document.add_heading(_clean(text), level)

    def add_line(self, text: str, style: str | None = None) -> None:
        """A paragraph without marks."""
        self.document.add_paragraph(_clean(text), style)

    def add_contents(self, lines: Sequence[tuple[int, str]]) -> None:
        """A table of contents that Word can bring up to date; until then it lists ``lines`` (level from 1, text)."""
        first: Any = None
        paragraph: Any = None
        for level, text in lines:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.left_indent = _points(14 * (level - 1))
            paragraph.paragraph_format.space_after = _points(2)
            if first is None:
                first = paragraph
                field_start(paragraph, ' TOC \\o "1-2" \\h \\z ')
            paragraph.add_run(_clean(text))
        if paragraph is not None:
            field_part(paragraph, "end")

    def add_table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table of plain texts, its head repeated on every page."""
        self._table(
            Table(
                tuple((Span(text),) for text in head),
                tuple(tuple((Span(text),) for text in row) for row in rows),
                ("left",) * len(head),
            ),
            None,
        )

    def break_page(self) -> None:
        """What follows begins on a new page."""
        from docx.enum.text import WD_BREAK

        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def keep_whole(self) -> None:
        """Hold every paragraph to the next one, but the last before a heading; rows of tables are never cut."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        parts = [part for part in self.document.element.body if part.tag != qn("w:sectPr")]
        for part, following in zip(parts, [*parts[1:], None], strict=True):
            for row in part.iter(qn("w:tr")):
                row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            if following is None or _is_heading(following):
                continue
            for paragraph in part.iter(qn("w:p")):
                properties = paragraph.get_or_add_pPr()
                if properties.find(qn("w:keepNext")) is None:
                    properties._insert_keepNext(OxmlElement("w:keepNext"))

    def save(self, path: Path) -> Path:
        """Write the document; returns where it lies."""
        return replace_file(path, lambda target: self.document.save(str(target)))

    def _add(self, block: Block, pictures: Pictures | None, deeper: int) -> None:
        if isinstance(block, Heading):
            made = self.document.add_heading("", min(9, block.level + deeper))
            self._runs(made, block.spans, pictures)
        elif isinstance(block, Item):
            self._item(block, pictures)
        elif isinstance(block, Paragraph):
            made = self.document.add_paragraph(style="Quote" if block.quote else None)
            indent = 18 * (block.depth + block.quote)
            if indent:
                made.paragraph_format.left_indent = _points(indent)
            self._runs(made, block.spans, pictures)
        elif isinstance(block, Code):
            self._code(block.text)
        elif isinstance(block, Rule):
            line_below(self.document.add_paragraph())
        elif isinstance(block, Table):
            self._table(block, pictures)

    def _item(self, item: Item, pictures: Pictures | None) -> None:
        name = "List Bullet" if item.number is None else "List Number"
        level = min(item.depth, _LIST_STYLES - 1)
        made = self.document.add_paragraph(style=name if not level else f"{name} {level + 1}")
        made.paragraph_format.space_after = _points(3)
        if item.quote:
            made.paragraph_format.left_indent = _points(18 * (item.quote + level + 1))
        if item.number is not None:
            self._number(made, item)
        if item.is_done is not None:
            made.add_run("☒ " if item.is_done else "☐ ")
        self._runs(made, item.spans, pictures)

    def _number(self, paragraph: Any, item: Item) -> None:
        """Number anew where a list begins; Word would count on from the list before."""
        if item.is_first or item.depth not in self._lists:
            numbering = self.document.part.numbering_part.numbering_definitions._numbering
            style = paragraph.style.element.pPr.numPr.numId.val
            abstract = next(num.abstractNumId.val for num in numbering.num_lst if num.numId == style)
            made = self._lists[item.depth] = numbering.add_num(abstract)
            made.add_lvlOverride(ilvl=0).add_startOverride(item.number or 0)
        number = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        number.get_or_add_numId().val = self._lists[item.depth].numId
        number.get_or_add_ilvl().val = 0

    def _code(self, text: str) -> None:
        made = self.document.add_paragraph()
        made.paragraph_format.left_indent = _points(14)
        run = made.add_run(_clean(text))
        run.font.name, run.font.size = _CODE_FONT, _points(9.5)

    def _table(self, table: Table, pictures: Pictures | None) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        sides = {
            "left": WD_ALIGN_PARAGRAPH.LEFT,
            "center": WD_ALIGN_PARAGRAPH.CENTER,
            "right": WD_ALIGN_PARAGRAPH.RIGHT,
        }
        width = len(table.head)
        most = max(1, _MOST_CELLS // width)
        shown = (table.head, *table.rows[:most])
        made = self.document.add_table(rows=0, cols=width)
        for number, row in enumerate(shown):
            for cell, found, side in zip(made.add_row().cells, row, table.sides, strict=True):
                paragraph = cell.paragraphs[0]
                paragraph.alignment = sides[side]
                paragraph.paragraph_format.space_after = _points(0)
                self._runs(paragraph, found, pictures)
                if not number:
                    for run in paragraph.runs:
                        run.bold = True
        texts = [["".join(span.text for span in cell) for cell in row] for row in shown]
        set_table(made, column_widths(texts, self._width))
        self.document.add_paragraph().paragraph_format.space_after = _points(2)
        for row in table.rows[most:]:
            self.add_line("; ".join("".join(span.text for span in cell) for cell in row))

    def _runs(self, paragraph: Any, spans: Sequence[Span], pictures: Pictures | None) -> None:
        for at, span in enumerate(spans):
            if span.picture:
                self._picture(paragraph, span, pictures)
                continue
            says_address = span.link.removeprefix("mailto:") in ("", span.text)
            is_last = at + 1 == len(spans) or spans[at + 1].link != span.link
            leads_out = span.link.startswith(("http://", "https://", "mailto:"))
            more = (
                f" ({span.link.removeprefix('mailto:')})"
                if leads_out and not says_address and is_last
                else ""
            )
            run = paragraph.add_run(_clean(span.text + more))
            run.bold, run.italic = span.bold or None, span.italic or None
            run.font.strike = span.struck or None
            if span.code:
                run.font.name = _CODE_FONT

    def _picture(self, paragraph: Any, span: Span, pictures: Pictures | None) -> None:
        from docx.image.exceptions import (
            InvalidImageStreamError,
            UnexpectedEndOfFileError,
            UnrecognizedImageError,
        )

        data = (pictures or {}).get(span.picture)
        run = paragraph.add_run()
        try:
            if data is None:
                raise UnrecognizedImageError
            shape = run.add_picture(io.BytesIO(data))
        except (UnrecognizedImageError, InvalidImageStreamError, UnexpectedEndOfFileError, ZeroDivisionError):
            run.text, run.italic = f"[{_clean(span.text) or 'picture'}]", True
            return
        section: Any = self.document.sections[-1]
        widest = section.page_width - section.left_margin - section.right_margin
        if shape.width > widest:
            shape.height, shape.width = round(shape.height * widest / shape.width), widest
        highest = (section.page_height - section.top_margin - section.bottom_margin) * 9 // 10
        if shape.height > highest:
            shape.width, shape.height = round(shape.width * highest / shape.height), highest
        shape._inline.docPr.set("descr", _clean(span.text))


def _is_heading(part: Any) -> bool:
    from docx.oxml.ns import qn

    style = part.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style is not None and str(style.get(qn("w:val"))).startswith("Heading")


def _points(count: float) -> Any:
    from docx.shared import Pt

    return Pt(count)


def _clean(text: str) -> str:
    """``text`` without the letters XML cannot hold."""
    return "".join(
        letter
        for letter in text
        if letter in "\t\n"
        or " " <= letter <= "\ud7ff"
        or "\ue000" <= letter <= "\ufffd"
        or letter > "\uffff"
    )
