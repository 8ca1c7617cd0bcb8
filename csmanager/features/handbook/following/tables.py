"""Spot checks, exceptions and wishes for change. A clause is named by its policy's code and its heading."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IDENTITY, IMPERSONAL, NAMED, TEXT
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.handbook.following.rules import CheckResult, RequestSource, RequestState


class SpotDraw(Base):
    """One drawing of spot checks, so that anybody can draw the same again.

    ``pool``: how many (clause, person) pairs lay in the urn, after those of earlier draws of the ``round`` (a quarter,
    such as 2026-Q1) were taken out; ``pool_sha256`` of their list in order.
    """

    __tablename__ = "spot_draw"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    drawn_on: Mapped[dt.date] = mapped_column(Day)
    round: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    seed: Mapped[int] = mapped_column(Integer)
    pool: Mapped[int] = mapped_column(Integer)
    pool_sha256: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    wanted: Mapped[int] = mapped_column(Integer)


class SpotCheck(Base):
    """One clause looked at with one person. ``result`` None: still to be done. ``evidence``: what was seen."""

    __tablename__ = "spot_check"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("spot_draw.id"), index=True)
    policy_code: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    clause: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[dt.date] = mapped_column(Day)
    result: Mapped[CheckResult | None] = mapped_column(Choice(CheckResult))
    done_on: Mapped[dt.date | None] = mapped_column(Day)
    observer: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    reference: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    evidence: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class PolicyException(Base):
    """A clause that does not count for somebody, for a time. ``ended_on``: taken back before it expired."""

    __tablename__ = "policy_exception"
    __table_args__ = (CheckConstraint("expires_on >= from_on", name="order"),)
    __about__ = "named in words only; the search for a name finds it"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    policy_code: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    clause: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    subject: Mapped[str] = mapped_column(Text, info=IDENTITY)
    reason: Mapped[str] = mapped_column(Text, info=TEXT)
    approver: Mapped[str] = mapped_column(Text, info=NAMED)
    from_on: Mapped[dt.date] = mapped_column(Day)
    expires_on: Mapped[dt.date] = mapped_column(Day)
    ended_on: Mapped[dt.date | None] = mapped_column(Day)


class ChangeRequest(Base):
    """Something a clause should say differently. ``source_id``: the row it came from, where it came from one."""

    __tablename__ = "change_request"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    policy_code: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    clause: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    source: Mapped[RequestSource] = mapped_column(Choice(RequestSource))
    source_id: Mapped[int | None] = mapped_column(Integer)
    problem: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    proposal: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    state: Mapped[RequestState] = mapped_column(Choice(RequestState))
    opened_on: Mapped[dt.date] = mapped_column(Day)
    decided_on: Mapped[dt.date | None] = mapped_column(Day)
    answer: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
