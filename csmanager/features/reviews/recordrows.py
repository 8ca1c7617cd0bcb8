"""The records behind a figure that is not made of single contacts: grades, answers, complaints, shifts, weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews.formula import VARIABLES, parse
from csmanager.features.reviews.kinds import Source
from csmanager.features.reviews.periods import Period
from csmanager.features.reviews.targets import MetricRow, dictionary
from csmanager.features.schedule.rules import times_text
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Person

_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in words. ``cells`` in the order of the titles."""

    day: dt.date
    person: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordsBehind:
    """Records with what their cells are. ``noun``: one of them in words."""

    noun: str
    titles: tuple[str, ...]
    rows: list[RecordRow]


def records_behind(
    session: Session, metric: str, period: Period, people: Collection[int] | None = None
) -> RecordsBehind:
    """The very records a measure counts, oldest first; ``people`` None: everyone, and records of nobody.

    Raises RuleBroken for a measure of single contacts or of a formula, whose rows are found otherwise.
    """
    row = next((one for one in dictionary(session) if one.key == metric), None)
    if row is None:
        raise RuleBroken("This measure is no longer there.")
    first, last = (period.first - _EPOCH).days, (period.last - _EPOCH).days
    if row.source is Source.FORMULA:
        return _made_of(session, row, period, people)
    reader = _READERS.get(metric) or _BY_SOURCE.get(row.source)
    if reader is None:
        raise RuleBroken(f"{row.name} is not made of single records; see what it is made of.")
    whom = None
    if people is not None:
        whom = {raw for raw, counts in canonical_ids(session).items() if counts in people}
    names = _names(session)
    noun, titles, statement, words = reader
    parameters: tuple[Any, ...] = (first, last)
    if row.source is Source.PEOPLE:
        parameters = (period.last.isoformat(), period.last.isoformat())
    if row.source is Source.BY_HAND:
        parameters = (period.first.isoformat(), period.last.isoformat(), row.id)
    rows = []
    for person, day, *cells in session.connection().exec_driver_sql(statement, parameters):
        if whom is None or person in whom:
            when = dt.date.fromisoformat(day) if isinstance(day, str) else _EPOCH + dt.timedelta(days=day)
            rows.append(RecordRow(when, names.get(person, ""), words(cells)))
    return RecordsBehind(noun, titles, rows)


def _names(session: Session) -> dict[int, str]:
    return dict(session.execute(sa.select(Person.id, Person.name)).all())


def _made_of(
    session: Session, row: MetricRow, period: Period, people: Collection[int] | None
) -> RecordsBehind:
    """What a formula counts, for each person."""
    from csmanager.features.reviews.cube import figures, groups_of

    formula = parse(row.expression or "")
    canonical = canonical_ids(session)
    cube = figures(session)
    groups = groups_of(cube, canonical)
    sums = cube.sums([period], groups)
    names = _names(session)
    counts = [(VARIABLES[name], sums.of(VARIABLES[name].fact)[0].tolist()) for name in formula.names]
    rows = []
    for place, person in enumerate(groups.ids):
        if people is not None and person not in people:
            continue
        rows += [
            RecordRow(period.last, names.get(person, ""), (one.words, f"{found[place] * one.worth:,.2f}"))
            for one, found in counts
            if found[place]
        ]
    return RecordsBehind("count", ("Counted", "How many"), rows)


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value * 100:.1f} %"


def _money(cents: int | None) -> str:
    return "" if cents is None else f"{cents / 100:,.2f}"


def _hours(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60}:{minutes % 60:02d}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _day(number: int | None) -> str:
    return "" if number is None else (_EPOCH + dt.timedelta(days=number)).isoformat()


Reader = tuple[str, tuple[str, ...], str, Callable[[list[Any]], tuple[str, ...]]]

_GRADES: Reader = (
    "grade",
    ("Score", "Critical items missed", "Card", "Grader", "Contact", "Comment"),
    "SELECT e.person_id, e.day, e.share, e.critical_missed, s.name, e.grader, e.reference, e.comment"
    " FROM evaluation e JOIN scorecard s ON s.id = e.scorecard_id WHERE e.day BETWEEN ? AND ? ORDER BY e.day, e.id",
    lambda c: (_percent(c[0]), str(c[1]), c[2], c[3], c[4], c[5]),
)


def _answers(measures: str) -> Reader:
    return (
        "answer",
        ("Answer", "Best of the scale", "Question", "Contact"),
        "SELECT person_id, day, value, high, question, reference FROM survey_answer WHERE day BETWEEN ? AND ?"
        f" AND measure IN ({measures}) AND value IS NOT NULL ORDER BY day, id",
        lambda c: (_number(c[0]), _number(c[1]), c[2], c[3]),
    )


