"""How a Word document looks: the sheet, letters, head and foot of every page, tables, lines to write on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

_FONT = "Calibri"
_INK, _GREY, _HAIR, _SHADE = "1B2430", "5B6675", "C3CAD4", "EEF1F5"
_TEXT_PT = 10.5
_HEADINGS = {1: (17.0, 0.0, 8.0), 2: (12.5, 14.0, 4.0), 3: (11.0, 10.0, 3.0)}  # points: letters, above, below
_SIDE_MM, _TOP_MM, _LOW_MM, _EDGE_MM = 22.0, 22.0, 20.0, 10.0
_A4_MM, _LETTER_MM = (210.0, 297.0), (215.9, 279.4)
_LINE_PT = 17.0  # of a line to write on
_LETTER_PT = 6.2  # width of an average letter of the text
_CELL_PT = 11.0  # beside the text of a cell
_PAD_TWIPS = 100  # within a cell, at each side
_MOST_LETTERS = 70  # of a cell that ask for width


def set_look(document: Document, *, is_letter: bool = False) -> float:
    """Set sheet, margins and styles; returns the width of the text in points."""
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    wide, high = _LETTER_MM if is_letter else _A4_MM
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.left_margin = section.right_margin = Mm(_SIDE_MM)
    section.top_margin, section.bottom_margin = Mm(_TOP_MM), Mm(_LOW_MM)
    section.header_distance = section.footer_distance = Mm(_EDGE_MM)
    styles: Any = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(_TEXT_PT)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.12
    for name in ("Title", *(f"Heading {level}" for level in range(1, 10)), "Caption"):
        style = styles[name]
        _plain_font(style)
        style.font.color.rgb = RGBColor.from_string(_GREY if name == "Caption" else _INK)
        if name == "Caption":
            style.font.bold, style.font.size = False, Pt(9)
            continue
        size, above, below = _HEADINGS[min(3, int(name[-1]))] if name != "Title" else (22.0, 0.0, 10.0)
        style.font.size, style.font.bold, style.font.italic = Pt(size), True, False
        form = style.paragraph_format
        form.space_before, form.space_after, form.keep_with_next = Pt(above), Pt(below), True
    return (wide - 2 * _SIDE_MM) / 25.4 * 72


def set_head(document: Document, text: str) -> None:
    """Whose paper it is, above every page over a thin line; nothing where ``text`` is empty."""
    from docx.shared import Pt, RGBColor

    if not text:
        return
    paragraph = document.sections[0].header.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold, run.font.size = True, Pt(10)
    run.font.color.rgb = RGBColor.from_string(_INK)
    paragraph.paragraph_format.space_after = Pt(10)
    _border(paragraph, "bottom")


def set_foot(document: Document, stamp: str, width: float) -> None:
    """``stamp`` at the left under every page, the number of the page at the right; ``width``: of the text, points."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Pt, RGBColor

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Normal"]  # the style of feet has stops of its own
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(4), Pt(0)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(width), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{stamp}\t")
    paragraph.add_run("Page ")
    _simple_field(paragraph, " PAGE ")
    paragraph.add_run(" of ")
    _simple_field(paragraph, " NUMPAGES ")
    for run in paragraph.runs:
        run.font.size = Pt(8)
        run.font.color.rgb = RGBColor.from_string(_GREY)
    _border(paragraph, "top")


def column_widths(rows: Sequence[Sequence[str]], width: float) -> list[float]:
    """How wide each column is, in points, so that they fill ``width`` and no word is broken needlessly."""
    count = len(rows[0])
    longest = [
        max(max(map(len, row[at].split()), default=1) for row in rows) * _LETTER_PT + _CELL_PT
        for at in range(count)
    ]
    wanted = [
        max(longest[at], max(min(_MOST_LETTERS, len(row[at])) for row in rows) * _LETTER_PT + _CELL_PT)
        for at in range(count)
    ]
    spare = width - sum(wanted)
    if spare >= 0:
        return [one + spare * one / sum(wanted) for one in wanted]
    least = [min(one, width / count) for one in longest]
    over = [(one - low) ** 0.5 for one, low in zip(wanted, least, strict=True)]  # short columns stay readable
    left = width - sum(least)
    return [low + left * more / (sum(over) or 1) for low, more in zip(least, over, strict=True)]


def set_table(table: Any, widths: Sequence[float]) -> None:
    """Thin lines between the rows, a shaded head that stands again on every page, columns as wide as ``widths``."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = table._tbl.tblPr
    table.autofit = False
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_line(side, _HAIR, "4"))
    layout = properties.find(qn("w:tblLayout"))
    indent = OxmlElement("w:tblInd")  # so that the shade begins where the text does
    indent.set(qn("w:w"), str(_PAD_TWIPS))
    indent.set(qn("w:type"), "dxa")
    layout.addprevious(indent)
    layout.addprevious(borders)
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", 40), ("left", _PAD_TWIPS), ("bottom", 40), ("right", _PAD_TWIPS)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(room))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    layout.addnext(margins)
    twips = [str(round(width * 20)) for width in widths]
    for column, wide in zip(table._tbl.tblGrid.gridCol_lst, twips, strict=True):
        column.set(qn("w:w"), wide)
    for number, row in enumerate(table._tbl.tr_lst):
        for cell, wide in zip(row.tc_lst, twips, strict=True):
            form = cell.get_or_add_tcPr()
            size = form.get_or_add_tcW()
            size.set(qn("w:w"), wide)
            size.set(qn("w:type"), "dxa")
            if not number:
                shade = OxmlElement("w:shd")
                for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
                    shade.set(qn(f"w:{name}"), value)
                form.append(shade)
        if not number:
            head = OxmlElement("w:tblHeader")
            head.set(qn("w:val"), "true")
            row.get_or_add_trPr().append(head)


def line_below(paragraph: Any) -> None:
    """A line across; several below each other stay apart, to be written on."""
    from docx.shared import Pt

    form = paragraph.paragraph_format
    form.space_after, form.line_spacing = Pt(0), Pt(_LINE_PT)
    _border(paragraph, "bottom", "between", colour="808080", size="4")


def field_start(paragraph: Any, code: str) -> None:
    """What follows in ``paragraph`` until its end is filled in by Word."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field_part(paragraph, "begin")
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = code
    paragraph.add_run()._r.append(instruction)
    field_part(paragraph, "separate")


def field_part(paragraph: Any, part: str) -> None:
    """One mark of a field: begin, separate or end."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement("w:fldChar")
    made.set(qn("w:fldCharType"), part)
    paragraph.add_run()._r.append(made)


def _simple_field(paragraph: Any, code: str) -> None:
    field_start(paragraph, code)
    paragraph.add_run("1")
    field_part(paragraph, "end")


def _plain_font(style: Any) -> None:
    """The font of the text; that of Word's theme would be taken before it."""
    from docx.oxml.ns import qn

    style.font.name = _FONT
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break


def _border(paragraph: Any, *sides: str, colour: str = _HAIR, size: str = "6") -> None:
    from docx.oxml import OxmlElement

    borders = OxmlElement("w:pBdr")
    for side in sides:
        borders.append(_line(side, colour, size))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )


def _line(side: str, colour: str, size: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", size), ("space", "4"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    return line
