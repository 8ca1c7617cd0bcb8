"""The evidence workbook: real dates and numbers, nothing acts, the private note only where chosen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from csmanager.core.store import Store
from csmanager.features.commitments.rules import Owner
from csmanager.features.reviews.plans import actions, letters, queries
from tests.features.reviews.desk_shop import stock

START, LATER = dt.date(2026, 3, 2), dt.date(2026, 3, 17)


def test_the_packet_opens_as_a_workbook_with_real_values(store: Store, tmp_path: Path) -> None:
    import openpyxl

    ids = stock(store)
    plan = store.do(
        "Open", actions.open_plan, person_id=ids["Ana"], title="=1+1", cause="Unsure", today=START,
        support=[actions.Promise(Owner.MANAGER, "Sit in")], private_note="sealed words",
    )  # fmt: skip
    store.do(
        "Goal", actions.add_goal, plan, text="Less", metric_key="escalation_rate", start_value=0.5,
        target_value=0.2, due_on=dt.date(2026, 4, 20), today=START,
    )  # fmt: skip
    with store.read() as session:
        found = queries.detail(session, plan, LATER)
    assert found is not None
    path = tmp_path / "packet.xlsx"
    letters.write_workbook(path, found, shop="Shop", today=LATER)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Plan", "Goals", "Weeks", "Checkpoints", "Owed", "Containment", "History"]
    assert book["Plan"]["B2"].value == "=1+1"
    assert book["Plan"]["B2"].data_type == "s"
    week = [cell.value for cell in book["Weeks"][2]]
    assert week[1] == dt.datetime(2026, 3, 2)
    assert isinstance(week[3], float)
    assert isinstance(week[4], int)
    words = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "sealed words" not in words
    book.close()
    letters.write_workbook(path, found, shop="Shop", today=LATER, with_private=True)
    again = openpyxl.load_workbook(path)
    assert "sealed words" in {cell.value for row in again["Plan"].iter_rows() for cell in row}
    again.close()
