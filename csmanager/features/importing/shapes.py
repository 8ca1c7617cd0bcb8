"""What the values of a column look like, whatever its heading says."""

from __future__ import annotations

from dataclasses import dataclass

from csmanager.features.importing import dates, durations, names, ratings

YES = frozenset({"yes", "y", "true", "1", "ja", "si", "sí", "oui", "sim", "x", "t"})
NO = frozenset({"no", "n", "false", "0", "nein", "non", "não", "f"})


@dataclass(frozen=True, slots=True)
class Shape:
    """Shares are of the cells that say something (``filled``), from 0 to 1."""

    rows: int
    filled: int
    distinct: int
    stamps: float  # dates, with or without a time
    with_time: float
    times: float  # times of day alone
    durations: float  # plain numbers included
    numbers: float
    yes_no: float
    people: float
    scale: int  # of ratings, 0 for none
    is_nps: bool
    samples: tuple[str, ...]


def look(cells: list[str]) -> Shape:
    """The shape of a column from some of its cells."""
    filled = [
        cell.strip() for cell in cells if cell.strip() and cell.strip().casefold() not in durations.NOTHING
    ]
    kinds = {cell: _kinds(cell) for cell in set(filled)}
    count = max(len(filled), 1)

    def share(at: int) -> float:
        return sum(kinds[cell][at] for cell in filled) / count

    distinct = list(dict.fromkeys(filled))
    return Shape(
        rows=len(cells),
        filled=len(filled),
        distinct=len(distinct),
        stamps=share(0),
        with_time=share(1),
        times=share(2),
        durations=share(3),
        numbers=share(4),
        yes_no=share(5),
        people=share(6),
        scale=ratings.scale_of(filled) if len(distinct) <= 60 else 0,
        is_nps=bool(filled) and all(_is_nps(cell) for cell in distinct),
        samples=tuple(distinct[:4]),
    )


_NOTHING_KNOWN = (False,) * 7
_LONGEST = 80  # characters; longer cells are free text


def _kinds(cell: str) -> tuple[bool, ...]:
    if len(cell) > _LONGEST:
        return _NOTHING_KNOWN
    if not any(map(str.isdigit, cell)):
        said = cell.casefold()
        is_person = any(map(str.isalpha, cell)) and names.parse(cell) is not None
        return (
            False,
            False,
            False,
            said[:1] in "al~" and _is_duration(cell),
            False,
            said in YES or said in NO,
            is_person,
        )
    is_number = durations.number(cell) is not None
    is_stamp = len(cell) < 60 and dates.is_stamp(cell)
    has_time = is_stamp and bool(dates.split_stamp(cell)[1])
    return (
        is_stamp,
        has_time,
        not is_stamp and _is_time(cell),
        not has_time and _is_duration(cell),
        is_number,
        cell.casefold() in YES or cell.casefold() in NO,
        any(c.isalpha() for c in cell) and len(cell) < 80 and names.parse(cell) is not None,
    )


def _is_time(cell: str) -> bool:
    try:
        dates.parse_time(cell)
    except ValueError:
        return False
    return True


def _is_duration(cell: str) -> bool:
    try:
        durations.parse(cell)
    except ValueError:
        return False
    return True


def _is_nps(cell: str) -> bool:
    try:
        ratings.parse_nps(cell)
    except ValueError:
        return False
    return True
