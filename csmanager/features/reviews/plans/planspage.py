"""Improvement plans, and the goals of team and people."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QWidget

from csmanager.core.sealing import place
from csmanager.features.commitments.rules import Owner
from csmanager.features.reviews.cycles import choices
from csmanager.features.reviews.cycles import formdialogs as forms
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.features.reviews.goals import queries as goal_queries
from csmanager.features.reviews.goals import rules as goal_rules
from csmanager.features.reviews.goals.commandswidget import GoalCommands
from csmanager.features.reviews.plans import (
    actions,
    detailwidget,
    formdialogs,
    letters,
    paperview,
    queries,
    rules,
)
from csmanager.features.reviews.plans.formdialogs import parse_value
from csmanager.features.reviews.plans.papersview import Papers
from csmanager.ui.desk import Desk
from csmanager.ui.sealingdialogs import private_field
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field, FormDialog

_PLAN_MOVES = tuple(rules.MOVE_WORDS)
_GOAL_MOVES = tuple(goal_rules.MOVE_WORDS)


class PlansPage(ListsPage):
    """Two lists; the switch in the head chooses."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "improvement_plan", "plan_goal", "plan_checkpoint", "plan_containment", "plan_move", "goal", "goal_move",
            "commitment", "cube_month", "metric", "person",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.plans = RecordsWidget(
            desk, "improvement plans", detailwidget.plan_columns(), title="Improvement plans",
            noun=("plan", "plans"), nothing="Choose a plan.",
        )  # fmt: skip
        self.goals = RecordsWidget(
            desk, "goals", detailwidget.goal_columns(), title="Goals", noun=("goal", "goals"),
            nothing="Choose a goal.",
        )  # fmt: skip
        super().__init__(
            desk,
            "Plans and goals",
            [("plan", "Plans", self.plans), ("goal", "Goals", self.goals)],
            "Search",
            parent,
        )
        self.dialog: FormDialog | None = None
        self._plan: queries.PlanDetail | None = None
        self.papers = Papers(desk, self)
        self.goal_commands = GoalCommands(
            desk, self, self._open, lambda made: self.show_record(f"goal/{made}")
        )
        self.commands = Commands(self)
        self.commands.make(
            ("new", "New plan…", self.new, "Ctrl+Shift+N"),
            ("new_plan", "New plan…", self.new_plan, ""),
            ("new_goal", "New goal…", self.goal_commands.new, ""),
            ("edit", "Edit…", self.edit, "F2"),
            ("add_goal", "Add a goal…", self.add_plan_goal, ""),
            ("change_goal", "Change a goal…", self.change_plan_goal, ""),
            ("hold", "Hold the checkpoint…", self.hold, "Ctrl+D"),
            ("promise", "Write down what is owed…", self.promise, ""),
            ("contain", "Keep customers safe…", self.contain, ""),
            ("progress", "Say how far it is…", self._say_progress, ""),
            *((f"plan_{name}", f"{word}…", lambda name=name: self.move_plan(name), "")
              for name, word in rules.MOVE_WORDS.items()),
            *((f"goal_{name}", f"{word}…", lambda name=name: self._move_goal(name), "")
              for name, word in goal_rules.MOVE_WORDS.items()),
            *((f"letter_{kind}", f"Letter: {word}…", lambda kind=kind: self._letter(kind), "")
              for kind, word in letters.LETTER_WORDS.items()),
            ("packet", "Evidence packet…", self.packet, ""),
            ("trash", "Move to Trash", self.trash, ""),
        )  # fmt: skip
        some = self.commands.some
        self.header.set_primary(self.commands.actions["new"])
        self.header.set_more(
            some("new_plan", "new_goal", "", *(f"letter_{kind}" for kind in letters.LETTERS), "packet")
        )
        self.addActions(some("new", "edit", "hold"))
        self.plans.table.add_actions(
            some(
                "edit", "add_goal", "change_goal", "hold", "promise", "contain", "",
                *(f"plan_{name}" for name in _PLAN_MOVES), "", "trash",
            ),
            self._enable,
        )  # fmt: skip
        self.goals.table.add_actions(
            some("edit", "progress", *(f"goal_{name}" for name in _GOAL_MOVES), "", "trash"), self._enable
        )
        for made in (self.plans, self.goals):
            made.table.activated.connect(lambda _row: self.edit())
        self.plans.chosen.connect(self._show_plan)
        self.goals.chosen.connect(self._show_goal)
        self.plans.table.set_empty(
            EmptyState(
                "No improvement plans",
                "A plan has a cause, goals tied to measures with a day, and what both sides owe. Its weeks fill"
                " themselves; after the first checkpoint the goals are locked.",
                "New plan…",
                self.new_plan,
            )
        )
        self.goals.table.set_empty(
            EmptyState(
                "No goals yet",
                "A goal of the team or a person, fed by a measure: its progress is computed, with its n, and said to"
                " be not judged while there is too little.",
                "New goal…",
                self.goal_commands.new,
            )
        )

    # reading

    def load(self) -> None:
        today = self.desk.today()
        rows = self.desk.read(queries.plans)
        self.plans.set_rows(rows)
        open_ones = sum(row.is_open for row in rows)
        self.header.set_title("Plans and goals", f"{open_ones} open plan{'s' * (open_ones != 1)}")
        self.desk.fetch(
            self, goal_queries.goals, today, then=self._show_goals, failed=lambda _error: None, key="goals"
        )
        self._enable()

    def _show_goals(self, found: list[goal_queries.GoalRow]) -> None:
        self.goals.set_rows(found)
        self._enable()

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        key, _, number = record.partition("/")
        if key == "new":
            self.show_list("plan")
            self.new_plan(int(number) if number.isdigit() else None)
            return
        if key == "goal" and self._is_stale is False:
            self.goals.set_rows(self.desk.read(goal_queries.goals, self.desk.today()))
        if key in self.lists:
            made = self.show_list(key)
            if number.isdigit():
                made.select(int(number))

    def actions_offered(self) -> list[QAction]:
        self._enable()
        return [action for action in self.commands.actions.values() if action.isEnabled()]

    def _show_plan(self, row: queries.PlanRow | None) -> None:
        self._plan = None
        self._enable()
        if row is None:
            self.plans.pane.clear()
            return
        today = self.desk.today()
        self._show_detail(self.desk.read(queries.detail, row.id, today, with_figures=False))
        self.desk.fetch(
            self.plans.pane, queries.detail, row.id, today, then=self._show_detail, failed=lambda _error: None
        )

    def _show_detail(self, found: queries.PlanDetail | None) -> None:
        row = self.plans.table.current_row()
        if found is None or row is None or row.id != found.row.id:
            return
        self._plan = found
        self._enable()
        ahead = {
            rules.PlanState.DRAFT: ("add_goal", "plan_discuss"),
            rules.PlanState.DISCUSSED: ("add_goal", "plan_start"),
        }.get(found.row.state, ("hold", "promise") if found.row.is_open else ("packet",))
        detailwidget.show_plan(self.plans.pane, found, self.commands.some(*ahead), self.desk.sealing)

    def _show_goal(self, row: goal_queries.GoalRow | None) -> None:
        self._enable()
        if row is None:
            self.goals.pane.clear()
            return
        moves = self.desk.read(goal_queries.moves, row.id)
        offered = ["edit", "goal_complete"] if row.is_open else ["goal_reopen"]
        detailwidget.show_goal(self.goals.pane, row, moves, self.commands.some(*offered))

    def _enable(self) -> None:
        may, key, plan = not self.desk.store.read_only, self.key(), self._plan
        goal = self._goal()
        is_plan = key == "plan" and plan is not None
        state = plan.row.state if is_plan and plan is not None else None
        may_change = state in rules.OPEN and plan is not None and plan.row.locked_on is None
        on: dict[str, bool] = {
            "new": True,
            "new_plan": True,
            "new_goal": True,
            "edit": is_plan or (goal is not None and goal.is_open),
            "add_goal": may_change,
            "change_goal": may_change and plan is not None and bool(plan.goals),
            "hold": state in rules.RUNNING,
            "promise": state in rules.OPEN,
            "contain": state in rules.OPEN,
            "progress": goal is not None and goal.is_open and not goal.metric_key,
            "trash": is_plan or goal is not None,
        }
        for name in _PLAN_MOVES:
            on[f"plan_{name}"] = state is not None and (state, name) in rules.MOVES
        for name in _GOAL_MOVES:
            on[f"goal_{name}"] = goal is not None and (goal.state, name) in goal_rules.MOVES
        for name, action in self.commands.actions.items():
            is_paper = name.startswith("letter_") or name == "packet"
            action.setEnabled(is_plan if is_paper else may and on.get(name, False))
        self.show_primary(bool(self.current().table.rows()))

    def _goal(self) -> goal_queries.GoalRow | None:
        rows = self.goals.table.selected_rows() if self.key() == "goal" else []
        return rows[0] if len(rows) == 1 else None

    def _on_switched(self, key: str) -> None:
        super()._on_switched(key)
        self.commands.actions["new"].setText("New goal…" if key == "goal" else "New plan…")
        self._enable()

    # plans

    def new(self) -> None:
        """A new one of what is shown."""
        if self.key() == "goal":
            self.goal_commands.new()
        else:
            self.new_plan()

    def new_plan(self, person_id: int | None = None) -> None:
        """Draft a plan."""
        people = self.desk.read(choices.people, self.desk.today())
        if not people:
            self.desk.ask.tell("New plan", "Add people to the team first.")
            return

        def submit(values: dict[str, Any]) -> None:
            owed = [
                actions.Promise(owner, line.strip())
                for owner, key in ((Owner.MANAGER, "manager_owes"), (Owner.PERSON, "person_owes"))
                for line in values.pop(key).splitlines()
                if line.strip()
            ]
            made = self.desk.try_do(
                f"Draft a plan: {values['title']}",
                actions.open_plan,
                today=self.desk.today(),
                support=owed,
                **values,
            )
            self.refresh()
            self.show_list("plan").select(made)

        self._open(formdialogs.open_plan(people, self._note(), submit, self.desk.today, self, person_id))

    def edit(self) -> None:
        """Change the chosen plan or goal."""
        goal, plan = self._goal(), self._plan
        if goal is not None and goal.is_open:
            self.goal_commands.change(goal)
        elif plan is not None and self.key() == "plan":

            def submit(values: dict[str, Any]) -> None:
                self.desk.try_do(f"Edit {plan.row.title}", actions.edit_plan, plan.row.id, **values)

            self._open(formdialogs.edit_plan(plan, self._note(plan.private_note, plan.row.id), submit, self))

    def _note(self, value: str = "", plan_id: int = 0) -> Field:
        about = place("improvement_plan", "private_note", plan_id)
        words = "Never printed unless you choose it."
        return private_field(self.desk, "private_note", "Private note", value, about, words)

    def add_plan_goal(self) -> None:
        """Add a goal to the plan."""
        plan = self._plan
        if plan is None:
            return
        metrics, units = self.desk.read(choices.metric_names), self.desk.read(choices.metric_units)

        def submit(values: dict[str, Any]) -> None:
            key, unit = values["metric_key"], units.get(values["metric_key"], "")
            start, today = parse_value(values["start_value"], unit), self.desk.today()
            if start is None and key:
                now = self.desk.read(goal_queries.figure_now, key, plan.row.person_id, today)
                start = now.value if now is not None else None
            self.desk.try_do(
                f"Add a goal to {plan.row.title}", actions.add_goal, plan.row.id, text=values["text"],
                metric_key=key, start_value=start, target_value=parse_value(values["target_value"], unit),
                due_on=values["due_on"], today=today, reason=values.get("reason", ""),
            )  # fmt: skip

        self._open(
            formdialogs.plan_goal(
                None, metrics, plan.row.ends_on, submit, self.desk.today, self,
                needs_reason=plan.row.state in rules.RUNNING,
            )
        )  # fmt: skip

    def change_plan_goal(self) -> None:
        """Change a goal of the plan, while it is not locked."""
        plan = self._plan
        if plan is None or not plan.goals:
            return
        goal = plan.goals[0]
        if len(plan.goals) > 1:
            words = [one.text for one in plan.goals]
            chosen = self.desk.ask.choose("Change a goal", "Which one", words)
            if chosen is None:
                return
            goal = plan.goals[words.index(chosen)]

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(
                f"Change a goal of {plan.row.title}", actions.change_goal, goal.id, today=self.desk.today(),
                text=values["text"], target_value=parse_value(values["target_value"], goal.unit),
                due_on=values["due_on"], reason=values.get("reason", ""),
            )  # fmt: skip

        self._open(
            formdialogs.plan_goal(
                goal, {}, plan.row.ends_on, submit, self.desk.today, self,
                needs_reason=plan.row.state in rules.RUNNING,
            )
        )  # fmt: skip

    def hold(self) -> None:
        """Hold the next checkpoint."""
        plan = self._plan
        waiting = [one for one in plan.checkpoints if one.held_on is None] if plan is not None else []
        if plan is None or not waiting:
            self.desk.say("Every checkpoint of this plan was held.")
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(
                f"Checkpoint with {plan.row.person}", actions.hold_checkpoint, waiting[0].id,
                today=self.desk.today(), **values,
            )  # fmt: skip

        self._open(formdialogs.checkpoint(plan, waiting[0], submit, self.desk.today, self))

    def promise(self) -> None:
        """Write down what one side owes."""
        plan = self._plan
        if plan is None:
            return

        def submit(values: dict[str, Any]) -> None:
            values.pop("note", None)
            label = f"Write down what is owed: {plan.row.title}"
            self.desk.try_do(label, actions.promise, plan.row.id, today=self.desk.today(), **values)

        self._open(forms.agree("What is owed", submit, self.desk.today, self, owner="manager"))

    def contain(self) -> None:
        """Keep customers safe while the plan runs."""
        plan = self._plan
        if plan is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(
                f"Keep customers safe: {plan.row.person}", actions.contain, plan.row.id, **values
            )

        self._open(formdialogs.containment(plan, submit, self.desk.today, self))

    def move_plan(self, name: str) -> None:
        """Move the plan; the form asks what the move needs."""
        plan = self._plan
        if plan is None:
            return
        label = f"{rules.MOVE_WORDS[name]}: {plan.row.title}"
        if name in ("discuss", "start"):
            self.desk.do(label, actions.move, plan.row.id, name, today=self.desk.today())
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(label, actions.move, plan.row.id, name, today=self.desk.today(), **values)

        self._open(formdialogs.move(name, plan, submit, self.desk.today, self))

    def _say_progress(self) -> None:
        if (row := self._goal()) is not None:
            self.goal_commands.say_progress(row)

    def _move_goal(self, name: str) -> None:
        if (row := self._goal()) is not None:
            self.goal_commands.move(row, name)

    def trash(self) -> None:
        """Put what is chosen into the Trash."""
        goal, plan = self._goal(), self._plan
        if goal is not None:
            self.goal_commands.trash(goal)
        elif plan is not None:
            label = f"Move {plan.row.title} to Trash"
            self.desk.do(label, actions.trash_plans, [plan.row.id], today=self.desk.today())

    # paper

    def _letter(self, kind: str) -> None:
        if self._plan is not None:
            self.papers.letter(self._plan, kind)

    def packet(self) -> None:
        """Everything of the plan as PDF, Word or workbook."""
        if self._plan is not None:
            self.papers.packet(self._plan)

    def print_document(self) -> QTextDocument | None:
        if self.key() == "plan" and self._plan is not None:
            shop, today = self.desk.settings.name, self.desk.today()
            text = letters.packet(self._plan, shop=shop, today=today)
            return paperview.document(text, letters.file_name(self._plan, "Plan"))
        return super().print_document()

    def _open(self, dialog: FormDialog) -> None:
        self.dialog = dialog
        dialog.open()
