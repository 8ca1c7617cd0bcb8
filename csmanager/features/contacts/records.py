"""Every kind of record that files bring, as rows to look through: a screenful at a time, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Found
from csmanager.features.contacts.rules import Channel
from csmanager.features.schedule.rules import ABSENCE_WORDS, AbsenceKind, times_text
from csmanager.features.team.queries import canonical_ids, people

_EPOCH = dt.date(1970, 1, 1)
Show = Literal[
    "text", "date", "number", "share", "seconds", "times", "hours", "money", "yes", "channel", "absence"
]


@dataclass(frozen=True, slots=True)
class Part:
    """One column of a kind: ``sql`` over the table ``t`` and the person ``p``; ``wide`` in pixels at 100 %."""

    key: str
    title: str
    sql: str
    show: Show = "text"
    wide: int = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record. ``day`` bounds a period; ``found``: columns a search looks into; ``teaches``: when empty."""

    key: str
    title: str
    one: str
    many: str
    table: str
    day: str
    parts: tuple[Part, ...]
    found: tuple[str, ...]
    teaches: str
    joins: str = ""


_PERSON = Part("person", "Person", "p.name", wide=140)
_FILE = Part("file", "From file", "b.file_name", wide=150)
_AVERAGE = "iif(t.{over} > 0, t.{sum} / 1000.0 / t.{over}, NULL)"

