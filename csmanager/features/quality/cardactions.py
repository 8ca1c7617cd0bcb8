"""Scorecards that come with the program, and single grades entered by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.quality.cards import starter_cards
from csmanager.features.quality.tables import Evaluation, EvaluationMark, Scorecard, ScorecardItem

_EPOCH = dt.date(1970, 1, 1)
_HALF = 0.5  # of the scale; a critical item below it fails the whole grade


def add_starter_scorecards(session: Session) -> list[int]:
    """Add the shipped scorecards; one whose name is there already is left out. Returns their ids."""
    names = {name.casefold() for name in session.scalars(sa.select(Scorecard.name))}
    found = []
    for card in starter_cards():
        if card.name.casefold() in names:
            continue
        made = Scorecard(name=card.name, version=1)
        session.add(made)
        session.flush()
        for position, item in enumerate(card.items):
            session.add(
                ScorecardItem(
                    scorecard_id=made.id,
                    position=position,
                    section=item.section,
                    text=item.text,
                    levels=item.levels,
                    weight=item.weight,
                    critical=item.critical,
                    policy_code=item.policy_code,
                    clause=item.clause,
                )
            )
        found.append(made.id)
    session.flush()
    return found


def add_grade(
    session: Session,
    scorecard_id: int,
    marks: Mapping[int, float | None],
    *,
    day: dt.date,
    person_id: int | None,
    reference: str = "",
    grader: str = "",
    comment: str = "",
) -> int:
    """Enter one graded contact; ``marks``: item -> share of its scale, None where it did not apply.

    The grade is the weighted mean of the marks that apply, and 0 when a critical item is missed.
    """
    items = {
        item.id: item
        for item in session.scalars(
            sa.select(ScorecardItem).where(ScorecardItem.scorecard_id == scorecard_id)
        )
    }
    if not items:
        raise RuleBroken("This scorecard has no items.")
    if set(marks) - set(items):
        raise RuleBroken("A mark belongs to an item of another scorecard.")
    known = {key: share for key, share in marks.items() if share is not None}
    if not known:
        raise RuleBroken("Mark at least one item.")
    if any(not 0 <= share <= 1 for share in known.values()):
        raise RuleBroken("A mark is a share of the scale, from 0 to 1.")
    missed = sum(items[key].critical and share < _HALF for key, share in known.items())
    weight = sum(items[key].weight for key in known)
    total = sum(items[key].weight * share for key, share in known.items())
    share = 0.0 if missed else (total / weight if weight else None)
    grade = Evaluation(
        scorecard_id=scorecard_id,
        person_id=person_id,
        day=(day - _EPOCH).days,
        reference=reference.strip(),
        grader=grader.strip(),
        share=share,
        critical_missed=missed,
        comment=comment.strip(),
    )
    session.add(grade)
    session.flush()
    for key in items:
        session.add(EvaluationMark(evaluation_id=grade.id, item_id=key, share=marks.get(key)))
    session.flush()
    return grade.id
