"""Survey answers, comments and complaints. They come in as batches, so all are bulk tables.

``day`` counts days since 1970-01-01. ``reference`` is the contact's id where the file gives it. ``customer`` is a
keyed 64-bit hash as in ``contact``, never a name.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, JUDGEMENT, PSEUDONYM, TEXT
from csmanager.core.tables import Base


class SurveyAnswer(Base):
    """One answer to one question. ``measure``: "csat", "nps", "ces" or "" for a question of the file's own.

    ``value`` on a scale of ``low`` to ``high`` where the answer is a number; ``text`` holds the answer as it was given.
    Answers of one respondent share ``response`` (the row's id or number in the file).
    """

    __tablename__ = "survey_answer"
    __bulk__ = True
    __table_args__ = (
        Index("ix_survey_answer_day", "day"),
        Index("ix_survey_answer_person_id_day", "person_id", "day"),
    )
    __about__ = "a customer, known here by a keyed hash only; ``person_id`` is who served them"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    response: Mapped[str] = mapped_column(Text, info=PSEUDONYM)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    day: Mapped[int | None] = mapped_column(Integer)
    question: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    measure: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    value: Mapped[float | None] = mapped_column(REAL, info=JUDGEMENT)
    low: Mapped[int | None] = mapped_column(Integer)
    high: Mapped[int | None] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    reference: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    customer: Mapped[int | None] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), info=PSEUDONYM
    )


class Comment(Base):
    """A sentence a customer wrote: in a survey, a review, a card in the box."""

    __tablename__ = "comment"
    __bulk__ = True
    __table_args__ = (
        Index("ix_comment_day", "day"),
        Index("ix_comment_person_id_day", "person_id", "day"),
    )
    __about__ = "a customer, known here by a keyed hash only; ``person_id`` is who served them"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    day: Mapped[int | None] = mapped_column(Integer)
    channel: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    topic: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    rating: Mapped[float | None] = mapped_column(REAL, info=JUDGEMENT)
    rating_high: Mapped[int | None] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text, info=TEXT)
    reference: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    customer: Mapped[int | None] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), info=PSEUDONYM
    )


class Complaint(Base):
    """A complaint as a log keeps it. ``closed_day`` None while open; ``upheld`` 1/0 where it was decided."""

    __tablename__ = "complaint"
    __bulk__ = True
    __table_args__ = (
        Index("ix_complaint_day", "day"),
        Index("ix_complaint_person_id_day", "person_id", "day"),
    )
    __about__ = "a customer, known here by a keyed hash only; ``person_id`` is who served them"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    external_id: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    day: Mapped[int] = mapped_column(Integer)
    closed_day: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    cause: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    text: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    remedy: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    remedy_cents: Mapped[int | None] = mapped_column(Integer)
    upheld: Mapped[int | None] = mapped_column(Integer)
    customer: Mapped[int | None] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), info=PSEUDONYM
    )
