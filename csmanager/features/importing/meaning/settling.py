"""What must be settled before the cells of records are read: orders of dates and units, each with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from csmanager.features.importing import dates, durations, zones
from csmanager.features.importing.columns import Column
from csmanager.features.importing.fields import meanings
from csmanager.features.importing.meaning import relations, values
from csmanager.features.importing.meaning.context import EPOCH, Context
from csmanager.features.importing.plan import ORDER_WORDS, ORDERS, UNITS, sure_order
from csmanager.features.importing.rules import FileKind, Question

_ENOUGH = 0.95
_AHEAD = 7  # days; what has happened lies no further ahead
_AHEAD_KINDS = frozenset({FileKind.ROTA, FileKind.ABSENCE})


def settle(context: Context, sample: Sequence[Sequence[str]], every: Iterable[Sequence[str]] | None) -> None:
    """Decide orders and units; what cannot be decided becomes a question of the context."""
    whole = list(every) if every is not None else sample
    told = {one.key: one.value for one in meanings(context.kind)}
    for column in context.columns:
        key = context.candidate.meanings.get(column.index)
        if key is None:
            continue
        if told.get(key) == "day" or (told.get(key) == "clock" and column.shape.with_time > 0.5):
            _order(context, column, [row[column.index] for row in whole if column.index < len(row)])
        elif told.get(key) == "length" or key == "length":
            _unit(context, column, key, whole)
    _follow(context)
    _zones(context, told)


def _zones(context: Context, told: dict[str, str]) -> None:
    """Say which columns are of another zone than the store's, and where that cannot be minded."""
    for column in context.columns:
        name, value = zones.of(column.header), told.get(context.candidate.meanings.get(column.index, ""), "")
        if not name or value not in ("day", "clock"):
            continue
        if column.shape.with_time > 0.5:
            context.notes.append(zones.note([column.header], name, context.zone))
        elif value == "clock" and name != context.zone:
            context.notes.append(
                f"The times of “{column.header}” stand without a date, so they are kept as they are, in {name}."
            )


def _follow(context: Context) -> None:
    """Dates of one order only in every other column: a column of a few cells that settle nothing is read like them."""
    decided = {order for order in context.orders.values() if order != "ask"}
    if len(decided) != 1:
        return
    order = next(iter(decided))
    for index in [one for one, known in context.orders.items() if known == "ask"]:
        header = context.header(index)
        context.orders[index] = order
        context.questions[:] = [one for one in context.questions if one.key != f"date_order.{header}"]
        context.notes.append(f"The order of the dates in “{header}” is taken from the other columns.")
        _because(context, index, f"date order is {ORDER_WORDS[order]}, as in the other columns")


def _order(context: Context, column: Column, cells: Sequence[str]) -> None:
    index = column.index
    question = f"date_order.{column.header}"
    evidence = dates.weigh(cells)
    is_open = evidence.verdict in ("ask", "mixed")
    answer = context.answers.get(
        question, context.answers.get("date_order", "") if is_open else ""
    ).casefold()
    if answer in ORDERS:
        context.orders[index] = ORDERS[answer]
        _because(context, index, f"order of day and month as you answered: {ORDER_WORDS[ORDERS[answer]]}")
        return
    if evidence.verdict in ("dmy", "mdy"):
        context.orders[index] = evidence.verdict
        _because(context, index, sure_order(evidence))
        return
    if evidence.verdict == "mixed":
        top = max(evidence.day_first, evidence.month_first)
        order = "dmy" if evidence.day_first == top else "mdy"
        if top >= _ENOUGH * (evidence.day_first + evidence.month_first):
            context.orders[index] = order
            context.notes.append(f"A few dates in “{column.header}” are in the other order than the rest.")
            return
    if evidence.verdict == "":
        return
    order, why = _by_other_evidence(context, column, cells)
    if order:
        context.orders[index] = order
        _because(context, index, f"date order is {ORDER_WORDS[order]}: {why}")
        return
    example = next((cell for cell in cells if dates.weigh([cell]).verdict == "ask"), "")
    context.orders[index] = "ask"
    context.questions.append(
        Question(
            question,
            f"In which order are the dates of “{column.header}” written, such as {dates.split_stamp(example)[0]}?"
            " No cell settles it.",
            ("dmy", "mdy"),
        )
    )


