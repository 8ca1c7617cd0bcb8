"""What an import will do, before it is done: verdicts, people, first figures, rows set aside."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from csmanager.core.errors import AppError, Refused
from csmanager.core.store import Store
from csmanager.features.importing import matching, staging
from csmanager.features.importing import verdicts as judged
from csmanager.features.importing.matching import People
from csmanager.features.importing.process import Progress
from csmanager.features.importing.rules import Decisions, Question, Understanding
from csmanager.features.importing.staging import Staged, StagedPerson, open_scratch
from csmanager.features.importing.verdicts import Verdicts
from csmanager.features.team.queries import people as team_people

_SHOWN_PROBLEMS = 2_000
_SHOWN_ROWS = 500  # those that change something first


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One of the first figures that will result. ``n``: how many contacts say something of it."""

    key: str
    name: str
    value: str
    n: int


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A row that is set aside."""

    id: int
    sheet: str | None
    row_number: int
    column: str | None
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A row that will be taken in (``number``: where it stands in the file) and what it does: new, changes or same."""

    number: int
    external_id: str
    came: dt.datetime
    person: str | None
    topic: str | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """All of one file that a preview shows. ``refused``: why it cannot be taken in, "" when it can."""

    path: Path
    refused: str
    understanding: Understanding | None = None
    staged: Staged | None = None
    people: People | None = None
    verdicts: Verdicts | None = None
    questions: tuple[Question, ...] = ()
    unknown: tuple[StagedPerson, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    problems: tuple[ProblemRow, ...] = ()
    rows: tuple[VerdictRow, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None
    people_count: int = 0

    @property
    def can_apply(self) -> bool:
        """Whether nothing stands against taking the file in."""
        return not self.refused and not self.questions and not self.unknown and self.staged is not None


def foresee(
    store: Store, path: Path, folder: Path, decisions: Decisions, progress: Progress | None = None
) -> Forecast:
    """Read a file and say what taking it in would do. Raises only what ``progress`` raises."""
    try:
        staged = staging.stage(store, path, folder, decisions, progress)
    except Refused as error:
        return Forecast(path, str(error))
    understood = staged.understanding
    if staged.earlier is not None:
        return Forecast(
            path, f"{path.name} was taken in on {staged.earlier}; nothing would be added.", understood
        )
    if understood.refused:
        return Forecast(path, understood.refused, understood)
    if understood.questions:
        return Forecast(path, "", understood, staged, questions=understood.questions)
    return weigh(store, Forecast(path, "", understood, staged))


def weigh(store: Store, forecast: Forecast) -> Forecast:
    """Match people and rows of a staged file, as its decisions now stand."""
    staged = forecast.staged
    assert staged is not None
    found = staging.people_of(staged)
    try:
        with store.read() as session:
            people = matching.match(session, found, staged.decisions.answers)
        verdicts = judged.compare(store, staged, people)
    except AppError as error:
        return replace(forecast, refused=str(error))
    first, last = _span(staged)
    return replace(
        forecast,
        people=people,
        verdicts=verdicts,
        unknown=tuple(people.ask),
        figures=tuple(_figures(staged)),
        problems=tuple(_problems(staged, _SHOWN_PROBLEMS)),
        rows=tuple(_rows(staged, _SHOWN_ROWS)),
        first=first,
        last=last,
        people_count=len(found) - len(people.ignore),
    )


def decide_people(forecast: Forecast, answers: dict[str, str]) -> Forecast:
    """The forecast with further answers about people; nothing is read again."""
    assert forecast.staged is not None
    decisions = forecast.staged.decisions
    decided = replace(decisions, answers={**decisions.answers, **answers})
    return replace(forecast, staged=replace(forecast.staged, decisions=decided))


def team_names(session: Session, today: dt.date) -> list[str]:
    """Everybody who may be meant by an unknown name."""
    return [person.name for person in team_people(session, today, include_left=True)]


def _span(staged: Staged) -> tuple[dt.date, dt.date]:
    epoch = dt.date(1970, 1, 1)
    with open_scratch(staged) as scratch:
        day = "coalesce(day, started / 86400)"
        first, last = scratch.execute(f"SELECT min({day}), max({day}) FROM row").fetchone()
    return epoch + dt.timedelta(first), epoch + dt.timedelta(last)


def _time(milliseconds: float) -> str:
    seconds = milliseconds / 1000
    if seconds >= 2 * 86_400:
        return f"{seconds / 86_400:.1f} days"
    if seconds >= 3600:
        return f"{seconds / 3600:.1f} hours"
    return f"{seconds / 60:.1f} minutes" if seconds >= 120 else f"{seconds:.0f} seconds"


def _share(value: float) -> str:
    return f"{value * 100:.1f} %"


_FIGURES = (
    (
        "answer_rate",
        "Answered calls",
        "avg(CASE WHEN coalesce(direction, 1) = 1 THEN outcome = 1 END)",
        _share,
    ),
    ("wait", "Mean wait of answered calls", "avg(CASE WHEN outcome = 1 THEN wait_ms END)", _time),
    ("talk", "Mean talk time", "avg(CASE WHEN outcome = 1 THEN talk_ms END)", _time),
    ("hold", "Mean hold time", "avg(CASE WHEN outcome = 1 THEN hold_ms END)", _time),
    ("wrap", "Mean after-call work", "avg(CASE WHEN outcome = 1 THEN wrap_ms END)", _time),
    ("first_response", "Mean time to first response", "avg(first_response_ms)", _time),
    ("resolution", "Mean time to resolution", "avg(resolution_ms)", _time),
    ("resolved", "Resolved", "avg(resolved)", _share),
    ("csat", "Mean satisfaction", "avg(csat)", lambda value: f"{value:.2f}"),
    ("reopened", "Reopened", "avg(reopened)", _share),
    ("transferred", "Transferred", "avg(transferred)", _share),
    ("escalated", "Escalated", "avg(escalated)", _share),
)


def _figures(staged: Staged) -> list[FigureRow]:
    understood = staged.understanding
    chosen = [one for one in _FIGURES if one[0] != "answer_rate" or understood.kind == "calls"]
    parts = [f"{sql}, {sql.replace('avg(', 'count(', 1)}" for _, _, sql, _ in chosen]
    with open_scratch(staged) as scratch:
        found = scratch.execute(f"SELECT count(*), {', '.join(parts)} FROM row").fetchone()
    rows = [FigureRow("contacts", understood.kind.capitalize(), f"{found[0]:,}", int(found[0]))]
    for at, (key, name, _, shown) in enumerate(chosen):
        mean, count = found[1 + 2 * at], found[2 + 2 * at]
        if count:
            scale = f" of {understood.csat_scale}" if key == "csat" else ""
            rows.append(FigureRow(key, name, shown(mean) + scale, int(count)))
    return rows


def _rows(staged: Staged, limit: int) -> list[VerdictRow]:
    with open_scratch(staged) as scratch:
        found = scratch.execute(
            "SELECT r.id, r.external_id, r.started, p.name, t.name,"
            " CASE m.changed WHEN 1 THEN 'changes' WHEN 0 THEN 'same' ELSE 'new' END"
            " FROM row r LEFT JOIN matched m ON m.row_id = r.id LEFT JOIN person p ON p.id = r.person"
            " LEFT JOIN topic t ON t.id = r.topic"
            " WHERE r.id IN (SELECT row_id FROM matched WHERE changed LIMIT ?)"
            " OR r.id IN (SELECT id FROM row ORDER BY id LIMIT ?)"
            " ORDER BY coalesce(m.changed, 0) DESC, r.id LIMIT ?",
            (limit, limit, limit),
        )
        return [
            VerdictRow(number, text, dt.datetime.fromtimestamp(started, dt.UTC), person, topic, verdict)
            for number, text, started, person, topic, verdict in found
        ]


def _problems(staged: Staged, limit: int) -> list[ProblemRow]:
    with open_scratch(staged) as scratch:
        found = scratch.execute(
            "SELECT id, sheet, row_number, column_name, reason, cells FROM problem ORDER BY id LIMIT ?",
            (limit,),
        )
        return [
            ProblemRow(number, sheet, at, column, reason, tuple(json.loads(cells)))
            for number, sheet, at, column, reason, cells in found
        ]


def write_problems(staged: Staged, path: Path) -> Path:
    """Save the rows set aside as a workbook with a Reason column, which can be mended and imported again."""
    from csmanager.features.importing.export import write_rows

    return write_rows(
        path, [column.header for column in staged.understanding.columns], _problems(staged, 1_000_000)
    )
