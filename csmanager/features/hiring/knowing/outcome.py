"""The loop: what interviews said of those hired, and how they do after 90 and 180 days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.hiring.interviews.finalists import finalists
from csmanager.features.hiring.knowing.queries import Behind
from csmanager.features.hiring.rules import Stage
from csmanager.features.hiring.spelling import day_words, percent
from csmanager.features.hiring.tables import Applicant
from csmanager.features.quality.tables import Evaluation
from csmanager.features.team.tables import Person
from csmanager.features.voice.tables import SurveyAnswer
from csmanager.science.ranks import FEWEST, Correlation, spearman

DAYS = (90, 180)
_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One person hired. ``score``: cards combined, 0 to 100; shares of quality and satisfaction with their n."""

    id: int
    applicant_id: int
    name: str
    started_on: dt.date
    day: int
    score: float | None
    practice: float | None
    quality: float | None
    quality_n: int
    satisfaction: float | None
    satisfaction_n: int
    is_reached: bool  # whether that day has come
    skills: tuple[tuple[str, float], ...] = ()  # what interviews said of each, 0 to 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """All of one day (90 or 180) with what the orders say of each other."""

    day: int
    rows: tuple[OutcomeRow, ...]
    quality: Correlation
    satisfaction: Correlation
    by_skill: tuple[tuple[str, Correlation], ...] = ()  # each skill of the kits and quality

    @property
    def words(self) -> str:
        """What can be said, in a sentence or two."""
        parts = []
        for name, one in (("quality", self.quality), ("satisfaction", self.satisfaction)):
            if not one.is_enough:
                parts.append(
                    f"Nothing can be said yet of {name}: {one.n} of at least {FEWEST} people with both figures."
                )
            elif one.low is not None and one.high is not None and one.low <= 0 <= one.high:
                parts.append(
                    f"Interview scores and {name} do not surely go together: rank correlation {one.rho:.2f},"
                    f" likely {one.low:.2f} to {one.high:.2f}, n {one.n}."
                )
            else:
                way = "rose" if (one.rho or 0) > 0 else "fell"
                parts.append(
                    f"Where interview scores were higher, {name} {way}: rank correlation {one.rho:.2f}"
                    + (f", likely {one.low:.2f} to {one.high:.2f}" if one.low is not None else "")
                    + f", n {one.n}. Only those hired are seen, so the true one is likely stronger."
                )
        return " ".join(parts)


def outcome(session: Session, today: dt.date, day: int) -> Outcome:
    """Everybody hired, up to ``day`` days after their first one: graded contacts and answers of customers."""
    scores = {row.id: row for row in finalists(session, stages=(Stage.HIRED,))}
    people = session.execute(
        sa.select(Applicant.id, Applicant.person_id, Person.name, Person.started_on)
        .join(Person, Person.id == Applicant.person_id)
        .where(Applicant.trashed_on.is_(None), Applicant.stage == Stage.HIRED, Person.started_on.is_not(None))
        .order_by(Person.started_on, Person.name)
    ).all()
    ids = [row.person_id for row in people]
    grades: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for grade in session.execute(
        sa.select(Evaluation.person_id, Evaluation.day, Evaluation.share).where(
            Evaluation.person_id.in_(ids), Evaluation.share.is_not(None)
        )
    ):
        grades[grade.person_id].append((grade.day, grade.share))
    answers: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for answer in session.execute(
        sa.select(
            SurveyAnswer.person_id, SurveyAnswer.day, SurveyAnswer.value, SurveyAnswer.low, SurveyAnswer.high
        ).where(
            SurveyAnswer.person_id.in_(ids), SurveyAnswer.measure == "csat", SurveyAnswer.value.is_not(None),
            SurveyAnswer.day.is_not(None),
        )
    ):  # fmt: skip
        if answer.low is not None and answer.high is not None and answer.high > answer.low:
            answers[answer.person_id].append(
                (answer.day, (answer.value - answer.low) / (answer.high - answer.low))
            )
    found = []
    for row in people:
        first = (row.started_on - _EPOCH).days
        good, said = _mean(grades[row.person_id], first, day), _mean(answers[row.person_id], first, day)
        card = scores.get(row.id)
        found.append(
            OutcomeRow(
                row.person_id, row.id, row.name, row.started_on, day, card.combined.total if card else None,
                card.trial_share if card else None, *good, *said, (today - row.started_on).days >= day,
                tuple((one.skill.name, one.value) for one in card.combined.skills if one.value is not None)
                if card
                else (),
            )
        )  # fmt: skip
    reached = [row for row in found if row.is_reached and row.score is not None]
    names = sorted({name for row in reached for name, _ in row.skills})
    return Outcome(
        day,
        tuple(found),
        spearman([(row.score or 0.0, row.quality) for row in reached if row.quality is not None]),
        spearman([(row.score or 0.0, row.satisfaction) for row in reached if row.satisfaction is not None]),
        tuple(
            (
                name,
                spearman(
                    [
                        (value, row.quality)
                        for row in reached
                        for skill, value in row.skills
                        if skill == name and row.quality is not None
                    ]
                ),
            )
            for name in names
        ),
    )


def behind(session: Session, row: OutcomeRow) -> tuple[Behind, ...]:
    """The graded contacts and answers of customers that a row's means are made of, oldest first."""
    first = (row.started_on - _EPOCH).days
    last = first + row.day - 1
    found = [
        (
            one.day,
            Behind(
                f"e{one.id}",
                f"Graded contact {one.reference}".strip(),
                f"{day_words(_EPOCH + dt.timedelta(days=one.day))}, {percent(one.share)}",
                row.applicant_id,
            ),
        )
        for one in session.execute(
            sa.select(Evaluation.id, Evaluation.day, Evaluation.reference, Evaluation.share).where(
                Evaluation.person_id == row.id,
                Evaluation.share.is_not(None),
                Evaluation.day.between(first, last),
            )
        )
    ]
    found += [
        (
            one.day,
            Behind(
                f"a{one.id}", f"Answer {one.reference}".strip(),
                f"{day_words(_EPOCH + dt.timedelta(days=one.day))}, {one.value:g} of {one.high}", row.applicant_id,
            ),
        )
        for one in session.execute(
            sa.select(
                SurveyAnswer.id, SurveyAnswer.day, SurveyAnswer.reference, SurveyAnswer.value, SurveyAnswer.low,
                SurveyAnswer.high,
            ).where(
                SurveyAnswer.person_id == row.id, SurveyAnswer.measure == "csat", SurveyAnswer.value.is_not(None),
                SurveyAnswer.day.between(first, last),
            )
        )
        if one.low is not None and one.high is not None and one.high > one.low
    ]  # fmt: skip
    return tuple(one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].key)))


def _mean(values: list[tuple[int, float]], first: int, days: int) -> tuple[float | None, int]:
    known = [value for day, value in values if first <= day < first + days]
    return (sum(known) / len(known) if known else None), len(known)
