"""The very rows behind a figure, a block at a time."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.contacts import evidence as proof
from csmanager.features.contacts.queries import (
    ContactFilter,
    anchors,
    contact,
    contact_count,
    contact_rows,
    evidence,
    months_of,
    span,
)
from csmanager.features.importing.actions import import_file
from csmanager.features.team.actions import merge
from csmanager.features.team.queries import match_keys
from csmanager.open import open_store
from tests.features.importing.files import CALL_HEAD, TICKET_HEAD, calls, tickets, write_csv

JANUARY = (dt.date(2026, 1, 1), dt.date(2026, 1, 31))
FEBRUARY = (dt.date(2026, 2, 1), dt.date(2026, 2, 28))


@pytest.fixture(scope="module")
def filled_file(blank_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with 300 calls and 200 tickets, closed."""
    folder = tmp_path_factory.mktemp("filled")
    path = folder / "filled.csm"
    shutil.copyfile(blank_file, path)
    store = open_store(path)
    import_file(store, write_csv(folder / "c.csv", [CALL_HEAD, *calls(300)]))
    import_file(
        store, write_csv(folder / "t.csv", [TICKET_HEAD, *tickets(200)]), answers={"people": "create"}
    )
    store.close()
    return path


@pytest.fixture
def filled(filled_file: Path, tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "filled.csm"
    shutil.copyfile(filled_file, path)
    store = open_store(path)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("metric", "wanted"),
    [
        ("contacts_offered", 300),
        ("contacts_handled", 270),
        ("answer_rate", 300),
        ("abandonment_rate", 300),
        ("speed_of_answer", 270),
        ("talk_time", 270),
        ("handle_time", 270),
        ("csat_mean", sum(1 for row in calls(300) if row[11] != "")),
    ],
)
def test_as_many_rows_stand_behind_a_figure_as_it_counts(filled: Store, metric: str, wanted: int) -> None:
    with filled.read() as session:
        rows = evidence(session, metric, None, *JANUARY)
        assert len(rows) == wanted
        assert contact_count(session, ContactFilter(*JANUARY, metric=metric)) == wanted


def test_tickets_count_where_they_say_something(filled: Store) -> None:
    with filled.read() as session:
        solved = evidence(session, "resolution_time", None, *FEBRUARY)
        done = [row for row in tickets(200) if row[6] == "Solved"]
        told = [row for row in done if row[8] * 60 >= row[7]]  # none is solved before its first response
        assert 0 < len(told) < len(done)
        assert len(solved) == len(told)
        assert sum(row.resolution or 0 for row in solved) == sum(row[8] * 3600 for row in told)
        assert evidence(session, "nps", None, *FEBRUARY) == []


def test_a_person_has_their_own_rows_and_those_of_whom_they_were_merged_with(filled: Store) -> None:
    with filled.read() as session:
        keys = match_keys(session)
        ana, bo = keys["ana sol"], keys["bo lind"]
        assert len(evidence(session, "contacts_offered", [ana], *FEBRUARY)) == 100
    filled.do("Merge", merge, keep_id=ana, merged_id=bo)
    with filled.read() as session:
        assert len(evidence(session, "contacts_offered", [ana], *FEBRUARY)) == 200


def test_first_contacts_have_none_before_them_in_the_week(filled: Store) -> None:
    with filled.read() as session:
        rows = evidence(session, "first_contact_resolution", None, *JANUARY)
    by_hand = []
    seen: dict[tuple[str, str], list[int]] = {}
    every = sorted(calls(300), key=lambda row: (row[1], row[0]))
    for row in every:
        day = int(row[1][8:10])
        key = (row[10], row[3])
        earlier = [other for other in seen.get(key, []) if day - other <= proof.REPEAT_DAYS]
        if row[5] == "Answered":
            if not earlier:
                by_hand.append(row[0])
            seen.setdefault(key, []).append(day)
    assert sorted(row.external_id for row in rows) == sorted(by_hand)


def test_contacts_the_shop_started_never_count(store: Store, tmp_path: Path) -> None:
    rows = calls(20)
    for row in rows[:5]:
        row[4] = "Outbound"
    import_file(store, write_csv(tmp_path / "c.csv", [CALL_HEAD, *rows]))
    with store.read() as session:
        assert len(evidence(session, "contacts_offered", None, *JANUARY)) == 15


def test_an_unknown_metric_is_refused_in_words(filled: Store) -> None:
    with filled.read() as session, pytest.raises(RuleBroken):
        evidence(session, "happiness", None, *JANUARY)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", ["started", "talk", "person"])
def test_blocks_are_the_same_rows_wherever_they_lie(filled: Store, sort: str, descending: bool) -> None:
    chosen = ContactFilter(*JANUARY)
    with filled.read() as session:
        known = anchors(session, chosen)
        whole = contact_rows(session, chosen, size=None, sort=sort, descending=descending)
        pieces = []
        for start in range(0, known.total, 37):
            pieces += contact_rows(
                session, chosen, start=start, size=37, sort=sort, descending=descending, known=known
            )
    assert pieces == whole
    assert len(whole) == known.total == 300


def test_a_row_says_all_in_words(filled: Store) -> None:
    with filled.read() as session:
        found = contact_rows(session, ContactFilter(*FEBRUARY, text="T-00001"))[0]
        assert contact(session, found.id) == found
    assert (found.kind, found.person, found.outcome, found.file) == ("Ticket", "Bo Lind", "Handled", "t.csv")
    assert found.started == dt.datetime.fromisoformat(tickets(1)[0][1]).replace(tzinfo=dt.UTC)


def test_the_span_and_the_months_are_told(filled: Store) -> None:
    with filled.read() as session:
        assert span(session) == (dt.date(2026, 1, 1), dt.date(2026, 2, 28))
    assert months_of([20_454, 20_484, 20_485]) == [2026 * 12, 2026 * 12 + 1]


def test_an_empty_store_has_no_span(store: Store) -> None:
    with store.read() as session:
        assert span(session) is None
        assert anchors(session, ContactFilter()).total == 0
