"""The charts of hiring, in the look of the house."""

from __future__ import annotations

from collections.abc import Sequence

from csmanager.features.hiring.knowing.outcome import Outcome
from csmanager.features.hiring.knowing.rules import ReasonFigure, SourceFigure, StageFigure
from csmanager.features.hiring.rules import STAGE_NAMES, Stage
from csmanager.features.hiring.spelling import percent
from csmanager.features.reviews.charts.model import Chart, Kind, Mark, OpensRow, Panel, Shape
from csmanager.features.reviews.rules import Unit
from csmanager.science.proportions import wilson
from csmanager.science.ranks import FEWEST

_ENOUGH = 20  # of which a share is judged alone
_LEGEND = "Dot: the share, with its likely range. Hollow: of fewer than 20."


def funnel(stages: Sequence[StageFigure]) -> Chart:
    """How many of those who left a stage went on."""
    marks = []
    for at, row in enumerate(stages):
        limits = wilson(len(row.passed), row.left)
        marks.append(
            Mark(
                at, row.share, STAGE_NAMES[Stage(row.stage)], row.left, limits[0] if limits else None,
                limits[1] if limits else None,
                Shape.FEW if row.left < _ENOUGH else Shape.DOT,
                f"{len(row.entered)} came, {len(row.waiting)} still there", OpensRow(row.stage),
            )
        )  # fmt: skip
    n = len(stages[0].entered) if stages else 0
    return Chart(
        Kind.NAMES, "Went on, by stage", f"Share of those who left a stage and went on, {n} applications",
        (Panel("Went on", Unit.SHARE, tuple(marks), is_joined=False),), _LEGEND,
    )  # fmt: skip


def by_source(sources: Sequence[SourceFigure]) -> Chart:
    """How many of each source were hired."""
    marks = []
    for at, row in enumerate(sources[:12]):
        n = len(row.applied)
        limits = wilson(len(row.hired), n)
        marks.append(
            Mark(
                at, len(row.hired) / n if n else None, row.source, n, limits[0] if limits else None,
                limits[1] if limits else None,
                Shape.FEW if n < _ENOUGH else Shape.DOT, f"{len(row.hired)} hired of {n}", OpensRow(row.source),
            )
        )  # fmt: skip
    return Chart(
        Kind.NAMES, "Hired, by source", "Share of applications that ended with a hire",
        (Panel("Hired", Unit.SHARE, tuple(marks), is_joined=False),), _LEGEND,
    )  # fmt: skip


def pareto(reasons: Sequence[ReasonFigure]) -> Chart:
    """Why applications ended, most frequent first."""
    by: dict[str, int] = {}
    for row in reasons:
        by[row.reason] = by.get(row.reason, 0) + len(row.who)
    total, running, marks = sum(by.values()), 0, []
    for at, (reason, count) in enumerate(sorted(by.items(), key=lambda item: (-item[1], item[0]))[:12]):
        running += count
        marks.append(
            Mark(
                at,
                count / total,
                reason,
                count,
                note=f"{percent(running / total)} with those above",
                opens=next(
                    OpensRow(f"{row.reason}/{row.side}/{row.stage}")
                    for row in reasons
                    if row.reason == reason
                ),
            )
        )
    return Chart(
        Kind.NAMES, "Why applications ended", f"Most frequent first, {total} that ended without a hire",
        (Panel("Applications", Unit.SHARE, tuple(marks), is_joined=False),),
        "Each dot: the share that ended for this reason.",
    )  # fmt: skip


def scatter(found: Outcome) -> Chart:
    """Interview score across, quality up; a dot a person."""
    marks = [
        Mark(
            row.score, row.quality, row.name, row.quality_n,
            shape=Shape.FEW if row.quality_n < 4 else Shape.DOT, note=f"interview {row.score:.0f}",
            opens=OpensRow(f"{row.id}/{row.day}"),
        )
        for row in found.rows
        if row.is_reached and row.score is not None and row.quality is not None
    ]  # fmt: skip
    n = len(marks)
    early = "Nothing can be said yet. " if n < FEWEST else ""
    return Chart(
        Kind.FUNNEL, f"Interviews and quality, day {found.day}",
        f"{early}Mean of graded contacts up to day {found.day}, n {n} people",
        (
            Panel(
                "Quality", Unit.SHARE, tuple(marks), is_joined=False, x_title="Interview score, 0 to 100",
            ),
        ),
        "Each dot a person hired. Hollow: fewer than 4 graded contacts.",
    )  # fmt: skip
