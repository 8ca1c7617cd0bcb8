"""Stories of the people of a team, by mouse and by keyboard, each undone to the last row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from csmanager.core.store import Store
from csmanager.features.leave import queries as leaves
from csmanager.features.leave.leavepage import LeavePage
from csmanager.features.leave.rules import LeaveState
from csmanager.features.onboarding import templating
from csmanager.features.onboarding.joiningpage import JoiningPage
from csmanager.features.onboarding.rules import LeavingState
from csmanager.features.skills import actions as skills
from csmanager.features.skills import queries as matrix
from csmanager.features.skills.rules import Evidence, Standing
from csmanager.features.skills.skillspage import SkillsPage
from csmanager.features.team import actions as team
from csmanager.features.team.equipment import actions as equipment
from csmanager.features.team.page import TeamPage
from csmanager.features.team.person.personpage import PersonPage
from csmanager.features.team.queries import people
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Person, Role, Skill
from csmanager.features.team.tabsview import TeamTabs
from csmanager.features.today.queries import everything
from csmanager.features.training import actions as training
from csmanager.features.training.trainingpage import TrainingPage
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.waiting import settle

D = dt.date
TODAY = D(2026, 3, 31)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEAVING = "# Leaving\nkind: leaver\n\n## Handing over\n- [person] -1 * List of open cases\n"
JOINING = "# New agent\nkind: onboarding\n\n## First week\n- [manager] 0 * Welcome\n- [mentor] 1 * Beside the mentor\n"


@pytest.fixture
def shop(store: Store) -> dict[str, int]:
    """Two agents who report to nobody yet; agents need level 3 of Refunds, and a course proves it."""
    with store.change("Begin") as step:
        session = step.session
        ids = {
            name: team.add_person(
                session, name=name, today=TODAY, role="Agent", team="Desk", started_on=D(2024, 1, 8),
                weekly_minutes=2280,
            )
            for name in ("Ada Berg", "Bo Lind")
        }  # fmt: skip
        session.add(Skill(name="Refunds"))
        session.flush()
        skill, role = session.scalars(sa.select(Skill.id)).one(), session.scalars(sa.select(Role.id)).one()
        skills.expect(session, role, skill, 3, mandatory=True)
        training.add_course(
            session, title="Returns", today=TODAY, minutes=90, validity_days=365, skill_id=skill, raises_to=3
        )
        templating.save_template(session, JOINING, today=TODAY)
        templating.save_template(session, LEAVING, today=TODAY)
        ids["headset"] = equipment.issue(
            session, ids["Bo Lind"], item="Headset", serial="H-02", out_on=D(2024, 1, 8)
        )
    return ids


@pytest.fixture
def tabs(qtbot: QtBot, desk: Desk, shop: dict[str, int]) -> TeamTabs:
    made = TeamTabs(desk)
    qtbot.addWidget(made)
    made.resize(1180, 760)
    with qtbot.waitExposed(made):
        made.show()
    settle(qtbot, desk)
    return made


def fill(dialog: object, **values: object) -> FormDialog:
    assert isinstance(dialog, FormDialog)
    for key, value in values.items():
        dialog.inputs[key].set_value(value)
    return dialog


def by_mouse(qtbot: QtBot, dialog: FormDialog) -> None:
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible(), dialog.problem.text()


def by_keys(qtbot: QtBot, dialog: FormDialog) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert not dialog.isVisible(), dialog.problem.text()


def press(qtbot: QtBot, page: Page, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    """A key of the page's commands, which the window's menu holds."""
    page.addActions([action for action in page.actions_offered() if action not in page.actions()])
    page.window().activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.setFocus()
    qtbot.keyClick(page, key, held)


def undo_all(desk: Desk, before: object, start: str | None) -> list[str]:
    """Undo up to where the story began; returns the labels, which are words a person understands."""
    labels = []
    while desk.store.undo_label() != start:
        label = desk.store.undo_label()
        assert label is not None
        labels.append(label)
        desk.store.undo()
    after = content(desk.store, history=False, shadows=False)
    assert {**after, "export_made": [], "export_about": []} == before  # what left the house stays registered
    return labels


def today_lines(desk: Desk, day: D = TODAY) -> list[str]:
    items = desk.read(everything, day)
    return [one.text for item in items for one in (item, *item.inside)]


def test_a_joiner_gets_a_plan_the_required_course_and_a_story(
    qtbot: QtBot, desk: Desk, tabs: TeamTabs, shop: dict[str, int]
) -> None:
    before, start = content(desk.store, history=False, shadows=False), desk.store.undo_label()
    roster = tabs.view("people")
    assert isinstance(roster, TeamPage)
    roster.commands.add.trigger()
    by_mouse(
        qtbot, fill(roster.commands.dialog, name="Cy Okafor", role="Agent", team="Desk", started_on=TODAY)
    )
    settle(qtbot, desk)
    new = next(row.id for row in desk.read(people, TODAY) if row.name == "Cy Okafor")
    joining = tabs.show_view("joining")
    assert isinstance(joining, JoiningPage)
    settle(qtbot, desk)
    press(qtbot, joining, Qt.Key.Key_N, CTRL | SHIFT)
    dialog = fill(joining.commands.dialog, person_id=new, starts_on=TODAY, mentor_id=shop["Bo Lind"])
    by_keys(qtbot, dialog)
    settle(qtbot, desk)
    plan = joining.plan()
    assert plan is not None and plan.person == "Cy Okafor" and len(plan.items) == 2
    assert any(text.startswith("Joining of Cy Okafor") for text in today_lines(desk))
    tabs.show_record(f"person:{new}")
    settle(qtbot, desk)
    page = tabs.view("person")
    assert isinstance(page, PersonPage) and page.told is not None
    assert page.told.name == "Cy Okafor"
    kinds = {moment.kind for moment in page.told.moments}
    assert {"Employment", "Joining"} <= kinds
    assert [line.skill for line in page.told.skills] == ["Refunds"]
    assert undo_all(desk, before, start) == ["Start the plan of Cy Okafor", "Add Cy Okafor"]


def test_a_leaver_is_not_cleared_while_things_are_out(
    qtbot: QtBot, desk: Desk, tabs: TeamTabs, shop: dict[str, int], answers: ScriptedAnswers
) -> None:
    before, start = content(desk.store, history=False, shadows=False), desk.store.undo_label()
    joining = tabs.show_view("joining")
    assert isinstance(joining, JoiningPage)
    settle(qtbot, desk)
    joining.show_list("leavings")
    joining.library.actions["leave"].trigger()
    by_mouse(
        qtbot, fill(joining.library.dialog, person_id=shop["Bo Lind"], last_day=TODAY, reason="Moves away")
    )
    row = joining.leaving()
    assert row is not None and row.state is LeavingState.OPENED
    assert (
        next(each for each in desk.read(people, TODAY) if each.id == shop["Bo Lind"]).status is Status.LEAVING
    )
    joining.library.actions["handover"].trigger()
    joining.library.actions["cleared"].trigger()
    assert "Headset H-02 is still out" in answers.told[-1]
    assert "List of open cases is open" in answers.told[-1]
    assert any("Headset H-02" in text for text in today_lines(desk))
    desk.do("Take back Headset H-02", equipment.take_back, shop["headset"], in_on=TODAY)
    joining.show_list("items")
    joining.item_list.table.select_first()
    press(qtbot, joining, Qt.Key.Key_D, CTRL)
    if joining.commands.dialog is not None and joining.commands.dialog.isVisible():
        by_keys(qtbot, fill(joining.commands.dialog))
    settle(qtbot, desk)
    joining.show_list("leavings")
    joining.leaving_list.table.select_first()
    joining.library.actions["cleared"].trigger()
    joining.library.actions["closed"].trigger()
    row = joining.leaving_list.table.rows()[0]
    assert row.state is LeavingState.CLOSED
    tomorrow = TODAY + dt.timedelta(days=1)
    assert not any("Bo Lind" in text for text in today_lines(desk, tomorrow))
    with desk.store.read() as session:
        assert session.get_one(Person, shop["Bo Lind"]).leave_reason == "Moves away"
    labels = undo_all(desk, before, start)
    assert labels[-1] == "Bo Lind is leaving"
    assert "Close it: Bo Lind" in labels


def test_a_gap_in_a_skill_leads_to_a_course_and_passing_it_is_the_evidence(
    qtbot: QtBot, desk: Desk, tabs: TeamTabs, shop: dict[str, int]
) -> None:
    before, start = content(desk.store, history=False, shadows=False), desk.store.undo_label()
    board = tabs.show_view("skills")
    assert isinstance(board, SkillsPage)
    settle(qtbot, desk)

    def cell() -> matrix.Cell:
        row = next(row for row in board.matrix.table.rows() if row.id == shop["Ada Berg"])
        return next(iter(row.cells.values()))

    assert (cell().level, cell().required, cell().standing) == (0, 3, Standing.GAP)
    school = tabs.show_view("training")
    assert isinstance(school, TrainingPage)
    settle(qtbot, desk)
    press(qtbot, school, Qt.Key.Key_D, CTRL)
    by_keys(qtbot, fill(school.commands.dialog, **{f"p{shop['Ada Berg']}": True}))
    settle(qtbot, desk)
    school.show_list("entries")
    school.entry_list.table.select_first()
    press(qtbot, school, Qt.Key.Key_P, CTRL | SHIFT)
    by_mouse(qtbot, fill(school.commands.dialog, on=TODAY, score=92))
    tabs.show_view("skills")
    settle(qtbot, desk)
    assert (cell().level, cell().standing) == (3, Standing.FITS)
    (proof,) = desk.read(matrix.evidence, shop["Ada Berg"], board.view.skills[0].id)
    assert proof.kind is Evidence.COURSE
    assert "Returns" in proof.text
    labels = undo_all(desk, before, start)
    assert labels == ["Passed: Ada Berg", "Assign Returns"]


def test_leave_is_decided_with_its_consequences_and_seen_on_its_day(
    qtbot: QtBot, desk: Desk, tabs: TeamTabs, shop: dict[str, int]
) -> None:
    before, start = content(desk.store, history=False, shadows=False), desk.store.undo_label()
    page = tabs.show_view("leave")
    assert isinstance(page, LeavePage)
    settle(qtbot, desk)
    first, last = D(2026, 4, 13), D(2026, 4, 17)
    for name, with_mouse in (("Ada Berg", True), ("Bo Lind", False)):
        press(qtbot, page, Qt.Key.Key_N, CTRL | SHIFT)
        dialog = fill(page.commands.dialog, person_id=shop[name], first_on=first, last_on=last)
        (by_mouse if with_mouse else by_keys)(qtbot, dialog)
        settle(qtbot, desk)
    page.show_list("requests")
    assert "Decide on 2 requests for leave" in today_lines(desk)
    shown = " ".join(label.text() for label in page.requests.pane.findChildren(QLabel))
    assert "Who remains" in shown
    assert "Bo Lind" in shown or "Ada Berg" in shown
    for row in list(page.requests.table.rows()):
        page.requests.table.select(row.id)
        settle(qtbot, desk)
        press(qtbot, page, Qt.Key.Key_A, CTRL | SHIFT)
        dialog = page.commands.dialog
        if isinstance(dialog, FormDialog) and dialog.isVisible():  # nobody would remain: it asks why
            by_keys(qtbot, fill(dialog, **dict.fromkeys(list(dialog.inputs)[-1:], "The desk is closed")))
        settle(qtbot, desk)
    assert {row.state for row in desk.read(leaves.leaves)} == {LeaveState.APPROVED}
    assert "2 people are out today" in today_lines(desk, first)
    labels = undo_all(desk, before, start)
    assert all(name in " ".join(labels) for name in ("Ada Berg", "Bo Lind"))


def test_from_the_roster_to_the_brief_for_the_talk(
    qtbot: QtBot, desk: Desk, tabs: TeamTabs, shop: dict[str, int], answers: ScriptedAnswers, tmp_path: Path
) -> None:
    before = content(desk.store, history=False, shadows=False)
    roster = tabs.view("people")
    assert isinstance(roster, TeamPage)
    desk.went.connect(lambda _feature, record: tabs.show_record(record))
    roster.table.select(shop["Ada Berg"])
    qtbot.keyClick(roster.table.view, Qt.Key.Key_Return)
    page = tabs.view("person")
    assert isinstance(page, PersonPage)
    settle(qtbot, desk)
    assert page.told is not None and page.told.name == "Ada Berg"
    press(qtbot, page, Qt.Key.Key_B, CTRL)  # one key
    preview = page.preview
    assert isinstance(preview, QDialog)
    preview.close()
    answers.answers.append(tmp_path / "brief.pdf")
    press(qtbot, page, Qt.Key.Key_B, CTRL | SHIFT)
    sheet = PdfReader(tmp_path / "brief.pdf")
    assert len(sheet.pages) == 1
    assert "Ada Berg" in " ".join(sheet.pages[0].extract_text().split())
    after = content(desk.store, history=False, shadows=False)
    assert {**after, "export_made": [], "export_about": []} == before  # what left the house stays registered
