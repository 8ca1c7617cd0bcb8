"""Fields of the manager's own about people, and what stands in them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IDENTITY, IMPERSONAL
from csmanager.core.tables import Base, Choice, Flag
from csmanager.features.team.fields.rules import FieldType


class PersonField(Base):
    """A field: its name, what it holds, and for a list the words (one a line)."""

    __tablename__ = "person_field"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    kind: Mapped[FieldType] = mapped_column(Choice(FieldType))
    options: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    position: Mapped[int] = mapped_column(Integer, default=0)
    in_list: Mapped[bool] = mapped_column(Flag, default=True)


class PersonFieldValue(Base):
    """What stands in a field of a person, as ``fields.rules.write`` keeps it; no row when it is empty."""

    __tablename__ = "person_field_value"
    __erased__ = "delete"
    __table_args__ = (UniqueConstraint("person_id", "field_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("person_field.id"), index=True)
    value: Mapped[str] = mapped_column(Text, info=IDENTITY)
