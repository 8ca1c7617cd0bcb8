"""Timesheets as kept by hand: under each day a column for the time somebody came and one for the time they went."""

# ruff: noqa: E501 - a pattern is read more easily whole

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from csmanager.features.importing import dates
from csmanager.features.importing.fields import WEEK
from csmanager.features.importing.reading.turned import Row, Turned
from csmanager.features.importing.rules import Question

_IN = re.compile(
    r"(?:time |clock(?:ed)? |punch |sign )?in|start(?: time)?|from|begin|von|beginn|kommen|arriv\w+|d[ée]but|entrada|inizio|entrata|van",
    re.I,
)
_OUT = re.compile(
    r"(?:time |clock(?:ed)? |punch |sign )?out|end(?: time)?|finish|to|bis|ende|gehen|d[ée]part|fin|salida|sa[ií]da|fine|uscita|tot|einde",
    re.I,
)
_PUNCHED = re.compile(r".*\b(in|out)|kommen|gehen", re.I)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_NOBODY_THERE = re.compile(r"off|rest|closed|frei|libre|descanso|riposo|vrij|x|-+|n/?a", re.I)
_LOOK_AT, _LEAST = 20, 2
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Where the grid stands: its heading row, its first row of data, and (day, place of in, place of out)."""

    at: int
    data_at: int
    pairs: tuple[tuple[str, int, int], ...]
    words: tuple[str, str]


def find(rows: Sequence[Row]) -> Pairs | None:
    """The pairs of times under days; None for other tables."""
    for at, row in enumerate(rows[:_LOOK_AT]):
        days, words = _headings(row, rows[at + 1] if at + 1 < len(rows) else [])
        if days is None:
            days, words, data_at = *_in_one_row(row), at + 1
        else:
            data_at = at + 2
        found = _pairs(days or {}, words)
        if len({day for day, _, _ in found}) >= _LEAST:
            first = found[0]
            return Pairs(at, data_at, tuple(found), (words[first[1]], words[first[2]]))
    return None


def _headings(row: Row, below: Row) -> tuple[dict[int, str] | None, dict[int, str]]:
    """The day of each column, where days stand in one row and "in" and "out" in the next."""
    from csmanager.features.importing.reading import gridrows

    places = [at for at, cell in enumerate(row) if at and gridrows.is_day(cell)]
    if len(places) < _LEAST:
        return None, {}
    words = {at: cell.strip() for at, cell in enumerate(below) if cell.strip()}
    days = {}
    for left, right in zip(places, [*places[1:], len(below)], strict=True):
        for at in range(left, right):
            if at in words and (_IN.fullmatch(words[at]) or _OUT.fullmatch(words[at])):
                days[at] = row[left].strip()
            elif at < len(row) and at > left and row[at].strip():
                break  # a column of totals after the last day
    return days or None, words


def _in_one_row(row: Row) -> tuple[dict[int, str], dict[int, str]]:
    """The day and the word of each column headed such as "Mon In"."""
    from csmanager.features.importing.reading import gridrows

    days, words = {}, {}
    for at, cell in enumerate(row):
        day, _, word = cell.strip().rpartition(" ")
        if at and (_IN.fullmatch(word) or _OUT.fullmatch(word)) and gridrows.is_day(day):
            days[at], words[at] = day, word
    return days, words


def _pairs(days: Mapping[int, str], words: Mapping[int, str]) -> list[tuple[str, int, int]]:
    """Each column of times in with the column of times out that follows it under the same day."""
    found = []
    for first, second in pairwise(sorted(days)):
        is_pair = _IN.fullmatch(words[first]) and _OUT.fullmatch(words[second])
        if is_pair and days[first] == days[second]:
            found.append((days[first], first, second))
    return found


def turned(
    rows: Sequence[Row], names: Sequence[str], today: dt.date, answers: Mapping[str, str]
) -> Turned | None:
    """A row for each pair of times; None for other tables."""
    from csmanager.features.importing import table

    grid = find(rows)
    if grid is None:
        return None
    above = [cell for row in rows[: grid.at] for cell in row if cell.strip()]
    texts = list(dict.fromkeys(day for day, _, _ in grid.pairs))
    days, asked = _days(texts, [*above, *names], names[0], today, answers)
    first = min(place for _, place, _ in grid.pairs)
    labels = [_label(rows, grid, place) for place in range(first)]
    came, went = grid.words
    if _PUNCHED.fullmatch(came):
        came, went = "Clock in", "Clock out"
    made = [list(row) for row in rows[: grid.at]] + [[*labels, "Date", came, went]]
    origins = list(range(grid.at + 1))
    last = ""
    for number, row in enumerate(rows[grid.data_at :], grid.data_at):
        given = [row[place].strip() if place < len(row) else "" for place in range(first)]
        name = next(filter(None, given), "")
        if table.is_total(name):
            continue
        if first == 1:
            given = [name or last]  # the second line of somebody whose name stands once
        last = name or last
        for day, start, end in grid.pairs:
            times = [row[place].strip() if place < len(row) else "" for place in (start, end)]
            if any(times) and not all(not time or _NOBODY_THERE.fullmatch(time) for time in times):
                made.append([*given, days[day], *times])
                origins.append(number)
    note = f"{len(texts)} days stand side by side, each with times in and out; every pair is read as a row of its own."
    return Turned(made, origins, (note,), asked)


def _label(rows: Sequence[Row], grid: Pairs, place: int) -> str:
    """The heading of a column before the days; a nameless first one names people."""
    for at in range(grid.data_at - 1, grid.at - 1, -1):
        if place < len(rows[at]) and rows[at][place].strip():
            return rows[at][place].strip()
    return "" if place else "Employee"


def _days(
    texts: Sequence[str], around: Sequence[str], sheet: str, today: dt.date, answers: Mapping[str, str]
) -> tuple[dict[str, str], Question | None]:
    """The date of each heading as yyyy-mm-dd, and what must be asked where nothing says it."""
    from csmanager.features.importing.meaning import values, weeks

    key = f"{WEEK}.{sheet}" if sheet else WEEK
    weekdays = [values.weekday(text) for text in texts]
    answer = weeks.dates_in(answers.get(key, answers.get(WEEK, "")))
    dated = _dated(texts, weekdays, around, today)
    if dated is not None and not answer:
        return dict(zip(texts, map(dt.date.isoformat, dated), strict=True)), None
    first, last = weekdays[0] or 0, weekdays[-1] or 0
    start = answer[0] if answer else weeks.start(list(around), first, last, today)
    if start is None or (None in weekdays and not answer):
        asked = Question(key, "On which day does the week of this timesheet begin? No date stands in it.", ())
        return {text: text for text in texts}, asked
    days = {}
    for text, weekday in zip(texts, weekdays, strict=True):
        if weekday is not None:
            start += _DAY * ((weekday - start.weekday()) % 7)
        days[text] = start.isoformat()
        start += _DAY
    return days, None


def _dated(
    texts: Sequence[str], weekdays: Sequence[int | None], around: Sequence[str], today: dt.date
) -> list[dt.date] | None:
    """The dates the headings themselves name, None where they do not, or could be read in two ways."""
    years = [year for text in around for year in _YEAR.findall(text)] or [str(today.year)]
    fits = []
    for order in ("dmy", "mdy"):
        try:
            found = [
                _date(text, weekday, order, years[0]) for text, weekday in zip(texts, weekdays, strict=True)
            ]
        except (ValueError, OverflowError):
            continue
        matches = all(weekday in (None, day.weekday()) for day, weekday in zip(found, weekdays, strict=True))
        if matches and all(0 < (later - before).days <= 7 for before, later in pairwise(found)):
            fits.append(found)
    return fits[0] if fits and all(found == fits[0] for found in fits) else None


def _date(text: str, weekday: int | None, order: str, year: str) -> dt.date:
    clean = text.strip(" ()")
    if weekday is not None:
        clean = re.sub(r"^[^\W\d_]+\.?[\s,(]*", "", clean)
    if not _YEAR.search(clean):
        clean = f"{clean.rstrip('./- ')}{' ' if any(map(str.isalpha, clean)) else '/'}{year}".replace(
            ".", "/"
        )
    return dt.date(1970, 1, 1) + dt.timedelta(days=dates.parse_day(clean, order))
