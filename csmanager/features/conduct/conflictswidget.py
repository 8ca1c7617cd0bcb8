"""What is done with conflicts."""

from __future__ import annotations

from typing import Any

from csmanager.features.conduct import conflicts, formdialogs, rules
from csmanager.features.conduct.matterswidget import MatterLists
from csmanager.features.reviews.cycles import choices

QUIET = ("triage", "interview", "mediate", "agree", "monitor")  # moves that need no form


class ConflictLists(MatterLists):
    """The commands of conflicts."""

    def new_conflict(self) -> None:
        """Write down a conflict."""
        people = self.desk.read(choices.people, self.desk.today())
        if len(people) < 2:
            self.desk.ask.tell("Write down a conflict", "Add people to the team first.")
            return

        def submit(values: dict[str, Any]) -> None:
            parties = [one for one in (values.pop("first"), values.pop("second"), values.pop("third")) if one]
            values["raised_by"] = values["raised_by"] or ""
            made = self._do("write down", conflicts.raise_conflict, parties=parties, **self._dated(values))
            self.show_list("conflict").select(made)

        self.open(formdialogs.new_conflict(self.desk, people, submit, self))

    def make_move(self, name: str) -> None:
        """Move the chosen conflict; what needs a reason asks for it."""
        row = self.one(self.conflicts)
        if row is None:
            return
        if name in QUIET or (name == "close" and row.next_on is None):
            self._try(rules.MOVE_WORDS[name], conflicts.move, row.id, name, today=self.desk.today())
            return

        def submit(values: dict[str, Any]) -> None:
            filled = {key: value or "" for key, value in values.items()}
            self._do("move", conflicts.move, row.id, name, today=self.desk.today(), **filled)

        self.open(formdialogs.move(self.desk, name, submit, self))

    def hear(self) -> None:
        """Write down what one of them says."""
        row = self.one(self.conflicts)
        side = self._choose_side(row, "Whose statement?") if row is not None else None
        if row is None or side is None:
            return

        def submit(values: dict[str, Any]) -> None:
            if values["text"] is not None:
                self._do(
                    "statement", conflicts.give_statement, side.id, values["text"], today=self.desk.today()
                )

        self.open(formdialogs.statement(self.desk, side, submit, self))

    def ask(self) -> None:
        """Ask everybody who has not spoken yet to write their side at the kiosk."""
        row = self.one(self.conflicts)
        waiting = [side for side in row.sides if not side.statement] if row is not None else []
        if not waiting:
            return

        def ask_all(session: Any, today: Any) -> None:
            for side in waiting:
                conflicts.ask_statement(session, side.id, today=today)

        self._try("Ask for statements", ask_all, self.desk.today())
        self.desk.say("It waits for them at the kiosk: Tools › Hand over.")

    def agreement(self) -> None:
        """Write what they agreed."""
        row = self.one(self.conflicts)
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            commits = {
                int(key.partition(":")[2]): text for key, text in values.items() if key.startswith("commits:")
            }
            self._do(
                "agreement",
                conflicts.write_agreement,
                row.id,
                common_ground=values["common_ground"],
                commits=commits,
            )

        self.open(formdialogs.agreement(self.desk, row, submit, self))

    def sign(self) -> None:
        """One of them signed."""
        row = self.one(self.conflicts)
        open_sides = [side for side in row.sides if side.signed_on is None] if row is not None else []
        side = self._choose(open_sides, "Who signed?")
        if side is not None:
            self._try("Signed", conflicts.sign, side.id, today=self.desk.today())

    def check_in(self) -> None:
        """Keep how a check-in went."""
        row = self.one(self.conflicts)
        ahead = [one for one in row.check_ins if one.held_on is None] if row is not None else []
        if not ahead:
            return

        def submit(values: dict[str, Any]) -> None:
            number = values.pop("check_in_id")
            values["note"] = values["note"] or ""
            self._do("check-in", conflicts.hold_check_in, number, **values)

        self.open(formdialogs.check_in(self.desk, ahead, submit, self))

    def apart(self) -> None:
        """Note until when they should not work on one shift."""
        row = self.one(self.conflicts)
        if row is not None:
            self.open(
                formdialogs.apart(
                    self.desk,
                    row,
                    lambda values: self._do("keep apart", conflicts.keep_apart, row.id, values["until"]),
                    self,
                )
            )
