"""The manager's words for a period, and the register of reports handed out."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.tables import Base, Flag, Instant


class ReportComment(Base):
    """What the manager says of a period; ``period`` as written on the command line (2026-03, 2026-Q1 ...)."""

    __tablename__ = "report_comment"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    period: Mapped[str] = mapped_column(Text, unique=True)
    text: Mapped[str] = mapped_column(Text)


class ReportMade(Base):
    """One report that was written: when, what for, which file, and the head of the history then."""

    __tablename__ = "report_made"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    period: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    with_names: Mapped[bool] = mapped_column(Flag)
    chain_head: Mapped[str] = mapped_column(Text)
