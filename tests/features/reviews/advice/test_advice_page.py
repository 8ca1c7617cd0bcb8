"""The advice page: agreed actions by mouse and keyboard, rules in words, effects looked at."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.features.commitments.queries import commitments
from csmanager.features.reviews.advice import queries
from csmanager.features.reviews.advice.advicepage import AdvicePage
from csmanager.features.reviews.advice.rules import Result
from csmanager.ui.desk import Desk
from tests.digest import content
from tests.features.reviews.desk_shop import contacts, stock
from tests.features.reviews.shop import add_contacts
from tests.waiting import settle

DAY = dt.date(2026, 3, 31)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> AdvicePage:
    """The page of the shop at the end of March."""
    desk._today = lambda: DAY
    stock(desk.store)
    made = AdvicePage(desk)
    qtbot.addWidget(made)
    made.resize(1080, 720)
    made.show()
    settle(qtbot, desk)
    return made


def submit(page: AdvicePage, **values: object) -> None:
    assert page.dialog is not None
    for key, value in values.items():
        page.dialog.inputs[key].set_value(value)
    page.dialog.submit()


def test_without_a_cycle_the_rules_speak_on_the_last_full_month(page: AdvicePage) -> None:
    assert "March 2026; no reviews are prepared" in page.header.note.text()
    assert ("Ana", "hands-up") in {(row.person, row.rule.key) for row in page.offered.table.rows()}


def test_an_action_is_agreed_done_and_taken_back(qtbot: QtBot, desk: Desk, page: AdvicePage) -> None:
    before = content(desk.store, history=False)
    page.show_list("action")
    page.commands.actions["agree"].trigger()
    submit(page, text="Bring a better headset", owner="manager")
    assert [row.text for row in page.acts.table.rows()] == ["Bring a better headset"]
    page.acts.table.select_first()
    qtbot.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert not desk.read(commitments)[0].is_open
    page.commands.actions["again"].trigger()
    submit(page, reason="It broke")
    assert desk.read(commitments)[0].is_open
    for _ in range(3):
        desk.store.undo()
    assert content(desk.store, history=False) == before


def test_advice_that_does_not_fit_is_left_with_a_reason(qtbot: QtBot, desk: Desk, page: AdvicePage) -> None:
    row = next(row for row in page.offered.table.rows() if row.rule.key == "hands-up")
    page.offered.select(row.id)
    page.commands.actions["decline"].trigger()
    submit(page, reason="New desk since Monday")
    settle(qtbot, desk)
    given = desk.read(queries.given)[0]
    assert given.reason == "New desk since Monday"
    assert not page.commands.actions["accept"].isEnabled()


def test_whether_it_helped_is_looked_at_after_its_weeks(qtbot: QtBot, desk: Desk, page: AdvicePage) -> None:
    row = next(row for row in page.offered.table.rows() if row.rule.key == "hands-up")
    page.offered.select(row.id)
    page.commands.actions["accept"].trigger()
    submit(page)
    ana = next(one.person_id for one in desk.read(commitments))
    assert ana is not None
    add_contacts(desk.store, contacts(ana, dt.date(2026, 4, 1), 60, 1), "April")
    page.show_record("given/1")
    assert not page.commands.actions["look"].isEnabled()
    desk._today = lambda: DAY + dt.timedelta(weeks=4)
    page.show_record("given/1")
    page._enable()
    page.commands.actions["look"].trigger()
    assert desk.read(queries.given)[0].result is Result.HELPED
    settle(qtbot, desk)


def test_a_rule_is_edited_in_words_and_refused_beside_the_form(desk: Desk, page: AdvicePage) -> None:
    page.show_list("rule")
    page.rules.table.select_first()
    page.commands.actions["edit_rule"].trigger()
    submit(page, pattern="Handle time purple")
    assert page.dialog is not None
    assert "cannot be read" in page.dialog.problem.text()
    submit(page, pattern="Handle time is low\nteam Satisfied customers is not poor")
    row = desk.read(queries.rule_rows)[0]
    assert row.version == 2
    assert row.pattern == "Handle time is low\nTeam Satisfied customers is not poor"
    page.commands.actions["silence"].trigger()
    assert not desk.read(queries.rule_rows)[0].is_active
