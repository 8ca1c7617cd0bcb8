"""Interviews, finalists, trials, and what they are made of: kits, questions, role-plays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QWidget

from csmanager.features.hiring.interviews import (
    finalists,
    queries,
    showingwidget,
    trials,
)
from csmanager.features.hiring.interviews.askview import AskView
from csmanager.features.hiring.interviews.commandsview import InterviewCommands
from csmanager.features.hiring.interviews.finalists import Finalist
from csmanager.features.hiring.interviews.queries import InterviewRow
from csmanager.features.hiring.interviews.rules import InterviewState
from csmanager.features.reviews.cycles.recordswidget import ListsPage, RecordsWidget
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.markdown import MarkdownView

_SPLIT = [660, 400]  # pixels of list and pane
_WIDE = 120  # letters from which the filters stand beside the switch


class InterviewsPage(ListsPage):
    """Six lists; the switch chooses."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "interview", "interviewer", "interview_card", "interview_mark", "interview_step", "interview_kit",
            "interview_question", "role_play", "trial", "trial_mark", "applicant", "opening", "person", "stage_move",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        def made(key: str, columns: Any, title: str, noun: tuple[str, str], nothing: str) -> RecordsWidget:
            return RecordsWidget(desk, f"hiring {key}", columns, title=title, noun=noun, nothing=nothing)

        today = desk.today()
        self.hide_names = QCheckBox("Hide names")
        self.interviews = made(
            "interviews", showingwidget.interview_columns(today), "Interviews", ("interview", "interviews"),
            "Choose an interview.",
        )  # fmt: skip
        self.finalists = made(
            "finalists", showingwidget.finalist_columns(lambda: self.hide_names.isChecked()), "Finalists",
            ("finalist", "finalists"), "Choose a finalist.",
        )  # fmt: skip
        self.trials = made(
            "trials", showingwidget.trial_columns(), "Practice", ("trial", "trials"), "Choose a trial."
        )
        self.kits = made("kits", showingwidget.kit_columns(), "Kits", ("kit", "kits"), "Choose a kit.")
        self.questions = made(
            "questions",
            showingwidget.question_columns(),
            "Questions",
            ("question", "questions"),
            "Choose a question.",
        )
        self.scenes = made(
            "scenes",
            showingwidget.role_play_columns(),
            "Role-plays",
            ("role-play", "role-plays"),
            "Choose a role-play.",
        )
        super().__init__(
            desk,
            "Interviews",
            [
                ("interview", "Interviews", self.interviews),
                ("finalist", "Finalists", self.finalists),
                ("trial", "Practice", self.trials),
                ("kit", "Kits", self.kits),
                ("question", "Questions", self.questions),
                ("scene", "Role-plays", self.scenes),
            ],
            "Search",
            parent,
        )
        for widget in self.lists.values():
            widget.splitter.setSizes(_SPLIT)
        self.dialog: QDialog | None = None
        self.ask: AskView | None = None
        self.all_finalists: list[Finalist] = []
        self.opening = QComboBox()
        self.opening.setAccessibleName("Opening")
        self.opening.setMinimumWidth(120)
        self.opening.setMaximumWidth(240)
        self.hide_names.setToolTip("Names, and what hangs on them, stay out of sight while you compare")
        self.add_filters(self.opening, self.hide_names, wide=_WIDE)
        self.commands = InterviewCommands(self)
        offered = self.commands.actions
        self.header.set_primary(offered["new"])
        self.header.set_more(self.commands.in_menu())
        self.addActions([offered["new"], offered["edit"], offered["score"]])
        self._fill_menus()
        self._fill_empty()
        self.opening.currentIndexChanged.connect(lambda _at: self._show_finalists())
        self.hide_names.toggled.connect(self._on_hidden)
        for key, widget in self.lists.items():
            widget.chosen.connect(lambda row, key=key: self._show(key, row))
            widget.table.activated.connect(lambda _row: offered["edit"].trigger())
        self._on_switched("interview")

    def _fill_menus(self) -> None:
        some, enable = self.commands.some, self.enable
        self.interviews.table.add_actions(
            some(
                "score", "paper", "hold", "", "edit", "reschedule", "miss", "cancel", "", "print_kit", "print_cards",
                "ics", "trash",
            ),
            enable,
        )  # fmt: skip
        self.finalists.table.add_actions(some("plan_for", "trial_for", "memo", "go"), enable)
        self.trials.table.add_actions(some("new", "go", "", "trash"), enable)
        self.kits.table.add_actions(some("edit", "copy_kit", "print_kit", "", "trash"), enable)
        self.questions.table.add_actions(some("edit", "new", "", "trash"), enable)
        self.scenes.table.add_actions(some("edit", "play", "print_scene", "", "trash"), enable)

    def _fill_empty(self) -> None:
        new = self.commands.actions["new"].trigger
        words: dict[str, tuple[str, str, str, Callable[[], object] | None]] = {
            "interview": (
                "No interviews planned",
                "An interview has a kit: the same questions for everybody, each with words for the marks 1 to 4. Every"
                " interviewer fills in a card of their own, hidden from the others until theirs is in. Shifts, absences"
                " and other talks that clash are said before you save.",
                "Plan an interview…",
                new,
            ),
            "finalist": (
                "Nobody to compare yet",
                "Applicants at interview, decision or offer stand here side by side: marks put together by fixed"
                " weights, the spread between interviewers, and core questions somebody was not asked.",
                "Plan an interview…",
                new,
            ),
            "trial": (
                "Nothing tried out yet",
                "A role-play of ten minutes, scored with the scorecard of real contacts, says more than a CV. Whoever"
                " is hired keeps the score as their first graded contact.",
                "Score a trial…",
                new,
            ),
            "kit": (
                "No kits",
                "A kit holds the goal, the questions and what each mark looks like.",
                "New kit…",
                new,
            ),
            "question": (
                "No questions",
                "Questions to choose from when a kit is written.",
                "New question…",
                new,
            ),
            "scene": ("No role-plays", "A scene to be played with an applicant.", "New role-play…", new),
        }
        for key, (title, text, button, call) in words.items():
            self.lists[key].table.set_empty(EmptyState(title, text, button, call))

    # the page

    def load(self) -> None:
        rows = self.desk.read(queries.interviews)
        today = self.desk.today()
        self.interviews.set_rows(
            sorted(
                rows, key=lambda row: (row.state is not InterviewState.PLANNED, abs((row.on - today).days))
            )
        )
        self.all_finalists = self.desk.read(finalists.finalists)
        self._fill_openings()
        self._show_finalists()
        self.trials.set_rows(self.desk.read(trials.trials))
        self.kits.set_rows(self.desk.read(queries.kits))
        self.questions.set_rows(self.desk.read(queries.questions))
        self.scenes.set_rows(self.desk.read(trials.role_plays))
        ahead = sum(row.state is InterviewState.PLANNED and row.on >= today for row in rows)
        owed = sum(len(row.missing) for row in rows)
        parts = [f"{ahead} ahead"] if ahead else []
        parts += [f"{owed} scorecard{'s' if owed > 1 else ''} missing"] if owed else []
        self.header.set_title("Interviews", ", ".join(parts) or "None ahead")
        self.enable()

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        key, _, number = record.partition("/")
        if key == "new":
            self.show_list("interview")
            self.commands.plan(int(number) if number.isdigit() else None)
        elif key in self.lists:
            widget = self.show_list(key)
            if number.isdigit():
                widget.select(int(number))
        elif key.isdigit():
            self.show_list("interview").select(int(key))

    def actions_offered(self) -> list[QAction]:
        self.enable()
        return [
            action for action in self.commands.actions.values() if action.isEnabled() and action.isVisible()
        ]

    def chosen(self) -> Any:
        """The one row that is chosen in the list in front; None with none or several."""
        rows = self.current().table.selected_rows()
        return rows[0] if len(rows) == 1 else None

    def interview(self) -> InterviewRow | None:
        """The interview that is chosen."""
        return self.chosen() if self.key() == "interview" else None

    def open(self, dialog: QDialog) -> None:
        """Open a dialog and keep it."""
        self.dialog = dialog
        dialog.open()

    def enable(self) -> None:
        """Offer what can be done with what is chosen."""
        self.commands.enable()
        self.show_primary(bool(self.current().table.rows()))
        at_finals = self.key() == "finalist" and bool(self.all_finalists)
        self.opening.setVisible(at_finals)
        self.hide_names.setVisible(at_finals)

    def shown_finalists(self) -> list[Finalist]:
        """Those of the chosen opening."""
        key = self.opening.currentData()
        return [row for row in self.all_finalists if key in (None, row.opening_id)]

    def _fill_openings(self) -> None:
        chosen = self.opening.currentData()
        self.opening.blockSignals(True)
        self.opening.clear()
        self.opening.addItem("All openings", None)
        for key, title in dict.fromkeys((row.opening_id, row.opening) for row in self.all_finalists):
            self.opening.addItem(title, key)
        self.opening.setCurrentIndex(max(0, self.opening.findData(chosen)))
        self.opening.blockSignals(False)

    def _show_finalists(self) -> None:
        self.finalists.set_rows(self.shown_finalists())

    def _on_hidden(self, _on: bool) -> None:
        self._show_finalists()

    def _on_switched(self, key: str) -> None:
        super()._on_switched(key)
        self.enable()

    def _show(self, key: str, row: Any) -> None:
        self.enable()
        pane = self.lists[key].pane
        if row is None:
            pane.clear()
            return
        some, read = self.commands.some, self.desk.read
        if key == "interview":
            is_due = row.state is InterviewState.PLANNED and row.on <= self.desk.today()
            owed = ("score",) if row.missing or is_due else ()
            if row.state is InterviewState.PLANNED:
                owed = (*owed, "reschedule")
            showingwidget.show_interview(
                pane, row, read(queries.cards, row.id), read(queries.steps, row.id),
                read(queries.notes_for_next, row.id), self.desk.today(),
                some(*owed, *(("print_cards",) if row.cards == len(row.askers) else ())),
            )  # fmt: skip
        elif key == "finalist":
            showingwidget.show_finalist(
                pane,
                row,
                self.shown_finalists(),
                self.hide_names.isChecked(),
                some("trial_for", "memo"),
            )
        elif key == "trial":
            showingwidget.show_trial(pane, row, read(trials.marks, row.id), some("go"))
        elif key == "kit":
            showingwidget.show_kit(
                pane, row, read(queries.kit_versions, row.family), some("edit", "print_kit")
            )
        elif key == "question":
            showingwidget.show_question(pane, row, some("edit"))
        else:
            view = MarkdownView(row.name)
            view.setMinimumHeight(360)
            view.show_text(row.body)
            showingwidget.show_role_play(pane, row, view, some("play", "edit"))
