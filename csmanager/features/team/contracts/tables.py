"""Contracts of people."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, PAY, TEXT
from csmanager.core.sealing import SealedText
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.team.contracts.rules import ContractKind, ContractReason


class Contract(Base):
    """One contract from ``starts_on`` to ``ends_on`` (inclusive; None: until further); those of a person never overlap.

    ``weekly_minutes``: hours agreed, in minutes a week. ``pay``: what is paid, sealed as "contract.pay:id"; "" when
    not noted. ``renew_days``: how many days before the end Today reminds of it; None: never.
    """

    __tablename__ = "contract"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[ContractKind] = mapped_column(Choice(ContractKind))
    reason: Mapped[ContractReason] = mapped_column(Choice(ContractReason))
    starts_on: Mapped[dt.date] = mapped_column(Day)
    ends_on: Mapped[dt.date | None] = mapped_column(Day, index=True)
    weekly_minutes: Mapped[int | None] = mapped_column(Integer)
    location: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    pay: Mapped[str] = mapped_column(SealedText, default="", info=PAY)
    renew_days: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
