"""The view "Papers": contracts, documents, certificates and equipment of everyone, each list with its own commands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from csmanager.features.team.filterwidget import FilterBox
from csmanager.features.team.papers.columnswidget import KINDS
from csmanager.features.team.papers.commandswidget import PaperCommands
from csmanager.features.team.queries import labels, people
from csmanager.features.team.segments import queries as segments
from csmanager.ui import printing
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import GAP, PAGE_MARGIN
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pageheader import PageHeader
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.table import RecordTable

_TITLES = {kind.key: kind for kind in KINDS}


class PapersPage(Page):
    """Records: "contract-ID", "document-ID", "certificate-ID", "equipment-ID", "person-ID" (theirs only)."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "person",
            "contract",
            "person_document",
            "certificate",
            "equipment_issue",
            "segment",
            "employment",
            "stored_file",
        }
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.people: list[tuple[int, str]] = []
        self._group: set[int] | None = None
        self._groups: list[tuple[int, str]] = []
        self._wanted: str | None = None
        self.tables: dict[str, RecordTable] = {}
        self._filters: dict[str, FilterBox] = {}
        self.commands = PaperCommands(self)
        self.stack = QStackedWidget()
        self.header = PageHeader("Papers")
        self.search = self.header.add_search("Search these papers")
        self.switch = SegmentedSwitch([(kind.key, kind.title) for kind in KINDS], name="List")
        self.group = FilterBox("Group", [("", "Everyone")])
        self.group.changed.connect(self._on_group)
        for kind in KINDS:
            table = RecordTable(
                f"team-{kind.key}", kind.columns(desk.today), preferences=desk.preferences, today=desk.today
            )
            table.setAccessibleName(kind.title)
            table.set_noun(*kind.noun)
            table.set_empty(
                EmptyState(
                    *kind.empty,
                    self.commands.primary(kind.key).text(),
                    self.commands.primary(kind.key).trigger,
                )
            )
            table.selection_changed.connect(self.commands.enable)
            table.activated.connect(lambda _row: self.commands.activate())
            table.cleared.connect(self._on_cleared)
            table.add_actions(self.commands.for_rows(kind.key), self.commands.enable)
            self.search.searched.connect(table.set_filter)
            box = FilterBox("Shown", [("", "All"), *((value, word) for value, word, _ in kind.filters)])
            box.changed.connect(self._apply)
            self.tables[kind.key], self._filters[kind.key] = table, box
            self.stack.addWidget(table)
        self.switch.changed.connect(lambda _key: self._show_kind())
        self.header.set_primary(self.commands.primary(KINDS[0].key))
        self.header.set_more(self.commands.for_rows(KINDS[0].key))
        self._build()
        self._show_kind()

    def _build(self) -> None:
        self.bar = QWidget()
        line = QHBoxLayout(self.bar)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.switch)
        for box in (*self._filters.values(), self.group):
            line.addWidget(box)
        line.addStretch()
        self.hint = QLabel("Pay is sealed: it needs your passphrase.")
        self.hint.setProperty("role", "caption")
        line.addWidget(self.hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, 16, PAGE_MARGIN, 12)
        layout.setSpacing(GAP)
        layout.addWidget(self.header)
        layout.addWidget(self.bar)
        layout.addWidget(self.stack, 1)

    # what is shown

    def kind(self) -> str:
        """The list that is shown."""
        return self.switch.value()

    def table(self) -> RecordTable:
        """The table of that list."""
        return self.tables[self.kind()]

    def row(self) -> Any:
        """The row chosen there; None when none is."""
        return self.table().current_row()

    def person_id(self) -> int | None:
        """Whose row is chosen, for a form that begins with a person."""
        row = self.row()
        return row.person_id if row is not None and row.person_id in dict(self.people) else None

    def load(self) -> None:
        today = self.desk.today()
        names = self.desk.read(labels)
        self.people = [(row.id, names[row.id]) for row in self.desk.read(people, today, include_future=True)]
        groups = self._groups = self.desk.read(segments.names_of)
        self.group.set_options([("", "Everyone"), *((str(key), name) for key, name in groups)])
        self._read_group(today)
        for kind in KINDS:
            self.tables[kind.key].set_rows(self.desk.read(kind.query, today))
        self._apply()
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.show_record(wanted)
        self._show_kind()

    def _show_kind(self) -> None:
        key = self.kind()
        table = self.table()
        self.stack.setCurrentWidget(table)
        self.search.back_to = table.view
        for kind, box in self._filters.items():
            box.setVisible(kind == key and bool(table.rows()))
        has_rows = bool(table.rows())
        self.group.setVisible(has_rows and bool(self._groups))
        self.search.setVisible(has_rows)
        self.hint.setVisible(has_rows and key == KINDS[0].key)
        self.header.set_title(_TITLES[key].title)
        self._renew_commands(key, has_rows)
        if has_rows and table.current_row() is None:
            table.select_first()
        self.commands.enable()

    def _renew_commands(self, key: str, has_rows: bool) -> None:
        """The primary button and "More" are those of the list."""
        more = self.header.more
        self.header.set_primary(self.commands.primary(key)).setVisible(has_rows)
        if more is not None:
            menu = QMenu(more)
            menu.addActions(self.commands.by_kind[key][1:])
            menu.aboutToShow.connect(self.commands.enable)
            more.setMenu(menu)
        offer = getattr(self.window(), "offer_page_actions", None)
        if offer is not None and self.isVisible():
            offer()

    def _on_group(self) -> None:
        self._read_group(self.desk.today())
        self._apply()

    def _read_group(self, today: dt.date) -> None:
        value = self.group.value()
        self._group = self.desk.read(segments.members, int(value), today) if value else None

    def _apply(self) -> None:
        for kind in KINDS:
            value = self._filters[kind.key].value()
            test = next((holds for key, _word, holds in kind.filters if key == value), None)
            group = self._group
            if test is None and group is None:
                self.tables[kind.key].set_predicate(None)
                continue
            self.tables[kind.key].set_predicate(partial(_passes, test, group))

    def _on_cleared(self) -> None:
        self.search.clear()
        for box in (self.group, *self._filters.values()):
            box.set_value("")

    # what the window asks

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._wanted = record
            return
        key, _, number = record.partition("-")
        if key == "person" and number.isdigit():
            name = dict(self.people).get(int(number), "")
            self._on_cleared()
            self.search.setText(name)
            self.table().set_filter(name)
            return
        if key not in self.tables or not number.isdigit():
            return
        self.switch.set_value(key)
        if not self.table().select(int(number)):
            self._on_cleared()
            self.table().clear_filter()
            self.table().select(int(number))
        self.table().view.setFocus()

    def find_on_page(self) -> None:
        self.search.focus()

    def actions_offered(self) -> list[QAction]:
        return self.commands.by_kind[self.kind()]

    def drop(self, paths: list[Path]) -> bool:
        return len(paths) == 1 and self.commands.attach_path(paths[0])

    def print_document(self) -> QTextDocument | None:
        if not self.table().rows():
            return None
        return printing.table_document(_TITLES[self.kind()].title, self.table())


def _passes(test: Callable[[Any], bool] | None, group: set[int] | None, row: Any) -> bool:
    return (test is None or test(row)) and (group is None or row.person_id in group)
