"""Records: everything that files brought, kind by kind, to look through, search, copy and hand on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from csmanager.features.contacts import records, tableswidget
from csmanager.features.contacts.queries import ContactFilter
from csmanager.features.contacts.records import BY_KEY, KINDS, Chosen
from csmanager.features.contacts.tableswidget import CONTACTS
from csmanager.features.quality.disputes import disputeswidget
from csmanager.features.quality.disputes import queries as disputes
from csmanager.features.quality.disputes.queries import AnswerRow
from csmanager.features.quality.disputes.rules import Subject
from csmanager.features.talks.actions import whose
from csmanager.features.talks.sendingwidget import AboutCommands, Sent
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import GAP, PAGE_MARGIN
from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import FormDialog
from csmanager.ui.widgets.pagedtable import PagedTable
from csmanager.ui.widgets.pageheader import PageHeader

_PERIODS = (
    ("", "All time"),
    ("month", "This month"),
    ("last_month", "Last month"),
    ("quarter", "Last 90 days"),
    ("year", "This year"),
    ("last_year", "Last year"),
    ("dates", "Other dates"),
)
_SPLIT = [900, 300]  # pixels

_ABOUT_PEOPLE = frozenset({"grades", "complaints", "comments", "surveys"})  # records that may name somebody


class RecordsPage(Page):
    """One kind of record at a time, with what is known of the chosen one beside it."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "contact",
            "import_batch",
            "person",
            "evaluation",
            "evaluation_mark",
            "score_answer",
            *(kind.table for kind in KINDS),
        }
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._tables: dict[str, PagedTable] = {}
        self._batch_id: int | None = None
        self._record_id: int | None = None
        self.header = PageHeader("Records", " ")
        self.search = self.header.add_search("Search records")
        self.kind = _chooser(
            "Kind of record", [(CONTACTS, "Calls and tickets"), *((one.key, one.title) for one in KINDS)]
        )
        self.period = _chooser("Period", _PERIODS)
        self.person = _chooser("Person", [("", "Everybody")])
        self.first = DateField(today=desk.today, name="First day")
        self.last = DateField(today=desk.today, name="Last day")
        self.only = QPushButton()
        self.only.setProperty("link", True)
        self.stack = QStackedWidget()
        self.pane = DetailPane("Choose a row to see all of it.")
        self.splitter = QSplitter()
        self.splitter.setObjectName("records")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.stack)
        self.splitter.addWidget(self.pane)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes(_SPLIT)
        self._lay_out()
        self.dialog: FormDialog | None = None
        self.answer_action = self._action(disputeswidget.TEXT, "Ctrl+Shift+D", self.answer_dispute)
        self._actions = [
            self.answer_action,
            self._action("Next kind of record", "Alt+PgDown", lambda: self._step(1)),
            self._action("Previous kind of record", "Alt+PgUp", lambda: self._step(-1)),
            self._action("Show all records again", "", self.show_all),
            *AboutCommands(desk, self, self._sent).actions().values(),
        ]
        self.kind.currentIndexChanged.connect(lambda _index: self._on_kind())
        self.period.currentIndexChanged.connect(lambda _index: self._on_period())
        self.person.currentIndexChanged.connect(lambda _index: self._show())
        self.first.changed.connect(lambda _day: self._show())
        self.last.changed.connect(lambda _day: self._show())
        self.search.searched.connect(lambda _text: self._show())
        self.only.clicked.connect(self.show_all)
        self._on_period()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        for text, widget in (("&Kind", self.kind), ("P&eriod", self.period), ("Pers&on", self.person)):
            label = QLabel(text)
            label.setBuddy(widget)
            line.addWidget(label)
            line.addWidget(widget)
        line.insertWidget(4, self.first)
        line.insertWidget(5, self.last)
        line.addWidget(self.only)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN)
        layout.setSpacing(GAP)
        layout.addWidget(self.header)
        layout.addLayout(line)
        layout.addWidget(self.splitter, 1)

    # the page

    def load(self) -> None:
        people = self.desk.read(records.who, self.desk.today())
        chosen = self.person.currentData()
        self.person.blockSignals(True)
        self.person.clear()
        self.person.addItem("Everybody", "")
        for number, name in people:
            self.person.addItem(name, number)
        self.person.setCurrentIndex(max(0, self.person.findData(chosen)))
        self.person.blockSignals(False)
        self._show()

    def show_record(self, record: str) -> None:
        """``kind``, ``kind:id`` or ``kind:batch:id``."""
        key, _, rest = record.partition(":")
        if self.kind.findData(key) < 0:
            return
        self._batch_id = self._record_id = None
        if rest.startswith("batch:") and rest[6:].isdecimal():
            self._batch_id = int(rest[6:])
        elif rest.isdecimal():
            self._record_id = int(rest)
        self.search.clear()
        for combo, value in ((self.period, ""), (self.person, "")):
            combo.setCurrentIndex(combo.findData(value))
        self.kind.blockSignals(True)
        self.kind.setCurrentIndex(self.kind.findData(key))
        self.kind.blockSignals(False)
        self._show()

    def show_all(self) -> None:
        """No longer only one file's or one record."""
        self._batch_id = self._record_id = None
        self._show()

    def _dispute(self) -> AnswerRow | None:
        """What was said to the chosen grade."""
        row = self.table().current_row() if self._key() == "grades" else None
        return self.desk.read(disputes.answered, Subject.GRADE, row.id) if row is not None else None

    def answer_dispute(self) -> None:
        """Decide what somebody disputes of the chosen grade."""
        row = self._dispute()
        if row is None or not row.is_open:
            self.desk.say("Choose a grade that somebody disputes.")
            return
        self.dialog = disputeswidget.decide_dialog(self.desk, row, self)

    def _sent(self) -> Sent | None:
        """The record that is chosen, for whom it names, in the words of its row."""
        row, kind = self.table().current_row(), BY_KEY.get(self._key())
        if row is None:
            return None
        table, key = ("contact", "contacts") if kind is None else (kind.table, kind.key)
        whom = self.desk.read(whose, table, row.id) if kind is None or key in _ABOUT_PEOPLE else None
        if whom is None:
            self.desk.say(
                "Choose a contact, a grade, a complaint, a comment or an answer that names somebody."
            )
            return None
        columns = self.table().model.columns
        said = [
            column.shown(row) for column in columns[:6] if column.key not in ("person", "file", "critical")
        ]
        text = f"{'Contact' if kind is None else kind.one.capitalize()}: {', '.join(part for part in said if part)}"
        return Sent(*whom, text[:200], table, row.id, f"contacts|{key}:{row.id}")

    def find_on_page(self) -> None:
        self.search.focus()

    def actions_offered(self) -> list[QAction]:
        return list(self._actions)

    def drop(self, paths: list[Path]) -> bool:
        return False

    def table(self) -> PagedTable:
        """The table of the kind that is shown."""
        return self._tables[self._key()]

    # inside

    def _key(self) -> str:
        return str(self.kind.currentData())

    def _show(self) -> None:
        """Show the rows that are chosen, of the kind that is chosen."""
        key = self._key()
        table = self._table(key)
        first, last = self._span()
        person = self.person.currentData() or None
        text = self.search.text()
        if key == CONTACTS:
            ids = None if self._record_id is None else (self._record_id,)
            of = None if person is None else (int(person),)
            found = ContactFilter(first, last, of, batch_id=self._batch_id, text=text, ids=ids)
            table.set_source(tableswidget.ContactSource(self.desk, found))
            self._say_empty(table, "Drop the export of a phone system or a helpdesk on the window.")
        else:
            of_kind = Chosen(key, first, last, person, text, self._batch_id, self._record_id)
            table.set_source(tableswidget.RecordSource(self.desk, of_kind))
            self._say_empty(table, BY_KEY[key].teaches)
        self.stack.setCurrentWidget(table)
        self._clear_pane()
        self.only.setVisible(self._batch_id is not None or self._record_id is not None)
        if self._batch_id is not None:
            self.only.setText(f"Only from {self.desk.read(records.batch_name, self._batch_id)}: show all")
        else:
            self.only.setText("Only one record: show all")
        self.header.set_title("Records", " ")

    def _say_empty(self, table: PagedTable, teaches: str) -> None:
        is_narrowed = any(
            (
                self.search.text(),
                self.period.currentData(),
                self.person.currentData(),
                self._batch_id,
                self._record_id,
            )
        )
        title = self.kind.currentText()
        if is_narrowed:
            table.set_empty(
                EmptyState(f"No {title.lower()} match", "Other rows are hidden.", "Show all", self._widen)
            )
        else:
            table.set_empty(
                EmptyState(
                    f"No {title.lower()} yet",
                    f"{teaches} Choose File \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} Import, or paste cells with"
                    " Ctrl+V. Nothing is stored before you have seen what was understood.",
                    "Import\N{HORIZONTAL ELLIPSIS}",
                    self._import,
                    second_text="Load example",
                    second=self.load_example,
                )
            )

    def _widen(self) -> None:
        self.show_record(self._key())

    def _import(self) -> None:
        command = self.window_command("import")
        if command is not None:
            command.trigger()

    def _table(self, key: str) -> PagedTable:
        made = self._tables.get(key)
        if made is not None:
            return made
        kind = BY_KEY.get(key)
        made = PagedTable(
            f"records.{key}",
            tableswidget.columns_of(self.desk, kind),
            jobs=self.desk.jobs,
            preferences=self.desk.preferences,
        )
        made.set_noun(*(("contact", "contacts") if kind is None else (kind.one, kind.many)))
        made.setAccessibleName("Calls and tickets" if kind is None else kind.title)
        made.sort_by("started" if kind is None else "day", descending=True)
        made.selection_changed.connect(self._on_selection)
        made.activated.connect(lambda _row: self.pane.setFocus(Qt.FocusReason.OtherFocusReason))
        self._tables[key] = made
        self.stack.addWidget(made)
        return made

    def _on_selection(self) -> None:
        table = self.table()
        row: Any = table.current_row()
        if row is None:
            self._clear_pane()
            return
        kind = BY_KEY.get(self._key())
        columns = table.model.columns
        title = row.external_id if kind is None else kind.one.capitalize()
        told = self._dispute()
        is_open = told is not None and told.is_open and not self.desk.store.read_only
        self.answer_action.setEnabled(is_open)
        self.pane.show_record(
            str(title) or "Contact", columns[0].shown(row), actions=[self.answer_action] if is_open else []
        )
        self.pane.add_section("", tableswidget.pairs(columns[1:], row))
        if kind is not None and kind.key == "grades":
            items = self.desk.read(records.marks, row.id)
            said = [(text, "did not apply" if share is None else f"{share:.0%}") for text, share in items]
            if said:
                self.pane.add_section("Items", said)
            if told is not None:
                self.pane.add_section("History of the score", told.lines)
        self.pane.show()

    def _clear_pane(self) -> None:
        """Nothing is chosen: the table has all the room."""
        self.pane.clear()
        self.pane.hide()

    def _on_kind(self) -> None:
        self._batch_id = self._record_id = None
        self._show()

    def _on_period(self) -> None:
        has_dates = self.period.currentData() == "dates"
        for field in (self.first, self.last):
            field.setVisible(has_dates)
        if self._tables:
            self._show()

    def _span(self) -> tuple[dt.date | None, dt.date | None]:
        """The days that are chosen, both included."""
        today, key = self.desk.today(), self.period.currentData()
        month = today.replace(day=1)
        if key == "dates":
            return self.first.value(), self.last.value()
        if key == "month":
            return month, None
        if key == "last_month":
            before = month - dt.timedelta(days=1)
            return before.replace(day=1), before
        if key == "quarter":
            return today - dt.timedelta(days=89), today
        if key == "year":
            return dt.date(today.year, 1, 1), None
        if key == "last_year":
            return dt.date(today.year - 1, 1, 1), dt.date(today.year - 1, 12, 31)
        return None, None

    def _step(self, way: int) -> None:
        self.kind.setCurrentIndex((self.kind.currentIndex() + way) % self.kind.count())

    def _action(self, text: str, keys: str, run: Any) -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _on=False: run())
        return action


def _chooser(name: str, options: Any) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    for value, text in options:
        combo.addItem(text, value)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setMaximumWidth(210)
    return combo
