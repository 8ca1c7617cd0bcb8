"""Kinds of absence."""

from __future__ import annotations

from enum import StrEnum


class AbsenceKind(StrEnum):
    """Why someone is away. What a file names otherwise is ``OTHER`` and keeps its own word beside it."""

    ANNUAL = "annual"
    SICK = "sick"
    UNPAID = "unpaid"
    PUBLIC = "public"
    TRAINING = "training"
    PARENTAL = "parental"
    OTHER = "other"
