"""Figures of a review out of millions of contacts, beside DuckDB on its own file of the same rows, and pandas.

Run: ``python -m tests.benchmarks.review [rows ...]`` (1,000,000 and 10,000,000 unless told). Goals: each figure for any
period faster than DuckDB and pandas, the whole page within 16 ms once opened, the same at ten times the rows; limits of
chance for 40 people in 24 measures within 100 ms. The floor is one subtraction of running sums in numpy.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from csmanager.core.store import Store
from csmanager.features.contacts.tables import ImportBatch, Topic
from csmanager.features.quality.tables import Scorecard
from csmanager.features.reviews.cube import Figures, figures, groups_of
from csmanager.features.reviews.figures.mixing import mixed
from csmanager.features.reviews.periods import Period, parse_period
from csmanager.features.reviews.queries import review
from csmanager.features.team.tables import Person
from csmanager.open import open_store

PEOPLE, DAYS, FIRST = 40, 730, dt.date(2024, 1, 1)
PERIODS = ("2025-03", "2025-Q1", "2025", "2025-02-10..2025-05-20", "all")
_BASE = (FIRST - dt.date(1970, 1, 1)).days
_AT_ONCE = 200_000
_TIMES = 9  # the best of so many runs counts
_LONGEST_S = 3.0  # after so long no further run


def contacts(rows: int) -> pd.DataFrame:
    """Calls and tickets of two years, always the same; -1 stands for "not said"."""
    random = np.random.default_rng(7)
    call = random.random(rows) < 0.6
    lost = call & (random.random(rows) < 0.06)
    day = _BASE + np.arange(rows) * DAYS // rows

    def times(mean: float, spread: float, chosen: Any, unit: int = 1000) -> Any:
        values = (random.lognormal(mean, spread, rows) * 1000).astype(np.int64) // unit * unit
        return np.where(chosen, values, -1)

    rated = random.random(rows) < 0.25
    return pd.DataFrame(
        {
            "kind": np.where(call, 1, 2),
            "person_id": np.where(lost, 0, random.integers(1, PEOPLE + 1, rows)),
            "topic_id": random.integers(1, 7, rows),
            "started": day * 86_400 + random.integers(0, 86_400, rows),
            "day": day,
            "outcome": np.where(lost, 2, 1),
            "wait_ms": times(2.5, 0.9, call),
            "talk_ms": times(5.4, 0.6, call & ~lost),
            "hold_ms": times(2.5, 0.9, call & ~lost),
            "wrap_ms": times(4.0, 0.5, call & ~lost),
            "first_response_ms": times(8.5, 1.0, ~call, 1),
            "resolution_ms": times(10.5, 1.2, ~call, 1),
            "escalated": (random.random(rows) < 0.05).astype(np.int64),
            "csat": np.where(rated, random.integers(1, 6, rows), -1),
            "customer": random.integers(1, rows, rows),
        }
    )


def fill(store: Store, frame: pd.DataFrame) -> float:
    """Take the rows in as one step; returns the seconds it took."""
    began = time.perf_counter()
    with store.change("Import") as step:
        people = [
            Person(code=f"P{n:03d}", name=f"Person {n:02d}", status="active") for n in range(1, PEOPLE + 1)
        ]
        batch = ImportBatch(
            file_name="bench", sha256="bench", kind="calls", source="bench", rows_read=len(frame),
            rows_added=len(frame), rows_updated=0, rows_set_aside=0,
            imported_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        )  # fmt: skip
        step.session.add_all([*people, *[Topic(name=f"Topic {n}") for n in range(1, 7)], batch])
        step.session.flush()
        door = step.door()
        names = ["batch_id", "external_id", "channel", *frame.columns]

        def rows() -> Any:
            for low in range(0, len(frame), _AT_ONCE):
                piece = frame.iloc[low : low + _AT_ONCE]
                columns = [piece[name].tolist() for name in frame.columns]
                for number, values in enumerate(zip(*columns, strict=True), low):
                    told = (None if value == -1 else value for value in values)
                    kind, person, *rest = told
                    yield (batch.id, str(number), 1, kind, person or None, *rest)

        door.add("contact", names, rows())
        first = FIRST.year * 12
        door.batch.facts["months"] = list(range(first, first + 24))
    return time.perf_counter() - began


def fill_records(store: Store) -> None:
    """Grades, answers, complaints, shifts and interval figures, so that every measure has something to count."""
    random = np.random.default_rng(11)
    some = list(
        zip(
            random.integers(1, PEOPLE + 1, 20_000).tolist(),
            (_BASE + random.integers(0, DAYS, 20_000)).tolist(),
            random.random(20_000).tolist(),
            strict=True,
        )
    )
    every = [(person, _BASE + day) for person in range(1, PEOPLE + 1) for day in range(0, DAYS, 2)]
    highest = {"csat": 5, "nps": 10, "ces": 7}
    asked = [(str(n), *one, tuple(highest)[n % 3]) for n, one in enumerate(some)]
    with store.change("Records") as step:
        card = Scorecard(name="Card", version=1)
        step.session.add(card)
        step.session.flush()
        door = step.door()
        door.add(
            "evaluation",
            (
                "scorecard_id",
                "person_id",
                "day",
                "share",
                "critical_missed",
                "reference",
                "grader",
                "comment",
            ),
            [(card.id, person, day, share, int(share < 0.1), "", "", "") for person, day, share in some],
        )
        door.add(
            "survey_answer",
            (
                "response",
                "person_id",
                "day",
                "question",
                "measure",
                "value",
                "low",
                "high",
                "text",
                "reference",
            ),
            [
                (response, person, day, "", measure, 1 + int(share * 5), 1, highest[measure], "", "")
                for response, person, day, share, measure in asked
            ],
        )
        words = ("external_id", "state", "cause", "text", "remedy")
        door.add(
            "complaint",
            ("person_id", "day", "closed_day", "upheld", "remedy_cents", *words),
            [(person, day, day + 3, int(share < 0.5), 500, *[""] * 5) for person, day, share in some[:4000]],
        )
        door.add(
            "worked_shift",
            ("person_id", "day", "start_minute", "end_minute", "worked_minutes", "cost_cents", "note"),
            [(person, day, 545, 1020, 460, 9000, "") for person, day in every],
        )
        door.add(
            "planned_shift",
            ("person_id", "day", "start_minute", "end_minute", "note"),
            [(person, day, 540, 1020, "") for person, day in every],
        )
        sums = ("offered", "answered", "within_target", "handle_ms", "login_ms")
        door.add(
            "interval_figures",
            ("batch_id", "queue", "person_id", "first_day", "last_day", *sums),
            [(1, "", person, day, day, 100, 90, 80, 10_000_000, 20_000_000) for person, day in every],
        )


def best(work: Callable[[], object], times: int = _TIMES) -> float:
    """Milliseconds of the quickest of some runs."""
    found: list[float] = []
    while len(found) < times and sum(found) < _LONGEST_S:
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found) * 1000


MEASURES = {
    "contacts_handled": "count(*) FILTER (WHERE outcome = 1)",
    "talk_time": "avg(talk_ms) FILTER (WHERE outcome = 1 AND talk_ms >= 0)",
    "service_level": "count(*) FILTER (WHERE outcome = 1 AND wait_ms BETWEEN 0 AND 20000) * 1.0"
    " / count(*) FILTER (WHERE wait_ms >= 0 AND (outcome = 1 OR wait_ms >= 5000))",
    "csat_mean": "avg(csat) FILTER (WHERE csat > 0)",
    "median and p90 of handle time": "quantile_disc(talk_ms + hold_ms + wrap_ms, [0.5, 0.9])"
    " FILTER (WHERE talk_ms >= 0)",
}
PAGE = ", ".join(
    [
        "count(*)",
        "count(*) FILTER (WHERE outcome = 1)",
        MEASURES["service_level"],
        "avg(csat) FILTER (WHERE csat > 0)",
        "stddev_samp(csat) FILTER (WHERE csat > 0)",
        "avg(escalated) FILTER (WHERE outcome = 1)",
        *(
            f"avg({name}) FILTER (WHERE {name} >= 0 AND outcome = 1),"
            f" stddev_samp({name}) FILTER (WHERE {name} >= 0 AND outcome = 1),"
            f" quantile_disc({name}, [0.5, 0.9]) FILTER (WHERE {name} >= 0 AND outcome = 1)"
            for name in (
                *("wait_ms", "talk_ms", "hold_ms", "wrap_ms", "first_response_ms", "resolution_ms"),
                "(talk_ms + hold_ms + wrap_ms)",
            )
        ),
    ]
)


def in_pandas(frame: pd.DataFrame, first: int, last: int, name: str) -> Callable[[], object]:
    """The same measure in pandas, by person and for everyone."""

    def work() -> object:
        part = frame[frame.day.between(first, last)]
        if name == "contacts_handled":
            part = part[part.outcome == 1]
            return part.groupby("person_id").size(), len(part)
        if name == "talk_time":
            part = part[(part.outcome == 1) & (part.talk_ms >= 0)]
            return part.groupby("person_id").talk_ms.mean(), part.talk_ms.mean()
        if name == "csat_mean":
            part = part[part.csat > 0]
            return part.groupby("person_id").csat.mean(), part.csat.mean()
        if name == "service_level":
            part = part[(part.wait_ms >= 0) & ((part.outcome == 1) | (part.wait_ms >= 5000))]
            hit = (part.outcome == 1) & (part.wait_ms <= 20_000)
            return hit.groupby(part.person_id).mean(), hit.mean()
        part = part[part.talk_ms >= 0]
        total = part.talk_ms + part.hold_ms + part.wrap_ms
        return total.groupby(part.person_id).quantile([0.5, 0.9], interpolation="lower"), total.quantile(0.9)

    return work


def limits_of_chance() -> None:
    """Bayes grids of 40 people in 24 measures, and natural limits of their 960 series of 13 months."""
    from csmanager.science.control import xmr
    from csmanager.science.shrinkage import pooled_quickly

    random = np.random.default_rng(3)
    n = random.integers(5, 400, (24, PEOPLE))
    hits = random.binomial(n, random.beta(40, 10, (24, PEOPLE)))
    series = random.random((24 * PEOPLE, 13)).tolist()
    grids = best(lambda: pooled_quickly(hits, n, [0.8] * 24))
    limits = best(lambda: [xmr(values) for values in series])
    print(f"40 people in 24 measures: Bayes grids {grids:.0f} ms, natural limits {limits:.0f} ms")


def mix_taken_out(session: Session, cube: Figures) -> None:
    """The mix of a measure, when its months are read for the first time and once they are kept."""
    for text in PERIODS:
        period = parse_period(text, cube.last_contact_day or FIRST, cube.first_day)
        began = time.perf_counter()
        mixed(session, "escalation_rate", period)
        first = (time.perf_counter() - began) * 1000
        kept = best(lambda: mixed(session, "escalation_rate", period))  # noqa: B023
        print(f"{text + ': the mix taken out, months not kept yet read':<52}{first:>8.0f}, then {kept:.2f}")


def one_figure(cube: Figures, period: Period, name: str) -> Callable[[], object]:
    """What gives one measure of a period for everyone and the team."""
    from csmanager.features.reviews.measures import compute

    groups = groups_of(cube, {})
    if name not in ("contacts_handled", "talk_time", "service_level", "csat_mean"):
        return lambda: cube.percentiles(period, groups)
    return lambda: compute(name, cube.sums([period], groups), {}, cube.last_day).values()


def measure(rows: int) -> None:
    """Print the table for ``rows`` contacts."""
    frame = contacts(rows)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = open_store(Path(folder) / "bench.csm", create=True)
        print(
            f"\n{rows:,} contacts of {PEOPLE} people in 24 months; taken in within {fill(store, frame):.0f} s"
        )
        peer = duckdb.connect(str(Path(folder) / "bench.duckdb"))
        peer.execute("CREATE TABLE contact AS SELECT * FROM frame ORDER BY day, person_id")
        peer.execute("CHECKPOINT")
        with store.read() as session:
            opening = best(lambda: figures(session), 1)
            cube = figures(session)
            print(
                f"cube read and built in {opening:.0f} ms; percentiles made ready in {best(cube.prepare, 1):.0f} ms"
            )
            print(f"{'':50}{'ours ms':>10}{'DuckDB ms':>12}{'ratio':>8}{'pandas ms':>12}{'ratio':>8}")
            for text in PERIODS:
                period = parse_period(text, cube.last_day or FIRST, cube.first_day)
                first = (period.first - dt.date(1970, 1, 1)).days
                last = (period.last - dt.date(1970, 1, 1)).days
                where = f"FROM contact WHERE day BETWEEN {first} AND {last}"
                for name, expression in MEASURES.items():
                    query = f"SELECT person_id, {expression} {where} GROUP BY GROUPING SETS ((person_id), ())"
                    other = best(in_pandas(frame, first, last, name), 3)
                    line(f"{text}: {name}", best(one_figure(cube, period, name)), _peer(peer, query), other)
                query = f"SELECT person_id, {PAGE} {where} GROUP BY GROUPING SETS ((person_id), ())"
                page = best(lambda: review(session, period, trends=True))  # noqa: B023
                line(f"{text}: the whole page", page, _peer(peer, query))
            limits_of_chance()
            mix_taken_out(session, cube)
        began = time.perf_counter()
        fill_records(store)
        print(f"records of every other kind taken in within {time.perf_counter() - began:.0f} s")
        with store.read() as session:
            cube = figures(session)
            cube.prepare()
            low, high = cube.running[100].copy(), cube.running[400].copy()
            for text in PERIODS:
                period = parse_period(text, cube.last_contact_day or FIRST, cube.first_day)
                count = len(review(session, period).team)
                page = best(lambda: review(session, period, trends=True))  # noqa: B023
                print(f"{text + ': the page with all ' + str(count) + ' measures':<52}{page:>8.2f}")
            print(f"floor, one subtraction: {best(lambda: high - low):.3f} ms")
        peer.close()
        store.close()


def _peer(peer: duckdb.DuckDBPyConnection, query: str) -> float:
    return best(lambda: peer.execute(query).fetchall())


def line(title: str, ours: float, theirs: float, other: float | None = None) -> None:
    """One line of the table."""
    more = "" if other is None else f"{other:>12.2f}{ours / other:>8.3f}"
    print(f"{title:<52.52}{ours:>8.2f}{theirs:>12.2f}{ours / theirs:>8.3f}{more}", flush=True)


if __name__ == "__main__":
    for count in [int(word.replace(",", "")) for word in sys.argv[1:]] or [1_000_000, 10_000_000]:
        measure(count)
