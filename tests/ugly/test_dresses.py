"""Whatever the dress, the same table comes out; and no rubbish breaks or stops the reader."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from csmanager.features.importing import columns, table
from csmanager.features.importing.meaning import choose
from csmanager.features.importing.meaning.assignment import solve
from tests.features.importing.readings import Reading, read
from tests.ugly.dresses import DATES, ENCODINGS, FORMATS, LENGTHS, Call, Dress, calls, write

_DRESSES = st.builds(
    Dress,
    format=st.sampled_from(FORMATS),
    encoding=st.sampled_from(ENCODINGS),
    dates=st.sampled_from(DATES),
    lengths=st.sampled_from(LENGTHS),
    preamble=st.integers(0, 4),
    footer=st.booleans(),
    totals=st.booleans(),
    blanks_inside=st.booleans(),
    heading_again=st.booleans(),
    last_first=st.booleans(),
    quoted_everything=st.booleans(),
    useless_columns=st.integers(0, 3),
    order=st.integers(0, 50),
)


def _plain(reading: Reading) -> list[tuple[object, ...]]:
    return [
        (
            row["external_id"],
            dt.datetime.fromtimestamp(row["started"], dt.UTC).replace(tzinfo=None, second=0),
            reading.people.get(row["person"], ""),
            row["wait_ms"],
            row["talk_ms"],
            row["csat"],
        )
        for row in reading.rows
    ]


def _wanted(made: list[Call]) -> list[tuple[object, ...]]:
    return [(one.number, one.started, one.agent, one.wait * 1000, one.talk * 1000, one.csat) for one in made]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(_DRESSES, st.integers(12, 30), st.integers(1, 9))
@example(Dress("xlsx", dates="serial", totals=True, preamble=2), 20, 1)
@example(Dress("semicolon", "mac_roman", "dmy dot", last_first=True), 20, 2)
@example(Dress("xls that is html", dates="short month", footer=True), 20, 3)
@example(Dress("ods", dates="twelve hours", heading_again=True, blanks_inside=True), 20, 4)
@example(Dress("xml", lengths="words", useless_columns=3), 20, 5)
def test_whatever_the_dress_the_same_table_comes_out(dress: Dress, count: int, seed: int) -> None:
    made = calls(count, seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reading = read(write(folder, made, dress), folder)
    assert reading.told is not None and not reading.refused, reading.refused
    assert reading.kind == "calls"
    assert not reading.told.questions
    assert _plain(reading) == _wanted(made)
    assert not reading.problems


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=600), st.sampled_from([".csv", ".xlsx", ".html", ".xls", ".txt", ".ods", ".md"]))
def test_no_bytes_break_the_reader(data: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / f"rubbish{suffix}"
        path.write_bytes(data)
        reading = read(path, folder)
    assert reading.told is not None or reading.refused.endswith((".", "!"))


_CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["9-5", "OFF", "AL", "12/03/2026", "2026-03-01 10:00", "100%", "5", "0", "NA", "Ana Sol", "1:30"]
    ),
)
_HEADS = st.sampled_from(
    [
        "Agent",
        "Date",
        "Start",
        "End",
        "Score",
        "Mon",
        "Tue",
        "Rating",
        "Comment",
        "Calls answered",
        "AHT",
        "Name",
        "Leave type",
        "How satisfied?",
        "Complaint",
        "2026-03-01",
        "Total %",
        "Stage",
        "Candidate",
        "",
        "Hours",
    ]
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_HEADS, min_size=1, max_size=8), st.lists(st.lists(_CELLS, max_size=9), max_size=12))
def test_no_table_breaks_the_matcher_or_the_readers_of_records(
    heads: list[str], rows: list[list[str]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "sheet.tsv"
        lines = ["\t".join(" ".join(cell.split()) for cell in row) for row in [heads, *rows]]
        path.write_text("\n".join(lines), encoding="utf-8")
        read(path, folder)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.floats(-1, 5), min_size=4, max_size=4), min_size=1, max_size=5))
def test_an_assignment_gives_no_meaning_twice_and_no_column_a_meaning_that_does_not_fit(
    scores: list[list[float]],
) -> None:
    given_ = solve(scores)
    used = [one for one in given_ if one >= 0]
    assert len(used) == len(set(used))
    assert all(scores[row][one] > 0 for row, one in enumerate(given_) if one >= 0)


@settings(deadline=None, max_examples=25)
@given(st.permutations(range(6)))
def test_the_order_of_columns_does_not_change_the_kind(order: list[int]) -> None:
    head = ["Employee", "Leave type", "From", "To", "Days", "Status"]
    body = [["Ana Sol", "Sick", f"{n + 10}/03/2026", f"{n + 11}/03/2026", "2", "Approved"] for n in range(8)]
    rows = [[row[at] for at in order] for row in [head, *body]]
    layout = table.find(rows)
    assert layout is not None
    made = columns.read_shapes(layout, rows[1:])
    best = choose.rank(Path("x.csv"), None, made, choose.looks_of(rows[1:], made))[0]
    assert best.kind == "absence"
    assert {layout.headers[index]: key for index, key in best.meanings.items()}["From"] == "first_day"
