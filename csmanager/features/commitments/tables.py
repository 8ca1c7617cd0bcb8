"""Agreed actions of all duties: from a review, an improvement plan, a piece of advice, a one-to-one."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, TEXT
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.commitments.rules import Outcome, Owner


class Commitment(Base):
    """One agreed action. ``source`` is the table it came from and ``source_id`` the row there.

    ``check_on``: the day on which its effect on ``metric_key`` is looked at ("" where it should move none).
    ``outcome_note``: why it ended as it did, or was opened again.
    """

    __tablename__ = "commitment"
    __table_args__ = (Index("ix_commitment_source_source_id", "source", "source_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    owner: Mapped[Owner] = mapped_column(Choice(Owner))
    text: Mapped[str] = mapped_column(Text, info=TEXT)
    made_on: Mapped[dt.date] = mapped_column(Day)
    due_on: Mapped[dt.date | None] = mapped_column(Day)
    ended_on: Mapped[dt.date | None] = mapped_column(Day)
    outcome: Mapped[Outcome | None] = mapped_column(Choice(Outcome))
    source: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    source_id: Mapped[int | None] = mapped_column(Integer)
    metric_key: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    check_on: Mapped[dt.date | None] = mapped_column(Day)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    outcome_note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
