"""Two versions of a text laid side by side: first by lines, then by words within the lines that changed."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_WORD = re.compile(
    r"\s*\w+|\s*[^\w\s]|\s+"
)  # a blank belongs to the word behind it: half the pieces to compare
_SURELY = 0.9  # share from which no other line is looked for
_ALIKE = 0.4  # share of common words from which two lines are one line that was changed
_MOST_PAIRS = (
    4_000  # pairs of lines compared by words in one changed stretch; beyond that lines go by their order
)


class Mark(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words with one fate."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison. ``mark`` SAME with several pieces: it was changed.

    ``old`` and ``new`` are line numbers from 1, None where the line is missing on that side.
    """

    old: int | None
    new: int | None
    mark: Mark
    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything differs in this line."""
        return self.mark is not Mark.SAME or len(self.pieces) > 1


def compare(old: str, new: str) -> list[Line]:
    """Every line of both texts, in reading order.

    Leaving out what is ADDED gives ``old`` back, leaving out what is REMOVED gives ``new``.
    """
    before, after = old.splitlines(), new.splitlines()
    found: list[Line] = []
    a0 = b0 = 0
    for a1, b1 in [*_anchors(before, after), (len(before), len(after))]:
        found += _between(before[a0:a1], after[b0:b1], a0, b0)
        if a1 < len(before):
            found.append(Line(a1 + 1, b1 + 1, Mark.SAME, (Piece(Mark.SAME, before[a1]),)))
        a0, b0 = a1 + 1, b1 + 1
    return found


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Lines that stand once on each side and in the same order: what lies between them is compared by itself."""
    counts, others = Counter(before), Counter(after)
    places = {line: at for at, line in enumerate(after) if others[line] == 1}
    pairs = [
        (at, places[line])
        for at, line in enumerate(before)
        if line.strip() and counts[line] == 1 and line in places
    ]
    ends: list[int] = []  # the least place a rising run of each length ends at
    runs: list[int] = []  # the pair that ends it
    former: list[int] = []
    for number, (_at, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        former.append(runs[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            runs.append(number)
        else:
            ends[length], runs[length] = place, number
    found = []
    number = runs[-1] if runs else -1
    while number >= 0:
        found.append(pairs[number])
        number = former[number]
    return found[::-1]


def _between(before: list[str], after: list[str], a0: int, b0: int) -> list[Line]:
    """The lines between two anchors; ``a0`` and ``b0``: how many stand before them."""
    found: list[Line] = []
    matcher = difflib.SequenceMatcher(_is_blank, before, after, autojunk=False)
    for action, a1, a2, b1, b2 in matcher.get_opcodes():
        if action == "equal":
            found += [
                Line(
                    a0 + a1 + step + 1, b0 + b1 + step + 1, Mark.SAME, (Piece(Mark.SAME, before[a1 + step]),)
                )
                for step in range(a2 - a1)
            ]
        else:
            found += _stretch(before[a1:a2], after[b1:b2], a0 + a1, b0 + b1)
    return found


def _is_blank(line: str) -> bool:
    """Blank lines are all alike, so nothing can be told by them."""
    return not line.strip()


def changes(lines: Sequence[Line]) -> int:
    """How many places changed: neighbouring changed lines are one place."""
    count, inside = 0, False
    for line in lines:
        if line.is_changed and not inside:
            count += 1
        inside = line.is_changed
    return count


def _stretch(before: list[str], after: list[str], a1: int, b1: int) -> list[Line]:
    """Lines that differ: pairs that are alike become one changed line, the others go or come."""
    found: list[Line] = []
    at = 0
    bags = [_bag(line) for line in after]
    for place, line in enumerate(before):
        partner = _partner(line, bags, at, len(before))
        if partner is None:
            found.append(Line(a1 + place + 1, None, Mark.REMOVED, (Piece(Mark.REMOVED, line),)))
            continue
        found += [_added(after[skipped], b1 + skipped + 1) for skipped in range(at, partner)]
        found.append(Line(a1 + place + 1, b1 + partner + 1, Mark.SAME, words(line, after[partner])))
        at = partner + 1
    found += [_added(after[rest], b1 + rest + 1) for rest in range(at, len(after))]
    return found


def _added(line: str, number: int) -> Line:
    return Line(None, number, Mark.ADDED, (Piece(Mark.ADDED, line),))


def _partner(line: str, after: Sequence[Counter[str]], at: int, count: int) -> int | None:
    """The place of the line in ``after`` (from ``at``) that ``line`` became, None when it went."""
    if not line.strip():
        return at if at < len(after) and not after[at] else None  # the blank line behind a changed one
    reach = len(after) if count * len(after) <= _MOST_PAIRS else min(len(after), at + 1)
    best, place = _ALIKE, None
    mine = _bag(line)
    for number in range(at, reach):
        total = mine.total() + after[number].total()
        share = 2 * (mine & after[number]).total() / total if total else 0.0
        if share > best:
            best, place = share, number
            if share > _SURELY:
                break
    return place


def _bag(line: str) -> Counter[str]:
    return Counter(piece.strip() for piece in _WORD.findall(line))


def words(old: str, new: str) -> tuple[Piece, ...]:
    """Two lines compared word by word."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    found: list[Piece] = []
    for action, a1, a2, b1, b2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[a1:a2]), "".join(after[b1:b2])
        if action == "equal":
            _add(found, Mark.SAME, gone)
            continue
        blank = len(_lead(gone)) if _lead(gone) == _lead(come) else 0
        _add(found, Mark.SAME, gone[:blank])
        _add(found, Mark.REMOVED, gone[blank:])
        _add(found, Mark.ADDED, come[blank:])
    return tuple(found) or (Piece(Mark.SAME, ""),)


def _lead(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _add(found: list[Piece], mark: Mark, text: str) -> None:
    if text and found and found[-1].mark is mark:
        found[-1] = Piece(mark, found[-1].text + text)
    elif text:
        found.append(Piece(mark, text))
