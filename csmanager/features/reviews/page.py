"""The Figures view: the team at a glance, one person in depth, one measure across people."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent, QTextDocument
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.reviews import brief
from csmanager.features.reviews.brief import PageView
from csmanager.features.reviews.charts.model import Opens
from csmanager.features.reviews.commandswidget import ReviewCommands
from csmanager.features.reviews.detailwidget import MeasurePane, plain_stand
from csmanager.features.reviews.evidencewidget import EvidenceView
from csmanager.features.reviews.figures.across import Across, across
from csmanager.features.reviews.figures.acrosswidget import AcrossView
from csmanager.features.reviews.figures.attention import Attention, Why
from csmanager.features.reviews.figures.board import Board, Choice
from csmanager.features.reviews.figures.choosewidget import LEVELS, MEASURE, PERSON, TEAM, Choosers
from csmanager.features.reviews.figures.glance import Glance, glance
from csmanager.features.reviews.figures.glancewidget import GlanceView
from csmanager.features.reviews.figures.linkwidget import FigureLinks
from csmanager.features.reviews.figures.standing import Change, Stand
from csmanager.features.reviews.measureswidget import LINKS, columns, ordered, select_what_matters, summary
from csmanager.features.reviews.periods import Period, last_full_month, parse_period
from csmanager.features.reviews.periodwidget import PeriodPicker
from csmanager.features.reviews.queries import Line
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import PAGE_MARGIN
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pageheader import PageHeader
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.table import RecordTable

_WHOLE = "Team"
_BESIDE = 940  # pixels from which the pane stands beside the table


class ReviewsPage(Page):
    """Three levels over one period and team. Lines come first, verdicts and charts follow from a worker."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "contact",
            "metric",
            "target",
            "person",
            "employment",
            "segment",
            "team",
            "role",
            "evaluation",
            "survey_answer",
            "complaint",
            "worked_shift",
            "planned_shift",
            "absence",
            "interval_figures",
            "manual_value",
            "setting",
        }
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.view: PageView | None = None
        self.board: Board | None = None
        self._wanted_metric = ""
        self._wanted_person: int | None = None
        self._wanted_rows: Opens | None = None
        self._is_begun = False
        self.picker = PeriodPicker(last_full_month(desk.today()), today=desk.today)
        self.choosers = Choosers(self)
        self.level = SegmentedSwitch(LEVELS, name="Level")
        self.level.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.level.setMinimumWidth(self.level.sizeHint().width())
        self.person = QComboBox()
        self.person.setAccessibleName("Person")
        self.person.setMinimumContentsLength(10)
        self.person.setMinimumWidth(120)
        self.person.setMaximumWidth(280)
        self.person.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.person.addItem(_WHOLE, None)
        self.header = PageHeader("Reviews")
        for widget in (self.level, self.choosers.team, self.person, self.choosers.measure):
            self.header.add_widget(widget)
        self.table = RecordTable(
            "reviews", columns(self.stand, self.change), key=lambda line: line.metric,
            preferences=desk.preferences, today=desk.today,
        )  # fmt: skip
        self.table.setAccessibleName("Measures")
        self.table.set_noun("measure", "measures")
        self.links = FigureLinks(self.table, LINKS, self._has_rows, self._open_cell)
        self.commands = ReviewCommands(self)
        show, target = self.commands.show_contacts, self.commands.set_target
        self.header.set_primary(target)
        self.header.set_more(self.commands.more())
        about = self.commands.about
        self.table.add_actions([show, target, about.send, about.note, self.commands.dictionary])
        self.pane = MeasurePane([show, target])
        self.summary = QLabel()
        self.summary.setProperty("role", "muted")
        self.summary.setWordWrap(True)
        self.evidence = EvidenceView(desk)
        self.glance = GlanceView(desk)
        self.across = AcrossView(desk)
        self.empty = QWidget()
        self._build()
        self.picker.changed.connect(lambda _period: self.load())
        self.choosers.changed.connect(self.load)
        self.choosers.measure_changed.connect(self._load_across)
        self.level.changed.connect(lambda key: self.show_level(key))
        self.person.activated.connect(lambda _at: self._show_person())
        self.table.selection_changed.connect(self._show_chosen)
        self.table.activated.connect(lambda _line: show.trigger())
        self.pane.person_chosen.connect(self.show_person)
        self.across.person_chosen.connect(self.show_person)
        self.glance.chosen.connect(self._follow)
        for one in (self.glance, self.across, self.pane):
            one.opened.connect(self.open_rows)
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
        for widget in (self.glance, self.splitter, self.across, self.evidence, self.empty):
            self.stack.addWidget(widget)
        periods = QHBoxLayout()
        periods.addWidget(self.picker)
        periods.addStretch()
        periods.addWidget(self.choosers.other)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, 16, PAGE_MARGIN, 12)
        layout.setSpacing(12)
        layout.addWidget(self.header)
        layout.addLayout(periods)
        layout.addWidget(self.stack, 1)
        self._offer()

    # reading

    def load(self) -> None:
        if self._is_begun:
            period = self.picker.period()
            self.desk.fetch(self, brief.page_view, period, then=self._show, failed=self._failed, key="review")
            chosen = self.choosers
            choice = Choice(period, chosen.team_id(), chosen.other_period(period), chosen.group_id())
            self.desk.fetch(self, glance, choice, then=self._show_glance, failed=self._failed, key="board")
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
        if view.first_day is not None:
            self.load()

    def _failed(self, error: Exception) -> None:
        self.summary.setText(str(error) if isinstance(error, AppError) else "The figures could not be read.")

    def _show(self, view: PageView) -> None:
        self.view = view
        if self.board is not None and self.board.period != view.review.period:
            self.board = None
        self.picker.set_reach(view.first_day, view.review.last_day)
        is_empty = view.first_day is None
        self.picker.setVisible(not is_empty)
        if self.header.primary is not None:
            self.header.primary.setVisible(not is_empty)
        self.level.setVisible(not is_empty)
        if is_empty:
            self._is_begun = False  # the first import decides anew what to open with
            self._show_empty()
            return
        if self.stack.currentWidget() is self.empty:
            self.stack.setCurrentWidget(self._of_level())
        self._offer()
        self._fill_people(view)
        if self._wanted_person is not None:
            self.person.setCurrentIndex(max(self.person.findData(self._wanted_person), 0))
            self._wanted_person = None
        self._show_person()
        if self._wanted_metric:
            self.table.select(self._wanted_metric)
            self._wanted_metric = ""
        elif not self.table.selected_rows():
            select_what_matters(self.table, self.stand)
        wanted, self._wanted_rows = self._wanted_rows, None
        if wanted is not None and wanted.period == view.review.period:
            self.open_rows(wanted)
        self.desk.fetch(self, brief.prepare, then=lambda _none: None)

    def _show_glance(self, found: Glance) -> None:
        if found.board.view.first_day is None or found.board.choice.period != self.picker.period():
            return
        self.board, self.view = found.board, found.board.view
        self.choosers.fill(found.board)
        self._fill_people(found.board.view)
        self.glance.show_board(found.entries, found.chart)
        self._show_person()
        if self.level.value() == MEASURE:
            self._load_across()

    def _fill_people(self, view: PageView) -> None:
        chosen = self.person.currentData()
        board = self.board
        self.person.blockSignals(True)
        self.person.clear()
        self.person.addItem(board.who if board is not None else _WHOLE, None)
        for name, who in view.review.persons.items():
            if board is None or who.id in board.people:
                self.person.addItem(name, who.id)
        at = self.person.findData(chosen) if chosen is not None else 0
        self.person.setCurrentIndex(max(at, 0))
        self.person.blockSignals(False)

    def _show_person(self) -> None:
        view, board = self.view, self.board
        if view is None:
            return
        person = self.chosen_person()
        lines = board.lines_of(person) if board is not None else view.lines(person)
        self.table.set_rows(ordered(lines))
        note = board.notes.get(person, "") if board is not None and person is not None else ""
        self.summary.setText(summary(view, lines, self.stand, note))
        self._say_where()
        self._show_chosen()

    def _say_where(self) -> None:
        view = self.view
        if view is None or view.first_day is None:
            return
        who = self._who() if self.level.value() == PERSON else self.board.who if self.board else _WHOLE
        period = view.review.period.title
        self.header.set_title("Reviews", f"{who}, {period}" if self.width() >= _BESIDE else period)

    def _show_chosen(self) -> None:
        line = self.chosen()
        self.commands.enable()
        view = self.view
        if line is None or view is None:
            self.pane.clear()
            return
        whole = self.board.lines if self.board is not None else view.review.team
        team = next((one for one in whole if one.metric == line.metric), line)
        self.pane.show_line(line, team, view, self._who(), self.board)

    def _load_across(self) -> None:
        metric = self.choosers.measure.currentData()
        board = self.board
        if metric is not None and board is not None:
            self.desk.fetch(self, across, board, metric, then=self._show_across, key="across")
            self.commands.enable()

    def _show_across(self, found: Across) -> None:
        board = self.board
        if board is None:
            return
        self.across.show_across(found, board)
        if found.is_mix_due:
            self.desk.fetch(
                self, across, board, found.metric, with_mix=True, then=self._show_across, key="across"
            )

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
        self.board = None
        self.header.set_title("Reviews", "")
        self.stack.removeWidget(self.empty)
        self.empty.deleteLater()
        self.empty = made
        self.stack.addWidget(made)
        self.stack.setCurrentWidget(made)
        self.table.set_rows([])
        for box in (self.choosers.team, self.choosers.other, self.choosers.measure, self.person):
            box.hide()
        self.commands.enable()

    def _import(self) -> None:
        command = self.window_command("import")
        if command is not None:
            command.trigger()

    # levels

    def _of_level(self) -> QWidget:
        return {TEAM: self.glance, PERSON: self.splitter, MEASURE: self.across}[self.level.value()]

    def _offer(self) -> None:
        """The boxes that belong to the level."""
        level = self.level.value()
        is_full = self.view is not None and self.view.first_day is not None
        self.choosers.team.setVisible(is_full)
        self.choosers.other.setVisible(is_full)
        self.person.setVisible(is_full and level == PERSON)
        self.choosers.measure.setVisible(is_full and level == MEASURE)

    def show_level(self, key: str) -> None:
        """Show the team, a person or a measure."""
        self.level.set_value(key)
        self._offer()
        if self.view is None or self.view.first_day is None:
            return
        if self.stack.currentWidget() is not self.evidence or key != self.level.value():
            self.stack.setCurrentWidget(self._of_level())
        self.stack.setCurrentWidget(self._of_level())
        if key == MEASURE:
            line = self.chosen()
            if line is not None:
                self.choosers.set_measure(line.metric)
            self._load_across()
        self._say_where()
        self.commands.enable()

    def _follow(self, entry: Attention) -> None:
        """Go where an entry of the list leads: to a person's measure, or to the target lab."""
        if entry.why is Why.LOOK:
            self.commands.open_lab(entry.metric)
            return
        if entry.person is None:
            self.person.setCurrentIndex(0)
            self.show_level(PERSON)
            self._show_person()
            self.table.select(entry.metric)
            return
        self.show_person(entry.person)
        self.table.select(entry.metric)

    def chosen_person(self) -> int | None:
        """The person shown; None for the team."""
        found: int | None = self.person.currentData()
        return found

    def _who(self) -> str:
        return self.person.currentText() or _WHOLE

    def show_person(self, person: int) -> None:
        """Show one person's measures."""
        at = self.person.findData(person)
        if at >= 0:
            self.person.setCurrentIndex(at)
            self.show_level(PERSON)
            self._show_person()
            self.table.view.setFocus()

    def chosen(self) -> Line | None:
        """The measure chosen in the table."""
        found: Line | None = self.table.current_row()
        return found

    def stand(self, line: Line) -> Stand:
        """The verdict of a line: against its target first, with its course once that is read."""
        return self.board.stand(line) if self.board is not None else plain_stand(line)

    def change(self, line: Line) -> Change | None:
        """How far a line moved, once that is read."""
        return self.board.change(line) if self.board is not None else None

    # the rows behind a figure

    def _has_rows(self, line: Line, key: str) -> bool:
        if key != "previous":
            return line.n > 0 and line.value is not None
        moved = self.change(line)
        return moved is not None and moved.n > 0

    def _open_cell(self, line: Line, key: str) -> None:
        if key != "previous":
            self.show_evidence()
        elif self.board is not None and self.board.other is not None:
            self.open_rows(Opens(line.metric, self.board.other, self.board.ids(line.person_id), self._who()))

    def show_evidence(self) -> None:
        """Show the very contacts behind the measure chosen."""
        line = self.chosen()
        if line is None or self.view is None:
            return
        if self.board is not None and line.person_id is None:
            self.open_rows(Opens(line.metric, self.board.period, self.board.ids(None), self._who()))
            return
        self.evidence.show_line(line, self.view, self._who())
        self.stack.setCurrentWidget(self.evidence)
        self.evidence.table.setFocus()

    def open_rows(self, opens: Opens) -> None:
        """Show the very contacts behind a mark or a figure."""
        if self.view is None or opens.metric not in self.view.metrics:
            return
        self.evidence.show_opens(opens, self.view)
        self.stack.setCurrentWidget(self.evidence)
        self.evidence.table.setFocus()

    def _leave_evidence(self) -> None:
        if self.stack.currentWidget() is self.empty:
            return
        self.stack.setCurrentWidget(self._of_level())
        if self.level.value() == PERSON:
            self.table.view.setFocus()
        else:
            self._of_level().setFocus()

    # what the window asks

    def show_record(self, record: str) -> None:
        """``record``: a period, a measure behind a slash ("2026-03/nps", "/nps"), or a person as "person:ID".

        Behind a person a period may stand, and a measure whose rows are shown: "person:7/2026-03/nps".
        """
        self._leave_evidence()
        person, period, metric = "", *record.partition("/")[::2]
        if record.startswith("person:"):
            person, period, metric = (*record.partition(":")[2].split("/", 2), "", "")[:3]
            self._wanted_person = int(person)
            self.table.view.clearSelection()
        self._wanted_metric = metric
        if metric or person:
            self.show_level(PERSON)
        if period:
            try:
                wanted: Period = parse_period(period, self.desk.today())
            except AppError:
                return
            self._is_begun = True
            if person and metric:
                self._wanted_rows = Opens(metric, wanted, (int(person),), self._name_of(int(person)))
            elif not person:
                self.person.setCurrentIndex(0)
            self.picker.set_period(wanted)
        self.refresh()

    def _name_of(self, person: int) -> str:
        at = self.person.findData(person)
        return self.person.itemText(at) if at >= 0 else "one person"

    def find_on_page(self) -> None:
        box = {TEAM: self.choosers.team, PERSON: self.person, MEASURE: self.choosers.measure}
        box[self.level.value()].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def actions_offered(self) -> list[QAction]:
        return [*self.commands.all(), self.picker.earlier, self.picker.later]

    def print_document(self) -> QTextDocument | None:
        return self.commands.document()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _BESIDE
        way = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.splitter.orientation() != way:
            self.splitter.setOrientation(way)
            self._say_where()
