"""Own fields: each holds one kind of thing, and nothing is lost when they change."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.team import actions as team
from csmanager.features.team.fields import actions, queries
from csmanager.features.team.fields.rules import FieldType, options_of, read, require
from tests.digest import content

TODAY = dt.date(2026, 3, 31)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_as_it_was(number: float) -> None:
    assert read(FieldType.NUMBER, require("N", FieldType.NUMBER, number, ())) == number


def test_each_kind_takes_its_own_values_only() -> None:
    assert read(FieldType.DATE, require("D", FieldType.DATE, TODAY, ())) == TODAY
    assert read(FieldType.YES_NO, require("Y", FieldType.YES_NO, False, ())) is False
    assert options_of("M; L\nXL;;L") == ["M", "L", "XL"]
    for kind, wrong in (
        (FieldType.NUMBER, "seven"),
        (FieldType.NUMBER, True),
        (FieldType.DATE, "2026-03-31"),
        (FieldType.YES_NO, "yes"),
        (FieldType.CHOICE, "S"),
    ):
        with pytest.raises(RuleBroken, match="is not that"):
            require("Shirt", kind, wrong, ["M", "L"])


def test_a_field_is_filled_changed_and_taken_out_and_back(store: Store) -> None:
    ana = store.do("Add", team.add_person, name="Ana", today=TODAY)
    shirt = store.do("Field", actions.add_field, name="Shirt", kind=FieldType.CHOICE, options="M; L")
    store.do("Fill", actions.set_values, ana, {shirt: "L"})
    before = content(store, history=False)
    with pytest.raises(RuleBroken, match="“L” stands with somebody"):
        store.do("Change", actions.change_field, shirt, name="Shirt", options="S; M", in_list=True)
    with pytest.raises(RuleBroken, match="called Shirt already"):
        store.do("Field", actions.add_field, name="shirt", kind=FieldType.TEXT)
    with pytest.raises(RuleBroken, match="Role is there already"):
        store.do("Field", actions.add_field, name="Role", kind=FieldType.TEXT)
    assert store.do("Remove", actions.remove_field, shirt) == 1
    with store.read() as session:
        assert queries.fields(session) == []
        assert queries.values(session) == {}
    store.undo()
    assert content(store, history=False) == before
    with store.read() as session:
        assert queries.values(session) == {ana: {shirt: "L"}}
        assert [row.filled for row in queries.fields(session)] == [1]
