"""Key figures with weeks or months side by side: a row for each person, for each figure, or for both."""

# ruff: noqa: E501 - a pattern is read more easily whole

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from csmanager.features.importing import dates
from csmanager.features.importing.fields import MEASURE
from csmanager.features.importing.reading.turned import Row, Turned
from csmanager.features.importing.rules import FileKind, Question

_LEAST, _LABELS = 2, 4  # periods beside each other; columns before them
_WEEK = re.compile(
    r"(?:(20\d\d)[-/ ]?)?\s*(?:kw|cw|w|wk|wc|week|woche|semaine|semana|settimana|uge|uke|vecka|v|sem|s)\.?\s*[-#]?\s*(\d{1,2})"
    r"(?:[ /'.,-]*(20\d\d|\d\d))?", re.I)  # fmt: skip
_BESIDE = re.compile(
    r"\s*(?:(grand |team )?(total|totals|sum|avg|average|mean|ytd|trend|target|goal|change|delta|diff\w*|gesamt|summe|schnitt|ziel"
    r"|moyenne|media|totale?|objecti\w*|\u00f8|\u03a3)\b.*|[\u00f8\u03a3\u0394\u2206%].*)", re.I)  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_MOST_OF, _SURE = 0.6, 0.62
MEASURES = {  # answer -> the heading its figures get
    "tickets closed": "Tickets closed", "calls answered": "Calls answered", "contacts offered": "Contacts offered",
    "calls abandoned": "Calls abandoned",
}  # fmt: skip
_HEADINGS = {
    "closed": "Tickets closed", "answered": "Calls answered", "offered": "Contacts offered",
    "abandoned": "Calls abandoned",
}  # fmt: skip
_NO_FIGURE = frozenset({"person", "login", "first_name", "last_name", "team", "queue", "channel", "day", "last_day",
                        "time", "span", "note"})  # fmt: skip


def turned(
    rows: Sequence[Row],
    names: Sequence[str],
    today: dt.date,
    answers: Mapping[str, str],
) -> Turned | None:
    """A row for each label and period, a column for each figure; None for other tables."""
    for at, row in enumerate(rows[:20]):
        found = _periods(row, [*(cell for above in rows[:at] for cell in above), *names], today)
        if found is None:
            continue
        word, starts = found
        first = min(starts)
        below = [
            (number, one) for number, one in enumerate(rows[at + 1 :], at + 1) if _is_row(one, first, starts)
        ]
        if not below or not _are_figures(below, starts):
            return None
        columns = _labels(row, below, first)
        if columns is None or (word == "Date" and columns[0] is None):
            return None
        return _turn(rows, at, word, starts, below, columns, names, answers)
    return None


def _periods(row: Row, around: Sequence[str], today: dt.date) -> tuple[str, dict[int, dt.date]] | None:
    """ "Week", "Month" or "Date", and the first day of each column; None when the cells name no periods."""
    from csmanager.features.importing.meaning import grids

    clean = [cell.strip() for cell in row]
    places = [at for at, cell in enumerate(clean) if cell and at and not _BESIDE.fullmatch(cell)]
    while places and places[0] < _LABELS and not _is_period(clean[places[0]]):
        places.pop(0)
    if len(places) < _LEAST or any(len(clean[at]) > 24 for at in places):
        return None
    years = [int(year) for text in around for year in _YEAR.findall(text)]
    weeks = {at: _WEEK.fullmatch(clean[at]) for at in places}
    if all(weeks.values()):
        starts = {at: _week(found, years, today) for at, found in weeks.items() if found is not None}
        return ("Week", {at: day for at, day in starts.items() if day}) if all(starts.values()) else None
    months = {at: grids.month_in(clean[at]) for at in places if not dates.is_stamp(clean[at])}
    if len(months) == len(places) and all(months.values()):
        return "Month", {at: dt.date(month[0], month[1], 1) for at, month in months.items() if month}
    named = {at: dates.MONTHS.get(clean[at].casefold().rstrip(".")) for at in places}
    if len(places) > _LEAST and all(named.values()):
        numbers = [number for number in named.values() if number]
        year = years[0] if years else today.year - (max(numbers) > today.month)
        return "Month", {at: dt.date(year, number, 1) for at, number in named.items() if number}
    return _dated(clean, places)


def _is_period(text: str) -> bool:
    from csmanager.features.importing.meaning import grids

    is_month = bool(grids.month_in(text)) or text.casefold().rstrip(".") in dates.MONTHS
    return is_month or bool(_WEEK.fullmatch(text)) or dates.is_stamp(text)


