"""The cube says what a plain count over the same contacts says, whatever was imported, undone, merged."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from csmanager.core.store import Store
from csmanager.features.reviews.cube import figures
from csmanager.features.reviews.periods import Period, month, span
from csmanager.features.reviews.queries import review
from csmanager.features.reviews.rules import Level
from csmanager.features.reviews.targets import dictionary
from csmanager.features.team.tables import Person
from tests.features.reviews import naive
from tests.features.reviews.shop import Contact, add_contacts, add_people, day_number, random_contacts

FIRST = dt.date(2025, 11, 20)
DAYS = 100


def compare(store: Store, contacts: list[Contact], period: Period, into: dict[int, int]) -> None:
    """Hold every line of a review against the plain count; ``into``: merged person -> the one that counts."""
    with store.read() as session:
        found = review(session, period, trends=False)
        team_only = {row.key for row in dictionary(session) if row.level is Level.TEAM}
    first, last = day_number(period.first), day_number(period.last)
    check = [(found.team, naive.figures(contacts, first, last, None), set())]
    for name, lines in found.people.items():
        person = found.persons[name].id
        counted: set[int | None] = {person, *(raw for raw, to in into.items() if to == person)}
        check.append((lines, naive.figures(contacts, first, last, counted), team_only))
    for lines, plain, hidden in check:
        for line in lines:
            if line.metric in hidden:
                assert (line.value, line.n) == (None, 0)
                continue
            expected = plain[line.metric]
            assert line.n == expected.n, line
            if line.metric.startswith("contacts") or expected.value is None:
                assert line.value == expected.value, line
            else:
                assert line.value == pytest.approx(expected.value, rel=1e-12), line
            assert line.median == expected.median, line
            assert line.p90 == expected.p90, line


def periods(rng: random.Random) -> list[Period]:
    found = [month(2025, 12), month(2026, 1), month(2026, 2), span(dt.date(2020, 1, 1), dt.date(2030, 1, 1))]
    for _ in range(4):
        first = FIRST + dt.timedelta(days=rng.randrange(-5, DAYS))
        found.append(span(first, first + dt.timedelta(days=rng.randrange(60))))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_any_period_is_what_a_plain_count_gives(store: Store, seed: int) -> None:
    rng = random.Random(seed)
    people = add_people(store, ["Ana", "Bo", "Cy"])
    contacts: list[Contact] = []
    for number in range(3):
        start = FIRST + dt.timedelta(days=rng.randrange(60))
        batch = random_contacts(rng, rng.randrange(1, 150), people, start, 40)
        add_contacts(store, batch, f"Import {number}")
        contacts += batch
        for period in periods(rng):
            compare(store, contacts, period, {})


@pytest.mark.parametrize("seed", range(3))
def test_undo_and_redo_keep_the_cells_true(store: Store, seed: int) -> None:
    rng = random.Random(seed + 50)
    people = add_people(store, ["Ana", "Bo"])
    batches = [random_contacts(rng, 80, people, FIRST + dt.timedelta(days=20 * n), 30) for n in range(3)]
    for number, batch in enumerate(batches):
        add_contacts(store, batch, f"Import {number}")
    standing = 3
    for _ in range(8):
        if standing and rng.random() < 0.6:
            store.undo()
            standing -= 1
        elif standing < 3:
            store.redo()
            standing += 1
        contacts = [contact for batch in batches[:standing] for contact in batch]
        for period in periods(rng)[:4]:
            compare(store, contacts, period, {})


def test_a_newer_export_changes_the_cells_of_its_months(store: Store) -> None:
    people = add_people(store, ["Ana", "Bo"])
    contacts = random_contacts(random.Random(7), 120, people, FIRST, 80)
    add_contacts(store, contacts)
    with store.change("Newer export") as step:
        door = step.door()
        door.replace("contact", ("talk_ms",), "SELECT id, 60000 AS talk_ms FROM contact WHERE id % 3 = 0")
        door.batch.facts["months"] = sorted({2025 * 12 + 10, 2025 * 12 + 11, 2026 * 12, 2026 * 12 + 1})
    changed = [
        contact if (number + 1) % 3 else Contact(**{**as_dict(contact), "talk_ms": 60_000})
        for number, contact in enumerate(contacts)
    ]
    for period in periods(random.Random(1)):
        compare(store, changed, period, {})
    store.undo()
    for period in periods(random.Random(1)):
        compare(store, contacts, period, {})


def as_dict(contact: Contact) -> dict[str, object]:
    return {name: getattr(contact, name) for name in Contact.__dataclass_fields__}


def test_merged_people_count_as_one(store: Store) -> None:
    rng = random.Random(3)
    people = add_people(store, ["Ana", "Ana L.", "Bo", "A. Lopez"])
    contacts = random_contacts(rng, 200, people, FIRST, DAYS)
    add_contacts(store, contacts)
    with store.change("Merge") as step:
        step.session.get_one(Person, people[3]).merged_into_id = people[1]
        step.session.get_one(Person, people[1]).merged_into_id = people[0]
    for period in periods(rng):
        compare(store, contacts, period, {people[1]: people[0], people[3]: people[0]})
    store.undo()
    compare(store, contacts, periods(rng)[0], {})


def test_the_ladder_gives_the_very_percentiles_that_sorting_gives(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(11)
    people = add_people(store, ["Ana", "Bo", "Cy"])
    contacts = random_contacts(rng, 400, people, FIRST, DAYS)
    add_contacts(store, contacts)
    monkeypatch.setattr("csmanager.features.reviews.cube._LADDER_FROM", 0)
    with store.read() as session:
        figures(session).prepare()
    for period in periods(rng):
        compare(store, contacts, period, {})


def test_a_cube_is_kept_until_a_month_changes(store: Store) -> None:
    people = add_people(store, ["Ana"])
    add_contacts(store, random_contacts(random.Random(1), 50, people, FIRST, 30))
    with store.read() as session:
        first = figures(session)
    with store.read() as session:
        assert figures(session) is first
    add_contacts(
        store, random_contacts(random.Random(2), 5, people, FIRST + dt.timedelta(days=60), 5), "More"
    )
    with store.read() as session:
        second = figures(session)
    assert second is not first
    assert second.months[2025 * 12 + 10] is first.months[2025 * 12 + 10]


def test_single_contacts_changed_in_an_ordinary_step_count_at_once(store: Store) -> None:
    from csmanager.features.contacts.tables import Contact as ContactRow

    people = add_people(store, ["Ana"])
    contacts = random_contacts(random.Random(5), 40, people, FIRST, 50)
    add_contacts(store, contacts)
    with store.change("Correct a contact") as step:
        row = step.session.query(ContactRow).order_by(ContactRow.id).first()
        assert row is not None
        row.day += 35
        row.started += dt.timedelta(days=35)
    contacts[0].day += 35
    contacts[0].started += 35 * 86_400
    for period in periods(random.Random(2)):
        compare(store, contacts, period, {})


def test_a_stray_date_in_another_century_costs_no_memory(store: Store) -> None:
    people = add_people(store, ["Ana"])
    contacts = random_contacts(random.Random(4), 60, people, FIRST, 40)
    strays = [dt.date(1970, 1, 1), dt.date(1999, 12, 31), dt.date(2161, 2, 28), dt.date(9999, 12, 31)]
    contacts += [Contact(day=day_number(day), person_id=people[0], customer=1, topic_id=1) for day in strays]
    add_contacts(store, contacts)
    with store.read() as session:
        cube = figures(session)
    assert cube.days < 31 * 7
    assert (cube.first_day, cube.last_day) == (strays[0], strays[-1])
    for day in (*strays, dt.date(1980, 5, 5), dt.date(2100, 1, 1)):
        compare(store, contacts, span(day, day), {})
    compare(store, contacts, month(2025, 12), {})
    compare(store, contacts, span(dt.date(1960, 1, 1), dt.date(2300, 1, 1)), {})
    store.undo()
    with store.read() as session:
        assert figures(session).last_day is None


def test_cells_of_an_older_format_are_made_anew_from_the_contacts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = add_people(store, ["Ana", "Bo"])
    contacts = random_contacts(random.Random(9), 120, people, FIRST, 60)
    add_contacts(store, contacts)
    monkeypatch.setattr("csmanager.features.reviews.monthcells.FORMAT", 99)
    for period in periods(random.Random(3))[:5]:
        compare(store, contacts, period, {})


def test_an_empty_store_has_no_figures_and_says_so(store: Store) -> None:
    with store.read() as session:
        found = review(session, month(2026, 3))
    assert found.last_day is None
    assert {
        line.status for line in found.team if line.metric not in ("contacts_offered", "contacts_handled")
    } == {"no_data"}
