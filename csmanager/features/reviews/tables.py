"""The metric dictionary, targets, and the derived cells the figures are read from."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, JUDGEMENT, TEXT
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.reviews.rules import Better, Level, Scope, Unit


class Metric(Base):
    """One measure everyone is judged by. ``options`` is JSON (for example ``{"within_s": 20}``).

    A change to definition, formula or options raises ``version``. ``expression``: the formula of a measure of the
    store's own (see ``formula``); NULL for the program's. ``what``: of what its n counts.
    """

    __tablename__ = "metric"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    definition: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    formula: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    unit: Mapped[Unit] = mapped_column(Choice(Unit))
    better: Mapped[Better] = mapped_column(Choice(Better))
    level: Mapped[Level] = mapped_column(Choice(Level))
    minimum_n: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)
    position: Mapped[int] = mapped_column(Integer, default=0)
    options: Mapped[str] = mapped_column(Text, default="{}", info=IMPERSONAL)
    expression: Mapped[str | None] = mapped_column(Text, info=IMPERSONAL)
    what: Mapped[str | None] = mapped_column(Text, info=IMPERSONAL)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class MetricVersion(Base):
    """What a measure meant from ``starts_on`` on (NULL: from the beginning), kept when its meaning changes."""

    __tablename__ = "metric_version"
    __table_args__ = (UniqueConstraint("metric_id", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metric.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    starts_on: Mapped[dt.date | None] = mapped_column(Day)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    definition: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    formula: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    minimum_n: Mapped[int] = mapped_column(Integer)
    options: Mapped[str] = mapped_column(Text, default="{}", info=IMPERSONAL)
    expression: Mapped[str | None] = mapped_column(Text, info=IMPERSONAL)


class ManualValue(Base):
    """What was counted by hand in one week: of one person, or (NULL) of everyone.

    ``day``: the Monday of the week. ``value`` in the measure's unit, shares as fractions; ``n``: how many it rests on.
    """

    __tablename__ = "manual_value"
    __table_args__ = (
        UniqueConstraint("metric_id", "person_id", "day"),
        CheckConstraint("n >= 0", name="n"),
        Index("ix_manual_value_metric_id_day", "metric_id", "day"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metric.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    day: Mapped[dt.date] = mapped_column(Day)
    value: Mapped[float] = mapped_column(REAL, info=JUDGEMENT)
    n: Mapped[int] = mapped_column(Integer, default=1)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class Target(Base):
    """What a metric should be, for whom, from ``starts_on`` to ``ends_on`` (inclusive; None = until further).

    ``value`` in the metric's unit (shares as fractions, times in seconds); ``upper`` closes a range.
    """

    __tablename__ = "target"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
        CheckConstraint("upper IS NULL OR upper >= value", name="range"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metric.id"), index=True)
    scope: Mapped[Scope] = mapped_column(Choice(Scope))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    value: Mapped[float] = mapped_column(REAL)
    upper: Mapped[float | None] = mapped_column(REAL)
    starts_on: Mapped[dt.date] = mapped_column(Day)
    ends_on: Mapped[dt.date | None] = mapped_column(Day)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class CubeMonth(Base):
    """Sums of one month's contacts, kept in the transaction that changes them; derived, never edited.

    ``month`` is year * 12 + month - 1; ``cells`` is what ``cube.pack`` made of that month's contacts.
    """

    __tablename__ = "cube_month"
    __derived__ = True
    __about__ = "figures by agent, made anew from the contacts"

    month: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    cells: Mapped[bytes] = mapped_column(LargeBinary, info=JUDGEMENT)


class CubeRecords(Base):
    """Sums of one month's other records (grades, answers, complaints, shifts ...), kept as those of contacts are."""

    __tablename__ = "cube_records"
    __derived__ = True
    __about__ = "figures by agent, made anew from what is judged"

    month: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    cells: Mapped[bytes] = mapped_column(LargeBinary, info=JUDGEMENT)
