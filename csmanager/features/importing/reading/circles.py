"""Formulas that refer to themselves in a circle: they have no result, and programs store 0 for them."""

from __future__ import annotations

import html
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping

Cell = tuple[str, int, int]  # sheet, row and column from 0
_MOST_BYTES = 30_000_000  # of a sheet
_MOST_LINKS = 400_000  # from formulas to formulas; a workbook of more is left as it is
_FORMULA = re.compile(
    r'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f\b([^>]*?)(?:/>|>([^<]*)</f>)\s*(?:<v>([^<]*)</v>)?'
)
_SHARED = re.compile(r'\bsi="(\d+)"')
_STRINGS = re.compile(r'"[^"]*"')
_OF_PLACES = re.compile(r"\b(?:ROWS?|COLUMNS?|ADDRESS|SHEETS?|AREAS|CELL)\([^()]*\)", re.I)
_REFERENCE = re.compile(
    r"(?:(?:'([^']+)'|([A-Za-z_][\w.]*))!)?(?<![A-Za-z0-9_.])"
    r"(?:(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?::(\$?)([A-Z]{1,3})(\$?)(\d{1,7}))?(?![\w(.])"
    r"|\$?([A-Z]{1,3}):\$?([A-Z]{1,3})(?![\w(.]))"
)
_LAST_ROW = 1 << 20


def find(package: zipfile.ZipFile, sheets: Mapping[str, str]) -> dict[str, frozenset[tuple[int, int]]]:
    """By sheet the cells (row and column from 0) that stand in a circle, or hang on one, and are stored as 0.

    ``sheets``: names of the sheets by the names of their parts.
    """
    if b'iterate="1"' in package.read("xl/workbook.xml"):
        return {}  # circles are meant there, and worked out
    formulas: dict[Cell, tuple[str, str]] = {}
    for part in package.infolist():
        name = sheets.get(part.filename.rpartition("/")[2])
        if name is None or "/worksheets/" not in part.filename or part.file_size > _MOST_BYTES:
            continue
        formulas.update(_formulas(name, package.read(part).decode("utf-8", "replace")))
    found: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for cell in _unsettled(formulas):
        if formulas[cell][1].strip() in ("0", "0.0", "-0"):
            found[cell[0]].add(cell[1:])
    return {name: frozenset(cells) for name, cells in found.items()}


def _formulas(sheet: str, text: str) -> Iterator[tuple[Cell, tuple[str, str]]]:
    """Each cell of a sheet with a formula: what it says and the stored result."""
    shared: dict[str, tuple[str, int, int]] = {}
    for letters, digits, attributes, said, value in _FORMULA.findall(text):
        row, column = int(digits) - 1, _column(letters)
        formula = html.unescape(said)
        told = _SHARED.search(attributes)
        if told and formula:
            shared[told[1]] = (formula, row, column)
        elif told and told[1] in shared:
            first, at_row, at_column = shared[told[1]]
            formula = _moved(first, row - at_row, column - at_column)
        yield (sheet, row, column), (formula, value)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _letters(column: int) -> str:
    text, column = "", column + 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _moved(formula: str, rows: int, columns: int) -> str:
    """A formula as it stands ``rows`` further down and ``columns`` further right."""

    def place(mark: str, letters: str, fixed: str, digits: str) -> str:
        column = letters if mark else _letters(max(0, _column(letters) + columns))
        row = digits if fixed else str(max(1, int(digits) + rows))
        return f"{mark}{column}{fixed}{row}"

    def one(match: re.Match[str]) -> str:
        if match[6] is None:
            return match[0]
        head = match[0][: match.start(3) - match.start()]
        end = ":" + place(match[7], match[8], match[9], match[10]) if match[8] else ""
        return head + place(match[3], match[4], match[5], match[6]) + end

    return _REFERENCE.sub(one, formula)


def _unsettled(formulas: Mapping[Cell, tuple[str, str]]) -> set[Cell]:
    """The formulas that cannot be worked out one after the other."""
    by_column: dict[tuple[str, int], list[int]] = defaultdict(list)
    for sheet, row, column in formulas:
        by_column[sheet, column].append(row)
    needs: dict[Cell, set[Cell]] = {}
    links = 0
    for cell, (formula, _value) in formulas.items():
        needs[cell] = set(_needed(cell[0], formula, by_column))
        links += len(needs[cell])
        if links > _MOST_LINKS:
            return set()
    used: dict[Cell, list[Cell]] = defaultdict(list)
    for cell, needed in needs.items():
        for other in needed:
            used[other].append(cell)
    left = {cell: len(needed) for cell, needed in needs.items()}
    ready = [cell for cell, count in left.items() if not count]
    while ready:
        done = ready.pop()
        del left[done]
        for cell in used[done]:
            left[cell] -= 1
            if not left[cell]:
                ready.append(cell)
    return set(left)


def _needed(sheet: str, formula: str, by_column: Mapping[tuple[str, int], list[int]]) -> Iterator[Cell]:
    """The cells with formulas that a formula names."""
    plain = _OF_PLACES.sub("", _STRINGS.sub("", formula))
    for match in _REFERENCE.finditer(plain):
        where = match[1] or match[2] or sheet
        if match[11]:
            columns, rows = (_column(match[11]), _column(match[12])), (0, _LAST_ROW)
        else:
            columns = (_column(match[4]), _column(match[8] or match[4]))
            rows = (int(match[6]) - 1, int(match[10] or match[6]) - 1)
        for column in range(min(columns), min(max(columns), min(columns) + 300) + 1):
            for row in by_column.get((where, column), ()):
                if min(rows) <= row <= max(rows):
                    yield where, row, column
