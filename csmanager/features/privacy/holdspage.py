"""Every legal hold in one list, those of applicants among them."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.features.privacy import holding, rules
from csmanager.features.privacy.holding import Held
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

_WHY = ("Claim in court", "Question of an authority", "Complaint that is open", "An audit is announced")


class HoldsPage(ListsPage):
    """What must not be erased for now, and why."""

    watches: ClassVar[frozenset[str]] = frozenset({"legal_hold", "candidate", "applicant", "person"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.holds = RecordsWidget(
            desk,
            "privacy.holds",
            [
                Column("name", "Who or what", 190, value=lambda row: row.name),
                Column("what", "Covers", 150, value=lambda row: row.what),
                Column("state", "State", 90, kind="status", value=_state),
                Column("since", "Since", kind="date", value=lambda row: row.since),
                Column("reason", "Why", 220, value=lambda row: row.reason),
                Column("lifted", "Lifted", kind="date", value=lambda row: row.lifted_on, hidden=True),
            ],
            title="Holds",
            noun=("hold", "holds"),
            nothing="Choose a hold.",
        )
        super().__init__(desk, "Holds", [("holds", "Holds", self.holds)], "Search holds", parent)
        self.holds.splitter.setSizes([700, 380])
        self.which = SegmentedSwitch([("open", "In force"), ("all", "Lifted too")], name="Which holds")
        self.which.changed.connect(lambda _key: self.load())
        self.header.add_widget(self.which)
        self.dialog: QDialog | None = None
        self.commands = Commands(self)
        self.commands.make(
            ("person", "Hold a person…", self.hold_person, "Ctrl+N"),
            ("applicant", "Hold an applicant…", self.hold_applicant, ""),
            ("case", "Hold a case…", self.hold_case, ""),
            ("lift", "Lift the hold…", self.lift, ""),
        )
        some = self.commands.some
        self.header.set_primary(self.commands.actions["person"])
        self.header.set_more(some("applicant", "case", "", "lift"))
        self.holds.table.add_actions(some("lift"), self._enable)
        self.holds.chosen.connect(self._show)
        self.holds.table.set_empty(
            EmptyState(
                "Nothing is on hold",
                "When somebody makes a claim, or an authority asks, put a hold on the person, the applicant or the"
                " case: nothing about them is erased, anywhere in the program, until you lift it.",
            )
        )

    def load(self) -> None:
        rows = self.desk.read(holding.held, lifted=self.which.value() == "all")
        count = sum(row.lifted_on is None for row in rows)
        self.say(f"{count} in force" if rows else "")
        self.holds.set_rows(rows)
        self._enable()

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        self.holds.select(record)

    def actions_offered(self) -> list[QAction]:
        self._enable()
        return list(self.commands.actions.values())

    def _show(self, row: Held | None) -> None:
        self._enable()
        pane = self.holds.pane
        if row is None:
            pane.clear()
            return
        shown = self.commands.some("lift") if row.lifted_on is None else []
        pane.show_record(row.name, row.what, _state(row), shown)
        pairs = [
            ("Why", row.reason),
            ("Since", day_text(row.since)),
            ("Lifted", f"{day_text(row.lifted_on)}: {row.lifted_why}" if row.lifted_on else ""),
        ]
        pane.add_section("", [(name, value) for name, value in pairs if value])
        if row.lifted_on is None:
            pane.add_section(
                "What it does", "No record it covers can be erased or made anonymous; its clock waits."
            )

    def _row(self) -> Held | None:
        row: Held | None = self.holds.table.current_row()
        return row

    def _enable(self) -> None:
        may, row = not self.desk.store.read_only, self._row()
        for key, action in self.commands.actions.items():
            action.setEnabled(may and (key != "lift" or (row is not None and row.lifted_on is None)))

    # doing

    def hold_person(self) -> None:
        """Put a hold on somebody of the team, here or gone."""
        self._hold(
            "Hold a person",
            self.desk.read(holding.people),
            "Nothing about this person is erased until the hold is lifted.",
            lambda number: ("a person", holding.hold_person, (number,)),
        )

    def hold_applicant(self) -> None:
        """Put hiring's hold on an applicant."""
        self._hold(
            "Hold an applicant",
            self.desk.read(holding.applicants_listed),
            "The same hold as under Hiring > Privacy.",
            lambda number: ("an applicant", holding.hold_applicant, (number,)),
        )

    def hold_case(self) -> None:
        """Put a hold on a complaint, a conflict, a disciplinary step or a plan."""
        rows = self.desk.read(holding.cases)
        keys = {f"{case.value}:{key}": (case, key) for case, key, _ in rows}

        def submit(values: dict[str, Any]) -> None:
            case, key = keys[str(values["who"])]
            self.desk.try_do(
                f"Hold a case: {rules.CASE_NAMES[case].lower()}",
                holding.hold_case,
                case,
                key,
                values["reason"],
                today=self.desk.today(),
            )

        options = tuple(
            (f"{case.value}:{key}", f"{rules.CASE_NAMES[case]}: {name}") for case, key, name in rows
        )
        self._ask("Hold a case", options, "It covers the case and the people of the team in it.", submit)

    def _hold(self, title: str, people: list[tuple[int, str]], text: str, make: Any) -> None:
        def submit(values: dict[str, Any]) -> None:
            word, action, rest = make(int(values["who"]))
            self.desk.try_do(f"Hold {word}", action, *rest, values["reason"], today=self.desk.today())

        self._ask(title, tuple((str(number), name) for number, name in people), text, submit)

    def _ask(self, title: str, options: tuple[tuple[str, str], ...], text: str, submit: Any) -> None:
        self._open(
            FormDialog(
                title,
                [
                    Field("who", "Who or what", "choice", options=options, required=True),
                    Field("reason", "Why", "suggest", value="", options=_WHY, required=True),
                ],
                submit,
                verb="Put on hold",
                text=text,
                parent=self,
            )
        )

    def lift(self) -> None:
        """Let the clock run on."""
        row = self._row()
        if row is None or row.lifted_on is not None:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do("Lift a hold", holding.lift, row.id, values["why"], today=self.desk.today())

        options = ("The case was settled", "The time for claims is over", "Put on by mistake")
        self._open(
            FormDialog(
                f"Lift the hold: {row.name}",
                [Field("why", "Why", "suggest", value="", options=options, required=True)],
                submit,
                verb="Lift",
                text="Its clock runs on, and what is due comes back on the list of due records.",
                parent=self,
            )
        )

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()


def _state(row: Held) -> Status:
    return Status("watch", "In force") if row.lifted_on is None else Status("none", "Lifted")
