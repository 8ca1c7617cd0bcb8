"""The brief for a talk: everything about one person on one sheet, as HTML. What is sealed never stands in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape

from csmanager.core.feature import Moment
from csmanager.features.team.person.facts import FigureLine, Story, leave_words

SPARK = (92, 15)  # points a small line is wide and high
_MOST = 5  # lines of a section, so that it stays one sheet
_LINES = 6  # to write on
_LONGEST = 150  # letters of a line
_TIGHT = "margin:0 0 1px 0;font-size:8pt"
_RULE = "border-bottom:1px solid #c8c8c8"
_NEWS_DAYS = 92  # what happened before is in the program, not on the sheet
_QUIET = frozenset({"Contacts", "Agreed actions", "Leave", "Employment"})  # these have sections of their own


def brief_html(told: Story, shop: str) -> str:
    """The sheet. Pictures of the weeks are named "spark0", "spark1" ... in the order of the figures."""
    row = told.detail.person
    head = " · ".join(
        part
        for part in (
            row.role or "",
            row.team or "",
            f"{told.tenure} here" if told.tenure else "",
            f"reports to {told.manager}" if told.manager else "",
            told.standing[1],
        )
        if part
    )
    coached = told.latest("Coaching", 3)
    left = [
        _section("Last coachings", [_moment(each) for each in coached], "None is noted."),
        _section(
            f"{told.name} owes",
            [_due(each.text, each.due_on, told.today) for each in told.theirs],
            "Nothing open.",
        ),
        _section(
            "You owe", [_due(each.text, each.due_on, told.today) for each in told.yours], "Nothing open."
        ),
        _section(
            "Policies to sign",
            [_due(f"{each.code} {each.title}", each.due_on, told.today) for each in told.unsigned],
            "Everything is signed.",
        ),
    ]
    right = [
        _section("Leave", list(_leave(told)), "None is known."),
        _section(
            "Skills",
            [f"{line.skill}: {line.words}" for line in told.skills],
            "Nothing below what the role asks for." if told.judged else "Nothing is judged yet.",
        ),
        *([_section("Hours, last 12 weeks", [one.words for one in told.hours], "")] if told.hours else []),
        _section("In the last three months", [_moment(each) for each in news(told)], "Nothing else."),
    ]
    return "".join(
        [
            f"<h2 dir='ltr' style='margin:0'>{escape(told.name)}</h2>",
            f"<p style='margin:0 0 4px 0;font-size:8.5pt'>{escape(head)}</p>",
            f"<p style='{_TIGHT}'>{escape(shop)} · brief for a talk on {_day(told.today)} · for the manager only</p>",
            _figures(told),
            "<table width='100%' cellspacing='0' cellpadding='0'><tr>"
            f"<td width='50%' style='padding-right:10px'>{''.join(left)}</td>"
            f"<td width='50%' style='padding-left:10px'>{''.join(right)}</td></tr></table>",
            _section(
                "Notes", [told.detail.notes.strip()] if told.detail.notes.strip() else [], "None.", cut=600
            ),
            "<h4 style='margin:6px 0 2px 0'>For this talk: what to ask, what was agreed, by when</h4>",
            "<table width='100%' cellspacing='0' cellpadding='4'>",
            *[f"<tr><td style='{_RULE}'>&nbsp;</td></tr>" for _ in range(_LINES)],
            "</table>",
        ]
    )


def news(told: Story) -> list[Moment]:
    """What happened in the last three months that no other section says; sealed things left out."""
    since = told.today - dt.timedelta(days=_NEWS_DAYS)
    return [
        moment
        for moment in told.moments
        if since <= moment.on <= told.today
        and moment.kind not in _QUIET
        and moment.kind != "Coaching"
        and moment.visibility != "sealed"
    ][:_MOST]


def _figures(told: Story) -> str:
    if not told.figures:
        return f"<p style='{_TIGHT}'>No figures: there are no contacts of this person.</p>"
    heads = ("Measure", f"12 weeks, {told.weeks}", told.period, "Target", "n", "")
    sides = ("left", "left", "right", "right", "right", "left")
    cells = "".join(
        f"<th align='{side}' style='border-bottom:1px solid black;padding-right:8px'>{escape(head)}</th>"
        for head, side in zip(heads, sides, strict=True)
    )
    rows = "".join(_figure(number, line, sides) for number, line in enumerate(told.figures))
    return (
        "<table width='100%' cellspacing='0' cellpadding='2' style='font-size:8pt;margin-top:4px'>"
        f"<tr>{cells}</tr>{rows}</table>"
        f"<p style='margin:1px 0 4px 0;font-size:7pt'>n: how many contacts or answers {escape(told.period)} rests on."
        " The dashes are the target. Not judged: too few, or chance alone could explain the difference.</p>"
    )


def _figure(number: int, line: FigureLine, sides: Sequence[str]) -> str:
    picture = f"<img src='spark{number}' width='{SPARK[0]}' height='{SPARK[1]}'>"
    texts = (
        escape(line.name),
        picture,
        escape(line.value),
        escape(line.aim),
        f"{line.n:,}",
        escape(line.word),
    )
    return (
        "<tr>"
        + "".join(
            f"<td align='{side}' style='{_RULE};padding-right:8px'>{text}</td>"
            for text, side in zip(texts, sides, strict=True)
        )
        + "</tr>"
    )


def _section(title: str, lines: Sequence[str], nothing: str, cut: int = _LONGEST) -> str:
    shown = [_short(line, cut) for line in lines[:_MOST]]
    if len(lines) > _MOST:
        shown.append(f"and {len(lines) - _MOST} more")
    inside = "".join(f"<p dir='ltr' style='{_TIGHT}'>• {escape(line)}</p>" for line in shown)
    return f"<h4 style='margin:6px 0 1px 0'>{escape(title)}</h4>" + (
        inside or f"<p style='{_TIGHT}'>{escape(nothing)}</p>"
    )


def _leave(told: Story) -> Iterable[str]:
    if told.leave.now is not None:
        yield f"Out today: {leave_words(told.leave.now)}"
    yield from (leave_words(row) for row in told.leave.next)
    yield from (f"{name} left: {text}" for name, text in told.leave.balances)
    if told.leave.year:
        yield "Away in twelve months: " + ", ".join(f"{kind} {days}" for kind, days in told.leave.year)


def _moment(moment: Moment) -> str:
    return f"{_day(moment.on)} {moment.kind}: {' · '.join(part for part in (moment.text, moment.detail) if part)}"


def _due(text: str, due_on: dt.date | None, today: dt.date) -> str:
    if due_on is None:
        return text
    days = (today - due_on).days
    return f"{text} ({f'{days} d late' if days > 0 else f'due {_day(due_on)}'})"


def _short(text: str, most: int) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= most else clean[: most - 1].rstrip() + "…"


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"
