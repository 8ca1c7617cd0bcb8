"""Takes the figures of a period as they are now, with definitions and targets in force, to be kept."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import history
from csmanager.features.contacts.tables import Contact
from csmanager.features.reviews.cycles.grading import grade
from csmanager.features.reviews.cycles.pinned import Pinned, PinnedLine
from csmanager.features.reviews.cycles.tables import ReviewTemplate
from csmanager.features.reviews.figures.board import Choice, board
from csmanager.features.reviews.periods import Period, day_text
from csmanager.features.reviews.queries import Line, Review, review
from csmanager.features.reviews.rules import Scope
from csmanager.features.reviews.targets import MetricRow, TargetRow, dictionary, targets
from csmanager.features.team.queries import canonical_ids, people
from csmanager.features.team.rules import Status

_EPOCH = dt.date(1970, 1, 1)
_MONTHS = 6  # of a line's history that are kept with it


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a cycle would review: who, in which role, and when they left, where they did."""

    id: int
    name: str
    code: str
    team: str
    role: str
    role_id: int | None
    started_on: dt.date | None
    left_on: dt.date | None


def candidates(session: Session, period: Period, today: dt.date) -> list[Candidate]:
    """Everyone who worked here on some day of ``period``, by name, also those who have left since."""
    found = []
    for row in people(session, period.last, include_left=True):
        has_left = row.left_on is not None and row.left_on < period.first
        if has_left or (row.status is Status.LEFT and row.left_on is None):
            continue
        found.append(
            Candidate(
                row.id, row.name, row.code, row.team or "", row.role or "", row.role_id,
                row.started_on, row.left_on if row.left_on is not None and row.left_on < today else None,
            )
        )  # fmt: skip
    return found


class Pinning:
    """Everything a cycle needs of a period, read once for all people."""

    def __init__(self, session: Session, period: Period, today: dt.date) -> None:
        self._period, self._today = period, today
        self._board = board(session, Choice(period))
        self.figures: Review = self._board.view.review
        self._by_person = {who.id: self.figures.people[name] for name, who in self.figures.persons.items()}
        self._metrics = {row.key: row for row in dictionary(session)}
        self._targets = targets(session, on=period.last)
        self._canonical = canonical_ids(session)
        self._notes = (*missing_weeks(session, period), *_too_early(self.figures, period))
        self._changed = _changed_definitions(session, period, self._metrics.values())

    def pin(self, who: Candidate, template: ReviewTemplate, team_id: int | None) -> Pinned:
        """The figures of one person, to be kept."""
        weights: dict[str, float] = json.loads(template.weights)
        lines = self._by_person.get(who.id, [])
        return Pinned(
            self._period.key,
            self._period.title,
            self._period.first.isoformat(),
            self._period.last.isoformat(),
            self._today.isoformat(),
            self.figures.last_day.isoformat() if self.figures.last_day else "",
            who.name,
            who.code,
            who.team,
            who.role,
            template.name,
            template.version,
            json.loads(template.scale),
            json.loads(template.questions),
            json.loads(template.prompts),
            tuple(self._line(line, weights, who, team_id) for line in lines),
            tuple(self._line(line, weights, None, None) for line in self.figures.team),
            (*_presence(who, self._period), *self._notes),
        )

    def _line(
        self, line: Line, weights: Mapping[str, float], who: Candidate | None, team_id: int | None
    ) -> PinnedLine:
        metric = self._metrics.get(line.metric)
        told = self._board.stand(line)
        history = self._board.history(line)
        aim = self._aim(line, who, team_id) if line.target is not None else None
        return PinnedLine(
            line.metric,
            line.name,
            str(line.unit),
            str(line.better),
            line.value,
            line.n,
            line.low,
            line.high,
            line.previous,
            line.target,
            line.upper,
            str(line.status),
            told.reason or line.reason,
            tuple(line.beside),
            metric.what if metric else "contacts",
            metric.version if metric else 1,
            metric.definition if metric else "",
            metric.formula if metric else "",
            metric.minimum_n if metric else 0,
            aim.id if aim else None,
            aim.starts_on.isoformat() if aim else "",
            aim.whom if aim else "",
            float(weights.get(line.metric, 0.0)),
            0,
            self._changed.get(line.metric, ""),
            str(grade(line, told, metric.minimum_n if metric else 0)),
            told.signal,
            tuple(zip(history.values[-_MONTHS:], history.sizes[-_MONTHS:], strict=True)),
        )

    def _aim(self, line: Line, who: Candidate | None, team_id: int | None) -> TargetRow | None:
        """The target that was judged against: the narrowest of those in force, as ``targets.Aims`` finds it."""
        own = [row for row in self._targets if row.metric == line.metric]
        wanted: list[tuple[Scope, int | None]] = [(Scope.STORE, None)]
        if who is not None:
            wanted = [(Scope.PERSON, who.id), (Scope.ROLE, who.role_id), (Scope.TEAM, team_id), *wanted]
        for scope, identity in wanted:
            for row in own:
                is_theirs = (
                    scope is Scope.STORE or self._canonical.get(row.scope_id or 0, row.scope_id) == identity
                )
                if scope in (Scope.ROLE, Scope.TEAM):
                    is_theirs = identity is not None and row.scope_id == identity
                if row.scope is scope and is_theirs and (row.value, row.upper) == (line.target, line.upper):
                    return row
        return None


