"""Score sheets with a row for each item of a graded contact: the rows of one grading become one grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from csmanager.features.importing.meaning import scores, values
from csmanager.features.importing.meaning.context import Context, Record, SetAside, record


@dataclass(slots=True)
class _Grading:
    number: int
    base: Record
    share: float | None
    marks: list[dict[str, Any]] = field(default_factory=list)
    points: list[tuple[float, float]] = field(
        default_factory=list
    )  # given and possible, of items with a mark
    comments: list[str] = field(default_factory=list)
    missed: int = 0


class Items:
    """Reads one item a row; ``flush`` gives the grades once all rows were read."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._gradings: dict[tuple[Any, ...], _Grading] = {}
        index = context.index("points")
        self._look = None if index is None else context.look(index)

    def read(self, row: Sequence[str], number: int) -> list[Record]:
        """Remember one item. Raises SetAside."""
        context = self._context
        item = context.text(row, "item")
        if not item:
            raise SetAside(context.header(context.index("item")), "names no item of the scorecard")
        day = context.day(row, "day", need=True)
        person = context.somebody(row)
        base = {
            "person": person, "day": day, "reference": context.plain(row, "reference"),
            "grader": context.text(row, "grader"), "card": context.text(row, "card"),
        }  # fmt: skip
        named = context.plain(row, "evaluation")
        key = (named, person) if named else (person, day, base["reference"], base["grader"])
        given, worth = self._mark(row)
        found = self._gradings.get(key)
        if found is None:
            found = self._gradings[key] = _Grading(number, base, self._whole(row))
        critical = bool(scores.is_critical(item) or values.flag(context.text(row, "critical")))
        share = None if given is None else round(given / worth, 6)
        found.missed += int(critical and share == 0)
        found.marks.append(
            {
                "section": context.text(row, "section"), "item": item, "share": share,
                "levels": int(worth) + 1 if worth == int(worth) else 2, "critical": critical,
            }
        )  # fmt: skip
        if given is not None:
            found.points.append((given, worth))
        comment = context.text(row, "comment")
        if comment and comment not in found.comments:
            found.comments.append(comment)
        return []

    def _whole(self, row: Sequence[str]) -> float | None:
        index = self._context.index("share")
        if index is None:
            return None
        look = self._context.look(index)
        text = self._context.text(row, "share")
        try:
            return values.share(text, 100.0 if look.percents > 0.5 or look.highest > 1 else 1.0)
        except ValueError:
            raise SetAside(self._context.header(index), f"“{text[:40]}” is no score") from None

    def _mark(self, row: Sequence[str]) -> tuple[float | None, float]:
        """The points an item got, None where it did not apply, and how many it can get. Raises SetAside."""
        context, look = self._context, self._look
        text = context.text(row, "points")
        worth = values.plain_number(context.text(row, "worth")) if context.has("worth") else None
        top = 1.0 if look is None or look.highest <= 1 else look.highest
        high = worth if worth else 100.0 if look is not None and look.percents > 0.5 else top
        try:
            share = values.mark(text, 0, high)
        except (ValueError, ZeroDivisionError):
            where = context.header(context.index("points"))
            raise SetAside(where, f"“{text[:40]}” is no mark from 0 to {high:g}") from None
        return (None if share is None else share * high), high

    def flush(self) -> list[tuple[int, Record | str]]:
        """(row, grade) for each grading."""
        made: list[tuple[int, Record | str]] = []
        for one in self._gradings.values():
            possible = sum(worth for _given, worth in one.points)
            share = one.share
            if share is None and possible:
                share = round(sum(given for given, _worth in one.points) / possible, 6)
            grade = record(
                **one.base, share=share, critical_missed=int(bool(one.missed)), comment=" · ".join(one.comments),
                marks=one.marks,
            )  # fmt: skip
            made.append((one.number, grade))
        return made
