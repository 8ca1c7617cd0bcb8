"""How the cells of one file will be read: kind, order of dates, units; and what must be asked before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from csmanager.features.importing import dates, durations, zones
from csmanager.features.importing.columns import Column, by_field
from csmanager.features.importing.rules import DURATIONS, MOMENTS, UNITS_ASKED, Field, FileKind, Question

_ENOUGH = 0.95  # share of the cells that decide when a few contradict
ORDERS = {
    "dmy": "dmy", "d/m/y": "dmy", "d/m": "dmy", "day first": "dmy", "day": "dmy",
    "mdy": "mdy", "m/d/y": "mdy", "m/d": "mdy", "month first": "mdy", "month": "mdy",
}  # fmt: skip
ORDER_WORDS = {"dmy": "day/month", "mdy": "month/day"}
UNITS = {
    spelling: unit
    for unit, name in durations.UNIT_NAMES.items()
    for spelling in (unit, name, name.rstrip("s"))
}


@dataclass(slots=True)
class Plan:
    """Everything the conversion needs to know."""

    kind: FileKind
    columns: dict[Field, Column]
    orders: dict[Field, str] = field(default_factory=dict)
    units: dict[Field, str] = field(default_factory=dict)
    two_parts: dict[Field, str] = field(default_factory=dict)
    zoned: set[Field] = field(default_factory=set)  # moments that say their offset
    zones: dict[Field, str] = field(default_factory=dict)  # of moments whose heading names one
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reasons: dict[Field, str] = field(default_factory=dict)  # why an order or a unit was taken, in words


def make(
    kind: FileKind,
    columns: list[Column],
    rows: list[list[str]],
    every: Iterable[list[str]] | None,
    answers: dict[str, str],
    store_zone: str = "UTC",
) -> Plan:
    """Plan from a sample; ``every`` gives all rows, looked through only when the sample does not settle an order."""
    plan = Plan(kind, by_field(columns))
    for moment in sorted(
        MOMENTS & set(plan.columns), key=lambda one: (one is not Field.STARTED, plan.columns[one].index)
    ):
        column = plan.columns[moment]
        cells = [_at(row, column) for row in rows]
        named = column.zone
        if not named and moment is Field.STARTED and Field.STARTED_TIME in plan.columns:
            named = plan.columns[Field.STARTED_TIME].zone
        if any(_has_offset(cell) for cell in cells[:50]):
            plan.zoned.add(moment)
        elif named:
            plan.zones[moment] = named
        plan.orders[moment] = _order(plan, column, cells, rows, every, answers)
    if Field.STARTED in plan.columns and Field.STARTED not in plan.zoned and Field.STARTED not in plan.zones:
        plan.notes.append("The times name no zone; they are taken as the store's own.")
    for name in dict.fromkeys(plan.zones.values()):
        of_zone = [plan.columns[moment].header for moment, zone in plan.zones.items() if zone == name]
        plan.notes.append(zones.note(of_zone, name, store_zone))
    for length in sorted(DURATIONS & set(plan.columns), key=lambda one: plan.columns[one].index):
        _unit(plan, length, rows, answers)
    return plan


def sure_order(evidence: dates.OrderEvidence) -> str:
    """Why an order of day and month is taken, in words."""
    sure = evidence.day_first + evidence.month_first
    if not sure:
        cells = "1 cell is" if evidence.dotted == 1 else f"{evidence.dotted:,} cells are"
        return f"date order is day/month: {cells} written with dots, where days come first"
    if evidence.named == sure:
        cells = "1 weekday fits" if sure == 1 else f"{sure:,} weekdays fit"
        return f"date order is {ORDER_WORDS[evidence.verdict]}: {cells} only so"
    cells = "1 cell" if sure == 1 else f"{sure:,} cells"
    return f"date order is {ORDER_WORDS[evidence.verdict]}: {cells} can only be read so"


def _at(row: list[str], column: Column) -> str:
    for index in (column.index, *column.also):
        if index < len(row) and row[index].strip():
            return row[index]
    return ""


def _has_offset(cell: str) -> bool:
    try:
        return dates.parse_stamp(cell)[1] is not None
    except ValueError:
        return False


def _order(
    plan: Plan,
    column: Column,
    cells: list[str],
    rows: list[list[str]],
    every: Iterable[list[str]] | None,
    answers: dict[str, str],
) -> str:
    key = f"date_order.{column.header}"
    evidence = dates.weigh(cells)
    is_open = evidence.verdict in ("ask", "mixed")
    answer = answers.get(key, answers.get("date_order", "") if is_open else "")
    meaning = column.field or Field.STARTED
    if answer.casefold() in ORDERS:
        plan.reasons[meaning] = f"date order as you answered: {ORDER_WORDS[ORDERS[answer.casefold()]]}"
        return ORDERS[answer.casefold()]
    if evidence.verdict == "ask" and every is not None:
        evidence = dates.weigh(_at(row, column) for row in every)
    if evidence.verdict == "mixed":
        top = max(evidence.day_first, evidence.month_first)
        if top >= _ENOUGH * (evidence.day_first + evidence.month_first):
            plan.notes.append(
                f"A few dates in “{column.header}” are in the other order than the rest; see what was set aside."
            )
            return "dmy" if evidence.day_first == top else "mdy"
    if evidence.verdict in ORDER_WORDS:
        plan.reasons[meaning] = sure_order(evidence)
    if evidence.verdict in ("dmy", "mdy", ""):
        return evidence.verdict or "ymd"
    related = _order_by_relation(plan, column, rows) if evidence.verdict == "ask" else ""
    if related:
        plan.notes.append(f"The order of the dates in “{column.header}” follows from the other columns.")
        plan.reasons[meaning] = f"date order is {ORDER_WORDS[related]}: otherwise ends lie before starts"
        return related
    example = next((cell for cell in cells if dates.weigh([cell]).verdict == "ask"), column.shape.samples[0])
    plan.questions.append(
        Question(
            key,
            f"In which order are the dates of “{column.header}” written, such as {dates.split_stamp(example)[0]}?"
            " No cell settles it.",
            ("dmy", "mdy"),
        )
    )
    return "ask"


def _order_by_relation(plan: Plan, column: Column, rows: list[list[str]]) -> str:
    """The only order in which ends come after starts and agree with the durations; "" when that decides nothing."""
    length = {Field.RESOLVED_AT: Field.RESOLUTION, Field.FIRST_RESPONSE_AT: Field.FIRST_RESPONSE}.get(
        column.field or Field.STARTED
    )
    if length is None or Field.STARTED not in plan.orders:
        return ""
    against = {"dmy": 0, "mdy": 0}
    for row in rows:
        text = _at(row, column)
        try:
            start, _ = dates.parse_stamp(_at(row, plan.columns[Field.STARTED]), plan.orders[Field.STARTED])
            took = None
            if length in plan.columns and (unit := plan.columns[length].unit):
                took = durations.parse(_at(row, plan.columns[length]), unit, "h:m")
        except ValueError:
            continue
        if not text.strip():
            continue
        for order in against:
            try:
                gap = dates.parse_stamp(text, order)[0] - start
            except ValueError:
                gap = -1
            against[order] += gap < 0 or (took is not None and abs(gap - took / 1000) > 86_400)
    if against["dmy"] == against["mdy"]:
        return ""
    best = min(against, key=lambda order: against[order])
    return best if against[best] == 0 else ""


def _unit(plan: Plan, length: Field, rows: list[list[str]], answers: dict[str, str]) -> None:
    column = plan.columns[length]
    is_long = length in (Field.FIRST_RESPONSE, Field.RESOLUTION)
    unit = column.unit
    heading = column.header.casefold()
    if "mm:ss" in heading and "h" not in heading.partition("mm:ss")[0][-3:]:
        plan.two_parts[length] = "m:s"
    else:
        plan.two_parts[length] = "h:m" if unit == "h" or is_long or "hh:mm" in heading else "m:s"
    answer = answers.get(f"unit.{column.header}", answers.get("unit", "")).casefold()
    if answer in UNITS:
        unit = UNITS[answer]
    if not unit and column.shape.numbers > 0.2:
        unit = _by_relation(plan, length, rows)
        if not unit and plan.kind is FileKind.CALLS and length not in UNITS_ASKED:
            unit = "s"
            plan.notes.append(f"“{column.header}” names no unit; its numbers are taken as seconds.")
        elif not unit:
            plan.questions.append(
                Question(
                    f"unit.{column.header}",
                    f"In which unit are the numbers of “{column.header}”, such as {column.shape.samples[0]}?",
                    ("seconds", "minutes", "hours", "days"),
                )
            )
        else:
            plan.notes.append(
                f"“{column.header}” names no unit; by the dates its numbers are {durations.UNIT_NAMES[unit]}."
            )
    plan.units[length] = unit or "s"
    if answer in UNITS:
        plan.reasons[length] = f"numbers are {durations.UNIT_NAMES[unit]}, as you answered"


def _by_relation(plan: Plan, length: Field, rows: list[list[str]]) -> str:
    """The unit in which the numbers equal the time between two date columns; "" when none does."""
    import statistics

    end = {Field.RESOLUTION: Field.RESOLVED_AT, Field.FIRST_RESPONSE: Field.FIRST_RESPONSE_AT}.get(length)
    if end is None or end not in plan.columns or Field.STARTED not in plan.columns:
        return ""
    ratios = []
    for row in rows:
        try:
            value = durations.number(_at(row, plan.columns[length]))
            first, _ = dates.parse_stamp(
                _at(row, plan.columns[Field.STARTED]), plan.orders.get(Field.STARTED, "dmy")
            )
            last, _ = dates.parse_stamp(_at(row, plan.columns[end]), plan.orders.get(end, "dmy"))
        except ValueError:
            continue
        if value and last > first:
            ratios.append((last - first) * 1000 / value)
    if not ratios:
        return ""
    typical = statistics.median(ratios)
    unit = min(durations.MS, key=lambda name: abs(typical / durations.MS[name] - 1))
    return unit if abs(typical / durations.MS[unit] - 1) < 0.2 else ""
