"""Somebody at the counter, taken in within a minute."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring import actions, lookups
from csmanager.features.hiring.privacy import actions as privacy
from csmanager.features.hiring.rules import Consent

SOURCE = "Walk-in"


def take(
    session: Session,
    *,
    name: str,
    opening_id: int,
    today: dt.date,
    reach: str = "",
    notes: str = "",
    may_keep: bool = False,
    back_on: dt.date | None = None,
) -> int:
    """Note somebody who asked at the counter; returns the application's id.

    ``reach``: a phone number or an e-mail address, told apart by itself. ``may_keep``: they agreed to be kept on file.
    ``back_on``: when they hear from us.
    """
    clean = " ".join(reach.split())
    is_mail = "@" in clean
    if clean and not is_mail and sum(letter.isdigit() for letter in clean) < 5:
        raise RuleBroken(f"{clean} is neither a phone number nor an e-mail address.")
    if back_on is not None and back_on < today:
        raise RuleBroken("They cannot hear from us before today; choose a later day.")
    key = actions.add_applicant(
        session,
        opening_id=opening_id,
        name=name,
        today=today,
        email=clean if is_mail else None,
        phone=None if is_mail else clean,
        source=SOURCE,
        notes=notes,
        next_step="Answer" if back_on is not None else "",
        next_step_on=back_on,
    )
    candidate_id = lookups.applicant(session, key).candidate_id
    if may_keep and candidate_id is not None:
        privacy.set_consent(session, candidate_id, Consent.GIVEN, today=today)
    return key
