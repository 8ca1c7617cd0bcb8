"""The frame: tabs at the left, the page, the status line. It knows no store; ``console`` fills it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from csmanager.ui.menus import Menus
from csmanager.ui.navigation import Navigation
from csmanager.ui.preferences import Preferences
from csmanager.ui.statusline import StatusLine

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent

    from csmanager.ui.notice import Notice
    from csmanager.ui.page import Page

NARROW_BELOW = 1008  # px; the Windows break point between medium and large windows
_TABLES = (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".html", ".htm")
WELCOME = (*_TABLES, ".md", ".markdown", ".docx")
_FIRST_SIZE = (1280, 800)
_SMALLEST = (640, 480)
_MUST_SHOW = 80  # px of the title bar that have to lie on some screen

Build = Callable[[str], "Page"]


class Window(QMainWindow):
    """The main window.

    ``shown`` is sent with a page's key when it comes to the front; ``closing`` before the window goes;
    ``dropped`` with the local files dropped on it; ``painted`` once, after the first paint.
    """

    shown = Signal(str)
    closing = Signal()
    dropped = Signal(list)
    painted = Signal()

    def __init__(self, pages: Sequence[tuple[str, str]], preferences: Preferences) -> None:
        """``pages``: (key, title), in order."""
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("csmanager")
        self.preferences = preferences
        self.titles = dict(pages)
        self.failures: dict[str, str] = {}  # page key -> why it could not be opened
        self._build: Build | None = None
        self._built: dict[str, Page] = {}
        self._notices: dict[str, Notice] = {}  # what stands there for a page that failed
        self._is_painted = False
        self._front = ""  # the key of the page in front
        self.setAcceptDrops(True)
        self.setMinimumSize(*_SMALLEST)

        self.navigation = Navigation(pages)
        self.stack = QStackedWidget()
        self.stack.setObjectName("pages")
        self.front = QStackedWidget()  # 0: the workspace, 1: what stands there without a store
        column = self._column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stack, 1)
        workspace = QWidget()
        workspace.setObjectName("workspace")
        row = QHBoxLayout(workspace)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addLayout(column, 1)
        self.front.addWidget(workspace)
        self.setCentralWidget(self.front)

        self.menus = Menus(self)
        self.status = StatusLine()
        self.setStatusBar(self.status)
        self.navigation.chosen.connect(self._on_chosen)
        self._restore_place()

    def furnish(self) -> None:
        """Fill the menus; the first paint did not wait for them."""
        from csmanager.ui.banner import Banner
        from csmanager.ui.commandlist import COMMANDS
        from csmanager.ui.notice import Notice

        self._wait = Notice("Opening the store …")
        self.stack.addWidget(self._wait)
        self.navigation.furnish()
        self.status.furnish()
        self.banner = Banner()
        self._column.insertWidget(0, self.banner)
        self.menus.fill(COMMANDS)
        self.menus.add_pages(list(self.titles.items()), self.show_page)
        self.menus.offer(False, False)
        self.menus.menus["&Record"].aboutToShow.connect(self.offer_page_actions)

    # pages

    def begin(self, build: Build) -> None:
        """From now on pages can be built; the last page of last time, or the first, comes to the front."""
        self._build = build
        self.show_workspace()
        keys = self.navigation.page_keys()
        last = str(self.preferences.get("window/page", ""))
        self.show_page(last if last in keys else keys[0])

    def end(self) -> None:
        """Take every page away, since its store is going."""
        self._save_splitters()
        self._build, self._front = None, ""
        self.menus.set_page_actions([])
        self.stack.setCurrentWidget(self._wait)
        for page in self._built.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._built.clear()
        for key in list(self._notices):
            self._forget_notice(key)
        for key in self.navigation.page_keys():
            self.navigation.set_count(key, None)

    def show_page(self, key: str, record: str = "") -> None:
        """Bring the page ``key`` to the front, built when it was not yet, and show ``record`` on it."""
        if self.navigation.current() == key:
            self._on_chosen(key)
        elif key not in self.navigation.page_keys():
            if key in self.titles:
                self.navigation.leave()
                self._on_chosen(key)
        else:
            self.navigation.set_current(key)
        page = self._built.get(key)
        if record and page is not None:
            page.show_record(record)

    def offer_page_actions(self) -> None:
        """Put the page's commands, as they are now, into Record."""
        page = self.page()
        self.menus.set_page_actions(page.actions_offered() if page is not None and self._build else [])

    def page(self) -> Page | None:
        """The page in front; None before the first and when it could not be opened."""
        return self._built.get(self._front)

    def page_key(self) -> str:
        """The key of the page in front; empty before the first."""
        return self._front

    def pages(self) -> list[Page]:
        """Every page that was built."""
        return list(self._built.values())

    def show_workspace(self) -> None:
        """Show tabs and pages."""
        self.front.setCurrentIndex(0)
        while self.front.count() > 1:
            other = self.front.widget(1)
            assert other is not None
            self.front.removeWidget(other)
            other.deleteLater()

    def show_instead(self, widget: QWidget) -> None:
        """Show ``widget`` in place of tabs and pages."""
        self.show_workspace()
        self.front.addWidget(widget)
        self.front.setCurrentWidget(widget)

    def _on_chosen(self, key: str) -> None:
        if self._build is None:
            return
        self._front = key
        page = self._built.get(key)
        if page is None and key not in self.failures:
            page = self._make(key)
        if page is None:
            self.stack.setCurrentWidget(self._notice(key))
            self.menus.set_page_actions([])
        else:
            self.stack.setCurrentWidget(page)
            self.menus.set_page_actions(page.actions_offered())
        if self.navigation.current() == key:
            self.preferences.set("window/page", key)
        self.shown.emit(key)

    def _make(self, key: str) -> Page | None:
        assert self._build is not None
        try:
            page = self._build(key)
        except Exception as error:  # one page that fails must not take the others along
            from csmanager.ui import crash

            self.failures[key] = f"{type(error).__name__}: {error}"
            crash.log(error)
            return None
        self._built[key] = page
        self.stack.addWidget(page)
        self._restore_splitters(key, page)
        return page

    def try_again(self, key: str) -> None:
        """Build a page again that failed."""
        self.failures.pop(key, None)
        self._forget_notice(key)
        self._on_chosen(key)

    def _notice(self, key: str) -> Notice:
        if key not in self._notices:
            from csmanager.ui.notice import Notice

            title = self.titles[key]
            notice = Notice(
                f"{title} could not be opened",
                "Nothing in your store was changed. The other pages work; the log says what happened.",
                "Try again",
                lambda: self.try_again(key),
            )
            self._notices[key] = notice
            self.stack.addWidget(notice)
        return self._notices[key]

    def _forget_notice(self, key: str) -> None:
        notice = self._notices.pop(key, None)
        if notice is not None:
            self.stack.removeWidget(notice)
            notice.deleteLater()

    # place and size

    def _restore_place(self) -> None:
        geometry = self.preferences.get("window/geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            screen = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(min(_FIRST_SIZE[0], screen.width()), min(_FIRST_SIZE[1], screen.height()))
        bring_back(self)

    def save_place(self) -> None:
        """Remember size, position and splitters for the next start."""
        self.preferences.set("window/geometry", self.saveGeometry())
        self._save_splitters()
        self.preferences.sync()

    def _save_splitters(self) -> None:
        from PySide6.QtWidgets import QSplitter

        for key, page in self._built.items():
            for place, splitter in enumerate(page.findChildren(QSplitter)):
                name = splitter.objectName() or str(place)
                self.preferences.set(f"splitter/{key}/{name}", splitter.saveState())

    def _restore_splitters(self, key: str, page: QWidget) -> None:
        from PySide6.QtWidgets import QSplitter

        for place, splitter in enumerate(page.findChildren(QSplitter)):
            state = self.preferences.get(f"splitter/{key}/{splitter.objectName() or place}")
            if isinstance(state, QByteArray):
                splitter.restoreState(state)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigation.set_rail(self.width() < NARROW_BELOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.save_place()
        self.closing.emit()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if urls and all(url.isLocalFile() and is_welcome(url.toLocalFile()) for url in urls):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            QTimer.singleShot(0, lambda: self.dropped.emit(paths))  # let the other program go first


def is_welcome(path: str) -> bool:
    """Whether a dropped file or folder can be something to import; anything else gets the "no" cursor."""
    return path.lower().endswith(WELCOME) or Path(path).is_dir()


def bring_back(window: QWidget) -> None:
    """Move a window that lies on no screen any more onto the first one, and make it fit there."""
    frame = window.frameGeometry()
    bar = QRect(frame.left(), frame.top(), frame.width(), 30)
    for screen in QGuiApplication.screens():
        seen = screen.availableGeometry().intersected(bar)
        if seen.width() >= _MUST_SHOW and seen.height() > 0:
            return
    room = QGuiApplication.primaryScreen().availableGeometry()
    size = window.size().boundedTo(room.size())
    window.resize(size)
    window.move(
        room.left() + (room.width() - size.width()) // 2, room.top() + (room.height() - size.height()) // 2
    )
