"""Rotas and leave trackers written as grids: a row a person, a column a day."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from csmanager.features.importing import dates
from csmanager.features.importing.fields import CODE, PERIOD, WEEK
from csmanager.features.importing.meaning import gridwords, values, weeks
from csmanager.features.importing.meaning.context import EPOCH, Context, Record, record
from csmanager.features.importing.meaning.weeks import dates_in
from csmanager.features.importing.rules import FileKind, Question

_OFTEN, _CODE_LENGTH = 2, 12  # cells with a code that is worth a question, and its letters
_LEGEND = re.compile(r"^\s*(?P<code>[A-Za-z0-9+*]{1,6})\s*(?:=|:|-|–|→)\s*(?P<what>.+)$")
_WEEK_END = re.compile(r"\bend(s|ing)?\b|\bw/?e\b|ende|bis|fin|hasta|fine|einde|koniec", re.I)
_BETWEEN = re.compile(r"\s*(?:\n|;|\+|&)\s*")
_CLOSELY = re.compile(
    r"\s*[,/|]\s*|\s+(?:and|und|et|y|e|i|og|och|en)\s+|(?<=\d)\s+(?=\d{1,2}\s*[:.h]?\d{0,2}\s*[-–—])", re.I
)
_MONTH = re.compile(r"([^\W\d_]{3,10})\.?[\s_-]*(20\d\d)|(20\d\d)[-_/ ](\d{1,2})(?!\d)", re.I)


def month_in(text: str) -> tuple[int, int] | None:
    """The year and month a text names."""
    for found in _MONTH.finditer(text):
        if found[3]:
            if 1 <= int(found[4]) <= 12:
                return int(found[3]), int(found[4])
        else:
            number = dates.MONTHS.get(found[1].casefold())
            if number:
                return int(found[2]), number
    return None


class Grid:
    """The days of a grid's columns; ``read`` gives the records of one row."""

    def __init__(self, context: Context, near: Sequence[Sequence[str]]) -> None:
        """``near``: the rows just above and below the heading, where dates may stand beside weekdays."""
        self._context = context
        self._cells = context.candidate.columns("cell")
        self.legend = _legend(context)
        self._by_row = self._has_week_column()
        self.days = {} if self._by_row else self._find_days(near)
        if context.kind is FileKind.ROTA:
            self._ask_codes()

    def _has_week_column(self) -> bool:
        """Whether headings are weekdays and a column says of each row which week they are of."""
        if not self._context.has("day"):
            return False
        headers = [self._context.header(index).strip() for index in self._cells]
        return all(values.weekday(text) is not None and not any(map(str.isdigit, text)) for text in headers)

    def _days_of(self, row: Sequence[str]) -> dict[int, dt.date]:
        """The days of one row's cells. Raises SetAside."""
        if not self._by_row:
            return self.days
        context = self._context
        day = context.day(row, "day", need=True)
        if day is None:
            return {}
        is_end = bool(_WEEK_END.search(context.header(context.index("day"))))
        first = day - dt.timedelta(days=6) if is_end else day
        made = {}
        for index in self._cells:
            wanted = values.weekday(context.header(index)) or 0
            made[index] = first + dt.timedelta(days=(wanted - first.weekday()) % 7)
        return made

    def _ask_codes(self) -> None:
        """Codes that are no shift and no known word, and that nothing explains, are asked for."""
        context = self._context
        counts: Counter[str] = Counter()
        for index in self._cells:
            counts.update(context.look(index).counts)
        for code, count in counts.items():
            folded = values.fold(code)
            if (
                folded in self.legend
                or values.shift(code) is not None
                or gridwords.absence_word(code) is not None
            ):
                continue
            answer = context.answers.get(f"{CODE}.{code}", "")
            if answer:
                self.legend[folded] = answer
            elif count >= _OFTEN and len(code) <= _CODE_LENGTH:
                context.questions.append(
                    Question(
                        f"{CODE}.{code}",
                        f"Which shift is “{code}” in this rota? It stands in {count} cells and nothing explains it"
                        " (write 7:00-15:00, or off).",
                        (),
                    )
                )

    def _find_days(self, near: Sequence[Sequence[str]]) -> dict[int, dt.date]:
        context = self._context
        headers = {index: context.header(index).strip() for index in self._cells}
        if all(text.isdecimal() for text in headers.values()):
            return self._by_month(headers)
        found = _as_dates(headers, context)
        if found:
            return found
        for row in near:
            texts = {index: row[index] for index in self._cells if index < len(row)}
            if any(values.shift(text) is not None for text in texts.values()):
                continue
            found = _as_dates(texts, context)
            if found and len(found) >= 0.7 * len(self._cells):
                return found
        return self._by_week(headers)

    def _places(self) -> list[str]:
        context = self._context
        return [context.sheet or "", *context.above, context.file]

    def _by_month(self, headers: dict[int, str]) -> dict[int, dt.date]:
        context = self._context
        texts = [
            context.answers.get(f"{PERIOD}.{context.sheet}", context.answers.get(PERIOD, "")),
            *self._places(),
        ]
        month = next((found for text in texts if (found := month_in(text))), None)
        if month is None:
            name = f"{PERIOD}.{context.sheet}" if context.sheet else PERIOD
            context.questions.append(
                Question(
                    name, "Of which month are the days of this grid? Nothing names it (write 2026-03).", ()
                )
            )
            return {}
        made = {}
        for index, text in headers.items():
            try:
                made[index] = dt.date(month[0], month[1], int(text))
            except ValueError:
                continue
        context.candidate.because.append(f"its days are of {month[0]}-{month[1]:02d}")
        return made

    def _by_week(self, headers: dict[int, str]) -> dict[int, dt.date]:
        context = self._context
        key = f"{WEEK}.{context.sheet}" if context.sheet else WEEK
        weekdays = {index: values.weekday(text) for index, text in headers.items()}
        named = [weekdays[index] for index in self._cells if weekdays[index] is not None]
        answer = dates_in(context.answers.get(key, context.answers.get(WEEK, "")))
        start = (
            answer[0] if answer else weeks.start(self._places(), named[0] or 0, named[-1] or 0, context.today)
        )
        if start is None:
            context.questions.append(
                Question(key, "On which day does the week of this rota begin? No date stands in it.", ())
            )
            return {}
        made: dict[int, dt.date] = {}
        day = start
        for index in self._cells:
            wanted = weekdays[index]
            if wanted is None:
                continue
            while day.weekday() != wanted:
                day += dt.timedelta(days=1)
            made[index] = day
            day += dt.timedelta(days=1)
        context.candidate.because.append(f"its week begins on {start.isoformat()}")
        return made

    def read(self, row: Sequence[str]) -> list[Record]:
        """A record for each filled cell; absences on days that follow each other become one. Raises SetAside."""
        context = self._context
        filled = [index for index in self._cells if index < len(row) and row[index].strip()]
        if not filled:
            return []
        person = context.somebody(row)
        days = self._days_of(row)
        cells = {index: row[index].strip() for index in filled if index in days}
        note = context.text(row, "note")
        if context.kind is FileKind.ABSENCE:
            return self._absences(person, cells, days, note)
        if context.kind is FileKind.WORKED:
            return self._hours(person, cells, days, note)
        made = []
        for index, text in cells.items():
            for part in _parts(text):
                one = self._shift(person, days[index], part, note)
                if one is not None:
                    made.append(one)
                elif part:
                    reason = f"“{part[:40]}” is no shift and no word for a day off"
                    context.aside.append((context.header(index), reason))
        context.people.counts[person] += len(made) - 1
        return made

    def _hours(self, person: int, cells: dict[int, str], days: dict[int, dt.date], note: str) -> list[Record]:
        """The time worked on each day; cells of nothing are no days worked."""
        made = []
        for index, text in cells.items():
            try:
                length = values.minutes(text, "h")
            except ValueError:
                length = None
                if gridwords.absence_word(text) is None:
                    context = self._context
                    context.aside.append((context.header(index), f"“{text[:40]}” is no time worked"))
                    continue
            if length:
                made.append(
                    record(person=person, day=days[index], worked_minutes=length, note=note, kind="work")
                )
            elif length is None and not gridwords.is_off(text):
                made.append(record(person=person, day=days[index], worked_minutes=0, note=note, kind=text))
        self._context.people.counts[person] += len(made) - 1
        return made

    def _shift(self, person: int, day: dt.date, text: str, note: str) -> Record | None:
        known = self.legend.get(values.fold(text), text)
        shift = values.shift(known)
        if shift is not None:
            start, end, pause, more = shift
            said = more or ("" if known == text else text)
            return record(
                person=person,
                day=day,
                start_minute=start,
                end_minute=end,
                break_minutes=pause,
                note=said or note,
            )
        if gridwords.absence_word(known) is not None:
            return record(person=person, day=day, absence_word=known, note=note)
        return None

    def _absences(
        self, person: int, cells: dict[int, str], days: dict[int, dt.date], note: str
    ) -> list[Record]:
        made: list[Record] = []
        for index in sorted(cells, key=lambda one: days[one]):
            text, day = self.legend.get(values.fold(cells[index]), cells[index]), days[index]
            if gridwords.is_off(text) or values.shift(text) is not None or gridwords.is_here(text):
                continue
            last = made[-1] if made else None
            before = (day - dt.timedelta(days=1)).isoformat()
            if last is not None and last["last_day"] == before and last["word"] == text:
                last["last_day"] = day.isoformat()
            else:
                made.append(record(person=person, first_day=day, last_day=day, word=text, note=note))
        self._context.people.counts[person] += len(made) - 1
        return made


