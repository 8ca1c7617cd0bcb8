"""Totals of a timesheet that cover more than a day: of a week, two weeks, a month or between two dates.

Such a total becomes one row dated on the last day of its span; it is never spread over days nobody noted.
"""

# ruff: noqa: E501 - a list of words is read more easily whole

from __future__ import annotations

import datetime as dt
import re
import statistics
from collections.abc import Sequence
from itertools import pairwise

from csmanager.features.importing.fields import SPAN
from csmanager.features.importing.meaning import values
from csmanager.features.importing.meaning.context import Context, SetAside
from csmanager.features.importing.rules import Question

WEEK, FORTNIGHT, MONTH = "week", "two weeks", "month"
SPANS = (WEEK, FORTNIGHT, MONTH)
_DAYS = {WEEK: 7, FORTNIGHT: 14}
_LONGEST = 366  # days
_WORDS = (
    (FORTNIGHT, re.compile(r"\b(fortnight\w*|bi-?weekly|two[ -]weeks?|2[ -]weeks?)\b")),
    (WEEK, re.compile(r"\b(weeks?|weekly|w/[ceb]|wk|woche|wochen\w*|kw|semaine|semana|settimana|week\w*|tydzien|vecka|uge|uke)\b")),
    (MONTH, re.compile(r"\b(months?|monthly|monat\w*|mois|mes|mensual|mensuel\w*|mese|mensile|maand|miesiac|manad|maned)\b")),
)  # fmt: skip
_FIRST = re.compile(
    r"\b(commenc\w*|beginn\w*|start\w*|from|w/[cb]|ab|von|du|debut|desde|inicio|dal|inizio|vanaf|od)\b"
)
_LAST = re.compile(r"\b(end\w*|w/e|until|to|bis|endend\w*|fin\w*|hasta|ate|fino|tot|do|till)\b")
_REGULAR = re.compile(
    r"\b(reg|regular|normal|basic|standard|ordinary|straight|base|contracted|regelarbeit\w*|normale?s?|normales|ordinarie)\b"
)


