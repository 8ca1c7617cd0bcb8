"""Markdown as a list of blocks: what Word and HTML are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from csmanager.papers.inline import Span, spans

_DEEPEST = 6  # quotes and lists within each other; deeper ones are laid at this depth
_LONGEST_MARKED = 50_000  # letters of one paragraph in which marks are looked for
_MOST_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 to 6."""

    level: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``depth``: lists it stands in; ``quote``: quotes around it."""

    spans: tuple[Span, ...]
    depth: int = 0
    quote: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a list. ``depth`` from 0; ``number`` None: a bullet; ``is_done`` None: no box to tick.

    ``is_first``: a new list begins here.
    """

    spans: tuple[Span, ...]
    depth: int = 0
    number: int | None = None
    is_done: bool | None = None
    is_first: bool = False
    quote: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """``sides``: left, center or right of each column; rows are as wide as the head."""

    head: tuple[tuple[Span, ...], ...]
    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Lines set as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


Block = Heading | Paragraph | Item | Table | Code | Rule
Pictures = Mapping[str, bytes]

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"([ \t]*)(?:([-*+])|(\d{1,9})[.)])(?:[ \t]+(.*))?$")
_TICK = re.compile(r"\[([ xX])\][ \t]+")
_QUOTE = re.compile(r" {0,3}>[ ]?")
_DIVIDER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")


def blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text, in order."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")
    return list(_Parser(lines, 0).run())


def first_heading(text: str) -> str:
    """The words of the heading a text begins with; "" where it begins otherwise."""
    start = next((line for line in text.splitlines() if line.strip()), "")
    head = _ATX.match(start)
    return "".join(span.text for span in marked((head[2] or "").strip())) if head is not None else ""


def marked(text: str) -> tuple[Span, ...]:
    """The looks within one paragraph; a paragraph of enormous length is left as it is."""
    return tuple(spans(text)) if len(text) <= _LONGEST_MARKED else (Span(text),)


def cells(line: str) -> list[str]:
    """The cells of one line of a table."""
    inside = line.strip().removeprefix("|")
    if inside.endswith("|") and not inside.endswith("\\|"):
        inside = inside[:-1]
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", inside)]


