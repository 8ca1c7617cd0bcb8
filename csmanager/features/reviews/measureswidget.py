"""The columns of the table of measures, and the sentence above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from csmanager.features.reviews.brief import PageView
from csmanager.features.reviews.detailwidget import status_of
from csmanager.features.reviews.figures.standing import Change, Stand, Word
from csmanager.features.reviews.periods import day_text
from csmanager.features.reviews.queries import Line
from csmanager.features.reviews.rules import Unit
from csmanager.features.reviews.words import short_range, target_text, value_text
from csmanager.ui.widgets.table import Column, RecordTable

_MOVES = {"up": "▲", "down": "▼", "no clear change": "–", "not judged": "○"}

LINKS = ("value", "n", "previous")  # the columns whose figures open their rows


def columns(stand: Callable[[Line], Stand], change: Callable[[Line], Change | None]) -> list[Column]:
    """Measure, value with n and range, target, verdict with its reason, what it is compared with, and its course."""

    def reason(line: Line) -> str:
        return " ".join((stand(line).reason, *line.beside)).strip()

    def before(line: Line) -> float | None:
        found = change(line)
        return line.previous if found is None else found.other

    def moved(line: Line) -> str:
        found = change(line)
        return "" if found is None else found.word

    def why_moved(line: Line) -> str:
        found = change(line)
        return "" if found is None else found.reason

    return [
        Column("name", "Measure", 150, value=lambda line: line.name, tooltip=reason),
        _figure("value", "Value", 70, lambda line: line.value),
        Column("n", "n", 40, "number", value=lambda line: line.n, text=lambda line: f"{line.n:,}"),
        Column(
            "range",
            "95 % range",
            92,
            "number",
            value=lambda line: line.low,
            text=lambda line: short_range(line.low, line.high, line.unit),
        ),
        Column(
            "target",
            "Target",
            84,
            "number",
            value=lambda line: line.target,
            text=lambda line: (
                target_text(line.target, None, line.unit)
                if line.upper is None
                else short_range(line.target, line.upper, line.unit)
            ),
        ),
        Column("status", "Verdict", 118, "status", value=lambda line: status_of(stand(line)), tooltip=reason),
        _figure("previous", "Before", 68, before),
        Column(
            "change",
            "Change",
            56,
            value=moved,
            text=lambda line: _MOVES.get(moved(line), moved(line)),
            tooltip=why_moved,
        ),
        Column("trend", "Trend", 44, "spark", value=_shape, text=_trend_text),
        Column("reason", "Why", 260, value=reason, hidden=True),
    ]


def ordered(lines: Sequence[Line]) -> list[Line]:
    """As they are read: measures with a target, the others, counts, and last what says nothing here."""

    def rank(line: Line) -> int:
        if line.value is None:
            return 3
        if line.target is not None:
            return 0
        return 2 if line.unit is Unit.COUNT else 1

    return sorted(lines, key=rank)


def select_what_matters(table: RecordTable, stand: Callable[[Line], Stand]) -> None:
    """Choose the first measure that is worse than chance explains, else the first."""
    bad = next((line for line in table.shown_rows() if stand(line).is_bad), None)
    if bad is None or not table.select(bad.metric):
        table.select_first()


def _figure(key: str, title: str, width: int, value: object) -> Column:
    def text(line: Line) -> str:
        found = value(line)  # type: ignore[operator]
        return "" if found is None else value_text(found, line.unit)

    return Column(key, title, width, "number", value=value, text=text)  # type: ignore[arg-type]


def _shape(line: Line) -> list[float | None]:
    """The trend from 0 (its lowest) to 1: measures of different units share a column, so only the shape is drawn."""
    values = [point.value for point in line.trend]
    known = [value for value in values if value is not None]
    if not known:
        return []
    low, reach = min(known), max(known) - min(known)
    return [None if value is None else (value - low) / reach if reach else 0.5 for value in values]


def _trend_text(line: Line) -> str:
    known = [point for point in line.trend if point.value is not None]
    if not known:
        return ""
    first, last = known[0], known[-1]
    return f"{first.label}: {value_text(first.value, line.unit)}, {last.label}: {value_text(last.value, line.unit)}"


def summary(view: PageView, lines: list[Line], stand: Callable[[Line], Stand], note: str = "") -> str:
    """What the table comes to, in a sentence or two."""
    told = [(line.name, stand(line)) for line in lines]
    missing = [name for name, one in told if one.word is Word.MISSING]
    moved = [name for name, one in told if one.word in (Word.UP, Word.DOWN) and one.is_bad]
    count = {word: sum(one.word is word for _, one in told) for word in Word}
    parts = [note] if note else []
    if missing:
        parts.append(f"Missing its target: {', '.join(missing)}.")
    if moved:
        parts.append(f"Changed for the worse: {', '.join(moved)}.")
    judged = count[Word.ON_TARGET] + len(missing) + count[Word.NORMAL] + count[Word.UP] + count[Word.DOWN]
    if judged:
        parts.append(
            f"{count[Word.ON_TARGET]} on target, {count[Word.NORMAL]} within normal,"
            f" {count[Word.NOT_JUDGED]} not judged."
        )
    else:
        parts.append("Nothing could be judged in this period.")
    last = view.review.last_day
    if last is not None and view.review.period.last > last:
        parts.append(f"Contacts end on {day_text(last)}.")
    return " ".join(parts)