KINDS: tuple[Kind, ...] = (
    Kind(
        "surveys", "Survey answers", "answer", "answers", "survey_answer", "day",
        (
            Part("day", "Day", "t.day", "date"), _PERSON, Part("question", "Question", "t.question", wide=220),
            Part("value", "Answer", "t.value", "number", 74), Part("high", "Of", "t.high", "number", 50),
            Part("text", "Words", "t.text", wide=260), Part("reference", "Contact", "t.reference", wide=90),
            Part("response", "Response", "t.response", wide=90), _FILE,
        ),
        ("t.question", "t.text", "t.reference", "t.response"),
        "Drop the export of a survey on the window: satisfaction, likelihood to recommend, effort, free questions.",
    ),
    Kind(
        "comments", "Comments", "comment", "comments", "comment", "day",
        (
            Part("day", "Day", "t.day", "date"), _PERSON, Part("text", "Comment", "t.text", wide=400),
            Part("rating", "Rating", "t.rating", "number", 70), Part("high", "Of", "t.rating_high", "number", 50),
            Part("channel", "Channel", "t.channel", wide=90), Part("topic", "Topic", "t.topic", wide=110), _FILE,
        ),
        ("t.text", "t.topic", "t.channel", "t.reference"),
        "Drop a file of what customers wrote: reviews, cards from the box, answers in words.",
    ),
    Kind(
        "complaints", "Complaints", "complaint", "complaints", "complaint", "day",
        (
            Part("day", "Day", "t.day", "date"), Part("external_id", "Number", "t.external_id", wide=80), _PERSON,
            Part("cause", "Cause", "t.cause", wide=170), Part("state", "State", "t.state", wide=90),
            Part("closed", "Closed", "t.closed_day", "date"), Part("remedy", "Remedy", "t.remedy", wide=150),
            Part("paid", "Paid", "t.remedy_cents", "money", 80), Part("upheld", "Upheld", "t.upheld", "yes", 70),
            Part("text", "Complaint", "t.text", wide=240), _FILE,
        ),
        ("t.external_id", "t.cause", "t.text", "t.remedy", "t.state"),
        "Drop the log of complaints: when each came, its cause, what was done and when it was closed.",
    ),
    Kind(
        "grades", "Grades", "grade", "grades", "evaluation", "day",
        (
            Part("day", "Day", "t.day", "date"), _PERSON, Part("share", "Score", "t.share", "share"),
            Part("critical", "Critical missed", "t.critical_missed", "number", 110),
            Part("card", "Scorecard", "c.name || ' ' || c.version", wide=150),
            Part("reference", "Contact", "t.reference", wide=90), Part("grader", "Graded by", "t.grader", wide=120),
            Part("text", "Comment", "t.comment", wide=240), _FILE,
        ),
        ("t.reference", "t.grader", "t.comment", "c.name"),
        "Drop a sheet of scores: one graded contact a row, one item of the scorecard a column.",
        "JOIN scorecard c ON c.id = t.scorecard_id",
    ),
    Kind(
        "planned", "Planned shifts", "planned shift", "planned shifts", "planned_shift", "day",
        (
            Part("day", "Day", "t.day", "date"), _PERSON,
            Part("times", "From and to", "t.start_minute || '-' || t.end_minute", "times", 150),
            Part("length", "Hours", "t.end_minute - t.start_minute - coalesce(t.break_minutes, 0)", "hours", 80),
            Part("break", "Break", "t.break_minutes", "hours", 80), Part("text", "Note", "t.note", wide=220), _FILE,
        ),
        ("t.note",),
        "Drop the rota: a grid of people and days with cells such as 9-5, OFF or AL, or one shift a row.",
    ),
    Kind(
        "worked", "Worked shifts", "worked shift", "worked shifts", "worked_shift", "day",
        (
            Part("day", "Day", "t.day", "date"), _PERSON,
            Part("times", "From and to", "t.start_minute || '-' || coalesce(t.end_minute, '')", "times", 150),
            Part("length", "Worked", "t.worked_minutes", "hours", 80),
            Part("break", "Break", "t.break_minutes", "hours", 80), Part("paid", "Paid", "t.paid_minutes", "hours", 80),
            Part("cost", "Cost", "t.cost_cents", "money", 90), Part("text", "Note", "t.note", wide=180), _FILE,
        ),
        ("t.note",),
        "Drop a timesheet: times of coming and going, or the hours of each day.",
    ),
    Kind(
        "absences", "Absences", "absence", "absences", "absence", "first_day",
        (
            Part("day", "First day", "t.first_day", "date"), Part("last", "Last day", "t.last_day", "date"), _PERSON,
            Part("kind", "Kind", "t.kind", "absence", 130), Part("word", "In the file", "t.word", wide=130),
            Part("days", "Days", "t.last_day - t.first_day + 1", "number", 70),
            Part("minutes", "Part of a day", "t.minutes", "hours", 104),
            Part("text", "Note", "t.note", wide=200), _FILE,
        ),
        ("t.word", "t.note", "t.kind"),
        "Drop the leave tracker: a list of absences, or a grid with a letter for each day.",
    ),
    Kind(
        "intervals", "Sums per interval", "row of sums", "rows of sums", "interval_figures", "first_day",
        (
            Part("day", "First day", "t.first_day", "date"), Part("last", "Last day", "t.last_day", "date"),
            Part("start", "At", "t.start_minute || '-'", "times", 64), _PERSON,
            Part("queue", "Queue", "t.queue", wide=110), Part("channel", "Channel", "t.channel", "channel", 80),
            Part("offered", "Offered", "t.offered", "number", 76),
            Part("answered", "Answered", "t.answered", "number", 80),
            Part("abandoned", "Abandoned", "t.abandoned", "number", 86),
            Part("closed", "Closed", "t.closed", "number", 70),
            Part("wait", "Mean wait", _AVERAGE.format(over="answered", sum="wait_ms"), "seconds", 84),
            Part("handle", "Mean handling", _AVERAGE.format(over="answered", sum="handle_ms"), "seconds", 104), _FILE,
        ),
        ("t.queue",),
        "Drop a report of sums and averages: one agent, queue or half hour a row.",
    ),
)  # fmt: skip
BY_KEY: Mapping[str, Kind] = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which records; None means all. ``person_id``: that person and whoever was merged into them."""

    kind: str
    first: dt.date | None = None
    last: dt.date | None = None
    person_id: int | None = None
    text: str = ""
    batch_id: int | None = None
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One record; ``values`` by the keys of its kind's parts, as they are shown."""

    id: int
    values: Mapping[str, Any]


def count(session: Session, chosen: Chosen) -> int:
    """How many records a choice holds."""
    where, bound = _where(session, chosen)
    return int(session.execute(sa.text(f"SELECT count(*) {_from(chosen)} {where}"), bound).scalar_one())


def total(session: Session, kind: str) -> int:
    """How many records of a kind there are."""
    return int(session.execute(sa.text(f'SELECT count(*) FROM "{BY_KEY[kind].table}"')).scalar_one())


def block(
    session: Session, chosen: Chosen, start: int, size: int, sort: tuple[str, bool] | None
) -> list[Row]:
    """``size`` records from the ``start``-th on. ``sort``: key of a part, and whether downwards."""
    kind = BY_KEY[chosen.kind]
    where, bound = _where(session, chosen)
    by_key = {part.key: part.sql for part in kind.parts}
    key, is_down = sort if sort is not None and sort[0] in by_key else ("day", True)
    way = "DESC" if is_down else "ASC"
    picked = ", ".join(f'{part.sql} AS "{part.key}"' for part in kind.parts)
    statement = (
        f"SELECT t.id, {picked} {_from(chosen)} {where}"
        f" ORDER BY ({by_key[key]}) IS NULL, {by_key[key]} {way}, t.id {way} LIMIT :size OFFSET :start"
    )
    found = session.execute(sa.text(statement), {**bound, "size": size, "start": start})
    return [_row(kind, tuple(one)) for one in found]


