"""Reporting lines between people, each from a day to a day."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import TEXT
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.team.org.rules import LineKind


class ReportingLine(Base):
    """``person_id`` reports to, is mentored or stood in for by ``to_id`` (``kind``), from ``starts_on`` to ``ends_on``.

    Both days are inclusive; None is open: a line without a start has always been there. A person has at most one
    manager and one deputy on a day, and the managers never go in a circle (``org.actions``).
    """

    __tablename__ = "reporting_line"
    __table_args__ = (
        CheckConstraint("person_id <> to_id", name="other"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="order"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[LineKind] = mapped_column(Choice(LineKind))
    starts_on: Mapped[dt.date | None] = mapped_column(Day)
    ends_on: Mapped[dt.date | None] = mapped_column(Day)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
