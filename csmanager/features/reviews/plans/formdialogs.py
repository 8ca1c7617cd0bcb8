"""The forms of plans and goals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews.goals.queries import GoalRow
from csmanager.features.reviews.plans import rules
from csmanager.features.reviews.plans.queries import CheckpointRow, PlanDetail, PlanGoalRow
from csmanager.features.reviews.rules import Unit
from csmanager.features.reviews.words import parse_seconds, value_text
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.texts import day_text

Submit = Callable[[dict[str, Any]], Any]
Today = Callable[[], dt.date]


def parse_value(text: str, unit: str) -> float | None:
    """A target as it is typed, in the measure's unit: 85 %, 4:30, 4.2; None for nothing. Raises RuleBroken."""
    clean = text.strip()
    if not clean:
        return None
    try:
        if unit == Unit.SECONDS:
            return parse_seconds(clean)
        number = float(clean.replace("%", "").replace("−", "-").replace(",", ".").strip())
    except ValueError as error:
        raise RuleBroken(f"“{clean}” is no value: write it like 85 %, 4:30 or 4.2.") from error
    return number / 100 if unit == Unit.SHARE else number


def open_plan(
    people: Sequence[tuple[int, str]],
    note: Field,
    submit: Submit,
    today: Today,
    parent: QWidget,
    person_id: int | None = None,
) -> FormDialog:
    """A new plan: with whom, why, how long, and what both sides owe."""
    return FormDialog(
        "New improvement plan",
        [
            Field(
                "person_id", "With", "choice", person_id or (people[0][0] if people else None),
                options=list(people), required=True,
            ),
            Field("title", "Title", required=True, placeholder="What should be different"),
            Field("cause", "Cause", "long", required=True, help="What was found to be behind the figures."),
            Field("manager_owes", "You owe", "long", help="A line a promise: time, training, another shift."),
            Field("person_owes", "They owe", "long", help="A line a promise."),
            Field("starts_on", "From", "date", today(), required=True),
            Field("ends_on", "To", "date", today() + dt.timedelta(weeks=8), required=True),
            Field("every_days", "A talk every", "number", 14, unit="days", minimum=1, maximum=90, required=True),
            Field("consequence", "If it is not met", "long"),
            note,
        ],
        submit,
        verb="Draft",
        today=today,
        parent=parent,
    )  # fmt: skip


def plan_goal(
    goal: PlanGoalRow | None,
    metrics: Mapping[str, str],
    due_on: dt.date,
    submit: Submit,
    today: Today,
    parent: QWidget,
    *,
    needs_reason: bool,
) -> FormDialog:
    """A goal of a plan."""
    fields = [
        Field("text", "What should be true", value=goal.text if goal else "", required=True),
        Field("metric_key", "Measured by", "choice", "", options=[("", "–"), *metrics.items()]),
        Field("start_value", "From", placeholder="As it is now, where left empty"),
        Field(
            "target_value", "To reach", value=value_text(goal.target_value, goal.unit) if goal else "",
            placeholder="85 %, 4:30, 4.2",
        ),
        Field("due_on", "By", "date", goal.due_on if goal else due_on),
        Field("reason", "Why", "long", help="The plan is under way, so a change needs a reason."),
    ]  # fmt: skip
    if goal is not None:
        fields = [field for field in fields if field.key not in ("metric_key", "start_value")]
    if not needs_reason:
        fields = fields[:-1]
    title = "Change the goal" if goal else "Add a goal"
    return FormDialog(title, fields, submit, verb="Save", today=today, parent=parent)


