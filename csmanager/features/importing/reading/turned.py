"""A grid turned into another table."""

from __future__ import annotations

from dataclasses import dataclass

from csmanager.features.importing.rules import Question

Row = list[str]


@dataclass(frozen=True, slots=True)
class Turned:
    """``origins``: of each row the one it comes from, from 0. ``asked``: what must be known before it is read."""

    rows: list[Row]
    origins: list[int]
    notes: tuple[str, ...]
    asked: Question | None = None
