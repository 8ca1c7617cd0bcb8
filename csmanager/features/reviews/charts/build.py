"""Makes charts of figures: over time, many small ones, people by name. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from csmanager.features.reviews.charts import limits as natural
from csmanager.features.reviews.charts.limits import Limits
from csmanager.features.reviews.charts.model import (
    Chart,
    Curve,
    Kind,
    Mark,
    Opens,
    Panel,
    Shape,
    Style,
    level,
)
from csmanager.features.reviews.periods import Period, short_title
from csmanager.features.reviews.rules import Better, Unit
from csmanager.features.reviews.words import target_text, value_text

TIME_LEGEND = (
    "Diamond: something changed. Hollow: too few to judge. Dashed: ends of what is usual. Dotted: target."
)
NAMES_LEGEND = (
    "Filled: the best estimate, drawn towards the team the less it rests on; line: where the truth may lie."
    " Hollow: as measured. By name, not by rank."
)


@dataclass(frozen=True, slots=True)
class Series:
    """A figure over months, oldest first. ``per``: it is events for each so many of ``sizes``; None: it is not.

    ``rules``: the rules of Nelson that tell of a change.
    """

    periods: tuple[Period, ...]
    values: tuple[float | None, ...]
    sizes: tuple[int, ...]
    per: float | None = None
    rules: tuple[int, ...] = natural.RULES

    def limits(self, unit: Unit) -> Limits | None:
        """What is usual."""
        found = natural.limits_of(self.values, self.sizes, unit, self.per)
        return replace(found, rules=self.rules) if found is not None else None


@dataclass(frozen=True, slots=True)
class Aimed:
    """What a panel needs to know of a measure. ``people``: whose rows open, None for everyone's."""

    metric: str
    name: str
    unit: Unit
    better: Better
    minimum_n: int
    target: float | None = None
    upper: float | None = None
    people: tuple[int, ...] | None = None
    who: str = "Team"


def time_panel(about: Aimed, series: Series, *, small: bool = False, caption: str = "") -> Panel:
    """One measure over time: its points, usual limits, target and, where it is large, its trend."""
    limits = series.limits(about.unit)
    told = natural.signals(series.values, limits) if limits is not None else [None] * len(series.values)
    marks = []
    for at, (period, value, n) in enumerate(zip(series.periods, series.values, series.sizes, strict=True)):
        shape, signal = Shape.DOT, told[at]
        if signal is not None:
            shape = Shape.SIGNAL
        elif about.unit is not Unit.COUNT and n < about.minimum_n:
            shape = Shape.FEW
        note = ""
        if signal is not None:
            note = f"{'Above' if signal.side > 0 else 'Below'} what is usual: {signal.words}."
        if shape is Shape.FEW:
            note = f"Rests on {n:,}, fewer than {about.minimum_n:,}: not judged."
        opens = Opens(about.metric, period, about.people, about.who) if n else None
        marks.append(Mark(at, value, short_title(period), n, shape=shape, note=note, opens=opens))
    curves: list[Curve] = []
    count = len(marks)
    if limits is not None:
        curves += _limit_curves(limits, about.unit, count, texts=not small)
    if about.target is not None and about.upper is None:
        curves.append(
            level(
                Style.TARGET,
                about.target,
                count,
                "" if small else f"target {short(about.target, about.unit)}",
            )
        )
    trend = None if small else natural.slope(series.values)
    if trend is not None:
        rise, start = trend
        ends = (start, start + rise * (count - 1))
        curves.append(Curve(Style.TREND, (0.0, count - 1.0), ends, "trend"))
    last = next((told[at] for at in range(count - 1, -1, -1) if marks[at].y is not None), None)
    return Panel(
        about.name,
        about.unit,
        tuple(marks),
        tuple(curves),
        (about.target, about.upper) if about.target is not None and about.upper is not None else None,
        caption=caption,
        is_alarmed=last is not None and last.side == _bad_side(about.better),
    )


