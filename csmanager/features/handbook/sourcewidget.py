"""The field Markdown is typed in: keys for marks, lists that go on by themselves, and pasting within bounds."""

from __future__ import annotations

import re
from collections.abc import Collection

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from csmanager.core.errors import AppError
from csmanager.features.handbook import marking, rules
from csmanager.ui import theme

_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_KEYS = {
    (Qt.Key.Key_B, _CONTROL): "bold",
    (Qt.Key.Key_I, _CONTROL): "italic",
    (Qt.Key.Key_E, _CONTROL | _SHIFT): "code",
    (Qt.Key.Key_H, _CONTROL | _SHIFT): "heading",
    (Qt.Key.Key_L, _CONTROL | _SHIFT): "points",
    (Qt.Key.Key_O, _CONTROL | _SHIFT): "numbers",
    (Qt.Key.Key_T, _CONTROL | _SHIFT): "table",
    (Qt.Key.Key_P, _CONTROL | _SHIFT): "picture",
    (Qt.Key.Key_L, _CONTROL): "link",
    (Qt.Key.Key_F, _CONTROL): "find",
    (Qt.Key.Key_R, _CONTROL): "find",
    (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier): "next",
    (Qt.Key.Key_F3, _SHIFT): "previous",
}


class Source(QPlainTextEdit):
    """``finished``: Ctrl+Enter. ``asked``: a command of the toolbar, by its name, was pressed as keys.

    ``refused``: what was pasted is no text to be read, and why. ``picture_pasted``: a picture's bytes.
    """

    finished = Signal()
    refused = Signal(str)
    asked = Signal(str)
    picture_pasted = Signal(bytes)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Text of the policy, in Markdown")
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setTabChangesFocus(True)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _command(event):
            event.accept()  # the window has other uses for some of these keys
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & _CONTROL:
            self.finished.emit()
        elif command := _command(event):
            self.asked.emit(command)
        elif is_enter and not event.modifiers() and self._go_on_with_list():
            return
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste or drop, unless laying it out would hold up the window."""
        if source.hasImage() and not source.hasText():
            self.asked.emit("pasted picture")
            return
        try:
            rules.clean_body(source.text())
            if len(self.toPlainText()) + len(source.text()) > 2 * rules.LONGEST_BODY:
                rules.clean_body(self.toPlainText() + source.text())
        except AppError as error:
            self.refused.emit(str(error))
            return
        super().insertFromMimeData(source)

    def mark(self, mark: str) -> None:
        """Put marks around what is selected, or the word at the caret, or take them off."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        text = cursor.selectedText()
        if "\u2029" in text:
            return
        start = cursor.selectionStart()
        around = self._around(cursor, mark)
        if around is not None:
            cursor, text, start = around
        made = marking.toggled(text, mark)
        cursor.insertText(made.text)
        self._choose(start + made.start, cursor.position() - (len(made.text) - made.end))

    def _around(self, cursor: QTextCursor, mark: str) -> tuple[QTextCursor, str, int] | None:
        """A selection whose marks stand just outside of it, with them."""
        wide = QTextCursor(self.document())
        start, end = cursor.selectionStart() - len(mark), cursor.selectionEnd() + len(mark)
        if start < 0 or end > self.document().characterCount() - 1 or not cursor.hasSelection():
            return None
        wide.setPosition(start)
        wide.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        text = wide.selectedText()
        if not (text.startswith(mark) and text.endswith(mark)) or "\u2029" in text:
            return None
        return wide, text, start

    def deepen_heading(self) -> None:
        """Make the line a heading, a deeper one, or none."""
        self._change_lines(lambda lines: [marking.next_heading(lines[0]), *lines[1:]])

    def list_lines(self, *, numbered: bool) -> None:
        """Make the selected lines a list, or no list."""
        self._change_lines(lambda lines: marking.listed(lines, numbered=numbered))

    def insert_block(self, text: str) -> None:
        """Put ``text`` on lines of its own after the line of the caret."""
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.insertText(f"\n\n{text}\n" if cursor.block().text().strip() else f"{text}\n")
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def insert_link(self, target: str, words: str) -> None:
        """Let what is selected lead to ``target``; without a selection the link says ``words``."""
        cursor = self.textCursor()
        text = cursor.selectedText().replace("\u2029", " ").strip() or words
        cursor.insertText(f"[{text.replace('[', '(').replace(']', ')')}]({target})")
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def underline(self, words: Collection[str], most: int) -> None:
        """Underline every place of ``words``, up to ``most`` places."""
        shape = QTextCharFormat()
        shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        shape.setUnderlineColor(theme.current().colour("bad"))
        found: list[QTextEdit.ExtraSelection] = []
        text = self.toPlainText()
        is_plain = max(text, default="") <= "\uffff"
        for match in re.finditer(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text) if words else ():
            if match[0] not in words:
                continue
            place = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            start, end = match.span()
            if not is_plain:  # Qt counts such letters twice
                start, end = (len(text[:at].encode("utf-16-le")) // 2 for at in (start, end))
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            place.cursor, place.format = cursor, shape
            found.append(place)
            if len(found) == most:
                break
        self.setExtraSelections(found)

    def go_to_line(self, number: int) -> None:
        """Put the caret on a line (from 0) and show it at the top."""
        block = self.document().findBlockByNumber(number)
        self.setTextCursor(QTextCursor(self.document().lastBlock()))
        self.setTextCursor(QTextCursor(block))
        self.verticalScrollBar().setValue(block.firstLineNumber())
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def find_next(self, text: str, *, match_case: bool, back: bool = False) -> bool:
        """Select the next place that says ``text``, going on at the other end; False when there is none."""
        flags = QTextDocument.FindFlag(0)
        if match_case:
            flags |= QTextDocument.FindFlag.FindCaseSensitively
        if back:
            flags |= QTextDocument.FindFlag.FindBackward
        if not text:
            return False
        found = self.document().find(text, self.textCursor(), flags)
        if found.isNull():
            start = QTextCursor(self.document())
            if back:
                start.movePosition(QTextCursor.MoveOperation.End)
            found = self.document().find(text, start, flags)
        if found.isNull():
            return False
        self.setTextCursor(found)
        return True

    def replace_all(self, find: str, to: str, *, match_case: bool) -> int:
        """Replace every place, as one step of the editor's own Undo; returns how many."""
        text, count = marking.pattern(find, match_case=match_case).subn(lambda _match: to, self.toPlainText())
        if count:
            cursor = QTextCursor(self.document())
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(text)
        return count

    def _change_lines(self, change: object) -> None:
        assert callable(change)
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        cursor.setPosition(start)
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        first = cursor.position()
        cursor.setPosition(max(start, end - 1 if end > start else end), QTextCursor.MoveMode.KeepAnchor)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        lines = cursor.selectedText().split("\u2029")
        text = "\n".join(change(lines))
        cursor.insertText(text)
        if len(lines) > 1:
            self._choose(first, cursor.position())

    def _choose(self, start: int, end: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_on_with_list(self) -> bool:
        """Enter in a list begins its next point; on an empty point the list ends."""
        cursor = self.textCursor()
        if cursor.hasSelection() or not cursor.atBlockEnd():
            return False
        begin, is_empty = marking.following(cursor.block().text())
        if not begin:
            return False
        if is_empty:
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        else:
            cursor.insertText(f"\n{begin}")
        self.setTextCursor(cursor)
        return True


def _command(event: QKeyEvent) -> str:
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return next(
        (name for (key, wanted), name in _KEYS.items() if event.key() == key and modifiers == wanted), ""
    )
