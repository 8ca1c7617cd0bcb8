"""Verdicts of lines with their reasons, changes between periods, paired questions, the target lab."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csmanager.features.reviews.charts.build import Series
from csmanager.features.reviews.charts.limits import ALL_RULES
from csmanager.features.reviews.figures.across import estimated
from csmanager.features.reviews.figures.attention import explained_by_mix
from csmanager.features.reviews.figures.lab import Case, Tally, meets, sentence, tally
from csmanager.features.reviews.figures.mixing import Mixed
from csmanager.features.reviews.figures.pairs import questions
from csmanager.features.reviews.figures.standing import Stand, Word, change, kind_of, stand
from csmanager.features.reviews.periods import month
from csmanager.features.reviews.queries import Line
from csmanager.features.reviews.rules import Better, Unit, Verdict

MARCH = month(2026, 3)
MONTHS = tuple(month(2024, 10 + at) for at in range(18))


def line(
    value: float | None = 0.8, n: int = 100, status: Verdict = Verdict.NOT_JUDGED, target: float | None = 0.85,
    metric: str = "csat_top2", better: Better = Better.HIGHER, reach: float | None = 0.08, unit: Unit = Unit.SHARE,
) -> Line:  # fmt: skip
    low = None if value is None or reach is None else value - reach
    high = None if value is None or reach is None else value + reach
    return Line(metric, metric, unit, value, n, low, high, None, target, status, "", better=better)


def series(*last: float) -> Series:
    usual = (
        0.82,
        0.84,
        0.83,
        0.85,
        0.82,
        0.84,
        0.83,
        0.82,
        0.84,
        0.85,
        0.83,
        0.82,
        0.84,
        0.83,
        0.85,
        0.82,
        0.84,
        0.83,
    )
    values = (*usual[: len(usual) - len(last)], *last)
    return Series(MONTHS, values, (100,) * 18)


def test_all_eight_rules_see_what_the_first_two_leave_alone() -> None:
    rising = series(0.825, 0.828, 0.831, 0.834, 0.837, 0.840)
    calm = stand(line(0.84, reach=0.01), rising, MARCH, 20)
    assert (calm.word, calm.signal) == (Word.NORMAL, 0)
    told = stand(line(0.84, reach=0.01), replace(rising, rules=ALL_RULES), MARCH, 20)
    assert told.signal == 1
    assert "rule 3 of Nelson" in told.reason


@pytest.mark.parametrize(
    ("made", "months", "word", "said"),
    [
        (line(None, 0, Verdict.NO_DATA), series(), Word.NO_DATA, "no ratings"),
        (line(0.5, 8), series(), Word.NOT_JUDGED, "needs 20"),
        (line(0.95, 100, Verdict.ON_TARGET), series(0.95), Word.ON_TARGET, "even allowing for chance"),
        (line(0.6, 100, Verdict.MISSING), series(0.6), Word.MISSING, "below the target of 85 %"),
        (line(0.83), series(), Word.NORMAL, "where it usually is"),
        (line(0.6, target=None), series(0.6), Word.DOWN, "fallen below what was usual"),
        (line(0.99, target=None), series(0.99), Word.UP, "risen above"),
        (line(0.83), None, Word.NOT_JUDGED, "not yet six months"),
    ],
)  # fmt: skip
def test_every_verdict_has_its_reason(made: Line, months: Series | None, word: Word, said: str) -> None:
    told = stand(made, months, MARCH, 20, "ratings")
    assert told.word is word
    assert said in told.reason


def test_a_signal_is_red_only_the_wrong_way() -> None:
    assert kind_of(stand(line(0.6, target=None), series(0.6), MARCH, 20)) == "signal"
    assert kind_of(stand(line(0.99, target=None), series(0.99), MARCH, 20)) == "good"
    ranged = line(0.99, target=None, better=Better.RANGE)
    assert kind_of(stand(ranged, series(0.99), MARCH, 20)) == "watch"


def few(*last: float, n: int = 44) -> Series:
    return Series(MONTHS, (0.9,) * (18 - len(last)) + last, (n,) * 18)


def test_one_bad_month_is_looked_at_again_and_three_are_talked_about() -> None:
    bad = line(0.727, 44, Verdict.MISSING, reach=0.12)
    once = stand(bad, few(0.727), MARCH, 20)
    assert once.word is Word.MISSING and not once.is_firm
    assert "One month is not enough" in once.reason
    again = stand(bad, few(0.7, 0.72, 0.727), MARCH, 20)
    assert again.is_firm and "One month" not in again.reason
    worst = stand(line(0.5, 44, Verdict.MISSING), few(0.5), MARCH, 20)
    assert worst.is_firm, "one month may be bad enough by itself"


def test_three_months_together_show_what_one_does_not() -> None:
    told = stand(line(0.77, 44, reach=0.12), few(0.75, 0.75, 0.77), MARCH, 20)
    assert told.word is Word.MISSING and told.is_firm
    assert "three months together (75.7 %, n 132) are below the target of 85 %" in told.reason
    assert stand(line(0.77, 44, reach=0.12), few(0.77), MARCH, 20).word is not Word.MISSING


def test_a_time_is_talked_about_when_far_off_or_off_three_months_in_a_row() -> None:
    slow = line(500, 60, Verdict.MISSING, 400, "handle_time", Better.LOWER, 70, Unit.SECONDS)
    usual = Series(MONTHS, (380.0,) * 17 + (500.0,), (60,) * 18)
    assert not stand(slow, usual, MARCH, 20).is_firm
    assert stand(slow, Series(MONTHS, (380.0,) * 15 + (480.0, 470.0, 500.0), (60,) * 18), MARCH, 20).is_firm
    far = line(700, 60, Verdict.MISSING, 400, "handle_time", Better.LOWER, 70, Unit.SECONDS)
    assert stand(far, usual, MARCH, 20).is_firm


def test_the_mix_explains_only_what_it_takes_most_of_away() -> None:
    poor = line(3.5, 24, Verdict.MISSING, 4.2, "csat_mean", reach=0.66, unit=Unit.SCORE)
    theirs = "Refund: 25 % of theirs, 12 % of everyone's"
    assert explained_by_mix(poor, Mixed(3.5, 3.61, 24, theirs)) == "", "0.11 of 0.70 is no explanation"
    assert "The kinds of contact explain it" in explained_by_mix(poor, Mixed(3.5, 4.0, 24, theirs))


def test_all_equal_months_give_no_signal() -> None:
    told = stand(line(1.0, target=None), Series(MONTHS, (1.0,) * 18, (50,) * 18), MARCH, 20)
    assert told.word is Word.NOT_JUDGED
    assert "vary" in told.reason


def test_a_change_is_clear_only_beyond_chance() -> None:
    far, near = change(line(0.6), line(0.9), "February 2026"), change(line(0.84), line(0.8), "February 2026")
    assert (far.word, far.is_clear) == ("down", True)
    assert (near.word, near.is_clear) == ("no clear change", False)
    assert change(line(0.8), None, "February 2026").reason == "There is no figure for February 2026."
    assert change(line(0.8, reach=None), line(0.8, 3), "May").word == "not judged"
    assert change(line(7, unit=Unit.COUNT), line(5, unit=Unit.COUNT), "May").word == "+2"


def test_pairs_ask_and_never_accuse() -> None:
    fast = line(200, metric="handle_time", better=Better.RANGE, unit=Unit.SECONDS, target=None)
    back = line(0.6, metric="first_contact_resolution")
    told = {
        "handle_time": Stand(Word.DOWN, "", -1),
        "first_contact_resolution": Stand(Word.MISSING, "", is_bad=True),
    }
    (asked,) = questions([fast, back], lambda one: told[one.metric])
    assert asked.text.endswith("?")
    told["first_contact_resolution"] = Stand(Word.NORMAL, "")
    assert questions([fast, back], lambda one: told[one.metric]) == []
    assert questions([], lambda one: told[one.metric]) == []


def cases(*values: float) -> list[Case]:
    return [Case(1, "Ana", "Phones", "Agent", MARCH, value, 40, True) for value in values]


def test_the_lab_counts_person_months() -> None:
    found = [*cases(0.9, 0.8, 0.7), Case(2, "Bo", None, None, MARCH, 1.0, 3, False)]
    assert tally(found, 0.8, None, Better.HIGHER) == Tally(2, 3, 1)
    assert tally(found, 0.8, None, Better.LOWER) == Tally(2, 3, 1)
    assert tally(found, 0.75, 0.85, Better.RANGE) == Tally(1, 3, 1)
    assert meets(0.85, 0.85, None, Better.HIGHER)
    assert "nobody knows" in sentence(tally([], 0.8, None, Better.HIGHER))
    assert "Hardly anybody" in sentence(Tally(1, 60, 0))
    assert "asks for nothing" in sentence(Tally(60, 60, 0))


def test_estimates_draw_few_nearer_to_all() -> None:
    told = estimated([line(0.5, 10), line(0.84, 300), line(0.86, 300), line(None, 0)])
    assert told[3] is None
    assert told[0] is not None
    assert told[1] is not None
    assert 0.6 < told[0][0] < 0.86
    assert told[1][0] == pytest.approx(0.84, abs=0.02)
    assert told[0][1] < told[0][0] < told[0][2]


def test_mean_times_are_drawn_by_precision_and_two_people_are_not_drawn() -> None:
    times = [
        line(value, 50, unit=Unit.SECONDS, reach=reach) for value, reach in ((200, 10), (300, 10), (900, 500))
    ]
    told = estimated(times)
    assert told[2] is not None
    assert told[2][0] < 600
    assert estimated(times[:2]) == [None, None]
    assert estimated([]) == []
