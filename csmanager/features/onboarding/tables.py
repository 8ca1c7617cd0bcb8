"""Templates with their versions, plans with items and gates, on-the-job sheets, leaving and the exit interview."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, JUDGEMENT, NAMED, TEXT
from csmanager.core.sealing import SealedText
from csmanager.core.tables import Base, Choice, Day, Flag
from csmanager.core.visibility import Visibility
from csmanager.features.onboarding.rules import (
    GateState,
    ItemOwner,
    ItemState,
    LeavingState,
    Mark,
    PlanKind,
    PlanState,
)


class PlanTemplate(Base):
    """What a plan is made from. An edit makes the next ``version`` of the same ``key``; plans keep the one they had.

    ``ended_on``: another version took its place, or it is offered no longer.
    """

    __tablename__ = "joining_template"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    kind: Mapped[PlanKind] = mapped_column(Choice(PlanKind))
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"), index=True)
    about: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    made_on: Mapped[dt.date] = mapped_column(Day)
    ended_on: Mapped[dt.date | None] = mapped_column(Day)
    change_note: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)


class PlanTemplateGate(Base):
    """A gate of a template; see ``rules.GateRule`` for what its figures ask."""

    __tablename__ = "joining_template_gate"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("joining_template.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    contacts: Mapped[int] = mapped_column(Integer, default=0)
    share: Mapped[int] = mapped_column(Integer, default=0)
    low: Mapped[int] = mapped_column(Integer, default=0)
    quiz: Mapped[int] = mapped_column(Integer, default=0)
    days: Mapped[int] = mapped_column(Integer, default=0)


class PlanTemplateItem(Base):
    """One thing to do. ``offset_days`` from the start (below 0: before it).

    It may lead to a policy, a course, a skill or an on-the-job sheet; ``document`` names any other paper.
    ``closes_by_itself``: "equipment" when it is settled by what another duty knows ("" for by hand).
    """

    __tablename__ = "joining_template_item"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("joining_template.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    phase: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    title: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    detail: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    owner: Mapped[ItemOwner] = mapped_column(Choice(ItemOwner))
    offset_days: Mapped[int] = mapped_column(Integer)
    mandatory: Mapped[bool] = mapped_column(Flag)
    needs_evidence: Mapped[bool] = mapped_column(Flag)
    policy_id: Mapped[int | None] = mapped_column(ForeignKey("policy.id"), index=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)
    skill_id: Mapped[int | None] = mapped_column(ForeignKey("skill.id"), index=True)
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("job_sheet.id"), index=True)
    document: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)


class JoiningPlan(Base):
    """The plan of one person, with the version of the template it was made from."""

    __tablename__ = "joining_plan"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("joining_template.id"), index=True)
    kind: Mapped[PlanKind] = mapped_column(Choice(PlanKind))
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    starts_on: Mapped[dt.date] = mapped_column(Day)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[PlanState] = mapped_column(Choice(PlanState))
    state_since: Mapped[dt.date] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class JoiningGate(Base):
    """A gate of a plan. Only a person's signature passes it: name, day, and how it was given (kiosk or desk)."""

    __tablename__ = "joining_gate"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("joining_plan.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    contacts: Mapped[int] = mapped_column(Integer, default=0)
    share: Mapped[int] = mapped_column(Integer, default=0)
    low: Mapped[int] = mapped_column(Integer, default=0)
    quiz: Mapped[int] = mapped_column(Integer, default=0)
    days: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[GateState] = mapped_column(Choice(GateState))
    ready_on: Mapped[dt.date | None] = mapped_column(Day)
    signed_by: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    signed_on: Mapped[dt.date | None] = mapped_column(Day)
    signed_at_kiosk: Mapped[bool] = mapped_column(Flag, default=False)
    evidence: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class JoiningItem(Base):
    """One thing to do in a plan. ``evidence``: what was seen, or where it lies. ``done_by``: who said so."""

    __tablename__ = "joining_item"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("joining_plan.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    phase: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    title: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    detail: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    owner: Mapped[ItemOwner] = mapped_column(Choice(ItemOwner))
    due_on: Mapped[dt.date] = mapped_column(Day)
    mandatory: Mapped[bool] = mapped_column(Flag)
    needs_evidence: Mapped[bool] = mapped_column(Flag)
    policy_id: Mapped[int | None] = mapped_column(ForeignKey("policy.id"), index=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)
    skill_id: Mapped[int | None] = mapped_column(ForeignKey("skill.id"), index=True)
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("job_sheet.id"), index=True)
    document: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    state: Mapped[ItemState] = mapped_column(Choice(ItemState))
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    done_on: Mapped[dt.date | None] = mapped_column(Day)
    done_by: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    evidence: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class JoiningMove(Base):
    """One step of a plan, an item or a gate, in words of its states; ``what`` is the title it concerned."""

    __tablename__ = "joining_move"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("joining_plan.id"), index=True)
    what: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    from_state: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    to_state: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    moved_on: Mapped[dt.date] = mapped_column(Day)
    by: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class JobSheet(Base):
    """An on-the-job sheet: what somebody has to show that they can do. ``body``: Markdown, each list item a line."""

    __tablename__ = "job_sheet"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    title: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    body: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    skill_id: Mapped[int | None] = mapped_column(ForeignKey("skill.id"), index=True)
    ended_on: Mapped[dt.date | None] = mapped_column(Day)


