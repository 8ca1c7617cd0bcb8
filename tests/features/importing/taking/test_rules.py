"""What decides without a store: how near names are, what words mean, which answers are taken, which files are meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import Refused
from csmanager.features.hiring.rules import Stage
from csmanager.features.importing.answers import checked
from csmanager.features.importing.dropping import every_file
from csmanager.features.importing.nearness import NEAR, likeliest_first, nearness, suggestions
from csmanager.features.importing.taking.applicants import stage_of
from csmanager.features.schedule.rules import AbsenceKind, absence_kind, is_day_off, times_text
from csmanager.ui.clipping import block_of

TEAM = ["Ana Costa", "Bo Lind", "Chi Mori", "José Núñez", "Søren Ørsted", "Anna Kosta-Berg"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Costa Ana", "Ana Costa"),
        ("Lind, Bo", "Bo Lind"),
        ("B. Lind", "Bo Lind"),
        ("Jose Nunez", "José Núñez"),
        ("nunez.jose@shop.example", "José Núñez"),
        ("Soren Orsted", "Søren Ørsted"),
        ("Chi Morri", "Chi Mori"),
        ("anacosta", "Ana Costa"),
        ("Kosta-Berg", "Anna Kosta-Berg"),
    ],
)
def test_accents_order_initials_and_slips_still_suggest_who_is_meant(written: str, meant: str) -> None:
    assert suggestions(written, TEAM)[0] == meant
    assert likeliest_first(written, TEAM)[0] == meant


@pytest.mark.parametrize("written", ["Front desk", "Q", "", "A. C.", "Dee Park", "4711"])
def test_nobody_is_suggested_for_a_name_that_is_like_none(written: str) -> None:
    assert suggestions(written, TEAM) == []
    assert sorted(likeliest_first(written, TEAM)) == sorted(TEAM)


@given(st.text(max_size=30), st.text(max_size=30))
def test_nearness_is_the_same_both_ways_and_whole_for_equal_names(one: str, other: str) -> None:
    assert nearness(one, other) == pytest.approx(nearness(other, one))
    assert 0 <= nearness(one, other) <= 100
    assert nearness(one, one) in (0.0, 100.0)
    assert NEAR < 100


@pytest.mark.parametrize(
    ("stage", "status", "meant"),
    [
        ("Phone screen", "", Stage.SCREEN),
        ("Interview 2", "Active", Stage.INTERVIEW),
        ("Interview", "Rejected", Stage.REJECTED),
        ("", "Abgelehnt", Stage.REJECTED),
        ("Offer sent", "", Stage.OFFER),
        ("Offer", "Candidate declined", Stage.WITHDRAWN),
        ("Hired", "", Stage.HIRED),
        ("New", "", Stage.APPLIED),
        ("Blue", "Green", None),
    ],
)
def test_the_words_of_a_file_mean_a_stage(stage: str, status: str, meant: Stage | None) -> None:
    assert stage_of(stage, status) is meant


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("AL", AbsenceKind.ANNUAL), ("Urlaub", AbsenceKind.ANNUAL), ("Annual leave", AbsenceKind.ANNUAL),
        ("SICK", AbsenceKind.SICK), ("krank", AbsenceKind.SICK), ("arrêt maladie", AbsenceKind.SICK),
        ("Unpaid leave", AbsenceKind.UNPAID), ("Maternity leave", AbsenceKind.PARENTAL), ("PH", AbsenceKind.PUBLIC),
        ("Bank holiday", AbsenceKind.PUBLIC), ("Training course", AbsenceKind.TRAINING),
        ("Jury duty", AbsenceKind.OTHER),
    ],
)  # fmt: skip
def test_the_words_of_a_file_mean_a_kind_of_absence(word: str, kind: AbsenceKind) -> None:
    assert absence_kind(word) is kind
    assert not is_day_off(word)


def test_times_of_a_day_in_words() -> None:
    assert times_text(540, 1050) == "09:00–17:30"
    assert times_text(1320, 1800) == "22:00–06:00 (+1)"
    assert times_text(None, None) == "" and times_text(540, None) == "09:00"
    assert is_day_off("OFF") and is_day_off(" day  off ")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("period", "2026-03"), ("period", "2026-03-01..2026-03-15"), ("period.March", "2026-03-01 to 2026-03-31"),
        ("week_of", "2026-03-30"), ("planned", "worked"), ("opening", "Agent"), ("people", "create"),
        ("person.Bo Lind", "Ana Costa"), ("code.E", "7:00-15:00"),
    ],
)  # fmt: skip
def test_answers_of_the_right_form_are_taken(key: str, value: str) -> None:
    assert checked({key: value}) == {key: value}


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("period", "March", "a month such as 2026-03"),
        ("period", "2026-03-15..2026-03-01", "a month such as 2026-03"),
        ("week_of", "30/3", "a day such as 2026-03-30"),
        ("planned", "maybe", "worked or planned"),
        ("opening", " ", "a text"),
        ("unit.Time", "parsecs", "seconds, minutes, hours or days"),
    ],
)
def test_answers_of_the_wrong_form_are_refused_in_a_sentence(key: str, value: str, says: str) -> None:
    with pytest.raises(Refused) as refusal:
        checked({key: value})
    assert says in str(refusal.value) and str(refusal.value).endswith(".")


def test_a_folder_means_every_file_below_it_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.csv", "a.md", "sub/c.docx", ".hidden.csv", "~$open.xlsx", "photo.png", "sub/d.TXT"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = [path.relative_to(tmp_path).as_posix() for path in every_file([tmp_path, tmp_path / "b.csv"])]
    assert found == ["a.md", "b.csv", "sub/c.docx", "sub/d.TXT"]
    (tmp_path / "empty").mkdir()
    assert every_file([tmp_path / "empty"]) == [tmp_path / "empty"]


def test_a_table_copied_from_a_web_page_is_a_block_of_cells() -> None:
    html = "<p>Hours</p><table><tr><th colspan=2>Who<th>Hours<tr><td>Ana<br>Costa<td><b>x</b> &amp; y<td> 8 </table>"
    assert block_of(html) == "Who\t\tHours\nAna Costa\tx & y\t8"
    assert block_of("<p>no table</p>") == "" and block_of("<table><tr><td>one</table>") == ""
