"""Types of leave, who works on which weekdays, leaves with their moves, and the ledger of balances."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import REAL, CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, JUDGEMENT, TEXT
from csmanager.core.sealing import SealedText
from csmanager.core.tables import Base, Choice, Day, Flag
from csmanager.features.leave.rules import EntryKind, LeaveState
from csmanager.features.schedule.rules import AbsenceKind


class LeaveType(Base):
    """A kind of leave. ``is_counted``: it is taken from a balance. ``is_sensitive``: its reason is sealed.

    ``kind``: what it is among the absences that files bring. ``yearly_days``: what everybody gets a year, earned
    month by month where ``is_monthly``. ``carry_days``: the most that goes into the next year (None: all), to be taken
    until ``carry_until`` ("MM-DD"; "": for good).
    """

    __tablename__ = "leave_type"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    kind: Mapped[AbsenceKind] = mapped_column(Choice(AbsenceKind))
    is_paid: Mapped[bool] = mapped_column(Flag)
    is_counted: Mapped[bool] = mapped_column(Flag)
    is_sensitive: Mapped[bool] = mapped_column(Flag)
    allows_half: Mapped[bool] = mapped_column(Flag, default=True)
    yearly_days: Mapped[float | None] = mapped_column(REAL)
    is_monthly: Mapped[bool] = mapped_column(Flag, default=False)
    carry_days: Mapped[float | None] = mapped_column(REAL)
    carry_until: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    position: Mapped[int] = mapped_column(Integer, default=0)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class WorkWeek(Base):
    """The weekdays somebody works from ``starts_on`` on: figures 0 (Monday) to 6. Without one: Monday to Friday."""

    __tablename__ = "work_week"
    __table_args__ = (UniqueConstraint("person_id", "starts_on"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[dt.date] = mapped_column(Day)
    weekdays: Mapped[str] = mapped_column(Text, info=JUDGEMENT)


class LeaveRequest(Base):
    """One leave, both days included.

    ``first_half``: from midday of the first day; ``last_half``: until midday of the last. ``reason``: what the person
    said, where its type is not sensitive; ``sealed_reason`` otherwise. ``answer``: what was said when it was decided.
    ``minutes``: what it took from the contract hours when it was approved.
    """

    __tablename__ = "leave_request"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="order"),
        Index("ix_leave_request_person_id_first_on", "person_id", "first_on"),
        Index("ix_leave_request_state", "state"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    type_id: Mapped[int] = mapped_column(ForeignKey("leave_type.id"), index=True)
    first_on: Mapped[dt.date] = mapped_column(Day)
    last_on: Mapped[dt.date] = mapped_column(Day)
    first_half: Mapped[bool] = mapped_column(Flag, default=False)
    last_half: Mapped[bool] = mapped_column(Flag, default=False)
    state: Mapped[LeaveState] = mapped_column(Choice(LeaveState))
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    sealed_reason: Mapped[str] = mapped_column(SealedText, default="", info=TEXT)
    answer: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    asked_on: Mapped[dt.date] = mapped_column(Day)
    decided_on: Mapped[dt.date | None] = mapped_column(Day)
    minutes: Mapped[int | None] = mapped_column(Integer)


class LeaveMove(Base):
    """One move of a leave: what, when, from where to where, why."""

    __tablename__ = "leave_move"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("leave_request.id"), index=True)
    moved_on: Mapped[dt.date] = mapped_column(Day)
    move: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    origin: Mapped[LeaveState | None] = mapped_column(Choice(LeaveState))
    target: Mapped[LeaveState] = mapped_column(Choice(LeaveState))
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class LeaveEntry(Base):
    """One line of the ledger: ``minutes`` more (or less) from the day ``on``. Never changed; corrected by another."""

    __tablename__ = "leave_entry"
    __table_args__ = (Index("ix_leave_entry_person_id_type_id_on", "person_id", "type_id", "on"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    type_id: Mapped[int] = mapped_column(ForeignKey("leave_type.id"), index=True)
    on: Mapped[dt.date] = mapped_column(Day)
    minutes: Mapped[int] = mapped_column(Integer)
    kind: Mapped[EntryKind] = mapped_column(Choice(EntryKind))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("leave_request.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    entered_on: Mapped[dt.date] = mapped_column(Day)


class LeaveAbsence(Base):
    """The absence an approved leave stands as, so that whoever counts absences counts it; up to three for half days."""

    __tablename__ = "leave_absence"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("leave_request.id"), index=True)
    absence_id: Mapped[int] = mapped_column(ForeignKey("absence.id"), index=True)


class LeaveBlackout(Base):
    """Days on which leave is not given. ``is_hard``: refused; otherwise approving owes a reason.

    ``team_id`` None: everybody. It holds for types whose reason is not sensitive: nobody is forbidden to be ill.
    """

    __tablename__ = "leave_blackout"
    __table_args__ = (CheckConstraint("last_on >= first_on", name="order"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    first_on: Mapped[dt.date] = mapped_column(Day)
    last_on: Mapped[dt.date] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    is_hard: Mapped[bool] = mapped_column(Flag)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
