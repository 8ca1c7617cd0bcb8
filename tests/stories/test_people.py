"""Stories of talks and of the machine in others' hands: by mouse and by keyboard, each undone to the last row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from csmanager import catalogue
from csmanager.core import sealing
from csmanager.core.store import Store
from csmanager.features.coaching.coachpage import CoachingPage
from csmanager.features.coaching.kioskview import CoachingTaskView
from csmanager.features.coaching.rules import CoachState
from csmanager.features.conduct.conductpage import ConductPage
from csmanager.features.conduct.rules import Standing, Step
from csmanager.features.contacts.page import RecordsPage
from csmanager.features.kiosk import handoverdialog
from csmanager.features.kiosk.kioskview import KioskWindow
from csmanager.features.leave import atkiosk
from csmanager.features.leave import queries as leave
from csmanager.features.leave.kioskview import LeaveTaskView
from csmanager.features.leave.rules import LeaveState
from csmanager.features.quality.disputes import queries as disputes
from csmanager.features.quality.disputes.kioskview import ScoreTaskView
from csmanager.features.quality.disputes.rules import Subject
from csmanager.features.talks.tabsview import TalksTabs
from csmanager.features.today.queries import everything
from csmanager.features.wellbeing import availability
from csmanager.features.wellbeing.kioskview import WellbeingTaskView
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.conftest import StandingClock
from tests.digest import content
from tests.features.coaching.test_coaching import held, low_grade
from tests.features.handbook.knowing.cast import PIN, Cast
from tests.waiting import settle

OWN, WORDS = "9753", "three quiet words"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def people(store: Store) -> tuple[int, int]:
    """Ana with a PIN and Ben without; the manager has one, too."""
    cast = Cast(store)
    ana, ben = cast.person("Ana Reyes"), cast.person("Ben Okoro")
    cast.pin(ana)
    cast.pin(None, OWN)
    return ana, ben


@pytest.fixture
def tabs(qtbot: QtBot, desk: Desk, people: tuple[int, int]) -> TalksTabs:
    made = TalksTabs(desk)
    qtbot.addWidget(made)
    made.resize(1180, 760)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def hand_over(qtbot: QtBot, desk: Desk) -> Callable[[], KioskWindow]:
    main = QMainWindow()
    qtbot.addWidget(main)
    main.show()

    def give() -> KioskWindow:
        opened = handoverdialog.hand_over(desk, main, catalogue.FEATURES)
        assert isinstance(opened, KioskWindow)
        qtbot.waitExposed(opened)
        return opened

    return give


def type_pin(qtbot: QtBot, kiosk: KioskWindow, pin: str) -> None:
    qtbot.keyClicks(kiosk.pad.field, pin)
    qtbot.keyClick(kiosk.pad.field, Qt.Key.Key_Return)


def come_in(qtbot: QtBot, kiosk: KioskWindow, name: str = "ana") -> None:
    qtbot.keyClicks(kiosk.search, name)
    qtbot.keyClick(kiosk.search, Qt.Key.Key_Return)
    type_pin(qtbot, kiosk, PIN)


def task(kiosk: KioskWindow, title: str) -> QPushButton:
    return next(one for one in kiosk.task_buttons if title in one.accessibleName())


def answer(qtbot: QtBot, dialog: QWidget | None, *, by_keys: bool = False, **values: object) -> None:
    assert isinstance(dialog, FormDialog)
    for key, value in values.items():
        dialog.inputs[key].set_value(value)
    if by_keys:
        qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    else:
        qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible(), dialog.problem.text()


def undo_to(store: Store, before: object) -> None:
    for _ in range(40):
        if content(store, history=False) == before:
            return
        store.undo()
    raise AssertionError("The store did not come back to what it was.")


def test_a_coaching_is_disputed_at_the_kiosk_and_settled(
    qtbot: QtBot, desk: Desk, tabs: TalksTabs, people: tuple[int, int], hand_over: Callable[[], KioskWindow]
) -> None:
    before = content(desk.store, history=False)
    held(desk.store, people[0], desk.today())
    kiosk = hand_over()
    come_in(qtbot, kiosk)
    qtbot.mouseClick(task(kiosk, "Says back"), Qt.MouseButton.LeftButton)
    view = kiosk.view
    assert isinstance(view, CoachingTaskView)
    qtbot.mouseClick(view.no_button, Qt.MouseButton.LeftButton)
    assert "differently" in view.problem.text()
    qtbot.keyClicks(view.text, "The line was dead, nobody could hear me")
    qtbot.keyClick(view.no_button, Qt.Key.Key_Space)
    assert kiosk.view is None and not kiosk.task_buttons  # nothing else waits for her
    qtbot.keyClick(kiosk.done, Qt.Key.Key_Space)
    assert kiosk.person is None
    qtbot.mouseClick(kiosk.back, Qt.MouseButton.LeftButton)
    type_pin(qtbot, kiosk, OWN)
    assert handoverdialog.kiosk() is None

    page = tabs.show_view("coaching")
    assert isinstance(page, CoachingPage)
    page.refresh()
    (row,) = page.sessions.table.rows()
    assert row.is_disputed and page.found is not None
    assert (page.found.answer_text, page.found.answered_how) == (
        "The line was dead, nobody could hear me", "kiosk",
    )  # fmt: skip
    page.commands.actions["settle"].trigger()
    answer(qtbot, page.dialog, reason="Listened together: the line was fine, the wish is noted")
    page.commands.actions["follow"].trigger()
    settle(qtbot, desk)
    answer(qtbot, page.dialog, by_keys=True, effect="helped", note="Twice this week")
    page.commands.actions["close"].trigger()
    if page.dialog is not None and page.dialog.isVisible():
        answer(qtbot, page.dialog)
    assert page.sessions.table.rows()[0].state is CoachState.CLOSED
    assert page.found is not None
    told = [move.what for move in page.found.moves]
    assert told == ["Talk held", "Disputed", "Dispute settled", "Followed up", "Closed"]
    undo_to(desk.store, before)


def test_availability_at_the_kiosk_by_pin_and_back_by_itself(
    qtbot: QtBot,
    desk: Desk,
    people: tuple[int, int],
    hand_over: Callable[[], KioskWindow],
    clock: StandingClock,
) -> None:
    desk.store.do("Ask for weeks at the kiosk", availability.ask_at_kiosk, True)
    kiosk = hand_over()
    qtbot.keyClicks(kiosk.search, "ana")
    qtbot.keyClick(kiosk.search, Qt.Key.Key_Return)
    for _ in range(3):
        type_pin(qtbot, kiosk, "1357")
    type_pin(qtbot, kiosk, PIN)
    assert "Try again in 15 seconds" in kiosk.pad.problem.text() and kiosk.person is None
    clock.pass_time(seconds=16)
    type_pin(qtbot, kiosk, PIN)
    assert kiosk.person is not None and kiosk.person.id == people[0]
    qtbot.mouseClick(task(kiosk, "When you can work"), Qt.MouseButton.LeftButton)
    view = kiosk.view
    assert isinstance(view, WellbeingTaskView) and view.week is not None
    before = content(desk.store, history=False)
    can, start, end = view.week.rows[5]
    can.setFocus()
    qtbot.keyClick(can, Qt.Key.Key_Down)
    qtbot.keyClicks(start, "9")
    qtbot.keyClicks(end, "13:30")
    qtbot.keyClick(view.keep_button, Qt.Key.Key_Space)
    row = next(one for one in desk.read(availability.weeks, desk.today()) if one.id == people[0])
    assert "09:00–13:30" in row.day(5) and row.how == "kiosk" and row.set_on == desk.today()
    desk.store.undo()
    assert content(desk.store, history=False) == before
    qtbot.mouseClick(task(kiosk, "Leave"), Qt.MouseButton.LeftButton)
    asking = kiosk.view
    assert isinstance(asking, LeaveTaskView)
    qtbot.mouseClick(asking.ask_button, Qt.MouseButton.LeftButton)
    assert asking.problem.text() == "Type the first day."
    asking.first.set_value(dt.date(2026, 4, 7))
    asking.last.set_value(dt.date(2026, 4, 6))
    qtbot.keyClick(asking.ask_button, Qt.Key.Key_Space)
    assert "day" in asking.problem.text() and kiosk.view is asking
    asking.last.set_value(dt.date(2026, 4, 8))
    qtbot.keyClick(asking.ask_button, Qt.Key.Key_Space)
    assert kiosk.view is None
    (asked,) = desk.read(leave.leaves)
    assert (asked.person_id, asked.state, asked.last_on) == (
        people[0],
        LeaveState.REQUESTED,
        dt.date(2026, 4, 8),
    )
    own = desk.read(atkiosk.own, people[0], desk.today())
    assert [row.days.partition(", ")[2] for row in own] == ["7 Apr 2026 to 8 Apr 2026"]
    assert desk.read(atkiosk.own, people[1], desk.today()) == []
    desk.store.undo()
    assert content(desk.store, history=False) == before
    qtbot.mouseClick(task(kiosk, "When you can work"), Qt.MouseButton.LeftButton)
    kiosk.idle.timeout.emit()  # nobody stirs
    assert kiosk.person is None and kiosk.view is None and kiosk.names.isVisible()
    kiosk.give_back()


def test_the_ladder_from_a_first_warning_to_an_appeal_with_like_cases(
    qtbot: QtBot, desk: Desk, tabs: TalksTabs, people: tuple[int, int], answers: ScriptedAnswers
) -> None:
    lock, _ = sealing.make(WORDS)
    desk.store.keep_aside(sealing.keep_first, lock)
    before = content(desk.store, history=False)
    desk.sealing._forget()
    desk.sealing.open_with(WORDS)
    page = tabs.show_view("conduct")
    assert isinstance(page, ConductPage)
    for at, who in enumerate(people):
        page.commands.actions["warn"].trigger()
        dialog = page.dialog
        assert isinstance(dialog, FormDialog)
        dialog.inputs["person_id"].set_value(who)
        assert dialog.inputs["step"].value() == Step.VERBAL
        dialog.inputs["clause"].set_value("Till (P-07)")
        qtbot.keyClicks(dialog.inputs["facts"].target, "The till was short by 50")
        answer(qtbot, dialog, by_keys=bool(at))
        page.commands.actions["edit"].trigger()
        assert isinstance(page.dialog, FormDialog)
        qtbot.keyClicks(page.dialog.inputs["response"].target, "A customer left without paying")
        answer(qtbot, page.dialog, by_keys=not at)
        page.commands.actions["issue"].trigger()
        assert isinstance(page.dialog, FormDialog)
        like = " ".join(label.text() for label in page.dialog.findChildren(type(page.dialog.problem)))
        assert ("1 case before of this rule" in like) is bool(at)
        answer(qtbot, page.dialog)
    page.commands.actions["appeal"].trigger()
    assert isinstance(page.dialog, FormDialog)
    qtbot.keyClicks(page.dialog.inputs["reason"].target, "I was not at the till")
    answer(qtbot, page.dialog)
    page.commands.actions["decide"].trigger()
    assert isinstance(page.dialog, FormDialog)
    qtbot.keyClicks(page.dialog.inputs["reason"].target, "The rota shows it")
    answer(qtbot, page.dialog, by_keys=True, overturn=True)
    standing = {row.person: row.standing for row in page.warnings.table.rows()}
    assert standing["Ben Okoro"] is Standing.OVERTURNED and standing["Ana Reyes"] is Standing.ISSUED
    desk.sealing.lock()
    assert page.warnings.table.rows() == []
    for _ in range(20):
        if not (desk.store.undo_label() or "").startswith("Sealed matter"):
            break
        desk.store.undo()
    after = content(desk.store, history=False)
    assert {key: rows for key, rows in after.items() if key not in ("setting", "sealing_key")} == {
        key: rows for key, rows in before.items() if key not in ("setting", "sealing_key")
    }


@pytest.mark.parametrize("by_keys", [False, True], ids=["mouse", "keyboard"])
def test_a_score_is_disputed_at_the_kiosk_and_the_answer_read_there(
    qtbot: QtBot, desk: Desk, people: tuple[int, int], hand_over: Callable[[], KioskWindow], by_keys: bool
) -> None:
    grade = low_grade(desk.store, people[0], desk.today())
    before = content(desk.store, history=False)

    def push(button: QPushButton) -> None:
        if by_keys:
            button.setFocus()
            qtbot.keyClick(button, Qt.Key.Key_Space)
        else:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    kiosk = hand_over()
    come_in(qtbot, kiosk)
    push(kiosk.task_buttons[0])
    view = kiosk.view
    assert isinstance(view, ScoreTaskView)
    push(view.no_button)
    assert "differently" in view.problem.text()
    view.item.setFocus()
    qtbot.keyClick(view.item, Qt.Key.Key_Down)
    qtbot.keyClicks(view.text, "I said it at the end")
    push(view.no_button)
    push(kiosk.done)
    push(kiosk.back)
    type_pin(qtbot, kiosk, OWN)

    (line,) = [one for one in desk.read(everything, desk.today()) if "disputes" in one.text]
    page = RecordsPage(desk)
    qtbot.addWidget(page)
    page.resize(1080, 720)
    with qtbot.waitExposed(page):
        page.show()
    page.show_record(line.record)
    settle(qtbot, desk)
    qtbot.waitUntil(lambda: page.table().view.model().rowCount() == 1)

    def is_chosen() -> bool:
        page.table().view.selectRow(0)
        return page.table().current_row() is not None

    qtbot.waitUntil(is_chosen, timeout=20_000)
    if by_keys:
        page.addAction(page.answer_action)
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.setFocus()
        qtbot.keyClick(
            page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
    else:
        settle(qtbot, desk)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # buttons of the row before
        button = next(one for one in page.pane.findChildren(QPushButton) if "dispute" in one.text())
        qtbot.waitUntil(lambda: button.width() > 0)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    answer(
        qtbot, page.dialog, by_keys=by_keys, decision="accepted", mark=100, reason="Heard again: it is there"
    )
    kiosk = hand_over()
    come_in(qtbot, kiosk)
    push(kiosk.task_buttons[0])
    view = kiosk.view
    assert isinstance(view, ScoreTaskView) and view.no_button.isHidden()
    assert any("Heard again" in label.text() for label in view.findChildren(QLabel))
    push(view.yes_button)
    assert not kiosk.task_buttons
    push(kiosk.done)
    push(kiosk.back)
    type_pin(qtbot, kiosk, OWN)
    found = desk.read(disputes.answered, Subject.GRADE, grade)
    assert found is not None and found.seen_on == desk.today()
    undo_to(desk.store, before)
