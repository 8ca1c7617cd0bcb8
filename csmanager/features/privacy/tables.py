"""How long each kind of record is kept where it differs from the preset, what was decided, and legal holds."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, TEXT
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.privacy.rules import Case, Decision, Kind


class RetentionRule(Base):
    """How long a kind of record is kept in this store, where the manager changed the preset; with the reason."""

    __tablename__ = "retention_rule"
    __table_args__ = (CheckConstraint("months > 0", name="months"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[Kind] = mapped_column(Choice(Kind), unique=True)
    months: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)


class RetentionDecision(Base):
    """What was decided of a due record: kept until a day and why, or erased.

    ``record_key``: the number of the person, the candidate or the case within its ``kind``.
    """

    __tablename__ = "retention_decision"
    __table_args__ = (Index("ix_retention_decision_record", "kind", "record_key"),)
    __about__ = ("person_id", "candidate_id")

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[Kind] = mapped_column(Choice(Kind))
    record_key: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    decision: Mapped[Decision] = mapped_column(Choice(Decision))
    decided_on: Mapped[dt.date] = mapped_column(Day)
    until: Mapped[dt.date | None] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class LegalHold(Base):
    """Nothing of this person, or of this case, is erased until it is lifted. Applicants' holds stand with them.

    ``case_key``: the number of the row in the table that ``case_kind`` names.
    """

    __tablename__ = "legal_hold"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    case_kind: Mapped[Case | None] = mapped_column(Choice(Case))
    case_key: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text, info=TEXT)
    since: Mapped[dt.date] = mapped_column(Day)
    lifted_on: Mapped[dt.date | None] = mapped_column(Day)
    lifted_why: Mapped[str] = mapped_column(Text, default="", info=TEXT)
