"""A person's two hands: what is typed, pressed and clicked in a window, for the stories."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from csmanager.ui.widgets.fields import FieldInput
from csmanager.ui.widgets.form import FormDialog
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.table import RecordTable

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


class Hands:
    """Every method does what a person does, through Qt's events only."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot

    def click(self, widget: QWidget) -> None:
        """Click the middle of a widget that is seen and can be used."""
        assert widget.isVisible() and widget.isEnabled(), widget
        self.qtbot.mouseClick(widget, LEFT)

    def press(
        self, key: Qt.Key, *, ctrl: bool = False, shift: bool = False, on: QWidget | None = None
    ) -> None:
        """Press a key where the focus is, or on a widget."""
        held = (CTRL if ctrl else Qt.KeyboardModifier.NoModifier) | (
            SHIFT if shift else Qt.KeyboardModifier.NoModifier
        )
        target = on if on is not None else QApplication.focusWidget()
        assert target is not None
        self.front(target)
        self.qtbot.keyClick(target, key, held)

    def front(self, widget: QWidget) -> None:
        """Bring its window to the front; keys go there."""
        widget.window().activateWindow()
        self.qtbot.waitUntil(widget.window().isActiveWindow)

    def menu(self, page: Any, text: str) -> None:
        """Choose an entry of the page's More by mouse."""
        more = page.header.more
        assert more is not None and more.isVisible()
        menu = more.menu()
        menu.popup(more.mapToGlobal(QPoint(0, more.height())))
        self.qtbot.waitUntil(menu.isVisible)
        action = next(one for one in menu.actions() if one.text() == text)
        assert action.isEnabled(), text
        self.qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())

    def segment(self, switch: SegmentedSwitch | None, word: str) -> None:
        """Choose a view by mouse."""
        assert switch is not None
        name = next(one for one in switch.findChildren(QWidget) if one.accessibleName().endswith(f": {word}"))
        self.click(name)

    def row(self, table: RecordTable, at: int = 0) -> None:
        """Choose a row of a table by mouse."""
        view = table.view
        place = view.visualRect(view.model().index(at, 0)).center()
        self.qtbot.mouseClick(view.viewport(), LEFT, pos=place)

    def fill(self, dialog: Any, **answers: Any) -> FormDialog:
        """Type answers into a form; choices by arrow keys, dates as they are written."""
        assert isinstance(dialog, FormDialog) and dialog.isVisible()
        for key, value in answers.items():
            box = dialog.inputs[key]
            if not box.isVisible():
                self.click(dialog.more_button)
            self.type_into(box, value)
        return dialog

    def type_into(self, box: FieldInput, value: Any) -> None:
        """One answer."""
        target = box.target
        target.setFocus()
        if isinstance(target, QComboBox) and not target.isEditable():
            self.qtbot.keyClick(target, Qt.Key.Key_Home)
            for _ in range(target.count()):
                if value in (target.currentData(), target.currentText()):
                    return
                self.qtbot.keyClick(target, Qt.Key.Key_Down)
            raise AssertionError(f"{value} is no choice of {box.field.label}")
        line = target.lineEdit() if isinstance(target, QComboBox) else target
        assert isinstance(line, QLineEdit | QPlainTextEdit), line
        self.qtbot.keyClick(line, Qt.Key.Key_A, CTRL)
        self.qtbot.keyClick(line, Qt.Key.Key_Delete)
        words = f"{value:%Y-%m-%d}" if isinstance(value, dt.date) else str(value)
        self.write(line, words)
        if not isinstance(line, QPlainTextEdit):
            self.qtbot.keyClick(line, Qt.Key.Key_Tab)

    def write(self, line: QWidget, words: str) -> None:
        """Type words; letters that are on no key come as an input method gives them."""
        for letter in words:
            if letter.isascii():
                self.qtbot.keyClicks(line, letter)
            else:
                event = QInputMethodEvent()
                event.setCommitString(letter)
                QApplication.sendEvent(line, event)

    def by_mouse(self, dialog: FormDialog) -> None:
        """Send a form by its button."""
        self.click(dialog.submit_button)
        assert not dialog.isVisible(), dialog.problem.text()

    def by_keys(self, dialog: FormDialog) -> None:
        """Send a form by Ctrl+Enter."""
        self.qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
        assert not dialog.isVisible(), dialog.problem.text()
