"""Promises the manager made to the team: what is owed to whom by when, and how many are kept."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from csmanager.core.visibility import Visibility
from csmanager.features.commitments import actions
from csmanager.features.commitments.queries import CommitmentRow
from csmanager.features.commitments.rules import OUTCOME_WORDS, Outcome, Owner
from csmanager.features.reviews.cycles import choices
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.features.talks.promises import queries
from csmanager.features.talks.sendingwidget import KEYS, TEXT, Sent, send
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

_KINDS = {Outcome.KEPT: "good", Outcome.LATE: "watch", Outcome.BROKEN: "bad", Outcome.RELEASED: "none"}
_ALL = ("new", "kept", "broken", "released", "again", "send", "edit", "trash")


class PromisesPage(ListsPage):
    """One list; the note under the title says how many are kept."""

    watches: ClassVar[frozenset[str]] = frozenset({"commitment", "person"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.promises = RecordsWidget(
            desk,
            "promises",
            self._columns(desk),
            title="Promises",
            noun=("promise", "promises"),
            nothing="Choose a promise.",
        )
        super().__init__(
            desk, "Promises", [("promise", "Promises", self.promises)], "Search promises", parent
        )
        self.dialog: FormDialog | None = None
        self.commands = Commands(self)
        self.commands.make(
            ("new", "Make a promise…", self.new, "Ctrl+Shift+N"),
            ("kept", "Kept", self.keep, "Ctrl+D"),
            ("broken", "Not kept…", lambda: self.end(Outcome.BROKEN), ""),
            ("released", "Let go…", lambda: self.end(Outcome.RELEASED), ""),
            ("again", "Open again…", self.again, ""),
            ("send", TEXT, self.send, KEYS),
            ("edit", "Edit…", self.edit, "F2"),
            ("trash", "Move to Trash", self.trash, ""),
        )
        some = self.commands.some
        self.header.set_primary(self.commands.actions["new"])
        self.addActions(some("new", "kept", "edit", "send"))
        self.promises.table.add_actions(
            some("kept", "broken", "released", "again", "send", "", "edit", "trash"), self._enable
        )
        self.promises.table.activated.connect(lambda _row: self.edit())
        self.promises.chosen.connect(self._show)
        self.promises.table.set_empty(
            EmptyState(
                "Nothing promised yet",
                "Write down what you promise somebody, with a day: a swapped shift, a course, an answer about pay."
                " What comes due stands on Today, and you see how many promises you keep.",
                "Make a promise…",
                self.new,
            )
        )

    @staticmethod
    def _columns(desk: Desk) -> list[Column]:
        def state(row: CommitmentRow) -> Status:
            if row.outcome is not None:
                return Status(_KINDS[row.outcome], OUTCOME_WORDS[row.outcome])
            return Status("late", "Late") if row.is_late(desk.today()) else Status("open", "Open")

        return [
            Column("text", "Promised", 220, value=lambda row: row.text),
            Column("person", "To", 150, value=lambda row: row.person),
            Column("due", "By", kind="date", value=lambda row: row.due_on, may_leave=True),
            Column("state", "State", 124, kind="status", value=state),
            Column("made", "Made", kind="date", value=lambda row: row.made_on, hidden=True),
            Column("source", "From", 140, value=lambda row: row.whence, hidden=True),
        ]

    # reading

    def load(self) -> None:
        rows = self.desk.read(queries.promises)
        found = queries.kept(rows, self.desk.today())
        parts = [
            f"{found.open} open" if rows else "",
            f"{found.late} late" if found.late else "",
            found.text if rows else "",
        ]
        self.say(" · ".join(part for part in parts if part))
        self.promises.set_rows(rows)
        self._enable()

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        if record == "new":
            self.new()
            return
        _key, _, number = record.partition("/")
        if number.isdigit():
            self.promises.select(int(number))

    def actions_offered(self) -> list[QAction]:
        self._enable()
        return self.commands.some(*_ALL)

    def _show(self, row: CommitmentRow | None) -> None:
        self._enable()
        pane = self.promises.pane
        if row is None:
            pane.clear()
            return
        offered = (
            self.commands.some("kept", "broken", "released") if row.is_open else self.commands.some("again")
        )
        status = None
        if row.outcome is not None:
            status = Status(_KINDS[row.outcome], OUTCOME_WORDS[row.outcome])
        elif row.is_late(self.desk.today()):
            status = Status("late", "Late")
        pane.show_record(row.text, f"To {row.person}" if row.person else "", status, offered)
        pairs = [
            ("Made", f"{day_text(row.made_on)}, in {row.whence}"),
            ("By", day_text(row.due_on)),
            ("Ended", day_text(row.ended_on)),
            ("Why", row.outcome_note),
            ("Note", row.note),
        ]
        pane.add_section("", [(name, value) for name, value in pairs if value])

    def _enable(self) -> None:
        may = not self.desk.store.read_only
        rows = self.promises.table.selected_rows()
        one = len(rows) == 1
        is_open = bool(rows) and all(row.is_open for row in rows)
        on = {
            "new": True,
            "kept": is_open,
            "broken": is_open,
            "released": is_open,
            "again": one and not rows[0].is_open,
            "send": one and rows[0].person_id is not None,
            "edit": one and is_open,
            "trash": bool(rows),
        }
        for name, action in self.commands.actions.items():
            action.setEnabled(may and on[name])
        self.show_primary(bool(self.promises.table.rows()))

    def _one(self) -> CommitmentRow | None:
        rows = self.promises.table.selected_rows()
        return rows[0] if len(rows) == 1 else None

    # doing

    def new(self) -> None:
        """Write down a promise."""
        people = self.desk.read(choices.people, self.desk.today())
        if not people:
            self.desk.ask.tell("Make a promise", "Add people to the team first.")
            return

        def submit(values: dict[str, Any]) -> None:
            made = self.desk.try_do(
                f"Promise: {values['text']}",
                actions.agree,
                owner=Owner.MANAGER,
                today=self.desk.today(),
                source="promise",
                **values,
            )
            self.refresh()
            self.promises.select(made)

        self._open(
            FormDialog(
                "Make a promise",
                [
                    Field("person_id", "To", "choice", people[0][0], options=people, required=True),
                    Field("text", "What", required=True, placeholder="What you will do"),
                    Field("due_on", "By", "date", required=True),
                    Field("note", "Note", "long", seen=Visibility.OPEN),
                ],
                submit,
                verb="Promise",
                today=self.desk.today,
                parent=self,
            )
        )

    def keep(self) -> None:
        """The chosen promises were kept today; after their day that counts as late."""
        rows = [row for row in self.promises.table.selected_rows() if row.is_open]
        if rows:
            what = rows[0].text if len(rows) == 1 else f"{len(rows)} promises"
            self.desk.do(f"Kept: {what}", actions.end, [row.id for row in rows], today=self.desk.today())

    def end(self, outcome: Outcome) -> None:
        """The chosen promises ended otherwise, for a reason."""
        rows = [row for row in self.promises.table.selected_rows() if row.is_open]
        if not rows:
            return
        what = rows[0].text if len(rows) == 1 else f"{len(rows)} promises"
        word = "Not kept" if outcome is Outcome.BROKEN else "Let go"

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(
                f"{word}: {what}",
                actions.end,
                [row.id for row in rows],
                today=self.desk.today(),
                outcome=outcome,
                reason=values["reason"],
            )

        self._open(
            FormDialog(
                f"{word}: {what}",
                [Field("reason", "Why", "long", required=True)],
                submit,
                verb=word,
                text="Tell the person before you write it down here.",
                parent=self,
            )
        )

    def again(self) -> None:
        """Open an ended promise again."""
        row = self._one()
        if row is None or row.is_open:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(f"Open again: {row.text}", actions.reopen, row.id, **values)

        self._open(
            FormDialog(
                f"Open again: {row.text}",
                [Field("reason", "Why", "long", required=True), Field("due_on", "By", "date", row.due_on)],
                submit,
                verb="Open again",
                today=self.desk.today,
                parent=self,
            )
        )

    def send(self) -> None:
        """Put the promise on the agenda of the next one-to-one."""
        row = self._one()
        if row is not None and row.person_id is not None:
            send(self.desk, Sent(row.person_id, row.person, row.text, "commitment", row.id))

    def edit(self) -> None:
        """Change an open promise."""
        row = self._one()
        if row is None or not row.is_open:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(f"Change: {row.text}", actions.edit, row.id, owner=Owner.MANAGER, **values)

        self._open(
            FormDialog(
                "Change the promise",
                [
                    Field("text", "What", value=row.text, required=True),
                    Field("due_on", "By", "date", row.due_on),
                    Field("note", "Note", "long", row.note, seen=Visibility.OPEN),
                ],
                submit,
                verb="Save",
                today=self.desk.today,
                parent=self,
            )
        )

    def trash(self) -> None:
        """Put the chosen promises into the Trash."""
        rows = self.promises.table.selected_rows()
        if rows:
            what = rows[0].text if len(rows) == 1 else f"{len(rows)} promises"
            self.desk.do(
                f"Move to Trash: {what}", actions.trash, [row.id for row in rows], today=self.desk.today()
            )

    def _open(self, dialog: FormDialog) -> None:
        self.dialog = dialog
        dialog.open()
