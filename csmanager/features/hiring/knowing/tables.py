"""What only the manager can say of hiring: what it cost, and counts of groups."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL
from csmanager.core.tables import Base, Choice, Day, Flag
from csmanager.features.hiring.rules import Stage


class HiringCost(Base):
    """Something hiring cost besides what a source was paid. ``is_internal``: own time."""

    __tablename__ = "hiring_cost"
    __table_args__ = (CheckConstraint("cents >= 0", name="cents"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("opening.id"), index=True)
    spent_on: Mapped[dt.date] = mapped_column(Day)
    what: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    cents: Mapped[int] = mapped_column(Integer)
    is_internal: Mapped[bool] = mapped_column(Flag, default=False)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class GroupCount(Base):
    """How many of a group stood at a stage and how many went on, as counted apart from any application.

    There is no link to an applicant, and none can be made.
    """

    __tablename__ = "hiring_group_count"
    __table_args__ = (CheckConstraint("selected BETWEEN 0 AND applicants", name="counts"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("opening.id"), index=True)
    stage: Mapped[Stage] = mapped_column(Choice(Stage))
    category: Mapped[str] = mapped_column(Text, info=IMPERSONAL)  # what is compared, "gender" say
    group_name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    applicants: Mapped[int] = mapped_column(Integer)
    selected: Mapped[int] = mapped_column(Integer)
    counted_on: Mapped[dt.date] = mapped_column(Day)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
