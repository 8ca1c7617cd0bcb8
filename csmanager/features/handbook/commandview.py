"""The commands of the handbook page: what each does to the policies chosen there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QWidget

from csmanager.features.handbook import actions, formdialogs, lookups, queries, rules
from csmanager.features.handbook.audiencedialog import AudienceDialog
from csmanager.features.handbook.filesview import Files
from csmanager.features.handbook.queries import PolicyRow
from csmanager.features.handbook.replacedialog import ReplaceDialog
from csmanager.features.handbook.rules import PolicyFile, VersionState
from csmanager.features.handbook.seed import add_starter_policies
from csmanager.features.handbook.stepsview import Steps
from csmanager.features.handbook.templates import beginning
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog


class Place(Protocol):
    """What the commands need of the page."""

    def current(self) -> PolicyRow | None: ...
    def chosen(self) -> list[PolicyRow]: ...
    def edit(self) -> None: ...
    def compare(self) -> None: ...
    def finish_editing(self) -> bool: ...
    def select(self, policy_id: int) -> None: ...
    def shown_file(self) -> PolicyFile | None: ...


class Commands(QObject):
    """``actions`` by name; ``dialog`` is the form that is open, or was last."""

    def __init__(self, desk: Desk, place: Place, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._place, self._parent = desk, place, parent
        self.dialog: FormDialog | None = None
        self.audience_dialog: AudienceDialog | None = None
        self.replace_dialog: ReplaceDialog | None = None
        self.actions: dict[str, QAction] = {}
        for key, text, call, keys in (
            ("new", "New policy…", self.new, "Ctrl+Shift+N"),
            ("edit", "Edit", place.edit, "F2"),
            ("compare", "Compare versions", place.compare, "Ctrl+D"),
            ("details", "Details…", self.details, ""),
            ("audience", "Who it is for…", self.audience, ""),
            ("replace", "Find and replace in all policies…", self.replace_all, "Ctrl+Shift+R"),
            ("reviewed", "Mark as reviewed", self.confirm_review, ""),
            ("discard", "Discard draft", self.discard, ""),
            ("trash", "Move to Trash", self.trash, ""),
            ("starters", "Add starter policies", self.add_starters, ""),
        ):
            self.actions[key] = self._action(text, call, keys)
        self.steps = Steps(desk, place, self._open, parent)
        self.files = Files(desk, place, parent)
        self.actions |= self.steps.actions | self.files.actions

    def _action(self, text: str, call: Callable[[], object], keys: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False: call())
        return action

    def offer(self, row: PolicyRow | None, versions: int) -> None:
        """Enable what can be done with ``row``."""
        may_write = not self._desk.store.read_only
        has_draft = row is not None and row.draft is not None
        is_open = row is not None
        enabled = {
            "new": may_write,
            "edit": may_write and row is not None and row.ahead_state in (None, VersionState.DRAFT),
            "audience": may_write and is_open,
            "replace": may_write,
            "compare": versions > 1,
            "details": may_write and is_open,
            "reviewed": may_write and row is not None and bool(row.number and row.review_every_months),
            "discard": may_write and has_draft and versions > 1,
            "trash": may_write and is_open,
            "starters": may_write,
            "bring_in": may_write,
            "bring_folder": may_write,
            "save_one": is_open,
            "save_pdf": is_open,
        }
        self.steps.offer(row)
        for key, on in enabled.items():
            self.actions[key].setEnabled(on)
        self.actions["edit"].setText("Edit draft" if has_draft else "Edit")

    def in_menu(self) -> list[QAction]:
        """The commands behind More, with separators."""
        groups = (
            ("details", "audience", "reviewed", "discard", "retire", "trash"),
            ("send", "changes", "approve", "take_back", "schedule", "call_off"),
            ("replace",),
            ("starters", "bring_in", "bring_folder"),
            ("hand_out", "save_one", "save_pdf", "folder", "book", "print_book"),
        )
        found: list[QAction] = []
        for group in groups:
            found += [QAction("", self)] if found else []
            found += [self.actions[key] for key in group]
        return found

    # what they do

    def new(self) -> None:
        """Ask for a title, then write."""

        def submit(values: dict[str, Any]) -> None:
            title = rules.clean_title(values["title"])
            body = beginning(values["kind"], title, with_template=bool(values.pop("template")))
            key = self._desk.try_do(
                f"Add {title}", actions.add_policy, today=self._today(), body=body, **values
            )
            self._place.select(key)
            self._place.edit()

        if self._place.finish_editing():
            self._open(formdialogs.new_policy(self._desk.read(queries.categories), submit, self._parent))

    def replace_all(self) -> None:
        """Find and replace in every policy, as drafts, in one step."""
        if not self._place.finish_editing():
            return
        self.replace_dialog = ReplaceDialog(self._desk, self._parent)
        self.replace_dialog.open()

    def details(self) -> None:
        """Change what stands around the text."""
        row = self._place.current()
        if row is None or not self._place.finish_editing():
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(f"Change details of {row.title}", actions.edit_policy, row.id, **values)

        self._open(
            formdialogs.details(
                row,
                self._desk.read(queries.categories),
                self._desk.read(queries.owners),
                submit,
                self._desk.today,
                self._parent,
            )
        )

    def confirm_review(self) -> None:
        """The text was looked at and stays."""
        row = self._place.current()
        if row is not None:
            self._desk.do(
                f"Mark {row.title} as reviewed", actions.confirm_review, row.id, today=self._today()
            )

    def discard(self) -> None:
        """Let the draft go."""
        row = self._place.current()
        if row is not None:
            self._desk.do(f"Discard the draft of {row.title}", actions.discard_draft, row.id)

    def trash(self) -> None:
        """Put the chosen policies into the Trash."""
        rows = self._place.chosen()
        if not rows or not self._place.finish_editing():
            return
        what = rows[0].title if len(rows) == 1 else f"{len(rows)} policies"
        self._desk.do(
            f"Move {what} to Trash", actions.trash_policies, [row.id for row in rows], today=self._today()
        )

    def add_starters(self) -> None:
        """Add the shipped policies as drafts."""
        added = self._desk.do("Add starter policies", add_starter_policies, self._today())
        if added:
            self._place.select(added[0])
        elif added is not None:
            self._desk.say("All starter policies are there already.")

    def audience(self) -> None:
        """Say whom the policy is for."""
        row = self._place.current()
        if row is None or not self._place.finish_editing():
            return
        teams, roles = self._desk.read(lookups.groups)
        chosen = self._desk.read(lookups.audiences).get(row.id)

        def submit(team_ids: list[int], role_ids: list[int], person_ids: list[int]) -> None:
            self._desk.try_do(
                f"Set who {row.title} is for",
                actions.set_audience,
                row.id,
                team_ids=team_ids,
                role_ids=role_ids,
                person_ids=person_ids,
            )

        ticked = (chosen.team_ids, chosen.role_ids) if chosen else ((), ())
        named = chosen.person_ids if chosen else frozenset()
        people, groups = self._desk.read(lookups.people_and_groups, self._today(), named)
        self.audience_dialog = AudienceDialog(
            row.title,
            teams,
            roles,
            ticked,
            submit,
            self._parent,
            people=people,
            named=named,
            groups=groups,
        )
        self.audience_dialog.open()

    # what is asked of the other parts

    def take(self, paths: Sequence[Path]) -> None:
        """Add texts as drafts."""
        self.files.take(paths)

    def publish(self) -> None:
        """Bring the version on its way into force."""
        self.steps.run("publish")

    def book(self) -> QTextDocument | None:
        """Every policy in force on paper; None, and says so, when there is none."""
        return self.files.book()

    def _today(self) -> dt.date:
        return self._desk.today()

    def _open(self, dialog: FormDialog) -> None:
        self.dialog = dialog
        dialog.open()
