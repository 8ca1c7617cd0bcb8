"""To-dos and promises of the manager."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import TEXT
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.today.rules import TaskKind


class Task(Base):
    """Something to be done by a day; ``done_on`` None while open."""

    __tablename__ = "task"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[TaskKind] = mapped_column(Choice(TaskKind))
    text: Mapped[str] = mapped_column(Text, info=TEXT)
    due_on: Mapped[dt.date | None] = mapped_column(Day)
    done_on: Mapped[dt.date | None] = mapped_column(Day)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
