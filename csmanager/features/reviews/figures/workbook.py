"""A person's or a team's page as a workbook: live formulas with their values, native charts, a talk sheet."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csmanager.core.sheets import safe_text
from csmanager.features.reviews.charts.build import time_panel
from csmanager.features.reviews.charts.excel import MUTED, RULE, number_format, put_panel, scaled
from csmanager.features.reviews.charts.model import Kind
from csmanager.features.reviews.figures.attention import Attention
from csmanager.features.reviews.figures.board import Board
from csmanager.features.reviews.figures.guide import Guide, guide
from csmanager.features.reviews.figures.paper import LEGEND, MARKS, WHYS, name_of
from csmanager.features.reviews.figures.standing import Word
from csmanager.features.reviews.queries import Line
from csmanager.features.reviews.rules import Better

HEAD = "#D9DEE6"
INKS = {Word.ON_TARGET: "#0F706C", Word.MISSING: "#7A1414", Word.UP: "#7F5F00", Word.DOWN: "#7F5F00"}
_COURSES = 12  # measures that get a chart
_LINES = 12  # empty lines for notes


class NotAsWritten(Exception):
    """The file is not what was written, so nothing is handed over."""


@dataclass(slots=True)
class Written:
    """Sheets in order, and the cells that hold formulas (counted from 0) by sheet."""

    sheets: list[str] = field(default_factory=list)
    formulas: dict[str, set[tuple[int, int]]] = field(default_factory=dict)


def write(
    made: Board,
    person: int | None,
    path: Path,
    *,
    store: str,
    made_at: dt.datetime,
    entries: Sequence[Attention] = (),
    told: Guide | None = None,
) -> Written:
    """Write the page of a person, or of the choice when ``person`` is None; the same board gives the same bytes."""
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    raw = xlsxwriter.Workbook(str(path), options)
    raw.set_properties(
        {
            "title": safe_text(f"Review of {name_of(made, person)}, {made.period.title}")[:200],
            "company": safe_text(store)[:200],
            "subject": f"{made.period.first.isoformat()} to {made.period.last.isoformat()}",
            "author": "csmanager",
            "created": made_at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0),
        }
    )
    book = _Book(raw, made, store, Written())
    _review(book, person)
    _course(book, person)
    if person is None:
        _look(book, entries)
        _people(book)
    else:
        _talk(book, person, told or guide(made, person))
    _meaning(book, person)
    raw.close()
    return book.written


def read_back(path: Path, written: Written) -> None:
    """Open the file: its sheets, and a stored value in every cell with a formula. Raises NotAsWritten."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        found = openpyxl.load_workbook(path, data_only=True)
    if found.sheetnames != written.sheets:
        raise NotAsWritten(f"The sheets are {found.sheetnames}.")
    for name, cells in written.formulas.items():
        for row, column in cells:
            if found[name].cell(row + 1, column + 1).value is None:
                raise NotAsWritten(f"A formula in row {row + 1} of {name} has no stored value.")


@dataclass(slots=True)
class _Book:
    raw: Any
    made: Board
    store: str
    written: Written

    def style(self, **more: Any) -> Any:
        return self.raw.add_format({"valign": "top", **more})

    def sheet(self, name: str, title: str, *, is_wide: bool = True) -> Any:
        sheet = self.raw.add_worksheet(name)
        self.written.sheets.append(name)
        self.written.formulas[name] = set()
        period = self.made.period
        sheet.write_string(0, 0, safe_text(title), self.style(bold=True, font_size=15))
        days = f"{period.first.isoformat()} to {period.last.isoformat()}"
        said = f"{self.store} · {period.title}, {days} · {self.made.who}"
        sheet.write_string(1, 0, safe_text(said), self.style(font_color=MUTED))
        if is_wide:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(f"&L{safe_text(period.title).replace('&', '&&')[:60]}&R&A, page &P of &N")
        sheet.hide_gridlines(1)
        return sheet

    def formula(
        self, sheet: Any, row: int, column: int, text: str, value: float | str, style: Any = None
    ) -> None:
        sheet.write_formula(row, column, text, style, value)
        self.written.formulas[sheet.get_name()].add((row, column))


