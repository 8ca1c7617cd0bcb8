"""What a store begins with: the day from which signatures count. Quizzes are added when somebody asks for them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.core.settings import read_value, write_value
from csmanager.features.handbook.knowing.derive import SINCE


def seed(session: Session, today: dt.date) -> None:
    """Ask for signatures from today on, so that nobody is late on texts from before the program knew of signing."""
    if read_value(session, SINCE) is None:
        write_value(session, SINCE, today.isoformat())
