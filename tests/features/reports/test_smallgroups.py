"""Reports by codes and the sheet of fair chances give nobody of a small group away."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from csmanager.core.settings import write_value
from csmanager.core.smallgroups import KEY
from csmanager.core.store import Store
from csmanager.features.hiring.knowing.period import PeriodFigure, PeriodHiring, PeriodSource
from csmanager.features.hiring.knowing.workbook import group_cells
from csmanager.features.hiring.rules import Stage
from csmanager.features.reports.gather import gather
from csmanager.features.reports.smallgroups import covered
from csmanager.features.reviews.periods import month

MADE_AT = dt.datetime(2026, 4, 2, 8, 0, tzinfo=dt.UTC)


def group(name: str, applicants: int, selected: int) -> Any:
    return SimpleNamespace(
        opening_id=1,
        stage=Stage.SCREEN,
        category="Age",
        group=name,
        applicants=applicants,
        selected=selected,
        rate=selected / applicants,
        ratio=1.0,
        words="Nothing stands out.",
    )


def test_a_report_by_codes_names_no_small_role_and_no_first_day(sample_store: Store) -> None:
    period = month(2026, 3)
    with sample_store.read() as session:
        named = gather(session, period, made_at=MADE_AT, file_name="a.csm", with_names=True)
        coded = gather(session, period, made_at=MADE_AT, file_name="a.csm", with_names=False)
    counts = {
        role: sum(one.role == role for one in named.members) for role in {m.role for m in named.members}
    }
    assert any(count < 5 for count in counts.values())
    for role in {member.role for member in coded.members} - {"", "fewer than 5"}:
        assert counts[role] >= 5
    assert all(member.started_on is None and member.left_on is None for member in coded.members)
    assert sorted(fact.numerator for fact in coded.facts) == sorted(fact.numerator for fact in named.facts)
    assert any("fewer than 5" in note for note in coded.notes) and coded.team == named.team


def test_small_groups_of_applicants_are_told_as_such() -> None:
    rows = [group("Under 30", 30, 12), group("30 to 50", 40, 14), group("Over 50", 3, 1)]
    cells = group_cells(rows, 5)
    assert cells[2] == ["fewer than 5", None, None, None, None]
    assert cells[0][0] == "not told"  # else it were the total less the others
    assert cells[1][:2] == [40, 14]


def test_few_who_went_on_are_not_told_either() -> None:
    rows = [group("A", 30, 12), group("B", 40, 2)]
    assert group_cells(rows, 5)[1] == [40, "fewer than 5", None, None, None]


def test_how_many_it_takes_is_a_setting(store: Store) -> None:
    store.do("Set", write_value, KEY, 3)
    assert group_cells([group("A", 30, 12), group("B", 8, 4)], 3)[1][:2] == [8, 4]


def test_a_report_by_codes_does_not_tell_what_became_of_a_few_applicants(sample_store: Store) -> None:
    with sample_store.read() as session:
        coded = gather(session, month(2026, 3), made_at=MADE_AT, file_name="a.csm", with_names=False)
    found = PeriodHiring(
        (
            PeriodFigure("Cost per hire", 900.0, "money", 1, "", of_people=True),
            PeriodFigure("Offers accepted", 0.5, "%", 12, "", of_people=True),
            PeriodFigure("Places filled", 1.0, "places", 1, ""),
        ),
        (
            PeriodSource("Board", 30, 8, 1, 0),
            PeriodSource("Referral", 1, 1, 0, 0),
            PeriodSource("Fair", 9, 2, 1, 0),
        ),
    )
    told = covered(replace(coded, hiring=found), 5).hiring
    assert told is not None
    assert [(row.value, row.told) for row in told.figures] == [(None, "fewer than 5"), (0.5, ""), (1.0, "")]
    assert [(row.hired, row.told) for row in told.sources] == [(1, ""), (0, "fewer than 5"), (0, "not told")]
    named = covered(replace(coded, hiring=found, with_names=True), 5).hiring
    assert named == found
