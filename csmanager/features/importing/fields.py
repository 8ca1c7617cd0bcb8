"""What the columns of each kind of file may mean, and what a staged record of it holds.

Calls and tickets have their own vocabulary (``rules.Field``). Every other kind is staged as records: rows of the
scratch table ``record(id, sheet, row_number, "values")``, ``values`` a JSON object of the keys in ``RECORDS``.
A key whose value the file does not give is left out; blank is never 0.

Values: days as ``yyyy-mm-dd``; minutes after midnight and lengths of time as whole minutes or milliseconds; shares
from 0 to 1; money in cents; ``person`` the number of a row of the scratch table ``person`` (as for contacts), whose
row counts records; ``customer`` a keyed hash; everything else as text, numbers or lists.

``marks`` of a graded contact: [{"section", "item", "share", "levels", "critical"}], share None where an item did not
apply. ``measure`` of an answer: "csat", "nps", "ces" or "".
"""

from __future__ import annotations

from dataclasses import dataclass

from csmanager.features.importing.rules import FileKind, label_of_field

PERIOD = "period"  # key of the question which days undated figures cover: yyyy-mm-dd..yyyy-mm-dd or yyyy-mm
WEEK = "week_of"  # key of the question on which day the first week of a rota without dates begins
CODE = "code"  # followed by a dot and a code of a rota: the shift it stands for, or off
KIND = "kind"  # key under which the kind a person chose is kept for files of the same shape
SPAN = "span"  # key of the question how long the span is that each total of a timesheet covers
MEASURE = "measure"  # key of the question what the numbers of a grid of weeks count
PLANNED = "planned"  # key of the question whether shifts were worked or are planned: worked or planned

