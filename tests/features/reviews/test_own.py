"""Measures of the store's own: formulas that are read and never run, values written down by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.reviews import actions, ownactions
from csmanager.features.reviews.formula import VARIABLES, parse, value, worked_example
from csmanager.features.reviews.formulas import ground
from csmanager.features.reviews.periods import month
from csmanager.features.reviews.queries import Line, review
from csmanager.features.reviews.recordrows import records_behind
from csmanager.features.reviews.rules import NO_RANGE, UNREADABLE
from csmanager.features.reviews.tables import Metric
from csmanager.features.reviews.targets import dictionary, targets
from tests.digest import content
from tests.features.reviews.shop import Contact, add_contacts, add_people, day_number

MARCH = month(2026, 3)
MONDAY = day_number(dt.date(2026, 3, 30))
TODAY = dt.date(2026, 3, 31)


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("escalated / contacts_handled", {"escalated": 3, "contacts_handled": 12}, 0.25),
        ("100 * (escalated + transferred) / contacts_handled", {"escalated": 1, "contacts_handled": 50}, 2),
        ("contacts_offered - contacts_handled", {"contacts_offered": 9, "contacts_handled": 4}, 5),
        ("escalated / contacts_handled", {"escalated": 3}, None),
        ("-escalated + 2", {"escalated": 3}, -1),
        ("escalated × 2 ÷ 4", {"escalated": 3}, 1.5),
    ],
)
def test_a_formula_gives_what_it_says(text: str, values: dict[str, float], expected: float | None) -> None:
    assert value(parse(text), values) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write a formula"),
        ("1 + 2", "needs something that is counted"),
        ("escalatd / contacts_handled", "Did you mean escalated?"),
        ("escalated /", "cannot be read"),
        ("escalated ** 2", r"\+ - \* / and brackets"),
        ("escalated / 0", "divide by nought"),
        ("escalated + True", "plain numbers"),
        ("escalated + 'a'", "plain numbers"),
        ("__import__('os').system('x')", "may use names"),
        ("escalated.real", "may use names"),
        ("escalated[0]", "may use names"),
        ("[escalated for x in y]", "may use names"),
        ("lambda: escalated", "may use names"),
        ("escalated if escalated else 1", "may use names"),
        ("(" * 90 + "escalated" + ")" * 90 + "+" + "1+" * 100 + "1", "at most|nested|cannot be read"),
        ("escalated + " * 40 + "1", "at most|nested"),
        ("9" * 200, "cannot be read|plain numbers|needs"),
    ],
)
def test_what_is_no_formula_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        parse(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        formula = parse(text)
    except RuleBroken:
        return
    value(formula, {})


def test_a_worked_example_shows_the_numbers() -> None:
    formula = parse("100 * escalated / contacts_handled")
    assert worked_example(formula, {"escalated": 12, "contacts_handled": 4210}) == "100 * 12 / 4,210 = 0.285"
    assert worked_example(formula, {}) == "100 * 0 / 0 has no value: nought stands below the line."
    assert formula.rests_on == "contacts_handled"


def add(store: Store, expression: str = "", **more: object) -> int:
    told = {"name": "Mine", "definition": "What it says.", "unit": "number", "better": "lower"}
    with store.change("New measure") as step:
        return ownactions.add_metric(step.session, expression=expression, today=TODAY, **{**told, **more})  # type: ignore[arg-type]


def lines(store: Store, person: str | None = None) -> dict[str, Line]:
    with store.read() as session:
        found = review(session, MARCH)
    return {line.metric: line for line in (found.people[person] if person else found.team)}


def test_a_formula_stands_beside_the_other_measures_with_its_n_and_limits(store: Store) -> None:
    ana, bo = add_people(store, ["Ana", "Bo"])
    contacts = [Contact(MONDAY, (ana, bo)[n % 2], escalated=int(n < 6), talk_ms=60_000) for n in range(60)]
    add_contacts(store, contacts)
    add(store, "100 * escalated / contacts_handled", name="Escalated of 100")
    add(store, "escalated / contacts_handled", name="Share", unit="share")
    add(store, "talk_seconds / contacts_handled", name="Talk", unit="seconds")
    add(store, "contacts_handled / contacts_waiting", name="None")
    found = lines(store)
    rate, share, talk, none = (found[f"own_{name}"] for name in ("escalated_of_100", "share", "talk", "none"))
    assert (rate.value, rate.n) == (10.0, 60)
    assert rate.low is not None
    assert rate.low < 10 < (rate.high or 0)
    assert (share.value, share.low) == (0.1, pytest.approx(0.0466, abs=1e-3))
    assert (talk.value, talk.low) == (60.0, None)
    assert (none.value, none.status) == (None, "no_data")
    assert lines(store, "Bo")["own_share"].n == 30
    with store.change("Target") as step:
        actions.set_target(step.session, metric="own_talk", value=50, starts_on=dt.date(2026, 1, 1))
    assert lines(store)["own_talk"].reason == NO_RANGE
    with store.read() as session:
        behind = records_behind(session, "own_share", MARCH, (ana,))
        assert [row.cells for row in behind.rows] == [
            ("contacts that went to a higher tier", "3.00"),
            ("contacts answered or worked on", "30.00"),
        ]


def test_the_ground_to_build_on_knows_every_name(store: Store) -> None:
    add_contacts(store, [Contact(MONDAY - 40, talk_ms=30_000)])
    with store.read() as session:
        found = ground(session, TODAY)
    assert {one.name for one in found.known} == set(VARIABLES)
    assert found.period == month(2026, 2)
    assert (found.values["contacts_offered"], found.values["talk_seconds"]) == (1, 30)


def test_a_changed_formula_is_a_new_version_and_dropping_it_takes_its_targets(store: Store) -> None:
    add_contacts(store, [Contact(MONDAY, escalated=1)])
    number = add(store, "escalated / contacts_handled")
    before = content(store, history=False)
    with store.change("Change") as step:
        ownactions.edit_own_metric(
            step.session, number, name="Mine", definition="What it says.", unit="number", better="lower",
            expression="transferred / contacts_handled", today=TODAY,
        )  # fmt: skip
    with store.read() as session:
        row = next(one for one in dictionary(session) if one.id == number)
    assert (row.version, row.expression) == (2, "transferred / contacts_handled")
    store.undo()
    assert content(store, history=False) == before
    with store.change("Target") as step:
        actions.set_target(step.session, metric="own_mine", value=1, starts_on=dt.date(2026, 1, 1))
    with store.change("Drop") as step:
        ownactions.trash_metric(step.session, number, today=TODAY)
    assert "own_mine" not in lines(store)
    with store.read() as session:
        assert targets(session) == []
    with store.change("Back") as step:
        ownactions.restore_metric(step.session, number)
    assert lines(store)["own_mine"].target is None


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "answer RATE"}, "There is a measure called Answer rate already"),
        ({"minimum_n": 0}, "1 or more"),
        ({"expression": "nonsense"}, "Nothing called nonsense"),
    ],
)
def test_what_cannot_be_a_measure_is_refused(store: Store, more: dict[str, object], sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        add(store, **more)  # type: ignore[arg-type]


def test_the_programs_own_measures_cannot_be_dropped(store: Store) -> None:
    with store.read() as session:
        number = session.query(Metric).filter_by(key="nps").one().id
    with pytest.raises(RuleBroken, match="belongs to the program"), store.change("Drop") as step:
        ownactions.trash_metric(step.session, number, today=TODAY)


def test_a_formula_this_program_cannot_read_says_so_and_the_review_stands(store: Store) -> None:
    add_contacts(store, [Contact(MONDAY)])
    number = add(store, "escalated / contacts_handled")
    with store.change("As a newer program would") as step:
        step.session.get_one(Metric, number).expression = "moonlight / contacts_handled"
    assert lines(store)["own_mine"].reason == UNREADABLE


# by hand


def put(store: Store, metric: int, person: int | None, day: dt.date, value: float | None, n: int = 1) -> None:
    with store.change("Values") as step:
        ownactions.set_values(step.session, [(metric, person, day, value, n)])


def test_values_by_hand_add_up_when_they_are_counts(store: Store) -> None:
    ana, bo = add_people(store, ["Ana", "Bo"])
    number = add(store, name="Compliments", unit="count", better="higher")
    put(store, number, ana, dt.date(2026, 3, 4), 3)
    put(store, number, ana, dt.date(2026, 3, 12), 2)
    put(store, number, bo, dt.date(2026, 3, 12), 4)
    put(store, number, bo, dt.date(2026, 4, 9), 40)
    assert lines(store)["own_compliments"].value == 9
    assert lines(store, "Ana")["own_compliments"].value == 5
    put(store, number, ana, dt.date(2026, 3, 14), None)
    put(store, number, None, dt.date(2026, 3, 3), 20)
    assert lines(store, "Ana")["own_compliments"].value == 3
    assert lines(store)["own_compliments"].value == 20
    with store.read() as session:
        found = records_behind(session, "own_compliments", MARCH)
        assert [(row.day, row.person, row.cells[0]) for row in found.rows] == [
            (dt.date(2026, 3, 2), "Ana", "3"),
            (dt.date(2026, 3, 2), "", "20"),
            (dt.date(2026, 3, 9), "Bo", "4"),
        ]


def test_shares_by_hand_are_weighed_by_what_they_rest_on(store: Store) -> None:
    (ana,) = add_people(store, ["Ana"])
    number = add(store, name="Queue under three", unit="share", better="higher", minimum_n=5)
    put(store, number, ana, dt.date(2026, 3, 4), 0.5, 10)
    put(store, number, ana, dt.date(2026, 3, 11), 1.0, 30)
    found = lines(store, "Ana")["own_queue_under_three"]
    assert (found.value, found.n) == (0.875, 40)
    assert found.low is not None


@pytest.mark.parametrize(
    ("value", "n", "sentence"),
    [(1.5, 1, "between 0 and 100"), (float("nan"), 1, "between"), (0.5, 0, "how many it rests on")],
)
def test_values_that_cannot_be_are_refused(store: Store, value: float, n: int, sentence: str) -> None:
    number = add(store, name="Share", unit="share", better="higher")
    with pytest.raises(RuleBroken, match=sentence):
        put(store, number, None, TODAY, value, n)


def test_values_are_for_measures_made_for_that(store: Store) -> None:
    number = add(store, "escalated / contacts_handled")
    with pytest.raises(RuleBroken, match="made for that only"):
        put(store, number, None, TODAY, 1)