class _Parser:
    """Reads line by line; ``_lines`` gathers the paragraph that is under way."""

    def __init__(self, lines: list[str], quote: int) -> None:
        self._all = lines
        self._quote = quote
        self._at = 0
        self._lines: list[str] = []
        self._item: tuple[int, int | None, bool] | None = None  # depth, number, is first
        self._indents: list[int] = []  # of the lists that are open
        self._ordered: list[bool] = []
        self._had_gap = False

    def run(self) -> Iterator[Block]:
        while self._at < len(self._all):
            yield from self._line(self._all[self._at])
        yield from self._flush()

    def _line(self, line: str) -> Iterator[Block]:
        if not line.strip():
            yield from self._flush()
            self._had_gap = True
            self._at += 1
        elif fence := _FENCE.match(line):
            yield from self._flush()
            yield self._fenced(fence[1], len(line) - len(line.lstrip()))
        elif (heading := _ATX.match(line)) is not None:
            yield from self._flush(ends_lists=True)
            yield Heading(len(heading[1]), marked(re.sub(r"[ ]+#+[ ]*$", "", heading[2] or "").strip()))
            self._at += 1
        elif self._lines and self._item is None and re.fullmatch(r" {0,3}(=+|-+)[ ]*", line):
            body = " ".join(part.strip() for part in self._lines)
            self._lines = []
            yield Heading(1 if "=" in line else 2, marked(body))
            self._at += 1
        elif _RULE.match(line):
            yield from self._flush(ends_lists=True)
            yield Rule()
            self._at += 1
        elif _QUOTE.match(line):
            yield from self._flush(ends_lists=True)
            yield from self._quoted()
        elif not self._lines and self._is_table():
            yield from self._flush()
            yield self._table()
        elif item := _ITEM.match(line):
            yield from self._flush()
            self._begin_item(item)
            self._at += 1
        else:
            yield from self._text(line)

    def _text(self, line: str) -> Iterator[Block]:
        if not self._lines and self._had_gap and not line.startswith("  "):
            self._indents, self._ordered = [], []
        if not self._lines and not self._indents and line.startswith("    "):
            yield self._indented()
            return
        self._lines.append(line.lstrip() if not line.endswith("  ") else f"{line.strip()}  ")
        self._had_gap = False
        self._at += 1

    def _flush(self, *, ends_lists: bool = False) -> Iterator[Block]:
        if self._lines:
            found = marked("\n".join(self._lines).rstrip())
            self._lines = []
            depth = min(_DEEPEST, len(self._indents))
            if self._item is not None:
                level, number, is_first = self._item
                yield self._made_item(found, level, number, is_first)
            else:
                yield Paragraph(found, depth, self._quote)
        self._item = None
        if ends_lists:
            self._indents, self._ordered = [], []
            self._had_gap = False

    def _made_item(self, found: tuple[Span, ...], level: int, number: int | None, is_first: bool) -> Item:
        is_done: bool | None = None
        if found and not found[0].code and (tick := _TICK.match(found[0].text)):
            is_done = tick[1] != " "
            rest = found[0].text[tick.end() :]
            found = (Span(rest, found[0].bold, found[0].italic), *found[1:])
        return Item(found, level, number, is_done, is_first, self._quote)

    def _begin_item(self, match: re.Match[str]) -> None:
        indent = len(match[1])
        if self._had_gap and not indent and self._indents and self._ordered[0] != (match[3] is not None):
            self._indents, self._ordered = [], []
        while self._indents and indent < self._indents[-1]:
            self._indents.pop()
            self._ordered.pop()
        is_ordered = match[3] is not None
        is_first = False
        if not self._indents or indent >= self._indents[-1] + 2:
            self._indents.append(indent)
            self._ordered.append(is_ordered)
            is_first = True
        elif self._ordered[-1] != is_ordered:
            self._ordered[-1], is_first = is_ordered, True
        depth = min(_DEEPEST, len(self._indents) - 1)
        self._item = (depth, int(match[3]) if is_ordered else None, is_first)
        self._lines = [match[4] or ""]
        self._had_gap = False

    def _fenced(self, fence: str, indent: int) -> Code:
        found = []
        self._at += 1
        while self._at < len(self._all):
            line = self._all[self._at]
            self._at += 1
            bare = line.strip()
            if bare.startswith(fence) and not bare.strip(fence[0]):
                break
            found.append(line[indent:] if not line[:indent].strip() else line)
        return Code("\n".join(found))

    def _indented(self) -> Code:
        found = []
        while self._at < len(self._all) and (
            self._all[self._at].startswith("    ") or not self._all[self._at].strip()
        ):
            found.append(self._all[self._at][4:])
            self._at += 1
        return Code("\n".join(found).rstrip())

    def _quoted(self) -> Iterator[Block]:
        inside = []
        while self._at < len(self._all) and self._all[self._at].strip():
            line = self._all[self._at]
            inside.append(line[match.end() :] if (match := _QUOTE.match(line)) else line)
            self._at += 1
        deeper = self._quote + 1
        if deeper >= _DEEPEST:
            yield Paragraph(marked("\n".join(line.lstrip("> ") for line in inside)), 0, deeper)
            return
        yield from _Parser(inside, deeper).run()

    def _is_table(self) -> bool:
        following = self._all[self._at + 1] if self._at + 1 < len(self._all) else ""
        head = self._all[self._at]
        return (
            "|" in head
            and "-" in following
            and ("|" in following or ":" in following)
            and len(following) < 4_000
            and _DIVIDER.match(following) is not None
        )

    def _table(self) -> Table:
        head = cells(self._all[self._at])[:_MOST_COLUMNS]
        dividers = cells(self._all[self._at + 1])
        sides = []
        for at in range(len(head)):
            mark = dividers[at] if at < len(dividers) else ""
            right, left = mark.endswith(":"), mark.startswith(":")
            sides.append("center" if right and left else "right" if right else "left")
        self._at += 2
        rows = []
        while self._at < len(self._all) and "|" in self._all[self._at]:
            row = cells(self._all[self._at])[: len(head)]
            rows.append(tuple(marked(cell) for cell in row + [""] * (len(head) - len(row))))
            self._at += 1
        return Table(tuple(marked(cell) for cell in head), tuple(rows), tuple(sides))
