"""The tab Reviews: how the team and each person did in a period, measure by measure, against targets."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.reviews import brief
from csmanager.features.reviews.brief import PageView
from csmanager.features.reviews.commandswidget import ReviewCommands
from csmanager.features.reviews.detailwidget import MeasurePane
from csmanager.features.reviews.evidencewidget import EvidenceView
from csmanager.features.reviews.measureswidget import columns, summary
from csmanager.features.reviews.periods import Period, last_full_month, parse_period
from csmanager.features.reviews.periodwidget import PeriodPicker
from csmanager.features.reviews.queries import Line
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import PAGE_MARGIN
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pageheader import PageHeader
from csmanager.ui.widgets.table import RecordTable

TEAM = "Team"
_BESIDE = 940  # pixels from which the pane stands beside the table


class ReviewsPage(Page):
    """Measures in a table, one of them in detail beside it; a figure opens the contacts behind it."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"contact", "metric", "target", "person", "employment", "team", "role"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.view: PageView | None = None
        self._wanted_metric = ""
        self._wanted_person: int | None = None
        self._is_begun = False
        self.picker = PeriodPicker(last_full_month(desk.today()), today=desk.today)
        self.person = QComboBox()
        self.person.setAccessibleName("Person")
        self.person.setMinimumContentsLength(24)
        self.person.setMaximumWidth(280)
        self.person.addItem(TEAM, None)
        self.header = PageHeader("Reviews")
        self.header.add_widget(self.person)
        self.table = RecordTable(
            "reviews", columns(), key=lambda line: line.metric, preferences=desk.preferences, today=desk.today
        )
        self.table.setAccessibleName("Measures")
        self.table.set_noun("measure", "measures")
        self.commands = ReviewCommands(self)
        show, target = self.commands.show_contacts, self.commands.set_target
        self.header.set_primary(target)
        self.header.set_more([show, self.commands.targets, self.commands.dictionary])
        self.table.add_actions([show, target, self.commands.dictionary])
        self.pane = MeasurePane([show, target])
        self.summary = QLabel()
        self.summary.setProperty("role", "muted")
        self.summary.setWordWrap(True)
        self.evidence = EvidenceView(desk)
        self.empty = QWidget()
        self._build()
        self.picker.changed.connect(lambda _period: self.load())
        self.person.activated.connect(lambda _at: self._show_person())
        self.table.selection_changed.connect(self._show_chosen)
        self.table.activated.connect(lambda _line: show.trigger())
        self.pane.person_chosen.connect(self.show_person)
        self.evidence.left.connect(self._leave_evidence)

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("reviews")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.pane)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([790, 270])
        self.stack = QStackedWidget()
        for widget in (self.splitter, self.evidence, self.empty):
            self.stack.addWidget(widget)
        periods = QHBoxLayout()
        periods.addWidget(self.picker)
        periods.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, 16, PAGE_MARGIN, 12)
        layout.setSpacing(12)
        layout.addWidget(self.header)
        layout.addLayout(periods)
        layout.addWidget(self.stack, 1)

    # reading

    def load(self) -> None:
        if self._is_begun:
            self.desk.fetch(
                self,
                brief.page_view,
                self.picker.period(),
                then=self._show,
                failed=self._failed,
                key="review",
            )
        else:
            self.desk.fetch(
                self, brief.opening_view, self.desk.today(), then=self._begin, failed=self._failed
            )

    def _begin(self, view: PageView) -> None:
        """The first view decides which period the tab opens with, unless one was asked for meanwhile."""
        if self._is_begun:
            self.load()
            return
        self._is_begun = True
        self.picker.set_period(view.review.period)
        self._show(view)

    def _failed(self, error: Exception) -> None:
        self.summary.setText(str(error) if isinstance(error, AppError) else "The figures could not be read.")

    def _show(self, view: PageView) -> None:
        self.view = view
        self.picker.set_reach(view.first_day, view.review.last_day)
        is_empty = view.first_day is None
        primary = self.header.primary
        for widget in (self.picker, self.person, *((primary,) if primary is not None else ())):
            widget.setVisible(not is_empty)
        if is_empty:
            self._is_begun = False  # the first import decides anew what to open with
            self._show_empty()
            return
        if self.stack.currentWidget() is self.empty:
            self.stack.setCurrentWidget(self.splitter)
        self._fill_people(view)
        if self._wanted_person is not None:
            self.person.setCurrentIndex(max(self.person.findData(self._wanted_person), 0))
            self._wanted_person = None
        self._show_person()
        if self._wanted_metric:
            self.table.select(self._wanted_metric)
            self._wanted_metric = ""
        elif not self.table.selected_rows():
            self.table.select_first()
        if self.stack.currentWidget() is self.evidence:
            self.show_evidence()
        self.desk.fetch(self, brief.prepare, then=lambda _none: None)

    def _fill_people(self, view: PageView) -> None:
        chosen = self.person.currentData()
        self.person.blockSignals(True)
        self.person.clear()
        self.person.addItem(TEAM, None)
        for name, who in view.review.persons.items():
            self.person.addItem(name, who.id)
        at = self.person.findData(chosen) if chosen is not None else 0
        self.person.setCurrentIndex(max(at, 0))
        self.person.blockSignals(False)

    def _show_person(self) -> None:
        view = self.view
        if view is None:
            return
        lines = view.lines(self.chosen_person())
        self.table.set_rows(lines)
        self.summary.setText(summary(view, self.chosen_person()))
        self.header.set_title("Reviews", f"{self._who()}, {view.review.period.title}")
        self._show_chosen()

    def _show_chosen(self) -> None:
        line = self.chosen()
        self.commands.enable()
        if line is None or self.view is None:
            self.pane.clear()
            return
        team = next(one for one in self.view.review.team if one.metric == line.metric)
        self.pane.show_line(line, team, self.view, self._who())

    def _show_empty(self) -> None:
        made = EmptyState(
            "No contacts yet",
            "A review needs calls or tickets. Drop the export of your telephone system or helpdesk on this window,"
            " and the figures of every month in it appear here, with how far each can be trusted.",
            "Import contacts…",
            self._import,
            second_text="Load example",
            second=self.load_example,
        )
        self.header.set_title("Reviews", "")
        self.stack.removeWidget(self.empty)
        self.empty.deleteLater()
        self.empty = made
        self.stack.addWidget(made)
        self.stack.setCurrentWidget(made)
        self.table.set_rows([])
        self.commands.enable()

    def _import(self) -> None:
        command = self.window_command("import")
        if command is not None:
            command.trigger()

    def chosen_person(self) -> int | None:
        """The person shown; None for the team."""
        found: int | None = self.person.currentData()
        return found

    def _who(self) -> str:
        return self.person.currentText() or TEAM

    def show_person(self, person: int) -> None:
        """Show one person's measures."""
        at = self.person.findData(person)
        if at >= 0:
            self.person.setCurrentIndex(at)
            self._show_person()
            self.table.view.setFocus()

    def chosen(self) -> Line | None:
        """The measure chosen in the table."""
        found: Line | None = self.table.current_row()
        return found

    def show_evidence(self) -> None:
        """Show the very contacts behind the measure chosen."""
        line = self.chosen()
        if line is None or self.view is None:
            return
        self.evidence.show_line(line, self.view, self._who())
        self.stack.setCurrentWidget(self.evidence)
        self.evidence.table.setFocus()

    def _leave_evidence(self) -> None:
        self.stack.setCurrentWidget(self.splitter)
        self.table.view.setFocus()

    # what the window asks

    def show_record(self, record: str) -> None:
        """``record``: a period, a measure behind a slash ("2026-03/nps", "/nps"), or a person as "person:ID"."""
        self._leave_evidence()
        if record.startswith("person:"):
            self._wanted_person = int(record.partition(":")[2])
            self.refresh()
            return
        period, _, metric = record.partition("/")
        self._wanted_metric = metric
        if period:
            try:
                wanted: Period = parse_period(period, self.desk.today())
            except AppError:
                return
            self._is_begun = True
            self.person.setCurrentIndex(0)
            self.picker.set_period(wanted)
        self.refresh()

    def find_on_page(self) -> None:
        self.person.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def actions_offered(self) -> list[QAction]:
        return [*self.commands.all(), self.picker.earlier, self.picker.later]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _BESIDE
        way = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.splitter.orientation() != way:
            self.splitter.setOrientation(way)
