"""The tab Team: who works here, as of a day, with everything about one of them beside the list."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from csmanager.features.handbook.knowing import queries as knowing
from csmanager.features.team import actions, brief, moves, queries
from csmanager.features.team.columnswidget import columns
from csmanager.features.team.commandswidget import TeamCommands
from csmanager.features.team.detailwidget import PersonPane
from csmanager.features.team.filterwidget import FilterBox
from csmanager.features.team.queries import PersonRow
from csmanager.features.team.rules import STATUS_WORDS, Status
from csmanager.features.today import figures
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import PAGE_MARGIN
from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pageheader import PageHeader
from csmanager.ui.widgets.table import RecordTable
from csmanager.ui.widgets.texts import day_text

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
        }
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.view = brief.TeamView([], {}, [], [], [])
        self._wanted: int | None = None
        self.table = RecordTable(
            "team", columns(self), preferences=desk.preferences, today=desk.today, parent=self
        )
        self.table.setAccessibleName("People")
        self.table.set_noun("person", "people")
        self.table.on_edit = self._edit
        self.commands = TeamCommands(self)
        self.pane = PersonPane([self.commands.edit, self.commands.change])
        self.header = PageHeader("Team")
        self.search = self.header.add_search("Search people", back_to=self.table.view)
        self.header.set_primary(self.commands.add)
        self.header.set_more(self.commands.more())
        self.status = FilterBox("Status", _STATES, HERE)
        self.team = FilterBox("Team", [("", "All teams")])
        self.role = FilterBox("Role", [("", "All roles")])
        self.on = DateField(None, today=desk.today, name="As of")
        self.on.edit.setPlaceholderText("today")
        self.on.edit.setMaximumWidth(110)
        self.on.echo.hide()
        self._build()
        self.search.searched.connect(self.table.set_filter)
        for box in (self.status, self.team, self.role):
            box.changed.connect(self._apply_filter)
        self.on.changed.connect(lambda _day: self._on_as_of())
        self.table.selection_changed.connect(self._show_chosen)
        self.table.activated.connect(lambda _row: self.commands.story.trigger())
        self.table.cleared.connect(self._on_cleared)
        self.table.add_actions(self.commands.for_rows(), self.commands.enable)
        self.pane.wanted.connect(self.commands.from_pane)
        self.pane.notes_changed.connect(self._save_notes)

    def _build(self) -> None:
        self.filters = QWidget()
        filters = QHBoxLayout(self.filters)
        filters.setContentsMargins(0, 0, 0, 0)
        filters.setSpacing(8)
        for box in (self.status, self.team, self.role):
            filters.addWidget(box)
        filters.addStretch()
        as_of = QLabel("As of")
        as_of.setProperty("role", "muted")
        as_of.setBuddy(self.on.edit)
        filters.addWidget(as_of)
        filters.addWidget(self.on)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.filters)
        column.addWidget(self.table, 1)
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
        layout.addWidget(self.splitter, 1)

    # reading

    def as_of(self) -> dt.date:
        """The day the list shows."""
        return self.on.value() or self.desk.today()

    def load(self) -> None:
        self.view = self.desk.read(brief.team_view, self.as_of(), self.desk.today())
        self.team.set_options([("", "All teams"), *[(name, name) for name in self.view.teams]])
        self.role.set_options([("", "All roles"), *[(name, name) for name in self.view.roles]])
        has_people = bool(self.view.people)
        for widget in (self.filters, self.search, self.pane):
            widget.setVisible(has_people)
        if self.header.primary is not None:
            self.header.primary.setVisible(has_people)  # the empty list has the same button
        if not has_people:
            self.table.set_empty(self._empty())
        self.table.set_rows(self.view.people)
        self._apply_filter()
        day = self.as_of()
        here = sum(row.status is not Status.LEFT and not row.is_future for row in self.view.people)
        when = "" if day == self.desk.today() else f" on {day_text(day)}"
        self.header.set_title(
            "Team", f"{here} {'person' if here == 1 else 'people'}{when}" if self.view.people else ""
        )
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.show_record(str(wanted))
        elif not self.table.selected_rows():
            self.table.select_first()
        self._show_chosen()

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
        hides_left = status == HERE and any(row.status is Status.LEFT for row in self.view.people)
        if not (hides_left or team or role or status not in ("", HERE)):
            self.table.set_predicate(None)
            return

        def passes(row: PersonRow) -> bool:
            stands = status == "" or (
                row.status is not Status.LEFT if status == HERE else row.status.value == status
            )
            return stands and (not team or row.team == team) and (not role or row.role == role)

        self.table.set_predicate(passes)

    def _on_as_of(self) -> None:
        if not self.on.problem():
            self.refresh()

    def _on_cleared(self) -> None:
        self.search.clear()
        for box, value in ((self.status, ""), (self.team, ""), (self.role, "")):
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

        def moment(at: dt.datetime) -> str:
            there = at.astimezone(zone)
            return f"{there:%H:%M}, {day_text(there.date())}"

        life = self.desk.read(brief.life, row.id)
        gaps = self.desk.read(knowing.gaps, row.id, self.desk.today())
        unsigned = [(gap.title, gap.mark, gap.words(self.desk.today())) for gap in gaps]
        self.pane.show_person(detail, life, self.as_of(), moment, unsigned)
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
        return None
