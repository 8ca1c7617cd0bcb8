"""Charts before they are drawn: limits, signals, funnels, what each mark opens."""

from __future__ import annotations

import pytest

from csmanager.features.reviews.charts.build import (
    Aimed,
    Person,
    Series,
    by_name,
    time_chart,
    time_panel,
)
from csmanager.features.reviews.charts.funnels import funnel, lines_of
from csmanager.features.reviews.charts.limits import limits_of, signals, slope
from csmanager.features.reviews.charts.model import Shape, Style, mark_text
from csmanager.features.reviews.periods import month
from csmanager.features.reviews.rules import Better, Unit

MONTHS = tuple(month(2024, 10 + at) for at in range(18))
ABOUT = Aimed("csat_top2", "Satisfied customers", Unit.SHARE, Better.HIGHER, 20, 0.85)


def slide() -> Series:
    """Twelve months as usual, then six that fall."""
    values = (
        0.88,
        0.86,
        0.87,
        0.89,
        0.86,
        0.88,
        0.87,
        0.85,
        0.88,
        0.87,
        0.86,
        0.88,
        0.85,
        0.8,
        0.74,
        0.7,
        0.65,
        0.6,
    )
    return Series(MONTHS, values, (90,) * 18)


def test_a_slide_does_not_widen_the_limits_it_is_judged_by() -> None:
    series = slide()
    limits = series.limits(Unit.SHARE)
    assert limits is not None
    assert limits.base == 12
    assert limits.is_sure
    assert limits.centre == pytest.approx(sum(series.values[:12]) / 12)  # type: ignore[arg-type]
    told = signals(series.values, limits)[-3:]
    assert [(one.side, one.rule) for one in told if one is not None] == [(-1, 1)] * 3
    assert not any(signals(series.values, limits)[:12])


def test_few_points_get_wide_limits_by_their_own_n() -> None:
    sizes = (90,) * 17 + (12,)
    limits = limits_of(slide().values, sizes, Unit.SHARE)
    assert limits is not None
    assert limits.is_by_n
    assert limits.low[-1] < 0.62 < limits.low[0]


@pytest.mark.parametrize(
    ("values", "unit"),
    [
        ((0.9,) * 5, Unit.SHARE),
        ((None,) * 18, Unit.SHARE),
        ((1.0,) * 18, Unit.SHARE),
        ((0.0,) * 18, Unit.SHARE),
        ((200.0,) * 18, Unit.SECONDS),
    ],
)
def test_too_little_or_nothing_that_varies_has_no_limits(
    values: tuple[float | None, ...], unit: Unit
) -> None:
    assert limits_of(values, (50,) * len(values), unit) is None


def test_nine_in_a_row_on_one_side_are_a_signal_and_a_gap_ends_the_row() -> None:
    values: list[float | None] = [10, 12, 10, 12, 10, 12, *([11.5] * 9)]
    limits = limits_of(values, (50,) * 15, Unit.SCORE)
    assert limits is not None
    told = signals(values, limits)
    assert [at for at, one in enumerate(told) if one is not None] == [13, 14]
    assert told[14] is not None
    assert (told[14].side, told[14].rule) == (1, 2)
    assert told[14].words == "nine points in a row on one side of the average (rule 2 of Nelson)"
    values[10] = None
    assert not any(signals(values, limits))


def test_rates_of_events_get_limits_of_a_u_chart() -> None:
    values = (4.0, 6.0, 5.0, 4.5, 5.5, 6.0, 5.0, 4.0, 5.0, 5.5, 4.5, 5.0, *([5.0] * 5), 30.0)
    sizes = (2000,) * 17 + (500,)
    limits = Series(MONTHS, values, sizes, 1000.0).limits(Unit.NUMBER)
    assert limits is not None
    assert limits.kind == "u"
    assert limits.centre == pytest.approx(5.0)
    assert limits.high[0] == pytest.approx(5 + 3000 * (0.005 / 2000) ** 0.5)
    assert limits.high[-1] == pytest.approx(5 + 3000 * (0.005 / 500) ** 0.5)
    told = [one for one in signals(values, limits) if one is not None]
    assert [(one.side, one.rule) for one in told] == [(1, 1)]
    chart = time_chart(
        Aimed("complaint_rate", "Complaints", Unit.NUMBER, Better.LOWER, 50),
        Series(MONTHS, values, sizes, 1000.0),
    )
    assert "u chart" in chart.subtitle
    assert chart.panels[0].is_alarmed
    assert "one point outside the limits (rule 1 of Nelson)" in chart.panels[0].marks[-1].note