def checkpoint(
    found: PlanDetail, row: CheckpointRow, submit: Submit, today: Today, parent: QWidget
) -> FormDialog:
    """What a checkpoint found; the weeks so far stand above."""
    goals = "\n".join(f"{goal.text}: {goal.standing}. {goal.why}" for goal in found.goals)
    lock = "" if found.row.locked_on else "\nHolding the first checkpoint locks the goals."
    return FormDialog(
        f"Checkpoint with {found.row.person}",
        [
            Field(
                "result",
                "Result",
                "choice",
                "on_track",
                options=list(rules.RESULT_WORDS.items()),
                required=True,
            ),
            Field("manager_note", "You say", "long"),
            Field("person_note", "They say", "long"),
            Field(
                "on", "Held on", "date", today(), required=True, help=f"It was due on {day_text(row.due_on)}."
            ),
        ],
        submit,
        verb="Hold",
        text=f"{goals}{lock}",
        today=today,
        parent=parent,
    )


def move(name: str, found: PlanDetail, submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """What a move of a plan needs."""
    fields = []
    if name == "extend":
        fields.append(
            Field("until", "Until", "date", found.row.ends_on + dt.timedelta(weeks=4), required=True)
        )
    needs = any(needed for (_, move), (_, needed) in rules.MOVES.items() if move == name)
    fields.append(Field("reason", "Why", "long", required=needs))
    if name in ("succeed", "partly", "fail"):
        fields.append(Field("witness", "Witness", help="Who was there, where somebody was."))
    verb = rules.MOVE_WORDS[name]
    return FormDialog(f"{verb}: {found.row.title}", fields, submit, verb=verb, today=today, parent=parent)


def containment(found: PlanDetail, submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """What keeps customers safe, and until when."""
    return FormDialog(
        f"Containment for {found.row.person}",
        [
            Field(
                "kind",
                "What",
                "choice",
                "double_check",
                options=list(rules.CONTAINMENT_WORDS.items()),
                required=True,
            ),
            Field("text", "More exactly"),
            Field("starts_on", "From", "date", today(), required=True),
            Field(
                "ends_on",
                "To",
                "date",
                min(found.row.ends_on, today() + dt.timedelta(weeks=4)),
                required=True,
            ),
        ],
        submit,
        verb="Add",
        text="It protects customers and the person; it is no punishment, and it ends on a day.",
        today=today,
        parent=parent,
    )


def edit_plan(found: PlanDetail, note: Field, submit: Submit, parent: QWidget) -> FormDialog:
    """What stands around the goals."""
    return FormDialog(
        "Edit the plan",
        [
            Field("title", "Title", value=found.row.title, required=True),
            Field("cause", "Cause", "long", found.row.cause, required=True),
            Field("consequence", "If it is not met", "long", found.consequence),
            Field("witness", "Witness", value=found.witness),
            note,
        ],
        submit,
        verb="Save",
        parent=parent,
    )


def goal(
    row: GoalRow | None,
    people: Sequence[tuple[int, str]],
    metrics: Mapping[str, str],
    submit: Submit,
    today: Today,
    parent: QWidget,
) -> FormDialog:
    """A goal of the team or a person."""
    if row is not None:
        fields = [
            Field("title", "Goal", value=row.title, required=True),
            Field("due_on", "By", "date", row.due_on, required=True),
            Field("note", "Note", value=row.note),
            Field("reason", "Why", "long", help="Needed where the target or the day changes."),
        ]
        if row.metric_key:
            fields.insert(1, Field("target_value", "To reach", value=value_text(row.target_value, row.unit)))
        return FormDialog("Change the goal", fields, submit, verb="Save", today=today, parent=parent)
    return FormDialog(
        "New goal",
        [
            Field("title", "Goal", required=True, placeholder="What should be true at the end"),
            Field("person_id", "Whose", "choice", 0, options=[(0, "The team"), *people]),
            Field(
                "metric_key",
                "Fed by",
                "choice",
                "",
                options=[("", "Nothing; I say how far it is"), *metrics.items()],
            ),
            Field("start_value", "From", placeholder="As it is now, where left empty"),
            Field("target_value", "To reach", placeholder="85 %, 4:30, 4.2"),
            Field("due_on", "By", "date", today() + dt.timedelta(weeks=13), required=True),
            Field("note", "Note"),
        ],
        submit,
        verb="Set",
        today=today,
        parent=parent,
    )
