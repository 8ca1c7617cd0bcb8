"""Rows of a file as texts, one table a sheet; runs in the child process only."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from csmanager.core.errors import Refused
from csmanager.features.importing import durations, limits
from csmanager.features.importing.reading import bycolumn, markup
from csmanager.features.importing.rules import Question
from csmanager.features.importing.sniff import Sniffed

Row = list[str]
_CHARACTERS = 48_000  # read at once: some hundred rows, small enough for the processor's cache


@dataclass(slots=True)
class Sheet:
    """One table of a file. ``name`` None for a text file."""

    name: str | None
    path: Path
    found: Sniffed
    book: Any = None
    kept: Sequence[Row] | None = None
    offset: int = 0  # rows of the sheet above the first one of this table
    rows_of: tuple[int, int] | None = None  # where one of several tables of the sheet begins and ends
    columns_of: tuple[int, int] | None = None
    is_hidden: bool = False
    title: str = ""  # of the sheet in the workbook, where ``name`` names one of its tables
    origins: list[int] | None = None  # of a grid that was turned: the row each row comes from
    told: tuple[str, ...] = ()  # what was done to the table before it was read
    asked: Question | None = None

    def batches(self, skip: int, size: int) -> Iterator[Sequence[Row]]:
        """Every row after the first ``skip``, some at a time; a new pass each time."""
        if self.found.text is None or self.kept is not None or self.rows_of or self.columns_of:
            if self.kept is None:
                self.kept = self._part()
            for start in range(skip, len(self.kept), size):
                yield self.kept[start : start + size]
            return
        yield from self._streamed(skip, size)

    def every(self) -> Sequence[Row]:
        """All rows at once."""
        if self.found.text is not None and self.kept is None:
            return list(self.rows())
        if self.kept is None:
            self.kept = self._part()
        return self.kept

    def _part(self) -> Sequence[Row]:
        """Every row of the sheet, or those of one of its tables."""
        whole: Sequence[Row] = (
            self._book_rows()
            if self.found.text is None
            else list(chain.from_iterable(self._streamed(0, 500)))
        )
        if self.rows_of is not None:
            return whole[slice(*self.rows_of)]
        return [row[slice(*self.columns_of)] for row in whole] if self.columns_of is not None else whole

    def _streamed(self, skip: int, size: int) -> Iterator[list[Row]]:
        text = self.found.text
        assert text is not None
        csv.field_size_limit(limits.CELL_CHARACTERS)
        with self.path.open(encoding=text.encoding, newline="") as file:
            for _ in range(text.skip_lines):
                file.readline()
            yield from _without(skip, self._text_batches(file, text.delimiter, size))

    def _text_batches(self, file: TextIO, delimiter: str, size: int) -> Iterator[list[Row]]:
        """Batches of a text. While no quotation mark comes, lines are split, which costs half of parsing them."""
        number = 0
        while lines := file.readlines(_CHARACTERS):
            together = "".join(lines)
            if '"' in together or "\0" in together or max(map(len, lines)) > limits.CELL_CHARACTERS:
                reader = csv.reader(chain(lines, file), delimiter=delimiter)
                try:
                    while batch := list(islice(reader, size)):
                        yield batch
                except csv.Error as error:
                    raise self.in_words(error, self._line_of_bad_row() or number + reader.line_num) from None
                return
            number += len(lines)
            yield [line.rstrip("\r\n").split(delimiter) for line in lines]

    def _line_of_bad_row(self) -> int:
        """The line on which the row begins that cannot be read; 0 when a second look finds none."""
        text = self.found.text
        assert text is not None
        with self.path.open(encoding=text.encoding, newline="") as file:
            for _ in range(text.skip_lines):
                file.readline()
            reader = csv.reader(file, delimiter=text.delimiter)
            before = 0
            try:
                for _row in reader:
                    before = reader.line_num
            except csv.Error:
                return text.skip_lines + before + 1
        return 0

    def rows(self, skip: int = 0) -> Iterator[Row]:
        """Every row after the first ``skip``."""
        return chain.from_iterable(self.batches(skip, 500))

    def let_go(self) -> None:
        """Forget the rows of a sheet that is not needed."""
        if self.origins is None:
            self.kept = None

    def place(self, row: int) -> int:
        """Where a row of the table stands in the file, both counted from 0."""
        return self.origins[row] if self.origins is not None else self.offset + row

    def in_words(self, error: csv.Error, line: int) -> Refused:
        """What the reader of a text stumbled over, as a sentence."""
        where = f"{self.path.name}, line {line:,}"
        if "field larger" in str(error):
            return Refused(
                f"{where}: a text that begins here goes on for over {limits.CELL_CHARACTERS:,} characters;"
                " a closing quotation mark is probably missing."
            )
        return Refused(f"{where} cannot be read as a table ({error}).")

    def _book_rows(self) -> Sequence[Row]:
        where = f"{self.path.name}, {self.name}"
        if self.found.kind == "html":
            return [list(row) for row in self.book.rows(self.title or self.name)]
        try:
            sheet = self.book.get_sheet_by_name(self.title or self.name)
            if sheet.total_height > limits.ROWS:
                raise Refused(f"{where}: workbooks of up to {limits.ROWS:,} rows are read; export it as CSV.")
            if sheet.total_width > limits.COLUMNS:
                raise Refused(
                    f"{where} is {sheet.total_width:,} columns wide; tables of up to {limits.COLUMNS} are read."
                )
            cells = bycolumn.read(sheet.iter_rows())  # from the first row, and the first column with a cell
            for row, column in self.found.circles.get(self.title or self.name or "", ()):
                cells.put(row, column - (sheet.start or (0, 0))[1], durations.NO_RESULT)
            return cells
        except Refused:
            raise
        except MemoryError:
            raise Refused(f"{where} needs more memory than a spreadsheet should; export it as CSV.") from None
        except Exception:
            raise Refused(f"{where} is damaged and cannot be read; save or export it again.") from None


def _without(skip: int, batches: Iterator[list[Row]]) -> Iterator[list[Row]]:
    for batch in batches:
        if skip >= len(batch):
            skip -= len(batch)
            continue
        yield batch[skip:] if skip else batch
        skip = 0


def open_sheets(path: Path, found: Sniffed) -> list[Sheet]:
    """The tables of a file, read when asked for. Raises Refused."""
    if found.text is not None:
        return [Sheet(None, path, found)]
    if found.kind == "html":
        pages = markup.Book(path)
        if not pages.sheets:
            raise Refused(f"{path.name} is a web page without a table.")
        if len(pages.sheets) > limits.SHEETS:
            raise Refused(f"{path.name} has {len(pages.sheets)} tables; up to {limits.SHEETS} are read.")
        return [Sheet(name, path, found, pages, title=name) for name in pages.sheets]
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
    except Exception as error:
        text = str(error).casefold()
        if "password" in text or "encrypt" in text:
            raise Refused(f"{path.name} is protected by a password; save it without one.") from None
        raise Refused(f"{path.name} is damaged and cannot be read; save or export it again.") from None
    if not names:
        raise Refused(f"{path.name} has no sheet with cells.")
    if len(names) > limits.SHEETS:
        raise Refused(f"{path.name} has {len(names)} sheets; up to {limits.SHEETS} are read.")
    hidden = {one.name for one in book.sheets_metadata if "hidden" in str(one.visible).casefold()}
    return [Sheet(name, path, found, book, is_hidden=name in hidden, title=name) for name in names]


def head(sheet: Sheet, count: int) -> list[Row]:
    """The first rows."""
    return list(islice(sheet.rows(), count))
