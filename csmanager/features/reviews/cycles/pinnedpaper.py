"""A review as it was kept, on one page: figures, guide, what was written, room to write and to sign. HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from csmanager.features.reviews.cycles.pinned import PinnedLine
from csmanager.features.reviews.cycles.queries import ReviewDetail
from csmanager.features.reviews.cycles.rules import HOW_RATED, SECTIONS
from csmanager.features.reviews.cycles.sheets import Kept
from csmanager.features.reviews.periods import day_text

_LINE = "border-bottom:1px solid #c8c8c8"
_TIGHT = "margin:0 0 1px 0;font-size:8pt"
_COLUMNS = (  # title, side, per cent of the width
    ("Measure", "left", 19), ("Figure", "right", 10), ("n", "right", 5), ("Likely", "right", 14),
    ("Target", "right", 15), ("Verdict", "left", 10), ("Why", "left", 27),
)  # fmt: skip


def html(one: Kept, store: str) -> str:
    """The page of one review; the private note stays out."""
    found, pinned = one.found, one.found.pinned
    row = found.row
    where = " · ".join(part for part in (store, row.role, row.team) if part)
    own = found.overall_reason or pinned.rating.reason
    weighed = [line for line in pinned.lines if line.weight > 0] or list(pinned.lines)
    parts = [
        f"<h2 style='margin:0'>{escape(row.person)}: {escape(pinned.period_title)}</h2>",
        _text(
            f"{where}. Figures as they were on {pinned.made_on}, from data until {pinned.data_until or 'none'}."
        ),
        _text(f"Overall: {row.overall}. {own}"),
        *(_text(note) for note in pinned.notes),
        _figures(weighed),
        _text(f"How it is rated: {HOW_RATED}", is_asked=True),
        _head("Say first"),
        _text(one.guide.first),
    ]
    for step in one.guide.steps:
        parts.append(_head(step.title))
        parts += [_text(f"• {said}") for said in step.say]
        parts.append(_text(" ".join(step.ask), is_asked=True))
    parts.append(_head("Not to say"))
    parts += [_text(f"• {text}") for text in one.guide.avoid]
    for key, title in SECTIONS:
        if written := getattr(found, key):
            parts += [_head(title), _text(written)]
    answers = [(question, said) for question, said in found.answers if said]
    if answers:
        parts.append(_head("Self-review"))
        parts += [_text(f"{question} {said}") for question, said in answers]
    parts.append(_head("Agreed"))
    for agreed in found.agreed:
        parts.append(_text(f"• {agreed.text}" + (f", by {day_text(agreed.due_on)}" if agreed.due_on else "")))
    parts += [f"<p style='margin:0;{_LINE}'>&nbsp;</p>"] * 2
    parts.append(_signatures(found))
    return "".join(parts)


def _head(text: str) -> str:
    return f"<h4 style='margin:5px 0 1px 0;font-size:9pt'>{escape(text)}</h4>"


def _text(text: str, *, is_asked: bool = False) -> str:
    if not text:
        return ""
    inner = escape(text).replace("\n", "<br>")
    return f"<p style='{_TIGHT}'>{f'<i>{inner}</i>' if is_asked else inner}</p>"


def _figures(lines: Sequence[PinnedLine]) -> str:
    head = "".join(
        f"<th align='{side}' width='{share}%' style='border-bottom:1px solid black'>{title}</th>"
        for title, side, share in _COLUMNS
    )
    body = ""
    for line in lines:
        why = " ".join(part for part in (line.reason, line.note) if part)
        cells = (
            line.name, line.value_text, f"{line.n:,}", line.range_text or "–", line.target_text or "–",
            line.status_text, why,
        )  # fmt: skip
        body += "<tr>" + "".join(
            f"<td align='{side}' style='{_LINE}'>{escape(cell)}</td>"
            for cell, (_, side, _) in zip(cells, _COLUMNS, strict=True)
        )
        body += "</tr>"
    return (
        "<table border='0' cellspacing='0' cellpadding='2' width='100%' style='font-size:7.5pt'>"
        f"<thead><tr>{head}</tr></thead>{body}</table>"
    )


def _signatures(found: ReviewDetail) -> str:
    if found.signed_name:
        on = f" on {day_text(found.row.signed_on)}" if found.row.signed_on else ""
        return _text(f"Signed by {found.signed_name}{on}.")
    if found.witness:
        return _text(f"Not signed; witness: {found.witness}.")
    cells = "".join(
        f"<td width='50%' style='border-bottom:1px solid black'>&nbsp;<br>{escape(who)}, date</td>"
        for who in (found.row.person, "Manager")
    )
    return f"<table width='100%' cellspacing='8' style='font-size:8pt'><tr>{cells}</tr></table>" + _text(
        "Signing says that this was talked about, not that one agrees."
    )
