"""Two versions beside each other, or in one column: what went, what came, how often, and what was said of it."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from csmanager.features.handbook import compare, rules
from csmanager.features.handbook.compare import Line, Mark
from csmanager.features.handbook.queries import VersionRow
from csmanager.ui import theme
from csmanager.ui.theme import Tokens
from csmanager.ui.widgets.segmented import SegmentedSwitch

_CONTEXT = 2  # unchanged lines shown around a change
_AT_FIRST = 60  # rows laid out before the window answers again; the rest follows at once


def version_name(row: VersionRow) -> str:
    """How a version is called in a list."""
    return f"Version {row.number}, {rules.STATE_NAMES[row.state].lower()}"


class CompareView(QWidget):
    """``closed``: back to reading."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._versions: list[VersionRow] = []
        self._place = -1
        self._count = 0
        self._rest = ""
        self.old, self.new = QComboBox(), QComboBox()
        for box, name in ((self.old, "Older version"), (self.new, "Newer version")):
            box.setAccessibleName(name)
            box.currentIndexChanged.connect(self._show)
        self.shape = SegmentedSwitch([("two", "Beside"), ("one", "In one")], name="How versions are compared")
        self.shape.changed.connect(lambda _key: self._show())
        self.said = QLabel()
        self.said.setProperty("role", "caption")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.count = QLabel()
        self.previous = QPushButton("Previous")
        self.previous.setToolTip("Previous change (Alt+Up)")
        self.previous.setShortcut("Alt+Up")
        self.next = QPushButton("Next")
        self.next.setToolTip("Next change (Alt+Down)")
        self.next.setShortcut("Alt+Down")
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(+1))
        self.done = QPushButton("Close")
        self.done.clicked.connect(self.closed)
        self.text = QTextBrowser()
        self.text.setAccessibleName("Comparison")
        self.text.document().setDocumentMargin(16)
        row, below = QHBoxLayout(), QHBoxLayout()
        for line in (row, below):
            line.setSpacing(8)
        row.addWidget(self.old)
        row.addWidget(QLabel("to"))
        row.addWidget(self.new)
        row.addStretch(1)
        row.addWidget(self.done)
        below.addWidget(self.shape)
        below.addSpacing(8)
        below.addWidget(self.count, 1)
        below.addWidget(self.previous)
        below.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(row)
        layout.addLayout(below)
        layout.addWidget(self.said)
        layout.addWidget(self.text, 1)
        theme.theme_changed.connect(self._show)

    def show_versions(self, versions: Sequence[VersionRow]) -> None:
        """Offer ``versions`` (newest first) and compare the two newest."""
        self._versions = list(versions)
        for box in (self.old, self.new):
            box.blockSignals(True)
            box.clear()
            for row in versions:
                box.addItem(version_name(row), row.id)
            box.blockSignals(False)
        self.new.setCurrentIndex(0)
        self.old.setCurrentIndex(min(1, len(versions) - 1))
        self._show()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, way: int) -> None:
        """Go to the next change (+1) or the one before (-1)."""
        if not self._count:
            return
        self._finish()
        self._place = (self._place + way) % self._count
        self.text.scrollToAnchor(f"change{self._place}")
        self._tell()

    def _show(self) -> None:
        if self.old.currentIndex() < 0 or self.new.currentIndex() < 0:
            return
        before, after = self._versions[self.old.currentIndex()], self._versions[self.new.currentIndex()]
        lines = compare.compare(before.body, after.body)
        self._count, self._place = compare.changes(lines), -1
        beside = self.shape.value() == "two"
        rows = rows_of(lines, theme.current(), beside=beside)
        self.text.setHtml(_table(rows[:_AT_FIRST]))
        self._rest = _table(rows) if len(rows) > _AT_FIRST else ""
        if self._rest:
            QTimer.singleShot(0, self, self._finish)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.said.setText(said_of(before, after, self._versions))
        self.said.setVisible(bool(self.said.text()))
        self._tell()
        for button in (self.previous, self.next):
            button.setEnabled(self._count > 0)

    def _finish(self) -> None:
        """Lay out what did not fit the first moment."""
        if self._rest:
            rest, self._rest = self._rest, ""
            at = self.text.verticalScrollBar().value()
            self.text.setHtml(rest)
            self.text.verticalScrollBar().setValue(at)

    def _tell(self) -> None:
        words = "no difference" if not self._count else f"{self._count} change{'s' * (self._count > 1)}"
        self.count.setText(f"{self._place + 1} of {words}" if self._place >= 0 else words)


