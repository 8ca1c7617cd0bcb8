"""Conflicts with their statements, agreement and check-ins; warnings; the moves of both.

Everything that says what happened is sealed; what remains plain (who, which kind, which step, days) is shown and
exported only while unlocked, since these records are sealed as a whole.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, NAMED, TEXT
from csmanager.core.sealing import SealedText
from csmanager.core.tables import Base, Choice, Day, Flag
from csmanager.features.conduct.rules import Appeal, Kind, Severity, Standing, State, Step


class Conflict(Base):
    """One conflict. ``is_formal``: it goes the formal way, to ``routed_to``. ``apart_until``: for the schedule."""

    __tablename__ = "conflict"
    __sealed__ = True
    __about__ = ("<conflict_party.conflict_id",)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[Kind] = mapped_column(Choice(Kind))
    severity: Mapped[Severity] = mapped_column(Choice(Severity))
    state: Mapped[State] = mapped_column(Choice(State))
    is_formal: Mapped[bool] = mapped_column(Flag)
    opened_on: Mapped[dt.date] = mapped_column(Day)
    closed_on: Mapped[dt.date | None] = mapped_column(Day)
    apart_until: Mapped[dt.date | None] = mapped_column(Day)
    about: Mapped[str] = mapped_column(SealedText, info=TEXT)
    raised_by: Mapped[str] = mapped_column(SealedText, info=NAMED)
    clause: Mapped[str] = mapped_column(SealedText, info=TEXT)
    owner: Mapped[str] = mapped_column(SealedText, info=NAMED)  # who looks into it
    routed_to: Mapped[str] = mapped_column(SealedText, info=NAMED)
    common_ground: Mapped[str] = mapped_column(SealedText, info=TEXT)
    outcome: Mapped[str] = mapped_column(SealedText, info=TEXT)


class ConflictParty(Base):
    """Somebody in a conflict: what they say, what they commit to, and when they signed it."""

    __tablename__ = "conflict_party"
    __sealed__ = True
    __table_args__ = (UniqueConstraint("conflict_id", "person_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conflict_id: Mapped[int] = mapped_column(ForeignKey("conflict.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_on: Mapped[dt.date | None] = mapped_column(Day)
    statement: Mapped[str] = mapped_column(SealedText, info=TEXT)
    stated_on: Mapped[dt.date | None] = mapped_column(Day)
    at_kiosk: Mapped[bool] = mapped_column(Flag)  # they wrote it themselves, with their PIN
    commits: Mapped[str] = mapped_column(SealedText, info=TEXT)
    signed_on: Mapped[dt.date | None] = mapped_column(Day)
    signed_at_kiosk: Mapped[bool] = mapped_column(
        Flag, server_default="0", default=False
    )  # with their own PIN


class ConflictCheckIn(Base):
    """A talk with everybody in it, some weeks after the agreement. ``holds``: whether it holds."""

    __tablename__ = "conflict_check_in"
    __sealed__ = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conflict_id: Mapped[int] = mapped_column(ForeignKey("conflict.id"), index=True)
    week: Mapped[int] = mapped_column(Integer)
    due_on: Mapped[dt.date] = mapped_column(Day)
    held_on: Mapped[dt.date | None] = mapped_column(Day)
    holds: Mapped[bool | None] = mapped_column(Flag)
    note: Mapped[str] = mapped_column(SealedText, info=TEXT)


class Discipline(Base):
    """One rung of the ladder for one person. ``clause``: the rule of the handbook that was broken."""

    __tablename__ = "discipline"
    __sealed__ = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    step: Mapped[Step] = mapped_column(Choice(Step))
    severity: Mapped[Severity] = mapped_column(Choice(Severity))
    clause: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    standing: Mapped[Standing] = mapped_column(Choice(Standing))
    happened_on: Mapped[dt.date] = mapped_column(Day)
    drafted_on: Mapped[dt.date] = mapped_column(Day)
    issued_on: Mapped[dt.date | None] = mapped_column(Day)
    expires_on: Mapped[dt.date | None] = mapped_column(Day)
    appeal: Mapped[Appeal] = mapped_column(Choice(Appeal))
    appealed_on: Mapped[dt.date | None] = mapped_column(Day)
    decided_on: Mapped[dt.date | None] = mapped_column(Day)
    facts: Mapped[str] = mapped_column(SealedText, info=TEXT)
    response: Mapped[str] = mapped_column(SealedText, info=TEXT)
    expected: Mapped[str] = mapped_column(SealedText, info=TEXT)
    skip_reason: Mapped[str] = mapped_column(SealedText, info=TEXT)
    appeal_reason: Mapped[str] = mapped_column(SealedText, info=TEXT)
    decision: Mapped[str] = mapped_column(SealedText, info=TEXT)


class ConductMove(Base):
    """One move of a conflict or a warning: when, from where to where, why."""

    __tablename__ = "conduct_move"
    __sealed__ = True
    __about__ = ("conflict_id", "discipline_id")

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conflict_id: Mapped[int | None] = mapped_column(ForeignKey("conflict.id"), index=True)
    discipline_id: Mapped[int | None] = mapped_column(ForeignKey("discipline.id"), index=True)
    moved_on: Mapped[dt.date] = mapped_column(Day)
    move: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    origin: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    target: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    reason: Mapped[str] = mapped_column(SealedText, info=TEXT)
