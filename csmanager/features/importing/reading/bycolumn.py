"""Rows of a workbook kept column by column, and made into texts so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, repeat
from typing import Any, overload

_BLOCK = 500  # rows at once, which the processor's cache holds
_KEEP = 200_000  # different values remembered
_VARIED = 0.6  # share of different values from which on a column's are not remembered
_MOMENT = 19  # letters of a moment without fractions of a second
_LETTERS, _MOMENTS = {str}, {dt.datetime}


class Columns(Sequence[list[str]]):
    """A sequence of rows; a row is made when it is asked for, a slice keeps its columns."""

    __slots__ = ("columns", "size")

    def __init__(self, columns: list[list[str]], size: int) -> None:
        self.columns = columns
        self.size = size

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, at: int) -> list[str]: ...
    @overload
    def __getitem__(self, at: slice) -> Columns: ...
    def __getitem__(self, at: int | slice) -> list[str] | Columns:
        if isinstance(at, slice):
            return Columns([column[at] for column in self.columns], len(range(self.size)[at]))
        if not self.columns and not -self.size <= at < self.size:
            raise IndexError(at)
        return [column[at] for column in self.columns]

    def __iter__(self) -> Iterator[list[str]]:
        return map(list, zip(*self.columns, strict=True)) if self.columns else iter([[]] * self.size)

    def put(self, row: int, column: int, text: str) -> None:
        """Let a cell say something else; nothing where there is none."""
        if 0 <= row < self.size and 0 <= column < len(self.columns):
            self.columns[column][row] = text

    def filled(self) -> Iterable[bool]:
        """Whether any cell of each row has letters or blanks in it."""
        return map(any, zip(*self.columns, strict=True)) if self.columns else repeat(False, self.size)


class _Texts(dict[Any, str]):
    """Values of one column as texts, each different one made only once."""

    def __missing__(self, value: Any) -> str:
        text = text_of(value)
        if len(self) < _KEEP:
            self[value] = text
        return text


def read(rows: Iterator[list[Any]]) -> Columns:
    """The cells of a workbook as texts: a block at a time, and column by column, as most hold one type only."""
    texts: list[_Texts | None] = []
    made: list[list[str]] = []
    count = 0
    while block := list(islice(rows, _BLOCK)):
        columns = list(zip(*block, strict=True))
        if not count:
            texts, made = [_Texts() for _ in columns], [[] for _ in columns]
        count += len(block)
        for at, column in enumerate(columns):
            known = texts[at]
            kinds = set(map(type, column))
            if kinds == _LETTERS:
                made[at] += column
            elif kinds == _MOMENTS:
                made[at] += _moments(column)
            elif known is None or bool in kinds:  # True is 1 to a dictionary
                made[at] += map(text_of, column)
            else:
                made[at] += map(known.__getitem__, column)
                if len(known) > _BLOCK and len(known) > _VARIED * count:
                    texts[at] = None  # remembering values costs more than it saves
    return Columns(made, count)


def _moments(column: Sequence[dt.datetime]) -> Iterable[str]:
    made = list(map(str, column))
    return made if max(map(len, made)) == _MOMENT else map(text_of, column)


def text_of(value: Any) -> str:
    """A cell of a workbook as text."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is float:
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    known = _OTHERS.get(kind)
    return known(value) if known is not None else str(value)


def _length(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


_OTHERS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "yes" if value else "no",
    dt.datetime: lambda value: str(value.isoformat(" ", "seconds")),
    dt.timedelta: _length,
}
