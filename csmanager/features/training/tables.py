"""Courses, requirements, sessions, enrolments with every move of theirs, and mentoring."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, JUDGEMENT, NAMED, TEXT
from csmanager.core.tables import Base, Choice, Day, Flag
from csmanager.features.training.rules import CourseKind, SessionState, State


class Course(Base):
    """Something that can be taken and passed.

    ``minutes``: how long it takes one person. ``validity_days``: how long a pass counts (None: for good).
    ``raises_to``: the level of ``skill_id`` that passing proves. ``cost_cents``: for one place, beside the hours.
    ``metric_key``: the measure it should move. ``outline``: Markdown. ``key``: which outline of the program it came
    from ("" for one's own).
    """

    __tablename__ = "course"
    __table_args__ = (CheckConstraint("raises_to IS NULL OR raises_to BETWEEN 1 AND 5", name="raises_to"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    title: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    kind: Mapped[CourseKind] = mapped_column(Choice(CourseKind))
    minutes: Mapped[int] = mapped_column(Integer)
    provider: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    validity_days: Mapped[int | None] = mapped_column(Integer)
    skill_id: Mapped[int | None] = mapped_column(ForeignKey("skill.id"), index=True)
    raises_to: Mapped[int | None] = mapped_column(Integer)
    cost_cents: Mapped[int | None] = mapped_column(Integer)
    metric_key: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    pass_percent: Mapped[int | None] = mapped_column(Integer)
    outline: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    made_on: Mapped[dt.date] = mapped_column(Day)
    ended_on: Mapped[dt.date | None] = mapped_column(Day)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class CourseRequirement(Base):
    """Who must take a course: those of a role, a team, a saved group, of all that are named, or everybody (none)."""

    __tablename__ = "course_requirement"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id"), index=True)
    mandatory: Mapped[bool] = mapped_column(Flag)
    within_days: Mapped[int] = mapped_column(Integer)
    since: Mapped[dt.date] = mapped_column(Day)


class CourseSession(Base):
    """A date on which a course is given. ``start_minute``: after midnight in the shop; ``capacity`` None: no limit."""

    __tablename__ = "course_session"
    __about__ = "a date of a course; who holds it is named in words"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    held_on: Mapped[dt.date] = mapped_column(Day)
    start_minute: Mapped[int | None] = mapped_column(Integer)
    minutes: Mapped[int] = mapped_column(Integer)
    trainer: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    place: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    capacity: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[SessionState] = mapped_column(Choice(SessionState))
    reason: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)


class Enrolment(Base):
    """A person and a course, once for each time it has to be taken.

    ``due_on`` None: not required, taken because it helps. ``done_on``: when it was attended, passed or failed.
    ``score`` in percent. ``minutes``: time it really took, where that is known. ``expires_on``: the last day the
    pass counts. ``renews_id``: the pass that ran out, or is about to, and that this one takes the place of.
    """

    __tablename__ = "enrolment"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("course_session.id"), index=True)
    state: Mapped[State] = mapped_column(Choice(State))
    mandatory: Mapped[bool] = mapped_column(Flag)
    assigned_on: Mapped[dt.date] = mapped_column(Day)
    due_on: Mapped[dt.date | None] = mapped_column(Day)
    done_on: Mapped[dt.date | None] = mapped_column(Day)
    score: Mapped[int | None] = mapped_column(Integer, info=JUDGEMENT)
    minutes: Mapped[int | None] = mapped_column(Integer)
    expires_on: Mapped[dt.date | None] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"), index=True)


class EnrolmentMove(Base):
    """One step of an enrolment: from where to where, when, and why."""

    __tablename__ = "enrolment_move"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    from_state: Mapped[State | None] = mapped_column(Choice(State))
    to_state: Mapped[State] = mapped_column(Choice(State))
    moved_on: Mapped[dt.date] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class Mentoring(Base):
    """Someone who stands by somebody else. ``over_load``: why the mentor carries more than the limit."""

    __tablename__ = "mentoring"
    __table_args__ = (
        CheckConstraint("mentor_id <> mentee_id", name="two_people"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
    )
    __about__ = ("mentor_id", "mentee_id")

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[dt.date] = mapped_column(Day)
    ends_on: Mapped[dt.date | None] = mapped_column(Day)
    goal: Mapped[str] = mapped_column(Text, info=TEXT)
    weekly_minutes: Mapped[int | None] = mapped_column(Integer)
    over_load: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    outcome: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class MentoringTalk(Base):
    """One time the two sat together."""

    __tablename__ = "mentoring_talk"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    mentoring_id: Mapped[int] = mapped_column(ForeignKey("mentoring.id"), index=True)
    held_on: Mapped[dt.date] = mapped_column(Day)
    minutes: Mapped[int] = mapped_column(Integer)
    topic: Mapped[str] = mapped_column(Text, info=TEXT)
    notes: Mapped[str] = mapped_column(Text, default="", info=TEXT)