def _by_other_evidence(context: Context, column: Column, cells: Sequence[str]) -> tuple[str, str]:
    """An order that follows from something else than single cells, and why; "" when nothing decides."""
    days = {order: _days(cells, order) for order in ORDER_WORDS}
    if context.kind not in _AHEAD_KINDS:
        last = context.today + dt.timedelta(days=_AHEAD)
        ahead = {order: sum(day > last for day in found) for order, found in days.items()}
        for order, other in (("dmy", "mdy"), ("mdy", "dmy")):
            if not ahead[order] and ahead[other]:
                return order, f"otherwise {ahead[other]:,} of them would lie in the future"
    gaps = {order: _jumps(found) for order, found in days.items()}
    for order, other in (("dmy", "mdy"), ("mdy", "dmy")):
        if len(days[order]) >= 5 and gaps[order] and gaps[other] >= 8 * gaps[order] and gaps[order] <= 10:
            return order, "so the days follow each other"
    return "", ""


def _days(cells: Sequence[str], order: str) -> list[dt.date]:
    found = []
    for cell in dict.fromkeys(cells):
        try:
            found.append(EPOCH + dt.timedelta(days=dates.parse_stamp(cell, order)[0] // 86_400))
        except (ValueError, OverflowError):
            continue
    return found


def _jumps(days: Sequence[dt.date]) -> float:
    """The typical distance in days between one different day and the next of a column."""
    ordered = sorted(set(days))
    if len(ordered) < 2:
        return 0.0
    return (ordered[-1] - ordered[0]).days / (len(ordered) - 1)


def _because(context: Context, index: int, why: str) -> None:
    known = context.candidate.reasons.get(index, "")
    context.candidate.reasons[index] = f"{known}; {why}" if known else why


def _unit(context: Context, column: Column, key: str, rows: Sequence[Sequence[str]]) -> None:
    index, look = column.index, context.look(column.index)
    question = f"unit.{column.header}"
    answer = context.answers.get(question, context.answers.get("unit", "")).casefold()
    unit, why = "", ""
    if answer in UNITS:
        unit, why = UNITS[answer], "as you answered"
    elif durations.header_unit(column.header):
        unit, why = durations.header_unit(column.header), "by its heading"
        if key == "worked" and unit == "d":
            unit = ""
    if not unit and look.numbers < 0.2:
        context.units[index] = "h" if context.kind in (FileKind.WORKED, FileKind.ROTA) else "s"
        return
    if not unit:
        unit, why = _guess(context, key, index, rows)
    if unit:
        context.units[index] = unit
        _because(context, index, f"numbers are {durations.UNIT_NAMES[unit]} {why}".strip())
        return
    context.units[index] = "s"
    context.questions.append(
        Question(
            question,
            f"In which unit are the numbers of “{column.header}”, such as {next(iter(look.counts), '')}?",
            ("seconds", "minutes", "hours", "days"),
        )
    )


def _guess(context: Context, key: str, index: int, rows: Sequence[Sequence[str]]) -> tuple[str, str]:
    look = context.look(index)
    if context.kind in (FileKind.WORKED, FileKind.ROTA):
        if context.has("start") and context.has("end") and key in ("worked", "paid"):
            found = relations.agreeing_unit(
                _cells(rows, context.index("start")), _cells(rows, context.index("end")), _cells(rows, index)
            )
            if found:
                return found, "by start and end"
        if key.startswith("break"):
            return ("min", "as breaks are no longer") if look.highest > 4 else ("h", "as they are so small")
        is_hours = look.highest <= 400
        return ("h", "as nobody works more in one row") if is_hours else ("min", "as hours would be too many")
    if context.kind is FileKind.PEOPLE:
        return "h", "as hours a week"
    if context.kind is FileKind.ABSENCE:
        return "d", ""
    if context.kind is FileKind.INTERVALS:
        if key in ("span",):
            return "min", "as intervals are"
        if key == "login_sum":
            return _day_long(look.highest)
        if key in ("first_response_mean", "resolution_mean"):
            return "", ""
        if look.highest >= 20 or key in ("wait_mean", "hold_mean", "wrap_mean"):
            return "s", "as phone systems write them"
    return "", ""


def _day_long(highest: float) -> tuple[str, str]:
    if highest <= 24:
        return "h", "as a day has no more"
    return ("min", "as a day has no more") if highest <= 1440 else ("s", "as a day has no more")


def _cells(rows: Sequence[Sequence[str]], index: int | None) -> list[str]:
    return [row[index] if index is not None and index < len(row) else "" for row in rows]


def end_after(start: int | None, end: int | None, days: int) -> int | None:
    """An end in minutes after the midnight on which the start's day began; ``days``: how many days later it is."""
    if start is None or end is None:
        return None
    if days:
        return end + days * values.DAY_MINUTES
    return values.end_of(start, end)
