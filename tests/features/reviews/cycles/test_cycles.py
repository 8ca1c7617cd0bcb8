"""Cycles: everyone prepared in one step, pinned for ever, and counted also when not held."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.reviews import actions as figures
from csmanager.features.reviews.cycles import actions, queries, templates
from csmanager.features.reviews.cycles.guide import guide, paper
from csmanager.features.reviews.cycles.pinned import load
from csmanager.features.reviews.cycles.pinning import missing_weeks
from csmanager.features.reviews.cycles.rules import CycleState, Grade, ReviewState
from csmanager.features.reviews.figures.board import Choice, board
from csmanager.features.reviews.figures.standing import Word
from csmanager.features.reviews.periods import month, span
from csmanager.features.team import actions as team
from tests.digest import content
from tests.features.reviews.desk_shop import contacts, stock
from tests.features.reviews.shop import add_contacts


@pytest.fixture
def ids(store: Store) -> dict[str, int]:
    """The people of the shop."""
    return stock(store)


def rows(store: Store, cycle: int) -> dict[str, queries.ReviewRow]:
    with store.read() as session:
        return {row.person: row for row in queries.reviews(session, cycle_id=cycle)}


def detail(store: Store, review: int) -> queries.ReviewDetail:
    with store.read() as session:
        found = queries.detail(session, review)
    assert found is not None
    return found


def prepared(store: Store, today: dt.date) -> int:
    return store.do("Prepare March reviews", actions.prepare, period=month(2026, 3), today=today)


def test_one_step_prepares_everyone_and_undo_takes_all_of_it(
    store: Store, ids: dict[str, int], today: dt.date
) -> None:
    before = content(store, history=False)
    cycle = prepared(store, today)
    found = rows(store, cycle)
    assert {name: row.state for name, row in found.items()} == {
        "Ana": ReviewState.PREPARED,
        "Bo": ReviewState.PREPARED,
        "Cy": ReviewState.PREPARED,
        "Di": ReviewState.SKIPPED,
    }
    assert found["Cy"].overall == "Not judged"
    assert found["Ana"].missing == 1
    gone = detail(store, found["Di"].id)
    assert gone.moves[0].reason == "Left on 12 March 2026."
    assert "Left on 12 March 2026; the figures end there." in gone.pinned.notes
    with pytest.raises(RuleBroken, match="prepared already"):
        prepared(store, today)
    store.undo()
    assert content(store, history=False) == before
    store.redo()
    assert len(rows(store, cycle)) == 4


def test_a_review_stays_as_it_was_and_says_what_changed_since(
    store: Store, ids: dict[str, int], today: dt.date
) -> None:
    cycle = prepared(store, today)
    ana = rows(store, cycle)["Ana"].id
    pinned = detail(store, ana).pinned
    line = pinned.line("escalation_rate")
    assert line is not None
    assert (line.value, line.n, line.target, line.status, line.version) == (0.5, 60, 0.1, "missing", 1)
    assert line.target_id is not None
    assert line.target_for == "Everyone"
    assert line.definition
    with store.read() as session:
        assert queries.restated_since(session, ana) == []
    add_contacts(store, contacts(ids["Ana"], dt.date(2026, 3, 1), 20, 0), "Late rows")
    store.do("Aim", figures.set_target, metric="escalation_rate", value=0.9, starts_on=dt.date(2026, 1, 1))
    again = detail(store, ana).pinned
    assert again == pinned
    assert load(again.dump()) == pinned
    with store.read() as session:
        changed = {row.name: row for row in queries.restated_since(session, ana)}
    assert changed["Escalation rate"].then == "50.0 % of 60"
    assert changed["Escalation rate"].now == "37.5 % of 80"


def test_states_move_by_the_table_with_history_and_a_reopened_one_keeps_its_edition(
    store: Store, ids: dict[str, int], today: dt.date
) -> None:
    cycle = prepared(store, today)
    ana = rows(store, cycle)["Ana"].id
    store.do("Self", actions.self_review, ana, {"What went well?": "Calm calls"}, today=today)
    store.do("Discuss", actions.move, [ana], "discuss", today=today)
    store.do("Write", actions.write, ana, summary="Talked about escalations", private_note="tired")
    with pytest.raises(RuleBroken, match="witness"):
        store.do("Refuse", actions.move, [ana], "refuse", today=today, reason="Disagrees")
    store.do("Refuse", actions.move, [ana], "refuse", today=today, reason="Disagrees", witness="Bo")
    store.do("Close", actions.move, [ana], "close", today=today)
    with pytest.raises(RuleBroken, match="open it again"):
        store.do("Write", actions.write, ana, summary="Other")
    store.do("Reopen", actions.move, [ana], "reopen", today=today, reason="New facts")
    store.do("Write", actions.write, ana, summary="Other")
    found = detail(store, ana)
    assert found.row.state is ReviewState.DISCUSSED
    assert [step.move for step in found.moves] == ["self_review", "discuss", "refuse", "close", "reopen"]
    assert found.editions[0].body["summary"] == "Talked about escalations"
    assert found.editions[0].body["witness"] == "Bo"
    assert "private_note" not in found.editions[0].body
    assert found.row.edition == 2
    assert found.answers == [("What went well?", "Calm calls")]


def test_a_cycle_closes_only_when_every_review_was_held_or_skipped(
    store: Store, ids: dict[str, int], today: dt.date
) -> None:
    cycle = prepared(store, today)
    found = rows(store, cycle)
    with pytest.raises(RuleBroken, match="3 reviews are not held yet: Ana, Bo, Cy"):
        store.do("Close", actions.close_cycle, cycle, today=today)
    store.do("Discuss", actions.move, [found["Ana"].id, found["Bo"].id], "discuss", today=today)
    store.do("Skip", actions.move, [found["Cy"].id], "skip", today=today, reason="On leave")
    with pytest.raises(RuleBroken, match="not signed yet"):
        store.do("Close", actions.close_cycle, cycle, today=today)
    for name in ("Ana", "Bo"):
        store.do("Sign", actions.move, [found[name].id], "sign", today=today, name=name)
    before = content(store, history=False)
    note = store.do("Close", actions.close_cycle, cycle, today=today)
    assert note == "2 held, 2 skipped"
    with store.read() as session:
        closed = queries.cycles(session)[0]
    assert closed.state is CycleState.CLOSED
    assert closed.counts == {ReviewState.CLOSED: 2, ReviewState.SKIPPED: 2}
    with pytest.raises(RuleBroken, match="is closed"):
        store.do("Move", actions.move, [found["Cy"].id], "reopen", today=today, reason="Back")
    store.undo()
    assert content(store, history=False) == before


def test_another_rating_needs_a_reason(store: Store, ids: dict[str, int], today: dt.date) -> None:
    ana = rows(store, prepared(store, today))["Ana"]
    with pytest.raises(RuleBroken, match="Say why"):
        store.do("Rate", actions.set_overall, ana.id, "Strong", reason="")
    with pytest.raises(RuleBroken, match="not on the scale"):
        store.do("Rate", actions.set_overall, ana.id, "Superb", reason="x")
    store.do("Rate", actions.set_overall, ana.id, "Strong", reason="Took over the hard desk")
    found = detail(store, ana.id)
    assert (found.row.overall, found.overall_reason) == ("Strong", "Took over the hard desk")
    store.do("Rate", actions.set_overall, ana.id, ana.computed, reason="")
    assert detail(store, ana.id).overall_reason == ""


def test_a_definition_changed_inside_the_period_is_said(
    store: Store, ids: dict[str, int], today: dt.date
) -> None:
    from csmanager.features.reviews.tables import Metric

    with store.change("Change a definition") as step:
        metric = step.session.query(Metric).filter_by(key="escalation_rate").one()
        metric.definition, metric.version = "Another one.", 2
    ana = rows(store, prepared(store, today))["Ana"].id
    line = detail(store, ana).pinned.line("escalation_rate")
    assert line is not None
    assert (line.version, line.definition) == (2, "Another one.")
    assert line.note.startswith("Its definition was changed on 31 March 2026, inside this period")


def test_weeks_without_any_contact_are_named(store: Store, ids: dict[str, int], today: dt.date) -> None:
    with store.read() as session:
        assert missing_weeks(session, month(2026, 3)) == []
        found = missing_weeks(session, span(dt.date(2025, 12, 1), dt.date(2026, 1, 15)))
    assert found == [
        "Nothing was imported of 1 December 2025 to 28 December 2025; the figures rest on the other weeks."
    ]


def test_an_empty_store_and_a_period_to_come_are_refused(store: Store, today: dt.date) -> None:
    with pytest.raises(RuleBroken, match="Nobody who could be reviewed"):
        prepared(store, today)
    with pytest.raises(RuleBroken, match="not begun"):
        store.do("Prepare", actions.prepare, period=month(2026, 5), today=today)


def test_a_period_without_data_judges_nobody(store: Store, ids: dict[str, int], today: dt.date) -> None:
    cycle = store.do("Prepare", actions.prepare, period=month(2025, 6), today=today)
    ana = rows(store, cycle)["Ana"]
    assert (ana.overall, ana.judged) == ("Not judged", 0)


def test_a_template_of_a_role_is_its_own_and_versions_rise(store: Store, today: dt.date) -> None:
    with store.read() as session:
        start = templates.templates(session)[0]
    assert start.version == 1
    assert start.weights["csat_top2"] == 30
    values = {"weights": {"csat_top2": 1.0}, "scale": start.scale, "questions": ["Why?"]}
    with pytest.raises(RuleBroken, match="already"):
        store.do("Add", templates.save_template, name="Second", **values)
    with pytest.raises(RuleBroken, match="no measure"):
        store.do(
            "Add",
            templates.save_template,
            name="x",
            template_id=start.id,
            **(values | {"weights": {"x": 1.0}}),
        )
    store.do("Change", templates.save_template, name="First", template_id=start.id, **values)
    with store.read() as session:
        assert templates.templates(session)[0].version == 2
    with pytest.raises(RuleBroken, match="must stay"):
        store.do("Trash", templates.trash_template, start.id, today=today)


def test_the_guide_says_what_is_true_and_leaves_out_what_is_not_judged(
    store: Store, ids: dict[str, int], today: dt.date
) -> None:
    found = rows(store, prepared(store, today))
    with store.read() as session:
        ana, cy = guide(session, found["Ana"].id), guide(session, found["Cy"].id)
    assert ana is not None
    assert cy is not None
    assert [step.title for step in ana.steps][:2] == ["What goes well", "Escalation rate"]
    assert "n = 60" in ana.steps[1].say[0]
    assert "too little to judge by" in cy.first
    assert "rate" not in " ".join(sentence for step in cy.steps for sentence in step.say)
    store.do("Write", actions.write, found["Ana"].id, private_note="Worried")
    with store.read() as session:
        text = paper(session, found["Ana"].id)
    assert "Worried" not in text
    assert "| Escalation rate | 50.0 % | 60 |" in text


def test_reviews_of_somebody_who_was_merged_stand_under_the_person_that_counts(
    store: Store, ids: dict[str, int], today: dt.date
) -> None:
    cycle = prepared(store, today)
    own = rows(store, cycle)["Cy"]
    store.do("Merge", team.merge, ids["Ana"], ids["Cy"])
    with store.read() as session:
        found = queries.reviews(session, person_id=ids["Ana"])
        assert len(found) == 2
        assert [(row.person, row.person_id) for row in found] == [("Ana", ids["Ana"])] * 2
        assert queries.reviews(session, person_id=ids["Cy"]) == found
    shown = detail(store, own.id)
    assert shown.row.person == "Ana"
    assert shown.pinned.person == "Cy"  # as it was
    store.undo()
    assert "Cy" in rows(store, cycle)


def test_whoever_was_reviewed_under_a_merged_name_is_not_reviewed_again(
    store: Store, ids: dict[str, int], today: dt.date
) -> None:
    march = month(2026, 3)
    cycle = store.do(
        "Prepare", actions.prepare, period=march, today=today, kind="ad_hoc", person_ids=[ids["Cy"]]
    )
    store.do("Merge", team.merge, ids["Ana"], ids["Cy"])
    with pytest.raises(RuleBroken, match="in the cycle already"):
        store.do("Add", actions.add_people, cycle, [ids["Ana"]], period=march, today=today)


def test_a_review_says_of_each_line_what_the_figures_say(
    store: Store, ids: dict[str, int], today: dt.date
) -> None:
    found = rows(store, prepared(store, today))
    with store.read() as session:
        shown = board(session, Choice(month(2026, 3)))
    for name in ("Ana", "Bo", "Cy"):
        for line in detail(store, found[name].id).pinned.lines:
            there = shown.line(ids[name], line.metric)
            assert there is not None
            told = shown.stand(there)
            assert line.reason in (told.reason, there.reason)
            assert (line.stands is Grade.MISSING) == (told.word is Word.MISSING and told.is_firm), line.metric
            assert (line.stands is Grade.ON_TARGET) == (
                told.word is Word.ON_TARGET and line.target is not None
            ), line.metric
