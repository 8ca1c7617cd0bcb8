"""Assignments, signatures, waivers, quizzes, attempts, and when a missed question comes back."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import REAL, CheckConstraint, ForeignKey, Integer, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.errors import RuleBroken
from csmanager.core.personal import IDENTITY, IMPERSONAL, JUDGEMENT, NAMED, TEXT
from csmanager.core.recorder import is_erasing
from csmanager.core.tables import Base, Choice, Day, Flag, Instant
from csmanager.features.handbook.knowing.rules import How, Reason


class SignRule(Base):
    """How a policy is signed, where that differs from what its kind says (``rules.SIGNED_KINDS``)."""

    __tablename__ = "sign_rule"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"), unique=True)
    must_sign: Mapped[bool] = mapped_column(Flag)
    sign_days: Mapped[int] = mapped_column(Integer)


class Assignment(Base):
    """A person has to sign a version by ``due_on``. Worked out from people, versions and audience by ``derive``.

    Being derived, it is there for joiners and movers without anybody doing anything, and goes with the step that
    made it necessary when that step is undone. ``version_id`` is a material (or first) version; its editorial
    heirs ask nobody. ``ended_on``: replaced by a material version, or retired.
    """

    __tablename__ = "assignment"
    __derived__ = True

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"), primary_key=True, index=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"), index=True)
    assigned_on: Mapped[dt.date] = mapped_column(Day)
    due_on: Mapped[dt.date] = mapped_column(Day)
    reason: Mapped[Reason] = mapped_column(Choice(Reason))
    ended_on: Mapped[dt.date | None] = mapped_column(Day)


class Acknowledgement(Base):
    """A signature under exactly one text. Never changed and never deleted; Undo of its own step takes it back.

    ``signed_at``: when it was given; ``entered_at``: when it came into the store (a sheet is entered later).
    ``entered_by``: who typed it in from paper, "" at the kiosk. ``seal``: ``rules.seal`` of the row.
    """

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("person_id", "version_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"), index=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"), index=True)
    text_sha256: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    signed_at: Mapped[dt.datetime] = mapped_column(Instant)
    entered_at: Mapped[dt.datetime] = mapped_column(Instant)
    how: Mapped[How] = mapped_column(Choice(How))
    typed_name: Mapped[str] = mapped_column(Text, info=IDENTITY)
    entered_by: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    sheet_code: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    reading_seconds: Mapped[int | None] = mapped_column(Integer)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("quiz_attempt.id"), index=True)
    seal: Mapped[str] = mapped_column(Text, info=IMPERSONAL)


class Waiver(Base):
    """Somebody need not sign a policy, until ``expires_on`` (None: for good)."""

    __tablename__ = "waiver"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"), index=True)
    approver: Mapped[str] = mapped_column(Text, info=NAMED)
    reason: Mapped[str] = mapped_column(Text, info=TEXT)
    granted_on: Mapped[dt.date] = mapped_column(Day)
    expires_on: Mapped[dt.date | None] = mapped_column(Day)


class Quiz(Base):
    """Questions on a policy. ``before_signing``: it must be passed before the signature is taken."""

    __tablename__ = "quiz"
    __table_args__ = (CheckConstraint("pass_percent BETWEEN 1 AND 100", name="pass_percent"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"), index=True)
    title: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    pass_percent: Mapped[int] = mapped_column(Integer)
    before_signing: Mapped[bool] = mapped_column(Flag)
    ended_on: Mapped[dt.date | None] = mapped_column(Day)


class QuizQuestion(Base):
    """One question with one right option. A question whose words change is another one; the old one ends.

    ``clause``: the heading of the policy it asks about.
    """

    __tablename__ = "quiz_question"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    clause: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    text: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    explanation: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    ended_on: Mapped[dt.date | None] = mapped_column(Day)


class QuizOption(Base):
    """One answer offered."""

    __tablename__ = "quiz_option"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("quiz_question.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    is_right: Mapped[bool] = mapped_column(Flag)


class QuizAttempt(Base):
    """One go at a quiz, or at refreshers (``quiz_id`` None). ``seed`` gives the order back that was shown."""

    __tablename__ = "quiz_attempt"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    quiz_id: Mapped[int | None] = mapped_column(ForeignKey("quiz.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("policy_version.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    seed: Mapped[int] = mapped_column(Integer)
    right: Mapped[int] = mapped_column(Integer, info=JUDGEMENT)
    asked: Mapped[int] = mapped_column(Integer)
    passed: Mapped[bool] = mapped_column(Flag, info=JUDGEMENT)


class QuizAnswer(Base):
    """What was answered to one question; ``option_id`` None: nothing."""

    __tablename__ = "quiz_answer"
    __table_args__ = (UniqueConstraint("attempt_id", "question_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("quiz_attempt.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("quiz_question.id"), index=True)
    option_id: Mapped[int | None] = mapped_column(ForeignKey("quiz_option.id"), index=True)
    is_right: Mapped[bool] = mapped_column(Flag)


class Refresher(Base):
    """A question a person missed once, and when it comes back. ``stability`` in days, ``difficulty`` 1 to 10."""

    __tablename__ = "refresher"
    __table_args__ = (UniqueConstraint("person_id", "question_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("quiz_question.id"), index=True)
    state: Mapped[int] = mapped_column(Integer)  # 1 learning, 2 review, 3 relearning, as the scheduler counts
    stability: Mapped[float] = mapped_column(REAL)
    difficulty: Mapped[float] = mapped_column(REAL)
    reviewed_at: Mapped[dt.datetime] = mapped_column(Instant)
    due_on: Mapped[dt.date] = mapped_column(Day)
    reviews: Mapped[int] = mapped_column(Integer)
    lapses: Mapped[int] = mapped_column(Integer)


class HuddleNote(Base):
    """What the team was told about a question that half of them missed."""

    __tablename__ = "huddle_note"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("quiz_question.id"), index=True)
    made_on: Mapped[dt.date] = mapped_column(Day)
    text: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    missed: Mapped[int] = mapped_column(Integer)
    asked: Mapped[int] = mapped_column(Integer)


@event.listens_for(Acknowledgement, "before_update")
def _never_changed(_mapper: object, _connection: object, row: Acknowledgement) -> None:
    if is_erasing(row):
        return
    raise RuleBroken("A signature is never changed; take back the step that entered it with Undo.")


@event.listens_for(Acknowledgement, "before_delete")
def _never_deleted(_mapper: object, _connection: object, _row: Acknowledgement) -> None:
    raise RuleBroken("A signature is never deleted; take back the step that entered it with Undo.")


@event.listens_for(QuizAnswer, "before_update")
@event.listens_for(QuizAnswer, "before_delete")
def _answers_stay(_mapper: object, _connection: object, _row: QuizAnswer) -> None:
    raise RuleBroken("What was answered stays as it was answered.")
