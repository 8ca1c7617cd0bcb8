"""A review disputed at the kiosk, decided on the page of reviews and read at the kiosk; undone to the last row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from csmanager.features.kiosk.kioskview import KioskWindow
from csmanager.features.quality.disputes import queries as disputes
from csmanager.features.quality.disputes.kioskview import ScoreTaskView
from csmanager.features.quality.disputes.rules import Decision, Subject
from csmanager.features.reviews.cycles import actions, queries
from csmanager.features.reviews.cycles.cyclespage import CyclesPage
from csmanager.features.reviews.periods import month
from csmanager.features.today.queries import everything
from csmanager.ui.desk import Desk
from tests.digest import content
from tests.features.handbook.knowing.cast import Cast
from tests.features.reviews.desk_shop import stock
from tests.stories.test_people import OWN, answer, come_in, hand_over, type_pin, undo_to
from tests.waiting import settle

__all__ = ["hand_over"]  # the fixture
TODAY = dt.date(2026, 3, 31)


@pytest.fixture
def review(desk: Desk) -> int:
    """The review of Ana that was talked about; she has a PIN, and so has the manager."""
    desk._today = lambda: TODAY
    ana = stock(desk.store)["Ana"]
    cast = Cast(desk.store)
    cast.pin(ana)
    cast.pin(None, OWN)
    cycle = desk.store.do("Prepare", actions.prepare, period=month(2026, 3), today=TODAY)
    row = next(one for one in desk.read(queries.reviews, cycle_id=cycle) if one.person == "Ana")
    desk.store.do("Discuss", actions.move, [row.id], "discuss", today=TODAY)
    return row.id


@pytest.mark.parametrize("by_keys", [False, True], ids=["mouse", "keyboard"])
def test_a_review_is_disputed_at_the_kiosk_and_decided_on_its_page(
    qtbot: QtBot, desk: Desk, review: int, hand_over: Callable[[], KioskWindow], by_keys: bool
) -> None:
    before = content(desk.store, history=False)

    def push(button: QPushButton) -> None:
        if by_keys:
            button.setFocus()
            qtbot.keyClick(button, Qt.Key.Key_Space)
        else:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def own_review(kiosk: KioskWindow, title: str) -> ScoreTaskView:
        come_in(qtbot, kiosk)
        push(next(one for one in kiosk.task_buttons if title in one.accessibleName()))
        assert isinstance(kiosk.view, ScoreTaskView)
        return kiosk.view

    def leave(kiosk: KioskWindow) -> None:
        push(kiosk.done)
        push(kiosk.back)
        type_pin(qtbot, kiosk, OWN)

    kiosk = hand_over()
    view = own_review(kiosk, "Review")
    push(view.no_button)
    assert "differently" in view.problem.text(), "a dispute says what"
    qtbot.keyClicks(view.text, "In March I was lent out for a week")
    push(view.no_button)
    leave(kiosk)

    (line,) = [one for one in desk.read(everything, TODAY) if "disputes" in one.text]
    assert line.detail
    page = CyclesPage(desk)
    qtbot.addWidget(page)
    page.resize(1080, 720)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    settle(qtbot, desk)
    page.show_record(f"review/{review}")
    settle(qtbot, desk)
    qtbot.waitUntil(lambda: page.commands.actions["dispute"].isEnabled())
    if by_keys:
        page.addAction(page.commands.actions["dispute"])  # it stands in the menu of the window
        page.setFocus()
        qtbot.keyClick(
            page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
    else:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # buttons of the row before
        button = next(one for one in page.records.pane.findChildren(QPushButton) if "dispute" in one.text())
        qtbot.waitUntil(lambda: button.width() > 0)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    answer(qtbot, page.dialog, by_keys=by_keys, decision=Decision.ACCEPTED, reason="That week is left out")

    kiosk = hand_over()
    view = own_review(kiosk, "dispute was answered")
    assert view.no_button.isHidden()
    assert any("That week is left out" in label.text() for label in view.findChildren(QLabel))
    push(view.yes_button)
    leave(kiosk)
    found = desk.read(disputes.answered, Subject.REVIEW, review)
    assert found is not None and (found.decision, found.seen_on) == (Decision.ACCEPTED, TODAY)
    undo_to(desk.store, before)
