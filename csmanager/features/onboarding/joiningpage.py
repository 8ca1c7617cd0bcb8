"""The view Joining: newcomers, items, gates, ramp curves, leaving and its themes, templates and sheets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QWidget

from csmanager.features.onboarding import (
    choices,
    competency,
    detailwidget,
    exits,
    leaving,
    queries,
    ramp,
    templating,
)
from csmanager.features.onboarding.commandswidget import JoiningCommands
from csmanager.features.onboarding.exits import LeavingRow
from csmanager.features.onboarding.librarycommandswidget import LibraryCommands
from csmanager.features.onboarding.queries import (
    CopyRow,
    GateRow,
    ItemRow,
    PlanRow,
    SheetRow,
    TemplateRow,
)
from csmanager.features.onboarding.rules import (
    LIVE_PLANS,
    OWNER_WORDS,
    SETTLED,
    ItemState,
    PlanKind,
    PlanState,
)
from csmanager.features.reviews.cycles.recordswidget import ListsPage, RecordsWidget
from csmanager.features.team.filterwidget import FilterBox
from csmanager.features.team.segments.groupwidget import GroupBox
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState

_OVER = frozenset({PlanState.COMPLETED, PlanState.CANCELLED})
_KINDS = {
    "plan": "plans", "item": "items", "gate": "gates", "template": "templates", "sheet": "sheets",
    "leaving": "leavings",
}  # fmt: skip
_WIDE = 128  # letters of a page on which the filters stand beside the switch


class JoiningPage(ListsPage):
    """Records: "plan/ID", "item/ID", "gate/ID", "template/ID", "sheet/ID", "leaving/ID", "start/PERSON"."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "joining_plan", "joining_item", "joining_gate", "joining_move", "joining_template", "job_sheet",
            "job_sheet_copy", "job_sheet_mark", "leaving", "exit_interview", "exit_reason", "exit_answer", "person",
            "employment", "evaluation", "quiz_attempt", "equipment_issue", "mentoring", "segment", "setting",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        today = desk.today()
        self.shown: choices.Shown | None = None

        def made(name: str, columns: Sequence[Any], title: str, one: str, many: str) -> RecordsWidget:
            return RecordsWidget(
                desk,
                name,
                columns,
                title=title,
                noun=(one, many),
                nothing=f"Choose a {one} to see more of it.",
            )

        self.plan_list = made("joining plans", detailwidget.plan_columns(today), "Newcomers", "plan", "plans")
        self.item_list = made("joining items", detailwidget.item_columns(today), "Items", "item", "items")
        self.gate_list = made("joining gates", detailwidget.gate_columns(), "Gates", "gate", "gates")
        self.ramp_list = made("ramp curves", detailwidget.ramp_columns(), "Ramp", "curve", "curves")
        self.leaving_list = made(
            "leavings", detailwidget.leaving_columns(today), "Leaving", "person", "people"
        )
        self.theme_list = made(
            "exit themes", detailwidget.theme_columns(), "Why people go", "reason", "reasons"
        )
        self.template_list = made(
            "plan templates", detailwidget.template_columns(), "Templates", "template", "templates"
        )
        self.sheet_list = made("job sheets", detailwidget.sheet_columns(), "Sheets", "sheet", "sheets")
        super().__init__(
            desk,
            "Joining and leaving",
            [
                ("plans", "Newcomers", self.plan_list), ("items", "Items", self.item_list),
                ("gates", "Gates", self.gate_list), ("ramp", "Ramp", self.ramp_list),
                ("leavings", "Leaving", self.leaving_list), ("themes", "Why", self.theme_list),
                ("templates", "Templates", self.template_list), ("sheets", "Sheets", self.sheet_list),
            ],
            "Search people or items",
            parent,
        )  # fmt: skip
        self.group = GroupBox(desk)
        self.state = FilterBox("Plans", [("", "All plans"), ("live", "Under way"), ("over", "Ended")], "live")
        self.stands = FilterBox(
            "Stands", [("open", "Open"), ("late", "Late"), ("stuck", "Stuck"), ("", "All")], "open"
        )
        self.owner = FilterBox(
            "By whom", [("", "By anybody"), *((str(k), w) for k, w in OWNER_WORDS.items())]
        )
        boxes = (self.group, self.state, self.stands, self.owner)
        self.add_filters(*boxes, wide=_WIDE)
        for box in boxes:
            box.changed.connect(self._filter)
        self.head_action = QAction("Start a plan…", self)
        self.head_action.triggered.connect(lambda _on=False: self._do_head())
        self.commands = JoiningCommands(self)
        self.library = LibraryCommands(self)
        self._set_up()

    def _set_up(self) -> None:
        some, more = self.commands.some, self.library.some
        self.header.set_primary(self.head_action)
        self.header.set_more(
            [
                *some("start", "starters"),
                *more("", "enter_sheet", "", "leave", "questions", "", "new_template", "new_sheet"),
            ]
        )
        self.addActions([*some("start", "done", "sign"), *more("enter_sheet")])
        before = self._offer
        self.plan_list.table.add_actions(
            some(
                "items",
                "add_item",
                "change",
                "",
                "pause",
                "go_on",
                "complete",
                "cancel",
                "reopen",
                "",
                "trash",
            ),
            before,
        )
        self.item_list.table.add_actions(
            some("done", "doing", "stuck", "waived", "todo", "put_off", "", "open_link"), before
        )
        self.gate_list.table.add_actions(some("sign", "fail", "waive_gate"), before)
        self.template_list.table.add_actions(more("start_with", "edit_template", "retire"), before)
        self.sheet_list.table.add_actions(
            more("print_sheet", "enter_sheet", "edit_sheet", "end_sheet"), before
        )
        self.leaving_list.table.add_actions(
            more("interview", "checklist", "", "handover", "cleared", "closed", "retained"), before
        )
        self.plan_list.table.activated.connect(lambda _row: self.commands.show_items())
        self.item_list.table.activated.connect(lambda _row: self.commands.move_items(ItemState.DONE))
        self.gate_list.table.activated.connect(lambda _row: self.commands.sign())
        self.template_list.table.activated.connect(lambda _row: self.library.edit_template())
        self.sheet_list.table.activated.connect(lambda _row: self.library.print_sheet())
        self.leaving_list.table.activated.connect(lambda _row: self.library.interview())
        for made, show in (
            (self.plan_list, self._show_plan), (self.item_list, self._show_item), (self.gate_list, self._show_gate),
            (self.ramp_list, self._show_ramp), (self.template_list, self._show_template),
            (self.sheet_list, self._show_sheet), (self.leaving_list, self._show_leaving),
            (self.theme_list, self._show_theme),
        ):  # fmt: skip
            made.chosen.connect(show)
        self.desk.sealing.changed.connect(self._on_sealing)
        self._teach()

    def _teach(self) -> None:
        for made, title, text, word, call in (
            (self.plan_list, "Nobody is joining just now",
             "A plan says what a newcomer, the mentor and you do in the first ninety days, and which gates lead from"
             " watching to working alone. Three plans come along; change them as you like.",
             "Start a plan…", self.commands.start),
            (self.item_list, "Nothing to do", "Items of plans under way stand here, what is late first.", "", None),
            (self.gate_list, "No gate is waiting",
             "A gate opens by itself when its rule is met, such as ten graded contacts with a mean of 80 %, and is"
             " passed only by the signature of the mentor or yours.", "", None),
            (self.ramp_list, "Nobody is in the first half year",
             "For whoever joined less than 26 weeks ago, each week stands over what earlier joiners showed in theirs.",
             "", None),
            (self.leaving_list, "Nobody is leaving",
             "A leaving has a checklist that counts back from the last day, and an exit interview whose delicate"
             " answers are sealed. It cannot be closed while something is still out.",
             "Somebody is leaving…", self.library.leave),
            (self.theme_list, "No exit interview yet",
             "The reasons people give on leaving are counted here, with how many interviews they rest on.", "", None),
            (self.template_list, "No template yet",
             "Three plans come along: agent, lead, and season; with a leaving checklist and six on-the-job sheets.",
             "Add them", self.commands.add_starters),
            (self.sheet_list, "No on-the-job sheet yet",
             "A sheet lists what somebody shows at work. It is printed with a code, marked by the mentor, and entered"
             " by that code when it comes back.",
             "Add the six sheets", self.commands.add_starters),
        ):  # fmt: skip
            made.table.set_empty(EmptyState(title, text, word, call))

    # reading

    def load(self) -> None:
        found = self.desk.read(choices.read, self.desk.today())
        self.shown = found
        self.group.renew()
        self.template_list.set_rows(found.templates)
        self.sheet_list.set_rows(found.sheets)
        self.leaving_list.set_rows(found.leavings)
        self.theme_list.set_rows(exits.exit_themes(found.leavings))
        self._filter()
        self.desk.fetch(
            self.ramp_list,
            ramp.ramps,
            found.today,
            then=self._show_ramps,
            failed=lambda _error: None,
            key="ramp",
        )

    def _show_ramps(self, rows: list[ramp.RampRow]) -> None:
        self.ramp_list.set_rows(rows)
        self._on_key()

    def _filter(self) -> None:
        shown = self.shown
        if shown is None:
            return
        wanted, today = self.state.value(), shown.today
        members = self.group.members(today)
        mine = [row for row in shown.plans if members is None or row.person_id in members]
        plans = [
            row for row in mine
            if row.kind is not PlanKind.LEAVER and (not wanted or (row.state not in _OVER) is (wanted == "live"))
        ]  # fmt: skip
        live = [row for row in mine if row.state in LIVE_PLANS]
        self.plan_list.set_rows(plans)
        items = [item for row in live for item in row.items if self._lets_through(item)]
        self.item_list.set_rows(sorted(items, key=lambda item: (item.due_on, item.person, item.id)))
        self.gate_list.set_rows([gate for row in live for gate in row.gates])
        late = sum(row.late(today) for row in live)
        stuck = sum(row.stuck for row in live)
        joining = sum(row.kind is not PlanKind.LEAVER for row in live)
        ready = sum(gate.is_ready for row in live for gate in row.gates)
        facts = [f"{joining} joining", f"{late} items late"]
        facts += [f"{stuck} stuck"] * bool(stuck) + [f"{ready} gates to sign"] * bool(ready)
        going = sum(row.is_open for row in shown.leavings)
        facts += [f"{going} leaving"] * bool(going)
        self.say(" · ".join(facts) if live or going else "The first ninety days, and a good end")
        self._on_key()

    def _lets_through(self, item: ItemRow) -> bool:
        stands, owner = self.stands.value(), self.owner.value()
        if owner and str(item.owner) != owner:
            return False
        if stands == "late":
            return item.plan_runs and item.late(self.desk.today()) > 0
        if stands == "stuck":
            return item.state is ItemState.STUCK
        return stands != "open" or item.state not in SETTLED

    # choosing

    def plan(self) -> PlanRow | None:
        """The plan that is chosen."""
        row: PlanRow | None = self.plan_list.table.current_row() if self.key() == "plans" else None
        return row

    def items(self) -> list[ItemRow]:
        """The items that are chosen."""
        return list(self.item_list.table.selected_rows()) if self.key() == "items" else []

    def gate(self) -> GateRow | None:
        """The gate that is chosen; of a plan the one that can be signed."""
        if self.key() == "gates":
            row: GateRow | None = self.gate_list.table.current_row()
            return row
        plan = self.plan()
        return plan.next_gate if plan is not None and plan.state is PlanState.ACTIVE else None

    def template(self) -> TemplateRow | None:
        """The template that is chosen."""
        row: TemplateRow | None = (
            self.template_list.table.current_row() if self.key() == "templates" else None
        )
        return row

    def sheet(self) -> SheetRow | None:
        """The sheet that is chosen."""
        row: SheetRow | None = self.sheet_list.table.current_row() if self.key() == "sheets" else None
        return row

    def leaving(self) -> LeavingRow | None:
        """The leaving that is chosen."""
        row: LeavingRow | None = self.leaving_list.table.current_row() if self.key() == "leavings" else None
        return row

    def open_record(self, record: str) -> None:
        """Read again and show a record that was just made."""
        self.refresh()
        self.show_record(record)

    def show_record(self, record: str) -> None:
        if self._is_stale or self.shown is None:
            self._load()
        kind, _, number = record.partition("/")
        if not number.isdigit():
            return
        if kind == "start":
            self.commands.start(person_id=int(number))
        elif kind in _KINDS:
            if kind == "plan":
                self._show_any_plan(int(number))
            made = self.show_list(_KINDS[kind])
            if kind == "item" and not made.select(int(number)):
                self.stands.set_value("")
            made.select(int(number))

    def _show_any_plan(self, plan_id: int) -> None:
        row = next((one for one in self.shown.plans if one.id == plan_id), None) if self.shown else None
        if row is not None and row.state in _OVER:
            self.state.set_value("")

    def show_items(self, plan: PlanRow) -> None:
        """The items of one plan."""
        self.show_list("items")
        self.stands.set_value("")
        self.search.setText(plan.person)
        self.item_list.table.set_filter(plan.person)
        self.item_list.table.view.setFocus()

    def preview_copies(self, copies: Sequence[CopyRow]) -> None:
        """Show printed sheets."""
        from csmanager.features.onboarding import sheetview
        from csmanager.ui import printing

        document = sheetview.sheets(copies, self.desk.settings.name)
        self.library.dialog = printing.preview(document, self, self.desk.today())

    def actions_offered(self) -> list[QAction]:
        self._offer()
        both = (*self.commands.actions.values(), *self.library.actions.values())
        return [action for action in both if action.isEnabled()]

    def print_document(self) -> QTextDocument | None:
        from csmanager.features.onboarding import sheetview

        plan = self.plan()
        if plan is not None:
            return sheetview.plan(plan, self.desk.settings.name, self.desk.today())
        return super().print_document()

    def _offer(self) -> None:
        self.commands.offer()
        self.library.offer()

    def _do_head(self) -> None:
        calls: dict[str, Any] = {
            "leavings": self.library.leave, "templates": self.library.new_template, "sheets": self.library.new_sheet,
        }  # fmt: skip
        calls.get(self.key(), self.commands.start)()

    def _on_switched(self, key: str) -> None:
        super()._on_switched(key)
        self._on_key()
        self.current().chosen.emit(self.current().table.current_row())

    def _on_key(self) -> None:
        key = self.key()
        if key in ("plans", "items", "gates"):
            self.group.renew()  # hidden while no group is saved
        else:
            self.group.hide()
        self.state.setVisible(key == "plans")
        self.stands.setVisible(key == "items")
        self.owner.setVisible(key == "items")
        words = {"leavings": "Somebody is leaving…", "templates": "New template…", "sheets": "New sheet…"}
        self.head_action.setText(words.get(key, "Start a plan…"))
        self.head_action.setEnabled(not self.desk.store.read_only)
        self._offer()
        has_own = key in ("plans", "leavings", "templates", "sheets")
        self.show_primary(not has_own or bool(self.current().table.rows()))

    def _on_sealing(self) -> None:
        self._show_leaving(self.leaving_list.table.current_row())

    def _offered(self, *keys: str) -> list[QAction]:
        both = {**self.commands.actions, **self.library.actions}
        return [both[key] for key in keys if both[key].isEnabled()][:2]

    # beside the lists

    def _show_plan(self, row: PlanRow | None) -> None:
        self._offer()
        if row is None or self.shown is None:
            self.plan_list.pane.clear()
            return
        moves = self.desk.read(queries.moves, row.id)
        offered = self._offered("sign", "begin", "items", "go_on", "complete")
        detailwidget.show_plan(self.plan_list.pane, row, moves, self.shown.today, offered)

    def _show_item(self, row: ItemRow | None) -> None:
        self._offer()
        if row is None:
            self.item_list.pane.clear()
        else:
            offered = self._offered("done", "stuck", "open_link", "todo")
            detailwidget.show_item(self.item_list.pane, row, self.desk.today(), offered)

    def _show_gate(self, row: GateRow | None) -> None:
        self._offer()
        if row is None:
            self.gate_list.pane.clear()
        else:
            detailwidget.show_gate(self.gate_list.pane, row, self._offered("sign", "fail", "waive_gate"))

    def _show_ramp(self, row: ramp.RampRow | None) -> None:
        if row is None or self.shown is None:
            self.ramp_list.pane.clear()
        else:
            plans = [plan for plan in self.shown.plans if plan.kind is not PlanKind.LEAVER]
            split = competency.split(plans, self.desk.read(competency.sources))
            detailwidget.show_ramp(self.ramp_list.pane, row, split)

    def _show_template(self, row: TemplateRow | None) -> None:
        self._offer()
        if row is None:
            self.template_list.pane.clear()
            return
        text = self.desk.read(templating.text_of, row.id)
        offered = self._offered("start_with", "edit_template", "retire")
        detailwidget.show_template(self.template_list.pane, row, text, offered)

    def _show_sheet(self, row: SheetRow | None) -> None:
        self._offer()
        if row is None:
            self.sheet_list.pane.clear()
            return
        copies = self.desk.read(partial(queries.copies, sheet_id=row.id))
        offered = self._offered("print_sheet", "enter_sheet", "edit_sheet")
        detailwidget.show_sheet(self.sheet_list.pane, row, copies, offered)

    def _show_leaving(self, row: LeavingRow | None) -> None:
        self._offer()
        if row is None or self.shown is None:
            self.leaving_list.pane.clear()
            return
        plan = next((one for one in self.shown.plans if one.id == row.plan_id), None)
        offered = self._offered("interview", "handover", "cleared", "closed", "checklist")
        detailwidget.show_leaving(
            self.leaving_list.pane, row, plan.items if plan else (), self.desk.sealing, self.shown.today, offered,
            lambda one, place: leaving.about(one.id, place),
        )  # fmt: skip

    def _show_theme(self, row: exits.ThemeRow | None) -> None:
        if row is None:
            self.theme_list.pane.clear()
        else:
            detailwidget.show_theme(self.theme_list.pane, row)
