"""States of plans, items, gates and leavings; what opens a gate; templates as text; where a curve lies."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.features.onboarding import leaving, ramp, rules, sheets, templatetext, templating
from csmanager.features.onboarding.ramp import WeekPoint
from csmanager.features.onboarding.rules import (
    GateFacts,
    GateRule,
    GateState,
    ItemState,
    LeavingState,
    PlanState,
)
from csmanager.science.proportions import wilson
from tests.features.onboarding.conftest import PLAN

SCORES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@pytest.mark.parametrize("state", GateState)
def test_a_gate_is_passed_from_ready_and_with_a_name_only(state: GateState) -> None:
    def sign(by: str) -> None:
        rules.require_gate_move("Solo", state, GateState.PASSED, signed_by=by, reason="")

    if state is GateState.READY:
        sign("Bo")
        with pytest.raises(RuleBroken, match="Say who signs Solo"):
            sign(" ")
    else:
        with pytest.raises(RuleBroken, match="Solo is"):
            sign("Bo")


@pytest.mark.parametrize(("old", "new"), [(PlanState.ACTIVE, PlanState.PAUSED), (PlanState.ACTIVE, PlanState.CANCELLED),
                                          (PlanState.COMPLETED, PlanState.ACTIVE)])  # fmt: skip
def test_pausing_cancelling_and_opening_again_say_why(old: PlanState, new: PlanState) -> None:
    with pytest.raises(RuleBroken, match="Say why the plan of Ana"):
        rules.require_plan_move("Ana", old, new, " ")
    rules.require_plan_move("Ana", old, new, "because")


def test_what_has_ended_stays_ended() -> None:
    for old, new in itertools.product((LeavingState.CLOSED, LeavingState.RETAINED), LeavingState):
        with pytest.raises(RuleBroken):
            rules.require_leaving_move("Cy", old, new, "because")
    with pytest.raises(RuleBroken):
        rules.require_plan_move("Ana", PlanState.CANCELLED, PlanState.ACTIVE, "because")


def test_stuck_and_waived_owe_a_reason_and_some_items_something_to_show() -> None:
    for state in (ItemState.STUCK, ItemState.WAIVED):
        with pytest.raises(RuleBroken, match="Say "):
            rules.require_item_move("Till", state, reason="", evidence="", needs_evidence=False)
    with pytest.raises(RuleBroken, match="something to show"):
        rules.require_item_move("Till", ItemState.DONE, reason="", evidence="", needs_evidence=True)


@given(SCORES)
def test_the_lower_limit_is_that_of_a_share(scores: list[float]) -> None:
    facts = GateFacts(tuple(scores), None, 0)
    known = wilson(sum(scores), len(scores))
    assert known is not None
    assert facts.low == pytest.approx(known[0], abs=1e-6)
    assert facts.share is not None
    assert facts.low is not None
    assert facts.low <= facts.share + 1e-9


@given(SCORES, st.integers(0, 100), st.integers(0, 100))
def test_a_harder_rule_never_opens_where_an_easier_one_is_closed(scores: list[float], a: int, b: int) -> None:
    facts = GateFacts(tuple(scores), None, 9)
    easy, hard = sorted((a, b))
    if not rules.missing_for(GateRule(share=hard, low=hard), facts):
        assert not rules.missing_for(GateRule(share=easy, low=easy), facts)


def test_a_good_start_from_three_contacts_does_not_open_a_gate() -> None:
    lacks = rules.missing_for(GateRule(contacts=3, share=80, low=60), GateFacts((1.0, 1.0, 1.0), None, 9))
    assert lacks == ["lower limit 44 %, n 3 (needs 60 %)"]


def test_closed_days_are_passed_over() -> None:
    weekend = {dt.date(2026, 3, 7), dt.date(2026, 3, 8)}
    assert rules.open_day(dt.date(2026, 3, 7), weekend.__contains__) == dt.date(2026, 3, 9)
    assert rules.open_day(dt.date(2026, 3, 7), lambda _day: True) == dt.date(2026, 3, 7)


def test_a_template_reads_back_as_it_was_written() -> None:
    for _, text in [*templating.starters(), ("", PLAN)]:
        read = templatetext.read(text)
        assert templatetext.read(templatetext.write(read)) == read
        assert all(item.phase for item in read.items)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Begin with the name"),
        ("# A\n", "needs an item"),
        ("# A\n## B\n- [chef] 0 * Cook\n", "Line 3: An item is done by"),
        ("# A\n## B\n- [manager] 9999 Late\n", "too far from the start"),
        ("# A\n## B\n- [manager] 1 Go -> moon 3\n", "After -> stands"),
        ("# A\n## B\n- [manager] 1 Go\n## Gates\n- Solo: 5 frogs\n", "Line 5: “5 frogs” is none of"),
        ("# A\n## B\n- [manager] 1 Go\n## Gates\n- Solo: 1 day\n- solo: 2 days\n", "same name"),
    ],
)
def test_a_template_with_a_slip_names_the_line(text: str, reason: str) -> None:
    with pytest.raises(RuleBroken, match=reason):
        templatetext.read(text)


def test_what_comes_along_is_whole() -> None:
    assert [key for key, _ in templating.starters()] == ["agent", "senior-or-lead", "seasonal", "leaving"]
    assert len(templating.starter_sheets()) == 6
    assert all(len(sheets.lines_of(body)) >= 6 for _, _, body in templating.starter_sheets())
    keys = {key for key, _, _ in templating.starter_sheets()}
    for _, text in templating.starters():
        linked = {
            item.link[1] for item in templatetext.read(text).items if item.link and item.link[0] == "sheet"
        }
        assert linked <= keys


def test_the_interview_needs_questions_and_reasons() -> None:
    read = leaving.read_interview("# Exit\n? What first?\n! Anything unfair?\n- Pay\n- Pay\n")
    assert [(one.text, one.is_sensitive) for one in read.questions] == [
        ("What first?", False),
        ("Anything unfair?", True),
    ]
    assert read.reasons == ("Pay",)
    with pytest.raises(RuleBroken, match="question at least"):
        leaving.read_interview("- Pay")


def points(values: list[float], band: tuple[float, float] | None, n: int = 30) -> list[WeekPoint]:
    low, high = band if band else (None, None)
    mid = (low + high) / 2 if low is not None and high is not None else None
    return [WeekPoint(w, v, n, low, mid, high, 4 if band else 2) for w, v in enumerate(values, 1)]


def test_a_curve_is_judged_over_several_weeks_and_a_band_only() -> None:
    assert ramp.judged(points([10, 10, 10, 10], None), True, 1) == (
        "none",
        "No band: 2 earlier joiners here, and it needs 3.",
    )
    assert ramp.judged(points([10], (20, 30)), True, 1)[0] == "none"
    assert ramp.judged(points([10, 10, 10, 25], (20, 30)), True, 1)[0] == "watch"
    assert ramp.judged(points([10, 25, 25, 25], (20, 30)), True, 1)[0] == "open"
    assert ramp.judged(points([40, 40, 40, 40], (20, 30)), True, 1)[0] == "good"
    assert ramp.judged(points([40, 40, 40, 40], (20, 30)), False, 1)[0] == "watch"
    assert ramp.judged(points([10, 10, 10, 10], (20, 30), n=2), True, 3)[0] == "none"


def test_a_template_reads_without_its_marks() -> None:
    text = (
        "# New agent\nkind: onboarding\n\n## First week\n- [manager] -5 * Order a headset\n"
        "- [mentor] 0 *! Sit beside -> sheet first-contacts\n- [person] 1 Ten questions\n\n"
        "## Gates\n- Shadow: 3 days\n"
    )
    assert templatetext.readable(templatetext.read(text)).splitlines() == [
        "## First week",
        "- Order a headset (5 days before the start, manager)",
        "- Sit beside (day 1, mentor, shown by something, sheet first-contacts)",
        "- Ten questions (day 2, newcomer, if there is time)",
        "",
        "## Gates",
        f"- Shadow: {templatetext.read(text).gates[0].rule.text}",
    ]
    leaving = "# Leaving\nkind: leaver\n\n## End\n- [person] -1 * List\n- [other] 0 * Logins closed\n"
    shown = templatetext.readable(templatetext.read(leaving))
    assert "1 day before it, who leaves" in shown and "on the last day, somebody else" in shown
