"""The columns of leave, and what stands beside a request and a balance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from csmanager.features.leave.blackouts import BlackoutRow
from csmanager.features.leave.cover import DayCover
from csmanager.features.leave.covering import CoverRow
from csmanager.features.leave.ledger import BalanceRow, EntryRow
from csmanager.features.leave.queries import LeaveRow, MoveRow, TypeRow, state_words
from csmanager.features.leave.rules import (
    ENTRY_WORDS,
    MOVE_WORDS,
    STATE_WORDS,
    LeaveState,
    days_text,
    hours_text,
)
from csmanager.features.schedule.rules import ABSENCE_WORDS
from csmanager.features.team.dates import birthday_text
from csmanager.ui.widgets.chips import Status, StatusChip
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

_MOVES = MOVE_WORDS | {"ask": "Asked for", "approve": "Approved", "decline": "Declined", "cancel": "Cancelled",
                       "shorten": "Ended earlier", "count": "Counted again"}  # fmt: skip
_MOST_COVER = 5
_MOST_DAYS = 31  # of a leave whose cover is shown day by day


def request_columns(today: Callable[[], dt.date]) -> list[Column]:
    """Leaves."""
    return [
        Column("person", "Person", 150, value=lambda row: row.person),
        Column("state", "State", 110, kind="status", value=lambda row: Status(*state_words(row, today()))),
        Column("type", "Type", 96, value=lambda row: row.type),
        Column("span", "Days", 160, value=lambda row: row.span, sort=lambda row: row.first_on.toordinal()),
        Column("hours", "Hours", 70, value=lambda row: row.hours, sort=lambda row: row.minutes),
        Column(
            "days",
            "Days of work",
            96,
            value=lambda row: days_text(row.days),
            sort=lambda row: row.days,
            hidden=True,
        ),
        Column("asked", "Asked on", 100, kind="date", value=lambda row: row.asked_on, hidden=True),
        Column("answer", "Answer", 180, value=lambda row: row.answer, hidden=True),
    ]


def show_request(
    pane: DetailPane,
    row: LeaveRow,
    today: dt.date,
    *,
    reason: str,
    moves: Sequence[MoveRow],
    days: Sequence[DayCover],
    could: Sequence[CoverRow],
    balance: BalanceRow | None,
    offered: Sequence[QAction],
) -> None:
    """One leave with what it does to cover and balance."""
    pane.show_record(f"{row.type}: {row.person}", row.span, Status(*state_words(row, today)), offered)
    pairs = [("Takes", f"{days_text(row.days)} of work{f', {row.hours}' if row.hours else ''}")]
    if row.is_counted and balance is not None and balance.minutes is not None:
        pairs += [
            ("Balance today", balance.text(balance.minutes)),
            ("Left after that", balance.text(balance.left)),
        ]
    if reason:
        pairs.append(("Reason", reason))
    if row.answer:
        pairs.append(("Answer", row.answer))
    pane.add_section("", pairs)
    if row.is_changed:
        pane.add_section(
            "The contract hours changed", "Count it again, so that each day takes what it is now."
        )
    if row.state in (LeaveState.REQUESTED, LeaveState.DRAFT, LeaveState.APPROVED) and days:
        has_rota = any(day.planned is not None for day in days)
        pane.add_section("Who remains", _cover(days[:_MOST_DAYS]))
        pane.add_section(
            "How this is counted",
            "From the rota of these days."
            if has_rota
            else "No rota is planned for these days: counted from everybody who works on that weekday.",
        )
        shown = [(each.person, each.words) for each in could[:_MOST_COVER]]
        more = f"and {len(could) - _MOST_COVER} more" if len(could) > _MOST_COVER else ""
        pane.add_section("Who could cover", shown or "Nobody is free on these days.")
        if more:
            pane.add_section("", more)
    lines = [
        f"{day_text(move.moved_on)}  {_MOVES.get(move.move, STATE_WORDS[move.target])}"
        f"{f': {move.reason}' if move.reason else ''}"
        for move in moves
    ]
    pane.add_section("What happened", "\n".join(lines))


def _cover(days: Sequence[DayCover]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(2, 1)
    for line, day in enumerate(days):
        name = QLabel(f"{day.day:%a} {day.day.day} {day.day:%b}")
        name.setProperty("role", "muted")
        of = f" of {day.planned}" if day.planned is not None else ""
        chip = StatusChip(
            "bad" if day.is_short else "watch" if day.thin else "good", f"{day.remain}{of} remain"
        )
        said = [f"{skill}: {'nobody' if count == 0 else 'one only'}" for skill, count in day.thin]
        if day.away:
            said.append(f"away: {', '.join(day.away)}")
        if day.asked:
            said.append(f"asked as well: {', '.join(day.asked)}")
        words = QLabel("; ".join(said))
        words.setWordWrap(True)
        words.setProperty("role", "caption")
        grid.addWidget(name, line, 0)
        grid.addWidget(chip, line, 1)
        grid.addWidget(words, line, 2)
    return holder


def balance_columns() -> list[Column]:
    """What everybody has left."""

    def standing(row: BalanceRow) -> Status | None:
        left = row.left
        if left is None:
            return Status("open", "Nothing entered")
        return Status("bad", "Below nothing") if left < 0 else Status("good", row.text(left))

    return [
        Column("person", "Person", 170, value=lambda row: row.person),
        Column("type", "Type", 100, value=lambda row: row.type),
        Column("now", "Left today", 190, value=lambda row: row.text(row.minutes), sort=lambda row: row.minutes),
        Column("planned", "Planned", 80, value=lambda row: hours_text(row.planned) if row.planned else "",
               sort=lambda row: row.planned),
        Column("asked", "Asked for", 90, value=lambda row: hours_text(row.asked) if row.asked else "",
               sort=lambda row: row.asked),
        Column("left", "Left after that", 160, kind="status", value=standing, sort=lambda row: row.left),
        Column("team", "Team", 120, value=lambda row: row.team, hidden=True),
    ]  # fmt: skip


def show_balance(
    pane: DetailPane, row: BalanceRow, lines: Sequence[EntryRow], offered: Sequence[QAction]
) -> None:
    """One person's ledger of one type."""
    pane.show_record(
        f"{row.type}: {row.person}", row.text(row.minutes) or "nothing entered yet", None, offered
    )
    if not lines:
        pane.add_section(
            "Ledger",
            "No line yet. Say under Types how many days a year there are and credit them, or enter what is left.",
        )
        return
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    for at, title in enumerate(("Day", "What", "", "Balance")):
        head = QLabel(title)
        head.setProperty("role", "caption")
        grid.addWidget(head, 0, at)
    for line, entry in enumerate(reversed(lines[-60:]), 1):
        what = QLabel(f"{ENTRY_WORDS[entry.kind]}{f': {entry.note}' if entry.note else ''}")
        what.setWordWrap(True)
        day = QLabel(day_text(entry.on))
        day.setProperty("role", "muted")
        amount = f"+{hours_text(entry.minutes)}" if entry.minutes > 0 else hours_text(entry.minutes)
        grid.addWidget(day, line, 0)
        grid.addWidget(what, line, 1)
        grid.addWidget(QLabel(amount), line, 2)
        grid.addWidget(QLabel(hours_text(entry.balance)), line, 3)
    pane.add_section("Ledger, newest first", holder)


