"""What a new store starts with in this duty."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session


def seed(session: Session, today: dt.date) -> None:
    """Nothing yet."""
