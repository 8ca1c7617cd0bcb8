"""What a chart of a figure over time shows, before anything is drawn."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One step. ``value`` None leaves a gap; ``low`` and ``high`` are its interval; ``n`` what it counts.

    ``mark``: "" a dot; "few" hollow, since it rests on too little; "signal" a hollow diamond with ``note`` beside it;
    "turn" a line down through the step with ``note`` at its top.
    """

    label: str
    value: float | None
    n: int | None = None
    low: float | None = None
    high: float | None = None
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A named line. ``quiet``: grey, for comparison (the team beside a person)."""

    name: str
    points: tuple[TrendPoint, ...]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A line across: ``kind`` "limit" (dashed), "mean" (solid) or "target"."""

    value: float
    text: str
    kind: str = "limit"


def span(
    series: Sequence[Series], target: float | None, limits: Sequence[Limit], band: tuple[float, float] | None
) -> tuple[float, float] | None:
    """The range of values to be shown; None when there is no number at all."""
    numbers: list[float | None] = [limit.value for limit in limits]
    for line in series:
        for point in line.points:
            numbers += [point.value, point.low, point.high]
    if all(number is None for number in numbers):
        return None
    numbers += [target, *(band or ())]
    known = [number for number in numbers if number is not None and not math.isnan(number)]
    return (min(known), max(known)) if known else None


def nice_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers that enclose ``low`` to ``high``, at most ``most`` steps apart."""
    if not math.isfinite(low) or not math.isfinite(high):
        return []
    if high - low <= max(abs(low), abs(high), 1e-3) * 1e-6:  # all alike
        reach = abs(low) * 0.1 if abs(low) > 1e-6 else 1.0
        low, high = low - reach, high + reach
    rough = (high - low) / max(1, most)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def sentence(series: Sequence[Series], target: float | None, read: Callable[[float], str]) -> str:
    """What the chart shows, for whoever does not see it."""
    parts = []
    for line in series:
        known = [point for point in line.points if point.value is not None]
        name = f"{line.name}: " if line.name else ""
        if not known:
            parts.append(f"{name}no data")
            continue
        values = [point.value for point in known if point.value is not None]
        first, last = known[0], known[-1]
        said = f"{name}{len(known)} points from {first.label} ({read(values[0])}) to {last.label} ({read(values[-1])})"
        said += f", between {read(min(values))} and {read(max(values))}"
        signals = [point.label for point in known if point.mark == "signal"]
        if signals:
            said += f", signals at {', '.join(signals)}"
        parts.append(said)
    if target is not None:
        parts.append(f"target {read(target)}")
    return "; ".join(parts)
