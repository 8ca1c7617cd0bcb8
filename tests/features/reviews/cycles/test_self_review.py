"""The self-review at the kiosk."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.features.reviews.cycles import actions, queries
from csmanager.features.reviews.cycles.atkiosk import tasks
from csmanager.features.reviews.cycles.kioskview import SelfReviewView
from csmanager.features.reviews.cycles.rules import ReviewState
from csmanager.features.reviews.periods import month
from csmanager.ui.desk import Desk
from tests.features.reviews.desk_shop import stock


def test_a_person_answers_at_the_kiosk_once(qtbot: QtBot, desk: Desk) -> None:
    today = dt.date(2026, 3, 31)
    desk._today = lambda: today
    ids = stock(desk.store)
    assert desk.read(tasks, ids["Ana"], today) == []
    desk.store.do("Prepare", actions.prepare, period=month(2026, 3), today=today)
    (task,) = desk.read(tasks, ids["Ana"], today)
    assert task.title == "Self-review: March 2026"
    assert desk.read(tasks, ids["Di"], today) == []
    other = SelfReviewView(desk, task, ids["Bo"])
    qtbot.addWidget(other)
    assert not other.fields
    assert not other.keep_button.isEnabled()
    view = SelfReviewView(desk, task, ids["Ana"])
    qtbot.addWidget(view)
    view.show()
    ended: list[bool] = []
    view.finished.connect(ended.append)
    qtbot.mouseClick(view.keep_button, Qt.MouseButton.LeftButton)
    assert view.problem.text() == "Answer at least one question."
    field = next(iter(view.fields.values()))
    qtbot.keyClicks(field, "Calm calls")
    qtbot.mouseClick(view.keep_button, Qt.MouseButton.LeftButton)
    assert ended == [True]
    found = desk.read(queries.detail, int(task.key))
    assert found is not None
    assert found.row.state is ReviewState.SELF_DONE
    assert found.answers[0][1] == "Calm calls"
    assert desk.read(tasks, ids["Ana"], today) == []
