"""Openings, applicants and the moves they made."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IDENTITY, IMPERSONAL, JUDGEMENT, TEXT
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.hiring.rules import (
    ACTIVE,
    REASONS,
    Consent,
    OpeningReason,
    OpeningState,
    PayUnit,
    Stage,
)


class StageTemplate(Base):
    """A way of hiring: its stages are copied into every opening that takes it. ``key`` names a shipped one."""

    __tablename__ = "stage_template"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str | None] = mapped_column(Text, info=IMPERSONAL)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    note: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class HiringStage(Base):
    """One stage of a template or of an opening. ``type`` says what it is; ``target_days``: after how many days in it
    somebody has stood still too long, None for never; ``needs``: what has to be there before going on."""

    __tablename__ = "hiring_stage"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    template_id: Mapped[int | None] = mapped_column(ForeignKey("stage_template.id"), index=True)
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("opening.id"), index=True)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    type: Mapped[Stage] = mapped_column(Choice(Stage))
    position: Mapped[int] = mapped_column(Integer)
    target_days: Mapped[int | None] = mapped_column(Integer)
    needs: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    retired_on: Mapped[dt.date | None] = mapped_column(Day)


class Opening(Base):
    """A place to be filled: the requisition and what is advertised for it."""

    __tablename__ = "opening"
    __table_args__ = (CheckConstraint("headcount >= 1", name="headcount"),)
    __about__ = "a place to be filled, not somebody; the search for a name looks through its reason"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    headcount: Mapped[int] = mapped_column(Integer, default=1)
    weekly_minutes: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[OpeningState] = mapped_column(Choice(OpeningState))
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    opened_on: Mapped[dt.date] = mapped_column(Day)
    closes_on: Mapped[dt.date | None] = mapped_column(Day)
    description: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # Markdown
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
    reason_kind: Mapped[OpeningReason | None] = mapped_column(Choice(OpeningReason))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    need_by: Mapped[dt.date | None] = mapped_column(Day)
    pay_min: Mapped[int | None] = mapped_column(Integer)  # hundredths of the store's currency
    pay_max: Mapped[int | None] = mapped_column(Integer)
    pay_unit: Mapped[PayUnit | None] = mapped_column(Choice(PayUnit))
    place: Mapped[str | None] = mapped_column(Text, info=IMPERSONAL)
    apply_how: Mapped[str | None] = mapped_column(Text, info=IMPERSONAL)
    template_id: Mapped[int | None] = mapped_column(ForeignKey("stage_template.id"), index=True)


class OpeningMove(Base):
    """One change of an opening's state, with its reason."""

    __tablename__ = "opening_move"
    __about__ = "a place to be filled, not somebody; the search for a name looks through its reason"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"), index=True)
    from_state: Mapped[OpeningState | None] = mapped_column(Choice(OpeningState))
    to_state: Mapped[OpeningState] = mapped_column(Choice(OpeningState))
    moved_on: Mapped[dt.date] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class Candidate(Base):
    """Whoever stands behind one or several applications, and what they agreed to.

    ``consent_wording``: the very sentence that was shown; ``consent_until``: how long it holds. A hold stops the
    clock of retention. ``pool_on``: since when they are in the talent pool.
    """

    __tablename__ = "candidate"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    consent: Mapped[Consent] = mapped_column(Choice(Consent))
    consent_wording: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    consent_on: Mapped[dt.date | None] = mapped_column(Day)
    consent_until: Mapped[dt.date | None] = mapped_column(Day)
    hold_reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    hold_on: Mapped[dt.date | None] = mapped_column(Day)
    pool_reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    pool_on: Mapped[dt.date | None] = mapped_column(Day)
    anonymised_on: Mapped[dt.date | None] = mapped_column(Day)


class SourceCost(Base):
    """Money spent on a source of applicants. ``amount``: hundredths of the store's currency."""

    __tablename__ = "source_cost"
    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    source: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("opening.id"), index=True)
    spent_on: Mapped[dt.date] = mapped_column(Day)
    amount: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)


class Applicant(Base):
    """One application for an opening. ``person_id`` is set by hiring them.

    ``stage`` is what kind of stage it stands at, ``stage_id`` the opening's own stage while it is under way.
    ``merged_into_id``: the application this one turned out to be the double of; it is listed no more.
    """

    __tablename__ = "applicant"
    __erased__ = (("name", "Applicant {id}"),)
    __about__ = ("candidate_id", "person_id")

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"), index=True)
    name: Mapped[str] = mapped_column(Text, info=IDENTITY)
    email: Mapped[str | None] = mapped_column(Text, info=IDENTITY)
    phone: Mapped[str | None] = mapped_column(Text, info=IDENTITY)
    source: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    stage: Mapped[Stage] = mapped_column(Choice(Stage))
    stage_since: Mapped[dt.date] = mapped_column(Day)
    applied_on: Mapped[dt.date] = mapped_column(Day)
    next_step: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    next_step_on: Mapped[dt.date | None] = mapped_column(Day)
    rating: Mapped[int | None] = mapped_column(Integer, info=JUDGEMENT)
    notes: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("hiring_stage.id"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    snoozed_until: Mapped[dt.date | None] = mapped_column(Day)
    snooze_note: Mapped[str | None] = mapped_column(Text, info=TEXT)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("applicant.id"), index=True)


def _listed(move: Any) -> str:
    """The reason of a move as it may stay: one from the lists, else that it was another."""
    if move.reason in {reason for reasons in REASONS.values() for reason in reasons}:
        return str(move.reason)
    return "" if move.to_stage in ACTIVE else "Other"


class StageMove(Base):
    """One move of an applicant, with the reason where one is owed."""

    __tablename__ = "stage_move"
    __erased__ = (("reason", _listed),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicant.id"), index=True)
    from_stage: Mapped[Stage | None] = mapped_column(Choice(Stage))
    to_stage: Mapped[Stage] = mapped_column(Choice(Stage))
    moved_on: Mapped[dt.date] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    from_stage_id: Mapped[int | None] = mapped_column(ForeignKey("hiring_stage.id"), index=True)
    to_stage_id: Mapped[int | None] = mapped_column(ForeignKey("hiring_stage.id"), index=True)
