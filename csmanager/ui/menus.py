"""Every command of the window: where it stands in the menus, what it is called, which keys run it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

_Key = QKeySequence.StandardKey
_Role = QAction.MenuRole

MENUS = ("&File", "&Edit", "&View", "&Go", "&Record", "&Tools", "&Help")


class Needs(Enum):
    """What must be there for a command to be offered."""

    NOTHING = "nothing"
    STORE = "an open store"
    WRITING = "a store open for writing"


@dataclass(frozen=True, slots=True)
class Command:
    """One command. ``asks``: it needs more input before anything happens, so its text ends in an ellipsis.

    ``standard`` keys are the platform's own; ``keys`` come beside them.
    """

    key: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    standard: QKeySequence.StandardKey | None = None
    asks: bool = False
    needs: Needs = Needs.NOTHING
    role: QAction.MenuRole = QAction.MenuRole.NoRole
    group: str = ""  # commands of one group are a choice of one
    checkable: bool = False
    starts_section: bool = False

    @property
    def title(self) -> str:
        """The text as the menu shows it."""
        return f"{self.text}…" if self.asks else self.text


COMMANDS: tuple[Command, ...] = (
    Command("new", "&File", "&New store", standard=_Key.New, asks=True),
    Command("open", "&File", "&Open", standard=_Key.Open, asks=True),
    Command("recent", "&File", "Open &recent"),
    Command("sample", "&File", "Open e&xample data"),
    Command(
        "save_copy",
        "&File",
        "&Save a copy",
        ("Ctrl+Shift+S",),
        asks=True,
        needs=Needs.STORE,
        starts_section=True,
    ),
    Command("import", "&File", "&Import", ("Ctrl+I",), asks=True, needs=Needs.WRITING, starts_section=True),
    Command("export", "&File", "&Export this view", ("Ctrl+E",), asks=True, needs=Needs.STORE),
    Command("print", "&File", "&Print", standard=_Key.Print, asks=True, needs=Needs.STORE),
    Command("back_up", "&File", "&Back up now", needs=Needs.STORE, starts_section=True),
    Command("restore", "&File", "Res&tore a backup", asks=True, needs=Needs.WRITING),
    Command("close", "&File", "&Close window", ("Ctrl+W",), starts_section=True),
    Command("quit", "&File", "&Quit", ("Ctrl+Q",), role=_Role.QuitRole),
    Command("undo", "&Edit", "&Undo", ("Ctrl+Z",), needs=Needs.WRITING),
    Command("redo", "&Edit", "&Redo", ("Ctrl+Y", "Ctrl+Shift+Z"), needs=Needs.WRITING),
    Command("cut", "&Edit", "Cu&t", standard=_Key.Cut, starts_section=True),
    Command("copy", "&Edit", "&Copy", standard=_Key.Copy),
    Command("copy_bare", "&Edit", "Copy &without headers", ("Ctrl+Shift+C",), needs=Needs.STORE),
    Command("paste", "&Edit", "&Paste", standard=_Key.Paste),
    Command("select_all", "&Edit", "Select &all", standard=_Key.SelectAll),
    Command(
        "find", "&Edit", "&Find on this page", standard=_Key.Find, needs=Needs.STORE, starts_section=True
    ),
    Command("theme_system", "&View", "Colours as the &system", group="theme", checkable=True),
    Command("theme_light", "&View", "&Light colours", group="theme", checkable=True),
    Command("theme_dark", "&View", "&Dark colours", group="theme", checkable=True),
    Command("zoom_in", "&View", "Zoom &in", ("Ctrl++", "Ctrl+="), starts_section=True),
    Command("zoom_out", "&View", "Zoom &out", ("Ctrl+-",)),
    Command("zoom_normal", "&View", "&Normal size", ("Ctrl+0",)),
    Command("refresh", "&View", "&Refresh", ("F5",), needs=Needs.STORE, starts_section=True),
    Command("reset_columns", "&View", "Reset &columns", needs=Needs.STORE),
    Command("full_screen", "&View", "&Full screen", ("F11",), checkable=True, starts_section=True),
    Command("palette", "&Go", "&Find a record or command", ("Ctrl+K",), asks=True),
    Command(
        "next_page", "&Go", "&Next page", ("Ctrl+Tab", "Ctrl+PgDown"), needs=Needs.STORE, starts_section=True
    ),
    Command("previous_page", "&Go", "&Previous page", ("Ctrl+Shift+Tab", "Ctrl+PgUp"), needs=Needs.STORE),
    Command("to_tabs", "&Go", "To the &list of pages", ("F6",), needs=Needs.STORE),
    Command("history", "&Tools", "&History", ("Ctrl+H",), needs=Needs.STORE),
    Command("trash", "&Tools", "&Trash", needs=Needs.STORE),
    Command("check", "&Tools", "&Check store", needs=Needs.STORE),
    Command(
        "settings",
        "&Tools",
        "&Settings",
        ("Ctrl+,",),
        asks=True,
        role=_Role.PreferencesRole,
        starts_section=True,
    ),
    Command("help", "&Help", "&Help on this page", ("F1",)),
    Command("shortcuts", "&Help", "&Keyboard shortcuts", ("Ctrl+/",)),
    Command("about", "&Help", "&About csmanager", role=_Role.AboutRole, starts_section=True),
)


class Menus:
    """The menu bar of a window, and every action in it by its key."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self.actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        self.recent_menu = QMenu("Open &recent", window)
        self._groups: dict[str, QActionGroup] = {}
        self._page_actions: list[QAction] = []
        for title in MENUS:
            self.menus[title] = window.menuBar().addMenu(title)
        for command in COMMANDS:
            self._add(command)
        self._nothing = QAction("This page has no commands of its own", window)
        self._nothing.setEnabled(False)
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
            action.setMenuRole(_Role.NoRole)  # macOS must not guess from the text
            menu.addAction(action)
        if not actions:
            menu.addAction(self._nothing)

    def page_actions(self) -> list[QAction]:
        """The commands of the page that is shown."""
        return [action for action in self._page_actions if not action.isSeparator()]

    def offer(self, has_store: bool, can_write: bool) -> None:
        """Grey what cannot be done now."""
        for command in COMMANDS:
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
