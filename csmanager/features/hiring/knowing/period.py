"""Hiring of one period, for the report to upper management: single figures and sources, without any name."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.hiring.knowing import queries
from csmanager.features.hiring.knowing.rules import Path
from csmanager.features.hiring.offers.rules import OfferState
from csmanager.features.hiring.offers.tables import Offer
from csmanager.features.hiring.rules import OpeningState
from csmanager.features.hiring.tables import Applicant, Opening, OpeningMove
from csmanager.science.special import median


@dataclass(frozen=True, slots=True)
class PeriodFigure:
    """One figure. ``value`` in ``unit`` ("places", "days", "%" as a fraction, "money"); None: nothing to tell.

    ``of_people``: it tells what became of single applicants. ``told``: what stands in the place of the value.
    """

    name: str
    value: float | None
    unit: str
    n: int
    definition: str
    of_people: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True)
class PeriodSource:
    """One way people applied in the period; ``interviewed`` and ``hired`` of these, by now. ``paid``: whole money.

    ``told``: what stands in the place of both.
    """

    source: str
    applied: int
    interviewed: int
    hired: int
    paid: float
    told: str = ""


@dataclass(frozen=True, slots=True)
class PeriodHiring:
    """What a report says of hiring."""

    figures: tuple[PeriodFigure, ...]
    sources: tuple[PeriodSource, ...]


def of_period(session: Session, first: dt.date, last: dt.date) -> PeriodHiring | None:
    """Hiring from ``first`` to ``last``; None where nothing happened and no place was open."""
    paths = queries.paths(session)
    opening_of = dict(session.execute(sa.select(Applicant.id, Applicant.opening_id)).all())
    openings = {
        row.id: row for row in session.scalars(sa.select(Opening).where(Opening.trashed_on.is_(None)))
    }
    came = [path for path in paths if first <= path.applied_on <= last]
    joined = [path for path in paths if path.hired_on is not None and first <= path.hired_on <= last]
    open_ones = _open_on(session, openings, last)
    opened = [row for row in openings.values() if first <= row.opened_on <= last]
    costs = [row for row in queries.cost_rows(session, first) if row.spent_on <= last]
    if not (came or joined or open_ones or opened or costs):
        return None
    offers = session.execute(
        sa.select(Offer.applicant_id, Offer.state, Offer.answered_on).where(
            Offer.state.in_((OfferState.ACCEPTED, OfferState.DECLINED)), Offer.answered_on.is_not(None)
        )
    ).all()
    accepted = {row.applicant_id: row.answered_on for row in offers if row.state is OfferState.ACCEPTED}
    answered = [row for row in offers if first <= row.answered_on <= last]
    yes = sum(row.state is OfferState.ACCEPTED for row in answered)

    def taken(path: Path) -> dt.date:
        return accepted.get(path.applicant_id) or path.hired_on or last

    approved = queries.approvals(session)

    def begun(row: Opening) -> dt.date:
        return max(row.opened_on, approved.get(row.id, row.opened_on))

    fill = [
        (taken(path) - begun(openings[opening_of[path.applicant_id]])).days
        for path in joined
        if opening_of[path.applicant_id] in openings
    ]
    hire = [(taken(path) - path.applied_on).days for path in joined]
    spent = sum(row.cents for row in costs) / 100
    places = sum(row.headcount for row in open_ones)
    figures = (
        PeriodFigure(
            "Openings at the end", float(len(open_ones)), "openings", len(open_ones),
            f"Openings that were open or on hold on the last day, with {places} places in all.",
        ),
        PeriodFigure("Openings begun", float(len(opened)), "openings", len(opened), "Opened in the period."),
        PeriodFigure(
            "Applications", float(len(came)), "applications", len(came), "Came in the period, each once an opening."
        ),
        PeriodFigure("Places filled", float(len(joined)), "places", len(joined), "Hired in the period."),
        PeriodFigure(
            "Time to fill", median(fill), "days", len(fill),
            "Days from approving a place to the acceptance of the offer, of places filled in the period; the middle"
            " one. Places still open are not in it.",
            of_people=True,
        ),
        PeriodFigure(
            "Time to hire", median(hire), "days", len(hire),
            "Days from the application to the acceptance, of those hired in the period; the middle one.",
            of_people=True,
        ),
        PeriodFigure(
            "Offers accepted", yes / len(answered) if answered else None, "%", len(answered),
            "Accepted, of the offers accepted or declined in the period.", of_people=True,
        ),
        PeriodFigure(
            "Cost of hiring", spent if costs else None, "money", len(costs),
            "Paid to others and own time, as entered, by the day it was spent.",
        ),
        PeriodFigure(
            "Cost per hire", spent / len(joined) if costs and joined else None, "money", len(joined),
            "The cost of the period over those hired in it, as ISO/TS 30407 counts it. In a short period cost"
            " and hires may belong to different openings.",
            of_people=True,
        ),
    )  # fmt: skip
    paid: dict[str, int] = defaultdict(int)
    for row in costs:
        if row.is_source:
            paid[row.kind.removeprefix("Paid for ")] += row.cents
    by: dict[str, list[Path]] = defaultdict(list)
    for path in came:
        by[path.source or "Not noted"].append(path)
    sources = sorted(
        (
            PeriodSource(
                name, len(by.get(name, ())),
                sum(path.first("interview") is not None for path in by.get(name, ())),
                sum(path.hired_on is not None for path in by.get(name, ())), paid.get(name, 0) / 100,
            )
            for name in {*by, *paid}
        ),
        key=lambda row: (-row.hired, -row.applied, row.source.casefold()),
    )  # fmt: skip
    return PeriodHiring(figures, tuple(sources))


def _open_on(session: Session, openings: dict[int, Opening], day: dt.date) -> list[Opening]:
    """Openings open or on hold at the end of a day, by their moves; without any, by their state now."""
    moves = session.execute(
        sa.select(OpeningMove.opening_id, OpeningMove.to_state, OpeningMove.moved_on).order_by(OpeningMove.id)
    )
    state: dict[int, OpeningState] = {
        key: to for key, to, moved_on in moves if moved_on <= day
    }  # the last one
    return [
        row
        for key, row in openings.items()
        if row.opened_on <= day and state.get(key, row.state) in (OpeningState.OPEN, OpeningState.ON_HOLD)
    ]
