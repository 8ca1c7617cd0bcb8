"""How an applicant looks on a card, and in words."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, QLocale, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from csmanager.features.hiring import rules
from csmanager.features.hiring.queries import ApplicantRow
from csmanager.features.hiring.rules import Stage
from csmanager.ui import theme
from csmanager.ui.widgets import texts
from csmanager.ui.widgets.chips import Status, draw_status, status_font, status_width

ROW_ROLE = Qt.ItemDataRole.UserRole  # the applicant of a card
_LINES = 4  # of every card, so that thousands need not be measured
_GAP, _PAD = 8, 10  # pixels between cards, and inside one
Index = QModelIndex | QPersistentModelIndex


def standing(row: ApplicantRow, today: dt.date) -> Status:
    """How long an applicant has stood where they stand, or how it ended."""
    if row.stage is Stage.HIRED:
        return Status("good", "Hired")
    if row.stage in rules.CLOSED:
        return Status("none", f"{rules.STAGE_NAMES[row.stage]}: {row.reason}".removesuffix(": "))
    if row.snoozed_until is not None and row.snoozed_until > today:
        return Status("none", f"Put off until {_short(row.snoozed_until, today)}")
    days = f"{row.days} day{'' if row.days == 1 else 's'}" if row.days else "Since today"
    return Status("soon", f"{days}, stalled") if row.is_stalled else Status("open", days)


def step_status(row: ApplicantRow, today: dt.date) -> Status | None:
    """The next step with its day; None when there is none."""
    if not row.next_step and row.next_step_on is None:
        return None
    if row.next_step_on is None:
        return Status("open", row.next_step)
    days = (row.next_step_on - today).days
    when = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get(days) or _short(row.next_step_on, today)
    kind = "late" if days < 0 else "soon" if days <= 1 else "open"
    return Status(kind, f"{when}: {row.next_step}" if row.next_step else when)


def _short(day: dt.date, today: dt.date) -> str:
    """A date without its year, where that is this one."""
    if day.year != today.year:
        return texts.day_text(day)
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM")


class CardDelegate(QStyledItemDelegate):
    """Draws a card: name, opening or source, how long, what next."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.today = dt.date.min
        self.with_opening = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, _LINES * (option.fontMetrics.height() + 3) + 2 * _PAD + _GAP - 2)

    def _lines(self, row: ApplicantRow) -> list[str | Status]:
        today = self.today
        below = row.opening if self.with_opening else row.source
        found: list[str | Status] = [below] if below else []
        found.append(standing(row, today))
        step = step_status(row, today)
        return [*found, step] if step is not None else found

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ApplicantRow = index.data(ROW_ROLE)
        look = theme.current()
        card = QRectF(option.rect).adjusted(1, 1, -1, 1 - _GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(
            QPen(look.colour("accent"), theme.FOCUS) if has_focus else QPen(look.colour("hairline"), 1)
        )
        painter.setBrush(look.colour("selected" if is_chosen else "surface"))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        line = option.fontMetrics.height() + 3
        box = QRectF(card.left() + _PAD, card.top() + _PAD - 1, card.width() - 2 * _PAD, line)
        font = theme.scaled(theme.BODY, semibold=True)
        painter.setFont(font)
        painter.setPen(look.colour("text"))
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        for part in self._lines(row):
            box.translate(0, line)
            small = theme.scaled(theme.CAPTION)
            if isinstance(part, Status):
                font = status_font(small, part.kind)
                place = QRectF(box)
                place.setWidth(min(box.width(), status_width(part.text, font) + 4))
                draw_status(painter, place, part.kind, part.text, font)
                continue
            painter.setFont(small)
            painter.setPen(look.colour("muted"))
            shown = painter.fontMetrics().elidedText(part, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
