"""Columns and detail panes of one-to-ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction

from csmanager.core import sealing
from csmanager.features.commitments.rules import OUTCOME_WORDS, OWNER_WORDS
from csmanager.features.talks.oneonones import rules
from csmanager.features.talks.oneonones.queries import (
    ItemRow,
    SetRow,
    TalkDetail,
    TalkRow,
    notes_about,
    private_about,
    sealed_about,
)
from csmanager.features.talks.oneonones.rules import ItemState, TalkState
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.classmark import ClassMark
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.sealedfield import SealedLabel, SealedTexts
from csmanager.ui.widgets.texts import day_text

_KINDS = {TalkState.HELD: "good", TalkState.SKIPPED: "watch", TalkState.MOVED: "none"}
_ITEM_KINDS = {ItemState.OPEN: "open", ItemState.DISCUSSED: "good", ItemState.DROPPED: "none"}


def talk_status(row: TalkRow, today: dt.date) -> Status:
    """How a talk stands."""
    if row.is_open:
        if row.is_late(today):
            return Status("late", "Late")
        return Status("soon", "Today") if row.planned_on == today else Status("open", "Planned")
    return Status(_KINDS[row.state], rules.STATE_WORDS[row.state])


def talk_columns(today: Callable[[], dt.date]) -> list[Column]:
    """Talks."""
    return [
        Column("person", "With", 150, value=lambda row: row.person),
        Column("kind", "Kind", 110, value=lambda row: row.kind, may_leave=True),
        Column("day", "Day", kind="date", value=lambda row: row.held_on or row.planned_on),
        Column("state", "State", 100, kind="status", value=lambda row: talk_status(row, today())),
        Column("waiting", "Points", 62, kind="number", value=lambda row: row.waiting or None, may_leave=True),
        Column("minutes", "Minutes", 72, kind="number", value=lambda row: row.minutes, hidden=True),
        Column("mood", "Mood", 62, kind="number", value=lambda row: row.mood, hidden=True),
    ]


def item_columns() -> list[Column]:
    """Points of agendas."""
    return [
        Column("text", "To talk about", 200, value=lambda row: row.text),
        Column("person", "With", 130, value=lambda row: row.person),
        Column(
            "state", "State", 110, kind="status",
            value=lambda row: Status(_ITEM_KINDS[row.state], rules.ITEM_WORDS[row.state]),
        ),
        Column("carried", "Rolled on", 84, kind="number", value=lambda row: row.carried or None),
        Column("added", "Since", kind="date", value=lambda row: row.added_on),
        Column("by", "By", 70, value=lambda row: rules.RAISED_WORDS[row.by], hidden=True),
        Column("source", "From", 120, value=lambda row: row.whence, hidden=True),
    ]  # fmt: skip


def set_columns() -> list[Column]:
    """Question sets."""
    return [
        Column("name", "Kind of talk", 200, value=lambda row: row.name),
        Column("questions", "Questions", 90, kind="number", value=lambda row: len(row.questions)),
        Column("used", "Talks", 70, kind="number", value=lambda row: row.used),
        Column("intro", "When", 280, value=lambda row: row.intro),
    ]


def show_talk(
    pane: DetailPane, found: TalkDetail, today: dt.date, offered: Sequence[QAction], texts: SealedTexts
) -> None:
    """One talk."""
    row = found.row
    every = {7: "every week", 14: "every two weeks", 28: "every four weeks"}.get(
        row.every_days or 0, f"every {row.every_days} days" if row.every_days else ""
    )
    day = f"held on {day_text(row.held_on)}" if row.held_on else f"planned for {day_text(row.planned_on)}"
    caption = ", ".join(part for part in (row.kind, day, every) if part)
    pane.show_record(row.person, caption, talk_status(row, today), offered)
    if row.reason:
        pane.add_section("Why", row.reason)
    facts = [
        ("Minutes", str(row.minutes) if row.minutes else ""),
        ("Mood", rules.MOODS[row.mood] if row.mood else ""),
    ]
    if any(value for _, value in facts):
        pane.add_section("", [(name, value) for name, value in facts if value])
    points = [f"{'○' if one.is_open else '●'} {one.text}{_rolled(one)}" for one in found.items]
    if points:
        pane.add_section("Agenda", "\n".join(points))
    elif row.is_open:
        pane.add_section("Agenda", "No point waits yet. Ctrl+Shift+P adds one.")
    if row.is_open and found.agenda:
        pane.add_section("How it may go", "\n".join(f"• {line}" for line in found.agenda))
    if row.notes or row.sealed_notes or found.sealed_answers or any(answer for _, answer in found.answers):
        pane.add_section("", ClassMark(row.visibility))
    if row.notes:
        pane.add_section("Notes", row.notes)
    if row.sealed_notes:
        pane.add_section("Notes", SealedLabel(texts, row.sealed_notes, notes_about(row.id)))
    for question, answer in found.answers:
        if answer:
            pane.add_section(question, answer)
    for question, token, bound in found.sealed_answers:
        pane.add_section(question, SealedLabel(texts, token, bound))
    if found.agreed:
        pane.add_section(
            "Agreed",
            "\n".join(
                f"• {one.text} ({OWNER_WORDS[one.owner].lower()}"
                f"{f', by {day_text(one.due_on)}' if one.due_on else ''}"
                f"{f', {OUTCOME_WORDS[one.outcome].lower()}' if one.outcome else ''})"
                for one in found.agreed
            ),
        )
    if row.private_note:
        pane.add_section("Private note", SealedLabel(texts, row.private_note, private_about(row.id)))
    if found.moved_from is not None and sealing.is_token(found.moved_from.private_note):
        about = private_about(found.moved_from.id)
        pane.add_section(
            f"Private note for {day_text(found.moved_from.planned_on)}, from where it was moved",
            SealedLabel(texts, found.moved_from.private_note, about),
        )
    if found.moved_from is not None and found.moved_from.sealed_notes:
        about = notes_about(found.moved_from.id)
        pane.add_section(
            f"Notes for {day_text(found.moved_from.planned_on)}, from where it was moved",
            SealedLabel(texts, found.moved_from.sealed_notes, about),
        )
    if row.sealed_note:
        pane.add_section("Sealed note", SealedLabel(texts, row.sealed_note, sealed_about(row.id)))
    if found.former is not None and found.former.notes:
        pane.add_section(f"Last time, {day_text(found.former.held_on)}", found.former.notes)


def _rolled(item: ItemRow) -> str:
    return f" (rolled on {item.carried} time{'s' * (item.carried != 1)})" if item.carried else ""


def show_item(pane: DetailPane, row: ItemRow, offered: Sequence[QAction]) -> None:
    """One point."""
    pane.show_record(
        row.text, f"With {row.person}", Status(_ITEM_KINDS[row.state], rules.ITEM_WORDS[row.state]), offered
    )
    pairs = [
        ("Brought up by", rules.RAISED_WORDS[row.by]),
        ("Since", day_text(row.added_on)),
        ("Rolled on", f"over {row.carried} talk{'s' * (row.carried != 1)}" if row.carried else ""),
        ("From", row.whence),
        ("Ended", day_text(row.ended_on)),
        ("Note", row.note),
    ]
    pane.add_section("", [(name, value) for name, value in pairs if value])


def show_set(pane: DetailPane, row: SetRow, offered: Sequence[QAction]) -> None:
    """One question set."""
    pane.show_record(row.name, row.intro, None, offered)
    pane.add_section(
        "How it may go", "\n".join(f"{at}. {line}" for at, line in enumerate(row.agenda, 1)) or "–"
    )
    pane.add_section("Questions", "\n".join(f"• {line}" for line in row.questions) or "–")
