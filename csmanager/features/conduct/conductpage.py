"""Sealed matters: conflicts and warnings. While locked the page shows nothing but how to unlock."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.core.errors import AppError
from csmanager.core.sealing import place
from csmanager.features.conduct import (
    conflicts,
    formdialogs,
    ladder,
    letters,
    paneswidget,
    papersview,
    queries,
    rules,
)
from csmanager.features.conduct.conflictswidget import QUIET
from csmanager.features.conduct.queries import ConflictRow, WarningRow
from csmanager.features.conduct.rules import FORMAL, Appeal, Standing, State
from csmanager.features.conduct.warningswidget import WarningLists
from csmanager.features.reviews.cycles.recordswidget import RecordsWidget
from csmanager.features.talks.sendingwidget import KEYS, TEXT, Sent, send
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.sealedfield import SHOWS_SEALED
from csmanager.ui.widgets.texts import day_text

_MOVES = ("triage", "interview", "mediate", "agree", "monitor", "close", "finding", "settle", "formal", "back",
          "reopen")  # fmt: skip
_LOCKED = "Nothing of them is shown, found or exported until you type your passphrase."
_NO_PASSPHRASE = (
    "Nobody but you may read what two people say of each other, or why somebody was warned. Set a passphrase first:"
    " what you write here is scrambled with it, in the store and in every backup."
)
_HEARING = (State.TRIAGED, State.INTERVIEWING)
_WRITING = (State.MEDIATION, State.AGREEMENT)


class ConductPage(WarningLists):
    """Two lists, each with the chosen matter beside it."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"conflict", "conflict_party", "conflict_check_in", "discipline", "conduct_move", "person", "setting"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.conflicts = RecordsWidget(
            desk, "conflicts", paneswidget.conflict_columns(desk.today), title="Conflicts",
            noun=("conflict", "conflicts"), nothing="Choose a conflict.",
        )  # fmt: skip
        self.warnings = RecordsWidget(
            desk, "warnings", paneswidget.warning_columns(), title="Warnings",
            noun=("warning", "warnings"), nothing="Choose a warning.",
        )  # fmt: skip
        super().__init__(
            desk,
            "Conduct",
            [("conflict", "Conflicts", self.conflicts), ("warning", "Warnings", self.warnings)],
            "Search",
            parent,
        )
        self.setProperty(SHOWS_SEALED, True)
        self._hidden: QDialog | None = None
        self._wanted = ""
        self._make_commands()
        self.show_chosen(self.conflicts, self._show_conflict)
        self.show_chosen(self.warnings, self._show_warning)
        self.conflicts.table.set_empty(
            EmptyState(
                "No conflict is written down",
                "When two people cannot settle something, write it down here: hear each alone, talk together, agree"
                " in writing, and look again after 1, 2, 4 and 8 weeks.",
                "Write down a conflict…",
                self.new_conflict,
            )
        )
        self.warnings.table.set_empty(
            EmptyState(
                "No warnings",
                "A ladder from a verbal warning upwards, with letters, an end to each, and a look at what like cases"
                " got before you issue one.",
                "Draft a warning…",
                self.new_warning,
            )
        )
        self.locked = EmptyState(
            "Conflicts and warnings are sealed",
            _LOCKED,
            "Unlock",
            self.unlock,
        )
        self.body.addWidget(self.locked, 1)
        desk.sealing.changed.connect(self._on_sealing)
        self._show_lock()

    def _make_commands(self) -> None:
        words = rules.MOVE_WORDS
        self.commands.make(
            ("new", "Write down a conflict…", self.new_conflict, "Ctrl+Shift+N"),
            ("warn", "Draft a warning…", self.new_warning, "Ctrl+Shift+D"),
            ("edit", "Edit…", self.edit, "F2"),
            ("hear", "Write down a statement…", self.hear, ""),
            ("ask", "Ask for statements at the kiosk", self.ask, ""),
            ("agreement", "Write the agreement…", self.agreement, ""),
            ("sign", "Signed", self.sign, ""),
            ("check", "Hold a check-in…", self.check_in, ""),
            ("apart", "Keep apart…", self.apart, ""),
            *(
                (
                    name,
                    words[name] + ("" if name in QUIET else "…"),
                    lambda name=name: self.make_move(name),
                    "",
                )
                for name in _MOVES
            ),
            ("issue", "Issue it…", self.issue, ""),
            ("appeal", "Appeal…", self.appeal, ""),
            ("decide", "Decide the appeal…", self.decide, ""),
            ("expire", "Its time is over", self.expire, ""),
            ("letter", "Letter or form…", self.show_letter, "Ctrl+Return"),
            ("save_letter", "Save letter or form…", self.save_letter, ""),
            ("ladder", "Set the ladder…", self.set_ladder, ""),
            ("send", TEXT, self.send, KEYS),
            ("remove", "Remove", self.remove, ""),
        )
        some = self.commands.some
        self.header.set_primary(self.commands.actions["new"])
        self.header.set_more(some("warn", "ladder"))
        self.addActions(some("new", "warn", "edit", "letter"))
        self.conflicts.table.add_actions(
            some(
                "hear", "ask", "agreement", "sign", "check", "", *_MOVES, "", "apart", "edit", "letter",
                "save_letter", "", "send", "remove",
            ),
            self.enable,
        )  # fmt: skip
        self.warnings.table.add_actions(
            some(
                "issue",
                "appeal",
                "decide",
                "expire",
                "",
                "edit",
                "letter",
                "save_letter",
                "",
                "send",
                "remove",
            ),
            self.enable,
        )
        self.conflicts.table.activated.connect(lambda _row: self.edit())
        self.warnings.table.activated.connect(lambda _row: self.edit())

    # the lock

    def unlock(self) -> None:
        """Ask for the passphrase, or set one up."""
        self.desk.sealing.ask_open(self.window())

    def _on_sealing(self) -> None:
        if not self.desk.sealing.is_open and self.dialog is not None and self.dialog.isVisible():
            self._hidden = self.dialog
            self.dialog.hide()  # what was typed stays in it, sealed
        elif self.desk.sealing.is_open and self._hidden is not None:
            self._hidden.open()
            self._hidden = None
        self._show_lock()
        self.refresh()

    def _show_lock(self) -> None:
        is_open = self.desk.sealing.is_open
        for widget in (self.header, self.switch, self.stack):
            if widget is not None:
                widget.setVisible(is_open)
        self.locked.setVisible(not is_open)
        there = self.desk.sealing.is_set_up
        self.locked.text.setText(_LOCKED if there else _NO_PASSPHRASE)
        if self.locked.action is not None:
            self.locked.action.setText("Unlock" if there else "Set up sealed notes…")
        if not is_open:
            for made in self.lists.values():
                made.table.set_rows([])
                made.pane.clear()

    # reading

    def load(self) -> None:
        self._show_lock()
        if not self.desk.sealing.is_open:
            return
        found = self.desk.read(queries.conflicts)
        given = self.desk.read(queries.warnings, self.desk.today())
        going = sum(row.state not in rules.ENDED for row in found)
        standing = sum(row.counts for row in given)
        drafts = sum(row.standing is Standing.DRAFT for row in given)
        parts = [
            f"{going} under way" if found else "",
            f"{standing} warning{'' if standing == 1 else 's'} that count{'s' if standing == 1 else ''}"
            if given
            else "",
            f"{drafts} draft{'' if drafts == 1 else 's'}" if drafts else "",
        ]
        self.say(" · ".join(part for part in parts if part))
        self.conflicts.set_rows(found)
        self.warnings.set_rows(given)
        self.enable()
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            super().show_record(wanted)

    def show_record(self, record: str) -> None:
        if not self.desk.sealing.is_open:
            self._wanted = record
            return
        super().show_record(record)

    def print_document(self) -> QTextDocument | None:
        return super().print_document() if self.desk.sealing.is_open else None

    def find_on_page(self) -> None:
        if self.desk.sealing.is_open:
            super().find_on_page()

    def may_do(self) -> dict[str, bool]:
        on = dict.fromkeys(self.commands.actions, False)
        if not self.desk.sealing.is_open:
            return on
        on |= {"new": True, "warn": True, "ladder": True}
        return on | self._fits(self.one(self.current()))

    def _fits(self, row: ConflictRow | WarningRow | None) -> dict[str, bool]:
        """What can be done with ``row``."""
        on: dict[str, bool] = {}
        if isinstance(row, ConflictRow):
            on |= dict.fromkeys(rules.moves_from(row.state, row.kind, is_formal=row.is_formal), True)
            is_going = row.state not in rules.ENDED
            on |= {
                "edit": is_going,
                "apart": is_going,
                "hear": row.state in _HEARING,
                "ask": row.state in _HEARING and any(not side.statement for side in row.sides),
                "agreement": row.state in _WRITING,
                "sign": row.state is State.AGREEMENT and any(side.signed_on is None for side in row.sides),
                "check": row.state is State.MONITORING and row.next_on is not None,
                "letter": True,
                "save_letter": True,
                "send": row.kind not in FORMAL,
                "remove": row.state is State.RAISED and row.kind not in FORMAL,
            }
        elif isinstance(row, WarningRow):
            is_draft = row.standing is Standing.DRAFT
            on |= {
                "edit": is_draft,
                "issue": is_draft,
                "remove": is_draft,
                "appeal": row.standing is Standing.ISSUED and row.appeal is Appeal.NONE,
                "decide": row.appeal is Appeal.OPEN,
                "expire": row.issued_on is not None and not row.counts
                and row.standing in (Standing.ISSUED, Standing.UPHELD),
                "letter": True,
                "save_letter": True,
                "send": row.issued_on is not None,
            }  # fmt: skip
        return on

    def _show_conflict(self, row: ConflictRow) -> None:
        on = self._fits(row)
        ahead = [name for name in (_next(row), *_MOVES) if on.get(name)][:1]
        paneswidget.show_conflict(
            self.conflicts.pane, row, self.commands.some(*ahead, "letter"), self.desk.sealing
        )

    def _show_warning(self, row: WarningRow) -> None:
        on = self._fits(row)
        ahead = [name for name in ("issue", "decide", "appeal", "expire") if on.get(name)][:1]
        paneswidget.show_warning(
            self.warnings.pane,
            row,
            self._earlier(row),
            self.commands.some(*ahead, "letter"),
            self.desk.sealing,
        )

    # both

    def edit(self) -> None:
        """Change what may still change."""
        row = self.one(self.current())
        if row is None or not self.may_do()["edit"]:
            return
        if isinstance(row, ConflictRow):
            self.open(
                formdialogs.edit_conflict(
                    self.desk,
                    row,
                    lambda values: self._do("change", conflicts.edit, row.id, **self._dated(values)),
                    self,
                )
            )
            return
        self.open(
            self._warning_form(
                row, [], lambda values: self._do("change", ladder.edit, row.id, **self._dated(values))
            )
        )

    def remove(self) -> None:
        """Take out what was written down by mistake; Undo brings it back."""
        row = self.one(self.current())
        if row is not None:
            action = conflicts.remove if isinstance(row, ConflictRow) else ladder.remove
            self._try("Remove", action, row.id)

    def send(self) -> None:
        """Put it on the agenda of each side's next one-to-one, in words that give nothing sealed away."""
        row = self.one(self.current())
        if isinstance(row, ConflictRow):
            for side in row.sides:
                text = f"What was agreed, and how it goes ({day_text(row.opened_on)})"
                opens = f"talks|conduct:conflict/{row.id}"
                send(self.desk, Sent(side.person_id, side.person, text, "conflict", row.id, opens))
        elif row is not None:
            text = f"The talk of {day_text(row.issued_on)}: how it goes since"
            opens = f"talks|conduct:warning/{row.id}"
            send(self.desk, Sent(row.person_id, row.person, text, "discipline", row.id, opens))

    def show_letter(self) -> None:
        """Show the letter or form that belongs here now, before it is printed."""
        made = self._paper()
        if made is not None:
            papersview.preview(self.desk, self.window(), *made)

    def save_letter(self) -> None:
        """Save it as Word or PDF."""
        made = self._paper()
        if made is not None:
            papersview.save(self.desk, *made)

    def _paper(self) -> tuple[str, str] | None:
        row = self.one(self.current())
        if row is None:
            return None
        shop, today = self.desk.settings.name, self.desk.today()
        try:
            if isinstance(row, ConflictRow):
                kind = (
                    "mediation"
                    if row.state not in (State.AGREEMENT, State.MONITORING, State.CLOSED)
                    else "agreement"
                )
                if row.kind in FORMAL:
                    kind = "harassment"
                texts = self._texts("conflict", row, ("common_ground", "routed_to"))
                for side in row.sides:
                    about = place("conflict_party", "commits", side.id)
                    texts[f"commits:{side.id}"] = self.desk.sealing.read(side.commits, about) or ""
                text = letters.conflict_paper(row, kind, texts, shop=shop, today=today)
                return text, letters.LETTER_WORDS[kind]
            names = ("facts", "response", "expected", "skip_reason", "appeal_reason", "decision")
            texts = self._texts("discipline", row, names)
            if row.decided_on is not None:
                return letters.appeal_letter(row, texts, shop=shop, today=today), letters.LETTER_WORDS[
                    "appeal"
                ]
            months = self.desk.read(ladder.months)
            text = letters.warning_letter(
                row, texts, self._earlier(row), shop=shop, today=today,
                appeal_days=self.desk.read(ladder.appeal_days),
                expires_on=row.expires_on or rules.months_later(row.issued_on or today, months[row.step]),
            )  # fmt: skip
            return text, letters.LETTER_WORDS["step"]
        except AppError as error:
            self.desk.ask.tell("There is no such paper", str(error))
            return None


def _next(row: ConflictRow) -> str:
    """What is to be done first with a conflict, besides moving it on."""
    if (
        row.state in _HEARING
        and row.state is not State.TRIAGED
        and not all(side.statement for side in row.sides)
    ):
        return "hear"
    if row.state is State.MEDIATION and not all(side.commits for side in row.sides):
        return "agreement"
    if row.state is State.AGREEMENT and not all(side.signed_on for side in row.sides):
        return "sign"
    return "check" if row.state is State.MONITORING and row.next_on is not None else ""
