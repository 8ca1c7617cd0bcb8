"""The view Leave: the calendar of the team, what is asked for, balances with their ledger, and types."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from csmanager.features.leave import ledger, listswidget, moving, queries
from csmanager.features.leave.away import AwayRow, out_on
from csmanager.features.leave.blackouts import BlackoutRow, blackouts
from csmanager.features.leave.calendarwidget import CalendarGrid, legend
from csmanager.features.leave.commandsview import LeaveCommands
from csmanager.features.leave.cover import cover
from csmanager.features.leave.covering import who_could
from csmanager.features.leave.ledger import BalanceRow
from csmanager.features.leave.queries import CalendarView, LeaveRow, TypeRow
from csmanager.features.leave.rules import LeaveState
from csmanager.features.reviews.cycles.recordswidget import ListsPage, RecordsWidget
from csmanager.features.team.filterwidget import FilterBox
from csmanager.features.team.queries import labels, people
from csmanager.features.team.segments.groupwidget import GroupBox, GroupFilter, of_person
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.table import Column

LISTS = (
    ("calendar", "Calendar"),
    ("requests", "Requests"),
    ("balances", "Balances"),
    ("types", "Types"),
    ("free", "Kept free"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the view shows, read in one go."""

    calendar: CalendarView
    leaves: list[LeaveRow]
    balances: list[BalanceRow]
    types: list[queries.TypeRow]
    people: list[tuple[int, str]]
    out: dict[int, AwayRow]
    blackouts: list[BlackoutRow]


def read(session: Any, first: dt.date, last: dt.date, today: dt.date) -> Shown:
    """Everything at once."""
    names = labels(session)
    return Shown(
        queries.calendar(session, first, last),
        queries.leaves(session),
        ledger.balances(session, today),
        queries.types(session),
        [(row.id, names[row.id]) for row in people(session, today, include_future=True)],
        out_on(session, today),
        blackouts(session),
    )


