"""Whom each policy is for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from csmanager.features.handbook.knowing.rules import Audience


def audiences(session: Session) -> dict[int, Audience]:
    """The audience of every policy that has one; a policy that is missing here is for everybody."""
    return {}
