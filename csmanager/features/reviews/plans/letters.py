"""The letters of a plan, and everything of it in one paper and one workbook. Private notes only where chosen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from csmanager.core.errors import RuleBroken
from csmanager.core.paths import data_dir
from csmanager.features.commitments.rules import OUTCOME_WORDS, Owner
from csmanager.features.reviews.periods import day_text
from csmanager.features.reviews.plans import rules
from csmanager.features.reviews.plans.queries import PlanDetail, PlanGoalRow
from csmanager.features.reviews.words import short_range, value_text
from csmanager.papers.merge import fill

LETTERS = {"start": "plan-start", "extension": "plan-extension", "outcome": "plan-outcome"}
LETTER_WORDS = {"start": "Start", "extension": "Extension", "outcome": "Outcome"}


def letter(found: PlanDetail, kind: str, *, shop: str, today: dt.date) -> str:
    """A letter as Markdown. Raises RuleBroken when the plan is not where the letter belongs."""
    state = found.row.state
    if kind == "extension" and found.row.ends_on == found.first_end_on:
        raise RuleBroken("This plan was not extended.")
    if kind == "outcome" and state not in rules.ENDED:
        raise RuleBroken("This plan has not ended yet.")
    text = (data_dir("resources") / "text" / "reviews" / "letters" / f"{LETTERS[kind]}.md").read_text("utf-8")
    return fill(text, _values(found, shop, today))


def _values(found: PlanDetail, shop: str, today: dt.date) -> dict[str, str]:
    row = found.row
    ahead = [one.due_on for one in found.checkpoints if one.held_on is None]
    extended = [one for one in found.moves if one.what.startswith("Extended")]
    reason = found.outcome_note or (extended[-1].reason if extended else "")
    held = "\n".join(f"- {one.words}, until {day_text(one.ends_on)}" for one in found.containment)
    return {
        "title": row.title,
        "shop": shop,
        "today": day_text(today),
        "person": row.person,
        "cause": row.cause,
        "goals": _goals(found.goals) or "- No goals are set yet.",
        "support": _owed(found) or "- Nothing is written down yet.",
        "start": day_text(row.starts_on),
        "end": day_text(row.ends_on),
        "first end": day_text(found.first_end_on),
        "checkpoints": ", ".join(map(day_text, ahead)) or day_text(row.ends_on),
        "containment": f"While it runs, and to protect customers and you:\n\n{held}" if held else "",
        "consequence": found.consequence or "We look at the result together, and decide then.",
        "reason": reason,
        "outcome": rules.STATE_WORDS[row.state],
        "next": rules.NEXT_STEPS.get(row.state, "Nothing more; the plan is at an end."),
    }


def _goals(goals: list[PlanGoalRow]) -> str:
    return "\n".join(
        f"- {goal.text}: {goal.metric} {goal.aim} by {day_text(goal.due_on)}. {goal.why}" for goal in goals
    )


def _owed(found: PlanDetail) -> str:
    lines = []
    for one in found.owed:
        who = "The manager" if one.owner is Owner.MANAGER else found.row.person
        state = f" ({OUTCOME_WORDS[one.outcome].lower()})" if one.outcome else ""
        by = f", by {day_text(one.due_on)}" if one.due_on else ""
        lines.append(f"- {who}: {one.text}{by}{state}")
    return "\n".join(lines)


def packet(found: PlanDetail, *, shop: str, today: dt.date, with_private: bool = False) -> str:
    """Everything of the plan as Markdown, every figure with its n; the private note only where chosen."""
    row = found.row
    parts = [
        f"# Evidence: {row.title}",
        f"**{row.person}**, {shop}. As of {day_text(today)}; {rules.STATE_WORDS[row.state].lower()}.",
        f"## Cause\n\n{row.cause}",
        f"## Goals\n\n{_goals(found.goals)}",
    ]
    parts += [f"### {goal.text}, week by week\n\n{_weeks(goal)}" for goal in found.goals]
    checks = []
    for one in found.checkpoints:
        if one.held_on is None:
            checks.append(f"- Due {day_text(one.due_on)}: not held")
        else:
            result = rules.RESULT_WORDS[one.result] if one.result else ""
            said = [
                f"Manager: {one.manager_note}" if one.manager_note else "",
                f"{row.person}: {one.person_note}",
            ]
            notes = " ".join(_stopped(part) for part in said[: 2 if one.person_note else 1] if part)
            checks.append(f"- Held {day_text(one.held_on)}: {_stopped(result)} {notes}".rstrip())
    parts += [
        f"## Checkpoints\n\n{chr(10).join(checks)}",
        f"## What both sides owe\n\n{_owed(found) or '- Nothing'}",
        "## Containment\n\n"
        + (
            "\n".join(
                f"- {one.words}, {day_text(one.starts_on)} to {day_text(one.ends_on)}"
                for one in found.containment
            )
            or "- None"
        ),
        "## What happened\n\n"
        + "\n".join(
            f"- {day_text(one.moved_on)}: {one.what}{f'. {one.reason}' if one.reason else ''}"
            for one in found.moves
        ),
    ]
    if found.outcome_note:
        parts.append(f"## Outcome\n\n{rules.STATE_WORDS[row.state]}. {found.outcome_note}")
    if with_private and found.private_note:
        parts.append(f"## Private note\n\n{found.private_note}")
    elif found.private_note:
        parts.append("*A private note is kept apart and not part of this paper.*")
    return "\n\n".join(parts) + "\n"


def _stopped(text: str) -> str:
    """A sentence with its full stop."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _weeks(goal: PlanGoalRow) -> str:
    if not goal.weeks:
        return "No week is over yet."
    lines = ["| Week from | Figure | Likely | n |", "| --- | --- | --- | --- |"]
    for week in goal.weeks:
        few = " (few)" if 0 < week.n < goal.minimum_n else ""
        lines.append(
            f"| {day_text(dt.date.fromisoformat(week.first))} | {value_text(week.value, goal.unit)} |"
            f" {short_range(week.low, week.high, goal.unit) or '–'} | {week.n:,}{few} |"
        )
    return "\n".join(lines)