def said_of(old: VersionRow, new: VersionRow, versions: Sequence[VersionRow]) -> str:
    """What the versions after ``old``, up to ``new``, say they changed and what it means for staff."""
    found = []
    for row in sorted(versions, key=lambda one: one.number):
        if not old.number < row.number <= new.number or row.published_on is None:
            continue
        parts = [row.change_note.rstrip("."), row.for_you.rstrip(".")]
        words = ". ".join(part for part in parts if part)
        found.append(f"Version {row.number}, {rules.CHANGE_NAMES[row.change_kind].lower()}: {words}.")
    return "\n".join(line for line in found if not line.endswith(": ."))


def page(lines: Sequence[Line], look: Tokens, *, beside: bool = False) -> str:
    """The comparison as HTML. Marked by sign, line and colour: − struck out, + underlined."""
    return _table(rows_of(lines, look, beside=beside))


def _table(rows: Sequence[str]) -> str:
    return f"<table width='100%' cellspacing='0' cellpadding='3'>{''.join(rows)}</table>"


def rows_of(lines: Sequence[Line], look: Tokens, *, beside: bool) -> list[str]:
    """One row of HTML a line; ``beside``: the older text left, the newer right."""
    good, bad = theme.mix(look.surface, look.good, 0.14), theme.mix(look.surface, look.bad, 0.14)
    shapes = {
        Mark.SAME: f"color:{look.text}",
        Mark.ADDED: f"color:{look.good}; background:{good}; text-decoration:underline",
        Mark.REMOVED: f"color:{look.bad}; background:{bad}; text-decoration:line-through",
    }
    signs = {Mark.SAME: "~", Mark.ADDED: "+", Mark.REMOVED: "−"}
    rows: list[str] = []
    number, is_inside, is_cut = 0, False, False
    near = _near(lines)
    for place, line in enumerate(lines):
        if place not in near:
            if not is_cut:
                dots = f"<span style='color:{look.muted}'>· · ·</span>"
                rows.append(_row("", [dots, ""] if beside else [dots], look))
            is_cut, is_inside = True, False
            continue
        is_cut = False
        anchor = ""
        if line.is_changed and not is_inside:
            anchor = f"<a name='change{number}'></a>"
            number += 1
        is_inside = line.is_changed
        sign = signs[line.mark] if line.is_changed else ""
        left_out = ((Mark.ADDED,), (Mark.REMOVED,)) if beside else ((),)
        cells = [
            "".join(
                f"<span style='{shapes[piece.mark]}'>{escaped(piece.text)}</span>"
                for piece in line.pieces
                if piece.mark not in without
            )
            for without in left_out
        ]
        rows.append(_row(f"{anchor}{sign}", cells, look))
    return rows


def _row(sign: str, cells: Sequence[str], look: Tokens) -> str:
    width = "" if len(cells) == 1 else " width='48%'"
    inside = "".join(f"<td{width}>{text or '&nbsp;'}</td>" for text in cells)
    return f"<tr><td width='22' style='color:{look.muted}'>{sign}</td>{inside}</tr>"


def _near(lines: Sequence[Line]) -> set[int]:
    changed = [place for place, line in enumerate(lines) if line.is_changed]
    return {
        at
        for place in changed
        for at in range(place - _CONTEXT, place + _CONTEXT + 1)
        if 0 <= at < len(lines)
    }


def escaped(text: str) -> str:
    """``text`` for HTML, its runs of blanks kept."""
    return html.escape(text).replace("  ", "&nbsp; ")
