"""Moments as the person reads them: in the shop's zone, by the system's locale."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from PySide6.QtCore import QLocale, QTime

from csmanager.ui.widgets.texts import day_text

__all__ = ["day_text", "moment_text", "recent_text"]

_SHORT = QLocale.FormatType.ShortFormat


def moment_text(moment: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Date and time of day in ``zone``."""
    there = moment.astimezone(zone)
    return f"{day_text(there.date())} {QLocale().toString(QTime(there.hour, there.minute), _SHORT)}"


def recent_text(moment: dt.datetime, zone: zoneinfo.ZoneInfo, today: dt.date) -> str:
    """As ``moment_text``, with "today" and "yesterday" for their dates."""
    there = moment.astimezone(zone)
    name = {0: "today", 1: "yesterday"}.get((today - there.date()).days) or day_text(there.date())
    return f"{name} {QLocale().toString(QTime(there.hour, there.minute), _SHORT)}"


def count_text(count: int) -> str:
    """A number with the separators of the locale."""
    return QLocale().toString(count)


def size_text(size: int) -> str:
    """A size in bytes as files are listed."""
    return QLocale().formattedDataSize(size, 1)
