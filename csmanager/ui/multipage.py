"""A tab that holds several views of one duty, each a page of its own, chosen in a row at the top."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QAction, QKeySequence, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from csmanager.core.feature import load
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import GAP, PAGE_MARGIN
from csmanager.ui.widgets.segmented import SegmentedSwitch

_ABOVE = 10  # pixels above the row of views


@dataclass(frozen=True, slots=True)
class View:
    """One view of a tab. ``page``: a ``Page`` class by "module:attribute", built when first seen."""

    key: str
    title: str
    page: str


class MultiPage(Page):
    """A tab made of ``views``. A record is named "view:record"; without a view it belongs to the first."""

    views: ClassVar[tuple[View, ...]] = ()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._built: dict[str, Page] = {}
        self.switch = SegmentedSwitch(
            [(view.key, view.title) for view in self.views], name="View", role="views"
        )
        self.stack = QStackedWidget()
        row = QHBoxLayout()
        is_shown = len(self.views) > 1
        row.setContentsMargins(PAGE_MARGIN, _ABOVE if is_shown else 0, PAGE_MARGIN, 0)
        row.addWidget(self.switch, 1)
        if len(self.views) == 1:
            self.switch.hide()  # never shown here: without a parent yet it would be a window of its own
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.stack, 1)
        self._goers: list[QAction] = []
        if len(self.views) > 1:
            separator = QAction(self)
            separator.setSeparator(True)
            self._goers = [separator, *map(self._goer, self.views)]
            self._step("Next view", QKeySequence("Alt+PgDown"), 1)
            self._step("Previous view", QKeySequence("Alt+PgUp"), -1)
        self.switch.changed.connect(self._on_changed)
        self._show(self.views[0].key)

    def view(self, key: str = "") -> Page:
        """The view ``key``, built when it was not yet; the one in front without a key."""
        key = key or self.switch.value()
        made = self._built.get(key)
        if made is None:
            wanted = next(view for view in self.views if view.key == key)
            page: type[Page] = load(wanted.page)
            made = self._built[key] = page(self.desk)
            layout = made.layout()
            if len(self.views) > 1 and layout is not None:
                margins = layout.contentsMargins()
                margins.setTop(GAP)
                layout.setContentsMargins(margins)
            self.stack.addWidget(made)
        return made

    def show_view(self, key: str) -> Page:
        """Bring the view ``key`` to the front."""
        self.switch.set_value(key)
        self._show(key)
        return self.view(key)

    def load(self) -> None:
        """Nothing: each view reads for itself when it is seen."""

    def show_record(self, record: str) -> None:
        key, colon, rest = record.partition(":")
        if colon and any(view.key == key for view in self.views):
            page = self.show_view(key)
            if rest:
                page.show_record(rest)
        else:
            self.show_view(self.views[0].key).show_record(record)

    def find_on_page(self) -> None:
        self.view().find_on_page()

    def actions_offered(self) -> list[QAction]:
        return [*self.view().actions_offered(), *self._goers]

    def drop(self, paths: list[Path]) -> bool:
        return self.view().drop(paths)

    def paste_block(self, text: str) -> bool:
        return self.view().paste_block(text)

    def print_document(self) -> QTextDocument | None:
        return self.view().print_document()

    def _on_changed(self, key: str) -> None:
        self._show(key)
        window = self.window()
        offer: Callable[[], None] | None = getattr(window, "offer_page_actions", None)
        if offer is not None:
            offer()

    def _show(self, key: str) -> None:
        self.stack.setCurrentWidget(self.view(key))

    def _goer(self, view: View) -> QAction:
        action = QAction(f"Show {view.title}", self)
        action.triggered.connect(lambda _on=False, key=view.key: self.show_view(key))
        return action

    def _step(self, text: str, keys: QKeySequence, way: int) -> None:
        action = QAction(text, self)
        action.setShortcut(keys)
        action.triggered.connect(lambda _on=False: self._move(way))
        self._goers.append(action)

    def _move(self, way: int) -> None:
        keys = [view.key for view in self.views]
        self.show_view(keys[(keys.index(self.switch.value()) + way) % len(keys)])
