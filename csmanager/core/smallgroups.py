"""Groups so small that everybody in them could be recognised: which cells of a table for others stay empty."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

from sqlalchemy.orm import Session

from csmanager.core.settings import read_value

KEY = "privacy.smallest_group"
SMALLEST = 5  # people

K = TypeVar("K", bound=Hashable)


def smallest(session: Session) -> int:
    """How many people a group needs before personal figures of it are told to others."""
    return int(read_value(session, KEY, SMALLEST))


def fewer_than(least: int) -> str:
    """What stands in the place of a figure that is not told."""
    return f"fewer than {least}"


def hidden(counts: Sequence[int], least: int) -> frozenset[int]:
    """The places of the groups that are not told, of groups whose total may be known.

    A single small group among them could be found by taking the others from the total; then the next smallest is
    not told either. Empty groups are told: nobody is in them.
    """
    small = {at for at, count in enumerate(counts) if 0 < count < least}
    if len(small) == 1:
        others = [(count, at) for at, count in enumerate(counts) if count and at not in small]
        if others:
            small.add(min(others)[1])
    return frozenset(small)


def small_values(values: Sequence[K], least: int) -> frozenset[K]:
    """The values that fewer than ``least`` people have, and one more where a single one would stand out."""
    order = list(dict.fromkeys(values))
    counts = [values.count(value) for value in order]
    return frozenset(order[at] for at in hidden(counts, least))
