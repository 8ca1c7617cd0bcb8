"""Moving on without what a stage asks for, and what being hired carries over: pay, times of a week, a cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from csmanager.core.errors import RuleBroken
from csmanager.core.sealing import is_token
from csmanager.core.store import Store
from csmanager.features.hiring import actions, queries
from csmanager.features.hiring.boardwidget import Board
from csmanager.features.hiring.knowing.tables import HiringCost
from csmanager.features.hiring.offers import actions as offers
from csmanager.features.hiring.offers import offerdialogs
from csmanager.features.hiring.offers import queries as offered
from csmanager.features.hiring.openings import needs, stages
from csmanager.features.hiring.openings.stages import StageLine
from csmanager.features.hiring.page import HiringPage
from csmanager.features.hiring.pool import week
from csmanager.features.hiring.rules import PayUnit, Stage
from csmanager.features.hiring.tables import StageMove
from csmanager.features.team.contracts.rules import ContractKind
from csmanager.features.team.contracts.tables import Contract
from csmanager.features.wellbeing.tables import Availability
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.digest import content

TODAY = dt.date(2026, 3, 31)
PHRASE = "three quiet words"


def opening(store: Store) -> int:
    """An opening whose stages say what they need."""
    lines = (
        StageLine(None, "Inbox", Stage.APPLIED, 2, "How to reach them"),
        StageLine(None, "Meeting", Stage.INTERVIEW, 5, "The kit."),
        StageLine(None, "Trial", Stage.TEST, 5, "One role-play"),
        StageLine(None, "Decision", Stage.DECISION, 5, "Two references"),
        StageLine(None, "Offer", Stage.OFFER, 5, "Pay"),
    )
    way = store.do("Add", stages.add_template, "With needs", lines, today=TODAY)
    return store.do(
        "Add", actions.add_opening, title="Agent", today=TODAY, template_id=way, weekly_minutes=1200
    )


def add(store: Store, opening_id: int, name: str, **more: Any) -> int:
    return store.do("Add", actions.add_applicant, opening_id=opening_id, name=name, today=TODAY, **more)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[HiringPage]:
    made = HiringPage(desk)
    qtbot.addWidget(made)
    made.resize(1060, 690)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def test_what_is_missing_is_named_stage_by_stage(store: Store) -> None:
    key = add(store, opening(store), "Mia Novák")
    said = []
    for _ in range(4):
        with store.read() as session:
            said += needs.missing(session, [key])
        store.do("On", actions.move_many, [key], today=TODAY)
    assert said == [
        "Mia Novák has no phone number and no e-mail address. Inbox asks for: How to reach them.",
        "Mia Novák has no interview that was held. Meeting asks for: The kit.",
        "Mia Novák has no role-play or sample of work that was scored. Trial asks for: One role-play.",
        "Mia Novák has no reference that was answered. Decision asks for: Two references.",
    ]
    with store.read() as session:
        assert needs.missing(session, [key]) == []  # the offer asks for pay, which the offer itself keeps


def test_stages_without_needs_and_a_known_way_to_reach_ask_nothing(store: Store) -> None:
    plain = store.do("Add", actions.add_opening, title="Lead", today=TODAY)
    keys = [
        add(store, plain, "Bo Lindt"),
        add(store, opening(store), "Mia Novák", email="mia@example.org"),
    ]
    with store.read() as session:
        assert needs.missing(session, keys) == []


def test_moving_on_without_it_asks_why_and_keeps_the_reason(
    desk: Desk, page: HiringPage, qtbot: QtBot
) -> None:
    key = add(desk.store, opening(desk.store), "Mia Novák")
    page.select(key)
    column = page.board.columns[0]
    column.setFocus()
    qtbot.keyClick(column, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    dialog = page.commands.dialog
    assert isinstance(dialog, FormDialog)
    assert dialog.submit_button.text() == "Move anyway"
    before = content(desk.store, history=False)
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)  # no reason yet
    assert dialog.isVisible()
    assert content(desk.store, history=False) == before
    dialog.inputs["reason"].set_value("It was done elsewhere")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    with desk.store.read() as session:
        assert session.scalars(select(StageMove.reason).order_by(StageMove.id)).all()[-1] == (
            "It was done elsewhere"
        )
        assert next(row.stage for row in queries.applicants(session, TODAY)) is Stage.INTERVIEW
    desk.store.undo()
    assert content(desk.store, history=False) == before


def test_the_board_has_the_larger_part(desk: Desk, page: HiringPage) -> None:
    add(desk.store, opening(desk.store), "Mia Novák", email="mia@example.org")
    board, pane = page.splitter.sizes()
    assert board > 1.5 * pane
    assert isinstance(page.views.currentWidget(), Board)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Sat 10-14", ((5, 600, 840),)),
        ("Mon–Wed 9:30 – 17", ((0, 570, 1020), (1, 570, 1020), (2, 570, 1020))),
        ("weekend 8-12, fri 16-20", ((4, 960, 1200), (5, 480, 720), (6, 480, 720))),
        ("Sun-Mon 9-10", ((0, 540, 600), (6, 540, 600))),
        ("", ()),
    ],
)
def test_times_of_a_week_are_read(text: str, spans: week.Spans) -> None:
    assert week.read(text) == spans


@pytest.mark.parametrize("text", ["Weekends, from June", "Sat 14-10", "T 9-10", "Sat 9-25"])
def test_times_that_say_nothing_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(RuleBroken, match="Mon-Fri 9-17"):
        week.read(text)
    assert week.first_in(f"{text}\nSat 10-14\n") == "Sat 10-14"


def offer_out(store: Store, key: int) -> None:
    for stage in (Stage.INTERVIEW, Stage.TEST, Stage.DECISION):
        store.do("On", actions.move, key, stage, today=TODAY)
    store.do("Offer", offers.make_offer, key, today=TODAY, pay=1550, pay_unit=PayUnit.HOUR)


def test_hired_carries_pay_times_and_cost_over_and_one_undo_takes_them_back(
    desk: Desk, page: HiringPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, _, secret = desk.sealing.make(PHRASE)
    desk.sealing.take_first(lock, secret)
    key = add(desk.store, opening(desk.store), "Mia Novák", notes="Good on the phone\nSat 10-14")
    offer_out(desk.store, key)
    desk.sealing.lock()
    page.select(key)
    before = content(desk.store, history=False)
    page.commands.actions["hire"].trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, FormDialog)
    dialog.inputs["cost"].set_value(250)
    monkeypatch.setattr(desk.sealing, "ask_open", lambda _parent: False)
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert "Unlock it" in dialog.problem.text()
    assert content(desk.store, history=False) == before
    monkeypatch.setattr(desk.sealing, "ask_open", lambda _parent: desk.sealing.open_with(PHRASE) or True)
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    with desk.store.read() as session:
        (contract,) = session.scalars(select(Contract))
        assert is_token(contract.pay)
        assert desk.sealing.read(contract.pay, f"contract.pay:{contract.id}") == "15.50 EUR an hour"
        (cost,) = session.scalars(select(HiringCost))
        assert (cost.cents, cost.opening_id is not None, cost.what) == (25_000, True, "Hiring Mia Novák")
        (span,) = session.scalars(select(Availability))
        assert (span.weekday, span.start_minute, span.end_minute) == (5, 600, 840)
    desk.store.undo()
    assert content(desk.store, history=False) == before


def test_without_a_passphrase_the_pay_stays_in_the_offer_and_the_dialog_says_so(
    desk: Desk, page: HiringPage
) -> None:
    key = add(desk.store, opening(desk.store), "Mia Novák")
    offer_out(desk.store, key)
    (row,) = desk.read(queries.applicants, TODAY)
    (last,) = desk.read(offered.offers, key)
    given: list[dict[str, Any]] = []
    dialog = offerdialogs.hire(desk, row, desk.read(queries.openings)[0], last, given.append, page)
    dialog.inputs["contract"].set_value(ContractKind.PART)
    dialog.submit()
    assert given[0]["pay"] == ""
    assert any("no passphrase yet" in label.text() for label in dialog.findChildren(type(dialog.problem)))


def test_a_long_board_is_there_before_the_detail_beside_it(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csmanager.features.hiring import page as module

    monkeypatch.setattr(module, "_MANY", 1)
    place = opening(desk.store)
    for name in ("Mia Novák", "Bo Lindt"):
        add(desk.store, place, name)
    made = HiringPage(desk)
    qtbot.addWidget(made)
    made.load()
    assert made.board.columns[0].names() == ["Mia Novák", "Bo Lindt"]
    assert made.pane.title.text() == ""
    qtbot.waitUntil(lambda: made.pane.title.text() == "Mia Novák")
