"""Writing a draft: Markdown at the left, how it reads at the right; what is typed is kept within two seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase, QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.handbook import rules
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.markdown import MarkdownView

KEEP_AFTER_MS = 1000  # after the first key that is not kept yet; the promise is two seconds
_PREVIEW_AFTER_MS = 250  # after the last key
_LONG = 40_000  # letters from which the preview waits for a longer pause
_LONG_AFTER_MS = 1500


class DraftKeeper(QObject):
    """Keeps what is typed under a key, aside, one write at a time. ``kept``: all of it is safe."""

    kept = Signal()

    def __init__(self, desk: Desk, read: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._read = read
        self._key: str | None = None
        self._is_dirty = False
        self._is_writing = False
        self._turn = 0
        self._order = threading.Lock()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.write)

    @property
    def is_dirty(self) -> bool:
        """Whether something typed is not kept yet."""
        return self._is_dirty or self._is_writing

    def begin(self, key: str) -> None:
        """Keep under ``key`` from now on."""
        self._key, self._is_dirty = key, False
        self._timer.stop()

    def touch(self) -> None:
        """Something was typed."""
        if self._key is None:
            return
        self._is_dirty = True
        if not self._timer.isActive():
            self._timer.start()

    def write(self) -> None:
        """Write aside now, or right after the write that is under way."""
        self._timer.stop()
        if self._key is None or not self._is_dirty or self._is_writing:
            return
        self._turn += 1
        turn, key, text = self._turn, self._key, self._read()
        self._is_dirty, self._is_writing = False, True

        def work() -> None:
            with self._order:
                if turn == self._turn:  # else a later write has overtaken this one
                    self._desk.store.keep_draft(key, text)

        self._desk.jobs.fetch(self, work, self._on_written, self._on_failed, "keep")

    def write_now(self) -> None:
        """Write before going on, since the page goes away."""
        self._timer.stop()
        if self._key is not None and self._is_dirty:
            self._is_dirty = False
            self._put(self._key, self._read())

    def forget(self) -> None:
        """What was typed has become a record; keep nothing any more."""
        self._timer.stop()
        key, self._key, self._is_dirty = self._key, None, False
        if key is not None and not self._desk.store.read_only:
            self._put(key, None)

    def _put(self, key: str, text: str | None) -> None:
        with self._order:
            self._turn += 1
            self._desk.store.keep_draft(key, text)

    def _on_written(self, _nothing: object) -> None:
        self._is_writing = False
        if self._is_dirty:
            self.write()
        else:
            self.kept.emit()

    def _on_failed(self, error: Exception) -> None:
        self._is_writing, self._is_dirty = False, True
        if not isinstance(error, AppError):
            raise error
        self._desk.say(str(error))


class _Source(QPlainTextEdit):
    """``finished``: Ctrl+Enter."""

    finished = Signal()
    refused = Signal(str)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste or drop, unless laying it out would hold up the window."""
        try:
            rules.clean_body(source.text())
        except AppError as error:
            self.refused.emit(str(error))
            return
        super().insertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
            return
        super().keyPressEvent(event)


class EditorView(QWidget):
    """``done``: the text is to become the draft; ``publish`` and ``discard``: what then becomes of it."""

    done = Signal()
    publish = Signal()
    discard = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base = ""
        self.title = QLabel()
        self.title.setProperty("role", "card-title")
        self.note = QLabel()
        self.note.setProperty("role", "caption")
        self.publish_button = QPushButton("Publish…")
        self.publish_button.clicked.connect(self.publish)
        self.discard_button = QPushButton("Discard draft")
        self.discard_button.clicked.connect(self.discard)
        self.done_button = QPushButton("Done")
        self.done_button.setToolTip("Keep the draft and go back to reading (Ctrl+Enter)")
        self.done_button.clicked.connect(self.done)
        self.source = _Source()
        self.source.finished.connect(self.done)
        self.source.refused.connect(self._on_refused)
        self.source.setAccessibleName("Text of the policy, in Markdown")
        self.source.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.source.setTabChangesFocus(True)
        self.source.setMinimumWidth(self.source.fontMetrics().averageCharWidth() * 30)
        self.preview = MarkdownView("How it reads")
        self.keeper = DraftKeeper(desk, self.source.toPlainText, self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PREVIEW_AFTER_MS)
        self._later.timeout.connect(self._preview)
        self.source.textChanged.connect(self._on_typed)
        self.source.verticalScrollBar().valueChanged.connect(self._follow)
        self.keeper.kept.connect(lambda: self.note.setText("Everything typed is kept."))
        head = QHBoxLayout()
        head.setSpacing(8)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.note)
        head.addLayout(names, 1)
        for button in (self.discard_button, self.publish_button, self.done_button):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.splitter = QSplitter()
        self.splitter.setObjectName("editor")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.source)
        self.splitter.addWidget(self.preview)
        self.splitter.setSizes([500, 500])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.splitter, 1)

    def edit(self, key: str, title: str, body: str, kept: str | None, *, can_discard: bool) -> None:
        """Edit ``body``; ``kept`` is what was typed last time and did not become a draft."""
        self._base = body
        self.title.setText(title)
        self.discard_button.setVisible(can_discard)
        self.keeper.begin("")
        self.source.setPlainText(body if kept is None else kept)
        self.keeper.begin(key)
        is_back = kept is not None and kept != body
        self.note.setText(
            "What you typed last time is back." if is_back else "Markdown: # heading, - list, **bold**"
        )
        self._later.stop()
        self.preview.show_text(self.text())
        self.source.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """What is written now."""
        return self.source.toPlainText()

    @property
    def is_changed(self) -> bool:
        """Whether the text is another one than at the start."""
        return self.text() != self._base

    def take_as_base(self) -> None:
        """The text has become the draft."""
        self._base = self.text()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.keeper.write_now()

    def _on_typed(self) -> None:
        self._later.start()
        self.keeper.touch()
        if self.keeper.is_dirty:
            self.note.setText("Typing …")

    def _follow(self, value: int) -> None:
        """The preview shows the same part as the source."""
        there, here = self.preview.verticalScrollBar(), self.source.verticalScrollBar()
        if here.maximum():
            there.setValue(round(value / here.maximum() * there.maximum()))

    def _on_refused(self, reason: str) -> None:
        self.note.setText(reason)

    def _preview(self) -> None:
        text = self.text()
        self._later.setInterval(_PREVIEW_AFTER_MS if len(text) < _LONG else _LONG_AFTER_MS)
        self.preview.refresh_text(text)
