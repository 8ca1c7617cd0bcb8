"""The commands of the tab Team: in the header, the context menu, the Record menu and the palette alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog

from csmanager.core.errors import AppError
from csmanager.features.kiosk.handoverdialog import pin_dialog
from csmanager.features.talks.actions import send
from csmanager.features.team import carrying, dialogs, moves, queries
from csmanager.features.team.documents.emergencydialog import EmergencyDialog
from csmanager.features.team.erasing import actions as erasing
from csmanager.features.team.erasing.erasingdialog import Asked, EraseDialog
from csmanager.features.team.fields.fieldsdialog import FieldsDialog
from csmanager.features.team.listsdialog import ListsDialog
from csmanager.features.team.org.formdialogs import add_line
from csmanager.features.team.queries import AliasRow, EmploymentRow, PersonRow, SkillRow
from csmanager.features.team.rosterdialog import RosterDialog
from csmanager.features.team.rules import Status
from csmanager.features.team.segments.segmentsdialog import SegmentsDialog

if TYPE_CHECKING:
    from csmanager.features.team.page import TeamPage

_STAYS = (
    "What they did, under that number: contacts, scores, days, hours and sums, so that every figure does; the day they"
    " started and left, which figures of staying need."
)


class TeamCommands(QObject):
    """Each command asks what it needs in a form over the page, and makes one step."""

    def __init__(self, page: TeamPage) -> None:
        super().__init__(page)
        self._page = page
        self._desk = page.desk
        self.add = self._action("Add person…", self._add)
        self.story = self._action("Open the whole story", self._story)
        self.edit = self._action("Edit…", self._edit)
        self.change = self._action("Change team or hours…", self._change)
        self.start_leave = self._action("Start leave…", self._start_leave)
        self.end_leave = self._action("Back from leave", self._end_leave)
        self.leave = self._action("Note leaving…", self._leave)
        self.come_back = self._action("Take on again…", self._come_back)
        self.alias = self._action("Add a spelling…", self._alias)
        self.skill = self._action("Set a skill…", lambda: self._skill(None))
        self.merge = self._action("Merge with…", self._merge)
        self.paste = self._action("Paste roster…", lambda: self.paste_roster(QApplication.clipboard().text()))
        self.lists = self._action(
            "Teams, roles and skills…", lambda: self._open(ListsDialog(self._desk, page))
        )
        self.line = self._action("Note who they report to…", self._line)
        self.papers = self._action("Papers of this person", self._papers)
        self.emergency = self._action("Whom to call…", self._emergency)
        self.own_file = self._action("A person's own file…", self._own_file)
        self.anonymise = self._action("Make anonymous…", self._anonymise)
        self.remove = self._action("Take out, noted by mistake", self._remove)
        self.fields = self._action("Own fields…", lambda: self._open(FieldsDialog(self._desk, page)))
        self.groups = self._action("Groups of people…", lambda: self._open(SegmentsDialog(self._desk, page)))
        self.to_talk = self._action("Add to the next one-to-one…", self._to_talk)
        self.pin = self._action("Set kiosk PIN…", self._pin)
        self.dialog: QDialog | None = None
        self.enable()

    def for_rows(self) -> list[QAction]:
        """What can be done with the rows selected."""
        return [
            self.story,
            self.edit,
            self.change,
            self.start_leave,
            self.end_leave,
            self.leave,
            self.come_back,
            self.alias,
            self.skill,
            self.merge,
            self.to_talk,
            self.pin,
            self.line,
            self.papers,
            self.emergency,
            self.own_file,
            self.anonymise,
            self.remove,
        ]

    def all(self) -> list[QAction]:
        """Everything the tab offers."""
        return [self.add, *self.for_rows(), self.paste, self.lists, self.fields, self.groups]

    def more(self) -> list[QAction]:
        """What stands behind "More"."""
        line = QAction(self)
        line.setSeparator(True)
        return [*self.for_rows()[2:], line, self.paste, self.lists, self.fields, self.groups]

    def enable(self) -> None:
        """Offer what fits the rows selected."""
        rows = self._rows()
        one = rows[0] if len(rows) == 1 else None
        status = one.status if one is not None else None
        self.anonymise.setEnabled(status is Status.LEFT)
        for action in (self.to_talk, self.pin):
            action.setEnabled(one is not None and status is not Status.LEFT)
        for action in (self.line, self.papers, self.emergency, self.own_file, self.remove):
            action.setEnabled(one is not None)
        for action in (self.story, self.edit, self.alias, self.skill, self.merge):
            action.setEnabled(one is not None)
        self.change.setEnabled(bool(rows) and status is not Status.LEFT)
        self.change.setText(
            f"Change team or role of {len(rows)}…" if len(rows) > 1 else "Change team or hours…"
        )
        self.start_leave.setEnabled(status is Status.ACTIVE)
        self.end_leave.setEnabled(status is Status.ON_LEAVE)
        self.leave.setEnabled(one is not None and status is not Status.LEFT)
        self.come_back.setEnabled(status in (Status.LEAVING, Status.LEFT))
        self.come_back.setText("Stay after all…" if status is Status.LEAVING else "Take on again…")

    def from_pane(self, key: str, argument: object) -> None:
        """A link in the detail pane was used."""
        row = self._one()
        if row is None:
            return
        if isinstance(argument, EmploymentRow):
            view = self._page.view
            self._open(
                dialogs.correct_employment(self._desk, self._page, row, argument, view.teams, view.roles)
            )
        elif isinstance(argument, AliasRow):
            dialogs.remove_alias(self._desk, row, argument)
        elif isinstance(argument, SkillRow):
            self._skill(argument)
        elif key == "skill":
            self._skill(None)
        elif key == "alias":
            self._alias()
        elif key == "papers":
            self._papers()
        elif key == "emergency":
            self._emergency()

    def paste_roster(self, text: str) -> None:
        """Show what the block on the clipboard would do."""
        self._open(RosterDialog(self._desk, text if "\t" in text or "\n" in text else "", self._page))

    # inside

    def _action(self, text: str, act: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _on=False: act())
        return action

    def _open(self, dialog: QDialog, then: Callable[[], object] | None = None) -> None:
        """Open over the page; nothing waits for it, so that undo, clock and notices go on."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        if then is not None:
            dialog.accepted.connect(then)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self) -> None:
        self.dialog = None
        self._page.table.view.setFocus()

    def _rows(self) -> list[PersonRow]:
        return list(self._page.table.selected_rows())

    def _one(self) -> PersonRow | None:
        rows = self._rows()
        return rows[0] if rows else None

    def _add(self) -> None:
        view = self._page.view
        dialog = dialogs.add_person(self._desk, self._page, view.teams, view.roles, view.fields)
        self._open(dialog, lambda: self._page.show_record(str(dialog.outcome)))

    def _to_talk(self) -> None:
        row = self._one()
        text = (
            self._desk.ask.text("Add to the next one-to-one", f"What to talk about with {row.name}")
            if row
            else None
        )
        if row is not None and text:
            self._desk.do(
                f"Add to the one-to-one with {row.name}",
                send,
                row.id,
                text,
                "",
                None,
                today=self._desk.today(),
            )

    def _pin(self) -> None:
        self._with_one(
            lambda row: self._open(
                pin_dialog(
                    self._desk,
                    self._page,
                    row.id,
                    row.name,
                    text=f"Let {row.name} type it; nobody else needs it.",
                )
            )
        )

    def _story(self) -> None:
        self._with_one(lambda row: self._desk.go("team", f"person:{row.id}"))

    def _edit(self) -> None:
        row = self._one()
        detail = self._desk.read(queries.person, row.id, self._page.as_of()) if row is not None else None
        if detail is not None:
            view = self._page.view
            own = view.own.get(detail.person.id, {})
            self._open(dialogs.edit_person(self._desk, self._page, detail, view.fields, own))

    def _change(self) -> None:
        rows, view = self._rows(), self._page.view
        if len(rows) == 1:
            self._open(dialogs.change_employment(self._desk, self._page, rows[0], view.teams, view.roles))
        elif rows:
            self._open(dialogs.ChangeManyDialog(self._desk, self._page, rows, view.teams, view.roles))

    def _start_leave(self) -> None:
        self._with_one(lambda row: self._open(dialogs.start_leave(self._desk, self._page, row)))

    def _end_leave(self) -> None:
        self._with_one(
            lambda row: self._desk.do(
                f"{row.name} is back from leave", moves.end_leave, row.id, today=self._desk.today()
            )
        )

    def _leave(self) -> None:
        self._with_one(lambda row: self._open(dialogs.leave(self._desk, self._page, row)))

    def _come_back(self) -> None:
        self._with_one(lambda row: self._open(dialogs.come_back(self._desk, self._page, row)))

    def _alias(self) -> None:
        self._with_one(lambda row: self._open(dialogs.add_alias(self._desk, self._page, row)))

    def _skill(self, skill: SkillRow | None) -> None:
        skills = self._page.view.skills
        self._with_one(lambda row: self._open(dialogs.set_skill(self._desk, self._page, row, skills, skill)))

    def _merge(self) -> None:
        self._with_one(
            lambda row: self._open(dialogs.merge(self._desk, self._page, row, self._page.view.people))
        )

    def _line(self) -> None:
        view = self._page.view
        people = [(row.id, view.labels[row.id]) for row in view.people if row.status is not Status.LEFT]
        self._with_one(lambda row: self._open(add_line(self._desk, self._page, people, row.id)))

    def _papers(self) -> None:
        self._with_one(lambda row: self._desk.go("team", f"papers:person-{row.id}"))

    def _emergency(self) -> None:
        self._with_one(lambda row: self._open(EmergencyDialog(self._desk, row.id, row.name, self._page)))

    def _own_file(self) -> None:
        self._with_one(lambda row: self._desk.go("privacy", f"own:person:{row.id}"))

    def _anonymise(self) -> None:
        row = self._one()
        if row is None:
            return
        today = self._desk.today()
        try:
            spec = self._desk.read(erasing.spec_for_people, [row.id], today=today)
            goes, mentions = self._desk.read(erasing.looked_at, spec)
        except AppError as error:
            self._desk.ask.tell(f"Make {row.name} anonymous", str(error))
            return
        erase = partial(erasing.erase_people, self._desk.store, [row.id], today=today)
        about = f"{row.name} is called “Former employee {row.id}” from then on."
        asked = Asked(f"Make {row.name} anonymous?", about, goes, _STAYS, mentions, erase, spec.kept)
        self._open(EraseDialog(self._desk, asked, self._page))

    def _remove(self) -> None:
        row = self._one()
        if row is None:
            return
        try:
            self._desk.try_do(f"Take out {row.name}", carrying.remove_person, row.id)
        except AppError as error:
            is_here = row.status is not Status.LEFT
            verb = "Note leaving…" if is_here else "Make anonymous…"
            if self._desk.ask.confirm(f"Take out {row.name}", str(error), verb):
                (self.leave if is_here else self.anonymise).trigger()

    def _with_one(self, act: Callable[[PersonRow], object]) -> None:
        row = self._one()
        if row is not None:
            act(row)
