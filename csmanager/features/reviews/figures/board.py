"""Everything the Figures view shows of a period besides the plain lines, read in one go aside from the window."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from csmanager.features.reviews.brief import PageView, page_view
from csmanager.features.reviews.charts.build import Aimed, Series, small_multiples, time_panel
from csmanager.features.reviews.charts.limits import PER
from csmanager.features.reviews.charts.model import Chart
from csmanager.features.reviews.figures.runrules import run_rules
from csmanager.features.reviews.figures.standing import Change, Stand, Word, change, stand
from csmanager.features.reviews.figures.teams import people_of, team_names, team_series
from csmanager.features.reviews.periods import Period, month_of, shifted
from csmanager.features.reviews.queries import Line, Review, TrendPoint, review, series
from csmanager.features.reviews.rules import Verdict
from csmanager.features.reviews.words import value_text
from csmanager.features.team.segments.queries import members, names_of

_MOVING = ("turnover",)  # each month counts the year before it, so neighbours are not apart
_REDEFINED = "What it means changed"  # how a line says that its definition changed inside the period
_PANELS = 15  # small charts side by side; the rest stands in the table of the second level
MONTHS = 25  # that a figure's history goes back: two years and the month itself


@dataclass(frozen=True, slots=True)
class Choice:
    """What is looked at: a period, one team or saved group (None: everyone), and what it is compared with.

    ``other`` None: the period before.
    """

    period: Period
    team: int | None = None
    other: Period | None = None
    group: int | None = None

    @property
    def is_part(self) -> bool:
        """Whether it is not everyone."""
        return self.team is not None or self.group is not None


@dataclass(frozen=True, slots=True)
class Board:
    """``lines``: of the whole choice; person None stands for it in ``stands``, ``series`` and ``changes``."""

    view: PageView
    choice: Choice
    teams: list[tuple[int, str]]
    people: tuple[int, ...]
    lines: list[Line]
    series: dict[int | None, dict[str, Series]]
    stands: dict[tuple[int | None, str], Stand]
    changes: dict[tuple[int | None, str], Change]
    other: Period | None
    notes: dict[int, str] = field(default_factory=dict)  # who came or left inside the period
    groups: list[tuple[int, str]] = field(default_factory=list)  # saved groups of people

    @property
    def who(self) -> str:
        """The whole choice in words."""
        if self.choice.group is not None:
            return next((name for group, name in self.groups if group == self.choice.group), "Group")
        return next((name for team, name in self.teams if team == self.choice.team), "Team")

    @property
    def period(self) -> Period:
        """The period looked at."""
        return self.view.review.period

    def names(self) -> dict[str, int]:
        """People of the choice by name, with their ids."""
        return {name: who.id for name, who in self.view.review.persons.items() if who.id in self.people}

    def lines_of(self, person: int | None) -> list[Line]:
        """The lines of one person, or of the whole choice."""
        return self.lines if person is None else self.view.lines(person)

    def line(self, person: int | None, metric: str) -> Line | None:
        """One of them."""
        return next((line for line in self.lines_of(person) if line.metric == metric), None)

    def stand(self, line: Line) -> Stand:
        """The verdict of a line."""
        return self.stands.get((line.person_id, line.metric)) or Stand(Word.NOT_JUDGED, line.reason)

    def change(self, line: Line) -> Change | None:
        """How far it moved."""
        return self.changes.get((line.person_id, line.metric))

    def ids(self, person: int | None) -> tuple[int, ...] | None:
        """Whose contacts stand behind a figure; None: everyone's, those of nobody included."""
        if person is not None:
            return (person,)
        return self.people if self.choice.is_part else None

    def about(self, line: Line, who: str = "") -> Aimed:
        """What a chart needs to know of a line."""
        metric = self.view.metrics[line.metric]
        return Aimed(
            line.metric, line.name, line.unit, line.better, metric.minimum_n, line.target, line.upper,
            self.ids(line.person_id), who or self.who,
        )  # fmt: skip

    def history(self, line: Line) -> Series:
        """The months of a line up to the end of the period."""
        return self.series.get(line.person_id, {}).get(line.metric) or Series((), (), ())


def board(session: Session, choice: Choice) -> Board:
    """Everything about a choice; for a worker: 40 people by 24 measures take a tenth of a second."""
    view = page_view(session, choice.period)
    found = view.review
    teams = team_names(session)
    name = next((name for team, name in teams if team == choice.team), None)
    if name is None and choice.team is not None:
        choice = Choice(choice.period, None, choice.other)  # the team has gone meanwhile
    people = people_of(found, name)
    groups = names_of(session)
    if choice.group not in dict(groups):
        choice = replace(choice, group=None)  # forgotten meanwhile
    if choice.group is not None:
        belong = members(session, choice.group, found.period.last)
        people = tuple(person for person in people if person in belong)
    histories = _histories(session, found, people)
    lines = found.team
    if choice.is_part:
        part = review(session, choice.period, team=choice.team, group=_only(choice, people))
        lines = _without_nameless(found.team, part.team)
        histories[None] = team_series(session, found.period, people, MONTHS)
    other = choice.other or _before(found.period)
    notes = {who.id: who.note for who in found.persons.values() if who.note}
    made = Board(view, choice, teams, people, lines, histories, {}, {}, other, notes, groups)
    _judge(made)
    if other is not None:
        _compare(session, made, other)
    return made


