"""What a file may be, what its columns may mean, and what is asked or told about it. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class FileKind(StrEnum):
    """What the rows of a file are. CALLS and TICKETS become contacts, most others records of their own."""

    CALLS = "calls"
    TICKETS = "tickets"
    INTERVALS = "intervals"
    SURVEY = "survey"
    COMMENTS = "comments"
    COMPLAINTS = "complaints"
    QUALITY = "quality"
    PEOPLE = "people"
    APPLICANTS = "applicants"
    WORKED = "worked"
    ROTA = "rota"
    ABSENCE = "absence"
    TRAINING = "training"
    POLICY = "policy"
    UNKNOWN = "unknown"

    @property
    def is_taken(self) -> bool:
        """Whether such rows become contacts."""
        return self in (FileKind.CALLS, FileKind.TICKETS)

    @property
    def is_record(self) -> bool:
        """Whether such rows are staged as records (see ``fields``)."""
        return not self.is_taken and self not in (FileKind.TRAINING, FileKind.UNKNOWN)


DECLINED = {
    FileKind.INTERVALS: "looks like totals or averages, but no column counts the contacts they are of.",
    FileKind.SURVEY: "looks like a survey, but no column holds answers that can be read.",
    FileKind.COMMENTS: "looks like customer feedback, but no column holds the words.",
    FileKind.COMPLAINTS: "looks like a log of complaints, but no column says when each one came.",
    FileKind.QUALITY: "looks like scores of graded contacts, but no column says whom they are of.",
    FileKind.PEOPLE: "looks like a staff list, but no column holds names or staff numbers.",
    FileKind.APPLICANTS: "looks like a list of applicants, but no column holds their names.",
    FileKind.WORKED: "looks like worked hours, but the person, the day or the time cannot be found in it.",
    FileKind.ROTA: "looks like a rota, but the people, the days or the shifts cannot be found in it.",
    FileKind.ABSENCE: "looks like a list of absences, but the people or the days cannot be found in it.",
    FileKind.TRAINING: "holds training records (one row a course and person); courses are kept on the Team tab,"
    " and lists of them are not taken in.",
    FileKind.POLICY: "is a text; policies are written on the Handbook tab.",
    FileKind.UNKNOWN: "does not say what its rows are: too few of its headings are understood. Choose what they are"
    " in the preview, or give --kind.",
}


class Field(StrEnum):
    """What a column may mean."""

    EXTERNAL_ID = "external_id"
    STARTED = "started"
    STARTED_TIME = "started_time"
    AGENT = "agent"
    LOGIN = "agent_login"
    TEAM = "team"
    CHANNEL = "channel"
    TOPIC = "topic"
    DIRECTION = "direction"
    STATUS = "status"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    WAIT = "wait"
    TALK = "talk"
    HOLD = "hold"
    WRAP = "wrap"
    DURATION = "duration"
    FIRST_RESPONSE = "first_response"
    FIRST_RESPONSE_AT = "first_response_at"
    RESOLUTION = "resolution"
    RESOLVED_AT = "resolved_at"
    REOPENED = "reopened"
    TRANSFERRED = "transferred"
    ESCALATED = "escalated"
    CSAT = "csat"
    NPS = "nps"
    CUSTOMER = "customer"
    CALLER = "caller"
    CALLEE = "callee"
    WRITER = "writer"

    @property
    def label(self) -> str:
        """The meaning in words, for a list to choose from."""
        return LABELS[self]


LABELS = {
    Field.EXTERNAL_ID: "Number of the call or ticket",
    Field.STARTED: "When it came",
    Field.STARTED_TIME: "Time of day it came",
    Field.AGENT: "Agent",
    Field.LOGIN: "Agent's login or mail",
    Field.TEAM: "Team",
    Field.CHANNEL: "Channel",
    Field.TOPIC: "Topic",
    Field.DIRECTION: "Direction",
    Field.STATUS: "Status",
    Field.ANSWERED: "Answered (yes or no)",
    Field.ABANDONED: "Abandoned (yes or no)",
    Field.WAIT: "Waiting time",
    Field.TALK: "Talk time",
    Field.HOLD: "Hold time",
    Field.WRAP: "After-call work",
    Field.DURATION: "Whole duration",
    Field.FIRST_RESPONSE: "Time to first response",
    Field.FIRST_RESPONSE_AT: "When first answered",
    Field.RESOLUTION: "Time to resolution",
    Field.RESOLVED_AT: "When resolved",
    Field.REOPENED: "Reopened",
    Field.TRANSFERRED: "Transferred",
    Field.ESCALATED: "Escalated",
    Field.CSAT: "Customer satisfaction",
    Field.NPS: "Likelihood to recommend (0 to 10)",
    Field.CUSTOMER: "Customer (kept only as a hash)",
    Field.CALLER: "Calling party",
    Field.CALLEE: "Called party",
    Field.WRITER: "Who wrote the message (agent or customer)",
}


def label_of_field(key: str) -> str:
    """The meaning of a column of calls or tickets in words; the key itself where there is none."""
    return LABELS[Field(key)] if key in set(Field) else key


MOMENTS = frozenset({Field.STARTED, Field.FIRST_RESPONSE_AT, Field.RESOLVED_AT})
DURATIONS = frozenset(
    {
        Field.WAIT,
        Field.TALK,
        Field.HOLD,
        Field.WRAP,
        Field.DURATION,
        Field.FIRST_RESPONSE,
        Field.RESOLUTION,
    }
)
UNITS_ASKED = frozenset({Field.FIRST_RESPONSE, Field.RESOLUTION})  # minutes, hours or seconds: too far apart
CALL_ONLY = frozenset({Field.WAIT, Field.TALK, Field.HOLD, Field.WRAP, Field.CALLER, Field.CALLEE})


@dataclass(frozen=True, slots=True)
class Question:
    """Something the file does not settle. ``key`` is what ``--answer KEY=VALUE`` names."""

    key: str
    text: str
    options: tuple[str, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column of the file and what it was taken for."""

    index: int
    header: str
    field: str | None
    reason: str
    samples: tuple[str, ...]
    order: str = ""  # of a date: dmy, mdy, ymd or ask
    unit: str = ""  # of a duration: ms, s, min, h, d


