"""What an import will do, before it is done: verdicts, people, first figures, rows set aside."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from csmanager.core.errors import AppError, Cancelled, Refused
from csmanager.core.settings import read_settings
from csmanager.core.store import Store
from csmanager.features.importing import figures, matching, staging
from csmanager.features.importing import verdicts as judged
from csmanager.features.importing.figures import FigureRow
from csmanager.features.importing.matching import People
from csmanager.features.importing.process import Progress
from csmanager.features.importing.rules import Decisions, Question, Understanding
from csmanager.features.importing.staging import Staged, StagedPerson, open_scratch
from csmanager.features.importing.taking import asides, engine, records
from csmanager.features.importing.taking.model import RecordRow, Taking
from csmanager.features.importing.verdicts import Verdicts
from csmanager.features.team.queries import people as team_people

_SHOWN_PROBLEMS = 2_000
_SHOWN_ROWS = 500  # those that change something first


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
    verdicts: Verdicts | None = None  # of calls and tickets
    taking: Taking | None = None  # of everything else
    questions: tuple[Question, ...] = ()
    unknown: tuple[StagedPerson, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    problems: tuple[ProblemRow, ...] = ()
    rows: tuple[VerdictRow, ...] = ()
    records: tuple[RecordRow, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None
    people_count: int = 0

    @property
    def can_apply(self) -> bool:
        """Whether nothing stands against taking the file in."""
        return not self.refused and not self.questions and not self.unknown and self.staged is not None

    @property
    def counts(self) -> tuple[int, int, int]:
        """Rows that are new, that change something, and that are there already."""
        told = self.verdicts or self.taking
        return (told.new, told.updated, told.same) if told is not None else (0, 0, 0)

    @property
    def set_aside(self) -> int:
        """Rows that are set aside, by the reader or by the rules."""
        read = self.understanding.rows_set_aside if self.understanding is not None else 0
        return read + (len(self.taking.aside) if self.taking is not None else 0)

    @property
    def warnings(self) -> list[str]:
        """What to look at before the rows are taken in."""
        if self.verdicts is not None and self.understanding is not None:
            return self.verdicts.notes(self.understanding.kind)
        return self.taking.notes if self.taking is not None else []


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
        which = f", table {understood.sheet}," if understood.others else ""
        return Forecast(
            path, f"{path.name}{which} was taken in on {staged.earlier}; nothing would be added.", understood
        )
    if understood.refused:
        return Forecast(path, understood.refused, understood)
    if understood.questions:
        return Forecast(path, "", understood, staged, questions=understood.questions)
    return weigh(store, Forecast(path, "", understood, staged), progress)


def weigh(store: Store, forecast: Forecast, progress: Progress | None = None) -> Forecast:
    """Match people and rows of a staged file, as its decisions now stand. Raises what ``progress`` raises."""
    staged = forecast.staged
    assert staged is not None
    if records.is_of_records(staged):
        return _weigh_records(store, forecast, staged, progress)
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
        figures=tuple(figures.of_contacts(staged)),
        problems=tuple(_problems(staged, _SHOWN_PROBLEMS)),
        rows=tuple(_rows(staged, _SHOWN_ROWS)),
        first=first,
        last=last,
        people_count=len(found) - len(people.ignore),
    )


def _weigh_records(store: Store, forecast: Forecast, staged: Staged, progress: Progress | None) -> Forecast:
    """As ``weigh``, for anything but calls and tickets: a rehearsal tells."""
    found = engine.people_in(staged)
    try:
        with store.read() as session:
            today = read_settings(session).today(store.clock())
            asked = engine.questions(session, staged, today)
            people = engine.match(session, staged, found)
        if asked:
            return replace(forecast, questions=asked)
        told = engine.rehearse(store, staged, people, today, progress)
    except Cancelled:
        raise
    except AppError as error:
        return replace(forecast, refused=str(error))
    columns = staged.understanding.columns
    names = {one.local: one.name for one in found}
    late = [
        ProblemRow(
            -number,
            one.record.sheet,
            one.record.row_number,
            asides.column(one, columns),
            asides.reason(one),
            tuple(asides.cells(one, columns, names)),
        )
        for number, one in enumerate(told.aside, 1)
    ]
    return replace(
        forecast,
        people=people,
        taking=told,
        unknown=tuple(people.ask),
        questions=(),
        figures=tuple(told.figures),
        problems=(*_problems(staged, _SHOWN_PROBLEMS), *late),
        records=tuple(told.rows),
        first=told.first,
        last=told.last,
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


def write_problems(forecast: Forecast, path: Path) -> Path:
    """Save the rows set aside as a workbook with a Reason column, which can be mended and imported again."""
    from csmanager.features.importing.export import write_rows

    staged = forecast.staged
    assert staged is not None
    late = [one for one in forecast.problems if one.id < 0]
    headers = [column.header for column in staged.understanding.columns]
    return write_rows(path, headers, [*_problems(staged, 1_000_000), *late])
