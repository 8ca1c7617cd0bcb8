"""Pulse rounds and their answers without names; what strain is made of; breathers; when people can work.

The answers, what says who answered, and the numbers of paper sheets stay out of the history: it would tell in which
order and when they came. Their keys are drawn by chance for the same reason.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, JUDGEMENT, PSEUDONYM, TEXT
from csmanager.core.tables import Base, Choice, Day, Flag, Instant
from csmanager.features.wellbeing.rules import Can


class PulseSet(Base):
    """Questions that are asked together, a line each, answered 1 to 5."""

    __tablename__ = "pulse_set"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    intro: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    questions: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class PulseWave(Base):
    """One round. ``questions`` and ``minimum`` are pinned when it opens; nothing is shown before ``closed_on``."""

    __tablename__ = "pulse_wave"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("pulse_set.id"), index=True)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    questions: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    minimum: Mapped[int] = mapped_column(Integer)
    opened_on: Mapped[dt.date] = mapped_column(Day)
    closes_on: Mapped[dt.date] = mapped_column(Day)
    closed_on: Mapped[dt.date | None] = mapped_column(Day)
    salt: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class PulseAsked(Base):
    """Somebody who is asked in a round."""

    __tablename__ = "pulse_asked"
    __table_args__ = (UniqueConstraint("wave_id", "person_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("pulse_wave.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class PulseUsed(Base):
    """That somebody answered, or took a sheet of paper; ``token`` by ``rules.token``. It leads to no answer."""

    __tablename__ = "pulse_used"
    __recorded__ = False
    __secret__ = True
    __table_args__ = (UniqueConstraint("wave_id", "token"),)
    __about__ = "nobody: a token that leads to no person without what is on the paper"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("pulse_wave.id"), index=True)
    token: Mapped[str] = mapped_column(Text, info=PSEUDONYM)


class PulseTicket(Base):
    """The number of one sheet of paper; nobody's in particular."""

    __tablename__ = "pulse_ticket"
    __recorded__ = False
    __secret__ = True
    __table_args__ = (UniqueConstraint("wave_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("pulse_wave.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    is_used: Mapped[bool] = mapped_column(Flag, default=False)


class PulseAnswer(Base):
    """One set of answers: ``marks`` as "4 5 - 3"; no person, no day, no team, and no order."""

    __tablename__ = "pulse_answer"
    __recorded__ = False
    __secret__ = True
    __about__ = "nobody: answers lead to no person"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("pulse_wave.id"), index=True)
    marks: Mapped[str] = mapped_column(Text, info=JUDGEMENT)
    words: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class StrainInput(Base):
    """One thing that makes work hard, and what one of it weighs; ``key`` names how it is counted."""

    __tablename__ = "strain_input"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    weight: Mapped[float] = mapped_column(REAL)
    is_on: Mapped[bool] = mapped_column(Flag, default=True)


class Breather(Base):
    """Some minutes off after something hard: paid, and never held against anybody."""

    __tablename__ = "breather"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    minutes: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    contact: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class Availability(Base):
    """When somebody can, likes to or cannot work on a weekday (0 Monday); minutes after midnight.

    ``how``: "kiosk" or "manager".
    """

    __tablename__ = "availability"
    __table_args__ = (CheckConstraint("end_minute > start_minute", name="order"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    weekday: Mapped[int] = mapped_column(Integer)
    start_minute: Mapped[int] = mapped_column(Integer)
    end_minute: Mapped[int] = mapped_column(Integer)
    can: Mapped[Can] = mapped_column(Choice(Can))
    set_on: Mapped[dt.date] = mapped_column(Day)
    how: Mapped[str] = mapped_column(Text, default="manager", info=IMPERSONAL)
