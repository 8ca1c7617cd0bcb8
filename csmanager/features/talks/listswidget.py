"""What the pages of talks share: several lists, their commands, one form at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import Field, FormDialog


class TalkLists(ListsPage):
    """Lists with commands. A subclass says in ``may_do`` which commands fit what is chosen."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        lists: Sequence[tuple[str, str, RecordsWidget]],
        search: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, title, lists, search, parent)
        self.dialog: QDialog | None = None
        self.commands = Commands(self)

    def may_do(self) -> dict[str, bool]:
        """Which commands are possible now; one that is not named is."""
        return {}

    def show_chosen(self, made: RecordsWidget, show: Callable[[Any], None]) -> None:
        """Call ``show`` with the row that is chosen in ``made``, and clear its pane without one."""

        def on_chosen(row: Any) -> None:
            self.enable()
            if row is None:
                made.pane.clear()
            else:
                show(row)

        made.chosen.connect(on_chosen)

    def enable(self) -> None:
        """Let only what is possible be chosen."""
        may, on = not self.desk.store.read_only, self.may_do()
        for name, action in self.commands.actions.items():
            action.setEnabled(may and on.get(name, True))
        self.show_primary(bool(self.current().table.rows()))

    def actions_offered(self) -> list[QAction]:
        self.enable()
        return [action for action in self.commands.actions.values() if action.isEnabled()]

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        key, _, number = record.partition("/")
        if key in self.lists:
            made = self.show_list(key)
            if number.isdigit():
                made.select(int(number))

    def one(self, made: RecordsWidget) -> Any | None:
        """The only chosen row of ``made``, where that list is in front."""
        rows = made.table.selected_rows()
        return rows[0] if len(rows) == 1 and self.current() is made else None

    def some(self, made: RecordsWidget) -> list[Any]:
        """The chosen rows of ``made``, where that list is in front."""
        return made.table.selected_rows() if self.current() is made else []

    def form(
        self,
        title: str,
        fields: Sequence[Field],
        submit: Callable[[dict[str, Any]], Any],
        *,
        verb: str = "Save",
        text: str = "",
    ) -> None:
        """Ask ``fields``."""
        self.open(FormDialog(title, fields, submit, verb=verb, text=text, today=self.desk.today, parent=self))

    def open(self, dialog: QDialog) -> None:
        """Show a dialog, in place of the one before."""
        self.dialog = dialog
        dialog.open()

    def _on_switched(self, key: str) -> None:
        super()._on_switched(key)
        self.enable()
