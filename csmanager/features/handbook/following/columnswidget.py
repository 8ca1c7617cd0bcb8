"""The columns of the tables of following."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from csmanager.features.handbook.finding.queries import ContradictionRow, GapRow
from csmanager.features.handbook.finding.rules import GAP_NAMES, GapState
from csmanager.features.handbook.following import rules
from csmanager.features.handbook.following.adherence import AdherenceRow, EvidenceRow, FailingRow
from csmanager.features.handbook.following.queries import CheckRow, ComplaintRow, ExceptionRow, RequestRow
from csmanager.features.handbook.following.rules import CheckResult, RequestState
from csmanager.ui.widgets.table import Column, Status

Today = Callable[[], dt.date]


def range_text(row: AdherenceRow) -> str:
    """The interval of a share in whole per cent; "" without one."""
    return (
        "" if row.low is None or row.high is None else f"{row.low:.0%} to {row.high:.0%}".replace("%", " %")
    )


def _judged(row: AdherenceRow) -> Status:
    if not row.is_judged:
        return Status("none", "not judged")
    if row.low is not None and row.low >= rules.AIM:
        return Status("good", "followed")
    if row.high is not None and row.high < rules.AIM:
        return Status("bad", "not followed")
    return Status("watch", "uncertain")


ADHERENCE = (
    Column("code", "Policy", 74, value=lambda row: row.code),
    Column(
        "clause", "Clause", 230, value=lambda row: row.heading, tooltip=lambda row: f"{row.code} {row.title}"
    ),
    Column("state", "Judgement", 120, "status", value=_judged, tooltip=lambda row: judgement_text(row)),
    Column("share", "Followed", kind="share", value=lambda row: row.share if row.is_judged else None),
    Column("range", "95 % range", 110, value=lambda row: range_text(row) if row.is_judged else ""),
    Column("n", "Seen", kind="number", value=lambda row: row.n),
    Column("met", "Times followed", 120, kind="number", value=lambda row: row.met),
    Column("grades", "Grades", kind="number", value=lambda row: row.grades),
    Column("checks", "Spot checks", kind="number", value=lambda row: row.checks),
    Column("people", "People", kind="number", value=lambda row: row.people),
)


def judgement_text(row: AdherenceRow) -> str:
    """The judgement in a sentence."""
    if not row.is_judged:
        return f"Seen {row.n} times; a share is judged from {rules.LEAST} on."
    return (
        f"Followed in {row.met} of {row.n}; with 95 % certainty between"
        f" {range_text(row).replace(' to ', ' and ')}, against"
        f" {round(100 * rules.AIM)} % that is wanted."
    )


EVIDENCE = (
    Column("day", "Day", kind="date", value=lambda row: row.day),
    Column("person", "Person", 150, value=lambda row: row.person),
    Column(
        "met",
        "Followed",
        110,
        "status",
        value=lambda row: Status("good", "yes") if row.is_met else Status("bad", "no"),
    ),
    Column("share", "Mark", kind="share", value=lambda row: row.share),
    Column("source", "Seen by", 150, value=lambda row: row.source),
    Column("what", "What was looked at", 320, value=lambda row: row.what),
    Column("reference", "Contact", 110, value=lambda row: row.reference),
    Column("comment", "Comment", 220, value=lambda row: row.comment),
)

FAILING = (
    Column("person", "Person", 160, value=lambda row: row.person),
    Column("code", "Policy", 74, value=lambda row: row.code),
    Column("clause", "Clause", 240, value=lambda row: row.heading),
    Column("signed", "Signed on", kind="date", value=lambda row: row.signed_on),
    Column("version", "Version", kind="number", value=lambda row: row.version),
    Column("missed", "Missed since", 110, kind="number", value=lambda row: row.missed),
    Column("n", "Of", kind="number", value=lambda row: row.n),
    Column("last", "Last missed", kind="date", value=lambda row: row.last_on),
)

_RESULTS = {CheckResult.PASS: "good", CheckResult.FAIL: "bad", CheckResult.NA: "none"}


def check_columns(today: Today) -> tuple[Column, ...]:
    """Spot checks; those whose day has passed are late."""

    def state(row: CheckRow) -> Status:
        if row.result is not None:
            return Status(_RESULTS[row.result], rules.RESULT_NAMES[row.result].lower())
        days = (row.due_on - today()).days
        return Status("late", f"{-days} days late") if days < 0 else Status("open", "to do")

    return (
        Column("state", "Result", 140, "status", value=state),
        Column("due", "Due", kind="date", value=lambda row: row.due_on),
        Column("person", "Person", 150, value=lambda row: row.person),
        Column("code", "Policy", 74, value=lambda row: row.code),
        Column("clause", "Clause", 230, value=lambda row: row.heading),
        Column("done", "Done", kind="date", value=lambda row: row.done_on),
        Column("evidence", "What was seen", 260, value=lambda row: row.evidence),
        Column("observer", "Seen by", 120, value=lambda row: row.observer),
        Column("reference", "Contact", 100, value=lambda row: row.reference),
        Column(
            "draw",
            "Drawn",
            90,
            value=lambda row: f"draw {row.draw_id}" if row.draw_id is not None else "own choice",
        ),
    )


def exception_columns(today: Today) -> tuple[Column, ...]:
    """Exceptions with what is left of their time."""

    def state(row: ExceptionRow) -> Status:
        if row.ended_on is not None:
            return Status("none", "ended")
        days = (row.expires_on - today()).days
        if days < 0:
            return Status("late", "expired")
        return Status("soon", f"{days} days left") if days <= rules.SOON_DAYS else Status("open", "counts")

    return (
        Column("state", "State", 120, "status", value=state),
        Column("code", "Policy", 74, value=lambda row: row.code),
        Column("clause", "Clause", 200, value=lambda row: row.heading or "the whole policy"),
        Column("subject", "For", 180, value=lambda row: row.subject),
        Column("reason", "Why", 260, value=lambda row: row.reason),
        Column("approver", "Agreed by", 130, value=lambda row: row.approver),
        Column("from", "From", kind="date", value=lambda row: row.from_on),
        Column("until", "Expires", kind="date", value=lambda row: row.expires_on),
        Column("ended", "Ended", kind="date", value=lambda row: row.ended_on),
    )


_STATES = {
    RequestState.NEW: "open",
    RequestState.ACCEPTED: "soon",
    RequestState.DONE: "good",
    RequestState.REJECTED: "none",
}


def _request_state(row: RequestRow) -> Status:
    return Status(_STATES[row.state], rules.STATE_NAMES[row.state].lower())


REQUESTS = (
    Column("state", "State", 120, "status", value=_request_state),
    Column("source", "From", 140, value=lambda row: rules.SOURCE_NAMES[row.source]),
    Column("code", "Policy", 74, value=lambda row: row.code),
    Column("clause", "Clause", 190, value=lambda row: row.heading),
    Column("problem", "What is unclear or wrong", 320, value=lambda row: row.problem),
    Column("proposal", "Proposal", 220, value=lambda row: row.proposal),
    Column("opened", "Opened", kind="date", value=lambda row: row.opened_on),
    Column("decided", "Decided", kind="date", value=lambda row: row.decided_on),
    Column("answer", "Answer", 220, value=lambda row: row.answer),
)

_GAPS = {GapState.OPEN: "open", GapState.WRITTEN: "good", GapState.DISMISSED: "none"}


def _gap_state(row: GapRow) -> Status:
    return Status(_GAPS[row.state], GAP_NAMES[row.state].lower())


GAPS = (
    Column("state", "State", 110, "status", value=_gap_state),
    Column("words", "Searched for", 320, value=lambda row: row.words),
    Column("times", "Times", kind="number", value=lambda row: row.times),
    Column("first", "First", kind="date", value=lambda row: row.first_on),
    Column("last", "Last", kind="date", value=lambda row: row.last_on),
    Column("reason", "Why nothing is written", 260, value=lambda row: row.reason),
)


def _conflict(row: ContradictionRow) -> Status:
    return Status("none", "dismissed") if row.dismissal_id is not None else Status("watch", "look at it")


CONTRADICTIONS = (
    Column("state", "State", 110, "status", value=_conflict),
    Column("about", "About", 150, value=lambda row: row.about),
    Column("unit", "Differ in", 110, value=lambda row: row.unit),
    Column("first", "One clause", 200, value=lambda row: f"{row.first_policy}: {row.first_clause}"),
    Column("first_says", "says", 300, value=lambda row: row.first_says),
    Column("second", "Another", 200, value=lambda row: f"{row.second_policy}: {row.second_clause}"),
    Column("second_says", "says", 300, value=lambda row: row.second_says),
    Column("reason", "Why both can stand", 200, value=lambda row: row.reason),
)

COMPLAINTS = (
    Column("day", "Day", kind="date", value=lambda row: row.day),
    Column("cause", "Cause", 140, value=lambda row: row.cause),
    Column("text", "Complaint", 380, value=lambda row: row.text),
    Column("person", "Person", 130, value=lambda row: row.person),
)

Row = AdherenceRow | EvidenceRow | FailingRow | CheckRow | ExceptionRow | RequestRow | GapRow | ComplaintRow
