"""The mix of contacts: the same figures as everywhere else, kept by month and renewed when contacts change."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.store import Store
from csmanager.features.reviews.figures import mixcells
from csmanager.features.reviews.figures.across import MIX_DUE, across
from csmanager.features.reviews.figures.board import Choice, board
from csmanager.features.reviews.figures.mixing import can_mix, is_ready, mixed
from csmanager.features.reviews.periods import parse_period
from csmanager.features.reviews.queries import review
from tests.features.reviews.shop import Contact, add_contacts, add_people, day_number

TODAY = dt.date(2026, 3, 31)
SPAN = parse_period("2026-02-10..2026-03-20", TODAY)


def mixed_bag(person: int, seed: int) -> list[Contact]:
    """Contacts of two months in which everything that can be said is said, and left out, some of the time."""
    found = []
    for number in range(90):
        turn = number * 7 + seed
        found.append(
            Contact(
                day=day_number(dt.date(2026, 2, 1)) + number % 59, person_id=person, topic_id=1 + turn % 2,
                outcome=1 if turn % 9 else 4, direction=2 if turn % 11 == 0 else 1,
                talk_ms=60_000 + turn * 100, hold_ms=5000 if turn % 3 else None, wrap_ms=9000,
                first_response_ms=1000 * turn if turn % 4 else None,
                resolution_ms=9000 * turn if turn % 5 else None, resolved=turn % 2,
                reopened=int(turn % 6 == 0) if turn % 13 else None, escalated=int(turn % 8 == 0),
                transferred=int(turn % 10 == 0) if turn % 3 else None, csat=1 + turn % 5 if turn % 2 else None,
                csat_scale=5, nps=turn % 11 if turn % 3 else None,
            )
        )  # fmt: skip
    return found


@pytest.fixture
def people(store: Store) -> list[int]:
    """Two people with contacts of every kind."""
    ids = add_people(store, ["Ana", "Bo"])
    add_contacts(store, [one for at, person in enumerate(ids) for one in mixed_bag(person, at)])
    return ids


def test_what_is_counted_is_what_the_review_counts(store: Store, people: list[int]) -> None:
    with store.read() as session:
        told = review(session, SPAN)
        for name, who in told.persons.items():
            lines = {line.metric: line for line in told.people[name]}
            for metric in mixcells.MEASURES:
                assert can_mix(metric)
                found = mixed(session, metric, SPAN)
                assert who.id in found, metric
                one = found[who.id]
                assert one.n == lines[metric].n, metric
                assert one.raw == pytest.approx(lines[metric].value), metric
                assert one.adjusted is not None, metric


def test_months_are_read_once_and_again_after_a_change(store: Store, people: list[int]) -> None:
    with store.read() as session:
        assert not is_ready(session, "escalation_rate", SPAN)
        before = mixed(session, "escalation_rate", SPAN)
        assert is_ready(session, "nps", SPAN)
        assert not is_ready(session, "nps", parse_period("2026-03", TODAY))
    add_contacts(store, mixed_bag(people[0], 5), "More")
    with store.read() as session:
        assert not is_ready(session, "nps", SPAN)
        more = mixed(session, "escalation_rate", SPAN)
    assert more[people[0]].n > before[people[0]].n
    store.undo()
    with store.read() as session:
        assert mixed(session, "escalation_rate", SPAN) == before


def test_a_measure_across_people_comes_first_without_the_mix(store: Store, people: list[int]) -> None:
    with store.read() as session:
        made = board(session, Choice(parse_period("2026-03", TODAY)))
        first = across(session, made, "handle_time")
        assert first.is_mix_due
        assert first.told.endswith(MIX_DUE)
        assert all(row.adjusted is None for row in first.rows)
        then = across(session, made, "handle_time", with_mix=True)
        assert not then.is_mix_due
        assert all(row.adjusted is not None for row in then.rows)
        assert not across(session, made, "nps").is_mix_due
        assert not across(session, made, "first_contact_resolution").has_mix
