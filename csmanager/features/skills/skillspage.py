"""The view Skills: the matrix, where few are all there is, the bench, what roles ask for, and the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.core.files import replace_file
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.features.skills import actions, asked, formdialogs, kits, listswidget, queries, workbook
from csmanager.features.skills.agendawidget import sent
from csmanager.features.skills.asked import AskedRow
from csmanager.features.skills.listswidget import SkillMatrix
from csmanager.features.skills.queries import BenchRow, MatrixRow, MatrixView, PointRow, SkillHead
from csmanager.features.talks.sendingwidget import AboutCommands, Sent
from csmanager.features.team.filterwidget import FilterBox
from csmanager.features.team.segments.groupwidget import GroupFilter, of_person
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState

LISTS = (
    ("matrix", "Matrix"), ("points", "On few"), ("bench", "Bench"), ("roles", "Roles"), ("catalogue", "Skills"),
)  # fmt: skip


class SkillsPage(ListsPage):
    """Records: "cell/PERSON.SKILL", "skill/ID", "points", "bench"."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "skill", "person_skill", "skill_evidence", "role_skill", "successor", "person", "employment", "role",
            "team", "leave_request", "absence", "segment",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.view = MatrixView((), (), ())
        self.dialog: QDialog | None = None
        self.matrix = SkillMatrix(desk)
        self.points = RecordsWidget(
            desk, "skills on few", listswidget.point_columns(), title="Skills on few people",
            noun=("skill", "skills"), nothing="Choose a skill.",
        )  # fmt: skip
        self.bench = RecordsWidget(
            desk, "bench", listswidget.bench_columns(), title="Who could take which role",
            noun=("line", "lines"), nothing="Choose a line.",
        )  # fmt: skip
        self.asked_list = RecordsWidget(
            desk, "asked skills", listswidget.asked_columns(), title="What roles ask for",
            noun=("line", "lines"), nothing="Choose a line.",
        )  # fmt: skip
        self.catalogue = RecordsWidget(
            desk, "skill catalogue", listswidget.skill_columns(), title="Catalogue of skills",
            noun=("skill", "skills"), nothing="Choose a skill.",
        )  # fmt: skip
        parts = (self.matrix, self.points, self.bench, self.asked_list, self.catalogue)
        lists = [(key, word, made) for (key, word), made in zip(LISTS, parts, strict=True)]
        super().__init__(desk, "Skills", lists, "Search people or skills", parent)
        self.group = GroupFilter(desk, {self.bench.table: of_person})
        self.team = FilterBox("Team", [("", "All teams")])
        self.role = FilterBox("Role", [("", "All roles")])
        self.category = FilterBox("Category", [("", "All categories")])
        self.stands = FilterBox("Stands", [("", "Everybody"), ("gaps", "With gaps"), ("soon", "Running out")])
        self.filters = QWidget()
        filters = QHBoxLayout(self.filters)
        filters.setContentsMargins(0, 0, 0, 0)
        filters.setSpacing(8)
        for box in (self.group, self.team, self.role, self.category, self.stands):
            filters.addWidget(box)
            box.changed.connect(self._fill_matrix)
        filters.addStretch(1)
        self.body.insertWidget(2, self.filters)
        for made in parts[1:]:
            made.splitter.setSizes([740, 300])
        self.commands = Commands(self)
        self._set_up()

    def _set_up(self) -> None:
        self.commands.make(
            ("judge", "Judge a skill…", self.judge, "Ctrl+J"),
            ("story", "Open the whole story", self.open_story, ""),
            ("new", "New skill…", lambda: self.edit_skill(None), "Ctrl+Shift+N"),
            ("edit", "Edit…", self.edit_current, "F2"),
            ("remove", "Remove", self.remove, ""),
            ("ask", "Ask a role for a skill…", lambda: self.ask_for(None), ""),
            ("ask_no_more", "Ask for it no more", self.ask_no_more, ""),
            ("name", "Name somebody for a role…", lambda: self.name_for(None), ""),
            ("take_off", "Take off the bench", self.take_off, ""),
            ("kit", "Start with the skills of a business…", self.start_with, ""),
            ("workbook", "Save the matrix as a workbook…", self.save_workbook, ""),
        )
        self.commands.actions |= AboutCommands(self.desk, self, self._sent).actions()
        some = self.commands.some
        self.header.set_primary(self.commands.actions["judge"])
        self.header.set_more(some("new", "ask", "name", "", "kit", "", "workbook"))
        self.matrix.row_actions = some("judge", "send", "note", "story")
        self.matrix.before = self.enable
        self.matrix.opened.connect(self.judge)
        self.matrix.nothing = self._nothing
        self.matrix.table.set_empty(self._nothing())
        self.points.table.add_actions(some("judge", "edit"), self.enable)
        self.bench.table.add_actions(
            some("name", "edit", "take_off", "", "send", "note", "story"), self.enable
        )
        self.asked_list.table.add_actions(some("ask", "edit", "ask_no_more"), self.enable)
        self.asked_list.table.on_edit = self._edit_level
        self.catalogue.table.add_actions(some("edit", "ask", "remove"), self.enable)
        self.bench.table.activated.connect(lambda row: self.name_for(row))
        self.asked_list.table.activated.connect(lambda row: self.ask_for(row))
        self.catalogue.table.activated.connect(lambda row: self.edit_skill(row))
        self.points.table.activated.connect(lambda _row: self.judge())
        self.matrix.chosen.connect(lambda _row: self._show_cell())
        self.points.chosen.connect(self._show_point)
        self.bench.chosen.connect(self._show_bench)
        self.asked_list.chosen.connect(self._show_asked)
        self.catalogue.chosen.connect(self._show_skill)
        self.points.table.set_empty(
            EmptyState(
                "No role asks for a skill yet",
                "Say which skills a role needs; those that hang on one person, or on nobody today, stand here first.",
                "Start with the skills of a business…",
                self.start_with,
            )
        )
        self.bench.table.set_empty(
            EmptyState(
                "Nobody is near another role yet",
                "As soon as roles ask for skills, everybody who could take another one now, in half a year or in a year"
                " stands here with what is missing. You can also name somebody yourself.",
                "Name somebody for a role…",
                lambda: self.name_for(None),
            )
        )
        self.asked_list.table.set_empty(
            EmptyState(
                "No role asks for a skill yet",
                "What a role asks for is what gaps are measured against.",
                "Ask a role for a skill…",
                lambda: self.ask_for(None),
            )
        )
        self.catalogue.table.set_empty(self._nothing())

    def _nothing(self) -> EmptyState:
        return EmptyState(
            "No skills yet",
            "A matrix of people and skills shows what is missing, what runs out, and where one person is all there is."
            " Roles and skills of three kinds of business come along; change them as you like.",
            "Start with the skills of a business…",
            self.start_with,
            second_text="New skill…",
            second=lambda: self.edit_skill(None),
        )

    # reading

    def load(self) -> None:
        self.desk.fetch(
            self,
            asked.read,
            self.desk.today(),
            then=self._show,
            failed=lambda error: self.desk.say(str(error)),
        )

    def _show(self, found: tuple[MatrixView, list[PointRow], list[BenchRow]]) -> None:
        self.view, few, bench = found
        self.group.renew()
        rows = self.view.rows
        self.team.set_options([("", "All teams"), *asked.options(row.team for row in rows)])
        self.role.set_options([("", "All roles"), *asked.options(row.role for row in rows)])
        self.category.set_options(
            [("", "All categories"), *asked.options(head.category for head in self.view.skills)]
        )
        self.points.set_rows(few)
        self.bench.set_rows(bench)
        self.asked_list.set_rows(asked.asked(self.view))
        self.catalogue.set_rows(self.view.skills)
        self._fill_matrix()
        gaps = sum(row.gaps for row in rows)
        alone = sum(row.count <= 1 for row in few)
        self.say(
            f"{len(self.view.skills)} skills, {gaps} gaps, {alone} on one person or nobody"
            if self.view.skills
            else "Who can do what, and how we know"
        )
        self.enable()

    def _fill_matrix(self) -> None:
        team, role, category, stands = (
            box.value() for box in (self.team, self.role, self.category, self.stands)
        )
        members = self.group.members(self.desk.today())
        heads = [head for head in self.view.skills if not category or head.category == category]
        if role:
            wanted = {skill for each in self.view.roles if each.name == role for skill in each.wanted}
            heads = [head for head in heads if head.id in wanted] or heads
        rows = [
            row
            for row in (self.view.rows if self.view.skills else ())
            if (members is None or row.id in members)
            and (not team or row.team == team)
            and (not role or row.role == role)
            and (stands != "gaps" or row.gaps)
            and (
                stands != "soon"
                or any(cell.standing.value in ("soon", "expired") for cell in row.cells.values())
            )
        ]
        self.matrix.show_matrix(rows, heads)
        self.filters.setVisible(self.key() == "matrix" and bool(self.view.skills))

    def _show_cell(self) -> None:
        row, head = self.matrix.table.current_row(), self.matrix.head()
        self.enable()
        if row is None or head is None:
            self.matrix.pane.clear()
            return
        listswidget.show_cell(
            self.matrix.pane,
            row,
            head,
            self.desk.read(queries.evidence, row.id, head.id),
            self.commands.some("judge"),
        )

    def _show_point(self, row: PointRow | None) -> None:
        self.enable()
        if row is None:
            self.points.pane.clear()
        else:
            listswidget.show_point(self.points.pane, row, self.commands.some("judge"))

    def _show_bench(self, row: BenchRow | None) -> None:
        self.enable()
        if row is None:
            self.bench.pane.clear()
        else:
            listswidget.show_bench(self.bench.pane, row, self.commands.some("edit"))

    def _show_asked(self, row: AskedRow | None) -> None:
        self.enable()
        head = self._head(row.skill_id) if row is not None else None
        if head is None:
            self.asked_list.pane.clear()
        else:
            listswidget.show_skill(self.asked_list.pane, head, self.commands.some("edit", "ask_no_more"))

    def _show_skill(self, row: SkillHead | None) -> None:
        self.enable()
        if row is None:
            self.catalogue.pane.clear()
        else:
            listswidget.show_skill(self.catalogue.pane, row, self.commands.some("edit", "ask"))

    def enable(self) -> None:
        """Let only what is possible be chosen."""
        may, key = not self.desk.store.read_only, self.key()
        on = {
            "judge": bool(self.view.skills and self.view.rows),
            "send": self._sent() is not None,
            "note": self._sent() is not None,
            "story": key in ("matrix", "bench") and self._person() is not None,
            "edit": key in ("bench", "roles", "catalogue", "points")
            and self.current().table.current_row() is not None,
            "remove": key == "catalogue" and self.catalogue.table.current_row() is not None,
            "ask": bool(self.view.skills and self.view.roles),
            "ask_no_more": key == "roles" and self.asked_list.table.current_row() is not None,
            "name": bool(self.view.roles and self.view.rows),
            "take_off": key == "bench" and bool(getattr(self.bench.table.current_row(), "is_named", False)),
            "workbook": bool(self.view.skills),
        }
        for name, action in self.commands.actions.items():
            free = name in ("story", "workbook")
            action.setEnabled((may or free) and on.get(name, True))
        self.show_primary(bool(self.current().table.rows()))

    def _on_switched(self, key: str) -> None:
        super()._on_switched(key)
        self.filters.setVisible(key in ("matrix", "bench") and bool(self.view.skills))
        for box in (self.team, self.role, self.category, self.stands):
            box.setVisible(key == "matrix")
        self.enable()

    # what is done

    def judge(self) -> None:
        """Judge somebody, by evidence."""
        row, head = self._person(), self._chosen_skill()
        person_id = (
            row.id if isinstance(row, MatrixRow) else (row.person_id if isinstance(row, BenchRow) else None)
        )
        level = 0
        if isinstance(row, MatrixRow) and head is not None and head.id in row.cells:
            level = row.cells[head.id].level

        def submit(said: dict[str, Any]) -> None:
            name = next(each.person for each in self.view.rows if each.id == said["person_id"])
            skill = self._head(said["skill_id"])
            label = f"Judge {skill.name if skill else 'a skill'} of {name}"
            self.desk.try_do(label, actions.judge, today=self.desk.today(), **said)

        people = [(each.id, each.person) for each in self.view.rows]
        self._open(
            formdialogs.judge(people, self.view.skills, person_id, head, level, submit, self.desk.today, self)
        )

    def edit_current(self) -> None:
        """Change what is chosen."""
        row = self.current().table.current_row()
        if isinstance(row, BenchRow):
            self.name_for(row)
        elif isinstance(row, AskedRow):
            self.ask_for(row)
        elif isinstance(row, SkillHead | PointRow):
            self.edit_skill(self._head(row.id))

    def edit_skill(self, row: SkillHead | None) -> None:
        """A new skill, or another text for one."""

        def submit(said: dict[str, Any]) -> None:
            label = f"Change the skill {row.name}" if row else f"Add the skill {said['name']}"
            self.desk.try_do(label, actions.save_skill, row.id if row else None, **said)

        categories = sorted({head.category for head in self.view.skills if head.category})
        self._open(formdialogs.skill(row, categories, submit, self.desk.today, self))

    def remove(self) -> None:
        """Take a skill out of the catalogue."""
        row = self.catalogue.table.current_row()
        if row is not None:
            self.desk.do(f"Remove the skill {row.name}", actions.remove_skill, row.id)

    def ask_for(self, row: AskedRow | None) -> None:
        """Say which level a role asks for."""
        chosen = (row.role_id, row.skill_id, row.level, row.mandatory) if row is not None else None
        if chosen is None and self.key() == "catalogue":
            head = self.catalogue.table.current_row()
            first = self.view.roles[0].id if self.view.roles else 0
            chosen = (first, head.id, 3, False) if head is not None else None

        def submit(said: dict[str, Any]) -> None:
            role = next(each.name for each in self.view.roles if each.id == said["role_id"])
            skill = self._head(said["skill_id"])
            self.desk.try_do(
                f"Ask {role} for {skill.name if skill else 'a skill'}",
                actions.expect,
                said["role_id"],
                said["skill_id"],
                said["level"],
                mandatory=said["mandatory"],
            )

        roles = [(each.id, each.name) for each in self.view.roles]
        self._open(formdialogs.ask_for(roles, self.view.skills, chosen, submit, self.desk.today, self))

    def ask_no_more(self) -> None:
        """A role no longer asks for a skill."""
        row = self.asked_list.table.current_row()
        if row is not None:
            self.desk.do(
                f"Ask {row.role} for {row.skill} no more", actions.expect, row.role_id, row.skill_id, 0
            )

    def _edit_level(self, row: AskedRow, _column: str, value: Any) -> None:
        self.desk.try_do(
            f"Ask {row.role} for {row.skill}",
            actions.expect,
            row.role_id,
            row.skill_id,
            int(value or 0),
            mandatory=row.mandatory,
        )

    def name_for(self, row: BenchRow | None) -> None:
        """Name somebody for a role."""

        def submit(said: dict[str, Any]) -> None:
            role = next(each.name for each in self.view.roles if each.id == said["role_id"])
            name = next(each.person for each in self.view.rows if each.id == said["person_id"])
            self.desk.try_do(
                f"Name {name} for {role}",
                actions.put_on_bench,
                said["role_id"],
                said["person_id"],
                readiness=said["readiness"] or None,
                is_cover=said["is_cover"],
                mentor_id=said["mentor_id"] or None,
                note=said["note"],
            )

        roles = [(each.id, each.name) for each in self.view.roles]
        people = [(each.id, each.person) for each in self.view.rows]
        self._open(formdialogs.bench(roles, people, row, submit, self.desk.today, self))

    def take_off(self) -> None:
        """Somebody is no longer named for a role."""
        row = self.bench.table.current_row()
        if row is not None:
            self.desk.do(
                f"Take {row.person} off the bench for {row.role}",
                actions.take_off_bench,
                row.role_id,
                row.person_id,
            )

    def start_with(self) -> None:
        """Put the roles and skills of a kind of business into the store."""
        known = kits.kits()
        words = [kit.name for kit in known]
        chosen = self.desk.ask.choose(
            "Start with the skills of a business",
            "What there is by the same name stays as it is. Which one is nearest to yours?",
            words,
        )
        if chosen is None:
            return
        done = self.desk.do(f"Start with the skills of a {chosen.lower()}", kits.start_with, chosen)
        if done == (0, 0):
            self.desk.say("All of these skills and roles were here already.")

    def open_story(self) -> None:
        """All about the person chosen."""
        row = self._person()
        if row is not None:
            self.desk.go("team", f"person:{row.id if isinstance(row, MatrixRow) else row.person_id}")

    def save_workbook(self) -> None:
        """The matrix with every judgement behind it, as a workbook."""
        folder = Path(str(self.desk.preferences.get("export/folder", "")) or Path.home())
        today = self.desk.today()
        path = self.desk.ask.save_path(
            "Save the matrix", str(folder / f"Skills {today.isoformat()}.xlsx"), "Workbook (*.xlsx)"
        )
        if path is None:
            return
        report = self.desk.read(workbook.read, today)
        shop = self.desk.settings.name
        try:
            placed = replace_file(path.with_suffix(".xlsx"), lambda at: workbook.write(report, shop, at))
        except AppError as error:
            self.desk.ask.tell("Save the matrix", str(error))
            return
        self.desk.preferences.set("export/folder", str(placed.parent))
        self.desk.sent_out(placed, "Skills of the team", f"Saved {placed.name}")

    # what the window asks

    def show_record(self, record: str) -> None:
        kind, _, rest = record.partition("/")
        if self._is_stale or not self.view.rows:
            self._is_stale = False
            self._show(self.desk.read(asked.read, self.desk.today()))
        if kind == "cell":
            person, _, skill = rest.partition(".")
            self.team.set_value("")
            self.role.set_value("")
            self.category.set_value("")
            self.stands.set_value("")
            self.show_list("matrix")
            if person.isdigit() and skill.isdigit():
                self.matrix.select_cell(int(person), int(skill))
        elif kind == "skill" and rest.isdigit():
            self.show_list("catalogue").select(int(rest))
        elif kind in self.lists:
            self.show_list(kind)

    def actions_offered(self) -> list[QAction]:
        self.enable()
        return [action for action in self.commands.actions.values() if action.isEnabled()]

    # inside

    def _person(self) -> MatrixRow | BenchRow | None:
        row = self.current().table.current_row()
        return row if isinstance(row, MatrixRow | BenchRow) else None

    def _sent(self) -> Sent | None:
        return sent(self._person(), self._chosen_skill())

    def _chosen_skill(self) -> SkillHead | None:
        if self.key() == "matrix":
            return self.matrix.head()
        row = self.current().table.current_row()
        if isinstance(row, PointRow | SkillHead):
            return self._head(row.id)
        return self._head(row.skill_id) if isinstance(row, AskedRow) else None

    def _head(self, skill_id: int) -> SkillHead | None:
        return next((head for head in self.view.skills if head.id == skill_id), None)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()
