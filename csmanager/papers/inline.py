"""The marks within a line of Markdown: bold, italic, code, struck out, links and pictures.

Every letter is looked at a bounded number of times, so that no text, however odd, holds the program up.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

_ESCAPABLE = set("\\`*_{}[]()#+-.!~|<>\"'&$%^=@:;,/?")
_MARKED = set("\\`*_~[!<\n")
_LONGEST_TARGET = 2_000  # letters of a link's address
_LONGEST_LABEL = 1_000  # letters of what a link says
_MOST_FAILED = 60  # links of one paragraph that do not close; what comes after is read as letters
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]{1,2000})>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """A run of letters with one look. ``link``: where it leads; ``picture``: its address, ``text`` then says it."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    struck: bool = False
    link: str = ""
    picture: str = ""


@dataclass(slots=True)
class _Piece:
    """Letters, or a mark that may open or close a look; an unmatched mark is letters again."""

    span: Span
    mark: str = ""
    can_open: bool = False
    can_close: bool = False
    adds: list[tuple[str, int]] = field(default_factory=list)  # looks that begin (+1) or end (-1) here


def spans(text: str) -> list[Span]:
    """The looks of ``text``, in order; their texts, put together, are what is read."""
    pieces = _pieces(text)
    _match(pieces)
    found: list[Span] = []
    on: Counter[str] = Counter()
    for piece in pieces:
        for look, count in piece.adds:
            on[look] += count
        span = piece.span
        if not span.text and not span.picture:
            continue
        if any(on.values()):
            span = replace(
                span,
                bold=span.bold or on["bold"] > 0,
                italic=span.italic or on["italic"] > 0,
                struck=span.struck or on["struck"] > 0,
            )
        if found and not span.picture and replace(found[-1], text="") == replace(span, text=""):
            found[-1] = replace(span, text=found[-1].text + span.text)
        else:
            found.append(span)
    return found


def plain(text: str) -> str:
    """``text`` without its marks."""
    return "".join(span.text for span in spans(text))


def _pieces(text: str) -> list[_Piece]:
    found: list[_Piece] = []
    at, end = 0, len(text)
    without: set[str] = set()  # closers that are known to come no more
    while at < end:
        letter = text[at]
        if letter not in _MARKED:
            stop = at + 1
            while stop < end and text[stop] not in _MARKED:
                stop += 1
            found.append(_Piece(Span(text[at:stop])))
            at = stop
            continue
        step = (
            _escape(text, at)
            or _code(text, at, without)
            or _link(text, at, without)
            or _angle(text, at)
            or _run(text, at)
        )
        if step is None:
            stop = at + 1
            while letter == "[" and "](" in without and stop < end and text[stop] == "[":
                stop += 1
            step = ([_Piece(Span(text[at:stop]))], stop - at)
        found += step[0]
        at += step[1]
    return found


_Step = tuple[list[_Piece], int] | None


def _escape(text: str, at: int) -> _Step:
    if text[at] != "\\" or at + 1 >= len(text):
        return None
    following = text[at + 1]
    if following == "\n":
        return [_Piece(Span("\n"))], 2
    return ([_Piece(Span(following))], 2) if following in _ESCAPABLE else None


def _code(text: str, at: int, without: set[str]) -> _Step:
    if text[at] != "`":
        return None
    stop = at
    while stop < len(text) and text[stop] == "`":
        stop += 1
    fence = text[at:stop]
    if fence in without:
        return [_Piece(Span(fence))], len(fence)
    close = text.find(fence, stop)
    while close >= 0 and text[close : close + len(fence) + 1].endswith("`" * (len(fence) + 1)):
        past = close + len(fence)
        while past < len(text) and text[past] == "`":
            past += 1
        close = text.find(fence, past)
    if close < 0:
        without.add(fence)
        return [_Piece(Span(fence))], len(fence)
    inside = text[stop:close].replace("\n", " ")
    if inside.startswith(" ") and inside.endswith(" ") and inside.strip():
        inside = inside[1:-1]
    return [_Piece(Span(inside, code=True))], close + len(fence) - at


