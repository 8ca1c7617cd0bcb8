"""The manager's words for a period, and the register of reports handed out."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import FILE, IMPERSONAL, TEXT
from csmanager.core.tables import Base, Flag, Instant


class ReportComment(Base):
    """What the manager says of a period; ``period`` as written on the command line (2026-03, 2026-Q1 ...)."""

    __tablename__ = "report_comment"
    __about__ = "what is said of the team to upper management"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    period: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    text: Mapped[str] = mapped_column(Text, info=TEXT)


class ReportMade(Base):
    """One report that was written: when, what for, which file, and the head of the history then."""

    __tablename__ = "report_made"
    __about__ = "a file of many people; what left the program is told by the register of exports"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    period: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    kind: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    file_name: Mapped[str] = mapped_column(Text, info=FILE)
    sha256: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    with_names: Mapped[bool] = mapped_column(Flag)
    chain_head: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    is_protected: Mapped[bool] = mapped_column(Flag, server_default="0")  # it opens with a password only
