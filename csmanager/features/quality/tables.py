"""Scorecards with their items, and the contacts graded with them.

A grade is a row of ``evaluation``; its items are rows of ``evaluation_mark``. Sheets of scores come in as batches,
so both are bulk tables; single grades go through ordinary steps. ``day`` counts days since 1970-01-01.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, JUDGEMENT, NAMED, TEXT
from csmanager.core.tables import Base, Flag


class Scorecard(Base):
    """A card contacts are graded by; a change of its items makes a new ``version`` of the same name."""

    __tablename__ = "scorecard"
    __table_args__ = (UniqueConstraint("name", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    version: Mapped[int] = mapped_column(Integer, default=1)


class ScorecardItem(Base):
    """One thing looked at. ``levels``: how many steps its scale has (2: yes or no); ``weight`` in points.

    A ``critical`` item that is missed makes the whole grade 0. ``policy_code`` and ``clause`` name the clause of
    the handbook the item checks, where there is one ("" otherwise).
    """

    __tablename__ = "scorecard_item"
    __table_args__ = (CheckConstraint("levels >= 2", name="levels"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    section: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    text: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    levels: Mapped[int] = mapped_column(Integer, default=2)
    weight: Mapped[float] = mapped_column(REAL, default=1.0)
    critical: Mapped[bool] = mapped_column(Flag, default=False)
    policy_code: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    clause: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)


class Evaluation(Base):
    """One graded contact. ``share`` is the score as a share of 1; ``reference`` the contact's id in the export."""

    __tablename__ = "evaluation"
    __bulk__ = True
    __table_args__ = (
        CheckConstraint("share IS NULL OR share BETWEEN 0 AND 1", name="share"),
        Index("ix_evaluation_person_id_day", "person_id", "day"),
        Index("ix_evaluation_day", "day"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    day: Mapped[int] = mapped_column(Integer)
    reference: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    grader: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    share: Mapped[float | None] = mapped_column(REAL, info=JUDGEMENT)
    critical_missed: Mapped[int] = mapped_column(Integer, default=0, info=JUDGEMENT)
    comment: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class EvaluationMark(Base):
    """What one item got, as a share of its scale (0 to 1); None means it did not apply."""

    __tablename__ = "evaluation_mark"
    __bulk__ = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("scorecard_item.id"), index=True)
    share: Mapped[float | None] = mapped_column(REAL, info=JUDGEMENT)
