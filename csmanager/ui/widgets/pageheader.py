"""The head of a page: its title, search, view switch, the one primary action and what else there is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from csmanager.ui.widgets.search import SearchField
from csmanager.ui.widgets.segmented import SegmentedSwitch


class PageHeader(QWidget):
    """Left the title with a note; right, in the order added, what the page offers."""

    def __init__(self, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        self.title.setProperty("role", "page-title")
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.search: SearchField | None = None
        self.switch: SegmentedSwitch | None = None
        self.primary: QPushButton | None = None
        self.more: QPushButton | None = None
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.note)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        self._line.addLayout(words)
        self._line.addStretch(1)
        self.set_title(title, note)

    def set_title(self, title: str, note: str | None = None) -> None:
        """Another title; ``note`` None keeps the one below it."""
        self.title.setText(title)
        if note is not None:
            self.note.setText(note)
        self.note.setVisible(bool(self.note.text()))

    def add_search(self, placeholder: str = "Search", back_to: QWidget | None = None) -> SearchField:
        """A search field; Esc and Enter lead to ``back_to``."""
        self.search = SearchField(placeholder, back_to=back_to)
        self._line.addWidget(self.search, 2)
        return self.search

    def add_switch(self, options: Sequence[tuple[str, str]], name: str = "View") -> SegmentedSwitch:
        """A switch between views of the same data."""
        self.switch = SegmentedSwitch(options, name=name)
        self._line.addWidget(self.switch)
        return self.switch

    def add_widget(self, widget: QWidget) -> None:
        """Anything else, such as a period box."""
        self._line.addWidget(widget)

    def set_primary(self, action: QAction) -> QPushButton:
        """The page's one primary action; another one takes its place."""
        if isinstance(self.primary, _ActionButton):
            self.primary.follow(action)
            return self.primary
        self.primary = action_button(action)
        self.primary.setProperty("primary", True)
        self._line.addWidget(self.primary)
        return self.primary

    def set_more(self, actions: Sequence[QAction]) -> QPushButton:
        """The page's other commands, behind "More". An action without text is a separator."""
        self.more = QPushButton("More")
        self.more.setProperty("menu", True)
        menu = QMenu(self.more)
        for action in actions:
            if action.text():
                menu.addAction(action)
            else:
                menu.addSeparator()
        self.more.setMenu(menu)
        self._line.addWidget(self.more)
        return self.more


def action_button(action: QAction) -> QPushButton:
    """A button that is ``action``: same word, same tooltip, enabled alike."""
    return _ActionButton(action)


class _ActionButton(QPushButton):
    def __init__(self, action: QAction) -> None:
        super().__init__()
        self._action = action
        self._is_hidden_with_it = False
        self.setAutoDefault(False)
        self._follow()
        action.changed.connect(self._follow)  # a method: the connection ends with the button
        self.clicked.connect(self._trigger)

    def follow(self, action: QAction) -> None:
        """Be another action from now on."""
        self._action.changed.disconnect(self._follow)
        self._action = action
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        text = self._action.text()
        plain = text.replace("&", "")
        self.setText(plain if "&&" not in text else text)
        keys = self._action.shortcut().toString()
        tip = self._action.toolTip() if self._action.toolTip() not in (plain, plain.rstrip("…")) else ""
        self.setToolTip(f"{tip} ({keys})".strip() if keys else tip)
        self.setEnabled(self._action.isEnabled())
        if not self._action.isVisible():
            self._is_hidden_with_it = True
            self.hide()
        elif (
            self._is_hidden_with_it and self.parentWidget() is not None
        ):  # a page may have hidden it for itself
            self._is_hidden_with_it = False
            self.show()

    def _trigger(self, _on: bool = False) -> None:
        self._action.trigger()
