"""The commands of the leave view."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog

from csmanager.core.errors import AppError, RuleBroken
from csmanager.features.leave import actions, blackouts, formdialogs, ledger, moving
from csmanager.features.leave.away import AwayRow
from csmanager.features.leave.blackouts import BlackoutRow
from csmanager.features.leave.ledger import BalanceRow
from csmanager.features.leave.queries import LeaveRow, TypeRow
from csmanager.features.leave.rules import HOLDS, OFFICE_WEEK, LeaveState, hours_text, moves_from, span_text
from csmanager.features.reviews.cycles.recordswidget import Commands
from csmanager.features.talks.sendingwidget import AboutCommands, Sent

if TYPE_CHECKING:
    from csmanager.features.leave.leavepage import LeavePage


class LeaveCommands(Commands):
    """``actions`` by name; ``dialog`` is the form that is open, or was last."""

    def __init__(self, page: LeavePage) -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        self.dialog: QDialog | None = None
        self.make(
            ("ask", "Ask for leave…", self.ask, "Ctrl+Shift+N"),
            ("out", "Out today…", self.out, "Ctrl+Shift+O"),
            ("approve", "Approve", self.approve, "Ctrl+Shift+A"),
            ("decline", "Decline…", self.decline, "Ctrl+Shift+D"),
            ("days", "Other days…", self.days, "F2"),
            ("cancel", "Cancel…", self.cancel, ""),
            ("shorten", "Back earlier…", self.shorten, ""),
            ("count", "Count it again", self.count, ""),
            ("send", "Ask for it now", lambda: self._move("ask", "Ask for"), ""),
            ("credit", "Credit what is due…", self.credit, ""),
            ("correct", "Enter a line of a balance…", self.correct, ""),
            ("week", "Working days…", self.week, ""),
            ("new_type", "New type…", lambda: self.edit_type(None), ""),
            ("edit_type", "Edit the type…", lambda: self.edit_type(self._kind()), ""),
            ("trash_type", "Offer it no more", self.trash_type, ""),
            ("block", "Keep days free of leave…", lambda: self.block(None), ""),
            ("edit_block", "Edit these days…", lambda: self.block(self._block()), ""),
            ("trash_block", "Keep them free no more", self.trash_block, ""),
            ("story", "Open the whole story", self.story, ""),
            ("earlier", "Earlier", lambda: page.step(-1), "Ctrl+Left"),
            ("later", "Later", lambda: page.step(1), "Ctrl+Right"),
        )

        self.about = AboutCommands(self._desk, page, self.sent)
        self.actions |= {"talk": self.about.send, "note": self.about.note}

    def sent(self) -> Sent | None:
        """The leave that is chosen, or the balances of a person, in words for an agenda; never its reason."""
        row, person_id = self._row(), self._person_id()
        if row is not None:
            text = f"Leave: {row.type}, {span_text(row.first_on, row.last_on)}"
            return Sent(row.person_id, row.person, text, "leave_request", row.id)
        if person_id is None:
            return None
        opens = f"team|leave:person/{person_id}"
        return Sent(person_id, self._name(person_id), "Leave: what is left and planned", "leave", None, opens)

    def offer(self) -> None:
        """Enable what fits what is chosen."""
        page, shown = self._page, self._page.shown
        row, key = self._row(), page.key()
        has_people = shown is not None and bool(shown.people)
        can = moves_from(row.state) if row is not None else []
        on = {
            "ask": has_people,
            "out": has_people,
            "approve": "approve" in can,
            "decline": "decline" in can,
            "cancel": "cancel" in can,
            "send": "ask" in can,
            "days": row is not None and row.state in (LeaveState.DRAFT, LeaveState.REQUESTED),
            "shorten": row is not None and row.state in HOLDS and row.first_on < row.last_on,
            "count": row is not None and row.is_changed,
            "credit": has_people,
            "correct": has_people and any(each.is_counted for each in (shown.types if shown else ())),
            "week": has_people,
            "edit_type": key == "types" and self._kind() is not None,
            "trash_type": key == "types" and self._kind() is not None,
            "edit_block": self._block() is not None,
            "trash_block": self._block() is not None,
            "story": self._person_id() is not None,
            "talk": self.sent() is not None,
            "note": self.sent() is not None,
            "earlier": key == "calendar",
            "later": key == "calendar",
        }
        may = not self._desk.store.read_only
        for name, action in self.actions.items():
            free = name in ("story", "earlier", "later")
            action.setEnabled((may or free) and on.get(name, True))
        self.actions["ask"].setVisible(has_people)

    # asking and noting

    def ask(
        self, person_id: int | None = None, first: dt.date | None = None, last: dt.date | None = None
    ) -> None:
        """Write down leave that somebody wants."""
        page = self._page
        if page.shown is None:
            return
        if person_id is None:
            person_id = self._person_id()

        def submit(said: dict[str, Any]) -> int:
            said["last_on"] = said["last_on"] or said["first_on"]
            flags = formdialogs.halves(said)
            self._may_seal(said)
            label = f"{'Note' if said['draft'] else 'Ask for'} leave of {self._name(said['person_id'])}"
            return self._desk.try_do(label, moving.ask, today=self._desk.today(), **said, **flags)

        dialog = formdialogs.ask(
            page.shown.people, page.shown.types, person_id, first, last, submit, self._desk.today, page
        )
        dialog.accepted.connect(lambda: page.show_record(f"request/{dialog.outcome}"))
        page.open(dialog)

    def out(self, person_id: int | None = None) -> None:
        """Note that somebody is out."""
        page = self._page
        if page.shown is None:
            return

        def submit(said: dict[str, Any]) -> int:
            flags = formdialogs.halves(said)
            self._may_seal(said)
            label = f"{self._name(said['person_id'])} is out"
            return self._desk.try_do(label, moving.record, today=self._desk.today(), **said, **flags)

        person_id = person_id if isinstance(person_id, int) else self._person_id()
        dialog = formdialogs.out(
            page.shown.people, page.shown.types, person_id, submit, self._desk.today, page
        )
        dialog.accepted.connect(lambda: page.show_record(f"request/{dialog.outcome}"))
        page.open(dialog)

    def open_day(self, person_id: int, first: dt.date, last: dt.date, leave: AwayRow | None) -> None:
        """Enter on a day of the calendar: its leave, or a new one on the days chosen."""
        if leave is None:
            self.ask(person_id, first, last)
        elif leave.request_id is not None:
            self._page.show_record(f"request/{leave.request_id}")
        else:
            self._desk.go("contacts", f"absences:{leave.absence_id}")

    # deciding

    def decide(self) -> None:
        """Enter on a leave: what fits it first."""
        row = self._row()
        if row is None:
            return
        if row.state is LeaveState.REQUESTED:
            self.approve()
        elif row.state is LeaveState.DRAFT:
            self.days()
        elif self.actions["shorten"].isEnabled():
            self.shorten()

    def approve(self) -> None:
        """Approve; where cover or balance speak against it, ask why."""
        row = self._row()
        if row is None:
            return
        label = f"Approve leave of {row.person}, {row.span}"
        today = self._desk.today()
        try:
            self._desk.try_do(label, moving.move, row.id, "approve", today=today)
        except AppError as error:
            if not str(error).endswith(("Say why it is approved all the same.", "all the same.")):
                self._desk.ask.tell("Approve", str(error))
                return
            self._ask_why(row, "approve", "Approve all the same", str(error), label)

    def decline(self) -> None:
        """Decline, with a reason."""
        row = self._row()
        if row is not None:
            text = "The person will want to know why, and the answer stays with the leave."
            self._ask_why(row, "decline", "Decline", text, f"Decline leave of {row.person}, {row.span}")

    def cancel(self) -> None:
        """Cancel; what was approved owes a reason."""
        row = self._row()
        if row is None:
            return
        label = f"Cancel leave of {row.person}, {row.span}"
        if row.state is LeaveState.APPROVED:
            self._ask_why(row, "cancel", "Cancel the leave", "The balance gets everything back.", label)
        else:
            self._desk.do(label, moving.move, row.id, "cancel", today=self._desk.today())

    def days(self) -> None:
        """Other days for a leave that is not decided."""
        row = self._row()
        if row is None:
            return

        def submit(said: dict[str, Any]) -> None:
            flags = formdialogs.halves(said)
            self._desk.try_do(
                f"Move leave of {row.person}",
                actions.change_draft,
                row.id,
                today=self._desk.today(),
                **said,
                **flags,
            )

        self._page.open(formdialogs.days(row, submit, self._desk.today, self._page))

    def shorten(self) -> None:
        """An approved leave ends earlier."""
        row = self._row()
        if row is None:
            return

        def submit(said: dict[str, Any]) -> None:
            self._desk.try_do(
                f"{row.person} is back earlier", moving.shorten, row.id, said["last_on"], today=self._desk.today(),
                reason=said["reason"],
            )  # fmt: skip

        self._page.open(formdialogs.shorten(row, submit, self._desk.today, self._page))

    def count(self) -> None:
        """Count a leave by the contract as it is known now."""
        row = self._row()
        if row is None:
            return
        changed = self._desk.do(
            f"Count leave of {row.person} again", moving.count_again, row.id, today=self._desk.today()
        )
        if changed:
            self._desk.say(
                f"It takes {hours_text(abs(changed))} {'more' if changed > 0 else 'less'} now.", True
            )

    # balances

    def credit(self) -> None:
        """Enter what is due now: grants, earned months, what is carried over and what expires."""
        rows = self._desk.read(ledger.due_credits, self._desk.today())
        if not rows:
            kinds = [row for row in (self._page.shown.types if self._page.shown else ()) if row.is_counted]
            text = (
                "Nothing is due: everything up to today is entered."
                if any(row.yearly_days for row in kinds)
                else "Say first how many days a year there are: Types, Edit the type."
            )
            self._desk.ask.tell("Credit what is due", text)
            return
        counts = Counter(row.kind.value for row in rows)
        words = ", ".join(f"{count} × {kind}" for kind, count in sorted(counts.items()))
        examples = "\n".join(
            f"{row.person}: {hours_text(row.minutes)} from {row.on.isoformat()} ({row.note})"
            for row in rows[:6]
        )
        more = f"\nand {len(rows) - 6} more" if len(rows) > 6 else ""
        if self._desk.ask.confirm(
            "Credit what is due", f"{words}\n\n{examples}{more}", "Enter all", "Not now"
        ):
            self._desk.do("Credit leave", ledger.enter, rows, today=self._desk.today())

    def correct(self) -> None:
        """A line of a ledger by hand."""
        page = self._page
        if page.shown is None:
            return
        row = page.balances.table.current_row() if page.key() == "balances" else None

        def submit(said: dict[str, Any]) -> None:
            minutes = round(said.pop("hours") * 60)
            label = f"Enter {hours_text(minutes)} of leave for {self._name(said['person_id'])}"
            self._desk.try_do(label, ledger.correct, minutes=minutes, today=self._desk.today(), **said)

        chosen = row.id if isinstance(row, BalanceRow) else None
        page.open(
            formdialogs.correct(page.shown.people, page.shown.types, chosen, submit, self._desk.today, page)
        )

    def week(self) -> None:
        """The weekdays somebody works."""
        page = self._page
        if page.shown is None:
            return
        from csmanager.features.leave.contracts import work

        person_id = self._person_id() or (page.shown.people[0][0] if page.shown.people else None)
        today = self._desk.today()
        known = self._desk.read(work, ())
        weekdays = known.weekdays(person_id, today) if person_id is not None else OFFICE_WEEK

        def submit(said: dict[str, Any]) -> None:
            week = "".join(str(number) for number in range(7) if said[f"d{number}"])
            self._desk.try_do(
                f"Working days of {self._name(said['person_id'])}",
                actions.set_week,
                said["person_id"],
                starts_on=said["starts_on"],
                weekdays=week,
            )

        page.open(formdialogs.week(page.shown.people, person_id, weekdays, submit, self._desk.today, page))

    # types and the rest

    def edit_type(self, row: TypeRow | None) -> None:
        """A new type, or another text for one."""

        def submit(said: dict[str, Any]) -> None:
            said["carry_until"] = (said["carry_until"] or "").strip()
            label = f"Change the type {row.name}" if row else f"Add the type {said['name']}"
            self._desk.try_do(label, actions.save_type, row.id if row else None, **said)

        self._page.open(formdialogs.type_form(row, submit, self._desk.today, self._page))

    def trash_type(self) -> None:
        """Offer a type no longer."""
        row = self._kind()
        if row is not None:
            self._desk.do(f"Offer {row.name} no more", actions.trash_type, row.id, today=self._desk.today())

    def block(self, row: BlackoutRow | None = None) -> None:
        """Keep days free of leave, or change such days."""

        def submit(said: dict[str, Any]) -> None:
            said["last_on"] = said["last_on"] or said["first_on"]
            self._desk.try_do(
                f"Keep free of leave: {said['reason']}", blackouts.save, row.id if row else None, **said
            )

        teams = self._desk.read(blackouts.teams)
        self._page.open(formdialogs.blackout(row, teams, submit, self._desk.today, self._page))

    def trash_block(self) -> None:
        """These days are free for leave again."""
        row = self._block()
        if row is not None:
            self._desk.do(
                f"Free for leave again: {row.reason}", blackouts.trash, row.id, today=self._desk.today()
            )

    def _block(self) -> BlackoutRow | None:
        page = self._page
        row = page.kept_free.table.current_row() if page.key() == "free" else None
        return row if isinstance(row, BlackoutRow) else None

    def story(self) -> None:
        """All about the person."""
        person_id = self._person_id()
        if person_id is not None:
            self._desk.go("team", f"person:{person_id}")

    # inside

    def _ask_why(self, row: LeaveRow, what: str, verb: str, text: str, label: str) -> None:
        def submit(said: dict[str, Any]) -> None:
            self._desk.try_do(
                label, moving.move, row.id, what, today=self._desk.today(), reason=said["reason"]
            )

        title = f"{verb}: {row.person}, {span_text(row.first_on, row.last_on)}"
        self._page.open(formdialogs.reason(title, text, verb, submit, self._desk.today, self._page))

    def _move(self, what: str, verb: str) -> None:
        row = self._row()
        if row is not None:
            self._desk.do(
                f"{verb} leave of {row.person}", moving.move, row.id, what, today=self._desk.today()
            )

    def _may_seal(self, said: dict[str, Any]) -> None:
        """A sealed reason needs a passphrase; offer to set one up, and say so where there is none after that."""
        shown = self._page.shown
        kind = next((row for row in (shown.types if shown else ()) if row.id == said["type_id"]), None)
        if kind is None or not kind.is_sensitive or not said["reason"] or self._desk.sealing.is_set_up:
            return
        self._desk.sealing.ask_open(self.dialog)
        if not self._desk.sealing.is_set_up:
            raise RuleBroken(
                "A reason of this type is sealed, and no passphrase was set up. Leave the reason empty, or set one up."
            )

    def _row(self) -> LeaveRow | None:
        page = self._page
        row = page.requests.table.current_row() if page.key() == "requests" else None
        return row if isinstance(row, LeaveRow) else None

    def _kind(self) -> TypeRow | None:
        row = self._page.kinds.table.current_row()
        return row if isinstance(row, TypeRow) else None

    def _person_id(self) -> int | None:
        page = self._page
        if page.key() == "calendar":
            found = page.days.grid.chosen()
            return found[0] if found is not None else None
        row = page.current().table.current_row()
        return getattr(row, "person_id", None)

    def _name(self, person_id: int) -> str:
        shown = self._page.shown
        return next((name for each, name in (shown.people if shown else ()) if each == person_id), "somebody")
