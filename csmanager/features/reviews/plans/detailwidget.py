"""One plan or goal beside the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtGui import QAction

from csmanager.core.sealing import place
from csmanager.features.commitments.rules import OUTCOME_WORDS, OWNER_WORDS
from csmanager.features.reviews.goals import rules as goal_rules
from csmanager.features.reviews.goals.queries import GoalMoveRow, GoalRow
from csmanager.features.reviews.goals.rules import GoalState
from csmanager.features.reviews.plans import rules
from csmanager.features.reviews.plans.queries import PlanDetail, PlanGoalRow, PlanRow
from csmanager.features.reviews.plans.rules import PlanState
from csmanager.features.reviews.words import value_text
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.sealedfield import SealedLabel, SealedTexts
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

PLAN_KINDS = {
    PlanState.DRAFT: "open",
    PlanState.DISCUSSED: "open",
    PlanState.ACTIVE: "soon",
    PlanState.EXTENDED: "watch",
    PlanState.SUCCEEDED: "good",
    PlanState.PARTLY_MET: "watch",
    PlanState.NOT_MET: "bad",
    PlanState.CANCELLED: "none",
}
_STANDING = {"reached": "good", "on track": "good", "behind": "watch", "at risk": "bad"}


def plan_columns() -> list[Column]:
    """The list of plans."""
    return [
        Column("person", "Person", 130, value=lambda row: row.person),
        Column("title", "Plan", 190, value=lambda row: row.title),
        Column(
            "state", "State", 100, kind="status",
            value=lambda row: Status(PLAN_KINDS[row.state], rules.STATE_WORDS[row.state]),
        ),
        Column("next", "Next talk", kind="date", value=lambda row: row.next_on),
        Column(
            "held", "Talks", 70, value=lambda row: f"{row.held} of {row.checkpoints}", sort=lambda row: row.held
        ),
        Column("ends", "Ends", kind="date", value=lambda row: row.ends_on, hidden=True),
        Column("goals", "Goals", 64, kind="number", value=lambda row: row.goals, hidden=True),
    ]  # fmt: skip


def goal_columns() -> list[Column]:
    """The list of goals."""

    def standing(row: GoalRow) -> Status:
        if row.is_open:
            return Status(_STANDING.get(row.standing, "none"), row.standing.capitalize())
        return Status(
            "good" if row.state is GoalState.COMPLETED else "none", goal_rules.STATE_WORDS[row.state]
        )

    return [
        Column("title", "Goal", 200, value=lambda row: row.title),
        Column("whom", "Whose", 110, value=lambda row: row.whom),
        Column("done", "Done", 70, kind="share", value=lambda row: row.done),
        Column("standing", "Standing", 120, kind="status", value=standing),
        Column("aim", "From and to", 160, value=lambda row: row.aim),
        Column("due", "By", kind="date", value=lambda row: row.due_on),
        Column("metric", "Fed by", 150, value=lambda row: row.metric, hidden=True),
    ]


def show_plan(pane: DetailPane, found: PlanDetail, offered: Sequence[QAction], texts: SealedTexts) -> None:
    """Fill the pane with one plan."""
    row: PlanRow = found.row
    status = Status(PLAN_KINDS[row.state], rules.STATE_WORDS[row.state])
    span = f"{day_text(row.starts_on)} to {day_text(row.ends_on)}"
    if row.ends_on != found.first_end_on:
        span += f", at first to {day_text(found.first_end_on)}"
    pane.show_record(row.title, f"{row.person} · {span}", status, offered)
    pane.add_section("Cause", row.cause)
    lock = (
        f"Locked since {day_text(row.locked_on)}"
        if row.locked_on
        else "Not locked until the first checkpoint"
    )
    pane.add_section(
        f"Goals. {lock}", "\n\n".join(map(_goal, found.goals)) or "No goal yet: add one with a measure."
    )
    if found.owed:
        pane.add_section(
            "What both sides owe",
            [
                (
                    "You" if one.owner == "manager" else OWNER_WORDS[one.owner],
                    one.text + (f" ({OUTCOME_WORDS[one.outcome].lower()})" if one.outcome else ""),
                )
                for one in found.owed
            ],
        )
    checks = []
    for one in found.checkpoints:
        said = "not held yet"
        if one.held_on is not None:
            result = rules.RESULT_WORDS[one.result] if one.result else ""
            said = f"{result}, held {day_text(one.held_on)}. {one.manager_note}".strip()
        checks.append((day_text(one.due_on), said))
    pane.add_section("Checkpoints", checks)
    if found.containment:
        pane.add_section(
            "Containment", [(f"Until {day_text(one.ends_on)}", one.words) for one in found.containment]
        )
    if found.consequence:
        pane.add_section("If it is not met", found.consequence)
    if found.outcome_note or row.state in rules.NEXT_STEPS:
        pane.add_section("Outcome", f"{found.outcome_note}\n{rules.NEXT_STEPS.get(row.state, '')}".strip())
    if found.private_note:
        about = place("improvement_plan", "private_note", row.id)
        pane.add_section("Private note", SealedLabel(texts, found.private_note, about))
    if found.moves:
        pane.add_section(
            "What happened",
            [
                (day_text(one.moved_on), one.what + (f". {one.reason}" if one.reason else ""))
                for one in found.moves
            ],
        )


def _goal(goal: PlanGoalRow) -> str:
    lines = [
        f"{goal.text}: {goal.aim} by {day_text(goal.due_on)}",
        f"{goal.metric}: {goal.standing}. {goal.why}",
    ]
    for week in goal.weeks:
        few = ", few" if week.n < goal.minimum_n else ""
        day = day_text(dt.date.fromisoformat(week.first))
        figure = f"{value_text(week.value, goal.unit)} (n = {week.n:,}{few})" if week.n else "no data"
        lines.append(f"   week of {day}: {figure}")
    return "\n".join(lines)


def show_goal(
    pane: DetailPane, row: GoalRow, moves: Sequence[GoalMoveRow], offered: Sequence[QAction]
) -> None:
    """Fill the pane with one goal."""
    word = goal_rules.STATE_WORDS[row.state]
    kind = _STANDING.get(row.standing, "none") if row.is_open else "none"
    pane.show_record(
        row.title, row.whom, Status(kind, f"{word}, {row.standing}" if row.is_open else word), offered
    )
    done = f"{row.done * 100:.0f} % of the way" if row.done is not None else "Not known"
    pane.add_section("How far", f"{done}, with {row.time * 100:.0f} % of the time over.\n{row.why}")
    pairs = [
        ("Fed by", row.metric or "What you say"),
        ("From and to", row.aim),
        ("Time", f"{day_text(row.starts_on)} to {day_text(row.due_on)}"),
        ("Ended", day_text(row.ended_on)),
        ("Note", row.note),
    ]
    pane.add_section("", [(name, value) for name, value in pairs if value])
    if moves:
        pane.add_section(
            "What happened",
            [(day_text(one.moved_on), one.what + (f". {one.reason}" if one.reason else "")) for one in moves],
        )