def test_other_figures_get_those_of_an_xmr_chart_and_shares_those_of_a_p_chart() -> None:
    scores = Series(MONTHS, (4.0, 4.2) * 9, (50,) * 18).limits(Unit.SCORE)
    assert scores is not None
    assert scores.kind == "x"
    assert (scores.centre, scores.high[0]) == pytest.approx((4.1, 4.1 + 2.66 * 0.2))
    shares = slide().limits(Unit.SHARE)
    assert shares is not None
    assert shares.kind == "p"


def test_the_trend_is_the_median_of_slopes() -> None:
    assert slope([1, 2, 3, 4, 5, 6, 7, 800]) == pytest.approx((1.0, 1.0))
    assert slope([1, 2, 3]) is None


def test_every_mark_with_contacts_opens_its_month() -> None:
    series = Series(MONTHS, (*slide().values[:-1], None), (*((90,) * 17), 0))
    panel = time_panel(ABOUT, series)
    assert panel.marks[3].opens is not None
    assert panel.marks[3].opens.period == month(2025, 1)
    assert panel.marks[-1].opens is None
    assert "no data" in mark_text(panel, panel.marks[-1])


def test_the_title_states_the_finding() -> None:
    assert time_chart(ABOUT, slide()).title.startswith("Satisfied customers: something changed")
    calm = Series(MONTHS[:12], slide().values[:12], (90,) * 12)
    assert time_chart(ABOUT, calm).title == "Satisfied customers: nothing unusual"
    empty = Series(MONTHS, (None,) * 18, (0,) * 18)
    assert time_chart(ABOUT, empty).title == "Satisfied customers: no data"
    assert "No data" in time_chart(ABOUT, empty).sentence()


def test_a_funnel_marks_only_who_is_beyond_chance() -> None:
    people = [Person(at, name, 0.86, 100) for at, name in enumerate("ABCDE")]
    people += [Person(8, "Far", 0.60, 110), Person(9, "Few", 0.5, 6)]
    chart = funnel(ABOUT, people, month(2026, 3), 0.85)
    assert [mark.label for _, mark in chart.marks() if mark.shape is Shape.SIGNAL] == ["Far"]
    assert [mark.label for _, mark in chart.marks() if mark.shape is Shape.FEW] == ["Few"]
    assert "Far" in chart.title
    assert {curve.style for curve in chart.panels[0].curves} >= {Style.INNER, Style.LIMIT, Style.TARGET}


def test_a_funnel_of_two_has_no_outer_line() -> None:
    chart = funnel(ABOUT, [Person(1, "A", 0.8, 30), Person(2, "B", 0.9, 30)], month(2026, 3), 0.85)
    assert Style.LIMIT not in {curve.style for curve in chart.panels[0].curves}
    assert funnel(ABOUT, [], month(2026, 3), None).title.endswith("nobody has figures in this period")


def test_the_lines_of_a_funnel_are_the_exact_ones_of_the_science_package() -> None:
    from csmanager.science.funnel import limits

    lines = lines_of([0.9, 0.8], [20, 10], 0.85)
    assert lines is not None
    assert lines.at(20) == pytest.approx(limits(0.85, 20))
    assert lines.at(20)[3] - 0.85 != pytest.approx(0.85 - lines.at(20)[0])  # not a normal curve
    assert lines_of([], [], 0.85) is None
    assert lines_of([1.0], [5], 1.0) is None


def test_people_who_differ_more_than_chance_widen_the_lines_in_words() -> None:
    people = [Person(at, f"P{at}", 0.85 + 0.15 * (-1) ** at, 200) for at in range(8)]
    chart = funnel(ABOUT, people, month(2026, 3), 0.85)
    assert "times as far apart" in chart.legend
    assert not [mark for _, mark in chart.marks() if mark.shape is Shape.SIGNAL and mark.y and mark.y > 0.9]
    alike = [Person(at, f"P{at}", 0.85, 200) for at in range(8)]
    assert "times as far" not in funnel(ABOUT, alike, month(2026, 3), 0.85).legend


def test_people_stand_by_name_with_what_was_measured_beside() -> None:
    people = [Person(2, "Bo", 0.9, 40, 0.8, 0.95, 0.88), Person(1, "Ana", None, 0)]
    chart = by_name(ABOUT, people, month(2026, 3), 0.85)
    assert [mark.label for mark in chart.panels[0].marks] == ["Bo", "Ana"]
    assert chart.panels[0].marks[0].raw == 0.9
    assert "as measured 90.0 %" in mark_text(chart.panels[0], chart.panels[0].marks[0])
