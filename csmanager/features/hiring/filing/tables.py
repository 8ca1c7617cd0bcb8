"""Papers of applicants, with the text that was read from them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import FILE, IMPERSONAL
from csmanager.core.search import TextIndex
from csmanager.core.tables import Base, Day, Flag

FILE_INDEX = TextIndex("applicant_search", ("name", "file", "notes", "body"), (10.0, 4.0, 2.0, 1.0))


class ApplicantFile(Base):
    """A CV, a letter or another paper, as it came; its bytes are a ``stored_file``.

    ``text``: what could be read from it, to be searched; ``warning``: what was found in it that is never run (macros,
    scripts), or why it could not be read.
    """

    __tablename__ = "applicant_file"
    __erased__ = "delete"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicant.id"), index=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)  # None: taken out
    name: Mapped[str] = mapped_column(Text, info=FILE)
    kind: Mapped[str] = mapped_column(Text, info=IMPERSONAL)  # one of filing.rules.KINDS
    text: Mapped[str] = mapped_column(Text, default="", info=FILE)
    warning: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    has_macros: Mapped[bool] = mapped_column(Flag, default=False)
    added_on: Mapped[dt.date] = mapped_column(Day)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