def _limit_curves(limits: Limits, unit: Unit, count: int, *, texts: bool) -> list[Curve]:
    xs = tuple(float(at) for at in range(count))
    edge = (-0.5, count - 0.5)
    low, high = limits.low, limits.high
    if limits.is_by_n:
        return [
            level(Style.MEAN, limits.centre, count, f"usual {short(limits.centre, unit)}" if texts else ""),
            Curve(Style.LIMIT, xs, high, "upper limit" if texts else "", True),
            Curve(Style.LIMIT, xs, low, "lower limit" if texts else "", True),
        ]
    return [
        level(Style.MEAN, limits.centre, count, f"usual {short(limits.centre, unit)}" if texts else ""),
        Curve(Style.LIMIT, edge, (high[0], high[0]), f"up to {short(high[0], unit)}" if texts else ""),
        Curve(Style.LIMIT, edge, (low[0], low[0]), f"down to {short(low[0], unit)}" if texts else ""),
    ]


def _bad_side(better: Better) -> int | None:
    return {Better.HIGHER: -1, Better.LOWER: 1}.get(better)


def short(value: float, unit: Unit) -> str:
    """A value as it stands beside a line."""
    return value_text(value, unit).replace(".0 %", " %")


def time_chart(about: Aimed, series: Series) -> Chart:
    """One measure over time, large."""
    panel = time_panel(about, series)
    limits = series.limits(about.unit)
    found = [mark.label for mark in panel.marks if mark.shape is Shape.SIGNAL]
    known = [mark for mark in panel.marks if mark.y is not None]
    if not known:
        title = f"{about.name}: no data"
    elif limits is None:
        title = f"{about.name}: too few months to know what is usual"
    elif found:
        title = f"{about.name}: something changed ({', '.join(found[-3:])})"
    else:
        title = f"{about.name}: nothing unusual"
    size = sum(mark.n for mark in known)
    many = f"{len(known)} months" if len(known) != 1 else "1 month"
    subtitle = f"{about.who}, {many}, n {size:,}"
    if limits is not None:
        sure = "" if limits.is_sure else ", provisional"
        subtitle += f"; {natural.NAMES[limits.kind]}, limits from the first {limits.base} months{sure}"
    return Chart(Kind.TIME, title, subtitle, (panel,), TIME_LEGEND)


def small_multiples(panels: Sequence[Panel], title: str, subtitle: str) -> Chart:
    """Many measures side by side."""
    return Chart(Kind.MULTIPLES, title, subtitle, tuple(panels), TIME_LEGEND)


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a comparison. ``estimate`` with ``low`` and ``high``: drawn towards the team."""

    id: int
    name: str
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    estimate: float | None = None


def by_name(about: Aimed, people: Sequence[Person], period: Period, centre: float | None) -> Chart:
    """Everyone by name: estimate with interval, and what was measured beside it."""
    marks = []
    for at, one in enumerate(people):
        value = one.estimate if one.estimate is not None else one.value
        few = one.n < about.minimum_n
        marks.append(
            Mark(
                at, value, one.name, one.n, one.low, one.high, Shape.FEW if few else Shape.DOT,
                "Too few to judge alone." if few else "",
                Opens(about.metric, period, (one.id,), one.name) if one.n else None,
                one.value if one.estimate is not None else None,
            )
        )  # fmt: skip
    curves = []
    if centre is not None:
        curves.append(Curve(Style.MEAN, (centre, centre), (centre, centre), "team"))
    if about.target is not None:
        curves.append(
            Curve(Style.TARGET, (about.target, about.target), (about.target, about.target), "target")
        )
    known = [mark for mark in marks if mark.y is not None]
    subtitle = f"{period.title}, {len(known)} people, n {sum(mark.n for mark in known):,}"
    if about.target is not None:
        subtitle += f", target {target_text(about.target, about.upper, about.unit)}"
    panel = Panel(about.name, about.unit, tuple(marks), tuple(curves), is_joined=False)
    return Chart(Kind.NAMES, f"{about.name}: everyone, by name", subtitle, (panel,), NAMES_LEGEND)
