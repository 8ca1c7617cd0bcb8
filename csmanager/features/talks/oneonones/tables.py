"""Question sets, one-to-ones, the rolling agenda and the answers that were kept."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, JUDGEMENT, TEXT
from csmanager.core.sealing import PrivateText, SealedText
from csmanager.core.tables import Base, Choice, Day
from csmanager.core.visibility import Visibility, shown_by
from csmanager.features.talks.oneonones.rules import ItemState, Raised, TalkState


class TalkSet(Base):
    """A kind of talk: ``agenda`` is its course and ``questions`` what is asked, a line each."""

    __tablename__ = "talk_set"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    intro: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    agenda: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    questions: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class OneOnOne(Base):
    """A talk with one person. ``moved_to_id``: the talk that stands in its place.

    ``every_days``: once it is held, the next is planned so many days later (None: it is not). ``notes`` and
    the answers are of the class ``visibility`` (None: open); of a sealed talk they stand in ``sealed_notes``.
    ``private_note`` is never shared, ``sealed_note`` read only with the passphrase.
    """

    __tablename__ = "one_on_one"
    __table_args__ = (
        CheckConstraint("mood IS NULL OR mood BETWEEN 1 AND 5", name="mood"),
        Index("ix_one_on_one_person_id_planned_on", "person_id", "planned_on"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    set_id: Mapped[int | None] = mapped_column(ForeignKey("talk_set.id"), index=True)
    planned_on: Mapped[dt.date] = mapped_column(Day)
    state: Mapped[TalkState] = mapped_column(Choice(TalkState))
    held_on: Mapped[dt.date | None] = mapped_column(Day)
    minutes: Mapped[int | None] = mapped_column(Integer)
    mood: Mapped[int | None] = mapped_column(Integer, info=JUDGEMENT)
    every_days: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    notes: Mapped[str] = mapped_column(Text, default="", info=TEXT | shown_by("visibility"))
    private_note: Mapped[str] = mapped_column(PrivateText, default="", info=TEXT)
    sealed_note: Mapped[str] = mapped_column(SealedText, default="", info=TEXT)
    moved_to_id: Mapped[int | None] = mapped_column(ForeignKey("one_on_one.id"), index=True)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
    visibility: Mapped[Visibility | None] = mapped_column(Choice(Visibility), default=None)
    sealed_notes: Mapped[str] = mapped_column(SealedText, default="", server_default="", info=TEXT)


class AgendaItem(Base):
    """A point to talk about with a person. Open points belong to the next talk, whichever that is.

    ``source``/``source_id``: the table and row of whatever sent it. ``carried``: over how many talks it rolled on.
    ``one_on_one_id``: the talk in which it was talked about or dropped. ``opens``: where what it is about is kept, as
    duty and record with a bar between them, "" where ``source`` says it.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (Index("ix_agenda_item_source_source_id", "source", "source_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(Text, info=TEXT)
    by: Mapped[Raised] = mapped_column(Choice(Raised))
    state: Mapped[ItemState] = mapped_column(Choice(ItemState))
    added_on: Mapped[dt.date] = mapped_column(Day)
    ended_on: Mapped[dt.date | None] = mapped_column(Day)
    one_on_one_id: Mapped[int | None] = mapped_column(ForeignKey("one_on_one.id"), index=True)
    carried: Mapped[int] = mapped_column(Integer, default=0)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    source: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    source_id: Mapped[int | None] = mapped_column(Integer)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
    opens: Mapped[str] = mapped_column(Text, default="", server_default="", info=IMPERSONAL)


class TalkAnswer(Base):
    """What was answered to one question of a talk; the question as it was asked then.

    ``visibility`` as of the talk; a sealed answer stands in ``sealed`` and not in ``answer``.
    """

    __tablename__ = "talk_answer"
    __table_args__ = (UniqueConstraint("one_on_one_id", "question"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    one_on_one_id: Mapped[int] = mapped_column(ForeignKey("one_on_one.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    question: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    answer: Mapped[str] = mapped_column(Text, info=TEXT | shown_by("visibility"))
    visibility: Mapped[Visibility | None] = mapped_column(Choice(Visibility), default=None)
    sealed: Mapped[str] = mapped_column(SealedText, default="", server_default="", info=TEXT)
