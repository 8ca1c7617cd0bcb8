"""A page on paper for a person or a team: figures, verdicts with reasons, a guide for the talk, signatures. HTML."""

from __future__ import annotations

import re
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
_RULE = re.compile(r": something changed(?: \([^)]*\))?")
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
        f"<h2 dir='ltr' style='margin:0'>{escape(name_of(made, person))}</h2>",
        f"<p style='{_TIGHT}'>{escape(store)} · {escape(made.period.title)} · {escape(_against(made))}</p>",
        f"<p style='{_TIGHT}'>{escape(note)}</p>" if note else "",
        _measures(made, lines),
        f"<p style='{_TIGHT};font-size:7pt'>{LEGEND}</p>",
        _CHART.format(width=chart[0], height=chart[1]) if chart else "",
        "<h4 style='margin:6px 0 2px 0'>For the talk</h4>",
        *(_bullets([told.opening, *told.points])),
        *(_bullets([f"Ask: {' '.join(told.ask)}" if told.ask else "", " ".join(told.avoid)])),
        "<h4 style='margin:6px 0 2px 0'>Notes and what was agreed"
        " (signing says that it was talked about, not that one agrees)</h4>",
        *["<p style='margin:0;border-bottom:1px solid #c8c8c8'>&nbsp;</p>" for _ in range(2)],
        _signatures((name_of(made, person), "Manager")),
    ]
    return "".join(parts)


def team_html(
    made: Board, entries: Sequence[Attention], store: str, chart: tuple[int, int] | None = None
) -> str:
    """The page of a team: what to look at, its measures, everyone's verdicts by name."""
    parts = [
        f"<h2 dir='ltr' style='margin:0'>{escape(made.who)}</h2>",
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
    return [f"<p dir='ltr' style='{_TIGHT};font-size:8pt'>• {escape(text)}</p>" for text in texts if text]


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


_SHARES = (15, 9, 5, 11, 11, 13, 27, 9)  # per cent of the width that the columns take


def _measures(made: Board, lines: Sequence[Line]) -> str:
    """What could be judged as a table; what could not in one sentence."""
    headers = [
        ("Measure", "left"), ("Value", "right"), ("n", "right"), ("95 % range", "right"), ("Target", "right"),
        ("Verdict", "left"), ("Why", "left"), ("Before", "right"),
    ]  # fmt: skip
    rows: list[list[str]] = []
    few: list[str] = []
    usual: list[str] = []
    moved_ones: list[str] = []
    for line in lines:
        told, moved = made.stand(line), made.change(line)
        if line.value is None:
            continue
        if told.word is Word.NOT_JUDGED:
            few.append(_brief(line))
            continue
        if told.word in (Word.NORMAL, Word.UP, Word.DOWN) and line.target is None and not told.is_bad:
            (usual if told.word is Word.NORMAL else moved_ones).append(
                _brief(line, "" if told.word is Word.NORMAL else f", {told.word}")
            )
            continue
        aim = short_range(line.target, line.upper, line.unit) if line.upper is not None else ""
        rows.append(
            [
                line.name,
                _whole(value_text(line.value, line.unit)),
                f"{line.n:,}",
                _whole(short_range(line.low, line.high, line.unit)),
                _whole(aim or target_text(line.target, None, line.unit)),
                _whole(f"{MARKS[told.word]} {told.word}"),
                _short(told, line),
                "" if moved is None or moved.other is None else _whole(value_text(moved.other, line.unit)),
            ]
        )
    if not (rows or few or usual or moved_ones):
        return "<p>Nothing was counted in this period.</p>"
    table = _table(headers, rows, 7.0, _SHARES) if rows else ""
    return table + "".join(
        f"<p dir='ltr' style='{_TIGHT};font-size:7pt'>{title}: {escape('; '.join(told))}.</p>"
        for title, told in (
            ("◇ Moved, no target", moved_ones),
            ("○ Within normal, no target", usual),
            ("– Not judged, too few or nothing to hold it against", few),
        )
        if told
    )


def _brief(line: Line, said: str = "") -> str:
    return _whole(f"{line.name} {value_text(line.value, line.unit)} (n {line.n:,}{said})")


def _whole(text: str) -> str:
    """A text that is not broken over two lines."""
    return text.replace(" ", "\u00a0")


def _short(told: Stand, line: Line) -> str:
    """The reason, as short as a line of a table wants it; in full for what calls for a talk."""
    if told.word is Word.ON_TARGET and not told.signal:
        return "even allowing for chance"
    if told.word is Word.NORMAL:
        usual = f"usual: {short_range(told.low, told.high, line.unit)}"
        return usual if line.target is None else f"{usual}; chance could explain the distance"
    plain = _RULE.sub("", told.reason)  # the talk says the rest
    if told.word in (Word.UP, Word.DOWN):
        return plain.partition(". ")[0].removesuffix(".")
    if told.word is Word.ON_TARGET:
        return plain.removeprefix("It meets the target of ").partition(", ")[2]
    return plain


def _people(made: Board) -> str:
    everyone = [line for person in made.people for line in made.lines_of(person)]
    personal = {line.metric for line in everyone if line.value is not None}
    shown = [line for line in made.lines if line.target is not None and line.metric in personal][:8]
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
    """One row, so that no line is parted from its name by the end of a page."""
    cells = "".join(
        f"<td width='50%'><p dir='ltr'>______________________________<br>{escape(name)}, date</p></td>"
        for name in who
    )
    return f"<table width='100%' cellspacing='6'><tr>{cells}</tr></table>"
