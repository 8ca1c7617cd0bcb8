"""What is done with warnings."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog

from csmanager.features.conduct import formdialogs, ladder, queries, rules
from csmanager.features.conduct.conflictswidget import ConflictLists
from csmanager.features.conduct.queries import WarningRow
from csmanager.features.reviews.cycles import choices


class WarningLists(ConflictLists):
    """The commands of warnings."""

    def new_warning(self) -> None:
        """Draft a warning."""
        people = self.desk.read(choices.people, self.desk.today())
        if not people:
            self.desk.ask.tell("Draft a warning", "Add people to the team first.")
            return

        def submit(values: dict[str, Any]) -> None:
            values["skip_reason"] = values["skip_reason"] or ""
            made = self._do("draft", ladder.draft, **self._dated(values))
            self.show_list("warning").select(made)

        self.open(self._warning_form(None, people, submit))

    def _warning_form(self, row: WarningRow | None, people: list[tuple[int, str]], submit: Any) -> QDialog:
        def usual(person_id: int) -> rules.Step:
            return self.desk.read(queries.next_step, person_id, self.desk.today())

        return formdialogs.warning(
            self.desk, row, people, self.desk.read(queries.clauses), usual, submit, self
        )

    def issue(self) -> None:
        """Look at like cases, then hand the letter over."""
        row = self.one(self.warnings)
        if row is None:
            return
        like = self.desk.read(queries.like_cases, row.clause, row.severity, but=row.id)
        before = self._earlier(row)
        counting = [one for one in before if one.counts]
        has = ", ".join(rules.STEP_WORDS[one.step].lower() for one in counting)
        said = f"{row.person} has: {has}." if counting else f"{row.person} has no warning that counts today."
        self.open(
            formdialogs.issue(
                self.desk,
                row,
                queries.like_cases_text(like, row.severity),
                said,
                lambda values: self._do("issue", ladder.issue, row.id, today=self.desk.today(), **values),
                self,
            )
        )

    def appeal(self) -> None:
        """Keep an appeal."""
        row = self.one(self.warnings)
        if row is not None:
            self.open(
                formdialogs.appeal(
                    self.desk,
                    lambda values: self._do("appeal", ladder.appeal, row.id, **self._dated(values)),
                    self,
                )
            )

    def decide(self) -> None:
        """Decide an appeal."""
        row = self.one(self.warnings)
        if row is not None:
            self.open(
                formdialogs.decide(
                    self.desk,
                    lambda values: self._do("decide", ladder.decide, row.id, **self._dated(values)),
                    self,
                )
            )

    def expire(self) -> None:
        """Close a warning whose time is over."""
        row = self.one(self.warnings)
        if row is not None:
            self._try("Its time is over", ladder.expire, row.id, today=self.desk.today())

    def set_ladder(self) -> None:
        """For how long each step counts."""
        months, days = self.desk.read(ladder.months), self.desk.read(ladder.appeal_days)
        self.open(
            formdialogs.ladder(
                self.desk,
                months,
                days,
                lambda values: self.desk.try_do("Set the ladder of warnings", ladder.set_ladder, **values),
                self,
            )
        )