@dataclass(frozen=True, slots=True)
class TableFound:
    """Another table of the file that is understood and can be taken as an entry of its own.

    ``is_apart``: whether it tells of something else than the table that is read, so that nothing counts twice.
    """

    name: str
    kind: str
    rows: int
    is_apart: bool


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the child process made of a file; travels as JSON.

    ``sha256``: of the file's bytes; with the table's name behind a slash where the file holds several to be taken.
    """

    file: str
    sha256: str
    size: int
    kind: str
    encoding: str
    delimiter: str
    sheet: str | None
    header_row: int  # as the person counts: first row is 1
    columns: tuple[ColumnGuess, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    source: str = ""
    shape: str = ""  # of the heading; what was decided for one file holds for the next of its shape
    csat_scale: int = 5
    channel: int = 0  # of rows whose channel the file does not name
    rows_read: int = 0
    rows_staged: int = 0
    rows_set_aside: int = 0
    refused: str = ""  # a sentence when the file cannot be taken in
    grid: tuple[tuple[str, ...], ...] = ()  # the first rows as they stand in the file
    others: tuple[TableFound, ...] = ()
    first_row: int = 0  # rows of the sheet above the first one of ``grid``
    is_turned: bool = False  # whether columns are those of a grid that was turned, not those of ``grid``

    def mapping(self) -> dict[str, str]:
        """Field to column as the file writes it."""
        return {column.field: column.header for column in self.columns if column.field}


def as_json(value: Any) -> Any:
    """Dataclasses and tuples as JSON-able dictionaries and lists."""
    from dataclasses import asdict

    return asdict(value)


def from_json(data: dict[str, Any]) -> Understanding:
    """What ``as_json`` made of an Understanding."""
    columns = tuple(ColumnGuess(**{**one, "samples": tuple(one["samples"])}) for one in data["columns"])
    questions = tuple(
        Question(one["key"], one["text"], tuple(one["options"]), tuple(one["names"]))
        for one in data["questions"]
    )
    grid = tuple(tuple(row) for row in data.get("grid", ()))
    made = {
        "columns": columns,
        "questions": questions,
        "notes": tuple(data["notes"]),
        "grid": grid,
        "others": tuple(TableFound(**one) for one in data.get("others", ())),
    }
    return Understanding(**{**data, **made})


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided about a file beforehand: by answers, by the person in the preview, or for its shape.

    ``mapping``: column index to field ("" = leave out). ``answers``: question key to answer.
    """

    kind: str | None = None
    mapping: dict[int, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None
