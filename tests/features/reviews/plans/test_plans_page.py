"""The story of a plan by mouse and by keyboard, on paper, and undone to the last row."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.features.reviews.goals import queries as goals
from csmanager.features.reviews.plans import letters, queries
from csmanager.features.reviews.plans.formdialogs import parse_value
from csmanager.features.reviews.plans.planspage import PlansPage
from csmanager.features.reviews.plans.rules import PlanState
from csmanager.ui.desk import Desk
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.reviews.desk_shop import stock
from tests.waiting import settle

START = dt.date(2026, 3, 2)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> PlansPage:
    """The page of a shop without plans, on 2 March."""
    desk._today = lambda: START
    stock(desk.store)
    made = PlansPage(desk)
    qtbot.addWidget(made)
    made.resize(1080, 720)
    made.show()
    settle(qtbot, desk)
    return made


def click(qtbot: QtBot, page: PlansPage) -> None:
    assert page.dialog is not None
    qtbot.mouseClick(page.dialog.submit_button, Qt.MouseButton.LeftButton)
    assert not page.dialog.isVisible(), page.dialog.problem.text()


def fill(page: PlansPage, **values: object) -> None:
    assert page.dialog is not None
    for key, value in values.items():
        page.dialog.inputs[key].set_value(value)


def draft(qtbot: QtBot, page: PlansPage) -> None:
    page.commands.actions["new_plan"].trigger()
    fill(
        page, title="Fewer escalations", cause="Unsure of limits", manager_owes="Sit in on Mondays",
        person_owes="Note doubts", private_note="Going through a divorce",
    )  # fmt: skip
    click(qtbot, page)
    page.commands.actions["add_goal"].trigger()
    fill(page, text="Escalate less", metric_key="escalation_rate", target_value="20 %")
    click(qtbot, page)


def test_the_story_of_a_plan(
    qtbot: QtBot, desk: Desk, page: PlansPage, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    before = content(desk.store, history=False)
    draft(qtbot, page)
    page.commands.actions["plan_discuss"].trigger()
    page.commands.actions["plan_start"].trigger()
    row = page.plans.table.rows()[0]
    assert (row.person, row.state, row.next_on) == ("Ana", PlanState.ACTIVE, dt.date(2026, 3, 16))
    desk._today = lambda: dt.date(2026, 3, 17)
    page.refresh()
    found = desk.read(queries.detail, row.id, desk.today())
    assert found is not None
    assert [week.n > 0 for week in found.goals[0].weeks] == [True, True]
    assert found.goals[0].start_value == pytest.approx(0.5, abs=0.1)
    qtbot.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    fill(page, result="behind", manager_note="Too early to tell")
    click(qtbot, page)
    settle(qtbot, desk)
    assert not page.commands.actions["change_goal"].isEnabled()
    assert page.plans.table.rows()[0].locked_on == dt.date(2026, 3, 17)
    page.commands.actions["plan_partly"].trigger()
    fill(page, reason="Half way there")
    click(qtbot, page)
    ended = desk.read(queries.detail, row.id, desk.today())
    assert ended is not None
    assert ended.row.state is PlanState.PARTLY_MET

    without, wanted = tmp_path / "owner.pdf", tmp_path / "adviser.xlsx"
    answers.answers += [False, without, True, wanted]
    page.commands.actions["packet"].trigger()
    page.commands.actions["packet"].trigger()
    assert without.read_bytes().startswith(b"%PDF")
    with zipfile.ZipFile(wanted) as book:
        assert "divorce" in book.read("xl/sharedStrings.xml").decode()
    text = letters.packet(ended, shop="Shop", today=desk.today())
    assert "divorce" not in text
    assert "n = " in text
    assert "divorce" in letters.packet(ended, shop="Shop", today=desk.today(), with_private=True)

    while desk.store.undo_label() != "Aim first_contact_resolution":
        desk.store.undo()
    after = content(desk.store, history=False)
    assert {**after, "export_made": [], "export_about": []} == before  # what left the house stays registered


def test_letters_are_filled_and_saved(
    qtbot: QtBot, desk: Desk, page: PlansPage, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    draft(qtbot, page)
    target = tmp_path / "letter.docx"
    answers.answers.append(target)
    page.commands.actions["letter_start"].trigger()
    assert zipfile.is_zipfile(target)
    found = desk.read(queries.detail, 1, desk.today())
    assert found is not None
    text = letters.letter(found, "start", shop="Shop", today=desk.today())
    assert "{{" not in text
    assert "Sit in on Mondays" in text
    assert "divorce" not in text
    page.commands.actions["letter_outcome"].trigger()
    assert answers.told[-1] == "This plan has not ended yet."
    page.commands.actions["letter_extension"].trigger()
    assert answers.told[-1] == "This plan was not extended."


def test_a_goal_without_a_measure_is_refused_beside_the_form(qtbot: QtBot, page: PlansPage) -> None:
    draft(qtbot, page)
    page.commands.actions["add_goal"].trigger()
    fill(page, text="Be nicer")
    assert page.dialog is not None
    page.dialog.submit()
    assert "needs a measure" in page.dialog.problem.text()
    fill(page, metric_key="csat_top2", target_value="a lot")
    page.dialog.submit()
    assert "is no value" in page.dialog.problem.text()


def test_a_goal_of_the_team_is_set_changed_and_completed(qtbot: QtBot, desk: Desk, page: PlansPage) -> None:
    page.show_list("goal")
    page.commands.actions["new_goal"].trigger()
    fill(page, title="Fewer escalations", metric_key="escalation_rate", target_value="10 %")
    click(qtbot, page)
    settle(qtbot, desk)
    row = desk.read(goals.goals, desk.today())[0]
    assert row.target_value == 0.1
    assert row.start_value is not None
    page.edit()
    fill(page, target_value="15 %")
    assert page.dialog is not None
    page.dialog.submit()
    assert "Say why" in page.dialog.problem.text()
    fill(page, reason="Too steep")
    click(qtbot, page)
    settle(qtbot, desk)
    page.goals.table.select_first()
    page.commands.actions["goal_complete"].trigger()
    assert desk.read(goals.goals, desk.today())[0].state == "completed"


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("85 %", "share", 0.85),
        ("85,5", "share", 0.855),
        ("4:30", "seconds", 270.0),
        ("4.2", "score", 4.2),
        (" ", "share", None),
    ],
)
def test_values_are_read_as_people_write_them(text: str, unit: str, value: float | None) -> None:
    assert parse_value(text, unit) == (pytest.approx(value) if value is not None else None)
