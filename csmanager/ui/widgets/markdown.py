"""Markdown as it reads: rendered in the colours of the theme, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import (
    QBrush,
    QDesktopServices,
    QFont,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrame,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from csmanager.ui import theme
from csmanager.ui.theme import Tokens

_STEPS = {1: 2, 2: 1}  # HTML's steps of size above the text: 1.5 and 1.2 times
_FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
_SAFE = ("http", "https", "mailto")
_LETTERS = 92  # average letters a line is wide at most, margins among them
_ENDLESS = re.compile(r"(\S{400})(?=\S)")  # a word that long is laid out in quadratic time
_MOST_ROWS = 200  # rows of a table that get lines; more would take seconds
_LEADING = 135.0  # per cent


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading as rendered. ``line``: the number of its block."""

    level: int
    title: str
    line: int


def render(document: QTextDocument, text: str, look: Tokens, *, size: float) -> None:
    """Show Markdown in ``document`` in the colours of ``look``; ``size``: points of the text."""
    document.setMarkdown(_ENDLESS.sub("\\1\u200b", text), _FEATURES)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    block = document.begin()
    while block.isValid():
        _set_block(cursor, block, look, size)
        block = block.next()
    _set_tables(document.rootFrame(), look)
    cursor.endEditBlock()


def _set_block(cursor: QTextCursor, block: QTextBlock, look: Tokens, size: float) -> None:
    cursor.setPosition(block.position())
    level = block.blockFormat().headingLevel()
    shape = QTextBlockFormat()
    shape.setLineHeight(_LEADING, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if level:
        shape.setTopMargin(size * (0.4 if block.position() == 0 else 1.5))
        shape.setBottomMargin(size * 0.5)
    elif block.textList() is not None:
        shape.setTopMargin(size * 0.15)
        shape.setBottomMargin(size * 0.3)
    elif cursor.currentTable() is None:
        shape.setBottomMargin(size * 0.8)
    cursor.mergeBlockFormat(shape)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    letters = QTextCharFormat()
    letters.setForeground(look.colour("text"))
    if level:
        letters.setProperty(QTextFormat.Property.FontSizeAdjustment, _STEPS.get(level, 0))
        letters.setFontWeight(QFont.Weight.DemiBold)
    cursor.mergeCharFormat(letters)
    _set_links(block, cursor, look)


def _set_links(block: QTextBlock, cursor: QTextCursor, look: Tokens) -> None:
    part = block.begin()
    while not part.atEnd():
        piece = part.fragment()
        if piece.charFormat().isAnchor():
            cursor.setPosition(piece.position())
            cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
            letters = QTextCharFormat()
            letters.setForeground(look.colour("accent"))
            letters.setFontUnderline(True)
            cursor.mergeCharFormat(letters)
        part += 1


def _set_tables(frame: QTextFrame, look: Tokens) -> None:
    for child in frame.childFrames():
        if isinstance(child, QTextTable):
            shape = QTextTableFormat(child.format().toTableFormat())
            shape.setBorder(0)
            shape.setCellPadding(6)
            shape.setCellSpacing(0)
            shape.setTopMargin(4)
            shape.setBottomMargin(14)
            shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
            free = QTextLength(QTextLength.Type.VariableLength, 0)
            shape.setColumnWidthConstraints([free] * child.columns())
            child.setFormat(shape)
            for row in range(child.rows() if child.rows() <= _MOST_ROWS else 1):
                for column in range(child.columns()):
                    _set_cell(child, row, column, look)
        _set_tables(child, look)


def _set_cell(table: QTextTable, row: int, column: int, look: Tokens) -> None:
    cell = table.cellAt(row, column)
    shape = cell.format().toTableCellFormat()
    shape.setBottomBorder(1)
    shape.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBottomBorderBrush(QBrush(look.colour("hairline")))
    if row == 0:
        shape.setBackground(look.colour("alt"))
        if table.rows() > 1:  # a title stands over what it names
            side = QTextBlockFormat()
            side.setAlignment(table.cellAt(1, column).firstCursorPosition().blockFormat().alignment())
            cell.firstCursorPosition().mergeBlockFormat(side)
    cell.setFormat(shape)


def headings_of(document: QTextDocument) -> list[Heading]:
    """The headings of a rendered text, in order."""
    found = []
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel() and block.text().strip():
            found.append(Heading(block.blockFormat().headingLevel(), block.text(), block.blockNumber()))
        block = block.next()
    return found


class MarkdownView(QTextBrowser):
    """Reads Markdown: nothing is fetched, links open on click only, colours follow the theme."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.anchorClicked.connect(_open)
        self.document().setDocumentMargin(16)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self._text = ""
        self._words: tuple[str, ...] = ()
        theme.theme_changed.connect(self._redraw)

    def show_text(self, text: str, words: Sequence[str] = (), line: str = "") -> None:
        """Show ``text`` with ``words`` marked, from the top or from ``line``."""
        self._text, self._words = text, tuple(words)
        self._redraw()
        cursor = self.document().find(line) if line else QTextCursor()
        if cursor.isNull() and self._words:
            cursor = self.document().find(self._words[0])
        self._go_to(cursor.block() if not cursor.isNull() else self.document().begin())

    def refresh_text(self, text: str) -> None:
        """Show ``text`` at the same height as before."""
        bar = self.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        self._text = text
        self._redraw()
        bar.setValue(round(share * bar.maximum()))

    def show_block(self, number: int) -> None:
        """Scroll to a block."""
        self._go_to(self.document().findBlockByNumber(number))

    def headings(self) -> list[Heading]:
        """The headings shown."""
        return headings_of(self.document())

    def marked(self) -> list[str]:
        """The words that stand out."""
        return [selection.cursor.selectedText() for selection in self.extraSelections()]

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing: a text never reaches for files or the network."""
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        widest = self.fontMetrics().averageCharWidth() * _LETTERS
        self.setLineWrapColumnOrWidth(min(widest, self.width() - self.verticalScrollBar().width() - 4))
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self._text:
            self._redraw()

    def _redraw(self) -> None:
        render(self.document(), self._text, theme.current(), size=self.font().pointSizeF())
        self._mark()

    def _mark(self) -> None:
        marks = []
        shape = QTextCharFormat()
        shape.setBackground(theme.current().colour("selected"))
        shape.setFontUnderline(True)
        for word in self._words:
            cursor = QTextCursor(self.document())
            while True:
                cursor = self.document().find(word, cursor, QTextDocument.FindFlag.FindWholeWords)
                if cursor.isNull():
                    break
                selection = QTextEdit.ExtraSelection()
                selection.cursor, selection.format = cursor, shape
                marks.append(selection)
        self.setExtraSelections(marks)

    def _go_to(self, block: QTextBlock) -> None:
        cursor = QTextCursor(block)
        self.setTextCursor(cursor)
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(max(0, round(top) - 12))


def _open(url: QUrl) -> None:
    if url.scheme() in _SAFE:
        QDesktopServices.openUrl(url)
