"""HTML as Markdown: what is read stays, scripts, styles and what would be fetched does not."""

from __future__ import annotations

import base64
import binascii
import re
from html.parser import HTMLParser

from csmanager.features.handbook import pictures
from csmanager.features.handbook.importing.escaping import escaped, line_start, marked, table

_SKIPPED = {
    "script",
    "style",
    "head",
    "template",
    "iframe",
    "object",
    "svg",
    "noscript",
    "form",
    "select",
    "math",
}
_VOID = {"br", "hr", "img", "input", "meta", "link", "source", "wbr", "col", "area", "base", "embed"}
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "figure", "figcaption", "address",
    "dl", "dt", "dd", "body", "html", "details", "summary", "center", "fieldset", "tbody", "thead", "tfoot",
}  # fmt: skip
_LOOKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "s": "~~", "del": "~~", "strike": "~~", "code": "`"}
_LEADS = re.compile(r"(?:https?://|mailto:|#|[\w./-]+\.(?:md|html?)\b)", re.IGNORECASE)
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif);base64,(.*)$", re.DOTALL | re.IGNORECASE)
_DEEPEST = 8  # lists and quotes within each other


class Reader(HTMLParser):
    """Reads one document. ``title``: what its head calls it; ``pictures``: those that stood in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.pictures: dict[str, bytes] = {}
        self.dropped: set[str] = set()
        self._lines: list[str] = []
        self._words: list[str] = []
        self._skip = 0
        self._in_title = False
        self._heading = 0
        self._quotes = 0
        self._lists: list[int | None] = []  # None a list of points, else the next number
        self._is_item = False
        self._looks: list[tuple[str, int, str]] = []  # tag, where it began, what is put around or behind
        self._pre = False
        self._rows: list[list[str]] | None = None

    def markdown(self) -> str:
        """Everything read so far."""
        self._flush()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip() + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = True
        if self._skip or tag in _SKIPPED:
            if tag not in _VOID:
                self._skip += 1
            if tag in ("script", "iframe", "object", "form"):
                self.dropped.add(tag)
            return
        values = {key: value or "" for key, value in attrs}
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._flush()
            self._heading = int(tag[1])
        elif tag == "br":
            self._words.append("\n" if self._pre else "<br>" if self._rows is not None else "  \n")
        elif tag == "hr":
            self._flush()
            self._lines += ["---", ""]
        elif tag == "img":
            self._picture(values)
        elif tag in _LOOKS and not self._pre:
            self._looks.append((tag, len(self._words), _LOOKS[tag]))
        elif tag == "a":
            self._looks.append((tag, len(self._words), values.get("href", "").strip()))
        else:
            self._begin(tag, values)

    def _begin(self, tag: str, values: dict[str, str]) -> None:
        if tag in _BLOCKS:
            self._flush()
        elif tag == "blockquote":
            self._flush()
            self._quotes = min(_DEEPEST, self._quotes + 1)
        elif tag in ("ul", "ol"):
            self._flush()
            start = values.get("start", "1")
            self._lists.append(None if tag == "ul" else int(start) if start.isdecimal() else 1)
        elif tag == "li":
            self._flush()
            self._is_item = True
        elif tag == "pre":
            self._flush()
            self._pre = True
        elif tag == "table" and self._rows is None:
            self._flush()
            self._rows = []
        elif tag == "tr" and self._rows is not None:
            self._cell()
            self._rows.append([])
        elif tag in ("td", "th") and self._rows is not None:
            self._cell()
            if not self._rows:
                self._rows.append([])
            self._rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if self._skip:
            self._skip -= tag not in _VOID
            return
        if tag in _LOOKS or tag == "a":
            self._close_look(tag)
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6", "li") or tag in _BLOCKS:
            self._flush()
        elif tag == "blockquote":
            self._flush()
            self._quotes = max(0, self._quotes - 1)
        elif tag in ("ul", "ol") and self._lists:
            self._flush()
            self._lists.pop()
            if not self._lists:
                self._lines.append("")
        elif tag == "pre":
            text = "".join(self._words).strip("\n")
            self._words, self._pre, self._looks = [], False, []
            self._lines += ["```", *text.split("\n"), "```", ""]
        elif tag == "table" and self._rows is not None:
            self._cell()
            rows = [row for row in self._rows if row]
            self._rows = None
            self._lines += ["", *table(rows), ""]

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title = " ".join(f"{self.title} {data}".split())[:200]
        if self._skip or self._in_title:
            return
        if self._pre:
            self._words.append(data)
            return
        is_code = any(tag == "code" for tag, _, _ in self._looks)
        text = re.sub(r"\s+", " ", data)
        self._words.append(text.replace("`", "'") if is_code else escaped(text))

    def _close_look(self, tag: str) -> None:
        place = next((at for at in range(len(self._looks) - 1, -1, -1) if self._looks[at][0] == tag), None)
        if place is None:
            return
        _tag, start, mark = self._looks.pop(place)
        text = "".join(self._words[start:])
        del self._words[start:]
        if tag != "a":
            self._words.append(marked(text, mark))
        elif _LEADS.match(mark) and text.strip() and not re.search(r"[\s()<>]", mark):
            self._words.append(f"[{text.strip()}]({mark})")
        else:
            self._words.append(text)

    def _picture(self, values: dict[str, str]) -> None:
        words = " ".join(values.get("alt", "").split()).replace("[", "(").replace("]", ")")
        source = values.get("src", "")
        if match := _DATA.match(source):
            try:
                data = base64.b64decode(match[1], validate=False)
            except (binascii.Error, ValueError):
                data = b""
            if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")) and len(data) <= pictures.MOST_BYTES:
                name = pictures.address(data)
                self.pictures[name] = data
                self._words.append(f"![{words}]({name})")
                return
        if re.match(r"[\w][\w ./-]*\.(?:png|jpe?g|gif)$", source, re.IGNORECASE):
            self._words.append(f"![{words}]({source.replace(' ', '%20')})")
            return
        self.dropped.add("picture")
        if words:
            self._words.append(f"*{escaped(words)}*")

    def _cell(self) -> None:
        text = " ".join("".join(self._words).split())
        self._words, self._looks = [], []
        if self._rows and self._rows[-1]:
            self._rows[-1][-1] = f"{self._rows[-1][-1]} {text}".strip()

    def _flush(self) -> None:
        if self._rows is not None:
            self._words.append(" ")
            return
        text = "".join(self._words)
        text = "\n".join(line.strip() for line in text.replace("  \n", "\x00\n").split("\n")).replace(
            "\x00", "  "
        )
        text = text.strip()
        self._words, self._looks = [], []
        heading, self._heading = self._heading, 0
        if not text:
            return
        quote = "> " * self._quotes
        depth = min(_DEEPEST, len(self._lists))
        if heading:
            self._lines += [f"{'#' * heading} {' '.join(text.split())}", ""]
            return
        if depth and self._is_item:
            self._is_item = False
            number = self._lists[-1]
            mark = "- " if number is None else f"{number}. "
            if number is not None:
                self._lists[-1] = number + 1
            indent = "   " * (depth - 1)
            first, *rest = text.split("\n")
            self._lines.append(f"{quote}{indent}{mark}{first}")
            self._lines += [f"{quote}{indent}{' ' * len(mark)}{line}" for line in rest]
            return
        indent = "   " * depth
        if depth:
            self._lines.append("")
        self._lines += [f"{quote}{indent}{line_start(line)}" for line in text.split("\n")]
        self._lines.append(quote.strip())


def markdown_of(text: str) -> Reader:
    """An HTML document that was read."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader
