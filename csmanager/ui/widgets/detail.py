"""What is known of one record: pairs of name and value, under a heading with its state and commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from csmanager.ui.theme import CARD_PADDING
from csmanager.ui.widgets.chips import Status, StatusChip
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pageheader import action_button

Value = str | Status | QWidget | None


_NARROWEST, _WIDEST = 260, 400  # pixels that the pane asks for


class KeyValue(QWidget):
    """Names at the left, values at the right; values can be selected and copied. A blank value says "–"."""

    def __init__(self, pairs: Iterable[tuple[str, Value]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.set_pairs(pairs)

    def set_pairs(self, pairs: Iterable[tuple[str, Value]]) -> None:
        """Show other pairs."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line, (name, value) in enumerate(pairs):
            label = QLabel(name)
            label.setProperty("role", "muted")
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label, line, 0)
            self._grid.addWidget(_shown(name, value), line, 1)


class DetailPane(QFrame):
    """The pane beside a list: heading, caption, state, commands, then sections. Empty until a record is chosen."""

    def __init__(
        self, nothing: str = "Choose a row to see more of it.", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.title = QLabel()
        self.title.setProperty("role", "card-title")
        self.title.setWordWrap(True)
        self.caption = QLabel()
        self.caption.setProperty("role", "caption")
        self.caption.setWordWrap(True)
        self.chip = StatusChip()
        self._actions = QHBoxLayout()
        self._actions.setSpacing(6)
        self._inside = QWidget()
        self._body = QVBoxLayout(self._inside)
        across, down = CARD_PADDING
        self._body.setContentsMargins(across, 0, across, down)
        self._body.setSpacing(8)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self._inside)
        area.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        area.setAccessibleName("Details")
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.caption)
        words.addWidget(self.chip)
        words.addStretch()
        self._line = head = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        head.setContentsMargins(across, down, across, 0)
        head.setSpacing(2)
        head.addLayout(words)
        head.addLayout(self._actions)
        self._head = QWidget()
        self._head.setLayout(head)
        self._area = area
        self._nothing = EmptyState("", nothing)
        self._nothing.title.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._head)
        layout.addWidget(area, 1)
        layout.addWidget(self._nothing, 1)
        self._inside.installEventFilter(self)
        self.clear()

    def set_flat(self, is_flat: bool) -> None:
        """The commands stand beside the heading where the pane is wide and low, else below it."""
        way = QBoxLayout.Direction.LeftToRight if is_flat else QBoxLayout.Direction.TopToBottom
        self._line.setDirection(way)
        self._line.setStretch(0, 1 if is_flat else 0)

    def minimumSizeHint(self) -> QSize:
        """As wide as what is in it needs, within reason: it scrolls up and down only."""
        needed = (
            self._inside.minimumSizeHint().width() + self._area.verticalScrollBar().sizeHint().width() + 4
        )
        return QSize(min(_WIDEST, max(_NARROWEST, needed)), super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def clear(self) -> None:
        """No record is chosen."""
        self._head.hide()
        self._area.hide()
        self._nothing.show()
        self._take_out()

    def show_record(
        self, title: str, caption: str = "", status: Status | None = None, actions: Sequence[QAction] = ()
    ) -> None:
        """Begin with a record; add its sections after."""
        self._take_out()
        self.setAccessibleName(title)
        self.title.setText(title)
        self.caption.setText(caption)
        self.caption.setVisible(bool(caption))
        self.chip.setVisible(status is not None)
        if status is not None:
            self.chip.set(status.kind, status.text)
        for action in actions:
            self._actions.addWidget(action_button(action))
        if actions:
            self._actions.addStretch()
        self._nothing.hide()
        self._head.show()
        self._area.show()

    def add_section(self, title: str, content: QWidget | Iterable[tuple[str, Value]] | str) -> QWidget:
        """A heading with pairs, a text or a widget below it; returns that widget."""
        heading = QLabel(title)
        heading.setProperty("role", "section")
        if not title:
            heading.hide()
        if isinstance(content, QWidget):
            shown = content
        elif isinstance(content, str):
            shown = _shown(title, content)
        else:
            shown = KeyValue(content)
        at = max(0, self._body.count() - 1) if self._has_stretch() else self._body.count()
        self._body.insertWidget(at, heading)
        self._body.insertWidget(at + 1, shown)
        if not self._has_stretch():
            self._body.addStretch(1)
        return shown

    def _has_stretch(self) -> bool:
        last = self._body.itemAt(self._body.count() - 1)
        return last is not None and last.spacerItem() is not None

    def _take_out(self) -> None:
        for layout in (self._body, self._actions):
            while (item := layout.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()


def _shown(name: str, value: Value) -> QWidget:
    if isinstance(value, QWidget):
        return value
    if isinstance(value, Status):
        return StatusChip(value.kind, value.text)
    label = QLabel(value or "–")
    label.setAccessibleName(f"{name}: {value or 'blank'}")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes on to what can be done
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
