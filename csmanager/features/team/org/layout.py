"""Where the boxes of a chart stand: leads above those who report to them, leaves in columns so that it stays narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

Point = tuple[float, float]


class Tree(Protocol):
    """What is laid out."""

    @property
    def reports(self) -> Sequence[Tree]: ...


@dataclass(frozen=True, slots=True)
class Measures:
    """Pixels: a box, the gaps beside and below it, how far a column of leaves is moved in."""

    wide: float
    high: float
    across: float = 24
    down: float = 28
    close: float = 10
    indent: float = 22


@dataclass(slots=True)
class Placed:
    """Boxes by the order in which they were laid out (left, top), the lines between them, and the whole size."""

    boxes: list[tuple[Tree, Point]] = field(default_factory=list)
    lines: list[list[Point]] = field(default_factory=list)
    wide: float = 0
    high: float = 0


_SIDE_BY_SIDE = 3  # so many leaves stand beside each other; more stand in a column


def lay_out(roots: Sequence[Tree], measures: Measures, left: float = 0, top: float = 0) -> Placed:
    """Place trees beside each other, each lead over the middle of those below."""
    placed = Placed()
    at = left
    for root in roots:
        wide = _place(root, measures, at, top, placed)
        at += wide + measures.across * 2
    placed.wide = max(0.0, at - measures.across * 2 - left)
    placed.high = max((y + measures.high - top for _tree, (_x, y) in placed.boxes), default=0.0)
    return placed


def grid(trees: Sequence[Tree], measures: Measures, columns: int, left: float, top: float) -> Placed:
    """Place boxes in rows of ``columns``."""
    placed = Placed()
    for number, tree in enumerate(trees):
        row, column = divmod(number, columns)
        x = left + column * (measures.wide + measures.across)
        y = top + row * (measures.high + measures.close)
        placed.boxes.append((tree, (x, y)))
        placed.wide = max(placed.wide, x + measures.wide - left)
        placed.high = y + measures.high - top
    return placed


def _parts(tree: Tree) -> tuple[list[Tree], list[Tree]]:
    """Reports that stand beside each other, and those that stand in a column."""
    leaves = [each for each in tree.reports if not each.reports]
    if len(leaves) <= _SIDE_BY_SIDE and len(leaves) == len(tree.reports):
        return leaves, []
    return [each for each in tree.reports if each.reports], leaves


def _width(tree: Tree, measures: Measures) -> float:
    beside, column = _parts(tree)
    widths = [_width(each, measures) for each in beside]
    if column:
        widths.append(measures.indent + measures.wide)
    return max(measures.wide, sum(widths) + measures.across * max(0, len(widths) - 1))


def _place(tree: Tree, measures: Measures, left: float, top: float, placed: Placed) -> float:
    wide = _width(tree, measures)
    beside, column = _parts(tree)
    x = left if column and not beside else left + (wide - measures.wide) / 2
    placed.boxes.append((tree, (x, top)))
    middle, below = x + measures.wide / 2, top + measures.high
    bend, next_top = below + measures.down / 2, below + measures.down
    at = left + max(0.0, (wide - _inner(tree, measures)) / 2)
    for each in beside:
        span = _width(each, measures)
        first = len(placed.boxes)
        _place(each, measures, at, next_top, placed)
        child = placed.boxes[first][1][0] + measures.wide / 2
        placed.lines.append([(middle, below), (middle, bend), (child, bend), (child, next_top)])
        at += span + measures.across
    if column:
        alone = not beside
        spine = at + measures.indent / 2
        y = next_top if not alone else below + measures.close
        start: list[Point] = [(spine, below)] if alone else [(middle, below), (middle, bend), (spine, bend)]
        for each in column:
            placed.boxes.append((each, (at + measures.indent, y)))
            half = y + measures.high / 2
            placed.lines.append([*start, (spine, half), (at + measures.indent, half)])
            start = [(spine, half)]
            y += measures.high + measures.close
    return wide


def _inner(tree: Tree, measures: Measures) -> float:
    beside, column = _parts(tree)
    widths = [_width(each, measures) for each in beside]
    if column:
        widths.append(measures.indent + measures.wide)
    return sum(widths) + measures.across * max(0, len(widths) - 1)