class JobSheetCopy(Base):
    """A sheet printed for one person, with the text as it was; entered again by its ``code`` when it comes back."""

    __tablename__ = "job_sheet_copy"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("job_sheet.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("joining_item.id"), index=True)
    code: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    title: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    body: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    printed_on: Mapped[dt.date] = mapped_column(Day)
    returned_on: Mapped[dt.date | None] = mapped_column(Day)
    signed_by: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class JobSheetMark(Base):
    """How one line of a returned sheet went."""

    __tablename__ = "job_sheet_mark"
    __table_args__ = (UniqueConstraint("copy_id", "place"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    copy_id: Mapped[int] = mapped_column(ForeignKey("job_sheet_copy.id"))
    place: Mapped[int] = mapped_column(Integer)
    mark: Mapped[Mark] = mapped_column(Choice(Mark))


class Leaving(Base):
    """Somebody's way out: notice, hand-over, interview, returned things, closed; or they stay after all."""

    __tablename__ = "leaving"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("joining_plan.id"), index=True)
    opened_on: Mapped[dt.date] = mapped_column(Day)
    last_day: Mapped[dt.date] = mapped_column(Day)
    state: Mapped[LeavingState] = mapped_column(Choice(LeavingState))
    state_since: Mapped[dt.date] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)


class ExitInterview(Base):
    """What somebody said on leaving. ``would_return`` and ``would_rehire``: None was not asked or not decided.

    ``main_reason``: one of the list of reasons, which may be changed in the program.
    """

    __tablename__ = "exit_interview"
    __table_args__ = (CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    leaving_id: Mapped[int] = mapped_column(ForeignKey("leaving.id"), unique=True)
    held_on: Mapped[dt.date] = mapped_column(Day)
    held_by: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    main_reason: Mapped[str] = mapped_column(Text, default="", info=JUDGEMENT)
    rating: Mapped[int | None] = mapped_column(Integer, info=JUDGEMENT)
    would_return: Mapped[bool | None] = mapped_column(Flag, info=JUDGEMENT)
    would_rehire: Mapped[bool | None] = mapped_column(Flag, info=JUDGEMENT)


class ExitReason(Base):
    """One reason that played a part in a leaving; several may."""

    __tablename__ = "exit_reason"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("exit_interview.id"), index=True)
    theme: Mapped[str] = mapped_column(Text, info=JUDGEMENT)


class ExitAnswer(Base):
    """One question of the interview with its answer. A sealed answer stands in ``sealed`` and not in ``answer``.

    ``visibility``: who may read it (None: open).
    """

    __tablename__ = "exit_answer"
    __shown_by__ = "visibility"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("exit_interview.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    question: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    answer: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    sealed: Mapped[str] = mapped_column(SealedText, default="", info=TEXT)
    visibility: Mapped[Visibility | None] = mapped_column(Choice(Visibility), default=None)
