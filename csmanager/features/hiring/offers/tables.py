"""Offers of work."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, PAY, TEXT
from csmanager.core.sealing import PrivateText
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.hiring.offers.rules import OfferState
from csmanager.features.hiring.rules import PayUnit


class Offer(Base):
    """One version of an offer to an applicant.

    ``pay``: hundredths of the store's currency as text, sealed where there is a passphrase. Whether it lies outside
    the opening's range is kept beside it in words (``range_note``), with the reason.
    """

    __tablename__ = "offer"
    __table_args__ = (UniqueConstraint("applicant_id", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicant.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[OfferState] = mapped_column(Choice(OfferState))
    role: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    weekly_minutes: Mapped[int | None] = mapped_column(Integer)
    starts_on: Mapped[dt.date | None] = mapped_column(Day)
    pay: Mapped[str] = mapped_column(PrivateText, default="", info=PAY)
    pay_unit: Mapped[PayUnit | None] = mapped_column(Choice(PayUnit))
    range_note: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    range_reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    written_on: Mapped[dt.date] = mapped_column(Day)
    sent_on: Mapped[dt.date | None] = mapped_column(Day)
    follow_up_on: Mapped[dt.date | None] = mapped_column(Day)
    expires_on: Mapped[dt.date | None] = mapped_column(Day)
    answered_on: Mapped[dt.date | None] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
