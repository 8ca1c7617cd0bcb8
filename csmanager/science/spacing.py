"""When to ask again: SM-2 and Leitner's boxes (FSRS comes with the library of that name)."""

from __future__ import annotations

import math
from collections.abc import Sequence

BOXES = (1, 2, 4, 8, 16)
LEAST_EASE, FIRST_EASE = 1.3, 2.5


def sm2(grades: Sequence[int]) -> list[tuple[int, float]]:
    """(days until the next time, ease) after each grade 0 to 5; a failure leaves the ease as it is."""
    ease, turn, interval = FIRST_EASE, 0, 0
    found = []
    for grade in grades:
        if grade < 3:
            turn, interval = 0, 1
        else:
            ease = max(ease + 0.1 - (5 - grade) * (0.08 + (5 - grade) * 0.02), LEAST_EASE)
            turn += 1
            interval = 1 if turn == 1 else 6 if turn == 2 else math.ceil(interval * ease - 1e-9)
        found.append((interval, ease))
    return found


def leitner(right: Sequence[bool], box: int = 1) -> list[tuple[int, int]]:
    """(box, days until the next time) after each answer."""
    found = []
    for is_right in right:
        box = min(box + 1, len(BOXES)) if is_right else 1
        found.append((box, BOXES[box - 1]))
    return found
