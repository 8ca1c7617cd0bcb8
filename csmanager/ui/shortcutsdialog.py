"""The keyboard shortcuts, read from the menus at the moment they are shown."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from csmanager.ui.menus import Menus, plain

_EVERYWHERE = (  # keys that belong to Qt's own widgets or to tables, not to a menu
    ("In a table", "Open the record", "Return"),
    ("In a table", "Edit in place", "F2"),
    ("In a table", "Menu of the record", "Shift+F10"),
    ("In a table", "Go to the row that starts with what you type", "A to Z"),
    ("In a date", "Put in today", "Ctrl+;"),
    ("Everywhere", "Leave, close, or clear the search", "Esc"),
    ("Everywhere", "Next field", "Tab"),
    ("Everywhere", "Open a menu by its underlined letter", "Alt"),
)


class ShortcutsDialog(QDialog):
    """One line a command with its keys, filtered as one types."""

    def __init__(self, menus: Menus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(560, 600)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Search commands and keys")
        self.filter.setAccessibleName("Search commands and keys")
        self.filter.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Commands and their keys")
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels(["Command", "Keys"])
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.setRootIsDecorated(False)
        groups: dict[str, QTreeWidgetItem] = {}
        for path, title, keys in rows(menus):
            group = groups.get(path)
            if group is None:
                group = groups[path] = QTreeWidgetItem(self.tree, [path])
                font = group.font(0)
                font.setBold(True)
                group.setFont(0, font)
            QTreeWidgetItem(group, [title, keys])
        self.tree.expandAll()
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addWidget(self.filter)
        column.addWidget(self.tree, 1)
        column.addWidget(box)
        self.filter.textChanged.connect(self._on_filter)
        self.filter.setFocus()

    def _on_filter(self, text: str) -> None:
        wanted = text.casefold().strip()
        for place in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(place)
            assert group is not None
            shown = 0
            for row in range(group.childCount()):
                item = group.child(row)
                assert item is not None
                fits = wanted in item.text(0).casefold() or wanted in item.text(1).casefold()
                item.setHidden(not fits)
                shown += fits
            group.setHidden(shown == 0)


def rows(menus: Menus) -> list[tuple[str, str, str]]:
    """(menu, command, keys) for every command that has keys, then the keys of tables and fields."""
    found = []
    for path, action in menus.all():
        keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()]
        if keys:
            found.append((path, plain(action), ", ".join(keys)))
    return found + list(_EVERYWHERE)
