"""The commands of the joining view: plans, items and gates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog

from csmanager.features.onboarding import actions, choices, formdialogs, gates, templating
from csmanager.features.onboarding.queries import ItemRow, PlanRow
from csmanager.features.onboarding.rules import (
    GONE_THROUGH,
    LIVE_PLANS,
    SETTLED,
    GateState,
    ItemState,
    PlanKind,
    PlanState,
)
from csmanager.features.reviews.cycles.recordswidget import Commands

if TYPE_CHECKING:
    from csmanager.features.onboarding.joiningpage import JoiningPage

_BY = "onboarding/by"  # who says that an item is done, as last typed


class JoiningCommands(Commands):
    """``actions`` by name; ``dialog`` is the form that is open, or was last."""

    def __init__(self, page: JoiningPage) -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        self.dialog: QDialog | None = None
        self.make(
            ("start", "Start a plan…", self.start, "Ctrl+Shift+N"),
            ("change", "Start day and mentor…", self.change, ""),
            ("items", "Show its items", self.show_items, ""),
            ("add_item", "Add an item…", self.add_item, ""),
            ("pause", "Pause…", lambda: self.move_plan(PlanState.PAUSED), ""),
            ("begin", "Begin it", lambda: self.move_plan(PlanState.ACTIVE), ""),
            ("go_on", "Go on", lambda: self.move_plan(PlanState.ACTIVE), ""),
            ("complete", "Complete", lambda: self.move_plan(PlanState.COMPLETED), ""),
            ("cancel", "Cancel the plan…", lambda: self.move_plan(PlanState.CANCELLED), ""),
            ("reopen", "Open again…", lambda: self.move_plan(PlanState.ACTIVE), ""),
            ("trash", "Move to Trash", self.trash, ""),
            ("done", "Done…", lambda: self.move_items(ItemState.DONE), "Ctrl+D"),
            ("doing", "Begun", lambda: self.move_items(ItemState.DOING), ""),
            ("stuck", "Stuck…", lambda: self.move_items(ItemState.STUCK), ""),
            ("waived", "Waive…", lambda: self.move_items(ItemState.WAIVED), ""),
            ("todo", "To do again", lambda: self.move_items(ItemState.TODO), ""),
            ("put_off", "Put off…", self.put_off, ""),
            ("open_link", "Open where it leads", self.open_link, ""),
            ("sign", "Sign the gate…", self.sign, "Ctrl+Shift+G"),
            ("fail", "Not yet…", self.fail, ""),
            ("waive_gate", "Waive the gate…", self.waive_gate, ""),
            ("starters", "Add the plans and sheets that come along", self.add_starters, ""),
        )

    def offer(self) -> None:
        """Enable what fits what is chosen."""
        may, page = not self._desk.store.read_only, self._page
        plan, items, gate = page.plan(), page.items(), page.gate()
        state = plan.state if plan is not None else None
        runs = bool(items) and all(item.plan_runs for item in items)
        is_open = runs and all(item.state not in SETTLED for item in items)
        to_sign = gate is not None and gate.is_ready
        on = {
            "start": page.shown is not None,
            "change": state in (PlanState.ACTIVE, PlanState.DRAFT),
            "add_item": state in (PlanState.ACTIVE, PlanState.DRAFT),
            "pause": state is PlanState.ACTIVE,
            "begin": state is PlanState.DRAFT,
            "go_on": state is PlanState.PAUSED,
            "complete": state is PlanState.ACTIVE,
            "cancel": state in LIVE_PLANS or state is PlanState.DRAFT,
            "reopen": state is PlanState.COMPLETED,
            "trash": plan is not None,
            "done": is_open,
            "doing": runs and all(item.state in (ItemState.TODO, ItemState.STUCK) for item in items),
            "stuck": is_open,
            "waived": is_open,
            "todo": runs and all(item.state is not ItemState.TODO for item in items),
            "put_off": is_open,
            "sign": to_sign,
            "fail": to_sign and gate is not None and gate.state is not GateState.FAILED,
            "waive_gate": gate is not None and gate.state not in GONE_THROUGH,
            "starters": True,
        }
        for name, action in self.actions.items():
            if name == "items":
                action.setEnabled(plan is not None)
            elif name == "open_link":
                action.setEnabled(len(items) == 1 and items[0].record is not None)
            else:
                action.setEnabled(may and on.get(name, False))

    # plans

    def start(self, person_id: int | None = None, template_id: int | None = None) -> None:
        """Give somebody a plan."""
        shown = self._page.shown
        today = self._desk.today()
        names = self._desk.read(choices.names, today)
        if not names.people:
            self._desk.ask.tell("Start a plan", "Add the newcomer to the team first.")
            return
        if shown is None or not any(row.kind is not PlanKind.LEAVER for row in shown.templates):
            if self._desk.ask.confirm(
                "Start a plan", "There is no plan template yet. Three come along: agent, lead, and season.",
                "Add them", "Not now",
            ):  # fmt: skip
                self.add_starters()
            return
        templates = [(row.id, row.name) for row in shown.templates if row.kind is not PlanKind.LEAVER]

        def submit(values: dict[str, Any]) -> None:
            who = dict(names.people)[values["person_id"]]
            made = self._desk.try_do(f"Start the plan of {who}", actions.start_plan, **values)
            self._page.open_record(f"plan/{made}")

        self._open(
            formdialogs.start(
                names.people, templates, names.mentors, submit, self._desk.today, self._page, person_id=person_id,
                template_id=template_id,
            )
        )  # fmt: skip

    def change(self) -> None:
        """Another first day or mentor."""
        plan = self._page.plan()
        if plan is None:
            return
        names = self._desk.read(choices.names, self._desk.today())
        mentors = [one for one in names.mentors if one[0] != plan.person_id]

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"Change the plan of {plan.person}",
                actions.change_plan,
                plan.id,
                today=self._desk.today(),
                **values,
            )

        self._open(formdialogs.change(plan, mentors, submit, self._desk.today, self._page))

    def move_plan(self, state: PlanState) -> None:
        """Pause, go on, complete, cancel or open again; a form asks where a reason is owed."""
        plan = self._page.plan()
        if plan is None:
            return
        words = {
            PlanState.PAUSED: "Pause", PlanState.COMPLETED: "Complete", PlanState.CANCELLED: "Cancel",
            PlanState.ACTIVE: "Go on with",
        }  # fmt: skip
        if state is PlanState.ACTIVE:
            again = {PlanState.COMPLETED: "Open again", PlanState.DRAFT: "Begin"}
            words[state] = again.get(plan.state, words[state])
        label = f"{words[state]} the plan of {plan.person}"
        needs_reason = state in (PlanState.PAUSED, PlanState.CANCELLED) or plan.state is PlanState.COMPLETED
        if not needs_reason:
            self._desk.do(label, actions.move_plan, plan.id, state, today=self._desk.today())
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(label, actions.move_plan, plan.id, state, today=self._desk.today(), **values)

        self._open(formdialogs.reason(label, words[state], submit, self._page))

    def show_items(self) -> None:
        """The items of the chosen plan in the list of items."""
        plan = self._page.plan()
        if plan is not None:
            self._page.show_items(plan)

    def add_item(self) -> None:
        """One more thing in this plan alone."""
        plan: PlanRow | None = self._page.plan()
        if plan is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(f"Add {values['title']} for {plan.person}", actions.add_item, plan.id, **values)

        self._open(formdialogs.add_item(plan, submit, self._desk.today, self._page))

    def trash(self) -> None:
        """Put the plan into the Trash."""
        plan = self._page.plan()
        if plan is not None:
            self._desk.do(
                f"Move the plan of {plan.person} to Trash",
                actions.trash_plan,
                plan.id,
                today=self._desk.today(),
            )

    # items

    def move_items(self, state: ItemState) -> None:
        """Set the chosen items; a form asks for what is owed."""
        rows: list[ItemRow] = self._page.items()
        if not rows:
            return
        ids, today = [row.id for row in rows], self._desk.today()
        what = rows[0].title if len(rows) == 1 else f"{len(rows)} items"
        words = {ItemState.DONE: "Done", ItemState.STUCK: "Stuck", ItemState.WAIVED: "Waive",
                 ItemState.DOING: "Begun", ItemState.TODO: "To do again"}  # fmt: skip
        label = f"{words[state]}: {what}"
        if state in (ItemState.DOING, ItemState.TODO):
            self._desk.do(label, actions.move_items, ids, state, today=today)
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(label, actions.move_items, ids, state, today=today, **values)
            if values.get("by"):
                self._desk.preferences.set(_BY, values["by"])

        by = str(self._desk.preferences.get(_BY, ""))
        self._open(formdialogs.item(rows, state, by, submit, self._page))

    def put_off(self) -> None:
        """Another day for the chosen items."""
        rows = self._page.items()
        if not rows:
            return

        def submit(values: dict[str, Any]) -> None:
            what = rows[0].title if len(rows) == 1 else f"{len(rows)} items"
            self._desk.try_do(
                f"Put off: {what}", actions.put_off, [row.id for row in rows], values["due_on"],
                today=self._desk.today(), reason=values["reason"],
            )  # fmt: skip

        self._open(formdialogs.put_off(rows, submit, self._desk.today, self._page))

    def open_link(self) -> None:
        """Show the policy, course or sheet that an item leads to."""
        rows = self._page.items()
        if len(rows) == 1 and rows[0].record is not None:
            feature, record = rows[0].record
            self._desk.go(feature, record)

    # gates

    def sign(self) -> None:
        """Sign a gate."""
        gate = self._page.gate()
        if gate is None:
            return
        names = self._desk.read(choices.names, self._desk.today())
        by = str(self._desk.preferences.get(_BY, ""))

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(f"Sign {gate.name} for {gate.person}", gates.sign, gate.id, **values)

        self._open(formdialogs.sign(gate, names.people, by, submit, self._desk.today, self._page))

    def fail(self) -> None:
        """Not yet."""
        gate = self._page.gate()
        if gate is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(f"Not yet: {gate.name} of {gate.person}", gates.fail, gate.id, **values)

        by = str(self._desk.preferences.get(_BY, ""))
        self._open(formdialogs.fail(gate, by, submit, self._desk.today, self._page))

    def waive_gate(self) -> None:
        """Let somebody through."""
        gate = self._page.gate()
        if gate is None:
            return
        label = f"Waive {gate.name} for {gate.person}"

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(label, gates.waive, gate.id, on=self._desk.today(), reason=values["reason"])

        self._open(formdialogs.reason(label, "Waive", submit, self._page))

    def add_starters(self) -> None:
        """Templates and sheets that come along."""
        made = self._desk.do(
            "Add the plans and sheets that come along", templating.add_starters, self._desk.today()
        )
        if made == 0:
            self._desk.say("They are all here already.")
        elif made:
            self._page.show_list("templates")

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()