class CalendarList(RecordsWidget):
    """The grid in the place of a list; its table is not shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "leave calendar", [Column("person", "Person")], title="Calendar of leave", noun=("day", "days"),
            nothing="",
        )  # fmt: skip
        self.splitter.hide()
        self.grid = CalendarGrid()
        self.before, self.after = _step("‹", "Earlier"), _step("›", "Later")
        self.now = QPushButton("Today")
        self.now.setAutoDefault(False)
        self.title = QLabel()
        self.title.setProperty("role", "card-title")
        self.span = FilterBox("Span", [("month", "Month"), ("quarter", "Quarter")], "month")
        self.group = GroupBox(desk)
        self.team = FilterBox("Team", [("", "All teams")])
        self.out = QLabel()
        self.out.setProperty("role", "muted")
        self.out.setWordWrap(True)
        self.bar = QWidget()
        bar = QHBoxLayout(self.bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(8)
        for widget in (self.before, self.now, self.after):
            bar.addWidget(widget)
        bar.addWidget(self.title)
        bar.addStretch(1)
        bar.addWidget(self.span)
        bar.addWidget(self.group)
        bar.addWidget(self.team)
        self.legend = QLabel()
        self.legend.setProperty("role", "caption")
        self.legend.setWordWrap(True)
        self.empty = EmptyState(
            "Nobody here yet",
            "Add the people of your team under People. Their leave, and absences that files bring, stand here by day.",
            "Add person…",
            lambda: desk.go("team", "people:new"),
        )
        self.empty.hide()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setSpacing(8)
        layout.addWidget(self.bar)
        layout.addWidget(self.out)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.legend)
        self.setFocusProxy(self.grid)

    def show_calendar(self, view: CalendarView, today: dt.date) -> None:
        """Show a stretch of days, of one team where one is chosen."""
        teams = sorted({row.team for row in view.rows if row.team})
        self.team.set_options([("", "All teams"), *[(team, team) for team in teams]])
        team = self.team.value()
        self.group.renew()
        members = self.group.members(today)
        rows = tuple(
            row
            for row in view.rows
            if (not team or row.team == team) and (members is None or row.id in members)
        )
        out = tuple(sum(_is_away(row.cells[at]) for row in rows) for at in range(len(view.days)))
        self.grid.show_view(CalendarView(view.days, rows, view.closed, out), today)
        for widget in (self.grid, self.bar, self.out, self.legend):
            widget.setVisible(bool(view.rows))
        self.empty.setVisible(not view.rows)

    def document(self) -> QTextDocument:
        """The grid on paper, across the sheet."""
        from html import escape

        model = self.grid.days
        days = model.view.days
        head = "".join(f"<th>{'MTWTFSS'[day.weekday()]}<br>{day.day}</th>" for day in days)
        lines = []
        for at, row in enumerate(model.view.rows):
            cells = []
            for column, cell in enumerate(row.cells):
                text = (
                    ""
                    if isinstance(cell, str)
                    else ("?" if cell.state is LeaveState.REQUESTED else cell.letter)
                )
                shade = " bgcolor='#e6e6e6'" if cell == "off" or days[column] in model.view.closed else ""
                cells.append(f"<td align='center'{shade}>{text}</td>")
            lines.append(f"<tr><td>{escape(model.view.rows[at].person)}</td>{''.join(cells)}</tr>")
        made = QTextDocument()
        words = self.legend.text()
        made.setHtml(
            f"<h2>Leave, {escape(self.title.text())}</h2>"
            "<table border='1' cellspacing='0' cellpadding='2' width='100%' style='font-size:7pt'>"
            f"<tr><th align='left'>Person</th>{head}</tr>{''.join(lines)}</table>"
            f"<p style='font-size:7pt'>{escape(words)}</p>"
        )
        made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, f"Leave, {self.title.text()}")
        made.setProperty("wide", True)
        return made


class LeavePage(ListsPage):
    """Records: "request/ID", "person/ID", "today", and the keys of the lists."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "leave_request", "leave_entry", "leave_type", "work_week", "absence", "planned_shift", "person",
            "employment", "team", "person_skill", "role_skill", "segment", "setting", "leave_blackout", "availability",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.shown: Shown | None = None
        self.first = desk.today().replace(day=1)
        self.days = CalendarList(desk)
        self.requests = RecordsWidget(
            desk, "leave requests", listswidget.request_columns(desk.today), title="Leave asked for",
            noun=("leave", "leaves"), nothing="Choose a leave: who remains, and what is left.",
        )  # fmt: skip
        self.balances = RecordsWidget(
            desk, "leave balances", listswidget.balance_columns(), title="Balances", noun=("balance", "balances"),
            nothing="Choose a person.",
        )  # fmt: skip
        self.kinds = RecordsWidget(
            desk, "leave types", listswidget.type_columns(), title="Types of leave", noun=("type", "types"),
            nothing="Choose a type.",
        )  # fmt: skip
        self.kept_free = RecordsWidget(
            desk, "leave blackouts", listswidget.blackout_columns(), title="Days without leave",
            noun=("stretch", "stretches"), nothing="Choose a stretch of days.",
        )  # fmt: skip
        parts = (self.days, self.requests, self.balances, self.kinds, self.kept_free)
        lists = [(key, word, made) for (key, word), made in zip(LISTS, parts, strict=True)]
        super().__init__(desk, "Leave", lists, "Search people or types", parent)
        self.group = GroupFilter(desk, {self.requests.table: of_person, self.balances.table: of_person})
        self.add_filters(self.group, wide=105)
        self.group.offer(False)
        self.commands = LeaveCommands(self)
        some = self.commands.some
        self.header.set_primary(self.commands.actions["ask"])
        self.header.set_more(some("out", "", "credit", "correct", "", "week", "new_type", "block"))
        self.requests.table.add_actions(
            some("approve", "decline", "days", "cancel", "shorten", "count", "", "talk", "note", "story"),
            self.commands.offer,
        )
        self.balances.table.add_actions(
            some("correct", "credit", "", "talk", "note", "story"), self.commands.offer
        )
        self.kinds.table.add_actions(some("edit_type", "trash_type", "new_type"), self.commands.offer)
        self.kept_free.table.add_actions(some("edit_block", "trash_block", "block"), self.commands.offer)
        self.kept_free.chosen.connect(self._show_blackout)
        self.kept_free.table.activated.connect(lambda row: self.commands.block(row))
        self.kept_free.table.set_empty(
            EmptyState(
                "No days are kept free of leave",
                "Days before a sale, at stocktaking, or while a new system comes in: leave asked for then is refused,"
                " or approved only with a reason. Being ill is never forbidden.",
                "Keep days free…",
                self.commands.block,
            )
        )
        self.requests.chosen.connect(lambda _row: self.show_request())
        self.balances.chosen.connect(self._show_balance)
        self.kinds.chosen.connect(self._show_type)
        self.requests.table.activated.connect(lambda _row: self.commands.decide())
        self.balances.table.activated.connect(lambda _row: self.commands.correct())
        self.kinds.table.activated.connect(lambda row: self.commands.edit_type(row))
        self.days.grid.opened.connect(self.commands.open_day)
        self.days.before.clicked.connect(lambda _on=False: self.step(-1))
        self.days.after.clicked.connect(lambda _on=False: self.step(1))
        self.days.now.clicked.connect(lambda _on=False: self.go_to(self.desk.today()))
        self.days.span.changed.connect(self.refresh)
        self.days.team.changed.connect(self._show_calendar)
        self.days.group.changed.connect(self._show_calendar)
        desk.sealing.changed.connect(self.show_request)
        for made in (self.requests, self.balances, self.kinds, self.kept_free):
            made.splitter.setSizes([680, 360])
        self.requests.table.set_empty(
            EmptyState(
                "No leave was asked for yet",
                "Write down what people ask for, and decide with the day's cover before you: who else is away, who"
                " remains, and which skill nobody would have.",
                "Ask for leave…",
                self.commands.ask,
            )
        )
        self.balances.table.set_empty(
            EmptyState(
                "No balance yet",
                "Balances are sums of a ledger: granted, earned, taken, carried over, expired, corrected. They begin"
                " with people, and with a type that is taken from a balance.",
            )
        )

    # reading

    def last(self) -> dt.date:
        """The last day that is shown."""
        months = 3 if self.days.span.value() == "quarter" else 1
        number = self.first.month - 1 + months
        return dt.date(self.first.year + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)

    def load(self) -> None:
        self.desk.fetch(
            self, read, self.first, self.last(), self.desk.today(), then=self._show,
            failed=lambda error: self.desk.say(str(error)),
        )  # fmt: skip

    def _show(self, found: Shown) -> None:
        self.shown = found
        waiting = sum(row.state is LeaveState.REQUESTED for row in found.leaves)
        self.say(
            f"{waiting} to decide, {len(found.out)} out today"
            if found.people
            else "Who is away, who asked, and what is left"
        )
        self.requests.set_rows(found.leaves)
        self.balances.set_rows(found.balances)
        self.kinds.set_rows(found.types)
        self.kept_free.set_rows(found.blackouts)
        said = "; ".join(f"{row.person}: {row.words.lower()}" for row in found.out.values())
        self.days.legend.setText("   ".join(f"{letter}  {word}" for letter, word in legend(found.types)))
        self.days.out.setText(f"Out today: {said}." if said else "Nobody is out today.")
        self._show_calendar()
        self.commands.offer()

    def _show_calendar(self) -> None:
        if self.shown is None:
            return
        last = self.last()
        month = f"{self.first:%B %Y}"
        self.days.title.setText(
            month if last.month == self.first.month else f"{self.first:%B} to {last:%B %Y}"
        )
        self.days.show_calendar(self.shown.calendar, self.desk.today())

    def step(self, way: int) -> None:
        """Show the months before or after."""
        months = (3 if self.days.span.value() == "quarter" else 1) * way
        number = self.first.year * 12 + self.first.month - 1 + months
        self.go_to(dt.date(number // 12, number % 12 + 1, 1))

    def go_to(self, day: dt.date) -> None:
        """Show the month of a day."""
        self.first = day.replace(day=1)
        self.refresh()

    def show_request(self) -> None:
        """The leave that is chosen, with who remains and what is left."""
        row: LeaveRow | None = self.requests.table.current_row()
        self.commands.offer()
        if row is None:
            self.requests.pane.clear()
            return
        reason = row.reason
        if row.sealed_reason:
            reason = self.desk.sealing.shown(row.sealed_reason, moving.about_reason(row.id))
        open_states = (LeaveState.REQUESTED, LeaveState.DRAFT, LeaveState.APPROVED)
        listswidget.show_request(
            self.requests.pane,
            row,
            self.desk.today(),
            reason=reason,
            moves=self.desk.read(queries.moves, row.id),
            days=self.desk.read(cover, row.person_id, row.first_on, row.last_on)
            if row.state in open_states
            else (),
            could=self.desk.read(who_could, row.person_id, row.first_on, row.last_on)
            if row.state in open_states
            else (),
            balance=next(
                (
                    each
                    for each in (self.shown.balances if self.shown else ())
                    if each.id == (row.person_id, row.type_id)
                ),
                None,
            ),
            offered=[
                action
                for action in self.commands.some("approve", "decline", "shorten", "count", "cancel")
                if action.isEnabled()
            ][:3],
        )

    def _show_balance(self, row: BalanceRow | None) -> None:
        self.commands.offer()
        if row is None:
            self.balances.pane.clear()
            return
        lines = self.desk.read(ledger.ledger, row.person_id, row.type_id)
        listswidget.show_balance(self.balances.pane, row, lines, self.commands.some("correct"))

    def _show_blackout(self, row: BlackoutRow | None) -> None:
        self.commands.offer()
        if row is None:
            self.kept_free.pane.clear()
        else:
            listswidget.show_blackout(self.kept_free.pane, row, self.commands.some("edit_block"))

    def _show_type(self, row: TypeRow | None) -> None:
        self.commands.offer()
        if row is None:
            self.kinds.pane.clear()
        else:
            listswidget.show_type(self.kinds.pane, row, self.commands.some("edit_type"))

    # what the window asks

    def show_record(self, record: str) -> None:
        kind, _, rest = record.partition("/")
        if self.shown is None or self._is_stale:
            self._is_stale = False
            self._show(self.desk.read(read, self.first, self.last(), self.desk.today()))
        if kind == "request" and rest.isdigit():
            self.show_list("requests").select(int(rest))
        elif kind == "today":
            self.show_list("calendar")
            self.go_to(self.desk.today())
        elif kind == "person" and rest.isdigit():
            made = self.show_list("balances")
            row = next((each for each in made.table.rows() if each.person_id == int(rest)), None)
            if row is not None:
                made.select(row.id)
        elif kind in self.lists:
            self.show_list(kind)

    def actions_offered(self) -> list[QAction]:
        self.commands.offer()
        return [action for action in self.commands.actions.values() if action.isEnabled()]

    def print_document(self) -> QTextDocument | None:
        return self.days.document() if self.key() == "calendar" else super().print_document()

    def _on_switched(self, key: str) -> None:
        super()._on_switched(key)
        self.search.setVisible(key != "calendar")
        self.group.offer(key in ("requests", "balances"))
        self.commands.offer()
        if key == "requests":
            self.show_request()  # its buttons fit the list that is in front

    def open(self, dialog: QDialog) -> None:
        """Show a form, in place of the one before."""
        self.commands.dialog = dialog
        dialog.open()


def _is_away(cell: AwayRow | str) -> bool:
    return isinstance(cell, AwayRow) and cell.state is not LeaveState.REQUESTED


def _step(word: str, name: str) -> QPushButton:
    button = QPushButton(word)
    button.setAutoDefault(False)
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setFixedWidth(36)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
