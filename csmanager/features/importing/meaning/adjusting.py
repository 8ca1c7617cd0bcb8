"""What the solved assignment of a kind's columns still needs: names in parts, days of sums, items of score sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csmanager.features.importing.columns import Column
from csmanager.features.importing.meaning import evidence, grids
from csmanager.features.importing.meaning.looks import Look

if TYPE_CHECKING:
    from csmanager.features.importing.meaning.choose import Candidate

_SURE = 0.75  # how strongly a heading must name a day
_LONGEST_MONTH = 28  # characters of a month in words
_BY_ITEM = frozenset({"item", "section", "points", "worth", "evaluation"})
_REPEATING = 0.7  # share of different items among the rows above which a table has no row for each item


def name_in_parts(made: Candidate, columns: Sequence[Column], looked: Sequence[Look]) -> None:
    """A name of one word beside a first name is the surname, as in "Name, Vorname"."""
    if made.column("first_name") is None or made.column("last_name") is not None:
        return
    whole = made.column("name") if made.column("name") is not None else made.column("person")
    words = {column.index: look.words for column, look in zip(columns, looked, strict=True)}
    if whole is not None and words[whole] < 0.5:
        made.meanings[whole] = "last_name"


def are_promoters(look: Look) -> bool:
    """Whether cells say promoter, passive or detractor."""
    said = {cell.casefold().rstrip("s") for cell in look.counts}
    return bool(said & {"promoter", "detractor"}) and said <= {"promoter", "passive", "detractor", "neutral"}


def by_item(
    made: Candidate,
    columns: Sequence[Column],
    looked: Sequence[Look],
    scores: Sequence[Sequence[float]],
    keys: Sequence[str],
) -> None:
    """Keep the meanings of a table with a row for each item where items come again and again, else drop them."""
    item, at = made.column("item"), {column.index: look for column, look in zip(columns, looked, strict=True)}
    is_long = (
        item is not None
        and at[item].filled >= 2
        and at[item].shape.distinct <= _REPEATING * at[item].filled
        and {"points", "share"} & set(made.meanings.values())
    )
    if is_long:
        share = made.column("share")
        if "points" not in made.meanings.values() and share is not None:
            made.meanings[share] = "points"
        made.because.append("each row is one item of a grading")
        made.total += 1.5
        return
    for place, column in enumerate(columns):
        key = made.meanings.get(column.index)
        if key in _BY_ITEM:
            del made.meanings[column.index]
            made.total -= scores[place][keys.index(key)]


def find_day(made: Candidate, columns: Sequence[Column], looked: Sequence[Look]) -> None:
    """The day of sums: in the moments their intervals begin at, or a column of months."""
    if made.column("day") is not None:
        return
    for column, look in zip(columns, looked, strict=True):
        if made.meanings.get(column.index) == "time" and look.shape.with_time > 0.5:
            made.meanings[column.index] = "day"
            return
    for column, look in zip(columns, looked, strict=True):
        if column.index in made.meanings or not look.filled or look.shape.distinct > look.filled * 0.98 + 1:
            continue
        if evidence.said(column.header).get("day", 0.0) >= _SURE and all(
            len(cell) < _LONGEST_MONTH and grids.month_in(cell) for cell in look.counts
        ):
            made.meanings[column.index] = "day"
            made.total += 0.7
            return


def find_unnamed(made: Candidate, columns: Sequence[Column], looked: Sequence[Look]) -> None:
    """The names of people below a blank heading, left of everything that has a meaning."""
    first = min(made.meanings, default=0)
    for column, look in zip(columns, looked, strict=True):
        if column.index < first and column.header.startswith("Column ") and look.shape.people >= 0.8:
            made.meanings[column.index] = "person"
            made.total += 1.0
            return
