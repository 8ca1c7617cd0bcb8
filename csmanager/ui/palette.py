"""Find anything: every command of the menus and every record, from one line of typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from csmanager.ui import palettematch
from csmanager.ui.menus import plain
from csmanager.ui.palettedelegate import PaletteDelegate

if TYPE_CHECKING:
    from csmanager.core.feature import Found
    from csmanager.ui.console import Console

_WIDTH = 620  # px
_SHOWN = 9  # lines without scrolling
_MOST_COMMANDS = 12
_ENTRY = Qt.ItemDataRole.UserRole
DETAIL = Qt.ItemDataRole.UserRole + 1
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: +1, Qt.Key.Key_PageUp: -_SHOWN, Qt.Key.Key_PageDown: +_SHOWN}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: ``run`` is what Enter does."""

    title: str
    detail: str
    run: Callable[[], object]


class Palette(QFrame):
    """Lies over the window. Enter runs the chosen line; Esc closes and gives the focus back."""

    def __init__(
        self,
        window: QMainWindow,
        actions: Callable[[], Sequence[tuple[str, QAction]]],
        console: Console,
    ) -> None:
        super().__init__(window)
        self.setObjectName("palette")
        self.setAccessibleName("Find a record or command")
        self.setProperty("role", "card")
        self._window = window
        self._actions = actions
        self._console = console
        self._before: QWidget | None = None
        self._records: list[Entry] = []
        self.field = QLineEdit()
        self.field.setObjectName("paletteField")
        self.field.setPlaceholderText("Type a name, a word or a command")
        self.field.setAccessibleName("Find a record or command")
        self.field.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setObjectName("paletteList")
        self.list.setAccessibleName("What was found")
        self.list.setItemDelegate(PaletteDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = QLabel("Nothing is called that. Try another word.")
        self.nothing.setMargin(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self.nothing)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_text)
        self.list.itemClicked.connect(self._run)
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Come up, empty, with the caret in the field; a second call closes again."""
        if self.isVisible():
            self.dismiss()
            return
        self._before = QApplication.focusWidget()
        self._records = []
        self.field.clear()
        self._fill()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dismiss(self) -> None:
        """Close and give the focus back."""
        before, self._before = self._before, None
        self.hide()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def entries(self) -> list[str]:
        """The titles of the lines that are shown, for tests."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def _on_text(self, text: str) -> None:
        wanted = text.strip()
        desk = self._console.desk
        if len(wanted) >= 2 and desk is not None:
            from csmanager.ui import lookup

            desk.fetch(self, lookup.records, self._console.program.features, wanted, then=self._on_found)
        else:
            self._records = []
        self._fill()

    def _on_found(self, found: list[Found]) -> None:
        titles = self._console.window.titles
        self._records = [
            Entry(
                one.title,
                " · ".join(part for part in (titles.get(one.feature, ""), one.detail) if part),
                self._show(one),
            )
            for one in found
        ]
        self._fill()

    def _show(self, found: Found) -> Callable[[], object]:
        return lambda: self._console.window.show_page(found.feature, found.record)

    def _commands(self, wanted: str) -> list[Entry]:
        scored: list[tuple[int, int, Entry]] = []
        for place, (path, action) in enumerate(self._actions()):
            if not action.isEnabled() or not action.isVisible():
                continue
            title = plain(action)
            score = palettematch.score(wanted, title, path)
            if score is None:
                continue
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            detail = f"{path}   {keys}" if keys else path
            scored.append((score, place, Entry(title, detail, action.trigger)))
        scored.sort(key=lambda item: item[:2])
        return [entry for _, _, entry in scored[:_MOST_COMMANDS]]

    def _fill(self) -> None:
        wanted = self.field.text().strip()
        commands = self._commands(wanted)
        self.list.clear()
        for entry in (*self._records, *commands) if wanted else commands:
            item = QListWidgetItem(entry.title)
            item.setData(_ENTRY, entry)
            item.setData(DETAIL, entry.detail)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.title}, {entry.detail}")
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(self.list.count() > 0)
        self.nothing.setVisible(self.list.count() == 0)
        self._place()

    def _place(self) -> None:
        room = self._window.rect()
        width = min(_WIDTH, room.width() - 32)
        rows = max(1, min(_SHOWN, self.list.count()))
        row = self.list.sizeHintForRow(0) if self.list.count() else 36
        self.list.setFixedHeight(rows * row + 2 * self.list.frameWidth() + 2)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move(QPoint((room.width() - width) // 2, max(8, room.height() // 9)))

    def _run(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        entry: Entry = item.data(_ENTRY)
        self.dismiss()
        QTimer.singleShot(
            0, entry.run
        )  # after the focus went back, so that Copy and the like find their field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._on_key(event)
            if event.type() == QEvent.Type.FocusOut and self.isVisible() and self._window.isActiveWindow():
                QTimer.singleShot(0, self._close_when_left)
        elif watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentItem())
        elif key in _MOVES and self.list.count():
            row = self.list.currentRow() + _MOVES[key]
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))
        else:
            return False
        return True

    def _close_when_left(self) -> None:
        focused = QApplication.focusWidget()
        if (
            self.isVisible()
            and focused is not None
            and focused is not self.field
            and not self.isAncestorOf(focused)
        ):
            self._before = None
            self.hide()
