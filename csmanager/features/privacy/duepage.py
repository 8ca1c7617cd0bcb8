"""The due list: every record with a clock, those whose time is over first, and what is decided of them."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.core.errors import AppError
from csmanager.features.privacy import actions, holding, queries, rules
from csmanager.features.privacy.ownfileview import ask_own_file
from csmanager.features.privacy.periodspage import WATCHED
from csmanager.features.privacy.queries import KeptRow
from csmanager.features.privacy.rules import Case, Clock, Kind
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

MARKS = {
    Clock.DUE: "late",
    Clock.SOON: "soon",
    Clock.HELD: "watch",
    Clock.KEPT: "open",
    Clock.RUNNING: "none",
}
_SHOWN = (("now", "Due"), ("soon", "Soon too"), ("all", "All"))


class DuePage(ListsPage):
    """Erase, keep with a reason, or hold: nothing is erased without a decision here."""

    watches: ClassVar[frozenset[str]] = WATCHED

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.due = RecordsWidget(
            desk,
            "privacy.due",
            self._columns(),
            title="Records with a clock",
            noun=("record", "records"),
            nothing="Choose a record.",
        )
        super().__init__(desk, "Erase or keep", [("due", "Due", self.due)], "Search records", parent)
        self.due.splitter.setSizes([700, 380])
        self.which = SegmentedSwitch(list(_SHOWN), name="Which records")
        self.which.changed.connect(lambda _key: self._filter())
        self.header.add_widget(self.which)
        self.kind: Kind | None = None
        self.dialog: QDialog | None = None
        self.commands = Commands(self)
        self.commands.make(
            ("erase", "Erase…", self.erase, ""),
            ("keep", "Keep…", self.keep, ""),
            ("hold", "Hold…", self.hold, ""),
            ("kinds", "Show every kind", self.show_every_kind, ""),
            ("own", "A person's own file…", self.own_file, ""),
        )
        some = self.commands.some
        self.header.set_primary(self.commands.actions["erase"])
        self.header.set_more(some("keep", "hold", "", "kinds", "own"))
        self.due.table.add_actions(some("erase", "keep", "hold"), self._enable)
        self.due.table.activated.connect(lambda _row: self.keep())
        self.due.chosen.connect(self._show)
        self.due.table.set_empty(
            EmptyState(
                "Nothing is due",
                "Records of people who left, of applicants and of customers come here when their time is over: you"
                " erase them, or keep them and say why. Nothing is erased by itself. “All” shows what is still"
                " running; the periods stand under Retention.",
            )
        )

    @staticmethod
    def _columns() -> list[Column]:
        return [
            Column("name", "Who or what", 140, value=lambda row: row.name),
            Column("kind", "Record", 200, value=lambda row: rules.KINDS[row.kind].name),
            Column(
                "clock",
                "Clock",
                100,
                kind="status",
                value=lambda row: Status(MARKS[row.clock], rules.CLOCK_NAMES[row.clock]),
            ),
            Column("until", "Kept until", kind="date", value=lambda row: row.until),
            Column("why", "Why now", 230, value=lambda row: row.held or row.kept_why or row.why),
        ]

    def load(self) -> None:
        self._all = self.desk.read(queries.kept, self.desk.today())
        self._filter()

    def _filter(self) -> None:
        shown = {
            "now": (Clock.DUE,),
            "soon": (Clock.DUE, Clock.SOON, Clock.HELD),
            "all": tuple(Clock),
        }[self.which.value()]
        rows = [row for row in self._all if row.clock in shown and self.kind in (None, row.kind)]
        due = sum(row.clock is Clock.DUE for row in self._all)
        held = sum(row.clock is Clock.HELD for row in self._all)
        only = f"{rules.KINDS[self.kind].name} only · " if self.kind is not None else ""
        self.say(f"{only}{due} due, {held} on hold, {len(self._all)} with a clock" if self._all else "")
        self.due.set_rows(rows)
        self._enable()

    def show_record(self, record: str) -> None:
        """ "kind:pay" for those of one kind, or the key of a record ("staff:3")."""
        if self._is_stale:
            self._load()
        word, _, rest = record.partition(":")
        if word == "kind":
            self.kind = Kind(rest)
            self.which.set_value("soon" if any(self._is_near(row) for row in self._all) else "all")
            self._filter()
        elif record:
            self.show_every_kind()
            self.which.set_value("all")
            self._filter()
            self.due.select(record)

    def _is_near(self, row: KeptRow) -> bool:
        return row.kind is self.kind and row.clock in (Clock.DUE, Clock.SOON, Clock.HELD)

    def actions_offered(self) -> list[QAction]:
        self._enable()
        return list(self.commands.actions.values())

    def _show(self, row: KeptRow | None) -> None:
        self._enable()
        pane = self.due.pane
        if row is None:
            pane.clear()
            return
        fact = rules.KINDS[row.kind]
        status = Status(MARKS[row.clock], rules.CLOCK_NAMES[row.clock])
        keys = ["erase", "keep", "hold"] if row.clock is not Clock.HELD else []
        pane.show_record(row.name, f"{fact.name}: {row.what}", status, self.commands.some(*keys))
        pairs = [
            ("Why now", row.why),
            ("Kept until", day_text(row.until)),
            ("On hold", row.held),
            ("Kept on until", f"{day_text(row.kept_until)}: {row.kept_why}" if row.kept_until else ""),
        ]
        pane.add_section("", [(name, value) for name, value in pairs if value])
        pane.add_section("When it is erased", [("Goes", fact.goes), ("Stays", fact.stays)])

    def _rows(self) -> list[KeptRow]:
        found: list[KeptRow] = self.due.table.selected_rows()
        return found

    def _enable(self) -> None:
        may, rows = not self.desk.store.read_only, self._rows()
        acts = self.commands.actions
        acts["erase"].setEnabled(
            may and bool(rows) and all(row.clock in (Clock.DUE, Clock.KEPT) for row in rows)
        )
        acts["keep"].setEnabled(may and bool(rows) and all(row.clock is not Clock.HELD for row in rows))
        acts["hold"].setEnabled(
            may and len(rows) == 1 and rows[0].clock is not Clock.HELD and _can_hold(rows[0])
        )
        acts["kinds"].setEnabled(self.kind is not None)

    # doing

    def show_every_kind(self) -> None:
        """Show records of every kind again."""
        self.kind = None
        self._filter()

    def erase(self) -> None:
        """Show what exactly goes and stays, then erase for good."""
        from csmanager.features.privacy.erasedialog import erase_dialog

        rows = self._rows()
        if not rows:
            return
        try:
            dialog = erase_dialog(self.desk, rows, self)
        except AppError as error:
            self.desk.ask.tell("Nothing was erased", str(error))
            return
        self._open(dialog)

    def keep(self) -> None:
        """Keep the chosen records longer."""
        rows = self._rows()
        if not rows or not self.commands.actions["keep"].isEnabled():
            return
        who = rows[0].name if len(rows) == 1 else f"{len(rows)} records"
        today = self.desk.today()

        def submit(values: dict[str, Any]) -> None:
            until: dt.date = values["until"]

            def keep_all(session: Any) -> None:
                for row in rows:
                    actions.keep(session, row, until=until, reason=values["reason"], today=today)

            self.desk.try_do(f"Keep {who} until {day_text(until)}", keep_all)

        self._open(
            FormDialog(
                f"Keep {who}",
                [
                    Field("until", "Until", "date", value=rules.add_months(today, 6), required=True),
                    Field("reason", "Why", "suggest", value="", options=rules.REASONS_TO_KEEP, required=True),
                ],
                submit,
                verb="Keep",
                text="It comes back on this list on the day after. The decision stands in the history.",
                today=self.desk.today,
                parent=self,
            )
        )

    def hold(self) -> None:
        """Stop the clock of the chosen record's person or case."""
        rows = self._rows()
        if len(rows) != 1 or not _can_hold(rows[0]):
            return
        row, today = rows[0], self.desk.today()

        def submit(values: dict[str, Any]) -> None:
            label, reason = f"Hold {row.name}", values["reason"]
            if row.candidate_id is not None:
                self.desk.try_do(label, holding.hold_applicant, row.candidate_id, reason, today=today)
            elif row.person_id is not None:
                self.desk.try_do(label, holding.hold_person, row.person_id, reason, today=today)
            else:
                self.desk.try_do(label, holding.hold_case, Case.COMPLAINT, row.key, reason, today=today)

        options = ("Claim in court", "Question of an authority", "Complaint that is open")
        self._open(
            FormDialog(
                f"Hold {row.name}",
                [Field("reason", "Why", "suggest", value="", options=options, required=True)],
                submit,
                verb="Put on hold",
                text="Nothing of it is erased, here or anywhere in the program, until the hold is lifted.",
                parent=self,
            )
        )

    def own_file(self) -> None:
        """Write everything kept of one person into a folder."""
        self.dialog = ask_own_file(self.desk, self)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()


def _can_hold(row: KeptRow) -> bool:
    """Months of comments are many cases; each complaint is one."""
    return row.kind is not Kind.CUSTOMERS or queries.texts_of_month(row.key) is None
