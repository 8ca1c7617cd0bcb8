"""Kits, questions, interviews with those who ask, their scorecards; role-plays and work samples with their marks."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IDENTITY, IMPERSONAL, JUDGEMENT, NAMED, TEXT
from csmanager.core.tables import Base, Choice, Day, Flag
from csmanager.features.hiring.interviews.rules import Entered, InterviewMove, InterviewState, Recommendation


class InterviewKit(Base):
    """One version of a kit. An edit makes a new version; interviews keep the one they were planned with."""

    __tablename__ = "interview_kit"
    __table_args__ = (UniqueConstraint("family", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    family: Mapped[int] = mapped_column(Integer)  # the same number for all versions of a kit
    version: Mapped[int] = mapped_column(Integer, default=1)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    body: Mapped[str] = mapped_column(Text, info=IMPERSONAL)  # see kittext
    saved_on: Mapped[dt.date] = mapped_column(Day)
    note: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # what changed
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class InterviewQuestion(Base):
    """A question to choose from when a kit is written."""

    __tablename__ = "interview_question"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    body: Mapped[str] = mapped_column(Text, info=IMPERSONAL)  # see kittext
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class Interview(Base):
    """One talk with an applicant. ``start_minute`` after midnight in the shop; ``kit_id`` pins a version."""

    __tablename__ = "interview"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicant.id"), index=True)
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("interview_kit.id"), index=True)
    round: Mapped[int] = mapped_column(Integer, default=1)
    on: Mapped[dt.date] = mapped_column(Day, index=True)
    start_minute: Mapped[int] = mapped_column(Integer)
    minutes: Mapped[int] = mapped_column(Integer)
    place: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    state: Mapped[InterviewState] = mapped_column(Choice(InterviewState))
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)  # for those who ask
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class Interviewer(Base):
    """Who asks: somebody of the team, or a name."""

    __tablename__ = "interviewer"
    __table_args__ = (UniqueConstraint("interview_id", "name"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interview.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(Text, info=IDENTITY)


class InterviewStep(Base):
    """One move of an interview. ``from_on`` and ``from_minute``: when it was to be before it moved."""

    __tablename__ = "interview_step"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interview.id"), index=True)
    move: Mapped[InterviewMove] = mapped_column(Choice(InterviewMove))
    moved_on: Mapped[dt.date] = mapped_column(Day)
    from_on: Mapped[dt.date | None] = mapped_column(Day)
    from_minute: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class InterviewCard(Base):
    """What one interviewer handed in. Until then what they write is a draft of the store, which nobody else sees."""

    __tablename__ = "interview_card"
    __about__ = ("interviewer_id.interview_id",)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    interviewer_id: Mapped[int] = mapped_column(ForeignKey("interviewer.id"), unique=True)
    submitted_on: Mapped[dt.date] = mapped_column(Day)
    recommendation: Mapped[Recommendation] = mapped_column(Choice(Recommendation), info=JUDGEMENT)
    because: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    for_next: Mapped[str] = mapped_column(Text, default="", info=TEXT)  # to the next interviewer
    entered: Mapped[Entered] = mapped_column(Choice(Entered))


class InterviewMark(Base):
    """What a card says of one question; ``position`` among the questions of the kit."""

    __tablename__ = "interview_mark"
    __table_args__ = (
        UniqueConstraint("card_id", "position"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 4", name="rating"),
    )
    __about__ = ("card_id.interviewer_id.interview_id",)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("interview_card.id"))
    position: Mapped[int] = mapped_column(Integer)
    asked: Mapped[bool] = mapped_column(Flag, default=True)
    rating: Mapped[int | None] = mapped_column(Integer, info=JUDGEMENT)
    evidence: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    notes: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class RolePlay(Base):
    """A scene to be played with an applicant, scored with the scorecard of that name."""

    __tablename__ = "role_play"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    scorecard: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    body: Mapped[str] = mapped_column(Text, info=IMPERSONAL)  # Markdown
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class Trial(Base):
    """A role-play or a sample of work an applicant did, scored like a real contact.

    ``share`` is the score as a share of 1. ``evaluation_id``: the graded contact it became when they were hired.
    """

    __tablename__ = "trial"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicant.id"), index=True)
    role_play_id: Mapped[int | None] = mapped_column(ForeignKey("role_play.id"), index=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"), index=True)
    title: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    held_on: Mapped[dt.date] = mapped_column(Day)
    grader: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    share: Mapped[float | None] = mapped_column(REAL, info=JUDGEMENT)
    critical_missed: Mapped[int] = mapped_column(Integer, default=0, info=JUDGEMENT)
    comment: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    evaluation_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation.id"), index=True)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class TrialMark(Base):
    """What one item of the scorecard got, as a share of its scale; None: it did not apply."""

    __tablename__ = "trial_mark"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("trial.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("scorecard_item.id"), index=True)
    share: Mapped[float | None] = mapped_column(REAL, info=JUDGEMENT)
