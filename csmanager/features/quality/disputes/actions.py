"""A person answers a score; the manager decides a dispute, and the score changes with its history kept."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.quality.disputes import rules
from csmanager.features.quality.disputes.queries import answered, owner_of
from csmanager.features.quality.disputes.rules import Decision, Said, Subject
from csmanager.features.quality.disputes.tables import ScoreAnswer
from csmanager.features.quality.tables import Evaluation, EvaluationMark, ScorecardItem
from csmanager.features.team.queries import canonical_ids


def answer(
    session: Session,
    subject: Subject | str,
    ref_id: int,
    *,
    person_id: int,
    said: Said | str,
    text: str = "",
    item_id: int | None = None,
    how: str,
    now: dt.datetime,
) -> int:
    """The person acknowledges or disputes a score; returns the answer's id.

    Raises RuleBroken when it is not theirs, was answered already, or a dispute says nothing.
    """
    kind, given = Subject(subject), Said(said)
    whom = canonical_ids(session).get(person_id, person_id)
    if owner_of(session, kind, ref_id) != whom:
        raise RuleBroken("This is not yours.")
    if answered(session, kind, ref_id) is not None:
        raise RuleBroken("This was answered already.")
    rules.check_answer(given, text)
    made = ScoreAnswer(
        person_id=whom,
        subject=kind,
        ref_id=ref_id,
        said=given,
        item_id=item_id if given is Said.DISPUTED else None,
        text=text.strip(),
        said_at=now,
        how=how,
        decision=None,
        decided_on=None,
        before=None,
        after=None,
        mark_before=None,
        mark_after=None,
        seen_on=None,
    )
    session.add(made)
    session.flush()
    return made.id


def decide(
    session: Session,
    answer_id: int,
    *,
    decision: Decision | str,
    reason: str,
    today: dt.date,
    mark: float | None = None,
) -> None:
    """Decide a dispute. ``mark``: what the disputed item, or the whole grade, is now, as a share of 1.

    Raises RuleBroken when it was decided, has no reason, or the decision does not fit the mark.
    """
    row = session.get(ScoreAnswer, answer_id)
    if row is None or row.said is not Said.DISPUTED:
        raise RuleBroken("Nothing is disputed here.")
    if row.decision is not None:
        raise RuleBroken("This dispute was decided already.")
    wanted = Decision(decision)
    rules.check_decision(wanted, reason, changes=mark is not None, can_change=row.subject is Subject.GRADE)
    if mark is not None and not 0 <= mark <= 1:
        raise RuleBroken("A mark lies between 0 and 100 %.")
    row.decision, row.reason, row.decided_on = wanted, reason.strip(), today
    if row.subject is Subject.GRADE:
        grade = session.get(Evaluation, row.ref_id)
        if grade is None:
            raise RuleBroken("This grade is no longer there.")
        row.before = row.after = grade.share
        if mark is not None:
            _change(session, row, grade, mark)


def see(session: Session, answer_id: int, person_id: int, *, today: dt.date) -> None:
    """The person read the decision at the kiosk."""
    row = session.get(ScoreAnswer, answer_id)
    if (
        row is None
        or row.decision is None
        or row.person_id != canonical_ids(session).get(person_id, person_id)
    ):
        raise RuleBroken("This is not yours.")
    row.seen_on = today


def _change(session: Session, row: ScoreAnswer, grade: Evaluation, mark: float) -> None:
    """A mark of an item changes the grade by the card's weights; without an item the grade itself changes."""
    if row.item_id is None:
        if mark == grade.share:
            raise RuleBroken("This is what the score was; say what it is now.")
        row.mark_before, row.mark_after = grade.share, mark
        grade.share = row.after = mark
        return
    marks = {
        one.item_id: one
        for one in session.scalars(sa.select(EvaluationMark).where(EvaluationMark.evaluation_id == grade.id))
    }
    if row.item_id not in marks:
        raise RuleBroken("This grade has no mark for that item.")
    own = marks[row.item_id]
    if mark == own.share:
        raise RuleBroken("This is what the mark was; say what it is now.")
    row.mark_before, row.mark_after = own.share, mark
    own.share = mark
    items = session.scalars(
        sa.select(ScorecardItem).where(ScorecardItem.id.in_(marks)).order_by(ScorecardItem.position)
    )
    share, missed = rules.graded([(item.weight, item.critical, marks[item.id].share) for item in items])
    grade.share, grade.critical_missed = share, missed
    row.after = share
