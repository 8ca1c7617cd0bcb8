"""The commands of the interviews page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout

from csmanager.core.errors import AppError
from csmanager.features.hiring.documents import queries as papers
from csmanager.features.hiring.documents import savingview
from csmanager.features.hiring.documents.editordialog import EditorDialog
from csmanager.features.hiring.interviews import (
    actions,
    choosing,
    finalists,
    formdialogs,
    kittext,
    papersview,
    queries,
    rules,
    trials,
)
from csmanager.features.hiring.interviews.askview import AskView
from csmanager.features.hiring.interviews.finalists import Finalist
from csmanager.features.hiring.interviews.queries import InterviewRow
from csmanager.features.hiring.interviews.rules import Entered, InterviewMove, InterviewState
from csmanager.features.hiring.interviews.trialdialog import TrialDialog
from csmanager.features.reviews.cycles.recordswidget import Commands
from csmanager.features.team.queries import people
from csmanager.ui.widgets.texts import day_text

if TYPE_CHECKING:
    from csmanager.features.hiring.interviews.interviewspage import InterviewsPage

_NEW = {
    "interview": "Plan an interview…",
    "finalist": "Plan an interview…",
    "trial": "Score a trial…",
    "kit": "New kit…",
    "question": "New question…",
    "scene": "New role-play…",
}
_MOVES = {
    "hold": InterviewMove.HOLD,
    "reschedule": InterviewMove.RESCHEDULE,
    "miss": InterviewMove.MISS,
    "cancel": InterviewMove.CANCEL,
}
_BLANK_KIT = (
    "# New kit\nGoal: \nRates: Staying calm | 2 | must\n\n## Arriving | 5\n"
    "Say how long it takes and what happens next.\n\n"
)


class InterviewCommands(Commands):
    """Actions by key; what each does with the chosen record."""

    def __init__(self, page: InterviewsPage) -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        self.make(
            ("new", "Plan an interview…", self.new, "Ctrl+Shift+N"),
            ("plan", "Plan an interview…", self.plan, ""),
            ("new_trial", "Score a trial…", self.score_trial, ""),
            ("edit", "Edit…", self.edit, "F2"),
            ("score", "Ask and score…", self.score, "Ctrl+D"),
            ("paper", "Enter a card from paper…", lambda: self.score(Entered.PAPER), ""),
            *((key, f"{rules.MOVE_NAMES[move]}{'' if key == 'hold' else '…'}", lambda move=move: self.move(move), "")
              for key, move in _MOVES.items()),
            ("print_kit", "Print the kit…", self.print_kit, ""),
            ("save_kit", "Save the kit as PDF or Word…", self.save_kit, ""),
            ("print_cards", "Print the scorecards…", lambda: self.cards_on_paper(is_print=True), ""),
            ("save_cards", "Save the scorecards as PDF or Word…", lambda: self.cards_on_paper(is_print=False), ""),
            ("ics", "Save as calendar file…", self.save_calendar, ""),
            ("plan_for", "Plan an interview…", lambda: self.plan(self._applicant()), ""),
            ("trial_for", "Score a trial…", self.score_trial, ""),
            ("memo", "Decision memo…", self.memo, ""),
            ("go", "Show on the board", self.go_to_applicant, ""),
            ("copy_kit", "Copy the kit…", self.copy_kit, ""),
            ("play", "Play and score…", self.play, ""),
            ("print_scene", "Print the scene…", self.print_scene, ""),
            ("trash", "Move to Trash", self.trash, ""),
        )  # fmt: skip

    def in_menu(self) -> list[QAction]:
        """What stands behind More."""
        return self.some(
            "plan", "new_trial", "", "score", "paper", "hold", "reschedule", "miss", "cancel", "", "print_kit",
            "save_kit", "print_cards", "save_cards", "ics", "", "memo", "", "edit", "trash",
        )  # fmt: skip

    def enable(self) -> None:
        """Offer what can be done with what is chosen."""
        page, may = self._page, not self._desk.store.read_only
        key, row = page.key(), page.chosen()
        talk = row if key == "interview" else None
        planned = talk is not None and talk.state is InterviewState.PLANNED
        owed = (
            talk is not None
            and talk.cards < len(talk.askers)
            and (planned or talk.state is InterviewState.DONE)
        )
        reached = owed and talk is not None and talk.on <= self._desk.today()
        on = {
            "new": True,
            "plan": True,
            "new_trial": True,
            "edit": planned or (key in ("kit", "question", "scene") and row is not None),
            "score": reached,
            "paper": reached,
            "hold": planned and talk is not None and talk.on <= self._desk.today(),
            "reschedule": planned,
            "miss": planned and talk is not None and talk.on <= self._desk.today(),
            "cancel": planned,
            "plan_for": key == "finalist" and row is not None,
            "trial_for": key == "finalist" and row is not None,
            "copy_kit": key == "kit" and row is not None,
            "play": key == "scene" and row is not None,
            "trash": key != "finalist" and bool(page.current().table.selected_rows()),
        }
        has_kit = (talk is not None and bool(talk.kit)) or (key == "kit" and row is not None)
        reading = {
            "print_kit": has_kit,
            "save_kit": has_kit,
            "print_cards": papersview.has_cards(talk),
            "save_cards": papersview.has_cards(talk),
            "ics": talk is not None,
            "memo": key == "finalist" and bool(page.shown_finalists()),
            "go": key in ("finalist", "trial") and row is not None,
            "print_scene": key == "scene" and row is not None,
        }
        for name, action in self.actions.items():
            action.setEnabled(reading[name] if name in reading else may and on.get(name, False))
        self.actions["new"].setText(_NEW[key])

    # interviews

    def new(self) -> None:
        """A new one of what is shown."""
        key = self._page.key()
        calls: dict[str, Callable[[], object]] = {
            "trial": self.score_trial,
            "kit": self.new_kit,
            "question": lambda: self._edit_question(None),
            "scene": lambda: self._edit_scene(None),
        }
        calls.get(key, lambda: self.plan(self._applicant()))()

    def _applicant(self) -> int | None:
        row = self._page.chosen()
        return row.id if isinstance(row, Finalist) else None

    def plan(self, applicant_id: int | None = None) -> None:
        """Plan an interview."""
        desk = self._desk
        choices = desk.read(queries.choices)
        if not choices:
            desk.ask.tell(
                "Plan an interview", "Nobody is applying at the moment. Add an applicant on the board first."
            )
            return
        names = self._people()

        def submit(values: dict[str, Any]) -> None:
            start = rules.parse_clock(values.pop("start"))
            who = rules.parse_names(values.pop("interviewers"), names)
            person = next(one for one in choices if one.id == values["applicant_id"])
            self._check_clash(who, values["on"], start, values["minutes"], person.id, None)
            made = desk.try_do(
                f"Plan an interview with {person.name}", actions.plan, start_minute=start, interviewers=who,
                today=desk.today(), **values,
            )  # fmt: skip
            self._page.refresh()
            self._page.show_list("interview").select(made)

        self._page.open(
            formdialogs.plan(
                choices, desk.read(queries.kits), names, submit, desk.today, self._page,
                applicant_id=applicant_id or choices[0].id, place=desk.settings.name,
                kit_of=lambda key: desk.read(choosing.kit_for, key),
            )
        )  # fmt: skip

    def _check_clash(
        self,
        who: Sequence[tuple[int | None, str]],
        on: Any,
        start: int,
        minutes: int,
        applicant: int,
        but: int | None,
    ) -> None:
        found = self._desk.read(queries.clashes, who, on, start, minutes, applicant_id=applicant, but=but)
        if found and not self._desk.ask.confirm(
            "This time clashes", "\n".join(found), "Plan it all the same", "Choose another time"
        ):
            raise AppError("Choose another time or other interviewers. " + " ".join(found))

    def edit(self) -> None:
        """Change what is chosen."""
        key, row = self._page.key(), self._page.chosen()
        if row is None:
            return
        if key == "kit":
            self._edit_kit(row.id, row.body, row.name)
        elif key == "question":
            self._edit_question(row)
        elif key == "scene":
            self._edit_scene(row)
        elif key == "finalist" or key == "trial":
            self.go_to_applicant()
        elif row.state is InterviewState.PLANNED:
            self._edit_interview(row)

    def _edit_interview(self, row: InterviewRow) -> None:
        desk, names = self._desk, self._people()

        def submit(values: dict[str, Any]) -> None:
            who = rules.parse_names(values.pop("interviewers"), names)
            self._check_clash(who, row.on, row.start_minute, values["minutes"], row.applicant_id, row.id)
            desk.try_do(
                f"Change the interview with {row.applicant}", actions.edit, row.id, interviewers=who, **values
            )

        self._page.open(
            formdialogs.plan([], desk.read(queries.kits), names, submit, desk.today, self._page, row=row)
        )

    def move(self, what: InterviewMove) -> None:
        """Say what became of an interview."""
        row, desk = self._page.interview(), self._desk
        if row is None:
            return
        label = f"{rules.MOVE_NAMES[what]}: {row.applicant}"
        if what is InterviewMove.HOLD:
            desk.do(label, actions.move, row.id, what, today=desk.today())
            return

        def submit(values: dict[str, Any]) -> None:
            start = None
            if "start" in values:
                start = rules.parse_clock(values.pop("start"))
                who = [(one.person_id, one.name) for one in row.askers]
                self._check_clash(who, values["on"], start, row.minutes, row.applicant_id, row.id)
            desk.try_do(label, actions.move, row.id, what, today=desk.today(), start_minute=start, **values)

        self._page.open(formdialogs.move(row, what, submit, desk.today, self._page))

    def score(self, entered: Entered = Entered.SCREEN) -> None:
        """Ask on screen, or enter a card from paper; asks whose card it is where several are missing."""
        row, desk = self._page.interview(), self._desk
        if row is None:
            return
        open_ones = [one for one in row.askers if one.card_id is None]
        if not open_ones:
            desk.say("Every card of this interview is in.")
            return
        chosen = open_ones[0]
        if len(open_ones) > 1:
            names = [one.name for one in open_ones]
            word = desk.ask.choose("Whose scorecard is it?", f"Interview with {row.applicant}", names)
            if word is None:
                return
            chosen = open_ones[names.index(word)]
        view = AskView.open_for(desk, chosen.id, entered)
        if view is None:
            return
        dialog = QDialog(self._page)
        dialog.setWindowTitle(f"Interview with {row.applicant}")
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(view)
        dialog.resize(960, 660)
        view.handed_in.connect(dialog.accept)
        view.left.connect(dialog.reject)
        dialog.rejected.connect(view.keep)
        self._page.ask = view
        self._page.open(dialog)

    # papers

    def print_kit(self) -> None:
        """The kit of the chosen interview, or the chosen kit, on paper."""
        text, title = self._kit_paper()
        if text:
            savingview.print_text(text, title, self._desk, self._page)

    def save_kit(self) -> None:
        """The same as a file."""
        text, title = self._kit_paper()
        if text:
            savingview.save(self._desk, text, title, "Kit of an interview")

    def _kit_paper(self) -> tuple[str, str]:
        row = self._page.chosen()
        if isinstance(row, InterviewRow):
            kit = self._desk.read(queries.kit_of, row.id)
            if kit is None:
                return "", ""
            waiting = [one.name for one in row.askers if one.card_id is None]
            name = waiting[0] if len(row.askers) == 1 and waiting else ""
            day = f"{day_text(row.on)}, {row.time}"
            return kittext.paper(
                kit, applicant=row.applicant, day=day, interviewer=name
            ), f"Interview {row.applicant}"
        if self._page.key() == "kit" and row is not None:
            return kittext.paper(kittext.read(row.body)), f"Kit {row.name}"
        return "", ""

    def save_calendar(self) -> None:
        """The chosen interview as a file for a calendar."""
        papersview.calendar(self._desk, self._page.interview())

    def cards_on_paper(self, *, is_print: bool) -> None:
        """The filled scorecards of the chosen interview."""
        papersview.cards(self._desk, self._page.interview(), self._page, is_print=is_print)

    def memo(self) -> None:
        """The decision of an opening on a page."""
        row, desk = self._page.chosen(), self._desk
        opening = row.opening_id if isinstance(row, Finalist) else None
        rows = [one for one in self._page.all_finalists if opening in (None, one.opening_id)]
        if not rows:
            return
        rows = [one for one in rows if one.opening_id == rows[0].opening_id]

        def submit(values: dict[str, Any]) -> None:
            text = finalists.memo(
                rows, values.pop("chosen"), shop=desk.settings.name, today=desk.today(), **values
            )
            savingview.save(desk, text, f"Decision {rows[0].opening}", "Decision on an opening")

        dialog = formdialogs.memo([(one.id, one.name) for one in rows], submit, self._page)
        if isinstance(row, Finalist):
            dialog.inputs["chosen"].set_value(row.id)
            offer = desk.read(finalists.offer_text, row.id, sealed=self._sealed_pay(row))
            dialog.inputs["offer"].set_value(offer)
            line = dialog.inputs["offer"].target
            if isinstance(line, QLineEdit):
                line.setCursorPosition(0)  # it is read from its beginning
        self._page.open(dialog)

    def _sealed_pay(self, row: Finalist) -> str:
        """The sealed pay of the offer in words, where it is unlocked now or before; "" otherwise."""
        desk = self._desk
        pay = desk.read(papers.sealed_pay, row.id)
        if pay is None or not (
            desk.sealing.is_open
            or (
                desk.ask.confirm(
                    "Decision memo",
                    f"The pay offered to {row.name} is sealed. The memo can name it, or go without.",
                    "Unlock and name it",
                    "Leave it out",
                )
                and desk.sealing.ask_open(self._page)
            )
        ):
            return ""
        return str(pay.words(desk.sealing.read(pay.token, pay.about) or ""))

    def print_scene(self) -> None:
        """The chosen scene on paper."""
        row = self._page.chosen()
        if row is not None:
            savingview.print_text(f"# {row.name}\n\n{row.body}", row.name, self._desk, self._page)

    # trials, kits, questions, scenes

    def play(self) -> None:
        """Score the chosen scene."""
        row = self._page.chosen()
        self.score_trial(row.id if row is not None else None)

    def score_trial(self, scene_id: int | None = None) -> None:
        """Score a role-play or a sample of work."""
        desk = self._desk
        choices = desk.read(queries.choices)
        if not choices:
            desk.ask.tell(
                "Score a trial", "Nobody is applying at the moment. Add an applicant on the board first."
            )
            return

        def submit(values: dict[str, Any]) -> None:
            name = next(one.name for one in choices if one.id == values["applicant_id"])
            desk.try_do(
                f"Score a trial of {name}",
                trials.add_trial,
                values.pop("applicant_id"),
                today=desk.today(),
                **values,
            )

        cards = desk.read(trials.scorecards)
        dialog = TrialDialog(
            choices, desk.read(trials.role_plays), cards, lambda card: desk.read(trials.shipped_items, card),
            submit, desk.today, self._page, scene_id=scene_id,
        )  # fmt: skip
        applicant = self._applicant()
        if applicant is not None:
            dialog.applicant.setCurrentIndex(max(0, dialog.applicant.findData(applicant)))
        self._page.open(dialog)

    def new_kit(self) -> None:
        """Write a kit."""
        self._edit_kit(None, _BLANK_KIT, "")

    def copy_kit(self) -> None:
        """A new kit that begins as the chosen one."""
        row = self._page.chosen()
        if row is not None:
            self._edit_kit(None, row.body.replace(f"# {row.name}", f"# {row.name} (copy)", 1), "")

    def _edit_kit(self, kit_id: int | None, body: str, name: str) -> None:
        desk = self._desk

        def submit(_title: str, text: str, note: str) -> None:
            if kit_id is None:
                made = desk.try_do("Add an interview kit", actions.add_kit, text, today=desk.today())
            else:
                made = desk.try_do(
                    f"Edit the kit {name}", actions.save_kit, kit_id, text, today=desk.today(), note=note
                )
            self._page.refresh()
            self._page.show_list("kit").select(made)

        offers = [(f"{row.title} ({row.skill})", f"{row.body}\n\n") for row in desk.read(queries.questions)]
        self._page.open(
            EditorDialog(
                f"Kit: {name}" if name else "New kit", body, lambda text: kittext.paper(kittext.read(text)), submit,
                self._page, offers=offers, offer_word="Put in a question…",
                hint="Goal, Rates: skill | weight | must, then parts: ## Title | minutes | skill",
            )
        )  # fmt: skip

    def _edit_question(self, row: queries.QuestionRow | None) -> None:
        def submit(values: dict[str, Any]) -> None:
            label = f"Edit the question {row.title}" if row else "Add a question"
            made = self._desk.try_do(label, actions.save_question, row.id if row else None, values["body"])
            self._page.refresh()
            self._page.show_list("question").select(made)

        self._page.open(formdialogs.question(submit, self._page, row.body if row else ""))

    def _edit_scene(self, row: trials.RolePlayRow | None) -> None:
        def submit(values: dict[str, Any]) -> None:
            label = f"Edit the role-play {row.name}" if row else f"Add the role-play {values['name']}"
            made = self._desk.try_do(label, trials.save_role_play, row.id if row else None, **values)
            self._page.refresh()
            self._page.show_list("scene").select(made)

        cards = self._desk.read(trials.scorecards)
        more = {"name": row.name, "scorecard": row.scorecard, "body": row.body} if row else {}
        self._page.open(formdialogs.role_play(submit, cards, self._page, **more))

    def go_to_applicant(self) -> None:
        """Show the applicant on the board."""
        row = self._page.chosen()
        if row is not None:
            key = row.id if isinstance(row, Finalist) else row.applicant_id
            self._desk.go("hiring", f"board:{key}")

    def trash(self) -> None:
        """Put what is chosen into the Trash."""
        key, rows, desk = self._page.key(), self._page.current().table.selected_rows(), self._desk
        ids, today = [row.id for row in rows], desk.today()
        if not rows:
            return
        if key == "interview":
            desk.do("Move interviews to Trash", actions.trash_interviews, ids, today=today)
        elif key == "trial":
            desk.do("Move trials to Trash", trials.trash_trials, ids, today=today)
        elif key == "question":
            desk.do("Move questions to Trash", actions.trash_questions, ids, today=today)
        elif key == "kit":
            desk.do(f"Move the kit {rows[0].name} to Trash", actions.trash_kit, ids[0], today=today)
        elif key == "scene":
            desk.do(f"Move {rows[0].name} to Trash", trials.trash_role_play, ids[0], today=today)

    def _people(self) -> dict[str, int]:
        return {row.name: row.id for row in self._desk.read(people, self._desk.today())}
