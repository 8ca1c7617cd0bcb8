"""Patterns in words, the rules that ship, what accepting makes, and whether it helped."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.commitments.queries import commitments
from csmanager.features.reviews.advice import actions, queries, rules
from csmanager.features.reviews.advice.effect import measure
from csmanager.features.reviews.advice.rules import Result
from csmanager.features.reviews.advice.seed import shipped
from csmanager.features.reviews.cycles import actions as cycles
from csmanager.features.reviews.cycles import queries as reviews
from csmanager.features.reviews.cycles.pinned import PinnedLine
from csmanager.features.reviews.dictionary import BY_KEY
from csmanager.features.reviews.periods import month
from tests.digest import content
from tests.features.reviews.desk_shop import contacts, stock
from tests.features.reviews.shop import add_contacts

LINE = PinnedLine(
    "handle_time", "Handle time", "seconds", "range", 500.0, 80, 480.0, 520.0, 400.0, None, None,
    "not_judged", "", minimum_n=20, previous_n=80,
)  # fmt: skip
TEAM = replace(LINE, value=400.0, low=390.0, high=410.0, n=800)


def holds(pattern: str, own: PinnedLine, team: PinnedLine = TEAM) -> bool:
    found = rules.evaluate(rules.parse(pattern), {own.metric: own}, {team.metric: team})
    return found.holds


def test_a_pattern_is_read_and_written_in_words() -> None:
    names = {"handle time": "handle_time", "satisfied customers": "csat_top2"}
    text = "Handle time is high\nteam Satisfied customers or Handle time is not poor"
    conditions = rules.parse(text, names)
    assert conditions[1].metrics == ("csat_top2", "handle_time")
    assert conditions[1].is_not
    assert conditions[1].of_team
    back = rules.write(conditions, {"handle_time": "Handle time", "csat_top2": "Satisfied customers"})
    assert rules.parse(back, names) == conditions
    for wrong in ("", "Handle time", "Handle time is purple", "Speed is high"):
        with pytest.raises(RuleBroken):
            rules.parse(wrong, names)


def test_words_mean_what_they_say() -> None:
    assert holds("handle_time is high", LINE)
    assert not holds("handle_time is low", LINE)
    assert holds("handle_time is rising", LINE)
    assert not holds("handle_time is rising", replace(LINE, previous=490.0))
    assert holds("handle_time is normal", replace(LINE, value=400.0, low=380.0, high=420.0))
    aimed = replace(LINE, target=450.0, upper=550.0, status="on_target")
    assert holds("handle_time is good", aimed)
    assert not holds("handle_time is high", aimed)
    assert holds("team handle_time is not poor", LINE)


def test_poor_needs_more_than_one_unlucky_month() -> None:
    unlucky = replace(LINE, target=450.0, better="lower", status="missing", grade="watch")
    assert not holds("handle_time is poor", unlucky)
    assert holds("handle_time is poor", replace(unlucky, grade="missing"))
    near = replace(LINE, target=482.0, better="lower", grade="open")
    assert near.low is not None and near.target is not None
    assert not holds("handle_time is high", near), "beyond 95 %, not beyond 99 %"


def test_a_pattern_can_ask_for_a_signal_and_for_months_in_a_row() -> None:
    assert holds("handle_time is up", replace(LINE, signal=1))
    assert not holds("handle_time is down", replace(LINE, signal=1))
    assert not holds("handle_time is up or down", LINE)
    slow = replace(LINE, months=((380.0, 50), (500.0, 50), (510.0, 50), (520.0, 50)))
    assert holds("handle_time is high for 3 months", slow)
    assert not holds("handle_time is high for 4 months", slow)
    assert not holds("handle_time is high for 3 months", replace(slow, months=((500.0, 50), (510.0, 50))))
    assert not holds(
        "handle_time is high for 3 months", replace(slow, months=((500.0, 5), (510.0, 50), (520.0, 50)))
    )
    aimed = replace(slow, target=450.0, better="lower")
    assert holds("handle_time is poor for 3 months", aimed)
    conditions = rules.parse("handle_time is high for 3 months")
    assert rules.parse(rules.write(conditions)) == conditions
    for wrong in (
        "handle_time is up for 3 months",
        "handle_time is not high for 3 months",
        "handle_time is low for 9 months",
    ):
        with pytest.raises(RuleBroken, match="months"):
            rules.parse(wrong)


@pytest.mark.parametrize("lacking", [{"n": 5}, {"value": None}, {"low": None, "high": None}])
def test_too_little_fires_nothing_also_not_with_not(lacking: dict[str, float | None]) -> None:
    line = replace(LINE, **lacking)  # type: ignore[arg-type]
    for word in rules.WORDS:
        assert not holds(f"handle_time is {word}", line)
        assert not holds(f"handle_time is not {word}", line)


def test_the_evidence_names_the_figure_its_n_and_what_it_is_compared_with() -> None:
    found = rules.evaluate(rules.parse("handle_time is high"), {"handle_time": LINE}, {"handle_time": TEAM})
    assert found.evidence == (
        "Handle time is high: 8 min 20 s (n = 80, likely 8:00–8:40 min), where the team has 6 min 40 s.",
    )


def test_all_shipped_rules_can_be_read_and_speak_of_measures_that_exist() -> None:
    found = shipped()
    assert len(found) >= 20
    for one in found:
        conditions = rules.parse(one.parts["pattern"])
        used = {key for each in conditions for key in each.metrics} | {one.parts.get("watch", "")}
        assert used - {rules.EVERYTHING, ""} <= set(BY_KEY), one.key
        for part in ("cause", "check", "say", "do", "training"):
            assert one.parts.get(part), (one.key, part)


def prepared(store: Store, today: dt.date) -> dict[str, reviews.ReviewRow]:
    cycle = store.do("Prepare", cycles.prepare, period=month(2026, 3), today=today)
    with store.read() as session:
        return {row.person: row for row in reviews.reviews(session, cycle_id=cycle)}


def test_advice_fires_on_a_review_and_becomes_actions_in_one_step(store: Store, today: dt.date) -> None:
    ids = stock(store)
    ana = prepared(store, today)["Ana"]
    with store.read() as session:
        offered = queries.cycle_advice(session, ana.cycle_id)
    mine = [row for row in offered if row.person == "Ana"]
    assert "hands-up" in {row.rule.key for row in mine}
    assert not [row for row in offered if row.person == "Cy"]
    row = next(row for row in mine if row.rule.key == "hands-up")
    assert "50.0 % (n = 60" in row.evidence[0]
    before = content(store, history=False)
    store.do(
        "Take advice", actions.accept, row.rule.id, person_id=ids["Ana"], period_key="2026-03",
        evidence=row.evidence, today=today,
    )  # fmt: skip
    with store.read() as session:
        made = commitments(session, source="advice_given")
        given = queries.given(session)[0]
    assert [one.text for one in made] == list(row.rule.todo)
    assert all(one.due_on == today + dt.timedelta(days=7) for one in made)
    assert given.check_on == today + dt.timedelta(weeks=4)
    with pytest.raises(RuleBroken, match="answered for this period"):
        store.do(
            "Decline", actions.decline, row.rule.id, person_id=ids["Ana"], period_key="2026-03", evidence=[],
            today=today, reason="no",
        )  # fmt: skip
    with pytest.raises(RuleBroken, match="too early"):
        store.do("Look", actions.look, [given.id], today=today)
    store.undo()
    assert content(store, history=False) == before


@pytest.mark.parametrize(
    ("count", "escalated", "result"),
    [(60, 2, Result.HELPED), (60, 30, Result.NO_CHANGE), (60, 58, Result.WORSE), (5, 0, Result.NOT_JUDGED)],
)
def test_the_effect_is_told_with_limits_and_n(
    store: Store, today: dt.date, count: int, escalated: int, result: Result
) -> None:
    ids = stock(store)
    add_contacts(store, contacts(ids["Ana"], dt.date(2026, 4, 1), count, escalated), "April")
    add_contacts(store, contacts(ids["Bo"], dt.date(2026, 4, 1), 60, 0), "April too")
    with store.read() as session:
        found = measure(
            session, metric_key="escalation_rate", person_id=ids["Ana"], given_on=today,
            until=today + dt.timedelta(weeks=4), towards="down",
        )  # fmt: skip
    assert found.result == result
    assert found.n_after == count
    assert found.reason
    assert f"n = {count}" in found.sentence
    if result is not Result.NOT_JUDGED:
        assert found.low is not None
        assert found.high is not None
        assert found.low <= (found.change or 0) <= found.high


def test_the_ledger_counts_and_says_nothing_of_few(store: Store, today: dt.date) -> None:
    ids = stock(store)
    add_contacts(store, contacts(ids["Ana"], dt.date(2026, 4, 1), 60, 1), "April")
    with store.read() as session:
        rule = next(row for row in queries.rule_rows(session) if row.key == "hands-up")
    key = store.do(
        "Take",
        actions.accept,
        rule.id,
        person_id=ids["Ana"],
        period_key="2026-03",
        evidence=["x"],
        today=today,
    )
    store.do("Look", actions.look, [key], today=today + dt.timedelta(weeks=4))
    with store.read() as session:
        row = next(row for row in queries.ledger(session) if row.id == rule.id)
        assert queries.given(session)[0].result is Result.HELPED
    assert (row.given, row.helped, row.judged) == (1, 1, 1)
    assert row.works == "Not judged yet: 1 of 1 helped"


def test_a_rule_can_be_written_and_its_version_rises(store: Store) -> None:
    key = store.do(
        "Rule",
        actions.save_rule,
        name="Own rule",
        pattern="Handle time is high",
        cause="Slow tools",
        todo="Ask",
    )
    with pytest.raises(RuleBroken, match="cannot be read"):
        store.do("Rule", actions.save_rule, name="x", pattern="Handle time high", cause="y", rule_id=key)
    store.do(
        "Rule", actions.save_rule, name="Own rule", pattern="Handle time is low", cause="Slow", rule_id=key
    )
    with store.read() as session:
        row = next(row for row in queries.rule_rows(session) if row.id == key)
    assert (row.version, row.pattern) == (2, "Handle time is low")