def _complaints(condition: str) -> Reader:
    return (
        "complaint",
        ("Number", "Closed", "State", "Cause", "Upheld", "Redress", "What was said"),
        "SELECT person_id, day, external_id, closed_day, state, cause, upheld, remedy_cents, text FROM complaint"
        f" WHERE {condition} ORDER BY day, id",
        lambda c: (
            c[0],
            _day(c[1]),
            c[2],
            c[3],
            "" if c[4] is None else "yes" if c[4] else "no",
            _money(c[5]),
            c[6],
        ),
    )


_WORKED: Reader = (
    "shift",
    ("From, to", "Worked", "Cost", "Note"),
    "SELECT person_id, day, start_minute, end_minute, worked_minutes, cost_cents, note FROM worked_shift"
    " WHERE day BETWEEN ? AND ? ORDER BY day, id",
    lambda c: (times_text(c[0], c[1]), _hours(c[2]), _money(c[3]), c[4]),
)
_PLANNED: Reader = (
    "planned shift",
    ("Planned", "Worked from, to", "Worked", "Note"),
    "SELECT p.person_id, p.day, p.start_minute, p.end_minute, w.start_minute, w.end_minute, w.worked_minutes, p.note"
    " FROM planned_shift p LEFT JOIN worked_shift w ON w.person_id = p.person_id AND w.day = p.day"
    " WHERE p.day BETWEEN ? AND ? ORDER BY p.day, p.id",
    lambda c: (times_text(c[0], c[1]), times_text(c[2], c[3]), _hours(c[4]), c[5]),
)
_AWAY: Reader = (
    "absence",
    ("Until", "Kind", "Word of the file", "Note"),
    "SELECT person_id, first_day, last_day, kind, word, note FROM absence"
    " WHERE last_day >= ? AND first_day <= ? AND minutes IS NULL AND kind IN ('sick', 'unpaid', 'other')"
    " ORDER BY first_day, id",
    lambda c: (_day(c[0]), c[1], c[2], c[3]),
)
_INTERVALS: Reader = (
    "row of the system",
    ("From", "Queue", "Offered", "Answered", "In time", "Handle time", "Signed in"),
    "SELECT person_id, last_day, first_day, queue, offered, answered, within_target, handle_ms, login_ms"
    " FROM interval_figures WHERE last_day BETWEEN ? AND ? ORDER BY last_day, id",
    lambda c: (
        _day(c[0]),
        c[1],
        _number(c[2]),
        _number(c[3]),
        _number(c[4]),
        _hours(None if c[5] is None else c[5] // 60_000),
        _hours(None if c[6] is None else c[6] // 60_000),
    ),
)
_WEEKS: Reader = (
    "week",
    ("Value", "Rests on", "Note"),
    "SELECT person_id, day, value, n, note FROM manual_value WHERE day BETWEEN ? AND ? AND metric_id = ?"
    " ORDER BY day, id",
    lambda c: (_number(c[0]), str(c[1]), c[2]),
)
_LEFT: Reader = (
    "person who left",
    ("Code", "Started", "Reason"),
    "SELECT id, left_on, code, started_on, leave_reason FROM person WHERE merged_into_id IS NULL"
    " AND left_on > date(?, '-365 days') AND left_on <= ? ORDER BY left_on, id",
    lambda c: (c[0], c[1] or "", c[2] or ""),
)
_BY_SOURCE: dict[Source, Reader] = {
    Source.PEOPLE: _LEFT,
    Source.EVALUATIONS: _GRADES,
    Source.COMPLAINTS: _complaints("day BETWEEN ? AND ?"),
    Source.SHIFTS: _WORKED,
    Source.ROTA: _PLANNED,
    Source.INTERVALS: _INTERVALS,
    Source.BY_HAND: _WEEKS,
}
_READERS: dict[str, Reader] = {
    "survey_satisfied": _answers("'csat'"),
    "survey_satisfaction": _answers("'csat'"),
    "survey_nps": _answers("'nps'"),
    "customer_effort": _answers("'ces'"),
    "found_it_easy": _answers("'ces'"),
    "survey_response": _answers("'csat', 'nps', 'ces', ''"),
    "complaint_days": _complaints("closed_day BETWEEN ? AND ?"),
    "complaints_upheld": _complaints("day BETWEEN ? AND ? AND upheld IS NOT NULL"),
    "redress_per_complaint": _complaints("day BETWEEN ? AND ? AND remedy_cents IS NOT NULL"),
    "absence_rate": _AWAY,
}
