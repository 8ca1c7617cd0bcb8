"""The tab Team: who works here, as of a day, with everything about one of them beside the list."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from csmanager.features.handbook.knowing import queries as knowing
from csmanager.features.team import actions, brief, hanging, moves, queries
from csmanager.features.team.cardswidget import CardWall
from csmanager.features.team.columnswidget import columns
from csmanager.features.team.commandswidget import TeamCommands
from csmanager.features.team.detailwidget import PersonPane
from csmanager.features.team.fields.actions import set_values
from csmanager.features.team.fields.fieldswidget import PREFIX
from csmanager.features.team.filterwidget import FilterBox
from csmanager.features.team.queries import PersonRow
from csmanager.features.team.rules import STATUS_WORDS, Status
from csmanager.features.team.segments.groupwidget import GroupBox
from csmanager.features.today import figures
from csmanager.ui import printing
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import PAGE_MARGIN
from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pageheader import PageHeader
from csmanager.ui.widgets.table import RecordTable
from csmanager.ui.widgets.texts import day_text

TABLE, CARDS = "table", "cards"
HERE = "here"  # the status filter that hides only those who left
_STATES = [
    (HERE, "Working here"),
    ("", "Everyone"),
    *[(status.value, STATUS_WORDS[status]) for status in Status],
]


class TeamPage(Page):
    """List and detail. The list can be shown as of any day; changes hold from today or the day asked for."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "person",
            "person_alias",
            "acknowledgement",
            "employment",
            "person_skill",
            "team",
            "role",
            "skill",
            "task",
            "cube_month",
            "reporting_line",
            "person_field",
            "person_field_value",
            "segment",
            "contract",
            "person_document",
            "certificate",
            "equipment_issue",
            "emergency_contact",
            "leave_request",
            "absence",
        }
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.view = brief.TeamView([], {}, [], [], [])
        self._wanted: int | None = None
        self._group: set[int] | None = None
        self.stack = QStackedWidget()
        self.wall = CardWall()
        self.table = self._make_table()
        self.commands = TeamCommands(self)
        self.pane = PersonPane([self.commands.edit, self.commands.change])
        self.header = PageHeader("Team")
        self.search = self.header.add_search("Search people", back_to=self.table.view)
        self.switch = self.header.add_switch([(TABLE, "Table"), (CARDS, "Cards")], "Shown as")
        self.header.set_primary(self.commands.add)
        self.header.set_more(self.commands.more())
        self.status = FilterBox("Status", _STATES, HERE)
        self.team = FilterBox("Team", [("", "All teams")])
        self.role = FilterBox("Role", [("", "All roles")])
        self.group = GroupBox(desk)
        self.on = DateField(None, today=desk.today, name="As of")
        self.on.edit.setPlaceholderText("as of today")
        self.on.edit.setMaximumWidth(110)
        self.on.echo.hide()
        self.on.setSizePolicy(
            QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed
        )  # its button stays beside it
        self._build()
        self.search.searched.connect(lambda text: self.table.set_filter(text))
        for box in (self.status, self.team, self.role, self.group):
            box.changed.connect(self._apply_filter)
        self.on.changed.connect(lambda _day: self._on_as_of())
        self._connect_table()
        self.wall.chosen.connect(lambda person_id: self.table.select(person_id))
        self.wall.opened.connect(lambda _person: self.commands.story.trigger())
        self.wall.row_actions = self.commands.for_rows()
        self.switch.changed.connect(lambda _key: self._on_switch())
        self.pane.wanted.connect(self.commands.from_pane)
        self.pane.notes_changed.connect(self._save_notes)

    def _make_table(self) -> RecordTable:
        """The table with a column for each of the manager's own fields."""
        desk = self.desk
        table = RecordTable(
            "team", columns(self), preferences=desk.preferences, today=desk.today, parent=self
        )
        table.setAccessibleName("People")
        table.set_noun("person", "people")
        table.on_edit = self._edit
        return table

    def _connect_table(self) -> None:
        table = self.table
        table.selection_changed.connect(self._show_chosen)
        table.activated.connect(lambda _row: self.commands.story.trigger())
        table.cleared.connect(self._on_cleared)
        model = table.model
        for moved in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.dataChanged):
            moved.connect(lambda *_what: self._fill_wall())
        model.layoutChanged.connect(lambda *_what: self._fill_wall())
        table.add_actions(self.commands.for_rows(), self.commands.enable)

    def _renew_table(self) -> None:
        """Own fields were added, renamed or taken out: another table takes the place of this one."""
        chosen = [row.id for row in self.table.selected_rows()]
        old = self.table
        self.table = self._make_table()
        self._connect_table()
        self.stack.insertWidget(0, self.table)
        self.stack.removeWidget(old)
        old.hide()
        old.deleteLater()
        self.search.back_to = self.table.view
        self.table.set_filter(self.search.text())
        self._on_switch()
        self.table.set_rows(self.view.people)
        for person_id in chosen[:1]:
            self.table.select(person_id)

    def _build(self) -> None:
        self.filters = QWidget()
        filters = QHBoxLayout(self.filters)
        filters.setContentsMargins(0, 0, 0, 0)
        filters.setSpacing(8)
        for box in (self.status, self.team, self.role, self.group):
            filters.addWidget(box)
        filters.addStretch()
        filters.addWidget(self.on)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.wall)
        column.addWidget(self.stack, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("team")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.pane)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([700, 300])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, 16, PAGE_MARGIN, 12)
        layout.setSpacing(12)
        layout.addWidget(self.header)
        layout.addWidget(self.filters)
        layout.addWidget(self.splitter, 1)

    # reading

    def as_of(self) -> dt.date:
        """The day the list shows."""
        return self.on.value() or self.desk.today()

    def load(self) -> None:
        fields = self.view.fields
        self.view = self.desk.read(brief.team_view, self.as_of(), self.desk.today())
        if [(row.id, row.name, row.kind, row.options) for row in fields] != [
            (row.id, row.name, row.kind, row.options) for row in self.view.fields
        ]:
            self._renew_table()
        self.group.renew()
        self.team.set_options([("", "All teams"), *[(name, name) for name in self.view.teams]])
        self.role.set_options([("", "All roles"), *[(name, name) for name in self.view.roles]])
        has_people = bool(self.view.people)
        for widget in (self.filters, self.search, self.switch, self.pane):
            widget.setVisible(has_people)
        self.stack.setCurrentIndex(1 if has_people and self.switch.value() == CARDS else 0)
        if self.header.primary is not None:
            self.header.primary.setVisible(has_people)  # the empty list has the same button
        if not has_people:
            self.table.set_empty(self._empty())
        self.table.set_rows(self.view.people)
        self._apply_filter()
        day = self.as_of()
        here = sum(row.status is not Status.LEFT and not row.is_future for row in self.view.people)
        when = "" if day == self.desk.today() else f" on {day_text(day)}"
        away = f", {len(self.view.out)} out" if self.view.out else ""
        self.header.set_title(
            "Team", f"{here} {'person' if here == 1 else 'people'}{when}{away}" if self.view.people else ""
        )
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.show_record(str(wanted))
        elif not self.table.selected_rows():
            self.table.select_first()
        self._fill_wall()
        self._show_chosen()

    def _on_switch(self) -> None:
        is_cards = self.switch.value() == CARDS and bool(self.view.people)
        self.stack.setCurrentIndex(1 if is_cards else 0)
        self.search.back_to = self.wall if is_cards else self.table.view
        self._fill_wall()

    def _fill_wall(self) -> None:
        """The cards are the rows of the table, in its order."""
        if self.switch.value() != CARDS:
            return
        row = self.table.current_row()
        labels = self.view.labels
        rows = self.table.shown_rows()
        if not rows and self.view.people:
            self.stack.setCurrentIndex(0)  # which says that the filter hides everybody
        else:
            self.stack.setCurrentIndex(1 if self.view.people else 0)
        self.wall.show_people(
            rows, self.as_of(), lambda each: labels.get(each.id, each.name), row.id if row else None
        )

    def _empty(self) -> EmptyState:
        example = self.window_command("sample")
        return EmptyState(
            "Nobody here yet",
            "Add the people who answer your customers, or copy your roster in the spreadsheet and paste it here."
            " Importing contacts also makes the people it names.",
            "Add person…",
            self.commands.add.trigger,
            second_text="Load example" if example is not None else "Paste roster…",
            second=example.trigger if example is not None else self.commands.paste.trigger,
        )

    def _apply_filter(self) -> None:
        status, team, role = self.status.value(), self.team.value(), self.role.value()
        group = self.group.members(self.as_of())
        hides_left = status == HERE and any(row.status is Status.LEFT for row in self.view.people)
        if not (hides_left or team or role or status not in ("", HERE) or group is not None):
            self.table.set_predicate(None)
            return

        def passes(row: PersonRow) -> bool:
            stands = status == "" or (
                row.status is not Status.LEFT if status == HERE else row.status.value == status
            )
            belongs = group is None or row.id in group
            return stands and belongs and (not team or row.team == team) and (not role or row.role == role)

        self.table.set_predicate(passes)

    def _on_as_of(self) -> None:
        if not self.on.problem():
            self.refresh()

    def _on_cleared(self) -> None:
        self.search.clear()
        for box, value in ((self.status, ""), (self.team, ""), (self.role, ""), (self.group, "")):
            box.set_value(value)

    def _show_chosen(self) -> None:
        row = self.table.current_row()
        self.commands.enable()
        if row is None:
            self.pane.show_nobody()
            return
        if len(chosen := self.table.selected_rows()) > 1:
            self.pane.show_several(chosen)
            return
        zone = self.desk.settings.zone()
        detail = self.desk.read(queries.person, row.id, self.as_of())
        if detail is None:
            return
        self.wall.select(row.id)

        def moment(at: dt.datetime) -> str:
            there = at.astimezone(zone)
            return f"{there:%H:%M}, {day_text(there.date())}"

        life = self.desk.read(brief.life, row.id)
        gaps = self.desk.read(knowing.gaps, row.id, self.desk.today())
        unsigned = [(gap.title, gap.mark, gap.words(self.desk.today())) for gap in gaps]
        around = self.desk.read(hanging.around, row.id, self.as_of())
        self.pane.show_person(detail, life, self.as_of(), moment, unsigned, around)
        person_id = row.id
        self.desk.fetch(
            self.pane,
            figures.person_figures,
            person_id,
            self.as_of(),
            then=lambda month: self._show_figures(person_id, month),
            failed=lambda _error: None,  # the figures are an extra here; Reviews says what is wrong
        )

    def _show_figures(self, person_id: int, month: figures.MonthRow | None) -> None:
        if month is not None:
            shown = [(each.name, each.text, each.mark, each.word) for each in month.figures]
            self.pane.show_figures(person_id, month.title, shown)

    # changing

    def _edit(self, row: PersonRow, column: str, value: Any) -> None:
        """A cell was edited: it holds from the day shown. What cannot be taken stays in the editor."""
        if column.startswith(PREFIX):
            field_id = int(column.removeprefix(PREFIX))
            label = f"Change {row.name}"
            self.desk.try_do(label, set_values, row.id, {field_id: value})
            return
        terms = {"role": "role", "team": "team", "hours": "weekly_minutes"}
        if column in terms:
            self.desk.try_do(
                f"Change {'hours' if column == 'hours' else column} of {row.name}",
                moves.change_employment,
                row.id,
                starts_on=max(self.as_of(), row.started_on or self.as_of()),
                **{terms[column]: value},
            )
        else:
            fact = "started_on" if column == "started" else column
            self.desk.try_do(f"Change {row.name}", actions.change_person, row.id, **{fact: value})

    def _save_notes(self, person_id: int, text: str) -> None:
        name = next((row.name for row in self.view.people if row.id == person_id), "")
        self.desk.do(f"Write notes on {name}", actions.change_person, person_id, notes=text)

    # what the window asks

    def show_record(self, record: str) -> None:
        if record == "new":
            self.commands.add.trigger()
            return
        if not record.isdigit():
            return
        found = int(record)
        if not self.view.people:
            self._wanted = found
            return
        if not self.table.select(found):
            self.table.clear_filter()
            self.table.select(found)
        if self.switch.value() == CARDS:
            self.wall.select(found)
            self.wall.setFocus()
        else:
            self.table.view.setFocus()

    def find_on_page(self) -> None:
        self.search.focus()

    def actions_offered(self) -> list[QAction]:
        return self.commands.all()

    def paste_block(self, text: str) -> bool:
        """Take a copied block of cells as a roster."""
        self.commands.paste_roster(text)
        return True

    def print_document(self) -> QTextDocument | None:
        if not self.table.shown_rows():
            return None
        on = "" if self.as_of() == self.desk.today() else f" on {day_text(self.as_of())}"
        return printing.table_document(f"People{on}", self.table)
