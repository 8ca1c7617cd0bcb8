"""The figures of hiring as a workbook: real numbers and dates, a sheet a part, no names where it is for others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from csmanager.core.smallgroups import SMALLEST, fewer_than, hidden
from csmanager.features.hiring.knowing.outcome import Outcome
from csmanager.features.hiring.knowing.queries import All, GroupRow
from csmanager.features.hiring.rules import STAGE_NAMES, Stage
from csmanager.features.hiring.spelling import day_words
from csmanager.science.special import median


def group_cells(groups: Sequence[GroupRow], least: int) -> list[list[Any]]:
    """Applicants, went on, rate, share of the highest and words of each group, small ones covered.

    Groups of one opening, stage and category are looked at together, since their total may be known. Where fewer
    than ``least`` went on (or stayed behind), that count is covered with all that would tell it.
    """
    together: dict[tuple[Any, ...], list[int]] = {}
    for at, row in enumerate(groups):
        together.setdefault((row.opening_id, row.stage, row.category), []).append(at)
    covered: set[int] = set()
    for places in together.values():
        covered |= {places[at] for at in hidden([groups[at].applicants for at in places], least)}
    word = fewer_than(least)
    cells: list[list[Any]] = []
    for at, row in enumerate(groups):
        is_few = 0 < row.selected < least or 0 < row.applicants - row.selected < least
        if at in covered:
            cells.append([word if row.applicants < least else "not told", None, None, None, None])
        elif is_few:
            cells.append([row.applicants, word if row.selected < least else "not told", None, None, None])
        else:
            cells.append([row.applicants, row.selected, row.rate, row.ratio, row.words])
    return cells


def write(
    path: Path,
    found: All,
    outcomes: Sequence[Outcome],
    *,
    shop: str,
    today: dt.date,
    span: str,
    least: int = SMALLEST,
) -> None:
    """Write it; texts cannot act as formulas. Names of applicants stay out, those hired stand by their names.

    ``least``: people a group needs for its counts to be told.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1})
    title = book.add_format({"bold": True, "font_size": 14})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    share = book.add_format({"num_format": "0 %", "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00", "valign": "top"})

    def sheet(
        name: str, note: str, heads: Sequence[tuple[str, int, str]], rows: Sequence[Sequence[Any]]
    ) -> None:
        made = book.add_worksheet(name)
        made.write_string(0, 0, name, title)
        made.write_string(1, 0, note)
        made.freeze_panes(4, 1)
        made.set_landscape()
        made.fit_to_pages(1, 0)
        made.repeat_rows(3)
        forms = {"share": share, "money": money}
        for at, (head, width, _) in enumerate(heads):
            made.set_column(at, at, width)
            made.write_string(3, at, head, bold)
        for line, values in enumerate(rows, 4):
            for at, value in enumerate(values):
                if value is None or value == "":
                    continue
                if isinstance(value, dt.date):
                    made.write_datetime(line, at, dt.datetime.combine(value, dt.time()), day)
                elif isinstance(value, int | float):
                    made.write_number(line, at, value, forms.get(heads[at][2], wrap))
                else:
                    made.write_string(line, at, str(value), wrap)

    about = f"{shop}, as of {day_words(today)}, {span}"
    sheet(
        "Hiring", about,
        [("Figure", 28, ""), ("Value", 14, ""), ("n", 7, ""), ("Note", 40, ""), ("Definition", 70, "")],
        [[row.name, row.text, row.n, row.note, row.definition] for row in found.figures],
    )  # fmt: skip
    sheet(
        "Stages", f"{about}. Went on: of those who left the stage.",
        [("Stage", 16, ""), ("Came", 8, ""), ("Went on", 9, ""), ("Turned down", 12, ""), ("Withdrew", 10, ""),
         ("Still there", 11, ""), ("Share that went on", 18, "share"), ("Median days", 12, "")],
        [
            [STAGE_NAMES[Stage(row.stage)], len(row.entered), len(row.passed), len(row.rejected), len(row.withdrawn),
             len(row.waiting), row.share, median(list(row.days))]
            for row in found.stages
        ],
    )  # fmt: skip
    sheet(
        "Sources", about,
        [("Came through", 26, ""), ("Applied", 9, ""), ("Interviewed", 12, ""), ("Hired", 8, ""), ("Paid", 12, "money"),
         ("Paid per hire", 14, "money")],
        [
            [row.source, len(row.applied), len(row.interviewed), len(row.hired), row.cents / 100 or None,
             row.per_hire / 100 if row.per_hire is not None else None]
            for row in found.sources
        ],
    )  # fmt: skip
    sheet(
        "Reasons", f"{about}. Why applications ended, most frequent first.",
        [("Reason", 40, ""), ("Said by", 10, ""), ("Stage", 14, ""), ("How many", 10, ""), ("Share", 9, "share"),
         ("With those above", 16, "share")],
        [
            [row.reason, "Us" if row.side == "us" else "Them", STAGE_NAMES[Stage(row.stage)], len(row.who), row.share,
             row.running]
            for row in found.reasons
        ],
    )  # fmt: skip
    sheet(
        "Fair chances",
        "Counts entered apart from any application. No verdict; where few, nothing is said. Groups of fewer than"
        f" {least} people, and what would give them away, are told as “{fewer_than(least)}”.",
        [("Opening", 24, ""), ("Stage", 12, ""), ("Compared by", 14, ""), ("Group", 16, ""), ("Applicants", 11, ""),
         ("Went on", 9, ""), ("Rate", 8, "share"), ("Of the highest", 14, "share"), ("What can be said", 70, "")],
        [
            [row.opening, STAGE_NAMES[row.stage], row.category, row.group, *told]
            for row, told in zip(found.groups, group_cells(found.groups, least), strict=True)
        ],
    )  # fmt: skip
    for one in outcomes:
        sheet(
            f"Day {one.day}", one.words,
            [("Person", 24, ""), ("First day", 12, ""), ("Interview score", 15, ""), ("Practice", 10, "share"),
             ("Quality", 10, "share"), ("n graded", 10, ""), ("Satisfaction", 13, "share"), ("n answers", 10, "")],
            [
                [row.name, row.started_on, row.score, row.practice, row.quality, row.quality_n, row.satisfaction,
                 row.satisfaction_n]
                for row in one.rows
            ],
        )  # fmt: skip
    sheet(
        "Costs", about,
        [("Day", 12, ""), ("What", 36, ""), ("Opening", 24, ""), ("Kind", 22, ""), ("Amount", 12, "money")],
        [[row.spent_on, row.what, row.opening, row.kind, row.cents / 100] for row in found.costs],
    )  # fmt: skip
    book.close()