def _review(book: _Book, person: int | None) -> None:
    made = book.made
    sheet = book.sheet("Review", f"Review: {name_of(made, person)}")
    lines = [line for line in made.lines_of(person) if line.value is not None]
    top = 6
    counts = {word: sum(made.stand(line).word is word for line in lines) for word in Word}
    sheet.write_string(2, 0, LEGEND, book.style(font_color=MUTED))
    note = made.notes.get(person, "") if person is not None else ""
    if note:
        sheet.write_string(3, 0, note, book.style(bold=True))
    names = [
        "Measure",
        "Value",
        "n",
        "From",
        "To",
        "Target",
        "Target up to",
        "Difference",
        "Verdict",
        "Why",
        "Before",
        "Change",
    ]
    columns = [{"header": name, "header_format": book.style(bold=True, bg_color=HEAD)} for name in names]
    last = top + max(1, len(lines))
    sheet.add_table(
        top, 0, last, len(names) - 1,
        {"name": "tblReview", "style": "Table Style Light 1", "columns": columns,
         "description": "Every measure with its value, target, verdict and reason."},
    )  # fmt: skip
    for at, width in enumerate((26, 11, 8, 11, 11, 11, 11, 11, 16, 70, 11, 18)):
        sheet.set_column(at, at, width)
    wrapped = book.style(text_wrap=True)
    for row, line in enumerate(lines, top + 1):
        _line(book, sheet, row, line, wrapped)
    if not lines:
        sheet.write_string(top + 1, 0, "Nothing was counted in this period.")
    for at, word in enumerate((Word.ON_TARGET, Word.MISSING, Word.NORMAL, Word.NOT_JUDGED)):
        sheet.write_string(4, at * 2 + 1, word.capitalize(), book.style(font_color=MUTED))
        text = f'=COUNTIF(tblReview[Verdict],"*{word}")'
        book.formula(sheet, 4, at * 2 + 2, text, counts[word], book.style(bold=True))
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)


