"""What a review rests on, as it was when it was prepared: kept as JSON, read back the same for ever."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from typing import Any

from csmanager.features.reviews.cycles.rules import GRADE_WORDS, JUDGED, Grade, Rating, as_pairs, rate
from csmanager.features.reviews.rules import Unit, Verdict
from csmanager.features.reviews.words import counted, short_range, target_text, value_text
from csmanager.science.proportions import wilson
from csmanager.science.verdicts import Z95, Z99


@dataclass(frozen=True, slots=True)
class PinnedLine:
    """One measure as it was: figure, interval, verdict, and the definition and target that were in force.

    ``grade`` is a ``rules.Grade``; ``signal`` 1 or -1 where its chart said that something changed, up or down;
    ``months``: (value, n) of the last months up to the period's, oldest first.
    """

    metric: str
    name: str
    unit: str
    better: str
    value: float | None
    n: int
    low: float | None
    high: float | None
    previous: float | None
    target: float | None
    upper: float | None
    status: str
    reason: str
    beside: tuple[str, ...] = ()
    what: str = "contacts"
    version: int = 1
    definition: str = ""
    formula: str = ""
    minimum_n: int = 0
    target_id: int | None = None
    target_since: str = ""
    target_for: str = ""
    weight: float = 0.0
    previous_n: int = 0
    note: str = ""
    grade: str = ""
    signal: int = 0
    months: tuple[tuple[float | None, int], ...] = ()

    @property
    def is_judged(self) -> bool:
        """Whether the verdict is one."""
        return self.stands in JUDGED

    @property
    def stands(self) -> Grade:
        """Where it stands against its target."""
        return grade_of(self.grade, self.status)

    @property
    def wide(self) -> tuple[float | None, float | None]:
        """The 99 % limits, from those of 95 %; of a share by Wilson. None where there are none."""
        if self.value is None or self.low is None or self.high is None:
            return None, None
        if self.unit == Unit.SHARE:
            found = wilson(self.value * self.n, self.n, z=Z99)
            return found if found is not None else (None, None)
        return (
            self.value - (self.value - self.low) * Z99 / Z95,
            self.value + (self.high - self.value) * Z99 / Z95,
        )

    @property
    def value_text(self) -> str:
        """The figure with its unit."""
        return value_text(self.value, self.unit)

    @property
    def target_text(self) -> str:
        """The target with its unit."""
        return target_text(self.target, self.upper, self.unit)

    @property
    def range_text(self) -> str:
        """The 95 % interval."""
        return short_range(self.low, self.high, self.unit)

    @property
    def status_text(self) -> str:
        """The verdict in words."""
        return GRADE_WORDS[self.stands]

    @property
    def sentence(self) -> str:
        """The figure with n and limits in one line, for a talk or a letter."""
        limits = f", likely {self.range_text}" if self.range_text else ""
        aim = f"; target {self.target_text}" if self.target is not None else ""
        return f"{self.name} {self.value_text} (n = {self.n:,}{limits}{aim})"

    @property
    def count_text(self) -> str:
        """On how much it rests."""
        return counted(self.n, self.what, self.what)


@dataclass(frozen=True, slots=True)
class Pinned:
    """Everything a review rests on. ``notes``: what has to be known to read it, in sentences."""

    period_key: str
    period_title: str
    first: str
    last: str
    made_on: str
    data_until: str
    person: str
    code: str
    team: str
    role: str
    template: str
    template_version: int
    scale: list[Any]
    questions: list[str]
    prompts: dict[str, str]
    lines: tuple[PinnedLine, ...]
    team_lines: tuple[PinnedLine, ...] = ()
    notes: tuple[str, ...] = ()
    form: int = field(default=1)

    def dump(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @property
    def rating(self) -> Rating:
        """The overall rating of the lines that have a target, by the weights and the scale of then."""
        aimed = [(line.stands, line.weight) for line in self.lines if line.target is not None]
        return rate(aimed, as_pairs(self.scale))

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day, both inclusive."""
        return dt.date.fromisoformat(self.first), dt.date.fromisoformat(self.last)

    def line(self, metric: str) -> PinnedLine | None:
        """The line of one measure."""
        return next((line for line in self.lines if line.metric == metric), None)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a list shows of a review. ``missing``: weighted measures that missed their target beyond chance."""

    period_key: str
    period_title: str
    team: str
    role: str
    rating: Rating
    missing: int


def load_brief(text: str) -> Brief:
    """Only what a list shows, without making every line."""
    raw: dict[str, Any] = json.loads(text)
    aimed = [
        (grade_of(one.get("grade", ""), one["status"]), one["weight"])
        for one in raw["lines"]
        if one["target"] is not None
    ]
    return Brief(
        raw["period_key"],
        raw["period_title"],
        raw["team"],
        raw["role"],
        rate(aimed, as_pairs(raw["scale"])),
        sum(grade is Grade.MISSING and weight > 0 for grade, weight in aimed),
    )


def load(text: str) -> Pinned:
    """What ``dump`` wrote."""
    raw: dict[str, Any] = json.loads(text)
    raw["lines"] = tuple(_line(one) for one in raw["lines"])
    raw["team_lines"] = tuple(_line(one) for one in raw.get("team_lines", ()))
    raw["notes"] = tuple(raw.get("notes", ()))
    return Pinned(**raw)


def grade_of(grade: str, status: str) -> Grade:
    """The grade of a line; of one that was kept without, as far as its verdict tells."""
    if grade:
        return Grade(grade)
    known = {
        Verdict.ON_TARGET: Grade.ON_TARGET,
        Verdict.MISSING: Grade.MISSING,
        Verdict.NO_DATA: Grade.NO_DATA,
    }
    return known.get(Verdict(status), Grade.FEW)


def _line(raw: dict[str, Any]) -> PinnedLine:
    months = tuple((value, n) for value, n in raw.get("months", ()))
    return PinnedLine(**{**raw, "beside": tuple(raw.get("beside", ())), "months": months})
