"""The context menu of a line: open it, and for a to-do of one's own done, put off, delete."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from csmanager.core.feature import TodoItem
from csmanager.features.today import actions, queries
from csmanager.ui.desk import Desk

if TYPE_CHECKING:
    from csmanager.features.today.page import TodayPage


def item_menu(page: TodayPage, item: TodoItem) -> QMenu:
    """What can be done with ``item``."""
    menu = QMenu(page)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction("Show or hide what it holds" if item.inside else "Open", lambda: page.open_item(item))
    if item.feature == "today" and not item.inside:
        menu.addAction("Done\tCtrl+Enter", lambda: page.finish_item(item))
        off = menu.addMenu("Put off")
        for word, day in _days(page.desk.today()):
            off.addAction(word).triggered.connect(
                lambda _on=False, day=day: _put_off(page.desk, int(item.record), day)
            )
        menu.addAction("Delete", lambda: _trash(page.desk, item))
    return menu


def _days(today: dt.date) -> list[tuple[str, dt.date]]:
    return [
        ("Until tomorrow", today + dt.timedelta(days=1)),
        ("Until Monday", today + dt.timedelta(days=7 - today.weekday())),
        ("By a week", today + dt.timedelta(days=7)),
    ]


def _put_off(desk: Desk, task_id: int, day: dt.date) -> None:
    task = desk.read(queries.task, task_id)
    if task is not None:
        desk.do(
            f"Put off: {task.text}",
            actions.change_task,
            task.id,
            text=task.text,
            kind=task.kind,
            due_on=day,
            person_id=task.person_id,
        )


def _trash(desk: Desk, item: TodoItem) -> None:
    desk.do(f"Delete: {item.text}", actions.trash_task, int(item.record), today=desk.today())