def _dated(clean: Sequence[str], places: Sequence[int]) -> tuple[str, dict[int, dt.date]] | None:
    """Columns headed by dates: a week or a month apart, or days."""
    if (
        not all(dates.is_stamp(clean[at]) and not clean[at].isdecimal() for at in places)
        or len(places) <= _LEAST
    ):
        return None
    order = dates.weigh([clean[at] for at in places]).verdict
    tries = ("dmy", "mdy") if order in ("ask", "mixed", "") else (order,)
    best = None
    for one in tries:
        try:
            days = {
                at: dt.date(1970, 1, 1) + dt.timedelta(days=dates.parse_stamp(clean[at], one)[0] // 86_400)
                for at in places
            }
        except (ValueError, OverflowError):
            continue
        gaps = {(later - first).days for first, later in pairwise(days.values())}
        if gaps == {7}:
            return "Week", days
        if all(28 <= gap <= 31 for gap in gaps):
            best = ("Month", days)
        elif best is None and gaps and min(gaps) > 0 and max(gaps) <= 4:
            best = ("Date", days)
    return best


def _week(found: re.Match[str], years: Sequence[int], today: dt.date) -> dt.date | None:
    """The Monday of a week; of a year that is named, else the last such week up to today."""
    said = found[1] or found[3]
    year = int(said) % 100 + 2000 if said else years[0] if years else today.year
    for one in (year,) if said or years else (year, year - 1):
        try:
            day = dt.date.fromisocalendar(one, int(found[2]), 1)
        except ValueError:
            continue
        if said or years or day <= today:
            return day
    return None


def _is_row(row: Row, first: int, starts: Mapping[int, dt.date]) -> bool:
    from csmanager.features.importing import table

    label = next((cell.strip() for cell in row[:first] if cell.strip()), "")
    return not (label and table.is_total(label)) and any(at < len(row) and row[at].strip() for at in starts)


def _are_figures(below: Sequence[tuple[int, Row]], starts: Mapping[int, dt.date]) -> bool:
    from csmanager.features.importing import table

    cells = [row[at].strip() for _number, row in below for at in starts if at < len(row) and row[at].strip()]
    return bool(cells) and sum(map(table.is_data, cells)) >= 0.8 * len(cells)


def _labels(row: Row, below: Sequence[tuple[int, Row]], first: int) -> tuple[int | None, list[int]] | None:
    """The column that names figures, where one does, and those that name people, queues and the like."""
    from csmanager.features.importing.meaning.looks import is_person

    figure: int | None = None
    others = []
    for at in range(first):
        cells = [one[at].strip() for _number, one in below if at < len(one) and one[at].strip()]
        if not cells or (at < len(row) and _BESIDE.fullmatch(row[at])):
            continue  # a column of targets
        if figure is None and sum(figure_of(cell) is not None for cell in cells) >= _MOST_OF * len(cells):
            figure = at
        elif sum(map(is_person, cells)) >= _MOST_OF * len(cells):
            others.append(at)
        else:
            return None
    return None if figure is None and not others else (figure, others)


def figure_of(text: str) -> str | None:
    """The figure a text names, as a meaning of sums; None for none."""
    from csmanager.features.importing.fields import MEANINGS
    from csmanager.features.importing.meaning import evidence

    told = evidence.said(text)
    known = {one.key for one in MEANINGS[FileKind.INTERVALS]} - _NO_FIGURE
    best = max(known, key=lambda key: told.get(key, 0.0))
    return best if told.get(best, 0.0) >= _SURE else None


def _turn(
    rows: Sequence[Row],
    at: int,
    word: str,
    starts: Mapping[int, dt.date],
    below: Sequence[tuple[int, Row]],
    columns: tuple[int | None, list[int]],
    names: Sequence[str],
    answers: Mapping[str, str],
) -> Turned:
    figure, others = columns
    asked = None
    heading = ""
    if figure is None:
        corner = [rows[at][place] for place in range(min(starts)) if place < len(rows[at])]
        heading, asked = _one_figure([*corner, *(cell for row in rows[:at] for cell in row), *names], answers)
    made: dict[tuple[tuple[str, ...], dt.date], dict[str, str]] = {}
    places: dict[tuple[tuple[str, ...], dt.date], int] = {}
    heads: dict[str, None] = {}
    last = [""] * len(others)
    for number, row in below:
        given = [row[place].strip() if place < len(row) else "" for place in others]
        last = [text or before for text, before in zip(given, last, strict=True)]
        name = heading if figure is None else (row[figure].strip() if figure < len(row) else "")
        if not name:
            continue
        heads.setdefault(name)
        for place, day in starts.items():
            cell = row[place].strip() if place < len(row) else ""
            if cell:
                key = (tuple(last), day)
                made.setdefault(key, {})[name] = cell
                places.setdefault(key, number)
    labels = [_label(rows[at][place] if place < len(rows[at]) else "") for place in others]
    table = [list(row) for row in rows[:at]]
    table.append([*labels, word, *heads])
    origins = list(range(at + 1))
    for (who, day), cells in made.items():
        shown = f"{day.year}-{day.month:02d}" if word == "Month" else day.isoformat()
        table.append([*who, shown, *(cells.get(name, "") for name in heads)])
        origins.append(places[who, day])
    what = {"Week": "weeks", "Month": "months", "Date": "days"}[word]
    days = sorted(starts.values())
    note = f"{len(starts)} {what} stand side by side, from {days[0].isoformat()} on; each is read as a row of its own."
    return Turned(table, origins, (note,), asked)


def _one_figure(texts: Sequence[str], answers: Mapping[str, str]) -> tuple[str, Question | None]:
    """The heading of the only figure, from what stands around or from an answer; else the question."""
    given = answers.get(MEASURE, "").casefold()
    if given in MEASURES:
        return MEASURES[given], None
    for text in texts:
        key = figure_of(text) or _figure_within(text)
        if key in _HEADINGS:
            return _HEADINGS[key], None
        if key is not None:
            return text.strip(), None
    question = Question(
        MEASURE, "What do the numbers of this grid count? Nothing in the file says it.", tuple(MEASURES)
    )
    return "Calls answered", question


def _figure_within(text: str) -> str | None:
    """A figure named in a longer text, such as a title."""
    words = text.replace("_", " ").split()
    for size in (3, 2):
        for start in range(len(words) - size + 1):
            key = figure_of(" ".join(words[start : start + size]))
            if key is not None:
                return key
    return None


def _label(text: str) -> str:
    from csmanager.features.importing.meaning import evidence

    told = evidence.said(text)
    known = max(told.get("person", 0.0), told.get("queue", 0.0), told.get("team", 0.0))
    return text.strip() if known >= _SURE else "Agent"
