"""The forms of review cycles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.features.reviews.cycles import rules
from csmanager.features.reviews.cycles.queries import ReviewDetail
from csmanager.features.reviews.cycles.rules import CycleKind
from csmanager.features.reviews.cycles.templates import TemplateRow
from csmanager.ui.widgets.form import Field, FormDialog

Submit = Callable[[dict[str, Any]], Any]


def prepare(
    periods: Mapping[CycleKind, Sequence[tuple[str, str]]],
    people: Sequence[tuple[int, str]],
    submit: Submit,
    today: Callable[[], dt.date],
    parent: QWidget,
) -> FormDialog:
    """Which period, of which kind, for whom, by when."""
    months = list(periods[CycleKind.MONTH])
    dialog = FormDialog(
        "Prepare reviews",
        [
            Field(
                "kind",
                "Kind",
                "choice",
                CycleKind.MONTH,
                options=list(rules.KIND_WORDS.items()),
                required=True,
            ),
            Field(
                "period",
                "Period",
                "suggest",
                months[0][0] if months else "",
                options=[key for key, _ in months + list(periods[CycleKind.QUARTER])],
                required=True,
                help="A month (2026-03), a quarter (2026-Q1) or days (2026-01-05..2026-02-10).",
            ),
            Field("whom", "For whom", "choice", 0, options=[(0, "Everyone who worked then"), *people]),
            Field("due_on", "Held by", "date", today() + dt.timedelta(days=14), required=True),
            Field("name", "Name", placeholder="As the period"),
        ],
        submit,
        verb="Prepare",
        text="Figures, definitions and targets are kept as they are today, so the reviews stay as they are.",
        today=today,
        parent=parent,
    )
    kind = dialog.inputs["kind"]

    def follow() -> None:
        chosen = CycleKind(kind.value())
        options = periods.get(chosen, months)
        if options and chosen in (CycleKind.MONTH, CycleKind.QUARTER):
            dialog.inputs["period"].set_value(options[0][0])

    kind.changed.connect(follow)
    return dialog


def write(detail: ReviewDetail, note: Field, submit: Submit, parent: QWidget) -> FormDialog:
    """The texts of a review; ``note`` asks for the private one."""
    prompts = detail.pinned.prompts
    fields = [
        Field(key, title, "long", getattr(detail, key), help=prompts.get(key, ""))
        for key, title in rules.SECTIONS
    ]
    fields.append(note)
    return FormDialog(f"Review of {detail.row.person}", fields, submit, verb="Save", parent=parent)


def self_review(detail: ReviewDetail, submit: Submit, parent: QWidget) -> FormDialog:
    """What the person says of themselves, a field a question."""
    given = dict(detail.answers)
    fields = [
        Field(f"q{at}", question, "long", given.get(question, ""))
        for at, question in enumerate(detail.pinned.questions)
    ]
    return FormDialog(f"Self-review of {detail.row.person}", fields, submit, verb="Keep", parent=parent)


def move(
    move: str, whose: str, submit: Submit, today: Callable[[], dt.date], parent: QWidget, *, sole: bool = True
) -> FormDialog:
    """What a move needs: a day, a name, a reason, a witness."""
    terms = next(found for (_, name), found in rules.MOVES.items() if name == move)
    fields = []
    if terms.needs_name:
        fields.append(Field("name", "Signed by", value=whose if sole else "", required=True))
    if terms.needs_reason:
        fields.append(Field("reason", "Why", "long", required=True))
    if terms.needs_witness:
        fields.append(
            Field("witness", "Witness", required=True, help="Who was there when it was not signed.")
        )
    fields.append(Field("on", "On", "date", today(), required=True))
    verb = rules.MOVE_WORDS[move]
    return FormDialog(f"{verb}: {whose}", fields, submit, verb=verb, today=today, parent=parent)


def reason(title: str, verb: str, submit: Submit, parent: QWidget) -> FormDialog:
    """Why."""
    return FormDialog(
        title, [Field("reason", "Why", "long", required=True)], submit, verb=verb, parent=parent
    )


def rate(detail: ReviewDetail, submit: Submit, parent: QWidget) -> FormDialog:
    """Another rating than the computed one."""
    words = [word for word, _ in rules.as_pairs(detail.pinned.scale)] + [rules.NOT_JUDGED]
    return FormDialog(
        f"Rating of {detail.row.person}",
        [
            Field("word", "Rating", "choice", detail.row.overall, options=words, required=True),
            Field(
                "reason",
                "Why",
                "long",
                detail.overall_reason,
                help="Needed where the figures say another word.",
            ),
        ],
        submit,
        verb="Rate",
        text=f"The figures say “{detail.row.computed}”. {detail.pinned.rating.reason}",
        parent=parent,
    )


def template(
    row: TemplateRow | None,
    roles: Sequence[tuple[int, str]],
    names: dict[str, str],
    submit: Submit,
    parent: QWidget,
) -> FormDialog:
    """A template: weights, scale and questions, a line each."""
    scale = row.scale if row else list(rules.DEFAULT_SCALE)
    return FormDialog(
        "Template" if row else "New template",
        [
            Field("name", "Name", value=row.name if row else "", required=True),
            Field("role_id", "For", "choice", (row.role_id or 0) if row else 0, options=[(0, "Everyone else"), *roles]),
            Field(
                "weights", "Weights", "long", row.weights_text(names) if row else "", required=True,
                help="A line a measure: Satisfied customers: 30",
            ),
            Field(
                "scale", "Rating", "long", rules.scale_text(scale), required=True,
                help=f"Best first: a word, and the least points for it. {rules.HOW_RATED}",
            ),
            Field(
                "questions", "Self-review", "long", "\n".join(row.questions) if row else "",
                help="A line a question.",
            ),
        ],
        submit,
        verb="Save",
        text="Reviews that are prepared keep what they have; a change holds from the next ones on.",
        parent=parent,
    )  # fmt: skip


def agree(
    title: str,
    submit: Submit,
    today: Callable[[], dt.date],
    parent: QWidget,
    *,
    text: str = "",
    owner: str = "person",
    due_on: dt.date | None = None,
    people: Sequence[tuple[int, str]] = (),
    note: str = "",
) -> FormDialog:
    """What was agreed: who does what by when."""
    fields = [
        Field("text", "What", "long", text, required=True),
        Field(
            "owner", "Owed by", "choice", owner, options=[("person", "The person"), ("manager", "You")],
            required=True,
        ),
        Field("due_on", "By", "date", due_on or today() + dt.timedelta(days=7)),
        Field("note", "Note", value=note),
    ]  # fmt: skip
    if people:
        fields.insert(0, Field("person_id", "With", "choice", people[0][0], options=list(people)))
    return FormDialog(title, fields, submit, verb="Agree" if not text else "Save", today=today, parent=parent)
