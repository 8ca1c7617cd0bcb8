"""Collects what a report says: figures, people, targets, the ledger. One consistent view of the store."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import history
from csmanager.core.settings import read_settings
from csmanager.core.smallgroups import smallest
from csmanager.features.contacts.rules import Direction
from csmanager.features.contacts.tables import Contact, ImportBatch
from csmanager.features.hiring.knowing.period import of_period
from csmanager.features.reports.data import (
    NOBODY,
    WHOLE_TEAM,
    Fact,
    Figure,
    Intake,
    Measure,
    Member,
    ReportData,
    Span,
    Tie,
)
from csmanager.features.reports.smallgroups import covered
from csmanager.features.reports.tables import ReportComment
from csmanager.features.reviews import periods
from csmanager.features.reviews.kinds import Source
from csmanager.features.reviews.periods import Period, PeriodKind
from csmanager.features.reviews.queries import Line, Review, TrendPoint, review, series
from csmanager.features.reviews.tables import Metric
from csmanager.features.reviews.targets import dictionary
from csmanager.features.team.queries import PersonRow, people
from csmanager.features.team.rules import STATUS_WORDS

MONTHS = 24  # on the sheet Data, at least
_MOST_MONTHS = 120
_SPANS = 13  # months of the trends: a year and the same month of the year before
_QUARTERS = 8
_EPOCH = dt.date(1970, 1, 1)
_APART_SOURCES = frozenset({Source.FORMULA, Source.BY_HAND, Source.PEOPLE})  # of which months do not add up
_APART = frozenset({"contacts_per_hour"})  # counts whole hours, so neither do its parts
_NOTHING = 1e-6

Sums = dict[str, tuple[float, float | None]]  # measure key -> numerator, denominator
Series = dict[int | None, dict[str, tuple[TrendPoint, ...]]]


def gather(
    session: Session,
    period: Period,
    *,
    made_at: dt.datetime,
    file_name: str,
    with_names: bool = True,
    is_letter: bool = False,
    comment: str | None = None,
    months: int = MONTHS,
) -> ReportData:
    """The report of ``period``. ``comment`` None: as it is stored; ``months``: how many the tidy table goes back."""
    settings = read_settings(session)
    made = review(session, period, trends=False)
    first_day, last_day = data_days(session)
    period = periods.clipped(period, first_day) if first_day is not None else period
    made = _that_add_up(session, made)
    measures = _measures(session, {line.metric for line in made.team})
    roster = {row.id: row for row in people(session, period.last, include_left=True, include_future=True)}
    labels = _labels(made, roster, with_names)
    spans = _spans(period)
    count = _months_needed(period, spans, months)
    points = series(session, period, count)
    facts = _facts(measures, points, labels, roster)
    team = {line.metric: _figure(line) for line in made.team}
    data = ReportData(
        store=settings.name,
        file_name=file_name,
        time_zone=settings.time_zone,
        currency=settings.currency,
        period_key=period.key,
        period=period.title,
        first=period.first,
        last=period.last,
        made_at=made_at,
        version=program_version(),
        with_names=with_names,
        comment=stored_comment(session, period.key) if comment is None else comment,
        measures=measures,
        team=team,
        members=_members(made, roster, labels, period),
        spans=_with_sums(spans, facts),
        facts=tuple(facts),
        intakes=_intakes(session, period),
        tie=_tie(session, period),
        chain_head=history.last(session.connection())[1],
        previous=_before(period),
        is_whole_months=_is_whole_months(period, first_day, last_day, count),
        is_letter=is_letter,
        notes=_notes(period, last_day),
        hiring=of_period(session, period.first, period.last),
    )
    return covered(data, smallest(session))


def program_version() -> str:
    """The version of this program."""
    try:
        return version("csmanager")
    except PackageNotFoundError:
        return "from source"


def stored_comment(session: Session, period_key: str) -> str:
    """The manager's words for a period, "" where there are none."""
    return session.scalar(sa.select(ReportComment.text).where(ReportComment.period == period_key)) or ""


