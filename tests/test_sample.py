"""The made-up shop: always the same, and true to life where it says so."""

from __future__ import annotations

import datetime as dt
import math
from itertools import chain
from pathlib import Path

import pytest

from csmanager import sample
from csmanager.features.contacts.rules import Channel, Outcome
from csmanager.features.reviews.periods import parse_period
from csmanager.features.reviews.queries import Review, review
from csmanager.open import open_store
from csmanager.sample.cast import PLAYERS, players
from csmanager.sample.contacts import COLUMNS, PERSON, SUBJECTS, TOPIC, Month, Row, Shop

LAST_DAY = dt.date(2026, 10, 31)
AT = {name: place for place, name in enumerate(COLUMNS)}
REFUND = next(i for i, subject in enumerate(SUBJECTS) if subject.name == "Refund")


def run(
    *, seed: int = 1, contacts: int = 25_000, people: int = 14, last_day: dt.date = LAST_DAY
) -> list[Month]:
    shop = Shop(players(people), months=18, contacts=contacts, seed=seed, last_day=last_day)
    return list(shop.months())


@pytest.fixture(scope="module")
def months() -> list[Month]:
    return run()


def rows_of(month: Month) -> list[Row]:
    return month.calls + month.tickets


def who(story: str) -> int:
    return next(i for i, player in enumerate(PLAYERS) if player.story == story)


def satisfied(rows: list[Row], person: int | None = None) -> tuple[int, int]:
    scores = [row[AT["csat"]] for row in rows if person is None or row[PERSON] == person]
    answered = [int(score) for score in scores if score is not None]
    return sum(score >= 4 for score in answered), len(answered)


def wilson(good: int, n: int, z: float = 1.96) -> tuple[float, float]:
    share = good / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - half, middle + half


def share(rows: list[Row], column: str) -> float:
    known = [int(value) for row in rows if (value := row[AT[column]]) is not None]
    return sum(known) / len(known)


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def handling(rows: list[Row], person: int) -> float:
    parts = ("talk_ms", "hold_ms", "wrap_ms")
    return mean([sum(float(row[AT[p]] or 0) for p in parts) for row in rows if row[PERSON] == person])


def test_the_same_numbers_give_the_same_shop() -> None:
    assert [rows_of(m) for m in run(contacts=2_000)] == [rows_of(m) for m in run(contacts=2_000)]
    assert [rows_of(m) for m in run(contacts=2_000)] != [rows_of(m) for m in run(contacts=2_000, seed=2)]


def test_eighteen_months_hold_about_as_many_contacts_as_asked_for(months: list[Month]) -> None:
    assert len(months) == 18
    assert months[-1].last == LAST_DAY
    assert sum(len(rows_of(month)) for month in months) == pytest.approx(25_000, rel=0.06)


@pytest.mark.parametrize("people", [1, 2, 5, 40])
def test_a_shop_of_any_size_runs(people: int) -> None:
    found = {row[PERSON] for month in run(contacts=1_500, people=people) for row in rows_of(month)} - {None}
    assert found <= set(range(people))
    assert len(found) >= min(people, 12)


def test_december_is_heavy_and_sundays_are_closed(months: list[Month]) -> None:
    by_month = {month.first.month: len(rows_of(month)) for month in months[:12]}
    assert by_month[12] > 1.4 * by_month[8]
    for month in months:
        for row in month.calls:
            assert (dt.date(1970, 1, 1) + dt.timedelta(days=int(row[AT["day"]] or 0))).weekday() != 6


def test_the_new_refund_rule_worked(months: list[Month]) -> None:
    refunds = [[row for row in rows_of(month) if row[TOPIC] == REFUND] for month in months]
    before, after = [*chain(*refunds[5:10])], [*chain(*refunds[11:16])]
    assert share(before, "escalated") > 3 * share(after, "escalated")
    assert satisfied(after)[0] / satisfied(after)[1] > satisfied(before)[0] / satisfied(before)[1] + 0.07


def test_one_person_slips_over_the_last_months(months: list[Month]) -> None:
    person = who("slips")
    early = [row for month in months[:12] for row in rows_of(month)]
    late = [row for month in months[-3:] for row in rows_of(month)]
    assert wilson(*satisfied(early, person))[0] > wilson(*satisfied(late, person))[1]
    calls = [row for month in months[-2:] for row in month.calls]
    assert handling(calls, person) > 1.1 * handling([r for m in months[:12] for r in m.calls], person)


