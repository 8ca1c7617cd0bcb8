"""Scores that wait for an answer, disputes that wait for a decision, and the history of a score."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.feature import Moment, TodoItem
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.quality.disputes.rules import DECISION_WORDS, SAID_WORDS, Decision, Said, Subject
from csmanager.features.quality.disputes.tables import ScoreAnswer
from csmanager.features.quality.tables import Evaluation, EvaluationMark, Scorecard, ScorecardItem
from csmanager.features.reviews.cycles.rules import ReviewState
from csmanager.features.reviews.cycles.tables import PersonReview, ReviewCycle
from csmanager.features.team.person.queries import day_number, day_of, ids_of
from csmanager.features.team.queries import canonical_ids, labels

SHOWN_DAYS = 30  # a score is shown at the kiosk for so long
_MOST = 5  # scores at once, so that the list stays one
_LATE_DAYS = 5  # a dispute should be answered within
_ASKED = (ReviewState.DISCUSSED, ReviewState.SIGNED, ReviewState.REFUSED)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What was said to a score, and what came of it. Shares are of 1."""

    id: int
    person_id: int
    person: str
    subject: Subject
    ref_id: int
    said: Said
    item: str
    text: str
    said_at: dt.datetime
    how: str
    decision: Decision | None
    reason: str
    decided_on: dt.date | None
    before: float | None
    after: float | None
    mark_before: float | None
    mark_after: float | None
    seen_on: dt.date | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for the manager."""
        return self.said is Said.DISPUTED and self.decision is None

    @property
    def record(self) -> tuple[str, str]:
        """Where it is shown."""
        if self.subject is Subject.GRADE:
            return ("contacts", f"grades:{self.ref_id}")
        return ("reviews", f"cycles:review/{self.ref_id}")

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The history of the score in pairs of words, oldest first."""
        day = saying.day(self.said_at.date())
        about = f" on “{self.item}”" if self.item else ""
        found = [
            (SAID_WORDS[self.said], f"{day}, at the {self.how}{about}{f': {self.text}' if self.text else ''}")
        ]
        if self.decision is None or self.decided_on is None:
            return found
        found.append((DECISION_WORDS[self.decision], f"{saying.day(self.decided_on)}: {self.reason}"))
        if self.after != self.before:
            found.append(("Score", f"{percent(self.before)} before, {percent(self.after)} now"))
        if self.item and self.mark_after is not None:
            found.append(
                ("Mark of the item", f"{percent(self.mark_before)} before, {percent(self.mark_after)} now")
            )
        if self.seen_on is not None:
            found.append(("Read by them", saying.day(self.seen_on)))
        return found


@dataclass(frozen=True, slots=True)
class Score:
    """A score as its person may see it: never who graded it, nor private notes."""

    subject: Subject
    ref_id: int
    title: str
    day: dt.date
    score: str
    comment: str
    items: tuple[tuple[int, str, str], ...]  # id, words, mark
    answer: AnswerRow | None


def percent(share: float | None) -> str:
    """A share in words."""
    return "not scored" if share is None else f"{share * 100:.0f} %"


def owner_of(session: Session, subject: Subject, ref_id: int) -> int | None:
    """Whose score it is, after merges; None when it names nobody or is gone."""
    whose = Evaluation.person_id if subject is Subject.GRADE else PersonReview.person_id
    key = Evaluation.id if subject is Subject.GRADE else PersonReview.id
    person = session.scalar(sa.select(whose).where(key == ref_id))
    return canonical_ids(session).get(person, person) if person is not None else None


def answered(session: Session, subject: Subject, ref_id: int) -> AnswerRow | None:
    """What was said to a score; None while nothing was."""
    found = answers(session, subject=subject, ref_id=ref_id)
    return found[0] if found else None


def answers(
    session: Session,
    *,
    subject: Subject | None = None,
    ref_id: int | None = None,
    person_ids: list[int] | None = None,
    only_open: bool = False,
) -> list[AnswerRow]:
    """Answers to scores, newest first."""
    query = sa.select(ScoreAnswer, ScorecardItem.text).outerjoin(
        ScorecardItem, ScorecardItem.id == ScoreAnswer.item_id
    )
    if subject is not None:
        query = query.where(ScoreAnswer.subject == subject, ScoreAnswer.ref_id == ref_id)
    if person_ids is not None:
        query = query.where(ScoreAnswer.person_id.in_(person_ids))
    if only_open:
        query = query.where(ScoreAnswer.said == Said.DISPUTED, ScoreAnswer.decision.is_(None))
    rows = session.execute(query.order_by(ScoreAnswer.said_at.desc(), ScoreAnswer.id.desc())).all()
    names = labels(session) if rows else {}
    return [
        AnswerRow(
            row.id, row.person_id, names.get(row.person_id, ""), row.subject, row.ref_id, row.said, item or "",
            row.text, row.said_at, row.how, row.decision, row.reason, row.decided_on, row.before, row.after,
            row.mark_before, row.mark_after, row.seen_on,
        )
        for row, item in rows
    ]  # fmt: skip


def dispute_counts(session: Session) -> dict[int, int]:
    """Item of a scorecard -> how often it was disputed."""
    rows = session.execute(
        sa.select(ScoreAnswer.item_id, sa.func.count())
        .where(ScoreAnswer.item_id.is_not(None), ScoreAnswer.said == Said.DISPUTED)
        .group_by(ScoreAnswer.item_id)
    )
    return {item: count for item, count in rows if item is not None}


