"""Quizzes: how they are written, taken and judged, and what comes back."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.handbook.knowing import (
    actions,
    queries,
    quizactions,
    quizqueries,
    quiztext,
    seed,
    signed,
    spaced,
)
from csmanager.features.handbook.knowing.tables import QuizAnswer, QuizQuestion, Refresher
from csmanager.features.handbook.rules import headings
from csmanager.features.handbook.seed import starter_policies
from tests import digest
from tests.conftest import StandingClock
from tests.features.handbook.knowing.cast import Cast

QUIZ = """\
---
title: Refunds
pass: 50
---
## One?
- no
+ yes
## Two?
clause: Limits
+ yes
- no
- perhaps
> Since it says so.
"""


@pytest.fixture
def cast(store: Store) -> Cast:
    return Cast(store)


def add(cast: Cast, policy_id: int, text: str = QUIZ) -> int:
    return cast.store.do("Quiz", quizactions.save_quiz, quiztext.read(text), policy_id, today=cast.today)


def take(cast: Cast, quiz_id: int, person_id: int, *, missed: int = 0) -> quizqueries.AttemptRow:
    """Answer with the first ``missed`` questions (by number) wrong."""
    with cast.store.read() as session:
        asked = sorted(quizqueries.asked(session, quiz_id, 1), key=lambda question: question.id)
    answers: dict[int, int | None] = {}
    for place, question in enumerate(asked):
        wrong = next(option.id for option in question.options if option.id != question.right_id)
        answers[question.id] = wrong if place < missed else question.right_id
    made = cast.store.do(
        "Take", quizactions.take_quiz, quiz_id, person_id, answers, seed=1, now=cast.store.clock()
    )
    with cast.store.read() as session:
        return quizqueries.attempt(session, made)


def test_a_quiz_reads_back_as_it_was_written() -> None:
    quiz = quiztext.read(QUIZ)
    assert (quiz.title, quiz.pass_percent, quiz.before_signing) == ("Refunds", 50, True)
    assert quiz.questions[1].clause == "Limits" and quiz.questions[1].explanation == "Since it says so."
    assert quiztext.read(quiztext.write(quiz)) == quiz


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (QUIZ.replace("+ yes\n## Two", "- yes\n## Two"), "no right option"),
        (QUIZ.replace("- no\n+ yes\n", "+ no\n+ yes\n"), "2 right options"),
        (QUIZ.replace("- no\n+ yes\n", "+ yes\n"), "two options"),
        (QUIZ.replace("- perhaps", "- NO"), "same option twice"),
        (QUIZ.replace("Two?", "One?"), "stands there twice"),
        (QUIZ.replace("title: Refunds", "x: y"), "title"),
        (QUIZ.replace("pass: 50", "pass: most"), "pass mark"),
        (QUIZ.replace("pass: 50", "pass: 0"), "pass mark"),
        ("---\ntitle: A\n---\n", "no question"),
        ("---\ntitle: A\n", "does not end"),
        ("---\ntitle: A\n---\nhello", "Line 4"),
        (QUIZ.replace("- no\n+ yes\n", "no\n+ yes\n"), "Line 6"),
    ],
)
def test_what_is_wrong_with_a_quiz_is_said(text: str, reason: str) -> None:
    with pytest.raises(RuleBroken, match=reason):
        quiztext.read(text)


def test_eight_quizzes_of_six_questions_ask_about_clauses_that_are_there() -> None:
    quizzes = seed.starter_quizzes()
    policies = {file.code: {item.title for item in headings(file.body)} for file in starter_policies()}
    assert [len(quiz.questions) for quiz in quizzes] == [6] * 8
    missing = {
        (quiz.policy, question.clause)
        for quiz in quizzes
        for question in quiz.questions
        if question.clause not in policies[quiz.policy]
    }
    assert missing == set()
    places = [
        next(at for at, option in enumerate(question.options) if option.is_right)
        for quiz in quizzes
        for question in quiz.questions
    ]
    assert {places.count(at) for at in range(3)} <= set(range(10, 23))  # no place gives the answer away


def test_the_order_is_shuffled_and_the_same_for_the_same_seed(store: Store, cast: Cast) -> None:
    quiz = add(cast, cast.policy())
    with store.read() as session:
        orders = {
            tuple((q.id, tuple(o.id for o in q.options)) for q in quizqueries.asked(session, quiz, number))
            for number in range(300)
        }
        assert quizqueries.asked(session, quiz, 7) == quizqueries.asked(session, quiz, 7)
    assert len(orders) == 2 * 2 * 6


def test_the_quiz_comes_before_the_signature(store: Store, cast: Cast) -> None:
    ana = cast.person("Ana Reyes")
    key = cast.policy()
    quiz = add(cast, key, QUIZ.replace("pass: 50", "pass: 80"))
    with pytest.raises(RuleBroken, match="Take the quiz"):
        cast.sign(ana, key, "Ana")
    assert not take(cast, quiz, ana, missed=1).passed
    assert cast.states(key) == {"Ana Reyes": "quiz_failed"}
    with pytest.raises(RuleBroken, match="Take the quiz"):
        cast.sign(ana, key, "Ana")
    assert take(cast, quiz, ana).passed
    cast.sign(ana, key, "Ana")
    assert cast.states(key) == {"Ana Reyes": "signed"}
    cast.change(key, "# Refunds\n\n60 days.\n")
    with pytest.raises(RuleBroken, match="Take the quiz"):
        cast.sign(ana, key, "Ana")


def test_paper_asks_no_quiz_of_those_without_a_pin_and_says_so(store: Store, cast: Cast) -> None:
    ana, ben = cast.person("Ana Reyes"), cast.person("Ben Okoro")
    add(cast, cast.policy())
    cast.pin(ana)
    with store.read() as session:
        lines = {
            line.person_id: line.code
            for line in queries.sheet_lines(session, queries.standings(session, cast.today))
        }
    facts = {"signed_on": cast.today, "entered_by": "Me", "now": store.clock()}
    with pytest.raises(RuleBroken, match="Ana Reyes has a PIN"):
        store.do("x", actions.enter_sheets, list(lines.values()), **facts)
    store.do("x", actions.enter_sheets, [lines[ben]], **facts)
    with store.read() as session:
        assert [row.quiz for row in signed.signatures(session)] == ["not taken"]


def test_a_quiz_changed_while_it_is_answered_is_not_kept(store: Store, cast: Cast) -> None:
    ana = cast.person("Ana Reyes")
    quiz = add(cast, cast.policy())
    with store.read() as session:
        asked = quizqueries.asked(session, quiz, 1)
    changed = quiztext.read(QUIZ.replace("One?", "Won?"))
    store.do("Change", quizactions.save_quiz, changed, 1, today=cast.today, quiz_id=quiz)
    with pytest.raises(RuleBroken, match="Begin again"):
        store.do(
            "x",
            quizactions.take_quiz,
            quiz,
            ana,
            {question.id: question.right_id for question in asked},
            seed=1,
            now=store.clock(),
        )
    with pytest.raises(RuleBroken, match="does not belong"):
        with store.read() as session:
            one, two = quizqueries.asked(session, quiz, 1)
        store.do(
            "x",
            quizactions.take_quiz,
            quiz,
            ana,
            {one.id: two.right_id, two.id: one.right_id},
            seed=1,
            now=store.clock(),
        )


def test_changed_words_make_another_question_and_old_answers_stay(store: Store, cast: Cast) -> None:
    ana = cast.person("Ana Reyes")
    quiz = add(cast, cast.policy())
    take(cast, quiz, ana, missed=2)
    before = digest.content(store, history=False)
    changed = quiztext.read(QUIZ.replace("One?", "Won?").replace("Since", "Because"))
    store.do("Change", quizactions.save_quiz, changed, 1, today=cast.today, quiz_id=quiz)
    with store.read() as session:
        rows = [(row.text, row.ended_on is None) for row in session.query(QuizQuestion)]
        assert sorted(rows) == [("One?", False), ("Two?", True), ("Won?", True)]
        assert session.query(QuizAnswer).count() == 2
        assert len(quizqueries.refreshers(session, ana, cast.today + dt.timedelta(days=9), 1)) == 1
    store.undo()
    assert digest.content(store, history=False) == before


# what comes back


def test_missed_questions_come_back_and_known_ones_do_not(
    store: Store, cast: Cast, clock: StandingClock
) -> None:
    ana = cast.person("Ana Reyes")
    quiz = add(cast, cast.policy())
    take(cast, quiz, ana, missed=1)
    tomorrow = cast.today + dt.timedelta(days=1)
    with store.read() as session:
        assert quizqueries.due_refreshers(session, cast.today) == []
        assert [row.count for row in quizqueries.due_refreshers(session, tomorrow)] == [1]
    clock.pass_time(days=1)
    gaps = []
    for _ in range(4):
        with store.read() as session:
            row = session.query(Refresher).one()
            day = store.clock().date()
            (question,) = quizqueries.refreshers(session, ana, day, 1)
        store.do(
            "Answer",
            quizactions.answer_refreshers,
            ana,
            {question.id: question.right_id},
            seed=1,
            now=store.clock(),
        )
        with store.read() as session:
            row = session.query(Refresher).one()
        gaps.append((row.due_on - day).days)
        clock.pass_time(days=gaps[-1])
    assert gaps == sorted(gaps) and gaps[0] >= 1 and gaps[-1] > gaps[0]
    with pytest.raises(RuleBroken, match="does not come back"):
        store.do("x", quizactions.answer_refreshers, ana, {999: None}, seed=1, now=store.clock())


STEPS = (dt.timedelta(minutes=1), dt.timedelta(minutes=10))
PUBLISHED = [
    0,
    2,
    11,
    46,
    163,
    498,
    0,
    0,
    2,
    4,
    7,
    12,
    21,
]  # days, as the authors of the algorithm print them
STABLE = [
    *(2.3065, 2.3065, 10.97104826, 46.31685844, 162.9998158, 497.8765551, 6.890412508),
    *(2.154598374, 2.154598374, 3.98312338, 7.236254477, 12.48304358, 20.77035728),
]


def play(ratings: list[int], gaps: list[int] | None) -> tuple[list[int], list[float], list[float]]:
    """Rate one card; ``gaps`` in days before each rating, None: whenever it is due."""
    from fsrs import Card, Rating

    by = spaced.scheduler(learning_steps=STEPS, relearning_steps=STEPS[1:], maximum_interval=36_500)
    at = dt.datetime(2022, 11, 29, 12, 30, tzinfo=dt.UTC)
    card = Card(card_id=1, due=at)
    days, stable, hard = [], [], []
    for place, rating in enumerate(ratings):
        at = card.due if gaps is None else at + dt.timedelta(days=gaps[place])
        card = spaced.rated(card, Rating(rating), at, by)
        days.append((card.due - at).days)
        stable.append(card.stability)
        hard.append(card.difficulty)
    return days, stable, hard


def test_the_scheduler_gives_the_published_intervals() -> None:
    days, stable, _ = play([3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3], None)
    assert days == PUBLISHED
    assert stable == pytest.approx(STABLE, abs=1e-4)


@pytest.mark.parametrize(
    ("ratings", "gaps", "stability", "difficulty"),
    [
        (
            [3, 3, 4, 2, 1, 3, 3],
            [0, 1, 4, 10, 20, 1, 3],
            [2.3065, 7.315300744, 37.04506992, 59.82848405, 2.842625983, 4.519583523, 8.696831048],
            [2.11810397, 2.111214236, 1.0, 4.010608969, 8.016556265, 8.003768078, 7.99099268],
        ),
        (
            [1, 1, 3, 3],
            [0, 1, 1, 2],
            [0.212, 0.1008857898, 0.6832068408, 2.373094872],
            [6.4133, 8.806304469, 8.792726534, 8.779162176],
        ),
    ],
)
def test_the_scheduler_agrees_with_figures_computed_independently(
    ratings: list[int], gaps: list[int], stability: list[float], difficulty: list[float]
) -> None:
    _, stable, hard = play(ratings, gaps)
    assert stable == pytest.approx(stability, abs=1e-4)
    assert hard == pytest.approx(difficulty, abs=1e-4)


def test_a_memory_is_the_same_every_time_and_never_waits_longer_than_half_a_year() -> None:
    def play() -> list[spaced.Memory]:
        memory, found = None, []
        at = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)
        for right in (False, True, True, True, True, True, True, True, False, True):
            memory = spaced.review(memory, right, at)
            found.append(memory)
            at += dt.timedelta(days=memory.gap)
        return found

    once = play()
    assert once == play()
    assert max(memory.gap for memory in once) <= spaced.LONGEST
    assert once[8].gap < once[7].gap and once[0].gap == 1


# how good the questions are


def test_too_few_takers_are_not_judged_and_half_missed_is_told(store: Store, cast: Cast) -> None:
    quiz = add(cast, cast.policy())
    people = [cast.person(f"Person {letter}") for letter in "abcdefghijkl"]
    for place, person in enumerate(people[:4]):
        take(cast, quiz, person, missed=place % 2)
    with store.read() as session:
        first, second = quizqueries.items(session, quiz)
    assert (first.n, first.missed, first.difficulty, first.rest) == (4, 2, 0.5, None)
    assert first.verdict == ("signal", "Missed by half") and second.verdict == ("none", "Not judged")
    for place, person in enumerate(people[4:]):
        take(cast, quiz, person, missed=2 if place < 4 else 0)
    with store.read() as session:
        first, second = quizqueries.items(session, quiz)
        assert quizqueries.reliability(session, quiz) == (None, 12)
    assert (second.n, second.missed) == (12, 4)
    # by hand: phi of the 2 x 2 table 4, 2 / 0, 6
    assert second.rest == pytest.approx((4 * 6 - 2 * 0) / (6 * 6 * 4 * 8) ** 0.5)
    assert second.verdict[0] == "good"


def test_only_the_first_try_counts_for_the_question(store: Store, cast: Cast) -> None:
    ana = cast.person("Ana Reyes")
    quiz = add(cast, cast.policy())
    take(cast, quiz, ana, missed=2)
    take(cast, quiz, ana)
    with store.read() as session:
        assert [(row.n, row.missed) for row in quizqueries.items(session, quiz)] == [(1, 1), (1, 1)]
