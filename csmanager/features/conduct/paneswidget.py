"""The columns and panes of sealed matters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction

from csmanager.core.sealing import place
from csmanager.features.conduct import rules
from csmanager.features.conduct.queries import ConflictRow, MoveRow, WarningRow
from csmanager.features.conduct.rules import Appeal, Standing, State
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.detail import DetailPane, Value
from csmanager.ui.widgets.sealedfield import SealedLabel, SealedTexts
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

_STATES = {State.CLOSED: "none", State.FINDING: "none", State.MONITORING: "watch"}
_STANDINGS = {Standing.DRAFT: "open", Standing.EXPIRED: "none", Standing.OVERTURNED: "none"}
_LADDER_WORDS = {
    "issue": "Issued",
    "appeal": "Appealed",
    "uphold": "Appeal: upheld",
    "overturn": "Appeal: overturned",
    "expire": "Ended",
}


def conflict_columns(today: Callable[[], dt.date]) -> list[Column]:
    """People, kind, state, when."""

    def state(row: ConflictRow) -> Status:
        late = row.next_on is not None and row.next_on < today() and row.state is State.MONITORING
        word = rules.STATE_WORDS[row.state]
        return Status("late" if late else _STATES.get(row.state, "open"), word)

    return [
        Column("people", "Between", 200, value=lambda row: row.people),
        Column("kind", "About", 120, value=lambda row: rules.KIND_WORDS[row.kind]),
        Column("state", "State", 130, kind="status", value=state),
        Column("next", "Check-in", kind="date", value=lambda row: row.next_on),
        Column("opened", "Raised", kind="date", value=lambda row: row.opened_on, hidden=True),
        Column(
            "severity", "How grave", 90, value=lambda row: rules.SEVERITY_WORDS[row.severity], hidden=True
        ),
    ]


def warning_columns() -> list[Column]:
    """Who, which step, where it stands."""

    def standing(row: WarningRow) -> Status:
        if row.appeal is Appeal.OPEN:
            return Status("watch", "Appeal open")
        kind = _STANDINGS.get(row.standing, "good" if row.counts else "none")
        if row.standing in (Standing.ISSUED, Standing.UPHELD) and not row.counts:
            return Status("late", "Time is over")
        return Status("signal" if kind == "good" else kind, rules.STANDING_WORDS[row.standing])

    return [
        Column("person", "Person", 150, value=lambda row: row.person),
        Column("step", "Step", 130, value=lambda row: rules.STEP_WORDS[row.step]),
        Column("standing", "State", 130, kind="status", value=standing),
        Column("until", "Counts until", kind="date", value=lambda row: row.expires_on),
        Column("clause", "Rule", 200, value=lambda row: row.clause),
        Column("happened", "Happened", kind="date", value=lambda row: row.happened_on, hidden=True),
        Column(
            "severity", "How grave", 90, value=lambda row: rules.SEVERITY_WORDS[row.severity], hidden=True
        ),
    ]


def show_conflict(pane: DetailPane, row: ConflictRow, offered: Sequence[QAction], texts: SealedTexts) -> None:
    """Fill the pane with one conflict."""
    status = Status(_STATES.get(row.state, "open"), rules.STATE_WORDS[row.state])
    way = ", the formal way" if row.is_formal else ""
    caption = f"{rules.KIND_WORDS[row.kind]} · {rules.SEVERITY_WORDS[row.severity].lower()}{way}"
    pane.show_record(row.people, caption, status, offered)

    def sealed(token: str, name: str) -> SealedLabel:
        return SealedLabel(texts, token, place("conflict", name, row.id))

    pane.add_section("What it is about", sealed(row.about, "about"))
    pairs: list[tuple[str, Value]] = [("Raised", day_text(row.opened_on))]
    pairs += [
        (word, sealed(token, name))
        for word, name, token in (
            ("By", "raised_by", row.raised_by),
            ("Rule", "clause", row.clause),
            ("Looked into by", "owner", row.owner),
            ("Handed to", "routed_to", row.routed_to),
        )
        if token
    ]
    if row.apart_until is not None:
        pairs.append(("Kept apart until", day_text(row.apart_until)))
    pane.add_section("", pairs)
    for side in row.sides:
        said = ""
        if side.stated_on is not None:
            said = f", {day_text(side.stated_on)}{', by themselves' if side.at_kiosk else ''}"
        elif side.asked_on is not None:
            said = f", asked {day_text(side.asked_on)}"
        about = place("conflict_party", "statement", side.id)
        pane.add_section(f"{side.person}{said}", SealedLabel(texts, side.statement, about))
    if row.common_ground:
        pane.add_section("What both see alike", sealed(row.common_ground, "common_ground"))
    committed = [side for side in row.sides if side.commits]
    if committed:
        pane.add_section("Agreed", _commitments(row, texts))
    if row.check_ins:
        pane.add_section(
            "Check-ins",
            [
                (
                    f"Week {one.week}",
                    f"due {day_text(one.due_on)}"
                    if one.held_on is None
                    else f"{day_text(one.held_on)}: {'holds' if one.holds else 'does not hold'}",
                )
                for one in row.check_ins
            ],
        )
        for one in row.check_ins:
            if one.note:
                about = place("conflict_check_in", "note", one.id)
                pane.add_section(f"Note of week {one.week}", SealedLabel(texts, one.note, about))
    if row.outcome:
        pane.add_section(
            "Finding" if row.state is State.FINDING else "Outcome", sealed(row.outcome, "outcome")
        )
    _add_moves(pane, row.moves, rules.MOVE_WORDS, texts)


def _commitments(row: ConflictRow, texts: SealedTexts) -> list[tuple[str, Value]]:
    pairs: list[tuple[str, Value]] = []
    for side in row.sides:
        about = place("conflict_party", "commits", side.id)
        pairs.append((side.person, SealedLabel(texts, side.commits, about)))
        signed = (
            f"signed {day_text(side.signed_on)}{', at the kiosk' if side.signed_at_kiosk else ', on paper'}"
            if side.signed_on
            else "not signed yet"
        )
        pairs.append(("", signed))
    return pairs


def show_warning(
    pane: DetailPane,
    row: WarningRow,
    earlier: Sequence[WarningRow],
    offered: Sequence[QAction],
    texts: SealedTexts,
) -> None:
    """Fill the pane with one warning; ``earlier``: what the person has besides."""
    kind = "signal" if row.counts else _STANDINGS.get(row.standing, "none")
    caption = f"{rules.STEP_WORDS[row.step]} · {rules.SEVERITY_WORDS[row.severity].lower()}"
    pane.show_record(row.person, caption, Status(kind, rules.STANDING_WORDS[row.standing]), offered)

    def sealed(token: str, name: str) -> SealedLabel:
        return SealedLabel(texts, token, place("discipline", name, row.id))

    until = day_text(row.expires_on) if row.expires_on else "for good"
    if row.expires_on is not None and not row.counts and row.standing is not Standing.OVERTURNED:
        until += ", over"
    days: list[tuple[str, Value]] = [("Rule", row.clause), ("Happened", day_text(row.happened_on))]
    if row.issued_on is not None:
        days += [("Issued", day_text(row.issued_on)), ("Counts until", until)]
    days.append(("Appeal", rules.APPEAL_WORDS[row.appeal]))
    pane.add_section("", days)
    for title, name, token in (
        ("Facts", "facts", row.facts),
        ("Response of the person", "response", row.response),
        ("Expected from now on", "expected", row.expected),
        ("Why a step was left out", "skip_reason", row.skip_reason),
        ("What the appeal says", "appeal_reason", row.appeal_reason),
        ("Decision on the appeal", "decision", row.decision),
    ):
        if token or name in ("facts", "response"):
            pane.add_section(title, sealed(token, name))
    if earlier:
        pane.add_section(
            f"Before ({len(earlier)})",
            [
                (
                    day_text(one.issued_on),
                    f"{rules.STEP_WORDS[one.step]}, "
                    + ("overturned" if one.standing is Standing.OVERTURNED else
                       "counts" if one.counts else "no longer counts"),
                )
                for one in earlier
            ],
        )  # fmt: skip
    _add_moves(pane, row.moves, _LADDER_WORDS, texts)


def _add_moves(pane: DetailPane, moves: Sequence[MoveRow], words: dict[str, str], texts: SealedTexts) -> None:
    pairs: list[tuple[str, Value]] = []
    for one in moves:
        pairs.append((day_text(one.moved_on), words.get(one.move, one.move)))
        if one.reason:
            pairs.append(("", SealedLabel(texts, one.reason, place("conduct_move", "reason", one.id))))
    if pairs:
        pane.add_section("What happened", pairs)
