"""The tab Today: what needs the manager, in order; last month against target; a line to note things in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QLocale, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QTextDocument
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.core.feature import TodoItem
from csmanager.core.store import Change
from csmanager.features.today import actions, figures, queries
from csmanager.features.today.dialogs import change_task
from csmanager.features.today.figures import MonthRow
from csmanager.features.today.figureswidget import FiguresRow
from csmanager.features.today.itemmenuwidget import item_menu
from csmanager.features.today.itemswidget import ItemList, agenda_html
from csmanager.features.today.quickaddwidget import QuickAdd
from csmanager.features.today.rules import TaskKind
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import PAGE_MARGIN
from csmanager.ui.widgets.card import Card
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import FormDialog
from csmanager.ui.widgets.pageheader import PageHeader, action_button

_FIGURES = frozenset(
    {"contact", "cube_month", "target", "metric"}
)  # after a change here they are computed anew
_NOON, _EVENING = 12, 18  # hours at which the greeting changes


class TodayPage(Page):
    """Reads what is due at once; the figures come from a worker."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._wanted = ""
        self._may_take_long = True
        self._is_filled = False
        self._readings = 0
        self._shown_on = dt.date.min
        self.dialog: FormDialog | None = None
        self.note_action = QAction("Note a to-do or promise", self)
        self.note_action.setShortcut(QKeySequence("Ctrl+Shift+N"))
        self.note_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.note_action.triggered.connect(lambda _on=False: self.find_on_page())
        self.open_action = QAction("Open", self)
        self.open_action.triggered.connect(lambda _on=False: self._with_current(self.open_item))
        self.done_action = QAction("Mark as done", self)
        self.done_action.triggered.connect(lambda _on=False: self._with_current(self.finish_item))
        self.addAction(self.note_action)
        self.header = PageHeader("Today")
        self.needs = Card("Needs you today")
        self.items = ItemList()
        self.nothing = QLabel("Reading …")
        self.nothing.setProperty("role", "muted")
        self.nothing.setWordWrap(True)
        self.empty: EmptyState | None = None
        self.later_button = QPushButton()
        self.later_button.setProperty("link", True)
        self.later_button.setCheckable(True)
        self.later = ItemList()
        self.later.setAccessibleName("Later")
        self.later.hide()
        self.add = QuickAdd(desk.today)
        self.figures = FiguresRow()
        self._build()
        for shown in (self.items, self.later):
            shown.opened.connect(self.open_item)
            shown.finished.connect(self.finish_item)
            shown.menu_wanted.connect(self._show_menu)
        self.later_button.toggled.connect(self.later.setVisible)
        self.add.submitted.connect(self._note)
        self.minutes = QTimer(self)  # the window may stay open over midnight
        self.minutes.setInterval(60_000)
        self.minutes.timeout.connect(self.follow_the_date)
        self.minutes.start()
        self.figures.opened.connect(lambda key: desk.go("reviews", key))

    def _build(self) -> None:
        self.needs.add(self.nothing)
        self.needs.add(self.items)
        self.items.add_to_foot(self.later_button)
        self.needs.add(self.later)
        rule = QFrame()
        rule.setProperty("role", "rule")
        rule.setFixedHeight(1)
        self.needs.add(rule)
        self.needs.add(self.add)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(PAGE_MARGIN, 16, PAGE_MARGIN, 16)
        column.setSpacing(14)
        column.addWidget(self.header)
        column.addWidget(self.needs)
        column.addWidget(self.figures, 1)
        column.addStretch(0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area, 1)

    # reading

    def load(self) -> None:
        """The first time, and when figures changed, reading may take a moment: then a worker does it."""
        today = self.desk.today()
        self._readings += 1  # what an earlier reading brings is out of date
        self.header.set_title(_date_title(today))
        if self._may_take_long:
            self._may_take_long = False
            number = self._readings
            self.desk.fetch(
                self,
                queries.day,
                today,
                then=lambda day: self._show_day(day, today) if number == self._readings else None,
            )
        else:
            self._show_day(self.desk.read(queries.day, today), today)

    def follow_the_date(self) -> None:
        """Read again when another day has begun."""
        if self._is_filled and self.desk.today() != self._shown_on:
            self.refresh()

    def _hear(self, change: Change) -> None:
        self._may_take_long = self._may_take_long or bool(change.tables & _FIGURES)
        self.refresh()  # whatever it was: any duty may have something for this list

    def _show_day(self, day: queries.DayRow, today: dt.date) -> None:
        self._is_filled, self._shown_on = True, today
        count = len(day.items)
        self.header.set_title(_date_title(today), self._greeting(count))
        if self.header.primary is None:
            self._offer_palette()
        self.needs.set_title(f"Needs you today ({count})" if count else "Needs you today")
        self.items.set_items(day.items, today)
        self.items.setVisible(count > 0 or bool(day.later))
        self.nothing.setVisible(not count)
        self.nothing.setText(
            "Nothing is late, due or promised."
            if day.people or day.has_contacts
            else "What is due, late or promised will stand here. Begin with your team and a month of contacts."
        )
        self.later.set_items(day.later, today)
        self.later_button.setVisible(bool(day.later))
        self.later_button.setText(f"{len(day.later)} later")
        if not day.later:
            self.later_button.setChecked(False)
        self.add.set_people(day.people)
        self._show_beginning(not day.people and not day.has_contacts)
        if day.has_contacts:
            self.desk.fetch(
                self, figures.month_figures, today, then=self._show_month, failed=self._no_figures
            )
        else:
            self._show_month(None)
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self.show_record(wanted)

    def _greeting(self, count: int) -> str:
        hour = self.desk.store.clock().astimezone(self.desk.settings.zone()).hour
        hello = "Good morning" if hour < _NOON else "Good afternoon" if hour < _EVENING else "Good evening"
        what = {0: "Nothing needs you today", 1: "One thing needs you today"}.get(count)
        return f"{hello}. {what or f'{count} things need you today'}."

    def _offer_palette(self) -> None:
        palette = self.window_command("palette")
        if palette is not None and not self.header.findChildren(QPushButton):
            self.header.add_widget(action_button(palette))

    def _show_beginning(self, is_new: bool) -> None:
        """In a new store: what to do first."""
        if is_new and self.empty is None:
            example = self.window_command("sample")
            self.empty = EmptyState(
                "Begin with your team",
                "Add the people who answer your customers, or paste them from your spreadsheet."
                " Then import a month of contacts, and the first review is there.",
                "Add your team",
                lambda: self.desk.go("team"),
                second_text="Load example" if example is not None else "",
                second=example.trigger if example is not None else None,
            )
            self.needs.body.insertWidget(0, self.empty)
        if self.empty is not None:
            self.empty.setVisible(is_new)
        self.nothing.setVisible(not is_new and not self.items.rows)

    def _show_month(self, month: MonthRow | None) -> None:
        if month is not None:
            self.figures.show_month(month)
            return
        command = self.window_command("import")
        self.figures.show_nothing(
            "Import a month of calls or tickets, and it stands here against your targets.",
            "Import…" if command is not None else "",
            command.trigger if command is not None else None,
        )

    def _no_figures(self, _error: Exception) -> None:
        self.figures.show_nothing("The figures could not be read; Reviews says more.")

    # doing

    def open_item(self, item: TodoItem) -> None:
        """Go to the record of an item; a task opens its form here, and a line that holds others shows them."""
        if item.inside:
            (self.later if self.later.holds(item) else self.items).toggle(item)
            return
        if item.feature != "today":
            self.desk.go(item.feature, item.record)
            return
        task = self.desk.read(queries.task, int(item.record))
        if task is None:
            return
        people = self.desk.read(queries.day, self.desk.today()).people
        dialog = change_task(self.desk, self, task, people)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.finished.connect(self._on_closed)
        dialog.open()

    def finish_item(self, item: TodoItem) -> None:
        """Mark a task as done; Undo brings it back."""
        if item.feature == "today":
            self.desk.do(f"Done: {item.text}", actions.finish, int(item.record), today=self.desk.today())

    def _note(self, kind: TaskKind, text: str, due_on: dt.date | None, person_id: int | None) -> None:
        word = "Promise" if kind is TaskKind.PROMISE else "Note"
        try:
            self.desk.try_do(
                f"{word}: {text}", actions.add_task, text=text, kind=kind, due_on=due_on, person_id=person_id
            )
        except AppError as error:
            self.add.say(str(error))
            return
        self.add.clear()

    def make_menu(self, item: TodoItem) -> QMenu:
        """What can be done with an item."""
        return item_menu(self, item)

    def _show_menu(self, item: TodoItem, where: QPoint) -> None:
        self.make_menu(item).popup(where)

    def _with_current(self, act: Any) -> None:
        item = self.items.current() or self.later.current()
        if item is not None:
            act(item)

    def _on_closed(self) -> None:
        self.dialog = None

    # what the window asks

    def show_record(self, record: str) -> None:
        if not self._is_filled:
            self._wanted = record
            return
        row = self.items.row_of("today", record)
        if row is None and self.later.row_of("today", record) is not None:
            self.later_button.setChecked(True)
            row = self.later.row_of("today", record)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def find_on_page(self) -> None:
        self.add.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def print_document(self) -> QTextDocument | None:
        today = self.desk.today()
        day = self.desk.read(queries.day, today)
        document = QTextDocument()
        document.setHtml(agenda_html(_date_title(today), [*day.items, *day.later], today))
        return document

    def actions_offered(self) -> list[QAction]:
        return [self.note_action, self.open_action, self.done_action]


def _date_title(day: dt.date) -> str:
    locale = QLocale()
    name = locale.standaloneDayName(day.isoweekday())
    month = locale.monthName(day.month)
    return f"{name[:1].upper()}{name[1:]}, {day.day} {month}"
