"""A page on paper for a person or a team: figures, verdicts with reasons, a guide for the talk, signatures. HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from csmanager.features.reviews.figures.attention import Attention, Why
from csmanager.features.reviews.figures.board import Board
from csmanager.features.reviews.figures.guide import Guide, guide
from csmanager.features.reviews.figures.standing import Stand, Word
from csmanager.features.reviews.queries import Line
from csmanager.features.reviews.words import short_range, target_text, value_text

MARKS = {
    Word.ON_TARGET: "●",
    Word.MISSING: "▼",
    Word.UP: "◇",
    Word.DOWN: "◇",
    Word.NORMAL: "○",
    Word.NOT_JUDGED: "–",
    Word.NO_DATA: "–",
}
WHYS = {
    Why.TALK: "Talk with",
    Why.LOOK: "Look at the target",
    Why.WATCH: "Look again next month",
    Why.CALM: "Looks poor, proves nothing",
    Why.GOOD: "Worth passing on",
}
LEGEND = (
    "● on target. ▼ missing it, more than chance explains. ◇ a signal: outside what is usual. ○ within normal."
    " – not judged. n: how many a figure rests on. The range holds the true figure 95 times in 100."
)
_LINE = "border-bottom:1px solid #c8c8c8"
_HEAD = "border-bottom:1px solid black"
_TIGHT = "margin:0 0 2px 0"
_CHART = '<p style="margin:2px 0"><img src="chart" width="{width}" height="{height}"></p>'


def name_of(made: Board, person: int | None) -> str:
    """Who a page is about."""
    return next((name for name, identity in made.names().items() if identity == person), made.who)


def title(made: Board, person: int | None) -> str:
    """What stands at the foot of every page."""
    return f"Review: {name_of(made, person)}, {made.period.title}"


def person_html(
    made: Board,
    person: int,
    store: str,
    chart: tuple[int, int] | None = None,
    told: Guide | None = None,
) -> str:
    """The page of one person; ``chart``: width and height of the picture named "chart", if there is one.

    ``told``: the guide of the review that was prepared, otherwise one of the figures.
    """
    lines = made.lines_of(person)
    told = told or guide(made, person)
    note = made.notes.get(person, "")
    parts = [
        f"<h2 style='margin:0'>{escape(name_of(made, person))}</h2>",
        f"<p style='{_TIGHT}'>{escape(store)} · {escape(made.period.title)} · {escape(_against(made))}</p>",
        f"<p style='{_TIGHT}'>{escape(note)}</p>" if note else "",
        _measures(made, lines),
        f"<p style='{_TIGHT};font-size:7pt'>{LEGEND}</p>",
        _CHART.format(width=chart[0], height=chart[1]) if chart else "",
        "<h4 style='margin:6px 0 2px 0'>For the talk</h4>",
        *(_bullets([told.opening, *told.points])),
        *(_bullets([f"Ask: {text}" for text in told.ask])),
        *(_bullets(told.avoid)),
        "<h4 style='margin:6px 0 2px 0'>Notes and what was agreed"
        " (signing says that it was talked about, not that one agrees)</h4>",
        *["<p style='margin:0;border-bottom:1px solid #c8c8c8'>&nbsp;</p>" for _ in range(3)],
        _signatures((name_of(made, person), "Manager")),
    ]
    return "".join(parts)


def team_html(
    made: Board, entries: Sequence[Attention], store: str, chart: tuple[int, int] | None = None
) -> str:
    """The page of a team: what to look at, its measures, everyone's verdicts by name."""
    parts = [
        f"<h2 style='margin:0'>{escape(made.who)}</h2>",
        f"<p style='{_TIGHT}'>{escape(store)} · {escape(made.period.title)} · {escape(_against(made))}</p>",
    ]
    for why in Why:
        own = [entry for entry in entries if entry.why is why]
        if own:
            parts.append(f"<h4 style='margin:6px 0 2px 0'>{WHYS[why]}</h4>")
            parts += _bullets([f"{entry.title}: {entry.reason}" for entry in own])
    parts.append("<h4 style='margin:6px 0 2px 0'>Everyone together</h4>")
    parts.append(_measures(made, made.lines))
    parts.append(f"<p style='{_TIGHT};font-size:7pt'>{LEGEND}</p>")
    if chart:
        parts.append(_CHART.format(width=chart[0], height=chart[1]))
    parts.append("<h3 style='page-break-before:always'>Each person, by name</h3>")
    parts.append(_people(made))
    parts.append(f"<p style='{_TIGHT}'>Nobody is ranked: differences between people are partly chance.</p>")
    parts.append(_signatures(("Manager", "Owner")))
    return "".join(parts)


