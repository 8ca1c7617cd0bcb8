"""Questions to the person, behind one interface, so that a test can answer them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QInputDialog,
    QMessageBox,
    QSpacerItem,
    QWidget,
)

_WIDE = 440  # pixels a message is wide at least


class Answers(Protocol):
    """Whoever answers: the person through dialogs, or a test through a script."""

    def tell(self, title: str, text: str) -> None:
        """Say something that needs reading."""

    def confirm(self, title: str, text: str, verb: str, keep: str = "Keep") -> bool:
        """Ask before something that cannot be undone; the buttons are verbs."""

    def text(self, title: str, label: str, initial: str = "") -> str | None:
        """Ask for a line of text; None when the person changed their mind."""

    def choose(self, title: str, label: str, options: Sequence[str]) -> str | None:
        """Ask for one of ``options``; None when the person changed their mind."""

    def save_path(self, title: str, name: str, filter: str) -> Path | None:
        """Ask where to save; ``name`` is proposed (may hold a folder)."""

    def open_paths(self, title: str, filter: str) -> list[Path]:
        """Ask for one or more files; empty when the person changed their mind."""

    def folder(self, title: str) -> Path | None:
        """Ask for a folder."""


class QtAnswers:
    """The person answers through Qt's dialogs over ``parent()``."""

    def __init__(self, parent: Callable[[], QWidget | None]) -> None:
        self._parent = parent

    def tell(self, title: str, text: str) -> None:
        box = message(QMessageBox.Icon.Information, title, text, self._parent())
        box.setStandardButtons(QMessageBox.StandardButton.Close)
        box.setTextInteractionFlags(box.textInteractionFlags())
        box.exec()

    def confirm(self, title: str, text: str, verb: str, keep: str = "Keep") -> bool:
        box = message(QMessageBox.Icon.Warning, title, text, self._parent())
        yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
        no = box.addButton(keep, QMessageBox.ButtonRole.RejectRole)
        no.setMinimumWidth(
            no.sizeHint().width() * 5 // 4
        )  # the default one is bold, which its hint does not know
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        box.exec()
        return box.clickedButton() is yes

    def text(self, title: str, label: str, initial: str = "") -> str | None:
        text, done = QInputDialog.getText(self._parent(), title, label, text=initial)
        return text.strip() if done and text.strip() else None

    def choose(self, title: str, label: str, options: Sequence[str]) -> str | None:
        text, done = QInputDialog.getItem(self._parent(), title, label, list(options), 0, False)
        return text if done else None

    def save_path(self, title: str, name: str, filter: str) -> Path | None:
        from csmanager.core import protecting
        from csmanager.ui import passworddialog

        protecting.disarm()
        offered = passworddialog.with_passwords(filter)
        path, chosen = QFileDialog.getSaveFileName(self._parent(), title, name, offered)
        if not path:
            return None
        if not passworddialog.wants_password(chosen):
            return Path(path)
        wanted = passworddialog.placed_as(Path(path), chosen)
        dialog = passworddialog.PasswordDialog(wanted, self._parent())
        done = dialog.exec()
        dialog.deleteLater()
        return wanted if done else None

    def open_paths(self, title: str, filter: str) -> list[Path]:
        paths, _ = QFileDialog.getOpenFileNames(self._parent(), title, "", filter)
        return [Path(path) for path in paths]

    def folder(self, title: str) -> Path | None:
        path = QFileDialog.getExistingDirectory(self._parent(), title)
        return Path(path) if path else None


def message(icon: QMessageBox.Icon, title: str, text: str, parent: QWidget | None) -> QMessageBox:
    """A message whose title is read too where a system shows none above its messages (macOS)."""
    box = QMessageBox(icon, title, f"<b>{escape(title)}</b>", parent=parent)
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setInformativeText(escape(text).replace("\n", "<br>"))
    grid = box.layout()
    if isinstance(grid, QGridLayout):  # else it is narrow and tall
        grid.addItem(QSpacerItem(_WIDE, 0), grid.rowCount(), 0, 1, grid.columnCount())
    return box
