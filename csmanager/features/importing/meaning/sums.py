"""Figures already summed by another system: averages become sums by the counts beside them."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from csmanager.features.importing import dates
from csmanager.features.importing.fields import PERIOD
from csmanager.features.importing.meaning import grids, values, weeks
from csmanager.features.importing.meaning.context import Context, Record, SetAside, record
from csmanager.features.importing.rules import Question

_MEANS = ("wait", "handle", "talk", "hold", "wrap", "first_response", "resolution")
_OFFERED = re.compile(
    r"offered|incoming|inbound|received|presented|entered|created|volume|new|eingehend|eingegangen|entrant|recibid|recebid|ricevut"
    r"|ontvangen|binnenkomend|przychodz|inkomm",
    re.I,
)
_WEEKLY = re.compile(r"\bweek|woche|semaine|semana|settiman|tydzien|vecka|uge\b", re.I)
_MONTHLY = re.compile(r"\bmonth|monat|mois|\bmes\b|mese|maand|miesiac|manad", re.I)


class Figures:
    """Reads rows of aggregates."""

    def __init__(self, context: Context, sample: Sequence[Sequence[str]]) -> None:
        self._context = context
        self._span = _span(context, sample)
        self._period = None if context.has("day") else period(context)
        index = context.index("day")
        header = context.header(index)
        self._days = 7 if _WEEKLY.search(header) else 0 if _MONTHLY.search(header) else 1
        count = next((key for key in ("answered", "offered", "closed") if context.has(key)), "")
        told = [key for key in _MEANS if context.has(f"{key}_mean")]
        if told and count:
            context.notes.append(
                f"Averages are kept as sums: each times the “{context.header(context.index(count))}” of its row."
            )
        if context.has("csat_mean") and not context.has("csat_count"):
            context.notes.append(
                f"“{context.header(context.index('csat_mean'))}” is left out: nothing says how many ratings it is of"
                " (add a column with their number, such as Ratings)."
            )
        self._says_offered = bool(_OFFERED.search(context.header(context.index("offered"))))
        for key in ("answer_rate", "abandon_rate"):
            if context.has(key):
                context.notes.append(
                    f"“{context.header(context.index(key))}” is worked out anew from the counts."
                )

    def read(self, row: Sequence[str]) -> list[Record]:
        """The sums of one row. Raises SetAside."""
        context = self._context
        first, last, minute = self._when(row)
        offered, answered, abandoned, closed = (
            context.count(row, key) for key in ("offered", "answered", "abandoned", "closed")
        )
        if offered is None and answered is None and abandoned is None and closed is None:
            raise SetAside(None, "holds no count")
        if offered is not None and answered is not None and answered > offered:
            raise SetAside(
                context.header(context.index("answered")), f"{answered:,} answered of {offered:,} that came"
            )
        within = context.count(row, "within")
        if within is None:
            within = self._within(row, offered)
        sums = {key: self._sum(row, key, answered, offered, closed) for key in _MEANS}
        if sums["handle"] is None:
            parts = [sums[key] for key in ("talk", "hold", "wrap") if sums[key] is not None]
            sums["handle"] = sum(parts) if parts else None  # type: ignore[arg-type]
        if (
            answered is None
            and offered is not None
            and not context.has("answered")
            and not context.has("abandoned")
        ):
            told = (
                any(value is not None for value in sums.values())
                or context.has("csat_mean")
                or context.has("person")
            )
            answered = offered if told and not self._says_offered else None
        if answered is not None and answered is offered and not self._says_offered:
            offered = None  # how many came in all, and whether all were answered, is not said
        rated, count = self._ratings(row)
        person = context.person(row)
        queue = context.text(row, "queue")
        if person is None and not queue:
            queue = context.text(row, "person")
        return [
            record(
                person=person,
                queue=queue,
                channel=context.text(row, "channel"),
                first_day=first,
                last_day=last,
                start_minute=minute,
                span_minutes=context.minutes(row, "span") or (self._span if minute is not None else None),
                offered=offered,
                answered=answered,
                abandoned=abandoned,
                within_target=within,
                closed=closed,
                wait_ms=sums["wait"],
                handle_ms=sums["handle"],
                first_response_ms=sums["first_response"],
                resolution_ms=sums["resolution"],
                csat_sum=rated,
                csat_count=count,
                csat_scale=self._scale() if count else None,
                login_ms=context.ms(row, "login_sum"),
            )
        ]

    def _when(self, row: Sequence[str]) -> tuple[dt.date, dt.date, int | None]:
        context = self._context
        minute = context.clock(row, "time") if context.has("time") else None
        if self._period is not None:
            return (*self._period, minute)
        index = context.index("day")
        text = context.text(row, "day")
        month = grids.month_in(text) if text else None
        if month and not dates.is_stamp(text):
            begin = dt.date(month[0], month[1], 1)
            return begin, _end_of_month(begin), minute
        day = context.day(row, "day", need=True)
        assert day is not None
        if minute is None and index is not None and context.look(index).shape.with_time > 0.5:
            minute = context.clock(row, "day")
        last = context.day(row, "last_day")
        if last is not None and last > day and self._ends_at_midnight(row):
            last -= dt.timedelta(days=1)  # an end at midnight is no part of the next day
            minute = None if minute == 0 else minute
        if last is None:
            last = _end_of_month(day) if not self._days else day + dt.timedelta(days=self._days - 1)
            if self._days == 7 and "ending" in context.header(index).casefold():
                day, last = day - dt.timedelta(days=6), day
        if last < day:
            raise SetAside(context.header(context.index("last_day")), "lies before the first day")
        return day, last, minute

    def _ends_at_midnight(self, row: Sequence[str]) -> bool:
        index = self._context.index("last_day")
        if index is None or self._context.look(index).shape.with_time < 0.5:
            return False
        return values.clock(self._context.text(row, "last_day")) == 0

    def _sum(
        self, row: Sequence[str], key: str, answered: int | None, offered: int | None, closed: int | None
    ) -> int | None:
        context = self._context
        total = context.ms(row, f"{key}_sum") if context.has(f"{key}_sum") else None
        if total is not None or not context.has(f"{key}_mean"):
            return total
        mean = context.ms(row, f"{key}_mean")
        counts = (closed, answered, offered) if key == "resolution" else (answered, offered, closed)
        count = next((one for one in counts if one is not None), None)
        return None if mean is None or count is None else mean * count

    def _within(self, row: Sequence[str], offered: int | None) -> int | None:
        context = self._context
        index = context.index("service_level")
        if index is None or offered is None:
            return None
        text = context.text(row, "service_level")
        try:
            share = values.share(text, 1.0 if context.look(index).highest <= 1 else 100.0)
        except ValueError:
            raise SetAside(context.header(index), f"“{text[:40]}” is no share") from None
        return None if share is None else round(share * offered)

    def _ratings(self, row: Sequence[str]) -> tuple[int | None, int | None]:
        context = self._context
        count = context.count(row, "csat_count")
        mean = values.plain_number(context.text(row, "csat_mean"))
        if not count or mean is None:
            return None, count
        index = context.index("csat_mean")
        if index is not None and (context.look(index).percents > 0.5 or context.look(index).highest > 10):
            return round(mean / 100 * count), count
        return round(mean * count), count

    def _scale(self) -> int:
        index = self._context.index("csat_mean")
        if index is None:
            return 5
        look = self._context.look(index)
        if look.percents > 0.5 or look.highest > 10:
            return 1
        return 5 if look.highest <= 5 else 10


def _end_of_month(day: dt.date) -> dt.date:
    following = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def period(context: Context) -> tuple[dt.date, dt.date] | None:
    """The days that a whole table covers, by an answer or by what stands around it; None while that is asked."""
    for text in (context.answers.get(PERIOD, ""), *context.above, context.sheet or "", context.file):
        days = weeks.dates_in(text)
        if len(days) >= 2 and days[0] <= days[1]:
            context.candidate.because.append(
                f"its figures cover {days[0].isoformat()} to {days[1].isoformat()}"
            )
            return days[0], days[1]
        month = grids.month_in(text.replace("_", " "))
        if month and not days:
            begin = dt.date(month[0], month[1], 1)
            return begin, _end_of_month(begin)
        if days:
            return days[0], days[0]
    context.questions.append(
        Question(
            PERIOD,
            "Which days do these figures cover? Nothing in the file says it (write 2026-03, or 2026-03-01 to"
            " 2026-03-31).",
            (),
        )
    )
    return None


def _span(context: Context, sample: Sequence[Sequence[str]]) -> int | None:
    """Minutes from one interval's start to the next, by what comes most."""
    key = "time" if context.has("time") else "day"
    index = context.index(key)
    if index is None:
        return None
    minutes = set()
    for row in sample:
        try:
            value = values.clock(context.text(row, key))
        except ValueError:
            continue
        if value is not None:
            minutes.add(value)
    ordered = sorted(minutes)
    steps = Counter(later - first for first, later in pairwise(ordered))
    return steps.most_common(1)[0][0] if steps else None
