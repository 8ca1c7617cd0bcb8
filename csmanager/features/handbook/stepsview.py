"""The commands that move a version on its way: review, approval, publishing, the day, and its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from csmanager.features.handbook import actions, lookups, publishing, queries, stepdialogs
from csmanager.features.handbook.queries import PolicyRow
from csmanager.features.handbook.rules import ChangeKind, VersionState
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog


class Place(Protocol):
    """What the commands need of the page."""

    def current(self) -> PolicyRow | None: ...
    def finish_editing(self) -> bool: ...


class Steps(QObject):
    """``actions`` by name; every dialog is handed to ``show``."""

    def __init__(self, desk: Desk, place: Place, show: Callable[[FormDialog], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._place, self._show, self._parent = desk, place, show, parent
        self.actions: dict[str, QAction] = {}
        self._calls: dict[str, Callable[[PolicyRow], None]] = {}
        for key, text, call in (
            ("send", "Send for review…", self.send),
            ("changes", "Ask for changes…", self.ask_for_changes),
            ("approve", "Approve…", self.approve),
            ("take_back", "Take back to write on", self.take_back),
            ("publish", "Publish…", self.publish),
            ("schedule", "Publish on a day…", self.schedule),
            ("call_off", "Call off…", self.call_off),
            ("retire", "Retire…", self.retire),
        ):
            action = self.actions[key] = QAction(text, self)
            self._calls[key] = call
            action.triggered.connect(lambda _on=False, key=key: self.run(key))

    def offer(self, row: PolicyRow | None) -> None:
        """Enable what can become of the version on its way."""
        may_write = row is not None and not self._desk.store.read_only
        state = row.ahead_state if row is not None and may_write else None
        ready = state is VersionState.APPROVED or (
            state is VersionState.DRAFT and row is not None and not row.needs_approval
        )
        enabled = {
            "send": state is VersionState.DRAFT,
            "changes": state is VersionState.IN_REVIEW,
            "approve": state in (VersionState.IN_REVIEW, VersionState.DRAFT),
            "take_back": state in (VersionState.IN_REVIEW, VersionState.APPROVED),
            "publish": ready,
            "schedule": ready,
            "call_off": state is VersionState.SCHEDULED,
            "retire": may_write and row is not None and row.number is not None and state is None,
        }
        for key, on in enabled.items():
            self.actions[key].setEnabled(on)

    def run(self, key: str) -> None:
        """Keep what is being written, then do what the command ``key`` stands for."""
        if not self._place.finish_editing():
            return
        row = self._place.current()
        if row is not None and (row.ahead_state is not None or key == "retire"):
            self._calls[key](row)

    def send(self, row: PolicyRow) -> None:
        """Hand the draft to somebody to look at."""
        self._ask(
            stepdialogs.send(
                row, self._names(), self._submit(f"Send {row.title} for review", row), self._parent
            )
        )

    def ask_for_changes(self, row: PolicyRow) -> None:
        """Give the draft back with what should be changed."""

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(f"Ask for changes of {row.title}", publishing.ask_for_changes, row.id, **values)

        self._ask(stepdialogs.changes(row, submit, self._parent))

    def approve(self, row: PolicyRow) -> None:
        """Somebody stands for the text."""

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"Approve {row.title}", publishing.approve, row.id, today=self._today(), **values
            )

        self._ask(stepdialogs.approve(row, self._names(), submit, self._parent))

    def take_back(self, row: PolicyRow) -> None:
        """Write on; review or approval are over."""
        self._desk.do(f"Take {row.title} back", publishing.reopen, row.id)

    def publish(self, row: PolicyRow) -> None:
        """Bring the version on its way into force; every one but the first says what it changes."""
        if row.number is None and row.ahead == 1:
            self._desk.do(f"Publish {row.title}", actions.publish, row.id, today=self._today())
            return
        self._ask_publish(row, with_day=False)

    def schedule(self, row: PolicyRow) -> None:
        """Let the version come into force by itself on a day."""
        self._ask_publish(row, with_day=True)

    def _ask_publish(self, row: PolicyRow, *, with_day: bool) -> None:
        removed = self._desk.read(publishing.removed_clauses, row.id)
        versions = self._desk.read(queries.versions, row.id)
        ahead = next(version for version in versions if version.number == row.ahead)
        kept = self._desk.read(lookups.clauses, ahead.id) if removed else []
        is_first = all(version.published_on is None for version in versions)

        def submit(values: dict[str, Any]) -> None:
            label = f"Schedule {row.title}" if with_day else f"Publish {row.title}"
            values.setdefault("change", ChangeKind.FIRST)
            self._desk.try_do(label, actions.publish, row.id, today=self._today(), **values)

        self._ask(
            stepdialogs.publish(
                row,
                submit,
                self._parent,
                is_first=is_first,
                today=self._desk.today,
                with_day=with_day,
                removed=removed,
                kept=[
                    (clause.key, " ".join(filter(None, (clause.number, clause.heading)))) for clause in kept
                ],
            )
        )

    def call_off(self, row: PolicyRow) -> None:
        """A scheduled version is not to come into force."""

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(f"Call off {row.title}", publishing.withdraw, row.id, **values)

        self._ask(stepdialogs.call_off(row, submit, self._parent))

    def retire(self, row: PolicyRow) -> None:
        """End the policy."""
        others = [
            (one.id, one.title)
            for one in self._desk.read(queries.policies)
            if one.number is not None and one.id != row.id
        ]

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(f"Retire {row.title}", actions.retire, row.id, today=self._today(), **values)

        self._ask(stepdialogs.retire(row, others, submit, self._parent))

    def _submit(self, label: str, row: PolicyRow) -> Callable[[dict[str, Any]], None]:
        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(label, publishing.send_for_review, row.id, today=self._today(), **values)

        return submit

    def _names(self) -> list[str]:
        return [person.name for person in self._desk.read(queries.owners)]

    def _today(self) -> dt.date:
        return self._desk.today()

    def _ask(self, dialog: FormDialog) -> None:
        self._show(dialog)
