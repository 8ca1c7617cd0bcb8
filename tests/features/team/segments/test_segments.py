"""Groups: who belongs is found on each day, and unknown facts are neither below nor at least."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.team import actions as team
from csmanager.features.team import moves
from csmanager.features.team.fields import actions as fields
from csmanager.features.team.fields.rules import FieldType
from csmanager.features.team.segments import actions, queries
from csmanager.features.team.segments.rules import Condition, Facts, all_hold, dump, holds, in_words, load

D = dt.date
TODAY = D(2026, 3, 31)


@given(st.integers(0, 4000), st.integers(0, 4000))
def test_below_and_at_least_part_everybody_whose_tenure_is_known(tenure: int, limit: int) -> None:
    facts = Facts(tenure=tenure)
    below = holds(Condition("tenure", "below", (str(limit),)), facts)
    assert below is not holds(Condition("tenure", "at_least", (str(limit),)), facts)
    assert below is (tenure < limit)


def test_conditions_of_every_kind() -> None:
    facts = Facts(
        "Phones",
        "Agent",
        "Active",
        "Part time",
        None,
        20.0,
        {"Returns": 3},
        {7: "L", 8: True, 9: D(2026, 1, 1)},
    )
    for condition, expected in (
        (Condition("team", "one_of", ("phones", "Chat")), True),
        (Condition("role", "none_of", ("Agent",)), False),
        (Condition("tenure", "below", ("90",)), False),
        (Condition("tenure", "at_least", ("0",)), False),
        (Condition("tenure", "is_empty"), True),
        (Condition("hours", "below", ("20.5",)), True),
        (Condition("skill", "one_of", ("Returns 3",)), True),
        (Condition("skill", "one_of", ("Returns 4", "Till")), False),
        (Condition("skill", "one_of", ("returns",)), True),
        (Condition("field:7", "one_of", ("L",)), True),
        (Condition("field:8", "one_of", ("yes",)), True),
        (Condition("field:9", "below", ("2026-02-01",)), True),
        (Condition("field:99", "is_set"), False),
    ):
        assert holds(condition, facts) is expected, condition
    assert all_hold((), facts)


def test_conditions_are_kept_and_told_in_words() -> None:
    kept = (Condition("team", "one_of", ("Phones",)), Condition("field:7", "is_set"))
    assert load(dump(kept)) == kept
    assert in_words(kept, {7: "Shirt"}) == "Team is one of Phones; Shirt is filled"
    assert in_words(kept, {}) == "Team is one of Phones; A field that is gone is filled"


def test_members_are_those_of_the_day(store: Store) -> None:
    ids = {
        name: store.do("Add", team.add_person, name=name, team=desk, started_on=start, today=TODAY)
        for name, desk, start in (
            ("Ana", "Phones", D(2020, 1, 1)),
            ("Bo", "Phones", D(2026, 2, 1)),
            ("Cy", "Chat", D(2026, 3, 1)),
        )
    }
    key = store.do("Field", fields.add_field, name="Key holder", kind=FieldType.YES_NO)
    store.do("Fill", fields.set_values, ids["Ana"], {key: True})

    def save(name: str, *conditions: Condition) -> int:
        return store.do("Save", actions.save, name=name, conditions=conditions)

    def names(segment: int, on: dt.date = TODAY) -> str:
        with store.read() as session:
            found = queries.members(session, segment, on)
        return ", ".join(name for name, each in ids.items() if each in found)

    new = save("New", Condition("tenure", "below", ("90",)))
    phones = save(
        "New on phones", Condition("tenure", "below", ("90",)), Condition("team", "one_of", ("Phones",))
    )
    keys = save("Keys", Condition(f"field:{key}", "one_of", ("yes",)))
    left = save("Gone", Condition("status", "one_of", ("Left",)))
    assert (names(new), names(phones), names(keys)) == ("Bo, Cy", "Bo", "Ana")
    assert names(new, D(2026, 2, 15)) == "Bo"  # Cy starts later
    store.do("Leave", moves.leave, ids["Bo"], last_day=D(2026, 3, 15), reason="Moved", today=TODAY)
    assert (names(new), names(left), names(new, D(2026, 3, 1))) == ("Cy", "Bo", "Bo, Cy")
    assert names(999) == ""


def test_a_group_that_tells_nothing_is_refused(store: Store) -> None:
    for conditions, why in (
        ([], "one condition at least"),
        ([Condition("team", "one_of", (" ",))], "choose at least one word"),
        ([Condition("team", "below", ("3",))], "is a word"),
        ([Condition("hours", "below", ("many",))], "give a number"),
        ([Condition("hours", "guess", ("1",))], "how it is compared"),
    ):
        with pytest.raises(RuleBroken, match=why):
            store.do("Save", actions.save, name="X", conditions=conditions)
    store.do("Save", actions.save, name="X", conditions=[Condition("hours", "below", ("20",))])
    with pytest.raises(RuleBroken, match="called X already"):
        store.do("Save", actions.save, name="x", conditions=[Condition("hours", "below", ("20",))])
