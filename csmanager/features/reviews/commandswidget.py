"""The commands of the Figures view: in the header, the context menu, the Record menu and the palette alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QTextDocument
from PySide6.QtWidgets import QDialog

from csmanager.features.reviews import brief
from csmanager.features.reviews.dictionarydialog import DictionaryDialog
from csmanager.features.reviews.figures import savingwidget
from csmanager.features.reviews.figures.labdialog import LabDialog
from csmanager.features.reviews.figures.runrules import run_rules, set_all_run_rules
from csmanager.features.reviews.figures.weeklydialog import WeeklyDialog
from csmanager.features.reviews.targetsdialog import TargetsDialog, target_dialog
from csmanager.features.reviews.words import value_text
from csmanager.features.talks.sendingwidget import AboutCommands, Sent

if TYPE_CHECKING:
    from csmanager.features.reviews.page import ReviewsPage


class ReviewCommands(QObject):
    """Each command works on the measure chosen in the table; what it asks opens over the page."""

    def __init__(self, page: ReviewsPage) -> None:
        super().__init__(page)
        self._page = page
        self._desk = page.desk
        self.dialog: QDialog | None = None
        self.show_contacts = self._action("Show contacts", page.show_evidence)
        self.show_contacts.setShortcut(QKeySequence("Ctrl+Return"))
        self.set_target = self._action("Set target…", self._set_target)
        self.about = AboutCommands(self._desk, page, self._sent)
        self.lab = self._action("Target lab…", lambda: self.open_lab(None))
        self.targets = self._action("Targets…", lambda: self._open(TargetsDialog(self._desk, parent=page)))
        self.dictionary = self._action("Metric dictionary…", self._open_dictionary)
        self.weekly = self._action("Weekly measures…", lambda: self._open(WeeklyDialog(self._desk, page)))
        self.all_rules = QAction("Use all eight run rules", self)
        self.all_rules.setCheckable(True)
        self.all_rules.setToolTip(
            "Off: the first two rules of Nelson tell of a change. On: all eight do, sooner, and more often by chance."
        )
        self.all_rules.triggered.connect(self._set_rules)
        self.save_pdf = self._action("Save page as PDF…", lambda: savingwidget.save(page, "pdf"))
        self.save_workbook = self._action("Save page as Excel…", lambda: savingwidget.save(page, "xlsx"))
        self.save_all = self._action(
            "Save a page for everyone…", lambda: savingwidget.save(page, "pdf", everyone=True)
        )

    def all(self) -> list[QAction]:
        """Everything the tab offers, the period's steps aside."""
        return [self.set_target, self.show_contacts, *self.more()[1:]]

    def more(self) -> list[QAction]:
        """What stands behind More."""
        return [
            self.show_contacts,
            self.about.send,
            self.about.note,
            self.lab,
            self.targets,
            self.dictionary,
            self.weekly,
            self.all_rules,
            self.save_pdf,
            self.save_workbook,
            self.save_all,
        ]

    def enable(self) -> None:
        """Offer what fits the measure chosen."""
        line, board = self._page.chosen(), self._page.board
        self.show_contacts.setEnabled(line is not None and line.n > 0)
        self.set_target.setEnabled(line is not None)
        self.about.enable()
        self.all_rules.setChecked(len(self._desk.read(run_rules)) > 2)
        for action in (self.lab, self.save_pdf, self.save_workbook, self.save_all):
            action.setEnabled(board is not None and self._page.view is not None)

    def _sent(self) -> Sent | None:
        """The measure of the person shown, with its n; None for the team, or while a sheet stands in front of it."""
        page, line = self._page, self._page.chosen()
        person, view = page.chosen_person(), page.view
        if line is None or person is None or view is None:
            return None
        period = view.review.period
        text = f"{line.name}, {period.title}: {value_text(line.value, line.unit)} (n {line.n:,})"
        opens = f"reviews|person:{person}/{period.key}/{line.metric}"
        return Sent(person, page.person.currentText(), text, "metric", None, opens)

    def document(self) -> QTextDocument | None:
        """What Print prints: the page of the person shown, or of the team."""
        return savingwidget.document(self._page)

    def open_lab(self, metric: str | None) -> None:
        """Open the target lab at a measure."""
        board, line = self._page.board, self._page.chosen()
        if board is not None:
            chosen = metric or (line.metric if line is not None else None)
            self._open(LabDialog(self._desk, board, chosen, self._page))

    def _action(self, text: str, act: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _on=False: act())
        return action

    def _set_rules(self, on: bool) -> None:
        label = (
            "Let all eight run rules tell of a change"
            if on
            else "Let the first two run rules tell of a change"
        )
        self._desk.do(label, set_all_run_rules, on)

    def _set_target(self) -> None:
        line, view = self._page.chosen(), self._page.view
        if line is None or view is None:
            return
        person = self._page.chosen_person()
        self._open(
            target_dialog(
                self._desk,
                self._desk.read(brief.targets_view),
                view.metrics[line.metric],
                whom="store:" if person is None else f"person:{person}",
                starts_on=view.review.period.first,
                parent=self._page,
            )
        )

    def _open_dictionary(self) -> None:
        line = self._page.chosen()
        self._open(DictionaryDialog(self._desk, line.metric if line is not None else None, self._page))

    def _open(self, dialog: QDialog) -> None:
        """Open over the page; nothing waits for it, so that undo, clock and notices go on."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self) -> None:
        self.dialog = None
        if self._page.table.isVisible():
            self._page.table.view.setFocus()