def _presence(who: Candidate, period: Period) -> list[str]:
    notes = []
    if who.started_on is not None and who.started_on > period.first:
        notes.append(f"Started on {day_text(who.started_on)}; the figures begin there.")
    if who.left_on is not None and who.left_on < period.last:
        notes.append(f"Left on {day_text(who.left_on)}; the figures end there.")
    return notes


def missing_weeks(session: Session, period: Period) -> list[str]:
    """Weeks of a period, Monday to Sunday, of which no contact is in the store, in a sentence each."""
    days = set(
        session.scalars(
            sa.select(Contact.day)
            .where(Contact.day >= (period.first - _EPOCH).days, Contact.day <= (period.last - _EPOCH).days)
            .distinct()
        )
    )
    if not days:
        return []
    found: list[tuple[dt.date, dt.date]] = []
    start = period.first
    while start <= period.last:
        end = min(start + dt.timedelta(days=6 - start.weekday()), period.last)
        numbers = range((start - _EPOCH).days, (end - _EPOCH).days + 1)
        if len(numbers) >= 5 and not days.intersection(numbers):
            if found and found[-1][1] + dt.timedelta(days=1) == start:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        start = end + dt.timedelta(days=1)
    return [
        f"Nothing was imported of {day_text(first)} to {day_text(last)}; the figures rest on the other weeks."
        for first, last in found
    ]


def _too_early(figures: Review, period: Period) -> list[str]:
    if figures.last_day is None:
        return ["There are no contacts in the store yet, so nothing could be judged."]
    if figures.last_day < period.first:
        return [
            f"The data ends on {day_text(figures.last_day)}, before this period, so nothing could be judged."
        ]
    if period.last - figures.last_day > dt.timedelta(days=3):
        return [f"The data ended on {day_text(figures.last_day)} when this was prepared."]
    return []


def _changed_definitions(
    session: Session, period: Period, metrics: Sequence[MetricRow] | Any
) -> dict[str, str]:
    """What to say of measures whose definition was changed on a day of the period."""
    found: dict[str, str] = {}
    for metric in metrics:
        if metric.version == 1:
            continue
        for event in history.life(session, "metric", str(metric.id)):
            before, after, day = event.before, event.after, event.at.date()
            if before is None or after is None or not period.first <= day <= period.last:
                continue
            if before.get("version") != after.get("version"):
                found[metric.key] = (
                    f"Its definition was changed on {day_text(day)}, inside this period; the figure follows"
                    f" version {metric.version} for all of it."
                )
    return found


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure that is another one today than the review says."""

    name: str
    then: str
    now: str
    why: str


def restated(session: Session, pinned: Pinned, person_id: int) -> list[Restated]:
    """What has changed since: figures of the same days computed today, and definitions that are newer now."""
    first, last = pinned.days
    from csmanager.features.reviews.words import value_text

    kept = Period(pinned.period_key, pinned.period_title, first, last)
    figures = review(session, kept, person=person_id, trends=False)
    today = {line.metric: line for lines in figures.people.values() for line in lines}
    versions = {row.key: row.version for row in dictionary(session)}
    found = []
    for line in pinned.lines:
        now = today.get(line.metric)
        if now is None:
            if line.value is not None and line.metric not in versions:
                found.append(Restated(line.name, line.value_text, "–", "this measure is no longer kept"))
            continue
        is_same = line.n == now.n and _alike(line.value, now.value)
        newer = versions.get(line.metric, line.version) != line.version
        if is_same and not newer:
            continue
        why = (
            "contacts came, went or were corrected since"
            if not newer
            else (f"the definition is version {versions[line.metric]} now, then it was {line.version}")
        )
        if is_same:
            why += "; the figure is the same"
        found.append(
            Restated(
                line.name,
                f"{line.value_text} of {line.n:,}",
                f"{value_text(now.value, now.unit)} of {now.n:,}",
                why,
            )
        )
    return found


def _alike(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))
