"""A figure over time, after Tufte and Wheeler: points on a line, the target, limits, and signals marked hollow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from csmanager.ui import theme
from csmanager.ui.widgets import copying
from csmanager.ui.widgets.chartmodel import Limit, Series, TrendPoint, sentence
from csmanager.ui.widgets.chartpaint import Plot, paint_chart
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.texts import number_text

__all__ = ["Limit", "Series", "TrendChart", "TrendPoint"]


class TrendChart(QWidget):
    """One to four series over the same steps.

    The title states the finding, the subtitle says measure, period and n. ``chosen`` (number of the point): a click
    on it, or Enter where the arrow keys stand.
    """

    chosen = Signal(int)

    def __init__(
        self, title: str = "", subtitle: str = "", *, show_head: bool = True, parent: QWidget | None = None
    ) -> None:
        """``show_head`` False: a card around already says title and subtitle."""
        super().__init__(parent)
        self.title, self.subtitle = title, subtitle
        self.show_head = show_head
        self.series: tuple[Series, ...] = ()
        self.target: float | None = None
        self.limits: tuple[Limit, ...] = ()
        self.band: tuple[float, float] | None = None
        self.format: Callable[[float], str] = lambda value: number_text(value, 1)
        self.better = ""
        self.current: int | None = None
        self._plot: Plot | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_data(
        self,
        series: Sequence[TrendPoint] | Sequence[Series],
        *,
        target: float | None = None,
        limits: Sequence[Limit] = (),
        band: tuple[float, float] | None = None,
        format: Callable[[float], str] | None = None,
        better: str = "",
        title: str | None = None,
        subtitle: str | None = None,
    ) -> None:
        """Show ``series``: points of one line, or up to four named lines.

        ``limits``: process limits and mean; ``band``: a range drawn as a ground; ``format``: how a value reads;
        ``better`` "more" or "less": which side of the target is good, for the sentence.
        """
        lines: list[Series] = []
        points: list[TrendPoint] = []
        for item in series:
            if isinstance(item, Series):
                lines.append(item)
            else:
                points.append(item)
        self.series = tuple(lines) if lines else (Series("", tuple(points)),)
        self.target, self.limits, self.band, self.better = target, tuple(limits), band, better
        if format is not None:
            self.format = format
        if title is not None:
            self.title = title
        if subtitle is not None:
            self.subtitle = subtitle
        self.current = None
        said = sentence(self.series, self.target, self.format)
        self.setAccessibleName(self.title or "Chart")
        self.setAccessibleDescription(f"{self.subtitle}. {said}".strip(". ") + ".")
        self.update()

    # what it offers

    def make_menu(self) -> QMenu:
        """Show as table, copy picture, copy data."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        has_data = any(line.points for line in self.series)
        for text, call in (
            ("Show as table", self.show_table),
            ("Copy picture", self.copy_picture),
            ("Copy data", self.copy_data),
        ):
            action = menu.addAction(text)
            action.setEnabled(has_data)
            action.triggered.connect(lambda _on=False, call=call: call())
        return menu

    def picture(self, scale: float = 2.0) -> QPixmap:
        """The chart with its title as a picture on the surface colour."""
        image = QPixmap(round(self.width() * scale), round(self.height() * scale))
        image.setDevicePixelRatio(scale)
        image.fill(theme.current().colour("surface"))
        painter = QPainter(image)
        paint_chart(painter, QRectF(self.rect()).adjusted(8, 8, -8, -8), self, None, head=True)
        painter.end()
        return image

    def copy_picture(self) -> None:
        """Put the chart on the clipboard as a picture."""
        QApplication.clipboard().setPixmap(self.picture())

    def copy_data(self) -> None:
        """Put the numbers on the clipboard as a table."""
        QApplication.clipboard().setMimeData(copying.mime(self.columns(), self.rows(), headers=True))

    def columns(self) -> list[Column]:
        """The columns of the chart as a table: the step, a number a series, n, the interval."""
        made = [Column("label", "When", 120, value=lambda row: row[0])]
        many = len(self.series) > 1
        for at, line in enumerate(self.series):
            made.append(self._number(f"v{at}", line.name or "Value", lambda row, at=at: row[1][at], "value"))
            if any(point.n is not None for point in line.points):
                name = f"n {line.name}".strip() if many else "n"
                made.append(self._count(at, name))
            if any(point.low is not None for point in line.points):
                made.append(self._number(f"l{at}", "From", lambda row, at=at: row[1][at], "low"))
                made.append(self._number(f"h{at}", "To", lambda row, at=at: row[1][at], "high"))
        return made

    def rows(self) -> list[tuple[str, tuple[TrendPoint | None, ...], int]]:
        """The rows that go with ``columns``."""
        longest = max((line.points for line in self.series), key=len, default=())
        return [
            (
                point.label,
                tuple(line.points[at] if at < len(line.points) else None for line in self.series),
                at,
            )
            for at, point in enumerate(longest)
        ]

    def show_table(self) -> None:
        """The numbers behind the chart in a window of their own."""
        dialog = self.make_table_dialog()
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def make_table_dialog(self) -> QDialog:
        """The window that ``show_table`` opens."""
        from csmanager.ui.widgets.table import RecordTable

        dialog = QDialog(self)
        dialog.setWindowTitle(self.title or "Chart as table")
        table = RecordTable("chart", self.columns(), key=lambda row: row[2])
        table.set_rows(self.rows())
        table.setAccessibleName(f"{self.title} as table")
        layout = QVBoxLayout(dialog)
        layout.addWidget(table)
        dialog.resize(460, 420)
        return dialog

    def _count(self, at: int, title: str) -> Column:
        def value(row: tuple[str, tuple[TrendPoint | None, ...], int]) -> float | None:
            return _part(row[1][at], "n")

        return Column(f"n{at}", title, 70, "number", value=value)

    def _number(self, key: str, title: str, point: Callable[..., TrendPoint | None], part: str) -> Column:
        def value(row: object) -> float | None:
            return _part(point(row), part)

        def text(row: object) -> str:
            found = value(row)
            return "" if found is None else self.format(found)

        return Column(key, title, 90, "number", value=value, text=text)

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(420, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 140)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(6, 5, -6, -4)
        self._plot = paint_chart(painter, area, self, self.current, head=self.show_head)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.current().colour("accent"), theme.FOCUS))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.make_menu().popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = max((len(line.points) for line in self.series), default=0)
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End) and count:
            here = self.current if self.current is not None else (count if key == Qt.Key.Key_Left else -1)
            step = {Qt.Key.Key_Left: here - 1, Qt.Key.Key_Right: here + 1, Qt.Key.Key_Home: 0}
            self._stand_on(min(count - 1, max(0, step.get(Qt.Key(key), count - 1))))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.chosen.emit(self.current)
        elif key == Qt.Key.Key_Menu or (
            key == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self.make_menu().popup(self.mapToGlobal(self.rect().center()))
        elif event.matches(_COPY):
            self.copy_data()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._near(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self._stand_on(at)
            self.chosen.emit(at)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._stand_on(self._near(event.position()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._stand_on(None)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._stand_on(None)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._near(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.point_text(at) if at is not None else "", self)
            return True
        return super().event(event)

    def point_text(self, at: int) -> str:
        """What a point says: step, value, interval and n of each series, and its note."""
        parts = []
        for line in self.series:
            if at >= len(line.points):
                continue
            point = line.points[at]
            said = "no data" if point.value is None else self.format(point.value)
            if point.low is not None and point.high is not None:
                said += f" ({self.format(point.low)} to {self.format(point.high)})"
            if point.n is not None:
                said += f", n {point.n:,}"
            name = f"{line.name}: " if line.name else ""
            note = f" – {point.note}" if point.note else ""
            parts.append(f"{point.label}: {name}{said}{note}")
        return "\n".join(parts)

    def _stand_on(self, at: int | None) -> None:
        if at != self.current:
            self.current = at
            if at is not None and self.hasFocus():
                self.setAccessibleDescription(self.point_text(at))
            self.update()

    def _near(self, spot: QPointF) -> int | None:
        if (
            self._plot is None
            or not self._plot.xs
            or not self._plot.area.adjusted(-8, -8, 8, 8).contains(spot)
        ):
            return None
        return min(range(len(self._plot.xs)), key=lambda at: abs(self._plot.xs[at] - spot.x()))  # type: ignore[union-attr]


_COPY = QKeySequence.StandardKey.Copy


def _part(point: TrendPoint | None, part: str) -> float | None:
    return None if point is None else getattr(point, part)
