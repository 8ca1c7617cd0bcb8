"""PINs, and tries that failed. A PIN itself is written nowhere."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IDENTITY
from csmanager.core.tables import Base, Instant


class PersonPin(Base):
    """The salted scrypt hash of a person's PIN; ``person_id`` None is the manager's own."""

    __tablename__ = "person_pin"
    __erased__ = "delete"
    __secret__ = True  # left out of exports: four digits are soon found from their hash

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    salt: Mapped[str] = mapped_column(Text, info=IDENTITY)
    hash: Mapped[str] = mapped_column(Text, info=IDENTITY)
    set_at: Mapped[dt.datetime] = mapped_column(Instant)


class PinTry(Base):
    """Wrong tries in a row since the last right one; kept apart from the PIN so that setting it can be undone."""

    __tablename__ = "pin_try"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    failures: Mapped[int] = mapped_column(Integer)
    failed_at: Mapped[dt.datetime] = mapped_column(Instant)
