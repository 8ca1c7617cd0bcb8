"""Policies and their versions; the text is Markdown."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.tables import Base, Choice, Day
from csmanager.features.handbook.rules import ChangeKind, PolicyKind, VersionState


class Policy(Base):
    """A rule, procedure or script staff must know."""

    __tablename__ = "policy"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[PolicyKind] = mapped_column(Choice(PolicyKind))
    category: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    review_every_months: Mapped[int | None] = mapped_column(Integer)
    next_review_on: Mapped[dt.date | None] = mapped_column(Day)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class PolicyVersion(Base):
    """One text of a policy. Once published its body never changes."""

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("policy_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[VersionState] = mapped_column(Choice(VersionState))
    body: Mapped[str] = mapped_column(Text)
    change_kind: Mapped[ChangeKind] = mapped_column(Choice(ChangeKind))
    change_note: Mapped[str] = mapped_column(Text, default="")
    published_on: Mapped[dt.date | None] = mapped_column(Day)
    ended_on: Mapped[dt.date | None] = mapped_column(Day)
