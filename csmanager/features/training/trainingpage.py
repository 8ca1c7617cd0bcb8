"""The view Training: the matrix, who has to take what, dates, courses, mentoring, hours and cost."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QWidget

from csmanager.features.onboarding.competency import mentor_outcome
from csmanager.features.reviews.cycles.recordswidget import ListsPage, RecordsWidget
from csmanager.features.team.filterwidget import FilterBox
from csmanager.features.team.segments.groupwidget import GroupBox
from csmanager.features.training import choices, detailwidget, figures, queries, rules
from csmanager.features.training.commandswidget import RECORDED, TrainingCommands
from csmanager.features.training.matrixwidget import MatrixList
from csmanager.features.training.queries import CourseRow, EnrolmentRow, PairRow, SessionRow
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState

LISTS = (
    ("matrix", "Matrix"), ("entries", "To take"), ("dates", "Dates"), ("courses", "Courses"),
    ("pairs", "Mentoring"), ("hours", "Hours"),
)  # fmt: skip
_WIDE = 128  # letters of a page on which the filters stand beside the switch
_KINDS = {"course": "courses", "session": "dates", "pair": "pairs", "entry": "entries"}


class TrainingPage(ListsPage):
    """Records: "course/ID", "session/ID", "pair/ID", "entry/ID", "person/ID" (in the matrix)."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "course", "course_requirement", "course_session", "enrolment", "mentoring", "mentoring_talk", "person",
            "employment", "role", "team", "skill", "metric", "segment",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        today = desk.today()
        self.shown: choices.Shown | None = None
        self._effects: dict[int, figures.CourseEffect | None] = {}
        self.matrix = MatrixList(desk)
        self.entry_list = RecordsWidget(
            desk, "training entries", detailwidget.entry_columns(today), title="To take", noun=("entry", "entries"),
            nothing="Choose an entry.",
        )  # fmt: skip
        self.dates = RecordsWidget(
            desk, "course dates", detailwidget.session_columns(today), title="Dates", noun=("date", "dates"),
            nothing="Choose a date.",
        )  # fmt: skip
        self.course_list = RecordsWidget(
            desk, "courses", detailwidget.course_columns(), title="Courses", noun=("course", "courses"),
            nothing="Choose a course.",
        )  # fmt: skip
        self.pair_list = RecordsWidget(
            desk, "mentoring pairs", detailwidget.pair_columns(), title="Mentoring", noun=("pair", "pairs"),
            nothing="Choose a pair.",
        )  # fmt: skip
        self.hours = RecordsWidget(
            desk, "training hours", detailwidget.spent_columns(desk.settings.currency), title="Hours and cost",
            noun=("course", "courses"), nothing="Choose a course.",
        )  # fmt: skip
        parts = (self.matrix, self.entry_list, self.dates, self.course_list, self.pair_list, self.hours)
        lists = [(key, word, made) for (key, word), made in zip(LISTS, parts, strict=True)]
        super().__init__(desk, "Training", lists, "Search people or courses", parent)
        self.team = FilterBox("Team", [("", "All teams")])
        self.role = FilterBox("Role", [("", "All roles")])
        self.stands = FilterBox(
            "Stands",
            [("", "All"), ("open", "Open"), ("late", "Late"), ("soon", "Runs out soon"), ("done", "Done")],
        )
        self.period = FilterBox("Period", [(key, word) for key, (word, _, _) in choices.spans(today).items()])
        self.group = GroupBox(desk)
        self.add_filters(self.group, self.team, self.role, self.stands, self.period, wide=_WIDE)
        for box in (self.group, self.team, self.role, self.stands):
            box.changed.connect(self._filter)
        self.period.changed.connect(self.refresh)
        self.head_action = QAction("Assign to people…", self)
        self.commands = TrainingCommands(self)
        self.head_action.triggered.connect(lambda _on=False: self._do_head())
        self._set_up()

    def _set_up(self) -> None:
        some = self.commands.some
        states = tuple(f"to_{state}" for state in RECORDED)
        self.header.set_primary(self.head_action)
        self.header.set_more(
            some("new", "require", "plan", "pair", "", "renew", "add_modules", "", "sheet", "workbook")
        )
        self.addActions(some("new", "edit", "assign", "book", "to_passed"))
        self.entry_list.table.add_actions(some(*states, "", "plan", "assign"), self.commands.offer)
        self.matrix.extra_actions = some(*states, "", "plan", "assign", "require")
        self.dates.table.add_actions(some("book", "hold", "edit", "sheet", "cancel"), self.commands.offer)
        self.course_list.table.add_actions(
            some("assign", "plan", "require", "require_no_more", "edit", "", "end_course", "trash"),
            self.commands.offer,
        )
        self.pair_list.table.add_actions(some("talk", "end_pair"), self.commands.offer)
        self.entry_list.table.activated.connect(lambda _row: self.commands.record(rules.State.PASSED))
        self.dates.table.activated.connect(lambda _row: self.commands.edit())
        self.course_list.table.activated.connect(lambda _row: self.commands.edit())
        self.pair_list.table.activated.connect(lambda _row: self.commands.talk())
        self.matrix.window_call = lambda _name: self.commands.add_modules()  # type: ignore[method-assign]
        self.matrix.table.set_empty(self.matrix.nothing_here())
        self.matrix.chosen.connect(lambda _row: self._show_entry(self.matrix, self.matrix.cell()))
        self.entry_list.chosen.connect(lambda row: self._show_entry(self.entry_list, row))
        self.dates.chosen.connect(self._show_session)
        self.course_list.chosen.connect(self._show_course)
        self.pair_list.chosen.connect(self._show_pair)
        self.hours.chosen.connect(self._show_spent)
        for made, title, text, word, call in (
            (self.entry_list, "Nobody has anything to take",
             "Say which role must take a course, and everybody of that role gets it, newcomers on their first day.",
             "Who must take it…", self.commands.require),
            (self.dates, "No date is planned",
             "A date has a trainer, a place and so many places; whoever is booked stands on the sheet to sign.",
             "Plan a date…", self.commands.plan),
            (self.course_list, "No course yet",
             "Ten modules come along, each with a goal, an agenda with minutes, exercises and check questions. Change"
             " them as you like, or write your own.",
             "Add the ten modules", self.commands.add_modules),
            (self.pair_list, "Nobody mentors anybody yet",
             "A pair has a goal and an end. Short notes of when the two sat together show whether it is real.",
             "New mentoring pair…", self.commands.pair),
        ):  # fmt: skip
            made.table.set_empty(EmptyState(title, text, word, call))
        self.hours.table.set_empty(
            EmptyState(
                "Nothing was taken in this period", "Choose a longer one above, or note what was taken."
            )
        )

    # reading

    def load(self) -> None:
        today = self.desk.today()
        _, first, last = choices.spans(today)[self.period.value()]
        self._show(self.desk.read(choices.read, today, first, last))

    def _show(self, found: choices.Shown) -> None:
        self.shown = found
        self._effects.clear()
        self.group.renew()
        for box, name, words in (
            (self.team, "teams", {row.team for row in found.entries if row.team}),
            (self.role, "roles", {row.role for row in found.entries if row.role}),
        ):
            box.set_options([("", f"All {name}"), *((word, word) for word in sorted(words))])
        self.dates.set_rows(found.sessions)
        self.course_list.set_rows(found.courses)
        self.pair_list.set_rows(found.pairs)
        self.hours.set_rows(found.spent)
        self._filter()

    def filtered(self) -> list[EnrolmentRow]:
        """The entries that the filters let through."""
        if self.shown is None:
            return []
        team, role, stands, today = (
            self.team.value(),
            self.role.value(),
            self.stands.value(),
            self.shown.today,
        )
        members = self.group.members(today)
        kinds = {"late": ("late",), "soon": ("soon",), "done": ("good", "soon")}.get(stands, ())
        return [
            row
            for row in self.shown.entries
            if (members is None or row.person_id in members)
            and (not team or row.team == team)
            and (not role or row.role == role)
            and (not kinds or row.standing(today)[0] in kinds)
            and (stands != "open" or row.state in rules.OPEN_STATES)
        ]

    def period_words(self) -> str:
        """What the hours are of."""
        return choices.spans(self.desk.today())[self.period.value()][0]

    def _filter(self) -> None:
        if self.shown is None:
            return
        rows, today = self.filtered(), self.shown.today
        self.matrix.show_matrix(rows, today)
        self.entry_list.set_rows(rows)
        late = sum(row.late(today) > 0 for row in rows)
        waiting = sum(row.state in rules.OPEN_STATES for row in rows)
        hours = sum(row.minutes for row in self.shown.spent) / 60
        times = sum(row.n for row in self.shown.spent)
        self.say(
            f"{waiting} open, {late} late · {self.period_words().lower()}: {hours:,.1f} h in {times} times"
            if rows or times
            else "Who has to take what, and who has passed it"
        )
        self._on_key()

    # choosing

    def entries(self) -> list[EnrolmentRow]:
        """The entries that are chosen, in the matrix or in the list."""
        if self.key() == "entries":
            return list(self.entry_list.table.selected_rows())
        cell = self.matrix.cell() if self.key() == "matrix" else None
        return [cell] if cell is not None else []

    def course(self) -> CourseRow | None:
        """The course that is chosen."""
        row: CourseRow | None = self.course_list.table.current_row() if self.key() == "courses" else None
        return row

    def session(self) -> SessionRow | None:
        """The date that is chosen."""
        row: SessionRow | None = self.dates.table.current_row() if self.key() == "dates" else None
        return row

    def pair(self) -> PairRow | None:
        """The pair that is chosen."""
        row: PairRow | None = self.pair_list.table.current_row() if self.key() == "pairs" else None
        return row

    def open_record(self, record: str) -> None:
        """Read again and show a record that was just made."""
        self.refresh()
        self.show_record(record)

    def show_record(self, record: str) -> None:
        if self._is_stale or self.shown is None:
            self._load()
        kind, _, number = record.partition("/")
        if kind in _KINDS and number.isdigit():
            self.show_list(_KINDS[kind]).select(int(number))
        elif kind == "person" and number.isdigit():
            self.show_list("matrix").select(int(number))

    def actions_offered(self) -> list[QAction]:
        self.commands.offer()
        return [action for action in self.commands.actions.values() if action.isEnabled()]

    def print_document(self) -> QTextDocument | None:
        from csmanager.features.training import paperview

        shop, date = self.desk.settings.name, self.session()
        if date is not None:
            return paperview.attendance(date, shop)
        if self.key() == "matrix" and self.shown is not None:
            rows = self.matrix.table.shown_rows()
            heads = sorted({(key, cell.course) for row in rows for key, cell in row.cells.items()},
                           key=lambda head: head[1].casefold())  # fmt: skip
            return paperview.matrix(rows, heads, shop, self.shown.today)
        return super().print_document()

    def _do_head(self) -> None:
        calls: dict[str, Any] = {
            "dates": self.commands.plan, "courses": self.commands.new, "pairs": self.commands.pair,
        }  # fmt: skip
        calls.get(self.key(), self.commands.assign)()

    def _on_switched(self, key: str) -> None:
        super()._on_switched(key)
        self._on_key()
        self.current().chosen.emit(self.current().table.current_row())

    def _on_key(self) -> None:
        key = self.key()
        on_people = key in ("matrix", "entries")
        for box in (self.team, self.role, self.stands):
            box.setVisible(on_people)
        if on_people:
            self.group.renew()  # hidden while no group is saved
        else:
            self.group.hide()
        self.period.setVisible(key == "hours")
        self.commands.offer()
        self.show_primary(bool(self.current().table.rows()) and key != "hours")

    def _offered(self, *keys: str) -> list[QAction]:
        return [self.commands.actions[key] for key in keys if self.commands.actions[key].isEnabled()]

    def _show_entry(self, where: RecordsWidget, row: EnrolmentRow | None) -> None:
        self.commands.offer()
        if row is None or self.shown is None:
            where.pane.clear()
            return
        moves = self.desk.read(queries.moves, row.id)
        offered = self._offered("to_passed", "to_attended", "to_exempt", "to_assigned")[:3]
        detailwidget.show_entry(where.pane, row, moves, self.shown.today, offered)

    def _show_session(self, row: SessionRow | None) -> None:
        self.commands.offer()
        if row is None:
            self.dates.pane.clear()
        else:
            detailwidget.show_session(self.dates.pane, row, self._offered("book", "hold"))

    def _show_course(self, row: CourseRow | None) -> None:
        self.commands.offer()
        if row is None:
            self.course_list.pane.clear()
            return
        known = row.id in self._effects
        offered = self._offered("assign", "plan")
        detailwidget.show_course(self.course_list.pane, row, self._effects.get(row.id), known, offered)
        if row.metric_key and not known and self.isVisible():
            self.desk.fetch(
                self.course_list.pane, figures.course_effect, row.id, self.desk.today(),
                then=partial(self._keep_effect, row.id), failed=lambda _error: None,
            )  # fmt: skip

    def _keep_effect(self, course_id: int, found: figures.CourseEffect | None) -> None:
        self._effects[course_id] = found
        row = self.course()
        if row is not None and row.id == course_id:
            self._show_course(row)

    def _show_pair(self, row: PairRow | None) -> None:
        self.commands.offer()
        if row is None:
            self.pair_list.pane.clear()
        else:
            outcome = self.desk.read(mentor_outcome, row.mentor_id, self.desk.today())
            detailwidget.show_pair(self.pair_list.pane, row, self._offered("talk", "end_pair"), outcome)

    def _show_spent(self, row: figures.SpentRow | None) -> None:
        if row is None:
            self.hours.pane.clear()
        else:
            detailwidget.show_spent(self.hours.pane, row, self.period_words())
