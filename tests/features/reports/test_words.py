"""What the sentences say, and what they never claim."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from csmanager.features.reports.data import ReportData, summary_measures
from csmanager.features.reports.units import interval_text, number_text, status_text, target_words
from csmanager.features.reports.words import (
    finding,
    trend_description,
    trend_title,
    what_happened,
    what_next,
    why,
)
from tests.features.reports.made import report


def changed(data: ReportData, **figures: dict[str, Any]) -> ReportData:
    """``data`` with some figures of the team replaced."""
    team = {key: dataclasses.replace(figure, **figures.get(key, {})) for key, figure in data.team.items()}
    return dataclasses.replace(data, team=team)


@pytest.fixture
def calm() -> ReportData:
    """Every target met, nothing moved."""
    data = report()
    return dataclasses.replace(
        data,
        team={
            key: dataclasses.replace(figure, previous=figure.value, status="on_target", n=500)
            for key, figure in data.team.items()
        },
    )


MISSED = {"status": "missing", "value": 0.70, "low": 0.66, "high": 0.74, "previous": 0.81, "n": 420}


def test_the_finding_counts_what_was_missed_and_names_it(calm: ReportData) -> None:
    assert finding(calm) == "March 2026: all 9 judged targets were met"
    missed = changed(calm, service_level=MISSED)
    assert finding(missed) == "March 2026: 1 of 9 judged targets missed (service level)"


def test_the_measure_furthest_off_comes_first(calm: ReportData) -> None:
    near = {**MISSED, "value": 0.84, "low": 0.83, "high": 0.845}
    both = changed(calm, service_level=MISSED, csat_top2=near)
    assert finding(both).endswith("missed (service level and satisfied customers)")


def test_what_was_missed_is_said_with_interval_n_and_distance(calm: ReportData) -> None:
    said = what_happened(changed(calm, service_level=MISSED))
    assert (
        f"Service level missed its target: {number_text('share', 0.70)} (95 % interval"
        f" {interval_text('share', 0.66, 0.74)}, n = 420), 10.0 points under {number_text('share', 0.80)}."
        in said
    )


def test_the_volume_comes_first_and_is_compared(calm: ReportData) -> None:
    data = changed(
        calm, contacts_handled={"value": 1100.0, "previous": 1000.0}, contacts_offered={"value": 1200.0}
    )
    assert what_happened(data)[0] == (
        "1,200 contacts came in and 1,100 were handled, 10 % more than in February 2026."
    )


def test_a_reason_is_only_a_figure_that_moved_with_it(calm: ReportData) -> None:
    missed = changed(calm, service_level=MISSED, contacts_offered={"value": 1200.0, "previous": 1000.0})
    assert why(missed)[0] == "Service level: at the same time contacts offered rose from 1,000 to 1,200."
    assert why(missed)[-1] == "Figures that move together are a place to look, not a proof."
    assert "the figures alone give no reason" in why(changed(calm, service_level=MISSED))[0]
    assert why(calm) == ["No judged target was missed, so nothing needs a reason."]


def test_what_moved_the_good_way_is_no_reason(calm: ReportData) -> None:
    shorter = {"value": 300.0, "low": 290.0, "high": 310.0, "previous": 340.0}
    said = why(changed(calm, service_level=MISSED, handle_time=shorter))
    assert "handle time fell" not in said[0]
    longer = {"value": 380.0, "low": 370.0, "high": 390.0, "previous": 340.0}
    assert "handle time rose" in why(changed(calm, service_level=MISSED, handle_time=longer))[0]


def test_each_missed_target_has_a_next_step(calm: ReportData) -> None:
    assert what_next(changed(calm, csat_top2=MISSED))[0] == (
        "Satisfied customers: read the comments under the low ratings, and pick one theme to mend."
    )
    assert what_next(calm) == ["Nothing has to change; keep what works."]


def test_a_period_without_contacts_is_not_praised(calm: ReportData) -> None:
    nothing = {key: {"value": None, "n": 0, "status": "no_data"} for key in calm.team}
    nothing |= {key: {"value": 0.0, "n": 0} for key in ("contacts_offered", "contacts_handled")}
    data = changed(calm, **nothing)
    assert finding(data) == "March 2026: no contacts to report on"
    assert why(data) == ["No target could be judged, so there is nothing to explain."]
    assert "keep what works" not in " ".join(what_next(data))
    assert what_next(data)[-1].startswith("Import the contacts of this period")


def test_what_got_worse_without_missing_is_watched(calm: ReportData) -> None:
    worse = changed(calm, csat_top2={"value": 0.86, "low": 0.855, "high": 0.88, "previous": 0.92})
    assert what_next(worse)[0].startswith("Watch satisfied customers: worse than in February 2026")


def test_too_few_cases_ask_for_more_not_for_action(calm: ReportData) -> None:
    few = changed(calm, nps={"status": "not_judged", "n": 8})
    assert "More cases are needed before these can be judged: NPS (12 more)." in what_next(few)
    assert "NPS" in what_happened(few)[-1] or any("NPS" in text for text in what_happened(few))


def test_a_store_without_targets_says_so(calm: ReportData) -> None:
    data = dataclasses.replace(
        calm, team={key: dataclasses.replace(f, target=None, upper=None) for key, f in calm.team.items()}
    )
    assert finding(data).endswith("contacts handled, no target to judge by")
    assert "Set targets, so that the next report can say whether they were met." in what_next(data)


def test_a_chart_is_titled_by_what_it_shows_and_described(calm: ReportData) -> None:
    data = changed(calm, service_level=MISSED)
    assert (
        trend_title(data, data.measure("service_level"))
        == f"Service level down to {number_text('share', 0.70)}; target {target_words('share', 0.80, None)} missed"
    )
    text = trend_description(data, data.measure("service_level"))
    assert text.startswith("Line chart of Service level from Mar 2025 to Mar 2026: lowest ")
    assert text.endswith(f"The target is {target_words('share', 0.80, None)}.")


def test_no_sentence_names_a_person(calm: ReportData) -> None:
    data = changed(calm, service_level=MISSED, csat_top2=MISSED)
    words = " ".join([finding(data), *what_happened(data), *why(data), *what_next(data)])
    assert not [member.label for member in data.members if member.label in words]


def test_the_summary_takes_volume_and_targets_before_the_rest() -> None:
    data = report()
    chosen = [measure.key for measure in summary_measures(data)]
    assert len(chosen) == 10
    assert "contacts_handled" in chosen and "transfer_rate" not in chosen


def test_a_status_without_a_target_is_not_a_verdict() -> None:
    assert status_text("not_judged", False) == "– No target"
    assert status_text("not_judged", True) == "○ Not judged"
    assert status_text("no_data", True) == "– No data"
