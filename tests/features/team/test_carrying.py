"""Nobody who is named is deleted; anonymous records keep what was done; merging loses no paper; birthdays."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.team import actions, carrying, dates, moves, queries
from csmanager.features.team.contracts import actions as contracts
from csmanager.features.team.contracts.rules import ContractKind, ContractReason
from csmanager.features.team.documents import actions as documents
from csmanager.features.team.documents import queries as papers
from csmanager.features.team.org import actions as org
from csmanager.features.team.org.rules import LineKind
from tests.digest import content

D = dt.date
TODAY = D(2026, 3, 31)


def add(store: Store, name: str) -> int:
    return store.do(
        "Add", actions.add_person, name=name, team="Phones", started_on=D(2024, 1, 1), today=TODAY
    )


def test_who_is_named_stays_and_who_is_not_may_go(store: Store) -> None:
    before = content(store, history=False)
    ana = add(store, "Ana")
    bo = add(store, "Bo")
    store.do("Line", org.set_line, bo, ana, LineKind.MANAGER)
    with pytest.raises(
        RuleBroken, match=r"Ana is named by reporting lines, so the record stays.*Note that they leave"
    ):
        store.do("Remove", carrying.remove_person, ana)
    store.undo()
    store.do("Remove", carrying.remove_person, bo)
    with store.read() as session:
        assert [row.name for row in queries.people(session, TODAY)] == ["Ana"]
    store.undo()
    store.undo()
    store.undo()
    assert content(store, history=False) == before


def test_an_anonymous_record_keeps_what_counts_and_nothing_that_tells_who(store: Store) -> None:
    ana = add(store, "Ana Ruiz")
    store.do("Mail", actions.change_person, ana, email="ana@shop.example", birthday="3 May")
    store.do("Alias", actions.add_alias, ana, "aruiz")
    store.do(
        "Contract",
        contracts.add_contract,
        ana,
        kind=ContractKind.FULL,
        reason=ContractReason.HIRE,
        starts_on=D(2024, 1, 1),
        location="Harbour",
    )
    store.do("Add", documents.add_document, ana, kind="Photo", file=("ana.png", b"abc"), today=TODAY)
    with pytest.raises(RuleBroken, match="still works here"):
        store.do("Anonymise", carrying.anonymise, ana, today=TODAY)
    store.do("Leave", moves.leave, ana, last_day=D(2026, 3, 1), reason="Ana moved", today=TODAY)
    before = content(store, history=False)
    assert store.do("Anonymise", carrying.anonymise, ana, today=TODAY) == f"Former employee {ana}"
    now = content(store, history=False)
    assert "Ruiz" not in str(now) and "aruiz" not in str(now) and "shop.example" not in str(now)
    assert now["employment"] == before["employment"]
    with pytest.raises(RuleBroken, match="already"):
        store.do("Anonymise", carrying.anonymise, ana, today=TODAY)
    store.undo()
    assert content(store, history=False) == before


def test_merging_brings_papers_and_lines_along(store: Store) -> None:
    ana, twin, bo = add(store, "Ana"), add(store, "A. Ruiz"), add(store, "Bo")
    store.do("Paper", documents.request, [twin], kind="Photo", today=TODAY)
    store.do("Line", org.set_line, twin, bo, LineKind.MANAGER)
    store.do("Line", org.set_line, twin, ana, LineKind.MENTOR)
    before = content(store, history=False)
    store.do("Merge", actions.merge, ana, twin)
    with store.read() as session:
        assert [row.person for row in papers.documents(session, TODAY)] == ["Ana"]
        from csmanager.features.team.org import queries as lines

        assert [(row.person, row.to) for row in lines.lines(session, TODAY)] == [("Ana", "Bo")]
    store.undo()
    assert content(store, history=False) == before


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("24.12.", "12-24"),
        ("24 Dec", "12-24"),
        ("Dec 24, 1990", "12-24"),
        ("1990-12-24", "12-24"),
        ("12/24/1990", "12-24"),
        ("29.2.", "02-29"),
        ("1.1.1985", "01-01"),
        ("01.01.", "01-01"),
        ("5.6.1900", "06-05"),
        ("", ""),
    ],
)
def test_a_birthday_is_kept_without_its_year(typed: str, kept: str) -> None:
    assert dates.parse_birthday(typed) == kept


@pytest.mark.parametrize("typed", ["1900-01-01", "1.1.1900", "01/01/1900"])
def test_a_birthday_of_1900_is_taken_for_not_known(typed: str) -> None:
    with pytest.raises(RuleBroken, match="1 January 1900 is what programs write"):
        dates.parse_birthday(typed)


@pytest.mark.parametrize("typed", ["31.2.", "0.5.", "yesterday", "32 May"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken, match="is not a day"):
        dates.parse_birthday(typed)


def test_days_to_remember_come_a_week_before_and_can_be_switched_off(store: Store) -> None:
    ana = store.do("Add", actions.add_person, name="Ana", started_on=D(2023, 4, 2), today=TODAY)
    store.do("Day", actions.change_person, ana, birthday="5 Apr")

    def due(on: dt.date) -> list[str]:
        with store.read() as session:
            return [f"{item.due}: {item.text}" for item in dates.todo(session, on)]

    assert due(TODAY) == ["2026-04-02: Ana has been here for 3 years", "2026-04-05: Birthday of Ana"]
    assert due(D(2026, 3, 25)) == []
    store.do("Off", actions.change_person, ana, no_dates=True)
    assert due(TODAY) == []


def test_a_leap_day_is_kept_on_28_february() -> None:
    assert dates.next_on(2, 29, D(2026, 1, 1)) == D(2026, 2, 28)
    assert dates.next_on(2, 29, D(2028, 1, 1)) == D(2028, 2, 29)
    assert dates.next_on(2, 29, D(2026, 3, 1)) == D(2027, 2, 28)


def test_papers_and_lines_stand_in_the_story(store: Store) -> None:
    from csmanager.features.team.papers.moments import timeline

    ana, bo = add(store, "Ana"), add(store, "Bo")
    store.do(
        "Contract",
        contracts.add_contract,
        ana,
        kind=ContractKind.PART,
        reason=ContractReason.HOURS,
        starts_on=D(2026, 2, 1),
        weekly_minutes=1200,
    )
    store.do("Line", org.set_line, ana, bo, LineKind.MENTOR, starts_on=D(2026, 3, 1))
    store.do("Add", documents.add_certificate, ana, name="First aid", issued_on=D(2020, 1, 1))
    with store.read() as session:
        told = [(moment.on, moment.text) for moment in timeline(session, ana, D(2026, 1, 1), TODAY)]
    assert (D(2026, 2, 1), "Part time contract, 20 h a week") in told
    assert (D(2026, 3, 1), "Mentored by Bo") in told
    assert all(text != "First aid issued" for _on, text in told)  # before the days asked for
