"""Two versions of a text laid side by side: first by lines, then by words within the lines that changed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
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
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for action, a1, a2, b1, b2 in matcher.get_opcodes():
        if action == "equal":
            found += [
                Line(a1 + step + 1, b1 + step + 1, Mark.SAME, (Piece(Mark.SAME, before[a1 + step]),))
                for step in range(a2 - a1)
            ]
        else:
            found += _stretch(before[a1:a2], after[b1:b2], a1, b1)
    return found


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
    for place, line in enumerate(before):
        partner = _partner(line, after, at, len(before))
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


def _partner(line: str, after: list[str], at: int, count: int) -> int | None:
    """The place of the line in ``after`` (from ``at``) that ``line`` became, None when it went."""
    if not line.strip():
        return None
    reach = len(after) if count * len(after) <= _MOST_PAIRS else min(len(after), at + 1)
    best, place = _ALIKE, None
    mine = _WORD.findall(line)
    for number in range(at, reach):
        matcher = difflib.SequenceMatcher(None, mine, _WORD.findall(after[number]), autojunk=False)
        if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
            best, place = ratio, number
    return place


def words(old: str, new: str) -> tuple[Piece, ...]:
    """Two lines compared word by word."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    found: list[Piece] = []
    for action, a1, a2, b1, b2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if action == "equal":
            found.append(Piece(Mark.SAME, "".join(before[a1:a2])))
            continue
        if a2 > a1:
            found.append(Piece(Mark.REMOVED, "".join(before[a1:a2])))
        if b2 > b1:
            found.append(Piece(Mark.ADDED, "".join(after[b1:b2])))
    return tuple(found) or (Piece(Mark.SAME, ""),)
