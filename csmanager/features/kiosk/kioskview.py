"""The machine in somebody else's hands: pick a name, type the PIN, do what waits, and out again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.core.feature import Feature, load
from csmanager.features.kiosk import pins, queries, rules
from csmanager.features.kiosk.answersview import KioskAnswers
from csmanager.features.kiosk.guardwidget import Guard
from csmanager.features.kiosk.pinpadwidget import PinPad
from csmanager.features.kiosk.queries import NameRow
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.ui import theme
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.texts import day_text

_COLUMN = 640  # pixels of the column in the middle
_LETTERS = 60


class KioskWindow(QWidget):
    """Covers the screen until the manager's PIN. ``left``: the manager has the machine back."""

    left = Signal()

    def __init__(self, desk: Desk, features: Sequence[Feature], *, idle_ms: int | None = None) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setObjectName("kiosk")
        self.setProperty("guards", True)  # the window's own lock leaves it alone
        self.setWindowTitle("csmanager kiosk")
        self._desk, self._features = desk, tuple(features)
        self._ask = desk.ask
        self._may_close = False
        self._copied = ""
        self.person: NameRow | None = None
        self._wanted: NameRow | None = None
        self.guard = Guard(self, self._on_stir)
        self.idle = QTimer(self)
        self.idle.setSingleShot(True)
        self.idle.setInterval(rules.IDLE_SECONDS * 1000 if idle_ms is None else idle_ms)
        self.idle.timeout.connect(self.show_names)
        self.stack = QStackedWidget()
        self._make_names()
        self._make_pin()
        self._make_tasks()
        self.view: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.show_names()

    # coming and going

    def take(self) -> None:
        """Cover the screen; from now on nothing else of the program can be reached."""
        self._desk.ask = KioskAnswers(self)
        self._desk.sealing.lock()
        self._copied = QApplication.clipboard().text()  # what the manager copied is nobody else's
        QApplication.clipboard().clear()
        self.showFullScreen()
        self.guard.begin()
        self.raise_()
        self.activateWindow()
        self.names.setFocus()

    def give_back(self) -> None:
        """The manager has the machine back: everything is as it was."""
        self._may_close = True
        self.idle.stop()
        self._drop_view()
        self._desk.ask = self._ask
        QApplication.clipboard().setText(self._copied)
        self.guard.end()
        self.close()
        self.left.emit()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back to the names; no other key does anything here."""
        if event.key() == Qt.Key.Key_Escape and self.view is None:
            self.show_names()
        event.accept()

    # names

    def _make_names(self) -> None:
        title = _label("Who are you?", "page-title")
        self.search = QLineEdit()
        self.search.setAccessibleName("Find your name")
        self.search.setPlaceholderText("Type the beginning of your name")
        self.search.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._on_name)
        self.names = QListWidget()
        self.names.setAccessibleName("Names")
        self.names.setFont(theme.scaled(1.15))
        self.names.setSpacing(2)
        self.names.setWordWrap(True)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.names.itemClicked.connect(lambda _item: self._on_name())
        self.names.itemActivated.connect(lambda _item: self._on_name())
        self.note = _label("", "muted")
        self.back = QPushButton("Back to the manager…")
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self._ask_manager)
        foot = QHBoxLayout()
        foot.addWidget(self.note, 1)
        foot.addWidget(self.back)
        self._names_page = self._column(title, self.search, self.names, foot, stretch=self.names)

    def show_names(self) -> None:
        """Nobody is here: the list of names."""
        self.idle.stop()
        for dialog in self.findChildren(QDialog):
            dialog.reject()  # a question nobody answered goes with whoever was asked
        self.person = self._wanted = None
        self._drop_view()
        self.pad.clear()
        self.search.clear()
        self.note.setText("")
        self.names.clear()
        for row in self._desk.read(queries.names, self._desk.today()):
            item = QListWidgetItem(row.name if row.has_pin else f"{row.name}   (no PIN: sign on paper)")
            item.setData(Qt.ItemDataRole.UserRole, row)
            item.setToolTip(row.name)
            self.names.addItem(item)
        if self.names.count():
            self.names.setCurrentRow(0)
        self.stack.setCurrentWidget(self._names_page)
        self.names.setFocus()

    def _filter(self, text: str) -> None:
        wanted = text.casefold().split()
        first = None
        for at in range(self.names.count()):
            item = self.names.item(at)
            words = item.data(Qt.ItemDataRole.UserRole).name.casefold().split()
            fits = all(any(word.startswith(part) for word in words) for part in wanted)
            item.setHidden(not fits)
            if fits and first is None:
                first = at
        if first is not None:
            self.names.setCurrentRow(first)
        self.note.setText("" if first is not None else "Nobody here has a name like this.")

    def _on_name(self) -> None:
        item = self.names.currentItem()
        if item is None or item.isHidden():
            return
        row: NameRow = item.data(Qt.ItemDataRole.UserRole)
        if not row.has_pin:
            self.note.setText(f"{row.name} has no PIN yet. Ask the manager for one, or sign on paper.")
            return
        self._wanted = row
        self._show_pin(row.name, "Type your PIN.")

    # PIN

    def _make_pin(self) -> None:
        self.pin_title = _label("", "page-title")
        self.pin_title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.pin_note = _label("", "muted")
        self.pin_note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.pad = PinPad()
        self.pad.entered.connect(self._on_pin)
        self.pin_back = QPushButton("Back to the names")
        self.pin_back.setAutoDefault(False)
        self.pin_back.clicked.connect(self.show_names)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.pin_back)
        row.addStretch()
        self._pin_page = self._column(self.pin_title, self.pin_note, self.pad, row)

    def _show_pin(self, title: str, note: str) -> None:
        self.pin_title.setText(title)
        self.pin_note.setText(note)
        self.pad.clear()
        self.stack.setCurrentWidget(self._pin_page)
        self.pad.field.setFocus()
        self.idle.start()

    def _ask_manager(self) -> None:
        self._wanted = None
        self._show_pin("Back to the manager", "The manager's PIN opens the program again.")

    def _on_pin(self, typed: str) -> None:
        wanted = self._wanted
        try:
            pins.prove(self._desk.store, wanted.id if wanted is not None else None, typed)
        except AppError as error:
            self.pad.say(str(error))
            return
        if wanted is None:
            self.give_back()
            return
        self.person = wanted
        self._show_tasks()

    # tasks

    def _make_tasks(self) -> None:
        self.tasks_title = _label("", "page-title")
        self.tasks_note = _label("", "muted")
        self.list = QVBoxLayout()
        self.list.setSpacing(10)
        inside = QWidget()
        inside.setLayout(self.list)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self.done = QPushButton("I am done")
        self.done.setAutoDefault(False)
        self.done.clicked.connect(self.show_names)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.done)
        self.task_buttons: list[QPushButton] = []
        self._tasks_page = self._column(self.tasks_title, self.tasks_note, area, row, stretch=area)

    def _show_tasks(self) -> None:
        person = self.person
        if person is None:
            return
        self._drop_view()
        while (item := self.list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.task_buttons.clear()
        found = self._desk.read(queries.tasks, self._features, person.id, self._desk.today())
        self.tasks_title.setText(person.name)
        self.tasks_note.setText(
            f"{len(found)} thing{'s' if len(found) > 1 else ''} to do."
            if found
            else "Nothing waits for you. Thank you."
        )
        for task in found:
            self.list.addWidget(self._card(task))
        self.list.addStretch(1)
        self.stack.setCurrentWidget(self._tasks_page)
        (self.task_buttons[0] if self.task_buttons else self.done).setFocus()
        self.idle.start()

    def _card(self, task: KioskTask) -> QWidget:
        card = QFrame()
        card.setProperty("role", "card")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(_label(task.title, "card-title"))
        detail = task.detail
        if task.due is not None:
            detail = f"{detail} · by {day_text(task.due)}" if detail else f"by {day_text(task.due)}"
        words.addWidget(_label(detail, "muted"))
        button = QPushButton(task.kind)
        button.setProperty("primary", True)
        button.setAutoDefault(True)
        button.setAccessibleName(f"{task.kind}: {task.title}")
        button.clicked.connect(lambda _on=False: self.begin(task))
        self.task_buttons.append(button)
        row = QHBoxLayout(card)
        row.setContentsMargins(16, 12, 16, 12)
        row.addLayout(words, 1)
        row.addWidget(button)
        return card

    def begin(self, task: KioskTask) -> None:
        """Open what does the task."""
        if self.person is None:
            return
        feature = next(item for item in self._features if item.key == task.feature)
        assert feature.kiosk_view is not None
        view = load(feature.kiosk_view)(self._desk, task, self.person.id)
        view.finished.connect(self._on_finished)
        self.view = view
        self.stack.addWidget(view)
        self.stack.setCurrentWidget(view)
        view.setFocus()

    def _on_finished(self, _done: bool) -> None:
        self._show_tasks()

    def _drop_view(self) -> None:
        if self.view is not None:
            self.stack.removeWidget(self.view)
            self.view.hide()
            self.view.deleteLater()
            self.view = None

    def _on_stir(self) -> None:
        if self.idle.isActive():
            self.idle.start()

    # looks

    def _column(self, *parts: QWidget | QHBoxLayout, stretch: QWidget | None = None) -> QWidget:
        """A page whose parts stand in a column in the middle."""
        column = QVBoxLayout()
        column.setSpacing(12)
        if stretch is None:
            column.addStretch(1)
        for part in parts:
            if isinstance(part, QWidget):
                column.addWidget(part, 1 if part is stretch else 0)
            else:
                column.addLayout(part)
        if stretch is None:
            column.addStretch(2)
        inside = QWidget()
        inside.setLayout(column)
        inside.setMaximumWidth(max(_COLUMN, self.fontMetrics().averageCharWidth() * _LETTERS * 2))
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(32, 40, 32, 32)
        row.addStretch(1)
        row.addWidget(inside, 6)
        row.addStretch(1)
        self.stack.addWidget(page)
        return page


def _label(text: str, role: str) -> QLabel:
    made = QLabel(text)
    made.setProperty("role", role)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made