_OF_LOST = ("answer_rate", "abandonment_rate", "service_level")
NOT_FOR_TEAMS = "The export names nobody for calls that were lost, so they belong to no team; see everyone."


def _without_nameless(everyone: list[Line], lines: list[Line]) -> list[Line]:
    """A team's lines; figures of lost calls only where lost calls name somebody."""
    whole = next((line for line in everyone if line.metric == "abandonment_rate"), None)
    own = next((line for line in lines if line.metric == "abandonment_rate"), None)
    if whole is None or own is None or not whole.value or own.value:
        return lines
    return [
        replace(
            line, value=None, n=0, low=None, high=None, previous=None, target=None, upper=None,
            status=Verdict.NO_DATA, reason=NOT_FOR_TEAMS, trend=(), beside=(),
        )
        if line.metric in _OF_LOST
        else line
        for line in lines
    ]  # fmt: skip


def _only(choice: Choice, people: tuple[int, ...]) -> frozenset[int] | None:
    """The people of a group; None where no group is looked at."""
    return frozenset(people) if choice.group is not None else None


def _before(period: Period) -> Period | None:
    from csmanager.features.reviews.periods import previous

    return previous(period)


def _judge(made: Board) -> None:
    redefined = {
        line.metric: text for line in made.lines for text in line.beside if text.startswith(_REDEFINED)
    }
    for person in (None, *made.people):
        for line in made.lines_of(person):
            metric = made.view.metrics[line.metric]
            history = made.series.get(person, {}).get(line.metric) if line.metric not in _MOVING else None
            told = stand(line, history, made.period, metric.minimum_n, metric.what)
            if person is not None and line.metric in redefined and line.value is not None:
                told = replace(told, reason=f"{told.reason} {redefined[line.metric]}".strip())
            made.stands[person, line.metric] = told


def _compare(session: Session, made: Board, other: Period) -> None:
    there = review(session, other, trends=False)
    lines = there.team
    if made.choice.is_part:
        only = _only(made.choice, made.people)
        lines = review(session, other, trends=False, team=made.choice.team, group=only).team
    by_person: dict[int | None, dict[str, Line]] = {None: {line.metric: line for line in lines}}
    for name, who in there.persons.items():
        by_person[who.id] = {line.metric: line for line in there.people[name]}
    first = made.view.first_day
    is_known = first is not None and other.last >= first
    for person in (None, *made.people):
        for line in made.lines_of(person):
            before = by_person.get(person, {}).get(line.metric) if is_known else None
            made.changes[person, line.metric] = change(line, before, other.title)


def _histories(
    session: Session, found: Review, people: tuple[int, ...]
) -> dict[int | None, dict[str, Series]]:
    told = series(session, found.period, MONTHS, person_ids=people)
    rules = run_rules(session)
    last = month_of(found.period.last)
    months = tuple(shifted(last, -back) for back in range(MONTHS - 1, -1, -1))
    by_key = {month.key: month for month in months}
    return {
        person: {metric: _series(points, by_key, PER.get(metric), rules) for metric, points in own.items()}
        for person, own in told.items()
    }


def _series(
    points: tuple[TrendPoint, ...], by_key: dict[str, Period], per: float | None, rules: tuple[int, ...]
) -> Series:
    """From the first month with anything in it on."""
    known = [point for point in points if point.key in by_key]
    start = next((at for at, point in enumerate(known) if point.n or point.value), len(known))
    kept = known[start:]
    return Series(
        tuple(by_key[point.key] for point in kept),
        tuple(point.value for point in kept),
        tuple(point.n for point in kept),
        per,
        rules,
    )


def multiples(made: Board, person: int | None = None) -> Chart:
    """The measures of a choice side by side, those with a target first."""
    lines = [line for line in made.lines_of(person) if line.value is not None and line.metric not in _MOVING]
    lines.sort(
        key=lambda line: (line.target is None and not made.stand(line).is_bad, line.better == "neither")
    )
    who = next((name for name, identity in made.names().items() if identity == person), made.who)
    panels = [
        replace(
            time_panel(
                made.about(line, who),
                made.history(line),
                small=True,
                caption=f"{value_text(line.value, line.unit)} · {made.stand(line).word}",
            ),
            is_alarmed=made.stand(line).is_bad,
        )
        for line in lines[:_PANELS]
    ]
    bad = [line.name for line in lines if made.stand(line).is_bad]
    if not lines:
        title = f"{who}: nothing was counted in this period"
    elif bad:
        title = f"{who}: look at {', '.join(bad[:3])}" + (f" and {len(bad) - 3} more" if len(bad) > 3 else "")
    else:
        title = f"{who}: nothing here is worse than chance explains"
    return small_multiples(
        panels, title, f"Months up to {made.period.title}; a click on a month opens its contacts"
    )
