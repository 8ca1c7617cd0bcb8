"""What each command of the menus does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QApplication, QDialog

from csmanager.core.paths import stores_dir
from csmanager.ui import clipping, editing
from csmanager.ui.appearance import Appearance
from csmanager.ui.console import Console, usual_store
from csmanager.ui.moments import count_text
from csmanager.ui.palette import Palette
from csmanager.ui.placing import Placing
from csmanager.ui.privacy import Privacy
from csmanager.ui.protection import Protection
from csmanager.ui.supporting import Supporting
from csmanager.ui.welcome import Welcome

if TYPE_CHECKING:
    from csmanager.core.backup import BackupRow
    from csmanager.core.check import CheckReport
    from csmanager.ui.desk import Desk

STORE_FILTER = "csmanager store (*.csm)"
SHEET_FILTER = (
    "Tables and texts (*.xlsx *.xlsm *.xlsb *.xls *.ods *.csv *.tsv *.txt *.html *.md *.docx);;All files (*)"
)


class Commands:
    """Binds the menus of a console's window to what they do."""

    def __init__(self, console: Console, appearance: Appearance) -> None:
        self.console = console
        self.window = console.window
        self.appearance = appearance
        self.dialogs: dict[str, QDialog] = {}
        self.palette = Palette(self.window, self._palette_actions, console)
        self.welcome: Welcome | None = None
        self._pasted: list[Path] = []  # folders of pasted blocks, removed with the store
        menus = self.window.menus
        self.privacy = Privacy(console)
        self.protection = Protection(console)
        console.locked.connect(self.protection.ask)
        self.placing = Placing(console)
        own = (self.privacy, self.protection, self.placing, Supporting(console))
        menus.bind({**self._handlers(), **{key: act for one in own for key, act in one.handlers().items()}})
        appearance.follow()
        menus.recent_menu.aboutToShow.connect(self._fill_recent)
        self._fill_recent()
        menus.actions[f"theme_{appearance.theme}"].setChecked(True)
        self.window.dropped.connect(self.take_files)
        console.checking.found.connect(self.say_problems)
        console.opening_failed.connect(lambda _error: self._after_failure())
        console.closed.connect(self._on_closed)

    def _handlers(self) -> dict[str, Callable[[], object]]:
        console, window, appearance = self.console, self.window, self.appearance
        return {
            "new": self.new_store,
            "open": self.open_store,
            "sample": console.open_sample,
            "save_copy": self.save_copy,
            "import": self.import_files,
            "export": self.export_view,
            "print": self.print_page,
            "preview": self.preview,
            "back_up": console.backups.back_up,
            "restore": self.restore,
            "close": window.close,
            "quit": console.quit,
            "undo": console.undo,
            "redo": console.redo,
            "cut": editing.cut,
            "copy": editing.copy,
            "copy_bare": editing.copy_without_headers,
            "paste": self.paste,
            "select_all": editing.select_all,
            "find": self.find,
            "theme_system": lambda: appearance.set_theme("system"),
            "theme_light": lambda: appearance.set_theme("light"),
            "theme_dark": lambda: appearance.set_theme("dark"),
            "zoom_in": lambda: appearance.zoom(+1),
            "zoom_out": lambda: appearance.zoom(-1),
            "zoom_normal": lambda: appearance.zoom(0),
            "refresh": self.refresh,
            "reset_columns": self.reset_columns,
            "full_screen": self.full_screen,
            "palette": self.palette.open,
            "next_page": lambda: window.navigation.step(+1),
            "previous_page": lambda: window.navigation.step(-1),
            "to_tabs": lambda: window.navigation.setFocus(Qt.FocusReason.ShortcutFocusReason),
            "hand_over": self.hand_over,
            "ledger": self.show_ledger,
            "history": self.show_history,
            "trash": self.show_trash,
            "data_protection": lambda: window.show_page("privacy"),
            "check": self.check_store,
            "settings": self.show_settings,
            "help": self.show_help,
            "shortcuts": self.show_shortcuts,
            "about": self.show_about,
        }

    # beginning

    def begin(self, store: Path | None, *, sample: bool = False, smoke: bool = False) -> None:
        """After the first paint: open what was asked for, or the store of last time, or offer a beginning."""
        if sample or (smoke and store is None):
            self.console.open_sample()
        elif store is not None:
            self.console.open(store)
        else:
            last = next((path for path in self.console.preferences.recent()[:1] if path.exists()), None)
            if last is not None:
                self.console.open(last)
            else:
                self.show_welcome()

    def show_welcome(self) -> None:
        """Show the three ways to begin in place of the pages."""
        recent = [path for path in self.console.preferences.recent() if path.exists()]
        self.welcome = welcome = Welcome(recent, own_exists=usual_store().exists())
        welcome.sample.connect(self._begin_sample)
        welcome.own.connect(self._begin_own)
        welcome.other.connect(self.open_store)
        welcome.chosen.connect(lambda text: self.console.open(Path(text)))
        self.window.show_instead(welcome)
        welcome.setFocus()

    def _begin_sample(self) -> None:
        if self.welcome is not None:
            self.welcome.set_busy("Making up a year and a half of contacts …")
        self.console.open_sample()

    def _begin_own(self) -> None:
        is_new = not usual_store().exists()
        self.console.start_own()
        if is_new:
            self.console.preferences.set("window/page", "team")

    def _after_failure(self) -> None:
        if self.console.desk is None:
            self.show_welcome()

    def answer_call(self, store: str) -> None:
        """A second start: come to the front, and open what it was given."""
        window = self.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        if store:
            self.console.open(Path(store))

    # File

    def new_store(self) -> None:
        """Make a store where the person says, and open it."""
        path = self.console.ask.save_path("New store", str(stores_dir() / "New team.csm"), STORE_FILTER)
        if path is None:
            return
        path = _with_suffix(path)
        if path.exists():
            self.console.ask.tell(
                f"{path.name} was not made",
                f"There is already a file {path.name}. Open it, or choose another name.",
            )
            return
        self.console.open(path, create=True)

    def open_store(self) -> None:
        """Open another store."""
        for path in self.console.ask.open_paths("Open a store", STORE_FILTER)[:1]:
            self.console.open(path)

    def _fill_recent(self) -> None:
        menu = self.window.menus.recent_menu
        menu.clear()
        paths = self.console.preferences.recent()
        for number, path in enumerate(paths, 1):
            action = QAction(f"&{number} {path.name.replace('&', '&&')}", menu)
            action.setToolTip(str(path))
            action.setStatusTip(str(path))
            action.setEnabled(path.exists())
            action.triggered.connect(lambda _checked=False, path=path: self.console.open(path))
            menu.addAction(action)
        if not paths:
            menu.addAction("No store was opened yet").setEnabled(False)

    def save_copy(self) -> None:
        """Write a compact copy of the store; the window stays with the store it has."""
        from csmanager.core import files

        desk = self._desk()
        source = desk.store.path
        path = self.console.ask.save_path(
            "Save a copy", str(source.with_name(f"{source.stem} copy.csm")), STORE_FILTER
        )
        if path is None:
            return
        path = _with_suffix(path)
        if path.absolute() == source:
            self.console.ask.tell(
                "No copy was made", f"{path.name} is the store that is open. Choose another name."
            )
            return

        def write(temporary: Path) -> None:
            temporary.unlink()
            desk.store.copy_to(temporary)

        desk.run(
            "Saving a copy",
            lambda _progress: files.replace_file(path, write, is_private=True),
            then=lambda one: desk.sent_out(one, "Copy of the store", f"A copy was saved as {one.name}."),
        )

    def import_files(self) -> None:
        """Choose files and show the importer's preview of them."""
        paths = self.console.ask.open_paths("Import", SHEET_FILTER)
        if paths:
            self._import(paths)

    def show_ledger(self) -> None:
        """List what was imported."""
        show_ledger = self.console.program.show_ledger
        if show_ledger is not None:
            show_ledger(self._desk(), self.window)

    def _import(self, paths: list[Path]) -> None:
        self.console.program.import_files(self._desk(), self.window, paths)

    def take_files(self, names: list[str]) -> None:
        """Take what was dropped on the window: stores are opened, the rest goes to the page or the importer."""
        paths = [Path(name) for name in names]
        stores = [path for path in paths if path.suffix.lower() == ".csm"]
        if stores:
            self.console.open(stores[0])
            return
        if self.console.desk is None:
            self.console.ask.tell("Nothing was imported", "Open a store first, then drop the file again.")
            return
        page = self.window.page()
        if page is not None and page.drop(paths):
            return
        if self._may_write("import"):
            self._import(paths)

    def _may_write(self, key: str) -> bool:
        if self.window.menus.actions[key].isEnabled():
            return True
        self.console.ask.tell("Nothing was imported", "This store is open for reading only.")
        return False

    def export_view(self) -> None:
        """Write the table in view as a workbook or CSV."""
        from csmanager.ui import exportview

        page = self.window.page()
        table = editing.table_in_view(page)
        if page is None or table is None:
            self.console.ask.tell("Nothing to export", "There is no table on this page to export.")
            return
        exportview.export(self._desk(), self.window, self._page_title(), table)

    def print_page(self) -> None:
        """Print the page, or the table in view."""
        self._print("print_document")

    def preview(self) -> None:
        """Show the page as it will be printed."""
        self._print("preview")

    def _print(self, way: str) -> None:
        from csmanager.ui import printing

        document = self._document()
        if document is not None:
            what = f"Page: {self._page_title()}"  # for the register of exports
            getattr(printing, way)(document, self.window, self._desk().today(), what=what)

    def _document(self) -> QTextDocument | None:
        from csmanager.ui import printing

        page = self.window.page()
        document = page.print_document() if page is not None else None
        if document is None:
            table = editing.table_in_view(page)
            if table is not None:
                return printing.table_document(self._page_title(), table)
            self.console.ask.tell("Nothing to print", "This page has nothing to print.")
        return document

    def restore(self) -> None:
        """Choose a backup, see what is in it, and put it in the place of the present file."""
        from csmanager.ui.restoredialog import RestoreDialog

        desk = self._desk()
        dialog = RestoreDialog(desk, self.window)
        dialog.chosen.connect(self._restore)
        self._show("restore", dialog)

    def _restore(self, row: BackupRow) -> None:
        self.console.restore(row.path)

    # Edit, View

    def paste(self) -> None:
        """Paste into the field; elsewhere a block of cells goes to the page, or to the importer."""
        if editing.paste():
            return
        clipboard = QApplication.clipboard()
        text = clipboard.text()
        if "\t" not in text and clipboard.mimeData().hasHtml():
            text = clipping.block_of(clipboard.mimeData().html()) or text
        page = self.window.page()
        if page is not None and editing.is_block(text) and page.paste_block(text):
            return
        if self.console.desk is not None and editing.is_block(text) and self._may_write("import"):
            block = editing.keep_block(text)
            self._pasted.append(block.parent)
            self._import([block])

    def find(self) -> None:
        """Put the caret in the page's search."""
        page = self.window.page()
        if page is not None:
            page.find_on_page()

    def refresh(self) -> None:
        """Read the page again."""
        page = self.window.page()
        if page is not None:
            page.refresh()

    def reset_columns(self) -> None:
        """Show the columns of every table on the page as they were at first."""
        editing.reset_columns(self.window.page())

    def full_screen(self) -> None:
        """Fill the screen, or go back."""
        self.window.setWindowState(self.window.windowState() ^ Qt.WindowState.WindowFullScreen)

    # Tools, Help

    def hand_over(self) -> None:
        """Cover the screen for somebody of the team, who sees only their own tasks."""
        hand_over = self.console.program.hand_over
        if hand_over is not None:
            hand_over(self._desk(), self.window)

    def show_history(self) -> None:
        """Open the list of everything that was changed."""
        from csmanager.ui.historyview import HistoryView

        if not self._raise("history"):
            self._show("history", HistoryView(self._desk(), self.window))

    def show_trash(self) -> None:
        """Open the Trash."""
        from csmanager.ui.trashview import TrashView

        if not self._raise("trash"):
            self._show("trash", TrashView(self._desk(), self.window))

    def check_store(self) -> None:
        """Check the file and its history, and say what was found."""
        from csmanager.core.check import check_store

        desk = self._desk()
        desk.run("Checking the store", lambda _progress: check_store(desk.store), then=self._on_checked)

    def _on_checked(self, report: CheckReport) -> None:
        if report.problems:
            self.say_problems(report)
        else:
            rows = sum(report.counts.values())
            self.console.ask.tell(
                f"{report.path.name} is whole",
                f"Everything was read: {count_text(rows)} records are as they should be, and so is the history"
                f" (entries: {count_text(report.entries)}). There is nothing for you to do.",
            )

    def say_problems(self, report: CheckReport) -> None:
        """Say what a check found, with the way out of it."""
        found = "\n".join(f"• {problem}" for problem in report.problems)
        title = f"{report.path.name} is not whole"
        desk = self._desk()
        if len(report.outdated) < len(report.problems) or desk.store.read_only:
            self.console.ask.tell(
                title,
                f"{found}\n\nNothing was changed. Restore the newest backup with File > Restore a backup.",
            )
        elif self.console.ask.confirm(
            title,
            f"{found}\n\nWhat you entered is all there. These parts are worked out from it and can be made again.",
            "Make again",
            "Leave as it is",
        ):
            from csmanager.core.check import mend

            desk.run("Making it again", lambda _progress: mend(desk.store), then=self._on_mended)

    def _on_mended(self, mended: tuple[str, ...]) -> None:
        self._desk().say(f"Made again: {count_text(len(mended))} parts")
        for page in self.window.pages():
            page.refresh()

    def show_settings(self) -> None:
        """Open the settings of the store and of the window."""
        from csmanager.ui.settingsdialog import SettingsDialog

        if not self._raise("settings"):
            self._show("settings", SettingsDialog(self.console, self.appearance, self.window))

    def show_help(self) -> None:
        """Open the help page of the tab in front."""
        from csmanager.ui.helpview import HelpView

        key = self.window.page_key() if self.console.desk is not None else ""
        name = next(
            (item.help for item in self.console.program.features if item.key == key and item.help), None
        )
        shown = self.dialogs.get("help")
        if isinstance(shown, HelpView):
            shown.show_topic(name or "start.md")
            self._raise("help")
            return
        view = HelpView(self.window)
        view.show_topic(name or "start.md")
        self._show("help", view)

    def show_shortcuts(self) -> None:
        """Open the list of keys, made from the menus as they are now."""
        from csmanager.ui.shortcutsdialog import ShortcutsDialog

        self._show("shortcuts", ShortcutsDialog(self.window.menus, self.window))

    def show_about(self) -> None:
        """Say which version this is, where the data lies and under which licences it works."""
        from csmanager.ui.aboutdialog import AboutDialog

        path = self.console.present.path if self.console.present is not None else None
        self._show("about", AboutDialog(path, self.window))

    # inside

    def _desk(self) -> Desk:
        assert self.console.desk is not None, "the command is offered with a store only"
        return self.console.desk

    def _page_title(self) -> str:
        return self.window.titles.get(self.window.page_key(), "csmanager")

    def _palette_actions(self) -> list[tuple[str, QAction]]:
        return [
            (path, action) for path, action in self.window.menus.all() if action.objectName() != "palette"
        ]

    def _show(self, key: str, dialog: QDialog) -> None:
        old = self.dialogs.pop(key, None)
        if old is not None:
            old.close()
        self.dialogs[key] = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.destroyed.connect(lambda: self._forget(key, dialog))
        dialog.show()
        dialog.raise_()

    def _forget(self, key: str, dialog: QDialog) -> None:
        if self.dialogs.get(key) is dialog:
            del self.dialogs[key]

    def _raise(self, key: str) -> bool:
        dialog = self.dialogs.get(key)
        if dialog is None:
            return False
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        return True

    def _on_closed(self) -> None:
        for dialog in list(self.dialogs.values()):
            dialog.close()
        for folder in self._pasted:
            shutil.rmtree(folder, ignore_errors=True)
        self._pasted.clear()


def _with_suffix(path: Path) -> Path:
    return path if path.suffix else path.with_name(f"{path.name}.csm")