def type_columns() -> list[Column]:
    """Types of leave."""
    return [
        Column("name", "Type", 150, value=lambda row: row.name),
        Column("paid", "Paid", 70, value=lambda row: "Yes" if row.is_paid else "No"),
        Column("counted", "From a balance", 120, value=lambda row: "Yes" if row.is_counted else "No"),
        Column("yearly", "Days a year", 100, kind="number", value=lambda row: row.yearly_days),
        Column("sealed", "Reason", 90, value=lambda row: "Sealed" if row.is_sensitive else "Open"),
        Column("kind", "Among absences", 130, value=lambda row: ABSENCE_WORDS[row.kind]),
    ]


def show_type(pane: DetailPane, row: TypeRow, offered: Sequence[QAction]) -> None:
    """One type of leave."""
    pane.show_record(row.name, ABSENCE_WORDS[row.kind], None, offered)
    how = "earned month by month" if row.is_monthly else "granted at the turn of the year"
    carry = "All of it" if row.carry_days is None else days_text(row.carry_days)
    until = f", to be taken until {birthday_text(row.carry_until)}" if row.carry_until else ""
    pairs = [
        ("Paid", "Yes" if row.is_paid else "No"),
        ("Half days", "Yes" if row.allows_half else "No"),
        ("Reason", "sealed with your passphrase" if row.is_sensitive else "open to you"),
    ]
    if row.is_counted:
        pairs.append(("A year", f"{days_text(row.yearly_days)}, {how}" if row.yearly_days else "Not said"))
        pairs.append(("Into the next year", carry + until))
    pane.add_section("", pairs)
    if row.is_counted:
        pane.add_section(
            "How a day is counted",
            "Contract hours of the week that day lies in, shared over the weekdays worked. Where the hours change"
            " inside a leave, each day counts by the contract of that very day. Holidays cost nothing.",
        )


def blackout_columns() -> list[Column]:
    """Days without leave."""
    return [
        Column("reason", "Why", 160, value=lambda row: row.reason),
        Column("first", "From", kind="date", value=lambda row: row.first_on),
        Column("last", "Until", kind="date", value=lambda row: row.last_on),
        Column("whom", "For", 84, value=lambda row: row.team or "Everybody"),
        Column("how", "Leave then", 96, value=_how),
    ]


def _how(row: BlackoutRow) -> str:
    return "Refused" if row.is_hard else "Owes a reason"


def show_blackout(pane: DetailPane, row: BlackoutRow, offered: Sequence[QAction]) -> None:
    """One stretch of days without leave."""
    pane.show_record(row.reason, f"{day_text(row.first_on)} to {day_text(row.last_on)}", None, offered)
    pane.add_section("", [("For", row.team or "Everybody"), ("Leave asked for then", _how(row))])
    pane.add_section(
        "How it works",
        "Whoever asks for leave in these days reads why it is not given. Leave that was approved before stays, and a"
        " type whose reason is sealed, such as being ill, is never refused.",
    )
