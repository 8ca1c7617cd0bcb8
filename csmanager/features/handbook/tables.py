"""Policies and their versions; the text is Markdown."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import get_history

from csmanager.core.errors import RuleBroken
from csmanager.core.search import TextIndex
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
    drafted_on: Mapped[dt.date | None] = mapped_column(Day)  # when the draft was begun
    published_on: Mapped[dt.date | None] = mapped_column(Day)
    ended_on: Mapped[dt.date | None] = mapped_column(Day)


POLICY_INDEX = TextIndex("policy_search", ("title", "label", "headings", "body"), (10.0, 5.0, 4.0, 1.0))
"""What search looks through: the versions in force. Kept true by ``derive``."""


@event.listens_for(PolicyVersion, "before_update")
def _keep_what_was_published(_mapper: object, _connection: object, version: PolicyVersion) -> None:
    """Whoever writes: the text, number and date of a published version stay as they were."""
    was = {
        name: (get_history(version, name).deleted or [getattr(version, name)])[0]
        for name in ("state", "body", "number", "published_on")
    }
    if was["state"] is VersionState.DRAFT:
        return
    if any(getattr(version, name) != was[name] for name in ("body", "number", "published_on")):
        raise RuleBroken("A published version never changes; write a new one.")
