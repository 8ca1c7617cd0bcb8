"""Improvement plans with their goals, checkpoints, containment and moves; what is owed are commitments."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, JUDGEMENT, NAMED, TEXT
from csmanager.core.sealing import PrivateText
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.reviews.plans.rules import CheckResult, Containment, PlanState


class ImprovementPlan(Base):
    """A plan with one person. ``locked_on``: since the first held checkpoint its goals cannot change.

    ``first_end_on``: when it was to end at first, before it was extended. ``private_note`` is never printed unless
    chosen.
    """

    __tablename__ = "improvement_plan"
    __table_args__ = (CheckConstraint("ends_on > starts_on", name="order"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    review_id: Mapped[int | None] = mapped_column(ForeignKey("person_review.id"), index=True)
    title: Mapped[str] = mapped_column(Text, info=TEXT)
    cause: Mapped[str] = mapped_column(Text, info=TEXT)
    consequence: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    state: Mapped[PlanState] = mapped_column(Choice(PlanState))
    opened_on: Mapped[dt.date] = mapped_column(Day)
    starts_on: Mapped[dt.date] = mapped_column(Day)
    ends_on: Mapped[dt.date] = mapped_column(Day)
    first_end_on: Mapped[dt.date] = mapped_column(Day)
    every_days: Mapped[int] = mapped_column(Integer, default=14)
    locked_on: Mapped[dt.date | None] = mapped_column(Day)
    witness: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    outcome_note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    ended_on: Mapped[dt.date | None] = mapped_column(Day)
    private_note: Mapped[str] = mapped_column(PrivateText, default="", info=TEXT)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class PlanGoal(Base):
    """One goal of a plan, tied to a measure; values in the metric's unit, shares as fractions."""

    __tablename__ = "plan_goal"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("improvement_plan.id"), index=True)
    text: Mapped[str] = mapped_column(Text, info=TEXT)
    metric_key: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    start_value: Mapped[float | None] = mapped_column(REAL)
    target_value: Mapped[float] = mapped_column(REAL)
    due_on: Mapped[dt.date] = mapped_column(Day)


class PlanCheckpoint(Base):
    """One checkpoint. ``pinned``: JSON of the goals' weeks as they were when it was held."""

    __tablename__ = "plan_checkpoint"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("improvement_plan.id"), index=True)
    due_on: Mapped[dt.date] = mapped_column(Day)
    held_on: Mapped[dt.date | None] = mapped_column(Day)
    result: Mapped[CheckResult | None] = mapped_column(Choice(CheckResult), info=JUDGEMENT)
    manager_note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    person_note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    pinned: Mapped[str] = mapped_column(Text, default="", info=JUDGEMENT)


class PlanContainment(Base):
    """What keeps customers safe from ``starts_on`` to ``ends_on`` (inclusive) while the plan runs."""

    __tablename__ = "plan_containment"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="order"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("improvement_plan.id"), index=True)
    kind: Mapped[Containment] = mapped_column(Choice(Containment))
    text: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    starts_on: Mapped[dt.date] = mapped_column(Day)
    ends_on: Mapped[dt.date] = mapped_column(Day)


class PlanMove(Base):
    """One move of a plan or change of a goal: what, when, why."""

    __tablename__ = "plan_move"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("improvement_plan.id"), index=True)
    moved_on: Mapped[dt.date] = mapped_column(Day)
    what: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