def write_workbook(
    path: Path, found: PlanDetail, *, shop: str, today: dt.date, with_private: bool = False
) -> None:
    """The packet as a workbook: real dates and numbers, a sheet a part; texts cannot act as formulas."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})

    def sheet(name: str, headers: list[str], rows: list[list[Any]], widths: list[int]) -> None:
        made = book.add_worksheet(name)
        made.freeze_panes(1, 0)
        for at, (header, width) in enumerate(zip(headers, widths, strict=True)):
            made.set_column(at, at, width)
            made.write_string(0, at, header, bold)
        for line, values in enumerate(rows, 1):
            for at, value in enumerate(values):
                if value is None or value == "":
                    continue
                if isinstance(value, dt.date):
                    made.write_datetime(line, at, dt.datetime.combine(value, dt.time()), day)
                elif isinstance(value, int | float):
                    made.write_number(line, at, value)
                else:
                    made.write_string(line, at, str(value), wrap)

    row = found.row
    about: list[list[Any]] = [
        ["Plan", row.title], ["Person", row.person], ["Shop", shop], ["As of", today],
        ["State", rules.STATE_WORDS[row.state]], ["From", row.starts_on], ["To", row.ends_on],
        ["First planned to", found.first_end_on], ["Cause", row.cause], ["Goals locked on", row.locked_on],
        ["Outcome", found.outcome_note],
    ]  # fmt: skip
    if with_private and found.private_note:
        about.append(["Private note", found.private_note])
    sheet("Plan", ["What", "Value"], about, [18, 80])
    sheet(
        "Goals",
        ["Goal", "Measure", "Unit", "Start", "Target", "Due", "Figure", "n", "Low", "High", "Standing", "Why"],
        [
            [
                goal.text, goal.metric, goal.unit, goal.start_value, goal.target_value, goal.due_on, goal.value,
                goal.n, goal.low, goal.high, goal.standing, goal.why,
            ]
            for goal in found.goals
        ],
        [36, 24, 9, 9, 9, 12, 9, 8, 9, 9, 14, 60],
    )  # fmt: skip
    sheet(
        "Weeks",
        ["Goal", "From", "To", "Figure", "n", "Low", "High", "Enough to judge"],
        [
            [
                goal.text, dt.date.fromisoformat(week.first), dt.date.fromisoformat(week.last), week.value, week.n,
                week.low, week.high, "yes" if week.n >= goal.minimum_n else "no",
            ]
            for goal in found.goals
            for week in goal.weeks
        ],
        [36, 12, 12, 10, 8, 10, 10, 16],
    )  # fmt: skip
    sheet(
        "Checkpoints",
        ["Due", "Held", "Result", "Manager", "Person"],
        [
            [
                one.due_on, one.held_on, rules.RESULT_WORDS[one.result] if one.result else "", one.manager_note,
                one.person_note,
            ]
            for one in found.checkpoints
        ],
        [12, 12, 14, 60, 60],
    )  # fmt: skip
    sheet(
        "Owed",
        ["What", "Owed by", "Due", "Ended", "Outcome"],
        [
            [
                one.text,
                str(one.owner),
                one.due_on,
                one.ended_on,
                OUTCOME_WORDS[one.outcome] if one.outcome else "",
            ]
            for one in found.owed
        ],
        [60, 12, 12, 12, 16],
    )
    sheet(
        "Containment",
        ["What", "From", "To"],
        [[one.words, one.starts_on, one.ends_on] for one in found.containment],
        [60, 12, 12],
    )
    sheet(
        "History",
        ["Day", "What", "Why"],
        [[one.moved_on, one.what, one.reason] for one in found.moves],
        [12, 60, 60],
    )
    book.close()


def file_name(found: PlanDetail, what: str) -> str:
    """A name for a file of this plan."""
    clean = "".join(letter if letter.isalnum() or letter in " -" else " " for letter in found.row.person)
    return f"{what} {' '.join(clean.split())}"
