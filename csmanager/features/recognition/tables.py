"""What the shop values, and recognition given."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, NAMED, TEXT
from csmanager.core.tables import Base, Choice, Day, Flag
from csmanager.features.recognition.rules import Giver


class ShopValue(Base):
    """Something the shop values, in a word, and what it looks like at work."""

    __tablename__ = "shop_value"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    meaning: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    position: Mapped[int] = mapped_column(Integer, default=0)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class Recognition(Base):
    """A word of thanks. ``clause``: the clause of the handbook it shows, such as "P-04 Repair what went wrong".

    ``giver_name``: the colleague or customer. ``is_public``: it may be printed and told to the others.
    """

    __tablename__ = "recognition"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    giver: Mapped[Giver] = mapped_column(Choice(Giver))
    giver_name: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    on_day: Mapped[dt.date] = mapped_column(Day, index=True)
    text: Mapped[str] = mapped_column(Text, info=TEXT)
    value_id: Mapped[int | None] = mapped_column(ForeignKey("shop_value.id"), index=True)
    clause: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    is_public: Mapped[bool] = mapped_column(Flag, default=False)
    reward: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
