"""People, teams, roles, skills and who worked where from when."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IDENTITY, IMPERSONAL, JUDGEMENT, TEXT
from csmanager.core.tables import Base, Choice, Day, Flag
from csmanager.core.visibility import OWN
from csmanager.features.team.rules import AliasKind, Status


class Team(Base):
    """A team, desk or shop floor people work in."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)


class Role(Base):
    """What someone is employed as; targets may differ by role."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)


class Skill(Base):
    """Something a person can be good at.

    ``levels``: what each level looks like, a line for each of the five, "" for the usual words. ``valid_months``: how
    long what was judged holds (None: for good).
    """

    __tablename__ = "skill"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    category: Mapped[str] = mapped_column(Text, default="", server_default="", info=IMPERSONAL)
    about: Mapped[str] = mapped_column(Text, default="", server_default="", info=IMPERSONAL)
    levels: Mapped[str] = mapped_column(Text, default="", server_default="", info=IMPERSONAL)
    valid_months: Mapped[int | None] = mapped_column(Integer)


class Person(Base):
    """Someone who answers customers or leads those who do. Never deleted: people leave, or are merged.

    A merged person stays as a row whose ``merged_into_id`` names the one that counts from then on; what was
    imported for it is reported under that one. ``left_on`` is the last day of work; it may lie ahead (leaving).
    ``back_on`` is the day someone on leave is expected back. ``no_dates``: birthday and anniversaries stay off Today.
    """

    __tablename__ = "person"
    __erased__ = (("name", "Former employee {id}"), ("code", "X{id:04d}"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True, info=IDENTITY)
    name: Mapped[str] = mapped_column(Text, info=IDENTITY)
    status: Mapped[Status] = mapped_column(Choice(Status))
    started_on: Mapped[dt.date | None] = mapped_column(Day)
    left_on: Mapped[dt.date | None] = mapped_column(Day)
    leave_reason: Mapped[str | None] = mapped_column(Text, info=JUDGEMENT)
    back_on: Mapped[dt.date | None] = mapped_column(Day)
    email: Mapped[str | None] = mapped_column(Text, info=IDENTITY)
    phone: Mapped[str | None] = mapped_column(Text, info=IDENTITY)
    notes: Mapped[str] = mapped_column(Text, default="", info=TEXT | OWN)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    birthday: Mapped[str | None] = mapped_column(Text, info=IDENTITY)  # "MM-DD": never the year
    no_dates: Mapped[bool] = mapped_column(Flag, default=False, server_default="0")
    anonymised_on: Mapped[dt.date | None] = mapped_column(Day)


class PersonAlias(Base):
    """Another spelling under which exports name a person: extension, login, "Last, First" ...

    ``key`` is the spelling as it is compared (``rules.alias_key``); one key means one person.
    """

    __tablename__ = "person_alias"
    __erased__ = "delete"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[AliasKind] = mapped_column(Choice(AliasKind))
    alias: Mapped[str] = mapped_column(Text, info=IDENTITY)
    key: Mapped[str] = mapped_column(Text, unique=True, info=IDENTITY)


class Employment(Base):
    """Team, role and contract hours of a person from ``starts_on`` to ``ends_on`` (inclusive; None = open).

    Periods of one person do not overlap; a change ends the old row the day before the new one starts.
    """

    __tablename__ = "employment"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[dt.date] = mapped_column(Day)
    ends_on: Mapped[dt.date | None] = mapped_column(Day)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"), index=True)
    weekly_minutes: Mapped[int | None] = mapped_column(Integer)  # contract hours, in minutes a week
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class PersonSkill(Base):
    """The level (1 to 5) a person has in a skill, and the day it was last judged; it holds until ``expires_on``.

    It is what the newest evidence says (``features.skills``).
    """

    __tablename__ = "person_skill"
    __table_args__ = (
        UniqueConstraint("person_id", "skill_id"),
        CheckConstraint("level BETWEEN 1 AND 5", name="level"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), index=True)
    level: Mapped[int] = mapped_column(Integer, info=JUDGEMENT)
    judged_on: Mapped[dt.date] = mapped_column(Day)
    expires_on: Mapped[dt.date | None] = mapped_column(Day)
