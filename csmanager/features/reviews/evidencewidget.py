"""The very contacts behind a figure, a screenful at a time; exporting or printing the view gives the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from csmanager.features.reviews import brief
from csmanager.features.reviews.brief import Behind, PageView
from csmanager.features.reviews.charts.model import Opens
from csmanager.features.reviews.kinds import Source
from csmanager.features.reviews.periods import Period
from csmanager.features.reviews.queries import Line
from csmanager.features.reviews.recordrows import RecordsBehind, records_behind
from csmanager.features.reviews.recordswidget import RecordsBehindTable
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pagedtable import PagedTable
from csmanager.ui.widgets.pageheader import action_button


class ContactSource:
    """Contacts of a store for a paged table; called in a worker."""

    def __init__(self, desk: Desk, found: Behind) -> None:
        self._desk, self._found = desk, found

    def count(self) -> int:
        """How many there are."""
        return self._found.known.total

    def block(self, start: int, size: int, sort: tuple[str, bool] | None) -> Sequence[Any]:
        """Some of them."""
        return self._desk.read(brief.block, self._found, start, size, sort)


class EvidenceView(QWidget):
    """A table of contacts with the way back. ``left``: the person is done with it."""

    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.title = QLabel()
        self.title.setProperty("role", "card-title")
        self.caption = QLabel()
        self.caption.setProperty("role", "muted")
        self.back = QAction("Back to the review", self)
        self.back.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        self.back.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.back.triggered.connect(lambda _on=False: self.left.emit())
        self.addAction(self.back)
        self.table = PagedTable(
            "contacts-behind", _columns(desk), jobs=desk.jobs, preferences=desk.preferences
        )
        self.table.set_noun("contact", "contacts")
        self.table.setAccessibleName("Contacts behind the figure")
        self.table.set_empty(
            EmptyState("No contacts", "Nothing was counted for this measure in this period.")
        )
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.caption)
        head.addLayout(words, 1)
        head.addWidget(action_button(self.back), 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        self.records = RecordsBehindTable(desk)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.records)
        layout.addWidget(self.stack, 1)

    def show_line(self, line: Line, view: PageView, who: str) -> None:
        """Show what stands behind one measure of ``who``."""
        metric = view.metrics[line.metric]
        self.title.setText(f"{line.name}, {who}, {view.review.period.title}")
        self.caption.setText(f"The {line.n:,} {metric.what} this figure counts")
        self.table.set_source(None)
        if metric.source is not Source.CONTACTS:
            whom = None if line.person_id is None else (line.person_id,)
            self._fetch_records(line.metric, view.review.period, whom)
            return
        self.stack.setCurrentWidget(self.table)
        self._desk.fetch(
            self,
            brief.behind,
            line,
            view.review.period,
            short_ms=metric.options.get("short_s", 5) * 1000,
            scale=view.main_scale,
            then=self._show,
            key="behind",
        )

    def show_opens(self, opens: Opens, view: PageView) -> None:
        """Show what stands behind a mark of a chart or a figure of a table."""
        metric = view.metrics[opens.metric]
        self.title.setText(f"{metric.name}, {opens.who}, {opens.period.title}")
        self.caption.setText(f"The {metric.what} this figure counts")
        self.table.set_source(None)
        if metric.source is not Source.CONTACTS:
            self._fetch_records(opens.metric, opens.period, opens.people)
            return
        self.stack.setCurrentWidget(self.table)
        self._desk.fetch(
            self,
            brief.behind_people,
            opens.metric,
            opens.period,
            opens.people,
            short_ms=metric.options.get("short_s", 5) * 1000,
            scale=view.main_scale,
            then=self._show,
            key="behind",
        )

    def _fetch_records(self, metric: str, period: Period, people: tuple[int, ...] | None) -> None:
        self._desk.fetch(self, records_behind, metric, period, people, then=self._show_records, key="behind")

    def _show_records(self, found: RecordsBehind) -> None:
        self.records.show_records(found)
        self.stack.setCurrentWidget(self.records)
        self.records.setFocus()

    def _show(self, found: Behind) -> None:
        self.table.set_source(ContactSource(self._desk, found))
        self.table.setFocus()


def _columns(desk: Desk) -> list[Column]:
    def plain(key: str, title: str, width: int = 0, kind: Any = "text", **more: Any) -> Column:
        return Column(key, title, width, kind, value=lambda row: getattr(row, key), **more)

    return [
        plain("started", "When", 124, "instant", zone=desk.settings.zone()),
        plain("person", "Person", 130),
        plain("channel", "Channel", 70),
        plain("topic", "Topic", 112),
        plain("outcome", "Outcome", 80),
        plain("csat", "Rating", 58, "number", decimals=0),
        plain("wait", "Wait", 62, "seconds"),
        plain("talk", "Talk", 74, "seconds"),
        plain("hold", "Hold", 62, "seconds"),
        plain("wrap", "Wrap-up", 76, "seconds"),
        plain("first_response", "First answer", 100, "seconds"),
        plain("resolution", "Resolution", 100, "seconds"),
        Column("transferred", "Transferred", 92, value=lambda row: _yes(row.transferred)),
        Column("escalated", "Escalated", 84, value=lambda row: _yes(row.escalated)),
        Column("reopened", "Reopened", 84, value=lambda row: _yes(row.reopened)),
        plain("nps", "Recommends", 92, "number", decimals=0),
        plain("external_id", "Number", 100),
        plain("file", "From file", 140),
    ]


def _yes(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"
