"""Hiring: the applicants of an opening, as a board or as a table, and one of them in detail."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.stepping import Change
from csmanager.features.hiring import blind, finding, listwidget, queries, rules
from csmanager.features.hiring.boardwidget import Board
from csmanager.features.hiring.commandview import Commands
from csmanager.features.hiring.detailwidget import ApplicantPane
from csmanager.features.hiring.filing import actions as filing
from csmanager.features.hiring.keepcommandview import SUFFIXES
from csmanager.features.hiring.openings.openingspage import KINDS
from csmanager.features.hiring.pool import queries as pool
from csmanager.features.hiring.queries import ApplicantRow, OpeningRow
from csmanager.features.hiring.rules import OpeningState
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import GAP, PAGE_MARGIN
from csmanager.ui.widgets.chips import StatusChip
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pageheader import PageHeader, action_button
from csmanager.ui.widgets.table import RecordTable

_MANY = 300  # applicants, from which doubles are looked for after the card is shown
_LATER_MS = 300
_SOON_MS = 100
_FEW = 20  # cards that are read alone when they are moved
_CARDS = frozenset({"applicant", "stage_move"})
_BESIDE = 1000  # pixels from which the pane stands beside the table
_TELLING = ("edit", "papers", "kit", "merge", "part", "offer")  # commands that show a name
_SPLIT = [405, 215]  # pixels of board and pane


class HiringPage(Page):
    """Openings and applicants."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"opening", "applicant", "stage_move", "role", "team", "hiring_stage", "candidate", "applicant_file"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._rows: dict[int, ApplicantRow] = {}
        self._openings: list[OpeningRow] = []
        self._texts: dict[int, str] | None = None
        self._shown: tuple[list[ApplicantRow], set[int] | None] = ([], None)
        self._is_table_stale, self._is_loading, self._is_first = True, False, True
        self._opening_id: int | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LATER_MS)
        self._later.timeout.connect(lambda: self._look_alike())
        self.commands = Commands(desk, self, self)
        offered = self.commands.actions
        self.header = PageHeader("Hiring", " ")
        self.chooser = QComboBox()
        self.chooser.setAccessibleName("Opening")
        self.chooser.setMinimumWidth(130)
        self.chooser.setMaximumWidth(260)
        self.header.add_widget(self.chooser)
        self.switch = self.header.add_switch((("board", "Board"), ("table", "Table")))
        self.search = self.header.add_search("Search applicants")
        self.search.setMinimumWidth(120)
        self.header.set_primary(offered["add"])
        self.blind = QAction("Hide names", self, checkable=True)
        self.blind.setToolTip("Names, addresses and papers stay out of sight while you compare")
        self.blind.setChecked(desk.preferences.get("hiring/blind") == "yes")
        self.blind.toggled.connect(self._on_blind)
        self.header.set_more([*self.commands.in_menu(), QAction("", self), self.blind])
        self.stack = QStackedWidget(self)  # parents first: what is moved to another is laid out anew
        self.full = QWidget(self.stack)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self.full)
        self.views = QStackedWidget(self.splitter)
        self.board = Board(self._filled_table, self._menu, self.views)
        self.pane = ApplicantPane(self.splitter)
        self.views.addWidget(self.board)
        self.splitter.setObjectName("applicants")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.views)
        self.splitter.addWidget(self.pane)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes(_SPLIT)
        self.chip = StatusChip()
        self.facts = QLabel()
        self.facts.setProperty("role", "muted")
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.strip = QWidget()
        line = QHBoxLayout(self.strip)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.chip)
        line.addWidget(self.facts, 1)
        line.addWidget(action_button(offered["advertisement"]))
        line.addWidget(action_button(offered["edit_opening"]))
        column = QVBoxLayout(self.full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.strip)
        column.addWidget(self.splitter, 1)
        self.stack.addWidget(self.full)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN)
        layout.setSpacing(GAP)
        layout.addWidget(self.header)
        layout.addWidget(self.stack, 1)
        self.chooser.currentIndexChanged.connect(self._on_opening)
        self.switch.changed.connect(self._on_view)
        self.search.searched.connect(lambda _text: self._show_rows())
        self.board.selection_changed.connect(self._on_selection)
        self.board.opened.connect(lambda _key: offered["edit"].trigger())
        self.board.moved.connect(self.commands.move)
        self.board.stepped.connect(self.commands.step)
        if desk.preferences.get("hiring/view") == "table":
            self.switch.set_value("table")
        self._on_view(self.switch.value())

    # made when they are first seen

    @cached_property
    def table(self) -> RecordTable:
        """The applicants as rows."""
        table = RecordTable(
            "hiring.applicants", listwidget.columns(self.desk.today), today=self.desk.today, parent=self.views
        )
        table.set_noun("applicant", "applicants")
        table.on_edit = self._on_edit
        table.add_actions(self.commands.in_table(), before=self._offer)
        table.set_empty(self._nobody())
        table.cleared.connect(self.search.clear)
        table.selection_changed.connect(self._on_selection)
        table.activated.connect(lambda _row: self.commands.actions["edit"].trigger())
        self.views.addWidget(table)
        return table

    @cached_property
    def empty(self) -> EmptyState:
        """What is said before there is any opening."""
        found = EmptyState(
            "No openings yet",
            "An opening is a place to be filled: what, how many, how many hours. Applicants then move from stage"
            " to stage, and whoever is hired joins the roster.",
            "New opening…",
            self.commands.actions["opening"].trigger,
            second_text="Load example",
            second=self.load_example,
        )
        self.stack.addWidget(found)
        return found

    @cached_property
    def no_match(self) -> EmptyState:
        """What is said where the search finds nobody."""
        found = EmptyState("Nobody matches", "", "Clear search", self.search.clear)
        self.views.addWidget(found)
        return found

    @cached_property
    def no_applicants(self) -> EmptyState:
        """What is said where nobody applied."""
        found = self._nobody()
        self.views.addWidget(found)
        return found

    def _nobody(self) -> EmptyState:
        do = self.commands.actions
        text = "Type in who applies, or drop a list of applicants here. Whoever stands at the counter is a walk-in."
        return EmptyState(
            "Nobody has applied yet", text, "Add applicant…", do["add"].trigger,
            second_text="Walk-in…", second=do["walk_in"].trigger,
        )  # fmt: skip

    # the page

    def load(self) -> None:
        self._openings = self.desk.read(queries.openings)
        if self._opening_id not in {row.id for row in self._openings}:
            self._opening_id = None
        self._rows = {row.id: row for row in self.desk.read(queries.applicants, self.desk.today())}
        self._fill_chooser()
        for widget in (self.chooser, self.switch, self.search):
            widget.setVisible(bool(self._openings))
        self.commands.actions["add"].setVisible(bool(self._openings))
        self.stack.setCurrentWidget(self.full if self._openings else self.empty)
        self._show_read(then=False)
        if self._is_first and len(self._rows) > _MANY:
            self._is_first = False
            self._offer()
            QTimer.singleShot(_SOON_MS, self, self._on_selection)  # the board is there before its detail
        else:
            self._on_selection()

    def _show_read(self, *, then: bool = True) -> None:
        self._texts = None
        self._is_loading = True  # whoever is chosen is shown once, at the end
        self._show_opening()
        self._show_rows()
        self._is_loading = False
        if then:
            self._on_selection()

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        kind, _, key = record.rpartition(":")
        if not key.isdigit():
            return
        if kind == "opening":
            self.choose_opening(int(key))
        else:
            self.select(int(key))

    def find_on_page(self) -> None:
        self.search.focus()

    def actions_offered(self) -> list[QAction]:
        return [*self.commands.actions.values(), self.blind]

    def drop(self, paths: list[Path]) -> bool:
        """Papers dropped on the page are filed for whom is chosen; lists of applicants go to the importer."""
        if not paths or any(path.suffix.casefold() not in SUFFIXES for path in paths):
            return False
        return self.commands.keep.take(paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rearrange()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._later.stop()

    # what the commands ask

    def chosen(self) -> list[ApplicantRow]:
        """The applicants selected in the view that is shown; under their numbers while names are hidden."""
        if self.switch.value() == "table":
            keys = [row.id for row in self.table.selected_rows()] if "table" in self.__dict__ else []
        else:
            keys = self.board.selected_ids()
        return [self._called(self._rows[key]) for key in keys if key in self._rows]

    def row(self, applicant_id: int) -> ApplicantRow | None:
        """One applicant, as the views may show them."""
        return self._called(self._rows[applicant_id]) if applicant_id in self._rows else None

    def told(self, text: str) -> str:
        """A sentence as it may be read: without the names that are hidden."""
        return blind.unnamed(text, self._rows.values()) if self.blind.isChecked() else text

    def opening(self) -> OpeningRow | None:
        """The opening that is chosen; with all shown, the only one there is."""
        wanted = self._opening_id
        if wanted is None and len(self._openings) == 1:
            wanted = self._openings[0].id
        return next((row for row in self._openings if row.id == wanted), None)

    def openings(self) -> list[OpeningRow]:
        """All openings."""
        return self._openings

    def select(self, applicant_id: int) -> None:
        """Show an applicant, whatever is filtered."""
        if self._is_stale:
            self._load()
        row = self._rows.get(applicant_id)
        if row is None:
            return
        if self._opening_id not in (None, row.opening_id):
            self.choose_opening(row.opening_id)
        if not self._view().select(applicant_id):
            self.search.clear()
            self._view().select(applicant_id)
        self._view().setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_opening(self, opening_id: int) -> None:
        """Show one opening only."""
        if self._is_stale:
            self._load()
        at = self.chooser.findData(opening_id)
        if at >= 0:
            self.chooser.setCurrentIndex(at)

    # inside

    def _view(self) -> Any:
        return self.table if self.switch.value() == "table" else self.board

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.commands.in_context())
        return menu

    def _fill_chooser(self) -> None:
        self.chooser.blockSignals(True)
        self.chooser.clear()
        self.chooser.addItem("All openings", None)
        for row in self._openings:
            state = "" if row.state is OpeningState.OPEN else f" ({rules.STATE_NAMES[row.state].lower()})"
            self.chooser.addItem(f"{row.title}{state}", row.id)
        self.chooser.setCurrentIndex(max(0, self.chooser.findData(self._opening_id)))
        self.chooser.blockSignals(False)

    def _show_opening(self) -> None:
        row = self.opening()
        self.strip.setVisible(row is not None)
        if row is None:
            return
        self.chip.set(KINDS[row.state], rules.STATE_NAMES[row.state])
        self.facts.setText(listwidget.opening_facts(row))
        self.facts.setToolTip(self.facts.text())

    def _show_rows(self) -> None:
        rows = [self._seen(row) for row in self._rows.values() if self._opening_id in (None, row.opening_id)]
        shown = self._matching(rows, self.search.text())
        active = sum(row.stage in rules.ACTIVE for row in rows)
        self.header.set_title("Hiring", f"{active:,} under way" if self._openings else "")
        self._shown = (rows, None if shown is rows else {row.id for row in shown})
        self._is_table_stale = True
        if self.switch.value() == "table":
            self._filled_table()
        else:
            self.board.set_path(
                listwidget.board_path([row for row in self._openings if self._opening_id in (None, row.id)])
            )
            self.board.show_rows(
                shown,
                self.desk.today(),
                with_opening=self._opening_id is None and len(self._openings) > 1,
            )
        self.search.back_to = self._view()
        self._choose_view(bool(rows), bool(shown))

    def _matching(self, rows: list[ApplicantRow], text: str) -> list[ApplicantRow]:
        """The rows with every word of ``text``, and those whose papers say it."""
        words = text.casefold().split()
        if not words:
            return rows
        if self._texts is None:
            self._texts = {row.id: listwidget.text_of(self._seen(row)) for row in self._rows.values()}
        texts = self._texts
        papers = set() if self.blind.isChecked() else self.desk.read(finding.found_in_papers, text)
        return [row for row in rows if all(word in texts[row.id] for word in words) or row.id in papers]

    def _filled_table(self) -> RecordTable:
        """The table with the rows that are shown; it is filled when it is seen, copied or exported."""
        if self._is_table_stale:
            self._is_table_stale = False
            rows, ids = self._shown
            self.table.set_rows(rows)
            self.table.set_predicate(None if ids is None else lambda row: row.id in ids)
        return self.table

    def _choose_view(self, has_rows: bool, has_matches: bool) -> None:
        """The table says itself when it is empty; the board makes room for a sentence."""
        if self.switch.value() == "table":
            self.views.setCurrentWidget(self.table)
        else:
            said = self.board if has_matches else self.no_match if has_rows else self.no_applicants
            self.views.setCurrentWidget(said)
        self.pane.setVisible(has_matches)

    def _on_opening(self) -> None:
        self._opening_id = self.chooser.currentData()
        self._show_opening()
        self._show_rows()
        self._on_selection()

    def _on_view(self, view: str) -> None:
        keys = self.board.selected_ids()
        if view == "board" and "table" in self.__dict__:
            keys = [row.id for row in self.table.selected_rows()]
        self.desk.preferences.set("hiring/view", view)
        if not self._is_stale:
            self._show_rows()
        self._place_pane()
        if keys:
            self._view().select(keys[0])
        self._on_selection()

    def _rearrange(self) -> None:
        is_wide = self.pane.is_wide
        self._place_pane()
        if self.pane.is_wide != is_wide:
            self._on_selection()

    def _place_pane(self) -> None:
        """Below the board, which needs the width; beside the table where there is room."""
        is_beside = self.switch.value() == "table" and self.width() >= _BESIDE
        way = Qt.Orientation.Horizontal if is_beside else Qt.Orientation.Vertical
        self.pane.set_wide(not is_beside)
        if self.splitter.orientation() != way:
            self.splitter.setOrientation(way)
            self.splitter.setSizes([self.width() - 320, 320] if is_beside else _SPLIT)

    def _on_selection(self) -> None:
        if self._is_loading:
            return
        self._offer()
        rows = self.chosen()
        if len(rows) != 1:
            self._later.stop()
            self.pane.clear()
            return
        if self.blind.isChecked():
            self._show_pane(rows[0], ())
        elif len(self._rows) > _MANY:
            self._show_pane(rows[0], ())
            self._later.start()
        else:
            self._look_alike(is_asked=True)

    def _look_alike(self, *, is_asked: bool = False) -> None:
        """Show who is chosen together with whoever may be the same person."""
        if not is_asked and QApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._later.start()  # a card may be on its way to another column
            return
        rows = self.chosen()
        if len(rows) == 1:
            row = rows[0]
            alike = self.desk.read(
                queries.duplicates, name=row.name, email=row.email, phone=row.phone, besides=row.id
            )
            if alike or len(self._rows) <= _MANY:
                self._show_pane(row, alike)

    def _show_pane(self, row: ApplicantRow, alike: Sequence[queries.DuplicateRow]) -> None:
        is_blind = self.blind.isChecked()
        self.pane.show_applicant(
            self._seen(row),
            self.desk.read(queries.timeline, row.id),
            alike,
            self.commands.for_applicant(is_narrow=not self.pane.is_wide),
            self.desk.today(),
            () if is_blind else self.desk.read(filing.files, row.id),
            () if is_blind else [text for _, text in self.desk.read(pool.others_of, row.id)],
        )

    def _seen(self, row: ApplicantRow) -> ApplicantRow:
        """As the views may show it."""
        return blind.masked(row) if self.blind.isChecked() else row

    def _called(self, row: ApplicantRow) -> ApplicantRow:
        """As commands and their messages may name it; what they need of it stays."""
        return row._replace(name=blind.alias(row.id)) if self.blind.isChecked() else row

    def _offer(self) -> None:
        """Offer what can be done; while names are hidden, nothing that would show them."""
        self.commands.offer()
        if self.blind.isChecked():
            for key in _TELLING:
                self.commands.actions[key].setEnabled(False)

    def _on_blind(self, is_on: bool) -> None:
        self.desk.preferences.set("hiring/blind", "yes" if is_on else "no")
        self._texts = None
        if not self._is_stale:
            self._show_rows()
            self._on_selection()

    def _on_edit(self, row: ApplicantRow, key: str, value: Any) -> None:
        """A cell was edited. Raises AppError with the reason when it cannot be."""
        known = self._rows.get(row.id, row)  # another cell may just have been
        listwidget.edit(self.desk, known, key, value, self._called(row).name)

    def _hear(self, change: Change) -> None:
        """A move of a few cards reads these alone."""
        ids = {int(key) for table, key in change.rows if table == "applicant"}
        if self._is_stale or not self.isVisible() or not 0 < len(ids) <= _FEW or not change.tables <= _CARDS:
            super()._hear(change)
            return
        kept = [row for key, row in self._rows.items() if key not in ids]
        kept += self.desk.read(queries.applicants, self.desk.today(), only=ids)
        self._rows = {row.id: row for row in sorted(kept, key=lambda row: (row.stage_since, row.id))}
        self._openings = self.desk.read(queries.openings)
        self._show_read()
