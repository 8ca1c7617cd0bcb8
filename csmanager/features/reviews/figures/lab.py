"""The target lab: how many person-months of the last year would have met a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from csmanager.features.reviews.charts.build import Series
from csmanager.features.reviews.figures.board import Board
from csmanager.features.reviews.periods import Period
from csmanager.features.reviews.rules import Better, Level, Unit
from csmanager.features.reviews.targets import MetricRow
from csmanager.features.reviews.words import target_text

YEAR = 12
_ENOUGH = 24  # person-months below which nothing is said of a target
_ABSURD = 0.08  # of them that meet it, or fewer: the target asks for what hardly ever happens


@dataclass(frozen=True, slots=True)
class Case:
    """One person in one month. ``is_judged`` False: it rests on too little."""

    person: int
    name: str
    team: str | None
    role: str | None
    period: Period
    value: float
    n: int
    is_judged: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of ``judged`` person-months met a target; ``few`` rest on too little to be counted."""

    met: int
    judged: int
    few: int

    @property
    def share(self) -> float | None:
        """Of those that could be judged; None without any."""
        return self.met / self.judged if self.judged else None


def meets(value: float, target: float, upper: float | None, better: Better) -> bool:
    """Whether a value lies on the good side of a target, or in its range."""
    if upper is not None:
        return target <= value <= upper
    return value <= target if better is Better.LOWER else value >= target


def cases(made: Board, metric: MetricRow) -> list[Case]:
    """The person-months of the year up to the end of the period, by name and month."""
    found = []
    for name, who in made.view.review.persons.items():
        if who.id not in made.people:
            continue
        own = made.series.get(who.id, {}).get(metric.key) or Series((), (), ())
        for period, value, n in list(zip(own.periods, own.values, own.sizes, strict=True))[-YEAR:]:
            if value is not None and n > 0:
                found.append(
                    Case(who.id, name, who.team, who.role, period, value, n, n >= metric.minimum_n)
                )  # fmt: skip
    return found


def tally(found: Sequence[Case], target: float, upper: float | None, better: Better) -> Tally:
    """How many meet a target."""
    judged = [case for case in found if case.is_judged]
    met = sum(meets(case.value, target, upper, better) for case in judged)
    return Tally(met, len(judged), len(found) - len(judged))


def grouped(
    found: Sequence[Case], by: str, target: float, upper: float | None, better: Better
) -> list[tuple[str, Tally]]:
    """The same for each person, role or team (``by``: "name", "role", "team"), by name."""
    groups: dict[str, list[Case]] = {}
    for case in found:
        groups.setdefault(getattr(case, by) or "without", []).append(case)
    return [(key, tally(groups[key], target, upper, better)) for key in sorted(groups, key=str.casefold)]


def sentence(told: Tally, months: int = YEAR) -> str:
    """A tally in words, with advice where a target says nothing."""
    if not told.judged:
        return "No person-month of the last year rests on enough to be judged, so nobody knows what is fair."
    share = told.met / told.judged
    text = f"{told.met:,} of {told.judged:,} person-months would have met it ({share:.0%})".replace("%", " %")
    text += f"; {told.few:,} rest on too few to count." if told.few else "."
    if share <= _ABSURD and told.judged >= _ENOUGH:
        text += " Hardly anybody ever does: effort alone will not get there, the way of working would have to change."
    elif share >= 0.98 and told.judged >= _ENOUGH:
        text += " Nearly everybody always does: it asks for nothing."
    return text


@dataclass(frozen=True, slots=True)
class Absurd:
    """A target that says nothing about people."""

    metric: str
    name: str
    sentence: str


def absurd_targets(session: Session, made: Board) -> list[Absurd]:
    """Targets in force that hardly any person-month of the last year met. ``session`` is not read from."""
    found = []
    for line in made.lines:
        metric = made.view.metrics[line.metric]
        if line.target is None or metric.level is not Level.PERSON or line.unit is Unit.COUNT:
            continue
        told = tally(cases(made, metric), line.target, line.upper, line.better)
        if told.judged >= _ENOUGH and told.share is not None and told.share <= _ABSURD:
            aim = target_text(line.target, line.upper, line.unit)
            found.append(
                Absurd(
                    line.metric,
                    f"The target for {line.name.lower()}",
                    f"{aim} was met in {told.met:,} of {told.judged:,} person-months of the last year. Look at the"
                    " target, not at people: what is asked for hardly ever happens. Try another one in the target lab.",
                )
            )
    return found
