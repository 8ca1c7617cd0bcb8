"""The view of sealed matters: nothing while locked, the whole way by mouse and keyboard when open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from csmanager.features.conduct import conflicts, ladder, queries
from csmanager.features.conduct.conductpage import ConductPage
from csmanager.features.conduct.kioskview import StatementView
from csmanager.features.conduct.rules import Kind, Severity, Standing, State, Step
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.conduct.conftest import WORDS
from tests.waiting import settle


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, pair: tuple[int, int], secret: bytes) -> Iterator[ConductPage]:
    made = ConductPage(desk)
    qtbot.addWidget(made)
    made.resize(1280, 760)
    made.show()
    settle(qtbot, desk)
    desk.sealing.open_with(WORDS)
    yield made
    desk.sealing.lock()


def seen(widget: QWidget) -> str:
    """Every word that can be read."""
    QApplication.processEvents()  # what was just put into a pane is laid out first
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def form(page: ConductPage) -> FormDialog:
    assert isinstance(page.dialog, FormDialog)
    assert page.dialog.isVisible()
    return page.dialog


def type_in(qtbot: QtBot, dialog: FormDialog, key: str, text: str) -> None:
    target = dialog.inputs[key].target
    assert isinstance(target, QPlainTextEdit)
    target.setFocus()
    qtbot.keyClicks(target, text)


def test_a_conflict_by_keyboard_and_back(
    qtbot: QtBot, desk: Desk, page: ConductPage, pair: tuple[int, int]
) -> None:
    before = content(desk.store, history=False)
    page.commands.actions["new"].trigger()
    dialog = form(page)
    type_in(qtbot, dialog, "about", "He shouts at her")
    qtbot.keyClick(dialog.inputs["about"].target, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (row,) = desk.read(queries.conflicts)
    assert row.people == "Ana Quiet and Ben Loud"
    assert "He shouts at her" in seen(page)
    page.conflicts.table.view.setFocus()
    page.commands.actions["triage"].trigger()
    page.commands.actions["interview"].trigger()
    assert desk.read(queries.conflicts)[0].state is State.INTERVIEWING
    page.commands.actions["mediate"].trigger()
    assert "statement is still missing" in desk.ask.told[-1]  # type: ignore[attr-defined]
    label = desk.store.undo_label() or ""
    assert label.startswith("Sealed matter")
    assert "Ana" not in label
    while (desk.store.undo_label() or "").startswith("Sealed matter"):
        desk.store.undo()
    assert content(desk.store, history=False) == before


def test_nothing_is_seen_while_locked_and_it_comes_back(
    qtbot: QtBot, desk: Desk, page: ConductPage, pair: tuple[int, int], today: dt.date
) -> None:
    desk.store.do(
        "x", conflicts.raise_conflict, parties=pair, kind=Kind.WORKLOAD, severity=Severity.LOW,
        about="Who takes the breaks", today=today,
    )  # fmt: skip
    page.refresh()
    assert "Who takes the breaks" in seen(page)
    page.commands.actions["edit"].trigger()
    dialog = form(page)
    edit = dialog.inputs["about"].target
    qtbot.keyClicks(edit, " and when")
    desk.sealing.lock()
    assert not dialog.isVisible()
    assert "Ana" not in seen(page)
    assert "breaks" not in seen(page)
    assert page.conflicts.table.rows() == []
    assert not any(page.may_do().values())
    assert page.print_document() is None
    desk.sealing.open_with(WORDS)
    assert dialog.isVisible()
    dialog.submit()
    about = f"conflict.about:{desk.read(queries.conflicts)[0].id}"
    text = desk.sealing.read(desk.read(queries.conflicts)[0].about, about)
    assert text is not None
    assert "and when" in text
    assert "Who takes the breaks" in text


def test_a_warning_by_mouse_shows_like_cases_before_it_is_issued(
    qtbot: QtBot, desk: Desk, page: ConductPage, pair: tuple[int, int], today: dt.date
) -> None:
    ana, ben = pair
    before: dict[str, Any] = {
        "step": Step.VERBAL, "severity": Severity.LOW, "clause": "Till (P-07)", "happened_on": today,
        "facts": "Short", "response": "Sorry", "today": today,
    }  # fmt: skip
    number = desk.store.do("x", ladder.draft, person_id=ana, **before)
    desk.store.do("x", ladder.issue, number, issued_on=today, today=today)
    page.show_list("warning")
    page.refresh()
    page.commands.actions["warn"].trigger()
    dialog = form(page)
    assert dialog.inputs["step"].value() == Step.WRITTEN  # for Ana, who has one
    dialog.inputs["person_id"].set_value(ben)
    assert dialog.inputs["step"].value() == Step.VERBAL
    dialog.inputs["clause"].set_value("Till (P-07)")
    type_in(qtbot, dialog, "facts", "50 short")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    row = desk.read(queries.warnings, today)[0]
    assert (row.person, row.standing) == ("Ben Loud", Standing.DRAFT)
    page.commands.actions["issue"].trigger()
    dialog = form(page)
    assert "1 case before of this rule, as slight as this one: verbal warning 1." in seen(dialog)
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert "Hear the person first" in dialog.problem.text()
    dialog.reject()
    page.commands.actions["edit"].trigger()
    type_in(qtbot, form(page), "response", "Says nothing")
    form(page).submit()
    page.commands.actions["issue"].trigger()
    form(page).submit()
    assert desk.read(queries.warnings, today)[0].counts
    assert "50 short" in seen(page)


def test_harassment_offers_the_formal_way_and_its_letter(
    qtbot: QtBot, desk: Desk, page: ConductPage, pair: tuple[int, int], today: dt.date
) -> None:
    number = desk.store.do(
        "x", conflicts.raise_conflict, parties=pair, kind=Kind.HARASSMENT, severity=Severity.HIGH, about="A hand",
        today=today,
    )  # fmt: skip
    desk.store.do("x", conflicts.move, number, "triage", today=today)
    page.refresh()
    on = page.may_do()
    assert on["formal"]
    assert not (on["interview"] or on["mediate"] or on["settle"])
    page.commands.actions["formal"].trigger()
    dialog = form(page)
    type_in(qtbot, dialog, "routed_to", "Mrs Owner")
    type_in(qtbot, dialog, "reason", "Report")
    dialog.submit()
    made = page._paper()
    assert made is not None
    assert "handed to Mrs Owner" in made[0]
    assert "no mediation" in made[0]


def test_the_agreement_is_written_signed_and_looked_at_again(
    qtbot: QtBot,
    desk: Desk,
    page: ConductPage,
    pair: tuple[int, int],
    today: dt.date,
    answers: ScriptedAnswers,
) -> None:
    number = desk.store.do(
        "x", conflicts.raise_conflict, parties=pair, kind=Kind.PROCESS, severity=Severity.LOW, about="Tickets",
        today=today,
    )  # fmt: skip
    page.refresh()
    for move in ("triage", "interview"):
        page.commands.actions[move].trigger()
    for name in ("Ana Quiet", "Ben Loud"):
        answers.answers = [name]
        page.commands.actions["hear"].trigger()
        type_in(qtbot, form(page), "text", f"{name} says so")
        form(page).submit()
    page.commands.actions["mediate"].trigger()
    page.commands.actions["agreement"].trigger()
    dialog = form(page)
    for key in dialog.inputs:
        type_in(qtbot, dialog, key, "Asks first")
    dialog.submit()
    page.commands.actions["agree"].trigger()
    made = page._paper()
    assert made is not None
    assert made[0].count("Asks first") == 3
    answers.answers = ["Ana Quiet"]
    page.commands.actions["sign"].trigger()
    page.commands.actions["sign"].trigger()  # only one is left
    page.commands.actions["monitor"].trigger()
    page.commands.actions["check"].trigger()
    form(page).submit()
    (row,) = desk.read(queries.conflicts)
    assert row.id == number
    assert [one.held_on for one in row.check_ins] == [today, None, None, None]


def test_a_statement_at_the_kiosk_is_written_while_locked(
    qtbot: QtBot, desk: Desk, page: ConductPage, pair: tuple[int, int], today: dt.date
) -> None:
    number = desk.store.do(
        "x", conflicts.raise_conflict, parties=pair, kind=Kind.PROCESS, severity=Severity.LOW, about="Tickets",
        today=today,
    )  # fmt: skip
    desk.store.do("x", conflicts.move, number, "triage", today=today)
    page.refresh()
    page.commands.actions["ask"].trigger()
    desk.sealing.lock()
    side = desk.read(queries.conflicts)[0].sides[0]
    view = StatementView(desk, KioskTask("conduct", str(side.id), "", "", None, ""), side.person_id)
    qtbot.addWidget(view)
    view.show()
    qtbot.mouseClick(view.keep_button, Qt.MouseButton.LeftButton)
    assert "Write something" in view.problem.text()
    qtbot.keyClicks(view.field, "I was alone on Monday")
    with qtbot.waitSignal(view.finished) as done:
        qtbot.mouseClick(view.keep_button, Qt.MouseButton.LeftButton)
    assert done.args == [True]
    token = desk.read(queries.conflicts)[0].sides[0].statement
    assert desk.sealing.read(token, f"conflict_party.statement:{side.id}") is None
    desk.sealing.open_with(WORDS)
    assert desk.sealing.read(token, f"conflict_party.statement:{side.id}") == "I was alone on Monday"
    other = StatementView(desk, KioskTask("conduct", str(side.id), "", "", None, ""), pair[1])
    qtbot.addWidget(other)
    assert not other.keep_button.isEnabled()


def test_an_agreement_is_read_and_signed_at_the_kiosk_by_its_own_person(
    qtbot: QtBot, desk: Desk, page: ConductPage, pair: tuple[int, int], today: dt.date
) -> None:
    from csmanager.features.conduct import atkiosk
    from csmanager.features.conduct.kioskview import AgreementView, view

    number = desk.store.do(
        "x", conflicts.raise_conflict, parties=pair, kind=Kind.PROCESS, severity=Severity.LOW, about="Tickets",
        today=today,
    )  # fmt: skip
    desk.store.do("x", conflicts.move, number, "triage", today=today)
    desk.store.do("x", conflicts.move, number, "interview", today=today)
    for side in desk.read(queries.conflicts)[0].sides:
        desk.store.do("x", conflicts.give_statement, side.id, "What I saw", today=today)
    desk.store.do("x", conflicts.move, number, "mediate", today=today)
    sides = desk.read(queries.conflicts)[0].sides
    desk.store.do(
        "x", conflicts.write_agreement, number, common_ground="Both want it calm",
        commits={side.id: f"I ask first, says {side.person_id}" for side in sides},
    )  # fmt: skip
    assert desk.read(atkiosk.tasks, pair[0], today) == []
    desk.store.do("x", conflicts.move, number, "agree", today=today)
    (task,) = desk.read(atkiosk.tasks, sides[0].person_id, today)
    assert "Tickets" not in f"{task}" and "calm" not in f"{task}"
    desk.sealing.lock()
    opened = view(desk, task, sides[0].person_id)
    assert isinstance(opened, AgreementView)
    qtbot.addWidget(opened)
    opened.show()
    assert not opened.sign_button.isEnabled()  # nobody signs what they cannot read
    desk.sealing.open_with(WORDS)
    qtbot.keyClick(opened.sign_button, Qt.Key.Key_Space)
    assert not desk.sealing.is_open
    signed = desk.read(queries.conflicts)[0].sides
    assert [side.signed_on for side in signed] == [today, None]
    other = view(desk, task, sides[1].person_id)
    qtbot.addWidget(other)
    assert isinstance(other, AgreementView)
    assert not other.sign_button.isEnabled()
    desk.store.undo()
    assert desk.read(queries.conflicts)[0].sides[0].signed_on is None
