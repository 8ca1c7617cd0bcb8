"""Advice: what fires now, what was agreed, whether it helped, and the rules themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from csmanager.features.coaching import actions as coaching
from csmanager.features.coaching.rules import EvidenceKind
from csmanager.features.commitments import actions as commitments
from csmanager.features.commitments import queries as agreed
from csmanager.features.commitments.rules import Owner
from csmanager.features.reviews.advice import actions, effect, formdialogs, listswidget, offers, queries
from csmanager.features.reviews.advice.queries import AdviceRow
from csmanager.features.reviews.advice.seed import seed_rules
from csmanager.features.reviews.cycles import choices
from csmanager.features.reviews.cycles import formdialogs as forms
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.features.talks.sendingwidget import KEYS, TEXT, Sent, send
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import FormDialog


class AdvicePage(ListsPage):
    """Five lists; the switch in the head chooses."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "advice_rule",
            "advice_given",
            "commitment",
            "person_review",
            "review_cycle",
            "cube_month",
            "target",
            "metric",
        }
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        made = RecordsWidget
        self.offered = made(
            desk, "advice offered", listswidget.offered_columns(), title="Advice",
            noun=("piece of advice", "pieces of advice"), nothing="Choose one to see why it is there.",
        )  # fmt: skip
        self.acts = made(
            desk, "agreed actions", listswidget.action_columns(desk.today), title="Agreed actions",
            noun=("action", "actions"), nothing="Choose an action.",
        )  # fmt: skip
        self.given = made(
            desk, "advice given", listswidget.given_columns(desk.today), title="Advice taken",
            noun=("case", "cases"), nothing="Choose a case to see what it did.",
        )  # fmt: skip
        self.rules = made(
            desk, "advice rules", listswidget.rule_columns(), title="Rules", noun=("rule", "rules"),
            nothing="Choose a rule to read it.",
        )  # fmt: skip
        self.ledger = made(
            desk, "advice ledger", listswidget.ledger_columns(), title="What works", noun=("rule", "rules"),
            nothing="Choose a rule.",
        )  # fmt: skip
        super().__init__(
            desk,
            "Advice",
            [
                ("offered", "Offered", self.offered),
                ("action", "Agreed", self.acts),
                ("given", "Taken", self.given),
                ("works", "What works", self.ledger),
                ("rule", "Rules", self.rules),
            ],
            "Search",
            parent,
        )
        self.dialog: FormDialog | None = None
        self._title = ""
        self._period = ""
        self.commands = Commands(self)
        self.commands.make(
            ("accept", "Take this advice…", self.accept, "Ctrl+Return"),
            ("decline", "Does not fit…", self.decline, ""),
            ("agree", "Agree an action…", self.agree, "Ctrl+Shift+N"),
            ("coach", "Coach on this", self.coach, "Ctrl+Shift+G"),
            ("send", TEXT, self.send, KEYS),
            ("done", "Done", self.done, "Ctrl+D"),
            ("end", "End otherwise…", self.end, ""),
            ("edit", "Edit…", self.edit, "F2"),
            ("again", "Open again…", self.again, ""),
            ("trash", "Move to Trash", self.trash, ""),
            ("look", "See whether it helped", self.look, ""),
            ("new_rule", "New rule…", self.new_rule, ""),
            ("edit_rule", "Edit rule…", self.edit_rule, ""),
            ("silence", "Silence or let speak", self.silence, ""),
            ("trash_rule", "Move rule to Trash", self.trash_rule, ""),
            ("shipped", "Add the shipped rules", self.add_shipped, ""),
        )
        some = self.commands.some
        self.header.set_primary(self.commands.actions["agree"])
        self.header.set_more(some("new_rule", "shipped"))
        self.addActions(some("accept", "agree", "done", "edit", "coach", "send"))
        self.offered.table.add_actions(some("accept", "decline", "coach", "send"), self._enable)
        self.acts.table.add_actions(some("done", "end", "edit", "again", "send", "", "trash"), self._enable)
        self.given.table.add_actions(some("look"), self._enable)
        self.rules.table.add_actions(some("edit_rule", "silence", "", "trash_rule"), self._enable)
        self.offered.table.activated.connect(lambda _row: self.accept())
        self.acts.table.activated.connect(lambda _row: self.edit())
        self.rules.table.activated.connect(lambda _row: self.edit_rule())
        self._connect(self.offered, lambda row: listswidget.show_offered(
            self.offered.pane, row, some("accept", "decline")))  # fmt: skip
        self._connect(self.acts, self._show_action)
        self._connect(self.given, lambda row: listswidget.show_given(self.given.pane, row, some("look")))
        self._connect(self.rules, lambda row: listswidget.show_rule(self.rules.pane, row, some("edit_rule")))
        self._connect(self.ledger, lambda row: listswidget.show_ledger(self.ledger.pane, row))
        self._teach()

    def _connect(self, made: RecordsWidget, show: Callable[[Any], None]) -> None:
        def on_chosen(row: Any) -> None:
            self._enable()
            if row is None:
                made.pane.clear()
            else:
                show(row)

        made.chosen.connect(on_chosen)

    def _show_action(self, row: agreed.CommitmentRow) -> None:
        today, some = self.desk.today(), self.commands.some
        listswidget.show_action(
            self.acts.pane, row, today, some("done", "end") if row.is_open else some("again")
        )
        if row.metric_key and row.check_on is not None and row.check_on <= today:
            self.desk.fetch(
                self.acts.pane, effect.measure, metric_key=row.metric_key, person_id=row.person_id,
                given_on=row.made_on, until=row.check_on, then=self._say_effect, failed=lambda _error: None,
            )  # fmt: skip

    def _say_effect(self, found: effect.EffectRow) -> None:
        self.acts.pane.add_section("What it did", found.sentence)

    def _teach(self) -> None:
        self.offered.table.set_empty(
            EmptyState(
                "Nothing to advise",
                "Rules look at everyone's last reviewed figures. They speak only where a figure is clear of chance; a"
                " quiet list is a good one, or there is too little data.",
            )
        )
        self.acts.table.set_empty(
            EmptyState(
                "Nothing agreed yet",
                "What is agreed in a talk stands here, with who owes it and by when; what is due comes on Today.",
                "Agree an action…",
                self.agree,
            )
        )
        self.given.table.set_empty(
            EmptyState("No advice taken yet", "After some weeks the program tells here whether it helped.")
        )
        self.rules.table.set_empty(
            EmptyState(
                "No rules", "Rules turn a pattern of figures into a question to test.", "Add the shipped rules",
                self.add_shipped,
            )
        )  # fmt: skip

    # reading

    def load(self) -> None:
        read = self.desk.read
        self.acts.set_rows(read(agreed.commitments))
        self.given.set_rows(read(queries.given))
        self.rules.set_rows(read(queries.rule_rows))
        self.ledger.set_rows(sorted(read(queries.ledger), key=lambda row: not row.given))  # tried ones first
        self._say()
        self.desk.fetch(
            self, offers.offers, self.desk.today(), then=self._show_offers, failed=self._no_offers
        )

    def _show_offers(self, found: offers.Offers) -> None:
        self._title, self._period = found.title, found.period_key
        self.offered.set_rows(found.rows)
        self._say()

    def _no_offers(self, error: Exception) -> None:
        self.header.set_title("Advice", f"The figures could not be read: {error}")

    def _say(self) -> None:
        rates = self.desk.read(agreed.rates)
        mine = rates[Owner.MANAGER]
        waiting = sum(row.is_open for row in self.acts.table.rows())
        parts = [
            self._title,
            f"{waiting} open action{'s' * (waiting != 1)}",
            f"what you owed: {mine.text.lower().rstrip('.')}" if mine.n else "",
        ]
        self.say(" · ".join(part for part in parts if part))
        self._enable()

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        key, _, number = record.partition("/")
        if key in self.lists:
            made = self.show_list(key)
            if number.isdigit():
                made.select(int(number))

    def actions_offered(self) -> list[QAction]:
        self._enable()
        return self.commands.some(
            "accept", "decline", "coach", "send", "", "agree", "done", "end", "edit", "again", "trash", "", "look", "",
            "new_rule", "edit_rule", "silence", "trash_rule", "shipped",
        )  # fmt: skip

    def _enable(self) -> None:
        may, key = not self.desk.store.read_only, self.key()
        rows = self.current().table.selected_rows()
        one = rows[0] if len(rows) == 1 else None
        is_open = key == "action" and bool(rows) and all(row.is_open for row in rows)
        on = {
            "accept": key == "offered" and one is not None and one.answer is None,
            "decline": key == "offered" and one is not None and one.answer is None,
            "agree": True,
            "coach": key == "offered" and one is not None and one.person_id is not None,
            "send": key in ("offered", "action") and one is not None and one.person_id is not None,
            "done": is_open,
            "end": is_open,
            "edit": is_open and one is not None,
            "again": key == "action" and one is not None and not one.is_open,
            "trash": key == "action" and bool(rows),
            "look": key == "given" and bool(rows) and all(row.is_due(self.desk.today()) for row in rows),
            "edit_rule": key == "rule" and one is not None,
            "silence": key == "rule" and bool(rows),
            "trash_rule": key == "rule" and bool(rows),
        }
        for name, action in self.commands.actions.items():
            action.setEnabled(may and on.get(name, True))

    def _on_switched(self, key: str) -> None:
        super()._on_switched(key)
        self._enable()

    def _one(self, made: RecordsWidget) -> Any | None:
        rows = made.table.selected_rows()
        return rows[0] if len(rows) == 1 and self.current() is made else None

    # doing

    def accept(self) -> None:
        """Turn advice into agreed actions, in one step."""
        row: AdviceRow | None = self._one(self.offered)
        if row is None or row.answer is not None:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(
                f"Take advice for {row.person}: {row.rule.name}", actions.accept, row.rule.id,
                person_id=row.person_id, period_key=self._period, evidence=row.evidence, today=self.desk.today(),
                todo=values["todo"].splitlines(), due_on=values["due_on"], owner=values["owner"],
            )  # fmt: skip

        self._open(formdialogs.accept(row, submit, self.desk.today, self))

    def coach(self) -> None:
        """Draft coaching about the advice, with what fired it as its evidence."""
        row: AdviceRow | None = self._one(self.offered)
        if row is None or row.person_id is None:
            return
        made = self.desk.do(
            f"Draft coaching with {row.person}",
            coaching.draft,
            person_id=row.person_id,
            behaviour=(row.rule.todo[0] if row.rule.todo else row.rule.name).replace(";", ","),
            today=self.desk.today(),
            evidence=[coaching.Proof(EvidenceKind.ADVICE, line) for line in row.evidence],
            watch_metric=row.rule.watch_metric,
        )
        if made is not None:
            self.desk.go("talks", f"coaching:session/{made}")

    def send(self) -> None:
        """Put the advice or the action on the agenda of the next one-to-one."""
        row, act = self._one(self.offered), self._one(self.acts)
        if row is not None and row.person_id is not None:
            send(
                self.desk,
                Sent(row.person_id, row.person, f"Advice: {row.rule.name}", "advice_rule", row.rule.id),
            )
        elif act is not None and act.person_id is not None:
            send(self.desk, Sent(act.person_id, act.person, act.text, "commitment", act.id))

    def decline(self) -> None:
        """Leave advice, with a reason."""
        row: AdviceRow | None = self._one(self.offered)
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(
                f"Leave advice for {row.person}: {row.rule.name}", actions.decline, row.rule.id,
                person_id=row.person_id, period_key=self._period, evidence=row.evidence, today=self.desk.today(),
                reason=values["reason"],
            )  # fmt: skip

        self._open(forms.reason("Why does it not fit?", "Leave it", submit, self))

    def agree(self) -> None:
        """Write down an action that was agreed with somebody."""
        people = self.desk.read(choices.people, self.desk.today())

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do("Agree an action", commitments.agree, today=self.desk.today(), **values)

        self._open(forms.agree("Agree an action", submit, self.desk.today, self, people=people))

    def done(self) -> None:
        """The chosen actions were done; late ones count as late."""
        rows = [row for row in self.acts.table.selected_rows() if row.is_open]
        if rows and self.current() is self.acts:
            what = rows[0].text if len(rows) == 1 else f"{len(rows)} actions"
            self.desk.do(f"Done: {what}", commitments.end, [row.id for row in rows], today=self.desk.today())

    def end(self) -> None:
        """The chosen actions ended otherwise."""
        rows = [row for row in self.acts.table.selected_rows() if row.is_open]
        if not rows:
            return
        what = rows[0].text if len(rows) == 1 else f"{len(rows)} actions"

        def submit(values: dict[str, Any]) -> None:
            ids = [row.id for row in rows]
            self.desk.try_do(f"End: {what}", commitments.end, ids, today=self.desk.today(), **values)

        self._open(formdialogs.end(what, submit, self))

    def edit(self) -> None:
        """Change an open action."""
        row = self._one(self.acts)
        if row is None or not row.is_open:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(f"Change: {row.text}", commitments.edit, row.id, **values)

        self._open(
            forms.agree(
                "Change what was agreed", submit, self.desk.today, self, text=row.text, owner=row.owner,
                due_on=row.due_on, note=row.note,
            )
        )  # fmt: skip

    def again(self) -> None:
        """Open an ended action again."""
        row = self._one(self.acts)
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(f"Open again: {row.text}", commitments.reopen, row.id, **values)

        self._open(forms.reason(f"Open again: {row.text}", "Open again", submit, self))

    def trash(self) -> None:
        """Put actions into the Trash."""
        ids = [row.id for row in self.acts.table.selected_rows()]
        if ids:
            self.desk.do("Move actions to Trash", commitments.trash, ids, today=self.desk.today())

    def look(self) -> None:
        """Compute whether it helped, and keep it."""
        rows = self.given.table.selected_rows()
        if rows:
            what = rows[0].rule if len(rows) == 1 else f"{len(rows)} cases"
            self.desk.do(
                f"See whether it helped: {what}",
                actions.look,
                [row.id for row in rows],
                today=self.desk.today(),
            )

    def new_rule(self) -> None:
        """Write a rule of one's own."""
        self._rule(None)

    def edit_rule(self) -> None:
        """Change the chosen rule."""
        row = self._one(self.rules)
        if row is not None:
            self._rule(row)

    def _rule(self, row: queries.RuleRow | None) -> None:
        names = self.desk.read(choices.metric_names)

        def submit(values: dict[str, Any]) -> None:
            label = f"Save rule {values['name']}"
            self.desk.try_do(label, actions.save_rule, rule_id=row.id if row is not None else None, **values)

        self._open(formdialogs.rule(row, names, submit, self))

    def silence(self) -> None:
        """Silence rules that speak, or let silent ones speak."""
        rows = self.rules.table.selected_rows()
        if rows:
            on = not rows[0].is_active
            word = "Let speak" if on else "Silence"
            self.desk.do(f"{word}: {rows[0].name}", actions.set_active, [row.id for row in rows], on)

    def trash_rule(self) -> None:
        """Put rules into the Trash."""
        ids = [row.id for row in self.rules.table.selected_rows()]
        if ids:
            self.desk.do("Move rules to Trash", actions.trash_rules, ids, today=self.desk.today())

    def add_shipped(self) -> None:
        """Add the shipped rules this store lacks."""
        added = self.desk.do("Add the shipped rules", seed_rules)
        if added == 0:
            self.desk.say("All shipped rules are there already.")

    def _open(self, dialog: FormDialog) -> None:
        self.dialog = dialog
        dialog.open()
