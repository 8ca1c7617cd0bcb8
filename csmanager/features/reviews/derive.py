"""Keeps the month cells true to the contacts."""

from __future__ import annotations

from sqlalchemy.orm import Session

from csmanager.core.store import Touched


def derive(session: Session, touched: Touched) -> None:
    """Nothing yet."""
