"""Writing a draft: Markdown at the left, how it reads at the right; what is typed is kept within two seconds."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QBuffer, QIODevice, QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.handbook import marking, pictures, queries, rules, spelling
from csmanager.features.handbook.findwidget import FindBar
from csmanager.features.handbook.keeperwidget import KEEP_AFTER_MS, DraftKeeper
from csmanager.features.handbook.policytextview import PolicyTextView
from csmanager.features.handbook.sourcewidget import Source
from csmanager.ui.desk import Desk

__all__ = ["KEEP_AFTER_MS", "DraftKeeper", "EditorView"]

_PREVIEW_AFTER_MS = 250  # after the last key
_LONG = 40_000  # letters from which the preview waits for a longer pause
_LONG_AFTER_MS = 1500
_TOOLS = (
    ("bold", "B", "Bold (Ctrl+B)"),
    ("italic", "I", "Italic (Ctrl+I)"),
    ("heading", "H", "Heading, deeper, none (Ctrl+Shift+H)"),
    ("points", "•", "List (Ctrl+Shift+L)"),
    ("numbers", "1.", "Numbered list (Ctrl+Shift+O)"),
    ("table", "Table", "Table (Ctrl+Shift+T)"),
    ("picture", "Picture…", "Picture of this computer, kept in the store (Ctrl+Shift+P)"),
    ("link", "Link…", "Link to another policy (Ctrl+L)"),
    ("find", "Find", "Find and replace (Ctrl+F)"),
)
_HINT = "Markdown: # heading, - list, **bold**."
_NO_SPELLING = " Spelling is not checked: nothing on this computer offers it."
_MOST_MARKED = 500  # places underlined as unknown words


class EditorView(QWidget):
    """``done``: the text is to become the draft; ``publish`` and ``discard``: what then becomes of it.

    ``everywhere``: find and replace in all policies is asked for.
    """

    done = Signal()
    publish = Signal()
    discard = Signal()
    everywhere = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._base = ""
        self.title = QLabel()
        self.title.setProperty("role", "card-title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.note = QLabel()
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.publish_button = QPushButton("Publish…")
        self.publish_button.clicked.connect(self.publish)
        self.discard_button = QPushButton("Discard draft")
        self.discard_button.clicked.connect(self.discard)
        self.done_button = QPushButton("Done")
        self.done_button.setToolTip("Keep the draft and go back to reading (Ctrl+Enter)")
        self.done_button.clicked.connect(self.done)
        self.source = Source()
        self.source.finished.connect(self.done)
        self.source.refused.connect(self._on_refused)
        self.source.asked.connect(self.tool)
        self.source.setMinimumWidth(self.source.fontMetrics().averageCharWidth() * 26)
        self.preview = PolicyTextView("How it reads")
        self.keeper = DraftKeeper(desk, self.source.toPlainText, self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PREVIEW_AFTER_MS)
        self._later.timeout.connect(self._preview)
        self.source.textChanged.connect(self._on_typed)
        self.source.verticalScrollBar().valueChanged.connect(self._follow)
        self.keeper.kept.connect(lambda: self.note.setText("Everything typed is kept."))
        self.find_bar = FindBar(self.source)
        self.find_bar.everywhere.connect(self.everywhere)
        self.tools: dict[str, QToolButton] = {}
        self._arrange()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.note)
        head.addLayout(names, 1)
        for button in (self.discard_button, self.publish_button, self.done_button):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        bar = QHBoxLayout()
        bar.setSpacing(2)
        for key, text, tip in _TOOLS:
            tool = self.tools[key] = QToolButton()
            tool.setText(text)
            tool.setToolTip(tip)
            tool.setAccessibleName(tip.partition(" (")[0])
            tool.setAutoRaise(True)
            tool.setMinimumSize(28, 26)
            tool.clicked.connect(lambda _on=False, key=key: self.tool(key))
            bar.addWidget(tool)
        for key, letters in (("bold", "b"), ("italic", "i")):
            font = self.tools[key].font()
            font.setBold(letters == "b")
            font.setItalic(letters == "i")
            self.tools[key].setFont(font)
        self.outline = QToolButton()
        self.outline.setText("Headings")
        self.outline.setToolTip("Go to a heading")
        self.outline.setAutoRaise(True)
        self.outline.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.outline.setMinimumHeight(26)
        menu = QMenu(self.outline)
        menu.aboutToShow.connect(self.fill_outline)
        self.outline.setMenu(menu)
        bar.addWidget(self.outline)
        bar.addStretch(1)
        self.splitter = QSplitter()
        self.splitter.setObjectName("editor")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.source)
        self.splitter.addWidget(self.preview)
        self.splitter.setSizes([500, 500])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(bar)
        layout.addWidget(self.find_bar)
        layout.addWidget(self.splitter, 1)

    def edit(self, key: str, title: str, body: str, kept: str | None, *, can_discard: bool) -> None:
        """Edit ``body``; ``kept`` is what was typed last time and did not become a draft."""
        self._base = body
        self.title.setText(title)
        self.discard_button.setVisible(can_discard)
        self.find_bar.hide()
        self.keeper.begin("")
        self.source.setPlainText(body if kept is None else kept)
        if len(self.text().splitlines()) == 1:
            self.source.moveCursor(QTextCursor.MoveOperation.End)  # a new text goes on below its heading
        self.keeper.begin(key)
        is_back = kept is not None and kept != body
        self.note.setText("What you typed last time is back." if is_back else self._hint())
        self._later.stop()
        self._bring_pictures()
        self.preview.show_text(self.text())
        self._spell()
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

    def tool(self, key: str) -> None:
        """Do what a button of the toolbar, or its keys, stand for."""
        source = self.source
        if key in ("bold", "italic", "code"):
            source.mark({"bold": "**", "italic": "*", "code": "`"}[key])
        elif key == "heading":
            source.deepen_heading()
        elif key in ("points", "numbers"):
            source.list_lines(numbered=key == "numbers")
        elif key == "table":
            source.insert_block(marking.table())
        elif key == "picture":
            self.add_picture()
        elif key == "pasted picture":
            self._paste_picture()
        elif key == "link":
            self.add_link()
        elif key == "find":
            self.find_bar.open_bar()
        elif key in ("next", "previous"):
            self.find_bar.go_on(back=key == "previous")

    def add_picture(self) -> None:
        """Choose a picture, keep it in the store, and name it where the caret stands."""
        paths = self._desk.ask.open_paths("Add a picture", "Pictures (*.png *.jpg *.jpeg *.gif)")
        for path in paths[:1]:
            try:
                if path.stat().st_size > pictures.MOST_BYTES:
                    pictures.check_picture(path.name, b"\x00" * (pictures.MOST_BYTES + 1))
                self._keep_picture(path.stem, path.read_bytes())
            except OSError as error:
                self.note.setText(f"{path.name} cannot be read: {error.strerror or error}.")
            except AppError as error:
                self.note.setText(str(error))

    def _paste_picture(self) -> None:
        image = QApplication.clipboard().image()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if image.isNull() or not image.save(buffer, "PNG"):  # type: ignore[call-overload]
            return
        try:
            self._keep_picture("picture", bytes(buffer.data().data()))
        except AppError as error:
            self.note.setText(str(error))

    def _keep_picture(self, name: str, data: bytes) -> None:
        address = self._desk.try_do(f"Add the picture {name}", pictures.keep_picture, name, data)
        words = " ".join(name.replace("[", "(").replace("]", ")").replace("_", " ").split())
        self.source.textCursor().insertText(f"![{words}]({address})")
        self.source.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_link(self) -> None:
        """Choose another policy to link to."""
        rows = [row for row in self._desk.read(queries.policies) if " " not in row.code]
        if not rows:
            self.note.setText("There is no other policy to link to.")
            return
        names = {f"{row.code}  {row.title}": row for row in sorted(rows, key=lambda row: row.code)}
        chosen = self._desk.ask.choose("Link to a policy", "Policy", list(names))
        if chosen in names:
            row = names[chosen]
            self.source.insert_link(f"policy:{row.code}", row.title)

    def fill_outline(self) -> None:
        """The headings of the text, to go to."""
        menu = self.outline.menu()
        menu.clear()
        for heading in rules.headings(self.text())[:60]:
            action = menu.addAction(f"{'    ' * (heading.level - 1)}{heading.title}".replace("&", "&&"))
            action.triggered.connect(partial(self._go_to, heading.line))
        if menu.isEmpty():
            menu.addAction("No headings yet").setEnabled(False)

    def _go_to(self, line: int, _on: bool = False) -> None:
        self.source.go_to_line(line)

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

    def _bring_pictures(self) -> None:
        self.preview.pictures = self._desk.read(pictures.pictures_of, [self.text()])

    def _preview(self) -> None:
        text = self.text()
        self._later.setInterval(_PREVIEW_AFTER_MS if len(text) < _LONG else _LONG_AFTER_MS)
        self._bring_pictures()
        self.preview.refresh_text(text)
        self._spell()

    def _hint(self) -> str:
        return _HINT if spelling.program() else _HINT + _NO_SPELLING

    def _spell(self) -> None:
        """Have the words looked at, aside, where this computer offers it."""
        if spelling.program() is None:
            return
        text, language = self.text(), QLocale().name()
        self._desk.jobs.fetch(
            self,
            lambda: spelling.unknown(text, language),
            self._show_unknown,
            lambda _error: None,
            "spelling",
        )

    def _show_unknown(self, words: frozenset[str] | None) -> None:
        self.source.underline(words or frozenset(), _MOST_MARKED)
