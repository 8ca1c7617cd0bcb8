"""Reading a policy: what it is, which version, its text, and its contents beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from csmanager.features.handbook import rules
from csmanager.features.handbook.policytextview import PolicyTextView
from csmanager.features.handbook.queries import PolicyRow, VersionRow
from csmanager.features.handbook.rules import VersionState
from csmanager.ui.widgets import texts
from csmanager.ui.widgets.chips import StatusChip
from csmanager.ui.widgets.pageheader import action_button

_CONTENTS = 190  # pixels
_WIDE = 620  # pixels from which contents have a place beside the text


class ReaderView(QWidget):
    """Shows one policy. ``version_chosen``: another version was asked for."""

    version_chosen = Signal()

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._versions: list[VersionRow] = []
        self.title = QLabel()
        self.title.setProperty("role", "card-title")
        self.title.setWordWrap(True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.facts = QLabel()
        self.facts.setProperty("role", "caption")
        self.facts.setWordWrap(True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.chip = StatusChip()
        self.chip.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.versions = QComboBox()
        self.versions.setAccessibleName("Version")
        self.versions.currentIndexChanged.connect(self._on_version)
        self.ahead = QLabel()
        self.ahead.setProperty("role", "caption")
        self.ahead.setWordWrap(True)
        self.ahead.setTextFormat(Qt.TextFormat.PlainText)
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.text = PolicyTextView("Text of the policy")
        self.contents = QListWidget()
        self.contents.setAccessibleName("Contents")
        self.contents.setFrameShape(QFrame.Shape.NoFrame)
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contents.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.contents.currentItemChanged.connect(self._on_heading)
        head = QHBoxLayout()
        head.setSpacing(8)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.title)
        names.addWidget(self.facts)
        names.addWidget(self.ahead)
        head.addLayout(names, 1)
        for action in actions:
            head.addWidget(action_button(action), 0, Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.chip)
        row.addWidget(self.versions)
        row.addWidget(self.note, 1)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        label = QLabel("Contents")
        label.setProperty("role", "caption")
        column.addWidget(label)
        column.addWidget(self.contents, 1)
        self.side = side
        self.splitter = QSplitter()
        self.splitter.setObjectName("reader")
        self.splitter.addWidget(self.text)
        self.splitter.addWidget(side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([700, _CONTENTS])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addLayout(row)
        layout.addWidget(self.splitter, 1)

    def show_policy(
        self,
        row: PolicyRow,
        versions: Sequence[VersionRow],
        today: dt.date,
        *,
        words: Sequence[str] = (),
        line: str = "",
        has_typing: bool = False,
    ) -> None:
        """Show a policy in the version in force, or its draft where none is."""
        self._versions = list(versions)
        self.title.setText(row.title)
        self.facts.setText(" · ".join(_facts(row)))
        self.ahead.setText(_ahead(row))
        self.ahead.setVisible(bool(self.ahead.text()))
        kind, word = _state(row, today)
        if has_typing:
            kind, word = "soon", "typed text is kept; Edit brings it back"
        self.chip.set(kind, word)
        self.versions.blockSignals(True)
        self.versions.clear()
        for version in versions:
            self.versions.addItem(_version_text(version), version.id)
        shown = next((at for at, v in enumerate(versions) if v.state is VersionState.IN_FORCE), 0)
        self.versions.setCurrentIndex(shown)
        self.versions.blockSignals(False)
        self._show_version(words, line)

    def shown_version(self) -> VersionRow | None:
        """The version that is read now."""
        at = self.versions.currentIndex()
        return self._versions[at] if 0 <= at < len(self._versions) else None

    def choose(self, version_id: int) -> None:
        """Read another version."""
        self.versions.setCurrentIndex(self.versions.findData(version_id))

    def _on_version(self) -> None:
        self._show_version((), "")
        self.version_chosen.emit()

    def _show_version(self, words: Sequence[str], line: str) -> None:
        version = self.shown_version()
        if version is None:
            return
        self.note.setText(_note(version))
        text = version.body or "*This draft has no text yet. Edit begins it.*"
        self.text.show_text(text, words, line)
        self.contents.blockSignals(True)
        self.contents.clear()
        found = self.text.headings()
        if sum(heading.level == 1 for heading in found) == 1:
            found = [heading for heading in found if heading.level > 1]  # the first one is the title
        top = min((heading.level for heading in found), default=1)
        for heading in found:
            item = QListWidgetItem(f"{'   ' * (heading.level - top)}{heading.title}")
            item.setToolTip(heading.title)
            item.setData(Qt.ItemDataRole.UserRole, heading.line)
            self.contents.addItem(item)
        self.contents.blockSignals(False)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Contents stand aside where there are some, and where the text keeps its width."""
        self.side.setVisible(self.contents.count() > 1 and self.width() >= _WIDE)

    def _on_heading(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.text.show_block(item.data(Qt.ItemDataRole.UserRole))


def _facts(row: PolicyRow) -> list[str]:
    found = [row.code, rules.KIND_NAMES[row.kind]]
    found += [row.category] if row.category else []
    found += [f"owner {row.owner}"] if row.owner else ["no owner"]
    found += [f"for {row.audience}"] if row.audience else []
    if row.next_review_on is not None:
        found.append(f"review by {texts.day_text(row.next_review_on)}")
    elif row.review_every_months:
        found.append(f"reviewed every {row.review_every_months} months")
    return found


def _state(row: PolicyRow, today: dt.date) -> tuple[str, str]:
    if row.is_due(today):
        return "late", "review due"
    if row.number is not None:
        return "good", "in force"
    if row.is_retired:
        return "none", f"retired, replaced by {row.replaced_by}" if row.replaced_by else "retired"
    return "open", "not published yet"


def _ahead(row: PolicyRow) -> str:
    """Where the version on its way stands; "" for a draft, which the buttons tell."""
    if row.ahead_state is VersionState.IN_REVIEW:
        return f"Version {row.ahead} is in review with {row.reviewer}."
    if row.ahead_state is VersionState.APPROVED:
        return f"Version {row.ahead} is approved and waits to be published."
    if row.ahead_state is VersionState.SCHEDULED and row.effective_on is not None:
        return f"Version {row.ahead} comes into force on {texts.day_text(row.effective_on)}."
    if row.ahead_state is VersionState.DRAFT and row.answer:
        return f"{row.reviewer} wants changes in the draft: {row.answer}"
    return ""


def _version_text(row: VersionRow) -> str:
    state = rules.STATE_NAMES[row.state].lower()
    days = {
        VersionState.DRAFT: row.drafted_on,
        VersionState.IN_REVIEW: row.sent_on,
        VersionState.APPROVED: row.approved_on,
        VersionState.IN_FORCE: row.published_on,
    }
    on = days.get(row.state)
    when = f" since {texts.day_text(on)}" if on else ""
    if row.state is VersionState.SCHEDULED and row.effective_on is not None:
        when = f" for {texts.day_text(row.effective_on)}"
    return f"Version {row.number}, {state}{when}"


def _note(row: VersionRow) -> str:
    if row.state in (VersionState.DRAFT, VersionState.IN_REVIEW):
        return ""
    approved = f"Approved by {row.approver}." if row.approver else ""
    if row.state is VersionState.APPROVED:
        return approved
    if row.state is VersionState.WITHDRAWN:
        return f"Called off: {row.end_note}."
    kind = rules.CHANGE_NAMES[row.change_kind]
    ended = f"Until {texts.day_text(row.ended_on)}." if row.ended_on else ""
    said = f"{kind}{f': {row.change_note}' if row.change_note else ''}."
    why = f"Why: {row.reason}." if row.reason else ""
    return " ".join(filter(None, (said, why, ended, approved))).replace("..", ".")
