"""Simple forecasts of daily counts and how good they were. ``m``: how many values make a season (7 days)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from csmanager.science.service import ratio

Maybe = Sequence[float | None]


def seasonal_naive(values: Maybe, m: int, ahead: int) -> list[float | None]:
    """The last value of the same season."""
    return [
        values[place] if (place := len(values) + step - m * (step // m + 1)) >= 0 else None
        for step in range(ahead)
    ]


def seasonal_mean(values: Maybe, m: int, ahead: int, k: int = 4) -> list[float | None]:
    """The mean of the last ``k`` values of the same season; missing ones (closed days) are skipped."""
    found: list[float | None] = []
    for step in range(ahead):
        season = (len(values) + step) % m
        known = [value for value in values[season::m] if value is not None][-k:]
        found.append(ratio(math.fsum(known), len(known)))
    return found


def smoothed(values: Maybe, alpha: float, level: float) -> float:
    """Simple exponential smoothing; the forecast for every day ahead."""
    for value in values:
        if value is not None:
            level = alpha * value + (1 - alpha) * level
    return level


@dataclass(frozen=True, slots=True)
class Line:
    """Forecasts and the state they start from."""

    forecast: tuple[float, ...]
    level: float
    trend: float


def holt(
    values: Sequence[float],
    alpha: float,
    beta: float,
    level: float,
    trend: float,
    ahead: int,
    phi: float = 1.0,
) -> Line:
    """Level and trend, the trend damped by ``phi``."""
    for value in values:
        before = level
        level = alpha * value + (1 - alpha) * (level + phi * trend)
        trend = beta * (level - before) + (1 - beta) * phi * trend
    return Line(tuple(level + _steps(phi, h) * trend for h in range(1, ahead + 1)), level, trend)


def _steps(phi: float, ahead: int) -> float:
    return math.fsum(phi**i for i in range(1, ahead + 1))


def holt_winters(
    values: Sequence[float],
    m: int,
    alpha: float,
    beta: float,
    gamma: float,
    level: float,
    trend: float,
    seasons: Sequence[float],
    ahead: int,
    *,
    multiplicative: bool = False,
    phi: float = 1.0,
) -> Line:
    """Level, trend and seasons, additive or multiplicative, from a given start."""
    season = list(seasons)
    for t, value in enumerate(values):
        old = season[t % m]
        before, expected = level, level + phi * trend
        level = alpha * (value / old if multiplicative else value - old) + (1 - alpha) * expected
        trend = beta * (level - before) + (1 - beta) * phi * trend
        seen = value / expected if multiplicative else value - expected
        season[t % m] = gamma * seen + (1 - gamma) * old
    found = []
    for h in range(1, ahead + 1):
        base, share = level + _steps(phi, h) * trend, season[(len(values) + h - 1) % m]
        found.append(base * share if multiplicative else base + share)
    return Line(tuple(found), level, trend)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Error against the seasonal naive one in the past (mase), against the volume (wape), and its lean (bias)."""

    mase: float | None
    wape: float | None
    bias: float | None


def accuracy(past: Sequence[float], actual: Sequence[float], forecast: Sequence[float], m: int) -> Accuracy:
    """How good ``forecast`` was; a flat past gives no mase."""
    errors = [predicted - value for value, predicted in zip(actual, forecast, strict=True)]
    absolute = math.fsum(abs(error) for error in errors)
    naive = [abs(past[t] - past[t - m]) for t in range(m, len(past))]
    scale = ratio(math.fsum(naive), len(naive))
    mean = ratio(absolute, len(errors))
    return Accuracy(
        mean / scale if mean is not None and scale else None,
        ratio(absolute, math.fsum(abs(value) for value in actual)),
        ratio(math.fsum(errors), len(errors)),
    )


def half_width(errors: Sequence[float], level: float) -> float | None:
    """How far off ``level`` of the errors of a horizon stay (conformal); None when there are too few of them."""
    place = math.ceil((len(errors) + 1) * level - 1e-9)
    return sorted(abs(error) for error in errors)[place - 1] if 0 < place <= len(errors) else None
