"""The menu bar. Its titles are there for the first paint; what is in them comes right after (``commandlist``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

if TYPE_CHECKING:
    from csmanager.ui.commandlist import Command

MENUS = ("&File", "&Edit", "&View", "&Go", "&Record", "&Tools", "&Help")


class Menus:
    """The menu bar of a window, and every action in it by its key."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self.actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        self._commands: tuple[Command, ...] = ()
        self._groups: dict[str, QActionGroup] = {}
        self._page_actions: list[QAction] = []
        for title in MENUS:
            self.menus[title] = window.menuBar().addMenu(title)

    def fill(self, commands: Sequence[Command]) -> None:
        """Put the commands into the menus, whose titles alone are enough for the first paint."""
        self._commands = tuple(commands)
        self.recent_menu = QMenu("Open &recent", self._window)
        self._nothing = QAction("This page has no commands of its own", self._window)
        self._nothing.setEnabled(False)
        for command in commands:
            self._add(command)
        self.set_page_actions([])

    def _add(self, command: Command) -> None:
        menu = self.menus[command.menu]
        if command.starts_section:
            menu.addSeparator()
        if command.key == "recent":
            self.actions[command.key] = menu.addMenu(self.recent_menu)
            return
        action = QAction(command.title, self._window)
        action.setObjectName(command.key)
        action.setMenuRole(command.role)
        action.setCheckable(command.checkable)
        action.setShortcuts(_keys(command))
        if command.group:
            if command.group not in self._groups:
                self._groups[command.group] = QActionGroup(self._window)
            self._groups[command.group].addAction(action)
        menu.addAction(action)
        self.actions[command.key] = action

    def bind(self, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Run ``handlers[key]`` when the command is chosen."""
        for key, handler in handlers.items():
            self.actions[key].triggered.connect(_without_argument(handler))

    def add_pages(self, pages: Sequence[tuple[str, str]], go: Callable[[str], object]) -> None:
        """Put the pages into Go; the first nine answer Ctrl+1 to Ctrl+9."""
        menu = self.menus["&Go"]
        before = menu.actions()[0]
        taken: set[str] = {"f", "n", "p", "l"}
        for number, (key, title) in enumerate(pages, 1):
            action = QAction(with_access_key(title, taken), self._window)
            action.setObjectName(f"go_{key}")
            action.setMenuRole(QAction.MenuRole.NoRole)  # macOS must not guess from the text
            if number <= 9:
                action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(_without_argument(partial(go, key)))
            menu.insertAction(before, action)
            self.actions[f"go_{key}"] = action
        menu.insertSeparator(before)

    def set_page_actions(self, actions: Sequence[QAction]) -> None:
        """Show the commands of the page in Record, in place of those of the page before."""
        menu = self.menus["&Record"]
        for action in menu.actions():
            menu.removeAction(action)
        self._page_actions = list(actions)
        for action in actions:
            action.setMenuRole(QAction.MenuRole.NoRole)  # macOS must not guess from the text
            menu.addAction(action)
        if not actions:
            menu.addAction(self._nothing)

    def page_actions(self) -> list[QAction]:
        """The commands of the page that is shown."""
        return [action for action in self._page_actions if not action.isSeparator()]

    def offer(self, has_store: bool, can_write: bool) -> None:
        """Grey what cannot be done now."""
        from csmanager.ui.commandlist import Needs

        for command in self._commands:
            fits = {Needs.NOTHING: True, Needs.STORE: has_store, Needs.WRITING: has_store and can_write}[
                command.needs
            ]
            self.actions[command.key].setEnabled(fits)
        for key, action in self.actions.items():
            if key.startswith("go_"):
                action.setEnabled(has_store)

    def all(self) -> Iterator[tuple[str, QAction]]:
        """Every command that can be run from the menus: (path such as "File", action)."""
        for title, menu in self.menus.items():
            yield from _leaves(title.replace("&", ""), menu, self._nothing)


def _leaves(path: str, menu: QMenu, skipped: QAction) -> Iterator[tuple[str, QAction]]:
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from _leaves(f"{path} › {plain(action)}", below, skipped)
        elif not action.isSeparator() and action is not skipped:
            yield path, action


def _keys(command: Command) -> list[QKeySequence]:
    keys = [QKeySequence(text) for text in command.keys]
    if command.standard is not None:
        keys = QKeySequence.keyBindings(command.standard)[:1] + keys  # the rest are keyboards of long ago
    return keys


def _without_argument(handler: Callable[[], object]) -> Callable[..., None]:
    def run(*_checked: object) -> None:
        handler()

    return run


def plain(action: QAction) -> str:
    """The text of an action without its access key."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")


def with_access_key(title: str, taken: set[str]) -> str:
    """``title`` with "&" before its first letter that is not in ``taken``; the letter is added there."""
    for place, letter in enumerate(title):
        if letter.isalpha() and letter.lower() not in taken:
            taken.add(letter.lower())
            return f"{title[:place]}&{title[place:]}"
    return title
