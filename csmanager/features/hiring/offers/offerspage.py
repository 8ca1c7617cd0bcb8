"""Offers: to whom, how far, and what is to be asked by when."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.features.hiring import actions as hiring
from csmanager.features.hiring import queries as known
from csmanager.features.hiring.offers import actions, offerdialogs, queries, rules
from csmanager.features.hiring.offers.queries import OfferRow
from csmanager.features.hiring.offers.rules import OfferState
from csmanager.features.hiring.rules import Stage
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

_KINDS = {
    OfferState.DRAFT: "open",
    OfferState.APPROVED: "open",
    OfferState.SENT: "soon",
    OfferState.ACCEPTED: "good",
    OfferState.DECLINED: "bad",
    OfferState.EXPIRED: "none",
    OfferState.WITHDRAWN: "none",
}
_STATES = (
    ("approve", OfferState.APPROVED, "Approve"),
    ("send", OfferState.SENT, "Sent"),
    ("accept", OfferState.ACCEPTED, "Accepted"),
    ("decline", OfferState.DECLINED, "Declined…"),
    ("expire", OfferState.EXPIRED, "Ran out"),
    ("back", OfferState.DRAFT, "Back to draft"),
    ("withdraw", OfferState.WITHDRAWN, "Take back…"),
)
_DECLINE = ("Pay", "Hours", "Took another job", "Way to work", "First day")


class OffersPage(ListsPage):
    """Every version of every offer; the newest under way first."""

    watches: ClassVar[frozenset[str]] = frozenset({"offer", "applicant", "opening", "stage_move"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.offers = RecordsWidget(
            desk,
            "hiring.offers",
            self._columns(desk),
            title="Offers",
            noun=("offer", "offers"),
            nothing="Choose an offer.",
        )
        super().__init__(desk, "Offers", [("offers", "Offers", self.offers)], "Search offers", parent)
        self.offers.splitter.setSizes([720, 330])
        self.dialog: QDialog | None = None
        self.commands = Commands(self)
        self.commands.make(
            ("new", "Make an offer…", self.new, "Ctrl+Shift+N"),
            ("edit", "Edit offer…", self.edit, "F2"),
            ("again", "New version…", self.again, ""),
            ("hire", "Hire…", self.hire, ""),
            *((key, text, lambda state=state: self.set_state(state), "") for key, state, text in _STATES),
        )
        some = self.commands.some
        self.header.set_primary(self.commands.actions["new"])
        keys = [one[0] for one in _STATES]
        self.offers.table.add_actions(some("hire", *keys, "", "edit", "again"), self._enable)
        self.offers.table.activated.connect(lambda _row: self.edit())
        self.offers.chosen.connect(self._show)
        desk.sealing.changed.connect(self.refresh)
        self.offers.table.set_empty(
            EmptyState(
                "No offers yet",
                "An offer says role, hours, pay and first day. It is written for somebody at Decision or Offer,"
                " approved, sent, and answered; when to ask again and when it runs out stand on Today.",
                "Make an offer…",
                self.new,
            )
        )

    @staticmethod
    def _columns(desk: Desk) -> list[Column]:
        def state(row: OfferRow) -> Status:
            end = row.expires_on
            if row.state is OfferState.SENT and end is not None and end < desk.today():
                return Status("late", "Ran out")
            return Status(_KINDS[row.state], rules.NAMES[row.state])

        return [
            Column("name", "To", 210, value=lambda row: row.name),
            Column("opening", "Opening", 190, value=lambda row: row.opening),
            Column("state", "State", 120, kind="status", value=state),
            Column("version", "Version", 70, kind="number", value=lambda row: row.version, hidden=True),
            Column("start", "First day", kind="date", value=lambda row: row.starts_on),
            Column("ends", "Open until", kind="date", value=lambda row: row.expires_on),
            Column("ask", "Ask again", kind="date", value=lambda row: row.follow_up_on, hidden=True),
            Column("range", "Range", 150, value=lambda row: row.range_note, hidden=True),
            Column("written", "Written", kind="date", value=lambda row: row.written_on, hidden=True),
        ]

    def load(self) -> None:
        rows = self.desk.read(queries.offers)
        out = sum(row.state is OfferState.SENT for row in rows)
        said = [row for row in rows if row.state in (OfferState.ACCEPTED, OfferState.DECLINED)]
        yes = sum(row.state is OfferState.ACCEPTED for row in said)
        parts = [f"{out} out"] if rows else []
        if said:
            parts.append(f"{yes} of {len(said)} answered were accepted")
        self.say(" · ".join(parts))
        self.offers.set_rows(rows)
        self._enable()

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        if record.isdigit():
            self.offers.select(int(record))

    def actions_offered(self) -> list[QAction]:
        self._enable()
        return self.commands.some("new", "edit", "again", "hire", *(one[0] for one in _STATES))

    def _show(self, row: OfferRow | None) -> None:
        self._enable()
        pane = self.offers.pane
        if row is None:
            pane.clear()
            return
        ways = [key for key, state, _ in _STATES if state in rules.MOVES[row.state] and key != "back"]
        first = ["hire"] if row.state is OfferState.ACCEPTED and row.stage is Stage.OFFER else []
        status = Status(_KINDS[row.state], rules.NAMES[row.state])
        pane.show_record(row.name, row.opening, status, self.commands.some(*[*first, *ways][:2]))
        outside = f"{row.range_note}: {row.range_reason}" if row.range_note else ""
        pairs = [
            ("Role", row.role),
            ("Hours", f"{row.weekly_minutes / 60:g} a week" if row.weekly_minutes else ""),
            ("First day", day_text(row.starts_on)),
            ("Pay", offerdialogs.pay_words(self.desk, row)),
            ("Outside", outside),
            ("Written", f"{day_text(row.written_on)}, version {row.version}"),
            ("Sent", day_text(row.sent_on)),
            ("Ask again", day_text(row.follow_up_on)),
            ("Open until", day_text(row.expires_on)),
            ("Answered", day_text(row.answered_on)),
            ("Why", row.reason),
            ("Note", row.note),
        ]
        pane.add_section("", [(name, value) for name, value in pairs if value])

    def _enable(self) -> None:
        may = not self.desk.store.read_only
        row = self._one()
        for key, state, _ in _STATES:
            fits = row is not None and state in rules.MOVES[row.state]
            self.commands.actions[key].setEnabled(may and fits)
            self.commands.actions[key].setVisible(fits)
        done = row is not None and row.stage is Stage.HIRED
        self.commands.actions["edit"].setEnabled(may and row is not None and row.state is OfferState.DRAFT)
        self.commands.actions["again"].setEnabled(may and row is not None and not done)
        can_hire = row is not None and row.stage is Stage.OFFER and row.state in rules.OPEN
        self.commands.actions["hire"].setEnabled(may and can_hire)
        self.commands.actions["hire"].setVisible(can_hire)
        self.commands.actions["new"].setEnabled(may)
        self.show_primary(bool(self.offers.table.rows()))

    def _one(self) -> OfferRow | None:
        rows: list[OfferRow] = self.offers.table.selected_rows()
        return rows[0] if len(rows) == 1 else None

    # doing

    def new(self) -> None:
        """Choose who gets an offer, and write it."""
        rows = [
            row
            for row in self.desk.read(known.applicants, self.desk.today())
            if row.stage in (Stage.DECISION, Stage.OFFER)
        ]
        if not rows:
            self.desk.ask.tell(
                "Nobody is that far",
                "Offers go to applicants at Decision or Offer. Move somebody there first.",
            )
            return
        names = {f"{row.name}, {row.opening}": row for row in rows}
        word = (
            self.desk.ask.choose("Make an offer", "To", list(names)) if len(rows) > 1 else next(iter(names))
        )
        if word:
            self.write(names[word].id)

    def write(self, applicant_id: int, last: OfferRow | None = None) -> None:
        """Write an offer to one applicant."""
        row, opening = self._parties(applicant_id)
        if row is None or opening is None:
            return

        def submit(values: dict[str, Any]) -> None:
            key = self.desk.try_do(
                f"Offer to {row.name}", actions.make_offer, row.id, today=self.desk.today(), **values
            )
            self.refresh()
            self.offers.select(key)

        self._open(offerdialogs.offer(self.desk, row, opening, submit, self, row=last))

    def again(self) -> None:
        """A new version, beginning with what the last one says."""
        row = self._one()
        if row is not None:
            self.write(row.applicant_id, row)

    def edit(self) -> None:
        """Change a draft."""
        row = self._one()
        if row is None:
            return
        if row.state is not OfferState.DRAFT:
            self.again()
            return
        applicant, opening = self._parties(row.applicant_id)
        if applicant is None or opening is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(f"Edit offer to {row.name}", actions.edit_offer, row.id, **values)

        self._open(offerdialogs.offer(self.desk, applicant, opening, submit, self, row=row, is_new=False))

    def set_state(self, state: OfferState) -> None:
        """Approve, send, note the answer, or take back."""
        row = self._one()
        if row is None:
            return
        label = f"Offer to {row.name}: {rules.NAMES[state].lower()}"
        if state not in rules.OWES_REASON:
            self.desk.do(label, actions.set_state, row.id, state, today=self.desk.today())
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(
                label, actions.set_state, row.id, state, today=self.desk.today(), reason=values["reason"]
            )

        options = _DECLINE if state is OfferState.DECLINED else ("Terms changed", "Place is gone")
        field = Field("reason", "Why", "suggest", value="", options=options, required=True)
        verb = "Declined" if state is OfferState.DECLINED else "Take back"
        self._open(FormDialog(label, [field], submit, verb=verb, parent=self))

    def hire(self) -> None:
        """Hire whom the offer is to."""
        offer = self._one()
        if offer is None:
            return
        row, opening = self._parties(offer.applicant_id)
        if row is None or opening is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(f"Hire {row.name}", hiring.hire, row.id, today=self.desk.today(), **values)

        self._open(offerdialogs.hire(self.desk, row, opening, offer, submit, self))

    def _parties(self, applicant_id: int) -> tuple[known.ApplicantRow | None, known.OpeningRow | None]:
        rows = self.desk.read(known.applicants, self.desk.today())
        row = next((one for one in rows if one.id == applicant_id), None)
        openings = self.desk.read(known.openings)
        opening = next((one for one in openings if row is not None and one.id == row.opening_id), None)
        return row, opening

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()