def _parts(text: str) -> list[str]:
    """The shifts of one cell, each by itself: 9-13 and 14-18 of "9-13 / 14-18"."""
    made: list[str] = []
    for part in _BETWEEN.split(text):
        halves = [half for half in _CLOSELY.split(part) if half]
        if len(halves) > 1 and all(values.shift(half) is not None for half in halves):
            made += halves
        else:
            made.append(part)
    return made


def _as_dates(texts: dict[int, str], context: Context) -> dict[int, dt.date]:
    """The days that texts name when nearly all are dates; the order in which they follow each other counts."""
    best: dict[int, dt.date] = {}
    score = None
    for order in ("dmy", "mdy"):
        found: dict[int, dt.date] = {}
        for index, text in texts.items():
            day = _date_of(text, order, context)
            if day is not None:
                found[index] = day
        if len(found) < 0.7 * len(texts):
            continue
        days = [found[index] for index in sorted(found)]
        steps = sum(0 < (later - first).days <= 3 for first, later in pairwise(days))
        if score is None or (steps, len(found)) > score:
            score, best = (steps, len(found)), found
    return best


def _date_of(text: str, order: str, context: Context) -> dt.date | None:
    clean = text.strip()
    if not any(map(str.isdigit, clean)):
        return None
    parts = clean.split(None, 1)
    tries = [clean]
    if len(parts) == 2 and values.weekday(parts[0]) is not None:
        tries.insert(0, parts[1].strip(" ()"))
    for one in tries:
        for form in (one, f"{one} {_year(context)}", f"{one.rstrip('./')}/{_year(context)}"):
            try:
                return EPOCH + dt.timedelta(days=dates.parse_stamp(form, order)[0] // 86_400)
            except (ValueError, OverflowError):
                continue
    return None


def _year(context: Context) -> int:
    for text in [context.sheet or "", *context.above, context.file]:
        found = re.search(r"\b(20\d\d)\b", text.replace("_", " "))
        if found:
            return int(found[1])
    return context.today.year


def _legend(context: Context) -> dict[str, str]:
    """Codes explained around the table, as in "E = 7:00-15:00"."""
    made = {}
    for text in context.above:
        for part in re.split(r"[,;|\n]", text):
            found = _LEGEND.match(part)
            if found and (values.shift(found["what"].strip()) or gridwords.absence_word(found["what"])):
                made[values.fold(found["code"])] = found["what"].strip()
    return made
