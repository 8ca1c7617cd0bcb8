"""The commands of the view "Papers": what is offered fits the list that is shown and the row chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog

from csmanager.core import outgoing
from csmanager.features.team.contracts import actions as contracts
from csmanager.features.team.documents import actions as documents
from csmanager.features.team.documents import queries as papers
from csmanager.features.team.documents.rules import MOVES, DocumentState
from csmanager.features.team.equipment import actions as equipment
from csmanager.features.team.equipment import queries as things
from csmanager.features.team.papers import filesview, formdialogs
from csmanager.features.team.papers.columnswidget import CERTIFICATE, CONTRACT, DOCUMENT, EQUIPMENT
from csmanager.features.team.segments import queries as segments

if TYPE_CHECKING:
    from csmanager.features.team.papers.paperspage import PapersPage

_FILES = (DOCUMENT, CERTIFICATE)


class PaperCommands(QObject):
    """``by_kind``: the commands of each list, the primary one first."""

    def __init__(self, page: PapersPage) -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        self._opener = filesview.Opener(page.desk)
        self.dialog: QDialog | None = None
        self.add_contract = self._action("Add a contract…", self._add_contract)
        self.renew = self._action("Renew…", lambda: self._form(formdialogs.renew_contract))
        self.end = self._action("End…", lambda: self._form(formdialogs.end_contract))
        self.ask = self._action("Ask for a document…", self._request)
        self.add_document = self._action("Add a document…", self._add_document)
        self.receive = self._action("Note it is here", lambda: self._move(DocumentState.RECEIVED, "Receive"))
        self.approve = self._action("Approve…", lambda: self._form(formdialogs.approve))
        self.reject = self._action("Reject…", lambda: self._form(formdialogs.reject))
        self.ask_again = self._action(
            "Ask for it again", lambda: self._move(DocumentState.REQUESTED, "Ask again for")
        )
        self.add_certificate = self._action("Add a certificate…", self._certificate)
        self.hand_out = self._action("Hand something out…", self._hand_out)
        self.take_back = self._action("Take back…", lambda: self._form(formdialogs.take_back))
        self.change = self._action("Change…", self._change)
        self.attach = self._action("Attach a file…", self._attach)
        self.open_file = self._action("Open the file", self._open_file)
        self.show_person = self._action("Show this person", self._show_person)
        self.remove = self._action("Take out", self._remove)
        files = [self.attach, self.open_file]
        rest = [self.show_person, self.remove]
        self.by_kind: dict[str, list[QAction]] = {
            CONTRACT: [self.add_contract, self.change, self.renew, self.end, *rest],
            DOCUMENT: [
                self.ask,
                self.add_document,
                self.receive,
                self.approve,
                self.reject,
                self.ask_again,
                self.change,
                *files,
                *rest,
            ],
            CERTIFICATE: [self.add_certificate, self.change, *files, *rest],
            EQUIPMENT: [self.hand_out, self.take_back, self.change, *rest],
        }

    def primary(self, kind: str) -> QAction:
        """The command that adds to a list."""
        return self.by_kind[kind][0]

    def for_rows(self, kind: str) -> list[QAction]:
        """What can be done with a row."""
        adds = (self.add_contract, self.ask, self.add_document, self.add_certificate, self.hand_out)
        return [action for action in self.by_kind[kind] if action not in adds]

    def enable(self) -> None:
        """Offer what fits the row chosen."""
        row, kind = self._page.row(), self._page.kind()
        for action in self.for_rows(kind):
            action.setEnabled(row is not None)
        if row is None:
            return
        if kind == CONTRACT:
            self.renew.setEnabled(row.ends_on is not None and not row.is_followed)
            self.end.setEnabled(row.state != "over")
        elif kind == DOCUMENT:
            ways = MOVES[row.state]
            self.receive.setEnabled(DocumentState.RECEIVED in ways)
            self.approve.setEnabled(DocumentState.APPROVED in ways)
            self.reject.setEnabled(DocumentState.REJECTED in ways)
            self.ask_again.setEnabled(DocumentState.REQUESTED in ways)
        elif kind == EQUIPMENT:
            self.take_back.setEnabled(row.in_on is None)
        if kind in _FILES:
            self.open_file.setEnabled(row.file_id is not None)

    def activate(self) -> None:
        """What Enter does with a row: the next step it needs, otherwise changing it."""
        row, kind = self._page.row(), self._page.kind()
        if row is None:
            return
        if kind == DOCUMENT and row.state is DocumentState.RECEIVED:
            self.approve.trigger()
        elif kind == EQUIPMENT and row.in_on is None:
            self.take_back.trigger()
        else:
            self.change.trigger()

    def attach_path(self, path: Path) -> bool:
        """Attach a dropped file to the row chosen; False where none can take it."""
        if self._page.kind() not in _FILES or self._page.row() is None:
            return False
        file = filesview.read(self._desk, path)
        if file is not None:
            self._keep(file)
        return True

    # inside

    def _action(self, text: str, act: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _on=False: act())
        return action

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None
        self._page.table().view.setFocus()

    def _form(self, make: Callable[..., QDialog]) -> None:
        row = self._page.row()
        if row is not None:
            self._open(make(self._desk, self._page, row))

    def _add_contract(self) -> None:
        page = self._page
        self._open(formdialogs.add_contract(self._desk, page, page.people, page.person_id()))

    def _request(self) -> None:
        page = self._page
        groups = [(f"group:{key}", f"Group: {name}") for key, name in self._desk.read(segments.names_of)]

        def who(value: str) -> list[int]:
            if value == formdialogs.EVERYONE:
                return [key for key, _name in page.people]
            if value.startswith("group:"):
                today = self._desk.today()
                return sorted(self._desk.read(segments.members, int(value[6:]), today))
            return [int(value)]

        kinds = self._desk.read(papers.kinds)
        self._open(
            formdialogs.request_document(self._desk, page, page.people, page.person_id(), kinds, groups, who)
        )

    def _add_document(self) -> None:
        page, kinds = self._page, self._desk.read(papers.kinds)
        self._open(formdialogs.add_document(self._desk, page, page.people, page.person_id(), kinds))

    def _certificate(self) -> None:
        page, known = self._page, self._desk.read(papers.certificate_names)
        self._open(formdialogs.certificate(self._desk, page, page.people, page.person_id(), known))

    def _hand_out(self) -> None:
        page, known = self._page, self._desk.read(things.items)
        self._open(formdialogs.hand_out(self._desk, page, page.people, page.person_id(), known))

    def _change(self) -> None:
        row, page = self._page.row(), self._page
        if row is None:
            return
        kind = page.kind()
        if kind == CERTIFICATE:
            known = self._desk.read(papers.certificate_names)
            self._open(formdialogs.certificate(self._desk, page, page.people, None, known, row))
            return
        forms: dict[str, Callable[..., QDialog]] = {
            CONTRACT: formdialogs.change_contract,
            DOCUMENT: formdialogs.change_document,
            EQUIPMENT: formdialogs.change_issue,
        }
        self._form(forms[kind])

    def _move(self, state: DocumentState, verb: str) -> None:
        row = self._page.row()
        if row is not None:
            label = f"{verb} {row.kind} of {row.person}"
            self._desk.do(label, documents.move, row.id, state, today=self._desk.today())

    def _attach(self) -> None:
        if self._page.row() is not None:
            file = filesview.choose(self._desk, "Attach a file")
            if file is not None:
                self._keep(file)

    def _keep(self, file: tuple[str, bytes]) -> None:
        row = self._page.row()
        is_document = self._page.kind() == DOCUMENT
        act = documents.attach_to_document if is_document else documents.attach_to_certificate
        self._desk.do(f"Attach {file[0]}", act, row.id, file)

    def _open_file(self) -> None:
        row = self._page.row()
        if row is not None and row.file_id is not None:
            self._opener.open(row.file_id, outgoing.person(row.person_id))

    def _show_person(self) -> None:
        row = self._page.row()
        if row is not None:
            self._desk.go("team", str(row.person_id))

    def _remove(self) -> None:
        row, kind = self._page.row(), self._page.kind()
        if row is None:
            return
        ways: dict[str, tuple[str, Callable[..., Any]]] = {
            CONTRACT: ("a contract", contracts.remove_contract),
            DOCUMENT: (getattr(row, "kind", ""), documents.remove_document),
            CERTIFICATE: (getattr(row, "name", ""), documents.remove_certificate),
            EQUIPMENT: (getattr(row, "item", ""), equipment.remove_issue),
        }
        what, act = ways[kind]
        self._desk.do(f"Take out {what} of {row.person}", act, row.id)
