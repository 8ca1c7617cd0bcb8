"""The marks of graded contacts, written after their grades have numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csmanager.core.bulk import Door
from csmanager.features.importing.taking import compare
from csmanager.features.importing.taking.compare import Compared

_COLUMNS = ("evaluation_id", "item_id", "share")
_AT_ONCE = 500  # grades per SELECT


def settle(door_query: Door, found: Compared) -> None:
    """Grades whose marks differ from the store's are changes, even where the grade itself stays."""
    known = _known(door_query, [one.id for one in (*found.changed, *found.same)])
    for one in list(found.same):
        if any(known.get((one.id, item), (0, None))[1] != share for item, share in one.made.marks.items()):
            found.same.remove(one)
            found.changed.append(one)


def write(door: Door, found: Compared, ids: dict[int, int]) -> None:
    """Store the marks of new and changed grades."""
    known = _known(door, [one.id for one in found.changed])
    replaced: list[tuple[int, Mapping[str, Any]]] = []
    added: list[tuple[int, int, float | None]] = []
    for one in found.changed:
        for item, share in one.made.marks.items():
            mark = known.get((one.id, item))
            if mark is None:
                added.append((one.id, item, share))
            elif mark[1] != share:
                replaced.append((mark[0], {"evaluation_id": one.id, "item_id": item, "share": share}))
    for at, made in enumerate(found.new):
        added += [(ids[at], item, share) for item, share in made.marks.items()]
    if replaced:
        compare.replace(door, "evaluation_mark", _COLUMNS, replaced)
    if added:
        door.add("evaluation_mark", _COLUMNS, added)


def _known(door: Door, grades: list[int]) -> dict[tuple[int, int], tuple[int, float | None]]:
    """Grade and item -> number and share of the mark."""
    found = {}
    for start in range(0, len(grades), _AT_ONCE):
        part = grades[start : start + _AT_ONCE]
        listed = ", ".join("?" * len(part))
        for number, grade, item, share in door.query(
            f"SELECT id, evaluation_id, item_id, share FROM evaluation_mark WHERE evaluation_id IN ({listed})",
            part,
        ):
            found[grade, item] = (number, share)
    return found