def _line(book: _Book, sheet: Any, row: int, line: Line, wrapped: Any) -> None:
    made, unit = book.made, line.unit
    told, moved = made.stand(line), made.change(line)
    shown = book.style(num_format=number_format(unit), align="right")
    sheet.write_string(row, 0, safe_text(line.name), book.style())
    other = moved.other if moved is not None else None
    for column, value in (
        (1, line.value),
        (3, line.low),
        (4, line.high),
        (5, line.target),
        (6, line.upper),
        (10, other),
    ):
        if value is not None:
            sheet.write_number(row, column, scaled(value, unit), shown)
    sheet.write_number(row, 2, line.n, book.style(num_format="#,##0"))
    away = _away(line)
    if away is not None:
        cell = "tblReview[[#This Row],[{}]]".format
        now, low, high = cell("Value"), cell("Target"), cell("Target up to")
        if line.upper is not None:
            text = f'=IF({now}="","",IF({now}<{low},{now}-{low},IF({now}>{high},{now}-{high},0)))'
        else:
            text = f'=IF({now}="","",{now}-{low})'
        signed = {"seconds": "[h]:mm:ss", "share": "+0.0%;-0.0%;0.0%"}.get(str(unit), "+0.00;-0.00;0.00")
        if unit == "seconds" and away < 0:
            text, away = (
                f"=ABS({text[1:]})",
                -away,
            )  # Excel shows no negative times; the verdict says which way
        book.formula(
            sheet, row, 7, text, scaled(away, unit) or 0.0, book.style(num_format=signed, align="right")
        )
    ink = {"font_color": INKS[told.word]} if told.word in INKS else {}
    sheet.write_string(row, 8, f"{MARKS[told.word]} {told.word}", book.style(bold=bool(ink), **ink))
    sheet.write_string(row, 9, safe_text(told.reason), wrapped)
    sheet.set_row(row, 15 * max(1, -(-len(told.reason) // 72)))
    if moved is not None and moved.word:
        sheet.write_string(row, 11, moved.word, book.style(indent=1))


def _away(line: Line) -> float | None:
    """The value less the target; 0 inside a range."""
    if line.value is None or line.target is None:
        return None
    if line.upper is not None:
        return min(line.value - line.target, 0.0) or max(line.value - line.upper, 0.0)
    return line.value - line.target


def _course(book: _Book, person: int | None) -> None:
    """The months of each measure with a native chart."""
    made = book.made
    sheet = book.sheet("Course", "Month by month")
    lines = [line for line in made.lines_of(person) if line.value is not None]
    lines.sort(
        key=lambda line: (not made.stand(line).is_bad, line.target is None, line.better is Better.NEITHER)
    )
    row = 3
    for number, line in enumerate(lines[:_COURSES]):
        panel = time_panel(made.about(line, name_of(made, person)), made.history(line))
        if panel.marks:
            row = put_panel(book.raw, sheet, panel, row, Kind.TIME, f"tblCourse{number + 1}") + 2
    if row == 3:
        sheet.write_string(3, 0, "Nothing was counted in the months before.")


def _look(book: _Book, entries: Sequence[Attention]) -> None:
    sheet = book.sheet("Look at", "What to look at, and what proves nothing")
    columns = [{"header": name} for name in ("What to do", "Who or what", "Why")]
    rows = [[WHYS[one.why], safe_text(one.title), safe_text(one.reason)] for one in entries]
    rows = rows or [["Nothing", "", "Nothing here is worse than chance explains."]]
    sheet.add_table(
        3, 0, 3 + len(rows), 2,
        {"name": "tblLook", "style": "Table Style Light 1", "columns": columns,
         "description": "What to look at, with the reason of each."},
    )  # fmt: skip
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 100)
    wrapped = book.style(text_wrap=True)
    for at, cells in enumerate(rows, 4):
        for column, text in enumerate(cells):
            sheet.write_string(at, column, text, wrapped)
        sheet.set_row(at, 15 * max(1, -(-len(cells[2]) // 105)))


def _people(book: _Book) -> None:
    """People across measures, by name; verdicts as marks."""
    made = book.made
    sheet = book.sheet("People", "Each person, by name. Nobody is ranked.")
    shown = [line for line in made.lines if line.target is not None] or made.lines[:6]
    headers = [{"header": "Person"}]
    for line in shown:
        headers += [
            {"header": safe_text(line.name)},
            {"header": f"n: {safe_text(line.name)}"},
            {"header": f"Verdict: {safe_text(line.name)}"},
        ]
    names = made.names()
    sheet.add_table(
        3, 0, 3 + max(1, len(names)), len(headers) - 1,
        {"name": "tblPeople", "style": "Table Style Light 1", "columns": headers,
         "description": "People by name across the measures that have a target."},
    )  # fmt: skip
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(headers) - 1, 13)
    for row, (name, person) in enumerate(names.items(), 4):
        sheet.write_string(row, 0, safe_text(name), book.style(align="left"))
        for at, whole in enumerate(shown):
            own = made.line(person, whole.metric)
            if own is None or own.value is None:
                sheet.write_string(row, 3 + at * 3, "no data")
                continue
            shape = book.style(num_format=number_format(own.unit))
            sheet.write_number(row, 1 + at * 3, scaled(own.value, own.unit), shape)
            sheet.write_number(row, 2 + at * 3, own.n)
            told = made.stand(own)
            sheet.write_string(row, 3 + at * 3, f"{MARKS[told.word]} {told.word}")
    sheet.freeze_panes(4, 1)


def _talk(book: _Book, person: int, told: Guide) -> None:
    """The guide, room for notes, signatures: one upright page."""
    sheet = book.sheet("Talk", f"For the talk with {name_of(book.made, person)}", is_wide=False)
    sheet.set_column(0, 0, 96)
    wrapped = book.style(text_wrap=True)
    row = 3
    for head, texts in (
        ("Begin", (told.opening,)),
        ("Talk about", told.points),
        ("Ask", told.ask),
        ("Leave out", told.avoid),
    ):
        sheet.write_string(row, 0, head, book.style(bold=True))
        row += 1
        for text in texts:
            sheet.write_string(row, 0, safe_text(text), wrapped)
            sheet.set_row(row, 15 * max(1, -(-len(text) // 98)))
            row += 1
    sheet.write_string(row, 0, "Notes and what was agreed", book.style(bold=True))
    for at in range(_LINES):
        sheet.write_blank(row + 1 + at, 0, None, book.style(bottom=1, bottom_color=RULE))
    row += _LINES + 2
    for who in (name_of(book.made, person), "Manager"):
        sheet.write_string(row, 0, safe_text(f"Signed, {who}:                                          on:"),
                           book.style(bottom=1))  # fmt: skip
        sheet.set_row(row, 30)
        row += 1
    sheet.write_string(
        row, 0, "Signing says that this was talked about, not that one agrees.", book.style(font_color=MUTED)
    )


def _meaning(book: _Book, person: int | None) -> None:
    sheet = book.sheet("Definitions", "What the measures mean")
    names = ("Measure", "Definition", "Formula", "Judged from n", "Version")
    rows = [book.made.view.metrics[line.metric] for line in book.made.lines_of(person)]
    sheet.add_table(
        3, 0, 3 + max(1, len(rows)), len(names) - 1,
        {"name": "tblDefinitions", "style": "Table Style Light 1", "columns": [{"header": name} for name in names],
         "description": "Definition, formula, least n and version of every measure."},
    )  # fmt: skip
    for at, width in enumerate((26, 80, 50, 12, 9)):
        sheet.set_column(at, at, width)
    wrapped = book.style(text_wrap=True)
    for at, metric in enumerate(rows, 4):
        for column, text in enumerate((metric.name, metric.definition, metric.formula)):
            sheet.write_string(at, column, safe_text(text), wrapped)
        sheet.write_number(at, 3, metric.minimum_n)
        sheet.write_number(at, 4, metric.version)
        sheet.set_row(at, 15 * max(1, -(-len(metric.definition) // 84)))
