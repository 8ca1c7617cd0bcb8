"""Decision trees and playbooks with all their texts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.handbook.trees.rules import GuideKind


class Guide(Base):
    """A tree or a playbook. Its newest version counts."""

    __tablename__ = "guide"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    title: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    kind: Mapped[GuideKind] = mapped_column(Choice(GuideKind))
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class GuideVersion(Base):
    """One text of a guide; never changed once written. ``body``: a tree in the format of ``rules``, or Markdown."""

    __tablename__ = "guide_version"
    __table_args__ = (UniqueConstraint("guide_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    guide_id: Mapped[int] = mapped_column(ForeignKey("guide.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    note: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    written_on: Mapped[dt.date] = mapped_column(Day)
