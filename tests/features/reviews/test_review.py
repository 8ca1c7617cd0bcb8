"""A review of contacts whose figures are known beforehand."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.contacts import queries as contacts
from csmanager.features.reviews import actions, brief
from csmanager.features.reviews.periods import Period, month, parse_period, span
from csmanager.features.reviews.queries import Line, review, series
from csmanager.features.reviews.rules import STAFFING, Scope, Verdict
from csmanager.features.reviews.targets import dictionary, targets
from csmanager.features.team.tables import Employment, Person, Role, Team
from tests.features.reviews.shop import Contact, add_contacts, add_people, day_number, random_contacts

FIGURES: dict[str, Any] = json.loads(Path(__file__).with_name("figures.json").read_text(encoding="utf-8"))
DAY = dt.date(2026, 3, 10)
MARCH = month(2026, 3)


def lines(store: Store, period: Period = MARCH, person: str | None = None) -> dict[str, Line]:
    with store.read() as session:
        found = review(session, period, person=person)
    chosen = found.team if person is None else next(iter(found.people.values()))
    return {line.metric: line for line in chosen}


def handled(count: int, hits: int, person: int | None = None, day: dt.date = DAY) -> list[Contact]:
    """``count`` handled contacts, ``hits`` of them escalated."""
    return [
        Contact(day=day_number(day), person_id=person, escalated=int(number < hits))
        for number in range(count)
    ]


def test_calls_give_the_figures_computed_by_hand(store: Store) -> None:
    known = FIGURES["calls"]
    add_contacts(
        store,
        [
            Contact(
                day=day_number(DAY),
                outcome=2 if gone else 1,
                wait_ms=wait * 1000,
                talk_ms=None if talk is None else talk * 1000,
                hold_ms=None if hold is None else hold * 1000,
                wrap_ms=None if wrap is None else wrap * 1000,
            )
            for wait, talk, hold, wrap, gone in known["calls"]
        ],
    )
    found = lines(store)
    assert found["contacts_offered"].value == known["offered"]
    assert found["contacts_handled"].value == known["answered"]
    assert found["service_level"].value == pytest.approx(known["level"])
    assert found["service_level"].beside == (
        "Answered within 20 s. Strict, with the 1 given up within 5 s: 42.9 %.",
    )
    assert found["speed_of_answer"].value == pytest.approx(known["speed_of_answer"])
    assert found["handle_time"].value == pytest.approx(known["handle_time"])
    assert found["abandonment_rate"].value == pytest.approx(known["abandonment"])


def test_a_wait_of_exactly_twenty_seconds_is_within_and_one_of_exactly_five_is_not_short(
    store: Store,
) -> None:
    waits = [Contact(day=day_number(DAY), wait_ms=ms) for ms in (20_000, 20_001)]
    lost = [Contact(day=day_number(DAY), outcome=2, wait_ms=ms) for ms in (4_999, 5_000)]
    add_contacts(store, waits + lost)
    assert (lines(store)["service_level"].value, lines(store)["service_level"].n) == (pytest.approx(1 / 3), 3)


def test_repeats_and_pending_windows_are_told_apart(store: Store) -> None:
    known = FIGURES["repeats"]
    add_people(store, ["Ana"])
    customers: dict[str, int] = {}
    issues: dict[str, int] = {}
    rows = [
        Contact(
            day=day_number(dt.date(2026, 3, day)),
            customer=customers.setdefault(customer, len(customers) + 1),
            topic_id=issues.setdefault(issue, len(issues) + 1),
        )
        for customer, issue, day in known["contacts"]
    ]
    rows.append(Contact(day=day_number(dt.date(2026, 3, known["as_of"]))))  # nobody we know; ends the data
    add_contacts(store, rows)
    line = lines(store)["first_contact_resolution"]
    assert line.n == known["eligible"]
    assert line.value == pytest.approx(known["settled"] / known["eligible"])
    assert line.beside == (f"{known['pending']} first contacts pending: 7 days are not over yet.",)


def test_a_window_that_is_still_open_is_said_to_be_pending(store: Store) -> None:
    add_people(store, ["Ana"])
    add_contacts(store, [Contact(day=day_number(DAY), customer=number, topic_id=1) for number in (1, 2)])
    line = lines(store)["first_contact_resolution"]
    assert (line.value, line.status) == (None, Verdict.NO_DATA)
    assert line.reason == "2 first contacts pending: 7 days are not over yet."


def test_ratings_count_without_blanks(store: Store) -> None:
    known = FIGURES["ratings"]
    add_contacts(
        store,
        [
            Contact(day=day_number(DAY), csat=rating, csat_scale=5 if rating else None)
            for rating in known["ratings"]
        ],
    )
    found = lines(store)
    assert (found["csat_mean"].n, found["csat_mean"].value) == (known["n"], pytest.approx(known["mean"]))
    assert found["csat_top2"].value == pytest.approx(known["top_two"])


def test_ratings_on_another_scale_are_not_mixed_in_and_it_says_so(store: Store) -> None:
    rows = [Contact(day=day_number(DAY), csat=4, csat_scale=5) for _ in range(5)]
    rows += [Contact(day=day_number(DAY), csat=9, csat_scale=10) for _ in range(2)]
    add_contacts(store, rows)
    line = lines(store)["csat_mean"]
    assert (line.value, line.n, line.beside) == (4, 5, ("2 ratings on a scale of 10 not mixed in.",))


def test_good_and_bad_have_one_good_box(store: Store) -> None:
    add_contacts(store, [Contact(day=day_number(DAY), csat=rating, csat_scale=2) for rating in (2, 2, 1, 2)])
    assert lines(store)["csat_top2"].value == 0.75


def test_the_team_is_the_sum_and_not_the_mean_of_means(store: Store) -> None:
    known = FIGURES["pooled"]
    people = add_people(store, ["Ana", "Bo"])
    rows = [
        Contact(day=day_number(DAY), person_id=person, talk_ms=seconds * 1000 // count)
        for person, (count, seconds) in zip(people, known["agents"], strict=True)
        for _ in range(count)
    ]
    add_contacts(store, rows)
    assert lines(store)["handle_time"].value == pytest.approx(known["handle_time"])


def test_what_the_shop_started_itself_never_counts(store: Store) -> None:
    add_contacts(
        store, [Contact(day=day_number(DAY), direction=2, talk_ms=1000, csat=5, csat_scale=5, wait_ms=1)]
    )
    assert {line.n for line in lines(store).values()} == {0}


def test_a_staffing_result_has_no_value_for_a_person_and_says_why(store: Store) -> None:
    (ana,) = add_people(store, ["Ana"])
    add_contacts(store, [Contact(day=day_number(DAY), person_id=ana, wait_ms=1000) for _ in range(50)])
    found = lines(store, person="Ana")
    for key in ("service_level", "speed_of_answer", "abandonment_rate"):
        assert (found[key].value, found[key].status, found[key].reason) == (None, Verdict.NO_DATA, STAFFING)
    assert found["answer_rate"].value == 1


@pytest.mark.parametrize("seed", range(3))
def test_the_rows_behind_a_figure_are_those_it_counts(store: Store, seed: int) -> None:
    people = add_people(store, ["Ana", "Bo", "Ann"])
    add_contacts(store, random_contacts(random.Random(seed), 300, people, dt.date(2026, 2, 10), 50))
    with store.change("Merge") as step:
        step.session.get_one(Person, people[2]).merged_into_id = people[0]
    period = span(dt.date(2026, 2, 20), dt.date(2026, 3, 20))
    with store.read() as session:
        found = review(session, period)
        ids = {name: [person.id] for name, person in found.persons.items()}
        for whom, shown in ((None, found.team), *((ids[name], rows) for name, rows in found.people.items())):
            for line in shown:
                if line.value is None:
                    continue
                rows = contacts.evidence(session, line.metric, whom, period.first, period.last)
                assert len(rows) == line.n, line
                seen = brief.behind(session, line, period)
                assert seen.known.total == line.n
                paged = [
                    row for at in range(0, line.n, 64) for row in brief.block(session, seen, at, 64, None)
                ]
                assert [row.id for row in paged] == [row.id for row in rows]
                back = brief.block(session, seen, 0, 20, ("started", True))
                assert [row.id for row in back] == [row.id for row in rows[::-1][:20]]
                if line.metric == "talk_time":
                    assert sum(row.talk or 0 for row in rows) / len(rows) == pytest.approx(line.value)


def test_the_narrowest_target_in_force_at_the_end_holds(store: Store) -> None:
    ana, bo, cy = add_people(store, ["Ana", "Bo", "Cy"])
    with store.change("Teams") as step:
        team, role = Team(name="Desk"), Role(name="Agent")
        step.session.add_all([team, role])
        step.session.flush()
        start = dt.date(2025, 1, 1)
        step.session.add_all(
            [
                Employment(person_id=person, starts_on=start, team_id=team.id, role_id=its_role)
                for person, its_role in ((ana, role.id), (bo, role.id), (cy, None))
            ]
        )
        step.session.flush()
        early = dt.date(2026, 1, 1)
        for scope, whom, value in (
            (Scope.STORE, None, 0.05), (Scope.TEAM, team.id, 0.06),
            (Scope.ROLE, role.id, 0.07), (Scope.PERSON, ana, 0.08),
        ):  # fmt: skip
            actions.set_target(
                step.session,
                metric="escalation_rate",
                value=value,
                starts_on=early,
                scope=scope,
                scope_id=whom,
            )
        actions.set_target(
            step.session,
            metric="escalation_rate",
            value=0.01,
            starts_on=dt.date(2026, 4, 1),
            scope=Scope.STORE,
        )
    add_contacts(store, [row for person in (ana, bo, cy) for row in handled(30, 0, person)])
    assert lines(store)["escalation_rate"].target == 0.05
    assert [lines(store, person=name)["escalation_rate"].target for name in ("Ana", "Bo", "Cy")] == [
        0.08,
        0.07,
        0.06,
    ]
    assert lines(store, month(2026, 4))["escalation_rate"].target == 0.01
    assert lines(store, month(2025, 12))["escalation_rate"].target is None


def test_a_new_target_ends_the_one_before_and_undo_brings_it_back(store: Store) -> None:
    first = store.do("Aim", actions.set_target, metric="nps", value=30, starts_on=dt.date(2026, 1, 1))
    store.do("Aim higher", actions.set_target, metric="nps", value=40, starts_on=dt.date(2026, 3, 1))
    with store.read() as session:
        assert {(row.value, row.ends_on) for row in targets(session)} == {
            (30, dt.date(2026, 2, 28)),
            (40, None),
        }
    store.undo()
    with store.read() as session:
        (row,) = targets(session)
        assert (row.id, row.value, row.ends_on) == (first, 30, None)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"metric": "csat_top2", "value": 85}, "between 0 and 100"),
        ({"metric": "handle_time", "value": 270}, "range"),
        ({"metric": "handle_time", "value": 400, "upper": 270}, "above where it starts"),
        ({"metric": "service_level", "value": 0.8, "scope": "person", "scope_id": 1}, "how many people"),
        ({"metric": "nps", "value": 30, "scope": "person"}, "for whom"),
        ({"metric": "nps", "value": float("nan")}, "between"),
        ({"metric": "smiles", "value": 1}, "no measure"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused(store: Store, given: dict[str, Any], said: str) -> None:
    with pytest.raises(RuleBroken, match=said):
        store.do("Aim", actions.set_target, starts_on=dt.date(2026, 1, 1), **given)


def test_a_target_in_the_trash_holds_no_more(store: Store, today: dt.date) -> None:
    made = store.do(
        "Aim", actions.set_target, metric="escalation_rate", value=0.05, starts_on=dt.date(2026, 1, 1)
    )
    store.do("Trash", actions.trash_target, made, today=today)
    add_contacts(store, handled(50, 20))
    assert lines(store)["escalation_rate"].target is None


def test_statuses_follow_the_interval(store: Store) -> None:
    store.do("Aim", actions.set_target, metric="escalation_rate", value=0.10, starts_on=dt.date(2026, 1, 1))
    add_contacts(store, handled(200, 60))
    assert lines(store)["escalation_rate"].status is Verdict.MISSING
    assert lines(store, month(2026, 2))["escalation_rate"].status is Verdict.NO_DATA
    store.undo()
    add_contacts(store, handled(30, 4), "Few")
    assert lines(store)["escalation_rate"].status is Verdict.NOT_JUDGED


def test_changing_what_a_measure_means_raises_its_version(store: Store) -> None:
    with store.read() as session:
        level = next(row for row in dictionary(session) if row.key == "service_level")
    words = {"name": level.name, "definition": level.definition, "formula": level.formula}
    store.do("Rename", actions.edit_metric, level.id, **{**words, "name": "Level"}, minimum_n=20)
    store.do("Edit", actions.edit_metric, level.id, **words, minimum_n=20, options={"within_s": 30})
    with store.read() as session:
        changed = next(row for row in dictionary(session) if row.key == "service_level")
    assert (changed.version, changed.options) == (2, {"short_s": 5, "within_s": 30})
    add_contacts(store, [Contact(day=day_number(DAY), wait_ms=ms) for ms in (20_000, 25_000, 31_000)])
    assert lines(store)["service_level"].value == pytest.approx(2 / 3)


def test_the_period_before_and_the_trend_are_those_of_the_calendar(store: Store) -> None:
    for number, hits in ((1, 10), (2, 20), (3, 30)):
        add_contacts(store, handled(100, hits, day=dt.date(2026, number, 15)), f"Month {number}")
    line = lines(store)["escalation_rate"]
    assert (line.value, line.previous) == (0.3, 0.2)
    assert [(point.key, point.value) for point in line.trend] == [
        ("2026-01", 0.1),
        ("2026-02", 0.2),
        ("2026-03", 0.3),
    ]
    with store.read() as session:
        monthly = series(session, MARCH, 4)
    assert [point.value for point in monthly[None]["escalation_rate"]] == [None, 0.1, 0.2, 0.3]


def test_two_people_of_one_name_are_told_apart(store: Store) -> None:
    add_people(store, ["Ana", "Ana"])
    with store.read() as session:
        assert list(review(session, MARCH).people) == ["Ana (P001)", "Ana (P002)"]
        with pytest.raises(RuleBroken, match="2 people"):
            review(session, MARCH, person="Ana")
        assert list(review(session, MARCH, person="P002").people) == ["Ana"]
        with pytest.raises(RuleBroken, match="nobody"):
            review(session, MARCH, person="Zoe")


def test_people_come_by_name_and_not_by_figure(store: Store) -> None:
    ids = add_people(store, ["Cy", "ana", "Bo"])
    add_contacts(
        store, [row for number, person in enumerate(ids) for row in handled(30, 10 * number, person)]
    )
    with store.read() as session:
        assert list(review(session, MARCH).people) == ["ana", "Bo", "Cy"]


def test_who_had_left_before_the_period_is_not_in_it(store: Store) -> None:
    ids = add_people(store, ["Ana", "Bo"])
    with store.change("Leave") as step:
        step.session.get_one(Person, ids[1]).left_on = dt.date(2026, 2, 27)
    with store.read() as session:
        assert list(review(session, MARCH).people) == ["Ana"]
        assert list(review(session, month(2026, 2)).people) == ["Ana", "Bo"]


def test_json_has_what_the_command_line_promises(store: Store) -> None:
    add_people(store, ["Ana"])
    add_contacts(store, handled(30, 3))
    with store.read() as session:
        found = review(session, parse_period("2026-Q1", DAY)).as_json()
    assert found["period"] == "2026-Q1"
    assert set(found) == {"period", "team", "people"}
    assert {
        "metric",
        "value",
        "unit",
        "n",
        "low",
        "high",
        "previous",
        "target",
        "status",
        "reason",
        "median",
        "p90",
    } <= set(found["team"][0])
    json.dumps(found, allow_nan=False)


def test_today_hears_of_measures_that_missed_last_month(store: Store, today: dt.date) -> None:
    from csmanager.features.reviews.reminders import todo

    store.do("Aim", actions.set_target, metric="escalation_rate", value=0.10, starts_on=dt.date(2026, 1, 1))
    add_contacts(store, handled(200, 60))
    with store.read() as session:
        (item,) = todo(session, today)
    assert item.text == "Escalation rate missed its target in March 2026"
    assert item.record == "2026-03/escalation_rate"
