"""A report as one document to print: the words of the summary, the measures, the people. HTML, black on white."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from csmanager.features.reports.data import (
    Figure,
    Measure,
    ReportData,
    scorecard_measures,
    summary_measures,
)
from csmanager.features.reports.units import (
    BETTER_NAMES,
    interval_text,
    number_text,
    status_text,
    target_words,
)
from csmanager.features.reports.words import finding, what_happened, what_next, why

_LINE = "border-bottom:1px solid #c8c8c8"
_HEAD = "border-bottom:1px solid black"
_SYMBOLS = {"on_target": "●", "missing": "▼", "not_judged": "○"}
_TIGHT = "margin:0 0 2px 0"
NOT_JUDGED = "not judged"


def title(data: ReportData) -> str:
    """What stands at the foot of every page."""
    return f"{data.store}: {data.period}"


def html(data: ReportData) -> str:
    """The whole report."""
    people = "people by name" if data.with_names else "people by code"
    parts = [
        f"<h2 style='margin:0'>{escape(finding(data))}</h2>",
        f"<p style='{_TIGHT}'>{escape(data.store)} · {escape(data.period)} · all teams, channels and topics ·"
        f" {people}</p>",
    ]
    if data.comment.strip():
        parts.append(_heading("From the manager"))
        parts += [f"<p style='{_TIGHT}'>{escape(line)}</p>" for line in data.comment.strip().splitlines()]
    for heading, sentences in (
        ("What happened", what_happened(data)),
        ("Why", why(data)),
        ("What next", what_next(data)),
    ):
        parts.append(_heading(heading))
        parts += [f"<p style='{_TIGHT}'>• {escape(text)}</p>" for text in sentences]
    parts.append(_heading("Measures against targets"))
    parts.append(_measures(data))
    parts.append(
        "<p>● On target. ▼ Missing: the whole interval lies on the wrong side. ○ Not judged: too few cases, or the"
        f" interval holds the target. Before: {escape(data.previous)}.</p>"
    )
    if data.members:
        parts.append(
            "<h3 style='page-break-before:always'>Each person, by name</h3>"
            if data.with_names
            else "<h3 style='page-break-before:always'>Each person, by code</h3>"
        )
        parts.append(_people(data))
        parts.append("<p>n in brackets. Differences between people are partly chance; nobody is ranked.</p>")
    parts.append("<h3>What the measures mean</h3>")
    parts.append(_meanings(data))
    parts += [f"<p>{escape(note)}</p>" for note in data.notes]
    parts.append(
        f"<p>Made by csmanager {escape(data.version)}. Hash of the figures: {data.digest()[:16]}.</p>"
    )
    return "".join(parts)


def _heading(text: str) -> str:
    return f"<h4 style='margin:8px 0 2px 0'>{text}</h4>"


def _table(headers: Iterable[tuple[str, str]], rows: Iterable[Iterable[str]], size: float) -> str:
    """``headers``: text and side of each column."""
    columns = list(headers)
    head = "".join(f"<th align='{side}' style='{_HEAD}'>{escape(text)}</th>" for text, side in columns)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td align='{side}' style='{_LINE}'>{escape(text)}</td>"
            for text, (_, side) in zip(row, columns, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f"<table border='0' cellspacing='0' cellpadding='3' width='100%' style='font-size:{size}pt'>"
        f"<thead><tr>{head}</tr></thead>{body}</table>"
    )


def _measures(data: ReportData) -> str:
    headers = [
        ("Measure", "left"),
        ("Actual", "right"),
        ("Target", "right"),
        ("Better", "left"),
        ("Status", "left"),
        ("n", "right"),
        ("95 % interval", "right"),
        ("Before", "right"),
    ]
    rows = []
    for measure in summary_measures(data):
        figure = data.team[measure.key]
        aim = "" if figure.target is None else target_words(measure.unit, figure.target, figure.upper)
        rows.append(
            [
                measure.name,
                number_text(measure.unit, figure.value),
                aim,
                BETTER_NAMES[measure.better],
                status_text(figure.status, figure.target is not None),
                f"{figure.n:,}",
                interval_text(measure.unit, figure.low, figure.high),
                "" if figure.previous is None else number_text(measure.unit, figure.previous),
            ]
        )
    return _table(headers, rows, 8.5)


def _people(data: ReportData) -> str:
    measures = scorecard_measures(data)
    headers = [("Person", "left"), ("Team", "left"), *((measure.name, "right") for measure in measures)]
    rows = [
        [
            member.label,
            member.team,
            *(_person_cell(measure, member.figures.get(measure.key)) for measure in measures),
        ]
        for member in data.members
    ]
    return _table(headers, rows, 7.5)


def _person_cell(measure: Measure, figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "no data"
    if measure.unit == "count":
        return number_text(measure.unit, figure.value)
    if figure.n < measure.minimum_n:
        return f"{NOT_JUDGED} ({figure.n:,})"
    symbol = f"{_SYMBOLS.get(figure.status, '')} " if figure.target is not None else ""
    return f"{symbol}{number_text(measure.unit, figure.value)} ({figure.n:,})"


def _meanings(data: ReportData) -> str:
    headers = [("Measure", "left"), ("What it says", "left"), ("Formula", "left"), ("Minimum n", "right")]
    rows = [
        [
            measure.name,
            f"{measure.definition} {measure.reading}".strip(),
            measure.formula,
            str(measure.minimum_n),
        ]
        for measure in summary_measures(data)
    ]
    return _table(headers, rows, 7.5)
