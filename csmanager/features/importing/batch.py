"""A batch of rows as columns of values, with the rows that cannot be taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from csmanager.features.importing import dates

FLOOR = dates.EARLIEST * 86_400  # no contact is older than this second


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be taken in: where it stands in its batch, the column and the reason."""

    at: int
    column: str | None
    reason: str


@dataclass(slots=True)
class Batch:
    """Values by column for the rows of a batch, None for columns the file does not have."""

    size: int
    values: dict[str, Sequence[Any]]
    bad: list[Bad] = field(default_factory=list)
    skipped: set[int] = field(default_factory=set)  # totals, footers, blanks
    early: int = 0  # resolutions that lie before the first response, and are left out
