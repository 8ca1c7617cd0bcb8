"""Where a line of a review stands, from its verdict on the Figures view: the same rules judge both."""

from __future__ import annotations

from csmanager.features.reviews.cycles.rules import Grade
from csmanager.features.reviews.figures.standing import Stand, Word
from csmanager.features.reviews.queries import Line


def grade(line: Line, told: Stand, minimum_n: int) -> Grade:
    """The grade of ``line`` whose verdict is ``told``."""
    if told.word is Word.NO_DATA:
        return Grade.NO_DATA
    if line.target is None:
        return Grade.UNAIMED
    if told.word is Word.MISSING:
        return Grade.MISSING if told.is_firm else Grade.WATCH
    if told.word is Word.ON_TARGET:
        return Grade.ON_TARGET
    has_range = line.low is not None and line.high is not None
    return Grade.OPEN if has_range and line.n >= minimum_n else Grade.FEW
