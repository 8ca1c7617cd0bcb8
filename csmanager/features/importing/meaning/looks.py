"""What the cells of a column look like, in more ways than contacts need: marks, letters, money, shifts, sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from csmanager.features.importing import durations, names, ratings, shapes
from csmanager.features.importing.meaning import values
from csmanager.features.importing.shapes import Shape

_MAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+")
_PHONE = re.compile(r"'?\+?[\d\s().-]{6,20}(?:\s?x\d+)?")
_CODE = re.compile(r"[#A-Za-z]{0,8}[-_./ ]?\d[\w./-]*")
_NOT_MARKS = 12  # different marks; more of them are no scale
_LETTERS = 6  # characters of a code such as AL or SICK


@dataclass(frozen=True, slots=True)
class Look:
    """Shares are of the filled cells, from 0 to 1. ``counts``: the different cells and how often each comes."""

    shape: Shape
    counts: Counter[str]
    mails: float
    phones: float
    codes: float
    money: float
    percents: float
    numbers: float
    whole: float
    highest: float
    lowest: float
    words: float
    mean_length: float
    shifts: float
    letters: float
    marks: float

    @property
    def filled(self) -> int:
        """Cells that say something."""
        return self.shape.filled

    @property
    def is_unique(self) -> bool:
        """Whether hardly any cell comes twice."""
        return self.shape.filled > 1 and self.shape.distinct >= 0.97 * self.shape.filled


def look(cells: list[str], shape: Shape | None = None) -> Look:
    """The look of a column from some of its cells; ``shape`` when it is known already."""
    filled = [cell.strip() for cell in cells]
    counts = Counter(cell for cell in filled if cell and cell.casefold() not in durations.NOTHING)
    total = max(counts.total(), 1)

    def share(test: Callable[[str], object]) -> float:
        return sum(number for cell, number in counts.items() if test(cell)) / total

    plain = {cell: values.plain_number(cell) for cell in counts}
    known = [value for value in plain.values() if value is not None]
    return Look(
        shape=shape or shapes.look(cells),
        counts=counts,
        mails=share(_MAIL.fullmatch),
        phones=share(
            lambda cell: len(cell) > 6 and _PHONE.fullmatch(cell) and sum(map(str.isdigit, cell)) > 6
        ),
        codes=share(_CODE.fullmatch),
        money=share(values.is_money),
        percents=share(lambda cell: values.is_percent(cell) and plain[cell] is not None),
        numbers=share(lambda cell: plain[cell] is not None),
        whole=share(lambda cell: plain[cell] is not None and plain[cell] == int(plain[cell] or 0)),
        highest=max(known, default=0.0),
        lowest=min(known, default=0.0),
        words=share(lambda cell: " " in cell.strip() and any(map(str.isalpha, cell))),
        mean_length=sum(len(cell) * number for cell, number in counts.items()) / total,
        shifts=share(lambda cell: values.shift(cell) is not None),
        letters=share(lambda cell: len(cell) <= _LETTERS and any(map(str.isalpha, cell))),
        marks=share(values.is_mark) if len(counts) <= _NOT_MARKS else 0.0,
    )


def is_person(cell: str) -> bool:
    """Whether a cell may name a person."""
    return any(map(str.isalpha, cell)) and len(cell) < 60 and names.parse(cell) is not None


def is_rating(look_: Look) -> bool:
    """Whether the cells are ratings on one scale, in numbers or words."""
    return bool(look_.shape.scale) or bool(ratings.scale_of(look_.counts))
