"""One measure across people: as counted, with the mix taken out, and drawn towards the team. Never a league table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from csmanager.features.reviews.charts.build import Person, by_name, time_chart
from csmanager.features.reviews.charts.funnels import funnel
from csmanager.features.reviews.charts.model import Chart
from csmanager.features.reviews.figures.board import Board
from csmanager.features.reviews.figures.mixing import Mixed, can_mix, is_ready, mixed
from csmanager.features.reviews.figures.standing import Stand, Word
from csmanager.features.reviews.queries import Line
from csmanager.features.reviews.rules import Level, Unit
from csmanager.features.reviews.words import value_text


@dataclass(frozen=True, slots=True)
class AcrossRow:
    """One person in one measure. ``adjusted``: with everyone's mix; ``estimate``: drawn towards the team."""

    person: int
    name: str
    line: Line
    stand: Stand
    adjusted: float | None = None
    unlike: str = ""
    estimate: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Across:
    """``told``: what the comparison comes to; ``chart``: funnel or people by name; ``time``: all over time."""

    metric: str
    rows: list[AcrossRow]
    chart: Chart
    names: Chart
    time: Chart
    told: str
    has_mix: bool
    is_mix_due: bool = False


MIX_DUE = " Counting the kinds of contact each had…"


def across(session: Session, made: Board, metric: str, *, with_mix: bool = False) -> Across:
    """One measure for everyone of a choice; for a worker.

    Where the mix is not at hand it is left out and due, unless ``with_mix``.
    """
    row = made.view.metrics[metric]
    whole = made.line(None, metric)
    assert whole is not None
    mixes: dict[int, Mixed] = {}
    is_due = not with_mix and not is_ready(session, metric, made.period, made.view.main_scale)
    if can_mix(metric) and not is_due:
        whose = made.people if made.choice.is_part else None
        mixes = mixed(session, metric, made.period, whose, made.view.main_scale)
    lines = [(name, person, made.line(person, metric)) for name, person in made.names().items()]
    known = [(name, person, line) for name, person, line in lines if line is not None]
    if row.level is Level.TEAM:
        known = []
    estimates = estimated([line for _, _, line in known])
    rows = []
    for (name, person, line), guess in zip(known, estimates, strict=True):
        mix = mixes.get(person)
        rows.append(
            AcrossRow(
                person, name, line, made.stand(line), mix.adjusted if mix else None, mix.unlike if mix else "",
                *(guess or (None, None, None)),
            )
        )  # fmt: skip
    about = made.about(whole)
    people = [
        Person(one.person, one.name, one.line.value, one.line.n, one.low, one.high, one.estimate)
        for one in rows
        if one.line.value is not None
    ]
    names = by_name(about, people, made.period, whole.value)
    chart = funnel(about, people, made.period, whole.value) if whole.unit is Unit.SHARE else names
    told = _told(rows, whole, row.level)
    return Across(
        metric, rows, chart, names, time_chart(about, made.history(whole)), told + (MIX_DUE if is_due else ""),
        bool(mixes), is_due,
    )  # fmt: skip


def estimated(lines: Sequence[Line]) -> list[tuple[float, float, float] | None]:
    """Estimate with its 95 % range for each line, all of one measure: the less one rests on, the nearer to all.

    Shares by the grid of the science package, the rest by precision. None where there is no figure, or where nothing
    can be said of how people differ.
    """
    if lines and lines[0].unit is Unit.SHARE:
        from csmanager.science.shrinkage import pooled_quickly

        chosen = [line for line in lines if line.value is not None and line.n > 0]
        hits = [round((line.value or 0.0) * line.n) for line in chosen]
        sizes = [line.n for line in chosen]
        found = pooled_quickly([hits], [sizes], [None])[0] if len(chosen) > 1 else None
        if found is None:
            return [None] * len(lines)
        at = {id(line): place for place, line in enumerate(chosen)}
        return [
            (found.mean[at[id(line)]], found.low[at[id(line)]], found.high[at[id(line)]])
            if id(line) in at
            else None
            for line in lines
        ]
    return _by_precision(lines)


def _by_precision(lines: Sequence[Line]) -> list[tuple[float, float, float] | None]:
    """Means of unequal precision: spread between people by moments (DerSimonian and Laird)."""
    parts = [
        (line.value, ((line.high - line.low) / 3.92) ** 2)
        if line.value is not None and line.low is not None and line.high is not None and line.high > line.low
        else None
        for line in lines
    ]
    known = [part for part in parts if part is not None]
    if len(known) < 3:
        return [None] * len(lines)
    weights = [1 / variance for _, variance in known]
    mean = math.fsum(w * value for w, (value, _) in zip(weights, known, strict=True)) / math.fsum(weights)
    q = math.fsum(w * (value - mean) ** 2 for w, (value, _) in zip(weights, known, strict=True))
    scale = math.fsum(weights) - math.fsum(w * w for w in weights) / math.fsum(weights)
    between = max((q - (len(known) - 1)) / scale, 0.0) if scale > 0 else 0.0
    found: list[tuple[float, float, float] | None] = []
    for part in parts:
        if part is None:
            found.append(None)
            continue
        value, variance = part
        if between <= 0:
            reach = 1.96 * math.sqrt(min(variance, 1 / math.fsum(weights) + variance / 4))
            found.append((mean, mean - reach, mean + reach))
            continue
        precision = 1 / variance + 1 / between
        centre = (value / variance + mean / between) / precision
        reach = 1.96 / math.sqrt(precision)
        found.append((centre, centre - reach, centre + reach))
    return found


def _told(rows: Sequence[AcrossRow], whole: Line, level: Level) -> str:
    if level is Level.TEAM:
        return (
            "A result of how many people were there, not of one of them: it is shown for everyone together."
        )
    known = [row for row in rows if row.line.value is not None]
    if not known:
        return "Nobody has a figure here in this period."
    if len(known) == 1:
        return f"Only {known[0].name} has a figure here, so there is nobody to compare with."
    values = [row.line.value for row in known if row.line.value is not None]
    ends = f"{value_text(min(values), whole.unit)} and {value_text(max(values), whole.unit)}"
    text = f"As counted, people lie between {ends}."
    guesses = [row.estimate for row in known if row.estimate is not None]
    if len(guesses) > 1:
        text += (
            f" Most of that is chance: what is likely to be true lies between {value_text(min(guesses), whole.unit)}"
            f" and {value_text(max(guesses), whole.unit)}."
            if max(guesses) - min(guesses) < 0.6 * (max(values) - min(values))
            else f" What is likely to be true lies between {value_text(min(guesses), whole.unit)} and"
            f" {value_text(max(guesses), whole.unit)}."
        )
    unlike = [row for row in known if row.unlike and row.adjusted and row.stand.word is not Word.NOT_JUDGED]
    if unlike:
        one = max(unlike, key=lambda row: abs((row.adjusted or 0) - (row.line.value or 0)))
        text += (
            f" {one.name} has other work than most ({one.unlike}): with the same mix"
            f" {value_text(one.adjusted, whole.unit)} instead of {value_text(one.line.value, whole.unit)}."
        )
    return text
