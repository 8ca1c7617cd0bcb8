"""A made-up report whose sums agree, for tests of the sheets without a store."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from csmanager.features.reports.data import (
    NOBODY,
    WHOLE_TEAM,
    Fact,
    Figure,
    Intake,
    Measure,
    Member,
    ReportData,
    Span,
    Tie,
    ratio,
)

MADE_AT = dt.datetime(2026, 4, 2, 8, 30, tzinfo=dt.UTC)
_MEASURES = (
    ("contacts_offered", "Contacts offered", "count", "neither", "team", None),
    ("contacts_handled", "Contacts handled", "count", "neither", "person", None),
    ("service_level", "Service level", "share", "higher", "team", 0.8),
    ("speed_of_answer", "Speed of answer", "seconds", "lower", "team", 20.0),
    ("handle_time", "Handle time", "seconds", "range", "person", 240.0),
    ("first_response_time", "First response time", "seconds", "lower", "person", 14_400.0),
    ("resolution_time", "Resolution time", "seconds", "lower", "person", 172_800.0),
    ("first_contact_resolution", "First contact resolution", "share", "higher", "person", 0.75),
    ("csat_top2", "Satisfied customers", "share", "higher", "person", 0.85),
    ("csat_mean", "Mean satisfaction", "score", "higher", "person", 4.2),
    ("nps", "NPS", "points", "higher", "person", 30.0),
    ("transfer_rate", "Transfer rate", "share", "lower", "person", None),
)
_MEANS = {
    "service_level": 0.78,
    "speed_of_answer": 24.0,
    "handle_time": 410.0,
    "first_response_time": 11_000.0,
    "resolution_time": 130_000.0,
    "first_contact_resolution": 0.77,
    "csat_top2": 0.84,
    "csat_mean": 4.3,
    "nps": 28.0,
    "transfer_rate": 0.11,
}
_UPPER = {"handle_time": 420.0}
_SPREAD = {"share": 0.04, "seconds": 0.05, "score": 0.03, "points": 0.12}  # of the value, around it


def measures() -> tuple[Measure, ...]:
    """The made-up dictionary."""
    return tuple(
        Measure(key, name, f"What {name} says.", "a / b", "Tests are left out.", unit, better, level, 20, 1)
        for key, name, unit, better, level, _ in _MEASURES
    )


def months_before(last: dt.date, count: int) -> list[dt.date]:
    """The first days of ``count`` months, the last one that of ``last``."""
    number = last.year * 12 + last.month - 1
    return [dt.date(n // 12, n % 12 + 1, 1) for n in range(number - count + 1, number + 1)]


def report(
    *,
    people: int = 4,
    months: int = 14,
    seed: int = 1,
    name_of: Callable[[int], str] = lambda number: f"Person {number:02d}",
    comment: str = "",
    store: str = "Harbour & Hill",
    with_names: bool = True,
    spans: int = 13,
) -> ReportData:
    """March 2026 of a shop of ``people``; the same arguments give the same report."""
    random_ = random.Random(seed)
    days = months_before(dt.date(2026, 3, 1), months)
    names = [name_of(number) for number in range(people)]
    book = measures()
    facts: list[Fact] = []
    for day in days:
        for measure in book:
            holders = [WHOLE_TEAM] if measure.level == "team" else [*names, NOBODY]
            for holder in holders:
                n = random_.randint(30, 120) if holder not in (NOBODY, names[-1]) else random_.randint(3, 9)
                facts.append(_fact(random_, day, holder, measure, n))
    last = days[-1]
    span_rows = tuple(
        Span(f"{day:%b %Y}", day, _month_end(day), {m.key: _sums(facts, m, day) for m in book})
        for day in days[-spans:]
    )
    team = {m.key: _figure(m, *_sums(facts, m, last), before=_sums(facts, m, days[-2])) for m in book}
    members = tuple(
        Member(
            name,
            "Front desk" if number % 2 else "Back office",
            "Agent",
            2_400 - 60 * number,
            dt.date(2024, 1 + number % 12, 1),
            None,
            "active",
            {
                m.key: _figure(m, *_sums(facts, m, last, name), before=_sums(facts, m, days[-2], name))
                for m in book
                if m.level == "person"
            },
        )
        for number, name in enumerate(names)
    )
    offered = int(team["contacts_offered"].numerator or 0)
    return ReportData(
        store=store,
        file_name="harbour.csm",
        time_zone="Europe/Vienna",
        currency="EUR",
        period_key="2026-03",
        period="March 2026",
        first=last,
        last=_month_end(last),
        made_at=MADE_AT,
        version="0.1.0",
        with_names=with_names,
        comment=comment,
        measures=book,
        team=team,
        members=members,
        spans=span_rows,
        facts=tuple(facts),
        intakes=(Intake("calls-2026-03.csv", dt.date(2026, 4, 1), 1_000, 980, 10, 5),),
        tie=Tie(9_000, 7_000, offered + 20, 2_000 - offered - 20, offered, (("Outbound", 20),)),
        chain_head="ab" * 32,
        previous="February 2026",
    )


def _fact(random_: random.Random, day: dt.date, holder: str, measure: Measure, n: int) -> Fact:
    team, role = ("", "") if holder in (WHOLE_TEAM, NOBODY) else ("Front desk", "Agent")
    if measure.unit == "count":
        return Fact(day, holder, team, role, measure.key, float(n), None)
    mean = _MEANS[measure.key] * (1 + random_.uniform(-1, 1) * _SPREAD[measure.unit])
    numerator = mean * n
    if measure.unit in ("share", "points", "score"):
        numerator = float(min(round(numerator), n) if measure.unit == "share" else round(numerator))
    return Fact(day, holder, team, role, measure.key, numerator, float(n))


def _sums(
    facts: list[Fact], measure: Measure, day: dt.date, person: str | None = None
) -> tuple[float, float | None]:
    rows = [
        fact
        for fact in facts
        if fact.key == measure.key and fact.month == day and person in (None, fact.person)
    ]
    denominator = None if measure.unit == "count" else sum(fact.denominator or 0 for fact in rows)
    return sum(fact.numerator for fact in rows), denominator


def _figure(
    measure: Measure,
    numerator: float,
    denominator: float | None,
    *,
    before: tuple[float, float | None],
) -> Figure:
    value = ratio(measure.unit, numerator, denominator)
    n = int(denominator if denominator is not None else numerator)
    target = next(item[5] for item in _MEASURES if item[0] == measure.key)
    upper = _UPPER.get(measure.key)
    if value is None or measure.unit == "count":
        return Figure(measure.key, numerator, denominator, n, value, previous=before[0], status="not_judged")
    half = abs(value) * 0.06
    low, high = value - half, value + half
    status = "not_judged"
    if target is not None and n >= measure.minimum_n:
        if measure.better == "higher":
            status = "on_target" if low >= target else "missing" if high < target else "not_judged"
        elif measure.better == "lower":
            status = "on_target" if high <= target else "missing" if low > target else "not_judged"
        elif upper is not None:
            status = "on_target" if target <= low and high <= upper else "not_judged"
    return Figure(
        measure.key,
        numerator,
        denominator,
        n,
        value,
        low,
        high,
        ratio(measure.unit, *before),
        target,
        upper,
        status,
        "" if status != "not_judged" else "The interval holds the target.",
        value * 0.9 if measure.unit == "seconds" else None,
        value * 2 if measure.unit == "seconds" else None,
    )


def _month_end(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
