"""Reviews, advice, improvement plans and goals of a person."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.features.reviews.advice.rules import RESULT_WORDS, Answer
from csmanager.features.reviews.advice.tables import AdviceGiven, AdviceRule
from csmanager.features.reviews.cycles.rules import STATE_WORDS as REVIEW_WORDS
from csmanager.features.reviews.cycles.rules import ReviewState
from csmanager.features.reviews.cycles.tables import PersonReview, PersonReviewMove, ReviewCycle
from csmanager.features.reviews.goals.rules import STATE_WORDS as GOAL_WORDS
from csmanager.features.reviews.goals.tables import Goal
from csmanager.features.reviews.plans.rules import RESULT_WORDS as CHECK_WORDS
from csmanager.features.reviews.plans.rules import STATE_WORDS as PLAN_WORDS
from csmanager.features.reviews.plans.tables import ImprovementPlan, PlanCheckpoint
from csmanager.features.team.person.queries import ids_of

_TOLD = (ReviewState.DISCUSSED, ReviewState.SIGNED, ReviewState.REFUSED, ReviewState.SKIPPED)


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Talks and signatures of reviews, advice and whether it helped, plans with their checkpoints, goals."""
    whom = ids_of(session, person_id)
    found = [
        *_reviews(session, whom),
        *_advice(session, whom),
        *_plans(session, whom),
        *_goals(session, whom),
    ]
    return [moment for moment in found if since <= moment.on <= until]


def _reviews(session: Session, whom: list[int]) -> list[Moment]:
    rows = session.execute(
        sa.select(PersonReview, PersonReviewMove, ReviewCycle.name)
        .join(PersonReviewMove, PersonReviewMove.review_id == PersonReview.id)
        .join(ReviewCycle, ReviewCycle.id == PersonReview.cycle_id)
        .where(PersonReview.person_id.in_(whom), ReviewCycle.trashed_on.is_(None))
    )
    found = []
    for review, move, cycle in rows:
        if move.target not in _TOLD:
            continue
        overall = (
            f", overall {review.overall}" if review.overall and move.target is not ReviewState.SKIPPED else ""
        )
        text = f"Review {cycle}: {REVIEW_WORDS[move.target].lower()}{overall}"
        detail = move.reason or (review.summary if move.target is ReviewState.DISCUSSED else "")
        found.append(Moment(move.moved_on, "Reviews", text, detail, "reviews", f"cycles:review/{review.id}"))
    return found


def _advice(session: Session, whom: list[int]) -> list[Moment]:
    rows = session.execute(
        sa.select(AdviceGiven, AdviceRule.name)
        .join(AdviceRule, AdviceRule.id == AdviceGiven.rule_id)
        .where(AdviceGiven.person_id.in_(whom), AdviceGiven.trashed_on.is_(None))
    )
    found = []
    for row, name in rows:
        record = f"advice:given/{row.id}"
        word = "taken up" if row.answer is Answer.ACCEPTED else "declined"
        found.append(Moment(row.given_on, "Advice", f"{name}: {word}", row.reason, "reviews", record))
        if row.looked_on is not None and row.result is not None:
            text = f"{name}: {RESULT_WORDS[row.result].lower()}"
            found.append(Moment(row.looked_on, "Advice", text, "", "reviews", record))
    return found


def _plans(session: Session, whom: list[int]) -> list[Moment]:
    found = []
    plans = {
        plan.id: plan
        for plan in session.scalars(
            sa.select(ImprovementPlan).where(
                ImprovementPlan.person_id.in_(whom), ImprovementPlan.trashed_on.is_(None)
            )
        )
    }
    for plan in plans.values():
        record = f"plans:plan/{plan.id}"
        found.append(
            Moment(plan.opened_on, "Plans", f"Improvement plan: {plan.title}", plan.cause, "reviews", record)
        )
        if plan.ended_on is not None:
            text = f"{plan.title}: {PLAN_WORDS[plan.state].lower()}"
            found.append(Moment(plan.ended_on, "Plans", text, plan.outcome_note, "reviews", record))
    held = sa.select(PlanCheckpoint).where(
        PlanCheckpoint.plan_id.in_(plans), PlanCheckpoint.held_on.is_not(None)
    )
    for check in session.scalars(held) if plans else ():
        assert check.held_on is not None
        result = CHECK_WORDS[check.result].lower() if check.result is not None else "held"
        text, detail = f"Checkpoint of {plans[check.plan_id].title}: {result}", check.manager_note
        found.append(Moment(check.held_on, "Plans", text, detail, "reviews", f"plans:plan/{check.plan_id}"))
    return found


def _goals(session: Session, whom: list[int]) -> list[Moment]:
    found = []
    for goal in session.scalars(sa.select(Goal).where(Goal.person_id.in_(whom), Goal.trashed_on.is_(None))):
        record = f"plans:goal/{goal.id}"
        found.append(Moment(goal.starts_on, "Goals", f"Goal: {goal.title}", goal.note, "reviews", record))
        if goal.ended_on is not None:
            text = f"{goal.title}: {GOAL_WORDS[goal.state].lower()}"
            found.append(Moment(goal.ended_on, "Goals", text, "", "reviews", record))
    return found
