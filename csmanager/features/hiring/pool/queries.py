"""Who is kept in mind, and where applicants come from."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.hiring import rules
from csmanager.features.hiring.rules import Consent, Stage
from csmanager.features.hiring.spelling import day_words
from csmanager.features.hiring.tables import Applicant, Candidate, Opening, SourceCost, StageMove


@dataclass(frozen=True, slots=True)
class PoolRow:
    """Somebody in the talent pool, shown by their newest application. ``id`` is that application's."""

    id: int
    candidate_id: int
    name: str
    email: str
    phone: str
    reason: str
    pool_on: dt.date
    consent: Consent
    consent_until: dt.date | None
    last_opening: str
    last_stage: Stage
    applied_on: dt.date
    applications: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source. ``cost``: hundredths of the store's currency; ``interviewed``: who met somebody of us."""

    source: str
    applicants: int
    interviewed: int
    hired: int
    cost: int

    @property
    def id(self) -> str:
        """What tells it from all others."""
        return self.source.casefold()

    @property
    def cost_a_hire(self) -> int | None:
        """What one who was hired cost through this source; None where nobody was, or nothing was spent."""
        return round(self.cost / self.hired) if self.hired and self.cost else None


@dataclass(frozen=True, slots=True)
class CostRow:
    """Money spent on a source."""

    id: int
    source: str
    opening: str
    spent_on: dt.date
    amount: int
    note: str


def pool(session: Session) -> list[PoolRow]:
    """Everybody in the talent pool, newest first."""
    newest: dict[int, PoolRow] = {}
    counts: dict[int, int] = defaultdict(int)
    for applicant, candidate, title in session.execute(
        sa.select(Applicant, Candidate, Opening.title)
        .join(Candidate, Candidate.id == Applicant.candidate_id)
        .join(Opening, Opening.id == Applicant.opening_id)
        .where(
            Candidate.pool_on.is_not(None),
            Applicant.trashed_on.is_(None),
            Applicant.merged_into_id.is_(None),
        )
        .order_by(Applicant.applied_on, Applicant.id)
    ):
        assert candidate.pool_on is not None
        counts[candidate.id] += 1
        newest[candidate.id] = PoolRow(
            applicant.id,
            candidate.id,
            applicant.name,
            applicant.email or "",
            applicant.phone or "",
            candidate.pool_reason,
            candidate.pool_on,
            candidate.consent,
            candidate.consent_until,
            title,
            applicant.stage,
            applicant.applied_on,
            counts[candidate.id],
        )
    return sorted(newest.values(), key=lambda row: (-row.pool_on.toordinal(), row.name.casefold()))


def sources(session: Session) -> list[SourceRow]:
    """Every source with how many came through it, how far they got and what it cost; most applicants first."""
    met = (Stage.INTERVIEW, Stage.TEST)
    seen = set(
        session.scalars(sa.select(StageMove.applicant_id).where(StageMove.to_stage.in_(met)).distinct())
    )
    names: dict[str, str] = {}
    count: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for key, source, stage in session.execute(
        sa.select(Applicant.id, Applicant.source, Applicant.stage).where(
            Applicant.trashed_on.is_(None), Applicant.merged_into_id.is_(None)
        )
    ):
        name = source or "Not noted"
        names.setdefault(name.casefold(), name)
        figures = count[name.casefold()]
        figures[0] += 1
        figures[1] += key in seen
        figures[2] += stage is Stage.HIRED
    for source, amount in session.execute(
        sa.select(SourceCost.source, sa.func.sum(SourceCost.amount)).group_by(SourceCost.source)
    ):
        names.setdefault(source.casefold(), source)
        count[source.casefold()][3] += amount
    rows = [SourceRow(names[key], *figures) for key, figures in count.items()]
    return sorted(rows, key=lambda row: (-row.applicants, row.source.casefold()))


def costs(session: Session) -> list[CostRow]:
    """Every amount spent, newest first."""
    rows = session.execute(
        sa.select(SourceCost, Opening.title)
        .outerjoin(Opening, Opening.id == SourceCost.opening_id)
        .order_by(SourceCost.spent_on.desc(), SourceCost.id.desc())
    )
    return [
        CostRow(cost.id, cost.source, title or "All openings", cost.spent_on, cost.amount, cost.note)
        for cost, title in rows
    ]


def others_of(session: Session, applicant_id: int) -> list[tuple[int, str]]:
    """The other applications of the same person: (id, in words)."""
    mine = session.scalar(sa.select(Applicant.candidate_id).where(Applicant.id == applicant_id))
    if mine is None:
        return []
    rows = session.execute(
        sa.select(Applicant.id, Opening.title, Applicant.stage, Applicant.applied_on)
        .join(Opening, Opening.id == Applicant.opening_id)
        .where(
            Applicant.candidate_id == mine,
            Applicant.id != applicant_id,
            Applicant.trashed_on.is_(None),
            Applicant.merged_into_id.is_(None),
        )
        .order_by(Applicant.applied_on.desc())
    )
    return [
        (key, f"{title}, {day_words(applied_on)}, {rules.STAGE_NAMES[stage].lower()}")
        for key, title, stage, applied_on in rows
    ]
