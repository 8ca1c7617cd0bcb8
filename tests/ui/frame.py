"""A window with two small pages, for tests of the frame itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QTextDocument
from PySide6.QtWidgets import QLineEdit, QSplitter, QVBoxLayout, QWidget

from csmanager.core.feature import Feature, Found, TodoItem
from csmanager.core.settings import read_settings, write_settings
from csmanager.ui.appearance import Appearance
from csmanager.ui.commands import Commands
from csmanager.ui.console import Console
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page


class NotePage(Page):
    """A field, a splitter, one command; it remembers what it was asked to do."""

    watches: ClassVar[frozenset[str]] = frozenset({"setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.loads = 0
        self.shown: list[str] = []
        self.field = QLineEdit()
        self.field.setAccessibleName("Note")
        self.halves = QSplitter(Qt.Orientation.Horizontal)
        self.halves.setObjectName("halves")
        self.halves.addWidget(self.field)
        self.halves.addWidget(QWidget())
        QVBoxLayout(self).addWidget(self.halves)
        self.rename = QAction("Re&name the store", self)
        self.rename.setShortcut(QKeySequence("Ctrl+R"))
        self.rename.triggered.connect(self.do_rename)

    def load(self) -> None:
        self.loads += 1

    def do_rename(self) -> None:
        settings = self.desk.settings
        self.desk.do("Rename the store", rename, f"{settings.name}!")

    def show_record(self, record: str) -> None:
        self.shown.append(record)

    def find_on_page(self) -> None:
        self.field.setFocus()

    def actions_offered(self) -> list[QAction]:
        return [self.rename]


class OtherPage(NotePage):
    """A second page, which takes dropped text files and can be printed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.dropped: list[Path] = []

    def drop(self, paths: list[Path]) -> bool:
        self.dropped += [path for path in paths if path.suffix == ".txt"]
        return bool(self.dropped)

    def print_document(self) -> QTextDocument:
        document = QTextDocument()
        document.setPlainText("A page")
        return document


class BrokenPage(Page):
    """A page that cannot be built the first time."""

    tries = 0

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        BrokenPage.tries += 1
        if BrokenPage.tries == 1:
            raise ZeroDivisionError("Ms Ortiz")

    def load(self) -> None:
        pass


def rename(session: object, name: str) -> None:
    from dataclasses import replace

    write_settings(session, replace(read_settings(session), name=name))  # type: ignore[arg-type]


def todo(_session: object, _today: object) -> list[TodoItem]:
    return [
        TodoItem("note", "Call back", "", 0, None, "late"),
        TodoItem("note", "Write", "", 1, None, "open"),
    ]


def badge(_session: object, _today: object) -> int:
    return 14


def find(_session: object, text: str, limit: int) -> list[Found]:
    people = ["Ana Ruiz", "Bo Lindt", "Dana Okafor"]
    return [Found("other", name, name, "Agent") for name in people if text.casefold() in name.casefold()][
        :limit
    ]


FEATURES = (
    Feature("today", "Today", page="tests.ui.frame:NotePage", todo="tests.ui.frame:todo", help="today.md"),
    Feature("note", "Notes", page="tests.ui.frame:NotePage", todo="tests.ui.frame:todo"),
    Feature(
        "other",
        "Others",
        page="tests.ui.frame:OtherPage",
        badge="tests.ui.frame:badge",
        find="tests.ui.frame:find",
        help="team.md",
    ),
    Feature("broken", "Broken", page="tests.ui.frame:BrokenPage"),
    Feature("service", "No tab"),
)


@dataclass
class Frame:
    """A console with its commands, and what the importer was handed."""

    console: Console
    commands: Commands
    appearance: Appearance
    imported: list[Sequence[Path]] = field(default_factory=list)
