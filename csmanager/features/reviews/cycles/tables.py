"""Templates of reviews, cycles, and the review of each person with its figures as they were."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IDENTITY, IMPERSONAL, JUDGEMENT, NAMED, TEXT
from csmanager.core.sealing import PrivateText
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.reviews.cycles.rules import CycleKind, CycleState, ReviewState


class ReviewTemplate(Base):
    """How people of a role are reviewed (``role_id`` None: everyone without one of their own).

    ``weights``: JSON metric key -> weight. ``scale``: JSON [[word, least share], ...], best first. ``questions``:
    JSON list of what is asked in the self-review; ``prompts``: JSON section -> what belongs there. A change
    raises ``version``.
    """

    __tablename__ = "review_template"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"), index=True)
    weights: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    scale: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    questions: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    prompts: Mapped[str] = mapped_column(Text, default="{}", info=IMPERSONAL)
    version: Mapped[int] = mapped_column(Integer, default=1)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class ReviewCycle(Base):
    """One round of reviews of the days ``first`` to ``last``, to be held by ``due_on``."""

    __tablename__ = "review_cycle"
    __table_args__ = (CheckConstraint('"last" >= "first"', name="order"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    kind: Mapped[CycleKind] = mapped_column(Choice(CycleKind))
    period_key: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    first: Mapped[dt.date] = mapped_column(Day)
    last: Mapped[dt.date] = mapped_column(Day)
    due_on: Mapped[dt.date] = mapped_column(Day)
    state: Mapped[CycleState] = mapped_column(Choice(CycleState))
    opened_on: Mapped[dt.date] = mapped_column(Day)
    closed_on: Mapped[dt.date | None] = mapped_column(Day)
    note: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class PersonReview(Base):
    """The review of one person in a cycle.

    ``pinned``: JSON of everything it rests on as it was when it was prepared: period, template, lines with
    definition and target (see ``cycles.pinning``); never changed afterwards. ``overall``: the computed word, or
    another with its ``overall_reason``. ``private_note`` is never exported or printed. ``edition`` counts how often
    it was opened again; what it said before lies in ``PersonReviewEdition``.
    """

    __tablename__ = "person_review"
    __table_args__ = (UniqueConstraint("cycle_id", "person_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("review_cycle.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    template_id: Mapped[int | None] = mapped_column(ForeignKey("review_template.id"), index=True)
    state: Mapped[ReviewState] = mapped_column(Choice(ReviewState))
    prepared_on: Mapped[dt.date] = mapped_column(Day)
    self_done_on: Mapped[dt.date | None] = mapped_column(Day)
    held_on: Mapped[dt.date | None] = mapped_column(Day)
    signed_on: Mapped[dt.date | None] = mapped_column(Day)
    closed_on: Mapped[dt.date | None] = mapped_column(Day)
    pinned: Mapped[str] = mapped_column(Text, info=JUDGEMENT)
    score: Mapped[float | None] = mapped_column(REAL, info=JUDGEMENT)
    overall: Mapped[str] = mapped_column(Text, default="", info=JUDGEMENT)
    overall_reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    self_answers: Mapped[str] = mapped_column(Text, default="[]", info=TEXT)
    summary: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    strengths: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    concerns: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    next_steps: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    private_note: Mapped[str] = mapped_column(PrivateText, default="", info=TEXT)
    signed_name: Mapped[str] = mapped_column(Text, default="", info=IDENTITY)
    witness: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    edition: Mapped[int] = mapped_column(Integer, default=1)


class PersonReviewEdition(Base):
    """What a review said before it was opened again. ``body``: JSON of its texts, state and days."""

    __tablename__ = "person_review_edition"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("person_review.id"), index=True)
    edition: Mapped[int] = mapped_column(Integer)
    kept_on: Mapped[dt.date] = mapped_column(Day)
    body: Mapped[str] = mapped_column(Text, info=TEXT)


class PersonReviewMove(Base):
    """One move of a review: what, when, from where to where, why."""

    __tablename__ = "person_review_move"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("person_review.id"), index=True)
    moved_on: Mapped[dt.date] = mapped_column(Day)
    move: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    origin: Mapped[ReviewState] = mapped_column(Choice(ReviewState))
    target: Mapped[ReviewState] = mapped_column(Choice(ReviewState))
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
