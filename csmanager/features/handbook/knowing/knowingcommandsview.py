"""The commands of the view Knowing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QApplication, QDialog

from csmanager.core.errors import AppError
from csmanager.core.files import replace_file
from csmanager.features.handbook.knowing import (
    actions,
    quizactions,
    quizdialog,
    quizqueries,
    quiztext,
    rules,
    seed,
    workbook,
)
from csmanager.features.handbook.knowing import queries as known
from csmanager.features.handbook.knowing.rules import State
from csmanager.features.handbook.knowing.sheetentrydialog import SheetEntryDialog
from csmanager.features.handbook.knowing.sheetview import sheets
from csmanager.features.kiosk import actions as kiosk
from csmanager.features.kiosk.handoverdialog import pin_dialog
from csmanager.features.talks.sendingwidget import AboutCommands, Sent
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field, FormDialog

if TYPE_CHECKING:
    from csmanager.features.handbook.knowing.knowingpage import KnowingPage


class KnowingCommands(QObject):
    """``actions`` by name; ``dialog`` is the form that is open, or was last."""

    def __init__(self, page: KnowingPage) -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        self.dialog: QDialog | None = None
        self.actions: dict[str, QAction] = {}
        for key, text, call in (
            ("hand_over", "Hand over…", self.hand_over),
            ("copy_chase", "Copy the chase list", self.copy_chase),
            ("print_sheets", "Preview sign sheets…", self.print_sheets),
            ("save_sheets", "Save sign sheets as PDF…", self.save_sheets),
            ("enter", "Enter signed sheets…", self.enter_sheets),
            ("report", "Save the acknowledgement report…", self.save_report),
            ("waive", "Waive a signature…", self.waive),
            ("end_waiver", "End the waiver", self.end_waiver),
            ("pin", "Set PIN…", self.set_pin),
            ("take_pin", "Take the PIN away", self.take_pin),
            ("own_pin", "Set the manager's PIN…", self.set_own_pin),
            ("rule", "How a policy is signed…", self.rule),
            ("starters", "Add starter quizzes", self.add_starters),
            ("new_quiz", "New quiz…", self.new_quiz),
            ("edit_quiz", "Edit the quiz…", self.edit_quiz),
            ("end_quiz", "End the quiz", self.end_quiz),
            ("huddle", "Tell the team…", self.huddle),
        ):
            self.actions[key] = self._action(text, call)
        self.actions |= AboutCommands(self._desk, page, self._sent).actions()
        self._page.quizzes.set_empty(
            EmptyState(
                "No quiz yet",
                "A quiz shows whether a text was understood. Begin with the eight that come along, for the starter"
                " policies you have, or write your own.",
                "Add starter quizzes",
                self.add_starters,
                second_text="New quiz…",
                second=self.new_quiz,
            )
        )

    def _action(self, text: str, call: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _on=False: call())
        return action

    def in_menu(self) -> list[QAction]:
        """The commands behind More."""
        found: list[QAction] = []
        for group in (
            ("copy_chase", "print_sheets", "save_sheets", "enter", "report"),
            ("waive", "end_waiver", "rule"),
            ("pin", "take_pin", "own_pin"),
            ("new_quiz", "edit_quiz", "end_quiz", "huddle", "starters"),
        ):
            found += [QAction("", self)] if found else []
            found += [self.actions[key] for key in group]
        return found

    def offer(self) -> None:
        """Enable what fits what is chosen."""
        may = not self._desk.store.read_only
        page = self._page
        person, cell = page.person(), page.cell()
        is_open = bool(page.chased())
        enabled = {
            "hand_over": may,
            "copy_chase": is_open,
            "print_sheets": is_open,
            "save_sheets": is_open,
            "enter": may and is_open,
            "report": page.shown is not None,
            "waive": may and person is not None,
            "send": may and person is not None,
            "note": may and person is not None,
            "end_waiver": may and cell is not None and cell.state is State.WAIVED,
            "pin": may and person is not None,
            "take_pin": may and person is not None,
            "own_pin": may,
            "rule": may and page.shown is not None and bool(page.shown.heads),
            "starters": may,
            "new_quiz": may and page.shown is not None and bool(page.shown.heads),
            "edit_quiz": may and page.quizzes.quiz() is not None,
            "end_quiz": may and page.quizzes.quiz() is not None,
            "huddle": may and page.quizzes.item() is not None,
        }
        for key, on in enabled.items():
            self.actions[key].setEnabled(on)

    # signing

    def hand_over(self) -> None:
        """Cover the screen for somebody of the team."""
        command = self._page.window_command("hand_over")
        if command is not None:
            command.trigger()

    def copy_chase(self) -> None:
        """The chase list as text for a message."""
        rows = self._page.chased()
        QApplication.clipboard().setText(known.chase_text(rows, self._desk.today()))
        people = len({row.person_id for row in rows})
        self._desk.say(f"Copied: what is missing of {people} {'person' if people == 1 else 'people'}.")

    def sheet_document(self) -> QTextDocument | None:
        """The sheets for what is open in the rows chosen, or in all rows of the filter."""
        rows = self._page.chased()
        if self._page.switch.value() == "chase" and len(self._page.chase.selected_rows()) > 1:
            rows = self._page.chase.selected_rows()
        lines = self._desk.read(known.sheet_lines, rows)
        return sheets(lines, self._desk.settings.name) if lines else None

    def print_sheets(self) -> None:
        """Show the sheets as they will be printed."""
        from csmanager.ui import printing

        document = self.sheet_document()
        if document is not None:
            self.dialog = printing.preview(document, self._page, self._desk.today())

    def save_sheets(self) -> None:
        """Write the sheets as PDF."""
        from csmanager.ui import printing

        document = self.sheet_document()
        path = self._save_path("Save the sign sheets", f"Sign sheets {self._desk.today()}.pdf", "PDF (*.pdf)")
        if document is None or path is None:
            return
        try:
            self._saved(printing.save_pdf(document, path, self._desk.today()), "Sign sheets")
        except AppError as error:
            self._desk.ask.tell(f"{path.name} was not saved", str(error))

    def enter_sheets(self) -> None:
        """Type the codes of sheets that came back."""
        self._open(SheetEntryDialog(self._desk, self._page))

    def save_report(self) -> None:
        """Write the acknowledgement report."""
        page = self._page
        if page.shown is None:
            return
        name = f"Acknowledgements {self._desk.today()}.xlsx"
        path = self._save_path("Save the acknowledgement report", name, "Excel workbook (*.xlsx)")
        if path is None:
            return
        report = workbook.Report(
            self._desk.settings.name,
            page.shown.today,
            self._desk.settings.zone(),
            page.shown.heads,
            page.shown.rows,
            page.shown.signatures,
        )
        try:
            placed = replace_file(path, lambda target: workbook.write(report, target))
            self._saved(placed, "Who signed which policy")
        except AppError as error:
            self._desk.ask.tell(f"{path.name} was not saved", str(error))

    def waive(self) -> None:
        """Somebody need not sign."""
        person, cell = self._page.person(), self._page.cell()
        if person is None or self._page.shown is None:
            return
        mine = [row for row in self._page.shown.rows if row.person_id == person.person_id]
        options = [(row.policy_id, f"{row.code} {row.title}") for row in mine if row.state in rules.PENDING]
        if not options:
            self._desk.say(f"{person.person} has nothing open.")
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"Waive a signature of {person.person}",
                actions.waive,
                person.person_id,
                today=self._desk.today(),
                **values,
            )

        fields = [
            Field(
                "policy_id",
                "Policy",
                "choice",
                value=cell.policy_id if cell is not None else options[0][0],
                options=options,
                required=True,
            ),
            Field("approver", "Allowed by", required=True),
            Field("reason", "Why", required=True, placeholder="On parental leave"),
            Field(
                "expires_on", "Until", "date", help="Empty: for good. On this day the person is asked again."
            ),
        ]
        self._open(
            FormDialog(
                f"Waive a signature of {person.person}",
                fields,
                submit,
                verb="Waive",
                today=self._desk.today,
                parent=self._page,
            )
        )

    def end_waiver(self) -> None:
        """Ask the person again."""
        cell = self._page.cell()
        if cell is not None:
            self._desk.do(
                f"End the waiver of {cell.person} for {cell.title}",
                actions.end_waiver,
                cell.person_id,
                cell.policy_id,
                today=self._desk.today(),
            )

    def rule(self) -> None:
        """Whether a policy is signed, and within how many days."""
        if self._page.shown is None:
            return
        heads = self._page.shown.heads
        ruled = {row.policy_id: row for row in self._desk.read(known.sign_rules)}
        wanted = self._page.matrix.policy() or heads[0].id
        present = ruled.get(wanted)

        def submit(values: dict[str, Any]) -> None:
            key = values.pop("policy_id")
            self._desk.try_do("Change how a policy is signed", actions.set_rule, [key], **values)

        fields = [
            Field(
                "policy_id",
                "Policy",
                "choice",
                value=wanted,
                options=[(head.id, f"{head.code} {head.title}") for head in heads],
                required=True,
            ),
            Field("must_sign", "Has to be signed", "check", value=present.must_sign if present else True),
            Field(
                "sign_days",
                "Within",
                "number",
                value=present.sign_days if present else rules.SIGN_DAYS,
                unit="days",
                minimum=1,
                maximum=365,
                required=True,
            ),
        ]
        self._open(FormDialog("How a policy is signed", fields, submit, verb="Change", parent=self._page))

    def _sent(self) -> Sent | None:
        """The text that is not signed, and by whom."""
        cell = self._page.cell() or self._page.person()
        if cell is None:
            return None
        text = f"{cell.code} {cell.title}: read and sign"
        opens = f"handbook|knowing:person:{cell.person_id}"
        return Sent(cell.person_id, cell.person, text, "policy", cell.policy_id, opens)

    # PINs

    def set_pin(self) -> None:
        """Give the chosen person a PIN."""
        person = self._page.person()
        if person is not None:
            text = f"Let {person.person} type it; nobody else needs to know it."
            self._open(pin_dialog(self._desk, self._page, person.person_id, person.person, text=text))

    def take_pin(self) -> None:
        """The chosen person signs on paper from now on."""
        person = self._page.person()
        if person is not None:
            self._desk.do(f"Take the PIN of {person.person} away", kiosk.remove_pin, person.person_id)

    def set_own_pin(self) -> None:
        """The PIN that leads back from the kiosk."""
        self._open(pin_dialog(self._desk, self._page, None, ""))

    # quizzes

    def add_starters(self) -> None:
        """Add the quizzes that come along, for policies that are here and have none."""
        added = self._desk.do("Add starter quizzes", seed.add_starter_quizzes, self._desk.today())
        if added == []:
            self._desk.say(
                "No starter quiz fits: they belong to the starter policies, and each is added once."
            )

    def new_quiz(self) -> None:
        """Write a quiz on a policy."""
        shown = self._page.shown
        if shown is None or not shown.heads:
            return
        heads = {f"{head.code} {head.title}": head for head in shown.heads}
        chosen = self._desk.ask.choose("New quiz", "On which policy?", list(heads))
        if chosen is None:
            return
        head = heads[chosen]

        def submit(text: str) -> None:
            quiz = quiztext.read(text)
            self._desk.try_do(
                f"Add the quiz {quiz.title}", quizactions.save_quiz, quiz, head.id, today=self._desk.today()
            )

        text = quizdialog.EXAMPLE.replace("{title}", head.title)
        self._open(quizdialog.TextDialog(f"Quiz on {head.title}", text, submit, parent=self._page))

    def edit_quiz(self) -> None:
        """Write the chosen quiz anew."""
        row = self._page.quizzes.quiz()
        if row is None or self._desk.store.read_only:
            return

        def submit(text: str) -> None:
            quiz = quiztext.read(text)
            self._desk.try_do(
                f"Change the quiz {quiz.title}",
                quizactions.save_quiz,
                quiz,
                row.policy_id,
                today=self._desk.today(),
                quiz_id=row.id,
            )

        text = quiztext.write(self._desk.read(quizqueries.quiz_text, row.id))
        self._open(quizdialog.TextDialog(f"Quiz on {row.policy}", text, submit, parent=self._page))

    def end_quiz(self) -> None:
        """Ask the chosen quiz no longer."""
        row = self._page.quizzes.quiz()
        if row is not None:
            self._desk.do(f"End the quiz {row.title}", quizactions.end_quiz, row.id, today=self._desk.today())

    def huddle(self) -> None:
        """What the team is told about the chosen question."""
        item, quiz = self._page.quizzes.item(), self._page.quizzes.quiz()
        if item is None or quiz is None:
            return

        def submit(text: str) -> None:
            self._desk.try_do(
                f"Tell the team about question {item.place} of {quiz.title}",
                quizactions.make_huddle_note,
                item.id,
                text,
                missed=item.missed,
                asked=item.n,
                today=self._desk.today(),
            )
            QApplication.clipboard().setText(text)

        self._open(
            quizdialog.TextDialog(
                "Tell the team",
                quizqueries.huddle_text(item, quiz.title),
                submit,
                note="Read it out at the next huddle. It is copied too, so that you can send it.",
                verb="Note it and copy",
                is_fixed=False,
                parent=self._page,
            )
        )

    # inside

    def _save_path(self, title: str, name: str, kind: str) -> Path | None:
        folder = Path(str(self._desk.preferences.get("export/folder", "")) or Path.home())
        path = self._desk.ask.save_path(title, str(folder / name), kind)
        return path if path is None or path.suffix else path.with_suffix(Path(name).suffix)

    def _saved(self, path: Path, what: str) -> None:
        self._desk.preferences.set("export/folder", str(path.parent))
        self._desk.sent_out(path, what, f"Saved as {path.name}.")

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()
