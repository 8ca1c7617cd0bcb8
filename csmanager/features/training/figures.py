"""What training took and brought: hours and cost of a period, and a measure before and after a course."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.team.tables import Person
from csmanager.features.training.queries import EnrolmentRow, enrolments
from csmanager.features.training.rules import State
from csmanager.features.training.tables import Course, Enrolment

if TYPE_CHECKING:
    from csmanager.science.effects import Sample

WEEKS = 12  # before and after a pass, over which a measure is compared
ENOUGH = 20  # answers or graded contacts on each side below which nothing is said
_TAKEN = frozenset({State.ATTENDED, State.PASSED, State.FAILED, State.EXPIRED})


@dataclass(frozen=True, slots=True)
class SpentRow:
    """A course in a period. ``n``: times it was taken by somebody; ``people``: by how many different ones.

    ``cost_cents``: of the places, None where no course of it has a price. Pay for the hours is not in it.
    """

    id: int
    course: str
    n: int
    people: int
    minutes: int
    cost_cents: int | None
    passed: int
    tried: int
    rows: tuple[EnrolmentRow, ...]


def spent(session: Session, first: dt.date, last: dt.date, today: dt.date) -> list[SpentRow]:
    """Hours and cost of each course from ``first`` to ``last`` (inclusive), most hours first."""
    found: dict[int, list[EnrolmentRow]] = defaultdict(list)
    for row in enrolments(session, today, everything=True):
        if row.state in _TAKEN and row.done_on is not None and first <= row.done_on <= last:
            found[row.course_id].append(row)
    made = []
    for course_id, rows in found.items():
        prices = [row.cost_cents for row in rows if row.cost_cents is not None]
        ended = [row for row in rows if row.state is not State.ATTENDED]
        made.append(
            SpentRow(
                course_id,
                rows[0].course,
                len(rows),
                len({row.person_id for row in rows}),
                sum(row.minutes for row in rows),
                sum(prices) if prices else None,
                sum(row.state is not State.FAILED for row in ended),
                len(ended),
                tuple(rows),
            )
        )
    return sorted(made, key=lambda row: (-row.minutes, row.course.casefold()))


@dataclass(frozen=True, slots=True)
class PersonEffect:
    """A measure of one person before and after passing, with what each rests on."""

    person: str
    passed_on: dt.date
    before: float | None
    n_before: int
    after: float | None
    n_after: int


@dataclass(frozen=True, slots=True)
class CourseEffect:
    """What became of a course's measure. ``outcome``: helped, no_change, worse or unknown; ``says``: one sentence.

    All of those who passed together where the measure is a share; for other measures only person by person.
    """

    metric: str
    unit: str
    before: float | None
    n_before: float
    after: float | None
    n_after: float
    change: float | None
    low: float | None
    high: float | None
    outcome: str
    says: str
    people: tuple[PersonEffect, ...]


def course_effect(session: Session, course_id: int, today: dt.date) -> CourseEffect | None:
    """The measure of a course over the twelve weeks before and after each pass; None where it names no measure.

    Before and after are compared by ``science.effects``; below ``ENOUGH`` on either side nothing is said. It shows
    what happened, not why: whoever is sent to a course after a bad stretch tends to have a better one next.
    """
    from csmanager.features.reviews.rules import Better
    from csmanager.features.reviews.targets import dictionary
    from csmanager.science.effects import effect

    course = session.get(Course, course_id)
    metric = next(
        (row for row in dictionary(session) if course is not None and row.key == course.metric_key), None
    )
    if course is None or metric is None:
        return None
    people = _people(session, course_id, metric.key, today)
    unit = str(metric.unit)
    if not people:
        return CourseEffect(
            metric.name, unit, None, 0, None, 0, None, None, None, "unknown",
            "Nobody has passed this course for a week or longer.", (),
        )  # fmt: skip
    if unit != "share":
        return CourseEffect(
            metric.name, unit, None, 0, None, 0, None, None, None, "unknown",
            "This measure is compared person by person only; it cannot be added up.", tuple(people),
        )  # fmt: skip
    before = _sample((one.before, one.n_before) for one in people)
    after = _sample((one.after, one.n_after) for one in people)
    found = effect(before, after, better_is_higher=metric.better is not Better.LOWER, minimum_n=ENOUGH)
    return CourseEffect(
        metric.name, unit, found.before, found.n_before, found.after, found.n_after, found.change, found.low,
        found.high, str(found.outcome), found.reason, tuple(people),
    )  # fmt: skip


def _people(session: Session, course_id: int, metric_key: str, today: dt.date) -> list[PersonEffect]:
    from csmanager.features.reviews.cube import figures
    from csmanager.features.reviews.periods import span
    from csmanager.features.reviews.queries import Line, review

    newest = figures(session).last_day
    if newest is None:
        return []
    query = (
        sa.select(Enrolment.person_id, Person.name, sa.func.min(Enrolment.done_on))
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.course_id == course_id,
            Enrolment.state.in_((State.PASSED, State.EXPIRED)),
            Enrolment.done_on <= min(today, newest) - dt.timedelta(days=7),
        )
        .group_by(Enrolment.person_id, Person.name)
        .order_by(Person.name)
    )

    def line(person_id: int, first: dt.date, last: dt.date) -> Line | None:
        read = review(session, span(first, last), person=person_id, trends=False)
        return next((one for own in read.people.values() for one in own if one.metric == metric_key), None)

    found = []
    for person_id, name, on in session.execute(query).all():
        if on is None:
            continue
        reach = dt.timedelta(weeks=WEEKS)
        before = line(person_id, on - reach + dt.timedelta(days=1), on)
        after = line(person_id, on + dt.timedelta(days=1), min(on + reach, newest))
        found.append(
            PersonEffect(
                name, on, before.value if before else None, before.n if before else 0,
                after.value if after else None, after.n if after else 0,
            )
        )  # fmt: skip
    return found


def _sample(parts: Iterable[tuple[float | None, int]]) -> Sample:
    from csmanager.science.effects import Kind, Sample

    known = [(value, n) for value, n in parts if value is not None and n]
    return Sample(Kind.SHARE, sum(n for _, n in known), sum(value * n for value, n in known))
