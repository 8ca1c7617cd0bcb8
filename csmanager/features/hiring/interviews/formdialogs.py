"""The forms of interviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from csmanager.features.hiring.interviews import rules
from csmanager.features.hiring.interviews.queries import ChoiceRow, InterviewRow, KitRow
from csmanager.features.hiring.interviews.rules import InterviewMove
from csmanager.features.hiring.rules import STAGE_NAMES
from csmanager.features.schedule.rules import clock_text
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.texts import day_text

Submit = Callable[[dict[str, Any]], Any]
Today = Callable[[], dt.date]


class NamesCompleter(QCompleter):
    """Completes the last of several names."""

    def splitPath(self, path: str) -> list[str]:
        return [path.rpartition(",")[2].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        name = str(index.data())
        line = self.widget()
        before = line.text().rpartition(",")[0] if isinstance(line, QLineEdit) else ""
        return f"{before}, {name}" if before else name


def plan(
    choices: Sequence[ChoiceRow],
    kits: Sequence[KitRow],
    people: Mapping[str, int],
    submit: Submit,
    today: Today,
    parent: QWidget,
    *,
    row: InterviewRow | None = None,
    applicant_id: int | None = None,
    place: str = "",
    kit_of: Callable[[int], int | None] = lambda _applicant: None,
) -> FormDialog:
    """When, who, with which kit. ``row``: the interview that is being changed; its time then moves apart.

    ``kit_of``: the kit that fits an applicant. It follows the applicant until a kit is chosen by hand.
    """
    kit_id = kit_of(applicant_id) if applicant_id is not None else None
    fields = []
    if row is None:
        fields = [
            Field(
                "applicant_id",
                "Applicant",
                "choice",
                applicant_id,
                required=True,
                options=[
                    (one.id, f"{one.name}, {one.opening} ({STAGE_NAMES[one.stage].lower()})")
                    for one in choices
                ],
            ),
            Field("on", "Day", "date", today() + dt.timedelta(days=1), required=True),
            Field("start", "From", value="10:00", required=True, check=rules.parse_clock),
        ]
    fields += [
        Field(
            "minutes", "Minutes", "number", row.minutes if row else 60, required=True, minimum=1, maximum=480
        ),
        Field(
            "interviewers",
            "Interviewers",
            value=row.who if row else "",
            required=True,
            placeholder="Names, separated by commas",
            help="People of the team are found by name; anybody else counts by name. Two make it comparable.",
        ),
        Field(
            "kit_id",
            "Kit",
            "choice",
            row.kit_id if row else kit_id if kit_id is not None else (kits[0].id if kits else None),
            options=[
                (None, "None; a recommendation only"),
                *((kit.id, f"{kit.name} ({kit.minutes} min)") for kit in kits),
            ],
        ),
        Field("place", "Place", value=row.place if row else place),
    ]
    if row is not None:
        fields.append(Field("note", "Note to all who ask", "long", row.note))
    made = FormDialog(
        "Change the interview" if row else "Plan an interview",
        fields,
        submit,
        verb="Save" if row else "Plan",
        text=f"{row.applicant}, {day_text(row.on)}, {row.time}. Another time is a move, which says why."
        if row
        else "",
        today=today,
        parent=parent,
    )
    names = NamesCompleter(sorted(people, key=str.casefold), made)
    names.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    names.setFilterMode(Qt.MatchFlag.MatchContains)
    box = made.inputs["interviewers"].input
    if isinstance(box, QLineEdit):
        box.setCompleter(names)
    if row is None:
        _follow(made, kit_of)
    return made


def _follow(form: FormDialog, kit_of: Callable[[int], int | None]) -> None:
    """Propose the kit of whoever is chosen, unless one was chosen by hand."""
    who, kit = form.inputs["applicant_id"], form.inputs["kit_id"]
    proposed = [kit.value()]

    def change() -> None:
        if kit.value() == proposed[0] and (found := kit_of(who.value())) is not None:
            proposed[0] = found
            kit.set_value(found)

    if isinstance(who.input, QComboBox):
        who.input.currentIndexChanged.connect(lambda _at: change())


def move(row: InterviewRow, what: InterviewMove, submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """Why, and for a move to another time: when."""
    fields = []
    if what is InterviewMove.RESCHEDULE:
        fields = [
            Field("on", "Day", "date", row.on, required=True),
            Field(
                "start", "From", value=clock_text(row.start_minute), required=True, check=rules.parse_clock
            ),
        ]
    fields.append(Field("reason", "Why", "suggest", "", required=True, options=rules.REASONS[what]))
    name = rules.MOVE_NAMES[what]
    return FormDialog(
        f"{name}: {row.applicant}",
        fields,
        submit,
        verb={
            InterviewMove.RESCHEDULE: "Move",
            InterviewMove.MISS: "Record it",
            InterviewMove.CANCEL: "Cancel it",
        }[what],
        text=f"{day_text(row.on)}, {row.time}, with {row.who}.",
        today=today,
        parent=parent,
    )


def role_play(
    submit: Submit,
    cards: Sequence[str],
    parent: QWidget,
    *,
    name: str = "",
    scorecard: str = "Call",
    body: str = "",
) -> FormDialog:
    """A scene."""
    made = FormDialog(
        "Role-play",
        [
            Field("name", "Name", value=name, required=True),
            Field("scorecard", "Scored with", "choice", scorecard, required=True, options=list(cards)),
            Field(
                "body",
                "Scene",
                "long",
                body,
                required=True,
                help="How it begins, what is known, how it goes on.",
            ),
        ],
        submit,
        verb="Save",
        parent=parent,
    )
    made.inputs["body"].input.setMinimumHeight(240)
    return made


def question(submit: Submit, parent: QWidget, body: str = "") -> FormDialog:
    """One question as text."""
    made = FormDialog(
        "Question",
        [Field("body", "Question", "long", body or _BLANK, required=True)],
        submit,
        verb="Save",
        text="The heading says title, minutes and skill. Ask is the question, Then what follows, 1 to 4 what each mark"
        " looks like.",
        parent=parent,
    )
    made.inputs["body"].input.setMinimumHeight(220)
    made.resize(580, 420)  # seven lines and what they mean
    return made


_BLANK = "## Title | 5 | Skill\nAsk: \nThen: \n1: \n2: \n3: \n4: "


def memo(names: Sequence[tuple[int, str]], submit: Submit, parent: QWidget) -> FormDialog:
    """For whom, and why."""
    return FormDialog(
        "Decision memo",
        [
            Field("chosen", "Decided for", "choice", None, required=True, options=list(names)),
            Field(
                "why", "Why", "long", required=True, placeholder="What made the difference, from the evidence"
            ),
            Field("offer", "Offer", placeholder="Pay, hours, first day; over the range: why"),
            Field("hide", "Hide the names of the others", "check", True),
        ],
        submit,
        verb="Write it…",
        text="One page: finalists side by side, evidence, reasons, the offer. It is saved as PDF or Word.",
        parent=parent,
    )
