"""Queues, forecasts and the spaced repetition library under the names that files of checked figures give them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from csmanager.science import forecast, queueing, service

Inputs = Mapping[str, Any]


def _traffic(i: Inputs) -> float:
    return float(i["calls"] * i["aht_s"] / i["interval_s"])


def _waiting(i: Inputs) -> Any:
    found = queueing.waiting(_traffic(i), i["n"], i["aht_s"], i["T_s"])
    return {
        "wait_probability": found.wait_probability,
        "asa_s": found.mean_wait,
        "service_level": found.service_level,
        "occupancy": found.occupancy,
        "stable": _traffic(i) < i["n"],
    }


def _staffing(i: Inputs) -> Any:
    traffic = _traffic(i)
    people = queueing.people_for(traffic, i["aht_s"], i["T_s"], i["target"], i.get("max_occupancy"))
    if not people:
        return {"n": people, "scheduled": people}
    found = queueing.waiting(traffic, people, i["aht_s"], i["T_s"])
    return {
        "n": people,
        "scheduled": service.scheduled(people, i.get("shrinkage") or 0),
        "service_level": found.service_level,
        "occupancy": found.occupancy,
    }


def _patient(i: Inputs) -> Any:
    found = queueing.patient(i["calls"] / i["interval_s"], i["aht_s"], i["patience_s"], i["n"], i["T_s"])
    return {
        "wait_probability": found.wait_probability,
        "abandon_probability": found.abandon_probability,
        "mean_wait_s": found.mean_wait,
        "mean_queue": found.mean_queue,
        "occupancy": found.occupancy,
        "sl_answered_offered": found.answered_within,
    }


def _holt(i: Inputs) -> Any:
    found = forecast.holt(i["y"], i["alpha"], i["beta_star"], i["l0"], i["b0"], i["h"], i.get("phi") or 1.0)
    return {"forecast": found.forecast, "level": found.level, "trend": found.trend}


def _holt_winters(i: Inputs) -> Any:
    found = forecast.holt_winters(
        i["y"],
        i["m"],
        i["alpha"],
        i["beta_star"],
        i["gamma"],
        i["l0"],
        i["b0"],
        i["s0"],
        i["h"],
        multiplicative=i["seasonal"] == "multiplicative",
        phi=i.get("phi") or 1.0,
    )
    return {"forecast": found.forecast, "level": found.level, "trend": found.trend}


def _accuracy(i: Inputs) -> Any:
    found = forecast.accuracy(i["train"], i["actual"], i["forecast"], i["m"])
    return {"mase": found.mase, "wape": found.wape, "bias": found.bias}


def _conformal(i: Inputs) -> Any:
    half = forecast.half_width(i["errors"], i["level"])
    if half is None:
        return {}
    return {"half_width": half, "lower": max(i["forecast"] - half, 0), "upper": i["forecast"] + half}


def _fsrs(i: Inputs) -> Any:
    """Each review when it is due, or so many days after the one before."""
    from fsrs import Card, Rating, Scheduler

    scheduler, card = Scheduler(enable_fuzzing=False), Card()
    now = dt.datetime(2022, 11, 29, 12, 30, tzinfo=dt.UTC)
    days, stability, difficulty = [], [], []
    for turn, rating in enumerate(i["ratings"]):
        if "day_offsets" in i:
            now += dt.timedelta(days=i["day_offsets"][turn])
        card, _ = scheduler.review_card(card, Rating(rating), now)
        days.append((card.due - now).days)
        stability.append(card.stability)
        difficulty.append(card.difficulty)
        if "day_offsets" not in i:
            now = card.due
    return {"intervals_days": days, "stability": stability, "difficulty": difficulty}


QUEUES: dict[str, Callable[[Inputs], Any]] = {
    "erlang_b": lambda i: {"blocking": queueing.blocked(i["A"], i["n"])},
    "erlang_b_max_traffic": lambda i: {"A": queueing.most_traffic(i["n"], i["blocking"])},
    "erlang_b_lines": lambda i: {"n": queueing.lines_for(i["A"], i["blocking"])},
    "erlang_c": _waiting,
    "erlang_c_staffing": _staffing,
    "erlang_a": _patient,
    "halfin_whitt_delay": lambda i: {"alpha": queueing.square_root_delay(i["beta"])},
    "seasonal_naive": lambda i: {"forecast": forecast.seasonal_naive(i["y"], i["m"], i["h"])},
    "seasonal_mean": lambda i: {"forecast": forecast.seasonal_mean(i["y"], i["m"], i["h"], i.get("k", 4))},
    "ses": lambda i: {"forecast": forecast.smoothed(i["y"], i["alpha"], i["l0"])},
    "holt": _holt,
    "holt_winters": _holt_winters,
    "accuracy": _accuracy,
    "conformal_interval": _conformal,
    "fsrs6": _fsrs,
}
