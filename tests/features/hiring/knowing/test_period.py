"""Hiring of a period, and its sheet in the workbook for upper management."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl

from csmanager.core.store import Store
from csmanager.features.hiring import actions as hiring
from csmanager.features.hiring.knowing import actions
from csmanager.features.hiring.knowing.period import of_period
from csmanager.features.hiring.rules import Stage
from csmanager.features.reports.gather import gather
from csmanager.features.reports.workbook.write import write
from csmanager.features.reviews.periods import month
from tests.conftest import NOW
from tests.features.hiring.interviews.people import applicant, opening, read

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)


def shop(store: Store, today: dt.date) -> None:
    place = opening(store, today)
    mia = applicant(store, place, today, stage=Stage.OFFER)
    applicant(store, place, today, "Jon Ek")
    store.do("Hire", hiring.hire, mia, today=today, starts_on=today)
    store.do("Cost", actions.add_cost, what="Ad", cents=12_000, spent_on=today, today=today)
    store.do("Cost", actions.add_cost, what="Old", cents=99_000, spent_on=dt.date(2026, 1, 5), today=today)


def test_a_period_tells_places_times_cost_and_sources(store: Store, today: dt.date) -> None:
    assert read(store, of_period, FIRST, LAST) is None
    shop(store, today)
    found = read(store, of_period, FIRST, LAST)
    told = {row.name: (row.value, row.n) for row in found.figures}
    assert told["Applications"] == (2.0, 2)
    assert told["Places filled"] == (1.0, 1)
    assert told["Time to hire"] == (20, 1)
    assert told["Cost of hiring"] == (120.0, 1)
    assert told["Cost per hire"] == (120.0, 1)
    assert told["Offers accepted"][1] == 1
    assert sum(row.applied for row in found.sources) == 2
    assert all(row.definition for row in found.figures)
    before = read(store, of_period, dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    told = {row.name: (row.value, row.n) for row in before.figures}
    assert told["Applications"] == (0.0, 0)
    assert told["Time to fill"] == told["Cost per hire"] == (None, 0)
    assert told["Cost of hiring"] == (990.0, 1)


def test_the_workbook_has_a_sheet_of_hiring_where_there_is_some(
    store: Store, today: dt.date, tmp_path: Path
) -> None:
    def made(name: str) -> openpyxl.Workbook:
        data = read(store, gather, month(2026, 3), made_at=NOW, file_name="shop.csm")
        write(data, tmp_path / name)
        return openpyxl.load_workbook(tmp_path / name)

    assert "Hiring" not in made("empty.xlsx").sheetnames
    shop(store, today)
    book = made("full.xlsx")
    assert book.sheetnames[book.sheetnames.index("Team") + 1] == "Hiring"
    sheet = book["Hiring"]
    rows = {row[0].value: row for row in sheet[sheet.tables["tblHiring"].ref]}
    assert (rows["Places filled"][1].value, rows["Places filled"][3].value) == (1, 1)
    assert (rows["Cost per hire"][1].value, rows["Cost per hire"][2].value) == (120, "EUR")
    assert {"Came through", "Applied", "Hired"} <= {
        cell.value for cell in sheet[sheet.tables["tblSources"].ref][0]
    }
    assert "Mia" not in str([[cell.value for cell in row] for row in sheet.iter_rows()])