def score(session: Session, subject: Subject, ref_id: int, person_id: int) -> Score | None:
    """A score as its person may see it; None when it is not theirs, or gone."""
    if owner_of(session, subject, ref_id) != canonical_ids(session).get(person_id, person_id):
        return None
    told = answered(session, subject, ref_id)
    if subject is Subject.GRADE:
        grade = session.get_one(Evaluation, ref_id)
        card = session.scalar(sa.select(Scorecard.name).where(Scorecard.id == grade.scorecard_id)) or ""
        marks = session.execute(
            sa.select(ScorecardItem.id, ScorecardItem.text, EvaluationMark.share)
            .join(EvaluationMark, EvaluationMark.item_id == ScorecardItem.id)
            .where(EvaluationMark.evaluation_id == ref_id)
            .order_by(ScorecardItem.position)
        )
        items = tuple(
            (key, text, "did not apply" if share is None else percent(share)) for key, text, share in marks
        )
        title = f"{card}{f', contact {grade.reference}' if grade.reference else ''}"
        return Score(
            subject, ref_id, title, day_of(grade.day), percent(grade.share), grade.comment, items, told
        )
    row = session.get_one(PersonReview, ref_id)
    if row.state not in _ASKED:
        return None
    period = session.scalar(sa.select(ReviewCycle.name).where(ReviewCycle.id == row.cycle_id)) or ""
    day = row.held_on or dt.date.min
    return Score(subject, ref_id, f"Review: {period}", day, row.overall, row.summary, (), told)


def tasks(session: Session, person_id: int, today: dt.date) -> list[KioskTask]:
    """Scores of the last weeks that nobody answered, newest first, and decisions not read yet."""
    whom = ids_of(session, person_id)
    told = answers(session, person_ids=whom)
    known = {(row.subject, row.ref_id) for row in told}
    found = [
        KioskTask(
            "quality", f"{row.subject.value}/{row.ref_id}", "Your dispute was answered",
            DECISION_WORDS[row.decision], None, "Read",
        )
        for row in told
        if row.decision is not None and row.seen_on is None
    ]  # fmt: skip
    grades = session.execute(
        sa.select(Evaluation.id, Evaluation.day, Evaluation.share, Scorecard.name)
        .join(Scorecard, Scorecard.id == Evaluation.scorecard_id)
        .where(
            Evaluation.person_id.in_(whom),
            Evaluation.day.between(day_number(today) - SHOWN_DAYS, day_number(today)),
            Evaluation.share.is_not(None),
        )
        .order_by(Evaluation.day.desc(), Evaluation.id.desc())
    )
    waiting = [row for row in grades if (Subject.GRADE, row[0]) not in known][:_MOST]
    found += [
        KioskTask(
            "quality", f"grade/{key}", f"{card}: {percent(share)}",
            f"Graded contact of {saying.day(day_of(day))}; say that you saw it, or what you see differently",
            None, "See and answer",
        )
        for key, day, share, card in waiting
    ]  # fmt: skip
    reviews = session.execute(
        sa.select(PersonReview.id, ReviewCycle.name)
        .join(ReviewCycle, ReviewCycle.id == PersonReview.cycle_id)
        .where(
            PersonReview.person_id.in_(whom),
            PersonReview.state.in_(_ASKED),
            PersonReview.held_on >= today - dt.timedelta(days=SHOWN_DAYS),
        )
    )
    found += [
        KioskTask(
            "quality", f"review/{key}", f"Review: {name}",
            "As you talked about it; say that you saw it, or what you see differently", None, "See and answer",
        )
        for key, name in reviews
        if (Subject.REVIEW, key) not in known
    ]  # fmt: skip
    return found


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Disputes that wait for the manager's answer."""
    found = []
    for row in answers(session, only_open=True):
        feature, record = row.record
        since = row.said_at.date()
        late = (today - since).days > _LATE_DAYS
        what = "a graded contact" if row.subject is Subject.GRADE else "a review"
        found.append(
            TodoItem(
                feature,
                f"{row.person} disputes {what}{f': {row.item}' if row.item else ''}",
                f"Since {saying.day(since)}, answer within {_LATE_DAYS} days. They say: {row.text}",
                4,
                since + dt.timedelta(days=_LATE_DAYS),
                "late" if late else "signal",
                record,
            )
        )
    return found


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Disputes and their decisions in the story of a person."""
    found = []
    for row in answers(session, person_ids=ids_of(session, person_id)):
        feature, record = row.record
        if row.said is Said.DISPUTED:
            about = f": {row.item}" if row.item else ""
            found.append(
                Moment(
                    row.said_at.date(),
                    "Quality",
                    f"Disputed a score{about}",
                    row.text,
                    feature,
                    record,
                    "open",
                )
            )
        if row.decision is not None and row.decided_on is not None:
            changed = f" ({percent(row.before)} to {percent(row.after)})" if row.after != row.before else ""
            text = f"Dispute answered: {DECISION_WORDS[row.decision].lower()}{changed}"
            found.append(Moment(row.decided_on, "Quality", text, row.reason, feature, record, "open"))
    return [moment for moment in found if since <= moment.on <= until]
