"""Policies, their versions with the clauses of each, their readers and their pictures; the text is Markdown."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import Connection, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import get_history

from csmanager.core.errors import RuleBroken
from csmanager.core.personal import IMPERSONAL, NAMED, TEXT
from csmanager.core.recorder import is_erasing
from csmanager.core.search import TextIndex
from csmanager.core.tables import Base, Choice, Day, Flag
from csmanager.features.handbook.rules import ChangeKind, PolicyKind, VersionState


class Policy(Base):
    """A rule, procedure or script staff must know."""

    __tablename__ = "policy"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    title: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    kind: Mapped[PolicyKind] = mapped_column(Choice(PolicyKind))
    category: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    review_every_months: Mapped[int | None] = mapped_column(Integer)
    next_review_on: Mapped[dt.date | None] = mapped_column(Day)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
    needs_approval: Mapped[bool] = mapped_column(Flag, default=False, server_default="0")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("policy.id"), index=True)


class PolicyVersion(Base):
    """One text of a policy. Its body changes while it is a draft and never again once it was published.

    ``effective_on``: the day it is to come into force, from the moment it is scheduled; ``published_on``: the day it
    did. ``reason``: why the change is material or editorial. ``for_you``: what it means for those who signed before.
    """

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("policy_id", "number"),)
    __about__ = "a text of the company; who reviewed and approved it is named in words"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[VersionState] = mapped_column(Choice(VersionState))
    body: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    change_kind: Mapped[ChangeKind] = mapped_column(Choice(ChangeKind))
    change_note: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    drafted_on: Mapped[dt.date | None] = mapped_column(Day)  # when the draft was begun
    published_on: Mapped[dt.date | None] = mapped_column(Day)
    ended_on: Mapped[dt.date | None] = mapped_column(Day)
    effective_on: Mapped[dt.date | None] = mapped_column(Day)
    reviewer: Mapped[str] = mapped_column(Text, default="", server_default="", info=NAMED)
    sent_on: Mapped[dt.date | None] = mapped_column(Day)  # to the reviewer
    answer: Mapped[str] = mapped_column(
        Text, default="", server_default="", info=TEXT
    )  # what the reviewer wants changed
    approver: Mapped[str] = mapped_column(Text, default="", server_default="", info=NAMED)
    approved_on: Mapped[dt.date | None] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text, default="", server_default="", info=IMPERSONAL)
    for_you: Mapped[str] = mapped_column(Text, default="", server_default="", info=IMPERSONAL)
    end_note: Mapped[str] = mapped_column(
        Text, default="", server_default="", info=IMPERSONAL
    )  # why it was withdrawn


class PolicyClause(Base):
    """One clause of a version. ``key`` is the same in every version of the policy that has the clause.

    Its text is what the version's body says below the heading; ``clauses`` in queries brings the two together.
    """

    __tablename__ = "policy_clause"
    __table_args__ = (UniqueConstraint("version_id", "key"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"), index=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    number: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    heading: Mapped[str] = mapped_column(Text, info=IMPERSONAL)


class PolicyAudience(Base):
    """One team, role or person a policy is for; a policy without any is for everyone."""

    __tablename__ = "policy_audience"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)


class PolicyPicture(Base):
    """A picture that texts show by its address ``picture:SHA-256``; the same bytes are kept once."""

    __tablename__ = "policy_picture"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sha256: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    name: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    data: Mapped[bytes] = mapped_column(LargeBinary, info=IMPERSONAL)


POLICY_INDEX = TextIndex("policy_search", ("title", "label", "headings", "body"), (10.0, 5.0, 4.0, 1.0))
"""What search looks through: the versions in force. Kept true by ``derive``."""


@event.listens_for(PolicyVersion, "before_update")
def _keep_what_was_published(_mapper: object, connection: Connection, version: PolicyVersion) -> None:
    """Whoever writes: a text stays as it was once it is no draft, and one version of a policy is in force."""
    was = {
        name: (get_history(version, name).deleted or [getattr(version, name)])[0]
        for name in ("state", "body", "number", "published_on")
    }
    if version.state is VersionState.IN_FORCE and was["state"] is not VersionState.IN_FORCE:
        _check_alone(connection, version)
    if was["state"] is VersionState.DRAFT or is_erasing(version):
        return
    if any(getattr(version, name) != was[name] for name in ("body", "number")):
        raise RuleBroken("A published version never changes; write a new one.")
    if was["published_on"] is not None and version.published_on != was["published_on"]:
        raise RuleBroken("A published version never changes; write a new one.")


@event.listens_for(PolicyVersion, "before_insert")
def _one_in_force(_mapper: object, connection: Connection, version: PolicyVersion) -> None:
    if version.state is VersionState.IN_FORCE:
        _check_alone(connection, version)


def _check_alone(connection: Connection, version: PolicyVersion) -> None:
    table = PolicyVersion.__table__
    other = connection.scalar(
        sa.select(table.c.number).where(
            table.c.policy_id == version.policy_id,
            table.c.state == VersionState.IN_FORCE,
            table.c.id != (version.id or 0),
        )
    )
    if other is not None:
        raise RuleBroken(
            f"Version {other} of this policy is in force; two versions cannot be in force at the same time."
        )
