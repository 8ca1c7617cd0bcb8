"""Tables without headings: columns are named by the look of their cells, where that leaves no doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from csmanager.features.importing import coding, shapes
from csmanager.features.importing.rules import FileKind
from csmanager.features.importing.shapes import Shape
from csmanager.features.importing.table import Layout

NOTE = "The table has no headings; its columns are taken for what their cells look like."
_CODE = re.compile(r"[#A-Za-z]{0,6}[-_ ]?\d+[\w-]*")
_PHONE = re.compile(r"'?\+?[\d\s()./-]{7,20}")
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:,? [^\W\d_][\w'’.-]*){1,3}")
_MOST = 0.9  # share of cells that must agree
_WORDS = re.compile(
    r"answered|abandoned|missed|solved|closed|open|pending|resolved|new|no answer|busy|lost", re.I
)


def named(layout: Layout, rows: Sequence[Sequence[str]]) -> Layout | None:
    """``layout`` with a heading for each column whose cells speak for themselves; None where too little does."""
    if len(rows) < 3:
        return None
    looked = [
        shapes.look([row[at] if at < len(row) else "" for row in rows]) for at in range(len(layout.headers))
    ]
    cells = [
        [row[at].strip() for row in rows if at < len(row) and row[at].strip()] for at in range(len(looked))
    ]
    staff = _staff(looked, cells)
    if staff:
        return _with(layout, staff)
    if len(layout.headers) < 3:
        return None
    names: dict[int, str] = {}
    moments = [at for at, look in enumerate(looked) if look.stamps > _MOST and look.numbers < 0.5]
    timed = [at for at in moments if looked[at].with_time > 0.5]
    clocks = [
        at
        for at, look in enumerate(looked)
        if at not in moments and look.times > _MOST and look.numbers < 0.5
    ]
    people = [
        at for at, look in enumerate(looked)
        if look.people > _MOST and look.distinct < 0.9 * look.filled and _are_names(cells[at])
    ]  # fmt: skip
    if people:
        names[people[0]] = "Agent"
    if timed:
        names.update(_contact(looked, cells, timed, clocks, people))
        return _with(layout, names) if len(names) >= 3 else None
    if moments and people and len(clocks) >= 2:
        names.update({people[0]: "Employee", moments[0]: "Date", clocks[0]: "Start", clocks[1]: "End"})
        return _with(layout, names)
    return None


def _staff(looked: Sequence[Shape], cells: Sequence[list[str]]) -> dict[int, str]:
    """Names of a list of people: hardly a name comes twice, and mails, numbers or days of joining stand beside."""
    named = [
        at
        for at, look in enumerate(looked)
        if look.people > _MOST and look.distinct > _MOST * look.filled and _are_names(cells[at])
    ]
    filled = [at for at, look in enumerate(looked) if look.filled]
    if len(named) != 1 or any(look.with_time > 0.5 for look in looked):
        return {}
    names = {named[0]: "Name"}
    if len(filled) == 1:
        return names
    for at in filled:
        look, texts = looked[at], cells[at]
        if at in names:
            continue
        if all("@" in cell and " " not in cell for cell in texts):
            names[at] = "Email"
        elif look.stamps > _MOST and look.numbers < 0.5:
            names[at] = "Start date" if "Start date" not in names.values() else names.get(at, "")
        elif all(_PHONE.fullmatch(cell) for cell in texts):
            names[at] = "Phone"
        elif look.distinct == look.filled and all(map(_CODE.fullmatch, texts)):
            names[at] = "Employee ID"
        elif look.distinct < look.filled and look.people > _MOST and "Team" not in names.values():
            names[at] = "Team"
    sure = {"Email", "Phone", "Employee ID", "Start date"} & set(names.values())
    return {at: name for at, name in names.items() if name} if sure else {}


def are_people(cells: Sequence[str]) -> bool:
    """Whether every cell of a single column is a whole name, the first one too."""
    texts = [cell.strip() for cell in cells if cell.strip()]
    if len(texts) < 3 or len(set(texts)) < _MOST * len(texts):
        return False
    return all(_NAME.fullmatch(text) and not _WORDS.search(text) for text in texts)


def _are_names(cells: Sequence[str]) -> bool:
    return sum(" " in cell and not _WORDS.search(cell) for cell in cells) > 0.6 * len(cells)


def _contact(
    looked: Sequence[Shape],
    cells: Sequence[list[str]],
    timed: list[int],
    clocks: list[int],
    people: list[int],
) -> dict[int, str]:
    names = {timed[0]: "Created at"}
    if len(timed) > 1:
        names[timed[1]] = "Closed at"
    for at, look in enumerate(looked):
        if at in names or at in people or not look.filled:
            continue
        if (
            look.distinct == look.filled
            and all(map(_CODE.fullmatch, cells[at]))
            and "Ticket ID" not in names.values()
        ):
            names[at] = "Ticket ID"
        elif (
            look.distinct <= 8 and sum(bool(_WORDS.search(cell)) for cell in cells[at]) > _MOST * look.filled
        ):
            names[at] = "Status"
        elif look.distinct <= 3 and all(coding.direction(cell) is not None for cell in cells[at]):
            names[at] = "Direction"
    is_call = "Direction" in names.values() or any(
        coding.status(cell, FileKind.CALLS).outcome is not None
        for at, name in names.items()
        if name == "Status"
        for cell in cells[at][:20]
    )
    lengths = [at for at in clocks if at not in names]
    if is_call and len(lengths) == 1:
        names[lengths[0]] = "Talk time"
    if is_call:
        names = {at: "Call ID" if name == "Ticket ID" else name for at, name in names.items()}
    return names


def _with(layout: Layout, names: dict[int, str]) -> Layout:
    headers = tuple(names.get(at, header) for at, header in enumerate(layout.headers))
    return replace(layout, headers=headers, has_header=True, repeats={})
