"""Coaching sessions with their evidence, their moves, and the prompts that help to prepare them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, TEXT
from csmanager.core.sealing import PrivateText, SealedText
from csmanager.core.tables import Base, Choice, Day, Instant
from csmanager.core.visibility import Visibility, shown_by
from csmanager.features.coaching.rules import Answer, CoachKind, CoachState, Effect, EvidenceKind


class Coaching(Base):
    """One session about one behaviour.

    ``scored_on``: the day of the score it answers, from which its clock runs (None: it answers none). ``measured``:
    JSON of the watch metric before and since, as it was when it was followed up. ``answered_how``: "kiosk",
    "paper" or "told". ``notes_seen``: who may read ``notes`` (None: the manager alone); sealed ones stand in
    ``sealed_notes``.
    """

    __tablename__ = "coaching"
    __table_args__ = (Index("ix_coaching_state_follow_up_on", "state", "follow_up_on"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[CoachKind] = mapped_column(Choice(CoachKind))
    state: Mapped[CoachState] = mapped_column(Choice(CoachState))
    behaviour: Mapped[str] = mapped_column(Text, info=TEXT)
    agreed: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    notes: Mapped[str] = mapped_column(
        Text, default="", info=TEXT | shown_by("notes_seen", Visibility.MANAGER)
    )
    private_note: Mapped[str] = mapped_column(PrivateText, default="", info=TEXT)
    watch_metric: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    made_on: Mapped[dt.date] = mapped_column(Day)
    scored_on: Mapped[dt.date | None] = mapped_column(Day)
    delivered_on: Mapped[dt.date | None] = mapped_column(Day)
    minutes: Mapped[int | None] = mapped_column(Integer)
    follow_up_on: Mapped[dt.date | None] = mapped_column(Day)
    answer: Mapped[Answer | None] = mapped_column(Choice(Answer))
    answer_text: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    answered_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    answered_how: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    text_sha256: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    followed_up_on: Mapped[dt.date | None] = mapped_column(Day)
    effect: Mapped[Effect | None] = mapped_column(Choice(Effect))
    effect_note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    measured: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    closed_on: Mapped[dt.date | None] = mapped_column(Day)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
    notes_seen: Mapped[Visibility | None] = mapped_column(Choice(Visibility), default=None)
    sealed_notes: Mapped[str] = mapped_column(SealedText, default="", server_default="", info=TEXT)


class CoachingEvidence(Base):
    """What a session rests on. ``ref_id``: the row of the kind's table, where there is one."""

    __tablename__ = "coaching_evidence"
    __table_args__ = (Index("ix_coaching_evidence_kind_ref_id", "kind", "ref_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    coaching_id: Mapped[int] = mapped_column(ForeignKey("coaching.id"), index=True)
    kind: Mapped[EvidenceKind] = mapped_column(Choice(EvidenceKind))
    ref_id: Mapped[int | None] = mapped_column(Integer)
    on_day: Mapped[dt.date | None] = mapped_column(Day)
    text: Mapped[str] = mapped_column(Text, info=TEXT)


class CoachingMove(Base):
    """One move of a session, with its reason."""

    __tablename__ = "coaching_move"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    coaching_id: Mapped[int] = mapped_column(ForeignKey("coaching.id"), index=True)
    moved_on: Mapped[dt.date] = mapped_column(Day)
    move: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    from_state: Mapped[CoachState] = mapped_column(Choice(CoachState))
    to_state: Mapped[CoachState] = mapped_column(Choice(CoachState))
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class CoachingPrompt(Base):
    """A way to prepare and hold a session, step by step, as Markdown; shipped ones can be edited."""

    __tablename__ = "coaching_prompt"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    body: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
