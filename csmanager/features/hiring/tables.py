"""Openings, applicants and the moves they made."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.tables import Base, Choice, Day
from csmanager.features.hiring.rules import OpeningState, Stage


class Opening(Base):
    """A place to be filled."""

    __tablename__ = "opening"
    __table_args__ = (CheckConstraint("headcount >= 1", name="headcount"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    headcount: Mapped[int] = mapped_column(Integer, default=1)
    weekly_minutes: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[OpeningState] = mapped_column(Choice(OpeningState))
    reason: Mapped[str] = mapped_column(Text, default="")
    opened_on: Mapped[dt.date] = mapped_column(Day)
    closes_on: Mapped[dt.date | None] = mapped_column(Day)
    description: Mapped[str] = mapped_column(Text, default="")  # Markdown
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class Applicant(Base):
    """Someone who applied for an opening. ``person_id`` is set by hiring them."""

    __tablename__ = "applicant"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[Stage] = mapped_column(Choice(Stage))
    stage_since: Mapped[dt.date] = mapped_column(Day)
    applied_on: Mapped[dt.date] = mapped_column(Day)
    next_step: Mapped[str] = mapped_column(Text, default="")
    next_step_on: Mapped[dt.date | None] = mapped_column(Day)
    rating: Mapped[int | None] = mapped_column(Integer)
    notes: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class StageMove(Base):
    """One move of an applicant, with the reason where one is owed."""

    __tablename__ = "stage_move"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicant.id"), index=True)
    from_stage: Mapped[Stage | None] = mapped_column(Choice(Stage))
    to_stage: Mapped[Stage] = mapped_column(Choice(Stage))
    moved_on: Mapped[dt.date] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text, default="")
