"""Everything a report says, frozen: the sheets, the PDF and the preview are made of this and of nothing else.

Units: shares are fractions, times are seconds, points are -100 to 100. ``numerator / denominator`` is the value in
that unit (a numerator of points is already times 100); a count has a numerator only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csmanager.features.hiring.knowing.period import PeriodHiring

WHOLE_TEAM = "Whole team"  # the person of a figure that no single person answers for
NOBODY = "Everyone else"  # contacts without an agent, so that the rows of all people add up to the team


@dataclass(frozen=True, slots=True)
class Measure:
    """One entry of the metric dictionary."""

    key: str
    name: str
    definition: str
    formula: str
    reading: str  # what is left out, and how to read it
    unit: str
    better: str
    level: str
    minimum_n: int
    version: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of the period, for the team or a person. ``reason`` says why there is no value or no verdict."""

    key: str
    numerator: float | None
    denominator: float | None
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    previous: float | None = None
    target: float | None = None
    upper: float | None = None
    status: str = "no_data"
    reason: str = ""
    median: float | None = None
    p90: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """One step of the trends: a month, or a quarter in a report on a quarter."""

    title: str
    first: dt.date
    last: dt.date
    sums: dict[str, tuple[float, float | None]]  # measure key -> numerator, denominator


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the tidy table: a person, a measure, a month."""

    month: dt.date  # its first day
    person: str
    team: str
    role: str
    key: str
    numerator: float
    denominator: float | None


@dataclass(frozen=True, slots=True)
class Member:
    """One person as the report may show them: ``label`` is the name or the code."""

    label: str
    team: str
    role: str
    weekly_minutes: int | None
    started_on: dt.date | None
    left_on: dt.date | None
    status: str
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Intake:
    """One imported file that has contacts in the period."""

    file_name: str
    imported_on: dt.date
    rows_read: int
    rows_added: int
    rows_updated: int
    rows_set_aside: int


@dataclass(frozen=True, slots=True)
class Tie:
    """Where the contacts of the period went: ``counted`` and ``excluded`` lines add up to ``in_period``."""

    in_store: int
    before: int
    in_period: int
    after: int
    counted: int
    excluded: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ReportData:
    """One report. The same data give the same bytes."""

    store: str
    file_name: str  # of the store, without its folder
    time_zone: str
    currency: str
    period_key: str
    period: str
    first: dt.date
    last: dt.date
    made_at: dt.datetime
    version: str
    with_names: bool
    comment: str
    measures: tuple[Measure, ...]
    team: dict[str, Figure]
    members: tuple[Member, ...]
    spans: tuple[
        Span, ...
    ]  # oldest first, the last one is the period itself where it is a month or a quarter
    facts: tuple[Fact, ...]
    intakes: tuple[Intake, ...]
    tie: Tie
    chain_head: str
    previous: str = "the period before"
    is_whole_months: bool = True
    is_letter: bool = False
    notes: tuple[str, ...] = ()
    hiring: PeriodHiring | None = None  # None: nothing of it in the period

    def measure(self, key: str) -> Measure:
        """The dictionary entry of ``key``."""
        return next(measure for measure in self.measures if measure.key == key)

    def digest(self) -> str:
        """SHA-256 over every figure, not over words, paper or the moment it was made."""
        figures = {
            "period": self.period_key,
            "team": _plain(self.team),
            "people": {member.label: _plain(member.figures) for member in self.members},
            "spans": [[span.title, span.sums] for span in self.spans],
            "facts": [
                [fact.month.isoformat(), fact.person, fact.key, fact.numerator, fact.denominator]
                for fact in self.facts
            ],
            "versions": {measure.key: measure.version for measure in self.measures},
        }
        if self.hiring is not None:
            figures["hiring"] = [[row.name, row.value, row.n] for row in self.hiring.figures]
        text = json.dumps(figures, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(figures: dict[str, Figure]) -> dict[str, list[object]]:
    names = [item.name for item in fields(Figure)]
    return {key: [getattr(figure, name) for name in names] for key, figure in figures.items()}


def ratio(unit: str, numerator: float | None, denominator: float | None) -> float | None:
    """The value of sums in their unit; None where there is nothing to divide."""
    if numerator is None:
        return None
    if unit == "count":
        return numerator
    return numerator / denominator if denominator else None


SUMMARY_MOST = 10  # measures on the first sheet
SCORECARD_MOST = 8  # measures across the scorecard, so that it still reads when printed
_PARTS = (
    frozenset(  # of other measures, or read only beside them: the last to be chosen where no target is set
        {
            "answer_rate",
            "talk_time",
            "hold_time",
            "wrap_time",
            "transfer_rate",
            "escalation_rate",
            "csat_mean",
        }
    )
)


def summary_measures(data: ReportData) -> list[Measure]:
    """At most ten, in the dictionary's order; volume and what has a target are chosen before the others."""
    return _chosen(data, SUMMARY_MOST, [data.team], is_person=False)


def scorecard_measures(data: ReportData) -> list[Measure]:
    """At most eight that a person can be shown by, chosen the same way."""
    return _chosen(data, SCORECARD_MOST, [member.figures for member in data.members], is_person=True)


def _chosen(
    data: ReportData, most: int, figures: list[dict[str, Figure]], *, is_person: bool
) -> list[Measure]:
    def weight(measure: Measure) -> int:
        found = [of[measure.key] for of in figures if measure.key in of]
        if not any(figure.value is not None for figure in found):
            return 9
        if measure.key == "contacts_handled":
            return 0
        if any(figure.target is not None for figure in found):
            return 1
        if measure.key == "contacts_offered" and is_person:
            return 4
        return 3 if measure.key in _PARTS else 2

    able = [m for m in data.measures if (m.level == "person" or not is_person) and weight(m) < 9]
    picked = sorted(able, key=weight)[:most]
    return [measure for measure in data.measures if measure in picked]
