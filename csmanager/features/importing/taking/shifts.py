"""Time: worked shifts, planned shifts, absences.

A worked shift with a start is named by person, day and start; a total by person, day and its place among the day's
totals. A planned shift is named by person, day and its place in the day, so that a newer rota moves it; one that came
from an earlier file ends when a newer rota names its person, reaches from before to after its day, and has it no longer
(shifts planned by hand stay). An absence is
named by person and kind; one that begins on the same day takes the new end, one that overlaps is joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from csmanager.features.importing import figures
from csmanager.features.importing.figures import FigureRow
from csmanager.features.importing.meaning.gridwords import is_off
from csmanager.features.importing.taking import records
from csmanager.features.importing.taking.model import BulkKind, Context, Made, Table
from csmanager.features.importing.taking.records import Aside, Record
from csmanager.features.schedule.rules import ABSENCE_WORDS, AbsenceKind, absence_kind, is_day_off, times_text

_DAY = 24 * 60  # minutes
_MOST_MINUTES = 24 * 60  # a shift longer than a day is a slip of the pen
_WORK = frozenset({"", "work", "worked", "regular"})

WORKED = Table(
    "worked_shift",
    (
        "person_id", "day", "start_minute", "end_minute", "break_minutes", "worked_minutes", "paid_minutes",
        "cost_cents", "note", "first_day",
    ),
    lambda row: (row["person_id"], row["day"], row["start_minute"]),
    lambda row: row["start_minute"] is not None,
    ("day", "day"),
)  # fmt: skip
PLANNED = Table(
    "planned_shift",
    ("person_id", "day", "start_minute", "end_minute", "break_minutes", "note"),
    lambda row: (row["person_id"], row["day"]),
    lambda row: False,
    ("day", "day"),
    ends=True,
)
ABSENCE = Table(
    "absence",
    ("person_id", "first_day", "last_day", "minutes", "kind", "word", "note"),
    lambda row: (row["person_id"], str(row["kind"])),
    lambda row: True,
    ("first_day", "last_day"),
    joins=True,
)


def worked(_session: Session, found: list[Record], context: Context) -> Iterator[Made | Aside]:
    """Worked shifts; what the file calls an absence becomes one."""
    for record in found:
        values = record.values
        if (problem := _person_and_day(record, context, "day")) is not None:
            yield problem
            continue
        day, person = records.day(values, "day"), context.person(values)
        first = records.day(values, "first_day")
        days = (day or 0) - first + 1 if first is not None else 1
        start, end = records.whole(values, "start_minute"), records.whole(values, "end_minute")
        pause = records.whole(values, "break_minutes")
        if start is not None and end is not None and end <= start:
            end += _DAY
        minutes = records.whole(values, "worked_minutes")
        paid = records.whole(values, "paid_minutes")
        if minutes is None and start is not None and end is not None:
            minutes = end - start - (pause or 0)
        kind = records.text(values, "kind")
        if kind.casefold() not in _WORK:
            away = minutes if minutes is not None else paid
            yield _absence(
                record,
                person,
                day if first is None else first,
                day,
                kind,
                away or None,
                records.text(values, "note"),
            )
            continue
        minutes = paid if minutes is None else minutes
        if minutes is None:
            yield Aside(record, "worked_minutes", "does not say how long was worked")
        elif minutes < 0:
            yield Aside(record, "break_minutes", "has a break longer than the shift")
        elif minutes > _MOST_MINUTES * days:
            span = "one day" if days == 1 else f"{days} days"
            yield Aside(record, "worked_minutes", f"says {minutes / 60:,.1f} hours were worked on {span}")
        else:
            row = {
                "person_id": person, "day": day, "start_minute": start, "end_minute": end, "break_minutes": pause,
                "worked_minutes": minutes, "paid_minutes": paid,
                "cost_cents": records.whole(values, "cost_cents"), "note": records.text(values, "note"),
                "first_day": first,
            }  # fmt: skip
            says = f"{times_text(start, end)} {minutes / 60:.2f} h".strip()
            if days > 1:
                says = f"{says} in {days} days"
            yield Made(record, WORKED, row, says=says)


def rota(_session: Session, found: list[Record], context: Context) -> Iterator[Made | Aside]:
    """Planned shifts; cells that name an absence become one absence for days in a row. A day off is nothing."""
    runs: dict[tuple[int | None, str], list[tuple[int, Record]]] = {}
    for record in found:
        values = record.values
        if (problem := _person_and_day(record, context, "day")) is not None:
            yield problem
            continue
        day, person = records.day(values, "day"), context.person(values)
        assert day is not None
        start, end = records.whole(values, "start_minute"), records.whole(values, "end_minute")
        word = records.text(values, "absence_word")
        if start is None or end is None:
            if is_day_off(word) or is_off(word):
                continue
            if word:
                runs.setdefault((person, word), []).append((day, record))
            else:
                yield Aside(record, "start_minute", "names no times")
            continue
        if end <= start:
            end += _DAY
        if end - start > _MOST_MINUTES:
            yield Aside(record, "end_minute", f"plans {(end - start) / 60:,.1f} hours for one shift")
            continue
        row = {
            "person_id": person, "day": day, "start_minute": start, "end_minute": end,
            "break_minutes": records.whole(values, "break_minutes"), "note": records.text(values, "note"),
        }  # fmt: skip
        yield Made(record, PLANNED, row, says=times_text(start, end))
    for (person, word), cells in runs.items():
        yield from _runs(person, word, cells)


def _runs(person: int | None, word: str, cells: list[tuple[int, Record]]) -> Iterator[Made | Aside]:
    """One absence for each run of days."""
    run: list[tuple[int, Record]] = []
    for day, record in sorted(cells, key=lambda cell: cell[0]):
        if run and day - run[-1][0] > 1:
            yield _absence(run[0][1], person, run[0][0], run[-1][0], word, None, "")
            run = []
        run.append((day, record))
    if run:
        yield _absence(run[0][1], person, run[0][0], run[-1][0], word, None, "")


def absences(_session: Session, found: list[Record], context: Context) -> Iterator[Made | Aside]:
    """Absences from a list or a grid; cells of a grid that follow one another are one absence."""
    runs: dict[tuple[int | None, str], list[tuple[int, Record]]] = {}
    for record in found:
        values = record.values
        if (problem := _person_and_day(record, context, "first_day")) is not None:
            yield problem
            continue
        first = records.day(values, "first_day")
        assert first is not None
        last = records.day(values, "last_day")
        last = first if last is None else last
        word = records.text(values, "word")
        if word and (is_day_off(word) or is_off(word)):
            continue
        if last < first:
            yield Aside(record, "last_day", "ends before it begins")
            continue
        person = context.person(values)
        minutes, note = records.whole(values, "minutes"), records.text(values, "note")
        if first == last and minutes is None and not note:
            runs.setdefault((person, word), []).append((first, record))
        else:
            yield _absence(record, person, first, last, word, minutes, note)
    for (person, word), cells in runs.items():
        yield from _runs(person, word, cells)


def _absence(
    record: Record,
    person: int | None,
    first: int | None,
    last: int | None,
    word: str,
    minutes: int | None,
    note: str,
) -> Made:
    kind = absence_kind(word)
    row = {
        "person_id": person, "first_day": first, "last_day": last, "minutes": minutes, "kind": kind.value,
        "word": word, "note": note,
    }  # fmt: skip
    days = (last or 0) - (first or 0) + 1
    said = word or ABSENCE_WORDS[kind]
    return Made(record, ABSENCE, row, says=f"{said}, {days} days" if days > 1 else said)


def _person_and_day(record: Record, context: Context, key: str) -> Aside | None:
    if context.person(record.values) is None:
        return Aside(record, "person", "names nobody")
    if records.day(record.values, key) is None:
        return Aside(record, key, "says no day")
    return None


def _figures(made: list[Made]) -> list[FigureRow]:
    by_table: dict[str, list[Mapping[str, Any]]] = {}
    for one in made:
        by_table.setdefault(one.table.name, []).append(one.values)
    found: list[FigureRow] = []
    if rows := by_table.get("worked_shift"):
        minutes = [row["worked_minutes"] for row in rows]
        single = [row["worked_minutes"] / 60 for row in rows if row["first_day"] is None]
        found += [figures.count("shifts", "Shifts worked", len(single))] if single else []
        if len(single) < len(rows):
            found += [figures.count("totals", "Totals of longer spans", len(rows) - len(single))]
        found += figures.hours("worked", "Hours worked", minutes)
        found += figures.mean("mean_shift", "Mean shift", single, "h", suffix=" h") if single else []
        found += figures.hours("paid", "Hours paid", [row["paid_minutes"] for row in rows])
        found += figures.money("cost", "Cost", [row["cost_cents"] for row in rows])
    if rows := by_table.get("planned_shift"):
        lengths = [row["end_minute"] - row["start_minute"] - (row["break_minutes"] or 0) for row in rows]
        found += [figures.count("shifts", "Shifts planned", len(rows))]
        found += figures.hours("planned", "Hours planned", lengths)
        found += figures.mean("mean_shift", "Mean shift", [one / 60 for one in lengths], "h", suffix=" h")
    if rows := by_table.get("absence"):
        found += [figures.count("absences", "Absences", len(rows))]
        for kind in AbsenceKind:
            days = [row["last_day"] - row["first_day"] + 1 for row in rows if row["kind"] == kind.value]
            if days:
                name = f"Calendar days away: {ABSENCE_WORDS[kind].lower()}"
                found.append(figures.count(f"days_{kind.value}", name, sum(days), len(days)))
    return found


WORKED_KIND = BulkKind("shift", "shifts", worked, _figures, needs_person=True)
ROTA_KIND = BulkKind("planned shift", "planned shifts", rota, _figures, needs_person=True)
ABSENCE_KIND = BulkKind("absence", "absences", absences, _figures, needs_person=True)
