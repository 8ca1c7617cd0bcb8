"""Privacy: what applicants agreed to, how long they are kept, and taking their names out."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.core import files, outgoing
from csmanager.core.errors import AppError
from csmanager.features.hiring import rules as hiring
from csmanager.features.hiring.privacy import actions, queries, rules
from csmanager.features.hiring.privacy.queries import KeptRow
from csmanager.features.hiring.privacy.rules import Due
from csmanager.features.hiring.privacy.subject import SubjectFile, subject_file
from csmanager.features.hiring.rules import Consent
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.features.team.erasing.actions import looked_at
from csmanager.features.team.erasing.erasingdialog import Asked, EraseDialog
from csmanager.papers import merge
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

_KINDS = {
    Due.DUE: "late",
    Due.SOON: "soon",
    Due.HELD: "watch",
    Due.RUNNING: "open",
    Due.STOPPED: "open",
    Due.HIRED: "good",
    Due.DONE: "none",
}
_STAYS = "Counts, days, stages and sources stay, so every figure of hiring does."


class PrivacyPage(ListsPage):
    """Everybody who applied, those whose time is over first."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"candidate", "applicant", "stage_move", "opening", "setting", "applicant_file", "offer"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.kept = RecordsWidget(
            desk,
            "hiring.privacy",
            self._columns(),
            title="Applicants kept",
            noun=("applicant", "applicants"),
            nothing="Choose an applicant.",
        )
        super().__init__(desk, "Privacy", [("kept", "Applicants", self.kept)], "Search applicants", parent)
        self.kept.splitter.setSizes([720, 330])
        self.dialog: QDialog | None = None
        self.commands = Commands(self)
        self.commands.make(
            ("consent", "Note consent…", self.note_consent, ""),
            ("hold", "Put on hold…", self.hold, ""),
            ("lift", "Lift the hold", self.lift, ""),
            ("anonymise", "Anonymise…", self.anonymise, ""),
            ("due", "Anonymise all due…", self.anonymise_due, ""),
            ("copy", "Copy for the applicant…", self.hand_out, ""),
            ("period", "How long applicants are kept…", self.set_period, ""),
            ("wording", "Wording of consent…", self.set_wording, ""),
        )
        some = self.commands.some
        self.header.set_primary(self.commands.actions["due"])
        self.header.set_more(some("consent", "hold", "lift", "anonymise", "copy", "", "period", "wording"))
        self.kept.table.add_actions(some("consent", "hold", "lift", "copy", "", "anonymise"), self._enable)
        self.kept.chosen.connect(self._show)
        self.kept.table.set_empty(
            EmptyState(
                "Nobody has applied yet",
                "Everybody who applies is listed here with what they agreed to and until when they are kept. When the"
                " time is over, Today says so, and their names are taken out while every count stays.",
            )
        )

    @staticmethod
    def _columns() -> list[Column]:
        def state(row: KeptRow) -> Status:
            return Status(_KINDS[row.due], rules.DUE_NAMES[row.due])

        return [
            Column("name", "Name", 210, value=lambda row: row.name),
            Column("state", "Clock", 110, kind="status", value=state),
            Column(
                "until",
                "Kept until",
                kind="date",
                value=lambda row: None if row.due in (Due.STOPPED, Due.HIRED, Due.DONE) else row.until,
            ),
            Column("consent", "Consent", 100, value=lambda row: hiring.CONSENT_NAMES[row.consent]),
            Column("opening", "Applied for", 160, value=lambda row: row.opening),
            Column("last", "Last event", kind="date", value=lambda row: row.last_event),
            Column(
                "count", "Applications", 90, kind="number", value=lambda row: row.applications, hidden=True
            ),
        ]

    def load(self) -> None:
        rows = self.desk.read(queries.kept, self.desk.today())
        due = sum(row.due is Due.DUE for row in rows)
        months = self.desk.read(queries.months)
        self.say(f"kept {months} months after the last event · {due} due" if rows else "")
        self.kept.set_rows(rows)
        self._enable()

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        if record.isdigit():
            self.kept.select(int(record))
        elif record == "due":
            self.kept.table.select_first()

    def actions_offered(self) -> list[QAction]:
        self._enable()
        return list(self.commands.actions.values())

    def _show(self, row: KeptRow | None) -> None:
        self._enable()
        pane = self.kept.pane
        if row is None:
            pane.clear()
            return
        status = Status(_KINDS[row.due], rules.DUE_NAMES[row.due])
        keys = ["lift"] if row.due is Due.HELD else ["consent"]
        if row.due in (Due.DUE, Due.SOON, Due.RUNNING):
            keys.append("anonymise")
        elif row.due is not Due.DONE:
            keys.append("copy")
        shown = self.commands.some(*keys) if row.due is not Due.DONE else []
        pane.show_record(row.name, row.opening, status, shown)
        pairs = [
            ("It ended as", hiring.STAGE_NAMES[row.stage]),
            ("Last event", day_text(row.last_event)),
            (
                "Kept until",
                day_text(row.until) if row.due not in (Due.STOPPED, Due.HIRED, Due.DONE) else "",
            ),
            ("On hold", f"{row.hold_reason}, since {day_text(row.hold_on)}" if row.hold_on else ""),
            ("Anonymous since", day_text(row.anonymised_on)),
            ("Applications", str(row.applications)),
        ]
        pane.add_section("", [(name, value) for name, value in pairs if value])
        consent = [
            ("Consent", hiring.CONSENT_NAMES[row.consent]),
            ("On", day_text(row.consent_on)),
            ("Until", day_text(row.consent_until)),
            ("Words shown", row.consent_wording),
        ]
        pane.add_section("Consent to be kept longer", [(name, value) for name, value in consent if value])

    def _enable(self) -> None:
        may = not self.desk.store.read_only
        rows = self._rows()
        one = rows[0] if len(rows) == 1 else None
        named = one is not None and one.due is not Due.DONE
        on = {
            "consent": named,
            "hold": named and one is not None and one.hold_on is None,
            "lift": named and one is not None and one.hold_on is not None,
            "anonymise": bool(rows) and all(row.due in (Due.DUE, Due.SOON, Due.RUNNING) for row in rows),
            "due": any(row.due is Due.DUE for row in self.kept.table.rows()),
            "copy": named,
            "period": True,
            "wording": True,
        }
        for key, action in self.commands.actions.items():
            action.setEnabled(on[key] and (may or key == "copy"))
        self.commands.actions["due"].setVisible(on["due"])

    def _rows(self) -> list[KeptRow]:
        found: list[KeptRow] = self.kept.table.selected_rows()
        return found

    def _one(self) -> KeptRow | None:
        rows = self._rows()
        return rows[0] if len(rows) == 1 else None

    # doing

    def note_consent(self) -> None:
        """Note that consent was asked for, given or refused."""
        row = self._one()
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            answer = Consent(values.pop("consent"))  # a choice gives plain words back
            self.desk.try_do(
                f"Consent of {row.name}: {hiring.CONSENT_NAMES[answer].lower()}",
                actions.set_consent,
                row.id,
                answer,
                today=self.desk.today(),
                **values,
            )

        until = rules.add_months(self.desk.today(), rules.CONSENT_MONTHS)
        shown = merge.fill(
            self.desk.read(queries.wording),
            {"months": str(self.desk.read(queries.months)), "until": day_text(until)},
        )
        self._open(
            FormDialog(
                f"Consent of {row.name}",
                [
                    Field(
                        "consent",
                        "Answer",
                        "choice",
                        value=Consent.GIVEN if row.consent is Consent.ASKED else Consent.ASKED,
                        options=list(hiring.CONSENT_NAMES.items()),
                    ),
                    Field("on", "On", "date", value=self.desk.today()),
                    Field("until", "Holds until", "date", help="Empty: twelve months."),
                ],
                submit,
                verb="Note it",
                text=f"What they are asked: “{shown}”",
                today=self.desk.today,
                parent=self,
            )
        )

    def hold(self) -> None:
        """Stop the clock of somebody."""
        row = self._one()
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(
                f"Hold {row.name}", actions.hold, row.id, values["reason"], today=self.desk.today()
            )

        options = ("Complaint about the choice", "Question of an authority", "Claim in court")
        field = Field("reason", "Why", "suggest", value="", options=options, required=True)
        self._open(FormDialog(f"Hold {row.name}", [field], submit, verb="Put on hold", parent=self))

    def lift(self) -> None:
        """The clock runs on."""
        row = self._one()
        if row is not None:
            self.desk.do(f"Lift the hold on {row.name}", actions.lift, row.id)

    def anonymise(self) -> None:
        """Take out who the chosen ones were, after a look at what goes."""
        self._anonymise(self._rows())

    def anonymise_due(self) -> None:
        """Take out everybody whose time is over."""
        self._anonymise([row for row in self.kept.table.rows() if row.due is Due.DUE])

    def _anonymise(self, rows: list[KeptRow]) -> None:
        if not rows:
            return
        keys, today = [row.id for row in rows], self.desk.today()
        who = rows[0].name if len(rows) == 1 else f"{len(rows)} applicants"
        try:
            spec = self.desk.read(actions.spec, keys, today=today)
            goes, mentions = self.desk.read(looked_at, spec)
        except AppError as error:
            self.desk.ask.tell(f"Make {who} anonymous", str(error))
            return
        listed = ", ".join(row.name for row in rows[:8]) + (f" and {len(rows) - 8} more" if rows[8:] else "")
        erase = partial(actions.erase, self.desk.store, keys, today=today)
        asked = Asked(f"Make {who} anonymous?", listed, goes, _STAYS, mentions, erase, spec.kept)
        self._open(EraseDialog(self.desk, asked, self))

    def hand_out(self) -> None:
        """Write a folder with everything kept of somebody, for them."""
        row = self._one()
        if row is None:
            return
        folder = self.desk.ask.folder(f"Where the copy for {row.name} goes")
        if folder is None:
            return
        try:
            made = self.desk.read(subject_file, row.id, self.desk.today(), self.desk.sealing.read)
            written = write(made, folder)
        except AppError as error:
            self.desk.ask.tell("Nothing was written", str(error))
            return
        self.desk.sent_out(written, "Copy for an applicant", about=outgoing.applicant(row.id))
        self.desk.say(
            f"{len(made.files)} files in {written.name}. Names of others are masked; read it before you hand it out."
        )

    def set_period(self) -> None:
        """How long applicants are kept."""

        def submit(values: dict[str, Any]) -> None:
            months = int(values["months"])
            self.desk.try_do(f"Keep applicants {months} months", actions.set_period, months)

        presets = "; ".join(words for _, words in rules.PRESETS)
        self._open(
            FormDialog(
                "How long applicants are kept",
                [
                    Field(
                        "months",
                        "Months",
                        "number",
                        value=self.desk.read(queries.months),
                        required=True,
                        minimum=rules.LEAST_MONTHS,
                        maximum=rules.MOST_MONTHS,
                        help=f"Counted from the last event. {presets}. Ask somebody who knows the law where you are.",
                    )
                ],
                submit,
                verb="Change",
                parent=self,
            )
        )

    def set_wording(self) -> None:
        """The sentence that asks for consent."""

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do("Change the wording of consent", actions.set_wording, values["text"])

        field = Field(
            "text",
            "Sentence",
            "long",
            value=self.desk.read(queries.wording),
            required=True,
            help="{{months}} and {{until}} are filled in. Who answered before keeps the words they saw.",
        )
        self._open(FormDialog("Wording of consent", [field], submit, verb="Change", parent=self))

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()


def write(made: SubjectFile, folder: Path) -> Path:
    """Write the folder; a name that is taken gets a number. Returns where it lies."""
    target = files.free_name(folder / made.name)
    target.mkdir(parents=True)
    for name, data in made.files:
        path = target / name
        path.parent.mkdir(exist_ok=True)
        files.replace_file(path, partial(_put, data), is_private=True)
    return target


def _put(data: bytes, path: Path) -> None:
    path.write_bytes(data)
