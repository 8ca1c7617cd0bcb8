"""Word documents as Markdown, with their pictures."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from csmanager.core.errors import Refused
from csmanager.features.handbook import pictures
from csmanager.features.handbook.importing.escaping import escaped, line_start, marked, table

_MOST_UNPACKED = 150_000_000  # bytes; a document that unpacks to more is no policy
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_HEADING = re.compile(r"heading (\d)$")


class WordText:
    """A Word document that was read: ``title`` of its properties, ``markdown``, ``pictures``, ``notes``."""

    def __init__(self, path: Path) -> None:
        import docx

        _check(path)
        try:
            self._document = docx.Document(str(path))
        except Exception as error:  # what a damaged package raises is not told by the library
            raise Refused(f"{path.name} is not a whole Word document; nothing was brought in.") from error
        self.title = " ".join((self._document.core_properties.title or "").split())
        self.pictures: dict[str, bytes] = {}
        self.notes: list[str] = []
        self._styles = {style.style_id: style for style in self._document.styles}
        self._formats = self._list_formats()
        self._counts: dict[tuple[int, int], int] = {}
        self._lines: list[str] = []
        self._was_list = False
        self._blocks(self._document.element.body)
        self.markdown = re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip() + "\n"

    def _blocks(self, parent: Any) -> None:
        for child in parent.iterchildren():
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._end_list()
                rows = [
                    [" ".join(self._cell(cell).split()) for cell in row.iterchildren(f"{_W}tc")]
                    for row in child.iterchildren(f"{_W}tr")
                ]
                self._lines += ["", *table([row for row in rows if row]), ""]
            elif child.tag == f"{_W}sdt":
                for inside in child.iterchildren(f"{_W}sdtContent"):
                    self._blocks(inside)

    def _cell(self, cell: Any) -> str:
        return "<br>".join(text for one in cell.iter(f"{_W}p") if (text := self._inline(one).strip()))

    def _paragraph(self, element: Any) -> None:
        text = self._inline(element).strip()
        style = self._style_name(element)
        if not text or style.startswith("toc"):
            return
        level = self._level(style)
        number = None if level else self._number(element)
        if level:
            self._end_list()
            self._lines += [f"{'#' * level} {' '.join(_unmarked(text).split())}", ""]
        elif number is not None:
            list_id, depth = number
            self._was_list = True
            mark = "- "
            if self._formats.get((list_id, depth), "bullet") != "bullet":
                count = self._counts[(list_id, depth)] = self._counts.get((list_id, depth), 0) + 1
                for deeper in range(depth + 1, 9):
                    self._counts.pop((list_id, deeper), None)
                mark = f"{count}. "
            self._lines.append(f"{'   ' * min(depth, 6)}{mark}{text}".replace("  \n", "<br>"))
        else:
            self._end_list()
            lead = "> " if "quote" in style else ""
            self._lines += [f"{lead}{line_start(line)}" for line in text.split("\n")]
            self._lines.append("")

    def _end_list(self) -> None:
        if self._was_list:
            self._lines.append("")
        self._was_list = False

    def _style_name(self, element: Any) -> str:
        properties = element.find(f"{_W}pPr")
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        found = self._styles.get(style.get(f"{_W}val")) if style is not None else None
        return (found.name or "").casefold() if found is not None else ""

    def _level(self, name: str) -> int:
        if match := _HEADING.match(name):
            return min(6, int(match[1]))
        return 1 if name == "title" else 0

    def _number(self, element: Any) -> tuple[int, int] | None:
        """List and depth of a paragraph, by itself or by its style."""
        properties = element.find(f"{_W}pPr")
        if properties is None:
            return None
        numbering = properties.find(f"{_W}numPr")
        style = properties.find(f"{_W}pStyle")
        found = self._styles.get(style.get(f"{_W}val")) if style is not None else None
        depth = 0
        if numbering is None and found is not None:
            inherited = found.element.find(f"{_W}pPr")
            numbering = inherited.find(f"{_W}numPr") if inherited is not None else None
            last = (found.name or "").rsplit(" ", 1)[-1]
            depth = int(last) - 1 if last.isdecimal() else 0
        if numbering is None:
            return None
        number, level = numbering.find(f"{_W}numId"), numbering.find(f"{_W}ilvl")
        key = int(number.get(f"{_W}val")) if number is not None else 0
        if level is not None:
            depth = max(depth, int(level.get(f"{_W}val")))
        return (key, depth) if key else None

    def _list_formats(self) -> dict[tuple[int, int], str]:
        """Whether a list, at a depth, has numbers or points."""
        try:
            numbering = self._document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return {}
        shapes: dict[str, dict[int, str]] = {}
        for one in numbering.iterchildren(f"{_W}abstractNum"):
            levels = shapes[one.get(f"{_W}abstractNumId")] = {}
            for level in one.iterchildren(f"{_W}lvl"):
                shape = level.find(f"{_W}numFmt")
                levels[int(level.get(f"{_W}ilvl"))] = shape.get(f"{_W}val") if shape is not None else "bullet"
        found = {}
        for one in numbering.iterchildren(f"{_W}num"):
            base = one.find(f"{_W}abstractNumId")
            for depth, shape in shapes.get(base.get(f"{_W}val") if base is not None else "", {}).items():
                found[(int(one.get(f"{_W}numId")), depth)] = shape
                found.setdefault((int(one.get(f"{_W}numId")), depth + 1), shape)
        return found

    def _inline(self, parent: Any) -> str:
        """The text of a paragraph with its looks; what was struck out by tracked changes is left out."""
        made: list[tuple[str, str]] = []
        for child in parent.iterchildren():
            if child.tag == f"{_W}r":
                made += self._run(child)
            elif child.tag == f"{_W}hyperlink":
                made.append((self._link(child), ""))
            elif child.tag in (f"{_W}ins", f"{_W}smartTag", f"{_W}sdt", f"{_W}sdtContent", f"{_W}fldSimple"):
                made.append((self._inline(child), ""))
        text = ""
        at = 0
        while at < len(made):
            look, part = made[at][1], made[at][0]
            while at + 1 < len(made) and made[at + 1][1] == look:
                at += 1
                part += made[at][0]
            text += marked(part, look) if look else part
            at += 1
        return text

    def _run(self, run: Any) -> list[tuple[str, str]]:
        text = ""
        for part in run.iter():
            if part.tag == f"{_W}t":
                text += escaped(part.text or "")
            elif part.tag == f"{_W}tab":
                text += " "
            elif part.tag == f"{_W}br" and part.get(f"{_W}type") not in ("page", "column"):
                text += "  \n"
            elif part.tag == _BLIP:
                text += self._picture(part.get(f"{_R}embed"), run)
        look = ""
        properties = run.find(f"{_W}rPr")
        if properties is not None and text.strip():
            bold, italic, struck = (_is_on(properties.find(f"{_W}{name}")) for name in ("b", "i", "strike"))
            look = ("**" if bold else "") + ("*" if italic else "") or ("~~" if struck else "")
            if look == "***":
                return [(marked(marked(text, "*"), "**"), "")]
        return [(text, look)]

    def _link(self, element: Any) -> str:
        text = self._inline(element)
        relation = element.get(f"{_R}id")
        target = ""
        if relation is not None and relation in self._document.part.rels:
            target = self._document.part.rels[relation].target_ref
        if target.startswith(("http://", "https://", "mailto:")) and text.strip() and " " not in target:
            return f"[{text.strip()}]({target.replace('(', '%28').replace(')', '%29')})"
        return text

    def _picture(self, relation: str | None, run: Any) -> str:
        part = self._document.part.related_parts.get(relation) if relation else None
        data = getattr(part, "blob", b"")
        words = next((node.get("descr", "") for node in run.iter() if node.tag.endswith("}docPr")), "")
        words = " ".join(words.split()).replace("[", "(").replace("]", ")")
        if not data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")) or len(data) > pictures.MOST_BYTES:
            self.notes.append("A picture could not be taken over.")
            return f"*{escaped(words)}*" if words else ""
        name = pictures.address(data)
        self.pictures[name] = data
        return f"![{words}]({name})"


def _is_on(element: Any) -> bool:
    return element is not None and element.get(f"{_W}val") not in ("0", "false", "off")


def _unmarked(text: str) -> str:
    return re.sub(r"(?<!\\)\*+", "", text)


def _check(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            size = sum(item.file_size for item in package.infolist())
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError) as error:
        raise Refused(f"{path.name} is not a whole Word document; nothing was brought in.") from error
    if size > _MOST_UNPACKED:
        raise Refused(
            f"{path.name} unpacks to {size / 1e6:.0f} MB, which is no policy; nothing was brought in."
        )
    if "word/document.xml" not in names:
        raise Refused(f"{path.name} is not a Word document (.docx); nothing was brought in.")
