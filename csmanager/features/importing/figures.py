"""The first figures that result from a file, each with what it is counted from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from csmanager.features.importing.staging import Staged, open_scratch


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One of the first figures that will result. ``n``: how many rows say something of it.

    ``number`` is the value as such: seconds, fractions of 1, counts, as ``unit`` says ("s", "share", "count", "h",
    "money", "points" ...).
    """

    key: str
    name: str
    value: str
    n: int
    number: float = 0.0
    unit: str = "count"

    def as_json(self) -> dict[str, Any]:
        """As ``csmanager import --json`` prints it."""
        return {"name": self.name, "value": self.number, "unit": self.unit, "n": self.n, "text": self.value}


def time_text(milliseconds: float) -> str:
    """A length of time in its handiest unit."""
    seconds = milliseconds / 1000
    if seconds >= 2 * 86_400:
        return f"{seconds / 86_400:.1f} days"
    if seconds >= 3600:
        return f"{seconds / 3600:.1f} hours"
    return f"{seconds / 60:.1f} minutes" if seconds >= 120 else f"{seconds:.0f} seconds"


def count(key: str, name: str, number: int, n: int | None = None) -> FigureRow:
    """How many there are."""
    return FigureRow(key, name, f"{number:,}", number if n is None else n, number)


def mean(
    key: str, name: str, values: Iterable[float | None], unit: str, form: str = "{:,.2f}", suffix: str = ""
) -> list[FigureRow]:
    """The mean of what is known; nothing when nothing is."""
    known = [value for value in values if value is not None]
    if not known:
        return []
    found = sum(known) / len(known)
    return [FigureRow(key, name, form.format(found) + suffix, len(known), found, unit)]


def share(key: str, name: str, hits: int, of: int) -> list[FigureRow]:
    """How many of how many; nothing of nothing."""
    return [FigureRow(key, name, f"{hits / of * 100:.1f} %", of, hits / of, "share")] if of else []


def hours(key: str, name: str, minutes: Sequence[int | None]) -> list[FigureRow]:
    """A sum of minutes in hours."""
    known = [value for value in minutes if value is not None]
    total = sum(known) / 60
    return [FigureRow(key, name, f"{total:,.1f} h", len(known), total, "h")] if known else []


def money(key: str, name: str, cents: Sequence[int | None]) -> list[FigureRow]:
    """A sum of money."""
    known = [value for value in cents if value is not None]
    total = sum(known) / 100
    return [FigureRow(key, name, f"{total:,.2f}", len(known), total, "money")] if known else []


_GOOD_OR_BAD = 2  # the scale of ratings that are one or the other
_CALLS_IN = "CASE WHEN coalesce(direction, 1) = 1 THEN outcome = 1 END"
_CONTACTS = (
    ("answer_rate", "Answered calls", f"avg({_CALLS_IN})", "share"),
    ("wait", "Mean wait of answered calls", "avg(CASE WHEN outcome = 1 THEN wait_ms END)", "s"),
    ("talk", "Mean talk time", "avg(CASE WHEN outcome = 1 THEN talk_ms END)", "s"),
    ("hold", "Mean hold time", "avg(CASE WHEN outcome = 1 THEN hold_ms END)", "s"),
    ("wrap", "Mean after-call work", "avg(CASE WHEN outcome = 1 THEN wrap_ms END)", "s"),
    ("first_response", "Mean time to first response", "avg(first_response_ms)", "s"),
    ("resolution", "Mean time to resolution", "avg(resolution_ms)", "s"),
    ("resolved", "Resolved", "avg(resolved)", "share"),
    ("csat", "Mean satisfaction", "avg(csat)", "points"),
    ("reopened", "Reopened", "avg(reopened)", "share"),
    ("transferred", "Transferred", "avg(transferred)", "share"),
    ("escalated", "Escalated", "avg(escalated)", "share"),
)


def of_contacts(staged: Staged) -> list[FigureRow]:
    """The first figures of calls or tickets."""
    understood = staged.understanding
    chosen = [one for one in _CONTACTS if one[0] != "answer_rate" or understood.kind == "calls"]
    with open_scratch(staged) as scratch:
        given = {name for (name,) in scratch.execute("SELECT name FROM given")}
        chosen = [one for one in chosen if {one[0], f"{one[0]}_ms"} & given or one[0] == "answer_rate"]
        parts = [f"{sql}, {sql.replace('avg(', 'count(', 1)}" for _, _, sql, _ in chosen]
        found = scratch.execute(f"SELECT count(*), {', '.join(parts)} FROM row").fetchone()
    rows = [
        FigureRow("contacts", understood.kind.capitalize(), f"{found[0]:,}", int(found[0]), int(found[0]))
    ]
    for at, (key, name, _, unit) in enumerate(chosen):
        average, n = found[1 + 2 * at], found[2 + 2 * at]
        if not n:
            continue
        if key == "csat" and understood.csat_scale == _GOOD_OR_BAD:  # a mean of yes and no says nothing
            key, name, average, unit = "satisfied", "Satisfied", average - 1, "share"
        scale = f" of {understood.csat_scale}" if key == "csat" else ""
        if unit == "s":
            rows.append(FigureRow(key, name, time_text(average), int(n), average / 1000, unit))
        elif unit == "share":
            rows.append(FigureRow(key, name, f"{average * 100:.1f} %", int(n), float(average), unit))
        else:
            rows.append(FigureRow(key, name, f"{average:.2f}{scale}", int(n), float(average), unit))
    return rows
