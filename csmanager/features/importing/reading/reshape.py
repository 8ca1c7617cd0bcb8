"""Grids that no reader knows as they stand, turned into tables that one does: weeks beside each other, names in cells.

A table turned so keeps the number of the row each of its rows comes from.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from csmanager.features.importing.reading import namedgrid, pairgrid, weekgrid

if TYPE_CHECKING:
    from csmanager.features.importing.books import Sheet

_LOOK_AT = 60  # rows in which the grid must show itself
_WIDEST = 130  # columns; a grid of four months of days
_AHEAD_DAYS = 730  # how far beyond today the job's latest moment lies
_MOST_BYTES = 5_000_000  # of a text; a longer one is no grid of a few people


def of(sheet: Sheet, job: dict[str, Any]) -> Sheet:
    """The sheet turned, or as it is."""
    if sheet.found.text is not None and sheet.found.size > _MOST_BYTES:
        return sheet
    head = list(islice(sheet.rows(), _LOOK_AT))
    if not head or max(map(len, head)) > _WIDEST:
        return sheet
    today = dt.date(1970, 1, 1) + dt.timedelta(days=job["latest"] // 86_400 - _AHEAD_DAYS)
    names = [sheet.name or "", sheet.path.stem.replace("_", " ")]
    for find in (pairgrid.turned, weekgrid.turned, namedgrid.turned):
        if find(head, names, today, job["answers"]) is None:
            continue
        made = find(sheet.every(), names, today, job["answers"])
        if made is not None:
            return replace(sheet, kept=made.rows, origins=made.origins, told=made.notes, asked=made.asked)
    return sheet
