"""What Today says of signatures, refreshers and questions half the team missed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Signatures overdue, by policy."""
    return []
