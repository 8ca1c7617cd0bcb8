"""A score is acknowledged or disputed, decided with its history kept, and the decision is read."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.quality.disputes import actions, queries, rules
from csmanager.features.quality.disputes.rules import Decision, Said, Subject
from csmanager.features.quality.tables import Evaluation, EvaluationMark, ScorecardItem
from tests.digest import content
from tests.features.coaching.test_coaching import low_grade
from tests.features.talks.staff import hire

GRADE = Subject.GRADE


def first_item(store: Store, grade: int) -> int:
    with store.read() as session:
        found = session.scalar(
            sa.select(EvaluationMark.item_id)
            .join(ScorecardItem, ScorecardItem.id == EvaluationMark.item_id)
            .where(EvaluationMark.evaluation_id == grade, EvaluationMark.share == 0.0)
            .order_by(ScorecardItem.position)
        )
        assert found is not None
        return found


def said(store: Store, grade: int, person: int, what: Said, **more: object) -> int:
    return store.do(
        "Answer",
        actions.answer,
        GRADE,
        grade,
        person_id=person,
        said=what,
        how="kiosk",
        now=store.clock(),
        **more,
    )


@given(st.lists(st.tuples(st.floats(0.1, 50), st.booleans(), st.none() | st.floats(0, 1)), max_size=9))
def test_a_grade_is_the_weighted_mean_of_its_marks_or_nothing(
    marks: list[tuple[float, bool, float | None]],
) -> None:
    share, missed = rules.graded(marks)
    known = [mark for _weight, _critical, mark in marks if mark is not None]
    if not known:
        assert share is None and missed == 0
    elif missed:
        assert share == 0.0
    else:
        assert share is not None and min(known) - 1e-9 <= share <= max(known) + 1e-9


def test_a_dispute_stands_on_today_moves_the_item_and_keeps_both_scores(store: Store, today: dt.date) -> None:
    ana, bo = hire(store, "Ana", "Bo")
    grade = low_grade(store, ana, today)
    item = first_item(store, grade)
    with store.read() as session:
        assert [task.key for task in queries.tasks(session, ana, today)] == [f"grade/{grade}"]
        assert not queries.tasks(session, bo, today)
        assert queries.score(session, GRADE, grade, bo) is None
    before = content(store, history=False)
    with pytest.raises(RuleBroken, match="not yours"):
        said(store, grade, bo, Said.ACKNOWLEDGED)
    with pytest.raises(RuleBroken, match="differently"):
        said(store, grade, ana, Said.DISPUTED, text=" ")
    key = said(store, grade, ana, Said.DISPUTED, text="I said who I am at the end", item_id=item)
    with pytest.raises(RuleBroken, match="already"):
        said(store, grade, ana, Said.ACKNOWLEDGED)
    with store.read() as session:
        (line,) = queries.todo(session, today)
        assert line.text.startswith("Ana disputes a graded contact") and "I said who I am" in line.detail
        assert (line.feature, line.record) == ("contacts", f"grades:{grade}")
        assert queries.dispute_counts(session) == {item: 1}
    for wrong, mark, words in (
        (Decision.STANDS, 1.0, "cannot change"),
        (Decision.PARTLY, None, "what the mark is now"),
        (Decision.PARTLY, 0.0, "what the mark was"),
        (Decision.PARTLY, 3.0, "between 0 and 100"),
    ):
        with pytest.raises(RuleBroken, match=words):
            store.do("x", actions.decide, key, decision=wrong, reason="Heard again", mark=mark, today=today)
    with pytest.raises(RuleBroken, match="reason"):
        store.do("x", actions.decide, key, decision=Decision.STANDS, reason="", today=today)
    store.do(
        "Decide",
        actions.decide,
        key,
        decision=Decision.PARTLY,
        reason="Late, but said",
        mark=0.5,
        today=today,
    )
    with store.read() as session:
        row = queries.answered(session, GRADE, grade)
        assert row is not None and not row.is_open
        assert row.before is not None and row.after is not None
        assert (row.mark_before, row.mark_after) == (0.0, 0.5)
        assert session.get_one(Evaluation, grade).share == row.after
        assert not queries.todo(session, today)
        assert [task.kind for task in queries.tasks(session, ana, today)] == ["Read"]
        words = dict(row.lines)
        assert "Partly accepted" in words and "before" in words["Mark of the item"]
        told = queries.timeline(session, ana, today, today)
        assert {one.text.split(":")[0] for one in told} == {"Disputed a score", "Dispute answered"}
    store.do("Read", actions.see, key, ana, today=today)
    with store.read() as session:
        assert not queries.tasks(session, ana, today)
    for _ in range(3):
        store.undo()
    assert content(store, history=False) == before


def test_what_is_acknowledged_is_settled_and_old_scores_are_not_asked_about(
    store: Store, today: dt.date
) -> None:
    (ana,) = hire(store, "Ana")
    low_grade(store, ana, today - dt.timedelta(days=queries.SHOWN_DAYS + 1))
    with store.read() as session:
        assert not queries.tasks(session, ana, today)
