"""The cards beside the timeline: figures with their weeks, what is owed, policies, leave, skills, notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import escape

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from csmanager.features.commitments.queries import CommitmentRow
from csmanager.features.team.person.facts import FigureLine, Story, leave_words
from csmanager.ui import theme
from csmanager.ui.theme import GAP
from csmanager.ui.widgets.card import Card
from csmanager.ui.widgets.chips import StatusChip
from csmanager.ui.widgets.sparkline import Sparkline
from csmanager.ui.widgets.texts import day_text

_WIDEST = 460  # pixels the cards ask for
_SPARK = 70  # pixels a small line is wide at least
_MOST = 6  # lines of a card; the rest is one press away


class PersonCards(QScrollArea):
    """``wanted`` (feature, record) asks to open what a line is about."""

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self._inside = QWidget()
        self._inside.setAutoFillBackground(False)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(GAP)
        self.setWidget(self._inside)
        self.setAccessibleName("What is known of this person")
        self.cards: dict[str, Card] = {}

    def minimumSizeHint(self) -> QSize:
        """As wide as its cards need: it scrolls up and down only."""
        needed = self._inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width() + 2
        return QSize(min(_WIDEST, needed), super().minimumSizeHint().height())

    def clear(self) -> None:
        """Nobody is shown."""
        self.cards.clear()
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def show_story(self, told: Story) -> None:
        """Show one person."""
        self.clear()
        self._figures(told)
        self._owed(told)
        self._policies(told)
        self._leave(told)
        self._skills(told)
        self._week(told)
        notes = told.detail.notes.strip()
        if notes:
            self._card(
                "notes", "Notes", "Yours alone; they stand on the one-page brief, and nowhere staff see."
            ).add(_text(notes))
        self._column.addStretch(1)
        self.updateGeometry()

    # inside

    def _card(self, key: str, title: str, subtitle: str = "") -> Card:
        card = Card(title, subtitle)
        self.cards[key] = card
        self._column.addWidget(card)
        return card

    def _figures(self, told: Story) -> None:
        if not told.figures:
            self._card("figures", "Figures", "").add(
                _muted(
                    "No contacts of this person yet. Import calls or tickets, and their figures stand here."
                )
            )
            return
        card = self._card(
            "figures",
            f"Figures of {told.period}",
            f"The line shows twelve weeks, {told.weeks}; the dashes the target. n: how many the month rests on.",
        )
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        for number, line in enumerate(told.figures):
            self._figure(grid, 2 * number, line)
        holder = QWidget()
        holder.setLayout(grid)
        card.add(holder)
        whose = f"person:{told.detail.person.id}"
        card.add(_WrappedLink("All figures of this person", lambda: self.wanted.emit("reviews", whose)))

    def _figure(self, grid: QGridLayout, at: int, line: FigureLine) -> None:
        name = _WrappedLink(line.name, lambda: self.wanted.emit("reviews", line.record))
        name.setToolTip("The contacts behind this figure")
        spark = Sparkline(line.weeks, name=f"{line.name}, twelve weeks", target=line.target)
        spark.setToolTip("n of each week: " + ", ".join(map(str, line.counts)))
        value = QLabel(line.value)
        value.setFont(theme.scaled(1.0, semibold=True))
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        aim = f"target {line.aim} · n {line.n:,}" if line.aim else f"n {line.n:,}"
        below = QLabel(aim)
        below.setProperty("role", "caption")
        chip = StatusChip(line.mark, line.word)
        chip.setToolTip(line.reason)
        value.setToolTip(line.reason)
        below.setWordWrap(True)
        spark.setMinimumWidth(_SPARK)
        grid.addWidget(name, at, 0)
        grid.addWidget(below, at + 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(spark, at, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(value, at, 2)
        grid.addWidget(chip, at + 1, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)

    def _owed(self, told: Story) -> None:
        card = self._card("owed", "Agreed and promised")
        if not told.owed:
            card.add(_muted("Nothing is open between you."))
            return
        for title, rows in ((f"{told.name} owes", told.theirs), ("You owe", told.yours)):
            if rows:
                card.add(_heading(title))
            for row in rows[:_MOST]:
                card.add(self._commitment(row, told.today))
            if len(rows) > _MOST:
                card.add(_muted(f"and {len(rows) - _MOST} more"))

    def _commitment(self, row: CommitmentRow, today: dt.date) -> QWidget:
        due = ""
        mark = "open"
        if row.due_on is not None:
            days = (row.due_on - today).days
            mark = "late" if days < 0 else "soon" if days <= 7 else "open"
            due = f"{-days} d late" if days < 0 else f"due {day_text(row.due_on)}"
        return self._line(
            row.text, f"from {row.whence}", mark, due or "no day", "reviews", f"advice:action/{row.id}"
        )

    def _policies(self, told: Story) -> None:
        if not told.unsigned:
            card = self._card("policies", "Policies")
            card.add(_muted("Everything this person has to know is signed."))
            return
        card = self._card("policies", f"Policies: {len(told.unsigned)} to sign")
        for row in told.unsigned[:_MOST]:
            late = row.late(told.today)
            word = f"{late} d late" if late else f"due {day_text(row.due_on)}"
            card.add(
                self._line(
                    row.title, row.code, "late" if late else "soon", word, "handbook",
                    f"knowing:person:{told.detail.person.id}",
                )
            )  # fmt: skip
        if len(told.unsigned) > _MOST:
            card.add(_muted(f"and {len(told.unsigned) - _MOST} more"))

    def _leave(self, told: Story) -> None:
        leave = told.leave
        card = self._card("leave", "Leave")
        if leave.now is not None:
            card.add(self._line(leave_words(leave.now), "", "watch", "out today", *_leave_record(leave.now)))
        for row in leave.next:
            asked = row.state.value == "requested"
            card.add(
                self._line(
                    leave_words(row), "", "soon" if asked else "open", "to decide" if asked else "planned",
                    *_leave_record(row),
                )
            )  # fmt: skip
        for name, text in leave.balances:
            card.add(_pair(f"{name} left today", text))
        if leave.year:
            card.add(_pair("Away in twelve months", ", ".join(f"{kind} {days}" for kind, days in leave.year)))
        if not (leave.now or leave.next or leave.balances or leave.year):
            card.add(_muted("No leave is known, and no balance was entered."))

    def _skills(self, told: Story) -> None:
        judged = f"{told.judged} skill{'s' * (told.judged != 1)} judged"
        card = self._card("skills", "Skills", judged if told.judged else "")
        if not told.skills:
            card.add(
                _muted("Nothing below what the role asks for." if told.judged else "Nothing judged yet.")
            )
        for line in told.skills[:_MOST]:
            record = f"skills:cell/{told.detail.person.id}.{line.skill_id}"
            card.add(self._line(line.skill, "", line.mark, line.words, "team", record))
        if len(told.skills) > _MOST:
            card.add(_muted(f"and {len(told.skills) - _MOST} more"))

    def _week(self, told: Story) -> None:
        card = self._card("week", "When they can work")
        for name, words in told.week:
            card.add(_pair(name, words))
        if not told.week:
            card.add(_muted("Nothing was said yet, which is not “always”."))
        whose = f"pulse:week/{told.detail.person.id}"
        card.add(_WrappedLink("Change it under Wellbeing", lambda: self.wanted.emit("talks", whose)))

    def _line(self, text: str, detail: str, mark: str, word: str, feature: str, record: str) -> QWidget:
        """A line that opens what it is about: text, a second line, and how it stands."""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        button = _WrappedLink(text, lambda: self.wanted.emit(feature, record))
        words.addWidget(button)
        if detail:
            words.addWidget(_caption(detail))
        row.addLayout(words, 1)
        row.addWidget(StatusChip(mark, word), 0, Qt.AlignmentFlag.AlignTop)
        return holder


class _WrappedLink(QLabel):
    """A link that wraps and takes the focus: a long promise must not widen the page."""

    def __init__(self, text: str, call: Callable[[], object]) -> None:
        super().__init__()
        self._call = call
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setAccessibleName(text)
        self._words = text
        self._draw()
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.linkActivated.connect(lambda _address: self._call())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._draw()

    def _draw(self) -> None:
        """The colour stands in the text: Qt keeps the one of the theme in which a link was made."""
        colour = theme.current().accent
        words = f"<a href='open' style='text-decoration:none;color:{colour}'>{escape(self._words)}</a>"
        if words != self.text():
            self.setText(words)


def _leave_record(row: object) -> tuple[str, str]:
    request_id = getattr(row, "request_id", None)
    if request_id is not None:
        return ("team", f"leave:request/{request_id}")
    return ("contacts", f"absences:{getattr(row, 'absence_id', 0)}")


def _text(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _muted(text: str) -> QLabel:
    label = _text(text)
    label.setProperty("role", "muted")
    return label


def _caption(text: str) -> QLabel:
    label = _text(text)
    label.setProperty("role", "caption")
    return label


def _heading(text: str) -> QLabel:
    label = _text(text)
    label.setProperty("role", "section")
    return label


def _pair(name: str, value: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(_muted(name), 1)
    shown = _text(value)
    shown.setAlignment(Qt.AlignmentFlag.AlignRight)
    row.addWidget(shown, 1)
    return holder
