"""Worked shifts, planned shifts and absences written as lists, one row each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from csmanager.features.importing.meaning import gridwords, values
from csmanager.features.importing.meaning.context import EPOCH, Context, Record, SetAside, record
from csmanager.features.importing.meaning.periods import Totals
from csmanager.features.importing.meaning.periods import said as said_of_span
from csmanager.features.importing.meaning.settling import end_after

_MOST_MINUTES = 31 * values.DAY_MINUTES
_LONGEST_PAIR = 20 * 60  # minutes from coming to going
_REFUSED = re.compile(
    r"\b(reject|declin|den(y|ied)|refus|cancel|withdraw|abgelehnt|storniert|refuse|annule|rechaz|cancelad|rifiut"
    r"|annullat|afgewezen|geannuleerd|odrzuc|recusad)\w*", re.I)  # fmt: skip
_OPEN = re.compile(
    r"\b(pending|requested|submitted|waiting|beantragt|en attente|pendiente|in attesa|pendente)\w*", re.I
)


def worked(context: Context, row: Sequence[str], totals: Totals) -> list[Record]:
    """One worked shift, the total of a longer span, or an absence noted in a timesheet. Raises SetAside."""
    person = context.somebody(row)
    span = totals.span(row)
    day, start, end = (span[1], None, None) if span else _span(context, row)
    pause = context.minutes(row, "break")
    if pause is None:
        pause = _between(context, row)
    length, paid = context.minutes(row, "worked"), context.minutes(row, "paid")
    if length is not None and totals.adds_overtime:
        length += context.minutes(row, "overtime") or 0
    word = context.text(row, "kind")
    is_away = bool(word) and start is None and gridwords.absence_word(word) is not None
    if length is None and start is not None and end is not None:
        length = end - start - (pause or 0)
    if length is None:
        length = paid
    if length is None and is_away:
        length = 0
    if length is None:
        where = context.header(context.index("end")) or None
        raise SetAside(where, "has no end and no length, so nobody can say how long was worked")
    if not 0 <= length <= _MOST_MINUTES * (12 if span else 1):
        raise SetAside(context.header(context.index("worked")) or None, "the end lies before the start")
    note = context.text(row, "note")
    if span:
        note = f"{said_of_span(*span)}; {note}" if note else said_of_span(*span)
    return [
        record(
            person=person,
            day=day,
            first_day=span[0] if span else None,
            start_minute=start,
            end_minute=end,
            break_minutes=pause,
            worked_minutes=length,
            paid_minutes=paid,
            cost_cents=context.cents(row, "cost"),
            note=note,
            kind=word if is_away else "work",
        )
    ]


def _span(context: Context, row: Sequence[str]) -> tuple[dt.date, int | None, int | None]:
    start, end = _moment(context, row, "start"), _moment(context, row, "end")
    key = "day" if context.text(row, "day") else "start"
    day = context.day(row, key, need=True)
    if day is None:
        raise SetAside(context.header(context.index(key)), "lies too far ahead")
    last = context.day(row, "end_day")
    if last is None and context.text(row, "end") and _is_stamp(context, "end"):
        last = context.day(row, "end")
    days = (last - day).days if last is not None else 0
    if not 0 <= days < 3:
        raise SetAside(
            context.header(context.index("end_day") or context.index("end")), "ends long before or after"
        )
    return day, start, end_after(start, end, days)


def _is_stamp(context: Context, key: str) -> bool:
    index = context.index(key)
    return index is not None and context.look(index).shape.with_time > 0.5


def _moment(context: Context, row: Sequence[str], key: str) -> int | None:
    return context.clock(row, key) if context.has(key) else None


def _between(context: Context, row: Sequence[str]) -> int | None:
    try:
        start, end = _moment(context, row, "break_start"), _moment(context, row, "break_end")
    except SetAside:
        return None
    return None if start is None or end is None else (end - start) % values.DAY_MINUTES


def planned(context: Context, row: Sequence[str]) -> list[Record]:
    """One planned shift of a list, or a day off. Raises SetAside."""
    person = context.somebody(row)
    note = context.text(row, "note")
    for key in ("shift", "start", "absence_word"):
        text = context.text(row, key)
        word = gridwords.absence_word(text) if text else None
        if word is not None:
            day = context.day(row, "day", need=True)
            return [record(person=person, day=day, absence_word=text, note=note)]
    shift = context.text(row, "shift")
    read = values.shift(shift) if shift else None
    if read is not None:
        day = context.day(row, "day", need=True)
        start, end, pause, more = read
        return [
            record(
                person=person,
                day=day,
                start_minute=start,
                end_minute=end,
                break_minutes=pause,
                note=note or more,
            )
        ]
    day, begin, finish = _span(context, row)
    if begin is None or finish is None:
        where = context.header(context.index("shift") or context.index("start")) or None
        raise SetAside(where, f"“{shift[:40]}” is no shift" if shift else "has no start or no end")
    pause = context.minutes(row, "break")
    return [
        record(
            person=person, day=day, start_minute=begin, end_minute=finish,
            break_minutes=_between(context, row) if pause is None else pause, note=note,
        )
    ]  # fmt: skip


def absence(context: Context, row: Sequence[str]) -> list[Record]:
    """One absence of a list. Raises SetAside, also for what was not granted."""
    person = context.somebody(row)
    status = context.text(row, "status")
    if _REFUSED.search(status) or _OPEN.search(status):
        raise SetAside(context.header(context.index("status")), f"“{status[:40]}”: was not granted")
    first = context.day(row, "first_day", need=True)
    last = context.day(row, "last_day") or first
    assert first is not None and last is not None
    if last < first:
        raise SetAside(context.header(context.index("last_day")), "lies before the first day")
    index = context.index("length")
    minutes = None
    if index is not None and context.units.get(index) in ("h", "min") and first == last:
        minutes = context.minutes(row, "length")
    elif index is not None and first == last:
        number = values.plain_number(context.text(row, "length"))
        if number is not None and 0 < number < 1:
            minutes = round(number * 480)
            context.counted["parts of a day are counted as parts of eight hours"] += 1
    return [
        record(
            person=person, first_day=first, last_day=last, minutes=minutes, word=context.text(row, "word"),
            note=context.text(row, "note"),
        )
    ]  # fmt: skip


class Punches:
    """Pairs the comings and goings of a clock into shifts; ``flush`` gives them once all rows were read."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._moments: dict[int, list[tuple[int, int, bool]]] = {}

    def read(self, row: Sequence[str], number: int) -> list[Record]:
        """Remember one row. Raises SetAside."""
        context = self._context
        person = context.somebody(row)
        key = "time" if context.has("time") else "start" if context.has("start") else "day"
        day = context.day(row, "day" if context.has("day") else key, need=True)
        minute = context.clock(row, key)
        is_in = values.punch(context.text(row, "punch"))
        if day is None or minute is None or is_in is None:
            raise SetAside(context.header(context.index("punch")), "does not say who came or went when")
        moment = (day - EPOCH).days * values.DAY_MINUTES + minute
        self._moments.setdefault(person, []).append((moment, number, is_in))
        return []

    def flush(self) -> list[tuple[int, Record | str]]:
        """(row, shift) for each pair, (row, reason) for each coming or going without its other half."""
        made: list[tuple[int, Record | str]] = []
        for person, moments in self._moments.items():
            came: tuple[int, int] | None = None
            for moment, number, is_in in sorted(moments):
                if is_in:
                    if came is not None:
                        made.append((came[1], "has no going that belongs to it"))
                    came = (moment, number)
                elif came is None or moment - came[0] > _LONGEST_PAIR:
                    made.append((number, "has no coming that belongs to it"))
                else:
                    made.append((came[1], _pair(person, came[0], moment)))
                    came = None
            if came is not None:
                made.append((came[1], "has no going that belongs to it"))
        return sorted(made, key=lambda one: one[0])


def _pair(person: int, came: int, went: int) -> Record:
    number, start = divmod(came, values.DAY_MINUTES)
    return record(
        person=person, day=EPOCH + dt.timedelta(days=number), start_minute=start, end_minute=start + went - came,
        worked_minutes=went - came, kind="work",
    )  # fmt: skip
