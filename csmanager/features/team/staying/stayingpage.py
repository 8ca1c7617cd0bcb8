"""The view "Staying": how long people have been here and who left why; every figure opens the people behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from csmanager.features.team.segments.groupwidget import GroupBox
from csmanager.features.team.staying import queries
from csmanager.features.team.staying.queries import StayRow, StayView
from csmanager.features.team.staying.rules import REASONS, TENURE, TURNOVER
from csmanager.ui import printing
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import GAP, PAGE_MARGIN
from csmanager.ui.widgets.card import Card
from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pageheader import PageHeader
from csmanager.ui.widgets.table import Column, RecordTable
from csmanager.ui.widgets.texts import day_text, number_text, share_text

HERE, LEFT = "here", "left"


class StayingPage(Page):
    """Three cards with figures above the table of the people behind the one that was chosen."""

    watches: ClassVar[frozenset[str]] = frozenset({"person", "employment", "segment", "team", "role"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._view: StayView | None = None
        self._chosen = (HERE, "")
        self.open = QAction("Show this person", self)
        self.open.triggered.connect(lambda _on=False: self._open())
        self.header = PageHeader("Staying")
        self.group = GroupBox(desk)
        self.group.changed.connect(self.refresh)
        self.on = DateField(None, today=desk.today, name="As of")
        self.on.edit.setPlaceholderText("today")
        self.on.edit.setMaximumWidth(110)
        self.on.echo.hide()
        self.on.changed.connect(lambda _day: None if self.on.problem() else self.refresh())
        as_of = QLabel("As of")
        as_of.setProperty("role", "muted")
        as_of.setBuddy(self.on.edit)
        for widget in (self.group, as_of, self.on):
            self.header.add_widget(widget)
        self.tenure, self.turnover, self.reasons = Card("Here for"), Card("Turnover"), Card("Left because")
        self.shown = QLabel()
        self.shown.setProperty("role", "card-title")
        self.table = RecordTable("team-staying", _columns(), preferences=desk.preferences, today=desk.today)
        self.table.setAccessibleName("The people behind the figure")
        self.table.set_noun("person", "people")
        self.table.activated.connect(lambda _row: self._open())
        self.table.add_actions([self.open])
        self._build()

    def _build(self) -> None:
        cards = QHBoxLayout()
        cards.setSpacing(GAP)
        for card in (self.tenure, self.turnover, self.reasons):
            cards.addWidget(card, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(cards)
        column.addWidget(self.shown)
        column.addWidget(self.table, 1)
        self.empty = EmptyState(
            "Nobody here yet",
            "Once people are on the roster, this shows how long they have been here, who left and why, and the turnover"
            " of twelve months where there are enough people for a rate.",
            "Go to people",
            lambda: self.desk.go("team"),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(body)
        self.stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, 16, PAGE_MARGIN, 12)
        layout.setSpacing(GAP)
        layout.addWidget(self.header)
        layout.addWidget(self.stack, 1)

    # reading

    def as_of(self) -> dt.date:
        """The day that is shown."""
        return self.on.value() or self.desk.today()

    def load(self) -> None:
        day = self.as_of()
        self.group.renew()
        members = self.group.members(day)
        chosen = frozenset(members) if members is not None else None
        view = self._view = self.desk.read(queries.staying, day, chosen)
        has_people = bool(view.here or view.left)
        self.stack.setCurrentIndex(0 if has_people or members is not None else 1)
        when = "" if day == self.desk.today() else f" on {day_text(day)}"
        left = f"{len(view.left)} left in the 12 months before"
        self.header.set_title("Staying", f"{len(view.here)} people{when} · {left}" if has_people else "")
        self._fill_tenure(view)
        self._fill_turnover(view)
        self._fill_reasons(view)
        self._show_rows()

    def _fill_tenure(self, view: StayView) -> None:
        median = view.median_months
        half = f"half of them longer than {_months(median)}" if median is not None else "no start is known"
        self.tenure.clear()
        self.tenure.set_title("Here for", f"n = {len(view.here)}; {half}")
        self.tenure.setToolTip(TENURE)
        self.tenure.add(_counts(view.bands, lambda name: self.choose(HERE, name)))
        self.tenure.add(_definition(TENURE))
        self.tenure.body.addStretch()

    def _fill_turnover(self, view: StayView) -> None:
        found = view.turnover
        self.turnover.clear()
        mean = number_text(found.mean_headcount, 1)
        self.turnover.set_title("Turnover of 12 months", f"{found.leavers} left, mean headcount {mean}")
        figure = QLabel(share_text(found.rate) if found.rate is not None else "Not judged")
        figure.setProperty("role", "figure" if found.rate is not None else "card-title")
        self.turnover.add(figure)
        if found.why:
            why = QLabel(found.why)
            why.setWordWrap(True)
            self.turnover.add(why)
        link = _link("Show who left", lambda: self.choose(LEFT, ""))
        link.setEnabled(found.leavers > 0)
        self.turnover.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.turnover.add(_definition(TURNOVER))
        self.turnover.body.addStretch()

    def _fill_reasons(self, view: StayView) -> None:
        self.reasons.clear()
        self.reasons.set_title("Left because", f"n = {len(view.left)}, 12 months")
        if view.reasons:
            self.reasons.add(_counts(view.reasons, lambda name: self.choose(LEFT, name)))
        else:
            self.reasons.add(QLabel("Nobody left in these 12 months."))
        self.reasons.add(_definition(REASONS))
        self.reasons.body.addStretch()

    def choose(self, which: str, name: str) -> None:
        """Show the people behind a figure: a band of those here, or a reason of those who left."""
        self._chosen = (which, name)
        self._show_rows()
        self.table.view.setFocus()

    def _show_rows(self) -> None:
        if self._view is None:
            return
        which, name = self._chosen
        rows = self._view.here if which == HERE else self._view.left
        if name:
            rows = tuple(row for row in rows if (row.band if which == HERE else row.reason) == name)
        words = "Working here" if which == HERE else "Left in the 12 months before"
        self.shown.setText(f"{words}: {name}" if name else words)
        self.table.set_rows(rows)
        if rows:
            self.table.select_first()

    def _open(self) -> None:
        row: StayRow | None = self.table.current_row()
        if row is not None:
            self.desk.go("team", f"person:{row.id}")

    # what the window asks

    def actions_offered(self) -> list[QAction]:
        return [self.open]

    def print_document(self) -> QTextDocument | None:
        if not self.table.rows():
            return None
        return printing.table_document(f"{self.shown.text()}, {day_text(self.as_of())}", self.table)


def _columns() -> list[Column]:
    return [
        Column("name", "Name", 200, value=lambda row: row.name),
        Column("role", "Role", 130, value=lambda row: row.role),
        Column("team", "Team", 130, value=lambda row: row.team),
        Column("started", "Started", kind="date", value=lambda row: row.started_on),
        Column("left", "Left", kind="date", value=lambda row: row.left_on, may_leave=True),
        Column(
            "tenure",
            "Here for",
            100,
            value=lambda row: row.tenure,
            sort=lambda row: row.started_on,
        ),
        Column("reason", "Why they left", 220, value=lambda row: row.reason, may_leave=True),
    ]


def _months(months: float) -> str:
    if months < 24:
        return f"{months:.0f} months"
    return f"{number_text(months / 12, 1)} years"


def _counts(items: Any, choose: Callable[[str], object]) -> QWidget:
    """A row for each: its name as a link, and the count."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(0, 1)
    for at, (name, count) in enumerate(items):
        link = _link(name, partial(choose, name))
        link.setEnabled(count > 0)
        link.setAccessibleName(f"{name}: {count}. Show them")
        number = QLabel(str(count))
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(link, at, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(number, at, 1)
    return box


def _link(text: str, act: Callable[[], object]) -> QPushButton:
    button = QPushButton(text.replace("&", "&&"))
    button.setProperty("link", True)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _on=False: act())
    return button


def _definition(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "caption")
    label.setWordWrap(True)
    return label
