"""The view Knowing: the matrix, the chase list, the signatures, the quizzes."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from csmanager.features.handbook.knowing import pictured, rules
from csmanager.features.handbook.knowing.knowingcommandsview import KnowingCommands
from csmanager.features.handbook.knowing.matrixwidget import MatrixWidget, cell_words
from csmanager.features.handbook.knowing.pictured import Pictured
from csmanager.features.handbook.knowing.queries import KnowRow, heads_of
from csmanager.features.handbook.knowing.quizpanewidget import QuizPane
from csmanager.features.handbook.knowing.signed import SignatureRow
from csmanager.features.team.filterwidget import FilterBox
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import PAGE_MARGIN
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pageheader import PageHeader
from csmanager.ui.widgets.search import SearchField
from csmanager.ui.widgets.table import Column, RecordTable

VIEWS = (("matrix", "Matrix"), ("chase", "Chase list"), ("signatures", "Signatures"), ("quizzes", "Quizzes"))


class KnowingPage(Page):
    """Records: "policy:ID" filters by a policy, "question:QUIZ.ID" shows a question, "refreshers:", "person:ID"."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "policy",
            "policy_version",
            "policy_audience",
            "person",
            "employment",
            "team",
            "role",
            "sign_rule",
            "acknowledgement",
            "waiver",
            "quiz",
            "quiz_question",
            "quiz_attempt",
            "huddle_note",
            "refresher",
            "setting",
        }
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.shown: Pictured | None = None
        self._wanted = ""
        self.header = PageHeader("Knowing")
        self.search = SearchField("Search people or policies")
        self.search.setMaximumWidth(260)
        self.search.searched.connect(lambda _text: self._filter())
        self.switch = self.header.add_switch(VIEWS, "Knowing")
        self.switch.changed.connect(lambda _key: self._on_view())
        self.matrix = MatrixWidget()
        self.chase = _chase_table(desk)
        self.signatures = _signature_table(desk)
        self.quizzes = QuizPane(desk)
        self.stack = QStackedWidget()
        self.parts: dict[str, QWidget] = {
            "matrix": self.matrix,
            "chase": self.chase,
            "signatures": self.signatures,
            "quizzes": self.quizzes,
        }
        for part in self.parts.values():
            self.stack.addWidget(part)
        self.team = FilterBox("Team", [("", "All teams")])
        self.role = FilterBox("Role", [("", "All roles")])
        self.policy = FilterBox("Policy", [("", "All policies")])
        self.says = QLabel()
        self.says.setProperty("role", "muted")
        self.says.setWordWrap(True)
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        filters = QHBoxLayout()
        filters.setSpacing(8)
        filters.addWidget(self.search, 1)
        for box in (self.team, self.role, self.policy):
            box.changed.connect(self._filter)
            filters.addWidget(box)
        filters.addWidget(self.says, 2)
        self.commands = KnowingCommands(self)
        self.header.set_primary(self.commands.actions["hand_over"])
        self.header.set_more(self.commands.in_menu())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN // 2, PAGE_MARGIN, PAGE_MARGIN)
        layout.setSpacing(10)
        layout.addWidget(self.header)
        layout.addLayout(filters)
        layout.addWidget(self.stack, 1)
        self.matrix.selection_changed.connect(self._on_selection)
        self.matrix.activated.connect(lambda _row: self.commands.waive())
        self.chase.selection_changed.connect(self._on_selection)
        self.quizzes.selection_changed.connect(self._on_selection)
        self.quizzes.activated.connect(self.commands.edit_quiz)
        for table in (self.chase, self.signatures):
            table.cleared.connect(self.search.clear)
        self.chase.add_actions(
            [self.commands.actions[key] for key in ("copy_chase", "waive", "send", "note", "pin")],
            self.commands.offer,
        )
        self.quizzes.quizzes.add_actions(
            [self.commands.actions[key] for key in ("edit_quiz", "end_quiz")], self.commands.offer
        )
        self.quizzes.items.add_actions([self.commands.actions["huddle"]], self.commands.offer)

    # reading

    def load(self) -> None:
        self.desk.fetch(self, pictured.read, self.desk.today(), then=self._show)

    def _show(self, found: Pictured) -> None:
        self.shown = found
        teams = sorted({row.team for row in found.rows if row.team})
        roles = sorted({row.role for row in found.rows if row.role})
        self.team.set_options([("", "All teams"), *((name, name) for name in teams)])
        self.role.set_options([("", "All roles"), *((name, name) for name in roles)])
        self.policy.set_options(
            [("", "All policies"), *((str(h.id), f"{h.code} {h.title}") for h in found.heads)]
        )
        self.signatures.set_rows(found.signatures)
        self.quizzes.show_quizzes(found)
        self._filter()
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self.show_record(wanted)

    def rows(self) -> list[KnowRow]:
        """Where everybody stands, as filtered by team, role, policy and search."""
        if self.shown is None:
            return []
        team, role, policy = self.team.value(), self.role.value(), self.policy.value()
        words = self.search.text().casefold().split()
        return [
            row
            for row in self.shown.rows
            if (not team or row.team == team)
            and (not role or row.role == role)
            and (not policy or str(row.policy_id) == policy)
            and all(word in f"{row.person} {row.code} {row.title} {row.team}".casefold() for word in words)
        ]

    def chased(self) -> list[KnowRow]:
        """The chase list as filtered, what is open longest first."""
        found = [row for row in self.rows() if row.state in rules.PENDING]
        return sorted(found, key=lambda row: (row.due_on, row.assigned_on, row.person.casefold(), row.code))

    def _filter(self) -> None:
        if self.shown is None:
            return
        rows = self.rows()
        heads = heads_of(rows)
        self.matrix.show_rows(rows, heads, self.shown.today)
        self.matrix.table.add_actions(
            [
                self.commands.actions[key]
                for key in ("waive", "end_waiver", "send", "note", "pin", "take_pin")
            ],
            self.commands.offer,
        )
        self.chase.set_rows(self.chased())
        self.signatures.set_filter(self.search.text())
        asked, answered = sum(head.asked for head in heads), sum(head.answered for head in heads)
        late = sum(row.state in rules.PENDING and row.late(self.shown.today) > 0 for row in rows)
        share = f" ({answered / asked:.0%})" if asked else ""
        self._facts = f"{answered} of {asked} signed or waived{share}, {late} late." if asked else ""
        self.header.set_title("Knowing", self._facts or "Who has read and signed what")
        self._on_selection()

    # choosing

    def show_record(self, record: str) -> None:
        if self.shown is None:
            self._wanted = record
            return
        kind, _, key = record.partition(":")
        if kind == "policy":
            self.show_part("chase")
            self.policy.set_value(key)
        elif kind == "question":
            self.show_part("quizzes")
            quiz, _, question = key.partition(".")
            self.quizzes.select(int(quiz), int(question))
        elif kind == "refreshers":
            self.show_part("quizzes")
        elif kind == "person":
            self.show_part("matrix")
            self.matrix.table.select(int(key))

    def show_part(self, key: str) -> None:
        """Bring one of ``VIEWS`` to the front."""
        self.switch.set_value(key)
        self._on_view()

    def person(self) -> KnowRow | None:
        """Any row of the person who is chosen in the matrix or the chase list."""
        if self.switch.value() == "chase":
            found: KnowRow | None = self.chase.current_row()
            return found
        row = self.matrix.table.current_row() if self.switch.value() == "matrix" else None
        return next(iter(row.cells.values()), None) if row is not None else None

    def cell(self) -> KnowRow | None:
        """The person and policy that are chosen."""
        if self.switch.value() == "chase":
            return self.person()
        row = self.matrix.table.current_row() if self.switch.value() == "matrix" else None
        policy = self.matrix.policy()
        return row.cells.get(policy) if row is not None and policy is not None else None

    def _on_view(self) -> None:
        part = self.parts[self.switch.value()]
        self.stack.setCurrentWidget(part)
        on_people = self.switch.value() in ("matrix", "chase")
        for box in (self.team, self.role, self.policy):
            box.setVisible(on_people)
        self._on_selection()

    def _on_selection(self) -> None:
        self.commands.offer()
        cell = self.cell()
        if self.shown is None:
            return
        if cell is not None:
            self.says.setText(cell_words(cell, self.shown.today))
        elif self.switch.value() == "quizzes":
            self.says.setText(self._back())
        elif self.switch.value() == "signatures":
            wrong = sum(not row.is_true for row in self.shown.signatures)
            self.says.setText(
                f"{wrong} signatures do not fit their text any more; check the store."
                if wrong
                else "Every signature was checked against the text it stands under just now."
            )
        else:
            self.says.setText("")

    def _back(self) -> str:
        assert self.shown is not None
        people = self.shown.refreshers
        if not people:
            return "No missed question comes back today."
        names = ", ".join(
            f"\u2068{row.person}\u2069 ({row.count})" for row in people
        )  # isolates, for any script
        return f"Questions come back today to: {names}."

    # what the window asks

    def find_on_page(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def actions_offered(self) -> list[QAction]:
        return list(self.commands.actions.values())

    def print_document(self) -> QTextDocument | None:
        return None


def _chase_table(desk: Desk) -> RecordTable:
    def today() -> dt.date:
        return desk.today()

    table = RecordTable(
        "Chase list",
        [
            Column("person", "Person", 170, value=lambda row: row.person),
            Column("code", "Code", 60, value=lambda row: row.code),
            Column("title", "Policy", 200, value=lambda row: row.title),
            Column(
                "state",
                "State",
                130,
                kind="status",
                value=lambda row: (rules.STATE_MARKS[row.state], rules.STATE_NAMES[row.state]),
            ),
            Column("late", "Days late", 80, kind="number", value=lambda row: row.late(today()) or None),
            Column("age", "Days open", 80, kind="number", value=lambda row: row.age(today())),
            Column("due", "Due", 104, kind="date", value=lambda row: row.due_on),
            Column("team", "Team", 110, value=lambda row: row.team),
            Column("version", "Version", 66, kind="number", value=lambda row: row.present or row.number),
            Column("reason", "Asked because", 130, value=lambda row: rules.REASON_NAMES[row.reason]),
        ],
    )
    table.set_noun("signature missing", "signatures missing")
    table.set_empty(
        EmptyState("Nobody has to be chased", "Everybody who was asked has signed, or is waived.")
    )
    return table


def _signature_table(desk: Desk) -> RecordTable:
    def how(row: SignatureRow) -> str:
        by = f", entered by {row.entered_by}" if row.entered_by else ""
        return f"{rules.HOW_NAMES[row.how]}{by}"

    table = RecordTable(
        "Signatures",
        [
            Column(
                "signed",
                "Signed",
                140,
                kind="instant",
                value=lambda row: row.signed_at,
                zone=desk.settings.zone(),
            ),
            Column("person", "Person", 180, value=lambda row: row.person),
            Column("code", "Code", 64, value=lambda row: row.code),
            Column("title", "Policy", 200, value=lambda row: row.title),
            Column("version", "Version", 66, kind="number", value=lambda row: row.number),
            Column(
                "carried",
                "Counts up to",
                96,
                value=lambda row: f"version {row.carried}" if row.carried else "",
            ),
            Column("how", "How", 170, value=how),
            Column("quiz", "Quiz", 84, value=lambda row: row.quiz),
            Column(
                "fits",
                "Text",
                90,
                kind="status",
                value=lambda row: ("good", "Fits") if row.is_true else ("bad", "Differs"),
            ),
            Column(
                "hash",
                "SHA-256 of the text",
                150,
                value=lambda row: row.text_sha256,
                text=lambda row: f"{row.text_sha256[:12]}…",
                tooltip=lambda row: row.text_sha256,
            ),
            Column("name", "Typed name", 150, value=lambda row: row.typed_name, hidden=True),
            Column("sheet", "Sheet code", 100, value=lambda row: row.sheet_code, hidden=True),
        ],
    )
    table.set_noun("signature", "signatures")
    table.set_empty(
        EmptyState(
            "No signature yet",
            "Hand the machine over, and people sign with their PIN; or print sheets and enter their codes.",
        )
    )
    return table
