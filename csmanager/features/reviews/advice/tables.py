"""Rules of advice, and what became of the advice that was given."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, TEXT
from csmanager.core.tables import Base, Choice, Day, Flag
from csmanager.features.reviews.advice.rules import Answer, Result


class AdviceRule(Base):
    """One pattern and what to do about it; every text can be edited, which raises ``version``.

    ``pattern``: one condition a line, as ``advice.rules.parse`` reads it; all of them must hold. ``checks`` and
    ``todo``: one a line. ``watch_metric`` should move ``towards`` ("up", "down") within ``weeks``.
    """

    __tablename__ = "advice_rule"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    pattern: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    cause: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    checks: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    say: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    todo: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    training: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    watch_metric: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    towards: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    weeks: Mapped[int] = mapped_column(Integer, default=4)
    is_question: Mapped[bool] = mapped_column(
        Flag, default=False
    )  # about how a figure came about, not a fault
    is_active: Mapped[bool] = mapped_column(Flag, default=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    version: Mapped[int] = mapped_column(Integer, default=1)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class AdviceGiven(Base):
    """Advice that was accepted or declined for a person (None: the team) on a day.

    ``evidence``: JSON of the sentences that fired it. ``effect``: JSON of what was measured when it was looked at
    (``advice.effect``); ``result`` is what that came to.
    """

    __tablename__ = "advice_given"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("advice_rule.id"), index=True)
    rule_version: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    review_id: Mapped[int | None] = mapped_column(ForeignKey("person_review.id"), index=True)
    period_key: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    given_on: Mapped[dt.date] = mapped_column(Day)
    answer: Mapped[Answer] = mapped_column(Choice(Answer))
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    evidence: Mapped[str] = mapped_column(Text, info=TEXT)
    watch_metric: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    check_on: Mapped[dt.date | None] = mapped_column(Day)
    result: Mapped[Result | None] = mapped_column(Choice(Result))
    effect: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    looked_on: Mapped[dt.date | None] = mapped_column(Day)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
