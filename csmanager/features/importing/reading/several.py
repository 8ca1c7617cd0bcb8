"""Files that hold several tables: which are read together as one, and which can be taken besides."""

from __future__ import annotations

from csmanager.features.importing.reading.looking import Looked
from csmanager.features.importing.rules import FileKind, TableFound

_GRAIN = {  # meanings in which two tables of one kind must agree to be read together; else things count twice
    FileKind.INTERVALS: frozenset({"person", "login", "first_name", "queue", "time", "channel"}),
    FileKind.WORKED: frozenset({"punch", "start", "cell"}),
    FileKind.QUALITY: frozenset({"item"}),
}


def is_of(one: Looked, best: Looked) -> bool:
    """Whether ``one`` is read together with ``best``: contacts by their headings, records by kind and grain."""
    if one is best:
        return True
    if one.layout is None or best.layout is None:
        return False
    if best.records is None:
        return one.records is None and one.layout.headers == best.layout.headers
    if one.records is None or one.kind is not best.kind:
        return False
    grain = _GRAIN.get(best.kind, frozenset())
    return grain & set(one.records.meanings.values()) == grain & set(best.records.meanings.values())


def together(best: Looked, looked: list[Looked]) -> list[Looked]:
    """``best`` and the tables read with it."""
    return [best, *(one for one in looked if one is not best and is_of(one, best))]


def others(best: Looked, looked: list[Looked]) -> tuple[TableFound, ...]:
    """The first table of each further group that is understood."""
    found: list[Looked] = []
    kinds = {best.kind}
    told = []
    for one in looked:
        if (
            not one.is_understood
            or one.sheet.name is None
            or any(is_of(one, other) for other in [best, *found])
        ):
            continue
        found.append(one)
        is_apart = one.kind not in kinds and one.kind is not FileKind.INTERVALS
        kinds.add(one.kind)
        rows = sum(_rows(other) for other in together(one, looked) if other.is_understood)
        told.append(TableFound(one.sheet.name, one.kind.value, rows, is_apart))
    return tuple(told)


def _rows(one: Looked) -> int:
    """How many rows with cells stand below the heading."""
    assert one.layout is not None
    text = one.records.column("text") if one.records is not None and one.kind is FileKind.COMMENTS else None
    if text is not None:
        return sum(
            bool(row[text : text + 1] and row[text].strip()) for row in one.sheet.rows(one.layout.data_at)
        )
    return sum(map(any, one.sheet.rows(one.layout.data_at)))


def notes(best: Looked, looked: list[Looked], found: tuple[TableFound, ...]) -> list[str]:
    """What is told of hidden sheets that are read, and of tables that are not."""
    read = together(best, looked)
    hidden = [str(one.sheet.name) for one in read if one.sheet.is_hidden]
    made = [f"Hidden in the workbook, but read: {', '.join(hidden[:5])}."] if hidden else []
    if found:
        named = "; ".join(f"{one.name} ({one.kind}, {_counted(one.rows)})" for one in found[:6])
        made.append(f"Other tables of this file that can be taken as well: {named}.")
    understood = [other for one in looked if _is_named(one, found) for other in together(one, looked)]
    skipped = [
        str(one.sheet.name)
        for one in looked
        if one.layout is not None
        and one.sheet.name is not None
        and not any(one is other for other in [*read, *understood])
    ]
    return [*made, f"Other tables were left alone: {', '.join(skipped[:5])}."] if skipped else made


def _is_named(one: Looked, found: tuple[TableFound, ...]) -> bool:
    return one.sheet.name in {other.name for other in found}


def _counted(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"
