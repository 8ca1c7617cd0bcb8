"""The retention board: every kind of record with its period, the reason for it, and what is due."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from csmanager.features.privacy import actions, queries, rules
from csmanager.features.privacy.ownfileview import ask_own_file
from csmanager.features.privacy.queries import BoardRow
from csmanager.features.privacy.rules import Kind, Preset
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.table import Column

WATCHED = frozenset(
    {
        "retention_rule",
        "retention_decision",
        "legal_hold",
        "candidate",
        "applicant",
        "stage_move",
        "person",
        "contract",
        "setting",
        "person_review",
        "coaching",
        "one_on_one",
        "improvement_plan",
        "discipline",
        "complaint",
        "comment",
    }
)


class PeriodsPage(ListsPage):
    """How long what is kept here, and why."""

    watches: ClassVar[frozenset[str]] = WATCHED

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.kinds = RecordsWidget(
            desk,
            "privacy.periods",
            self._columns(),
            title="Kinds of record",
            noun=("kind of record", "kinds of record"),
            nothing="Choose a kind of record.",
        )
        super().__init__(desk, "Retention", [("kinds", "Kinds", self.kinds)], "Search kinds", parent)
        self.kinds.splitter.setSizes([700, 380])
        self.advice = QLabel(rules.NOT_ADVICE)
        self.advice.setProperty("role", "muted")
        self.advice.setWordWrap(True)
        self.body.insertWidget(1, self.advice)
        self.dialog: QDialog | None = None
        self.commands = Commands(self)
        self.commands.make(
            ("due", "What is due", self.show_due, ""),
            ("period", "Change…", self.change_period, ""),
            ("preset", "Start from a country's periods…", self.choose_preset, ""),
            ("group", "Smallest group in reports…", self.change_group, ""),
            ("own", "A person's own file…", self.own_file, ""),
        )
        some = self.commands.some
        self.header.set_primary(self.commands.actions["preset"])
        self.header.set_more(some("period", "due", "", "group", "own"))
        self.kinds.table.add_actions(some("due", "period"), self._enable)
        self.kinds.table.activated.connect(lambda _row: self.show_due())
        self.kinds.chosen.connect(self._show)

    @staticmethod
    def _columns() -> list[Column]:
        def standing(row: BoardRow) -> Status:
            if row.due:
                return Status("late", f"{row.due} due")
            if row.soon:
                return Status("soon", f"{row.soon} soon")
            if row.held:
                return Status("watch", f"{row.held} on hold")
            return Status("none", rules.KINDS[row.period.kind].by or "Nothing due")

        return [
            Column("name", "Record", 210, value=lambda row: rules.KINDS[row.period.kind].name),
            Column(
                "months",
                "Kept for",
                100,
                kind="number",
                value=lambda row: row.period.months or None,
                text=lambda row: (
                    rules.months_text(row.period.months) if row.period.months else "as the record"
                ),
            ),
            Column("state", "Now", 170, kind="status", value=standing),
            Column("due", "Due", 60, kind="number", value=lambda row: row.due or None, hidden=True),
            Column("soon", "Soon", 60, kind="number", value=lambda row: row.soon or None, hidden=True),
            Column("held", "Held", 60, kind="number", value=lambda row: row.held or None, hidden=True),
            Column("kept", "Kept", 60, kind="number", value=lambda row: row.kept or None, hidden=True),
        ]

    def load(self) -> None:
        rows = self.desk.read(queries.board, self.desk.today())
        preset = rules.PRESET_NAMES[self.desk.read(queries.preset)]
        due = sum(row.due for row in rows)
        self.say(f"{preset} · {due} due")
        self.kinds.set_rows(rows)
        self._enable()

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        self.kinds.select(record)

    def actions_offered(self) -> list[QAction]:
        self._enable()
        return list(self.commands.actions.values())

    def _show(self, row: BoardRow | None) -> None:
        self._enable()
        pane = self.kinds.pane
        if row is None:
            pane.clear()
            return
        fact, period = rules.KINDS[row.period.kind], row.period
        pane.show_record(fact.name, fact.holds, None, self.commands.some("due", "period"))
        kept = rules.months_text(period.months) if period.months else "As long as the record itself"
        pairs = [
            ("Kept for", kept),
            ("Counted from", fact.starts),
            ("Why so long", period.basis),
            ("Usual here", rules.months_text(period.usual) if period.is_changed else ""),
            ("Of whom", fact.people),
            ("Why at all", fact.purpose),
        ]
        pane.add_section("", [(name, value) for name, value in pairs if value])
        pane.add_section("When it is erased", [("Goes", fact.goes), ("Stays", fact.stays)])
        if fact.is_judged:
            counts = [("Due", row.due), ("Due soon", row.soon), ("On hold", row.held), ("Kept", row.kept)]
            pane.add_section("Now", [(name, str(count)) for name, count in counts])

    def _row(self) -> BoardRow | None:
        row: BoardRow | None = self.kinds.table.current_row()
        return row

    def _enable(self) -> None:
        may, row = not self.desk.store.read_only, self._row()
        acts = self.commands.actions
        acts["due"].setEnabled(row is not None and rules.KINDS[row.period.kind].is_judged)
        acts["period"].setEnabled(
            may and row is not None and row.period.kind not in (Kind.HISTORY, Kind.BACKUPS)
        )
        acts["preset"].setEnabled(may)
        acts["group"].setEnabled(may)

    # doing

    def show_due(self) -> None:
        """The records of the chosen kind."""
        row = self._row()
        if row is not None:
            self.desk.go("privacy", f"due:kind:{row.period.kind}")

    def change_period(self) -> None:
        """How long the chosen kind is kept, and why so long."""
        row = self._row()
        if row is None:
            return
        fact, period = rules.KINDS[row.period.kind], row.period

        def submit(values: dict[str, Any]) -> None:
            months = int(values["months"])
            self.desk.try_do(
                f"Keep {fact.name.lower()} for {rules.months_text(months)}",
                actions.set_period,
                period.kind,
                months,
                values["reason"],
            )

        self._open(
            FormDialog(
                f"How long: {fact.name.lower()}",
                [
                    Field(
                        "months",
                        "Months",
                        "number",
                        value=period.months,
                        required=True,
                        minimum=rules.LEAST_MONTHS,
                        maximum=rules.MOST_MONTHS,
                        help=f"Counted from {fact.starts}. Usual here: {period.usual}.",
                    ),
                    Field(
                        "reason",
                        "Why",
                        value=period.basis if period.is_changed else "",
                        help="The law, contract or decision it rests on. It stands in the record of processing.",
                    ),
                ],
                submit,
                verb="Change",
                text=rules.NOT_ADVICE,
                parent=self,
            )
        )

    def choose_preset(self) -> None:
        """Whose usual periods hold."""

        def submit(values: dict[str, Any]) -> None:
            preset = Preset(values["preset"])
            self.desk.try_do(f"Periods as usual in: {rules.PRESET_NAMES[preset]}", actions.set_preset, preset)

        self._open(
            FormDialog(
                "Start from a country's periods",
                [
                    Field(
                        "preset",
                        "Usual in",
                        "choice",
                        value=self.desk.read(queries.preset).value,
                        options=tuple((one.value, name) for one, name in rules.PRESET_NAMES.items()),
                        required=True,
                        help="What you changed by hand stays as it is.",
                    )
                ],
                submit,
                verb="Use these",
                text=rules.NOT_ADVICE,
                parent=self,
            )
        )

    def change_group(self) -> None:
        """How many people a group needs before personal figures of it are told."""

        def submit(values: dict[str, Any]) -> None:
            people = int(values["people"])
            self.desk.try_do(f"Smallest group in reports: {people}", actions.set_smallest_group, people)

        self._open(
            FormDialog(
                "Smallest group in reports",
                [
                    Field(
                        "people",
                        "People at least",
                        "number",
                        value=self.desk.read(queries.smallest_group),
                        required=True,
                        minimum=2,
                        maximum=20,
                        help="Personal figures of smaller groups are told as “fewer than” this in files for others.",
                    )
                ],
                submit,
                verb="Change",
                parent=self,
            )
        )

    def own_file(self) -> None:
        """Write everything kept of one person into a folder."""
        self.dialog = ask_own_file(self.desk, self)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()