def _against(made: Board) -> str:
    return f"compared with {made.other.title}" if made.other is not None else "all there is"


def _bullets(texts: Sequence[str]) -> list[str]:
    return [f"<p style='{_TIGHT};font-size:8pt'>• {escape(text)}</p>" for text in texts if text]


def _table(
    headers: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[str]],
    size: float,
    shares: Sequence[int] | None = None,
) -> str:
    widths = [f" width='{share}%'" for share in shares] if shares else [""] * len(headers)
    head = "".join(
        f"<th align='{side}'{width} style='{_HEAD}'>{escape(text)}</th>"
        for (text, side), width in zip(headers, widths, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td align='{side}' style='{_LINE}'>{escape(text)}</td>"
            for text, (_, side) in zip(row, headers, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f"<table border='0' cellspacing='0' cellpadding='2' width='100%' style='font-size:{size}pt'>"
        f"<thead><tr>{head}</tr></thead>{body}</table>"
    )


_SHARES = (16, 8, 4, 13, 12, 12, 28, 7)  # per cent of the width that the columns take


def _measures(made: Board, lines: Sequence[Line]) -> str:
    """What could be judged as a table; what could not in one sentence."""
    headers = [
        ("Measure", "left"), ("Value", "right"), ("n", "right"), ("95 % range", "right"), ("Target", "right"),
        ("Verdict", "left"), ("Why", "left"), ("Before", "right"),
    ]  # fmt: skip
    rows, few = [], []
    for line in lines:
        told, moved = made.stand(line), made.change(line)
        if line.value is None:
            continue
        if told.word is Word.NOT_JUDGED:
            few.append(f"{line.name} {value_text(line.value, line.unit)} (n {line.n:,})")
            continue
        rows.append(
            [
                line.name,
                value_text(line.value, line.unit),
                f"{line.n:,}",
                short_range(line.low, line.high, line.unit),
                short_range(line.target, line.upper, line.unit)
                if line.upper is not None
                else target_text(line.target, None, line.unit),
                f"{MARKS[told.word]} {told.word}",
                _short(told, line),
                "" if moved is None or moved.other is None else value_text(moved.other, line.unit),
            ]
        )
    if not rows and not few:
        return "<p>Nothing was counted in this period.</p>"
    table = _table(headers, rows, 7.0, _SHARES) if rows else ""
    rest = (
        f"<p style='{_TIGHT};font-size:7pt'>Not judged, too few: {escape('; '.join(few))}.</p>" if few else ""
    )
    return table + rest


def _short(told: Stand, line: Line) -> str:
    """The reason, as short as a line of a table wants it; in full for what calls for a talk."""
    if told.word is Word.ON_TARGET and not told.signal:
        return "even allowing for chance"
    if told.word is Word.NORMAL:
        usual = f"usual: {short_range(told.low, told.high, line.unit)}"
        return usual if line.target is None else f"{usual}; chance could explain the distance"
    if told.word in (Word.UP, Word.DOWN):
        return told.reason.partition(": something changed.")[0]  # the talk says the rest
    return told.reason.replace(" No target is set.", "")


def _people(made: Board) -> str:
    shown = [line for line in made.lines if line.target is not None][:8]
    headers = [("Person", "left"), *((line.name, "left") for line in shown)]
    rows = []
    for name, person in made.names().items():
        cells = [name]
        for whole in shown:
            line = made.line(person, whole.metric)
            if line is None or line.value is None:
                cells.append("no data")
                continue
            told = made.stand(line)
            cells.append(f"{MARKS[told.word]} {value_text(line.value, line.unit)} ({line.n:,})")
        rows.append(cells)
    return _table(headers, rows, 7.5) if rows else "<p>Nobody was here in this period.</p>"


def _signatures(who: Sequence[str]) -> str:
    cells = "".join(
        f"<td width='45%'><p style='margin-top:14px;border-top:1px solid black'>{escape(name)}, date</p></td>"
        for name in who
    )
    rule = "".join("<td>______________________________</td>" for _ in who)
    return f"<table width='100%' cellspacing='8'><tr>{rule}</tr><tr>{cells}</tr></table>"
