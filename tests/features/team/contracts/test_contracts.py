"""Contracts: no two on one day, the roster's hours follow, pay is sealed, Today knows the end."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core import sealing
from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.team import actions as team
from csmanager.features.team import queries as roster
from csmanager.features.team.contracts import actions, queries
from csmanager.features.team.contracts.rules import ContractKind, ContractReason, require_free
from tests.digest import content

D = dt.date
TODAY = D(2026, 3, 31)
TERMS = {"kind": ContractKind.PART, "reason": ContractReason.HIRE}


@pytest.fixture
def ana(store: Store) -> int:
    return store.do(
        "Add", team.add_person, name="Ana", started_on=D(2024, 1, 1), weekly_minutes=2400, today=TODAY
    )


def rows(store: Store, on: dt.date = TODAY) -> list[queries.ContractRow]:
    with store.read() as session:
        return queries.contracts(session, on)


def test_days_that_touch_are_free_and_days_that_meet_are_not() -> None:
    others = [("full time", D(2025, 1, 1), D(2025, 6, 30))]
    require_free("Ana", D(2025, 7, 1), None, others)
    require_free("Ana", D(2024, 1, 1), D(2024, 12, 31), others)
    for starts, ends in ((D(2025, 6, 30), None), (D(2024, 1, 1), D(2025, 1, 1)), (D(2024, 1, 1), None)):
        with pytest.raises(RuleBroken, match="full time, from 1 Jan 2025 to 30 Jun 2025"):
            require_free("Ana", starts, ends, others)


def test_two_contracts_never_overlap_unless_the_present_one_is_ended(store: Store, ana: int) -> None:
    store.do("Contract", actions.add_contract, ana, starts_on=D(2024, 1, 1), **TERMS)
    before = content(store, history=False)
    with pytest.raises(RuleBroken, match="Ana has a contract already"):
        store.do("Contract", actions.add_contract, ana, starts_on=D(2026, 4, 1), **TERMS)
    assert content(store, history=False) == before
    store.do(
        "Contract",
        actions.add_contract,
        ana,
        starts_on=D(2026, 4, 1),
        weekly_minutes=1200,
        end_present=True,
        **TERMS,
    )
    assert [(row.starts_on, row.ends_on, row.state) for row in rows(store)] == [
        (D(2026, 4, 1), None, "ahead"),
        (D(2024, 1, 1), D(2026, 3, 31), "running"),
    ]
    with store.read() as session:
        assert [row.weekly_minutes for row in roster.people(session, TODAY)] == [2400]
        assert [row.weekly_minutes for row in roster.people(session, D(2026, 4, 1))] == [1200]
    store.undo()
    assert content(store, history=False) == before


def test_the_end_is_on_today_until_another_follows(store: Store, ana: int) -> None:
    made = store.do(
        "Contract",
        actions.add_contract,
        ana,
        starts_on=D(2025, 5, 1),
        ends_on=D(2026, 4, 20),
        renew_days=30,
        **TERMS,
    )

    def due(on: dt.date) -> list[tuple[str, str]]:
        with store.read() as session:
            return [(item.text, item.mark) for item in queries.todo(session, on)]

    assert due(D(2026, 3, 20)) == []
    assert due(TODAY) == [("The part time contract of Ana ends", "soon")]
    assert due(D(2026, 4, 21)) == [("The part time contract of Ana has ended", "late")]
    store.do("Renew", actions.renew, made, ends_on=D(2027, 4, 20))
    assert due(TODAY) == []
    assert [row.is_followed for row in rows(store)] == [False, True]


def test_pay_is_sealed_and_belongs_to_its_contract(store: Store, ana: int) -> None:
    with pytest.raises(RuleBroken, match="not set up"):
        store.do("Contract", actions.add_contract, ana, starts_on=D(2024, 1, 1), pay="2,100 a month", **TERMS)
    lock, code = sealing.make("open sesame now")
    store.keep_aside(sealing.keep_first, lock)
    made = store.do(
        "Contract", actions.add_contract, ana, starts_on=D(2024, 1, 1), pay="2,100 a month", **TERMS
    )
    token = rows(store)[0].pay
    assert "2,100" not in token
    secret = sealing.unlock_by_code(lock, code)
    assert sealing.unseal(secret, token, actions.pay_about(made)) == "2,100 a month"
    assert b"2,100" not in store.path.read_bytes()
