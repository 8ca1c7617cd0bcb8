"""Score sheets: one graded contact a row, one item of the card a column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from csmanager.features.importing.meaning import values
from csmanager.features.importing.meaning.context import Context, Record, SetAside, record
from csmanager.features.importing.meaning.looks import Look

_CRITICAL = re.compile(
    r"critical|auto[- ]?fail|fatal|must[- ]have|zero tolerance|kritisch|critique|critico|krytyczn", re.I
)
_WORTH = re.compile(
    r"\((?:max\.?|von|/|out of|sur|de)?\s*(\d{1,3})(?:\s*(?:pts?|points?|punkte|puntos|%))?\)|/\s*(\d{1,3})\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Scale:
    """From ``low`` to ``high``; ``levels`` steps."""

    low: float
    high: float
    levels: int


def is_critical(item: str) -> bool:
    """Whether an item of a scorecard is one that must not be missed."""
    return bool(_CRITICAL.search(item))


class Sheet:
    """Reads graded contacts; the scales of all items are decided together."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._items = context.candidate.columns("mark")
        self._scales = _scales(context, self._items)
        index = context.index("share")
        self._highest = _highest(context, index, self._items, self._scales) if index is not None else 1.0

    def read(self, row: Sequence[str]) -> list[Record]:
        """One graded contact. Raises SetAside."""
        context = self._context
        person = context.somebody(row)
        marks = [self._mark(index, row) for index in self._items]
        if all(one is None for one in marks) and not context.text(row, "share"):
            raise SetAside(None, "holds no score")
        told = [one for one in marks if one is not None]
        missed = any(one["critical"] and one["share"] == 0 for one in told)
        flagged = values.flag(context.text(row, "critical"))
        share = self._share(row)
        if share is None:
            given = [one["share"] for one in told if one["share"] is not None]
            share = round(sum(given) / len(given), 6) if given else None
        return [
            record(
                person=person,
                day=context.day(row, "day", need=True),
                reference=context.plain(row, "reference"),
                grader=context.text(row, "grader"),
                share=share,
                critical_missed=int(bool(missed or flagged)),
                comment=context.text(row, "comment"),
                card=context.text(row, "card"),
                marks=told,
            )
        ]

    def _share(self, row: Sequence[str]) -> float | None:
        text = self._context.text(row, "share")
        try:
            return values.share(text, self._highest)
        except ValueError:
            header = self._context.header(self._context.index("share"))
            raise SetAside(header, f"“{text[:40]}” is no score") from None

    def _mark(self, index: int, row: Sequence[str]) -> dict[str, Any] | None:
        header = self._context.header(index)
        text = row[index] if index < len(row) else ""
        scale = self._scales[index]
        try:
            share = values.mark(text, scale.low, scale.high)
        except (ValueError, ZeroDivisionError):
            raise SetAside(
                header, f"“{text.strip()[:40]}” is no mark from {scale.low:g} to {scale.high:g}"
            ) from None
        section, _, item = header.partition(": ") if ": " in header else ("", "", header)
        return {
            "section": section,
            "item": " ".join(_WORTH.sub("", item).split()) or header,
            "share": share,
            "levels": scale.levels,
            "critical": is_critical(header),
        }


def _scales(context: Context, items: Sequence[int]) -> dict[int, Scale]:
    looked = {index: context.look(index) for index in items}
    top = max((look.highest for look in looked.values() if look.percents < 0.5), default=1.0)
    low = min(
        (look.lowest for look in looked.values() if look.numbers > 0.5 and look.highest > 1), default=0.0
    )
    return {index: _scale(context.header(index), look, top, low) for index, look in looked.items()}


def _scale(header: str, look: Look, top: float, low: float) -> Scale:
    if look.percents > 0.5:
        return Scale(0, 100, 101)
    named = _WORTH.search(header)
    if named and float(named[1] or named[2]) >= look.highest > 0:
        high = float(named[1] or named[2])
        return Scale(0, high, int(high) + 1)
    if look.highest <= 1 and (look.whole >= 0.99 or not look.numbers):
        return (
            Scale(0, 1, 2)
            if top <= 1 or look.lowest == 0
            else Scale(low, _rounded(top), int(_rounded(top) - low) + 1)
        )
    if top <= 10:
        high = _rounded(top)
        begin = 0.0 if low < 1 else 1.0
        return Scale(begin, high, int(high - begin) + 1)
    high = look.highest
    return Scale(0, high, int(high) + 1)


def _rounded(top: float) -> float:
    return next(high for high in (1, 2, 3, 4, 5, 7, 10, max(10.0, top)) if top <= high)


def _highest(context: Context, index: int, items: Sequence[int], scales: dict[int, Scale]) -> float:
    """What a full score is in the column of totals."""
    look = context.look(index)
    if look.percents > 0.5:
        return 100.0
    if look.highest <= 1:
        return 1.0
    points = sum(scales[item].high for item in items)
    whole = look.whole > 0.99
    if items and whole and look.highest <= points and not (look.highest > 50 and points > 100):
        header = context.header(index)
        if "%" not in header and points <= 100 and look.highest >= 0.5 * points:
            context.notes.append(f"“{header}” is taken as points out of {points:g}, the sum of all items.")
            return points
    if not items and look.highest <= 5:
        return 5.0
    if not items and look.highest <= 10:
        return 10.0
    return 100.0 if look.highest <= 100 else look.highest
