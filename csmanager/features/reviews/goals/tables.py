"""Goals, and what was changed in them with which reason."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, JUDGEMENT, TEXT
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.reviews.goals.rules import GoalOwner, GoalState


class Goal(Base):
    """What the team or a person should reach by ``due_on``.

    With ``metric_key`` the progress is computed from its figures, from ``start_value`` to ``target_value`` (in the
    metric's unit); without one it is what the manager says (``progress``, 0 to 1). A goal with parts
    (``parent_id``) is as far as the mean of them.
    """

    __tablename__ = "goal"
    __table_args__ = (CheckConstraint("due_on > starts_on", name="order"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[GoalOwner] = mapped_column(Choice(GoalOwner))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"), index=True)
    title: Mapped[str] = mapped_column(Text, info=TEXT)
    metric_key: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    start_value: Mapped[float | None] = mapped_column(REAL)
    target_value: Mapped[float | None] = mapped_column(REAL)
    starts_on: Mapped[dt.date] = mapped_column(Day)
    due_on: Mapped[dt.date] = mapped_column(Day)
    weight: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[GoalState] = mapped_column(Choice(GoalState))
    progress: Mapped[float | None] = mapped_column(REAL, info=JUDGEMENT)
    ended_on: Mapped[dt.date | None] = mapped_column(Day)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class GoalMove(Base):
    """One move of a goal, or a change of its target: what, when, why."""

    __tablename__ = "goal_move"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), index=True)
    moved_on: Mapped[dt.date] = mapped_column(Day)
    what: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
