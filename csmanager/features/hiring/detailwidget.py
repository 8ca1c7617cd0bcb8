"""What is known of one applicant: facts, next step and notes, and every move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from csmanager.features.hiring import rules
from csmanager.features.hiring.cardwidget import standing, step_status
from csmanager.features.hiring.filing.actions import FileRow
from csmanager.features.hiring.queries import ApplicantRow, DuplicateRow, MoveRow
from csmanager.features.hiring.rules import Consent
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.detail import DetailPane, KeyValue, Value
from csmanager.ui.widgets.texts import day_text

_ALWAYS = ("E-mail", "Phone", "Next step", "Notes")  # shown also where there is none


class ApplicantPane(DetailPane):
    """The pane beside or below the applicants."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Choose an applicant to see more.", parent)
        self._blocks: QBoxLayout | None = None
        self.is_wide = True

    def set_wide(self, is_wide: bool) -> None:
        """Blocks side by side, or below each other."""
        self.is_wide = is_wide
        self.set_flat(is_wide)
        if self._blocks is not None:
            self._blocks.setDirection(_direction(is_wide))

    def show_applicant(
        self,
        row: ApplicantRow,
        moves: Sequence[MoveRow],
        alike: Sequence[DuplicateRow],
        actions: Sequence[QAction],
        today: dt.date,
        papers: Sequence[FileRow] = (),
        others: Sequence[str] = (),
    ) -> None:
        """Show one applicant. ``others``: the other applications of the same person, in words."""
        state = standing(row, today)
        word = row.stage_name
        if rules.is_active(row.stage):
            state = Status(state.kind, f"{word}, {state.text[0].lower()}{state.text[1:]}")
        self.show_record(row.name, row.opening, state, actions)
        content = QWidget()
        self._blocks = blocks = QBoxLayout(_direction(self.is_wide), content)
        blocks.setContentsMargins(0, 0, 0, 0)
        blocks.setSpacing(24)
        step = step_status(row, today)
        facts: list[tuple[str, Value]] = [
            ("Applied", day_text(row.applied_on)),
            ("Came through", row.source),
            ("E-mail", row.email),
            ("Phone", row.phone),
            ("Rating", f"{row.rating} of 5" if row.rating else ""),
            ("Consent", rules.CONSENT_NAMES[row.consent] if row.consent is not Consent.NONE else ""),
            ("In the pool", f"since {day_text(row.pool_on)}" if row.pool_on else ""),
            ("Papers", "\n".join(("▲ " if one.warning else "") + one.name for one in papers)),
        ]
        todo: list[tuple[str, Value]] = [("Next step", step), ("Notes", row.notes)]
        if row.snoozed_until is not None:
            todo.append(("Put off until", f"{day_text(row.snoozed_until)} {row.snooze_note}".strip()))
        if others:
            todo.append(("Same person", "\n".join(others)))
        strange = [one for one in alike if one.candidate_id is None or one.candidate_id != row.candidate_id]
        if strange:
            todo.append(("Also applied", "\n".join(_alike(one) for one in strange)))
        history: list[tuple[str, Value]] = [(day_text(move.on), _told(move)) for move in moves]
        for title, pairs in (("Facts", facts), ("What next", todo), ("Timeline", history)):
            block = QWidget()
            column = QVBoxLayout(block)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(6)
            heading = QLabel(title)
            heading.setProperty("role", "section")
            column.addWidget(heading)
            column.addWidget(KeyValue([(name, value) for name, value in pairs if value or name in _ALWAYS]))
            column.addStretch(1)
            blocks.addWidget(block, 1)
        self.add_section("", content)


def _direction(is_wide: bool) -> QBoxLayout.Direction:
    return QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom


def _told(move: MoveRow) -> str:
    new = move.new_name
    if move.old is None:
        return f"{new} ({move.joined})" if move.joined else new
    days = f" after {move.days} day{'' if move.days == 1 else 's'}" if move.days else ""
    reason = f"\n“{move.reason}”" if move.reason else ""
    return f"{move.old_name} → {new}{days}{reason}"


def _alike(row: DuplicateRow) -> str:
    stage = rules.STAGE_NAMES[row.stage].lower()
    return f"{row.opening}, {day_text(row.applied_on)}, {stage} ({row.alike})"