class Totals:
    """Whether the rows of a timesheet are totals of a longer span, and of which days each row is."""

    def __init__(self, context: Context, rows: Sequence[Sequence[str]]) -> None:
        self._context = context
        self.is_clocked = context.has("start") or context.has("punch")
        self.adds_overtime = self._regular()
        self.kind = "" if self.is_clocked else self._kind(rows)
        self.whole = None if self.is_clocked or context.has("day") else self._whole()
        self._is_first = self._begins(rows) if self.kind else False
        if self.kind and not context.has("end_day"):
            place = "first" if self._is_first else "last"
            what = "two weeks" if self.kind == FORTNIGHT else f"a {self.kind}"
            context.notes.append(
                f"Each row is the total of {what}: “{self._heading()}” is taken for the {place} day, and the hours are"
                " kept on the last day of the span, not spread over it."
            )

    def _whole(self) -> tuple[dt.date, dt.date] | None:
        """The days that every row totals, where none names its own; asked for where nothing says it."""
        from csmanager.features.importing.meaning import sums

        found = sums.period(self._context)
        if found is not None:
            self._context.notes.append(
                f"No column says of which day a row is: each is kept as the total of {found[0]} to {found[1]}."
            )
        return found

    def _heading(self) -> str:
        return self._context.header(self._context.index("day"))

    def _regular(self) -> bool:
        """Whether overtime comes on top of the hours, as beside regular hours."""
        context = self._context
        if not (context.has("overtime") and context.has("worked")):
            return False
        header = context.header(context.index("worked"))
        if not _REGULAR.search(values.fold(header)):
            return False
        context.notes.append(
            f"The time worked is “{header}” and “{context.header(context.index('overtime'))}”."
        )
        return True

    def _kind(self, rows: Sequence[Sequence[str]]) -> str:
        context = self._context
        if not context.has("day"):
            return ""
        answer = context.answers.get(SPAN, "").casefold()
        if answer in SPANS:
            return answer
        said = _said(self._heading())
        if said:
            return said
        most = self._most(rows)
        if most <= values.DAY_MINUTES or context.has("end_day"):
            return ""
        gap = self._gap(rows)
        for kind, least, longest in ((WEEK, 6.5, 7.5), (FORTNIGHT, 13.5, 14.5), (MONTH, 27.5, 31.5)):
            if least <= gap <= longest:
                return kind
        for text in (context.sheet or "", context.file, *context.above):
            if said := _said(text.replace("_", " ")):
                return said
        if self._is_rare(rows):
            return ""
        hours = round(most / 60, 2)
        context.questions.append(
            Question(
                SPAN,
                f"Up to {hours:g} hours stand in one row: do the rows total a week, two weeks or a month?",
                SPANS,
            )
        )
        return ""

    def _lengths(self, rows: Sequence[Sequence[str]]) -> list[int]:
        found = []
        for row in rows:
            for key in ("worked", "paid"):
                try:
                    minutes = self._context.minutes(row, key)
                except SetAside:
                    continue
                if minutes is not None:
                    found.append(minutes)
                    break
        return found

    def _most(self, rows: Sequence[Sequence[str]]) -> int:
        return max(self._lengths(rows), default=0)

    def _is_rare(self, rows: Sequence[Sequence[str]]) -> bool:
        """Whether hardly any row holds more than a day: slips of the pen, and no totals."""
        lengths = self._lengths(rows)
        return sum(one > values.DAY_MINUTES for one in lengths) <= 0.1 * len(lengths)

    def _all_days(self, rows: Sequence[Sequence[str]]) -> list[dt.date]:
        found = set()
        for row in rows:
            try:
                day = self._context.day(row, "day")
            except SetAside:
                continue
            if day is not None:
                found.add(day)
        return sorted(found)

    def _gap(self, rows: Sequence[Sequence[str]]) -> float:
        days = self._all_days(rows)
        return (
            statistics.median((later - first).days for first, later in pairwise(days))
            if len(days) > 1
            else 0.0
        )

    def _begins(self, rows: Sequence[Sequence[str]]) -> bool:
        """Whether the day of a row is the first of its span."""
        heading = values.fold(self._heading())
        if _LAST.search(heading):
            return False
        if _FIRST.search(heading):
            return True
        days = self._all_days(rows)
        if self.kind == MONTH:
            return bool(days) and all(day.day == 1 for day in days)
        return bool(days) and all(day.weekday() == 0 for day in days)

    def span(self, row: Sequence[str]) -> tuple[dt.date, dt.date] | None:
        """The first and last day of what a row totals; None where it is of one day. Raises SetAside."""
        context = self._context
        if self.is_clocked or self.whole:
            return self.whole
        day, last = context.day(row, "day"), context.day(row, "end_day")
        if day is None:
            return None
        if last is not None:
            if not 0 <= (last - day).days < _LONGEST:
                raise SetAside(context.header(context.index("end_day")), "ends long before or after")
            return (day, last) if (last - day).days > 1 else None  # a night shift ends on the day after
        if not self.kind:
            return None
        if self.kind == MONTH:
            if self._is_first:
                return day, _month(day, 1) - dt.timedelta(days=1)
            after = day + dt.timedelta(days=1)
            return day.replace(day=1) if after.day == 1 else _month(day, -1) + dt.timedelta(days=1), day
        length = dt.timedelta(days=_DAYS[self.kind] - 1)
        return (day, day + length) if self._is_first else (day - length, day)


def said(first: dt.date, last: dt.date) -> str:
    """The note of a row that totals a span."""
    return f"Total of {first.isoformat()} to {last.isoformat()}"


def _said(text: str) -> str:
    folded = values.fold(text)
    return next((kind for kind, words in _WORDS if words.search(folded)), "")


def _month(day: dt.date, more: int) -> dt.date:
    """The same day so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + more, 12)
    return dt.date(year, month + 1, min(day.day, 28))
