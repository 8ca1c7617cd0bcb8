"""All that the page of one person shows, read in one go aside from the window."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.features.commitments.queries import CommitmentRow, commitments
from csmanager.features.commitments.rules import Owner
from csmanager.features.contacts.tables import Contact
from csmanager.features.handbook.knowing.queries import KnowRow
from csmanager.features.handbook.knowing.queries import gaps as policy_gaps
from csmanager.features.leave import ledger
from csmanager.features.leave.away import AwayRow, away
from csmanager.features.leave.contracts import work
from csmanager.features.leave.rules import HOLDS, LeaveState, days_text, span_text
from csmanager.features.reviews import queries as reviews
from csmanager.features.reviews.periods import Period, span
from csmanager.features.reviews.rules import Verdict
from csmanager.features.reviews.words import STATUS, target_text, value_text
from csmanager.features.skills.queries import MatrixRow, matrix
from csmanager.features.skills.rules import STANDING_WORDS, Standing
from csmanager.features.team.org.queries import managers_on
from csmanager.features.team.person.fairness import HoursShare, hours_shares
from csmanager.features.team.person.queries import ids_of, moments
from csmanager.features.team.queries import PersonDetail, PersonRow, labels, people, person
from csmanager.features.team.rules import STATUS_WORDS, Status, hours_text, tenure_text
from csmanager.features.today.figures import FIRST, last_month
from csmanager.features.wellbeing import availability
from csmanager.features.wellbeing.rules import CAN_WORDS, WEEKDAYS
from csmanager.features.wellbeing.rules import span_text as span_of_day

WEEKS = 12
MOST_FIGURES = 8
_EPOCH = dt.date(1970, 1, 1)
_YEAR = dt.timedelta(days=365)
_MARKS = {
    Verdict.ON_TARGET: "good",
    Verdict.MISSING: "bad",
    Verdict.NOT_JUDGED: "none",
    Verdict.NO_DATA: "none",
}


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One measure of the last full month, with its weeks. ``weeks``: a value for each, oldest first, None: no data.

    ``target``: the level alone, for the line across; ``record`` opens the rows behind the figure.
    """

    metric: str
    name: str
    value: str
    n: int
    aim: str
    target: float | None
    mark: str
    word: str
    reason: str
    weeks: tuple[float | None, ...]
    counts: tuple[int, ...]
    record: str


