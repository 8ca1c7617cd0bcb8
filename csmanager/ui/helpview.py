"""Help, read from the pages that are shipped: no network, and it says so where it would be wanted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.paths import data_dir

_FIRST = "start.md"
_TOPIC = Qt.ItemDataRole.UserRole


def help_folder() -> Path:
    """Where the help pages lie."""
    return data_dir("resources") / "text" / "help"


class HelpView(QDialog):
    """Topics at the left, the page at the right; searching looks into every page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setWindowTitle("Help")
        self.resize(860, 620)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search help")
        self.search.setAccessibleName("Search help")
        self.search.setClearButtonEnabled(True)
        self.topics = QListWidget()
        self.topics.setAccessibleName("Topics")
        self.topics.setStyleSheet("QListView::item { padding: 0 8px; }")
        self.text = QTextBrowser()
        self.text.setAccessibleName("Help page")
        self.text.setOpenLinks(False)
        self.text.document().setDocumentMargin(16)
        self._pages = {
            path.name: path.read_text(encoding="utf-8") for path in sorted(help_folder().glob("*.md"))
        }
        for name in sorted(
            self._pages, key=lambda name: (name != _FIRST, _title(self._pages[name]).casefold())
        ):
            item = QListWidgetItem(_title(self._pages[name]))
            item.setData(_TOPIC, name)
            self.topics.addItem(item)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.topics, 1)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(left)
        halves.addWidget(self.text)
        halves.setStretchFactor(1, 1)
        halves.setSizes([220, 640])
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.addWidget(halves)
        self.search.textChanged.connect(self._on_search)
        self.topics.currentItemChanged.connect(lambda item, _old: self._on_topic(item))
        self.text.anchorClicked.connect(self._on_link)

    def show_topic(self, name: str) -> None:
        """Show the page ``name``; the first page when there is none of that name."""
        wanted = name if name in self._pages else _FIRST
        for row in range(self.topics.count()):
            if self.topics.item(row).data(_TOPIC) == wanted:
                self.topics.setCurrentRow(row)

    def topic(self) -> str:
        """The name of the page that is shown."""
        item = self.topics.currentItem()
        return str(item.data(_TOPIC)) if item is not None else ""

    def _on_topic(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.text.setMarkdown(self._pages[item.data(_TOPIC)])

    def _on_search(self, text: str) -> None:
        wanted = text.casefold().split()
        for row in range(self.topics.count()):
            item = self.topics.item(row)
            page = self._pages[item.data(_TOPIC)].casefold()
            item.setHidden(not all(word in page for word in wanted))

    def _on_link(self, url: QUrl) -> None:
        if url.scheme() in ("http", "https"):
            QDesktopServices.openUrl(url)  # the person clicked: their browser, not ours
        else:
            self.show_topic(url.fileName())


def _title(page: str) -> str:
    return page.lstrip().splitlines()[0].lstrip("# ").strip()
