"""Equipment handed out to people."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, TEXT
from csmanager.core.tables import Base, Day


class EquipmentIssue(Base):
    """One thing handed out on ``out_on`` and brought back on ``in_on`` (None: still out); both days inclusive."""

    __tablename__ = "equipment_issue"
    __table_args__ = (CheckConstraint("in_on IS NULL OR in_on >= out_on", name="order"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    item: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    serial: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    out_on: Mapped[dt.date] = mapped_column(Day)
    due_on: Mapped[dt.date | None] = mapped_column(Day)
    in_on: Mapped[dt.date | None] = mapped_column(Day)
    condition: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
