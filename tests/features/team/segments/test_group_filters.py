"""A saved group filters skills, the calendar of leave and joining."""

from __future__ import annotations

import datetime as dt

import pytest
from pytestqt.qtbot import QtBot

from csmanager.core.store import Store
from csmanager.features.leave.leavepage import LeavePage
from csmanager.features.onboarding import actions as plans
from csmanager.features.onboarding import templating
from csmanager.features.onboarding.joiningpage import JoiningPage
from csmanager.features.skills import kits
from csmanager.features.skills.skillspage import SkillsPage
from csmanager.features.team import actions as team
from csmanager.features.team.segments import actions as segments
from csmanager.features.team.segments.groupwidget import GroupBox
from csmanager.features.team.segments.rules import Condition
from csmanager.ui.desk import Desk
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)


@pytest.fixture
def members(store: Store) -> set[int]:
    """Who is on phones: two of three; each of the three has a plan."""
    with store.change("Begin") as step:
        session = step.session
        kits.start_with(session, "Phone and e-mail desk")
        template = templating.save_template(session, "# New\nkind: onboarding\n\n## First\n- [manager] 0 * Hi\n",
                                            today=TODAY)  # fmt: skip
        made = {
            name: team.add_person(session, name=name, today=TODAY, role="Agent", team=desk, started_on=TODAY)
            for name, desk in (("Ana Ruiz", "Phones"), ("Bo Lind", "Phones"), ("Cy Okafor", "Chat"))
        }
        for person in made.values():
            plans.start_plan(session, person, template, TODAY)
        segments.save(session, name="On phones", conditions=[Condition("team", "one_of", ("Phones",))])
    return {made["Ana Ruiz"], made["Bo Lind"]}


def choose(box: GroupBox, name: str) -> None:
    """From the menu of the button."""
    menu = box.menu()
    assert menu is not None
    next(action for action in menu.actions() if action.text() == name).trigger()


def test_a_group_filters_the_matrix_the_calendar_and_plans(
    qtbot: QtBot, desk: Desk, members: set[int]
) -> None:
    skills, leave, joining = SkillsPage(desk), LeavePage(desk), JoiningPage(desk)
    for page in (skills, leave, joining):
        qtbot.addWidget(page)
        page.resize(1000, 700)
        page.show()
    settle(qtbot, desk)

    def shown() -> list[set[int]]:
        return [
            {row.id for row in skills.matrix.table.rows()},
            {row.id for row in leave.days.grid.days.view.rows},
            {row.person_id for row in joining.plan_list.table.rows()},
        ]

    everybody = shown()
    assert all(found > members for found in everybody)
    boxes = (skills.group, leave.days.group, joining.group)
    for box in boxes:
        assert box.isVisible()
        choose(box, "On phones")
    assert shown() == [members] * 3
    group = boxes[0].segment_id()
    assert group is not None
    desk.do("Remove the group On phones", segments.remove, group)
    settle(qtbot, desk)
    assert not any(box.isVisible() for box in boxes)
    assert shown() == everybody
