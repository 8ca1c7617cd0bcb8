"""Openings: their states and stages, what their advertisement lacks, and the view of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.hiring import actions, queries, reminders
from csmanager.features.hiring.openings import advert, stages
from csmanager.features.hiring.openings.advert import Terms
from csmanager.features.hiring.openings.openingdialogs import StagesDialog
from csmanager.features.hiring.openings.openingspage import OpeningsPage
from csmanager.features.hiring.openings.stages import StageLine
from csmanager.features.hiring.rules import OpeningReason, OpeningState, PayUnit, Stage
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.digest import content

TODAY = dt.date(2026, 3, 31)
BARE = Terms("Agent", None, None, None, None, "EUR", "", "", "", "")
WHOLE = Terms(
    "Agent", 1200, 1500, 1700, PayUnit.HOUR, "EUR", "Harbour store", "jobs@x.example", "30 Apr", "1 Apr"
)
TASKS = "Come and work with us at the counter and on the phone.\n\n- Answer customers\n- Solve what you can\n"


def add(store: Store, **more: Any) -> int:
    return store.do("Add", actions.add_opening, **{"title": "Agent", "today": TODAY, **more})


def one(store: Store, key: int) -> queries.OpeningRow:
    with store.read() as session:
        return next(row for row in queries.openings(session) if row.id == key)


def lines(facts: tuple[Any, ...]) -> list[StageLine]:
    return [StageLine(one.id, one.name, one.type, one.target_days, one.needs) for one in facts]


def test_what_an_advertisement_lacks_is_named() -> None:
    assert advert.missing("", BARE) == ["hours", "pay", "how to apply", "place", "tasks", "closing date"]
    assert advert.missing(TASKS, WHOLE) == []
    assert advert.blanks("[Job title] in [place], see [the map](https://x.example)") == ["Job title", "place"]


def test_what_the_opening_answers_is_filled_into_the_advertisement() -> None:
    text = "# [Job title]\n[hours] a week in [place], **Pay:** [from – to] a [month / hour]. By **[date]**: [address]"
    assert advert.fill(text, BARE).startswith("# Agent\n[hours]")
    assert advert.fill(text, WHOLE) == (
        "# Agent\n20 hours a week in Harbour store, **Pay:** 15 – 17 EUR an hour. By **[date]**: jobs@x.example"
    )
    assert advert.pay_text(1550, None, PayUnit.MONTH, "EUR") == "from 15.50 EUR a month"


def test_every_shipped_way_of_hiring_can_be_hired_by(store: Store) -> None:
    with store.read() as session:
        rows = stages.templates(session)
    assert [row.key for row in rows] == ["walk-in", "phone-agent", "lead", "seasonal"]
    for row in rows:
        stages.check_lines(lines(row.stages))
        assert all(stage.target_days and stage.needs for stage in row.stages)


def test_an_opening_keeps_its_stages_when_the_template_changes(store: Store) -> None:
    with store.read() as session:
        way = stages.templates(session)[1]
    key = add(store, template_id=way.id)
    changed = [line for line in lines(way.stages) if line.type is not Stage.TEST]
    store.do("Edit", stages.edit_template, way.id, "Phone agent", changed, today=TODAY)
    assert [stage.name for stage in one(store, key).path] == [stage.name for stage in way.stages]
    other = add(store, title="Later", template_id=way.id)
    assert "Role-play" not in [stage.name for stage in one(store, other).path]


def test_a_stage_with_applicants_stays_and_an_unused_one_goes(store: Store) -> None:
    key = add(store)
    store.do("Add", actions.add_applicant, opening_id=key, name="Mia", today=TODAY)
    path = one(store, key).path
    without_screen = [line for line in lines(path) if line.type is not Stage.SCREEN]
    store.do("Stages", stages.set_stages, without_screen, today=TODAY, opening_id=key)
    assert [stage.type for stage in one(store, key).path] == [
        Stage.APPLIED,
        Stage.INTERVIEW,
        Stage.DECISION,
        Stage.OFFER,
    ]
    again = [StageLine(None, "Inbox", Stage.APPLIED, 2), *without_screen[1:]]
    with pytest.raises(RuleBroken, match="1 applicant stands at Applied"):
        store.do("Stages", stages.set_stages, again, today=TODAY, opening_id=key)
    store.undo()
    assert one(store, key).path == path


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ([Stage.APPLIED], "at least two"),
        ([Stage.SCREEN, Stage.OFFER], "first stage"),
        ([Stage.APPLIED, Stage.INTERVIEW], "last stage"),
        ([Stage.APPLIED, Stage.DECISION, Stage.INTERVIEW, Stage.OFFER], "right before the offer"),
        ([Stage.APPLIED, Stage.APPLIED, Stage.OFFER], "only the first"),
    ],
)
def test_stages_in_an_order_that_makes_no_sense_are_refused(kinds: list[Stage], words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        stages.check_lines([StageLine(None, f"{at} {kind}", kind, 3) for at, kind in enumerate(kinds)])
    with pytest.raises(RuleBroken, match="Two stages are called"):
        stages.check_lines(
            [StageLine(None, "Same", Stage.APPLIED, 3), StageLine(None, "same", Stage.OFFER, 3)]
        )


def test_a_draft_is_approved_before_somebody_applies(store: Store) -> None:
    key = add(store, state=OpeningState.DRAFT)
    with pytest.raises(RuleBroken, match=r"is draft\. Approve it"):
        store.do("Add", actions.add_applicant, opening_id=key, name="Mia", today=TODAY)
    store.do("Approve", actions.set_opening_state, key, OpeningState.OPEN, today=TODAY)
    store.do("Add", actions.add_applicant, opening_id=key, name="Mia", today=TODAY)
    with pytest.raises(RuleBroken, match="Say why"):
        store.do("Cancel", actions.set_opening_state, key, OpeningState.CANCELLED, today=TODAY)
    store.do("Cancel", actions.set_opening_state, key, OpeningState.CANCELLED, reason="Budget", today=TODAY)
    with pytest.raises(RuleBroken, match="make a new opening"):
        store.do("Open", actions.set_opening_state, key, OpeningState.OPEN, today=TODAY)
    with store.read() as session:
        told = [text for _, text in queries.opening_moves(session, key)]
    assert told == ["Cancelled: Budget", "Open", "Draft"]


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"pay_min": 1700, "pay_max": 1500}, "lower to the higher"),
        ({"pay_min": 0}, "more than nothing"),
        ({"need_by": TODAY - dt.timedelta(days=1)}, "before the opening begins"),
        ({"closes_on": TODAY - dt.timedelta(days=1)}, "before the opening date"),
        ({"replaces_id": 99, "reason_kind": OpeningReason.BACKFILL}, "no longer on the roster"),
    ],
)
def test_terms_that_cannot_be_are_refused(store: Store, terms: dict[str, Any], words: str) -> None:
    before = content(store)
    with pytest.raises(RuleBroken, match=words):
        add(store, **terms)
    assert content(store) == before


def test_what_was_needed_or_closes_is_told_on_today(store: Store) -> None:
    add(store, title="Late", opened_on=TODAY - dt.timedelta(days=9), need_by=TODAY - dt.timedelta(days=1))
    add(store, title="Over", opened_on=TODAY - dt.timedelta(days=9), closes_on=TODAY - dt.timedelta(days=2))
    add(store, title="Soon", need_by=TODAY)
    with store.read() as session:
        told = [item.text for item in reminders.todo(session, TODAY)]
    assert sorted(told) == ["Late is not filled yet", "Over: close it or choose a later day"]


# the view


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[OpeningsPage]:
    made = OpeningsPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def test_an_opening_is_made_by_keyboard_and_stands_in_the_list(
    desk: Desk, page: OpeningsPage, qtbot: QtBot
) -> None:
    page.commands.actions["new"].trigger()
    dialog = page.dialog
    assert isinstance(dialog, FormDialog)
    qtbot.keyClicks(dialog.inputs["title"].target, "Evening agent")
    dialog.inputs["hours"].set_value(20)
    dialog.inputs["state"].set_value(OpeningState.DRAFT)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (row,) = desk.read(queries.openings)
    assert (row.title, row.weekly_minutes, row.state) == ("Evening agent", 1200, OpeningState.DRAFT)
    assert [shown.title for shown in page.openings.table.shown_rows()] == ["Evening agent"]
    page.openings.select(row.id)
    page.commands.actions["approve"].trigger()
    assert desk.read(queries.openings)[0].state is OpeningState.OPEN
    desk.store.undo()
    assert desk.read(queries.openings)[0].state is OpeningState.DRAFT


def test_stages_are_edited_with_keys_and_what_is_wrong_is_said(
    desk: Desk, page: OpeningsPage, qtbot: QtBot
) -> None:
    key = add(desk.store)
    page.openings.select(key)
    page.commands.actions["stages"].trigger()
    dialog = page.dialog
    assert isinstance(dialog, StagesDialog)
    dialog.table.selectRow(0)
    dialog.remove()
    dialog.submit()
    assert "The first stage" in dialog.problem.text()
    assert dialog.isVisible()
    dialog.reject()
    page.commands.actions["stages"].trigger()
    dialog = page.dialog
    assert isinstance(dialog, StagesDialog)
    dialog.add()
    cell = dialog.table.cellWidget(dialog.table.currentRow(), 0)
    assert cell is not None
    qtbot.keyClicks(cell, "Second talk")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert [stage.name for stage in one(desk.store, key).path] == [
        "Applied",
        "Screen",
        "Interview",
        "Second talk",
        "Decision",
        "Offer",
    ]
    assert desk.store.undo_label() == "Change the stages of Agent"


def test_an_empty_list_teaches_and_the_ways_of_hiring_are_there(page: OpeningsPage) -> None:
    assert page.openings.table.rows() == []
    page.show_list("templates")
    assert [row.name for row in page.templates.table.shown_rows()] == [
        "Walk-in",
        "Phone agent",
        "Team lead",
        "Seasonal",
    ]
