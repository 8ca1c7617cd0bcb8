"""The commands of the joining view for templates, on-the-job sheets and leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog

from csmanager.core.errors import AppError
from csmanager.features.handbook.knowing.quizdialog import TextDialog
from csmanager.features.onboarding import (
    choices,
    formdialogs,
    leaving,
    queries,
    sheets,
    templatetext,
    templating,
)
from csmanager.features.onboarding.rules import LeavingState
from csmanager.features.reviews.cycles.recordswidget import Commands
from csmanager.features.training import formdialogs as course_forms

if TYPE_CHECKING:
    from csmanager.features.onboarding.joiningpage import JoiningPage

_NEW_TEMPLATE = """\
# Name of the plan
kind: onboarding

What it is for, in a sentence.

## First week
- [manager] 0 * Welcome and a walk through the place
- [mentor] 1 * Sit beside the mentor at the desk
- [person] 2 *! Explain the returns rule in your own words -> policy P-02

## Gates
- Shadow: 3 days
- Solo: 20 days, 10 contacts, mean 80, low 60
"""
_NEW_SHEET = """\
# Name of the sheet
What is looked at, and how long it takes.

## At the start
- Greets within half a minute
"""
_SHEET_HELP = "# is the title; ## begins a part; each line with - is marked alone, with help or not yet."
_INTERVIEW_HELP = (
    "? begins a question, ! one whose answer is sealed with your passphrase, - a reason to tick."
    " Interviews that were held keep their own questions."
)
_NEXT = (
    ("handover", "Begin the hand-over", LeavingState.HANDOVER),
    ("cleared", "All is returned", LeavingState.CLEARED),
    ("closed", "Close it", LeavingState.CLOSED),
    ("retained", "Stays after all…", LeavingState.RETAINED),
)


class LibraryCommands(Commands):
    """``actions`` by name; ``dialog`` is what is open, or was last."""

    def __init__(self, page: JoiningPage) -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        self.dialog: QDialog | None = None
        self.make(
            ("new_template", "New template…", self.new_template, ""),
            ("edit_template", "Edit…", self.edit_template, ""),
            ("start_with", "Use it…", self.start_with, ""),
            ("retire", "Offer it no longer", self.retire, ""),
            ("new_sheet", "New sheet…", self.new_sheet, ""),
            ("edit_sheet", "Edit the lines…", self.edit_sheet, ""),
            ("print_sheet", "Print for people…", self.print_sheet, ""),
            ("enter_sheet", "A sheet came back…", self.enter_sheet, "Ctrl+E"),
            ("end_sheet", "Offer the sheet no longer", self.end_sheet, ""),
            ("leave", "Somebody is leaving…", self.leave, ""),
            ("interview", "Exit interview…", self.interview, ""),
            ("questions", "Change what is asked on leaving…", self.questions, ""),
            ("checklist", "Checklist", self.checklist, ""),
            *((key, word, lambda state=state: self.move(state), "") for key, word, state in _NEXT),
        )

    def offer(self) -> None:
        """Enable what fits what is chosen."""
        may, page = not self._desk.store.read_only, self._page
        template, sheet, row = page.template(), page.sheet(), page.leaving()
        state = row.state if row is not None and row.is_open else None
        on = {
            "new_template": True,
            "edit_template": template is not None,
            "start_with": template is not None and template.kind != "leaver",
            "retire": template is not None,
            "new_sheet": True,
            "edit_sheet": sheet is not None,
            "print_sheet": sheet is not None,
            "enter_sheet": page.shown is not None and any(one.out for one in page.shown.sheets),
            "end_sheet": sheet is not None,
            "leave": True,
            "interview": state is not None and row is not None and row.interviewed_on is None,
            "questions": True,
            "handover": state is LeavingState.OPENED,
            "cleared": state in (LeavingState.HANDOVER, LeavingState.INTERVIEWED),
            "closed": state is LeavingState.CLEARED,
            "retained": state is not None,
        }
        for name, action in self.actions.items():
            action.setEnabled(may and on.get(name, False))
        self.actions["checklist"].setEnabled(row is not None and row.plan_id is not None)

    # templates

    def new_template(self) -> None:
        """Write a template of one's own."""

        def keep(text: str) -> None:
            name = templatetext.read(text).name
            made = self._desk.try_do(
                f"Add the template {name}", templating.save_template, text, today=self._desk.today()
            )
            self._page.open_record(f"template/{made}")

        self._write("New template", _NEW_TEMPLATE, keep, templatetext.HELP, "Keep the template")

    def edit_template(self) -> None:
        """The next version of a template."""
        row = self._page.template()
        if row is None:
            return

        def keep(text: str) -> None:
            made = self._desk.try_do(
                f"Version {row.version + 1} of {row.name}", templating.save_template, text, template_id=row.id,
                today=self._desk.today(),
            )  # fmt: skip
            self._page.open_record(f"template/{made}")

        text = self._desk.read(templating.text_of, row.id)
        note = f"{templatetext.HELP} Plans under way keep version {row.version}."
        self._write(f"Version {row.version + 1} of {row.name}", text, keep, note, "Keep as a new version")

    def start_with(self) -> None:
        """Start a plan with the chosen template."""
        row = self._page.template()
        if row is not None:
            self._page.commands.start(template_id=row.id)

    def retire(self) -> None:
        """Offer a template no longer."""
        row = self._page.template()
        if row is not None:
            self._desk.do(
                f"Offer {row.name} no longer", templating.retire_template, row.id, today=self._desk.today()
            )

    # sheets

    def new_sheet(self) -> None:
        """Write a sheet of one's own."""
        self._write(
            "New sheet", _NEW_SHEET,
            lambda text: self._desk.try_do("Add an on-the-job sheet", sheets.save_sheet, text), _SHEET_HELP,
            "Keep the sheet",
        )  # fmt: skip

    def edit_sheet(self) -> None:
        """Change a sheet; printed copies keep their text."""
        row = self._page.sheet()
        if row is not None:
            self._write(
                row.title, f"# {row.title}\n{row.body}\n",
                lambda text: self._desk.try_do(f"Edit {row.title}", sheets.save_sheet, text, sheet_id=row.id),
                f"{_SHEET_HELP} Copies that are out keep the text they were printed with.", "Keep the sheet",
            )  # fmt: skip

    def end_sheet(self) -> None:
        """Offer a sheet no longer."""
        row = self._page.sheet()
        if row is not None:
            self._desk.do(f"Offer {row.title} no longer", sheets.end_sheet, row.id, today=self._desk.today())

    def print_sheet(self) -> None:
        """A copy with a code for each person ticked, shown as it will be printed."""
        row = self._page.sheet()
        shown = self._page.shown
        if row is None or shown is None:
            return
        names = self._desk.read(choices.names, self._desk.today())
        joining = [plan.person_id for plan in shown.plans if plan.state == "active" and plan.kind != "leaver"]
        people = sorted(names.people, key=lambda one: one[0] not in joining)

        def submit(values: dict[str, Any]) -> None:
            if not values["people"]:
                raise AppError("Tick whom it is printed for.")
            made = self._desk.try_do(
                f"Print {row.title} for {len(values['people'])}", sheets.make_copies, row.id, values["people"],
                today=self._desk.today(),
            )  # fmt: skip
            self._page.preview_copies(self._desk.read(queries.copies, made))

        self._open(
            course_forms.people(
                f"Print {row.title}", "Show the sheets", people, [], submit, self._desk.today, self._page,
                text="Whoever is joining stands first. Each copy has a code of its own.",
            )
        )  # fmt: skip

    def enter_sheet(self) -> None:
        """Type the code of a sheet, then how its lines went."""
        code = self._desk.ask.text("A sheet came back", "Its code")
        if not code:
            return
        try:
            copy_id = self._desk.read(lambda session: sheets.find_copy(session, code).id)
        except AppError as error:
            self._desk.ask.tell("A sheet came back", str(error))
            return
        copy = self._desk.read(queries.copies, [copy_id])[0]
        if copy.returned_on is not None:
            self._desk.ask.tell("A sheet came back", f"This sheet was entered on {copy.returned_on} already.")
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"Enter {copy.title} of {copy.person}", sheets.enter, copy.code, values["marks"],
                signed_by=values["signed_by"], note=values["note"], today=self._desk.today(),
            )  # fmt: skip

        self._open(formdialogs.returned(copy, submit, self._page))

    # leaving

    def leave(self) -> None:
        """Somebody is going."""
        names = self._desk.read(choices.names, self._desk.today())
        if not names.people:
            self._desk.ask.tell("Somebody is leaving", "Add people to the team first.")
            return

        def submit(values: dict[str, Any]) -> None:
            who = dict(names.people)[values["person_id"]]
            made = self._desk.try_do(
                f"{who} is leaving", leaving.open_leaving, today=self._desk.today(), **values
            )
            self._page.open_record(f"leaving/{made}")

        self._open(formdialogs.leave(names.people, submit, self._desk.today, self._page))

    def move(self, state: LeavingState) -> None:
        """A step on, or staying after all."""
        row = self._page.leaving()
        if row is None:
            return
        words = {key: word.rstrip("…") for _, word, key in _NEXT}
        label = f"{words[state]}: {row.person}"
        if state is not LeavingState.RETAINED:
            self._desk.do(label, leaving.move_leaving, row.id, state, today=self._desk.today())
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(label, leaving.move_leaving, row.id, state, today=self._desk.today(), **values)

        self._open(formdialogs.reason(label, "Stays", submit, self._page, label="What made them stay"))

    def interview(self) -> None:
        """Note what was said; sensitive answers need sealed notes to be set up."""
        row = self._page.leaving()
        if row is None:
            return
        asked = leaving.read_interview(self._desk.read(leaving.interview_text))

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"Exit interview with {row.person}",
                leaving.note_interview,
                row.id,
                today=self._desk.today(),
                **values,
            )

        self._open(formdialogs.interview(self._desk, row.person, row.id, asked, submit, self._page))

    def questions(self) -> None:
        """Change the interview."""
        text = self._desk.read(leaving.interview_text)
        self._write(
            "What is asked on leaving", text,
            lambda new: self._desk.try_do("Change the exit interview", leaving.set_interview_text, new),
            _INTERVIEW_HELP, "Keep it",
        )  # fmt: skip

    def checklist(self) -> None:
        """The items of somebody's leaving."""
        row = self._page.leaving()
        if row is not None and row.plan_id is not None:
            self._page.show_record(f"plan/{row.plan_id}")
            self._page.commands.show_items()

    def _write(self, title: str, text: str, keep: Any, note: str, verb: str) -> None:
        self._open(TextDialog(title, text, keep, note=note, verb=verb, parent=self._page))

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()
