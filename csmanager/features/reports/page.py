"""The tab Reports: choose a period, read what the report will say, add a word, export."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QComboBox, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from csmanager.core.errors import RuleBroken
from csmanager.features.reports import paperview, places, queries
from csmanager.features.reports.commentwidget import CommentCard
from csmanager.features.reports.data import ReportData
from csmanager.features.reports.exportwidget import Exports
from csmanager.features.reports.gather import gather
from csmanager.features.reports.previewwidget import Preview
from csmanager.features.reports.queries import Offered
from csmanager.features.reports.registerwidget import Register
from csmanager.features.reviews.periods import Period, parse_period
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.printing import is_letter
from csmanager.ui.theme import PAGE_MARGIN
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pageheader import PageHeader

_OTHER = "Other dates…"
_EMPTY, _FULL = range(2)


class ReportsPage(Page):
    """The preview is the report's own figures and words, so what is read here is what is handed out."""

    shows_personal = False

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "contact",
            "cube_month",
            "metric",
            "target",
            "person",
            "employment",
            "setting",
            "report_comment",
            "report_made",
        }
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.period: Period | None = None
        self.report: ReportData | None = None
        self._offered = Offered((), None, None, None)
        self._wanted = ""
        self._make_actions()
        self.header = PageHeader("Reports", "What upper management is handed")
        self.periods = QComboBox()
        self.periods.setAccessibleName("Period")
        self.periods.setMinimumContentsLength(16)
        self.periods.activated.connect(self._on_period)
        self.header.add_widget(self.periods)
        self.people = self.header.add_switch([("names", "Names"), ("codes", "Codes")], name="People")
        self.people.set_value("codes" if desk.preferences.get(places.PEOPLE, "names") == "codes" else "names")
        self.people.changed.connect(self._on_people)
        self.header.set_primary(self.excel)
        self.more = self.header.set_more([self.pdf, self.register_open, self.register_folder])
        self.preview = Preview()
        self.comment = CommentCard(desk)
        self.comment.saved.connect(lambda _period: self.desk.say("Comment saved", True))
        self._build()

    def _make_actions(self) -> None:
        self.register = Register(self.desk)
        self.exports = Exports(self.desk)
        self.excel = QAction("Export Excel…", self)
        self.excel.triggered.connect(lambda _on=False: self.export_excel())
        self.pdf = QAction("Export PDF…", self)
        self.pdf.triggered.connect(lambda _on=False: self.export_pdf())
        self.register_open = self.register.open_action
        self.register_folder = self.register.folder_action

    def _build(self) -> None:
        right = QSplitter(Qt.Orientation.Vertical)
        right.setObjectName("reports-right")
        right.setChildrenCollapsible(False)
        right.addWidget(self.comment)
        right.addWidget(self.register)
        right.setStretchFactor(1, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("reports")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.preview)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 5)
        self.splitter.setStretchFactor(1, 3)
        self.splitter.setSizes([640, 360])
        self.empty = EmptyState(
            "No figures to report on yet",
            "Import a month of calls or tickets. The report then says how the team did against its targets.",
            "Import…",
            self._import,
            second_text="Load example",
            second=self.load_example,
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, 16, PAGE_MARGIN, 16)
        layout.setSpacing(12)
        layout.addWidget(self.header)
        layout.addWidget(self.exports)
        layout.addWidget(self.stack, 1)

    # reading

    def load(self) -> None:
        self._offered = self.desk.read(queries.offered, self.desk.today())
        self.register.show_rows(self.desk.read(queries.made))
        has_data = self._offered.proposed is not None
        self.stack.setCurrentIndex(_FULL if has_data else _EMPTY)
        for action in (self.excel, self.pdf):
            action.setEnabled(has_data)
        for widget in (self.periods, self.people, self.more):
            widget.setVisible(has_data)
        if not has_data:
            self.period = self.report = None
            self.periods.clear()
            return
        self._choose(self._wanted or (self.period.key if self.period else ""))
        self._wanted = ""

    def show_record(self, record: str) -> None:
        """``record`` is the key of a period: 2026-03."""
        self._wanted = record
        if self._offered.proposed is not None:
            self._choose(record)
            self._wanted = ""

    def actions_offered(self) -> list[QAction]:
        return [self.excel, self.pdf, self.register_open, self.register_folder]

    def print_document(self) -> QTextDocument | None:
        return (
            None
            if self.report is None
            else paperview.document(replace(self.report, comment=self.comment.text()))
        )

    def find_on_page(self) -> None:
        self.periods.setFocus()

    def _choose(self, key: str) -> None:
        """Show the period ``key``; the proposed one where it is not known."""
        chosen = next((period for period in self._offered.choices if period.key == key), None)
        if chosen is None and self.period is not None and self.period.key == key:
            chosen = self.period  # other dates, typed before
        chosen = chosen or self._offered.proposed
        assert chosen is not None
        if self.period is None or chosen.key != self.period.key:
            self.comment.save()
            self.report = None
        self.period = chosen
        self._fill_periods()
        stored = self.desk.read(queries.comment, chosen.key)
        self.comment.show_period(chosen.key, chosen.title, stored)
        self._fetch()

    def _fill_periods(self) -> None:
        self.periods.clear()
        assert self.period is not None
        for period in self._offered.choices:
            self.periods.addItem(period.title, period)
        if self.period.key not in {period.key for period in self._offered.choices}:
            self.periods.insertItem(0, self.period.title, self.period)
        self.periods.addItem(_OTHER, None)
        keys = [self.periods.itemData(at).key for at in range(self.periods.count() - 1)]
        self.periods.setCurrentIndex(keys.index(self.period.key))

    def _fetch(self) -> None:
        assert self.period is not None
        self.desk.fetch(
            self,
            gather,
            self.period,
            made_at=self.desk.store.clock(),
            file_name=self.desk.store.path.name,
            with_names=self.with_names,
            is_letter=is_letter(),
            then=self._show,
        )

    def _show(self, report: ReportData) -> None:
        self.report = report
        self.preview.show_report(report)

    def _import(self) -> None:
        command = self.window_command("import")
        if command is not None:
            command.trigger()

    @property
    def with_names(self) -> bool:
        """Whether people stand by name."""
        return self.people.value() == "names"

    # doing

    def _on_period(self, at: int) -> None:
        period = self.periods.itemData(at)
        if period is None:
            self._ask_dates()
        else:
            self._choose(period.key)

    def _ask_dates(self) -> None:
        assert self.period is not None and self._offered.last_day is not None
        typed = self.desk.ask.text("Other dates", "From..to, such as 2026-01-05..2026-02-10", self.period.key)
        self._fill_periods()
        if not typed:
            return
        try:
            period = parse_period(typed, self._offered.last_day, self._offered.first_day)
        except RuleBroken as error:
            self.desk.ask.tell("Other dates", str(error))
            return
        self.comment.save()
        self.period, self.report = period, None
        self._choose(period.key)

    def _on_people(self, value: str) -> None:
        self.desk.preferences.set(places.PEOPLE, value)
        if self.period is not None:
            self._fetch()

    def export_excel(self) -> None:
        """Save the comment, ask where, write."""
        if self.period is not None and self._may_export("Export Excel"):
            self.exports.excel(self.period, with_names=self.with_names)

    def _may_export(self, title: str) -> bool:
        """Whether the comment is saved, and names nobody in a report by codes, or may."""
        if not self.comment.save():
            return False
        named = [] if self.with_names else self.desk.read(queries.people_named, self.comment.text())
        if not named:
            return True
        text = f"People stand by code, but your comment names {', '.join(named)}."
        return self.desk.ask.confirm(title, text, "Export as it is", keep="Change the comment")

    def export_pdf(self) -> None:
        """As ``export_excel``, for reading and printing only."""
        if self.period is not None and self._may_export("Export PDF"):
            self.exports.pdf(self.period, with_names=self.with_names)
