"""Columns and detail panes of coaching."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction

from csmanager.features.coaching import rules
from csmanager.features.coaching.queries import (
    CoachDetail,
    CoachRow,
    LedgerRow,
    PromptRow,
    WaitingRow,
    notes_about,
    private_about,
)
from csmanager.features.coaching.rules import Answer, CoachState
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.classmark import ClassMark
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.sealedfield import SealedLabel, SealedTexts
from csmanager.ui.widgets.texts import day_text, instant_text

_KINDS = {
    CoachState.DRAFT: "open",
    CoachState.DELIVERED: "watch",
    CoachState.ACKNOWLEDGED: "open",
    CoachState.FOLLOWED_UP: "open",
    CoachState.CLOSED: "good",
}


def status(row: CoachRow, today: dt.date) -> Status:
    """How a session stands."""
    if row.is_disputed:
        return Status("signal", "Disputed")
    if row.is_due(today):
        late = row.follow_up_on is not None and row.follow_up_on < today
        return Status("late" if late else "soon", "Follow up")
    return Status(_KINDS[row.state], rules.STATE_WORDS[row.state])


def session_columns(today: Callable[[], dt.date]) -> list[Column]:
    """Sessions."""
    return [
        Column("behaviour", "Behaviour", 220, value=lambda row: row.behaviour),
        Column("state", "State", 124, kind="status", value=lambda row: status(row, today())),
        Column("person", "With", 130, value=lambda row: row.person),
        Column("follow", "Follow-up", kind="date", value=lambda row: row.follow_up_on, may_leave=True),
        Column("took", "Days to talk", 96, kind="number", value=lambda row: row.took, hidden=True),
        Column("kind", "Kind", 110, value=lambda row: rules.KIND_WORDS[row.kind], hidden=True),
        Column("delivered", "Talk", kind="date", value=lambda row: row.delivered_on, hidden=True),
        Column("metric", "Watched", 150, value=lambda row: row.metric, hidden=True),
    ]


def waiting_columns() -> list[Column]:
    """Scores that wait for a talk."""
    return [
        Column("person", "Person", 130, value=lambda row: row.person),
        Column("share", "Score", 64, kind="share", value=lambda row: row.share),
        Column("behaviour", "What cost most", 150, value=lambda row: row.behaviour),
        Column(
            "waits", "Waits", 120, kind="status",
            value=lambda row: Status(
                "late" if row.is_late else "open", f"{row.waits} day{'s' * (row.waits != 1)}"
            ),
            sort=lambda row: row.waits,
        ),
        Column("day", "Graded", kind="date", value=lambda row: row.day),
        Column("card", "Scorecard", 140, value=lambda row: row.card, hidden=True),
        Column("reference", "Contact", 100, value=lambda row: row.reference, hidden=True),
    ]  # fmt: skip


def ledger_columns() -> list[Column]:
    """What helped."""
    return [
        Column("kind", "Kind", 110, value=lambda row: row.kind),
        Column("n", "Followed up", 96, kind="number", value=lambda row: row.n),
        Column("helped", "Helped", 72, kind="number", value=lambda row: row.helped),
        Column("same", "No change", 84, kind="number", value=lambda row: row.no_change),
        Column("worse", "Worse", 66, kind="number", value=lambda row: row.worse),
        Column("few", "Too few to say", 100, kind="number", value=lambda row: row.too_few),
        Column(
            "said", "Both say it helped", 130, kind="number", value=lambda row: row.said_helped, hidden=True
        ),
    ]


def prompt_columns() -> list[Column]:
    """Prompts."""
    return [
        Column("name", "Prompt", 260, value=lambda row: row.name),
        Column("first", "Begins", 320, value=lambda row: row.body.strip().splitlines()[0]),
    ]


def show_session(
    pane: DetailPane, found: CoachDetail, today: dt.date, offered: Sequence[QAction], texts: SealedTexts
) -> None:
    """One session."""
    row = found.row
    caption = ", ".join(
        part
        for part in (
            row.person,
            rules.KIND_WORDS[row.kind].lower(),
            f"talk of {day_text(row.delivered_on)}" if row.delivered_on else "not held yet",
        )
        if part
    )
    pane.show_record(row.behaviour, caption, status(row, today), offered)
    clock = ""
    if row.took is not None:
        days = f"{row.took} working day{'s' * (row.took != 1)}"
        word = "in time" if row.is_in_time else f"later than the {rules.WITHIN_DAYS} that are the aim"
        clock = f"{days} from the score of {day_text(row.scored_on)}; {word}"
        if row.delivered_on is None:
            clock = f"{days} since the score of {day_text(row.scored_on)}; the aim is {rules.WITHIN_DAYS}"
    pane.add_section(
        "Evidence",
        "\n".join(f"• {proof.text}" for proof in found.evidence) or "None yet; a talk needs at least one.",
    )
    pane.add_section("Agreed to try", row.agreed or "Not yet; a talk needs it.")
    pairs = [
        ("Follow-up", day_text(row.follow_up_on) or "Not chosen; a talk needs it"),
        ("Watched", row.metric or "Nothing that is measured"),
        ("Clock", clock),
        ("Minutes", str(row.minutes) if row.minutes else ""),
    ]
    pane.add_section("", [(name, value) for name, value in pairs if value])
    if row.answer is not None:
        word = "Acknowledged" if row.answer is Answer.ACKNOWLEDGED else "Disputed"
        how = f"{word} {instant_text(found.answered_at)} ({found.answered_how})"
        pane.add_section("Their answer", f"{how}\n{found.answer_text}".strip())
    if row.effect is not None:
        pane.add_section(
            "What it did",
            f"{rules.EFFECT_WORDS[row.effect]}{f': {found.effect_note}' if found.effect_note else '.'}",
        )
    if row.measured is not None:
        pane.add_section("Measured", row.measured.sentence)
    if found.notes or found.sealed_notes:
        pane.add_section("Notes", ClassMark(found.notes_seen))
    if found.notes:
        pane.add_section("", found.notes)
    if found.sealed_notes:
        pane.add_section("", SealedLabel(texts, found.sealed_notes, notes_about(row.id)))
    if found.private_note:
        about = private_about(row.id)
        pane.add_section("Private note, never printed", SealedLabel(texts, found.private_note, about))
    if found.moves:
        pane.add_section(
            "What happened",
            [
                (day_text(one.moved_on), one.what + (f". {one.reason}" if one.reason else ""))
                for one in found.moves
            ],
        )


def show_waiting(pane: DetailPane, row: WaitingRow, offered: Sequence[QAction]) -> None:
    """One score."""
    kind = "late" if row.is_late else "open"
    pane.show_record(
        row.person,
        row.words,
        Status(kind, f"Waits {row.waits} working day{'s' * (row.waits != 1)}"),
        offered,
    )
    pane.add_section("What cost most", row.behaviour or "The card does not say.")
    if row.comment:
        pane.add_section("The grader wrote", row.comment)
    pane.add_section("", "Ctrl+Enter drafts coaching about it, with this score as its evidence.")


def show_ledger(pane: DetailPane, row: LedgerRow) -> None:
    """What became of one kind."""
    pane.show_record(row.kind, f"{row.n} session{'s' * (row.n != 1)} followed up")
    pane.add_section("What can be said", row.verdict)
    pane.add_section(
        "How it is measured",
        "The watched measure in the twelve weeks before the talk beside the time since, with limits. “Helped” means"
        " that it moved by more than chance explains, and by more than everyone together moved in the same weeks.",
    )
    pane.add_section(
        "",
        [
            ("Helped", str(row.helped)),
            ("No change", str(row.no_change)),
            ("Got worse", str(row.worse)),
            ("Too few, or not measured", str(row.too_few)),
            ("Both say it helped", f"{row.said_helped} of {row.n}"),
        ],
    )


def show_prompt(pane: DetailPane, row: PromptRow, offered: Sequence[QAction]) -> None:
    """One prompt."""
    pane.show_record(row.name, "", None, offered)
    begin, *steps = row.body.split("\n## ")
    pane.add_section("", begin.strip())
    for step in steps:
        title, _, lines = step.partition("\n")
        pane.add_section(title.strip(), lines.replace("- ", "• ").strip())
