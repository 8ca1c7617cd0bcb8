"""The machine handed over: by mouse and keyboard, and what cannot be reached from it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from csmanager import catalogue
from csmanager.core.store import Store
from csmanager.features.handbook import actions as handbook
from csmanager.features.handbook.knowing import quizactions, quizqueries, quiztext, signed
from csmanager.features.handbook.knowing.kioskview import KnowingTaskView
from csmanager.features.handbook.knowing.quizview import QuizView
from csmanager.features.handbook.knowing.signview import SignView
from csmanager.features.handbook.rules import ChangeKind
from csmanager.features.kiosk import handoverdialog
from csmanager.features.kiosk.kioskview import KioskWindow
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.conftest import StandingClock
from tests.features.handbook.knowing.cast import PIN, Cast
from tests.features.handbook.knowing.test_quizzes import QUIZ

OWN = "9753"


@pytest.fixture
def cast(store: Store) -> Cast:
    made = Cast(store)
    made.pin(made.person("Ana Reyes"))
    made.person("Ben Okoro")
    made.pin(None, OWN)
    made.policy()
    return made


@pytest.fixture
def main(qtbot: QtBot) -> QMainWindow:
    """A window behind, with a command that must not be reached."""
    window = QMainWindow()
    window.setCentralWidget(QWidget())
    action = QAction("Palette", window)
    action.setShortcut(QKeySequence("Ctrl+K"))
    window.addAction(action)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def kiosk(desk: Desk, cast: Cast, main: QMainWindow, qtbot: QtBot) -> Iterator[KioskWindow]:
    opened = handoverdialog.hand_over(desk, main, catalogue.FEATURES)
    assert isinstance(opened, KioskWindow)
    qtbot.waitExposed(opened)
    yield opened
    if handoverdialog.kiosk() is opened:
        opened.give_back()


def type_pin(qtbot: QtBot, kiosk: KioskWindow, pin: str) -> None:
    qtbot.keyClicks(kiosk.pad.field, pin)
    qtbot.keyClick(kiosk.pad.field, Qt.Key.Key_Return)


def come_in(qtbot: QtBot, kiosk: KioskWindow, name: str = "an", pin: str = PIN) -> None:
    qtbot.keyClicks(kiosk.search, name)
    qtbot.keyClick(kiosk.search, Qt.Key.Key_Return)
    type_pin(qtbot, kiosk, pin)


def sign_view(kiosk: KioskWindow) -> SignView:
    assert isinstance(kiosk.view, KnowingTaskView)
    view = kiosk.view.stack.currentWidget()
    assert isinstance(view, SignView)
    return view


def test_the_manager_sets_a_pin_before_the_first_time(
    desk: Desk, store: Store, main: QMainWindow, qtbot: QtBot
) -> None:
    dialog = handoverdialog.hand_over(desk, main, catalogue.FEATURES)
    assert isinstance(dialog, FormDialog)
    qtbot.keyClicks(dialog.inputs["pin"].target, OWN)
    qtbot.keyClicks(dialog.inputs["again"].target, "1")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible() and "same PIN" in dialog.inputs["again"].reason.text()
    dialog.inputs["again"].set_value(OWN)
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    opened = handoverdialog.kiosk()
    assert opened is not None and opened.isVisible()
    opened.give_back()


@pytest.mark.qt_log_ignore("Keyboard event not accepted", extend=True)
def test_nothing_behind_can_be_reached(
    kiosk: KioskWindow, main: QMainWindow, desk: Desk, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    fired: list[bool] = []
    main.actions()[0].triggered.connect(lambda: fired.append(True))
    assert not main.isVisible() and not main.isEnabled()
    qtbot.keyClick(kiosk, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(main, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert not fired
    assert not kiosk.close() and kiosk.isVisible()  # Alt+F4 and the like
    main.show()  # a second start of the program, or a message that arrives
    late = QDialog(main)
    late.show()
    qtbot.waitUntil(lambda: not main.isVisible() and not late.isVisible())
    assert desk.ask.save_path("x", "y", "z") is None and desk.ask.open_paths("x", "y") == []
    kiosk.give_back()
    assert main.isVisible() and main.isEnabled() and desk.ask is answers
    late.close()


def test_what_the_manager_copied_is_kept_from_the_kiosk(
    desk: Desk, cast: Cast, main: QMainWindow, qtbot: QtBot
) -> None:
    QApplication.clipboard().setText("Chase list")
    kiosk = KioskWindow(desk, catalogue.FEATURES)
    kiosk.take()
    assert QApplication.clipboard().text() == ""
    box = QDialog(kiosk)
    box.show()
    kiosk.show_names()
    assert not box.isVisible()
    kiosk.give_back()
    assert QApplication.clipboard().text() == "Chase list"


def test_only_the_managers_pin_leads_back(kiosk: KioskWindow, main: QMainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(kiosk.back, Qt.MouseButton.LeftButton)
    type_pin(qtbot, kiosk, PIN)
    assert kiosk.isVisible() and "not the PIN" in kiosk.pad.problem.text() and kiosk.pad.field.text() == ""
    for key in OWN:
        qtbot.mouseClick(kiosk.pad.keys[key], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(kiosk.pad.keys["OK"], Qt.MouseButton.LeftButton)
    assert main.isVisible() and handoverdialog.kiosk() is None


def test_reading_to_the_end_and_signing_by_keyboard(
    kiosk: KioskWindow, store: Store, cast: Cast, qtbot: QtBot
) -> None:
    come_in(qtbot, kiosk)
    assert [button.text() for button in kiosk.task_buttons] == ["Read and sign"]
    qtbot.keyClick(kiosk.task_buttons[0], Qt.Key.Key_Space)
    view = sign_view(kiosk)
    qtbot.waitUntil(view.button.isEnabled)  # a short text is seen whole
    qtbot.keyClicks(view.name, "Ben")
    qtbot.keyClicks(view.pin, PIN)
    qtbot.keyClick(view.pin, Qt.Key.Key_Return)
    assert "own name" in view.problem.text() and view.pin.text() == ""
    view.name.clear()
    qtbot.keyClicks(view.name, "Ana Reyes")
    qtbot.keyClicks(view.pin, "1357")
    qtbot.keyClick(view.pin, Qt.Key.Key_Return)
    assert "not the PIN" in view.problem.text()
    qtbot.keyClicks(view.pin, PIN)
    qtbot.keyClick(view.pin, Qt.Key.Key_Return)
    assert cast.states(1) == {"Ana Reyes": "signed", "Ben Okoro": "open"}
    assert "Nothing waits" in kiosk.tasks_note.text()
    with store.read() as session:
        row = signed.signatures(session)[0]
    assert (row.how.value, row.typed_name, row.number) == ("kiosk", "Ana Reyes", 1)
    assert row.reading_seconds is not None


def test_a_long_text_is_read_to_its_end_first(
    kiosk: KioskWindow, store: Store, cast: Cast, qtbot: QtBot
) -> None:
    cast.change(1, "# Refunds\n\n" + "\n\n".join(f"Paragraph {n}." for n in range(200)))
    come_in(qtbot, kiosk)
    qtbot.mouseClick(kiosk.task_buttons[0], Qt.MouseButton.LeftButton)
    view = sign_view(kiosk)
    assert not view.button.isEnabled() and "Read to the end" in view.hint.text()
    qtbot.keyClick(view.text, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(view.button.isEnabled)


def test_who_signed_before_reads_what_changed_without_marks(
    kiosk: KioskWindow, store: Store, cast: Cast, qtbot: QtBot
) -> None:
    table = "# Refunds\n\n| Case | Within |\n|---|---|\n| Gift | **20** days |\n\nAsk first.\n"
    cast.change(1, table)
    cast.sign(1, 1, "Ana Reyes")
    cast.change(1, table.replace("20", "15"))
    cast.change(1, table.replace("20", "15") + "Ask twice.\n", ChangeKind.EDITORIAL)
    come_in(qtbot, kiosk)
    qtbot.keyClick(kiosk.task_buttons[0], Qt.Key.Key_Space)
    view = sign_view(kiosk)
    assert view.summary.isVisible()
    assert view.summary.text() == (
        "You signed version 2 before. What changed for you: Something. Something. Changed: Refunds."
    )
    assert view.switch is not None
    qtbot.keyClick(view.switch, Qt.Key.Key_Right)
    shown = view.changes.toPlainText()
    assert "Gift" in shown and "2015 days" in shown.replace("\xa0", " ")
    assert not set("#|*−") & set(shown)


def test_a_text_changed_while_it_is_read_is_shown_anew(
    kiosk: KioskWindow, store: Store, cast: Cast, qtbot: QtBot
) -> None:
    come_in(qtbot, kiosk)
    qtbot.mouseClick(kiosk.task_buttons[0], Qt.MouseButton.LeftButton)
    view = sign_view(kiosk)
    cast.change(1, "# Refunds\n\n60 days.\n")
    qtbot.waitUntil(view.button.isEnabled)
    qtbot.keyClicks(view.name, "Ana")
    qtbot.keyClicks(view.pin, PIN)
    qtbot.mouseClick(view.button, Qt.MouseButton.LeftButton)
    fresh = sign_view(kiosk)
    assert fresh is not view and "60 days" in fresh.text.toPlainText()
    assert "changed while you were reading" in fresh.problem.text()
    with store.read() as session:
        assert signed.signatures(session) == []


def test_a_text_retired_meanwhile_says_so(kiosk: KioskWindow, store: Store, cast: Cast, qtbot: QtBot) -> None:
    come_in(qtbot, kiosk)
    store.do("Retire", handbook.retire, 1, today=cast.today)
    qtbot.mouseClick(kiosk.task_buttons[0], Qt.MouseButton.LeftButton)
    assert isinstance(kiosk.view, KnowingTaskView)
    button = kiosk.view.findChild(QPushButton)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "Nothing waits" in kiosk.tasks_note.text()


def test_nobody_without_a_pin_gets_in(kiosk: KioskWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(kiosk.search, "ben")
    qtbot.keyClick(kiosk.search, Qt.Key.Key_Return)
    assert "no PIN" in kiosk.note.text() and kiosk.person is None
    kiosk.search.clear()
    qtbot.keyClicks(kiosk.search, "zz")
    assert "Nobody here" in kiosk.note.text()


def test_wrong_pins_make_the_next_ones_wait(kiosk: KioskWindow, qtbot: QtBot) -> None:
    come_in(qtbot, kiosk, pin="1357")
    for _ in range(2):
        type_pin(qtbot, kiosk, "1357")
    type_pin(qtbot, kiosk, PIN)
    assert "Too many wrong PINs" in kiosk.pad.problem.text() and kiosk.person is None


def test_it_goes_back_to_the_names_when_nobody_stirs(desk: Desk, cast: Cast, qtbot: QtBot) -> None:
    kiosk = KioskWindow(desk, catalogue.FEATURES, idle_ms=60)
    kiosk.take()
    come_in(qtbot, kiosk)
    assert kiosk.person is not None
    kiosk.task_buttons[0].click()
    assert kiosk.view is not None
    qtbot.waitUntil(lambda: kiosk.person is None, timeout=3000)
    assert kiosk.view is None and kiosk.stack.currentWidget() is kiosk._names_page
    kiosk.give_back()
    QApplication.processEvents()


def test_questions_that_come_back_are_answered_by_keyboard(
    desk: Desk, store: Store, cast: Cast, clock: StandingClock, main: QMainWindow, qtbot: QtBot
) -> None:
    quiz = store.do("Quiz", quizactions.save_quiz, quiztext.read(QUIZ), 1, today=cast.today)
    with store.read() as session:
        missed = {question.id: None for question in quizqueries.asked(session, quiz, 1)}
    store.do("Missed", quizactions.take_quiz, quiz, 1, missed, seed=1, now=store.clock())
    clock.pass_time(days=1)
    kiosk = KioskWindow(desk, catalogue.FEATURES)
    kiosk.take()
    come_in(qtbot, kiosk)
    assert [button.text() for button in kiosk.task_buttons] == ["Answer", "Read and sign"]
    qtbot.keyClick(kiosk.task_buttons[0], Qt.Key.Key_Space)
    assert isinstance(kiosk.view, KnowingTaskView)
    view = kiosk.view.stack.currentWidget()
    assert isinstance(view, QuizView)
    qtbot.keyClick(view.next, Qt.Key.Key_Space)
    assert view.problem.text() == "Choose an answer first."
    for _ in range(2):
        view.choose(view.question.right_id)
        qtbot.keyClick(view.next, Qt.Key.Key_Space)
    qtbot.keyClick(view.next, Qt.Key.Key_Space)
    assert [button.text() for button in kiosk.task_buttons] == ["Read and sign"]
    kiosk.give_back()