def test_one_person_was_merely_unlucky(months: list[Month]) -> None:
    good, n = satisfied(rows_of(months[-1]), who("unlucky"))
    assert 5 <= n < 20
    assert good / n < 0.85
    low, high = wilson(good, n)
    assert low < 0.85 < high
    before, asked = satisfied([row for month in months[:-1] for row in rows_of(month)], who("unlucky"))
    assert before / asked > 0.82


def test_the_newcomer_learns(months: list[Month]) -> None:
    person = who("new")
    took = [handling(month.calls, person) for month in months[-5:]]
    assert took[0] > 1.25 * took[-1]
    assert all(row[PERSON] != person for month in months[:-5] for row in rows_of(month))


def test_who_left_handles_nothing_more(months: list[Month]) -> None:
    person = next(i for i, player in enumerate(PLAYERS) if player.left is not None)
    assert any(row[PERSON] == person for row in rows_of(months[-8]))
    left = PLAYERS[person].left or 0
    assert all(row[PERSON] != person for month in months[-left - 1 :] for row in rows_of(month))


def test_customers_come_back_and_most_answer_no_survey(months: list[Month]) -> None:
    rows = [row for month in months for row in rows_of(month)]
    customers = {row[AT["customer"]] for row in rows}
    assert 0.5 < len(customers) / len(rows) < 0.9
    assert 0.15 < sum(row[AT["csat"]] is not None for row in rows) / len(rows) < 0.35


def test_what_is_not_known_is_not_zero(months: list[Month]) -> None:
    for row in months[3].calls:
        assert row[AT["first_response_ms"]] is None
        assert row[AT["resolved"]] is None
        if row[AT["outcome"]] == Outcome.ABANDONED:
            assert row[PERSON] is None
            assert row[AT["talk_ms"]] is None
    for row in months[-1].tickets:
        assert row[AT["channel"]] in (Channel.EMAIL, Channel.CHAT)
        assert (row[AT["resolution_ms"]] is None) == (row[AT["resolved"]] == 0)
        assert (row[AT["first_response_ms"]] is None) == (row[AT["outcome"]] == Outcome.OPEN)


def test_the_story_moves_along_with_the_last_day() -> None:
    for last_day in (dt.date(2024, 2, 29), dt.date(2027, 5, 31)):
        found = run(contacts=3_000, last_day=last_day)
        assert found[-1].last == last_day
        assert len(found) == 18


def test_names_come_in_several_scripts_and_one_is_very_long() -> None:
    names = [player.name for player in PLAYERS]
    assert len(set(names)) == 14
    assert max(len(name) for name in names) > 80
    assert sum(not name.isascii() for name in names) >= 7


def test_reviews_tell_the_stories(tmp_path: Path) -> None:
    sample.build(tmp_path / "shop.csm")
    store = open_store(tmp_path / "shop.csm", read_only=True)
    with store.read() as session:
        found = review(session, parse_period("2026-10", LAST_DAY), trends=False)
        before = review(session, parse_period("2026-02", LAST_DAY), trends=False)
    store.close()

    def status(name: str, metric: str) -> str:
        return next(str(line.status) for line in found.people[name] if line.metric == metric)

    assert status(PLAYERS[who("slips")].name, "csat_top2") == "missing"
    assert status(PLAYERS[who("unlucky")].name, "csat_top2") == "not_judged"
    assert status(PLAYERS[who("new")].name, "csat_top2") != "missing"
    missing = [name for name in found.people if status(name, "csat_top2") == "missing"]
    assert missing == [PLAYERS[who("slips")].name]

    def team(of: Review, metric: str) -> float:
        return next(line.value or 0.0 for line in of.team if line.metric == metric)

    assert team(before, "escalation_rate") > 1.2 * team(found, "escalation_rate")
    assert (
        status(PLAYERS[who("hard")].name, "handle_time") == "missing"
    )  # of the kinds of contact, not of the person
    resolved = next(line for line in found.team if line.metric == "resolution_time")
    assert resolved.target is not None
    assert resolved.value is not None
    assert resolved.value > 4 * resolved.target  # a target nobody reaches


def test_making_it_up_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    sample.build(
        tmp_path / "small.csm",
        people=2,
        months=1,
        contacts=20,
        progress=lambda done, total: told.append((done, total)),
    )
    totals = {total for _, total in told}
    assert len(totals) == 1
    assert [done for done, _ in told] == list(range(totals.pop()))
