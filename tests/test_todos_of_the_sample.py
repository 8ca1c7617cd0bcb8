"""Today of the made-up shop: few lines, nobody who has left, and the quick way to signatures tells the same."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from csmanager.core.store import Store
from csmanager.features.handbook.knowing import queries, quizqueries, reminders, rules
from csmanager.features.team.queries import people
from csmanager.features.team.tables import Person
from csmanager.features.today.queries import everything
from tests.fixtures_sample import SAMPLE_LAST_DAY as TODAY

MOST_LINES = 33
_WEEK = dt.timedelta(days=7)


@pytest.mark.parametrize("days", [0, 20, 90])
def test_signatures_and_questions_are_those_that_all_standings_and_quizzes_give(
    sample_store: Store, days: int
) -> None:
    today = TODAY + dt.timedelta(days=days)
    until = today + dt.timedelta(days=reminders.SOON_DAYS)
    with sample_store.read() as session:
        here = {row.id: row for row in people(session, today)}
        every = queries.standings(session, today)
        slow = [row for row in every if row.state in rules.PENDING and row.due_on <= until]
        assert queries.unsigned(session, here, today, until) == slow
        assert slow
        missed = [
            (quiz.id, item.id, item.place, item.n, item.missed)
            for quiz in quizqueries.quizzes(session)
            for item in quizqueries.items(session, quiz.id)
            if item.half_missed and item.note_on is None
        ]
        quick = quizqueries.half_missed(session)
        assert [(row.quiz_id, row.question_id, row.place, row.n, row.missed) for row in quick] == missed
        assert missed


def test_today_has_few_lines_and_names_nobody_who_has_left(sample_store: Store) -> None:
    with sample_store.read() as session:
        items = everything(session, TODAY)
        gone = session.scalars(sa.select(Person.name).where(Person.left_on < TODAY)).all()
    every = [one for item in items for one in (item, *item.inside)]
    assert gone
    assert len(items) <= MOST_LINES < len(every)
    lent = "lent out"
    for name in gone:
        about = [one for one in every if name in f"{one.text} {one.who}" and lent not in one.many]
        assert not about, name


def test_todays_promises_stand_above_what_ran_out_long_ago(sample_store: Store) -> None:
    with sample_store.read() as session:
        texts = [item.text for item in everything(session, TODAY)]
    skills = next(at for at, text in enumerate(texts) if "levels of skills" in text)
    owed = next(at for at, text in enumerate(texts) if "actions you owe" in text)
    assert owed < skills
    assert texts[0].startswith("Get Priya a quiet hour")
