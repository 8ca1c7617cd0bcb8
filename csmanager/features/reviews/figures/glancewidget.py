"""The team at a glance: whom and what to look at, with reasons, beside every measure over time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from csmanager.features.reviews.charts.chartwidget import ChartView
from csmanager.features.reviews.charts.drawing import rows_wanted
from csmanager.features.reviews.charts.model import Chart
from csmanager.features.reviews.figures.attention import Attention, Why
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.chips import StatusChip

_HEADS = {
    Why.TALK: ("bad", "Talk with", "A target is missed by more than chance explains. Ask for causes first."),
    Why.LOOK: ("signal", "Look at the target", "It says nothing about people."),
    Why.WATCH: ("signal", "Look again next month", "Something changed; one month alone proves nothing."),
    Why.CALM: ("none", "Looks poor, proves nothing", "No judgement can be made of these."),
    Why.GOOD: ("good", "Worth passing on", "Better than usual: ask how it was done."),
}
NOTHING = "Nothing here is worse than chance explains. No talk is due because of figures."


class AttentionCard(QFrame):
    """One entry. ``chosen``: a click or Enter on it; ``rows_wanted``: its contacts are asked for."""

    chosen = Signal(object)
    rows_wanted = Signal(object)

    def __init__(self, entry: Attention, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.setProperty("role", "card")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{entry.title}. {entry.reason}")
        title = QLabel(entry.title)
        title.setWordWrap(True)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        reason = QLabel(entry.reason)
        reason.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(3)
        layout.addWidget(title)
        layout.addWidget(reason)
        if entry.also:
            also = QLabel(f"Also: {', '.join(entry.also)}.")
            also.setProperty("role", "muted")
            also.setWordWrap(True)
            layout.addWidget(also)
        self.rows: QPushButton | None = None
        if entry.opens is not None:
            self.rows = QPushButton("Show the contacts")
            self.rows.setProperty("link", True)
            self.rows.setAccessibleName(f"Show the contacts behind {entry.metric} of {entry.title}")
            self.rows.clicked.connect(lambda _on=False: self.rows_wanted.emit(entry.opens))
            layout.addWidget(self.rows, 0, Qt.AlignmentFlag.AlignLeft)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self.entry)
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.entry)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


class GlanceView(QWidget):
    """``chosen`` (Attention): an entry of the list; ``opened`` (Opens): a mark or the contacts of an entry."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[AttentionCard] = []
        self.chart = ChartView(desk)
        self.chart.opened.connect(self.opened)
        self._inside = QWidget()
        self._list = QVBoxLayout(self._inside)
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(6)
        left = _scrolled(self._inside, "What to look at")
        frame = QFrame()
        frame.setProperty("role", "card")
        frame.setFrameShape(QFrame.Shape.StyledPanel)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(10, 8, 6, 8)
        self._charts = _scrolled(self.chart, "Measures over time")
        self._charts.viewport().installEventFilter(self)
        inner.addWidget(self._charts)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("reviews-glance")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(frame)
        self.splitter.setSizes([360, 680])
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 3)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.setFocusProxy(self.chart)

    def show_board(self, entries: Sequence[Attention], chart: Chart) -> None:
        """Show both sides."""
        self._fill(entries)
        self.chart.set_chart(chart)
        self._fit()

    def _fill(self, entries: Sequence[Attention]) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = []
        last: Why | None = None
        if not any(entry.why is Why.TALK for entry in entries):
            self._list.addWidget(_words(NOTHING, "card-title"))
        for entry in entries:
            if entry.why is not last:
                last = entry.why
                kind, head, text = _HEADS[entry.why]
                self._list.addSpacing(4)
                self._list.addWidget(StatusChip(kind, head))
                self._list.addWidget(_words(text, "caption"))
            card = AttentionCard(entry)
            card.chosen.connect(self.chosen)
            card.rows_wanted.connect(self.opened)
            self.cards.append(card)
            self._list.addWidget(card)
        self._list.addStretch(1)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def _fit(self) -> None:
        chart = self.chart.chart
        width = self._charts.viewport().width()
        wanted = rows_wanted(len(chart.panels), width - 12.0) if chart is not None else 0
        height = max(int(wanted + self.chart.head_height() + 8), 200)
        self.chart.setMinimumHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _scrolled(widget: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(widget)
    area.viewport().setAutoFillBackground(False)
    widget.setAutoFillBackground(False)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def _words(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
