"""The forms of joining and leaving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.core.errors import RuleBroken
from csmanager.core.visibility import Visibility, choices
from csmanager.features.onboarding import rules
from csmanager.features.onboarding.leaving import Interview, about
from csmanager.features.onboarding.queries import CopyRow, GateRow, ItemRow, PlanRow
from csmanager.features.onboarding.rules import ItemState, Mark
from csmanager.features.onboarding.sheets import lines_of
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import Field, FormDialog

Submit = Callable[[dict[str, Any]], Any]
Today = Callable[[], dt.date]
Options = Sequence[tuple[int, str]]
_WIDE_LETTERS = 96  # of a form with whole sentences as labels
_YES = [("", "Not said"), ("yes", "Yes"), ("no", "No")]


def start(
    people: Options, templates: Options, mentors: Options, submit: Submit, today: Today, parent: QWidget,
    *, person_id: int | None = None, template_id: int | None = None,
) -> FormDialog:  # fmt: skip
    """Who gets which plan, from when, with whom."""

    def taken(values: dict[str, Any]) -> Any:
        values["mentor_id"] = values["mentor_id"] or None
        return submit(values)

    fields = [
        Field("person_id", "Who", "choice", person_id, options=list(people), required=True),
        Field("template_id", "Plan", "choice", template_id, options=list(templates), required=True),
        Field("starts_on", "First day", "date", today(), required=True,
              help="Items fall due on days the shop is open."),
        Field("mentor_id", "Mentor", "choice", 0, options=[(0, "None yet"), *mentors],
              help="In brackets: how many they have now."),
        Field("draft", "Only as a draft, to be begun later", "check", False, is_more=True),
    ]  # fmt: skip
    return FormDialog("Start a plan", fields, taken, verb="Start", today=today, parent=parent)


def change(row: PlanRow, mentors: Options, submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """Another start or mentor."""

    def taken(values: dict[str, Any]) -> Any:
        values["mentor_id"] = values["mentor_id"] or None
        return submit(values)

    fields = [
        Field("starts_on", "First day", "date", row.starts_on, required=True,
              help="Open items move along with it."),
        Field("mentor_id", "Mentor", "choice", row.mentor_id or 0, options=[(0, "None"), *mentors]),
    ]  # fmt: skip
    return FormDialog(f"Plan of {row.person}", fields, taken, verb="Keep", today=today, parent=parent)


def reason(title: str, verb: str, submit: Submit, parent: QWidget, *, label: str = "Why") -> FormDialog:
    """A reason that is owed."""
    return FormDialog(
        title, [Field("reason", label, "long", required=True)], submit, verb=verb, parent=parent
    )


def item(rows: Sequence[ItemRow], state: ItemState, by: str, submit: Submit, parent: QWidget) -> FormDialog:
    """What setting an item to ``state`` needs."""
    title = rows[0].title if len(rows) == 1 else f"{len(rows)} items"
    if state is ItemState.DONE:
        needed = any(row.needs_evidence and not row.evidence for row in rows)
        fields = [
            Field("evidence", "Shown by", value=rows[0].evidence if len(rows) == 1 else "", required=needed,
                  placeholder="Saw three calls on Tuesday; sheet K7M-P2X"),
            Field("by", "Who says so", value=by),
        ]  # fmt: skip
        return FormDialog(f"Done: {title}", fields, submit, verb="Done", parent=parent)
    label = "What holds it up" if state is ItemState.STUCK else "Why it is not needed"
    word = rules.ITEM_WORDS[state]
    return reason(f"{word}: {title}", word, submit, parent, label=label)


def put_off(rows: Sequence[ItemRow], submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """Another day."""
    title = rows[0].title if len(rows) == 1 else f"{len(rows)} items"
    fields = [
        Field("due_on", "Until", "date", today() + dt.timedelta(days=7), required=True),
        Field("reason", "Why", required=True),
    ]
    return FormDialog(f"Put off: {title}", fields, submit, verb="Put off", today=today, parent=parent)


def add_item(row: PlanRow, submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """One more thing for this person."""
    fields = [
        Field("title", "What", required=True),
        Field(
            "owner", "By whom", "choice", "manager", options=list(rules.OWNER_WORDS.items()), required=True
        ),
        Field("due_on", "By", "date", today() + dt.timedelta(days=7), required=True),
        Field("mandatory", "It must be done", "check", False),
        Field("detail", "What it is", "long"),
    ]
    return FormDialog(
        f"Add to the plan of {row.person}", fields, submit, verb="Add", today=today, parent=parent
    )


def sign(
    row: GateRow, people: Options, manager: str, submit: Submit, today: Today, parent: QWidget
) -> FormDialog:
    """A signature under a gate."""
    names = dict(people)
    names.pop(row.person_id, None)

    def taken(values: dict[str, Any]) -> Any:
        if not values["sure"]:
            raise RuleBroken("Tick that you have seen it; a gate is passed on evidence.")
        values.pop("sure")
        signer = values.pop("signer") or None
        values["signer_id"] = signer
        if signer is not None:
            values["signed_by"] = names[signer]
        elif not values["signed_by"]:
            raise RuleBroken("Say who signs.")
        return submit(values)

    fields = [
        Field("signer", "Signed by", "choice", row.mentor_id or 0,
              options=[(0, "Somebody else, named below"), *names.items()]),
        Field("signed_by", "Name", value=manager, help="Used when nobody of the team is chosen above."),
        Field("on", "On", "date", today(), required=True),
        Field("evidence", "What was seen", "long", seen=Visibility.OPEN),
        Field("sure", f"{row.person} does this as asked, and I have seen it", "check", False),
    ]  # fmt: skip
    text = f"{row.name} asks for {row.rule.text}. Known: {len(row.facts.scores)} graded contacts."
    return FormDialog(f"Sign {row.name} for {row.person}", fields, taken, verb="Sign", text=text, today=today,
                      parent=parent)  # fmt: skip


def fail(row: GateRow, manager: str, submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """Not yet."""
    fields = [
        Field("signed_by", "Says who", value=manager, required=True),
        Field("on", "On", "date", today(), required=True),
        Field("reason", "What is missing", "long", required=True, seen=Visibility.OPEN),
    ]
    return FormDialog(f"Not yet: {row.name} of {row.person}", fields, submit, verb="Not yet", today=today,
                      parent=parent)  # fmt: skip


def leave(people: Options, submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """Somebody is going."""
    fields = [
        Field("person_id", "Who", "choice", options=list(people), required=True),
        Field("last_day", "Last day", "date", today() + dt.timedelta(days=30), required=True),
        Field("reason", "Why", required=True, placeholder="Moves to another town"),
    ]
    return FormDialog(
        "Somebody is leaving", fields, submit, verb="Begin",
        text="Notes the notice in the roster and starts the leaving checklist; its days count from the last day.",
        today=today, parent=parent,
    )  # fmt: skip


def interview(
    desk: Desk, person: str, leaving_id: int, asked: Interview, submit: Submit, parent: QWidget
) -> FormDialog:
    """The exit interview: reasons, marks, and the questions; sensitive answers are sealed."""

    def taken(values: dict[str, Any]) -> Any:
        answers = []
        for place, question in enumerate(asked.questions):
            answer = values.pop(f"q{place}") or ""
            sealed = question.is_sensitive
            answers.append((question.text, "" if sealed else answer, answer if sealed else ""))
        reasons = [one for place, one in enumerate(asked.reasons) if values.pop(f"r{place}")]
        for key in ("would_return", "would_rehire"):
            values[key] = {"yes": True, "no": False}.get(values[key])
        values["rating"] = values["rating"] or None
        return submit({**values, "answers": answers, "reasons": reasons})

    fields = [
        Field("held_on", "Held on", "date", desk.today(), required=True),
        Field("held_by", "By", value=""),
        Field("main_reason", "Main reason", "choice", options=[(one, one) for one in asked.reasons], required=True),
        *(Field(f"r{place}", one, "check", False) for place, one in enumerate(asked.reasons)),
        Field("rating", "As a place to work", "choice", 0,
              options=[(0, "Not said"), *((n, f"{n} of 5") for n in range(1, 6))]),
        Field("would_return", "Would come back", "choice", "", options=_YES),
        Field("would_rehire", "Would you take them again", "choice", "", options=_YES),
    ]  # fmt: skip
    fields.append(
        Field(
            "visibility", "Who may read the answers", "choice", Visibility.MANAGER, options=choices(),
            help="Delicate questions are sealed in any case.",
        )
    )  # fmt: skip
    for place, question in enumerate(asked.questions):
        if question.is_sensitive:
            fields.append(
                Field(
                    f"q{place}", question.text, "sealed", "", texts=desk.sealing, about=about(leaving_id, place),
                )
            )  # fmt: skip
        else:
            fields.append(Field(f"q{place}", question.text, "long"))
    return FormDialog(
        f"Exit interview with {person}", fields, taken, verb="Keep", today=desk.today, parent=parent,
        labels_above=True,
        text="Tick what else played a part. Sealed answers can be read with your passphrase only.",
    )  # fmt: skip


def returned(copy: CopyRow, submit: Submit, parent: QWidget) -> FormDialog:
    """How each line of a sheet went."""

    def taken(values: dict[str, Any]) -> Any:
        marks = {place: values.pop(f"m{place}") for place in range(len(lines_of(copy.body)))}
        return submit({**values, "marks": marks})

    options = [("", "Choose"), *((str(mark), rules.MARK_WORDS[mark]) for mark in Mark)]
    lines = [
        Field(f"m{place}", line if len(line) <= 60 else f"{line[:58]}…", "choice", "", options=options, help=""
              if len(line) <= 60 else line, check=_need_mark)
        for place, line in enumerate(lines_of(copy.body))
    ]  # fmt: skip
    fields = [
        *lines,
        Field("signed_by", "Signed by", required=True),
        Field("note", "Note", "long", seen=Visibility.OPEN),
    ]
    dialog = FormDialog(
        f"{copy.title}: {copy.person}",
        fields,
        taken,
        verb="Enter the sheet",
        parent=parent,
        text="As it stands on the paper. When every line went alone, the item of the plan is done.",
    )
    dialog.setMinimumWidth(dialog.fontMetrics().averageCharWidth() * _WIDE_LETTERS)
    return dialog


def _need_mark(value: str) -> None:
    if not value:
        raise RuleBroken("Choose how it went.")
