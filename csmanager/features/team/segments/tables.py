"""Saved groups of people."""

from __future__ import annotations

from sqlalchemy import Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL
from csmanager.core.tables import Base


class Segment(Base):
    """A group told by rules (JSON of ``segments.rules``), so that who belongs to it is found anew on each day."""

    __tablename__ = "segment"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    rules: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    note: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
