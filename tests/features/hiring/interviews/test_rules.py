"""Which moves are legal, what a card owes, how cards are put together, and how a kit is read."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring.interviews import kittext, rules
from csmanager.features.hiring.interviews.rules import (
    InterviewMove,
    InterviewState,
    MarkIn,
    Recommendation,
    Skill,
)

DAY = dt.date(2026, 3, 31)


def test_a_talk_that_lies_ahead_cannot_have_taken_place() -> None:
    with pytest.raises(RuleBroken, match="has not taken place yet"):
        rules.check_move(
            "Mia", InterviewState.PLANNED, InterviewMove.HOLD, DAY + dt.timedelta(days=1), DAY, ""
        )
    assert (
        rules.check_move("Mia", InterviewState.PLANNED, InterviewMove.HOLD, DAY, DAY, "")
        is InterviewState.DONE
    )


@pytest.mark.parametrize("move", [InterviewMove.CANCEL, InterviewMove.MISS, InterviewMove.RESCHEDULE])
def test_ends_and_moves_owe_a_reason(move: InterviewMove) -> None:
    with pytest.raises(RuleBroken, match="Say w"):
        rules.check_move("Mia", InterviewState.PLANNED, move, DAY, DAY, " ")


def test_what_has_ended_stays_ended() -> None:
    for state in (InterviewState.DONE, InterviewState.NO_SHOW, InterviewState.CANCELLED):
        for move in InterviewMove:
            with pytest.raises(RuleBroken, match="stays so"):
                rules.check_move("Mia", state, move, DAY, DAY, "because")


def test_an_extreme_mark_needs_the_sentence_that_shows_it() -> None:
    titles = ["Calm", "Clear"]
    for rating in (1, 4):
        with pytest.raises(RuleBroken, match="“Clear” needs the sentence"):
            rules.check_marks([MarkIn(1, rating, "nice")], titles)
    rules.check_marks([MarkIn(0, 3), MarkIn(1, 4, "let me finish, then asked")], titles)


def test_what_was_not_asked_has_no_mark() -> None:
    with pytest.raises(RuleBroken, match="not asked"):
        rules.check_marks([MarkIn(0, 3, asked=False)], ["Calm"])


def test_cards_are_combined_by_their_weights_with_raters_counting_alike() -> None:
    skills = [Skill("Calm", 3), Skill("Clear", 1)]
    found = rules.combine(skills, {0: {"Calm": [4, 4], "Clear": [1]}, 1: {"Calm": [2], "Clear": [4]}})
    calm = (100 + 100 / 3) / 2
    assert found.total == pytest.approx((3 * calm + 50) / 4)
    assert found.low == pytest.approx((3 * 100 / 3 + 100) / 4)
    assert found.high == pytest.approx(75)
    assert [one.is_split for one in found.skills] == [True, True]
    assert found.disagreement == "The interviewers differ on Calm, Clear."


@pytest.mark.parametrize(
    ("cards", "missing", "why"),
    [
        ({0: {"Calm": [3]}}, 0, "one view only"),
        ({0: {"Calm": [3]}, 1: {"Calm": [3]}}, 1, "1 scorecard is missing"),
        ({0: {"Clear": [3]}, 1: {"Clear": [3]}}, 0, "nobody marked Calm"),
        ({}, 0, "no scorecard yet"),
    ],
)
def test_too_little_is_not_judged(cards: dict[int, dict[str, list[int]]], missing: int, why: str) -> None:
    found = rules.combine([Skill("Calm")], cards, (), missing)
    assert found.total is None
    assert why in found.why_not


def test_a_must_below_the_middle_is_said() -> None:
    found = rules.combine([Skill("Calm", 1, True)], {0: {"Calm": [2]}, 1: {"Calm": [2]}})
    assert found.below == ("Calm",)


def test_opposite_recommendations_are_a_disagreement() -> None:
    found = rules.combine(
        [Skill("Calm")],
        {0: {"Calm": [3]}, 1: {"Calm": [3]}},
        (Recommendation.YES, Recommendation.NO_DECISION, Recommendation.NO),
    )
    assert found.disagreement == "One says yes, one says no."


def test_gaps_name_core_questions_that_were_not_put() -> None:
    assert rules.gaps({"Mia": ["a", "b"], "Jon": ["b"]}, ["a", "b"]) == {"Jon": ("a",)}


@pytest.mark.parametrize(
    ("text", "minute"), [("9", 540), ("9:30", 570), ("09.30", 570), ("0930", 570), ("23:59", 1439)]
)
def test_times_are_read(text: str, minute: int) -> None:
    assert rules.parse_clock(text) == minute


@pytest.mark.parametrize("text", ["", "24:00", "9:61", "nine", "12:3"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken):
        rules.parse_clock(text)


def test_names_find_their_people() -> None:
    assert rules.parse_names("ana , Somebody Else,", {"Ana": 7}) == [(7, "Ana"), (None, "Somebody Else")]


# kits


def test_all_shipped_kits_and_questions_are_read_and_kits_ask_shipped_questions() -> None:
    kits = [kittext.read(text) for text in kittext.shipped_kits()]
    questions = kittext.shipped_questions()
    assert len(kits) == 3
    assert len(questions) == 30
    assert len(kittext.shipped_roleplays()) == 4
    words = {one.ask for one in questions}
    for kit in kits:
        assert {one.ask for one in kit.questions} <= words
        assert len(kit.questions) >= 6
        assert any(skill.is_must for skill in kit.skills)
    assert all(len(set(one.levels)) == 4 for one in questions)


def test_a_question_survives_being_written_and_read() -> None:
    for one in kittext.shipped_questions():
        assert kittext.read_question(kittext.question_text(one)) == one


GOOD = "# K\nGoal: g\nRates: Calm | 2 | must\n\n## Q | 5 | Calm\nAsk: why\n1: a\n2: b\n3: c\n4: d\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace("# K\n", ""), "begins with its name"),
        (GOOD.replace("Goal: g\n", ""), "Goal"),
        (GOOD.replace("3: c\n", ""), "Line 5: “Q” does not say what mark 3 looks like"),
        (GOOD.replace("| 5 |", "| x |"), "Line 5: “Q” does not say its minutes"),
        (GOOD.replace("5 | Calm", "5 | Clam"), "“Clam”, which no line"),
        (GOOD.replace("Ask: why\n", ""), "Line 5: “Q” has no line “Ask"),
        (GOOD.replace("| 2 | must", "| much"), "Line 3: say a skill and its weight"),
        (GOOD + GOOD[GOOD.index("## Q") :], "Two questions have the title “Q”"),
        (GOOD.replace("Goal: g", "Goal: g\nNonsense"), "Line 3 is not understood"),
        (GOOD.replace("\n\n## Q", "\nRates: Spare | 1\n\n## Q"), "No question rates Spare"),
    ],
)
def test_what_is_wrong_in_a_kit_is_named_by_its_line(text: str, words: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        kittext.read(text)
    assert words in str(caught.value)