def _link(text: str, at: int, without: set[str]) -> _Step:
    is_picture = text.startswith("![", at)
    if not is_picture and text[at] != "[":
        return None
    start = at + 2 if is_picture else at + 1
    if "](" in without:
        return None
    middle = text.find("](", start)
    if middle < 0:
        without.add("](")
        return None
    if middle - start > _LONGEST_LABEL or "[" in text[start:middle].replace("![", ""):
        return None
    close = _closing(text, middle + 2)
    if close < 0:
        without.add(f"{middle}](")
        if len(without) > _MOST_FAILED:
            without.add("](")
        return None
    target = text[middle + 2 : close].strip()
    target = (
        target[1:].partition(">")[0] if target.startswith("<") else target.split(None, 1)[0] if target else ""
    )
    label = text[start:middle]
    if is_picture:
        return [_Piece(Span(plain(label) if len(label) < 200 else label, picture=target))], close + 1 - at
    inner = [replace(span, link=target) for span in spans(label)]
    return [_Piece(span) for span in inner], close + 1 - at


def _closing(text: str, at: int) -> int:
    """Where the bracket of an address closes; -1 where it does not within its line and a bounded length."""
    if text.find(")", at, at + _LONGEST_TARGET) < 0:
        return -1
    depth = 1
    for place in range(at, min(len(text), at + _LONGEST_TARGET)):
        letter = text[place]
        if letter == "\n":
            return -1
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return place
    return -1


def _angle(text: str, at: int) -> _Step:
    if text[at] != "<":
        return None
    if match := _ADDRESS.match(text, at):
        return [_Piece(Span(match[1].removeprefix("mailto:"), link=match[1]))], len(match[0])
    if match := _BREAK.match(text, at):
        return [_Piece(Span("\n"))], len(match[0])
    return None


def _run(text: str, at: int) -> _Step:
    """A run of one mark, cut into marks of two letters and a last one of one."""
    letter = text[at]
    if letter == "\n":
        return [_Piece(Span("\n" if text[max(0, at - 2) : at] == "  " else " "))], 1
    if letter not in "*_~":
        return None
    stop = at
    while stop < len(text) and text[stop] == letter:
        stop += 1
    count = stop - at
    before, after = text[at - 1 : at] if at else " ", text[stop : stop + 1] or " "
    can_open, can_close = not after.isspace(), not before.isspace()
    if letter == "_":
        can_open, can_close = can_open and not before.isalnum(), can_close and not after.isalnum()
    if count > 3 or (letter == "~" and count != 2) or not (can_open or can_close):
        return [_Piece(Span(text[at:stop]))], count
    sizes = [2, 1] if count == 3 else [count]
    return [_Piece(Span(letter * size), letter * size, can_open, can_close) for size in sizes], count


_LOOKS = {"**": "bold", "__": "bold", "*": "italic", "_": "italic", "~~": "struck"}


def _match(pieces: list[_Piece]) -> None:
    """Pair what opens with what closes it; the letters of a pair are not read."""
    stack: list[int] = []
    open_marks: Counter[str] = Counter()
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        if piece.mark and piece.can_close and following is not None and following.mark and stack:
            top = pieces[stack[-1]].mark  # of *** that closes, the inner one goes first
            if following.mark == top != piece.mark and following.mark[0] == piece.mark[0]:
                pieces[at], pieces[at + 1] = following, piece
                piece = following
        if piece.mark and piece.can_close and open_marks[piece.mark]:
            while stack:
                place = stack.pop()
                open_marks[pieces[place].mark] -= 1
                if pieces[place].mark == piece.mark:
                    look = _LOOKS[piece.mark]
                    pieces[place].adds.append((look, 1))
                    piece.adds.append((look, -1))
                    pieces[place].span = piece.span = Span("")
                    break
        elif piece.mark and piece.can_open:
            stack.append(at)
            open_marks[piece.mark] += 1
        at += 1