def _row(kind: Kind, found: tuple[Any, ...]) -> Row:
    return Row(
        found[0],
        {part.key: _SHOWN[part.show](value) for part, value in zip(kind.parts, found[1:], strict=True)},
    )


def marks(session: Session, evaluation_id: int) -> list[tuple[str, float | None]]:
    """Each item of a graded contact and what it got, in the order of the scorecard."""
    found = session.execute(
        sa.text(
            "SELECT iif(i.section <> '', i.section || ': ', '') || i.text, m.share FROM evaluation_mark m"
            " JOIN scorecard_item i ON i.id = m.item_id WHERE m.evaluation_id = :id ORDER BY i.position"
        ),
        {"id": evaluation_id},
    )
    return [(str(text), share) for text, share in found]


def who(session: Session, today: dt.date) -> list[tuple[int, str]]:
    """Everybody records may be of, by name."""
    return [(row.id, row.name) for row in people(session, today, include_left=True, include_future=True)]


def batch_name(session: Session, batch_id: int) -> str:
    """The file of an import; "" when it was taken back."""
    found = session.execute(
        sa.text("SELECT file_name FROM import_batch WHERE id = :id"), {"id": batch_id}
    ).scalar()
    return str(found or "")


def _from(chosen: Chosen) -> str:
    kind = BY_KEY[chosen.kind]
    return (
        f'FROM "{kind.table}" t LEFT JOIN person p ON p.id = t.person_id'
        f" LEFT JOIN import_batch b ON b.id = t.batch_id {kind.joins}"
    )


def _where(session: Session, chosen: Chosen) -> tuple[str, dict[str, Any]]:
    kind = BY_KEY[chosen.kind]
    parts: list[str] = []
    bound: dict[str, Any] = {}
    last_of = "last_day" if kind.day == "first_day" else kind.day
    if chosen.first is not None:
        parts.append(f"t.{last_of} >= :first")
        bound["first"] = (chosen.first - _EPOCH).days
    if chosen.last is not None:
        parts.append(f"t.{kind.day} <= :last")
        bound["last"] = (chosen.last - _EPOCH).days
    if chosen.person_id is not None:
        ids = [own for own, counts in canonical_ids(session).items() if chosen.person_id in (own, counts)]
        parts.append(f"t.person_id IN ({', '.join(map(str, ids)) or 'NULL'})")
    if chosen.batch_id is not None:
        parts.append("t.batch_id = :batch")
        bound["batch"] = chosen.batch_id
    if chosen.record_id is not None:
        parts.append("t.id = :record")
        bound["record"] = chosen.record_id
    for at, word in enumerate(chosen.text.split()):
        safe = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        bound[f"word{at}"] = f"%{safe}%"
        columns = ("p.name", *kind.found)
        parts.append("(" + " OR ".join(f"{one} LIKE :word{at} ESCAPE '\\'" for one in columns) + ")")
    return (f"WHERE {' AND '.join(parts)}" if parts else ""), bound


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Complaints, comments and answers that hold ``text``, the newest first."""
    if len(text.strip()) < 3:
        return []
    found: list[Found] = []
    for key in ("complaints", "comments", "surveys"):
        kind = BY_KEY[key]
        for row in block(session, Chosen(key, text=text), 0, limit, ("day", True)):
            day = row.values["day"]
            said = str(
                row.values.get("cause") or row.values.get("text") or row.values.get("question") or kind.one
            )
            detail = f"{kind.one.capitalize()}, {day:%Y-%m-%d}" if day else kind.one.capitalize()
            found.append(Found("contacts", f"{key}:{row.id}", " ".join(said.split())[:90], detail))
    return found[:limit]


def _date(value: int | None) -> dt.date | None:
    return None if value is None else _EPOCH + dt.timedelta(days=value)


def _times(value: str | None) -> str:
    if not value:
        return ""
    start, _, end = str(value).partition("-")
    return times_text(int(start), int(end) if end else None)


def _hours(value: int | None) -> str:
    return "" if value is None else f"{value // 60}:{value % 60:02d}"


_SHOWN: dict[str, Callable[[Any], Any]] = {
    "text": lambda value: value or "",
    "date": _date,
    "number": lambda value: value,
    "share": lambda value: value,
    "seconds": lambda value: value,
    "times": _times,
    "hours": _hours,
    "money": lambda value: None if value is None else value / 100,
    "yes": lambda value: "" if value is None else "yes" if value else "no",
    "channel": lambda value: "" if value is None else Channel(value).title,
    "absence": lambda value: ABSENCE_WORDS[AbsenceKind(value)],
}
