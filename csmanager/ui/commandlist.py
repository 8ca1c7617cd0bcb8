"""Every command of the window: where it stands in the menus, what it is called, which keys run it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QAction, QKeySequence

_Key = QKeySequence.StandardKey
_Role = QAction.MenuRole


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
    Command("ledger", "&File", "Earlier i&mports", asks=True, needs=Needs.STORE),
    Command("export", "&File", "&Export this view", ("Ctrl+E",), asks=True, needs=Needs.STORE),
    Command("print", "&File", "&Print", standard=_Key.Print, asks=True, needs=Needs.STORE),
    Command("preview", "&File", "Print pre&view", needs=Needs.STORE),
    Command("back_up", "&File", "&Back up now", needs=Needs.STORE, starts_section=True),
    Command("restore", "&File", "Res&tore a backup", asks=True, needs=Needs.WRITING),
    Command("second_place", "&File", "Copies in &a second place", asks=True, needs=Needs.WRITING),
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
    Command("hand_over", "&Tools", "Hand &over (kiosk)", ("Ctrl+Shift+K",), asks=True, needs=Needs.WRITING),
    Command(
        "sealed",
        "&Tools",
        "Unlock sealed &notes",
        ("Ctrl+Shift+U",),
        asks=True,
        needs=Needs.STORE,
        starts_section=True,
    ),
    Command("passphrase", "&Tools", "Change the &passphrase", asks=True, needs=Needs.WRITING),
    Command("recovery_sheet", "&Tools", "New &recovery sheet", asks=True, needs=Needs.WRITING),
    Command("protect", "&Tools", "Prot&ect the store", asks=True, needs=Needs.WRITING),
    Command("unprotect", "&Tools", "Take the protection o&ff", asks=True, needs=Needs.WRITING),
    Command("store_sheet", "&Tools", "Recover&y sheet of the store", asks=True, needs=Needs.STORE),
    Command("lock", "&Tools", "&Lock the window", ("F9",), needs=Needs.STORE),
    Command("history", "&Tools", "&History", ("Ctrl+H",), needs=Needs.STORE, starts_section=True),
    Command("trash", "&Tools", "&Trash", needs=Needs.STORE),
    Command("unsaved", "&Tools", "Unsa&ved texts", asks=True, needs=Needs.STORE),
    Command("data_protection", "&Tools", "&Data protection", needs=Needs.STORE),
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
    Command("support", "&Help", "&Bundle for support", asks=True, needs=Needs.STORE),
    Command("about", "&Help", "&About csmanager", role=_Role.AboutRole, starts_section=True),
)
