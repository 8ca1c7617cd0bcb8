"""Notes on people."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, TEXT
from csmanager.core.sealing import SealedText
from csmanager.core.tables import Base, Choice, Day
from csmanager.core.visibility import Visibility


class PersonNote(Base):
    """A note. ``text`` holds an open one or one of the manager's own, ``sealed`` a sealed one; the other is empty.

    ``about``: what it is about, in words, and ``opens`` where that is kept ("talks|coaching:session/4"); both "" for
    the person as such. ``seen_on``: when the person read it at the kiosk, which only an open one can be.
    """

    __tablename__ = "person_note"
    __shown_by__ = "visibility"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    on_day: Mapped[dt.date] = mapped_column(Day)
    visibility: Mapped[Visibility] = mapped_column(Choice(Visibility))
    text: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    sealed: Mapped[str] = mapped_column(SealedText, default="", info=TEXT)
    about: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    opens: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    seen_on: Mapped[dt.date | None] = mapped_column(Day)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
