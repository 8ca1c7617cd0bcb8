"""Review cycles: whose review stands where, what it rests on, and every move it may make."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QComboBox, QWidget

from csmanager.core.sealing import place
from csmanager.features.commitments import actions as commitments
from csmanager.features.quality.disputes import disputeswidget
from csmanager.features.quality.disputes import queries as disputes
from csmanager.features.quality.disputes.rules import Subject
from csmanager.features.reviews.cycles import (
    actions,
    choices,
    detailwidget,
    formdialogs,
    guide,
    queries,
    rules,
    savingwidget,
    templates,
)
from csmanager.features.reviews.cycles.queries import CycleRow, ReviewRow
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.features.reviews.cycles.rules import CycleKind, CycleState
from csmanager.features.reviews.periods import parse_period
from csmanager.features.reviews.plans import paperview
from csmanager.features.talks.sendingwidget import KEYS, TEXT, Sent, send
from csmanager.ui.desk import Desk
from csmanager.ui.sealingdialogs import private_field
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import FormDialog
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

_MOVES = ("discuss", "sign", "refuse", "close", "skip", "reopen")


def columns() -> list[Column]:
    """What the list shows of a review."""
    return [
        Column("person", "Person", 156, value=lambda row: row.person),
        Column(
             "state", "State", 128, kind="status",
            value=lambda row: Status(detailwidget.KINDS[row.state], rules.STATE_WORDS[row.state]),
        ),
        Column("overall", "Rating", 96, value=lambda row: row.overall),
        Column(
            "judged", "Judged", 76, value=lambda row: f"{row.judged} of {row.lines}", sort=lambda row: row.judged
        ),
        Column("missing", "Missing", 70, kind="number", value=lambda row: row.missing),
        Column("role", "Role", 110, value=lambda row: row.role, hidden=True),
        Column("held", "Held", kind="date", value=lambda row: row.held_on),
        Column("signed", "Signed", kind="date", value=lambda row: row.signed_on, hidden=True),
        Column("edition", "Edition", 70, kind="number", value=lambda row: row.edition, hidden=True),
    ]  # fmt: skip


class CyclesPage(ListsPage):
    """One cycle at a time; the box in the head chooses which."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "review_cycle",
            "person_review",
            "person_review_move",
            "score_answer",
            "review_template",
            "commitment",
            "cube_month",
            "person",
        }
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.records = RecordsWidget(
            desk, "person reviews", columns(), title="Reviews", noun=("review", "reviews"),
            nothing="Choose a review to see what it rests on.",
        )  # fmt: skip
        super().__init__(
            desk, "Review cycles", [("reviews", "Reviews", self.records)], "Search people", parent
        )
        self.dialog: FormDialog | None = None
        self.cycles: list[CycleRow] = []
        self._wanted: int | None = None
        self._shown: queries.ReviewDetail | None = None
        self._told: disputes.AnswerRow | None = None
        self.commands = Commands(self)
        self.commands.make(
            ("prepare", "Prepare reviews…", self.prepare, "Ctrl+Shift+N"),
            ("write", "Write…", self.write, "F2"),
            ("self_review", "Self-review…", self.self_review, ""),
            ("agree", "Agree an action…", self.agree, ""),
            ("rate", "Rate differently…", self.rate, ""),
            ("advice", "Show advice", lambda: desk.go("reviews", "advice:offered"), ""),
            ("figures", "Show the figures", self.show_figures, ""),
            ("guide", "Conversation guide…", self.show_guide, "Ctrl+G"),
            ("pdf", "Save pages as PDF…", lambda: self.save_pages("pdf"), ""),
            ("xlsx", "Save pages as Excel…", lambda: self.save_pages("xlsx"), ""),
            ("plan", "Draft an improvement plan…", self.draft_plan, ""),
            ("send", TEXT, self.send, KEYS),
            ("dispute", disputeswidget.TEXT, self.answer_dispute, "Ctrl+Shift+D"),
            ("templates", "Templates…", self.edit_template, ""),
            ("new_template", "New template for a role…", self.new_template, ""),
            ("close_cycle", "Close the cycle", self.close_cycle, ""),
            ("reopen_cycle", "Open the cycle again…", self.reopen_cycle, ""),
            ("trash_cycle", "Move the cycle to Trash", self.trash_cycle, ""),
            *(
                (move, f"{rules.MOVE_WORDS[move]}…", lambda move=move: self.make_move(move), "")
                for move in _MOVES
            ),
        )
        self.commands.actions["close"].setText("Close this review")
        self.chooser = QComboBox()
        self.chooser.setAccessibleName("Cycle")
        self.chooser.setMinimumContentsLength(16)
        self.chooser.activated.connect(lambda _at: self._on_cycle())
        self.header.add_widget(self.chooser)
        some = self.commands.some
        self.header.set_primary(self.commands.actions["prepare"])
        self.header.set_more(
            some(
                "pdf",
                "xlsx",
                "",
                "templates",
                "new_template",
                "",
                "close_cycle",
                "reopen_cycle",
                "trash_cycle",
            )
        )
        self.addActions(some("prepare", "write", "guide", "send"))
        self.records.table.add_actions(
            some(
                "write",
                "self_review",
                *_MOVES,
                "",
                "agree",
                "rate",
                "send",
                "dispute",
                "guide",
                "pdf",
                "xlsx",
                "figures",
                "advice",
                "plan",
            ),
            self._enable,
        )
        self.records.table.activated.connect(lambda _row: self.write())
        self.records.chosen.connect(self._show)
        self.records.table.set_empty(
            EmptyState(
                "No reviews prepared yet",
                "One step prepares the review of everyone who worked in a period: figures with their n and limits,"
                " judged against the targets of then, and kept as they are. You hold them, they are signed, and the"
                " cycle says how many were held and how many were not.",
                "Prepare reviews…",
                self.prepare,
            )
        )

    # reading

    def load(self) -> None:
        chosen = self._wanted or self.chooser.currentData()
        self._wanted = None
        self.cycles = self.desk.read(queries.cycles)
        self.chooser.clear()
        for row in self.cycles:
            self.chooser.addItem(row.name, row.id)
        at = next((at for at, row in enumerate(self.cycles) if row.id == chosen), 0)
        if self.cycles:
            self.chooser.setCurrentIndex(at)
        self.chooser.setVisible(bool(self.cycles))
        self.search.setVisible(bool(self.cycles))
        self._fill()

    def _fill(self) -> None:
        cycle = self.cycle()
        rows = self.desk.read(queries.reviews, cycle_id=cycle.id) if cycle is not None else []
        note = ""
        if cycle is not None:
            is_open = cycle.state is CycleState.OPEN
            when = f"due {day_text(cycle.due_on)}" if is_open else f"closed {day_text(cycle.closed_on)}"
            note = f"{cycle.progress}; {when}"
        self.say(note)
        self.records.set_rows(rows)
        self._enable()

    def cycle(self) -> CycleRow | None:
        """The cycle that is shown."""
        wanted = self.chooser.currentData()
        return next((row for row in self.cycles if row.id == wanted), None)

    def show_record(self, record: str) -> None:
        kind, _, key = record.partition("/")
        if not key.isdigit():
            return
        if kind == "review":
            found = self.desk.read(queries.detail, int(key))
            if found is not None:
                self._wanted = found.row.cycle_id
                self.load()
                self.records.select(int(key))
        elif kind == "cycle":
            self._wanted = int(key)
            self.load()

    def send(self) -> None:
        """Put the chosen review on the agenda of the next one-to-one."""
        rows = self.chosen()
        if len(rows) == 1:
            row = rows[0]
            text = f"Review of {row.period_title}"
            send(self.desk, Sent(row.person_id, row.person, text, "person_review", row.id))

    def answer_dispute(self) -> None:
        """Decide what somebody disputes of their review."""
        if self._told is not None and self._told.is_open:
            self.dialog = disputeswidget.decide_dialog(self.desk, self._told, self)

    def actions_offered(self) -> list[QAction]:
        self._enable()
        return self.commands.some(
            "prepare", "", "write", "self_review", *_MOVES, "", "agree", "rate", "guide", "pdf", "xlsx", "figures",
            "advice", "plan", "send", "", "templates", "new_template", "", "close_cycle", "reopen_cycle", "trash_cycle",
        )  # fmt: skip

    def _on_cycle(self) -> None:
        self._fill()

    def _enable(self) -> None:
        rows, cycle = self.chosen(), self.cycle()
        may = not self.desk.store.read_only
        is_open = may and cycle is not None and cycle.state is CycleState.OPEN
        for key, action in self.commands.actions.items():
            if key in _MOVES:
                action.setEnabled(
                    is_open and bool(rows) and all((row.state, key) in rules.MOVES for row in rows)
                )
            elif key == "self_review":
                action.setEnabled(is_open and len(rows) == 1 and rows[0].state in rules.NOT_HELD)
            elif key in ("write", "rate"):
                action.setEnabled(is_open and len(rows) == 1 and rows[0].state in rules.EDITABLE)
            elif key == "dispute":
                action.setEnabled(may and self._told is not None and self._told.is_open)
            elif key in ("figures", "guide"):
                action.setEnabled(len(rows) == 1)
            elif key in ("pdf", "xlsx"):
                action.setEnabled(bool(self.records.table.rows()))
            elif key in ("agree", "plan", "send"):
                action.setEnabled(may and len(rows) == 1)
            elif key == "close_cycle":
                action.setEnabled(is_open)
            elif key == "reopen_cycle":
                action.setEnabled(may and cycle is not None and cycle.state is CycleState.CLOSED)
            elif key == "trash_cycle":
                action.setEnabled(may and cycle is not None)
            else:
                action.setEnabled(may or key == "advice")
        self.show_primary(bool(self.cycles))

    def chosen(self) -> list[ReviewRow]:
        """The selected reviews."""
        return self.records.table.selected_rows()

    def _show(self, row: ReviewRow | None) -> None:
        self._enable()
        self._shown = self.desk.read(queries.detail, row.id) if row is not None else None
        if self._shown is None:
            self.records.pane.clear()
            return
        next_moves = [move for move in _MOVES if (self._shown.row.state, move) in rules.MOVES][:2]
        offered = self.commands.some("write", *next_moves) if self._shown.is_open else []
        self._told = self.desk.read(disputes.answered, Subject.REVIEW, self._shown.row.id)
        if self._told is not None and self._told.is_open:
            offered = self.commands.some("dispute") + offered
        detailwidget.show(self.records.pane, self._shown, offered, self.show_rows, self.desk.sealing)
        if self._told is not None:
            self.records.pane.add_section("What they say to it", self._told.lines)
        self._enable()
        self.desk.fetch(
            self.records.pane, queries.restated_since, self._shown.row.id,
            then=self._say_restated,
            failed=lambda _error: None,
        )  # fmt: skip

    def _say_restated(self, found: Any) -> None:
        if self._shown is not None:
            detailwidget.show_restated(self.records.pane, found)

    # doing

    def prepare(self) -> None:
        """Prepare everyone's review in one step."""
        today = self.desk.today()
        periods = {
            kind: [(one.key, one.title) for one in queries.periods_offered(kind, today)] for kind in CycleKind
        }
        people = self.desk.read(choices.people, today)

        def submit(values: dict[str, Any]) -> None:
            period = parse_period(values["period"], today)
            whom = values["whom"]
            self._wanted = self.desk.try_do(
                f"Prepare reviews of {period.title}", actions.prepare, period=period, today=today,
                kind=values["kind"], name=values["name"], due_on=values["due_on"],
                person_ids=[whom] if whom else None,
            )  # fmt: skip
            self.refresh()

        self._open(formdialogs.prepare(periods, people, submit, self.desk.today, self))

    def write(self) -> None:
        """Write summary, strengths, concerns, next steps and the private note."""
        found = self._shown
        if found is None or not self.commands.actions["write"].isEnabled():
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(f"Write the review of {found.row.person}", actions.write, found.row.id, **values)

        note = private_field(
            self.desk, "private_note", "Private note", found.private_note,
            place("person_review", "private_note", found.row.id), "Never printed, never exported.",
        )  # fmt: skip

        self._open(formdialogs.write(found, note, submit, self))

    def self_review(self) -> None:
        """Keep what the person says of themselves."""
        found = self._shown
        if found is None:
            return

        def submit(values: dict[str, Any]) -> None:
            said = dict(zip(found.pinned.questions, values.values(), strict=True))
            label = f"Self-review of {found.row.person}"
            self.desk.try_do(label, actions.self_review, found.row.id, said, today=self.desk.today())

        self._open(formdialogs.self_review(found, submit, self))

    def make_move(self, move: str) -> None:
        """Move the chosen reviews; the form asks what the move needs."""
        rows = self.chosen()
        if not rows:
            return
        whose = rows[0].person if len(rows) == 1 else f"{len(rows)} reviews"

        def submit(values: dict[str, Any]) -> None:
            label = f"{rules.MOVE_WORDS[move]}: {whose}"
            self.desk.try_do(
                label, actions.move, [row.id for row in rows], move, today=self.desk.today(), **values
            )

        self._open(formdialogs.move(move, whose, submit, self.desk.today, self, sole=len(rows) == 1))

    def agree(self) -> None:
        """Write down what was agreed in the talk."""
        found = self._shown
        if found is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(
                f"Agree with {found.row.person}", commitments.agree, today=self.desk.today(),
                person_id=found.row.person_id, source="person_review", source_id=found.row.id, **values,
            )  # fmt: skip

        self._open(formdialogs.agree(f"Agree with {found.row.person}", submit, self.desk.today, self))

    def rate(self) -> None:
        """Give another rating than the figures, with a reason."""
        found = self._shown
        if found is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(f"Rate {found.row.person}", actions.set_overall, found.row.id, **values)

        self._open(formdialogs.rate(found, submit, self))

    def show_figures(self) -> None:
        """Show the person's figures, whose marks open the rows behind them."""
        rows = self.chosen()
        if rows:
            self.desk.go("reviews", f"figures:person:{rows[0].person_id}/{rows[0].period_key}")

    def show_rows(self, metric: str) -> None:
        """Show the rows behind one figure of the review shown, of its own days."""
        found = self._shown
        if found is not None:
            self.desk.go("reviews", f"figures:person:{found.row.person_id}/{found.row.period_key}/{metric}")

    def show_guide(self) -> None:
        """Show the guide to the talk as it is printed."""
        from csmanager.ui import printing

        document = self.print_document() if self._shown is not None else None
        if document is not None:
            printing.preview(document, self, self.desk.today())

    def save_pages(self, kind: str) -> None:
        """Save a page for each chosen review, or for everyone of the cycle when one or none is chosen and so wanted."""
        rows, cycle = self.chosen(), self.cycle()
        everyone = list(self.records.table.rows())
        if cycle is None or not everyone:
            return
        if len(rows) < 2 and len(everyone) > 1:
            options = [*(f"Only {row.person}" for row in rows), f"Everyone, {len(everyone)} reviews"]
            answer = self.desk.ask.choose("Save pages", "Whose", options)
            if answer is None:
                return
            rows = everyone if answer == options[-1] else rows
        name = f"Review {rows[0].person} {cycle.period_key}" if len(rows) == 1 else f"Reviews {cycle.name}"
        savingwidget.save(self.desk, rows, kind, name)

    def print_document(self) -> QTextDocument | None:
        found = self._shown
        if found is None or len(self.chosen()) != 1:
            return super().print_document()
        text = self.desk.read(guide.paper, found.row.id)
        return paperview.document(text, f"{found.row.person}, {found.pinned.period_title}")

    def draft_plan(self) -> None:
        """Draft an improvement plan with the person."""
        rows = self.chosen()
        if rows:
            self.desk.go("reviews", f"plans:new/{rows[0].person_id}")

    def edit_template(self) -> None:
        """Change a template."""
        rows = self.desk.read(templates.templates)
        row = rows[0] if rows else None
        if len(rows) > 1:
            words = [f"{one.name} ({one.role or 'everyone else'})" for one in rows]
            chosen = self.desk.ask.choose("Templates", "Which one", words)
            if chosen is None:
                return
            row = rows[words.index(chosen)]
        self._template(row)

    def new_template(self) -> None:
        """Make a template for a role."""
        self._template(None)

    def _template(self, row: templates.TemplateRow | None) -> None:
        roles, names = self.desk.read(choices.roles), self.desk.read(choices.metric_names)

        def submit(values: dict[str, Any]) -> None:
            known = {name.casefold(): key for key, name in names.items()} | {key: key for key in names}
            self.desk.try_do(
                f"Save template {values['name']}", templates.save_template, name=values["name"],
                weights=rules.parse_weights(values["weights"], known), scale=rules.parse_scale(values["scale"]),
                questions=values["questions"].splitlines(), role_id=values["role_id"] or None,
                template_id=row.id if row is not None else None,
            )  # fmt: skip

        self._open(formdialogs.template(row, roles, names, submit, self))

    def close_cycle(self) -> None:
        """Close the cycle, and every signed review in it."""
        cycle = self.cycle()
        if cycle is not None:
            self.desk.do(f"Close {cycle.name}", actions.close_cycle, cycle.id, today=self.desk.today())

    def reopen_cycle(self) -> None:
        """Open a closed cycle again."""
        cycle = self.cycle()
        if cycle is None:
            return
        label = f"Open {cycle.name} again"

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(label, actions.reopen_cycle, cycle.id, today=self.desk.today(), **values)

        self._open(formdialogs.reason(label, "Open again", submit, self))

    def trash_cycle(self) -> None:
        """Put the cycle into the Trash."""
        cycle = self.cycle()
        if cycle is not None:
            self.desk.do(f"Move {cycle.name} to Trash", actions.trash_cycle, cycle.id, today=self._day())

    def _day(self) -> dt.date:
        return self.desk.today()

    def _open(self, dialog: FormDialog) -> None:
        self.dialog = dialog
        dialog.open()
