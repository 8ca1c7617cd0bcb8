"""Queues: Erlang B, C and A, and how many people a target needs. Traffic in erlangs, times in one unit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from csmanager.science.special import normal_below


def blocked(traffic: float, lines: int) -> float:
    """Erlang B: the share of calls that find every line busy."""
    found = 1.0
    for k in range(1, lines + 1):
        found = traffic * found / (k + traffic * found)
    return found


def most_traffic(lines: int, blocking: float) -> float:
    """The traffic that ``lines`` carry at a share ``blocking`` of lost calls."""
    low, high = 0.0, max(lines, 1) * 2.0
    while blocked(high, lines) < blocking:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        if blocked(middle, lines) < blocking:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def lines_for(traffic: float, blocking: float) -> int:
    """The fewest lines that keep lost calls at or under ``blocking``."""
    lines, found = 0, 1.0
    while found > blocking:
        lines += 1
        found = traffic * found / (lines + traffic * found)
    return lines


@dataclass(frozen=True, slots=True)
class Waiting:
    """What callers meet. ``mean_wait`` is infinite and the level 0 when the queue only grows."""

    wait_probability: float
    mean_wait: float
    service_level: float
    occupancy: float | None


def waiting(traffic: float, people: int, handle: float, within: float) -> Waiting:
    """Erlang C: nobody gives up."""
    occupancy = traffic / people if people else None
    if traffic >= people:
        return Waiting(1.0, math.inf, 0.0, occupancy if occupancy is None else min(occupancy, 1.0))
    b = blocked(traffic, people)
    c = people * b / (people - traffic * (1 - b))
    free = people - traffic
    return Waiting(c, c * handle / free, 1 - c * math.exp(-free * within / handle), occupancy)


def people_for(
    traffic: float, handle: float, within: float, target: float, most_busy: float | None = None
) -> int | None:
    """The fewest people whose level reaches ``target``; None when none does (a target of 1)."""
    if traffic <= 0:
        return 0
    people = math.floor(traffic) + 1
    for _ in range(100_000):
        found = waiting(traffic, people, handle, within)
        busy = most_busy is None or traffic / people <= most_busy + 1e-12
        if found.service_level >= target and busy:
            return people
        people += 1
    return None


def square_root_delay(beta: float) -> float:
    """Halfin and Whitt's chance of waiting with ``beta`` roots of spare people; too hopeful for small teams."""
    density = math.exp(-beta * beta / 2) / math.sqrt(2 * math.pi)
    return 1 / (1 + beta * normal_below(beta) / density)


@dataclass(frozen=True, slots=True)
class Patience:
    """What callers who may give up meet; shares of all offered calls."""

    wait_probability: float
    abandon_probability: float
    mean_wait: float
    mean_queue: float
    occupancy: float
    answered_within: float


def patient(arrivals: float, handle: float, patience: float, people: int, within: float) -> Patience:
    """Erlang A (Palm): ``arrivals`` for each unit of time, exponential handling and patience of these means."""
    theta, mu = 1 / patience, 1 / handle
    slope = people * mu

    def log_density(x: float) -> float:
        return arrivals * -math.expm1(-theta * x) / theta - slope * x

    peak = max(0.0, -math.log(slope / arrivals) / theta) if slope < arrivals else 0.0
    top = log_density(peak)

    def density(x: float) -> float:
        return math.exp(log_density(x) - top)

    end = max(peak, 1 / slope)
    while density(end) > 1e-18:
        end *= 2
    j = _simpson(density, 0, end, 20_000)
    e = math.exp(-top) / blocked(arrivals * handle, people - 1)
    whole = e + arrivals * j
    wait = arrivals * j / whole
    lost = (math.exp(-top) + (arrivals - slope) * j) / whole
    # those who need not wait, and those whose turn comes in time and before they give up
    served = arrivals * _simpson(lambda x: math.exp(-theta * x) * density(x), 0, min(within, end), 4_000)
    answered = 1 - wait + served / whole
    return Patience(
        wait, lost, lost / theta, arrivals * lost / theta, arrivals * handle * (1 - lost) / people, answered
    )


def _simpson(value: Callable[[float], float], low: float, high: float, steps: int) -> float:
    if high <= low:
        return 0.0
    width = (high - low) / steps
    inner = math.fsum((4 if k % 2 else 2) * value(low + k * width) for k in range(1, steps))
    return (value(low) + inner + value(high)) * width / 3
