"""Files of applicants, with the text that was read from them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.search import TextIndex
from csmanager.core.tables import Base, Day, Flag

FILE_INDEX = TextIndex("applicant_search", ("name", "file", "notes", "body"), (10.0, 4.0, 2.0, 1.0))


class ApplicantFile(Base):
    """A CV, a letter or another paper, as it came. ``text``: what could be read from it, to be searched;
    ``warning``: what was found in it that is never run (macros, scripts) or why it could not be read."""

    __tablename__ = "applicant_file"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicant.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)  # CV, letter, certificate, other
    size: Mapped[int] = mapped_column(Integer)  # bytes
    sha256: Mapped[str] = mapped_column(Text, index=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    text: Mapped[str] = mapped_column(Text, default="")
    warning: Mapped[str] = mapped_column(Text, default="")
    has_macros: Mapped[bool] = mapped_column(Flag, default=False)
    added_on: Mapped[dt.date] = mapped_column(Day)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
