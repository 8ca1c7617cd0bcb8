"""The forms of sealed matters. Texts are sealed fields: hidden when the lock falls, kept until it opens again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.core.sealing import place
from csmanager.features.conduct import rules
from csmanager.features.conduct.queries import CheckInRow, ConflictRow, SideRow, WarningRow
from csmanager.features.conduct.rules import Kind, Severity, Step
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import Field, FormDialog

Submit = Callable[[dict[str, Any]], Any]
_KINDS = [(kind, word) for kind, word in rules.KIND_WORDS.items()]
_SEVERITIES = [(one, word) for one, word in rules.SEVERITY_WORDS.items()]
_STEPS = [(step, word) for step, word in rules.STEP_WORDS.items()]


def _sealed(desk: Desk, key: str, label: str, token: str = "", about: str = "", **more: Any) -> Field:
    return Field(key, label, "sealed", token, texts=desk.sealing, about=about, **more)


def new_conflict(
    desk: Desk, people: Sequence[tuple[int, str]], submit: Submit, parent: QWidget
) -> FormDialog:
    """Who, what kind, what was told."""
    second = people[1][0] if len(people) > 1 else None
    return FormDialog(
        "Write down a conflict",
        [
            Field("first", "Between", "choice", people[0][0], options=people, required=True),
            Field("second", "and", "choice", second, options=people, required=True),
            Field("third", "and", "choice", None, options=[(None, "nobody else"), *people]),
            Field(
                "kind", "About", "choice", Kind.PERSONALITY, options=_KINDS, required=True,
                help="Harassment and discrimination go the formal way and are never mediated.",
            ),
            Field("severity", "How grave", "choice", Severity.LOW, options=_SEVERITIES, required=True),
            _sealed(
                desk, "about", "What was told", required=True, placeholder="As it was told to you, in plain words"
            ),
            _sealed(desk, "raised_by", "Told by", lines=1),
        ],
        submit,
        verb="Write it down",
        today=desk.today,
        parent=parent,
    )  # fmt: skip


def edit_conflict(desk: Desk, row: ConflictRow, submit: Submit, parent: QWidget) -> FormDialog:
    """What it is about, which rule, who looks into it."""

    def sealed(key: str, label: str, token: str, **more: Any) -> Field:
        return _sealed(desk, key, label, token, place("conflict", key, row.id), **more)

    return FormDialog(
        "Change what it is about",
        [
            Field("kind", "About", "choice", row.kind, options=_KINDS, required=True),
            Field("severity", "How grave", "choice", row.severity, options=_SEVERITIES, required=True),
            sealed("about", "What was told", row.about, required=True),
            sealed("raised_by", "Told by", row.raised_by, lines=1),
            sealed("clause", "Rule it touches", row.clause, lines=1),
            sealed("owner", "Looked into by", row.owner, lines=1),
        ],
        submit,
        verb="Save",
        parent=parent,
    )


def move(desk: Desk, name: str, submit: Submit, parent: QWidget) -> FormDialog:
    """The reason of a move, and to whom it is handed where it goes the formal way."""
    fields = []
    if name == "formal":
        fields.append(
            _sealed(
                desk, "routed_to", "Handed to", required=True,
                lines=1, placeholder="The owner, or the person for staff matters",
            )
        )  # fmt: skip
    words = "What was found" if name == "finding" else "How it ended" if name == "close" else "Why"
    fields.append(_sealed(desk, "reason", words, required=name != "close"))
    text = {
        "formal": "From here on nobody asks them to sit down together. Somebody who is not part of it looks into it.",
        "finding": "It ends the matter. Say what was found, on what it rests, and what follows.",
    }.get(name, "")
    return FormDialog(
        rules.MOVE_WORDS[name], fields, submit, verb=rules.MOVE_WORDS[name], text=text, parent=parent
    )


def statement(desk: Desk, side: SideRow, submit: Submit, parent: QWidget) -> FormDialog:
    """What one of them says."""
    about = place("conflict_party", "statement", side.id)
    return FormDialog(
        f"What {side.person} says",
        [_sealed(desk, "text", "Statement", side.statement, about, required=True)],
        submit,
        verb="Keep",
        text="Heard alone. Write it as they say it, and read it back to them.",
        parent=parent,
    )


def agreement(desk: Desk, row: ConflictRow, submit: Submit, parent: QWidget) -> FormDialog:
    """What both see alike, and what each commits to."""
    fields = [
        _sealed(
            desk,
            "common_ground",
            "Both see alike",
            row.common_ground,
            place("conflict", "common_ground", row.id),
        )
    ]
    fields += [
        _sealed(
            desk, f"commits:{side.id}", f"{side.person} will", side.commits,
            place("conflict_party", "commits", side.id), required=True,
        )
        for side in row.sides
    ]  # fmt: skip
    text = "So small that one can see it. Whoever signed signs again when their part changes."
    return FormDialog("What they agreed", fields, submit, verb="Keep", text=text, parent=parent)


def check_in(desk: Desk, ahead: Sequence[CheckInRow], submit: Submit, parent: QWidget) -> FormDialog:
    """How it goes."""
    return FormDialog(
        "Check-in",
        [
            Field(
                "check_in_id", "Which", "choice", ahead[0].id, required=True,
                options=[(one.id, f"Week {one.week}") for one in ahead],
            ),
            Field("held_on", "Held", "date", desk.today(), required=True),
            Field(
                "holds", "The agreement", "choice", True, options=[(True, "holds"), (False, "does not hold")],
                required=True,
            ),
            _sealed(desk, "note", "Note"),
        ],
        submit,
        verb="Keep",
        today=desk.today,
        parent=parent,
    )  # fmt: skip


def apart(desk: Desk, row: ConflictRow, submit: Submit, parent: QWidget) -> FormDialog:
    """Until when they should not work on one shift."""
    return FormDialog(
        "Keep apart",
        [
            Field(
                "until", "Not on one shift until", "date",
                row.apart_until or desk.today() + dt.timedelta(weeks=4),
                help="Empty: no longer. A note for whoever plans the shifts: that they are kept apart, not why.",
            )
        ],
        submit,
        verb="Keep apart",
        today=desk.today,
        parent=parent,
    )  # fmt: skip


def warning(
    desk: Desk,
    row: WarningRow | None,
    people: Sequence[tuple[int, str]],
    clauses: Sequence[str],
    usual: Callable[[int], Step],
    submit: Submit,
    parent: QWidget,
) -> FormDialog:
    """A draft: the step, the rule, the facts, the response. ``usual``: the step that comes next for somebody."""

    def sealed(key: str, label: str, token: str = "", **more: Any) -> Field:
        about = place("discipline", key, row.id) if row is not None else ""
        return _sealed(desk, key, label, token, about, **more)

    whom = row.person_id if row is not None else people[0][0]
    fields = []
    if row is None:
        fields.append(Field("person_id", "Who", "choice", whom, options=people, required=True))
    fields += [
        Field("step", "Step", "choice", row.step if row else usual(whom), options=_STEPS, required=True),
        Field("clause", "Rule broken", "suggest", row.clause if row else None, options=clauses, required=True),
        Field(
            "severity", "How grave", "choice", row.severity if row else Severity.LOW, options=_SEVERITIES,
            required=True,
        ),
        Field("happened_on", "Happened", "date", row.happened_on if row else desk.today(), required=True),
        sealed(
            "facts", "Facts", row.facts if row else "", required=True,
            placeholder="What was done or said, when, who saw it. No guesses.",
        ),
    ]  # fmt: skip
    if row is not None:
        fields += [
            sealed(
                "response",
                "Response",
                row.response,
                help="What the person says to it. Needed before the letter.",
            ),
            sealed("expected", "Expected", row.expected),
        ]
    fields.append(
        sealed(
            "skip_reason",
            "Why skip a step",
            row.skip_reason if row else "",
            lines=2,
            help="Only where one is left out.",
        )
    )
    dialog = FormDialog(
        "Change the draft" if row else "Draft a warning", fields, submit, verb="Save" if row else "Draft",
        today=desk.today, parent=parent,
    )  # fmt: skip
    if row is None:
        who = dialog.inputs["person_id"]
        who.changed.connect(lambda: dialog.inputs["step"].set_value(usual(int(who.value()))))
    return dialog


def issue(desk: Desk, row: WarningRow, like: str, before: str, submit: Submit, parent: QWidget) -> FormDialog:
    """The last look before a letter: what like cases got."""
    return FormDialog(
        f"Issue: {rules.STEP_WORDS[row.step].lower()}",
        [Field("issued_on", "Handed over", "date", desk.today(), required=True)],
        submit,
        verb="Issue it",
        text=f"{before}\n\n{like}\n\nThis only shows what like cases got; what is right here is for you to decide."
        " After it is issued it cannot be changed.",
        today=desk.today,
        parent=parent,
    )


def appeal(desk: Desk, submit: Submit, parent: QWidget) -> FormDialog:
    """What the person says against it."""
    return FormDialog(
        "Appeal",
        [
            Field("on", "Appealed", "date", desk.today(), required=True),
            _sealed(desk, "reason", "What they say", required=True),
        ],
        submit,
        verb="Keep",
        today=desk.today,
        parent=parent,
    )


def decide(desk: Desk, submit: Submit, parent: QWidget) -> FormDialog:
    """What somebody who did not issue it decides."""
    return FormDialog(
        "Decide the appeal",
        [
            Field(
                "overturn", "The warning", "choice", False, required=True,
                options=[(False, "stands"), (True, "is taken back")],
            ),
            Field("on", "Decided", "date", desk.today(), required=True),
            _sealed(desk, "reason", "Why", required=True),
        ],
        submit,
        verb="Decide",
        text="Somebody who did not issue it should decide. One that is taken back never counted.",
        today=desk.today,
        parent=parent,
    )  # fmt: skip


def ladder(
    desk: Desk, months: dict[Step, int], appeal_days: int, submit: Submit, parent: QWidget
) -> FormDialog:
    """How long each step counts."""
    fields = [
        Field(
            step, rules.STEP_WORDS[step], "number", months[step], unit="months", minimum=0, maximum=120,
            required=True,
        )
        for step in rules.STEPS
    ]  # fmt: skip
    fields.append(
        Field("appeal_days", "Time to appeal", "number", appeal_days, unit="days", minimum=1, maximum=90,
              required=True)
    )  # fmt: skip
    return FormDialog(
        "Set the ladder",
        fields,
        submit,
        verb="Save",
        text="For how many months each step counts after it was issued; 0 is for good. Check local law and what your"
        " contracts say. What was issued already keeps its day.",
        parent=parent,
    )
