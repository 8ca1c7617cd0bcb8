"""Groups everybody could be recognised in are not told, nor what would give them away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.smallgroups import hidden, small_values


def test_small_groups_are_not_told() -> None:
    assert hidden([12, 9, 30], 5) == frozenset()
    assert hidden([12, 4, 3], 5) == {1, 2}


def test_a_single_small_group_takes_the_next_smallest_along() -> None:
    """Else it is the total less the others."""
    assert hidden([12, 4, 9], 5) == {1, 2}


def test_an_empty_group_gives_nobody_away() -> None:
    assert hidden([0, 12, 9], 5) == frozenset()


@given(st.lists(st.integers(0, 40), max_size=8), st.integers(2, 10))
def test_what_is_told_never_leaves_one_small_group_to_be_worked_out(counts: list[int], least: int) -> None:
    covered = hidden(counts, least)
    assert all(at in covered for at, count in enumerate(counts) if 0 < count < least)
    assert len(covered) != 1 or sum(count > 0 for count in counts) == 1


def test_values_few_people_have() -> None:
    assert small_values(["A"] * 6 + ["B"] * 2 + ["C"], 5) == {"B", "C"}
    assert small_values(["A"] * 6 + ["B"] * 7, 5) == frozenset()
