"""What is asked about spot checks, exceptions, wishes and searches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.features.handbook.finding.queries import ContradictionRow, GapRow
from csmanager.features.handbook.following import rules
from csmanager.features.handbook.following.queries import CheckRow, ClauseChoice, ComplaintRow, RequestRow
from csmanager.features.handbook.following.rules import CheckResult, RequestSource
from csmanager.ui.widgets.form import Field, FormDialog

Submit = Callable[[dict[str, Any]], Any]
Clauses = Sequence[ClauseChoice]


def clause_value(code: str, key: str) -> str:
    """A clause as the value of a choice; Qt finds no pairs."""
    return f"{code}\t{key}"


def clause_of_value(value: str) -> tuple[str, str]:
    """(code, key) of the value of a choice."""
    code, _, key = value.partition("\t")
    return code, key


def clause_options(choices: Clauses, *, blank: str = "") -> list[tuple[str, str]]:
    """Clauses as values with their names; ``blank`` names the choice of none."""
    found = [(clause_value(choice.code, choice.key), choice.name) for choice in choices]
    return [(clause_value("", ""), blank), *found] if blank else found


def draw(choices: Clauses, seed: int, submit: Submit, parent: QWidget) -> FormDialog:
    """How many spot checks to draw, of which policy."""
    policies = dict.fromkeys((choice.code, f"{choice.code} {choice.title}") for choice in choices)
    fields = [
        Field("wanted", "How many", "number", value=5, minimum=1, maximum=100, required=True),
        Field("policy", "Of", "choice", value="", options=[("", "All policies in force"), *policies]),
        Field(
            "seed", "Seed", "number", value=seed, required=True, help="The same seed draws the same again."
        ),
    ]
    text = (
        "A clause and a colleague are drawn at random; in a quarter nobody is drawn twice for the same clause. The"
        " drawing is kept with its seed, so that everybody can see that it was fair."
    )
    return FormDialog("Draw spot checks", fields, submit, verb="Draw", text=text, parent=parent)


def result(row: CheckRow, observer: str, submit: Submit, parent: QWidget) -> FormDialog:
    """What a check found."""
    options = [(key, rules.RESULT_NAMES[key]) for key in CheckResult]
    fields = [
        Field(
            "result", "Result", "choice", value=row.result or CheckResult.PASS, options=options, required=True
        ),
        Field(
            "evidence",
            "What was seen",
            "long",
            value=row.evidence,
            placeholder="What happened, in a sentence",
        ),
        Field(
            "reference", "Contact", value=row.reference, placeholder="Number of the call or ticket, if any"
        ),
        Field("observer", "Seen by", value=row.observer or observer),
    ]
    text = f"{row.person}: {row.code} {row.heading}"
    return FormDialog("Enter the spot check", fields, submit, verb="Enter", text=text, parent=parent)


def own_check(
    choices: Clauses, people: Sequence[tuple[int, str]], submit: Submit, parent: QWidget
) -> FormDialog:
    """A check of one's own choice."""
    fields = [
        Field("clause", "Clause", "choice", options=clause_options(choices), required=True),
        Field("person", "Person", "choice", options=list(people), required=True),
    ]
    text = "It is kept and shown, but counts for no share: it was not drawn at random."
    return FormDialog("Check of my own choice", fields, submit, verb="Add", text=text, parent=parent)


def exception(choices: Clauses, today: Callable[[], dt.date], submit: Submit, parent: QWidget) -> FormDialog:
    """Which clause does not count for whom, why, who agreed, until when."""
    day = today()
    fields = [
        Field("clause", "Clause", "choice", options=clause_options(choices), required=True),
        Field("subject", "For whom or what", required=True, placeholder="Order 4711, Mrs Berg"),
        Field("reason", "Why", "long", required=True),
        Field("approver", "Agreed by", required=True),
        Field("from", "From", "date", value=day, required=True),
        Field("until", "Expires on", "date", value=day + dt.timedelta(days=30), required=True),
    ]
    return FormDialog("New exception", fields, submit, verb="Add", today=today, parent=parent)


_HEARD = (RequestSource.QUESTION, RequestSource.COMPLAINT, RequestSource.OWN)


def wish(
    choices: Clauses,
    submit: Submit,
    parent: QWidget,
    *,
    clause: tuple[str, str] = ("", ""),
    problem: str = "",
    complaints: Sequence[ComplaintRow] = (),
    source: RequestSource | None = None,
) -> FormDialog:
    """What should be different; of a complaint where ``complaints`` are given."""
    fields = []
    if complaints:
        options = [(row.id, f"{row.day.isoformat()} {row.text or row.cause}"[:90]) for row in complaints]
        fields.append(Field("complaint", "Complaint", "choice", options=options, required=True))
    else:
        fields.append(Field("problem", "What is unclear or wrong", "long", value=problem, required=True))
        if source is None:
            heard = [(key, rules.SOURCE_NAMES[key]) for key in _HEARD]
            fields.append(Field("source", "From", "choice", value=RequestSource.QUESTION, options=heard))
    fields += [
        Field(
            "clause",
            "Clause",
            "choice",
            value=clause_value(*clause),
            options=clause_options(choices, blank="None says anything about it"),
        ),
        Field("proposal", "Proposal", "long", placeholder="How it should read"),
    ]
    return FormDialog("Wish for a change", fields, submit, verb="Add", parent=parent)


def decision(row: RequestRow, submit: Submit, parent: QWidget) -> FormDialog:
    """What becomes of a wish."""
    options = [
        (state, rules.STATE_NAMES[state])
        for state in rules.RequestState
        if state in rules.NEXT_STATES[row.state]
    ]
    fields = [
        Field("state", "It becomes", "choice", options=options, required=True),
        Field("answer", "Answer", "long", value=row.answer, placeholder="What was changed, or why not"),
    ]
    return FormDialog("Decide a wish", fields, submit, verb="Decide", text=row.problem, parent=parent)


def reason(title: str, text: str, verb: str, submit: Submit, parent: QWidget) -> FormDialog:
    """Why."""
    fields = [Field("reason", "Why", "long", required=True)]
    dialog = FormDialog(title, fields, submit, verb=verb, text=text, parent=parent)
    dialog.resize(640, dialog.sizeHint().height() + 22 * text.count("\n") + len(text) // 4)
    return dialog


def new_policy(row: GapRow, submit: Submit, parent: QWidget) -> FormDialog:
    """The title of what answers a search."""
    fields = [Field("title", "Title of the policy", value=row.words.capitalize(), required=True)]
    text = f"“{row.words}” was searched for {row.times} times and nothing was found."
    return FormDialog("Write a policy for this", fields, submit, verb="Begin", text=text, parent=parent)


def both(row: ContradictionRow) -> str:
    """Two clauses at odds, one under the other."""
    return (
        f"{row.first_policy}, {row.first_clause}:\n“{row.first_says}”\n\n"
        f"{row.second_policy}, {row.second_clause}:\n“{row.second_says}”"
    )
