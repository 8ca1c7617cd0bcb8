"""The commands of the handbook page: what each does to the policies chosen there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QWidget

from csmanager.core.errors import AppError
from csmanager.core.files import replace_file
from csmanager.features.handbook import actions, export, formdialogs, paperview, queries
from csmanager.features.handbook.queries import PolicyRow
from csmanager.features.handbook.rules import PolicyFile, write_file
from csmanager.features.handbook.seed import add_starter_policies
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from csmanager.ui.widgets.texts import day_text

_NOTHING = "No policy is in force yet. Publish one first."
_MARKDOWN = "Markdown (*.md *.markdown *.txt)"


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
        self.actions: dict[str, QAction] = {}
        for key, text, call, keys in (
            ("new", "New policy…", self.new, "Ctrl+Shift+N"),
            ("edit", "Edit", place.edit, "F2"),
            ("publish", "Publish…", self.publish, ""),
            ("compare", "Compare versions", place.compare, "Ctrl+D"),
            ("details", "Details…", self.details, ""),
            ("reviewed", "Mark as reviewed", self.confirm_review, ""),
            ("discard", "Discard draft", self.discard, ""),
            ("retire", "Retire…", self.retire, ""),
            ("trash", "Move to Trash", self.trash, ""),
            ("starters", "Add starter policies", self.add_starters, ""),
            ("bring_in", "Bring in Markdown files…", self.bring_in, ""),
            ("save_one", "Save this policy as Markdown…", self.save_one, ""),
            ("save_pdf", "Save this policy as PDF…", self.save_pdf, ""),
            ("folder", "Save the handbook as Markdown…", self.save_folder, ""),
            ("book", "Save the handbook as PDF…", self.save_book, ""),
            ("print_book", "Print the handbook…", self.print_book, ""),
        ):
            self.actions[key] = self._action(text, call, keys)

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
            "edit": may_write and is_open,
            "publish": may_write and has_draft,
            "compare": versions > 1,
            "details": may_write and is_open,
            "reviewed": may_write and row is not None and bool(row.number and row.review_every_months),
            "discard": may_write and has_draft and versions > 1,
            "retire": may_write and row is not None and row.number is not None and not has_draft,
            "trash": may_write and is_open,
            "starters": may_write,
            "bring_in": may_write,
            "save_one": is_open,
            "save_pdf": is_open,
        }
        for key, on in enabled.items():
            self.actions[key].setEnabled(on)
        self.actions["edit"].setText("Edit draft" if has_draft else "Edit")

    def in_menu(self) -> list[QAction]:
        """The commands behind More, with separators."""
        groups = (
            ("details", "reviewed", "discard", "retire", "trash"),
            ("save_one", "save_pdf"),
            ("starters", "bring_in"),
            ("folder", "book", "print_book"),
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
            key = self._desk.try_do(
                f"Add {values['title']}",
                actions.add_policy,
                today=self._today(),
                body=f"# {values['title']}\n\n",
                **values,
            )
            self._place.select(key)
            self._place.edit()

        if self._place.finish_editing():
            self._open(formdialogs.new_policy(self._desk.read(queries.categories), submit, self._parent))

    def publish(self) -> None:
        """Bring the draft into force; every version but the first says what it changes."""
        if not self._place.finish_editing():
            return
        row = self._place.current()
        if row is None:
            return
        label = f"Publish {row.title}"
        if row.draft == 1:
            self._desk.do(label, actions.publish, row.id, today=self._today())
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(label, actions.publish, row.id, today=self._today(), **values)

        self._open(formdialogs.publish(row, submit, self._parent))

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

    def retire(self) -> None:
        """End the policy."""
        row = self._place.current()
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(f"Retire {row.title}", actions.retire, row.id, today=self._today(), **values)

        self._open(formdialogs.retire(row, submit, self._parent))

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

    def bring_in(self) -> None:
        """Choose Markdown files and add them as drafts."""
        self.take(self._desk.ask.open_paths("Bring in Markdown files", _MARKDOWN))

    def take(self, paths: Sequence[Path]) -> None:
        """Add Markdown files as drafts."""
        if not paths or not self._place.finish_editing():
            return
        label = f"Bring in {paths[0].name if len(paths) == 1 else f'{len(paths)} files'}"
        try:
            added = self._desk.try_do(label, actions.add_files, export.read_paths(paths), today=self._today())
        except AppError as error:
            self._desk.ask.tell(label, str(error))
            return
        self._place.select(added[0])

    # files

    def save_one(self) -> None:
        """Write the version that is shown as Markdown."""
        self._save(self._place.shown_file(), "md", "Markdown (*.md)")

    def save_pdf(self) -> None:
        """Write the version that is shown as PDF."""
        self._save(self._place.shown_file(), "pdf", "PDF (*.pdf)")

    def _save(self, file: PolicyFile | None, suffix: str, kind: str) -> None:
        if file is None:
            return
        name = f"{export.file_name(file)}.{suffix}"
        path = self._desk.ask.save_path("Save this policy", str(self._folder() / name), kind)
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(f".{suffix}")

        def write(target: Path) -> None:
            if suffix == "pdf":
                paperview.write_pdf(paperview.paper_document([file], file.title), target)
            else:
                target.write_text(write_file(file), encoding="utf-8", newline="\n")

        self._write(path, write)

    def save_folder(self) -> None:
        """Write every policy in force as a Markdown file."""
        parent = self._desk.ask.folder("Save the handbook into")
        if parent is None:
            return
        files = self._desk.read(queries.policy_files)
        try:
            if not files:
                raise AppError(_NOTHING)
            folder = parent / f"Handbook {self._today().isoformat()}"
            written = export.write_folder(files, folder)
        except AppError as error:
            self._desk.ask.tell("The handbook was not saved", str(error))
            return
        self._remember(folder)
        self._desk.say(f"{len(written)} policies were saved in {folder}.")

    def save_book(self) -> None:
        """Write every policy in force as one PDF."""
        document = self.book()
        if document is None:
            return
        name = f"Handbook {self._today().isoformat()}.pdf"
        path = self._desk.ask.save_path("Save the handbook", str(self._folder() / name), "PDF (*.pdf)")
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".pdf")
        self._write(path, lambda target: paperview.write_pdf(document, target))

    def print_book(self) -> None:
        """Print every policy in force."""
        from csmanager.ui import printing

        document = self.book()
        if document is not None:
            printing.print_document(document, self._parent)

    def book(self) -> QTextDocument | None:
        """Every policy in force on paper; None, and says so, when there is none."""
        files = self._desk.read(queries.policy_files)
        if not files:
            self._desk.ask.tell("There is no handbook yet", _NOTHING)
            return None
        title = f"{self._desk.settings.name}: handbook"
        return paperview.paper_document(files, title, f"As in force on {day_text(self._today())}.")

    def _write(self, path: Path, write: Callable[[Path], None]) -> None:
        try:
            placed = replace_file(path, write)
        except AppError as error:
            self._desk.ask.tell(f"{path.name} was not saved", str(error))
            return
        self._remember(placed)
        self._desk.say(f"Saved as {placed.name}.")

    def _folder(self) -> Path:
        return Path(str(self._desk.preferences.get("export/folder", "")) or Path.home())

    def _remember(self, path: Path) -> None:
        self._desk.preferences.set("export/folder", str(path.parent))

    def _today(self) -> dt.date:
        return self._desk.today()

    def _open(self, dialog: FormDialog) -> None:
        self.dialog = dialog
        dialog.open()