RECORDS: dict[FileKind, tuple[str, ...]] = {
    FileKind.PEOPLE: (
        "code", "name", "first_name", "last_name", "email", "phone", "login", "extension", "team", "role", "manager",
        "started_on", "left_on", "leave_reason", "status", "weekly_minutes", "notes",
    ),
    FileKind.APPLICANTS: (
        "external_id", "name", "first_name", "last_name", "email", "phone", "opening", "source", "applied_on", "stage",
        "status", "reject_reason", "rating", "note",
    ),
    FileKind.WORKED: (
        "person", "day", "first_day", "start_minute", "end_minute", "break_minutes", "worked_minutes", "paid_minutes",
        "cost_cents", "note", "kind",
    ),
    FileKind.ROTA: (
        "person", "day", "start_minute", "end_minute", "break_minutes", "note", "absence_word",
    ),
    FileKind.ABSENCE: ("person", "first_day", "last_day", "minutes", "word", "note"),
    FileKind.QUALITY: (
        "person", "day", "reference", "grader", "share", "critical_missed", "comment", "card", "marks",
    ),
    FileKind.SURVEY: (
        "response", "person", "day", "question", "measure", "value", "low", "high", "text", "reference", "customer",
    ),
    FileKind.COMMENTS: (
        "person", "day", "channel", "topic", "rating", "rating_high", "text", "reference", "customer",
    ),
    FileKind.COMPLAINTS: (
        "external_id", "person", "day", "closed_day", "state", "cause", "text", "remedy", "remedy_cents", "upheld",
        "customer",
    ),
    FileKind.INTERVALS: (
        "person", "queue", "channel", "first_day", "last_day", "start_minute", "span_minutes", "offered", "answered",
        "abandoned", "within_target", "closed", "wait_ms", "handle_ms", "first_response_ms", "resolution_ms",
        "csat_sum", "csat_count", "csat_scale", "login_ms",
    ),
    FileKind.POLICY: (
        "title", "code", "category", "kind", "state", "owner", "effective_on", "next_review_on", "body", "file",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column of a kind may mean. ``value``: what its cells must look like (see ``meaning.evidence``).

    ``many``: several columns may have this meaning at once. ``points``: how much such a column speaks for the kind.
    """

    key: str
    label: str
    value: str
    points: float = 1.0
    many: bool = False


def _m(key: str, label: str, value: str = "text", points: float = 1.0, *, many: bool = False) -> Meaning:
    return Meaning(key, label, value, points, many)


_PERSON = (
    _m("person", "Person", "person", 1.0),
    _m("first_name", "First name", "word", 0.5),
    _m("last_name", "Last name", "word", 0.5),
    _m("login", "Login or number of the person", "login", 0.4),
    _m("team", "Team", "word", 0.4),
)
_SHIFT = (
    *_PERSON,
    _m("day", "Day", "day", 1.0),
    _m("start", "Start", "clock", 1.5),
    _m("end", "End", "clock", 1.5),
    _m("end_day", "Day of the end", "day", 0.5),
    _m("break", "Break", "length", 1.2),
    _m("break_start", "Start of the break", "clock", 1.2),
    _m("break_end", "End of the break", "clock", 1.2),
)

MEANINGS: dict[FileKind, tuple[Meaning, ...]] = {
    FileKind.PEOPLE: (
        _m("code", "Number of the employee", "id", 1.5),
        _m("name", "Name", "person", 1.0),
        _m("first_name", "First name", "word", 1.0),
        _m("middle_name", "Middle name", "word", 1.0),
        _m("last_name", "Last name", "word", 1.0),
        _m("email", "E-mail", "mail", 0.5),
        _m("phone", "Phone", "phone", 0.5),
        _m("login", "Login", "login", 0.5),
        _m("extension", "Extension", "extension", 0.7),
        _m("team", "Team", "word", 0.7),
        _m("role", "Role", "word", 1.2),
        _m("manager", "Manager", "person", 1.2),
        _m("started_on", "Day of joining", "day", 1.5),
        _m("left_on", "Day of leaving", "day", 1.5),
        _m("leave_reason", "Reason for leaving", "text", 1.0),
        _m("status", "Status", "word", 0.4),
        _m("left", "Has left (yes or no)", "flag", 1.5),
        _m("weekly", "Hours a week", "length", 1.0),
        _m("notes", "Notes", "text", 0.2),
        _m("personal", "Personal details (not kept)", "any", 0.8, many=True),
    ),
    FileKind.APPLICANTS: (
        _m("external_id", "Number of the application", "id", 0.7),
        _m("name", "Name", "person", 1.2),
        _m("first_name", "First name", "word", 0.7),
        _m("last_name", "Last name", "word", 0.7),
        _m("email", "E-mail", "mail", 0.5),
        _m("phone", "Phone", "phone", 0.5),
        _m("opening", "Opening", "word", 1.2),
        _m("source", "Source", "word", 0.8),
        _m("applied_on", "Day of applying", "day", 1.0),
        _m("stage", "Stage", "word", 1.2),
        _m("status", "Status", "word", 0.5),
        _m("disqualified", "Turned down (yes or no)", "flag", 1.5),
        _m("reject_reason", "Reason for turning down", "text", 1.2),
        _m("hired_on", "Day of hiring", "day", 1.2),
        _m("closed_on", "Day of closing", "day", 0.8),
        _m("rating", "Rating", "number", 0.5),
        _m("note", "Note", "text", 0.2),
    ),
    FileKind.WORKED: (
        *_SHIFT,
        _m("worked", "Time worked", "length", 1.5),
        _m("paid", "Time paid", "length", 1.5),
        _m("planned_length", "Time planned (not kept)", "length", 0.8),
        _m("overtime", "Overtime (part of the time worked)", "length", 1.0),
        _m("cost", "Cost", "money", 1.0),
        _m("rate", "Wage rate (not kept)", "money", 0.8),
        _m("punch", "In or out", "punch", 2.0),
        _m("cell", "A day of the grid (hours)", "length", 1.0, many=True),
        _m("kind", "Kind of time", "word", 0.6),
        _m("note", "Note", "text", 0.2),
    ),
    FileKind.ROTA: (
        *_SHIFT,
        _m("shift", "Shift (such as 9-5)", "shift", 2.0),
        _m("cell", "A day of the grid", "shift", 1.0, many=True),
        _m("planned_length", "Time planned (not kept)", "length", 0.5),
        _m("absence_word", "Absence", "word", 0.5),
        _m("note", "Note", "text", 0.2),
    ),
    FileKind.ABSENCE: (
        *_PERSON,
        _m("first_day", "First day", "day", 1.5),
        _m("last_day", "Last day", "day", 1.5),
        _m("length", "Hours or days away", "number", 1.0),
        _m("word", "Kind of absence", "word", 1.5),
        _m("status", "Granted or not", "word", 0.6),
        _m("cell", "A day of the grid", "letter", 1.0, many=True),
        _m("balance", "Allowance or balance (not kept)", "number", 1.0, many=True),
        _m("note", "Note", "text", 0.2),
    ),
    FileKind.QUALITY: (
        *_PERSON,
        _m("day", "Day", "day", 0.8),
        _m("reference", "Number of the contact", "id", 0.5),
        _m("grader", "Graded by", "person", 1.5),
        _m("share", "Score", "score", 1.2),
        _m("card", "Scorecard", "word", 1.0),
        _m("critical", "Critical error", "flag", 1.2),
        _m("mark", "An item of the scorecard", "mark", 0.8, many=True),
        _m("item", "Item of the scorecard, one a row", "text", 1.2),
        _m("section", "Section of the item", "word", 0.5),
        _m("points", "Points or answer of the item", "mark", 1.0),
        _m("worth", "Points the item can get", "number", 1.0),
        _m("evaluation", "Number of the grading", "id", 0.5),
        _m("comment", "Comment", "text", 0.4),
    ),
    FileKind.SURVEY: (
        *_PERSON,
        _m("response", "Number of the response", "id", 1.0),
        _m("day", "Day", "day", 0.5),
        _m("started", "When it was begun", "day", 0.7),
        _m("csat", "Satisfaction", "rating", 1.2),
        _m("nps", "Likelihood to recommend (0 to 10)", "nps", 1.6),
        _m("ces", "Effort", "rating", 1.4),
        _m("answer", "Answer to a question", "any", 0.7, many=True),
        _m("state", "Complete or partial", "word", 0.8),
        _m("reference", "Number of the contact", "id", 0.4),
        _m("customer", "Customer (kept only as a hash)", "any", 0.4),
        _m("personal", "Personal details (not kept)", "any", 0.3, many=True),
    ),
    FileKind.COMMENTS: (
        *_PERSON,
        _m("day", "Day", "day", 0.5),
        _m("channel", "Channel", "word", 0.4),
        _m("topic", "Topic", "word", 0.6),
        _m("rating", "Rating", "rating", 0.6),
        _m("text", "Comment", "long", 2.0),
        _m("reference", "Number of the contact", "id", 0.3),
        _m("customer", "Customer (kept only as a hash)", "any", 0.3),
    ),
    FileKind.COMPLAINTS: (
        *_PERSON,
        _m("external_id", "Number of the complaint", "id", 0.8),
        _m("day", "Day", "day", 0.8),
        _m("closed_day", "Day of closing", "day", 0.8),
        _m("state", "Status", "word", 0.5),
        _m("resolved", "Resolved (yes or no)", "flag", 0.8),
        _m("cause", "Cause", "word", 0.8),
        _m("text", "Complaint", "text", 1.0),
        _m("remedy", "Remedy", "text", 1.2),
        _m("money", "Money paid as a remedy", "money", 1.2),
        _m("upheld", "Upheld", "flag", 1.5),
        _m("customer", "Customer (kept only as a hash)", "any", 0.4),
    ),
    FileKind.INTERVALS: (
        *_PERSON,
        _m("queue", "Queue", "word", 0.5),
        _m("channel", "Channel", "word", 0.4),
        _m("day", "Day", "day", 0.7),
        _m("last_day", "Last day", "day", 0.7),
        _m("time", "Start of the interval", "clock", 1.0),
        _m("span", "Length of the interval", "length", 0.5),
        _m("offered", "Contacts offered", "count", 1.5),
        _m("answered", "Contacts answered", "count", 1.5),
        _m("abandoned", "Contacts abandoned", "count", 1.5),
        _m("within", "Answered within the target", "count", 1.5),
        _m("service_level", "Service level", "share", 1.5),
        _m("answer_rate", "Answer rate (worked out anew)", "share", 1.0),
        _m("abandon_rate", "Abandonment rate (worked out anew)", "share", 1.0),
        _m("closed", "Contacts closed", "count", 1.5),
        _m("wait_mean", "Mean wait", "length", 1.3),
        _m("wait_sum", "Total wait", "length", 1.3),
        _m("handle_mean", "Mean handle time", "length", 1.3),
        _m("handle_sum", "Total handle time", "length", 1.3),
        _m("talk_mean", "Mean talk time", "length", 1.3),
        _m("talk_sum", "Total talk time", "length", 1.3),
        _m("hold_mean", "Mean hold time", "length", 1.3),
        _m("hold_sum", "Total hold time", "length", 1.3),
        _m("wrap_mean", "Mean after-call work", "length", 1.3),
        _m("wrap_sum", "Total after-call work", "length", 1.3),
        _m("first_response_mean", "Mean time to first response", "length", 1.3),
        _m("resolution_mean", "Mean time to resolution", "length", 1.3),
        _m("csat_mean", "Mean satisfaction", "number", 1.2),
        _m("csat_count", "Number of ratings", "count", 1.2),
        _m("login_sum", "Time logged in", "length", 1.3),
        _m("note", "Note", "text", 0.1),
    ),
}

REQUIRED: dict[FileKind, tuple[tuple[str, ...], ...]] = {
    FileKind.PEOPLE: (("name", "first_name", "last_name", "code"),),
    FileKind.APPLICANTS: (("name", "first_name", "last_name"), ("stage", "status", "opening", "disqualified")),
    FileKind.WORKED: (("person", "last_name", "first_name", "login"), ("day", "start", "cell", "worked", "paid"),
                      ("start", "worked", "paid", "punch", "cell")),
    FileKind.ROTA: (("person", "last_name", "first_name", "login", "cell"), ("day", "start", "cell"),
                    ("start", "shift", "cell")),
    FileKind.ABSENCE: (("person", "last_name", "first_name", "login"), ("first_day", "cell")),
    FileKind.QUALITY: (("person", "last_name", "first_name", "login"), ("share", "mark", "points")),
    FileKind.SURVEY: (("csat", "nps", "ces", "answer"),),
    FileKind.COMMENTS: (("text",),),
    FileKind.COMPLAINTS: (("day",), ("text", "cause", "remedy", "external_id")),
    FileKind.INTERVALS: (("offered", "answered", "abandoned", "closed"),),
}  # fmt: skip
"""Of each group a file must have at least one column."""


def meanings(kind: str) -> tuple[Meaning, ...]:
    """What a column of a file of ``kind`` may mean, () for kinds without columns; contacts have ``rules.Field``."""
    return MEANINGS.get(FileKind(kind), ())


def label(kind: str, key: str) -> str:
    """A meaning in words, for a list to choose from."""
    for one in meanings(kind):
        if one.key == key:
            return one.label
    return label_of_field(key)
