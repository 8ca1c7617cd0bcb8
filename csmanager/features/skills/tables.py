"""What roles ask for, the evidence of every level, and who could take a role. Levels themselves: ``person_skill``."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, JUDGEMENT, NAMED, TEXT
from csmanager.core.tables import Base, Choice, Day, Flag
from csmanager.features.skills.rules import Evidence, Readiness


class RoleSkill(Base):
    """The level a role asks for in a skill; without a ``mandatory`` one nobody works in it alone."""

    __tablename__ = "role_skill"
    __table_args__ = (
        UniqueConstraint("role_id", "skill_id"),
        CheckConstraint("level BETWEEN 1 AND 5", name="level"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"))
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), index=True)
    level: Mapped[int] = mapped_column(Integer)
    mandatory: Mapped[bool] = mapped_column(Flag)


class SkillEvidence(Base):
    """One judgement: from which level to which, by what, and in whose eyes. Never changed; a new one follows.

    ``level`` 0: the skill was taken away. ``reference``: number of the contact, certificate or course.
    """

    __tablename__ = "skill_evidence"
    __table_args__ = (
        CheckConstraint("level BETWEEN 0 AND 5", name="level"),
        Index("ix_skill_evidence_person_id_skill_id", "person_id", "skill_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), index=True)
    level_before: Mapped[int] = mapped_column(Integer, info=JUDGEMENT)
    level: Mapped[int] = mapped_column(Integer, info=JUDGEMENT)
    judged_on: Mapped[dt.date] = mapped_column(Day)
    kind: Mapped[Evidence] = mapped_column(Choice(Evidence))
    text: Mapped[str] = mapped_column(Text, info=TEXT)
    reference: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    assessor: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    expires_on: Mapped[dt.date | None] = mapped_column(Day)
    entered_on: Mapped[dt.date] = mapped_column(Day)


class Successor(Base):
    """Somebody who could take a role. ``readiness`` None: as the skills say. ``is_cover``: stands in at once."""

    __tablename__ = "successor"
    __table_args__ = (UniqueConstraint("role_id", "person_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    readiness: Mapped[Readiness | None] = mapped_column(Choice(Readiness), info=JUDGEMENT)
    is_cover: Mapped[bool] = mapped_column(Flag, default=False)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
