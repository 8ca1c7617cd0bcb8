"""The index of clauses, searches that found nothing, and contradictions that were looked at."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL
from csmanager.core.search import TextIndex
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.handbook.finding.rules import GapState

CLAUSE_INDEX = TextIndex("clause_search", ("heading", "body", "title", "label"), (8.0, 1.0, 2.0, 2.0))
"""One entry a clause of a version in force; its key is ``rules.entry_key``. Kept true by ``finding.derive``."""


class SearchGap(Base):
    """A search that found nothing, counted once each time it stood. ``words``: as ``rules.gap_words`` keeps them.

    ``policy_id``: what was written for it.
    """

    __tablename__ = "search_gap"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    words: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    times: Mapped[int] = mapped_column(Integer, default=1)
    first_on: Mapped[dt.date] = mapped_column(Day)
    last_on: Mapped[dt.date] = mapped_column(Day)
    state: Mapped[GapState] = mapped_column(Choice(GapState))
    reason: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    policy_id: Mapped[int | None] = mapped_column(ForeignKey("policy.id"), index=True)


class Dismissal(Base):
    """A contradiction that is none, with the reason. ``signature`` holds both sentences, so new words ask again."""

    __tablename__ = "contradiction_dismissal"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    signature: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    reason: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    dismissed_on: Mapped[dt.date] = mapped_column(Day)