def data_days(session: Session) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day there are contacts of."""
    first = session.scalar(sa.select(sa.func.min(Contact.day)))  # one by one: each is one step down an index
    last = session.scalar(sa.select(sa.func.max(Contact.day)))
    return _date(first), _date(last)


def _date(day: int | None) -> dt.date | None:
    return None if day is None else _EPOCH + dt.timedelta(days=day)


def _that_add_up(session: Session, made: Review) -> Review:
    """A review with the measures whose numbers of months and people add up to those of the whole."""
    keys = {
        row.key
        for row in dictionary(session)
        if row.source not in _APART_SOURCES and row.key not in _APART and _is_told(made, row.key)
    }
    return replace(
        made,
        team=[line for line in made.team if line.metric in keys],
        people={name: [line for line in lines if line.metric in keys] for name, lines in made.people.items()},
    )


def _is_told(made: Review, key: str) -> bool:
    """Whether the period says anything of a measure, or a target asks for it."""
    line = next((line for line in made.team if line.metric == key), None)
    return line is not None and (line.value is not None or line.target is not None)


def _measures(session: Session, keys: set[str]) -> tuple[Measure, ...]:
    every = session.scalars(sa.select(Metric).order_by(Metric.position, Metric.id))
    found = [metric for metric in every if metric.key in keys]
    shared = Counter(metric.name.casefold() for metric in found)
    return tuple(
        Measure(
            metric.key,
            metric.name if shared[metric.name.casefold()] == 1 else f"{metric.name} ({metric.key})",
            _first_sentence(metric.definition)[0],
            metric.formula,
            _first_sentence(metric.definition)[1],
            str(metric.unit),
            str(metric.better),
            str(metric.level),
            metric.minimum_n,
            metric.version,
        )
        for metric in found
    )


def _first_sentence(definition: str) -> tuple[str, str]:
    """The first sentence says what a measure is, the others what is left out and how to read it."""
    first, dot, rest = definition.partition(". ")
    return (f"{first}.", rest.strip()) if dot else (definition, "")


def _figure(line: Line) -> Figure:
    numerator, denominator = sums(str(line.unit), line.value, line.n)
    return Figure(
        line.metric,
        numerator,
        denominator,
        line.n,
        line.value,
        None if line.low is None else max(line.low, 0.0) if line.unit == "seconds" else line.low,
        line.high,
        line.previous,
        line.target,
        line.upper,
        str(line.status),
        " ".join((line.reason, *line.beside)).strip(),
        line.median,
        line.p90,
    )


def sums(unit: str, value: float | None, n: int) -> tuple[float | None, float | None]:
    """What a value is made of. Exact: contacts, ratings and milliseconds are whole numbers."""
    if value is None:
        return None, None
    if unit == "count":
        return float(round(value)), None
    if unit == "seconds":
        return round(value * n * 1000) / 1000, float(n)
    whole = value * n
    if abs(whole - round(whole)) < 1e-6 * max(n, 1):
        return float(round(whole)), float(n)
    return whole, float(n)  # a mean of scores, or so many for each one of a base


def _labels(made: Review, roster: dict[int, PersonRow], with_names: bool) -> dict[int, str]:
    """How each person is shown: a name, with the code where two share it, or the code alone."""
    known = {row.id: (row.name, row.code) for row in roster.values()}
    known |= {person.id: (person.name, person.code) for person in made.persons.values()}
    if not with_names:
        return {key: code for key, (_, code) in known.items()}
    shared = Counter(name for name, _ in known.values())
    return {key: f"{name} ({code})" if shared[name] > 1 else name for key, (name, code) in known.items()}


def _members(
    made: Review, roster: dict[int, PersonRow], labels: dict[int, str], period: Period
) -> tuple[Member, ...]:
    members = []
    for name, lines in made.people.items():
        person = made.persons[name]
        row = roster.get(person.id)
        if not any(line.n for line in lines) and not (row is not None and _was_here(row, period)):
            continue
        members.append(
            Member(
                labels[person.id],
                person.team or "",
                person.role or "",
                None if row is None else row.weekly_minutes,
                None if row is None else row.started_on,
                None if row is None else row.left_on,
                "" if row is None else STATUS_WORDS[row.status],
                {line.metric: _figure(line) for line in lines},
            )
        )
    return tuple(sorted(members, key=lambda member: member.label.casefold()))


def _was_here(row: PersonRow, period: Period) -> bool:
    started = row.started_on is None or row.started_on <= period.last
    return started and (row.left_on is None or row.left_on >= period.first)


def _spans(period: Period) -> list[Period]:
    if period.kind is PeriodKind.QUARTER:
        return periods.recent(period, _QUARTERS)
    return periods.recent(periods.month_of(period.last), _SPANS)


def _months_needed(period: Period, spans: Sequence[Period], months: int) -> int:
    first = min(period.first, spans[0].first)
    own = periods.month_number(period.last) - periods.month_number(first) + 1
    return min(max(own, months), _MOST_MONTHS)


def _facts(
    measures: Iterable[Measure], points: Series, labels: dict[int, str], roster: dict[int, PersonRow]
) -> list[Fact]:
    """One row for each month, person and measure that has data; what nobody is known for is a row of its own."""
    facts: list[Fact] = []
    persons = sorted(
        (key for key in points if key is not None and key in labels), key=lambda key: labels[key].casefold()
    )
    for measure in measures:
        team = _sums_by_month(measure, points.get(None, {}).get(measure.key, ()))
        own = {key: _sums_by_month(measure, points[key].get(measure.key, ())) for key in persons}
        for month, (numerator, denominator) in team.items():
            if measure.level == "team":
                facts.append(Fact(month, WHOLE_TEAM, "", "", measure.key, numerator, denominator))
                continue
            shares = [(key, found[month]) for key, found in own.items() if month in found]
            rest = numerator - sum(part for _, (part, _) in shares)
            rest_n = (
                None if denominator is None else denominator - sum(part or 0.0 for _, (_, part) in shares)
            )
            if (rest_n if rest_n is not None else rest) < 0:  # ratings on several scales do not add up
                facts.append(Fact(month, WHOLE_TEAM, "", "", measure.key, numerator, denominator))
                continue
            for key, (part, part_n) in shares:
                row = roster.get(key)
                team_name, role = (row.team or "", row.role or "") if row is not None else ("", "")
                facts.append(Fact(month, labels[key], team_name, role, measure.key, part, part_n))
            if rest_n or abs(rest) > _NOTHING:
                facts.append(Fact(month, NOBODY, "", "", measure.key, _tidy(rest), rest_n))
    return facts


def _tidy(value: float) -> float:
    return round(value, 3)  # sums of milliseconds, in seconds


def _sums_by_month(
    measure: Measure, points: tuple[TrendPoint, ...]
) -> dict[dt.date, tuple[float, float | None]]:
    found = {}
    for point in points:
        numerator, denominator = sums(measure.unit, point.value, point.n)
        if numerator is None or (denominator is None and not numerator):
            continue
        found[periods.parse_period(point.key, dt.date.max).first] = (numerator, denominator)
    return found


def _with_sums(spans: Sequence[Period], facts: Sequence[Fact]) -> tuple[Span, ...]:
    totals: dict[dt.date, Sums] = {}
    for fact in facts:
        of_month = totals.setdefault(fact.month, {})
        numerator, denominator = of_month.get(fact.key, (0.0, None))
        more = None if fact.denominator is None else (denominator or 0.0) + fact.denominator
        of_month[fact.key] = (numerator + fact.numerator, more)
    made: list[Span] = []
    for span in spans:
        added: Sums = {}
        for month, of_month in totals.items():
            if not span.first <= month <= span.last:
                continue
            for key, (numerator, denominator) in of_month.items():
                before, before_n = added.get(key, (0.0, None))
                added[key] = (
                    before + numerator,
                    None if denominator is None else (before_n or 0.0) + denominator,
                )
        title = _span_title(span)
        if added or made:  # what lies before the first contact is not shown
            made.append(Span(title, span.first, span.last, added))
    return tuple(made)


def _span_title(span: Period) -> str:
    if span.kind is PeriodKind.QUARTER:
        return f"Q{(span.first.month + 2) // 3} {span.first.year}"
    return f"{periods.MONTHS[span.first.month - 1][:3]} {span.first.year}"


def _intakes(session: Session, period: Period) -> tuple[Intake, ...]:
    found = session.execute(
        sa.select(ImportBatch)
        .where(ImportBatch.first_day <= period.last, ImportBatch.last_day >= period.first)
        .order_by(ImportBatch.imported_at, ImportBatch.id)
    ).scalars()
    return tuple(
        Intake(
            batch.file_name,
            batch.imported_at.date(),
            batch.rows_read,
            batch.rows_added,
            batch.rows_updated,
            batch.rows_set_aside,
        )
        for batch in found
    )


def _tie(session: Session, period: Period) -> Tie:
    first, last = (day.toordinal() - _EPOCH.toordinal() for day in (period.first, period.last))
    counted = sa.func.count()
    total = session.scalar(sa.select(counted).select_from(Contact)) or 0
    before = session.scalar(sa.select(counted).where(Contact.day < first)) or 0
    after = session.scalar(sa.select(counted).where(Contact.day > last)) or 0
    inside = Contact.day.between(first, last)
    in_period = session.scalar(sa.select(counted).where(inside)) or 0
    outbound = session.scalar(sa.select(counted).where(inside, Contact.direction == Direction.OUTBOUND)) or 0
    excluded = (("Left out: started by the shop itself (outbound)", outbound),)
    return Tie(total, before, in_period, after, in_period - outbound, excluded)


def _before(period: Period) -> str:
    earlier = periods.previous(period)
    return "nothing before" if earlier is None else earlier.title


def _is_whole_months(
    period: Period, first_day: dt.date | None, last_day: dt.date | None, months: int
) -> bool:
    starts = period.first.day == 1 or (first_day is not None and period.first <= first_day)
    ends = period.last == periods.month_of(period.last).last or (
        last_day is not None and period.last >= last_day
    )
    covered = periods.month_number(period.last) - periods.month_number(period.first) < months
    return starts and ends and covered


def _notes(period: Period, last_day: dt.date | None) -> tuple[str, ...]:
    if last_day is None:
        return ("The store holds no contacts yet.",)
    if last_day < period.last:
        return (f"The contacts in the store end on {periods.day_text(last_day)}, before the period does.",)
    return ()
