"""What the manager promised, as it is shown, and how many promises are kept in time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from csmanager.features.commitments.queries import CommitmentRow, commitments
from csmanager.features.commitments.rules import Outcome, Owner, kept_rate
from csmanager.science.proportions import wilson

YEAR_DAYS = 365  # promises that ended longer ago are listed, but say little of today


@dataclass(frozen=True, slots=True)
class KeptRow:
    """Promises that ended in the last year: ``kept`` in time of ``n``; ``low`` and ``high`` as shares, None without n.

    Released ones are in neither number.
    """

    kept: int
    n: int
    low: float | None
    high: float | None
    open: int
    late: int

    @property
    def text(self) -> str:
        """In words, with the count it rests on."""
        if not self.n:
            return "no promise has ended yet"
        if self.low is None or self.high is None or self.n < 5:
            return f"{self.kept} of {self.n} kept in time, too few to judge"
        return (
            f"{self.kept} of {self.n} kept in time in a year"
            f" ({self.kept / self.n * 100:.0f}%, likely {self.low * 100:.0f} to {self.high * 100:.0f}%)"
        )


def promises(session: Session) -> list[CommitmentRow]:
    """What the manager owes or owed somebody: open ones first, by their day."""
    return [row for row in commitments(session) if row.owner is Owner.MANAGER]


def kept(rows: list[CommitmentRow], today: dt.date) -> KeptRow:
    """How many of ``rows`` that ended within a year were kept in time, with Wilson's limits at 95 %."""
    since = today - dt.timedelta(days=YEAR_DAYS)
    ended: list[Outcome] = [
        row.outcome
        for row in rows
        if row.outcome is not None and row.ended_on is not None and row.ended_on > since
    ]
    rate = kept_rate(ended)
    limits = wilson(rate.kept, rate.n)
    return KeptRow(
        rate.kept,
        rate.n,
        limits[0] if limits else None,
        limits[1] if limits else None,
        sum(row.is_open for row in rows),
        sum(row.is_late(today) for row in rows),
    )
