"""One review beside the list: its rating, its figures as they were, what was said and agreed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from csmanager.core.sealing import place
from csmanager.features.reviews.cycles import rules
from csmanager.features.reviews.cycles.pinned import PinnedLine
from csmanager.features.reviews.cycles.pinning import Restated
from csmanager.features.reviews.cycles.queries import ReviewDetail
from csmanager.features.reviews.cycles.rules import Grade, ReviewState
from csmanager.ui.widgets.chips import Status, StatusChip
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.sealedfield import SealedLabel, SealedTexts
from csmanager.ui.widgets.texts import day_text

KINDS = {
    ReviewState.PREPARED: "open",
    ReviewState.SELF_DONE: "open",
    ReviewState.DISCUSSED: "soon",
    ReviewState.SIGNED: "good",
    ReviewState.REFUSED: "watch",
    ReviewState.CLOSED: "good",
    ReviewState.SKIPPED: "none",
}
_MARKS = {Grade.ON_TARGET: "good", Grade.MISSING: "bad", Grade.WATCH: "watch", Grade.OPEN: "open"}


def show(
    pane: DetailPane,
    found: ReviewDetail,
    offered: Sequence[QAction],
    opened: Callable[[str], None],
    texts: SealedTexts,
) -> None:
    """Fill the pane with one review; ``opened``: called with the measure whose rows are asked for."""
    row, pinned = found.row, found.pinned
    caption = " · ".join(part for part in (row.role, row.team, pinned.period_title) if part)
    status = Status(KINDS[row.state], rules.STATE_WORDS[row.state])
    pane.show_record(row.person, caption, status, offered)
    own = f"Given by you: {found.overall_reason}" if found.overall_reason else pinned.rating.reason
    pane.add_section("Overall", f"{row.overall}. {own}")
    if pinned.notes:
        pane.add_section("To know", "\n".join(pinned.notes))
    weighed = [line for line in pinned.lines if line.weight > 0]
    pane.add_section("Figures as they were", figures(weighed or list(pinned.lines), opened))
    for key, title in rules.SECTIONS:
        if text := getattr(found, key):
            pane.add_section(title, text)
    if found.answers:
        pane.add_section(
            "Self-review", "\n\n".join(f"{question}\n{said}" for question, said in found.answers if said)
        )
    if found.private_note:
        about = place("person_review", "private_note", row.id)
        pane.add_section("Private note, never printed", SealedLabel(texts, found.private_note, about))
    if found.agreed:
        pane.add_section(
            "Agreed",
            [(f"By {day_text(one.due_on)}" if one.due_on else "Open", one.text) for one in found.agreed],
        )
    signature = f"{found.signed_name}, {day_text(row.signed_on)}" if found.signed_name else ""
    if found.witness:
        signature = f"Not signed; witness: {found.witness}"
    days = [
        ("Prepared", f"{day_text(row.prepared_on)}, from data until {pinned.data_until or 'none'}"),
        ("Template", f"{pinned.template}, version {pinned.template_version}"),
        ("Held", day_text(row.held_on)),
        ("Signed", signature),
    ]
    pane.add_section("Days", [(name, value) for name, value in days if value])
    if found.moves:
        pane.add_section(
            "What happened",
            [
                (
                    day_text(one.moved_on),
                    rules.MOVE_WORDS[one.move] + (f": {one.reason}" if one.reason else ""),
                )
                for one in found.moves
            ],
        )
    for edition in found.editions:
        body = edition.body
        pane.add_section(
            f"Edition {edition.edition}, until {day_text(edition.kept_on)}",
            f"{body.get('overall', '')}. {body.get('summary', '')}".strip(". ") or "No texts",
        )


def figures(lines: Sequence[PinnedLine], opened: Callable[[str], None]) -> QWidget:
    """The weighted lines: name and verdict, below it figure, interval, n and target. A name opens the rows."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(1)
    grid.setColumnStretch(0, 1)
    for at, line in enumerate(sorted(lines, key=lambda line: -line.weight)):
        weight = f"  ·  weight {line.weight:g}" if line.weight else ""
        if line.n:
            grid.addWidget(_rows_button(line, weight, opened), at * 2, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            grid.addWidget(_label(f"{line.name}{weight}", ""), at * 2, 0)
        grid.addWidget(
            StatusChip(_MARKS.get(line.stands, "none"), line.status_text),
            at * 2,
            1,
            Qt.AlignmentFlag.AlignRight,
        )
        limits = f", likely {line.range_text}" if line.range_text else ""
        aim = f"; target {line.target_text}" if line.target is not None else ""
        text = f"{line.value_text} from {line.count_text}{limits}{aim}"
        extra = " ".join(part for part in (line.reason, line.note) if part)
        under = _label(f"{text}. {extra}".strip(), "caption")
        under.setToolTip(f"{line.definition} (version {line.version})" if line.definition else "")
        under.setContentsMargins(0, 0, 0, 6)
        grid.addWidget(under, at * 2 + 1, 0, 1, 2)
    return box


def _rows_button(line: PinnedLine, weight: str, opened: Callable[[str], None]) -> QPushButton:
    made = QPushButton(f"{line.name}{weight}".replace("&", "&&"))
    made.setObjectName(f"rows {line.metric}")
    made.setProperty("link", True)
    made.setFlat(True)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setToolTip("Show the rows behind this figure as they are today")
    made.setAccessibleName(f"Rows behind {line.name}")
    made.clicked.connect(lambda: opened(line.metric))
    return made


def show_restated(pane: DetailPane, found: Sequence[Restated]) -> None:
    """Say below what the figures of those days are today, where that is something else."""
    if not found:
        pane.add_section("Since then", "The figures of these days are still the same today.")
        return
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    for one in found:
        layout.addWidget(_label(f"{one.name}: {one.then} then, {one.now} today; {one.why}.", ""))
    pane.add_section("Data was restated since", box)


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label
