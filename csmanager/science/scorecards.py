"""Scores of graded contacts: weighted points, what did not apply left out, critical misses told apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a card. ``critical``: the kind of critical error a miss is ("customer" ...), None otherwise."""

    key: str
    weight: float
    most: float
    critical: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """``raw``: the weighted score, 0 to 100; ``final``: 0 when a critical item was missed. None: nothing applied."""

    raw: float | None
    final: float | None
    critical_failed: tuple[str, ...]


Answers = Mapping[str, float | None]


def score(items: Sequence[Item], answers: Answers) -> Score:
    """The score of one graded contact; points by item, None where it did not apply."""
    known = [(item, points) for item in items if (points := answers.get(item.key)) is not None]
    weight = math.fsum(item.weight for item, _ in known)
    raw = (
        100 * math.fsum(item.weight * points / item.most for item, points in known) / weight
        if weight > 0
        else None
    )
    failed = tuple(dict.fromkeys(item.critical for item, points in known if item.critical and points <= 0))
    return Score(raw, 0.0 if failed and raw is not None else raw, failed)


def accuracy(items: Sequence[Item], graded: Sequence[Answers]) -> dict[str, float | None]:
    """For each kind of critical error the share of contacts without one; "non_critical": of chances without one."""
    found: dict[str, float | None] = {}
    for kind in dict.fromkeys(item.critical for item in items if item.critical):
        keys = [item.key for item in items if item.critical == kind]
        wrong = sum(any(_is_missed(one.get(key)) for key in keys) for one in graded)
        found[kind] = 1 - wrong / len(graded) if graded else None
    marks = [one.get(item.key) for one in graded for item in items if not item.critical]
    chances = [mark for mark in marks if mark is not None]
    found["non_critical"] = 1 - sum(mark <= 0 for mark in chances) / len(chances) if chances else None
    return found


def _is_missed(points: float | None) -> bool:
    return points is not None and points <= 0
