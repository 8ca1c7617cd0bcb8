"""Planned shifts, worked shifts and absences. They come in as batches, so all three are bulk tables.

``day`` counts days since 1970-01-01; times are minutes after its midnight, an end past midnight is more than 1440.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import JUDGEMENT, TEXT
from csmanager.core.tables import Base, Choice
from csmanager.features.schedule.rules import AbsenceKind


class PlannedShift(Base):
    """A shift of a rota."""

    __tablename__ = "planned_shift"
    __bulk__ = True
    __table_args__ = (
        CheckConstraint("end_minute > start_minute", name="order"),
        Index("ix_planned_shift_person_id_day", "person_id", "day"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[int] = mapped_column(Integer)
    start_minute: Mapped[int] = mapped_column(Integer)
    end_minute: Mapped[int] = mapped_column(Integer)
    break_minutes: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class WorkedShift(Base):
    """Time that was worked: from a clock (both times known) or as a total. ``paid_minutes`` as the file says.

    ``first_day``: where a total covers more than one day (a week, a month), the first of them; ``day`` is the last.
    """

    __tablename__ = "worked_shift"
    __bulk__ = True
    __table_args__ = (Index("ix_worked_shift_person_id_day", "person_id", "day"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[int] = mapped_column(Integer)
    start_minute: Mapped[int | None] = mapped_column(Integer)
    end_minute: Mapped[int | None] = mapped_column(Integer)
    break_minutes: Mapped[int | None] = mapped_column(Integer)
    worked_minutes: Mapped[int] = mapped_column(Integer)
    paid_minutes: Mapped[int | None] = mapped_column(Integer)
    cost_cents: Mapped[int | None] = mapped_column(Integer, info=JUDGEMENT)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    first_day: Mapped[int | None] = mapped_column(Integer)


class Absence(Base):
    """Someone away, from the first to the last day (both counted). ``word``: what the file called it."""

    __tablename__ = "absence"
    __bulk__ = True
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="order"),
        Index("ix_absence_person_id_first_day", "person_id", "first_day"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    first_day: Mapped[int] = mapped_column(Integer)
    last_day: Mapped[int] = mapped_column(Integer)
    minutes: Mapped[int | None] = mapped_column(Integer)  # where only part of a day was missed
    kind: Mapped[AbsenceKind] = mapped_column(Choice(AbsenceKind))
    word: Mapped[str] = mapped_column(Text, default="", info=JUDGEMENT)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
