"""The columns of the advice lists, and what stands beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtGui import QAction

from csmanager.features.commitments.queries import CommitmentRow
from csmanager.features.commitments.rules import OUTCOME_WORDS, OWNER_WORDS, Outcome
from csmanager.features.reviews.advice.queries import AdviceRow, GivenRow, LedgerRow, RuleRow
from csmanager.features.reviews.advice.rules import RESULT_WORDS, Answer, Result
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

RESULT_KINDS = {
    Result.HELPED: "good",
    Result.NO_CHANGE: "none",
    Result.WORSE: "bad",
    Result.NOT_JUDGED: "none",
}
_OUTCOMES = {Outcome.KEPT: "good", Outcome.LATE: "watch", Outcome.BROKEN: "bad", Outcome.RELEASED: "none"}


def offered_columns() -> list[Column]:
    """Advice that fires now."""

    def state(row: AdviceRow) -> Status:
        if row.answer is not None:
            return Status("good" if row.answer is Answer.ACCEPTED else "none", row.answer.capitalize())
        return Status(*_kind(row, "Question", "To say", "To test"))

    return [
        Column("person", "Person", 160, value=lambda row: row.person),
        Column("state", "State", 110, kind="status", value=state),
        Column("rule", "What the figures look like", 280, value=lambda row: row.rule.name),
        Column("why", "Why", 320, value=lambda row: " ".join(row.evidence), hidden=True),
        Column("record", "How this advice did", 190, value=lambda row: row.record),
    ]


def action_columns(today: Callable[[], dt.date]) -> list[Column]:
    """Agreed actions."""

    def state(row: CommitmentRow) -> Status:
        if row.outcome is not None:
            return Status(_OUTCOMES[row.outcome], OUTCOME_WORDS[row.outcome])
        if row.is_late(today()):
            return Status("late", "Late")
        return Status("open", "Open")

    return [
        Column("text", "Agreed", 320, value=lambda row: row.text),
        Column("person", "With", 140, value=lambda row: row.person),
        Column("owner", "Owed by", 84, value=lambda row: OWNER_WORDS[row.owner]),
        Column("due", "By", kind="date", value=lambda row: row.due_on),
        Column("state", "State", 124, kind="status", value=state),
        Column("source", "From", 140, value=lambda row: row.whence, hidden=True),
    ]


def given_columns(today: Callable[[], dt.date]) -> list[Column]:
    """Advice that was answered."""

    def state(row: GivenRow) -> Status:
        if row.answer is Answer.DECLINED:
            return Status("none", "Declined")
        if row.result is not None:
            return Status(RESULT_KINDS[row.result], RESULT_WORDS[row.result])
        return Status("soon", "To look at") if row.is_due(today()) else Status("open", "Under way")

    return [
        Column("rule", "Advice", 260, value=lambda row: row.rule),
        Column("person", "Person", 150, value=lambda row: row.person),
        Column("given", "Since", kind="date", value=lambda row: row.given_on),
        Column("check", "Look at it", kind="date", value=lambda row: row.check_on),
        Column("state", "Result", 124, kind="status", value=state),
    ]


def rule_columns() -> list[Column]:
    """The rules."""

    def state(row: RuleRow) -> Status:
        if not row.is_active:
            return Status("none", "Silent")
        return Status("watch", "Lacks data") if row.lacking else Status("open", "Speaks")

    return [
        Column("name", "Rule", 290, value=lambda row: row.name),
        Column("pattern", "Pattern", 330, value=lambda row: row.pattern.replace("\n", "; ")),
        Column("state", "State", 110, kind="status", value=state),
        Column("weeks", "Weeks", 64, kind="number", value=lambda row: row.weeks, hidden=True),
        Column("version", "Version", 70, kind="number", value=lambda row: row.version, hidden=True),
    ]


def ledger_columns() -> list[Column]:
    """Which advice works."""
    return [
        Column("name", "Advice", 240, value=lambda row: row.name),
        Column("works", "What it says", 200, value=lambda row: row.works),
        Column("given", "Taken", 66, kind="number", value=lambda row: row.given),
        Column("helped", "Helped", 70, kind="number", value=lambda row: row.helped),
        Column("same", "No change", 86, kind="number", value=lambda row: row.no_change),
        Column("worse", "Worse", 66, kind="number", value=lambda row: row.worse),
        Column("unknown", "Not judged", 88, kind="number", value=lambda row: row.not_judged),
    ]


def _kind(row: AdviceRow, question: str, praise: str, test: str) -> tuple[str, str]:
    """Shape and word: a rule that nothing should move by is praise."""
    if row.rule.is_question:
        return "open", question
    return ("signal", test) if row.rule.watch_metric else ("good", praise)


def show_offered(pane: DetailPane, row: AdviceRow, offered: Sequence[QAction]) -> None:
    """One piece of advice, with its evidence."""
    kind = Status(*_kind(row, "A question, not a fault", "To say out loud", "To test first"))
    pane.show_record(row.rule.name, row.person, kind, offered if row.answer is None else ())
    pane.add_section("What fired it", "\n".join(row.evidence))
    _show_rule(pane, row.rule)
    pane.add_section("How this advice did before", row.record)


def show_rule(pane: DetailPane, row: RuleRow, offered: Sequence[QAction]) -> None:
    """One rule."""
    pane.show_record(row.name, f"Version {row.version}", None, offered)
    pane.add_section("Pattern, all of it", row.pattern)
    if row.lacking:
        pane.add_section(
            "Lacking", f"This store keeps no measure {', '.join(row.lacking)}; the rule cannot speak."
        )
    _show_rule(pane, row)


def _show_rule(pane: DetailPane, rule: RuleRow) -> None:
    pane.add_section("Cause to test first", rule.cause)
    for title, lines in (("What to check", rule.checks), ("What to do", rule.todo)):
        if lines:
            pane.add_section(title, "\n".join(f"• {line}" for line in lines))
    if rule.say:
        pane.add_section("What to say", f"“{rule.say}”")
    pane.add_section("Training", rule.training or "None")
    pane.add_section("What should move", rule.expectation)


def show_action(pane: DetailPane, row: CommitmentRow, today: dt.date, offered: Sequence[QAction]) -> None:
    """One agreed action."""
    late = " · late" if row.is_late(today) else ""
    pane.show_record(row.text, f"{row.person or 'Nobody in particular'}{late}", None, offered)
    pairs = [
        ("Owed by", OWNER_WORDS[row.owner]),
        ("Agreed", f"{day_text(row.made_on)}, in {row.whence}"),
        ("By", day_text(row.due_on)),
        ("Ended", day_text(row.ended_on)),
        ("Outcome", OUTCOME_WORDS[row.outcome] if row.outcome else ""),
        ("Why", row.outcome_note),
        ("Effect looked at", day_text(row.check_on)),
        ("Note", row.note),
    ]
    pane.add_section("", [(name, value) for name, value in pairs if value])


def show_given(pane: DetailPane, row: GivenRow, offered: Sequence[QAction]) -> None:
    """One answered piece of advice with its effect."""
    status: Any = Status(RESULT_KINDS[row.result], RESULT_WORDS[row.result]) if row.result else None
    pane.show_record(row.rule, f"{row.person}, {row.period_key}", status, offered)
    if row.effect is not None:
        pane.add_section("What it did", row.effect.sentence)
        pane.add_section(
            "Compared",
            [
                ("Before", f"{row.effect.before_from} to {row.effect.before_to}"),
                ("Since", f"{row.effect.after_from} to {row.effect.after_to}"),
            ],
        )
    elif row.check_on is not None:
        pane.add_section("What it did", f"Can be told from {day_text(row.check_on)} on.")
    pane.add_section("What fired it", "\n".join(row.evidence))
    if row.reason:
        pane.add_section("Why it was declined", row.reason)


def show_ledger(pane: DetailPane, row: LedgerRow) -> None:
    """How one rule did."""
    pane.show_record(row.name, row.works, None, ())
    pane.add_section(
        "",
        [
            ("Taken", str(row.given)),
            ("Declined", str(row.declined)),
            ("Under way", str(row.open)),
            ("Helped", str(row.helped)),
            ("No change", str(row.no_change)),
            ("Got worse", str(row.worse)),
            ("Not judged", str(row.not_judged)),
        ],
    )
    pane.add_section(
        "How this is told",
        "The measure is compared over the twelve weeks before and the weeks since. It helped only where the change is"
        " larger than chance, and larger than what everyone together did. Few cases say nothing.",
    )
