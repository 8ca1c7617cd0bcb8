"""Answers to scores, and how scores changed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, JUDGEMENT, TEXT
from csmanager.core.tables import Base, Choice, Day, Instant
from csmanager.features.quality.disputes.rules import Decision, Said, Subject


class ScoreAnswer(Base):
    """What a person said to a score, and what the manager answered. ``subject``/``ref_id``: the grade or review.

    ``item_id``: the item of the card it is about, None for the whole. ``seen_on``: when they read the decision.
    """

    __tablename__ = "score_answer"
    __table_args__ = (Index("ix_score_answer_subject_ref_id", "subject", "ref_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    subject: Mapped[Subject] = mapped_column(Choice(Subject))
    ref_id: Mapped[int] = mapped_column(Integer)
    said: Mapped[Said] = mapped_column(Choice(Said))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("scorecard_item.id"), index=True)
    text: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    said_at: Mapped[dt.datetime] = mapped_column(Instant)
    how: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    decision: Mapped[Decision | None] = mapped_column(Choice(Decision))
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    decided_on: Mapped[dt.date | None] = mapped_column(Day)
    before: Mapped[float | None] = mapped_column(REAL, info=JUDGEMENT)
    after: Mapped[float | None] = mapped_column(REAL, info=JUDGEMENT)
    mark_before: Mapped[float | None] = mapped_column(REAL, info=JUDGEMENT)
    mark_after: Mapped[float | None] = mapped_column(REAL, info=JUDGEMENT)
    seen_on: Mapped[dt.date | None] = mapped_column(Day)