@dataclass(frozen=True, slots=True)
class LeaveBrief:
    """Leave of a person: away now, what comes, what is left, and days of work missed in the last year by type."""

    now: AwayRow | None
    next: tuple[AwayRow, ...]
    balances: tuple[tuple[str, str], ...]
    year: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill that is below what the role asks for, or runs out."""

    skill_id: int
    skill: str
    level: int
    required: int
    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class Story:
    """One person, whole. ``today``: the day it was read for; ``period``: the month of the figures, "" without."""

    today: dt.date
    detail: PersonDetail
    name: str
    manager: str
    standing: tuple[str, str]
    tenure: str
    period: str
    weeks: str
    figures: tuple[FigureLine, ...]
    owed: tuple[CommitmentRow, ...]
    unsigned: tuple[KnowRow, ...]
    leave: LeaveBrief
    skills: tuple[SkillLine, ...]
    judged: int
    moments: tuple[Moment, ...]
    week: tuple[tuple[str, str], ...] = ()  # weekday and what was said of it
    hours: tuple[HoursShare, ...] = ()

    @property
    def head(self) -> list[str]:
        """Since when, to whom they report, contract hours, how to reach them; only what is known."""
        row, detail = self.detail.person, self.detail
        since = f"since {_day(row.started_on)} ({self.tenure})" if row.started_on and self.tenure else ""
        hours = f"{hours_text(row.weekly_minutes)} h a week" if row.weekly_minutes is not None else ""
        reports = f"reports to {self.manager}" if self.manager else ""
        return [part for part in (since, reports, hours, detail.email, detail.phone) if part]

    @property
    def theirs(self) -> tuple[CommitmentRow, ...]:
        """What the person owes."""
        return tuple(row for row in self.owed if row.owner is Owner.PERSON)

    @property
    def yours(self) -> tuple[CommitmentRow, ...]:
        """What the manager owes the person."""
        return tuple(row for row in self.owed if row.owner is Owner.MANAGER)

    def latest(self, kind: str, count: int) -> list[Moment]:
        """The newest moments of a kind, up to today, sealed ones left out."""
        found = [
            moment
            for moment in self.moments
            if moment.kind == kind and moment.on <= self.today and moment.visibility != "sealed"
        ]
        return found[:count]


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """Somebody to be chosen."""

    id: int
    name: str
    has_left: bool


def choices(session: Session, today: dt.date) -> list[ChoiceRow]:
    """Everybody, by name; those who left behind the others."""
    names = labels(session)
    rows = people(session, today, include_left=True, include_future=True)
    return [
        ChoiceRow(row.id, names[row.id], row.status is Status.LEFT)
        for row in sorted(rows, key=lambda row: (row.status is Status.LEFT, row.name.casefold(), row.id))
    ]


def story(session: Session, person_id: int, today: dt.date) -> Story | None:
    """All about one person; None where there is none."""
    detail = person(session, person_id, today)
    if detail is None:
        return None
    row, names = detail.person, labels(session)
    manager = managers_on(session, today).get(row.id)
    period, weeks, figures = _figures(session, row, today)
    skills, judged = _skills(session, row.id, today)
    leave = _leave(session, row.id, today)
    return Story(
        today,
        detail,
        names[row.id],
        names.get(manager, "") if manager is not None else "",
        _standing(row, leave.now, today),
        tenure_text(row.started_on, row.left_on if row.status is Status.LEFT and row.left_on else today),
        period,
        weeks,
        figures,
        tuple(commitments(session, person_id=row.id, only_open=True)),
        tuple(policy_gaps(session, row.id, today)),
        leave,
        skills,
        judged,
        tuple(moments(session, row.id)),
        _week(session, row.id),
        hours_shares(session, row.id, today),
    )


def _week(session: Session, person_id: int) -> tuple[tuple[str, str], ...]:
    """When they said they can, like to or cannot work; nothing where nothing was said."""
    spans = availability.week(session, person_id)
    return tuple(
        (
            name,
            ", ".join(
                f"{CAN_WORDS[span.can].lower()} {span_of_day(span.start, span.end)}"
                for span in spans
                if span.weekday == at
            )
            or "not said",
        )
        for at, name in enumerate(WEEKDAYS)
        if spans
    )


def _standing(row: PersonRow, now: AwayRow | None, today: dt.date) -> tuple[str, str]:
    """Mark and words for where a person is today."""
    if row.is_future and row.started_on is not None:
        return ("soon", f"Starts {_day(row.started_on)}")
    if row.status is Status.LEFT:
        return ("none", f"Left {_day(row.left_on)}" if row.left_on else "Left")
    if row.status is Status.ON_LEAVE:
        return ("watch", f"On leave until {_day(row.back_on)}" if row.back_on else "On leave")
    if now is not None:
        until = "today" if now.last == today else f"until {_day(now.last)}"
        return ("watch", f"{now.type}, {until}")
    if row.status is Status.LEAVING and row.left_on is not None:
        return ("soon", f"Last day {_day(row.left_on)}")
    return ("good", "Here today" if row.status is Status.ACTIVE else STATUS_WORDS[row.status])


def _day(day: dt.date | None) -> str:
    return "" if day is None else f"{day.day} {day:%b %Y}"


def _figures(session: Session, row: PersonRow, today: dt.date) -> tuple[str, str, tuple[FigureLine, ...]]:
    """The last full month, measures with a target first, each with twelve weeks."""
    whom = ids_of(session, row.id)
    has_any = session.scalar(sa.select(sa.exists(sa.select(Contact.id).where(Contact.person_id.in_(whom)))))
    period = last_month(session, today)
    if period is None or not has_any:
        return "", "", ()
    found = [line for lines in _lines(session, period, row.id).values() for line in lines]
    wanted = sorted(
        (line for line in found if line.value is not None),
        key=lambda line: (line.target is None, FIRST.index(line.metric) if line.metric in FIRST else 99),
    )[:MOST_FIGURES]
    spans = _weeks(session, today)
    by_week = reviews.points(session, spans, person_ids=[row.id]).get(row.id, {}) if spans else {}
    made = []
    for line in wanted:
        weeks = by_week.get(line.metric, ())
        made.append(
            FigureLine(
                line.metric,
                line.name,
                value_text(line.value, line.unit),
                line.n,
                target_text(line.target, line.upper, line.unit),
                line.target if line.upper is None else None,
                _MARKS[line.status],
                STATUS[line.status].capitalize(),
                line.reason,
                tuple(point.value for point in weeks) or (None,) * len(spans),
                tuple(point.n for point in weeks) or (0,) * len(spans),
                f"person:{row.id}/{period.key}/{line.metric}",
            )
        )
    title = f"{_day(spans[0].first)} to {_day(spans[-1].last)}" if spans else ""
    return period.title, title, tuple(made)


def _lines(session: Session, period: Period, person_id: int) -> dict[str, list[reviews.Line]]:
    return reviews.review(session, period, person=person_id, trends=False).people


def _weeks(session: Session, today: dt.date) -> list[Period]:
    """The last twelve full weeks of data, Monday to Sunday, oldest first."""
    newest = session.scalar(sa.select(sa.func.max(Contact.day)))
    if newest is None:
        return []
    day = min(today, _EPOCH + dt.timedelta(days=newest))
    sunday = day - dt.timedelta(days=(day.weekday() + 1) % 7)
    ends = [sunday - dt.timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    return [span(end - dt.timedelta(days=6), end) for end in ends]


def _skills(session: Session, person_id: int, today: dt.date) -> tuple[tuple[SkillLine, ...], int]:
    view = matrix(session, today)
    row: MatrixRow | None = next((each for each in view.rows if each.id == person_id), None)
    if row is None:
        return (), 0
    marks = {Standing.EXPIRED: "bad", Standing.GAP: "bad", Standing.SOON: "soon"}
    found = []
    for head in view.skills:
        cell = row.cells.get(head.id)
        if cell is None or cell.standing not in marks:
            continue
        words = (
            f"{cell.level} of {cell.required}"
            if cell.standing is Standing.GAP
            else STANDING_WORDS[cell.standing]
        )
        if cell.expires_on is not None and cell.standing is not Standing.GAP:
            words = f"{words} ({_day(cell.expires_on)})"
        mark = marks[cell.standing]
        if cell.standing is Standing.GAP and not cell.mandatory:
            mark = "watch"
        found.append(SkillLine(head.id, head.name, cell.level, cell.required, mark, words))
    return tuple(found), sum(cell.level > 0 for cell in row.cells.values())


def _leave(session: Session, person_id: int, today: dt.date) -> LeaveBrief:
    ahead = away(session, today, today + _YEAR, person_id=person_id)
    now = next((row for row in ahead if row.first <= today and row.state in HOLDS), None)
    coming = tuple(row for row in ahead if row.first > today or row.state is LeaveState.REQUESTED)
    balances = tuple(
        (row.type, row.text(row.minutes))
        for row in ledger.balances(session, today, person_id)
        if row.minutes is not None
    )
    days: dict[str, float] = {}
    contracts = work(session, (today.year - 1, today.year))
    for row in away(session, today - _YEAR, today, person_id=person_id, asked=False):
        first, last = max(row.first, today - _YEAR), min(row.last, today)
        halves = {
            "first_half": row.first_half and first == row.first,
            "last_half": row.last_half and last == row.last,
        }
        spent = sum(cost.share for cost in contracts.costs(person_id, first, last, **halves))
        if spent:
            days[row.type] = days.get(row.type, 0.0) + spent
    year = tuple((kind, days_text(count)) for kind, count in sorted(days.items()))
    return LeaveBrief(now, coming[:3], balances, year)


def leave_words(row: AwayRow) -> str:
    """A leave in one line."""
    return (
        f"{row.words}: {span_text(row.first, row.last, first_half=row.first_half, last_half=row.last_half)}"
    )
