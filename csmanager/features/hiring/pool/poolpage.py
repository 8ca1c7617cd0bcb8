"""The talent pool, and where applicants come from with what it cost."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.features.hiring import queries as known
from csmanager.features.hiring import rules
from csmanager.features.hiring.pool import actions, queries
from csmanager.features.hiring.pool.queries import PoolRow, SourceRow
from csmanager.features.hiring.rules import Consent
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

_CONSENT = {Consent.NONE: "watch", Consent.ASKED: "open", Consent.GIVEN: "good", Consent.REFUSED: "bad"}
_FEW = 5  # hires, below which a source is not judged by what one hire cost


class PoolPage(ListsPage):
    """Whom to think of when a place becomes free, and which sources bring people."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"candidate", "applicant", "opening", "source_cost", "stage_move"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.pool = RecordsWidget(
            desk,
            "hiring.pool",
            self._columns(),
            title="Talent pool",
            noun=("person", "people"),
            nothing="Choose somebody.",
        )
        self.sources = RecordsWidget(
            desk,
            "hiring.sources",
            self._source_columns(),
            title="Sources",
            noun=("source", "sources"),
            nothing="Choose a source.",
        )
        super().__init__(
            desk,
            "Pool and sources",
            [("pool", "Talent pool", self.pool), ("sources", "Sources", self.sources)],
            "Search",
            parent,
        )
        self.dialog: QDialog | None = None
        self.commands = Commands(self)
        self.commands.make(
            ("invite", "Invite to an opening…", self.invite, ""),
            ("show", "Show application", self.show_application, ""),
            ("leave", "Take out of the pool", self.leave, ""),
            ("cost", "Note a cost…", self.add_cost, "Ctrl+Shift+N"),
            ("uncost", "Remove the last cost", self.remove_cost, ""),
        )
        some = self.commands.some
        self.header.set_primary(self.commands.actions["cost"])
        self.pool.table.add_actions(some("invite", "show", "", "leave"), self._enable)
        self.sources.table.add_actions(some("cost", "uncost"), self._enable)
        self.pool.table.activated.connect(lambda _row: self.show_application())
        self.pool.chosen.connect(self._show)
        self.sources.chosen.connect(self._show_source)
        self.pool.table.set_empty(
            EmptyState(
                "Nobody is kept in mind yet",
                "Good people for whom there was no place: choose them under Applicants and keep them in the pool, with"
                " the reason and their consent. When an opening comes, invite them from here.",
            )
        )
        self.sources.table.set_empty(
            EmptyState(
                "No applicants yet",
                "Say with each applicant what they came through. Here you see how many each source brought, how far"
                " they got, and what one hire cost.",
                "Note a cost…",
                self.add_cost,
            )
        )

    @staticmethod
    def _columns() -> list[Column]:
        return [
            Column("name", "Name", 160, value=lambda row: row.name),
            Column("reason", "Kept in mind for", 200, value=lambda row: row.reason),
            Column("last", "Applied for", 140, value=lambda row: row.last_opening),
            Column(
                "consent",
                "Consent",
                110,
                kind="status",
                value=lambda row: Status(_CONSENT[row.consent], rules.CONSENT_NAMES[row.consent]),
            ),
            Column("until", "Until", kind="date", value=lambda row: row.consent_until),
            Column("since", "Since", kind="date", value=lambda row: row.pool_on, hidden=True),
        ]

    def _source_columns(self) -> list[Column]:
        return [
            Column("source", "Source", 180, value=lambda row: row.source),
            Column("applicants", "Applied", 80, kind="number", value=lambda row: row.applicants),
            Column("met", "Met", 80, kind="number", value=lambda row: row.interviewed),
            Column("hired", "Hired", 80, kind="number", value=lambda row: row.hired),
            Column(
                "cost",
                "Spent",
                90,
                kind="number",
                value=lambda row: row.cost / 100 if row.cost else None,
                decimals=2,
            ),
        ]

    def load(self) -> None:
        rows = self.desk.read(queries.pool)
        agreed = sum(row.consent is Consent.GIVEN for row in rows)
        self.say(f"{len(rows)} kept in mind · {agreed} agreed" if rows else "")
        self.pool.set_rows(rows)
        self.sources.set_rows(self.desk.read(queries.sources))
        self._enable()

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        self.show_list("sources" if record.startswith("source") else "pool")
        if record.isdigit():
            self.pool.select(int(record))

    def actions_offered(self) -> list[QAction]:
        self._enable()
        return self.commands.some("invite", "show", "leave", "cost", "uncost")

    def _show(self, row: PoolRow | None) -> None:
        self._enable()
        pane = self.pool.pane
        if row is None:
            pane.clear()
            return
        status = Status(_CONSENT[row.consent], f"Consent {rules.CONSENT_NAMES[row.consent].lower()}")
        pane.show_record(row.name, row.reason, status, self.commands.some("invite", "show"))
        pane.add_section(
            "",
            [
                ("E-mail", row.email),
                ("Phone", row.phone),
                ("In the pool since", day_text(row.pool_on)),
                ("Consent until", day_text(row.consent_until)),
                ("Last applied", f"{row.last_opening}, {day_text(row.applied_on)}"),
                ("It ended as", rules.STAGE_NAMES[row.last_stage]),
                ("Applications", str(row.applications)),
            ],
        )

    def _show_source(self, row: SourceRow | None) -> None:
        self._enable()
        pane = self.sources.pane
        if row is None:
            pane.clear()
            return
        pane.show_record(row.source, "", None, self.commands.some("cost"))
        money = self.desk.settings.currency
        hire = row.cost_a_hire
        judged = (
            f"{hire / 100:,.2f} {money} (n = {row.hired} hires)"
            if hire is not None and row.hired >= _FEW
            else f"not judged: {row.hired} hired, {_FEW} are needed to compare"
        )
        pane.add_section(
            "",
            [
                ("Applied", f"{row.applicants}, of whom {row.interviewed} were met and {row.hired} hired"),
                ("Spent", f"{row.cost / 100:,.2f} {money}" if row.cost else "nothing noted"),
                ("Cost per hire", judged if row.cost else ""),
            ],
        )
        spent = [cost for cost in self.desk.read(queries.costs) if cost.source.casefold() == row.id]
        if spent:
            pane.add_section(
                "What was spent",
                [
                    (
                        day_text(one.spent_on),
                        f"{one.amount / 100:,.2f} {money}, {one.opening} {one.note}".strip(),
                    )
                    for one in spent
                ],
            )

    def _enable(self) -> None:
        may = not self.desk.store.read_only
        one = self._one() is not None
        for key in ("invite", "leave"):
            self.commands.actions[key].setEnabled(may and one)
        self.commands.actions["show"].setEnabled(one)
        self.commands.actions["cost"].setEnabled(may)
        self.commands.actions["uncost"].setEnabled(may and bool(self._costs()))

    def _one(self) -> PoolRow | None:
        rows: list[PoolRow] = self.pool.table.selected_rows()
        return rows[0] if len(rows) == 1 else None

    def _source(self) -> SourceRow | None:
        rows: list[SourceRow] = self.sources.table.selected_rows()
        return rows[0] if len(rows) == 1 else None

    def _costs(self) -> list[queries.CostRow]:
        source = self._source()
        if source is None:
            return []
        return [cost for cost in self.desk.read(queries.costs) if cost.source.casefold() == source.id]

    # doing

    def invite(self) -> None:
        """Take somebody up for an opening, with all that is known of them."""
        row = self._one()
        if row is None:
            return
        openings = [one for one in self.desk.read(known.openings) if one.state in rules.TAKES_APPLICANTS]
        if not openings:
            self.desk.ask.tell("No opening", "There is no opening to invite anybody to. Make one first.")
            return
        titles = {one.title: one for one in openings}
        word = self.desk.ask.choose(f"Invite {row.name}", "To", list(titles))
        if word:
            self.desk.do(
                f"Invite {row.name} to {word}",
                actions.invite,
                row.id,
                titles[word].id,
                today=self.desk.today(),
            )

    def show_application(self) -> None:
        """Show the newest application on the board."""
        row = self._one()
        if row is not None:
            self.desk.go("hiring", f"board:{row.id}")

    def leave(self) -> None:
        """Take somebody out of the pool."""
        row = self._one()
        if row is not None:
            self.desk.do(f"Take {row.name} out of the pool", actions.leave_pool, row.id)

    def add_cost(self) -> None:
        """Note money spent on a source."""
        source = self._source()

        def submit(values: dict[str, Any]) -> None:
            amount = round(values.pop("amount") * 100)
            self.desk.try_do(f"Note a cost of {values['source']}", actions.add_cost, amount=amount, **values)

        openings = [(None, "All openings")]
        openings += [(one.id, one.title) for one in self.desk.read(known.openings)]  # type: ignore[misc]
        self._open(
            FormDialog(
                "Note a cost",
                [
                    Field(
                        "source",
                        "Source",
                        "suggest",
                        value=source.source if source is not None and self.key() == "sources" else "",
                        options=self.desk.read(known.sources),
                        required=True,
                    ),
                    Field(
                        "amount",
                        "Amount",
                        "number",
                        required=True,
                        minimum=0,
                        maximum=9_999_999,
                        decimals=2,
                        unit=self.desk.settings.currency,
                    ),
                    Field("spent_on", "On", "date", value=self.desk.today(), required=True),
                    Field("opening_id", "For", "choice", value=None, options=openings),
                    Field("note", "Note"),
                ],
                submit,
                verb="Note it",
                today=self.desk.today,
                parent=self,
            )
        )

    def remove_cost(self) -> None:
        """Take out the newest cost of the source that is chosen."""
        costs = self._costs()
        if costs:
            self.desk.do(f"Remove a cost of {costs[0].source}", actions.remove_costs, [costs[0].id])

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()
