"""The story of policy v4: published, signed, asked, corrected, on paper, and all of it undone to the last row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from csmanager import catalogue
from csmanager.core.store import Store
from csmanager.features.handbook.knowing import queries, quizqueries, quiztext, rules
from csmanager.features.handbook.knowing import quizactions as quizzes
from csmanager.features.handbook.knowing.knowingpage import KnowingPage
from csmanager.features.handbook.knowing.quizdialog import TextDialog
from csmanager.features.handbook.knowing.quizview import QuizView
from csmanager.features.handbook.knowing.reminders import todo
from csmanager.features.handbook.knowing.sheetentrydialog import SheetEntryDialog
from csmanager.features.handbook.knowing.signview import SignView
from csmanager.features.handbook.rules import ChangeKind
from csmanager.features.kiosk import handoverdialog
from csmanager.features.kiosk.kioskview import KioskWindow
from csmanager.ui.desk import Desk
from tests import digest
from tests.answers import ScriptedAnswers
from tests.conftest import StandingClock
from tests.features.handbook.knowing.cast import PIN, Cast
from tests.waiting import settle

NAMES = [
    f"{first} {last}"
    for first in ("Ana", "Ben", "Cleo", "Dara", "Eli", "Fay", "Gus")
    for last in ("Reyes", "Okoro")
]
QUIZ = """\
---
title: Refunds
pass: 60
before signing: yes
---
## What comes first?
+ The cause
- The receipt
## Lost receipt?
+ Look it up
- Refuse
## Within how many days?
clause: Limits
+ 60
- 30
> It was 30 before.
"""
V3 = "# Refunds\n\nUnused goods come back within 30 days. Look the sale up.\n"
V4 = V3.replace("30", "60")


@pytest.fixture
def cast(store: Store) -> Cast:
    made = Cast(store)
    for name in NAMES:
        made.person(name)
    key = made.policy("Refunds", "# Refunds\n\nFirst.\n")
    made.change(key, "# Refunds\n\nSecond.\n")
    made.change(key, V3)
    for place in range(12):  # two have no PIN
        made.pin(place + 1)
    made.pin(None, "9753")
    store.do("Quiz", quizzes.save_quiz, quiztext.read(QUIZ), key, today=made.today)
    return made


def at_kiosk(qtbot: QtBot, kiosk: KioskWindow, name: str, *, misses: bool) -> None:
    """Somebody picks their name, types the PIN, reads, takes the quiz and signs; all by keyboard."""
    first, last = name.split()
    qtbot.keyClicks(kiosk.search, f"{first[:2]} {last[:2]}")
    qtbot.keyClick(kiosk.search, Qt.Key.Key_Return)
    qtbot.keyClicks(kiosk.pad.field, PIN)
    qtbot.keyClick(kiosk.pad.field, Qt.Key.Key_Return)
    assert kiosk.person is not None and kiosk.person.name == name
    qtbot.keyClick(kiosk.task_buttons[0], Qt.Key.Key_Space)
    read = kiosk.view.stack.currentWidget()  # type: ignore[union-attr]
    assert isinstance(read, SignView)
    qtbot.waitUntil(read.button.isEnabled)
    qtbot.keyClick(read.button, Qt.Key.Key_Space)
    quiz = kiosk.view.stack.currentWidget()  # type: ignore[union-attr]
    assert isinstance(quiz, QuizView)
    for _ in range(3):
        wrong = misses and quiz.question.text.startswith("Within")
        chosen = next(o.id for o in quiz.question.options if (o.id == quiz.question.right_id) is not wrong)
        at = [option.id for option in quiz.question.options].index(chosen)
        qtbot.keyClick(quiz.buttons[at], Qt.Key.Key_Space)
        qtbot.keyClick(quiz.next, Qt.Key.Key_Space)
    qtbot.keyClick(quiz.next, Qt.Key.Key_Space)
    sign = kiosk.view.stack.currentWidget()  # type: ignore[union-attr]
    assert isinstance(sign, SignView)
    qtbot.waitUntil(sign.button.isEnabled)
    qtbot.keyClicks(sign.name, name)
    qtbot.keyClicks(sign.pin, PIN)
    qtbot.keyClick(sign.pin, Qt.Key.Key_Return)
    qtbot.mouseClick(kiosk.done, Qt.MouseButton.LeftButton)


def test_policy_v4_from_monday_to_friday(
    desk: Desk,
    store: Store,
    cast: Cast,
    clock: StandingClock,
    answers: ScriptedAnswers,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    before, floor = digest.content(store, history=False), store.undo_label()
    main = QMainWindow()
    qtbot.addWidget(main)
    page = KnowingPage(desk)
    main.setCentralWidget(page)
    main.show()

    # Monday: a material change; all fourteen are asked
    cast.change(1, V4)
    settle(qtbot, desk)
    assert len(cast.states(1)) == 14 and set(cast.states(1).values()) == {"open"}

    # two come to the kiosk before the week is out of the door; then the rest with a PIN, half of them wrong on 3
    kiosk = handoverdialog.hand_over(desk, main, catalogue.FEATURES)
    assert isinstance(kiosk, KioskWindow)
    for place, name in enumerate(NAMES[:4]):
        at_kiosk(qtbot, kiosk, name, misses=place % 2 == 0)
    qtbot.mouseClick(kiosk.back, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(kiosk.pad.field, "9753")
    qtbot.keyClick(kiosk.pad.field, Qt.Key.Key_Return)
    settle(qtbot, desk)

    # half of the first four missed question 3: Today says so, and the huddle note is written
    items = [item for item in desk.read(todo, desk.today()) if "Tell the team" in item.text]
    assert [item.text for item in items] == ["Tell the team about question 3 of Refunds"]
    page.show_record(items[0].record.removeprefix("knowing:"))
    page.commands.actions["huddle"].trigger()
    note = page.commands.dialog
    assert isinstance(note, TextDialog) and "2 of 4 of us missed this" in note.text.toPlainText()
    qtbot.mouseClick(note.keep, Qt.MouseButton.LeftButton)
    assert not [item for item in desk.read(todo, desk.today()) if "Tell the team" in item.text]

    # Wednesday: a typo is mended as editorial; nobody signs again
    clock.pass_time(days=2)
    cast.today += dt.timedelta(days=2)
    cast.change(1, V4.replace("Unused goods", "Goods not used"), ChangeKind.EDITORIAL)
    assert sorted(cast.states(1).values()) == ["carried"] * 4 + ["open"] * 10

    # Thursday: everybody else with a PIN, by the same road the kiosk takes
    for place, name in enumerate(NAMES[4:12], 5):
        with store.read() as session:
            asked = quizqueries.asked(session, 1, place)
        right = {question.id: question.right_id for question in asked}
        store.do("Quiz", quizzes.take_quiz, 1, place, right, seed=place, now=store.clock())
        cast.sign(place, 1, name)

    # the joiner of next week is asked by themselves, from their first day
    start = cast.today + dt.timedelta(days=7)
    cast.person("Hana Reyes", started_on=start)
    with store.read() as session:
        row = next(r for r in queries.standings(session, start, policy_id=1) if r.person == "Hana Reyes")
    assert (row.reason.value, row.assigned_on, row.present) == ("joiner", start, 5)
    store.undo()

    # Friday: the two without a PIN sign on a sheet
    clock.pass_time(days=2)
    cast.today += dt.timedelta(days=2)
    settle(qtbot, desk)
    page.show_part("chase")
    assert [row.person for row in page.chase.shown_rows()] == sorted(NAMES[12:])
    lines = desk.read(queries.sheet_lines, page.chased())
    page.commands.actions["enter"].trigger()
    entry = page.commands.dialog
    assert isinstance(entry, SheetEntryDialog)
    qtbot.keyClicks(entry.by, "Sam Sample")
    for line in lines:
        qtbot.keyClicks(entry.code, line.code)
        qtbot.keyClick(entry.code, Qt.Key.Key_Return)
    qtbot.mouseClick(entry.enter, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert page.header.note.text() == "14 of 14 signed or waived (100%), 0 late."

    # the report says who, which hash, when and how
    answers.answers.append(tmp_path / "report.xlsx")
    page.commands.actions["report"].trigger()
    rows = list(load_workbook(tmp_path / "report.xlsx")["Signatures"].values)
    found = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert set(found) == set(NAMES)
    first, last = found[NAMES[0]], found[NAMES[13]]
    assert (
        first["SHA-256 of the text"] == rules.text_hash(V4) and first["Counts also for"] == "up to version 5"
    )
    assert (first["How"], last["How"], last["Entered by"]) == ("kiosk", "sheet", "Sam Sample")
    assert last["SHA-256 of the text"] == rules.text_hash(V4.replace("Unused goods", "Goods not used"))
    assert first["Signed at"] == dt.datetime(2026, 3, 31, 9, 0) and {
        row["Text fits"] for row in found.values()
    } == {"yes"}

    # and all of it is undone to the last row
    while (
        store.undo_label() != floor or {**digest.content(store, history=False), "export_made": []} != before
    ):
        store.undo()
    after = digest.content(store, history=False)
    assert [row[2:4] for row in after["export_made"]] == [
        ("workbook", "Who signed which policy")
    ]  # what left the house stays in the register
    assert {**after, "export_made": []} == before
