"""The commands of following: what each does to the row chosen there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from csmanager.features.handbook.finding import actions as finding
from csmanager.features.handbook.following import actions, formdialogs, queries
from csmanager.features.handbook.following.rules import RequestSource
from csmanager.features.handbook.following.sectionswidget import Section
from csmanager.features.handbook.queries import owners
from csmanager.features.quality.cardactions import add_starter_scorecards
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog

_OF = {
    "scorecards": ("clauses",),
    "draw": ("checks", "clauses"),
    "own": ("checks",),
    "enter": ("checks",),
    "exception": ("exceptions",),
    "end": ("exceptions",),
    "wish": ("requests", "clauses", "failing", "gaps", "conflicts", "checks"),
    "complaint": ("requests",),
    "decide": ("requests",),
    "write": ("gaps",),
    "no_gap": ("gaps",),
    "no_conflict": ("conflicts",),
    "again": ("gaps", "conflicts"),
    "policy": ("clauses", "failing", "checks", "exceptions", "requests", "gaps", "conflicts"),
    "second": ("conflicts",),
    "person": ("failing", "checks"),
}
_PRIMARY = {
    "clauses": "draw",
    "checks": "draw",
    "exceptions": "exception",
    "requests": "wish",
    "gaps": "write",
    "conflicts": "no_conflict",
    "failing": "person",
}
_OPENS = {"checks": "enter", "requests": "decide", "gaps": "write", "failing": "person"}


class Place(Protocol):
    """What the commands need of the page."""

    def row(self, key: str) -> Any | None: ...
    def section(self) -> Section | None: ...


class Commands(QObject):
    """``actions`` by name; ``dialog`` is the form that is open, or was last."""

    def __init__(self, desk: Desk, place: Place, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._place, self._parent = desk, place, parent
        self.dialog: FormDialog | None = None
        self.actions: dict[str, QAction] = {}
        for key, text, what in (
            ("draw", "Draw spot checks…", self.draw),
            ("enter", "Enter the spot check…", self.enter),
            ("own", "Check of my own choice…", self.own),
            ("exception", "New exception…", self.exception),
            ("end", "End the exception", self.end),
            ("wish", "Wish for a change…", self.wish),
            ("complaint", "Wish because of a complaint…", self.complaint),
            ("decide", "Decide the wish…", self.decide),
            ("write", "Write a policy for this…", self.write),
            ("no_gap", "Dismiss the search…", self.no_gap),
            ("no_conflict", "Both can stand…", self.no_conflict),
            ("again", "Open again", self.again),
            ("policy", "Read the policy", self.policy),
            ("second", "Read the other policy", self.second),
            ("person", "Show the person", self.person),
            ("scorecards", "Add starter scorecards", self.scorecards),
        ):
            action = QAction(text, self)
            action.triggered.connect(lambda _on=False, do=what: do())
            self.actions[key] = action

    def furnish(self, section: Section) -> None:
        """Give a section its commands: primary, context menu, and what Enter does."""
        section.actions = [self.actions[key] for key, where in _OF.items() if section.key in where]
        section.primary = self.actions[_PRIMARY[section.key]]
        opener = _OPENS.get(section.key, "policy")
        section.opens = lambda _row: self.actions[opener].trigger()
        section.table.add_actions(section.actions)

    def offer(self, key: str) -> None:
        """Enable what can be done in the section ``key``."""
        for name, action in self.actions.items():
            action.setEnabled(
                key in _OF[name] or name in ("draw", "exception", "wish", "scorecards", "complaint")
            )

    # spot checks

    def draw(self) -> None:
        """Draw spot checks at random."""

        def submit(values: dict[str, Any]) -> object:
            return self._desk.try_do(
                f"Draw {values['wanted']} spot checks",
                actions.draw_checks,
                values["wanted"],
                today=self._today(),
                seed=values["seed"],
                policy_code=values["policy"],
            )

        seed = int(self._desk.store.chain_head()[:6], 16)  # differs with every step, and is kept
        self._open(formdialogs.draw(self._choices(), seed, submit, self._parent))

    def enter(self) -> None:
        """Enter what the chosen check found."""
        row = self._place.row("checks")
        if row is None:
            return

        def submit(values: dict[str, Any]) -> object:
            return self._desk.try_do(
                f"Enter the spot check of {row.person}",
                actions.record_check,
                row.id,
                values["result"],
                today=self._today(),
                observer=values["observer"],
                evidence=values["evidence"],
                reference=values["reference"],
            )

        self._open(formdialogs.result(row, "", submit, self._parent))

    def own(self) -> None:
        """Note a check that was not drawn."""

        def submit(values: dict[str, Any]) -> object:
            code, clause = formdialogs.clause_of_value(values["clause"])
            return self._desk.try_do(
                "Add a spot check", actions.add_check, code, clause, values["person"], today=self._today()
            )

        people = [(row.id, row.name) for row in self._desk.read(owners)]
        self._with_clauses(lambda choices: formdialogs.own_check(choices, people, submit, self._parent))

    # exceptions

    def exception(self) -> None:
        """Agree an exception."""

        def submit(values: dict[str, Any]) -> object:
            code, clause = formdialogs.clause_of_value(values["clause"])
            return self._desk.try_do(
                f"Add an exception from {code}",
                actions.add_exception,
                code,
                clause,
                subject=values["subject"],
                reason=values["reason"],
                approver=values["approver"],
                from_on=values["from"],
                expires_on=values["until"],
            )

        self._with_clauses(
            lambda choices: formdialogs.exception(choices, self._desk.today, submit, self._parent)
        )

    def end(self) -> None:
        """End the chosen exception."""
        row = self._place.row("exceptions")
        if row is not None:
            self._desk.do(
                f"End the exception for {row.subject}", actions.end_exception, row.id, today=self._today()
            )

    # wishes

    def wish(self) -> None:
        """Wish for a change, of the clause that is chosen where there is one."""
        section = self._place.section()
        row = section.table.current_row() if section is not None else None
        key = section.key if section is not None else ""
        clause, problem, source, source_id = _origin(key, row)

        def submit(values: dict[str, Any]) -> object:
            code, name = formdialogs.clause_of_value(values["clause"])
            return self._desk.try_do(
                "Wish for a change",
                actions.open_request,
                problem=values["problem"],
                today=self._today(),
                source=RequestSource(values.get("source", source)),
                source_id=source_id,
                policy_code=code,
                clause=name,
                proposal=values["proposal"],
            )

        shown = None if source is RequestSource.OWN else source
        self._open(
            formdialogs.wish(
                self._choices(), submit, self._parent, clause=clause, problem=problem, source=shown
            )
        )

    def complaint(self) -> None:
        """Wish for a change because of a complaint."""
        rows = [row for row in self._desk.read(queries.complaints) if not row.has_request]
        if not rows:
            self._desk.ask.tell(
                "No complaint to choose", "Import a list of complaints first, or note the wish by itself."
            )
            return

        def submit(values: dict[str, Any]) -> object:
            code, name = formdialogs.clause_of_value(values["clause"])
            return self._desk.try_do(
                "Wish because of a complaint",
                actions.request_from_complaint,
                values["complaint"],
                policy_code=code,
                clause=name,
                proposal=values["proposal"],
                today=self._today(),
            )

        self._open(formdialogs.wish(self._choices(), submit, self._parent, complaints=rows))

    def decide(self) -> None:
        """Move the chosen wish on."""
        row = self._place.row("requests")
        if row is None:
            return

        def submit(values: dict[str, Any]) -> object:
            return self._desk.try_do(
                "Decide a wish",
                actions.decide_request,
                row.id,
                values["state"],
                today=self._today(),
                answer=values["answer"],
            )

        self._open(formdialogs.decision(row, submit, self._parent))

    # searches and contradictions

    def write(self) -> None:
        """Begin a policy for the chosen search."""
        row = self._place.row("gaps")
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            made = self._desk.try_do(
                f"Begin {values['title']}",
                finding.write_for_gap,
                row.id,
                values["title"],
                today=self._today(),
            )
            self._desk.go("handbook", f"policies:{made}")

        self._open(formdialogs.new_policy(row, submit, self._parent))

    def no_gap(self) -> None:
        """Say why nothing is written for the chosen search."""
        row = self._place.row("gaps")
        if row is None:
            return
        self._open(
            formdialogs.reason(
                "Dismiss the search",
                f"“{row.words}”",
                "Dismiss",
                lambda values: self._desk.try_do(
                    "Dismiss a search", finding.dismiss_gap, row.id, values["reason"]
                ),
                self._parent,
            )
        )

    def no_conflict(self) -> None:
        """Say why two sentences can both stand."""
        row = self._place.row("conflicts")
        if row is None:
            return
        self._open(
            formdialogs.reason(
                "Both can stand",
                formdialogs.both(row),
                "Dismiss",
                lambda values: self._desk.try_do(
                    "Dismiss a contradiction",
                    finding.dismiss_contradiction,
                    row.id,
                    values["reason"],
                    today=self._today(),
                ),
                self._parent,
            )
        )

    def again(self) -> None:
        """Let what was dismissed count again."""
        gap, pair = self._place.row("gaps"), self._place.row("conflicts")
        if gap is not None:
            self._desk.do("Open a search again", finding.reopen_gap, gap.id)
        elif pair is not None and pair.dismissal_id is not None:
            self._desk.do("Open a contradiction again", finding.take_back_dismissal, pair.dismissal_id)

    # elsewhere

    def policy(self) -> None:
        """Show the policy of the chosen row."""
        section = self._place.section()
        row = section.table.current_row() if section is not None else None
        key = getattr(row, "policy_id", None) or getattr(row, "first_id", None)
        if key is not None:
            self._desk.go("handbook", f"policies:{key}")
        elif row is not None:
            self._desk.say("No such policy is in force.")

    def second(self) -> None:
        """Show the other policy of a contradiction."""
        row = self._place.row("conflicts")
        if row is not None:
            self._desk.go("handbook", f"policies:{row.second_id}")

    def person(self) -> None:
        """Show the person of the chosen row."""
        section = self._place.section()
        row = section.table.current_row() if section is not None else None
        key = getattr(row, "person_id", None)
        if key is not None:
            self._desk.go("team", str(key))

    def scorecards(self) -> None:
        """Add the scorecards that come with the program."""
        added = self._desk.do("Add starter scorecards", add_starter_scorecards)
        if added == []:
            self._desk.say("All of them are there already.")
        elif added:
            self._desk.say(f"{len(added)} scorecards were added. Grades that use them count here.")

    # inside

    def _choices(self) -> list[queries.ClauseChoice]:
        return self._desk.read(queries.clause_choices)

    def _with_clauses(self, make: Callable[[list[queries.ClauseChoice]], FormDialog]) -> None:
        choices = self._choices()
        if choices:
            self._open(make(choices))
        else:
            self._desk.ask.tell("There is no clause yet", "No policy is in force. Publish one first.")

    def _today(self) -> dt.date:
        return self._desk.today()

    def _open(self, dialog: FormDialog) -> None:
        self.dialog = dialog
        dialog.open()


def _origin(key: str, row: Any | None) -> tuple[tuple[str, str], str, RequestSource, int | None]:
    """Clause, problem and source of a wish that comes from a row."""
    if row is None or key == "requests":
        return ("", ""), "", RequestSource.OWN, None
    if key == "gaps":
        return ("", ""), f"Searched in vain: {row.words}", RequestSource.GAP, row.id
    if key == "conflicts":
        return ("", ""), formdialogs.both(row), RequestSource.CONTRADICTION, None
    if key == "checks":
        return (row.code, row.clause), row.evidence, RequestSource.CHECK, row.id
    return (getattr(row, "code", ""), getattr(row, "clause", "")), "", RequestSource.OWN, None
