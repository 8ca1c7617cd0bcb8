"""The board over a store: teams, comparisons, what to look at, and stated answers to poor data."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.store import Store
from csmanager.features.reviews import actions
from csmanager.features.reviews.figures.attention import Why
from csmanager.features.reviews.figures.board import Choice, board
from csmanager.features.reviews.figures.glance import glance
from csmanager.features.reviews.figures.mixing import mixed
from csmanager.features.reviews.figures.standing import Word
from csmanager.features.reviews.periods import month
from csmanager.features.team.tables import Employment, Person, Team
from tests.features.reviews.shop import Contact, add_contacts, add_people, day_number

MARCH = month(2026, 3)


def rated(person: int, day: dt.date, good: int, bad: int, topic: int = 1) -> list[Contact]:
    return [
        Contact(day=day_number(day), person_id=person, topic_id=topic, talk_ms=200_000, csat=5 if at < good else 2,
                escalated=int(at >= good))
        for at in range(good + bad)
    ]  # fmt: skip


def year(person: int, good: int, bad: int) -> list[Contact]:
    """The same every month from March 2025 to February 2026, give or take one."""
    found = []
    for at in range(12):
        day = month(2025, 3 + at).first
        found += rated(person, day, good + at % 2, bad - at % 2)
    return found


def aim(store: Store, metric: str, value: float) -> None:
    store.do("Aim", actions.set_target, metric=metric, value=value, starts_on=dt.date(2025, 1, 1))


def test_an_empty_store_and_a_single_contact_have_answers(store: Store) -> None:
    with store.read() as session:
        made = glance(session, Choice(MARCH))
        assert made.board.view.first_day is None
        assert made.entries == []
        assert made.chart.panels == () or all(not panel.marks for panel in made.chart.panels)
    (ana,) = add_people(store, ["Ana"])
    add_contacts(store, rated(ana, dt.date(2026, 3, 3), 1, 0))
    with store.read() as session:
        made = glance(session, Choice(MARCH))
        told = {line.metric: made.board.stand(line) for line in made.board.lines_of(ana)}
    assert told["csat_top2"].word is Word.NOT_JUDGED
    assert "1 rating and needs 20" in told["csat_top2"].reason
    assert not [one for one in made.entries if one.why is Why.TALK]


def test_a_period_without_data_says_so(store: Store) -> None:
    (ana,) = add_people(store, ["Ana"])
    add_contacts(store, rated(ana, dt.date(2025, 3, 3), 30, 0))
    with store.read() as session:
        made = glance(session, Choice(MARCH))
    shares = [line for line in made.board.lines if line.metric == "csat_top2"]
    assert made.board.stand(shares[0]).word is Word.NO_DATA
    assert made.chart.title


def test_who_slips_is_to_be_talked_with_and_who_is_unlucky_is_not(store: Store) -> None:
    ana, bo, cy = add_people(store, ["Ana", "Bo", "Cy"])
    add_contacts(store, [*year(ana, 27, 3), *year(bo, 27, 3), *year(cy, 27, 3)], "Before")
    now = dt.date(2026, 3, 5)
    add_contacts(store, [*rated(ana, now, 12, 28), *rated(bo, now, 15, 5), *rated(cy, now, 28, 2)], "Now")
    aim(store, "csat_top2", 0.85)
    with store.read() as session:
        made = glance(session, Choice(MARCH))
    why = {one.title: one for one in made.entries}
    assert why["Ana"].why is Why.TALK
    assert "target of 85 %" in why["Ana"].reason
    assert why["Bo"].why is Why.CALM
    assert "chance alone" in why["Bo"].reason
    assert why["Ana"].opens is not None
    assert why["Ana"].opens.people == (ana,)


def test_a_mix_that_misleads_is_taken_out(store: Store) -> None:
    ana, bo = add_people(store, ["Ana", "Bo"])
    now = dt.date(2026, 3, 5)
    easy, hard = 1, 2
    add_contacts(
        store,
        [
            *rated(ana, now, 19, 1, easy), *rated(ana, now, 60, 40, hard),
            *rated(bo, now, 152, 8, easy), *rated(bo, now, 3, 2, hard),
        ],
    )  # fmt: skip
    aim(store, "escalation_rate", 0.2)
    with store.read() as session:
        made = glance(session, Choice(MARCH))
        told = mixed(session, "escalation_rate", MARCH)
    assert told[ana].raw == pytest.approx(41 / 120)
    assert told[ana].adjusted == pytest.approx(told[bo].adjusted, rel=0.05)
    entry = next(one for one in made.entries if one.title == "Ana" and one.metric == "escalation_rate")
    assert entry.why is Why.CALM
    assert "kinds of contact explain it" in entry.reason
    assert told[ana].unlike.startswith("Delivery")


def test_a_target_that_is_absurd_is_looked_at_instead_of_people(store: Store) -> None:
    ana, bo = add_people(store, ["Ana", "Bo"])
    contacts = year(ana, 27, 3) + year(bo, 27, 3)
    contacts += rated(ana, dt.date(2026, 3, 5), 27, 3) + rated(bo, dt.date(2026, 3, 5), 27, 3)
    add_contacts(store, contacts)
    aim(store, "csat_top2", 0.995)
    with store.read() as session:
        made = glance(session, Choice(MARCH))
    look = [one for one in made.entries if one.why is Why.LOOK]
    assert [one.metric for one in look] == ["csat_top2"]
    assert "Look at the target" in look[0].reason
    assert not [one for one in made.entries if one.why is Why.TALK and one.metric == "csat_top2"]


def test_one_team_is_looked_at_alone_and_compared_with_any_period(store: Store) -> None:
    ana, bo = add_people(store, ["Ana", "Bo"])
    add_contacts(store, [*year(ana, 27, 3), *rated(ana, dt.date(2026, 3, 5), 10, 20), *year(bo, 27, 3)])
    with store.change("Teams") as step:
        team = Team(name="Phones")
        step.session.add(team)
        step.session.flush()
        step.session.add(Employment(person_id=ana, starts_on=dt.date(2020, 1, 1), team_id=team.id))
        team_id = team.id
    with store.read() as session:
        made = board(session, Choice(MARCH, team_id, month(2025, 3)))
    assert (made.who, made.people) == ("Phones", (ana,))
    line = made.line(None, "csat_top2")
    assert line is not None
    assert line.n == 30
    moved = made.change(line)
    assert moved is not None
    assert (moved.n, moved.word) == (30, "down")
    assert len(made.history(line).values) == 13
    with store.read() as session:
        assert board(session, Choice(MARCH, 999)).who == "Team"


def test_who_left_inside_the_period_is_told(store: Store) -> None:
    (ana,) = add_people(store, ["Ana"])
    add_contacts(store, rated(ana, dt.date(2026, 3, 3), 30, 0))
    with store.change("Leave") as step:
        step.session.get_one(Person, ana).left_on = dt.date(2026, 3, 12)
    with store.read() as session:
        made = board(session, Choice(MARCH))
    assert "12 March" in made.notes[ana]


def test_a_definition_that_changed_inside_the_period_is_told(store: Store) -> None:
    (ana,) = add_people(store, ["Ana"])
    add_contacts(store, rated(ana, dt.date(2026, 3, 3), 30, 0))
    with store.read() as session:
        row = board(session, Choice(MARCH)).view.metrics["csat_top2"]
    store.do(
        "Edit", actions.edit_metric, row.id, name=row.name, definition="Another one", formula=row.formula,
        minimum_n=25, today=dt.date(2026, 3, 15),
    )  # fmt: skip
    with store.read() as session:
        made = board(session, Choice(MARCH))
    whole, own = made.line(None, "csat_top2"), made.line(ana, "csat_top2")
    assert whole is not None
    assert own is not None
    assert any("15 March" in text for text in whole.beside)
    assert "15 March" in made.stand(own).reason
