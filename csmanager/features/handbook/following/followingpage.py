"""Following: whether the handbook is done, and what it should say differently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from csmanager.features.handbook.finding import queries as finding
from csmanager.features.handbook.following import adherence, columnswidget, queries, rules
from csmanager.features.handbook.following.adherence import AdherenceRow
from csmanager.features.handbook.following.commandsview import Commands
from csmanager.features.handbook.following.effectwidget import EffectWidget
from csmanager.features.handbook.following.sectionswidget import (
    ClausesWidget,
    ConflictsWidget,
    Section,
    make_section,
)
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import GAP, PAGE_MARGIN
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pageheader import PageHeader
from csmanager.ui.widgets.segmented import SegmentedSwitch


class FollowingPage(Page):
    """The view "following" of the handbook. Records are named by section, and number where there is one."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "policy",
            "policy_version",
            "policy_clause",
            "scorecard",
            "scorecard_item",
            "evaluation",
            "evaluation_mark",
            "spot_check",
            "spot_draw",
            "policy_exception",
            "change_request",
            "search_gap",
            "contradiction_dismissal",
            "acknowledgement",
            "complaint",
            "person",
            "cube_month",
        }
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.commands = Commands(desk, self, self)
        self.header = PageHeader("Following", " ")
        self.search = self.header.add_search("Search in this list")
        self.search.searched.connect(self._on_search)
        self.sections = {section.key: section for section in self._make_sections()}
        self.clauses = ClausesWidget(desk, self.sections["clauses"].table, self._reload)
        self.sections["clauses"].widget = self.clauses
        self.conflicts = ConflictsWidget(self.sections["conflicts"].table)
        self.sections["conflicts"].widget = self.conflicts
        self.effect = EffectWidget(desk)
        titles = [(section.key, section.title) for section in self.sections.values()]
        self.switch = SegmentedSwitch([*titles, ("effect", "Effect")], name="Section")
        self.switch.changed.connect(self.show_section)
        self.explains = QLabel()
        self.explains.setWordWrap(True)
        self.explains.setProperty("role", "muted")
        self.stack = QStackedWidget()
        for section in self.sections.values():
            self.commands.furnish(section)
            self.stack.addWidget(section.widget)
            section.table.activated.connect(lambda row, mine=section: mine.opens(row) if mine.opens else None)
        self.stack.addWidget(self.effect)
        self.primary = QAction("Draw spot checks…", self)
        self.primary.triggered.connect(lambda _on=False: self._on_primary())
        self.header.set_primary(self.primary)
        self.header.set_more(list(self.commands.actions.values()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN)
        layout.setSpacing(GAP)
        layout.addWidget(self.header)
        layout.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.explains)
        layout.addWidget(self.stack, 1)
        self.show_section("clauses")

    # the page

    def load(self) -> None:
        self._reload()

    def show_record(self, record: str) -> None:
        key, _, rest = record.partition(":")
        if key not in self.sections and key != "effect":
            return
        self.switch.set_value(key)
        self.show_section(key)
        if self._is_stale:
            self._load()
        if rest.isdigit() and key in self.sections:
            self.sections[key].table.select(int(rest))

    def find_on_page(self) -> None:
        self.search.focus()

    def actions_offered(self) -> list[QAction]:
        return list(self.commands.actions.values())

    def print_document(self) -> QTextDocument | None:
        from csmanager.ui import printing

        section = self.section()
        return printing.table_document(section.title, section.table) if section is not None else None

    # what the commands ask

    def section(self) -> Section | None:
        """The section in front; None for the chart."""
        return self.sections.get(self.switch.value())

    def row(self, key: str) -> Any | None:
        """The row chosen in the section ``key``, when it is in front."""
        return self.sections[key].table.current_row() if self.switch.value() == key else None

    def show_section(self, key: str) -> None:
        """Bring a section to the front."""
        names = [*self.sections, "effect"]
        at = names.index(key)
        self.stack.setCurrentIndex(at)
        section = self.sections.get(key)
        self.primary.setVisible(section is not None)
        if section is not None and section.primary is not None:
            self.primary.setText(section.primary.text())
        self.search.setVisible(section is not None)
        self.search.back_to = section.table if section is not None else None
        self.explains.setText(section.explains if section is not None else _EFFECT)
        if self.isVisible():
            self._reload()
        self.search.clear()
        self.commands.offer(key)

    # inside

    def _on_primary(self) -> None:
        section = self.section()
        if section is not None and section.primary is not None:
            section.primary.trigger()

    def _reload(self) -> None:
        section = self.section()
        if section is None:
            self.effect.load()
            return
        if section.key == "conflicts":  # compares every sentence of a large handbook for seconds
            show = partial(self._show_rows, section)
            self.desk.fetch(self, finding.contradictions, then=show)
        else:
            self._show_rows(section, section.read())

    def _show_rows(self, section: Section, rows: Sequence[Any]) -> None:
        if section is not self.section():
            return
        self.primary.setVisible(bool(rows))  # an empty list has its action in the middle
        section.table.set_rows(rows)
        if section.table.current_row() is None:
            section.table.select_first()
        if section.key == "clauses":
            self.clauses.show_rows(self.desk.read(adherence.evidence, self._first(), self.desk.today()))

    def _first(self) -> dt.date:
        return self.desk.today() - dt.timedelta(days=self.clauses.days)

    def _adherence(self) -> Sequence[AdherenceRow]:
        return self.desk.read(adherence.adherence, self._first(), self.desk.today())

    def _on_search(self, text: str) -> None:
        section = self.section()
        if section is not None:
            section.table.set_filter(text)

    def _make_sections(self) -> list[Section]:
        desk, acts = self.desk, self.commands.actions

        def read(query: Callable[..., Sequence[Any]], *more: Any) -> Callable[[], Sequence[Any]]:
            return lambda: desk.read(query, *more)

        def empty(title: str, text: str, action: str = "") -> EmptyState:
            act = acts.get(action)
            return EmptyState(title, text, act.text() if act else "", act.trigger if act else None)

        return [
            make_section(
                desk,
                "clauses",
                "Clauses",
                "How often each clause was followed in graded contacts and drawn spot checks. A mark of"
                f" {round(100 * rules.MET)} % of its scale or more counts as followed; under {rules.LEAST}"
                " observations nothing is judged.",
                columnswidget.ADHERENCE,
                self._adherence,
                ("clause", "clauses"),
                empty(
                    "Nobody has looked yet",
                    "Grade contacts with a scorecard whose items name clauses, or draw spot checks; then this shows"
                    " which clauses are followed and which are only written.",
                    "scorecards",
                ),
            ),
            make_section(
                desk,
                "failing",
                "Missed",
                "Who signed a policy and has missed one of its clauses since. One miss is an occasion to talk, no"
                " verdict: look at the rows, then ask whether text, training or time was the cause.",
                columnswidget.FAILING,
                lambda: desk.read(adherence.failing, desk.today()),
                ("person and clause", "people and clauses"),
                empty(
                    "Nobody who signed has missed a clause",
                    "When somebody has signed a policy and a later grade or spot check shows a clause of it missed,"
                    " both facts stand here side by side.",
                ),
            ),
            make_section(
                desk,
                "checks",
                "Spot checks",
                "Two minutes beside somebody at work: one clause, seen or not. Drawn at random without replacement"
                " within the quarter; every drawing is kept with its seed.",
                columnswidget.check_columns(desk.today),
                read(queries.checks),
                ("spot check", "spot checks"),
                empty(
                    "No spot checks yet",
                    "Draw five: the program chooses clause and colleague at random, so that nobody is picked on.",
                    "draw",
                ),
            ),
            make_section(
                desk,
                "exceptions",
                "Exceptions",
                "Where a clause does not count for somebody, for a time, and who agreed to it. Today reminds before"
                " one expires.",
                columnswidget.exception_columns(desk.today),
                read(queries.exceptions),
                ("exception", "exceptions"),
                empty(
                    "No exceptions",
                    "An exception that is written down, with who agreed and until when, is fair. One that is not"
                    " becomes the rule.",
                    "exception",
                ),
            ),
            make_section(
                desk,
                "requests",
                "Wishes",
                "What a clause should say differently: from complaints, questions of the team, searches in vain.",
                columnswidget.REQUESTS,
                read(queries.requests),
                ("wish", "wishes"),
                empty(
                    "No wishes for a change",
                    "When a complaint or a question shows that a clause is unclear, note it here. The next version"
                    " then answers it.",
                    "wish",
                ),
            ),
            make_section(
                desk,
                "gaps",
                "Searches",
                "What was searched for in the handbook and no clause in force had all the words of, and how often.",
                columnswidget.GAPS,
                read(finding.gaps),
                ("search", "searches"),
                empty(
                    "Every search found something",
                    "A search of the handbook that finds nothing is remembered here, so that you can write what is"
                    " missing.",
                ),
            ),
            make_section(
                desk,
                "conflicts",
                "Conflicts",
                "Sentences of different clauses about the same thing that name different amounts. Some are right; say"
                " why, and they are not shown as open again until a word changes.",
                columnswidget.CONTRADICTIONS,
                read(finding.contradictions),
                ("pair", "pairs"),
                empty(
                    "No two clauses contradict each other",
                    "Amounts of time, money and per cent in sentences about the same thing are compared across all"
                    " policies in force.",
                ),
            ),
        ]


_EFFECT = (
    "A metric of the team by month, with the natural limits (mean ± 2.66 mean moving ranges) of the months before the"
    " policy laid over those since. One month outside them, or nine in a row on one side of the average, is a sign of"
    " change; whether the policy did it, the figures cannot say."
)
