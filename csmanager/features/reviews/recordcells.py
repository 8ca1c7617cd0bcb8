"""Cells of other records: the same shape as those of contacts, so that one cube holds both.

Needs numpy, so import it inside functions.
"""

from __future__ import annotations

import numpy as np
from sqlalchemy.engine import Connection

from csmanager.features.reviews import facts
from csmanager.features.reviews.monthcells import Month
from csmanager.features.reviews.recordfacts import Found, collect


def make(connection: Connection, first: int, days: int) -> Month | None:
    """The cells of the records of ``days`` days from ``first`` on (since 1970); None when there are none."""
    return cells(collect(connection, first, first + days - 1), first, days)


def cells(found: Found, first: int, days: int) -> Month | None:
    """What was found as arrays of persons x days."""
    persons = {cell[0] for counts in found.counts.values() for cell in counts}
    persons |= {one[0] for values in found.values.values() for one in values}
    if not persons:
        return None
    made = Month(np.array(sorted(persons), np.int64), days)
    place = {person: row for row, person in enumerate(sorted(persons))}
    for name, counts in found.counts.items():
        array = made.counts[name] = np.zeros((len(persons), days), np.int64)
        for (person, day), count in counts.items():
            array[place[person], day - first] += count
    for name, values in found.values.items():
        sizes, sums = (np.zeros((len(persons), days), np.int64) for _ in range(2))
        squares = np.zeros((len(persons), days))
        for person, day, value in values:
            at = place[person], day - first
            sizes[at] += 1
            sums[at] += value
            squares[at] += (value / facts.MS) ** 2
        made.counts[f"{name}:n"], made.counts[f"{name}:sum"] = sizes, sums
        made.squares[name] = squares
        made.values[name] = np.array([value for *_cell, value in sorted(values)], np.int64)
    return made
