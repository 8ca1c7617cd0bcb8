"""Figures a system has already summed. Named by person, queue, channel and span, within one kind of export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from csmanager.features.contacts.rules import Channel
from csmanager.features.importing import figures
from csmanager.features.importing.figures import FigureRow, time_text
from csmanager.features.importing.taking import records
from csmanager.features.importing.taking.model import BulkKind, Context, Made, Table
from csmanager.features.importing.taking.records import Aside, Record

COUNTS = (
    "start_minute", "span_minutes", "offered", "answered", "abandoned", "within_target", "closed", "wait_ms",
    "handle_ms", "first_response_ms", "resolution_ms", "csat_sum", "csat_count", "csat_scale", "login_ms",
)  # fmt: skip
_SHOWN = ("offered", "answered", "abandoned", "closed")
TABLE = Table(
    "interval_figures",
    ("person_id", "queue", "channel", "first_day", "last_day", *COUNTS),
    lambda row: (
        row["person_id"], row["queue"], row["channel"], row["first_day"], row["last_day"], row["start_minute"],
    ),
    lambda row: True,
    ("first_day", "last_day"),
    of_source=True,
)  # fmt: skip


def build(_session: Session, found: list[Record], context: Context) -> Iterator[Made | Aside]:
    """One row a person or queue and span of time."""
    for record in found:
        values = record.values
        first = records.day(values, "first_day")
        if first is None:
            yield Aside(record, "first_day", "says no day")
            continue
        last = records.day(values, "last_day")
        last = first if last is None else last
        if last < first:
            yield Aside(record, "last_day", "ends before it begins")
            continue
        row: dict[str, Any] = {
            "person_id": context.person(values), "queue": records.text(values, "queue"),
            "channel": _channel(values.get("channel")), "first_day": first, "last_day": last,
            **{key: records.whole(values, key) for key in COUNTS},
        }  # fmt: skip
        answered, offered = row["answered"], row["offered"]
        if answered is not None and offered is not None and answered > offered:
            yield Aside(record, "answered", f"says {answered:,} were answered of {offered:,} offered")
            continue
        parts = [f"{row[key]:,} {key}" for key in _SHOWN if row[key] is not None]
        yield Made(record, TABLE, row, says=", ".join(parts))


def _channel(value: object) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, int):
        return value
    name = str(value).strip().upper().replace(" ", "_").replace("-", "_")
    return int(Channel[name]) if name in Channel.__members__ else None


def _count(row: dict[str, Any], over: str) -> int:
    """Of how many contacts a row's sum is: as it was weighed when its mean became a sum."""
    order = ("closed", "answered", "offered") if over == "closed" else ("answered", "offered", "closed")
    return int(next((row[key] for key in order if row[key] is not None), 0))


def _figures(made: list[Made]) -> list[FigureRow]:
    rows = [one.values for one in made]
    found = [figures.count("intervals", "Rows of sums", len(rows))]
    for key in _SHOWN:
        known = [row[key] for row in rows if row[key] is not None]
        if known:
            found.append(figures.count(key, key.capitalize(), sum(known), len(known)))
    both = [row for row in rows if row["offered"] is not None and row["answered"] is not None]
    found += figures.share(
        "answer_rate",
        "Answer rate",
        sum(row["answered"] for row in both),
        sum(row["offered"] for row in both),
    )
    for over, told in (("offered", "of all that came"), ("answered", "of those answered")):
        inside = [row for row in rows if row["within_target"] is not None and row[over] is not None]
        if inside:
            found += figures.share(
                "within_target", f"Answered within the target, {told}",
                sum(row["within_target"] for row in inside), sum(row[over] for row in inside),
            )  # fmt: skip
            break
    for key, name, over in (
        ("wait_ms", "Mean wait", "answered"),
        ("handle_ms", "Mean handle time", "answered"),
        ("first_response_ms", "Mean time to first response", "answered"),
        ("resolution_ms", "Mean time to resolution", "closed"),
    ):
        known = [row for row in rows if row[key] is not None and _count(row, over)]
        n = sum(_count(row, over) for row in known)
        if n:
            average = sum(row[key] for row in known) / n
            found.append(FigureRow(key.removesuffix("_ms"), name, time_text(average), n, average / 1000, "s"))
    rated = [row for row in rows if row["csat_sum"] is not None and row["csat_count"]]
    for scale in sorted({row["csat_scale"] or 0 for row in rated}):
        own = [row for row in rated if (row["csat_scale"] or 0) == scale]
        n = sum(row["csat_count"] for row in own)
        average = sum(row["csat_sum"] for row in own) / n
        shown = f"{average:.2f}" + (f" of {scale}" if scale else "")
        found.append(FigureRow("csat", "Mean satisfaction", shown, n, average, "points"))
    return found


KIND = BulkKind("row of sums", "rows of sums", build, _figures)
