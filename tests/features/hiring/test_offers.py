"""Offers: their states, terms and days; and being hired by one, all of it taken back by one Undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.hiring import actions, reminders
from csmanager.features.hiring import queries as known
from csmanager.features.hiring.offers import actions as offers
from csmanager.features.hiring.offers import queries, rules
from csmanager.features.hiring.offers.offerspage import OffersPage
from csmanager.features.hiring.offers.rules import OfferState
from csmanager.features.hiring.rules import OpeningState, PayUnit, Stage
from csmanager.features.hiring.timeline import timeline
from csmanager.features.onboarding import queries as onboarding
from csmanager.features.onboarding import templating
from csmanager.features.onboarding.rules import PlanKind
from csmanager.features.team import actions as team
from csmanager.features.team.contracts.rules import ContractKind
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content

TODAY = dt.date(2026, 3, 31)
DAY = dt.timedelta(days=1)


def applicant(store: Store, name: str = "Mia Novák", at: Stage = Stage.OFFER, **terms: Any) -> int:
    opening = store.do(
        "Add",
        actions.add_opening,
        title="Agent",
        today=TODAY - 20 * DAY,
        role="Agent",
        weekly_minutes=1200,
        **terms,
    )
    key = store.do(
        "Add", actions.add_applicant, opening_id=opening, name=name, today=TODAY, applied_on=TODAY - 9 * DAY
    )
    for stage in (Stage.SCREEN, Stage.INTERVIEW, Stage.DECISION, Stage.OFFER):
        store.do("Move", actions.move, key, stage, today=TODAY - 5 * DAY)
        if stage is at:
            break
    return key


def stage_of(store: Store, key: int) -> Stage:
    with store.read() as session:
        return next(row.stage for row in known.applicants(session, TODAY) if row.id == key)


def only(store: Store, key: int) -> queries.OfferRow:
    with store.read() as session:
        return queries.offers(session, key)[0]


@pytest.mark.parametrize("old", list(OfferState))
@pytest.mark.parametrize("new", list(OfferState))
def test_an_offer_goes_only_where_the_table_says(old: OfferState, new: OfferState) -> None:
    if new in rules.MOVES[old]:
        rules.check_move("Mia", old, new, "because")
        if new in rules.OWES_REASON:
            with pytest.raises(RuleBroken, match="Say why"):
                rules.check_move("Mia", old, new, " ")
    else:
        with pytest.raises(RuleBroken, match=r"\.$"):
            rules.check_move("Mia", old, new, "because")


def test_nobody_who_was_turned_down_gets_an_offer(store: Store) -> None:
    key = applicant(store, at=Stage.DECISION)
    store.do("No", actions.move, key, Stage.REJECTED, today=TODAY, reason="References")
    before = content(store)
    with pytest.raises(RuleBroken, match=r"was turned down\. Reopen the application"):
        store.do("Offer", offers.make_offer, key, today=TODAY)
    assert content(store) == before


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"expires_on": TODAY - DAY}, "run out before it is written"),
        ({"expires_on": TODAY + 9 * DAY, "starts_on": TODAY + 2 * DAY}, "answer would come too late"),
        ({"weekly_minutes": 99_999}, "at most 168"),
        ({"pay": 0}, "more than nothing"),
        ({"pay": 1_900}, "above the pay range"),
        ({"pay": 1_200}, "below the pay range"),
    ],
)
def test_terms_that_cannot_be_offered_are_refused(store: Store, terms: dict[str, Any], words: str) -> None:
    key = applicant(store, pay_min=1_500, pay_max=1_700)
    before = content(store)
    with pytest.raises(RuleBroken, match=words):
        store.do("Offer", offers.make_offer, key, today=TODAY, **terms)
    assert content(store) == before


def test_pay_above_the_range_is_offered_with_a_reason_which_is_kept(store: Store) -> None:
    key = applicant(store, pay_min=1_500, pay_max=1_700)
    store.do("Offer", offers.make_offer, key, today=TODAY, pay=1_900, range_reason="Three languages")
    row = only(store, key)
    assert (row.range_note, row.range_reason) == ("above the pay range of the opening", "Three languages")
    other = applicant(store, "Bo", pay_min=1_500, pay_max=1_700)
    store.do("Offer", offers.make_offer, other, today=TODAY, pay=300_000, pay_unit=PayUnit.MONTH)
    assert only(store, other).range_note == ""  # a month is not compared with an hour


def test_an_offer_moves_from_decision_and_back_when_it_is_declined(store: Store) -> None:
    key = applicant(store, at=Stage.DECISION)
    start = content(store, history=False)
    offer = store.do("Offer", offers.make_offer, key, today=TODAY)
    assert stage_of(store, key) is Stage.OFFER
    store.undo()
    assert content(store, history=False) == start
    store.redo()
    for state in (OfferState.APPROVED, OfferState.SENT):
        store.do("Go on", offers.set_state, offer, state, today=TODAY)
    with pytest.raises(RuleBroken, match="is sent"):
        store.do("Offer", offers.make_offer, key, today=TODAY)
    with pytest.raises(RuleBroken, match="before the offer was sent"):
        store.do("Yes", offers.set_state, offer, OfferState.ACCEPTED, today=TODAY - DAY)
    store.do("No", offers.set_state, offer, OfferState.DECLINED, today=TODAY, reason="Pay")
    assert stage_of(store, key) is Stage.DECISION
    second = store.do("Offer", offers.make_offer, key, today=TODAY, pay=1_600)
    assert only(store, key).version == 2
    assert second != offer


def test_ending_the_application_takes_the_offer_back(store: Store) -> None:
    key = applicant(store)
    store.do("Offer", offers.make_offer, key, today=TODAY)
    store.do("Gone", actions.move, key, Stage.WITHDRAWN, today=TODAY, reason="Took another job")
    row = only(store, key)
    assert (row.state, row.reason) == (OfferState.WITHDRAWN, "Withdrawn: Took another job")


def test_offers_come_up_on_today_when_they_are_due(store: Store) -> None:
    key = applicant(store)
    offer = store.do("Offer", offers.make_offer, key, today=TODAY, expires_on=TODAY + 6 * DAY)
    for state in (OfferState.APPROVED, OfferState.SENT):
        store.do("Go on", offers.set_state, offer, state, today=TODAY)

    def told(day: dt.date) -> list[str]:
        with store.read() as session:
            return [item.text for item in reminders.todo(session, day) if item.record == f"offers:{offer}"]

    assert told(TODAY) == []
    assert told(TODAY + 3 * DAY) == ["Ask Mia Novák about the offer"]
    assert told(TODAY + 5 * DAY) == ["The offer to Mia Novák runs out tomorrow"]
    assert told(TODAY + 7 * DAY) == ["The offer to Mia Novák has run out"]


def test_hired_with_contract_plan_mentor_and_courses_and_one_undo_takes_all_back(store: Store) -> None:
    mentor = store.do("Add", team.add_person, name="Ana Lee", today=TODAY - 400 * DAY, role="Agent")
    store.do("Plans", templating.add_starters, TODAY)
    key = applicant(store)
    offer = store.do(
        "Offer", offers.make_offer, key, today=TODAY, starts_on=TODAY + 14 * DAY, weekly_minutes=1800
    )
    for state in (OfferState.APPROVED, OfferState.SENT):
        store.do("Go on", offers.set_state, offer, state, today=TODAY)
    with store.read() as session:
        plan = next(one for one in onboarding.templates(session) if one.kind is PlanKind.ONBOARDING)
    start = content(store, history=False)
    person = store.do(
        "Hire Mia Novák",
        actions.hire,
        key,
        today=TODAY,
        contract=ContractKind.PART,
        plan_template_id=plan.id,
        mentor_id=mentor,
    )
    done = content(store, history=False)
    changed = {table for table in done if done[table] != start[table]}
    assert {"person", "employment", "contract", "joining_plan", "offer", "applicant", "stage_move"} <= changed
    row = only(store, key)
    assert (row.state, row.answered_on) == (OfferState.ACCEPTED, TODAY)
    with store.read() as session:
        said = [moment.text for moment in timeline(session, person, dt.date.min, dt.date.max)]
        (opening,) = known.openings(session)
    assert said[0] == "Applied for Agent"
    assert "Hired for Agent" in said
    assert "Offer accepted" in said
    assert opening.state is OpeningState.FILLED
    store.undo()
    assert content(store, history=False) == start
    store.redo()
    assert content(store, history=False) == done


def test_nobody_is_hired_by_an_offer_that_was_declined_or_before_they_applied(store: Store) -> None:
    key = applicant(store)
    offer = store.do("Offer", offers.make_offer, key, today=TODAY)
    for state in (OfferState.APPROVED, OfferState.SENT):
        store.do("Go on", offers.set_state, offer, state, today=TODAY)
    store.do("Late", offers.set_state, offer, OfferState.EXPIRED, today=TODAY)
    store.do("On", actions.move, key, Stage.OFFER, today=TODAY)
    with pytest.raises(RuleBroken, match=r"is expired\. Make a new offer"):
        store.do("Hire", actions.hire, key, today=TODAY)
    other = applicant(store, "Bo")
    with pytest.raises(RuleBroken, match="cannot start before that day"):
        store.do("Hire", actions.hire, other, today=TODAY, starts_on=TODAY - 30 * DAY)
    with pytest.raises(RuleBroken, match="A mentor needs a plan"):
        store.do("Hire", actions.hire, other, today=TODAY, mentor_id=1)


# the view


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[OffersPage]:
    made = OffersPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def test_an_offer_is_written_approved_sent_and_accepted_on_the_page(
    desk: Desk, page: OffersPage, qtbot: QtBot, answers: ScriptedAnswers
) -> None:
    page.new()
    assert "Move somebody there first" in answers.told[-1]
    key = applicant(desk.store, pay_min=1_500, pay_max=1_700)
    page.commands.actions["new"].trigger()
    dialog = page.dialog
    assert isinstance(dialog, FormDialog)
    dialog.inputs["pay"].set_value(19)
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert "above the pay range" in dialog.problem.text()
    qtbot.keyClicks(dialog.inputs["range_reason"].target, "Three languages")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert only(desk.store, key).state is OfferState.DRAFT
    for command, state in (
        ("approve", OfferState.APPROVED),
        ("send", OfferState.SENT),
        ("accept", OfferState.ACCEPTED),
    ):
        page.commands.actions[command].trigger()
        assert only(desk.store, key).state is state
    page.commands.actions["hire"].trigger()
    dialog = page.dialog
    assert isinstance(dialog, FormDialog)
    dialog.submit()
    assert stage_of(desk.store, key) is Stage.HIRED
    assert desk.store.undo_label() == "Hire Mia Novák"
