"""Every judgement of a person's skills, with what it rests on."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.features.skills.queries import evidence
from csmanager.features.skills.rules import EVIDENCE_WORDS


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Each judgement on its day: from which level to which, and by what."""
    found = []
    for row in evidence(session, person_id):
        if not since <= row.judged_on <= until:
            continue
        if not row.level:
            change = "taken away"
        elif not row.level_before:
            change = f"level {row.level}"
        elif row.level == row.level_before:
            change = f"level {row.level} confirmed"
        else:
            change = f"level {row.level_before} to {row.level}"
        found.append(
            Moment(
                row.judged_on,
                "Skills",
                f"{row.skill}: {change}",
                f"{EVIDENCE_WORDS[row.kind]}: {row.text}",
                "team",
                f"skills:cell/{person_id}.{row.skill_id}",
            )
        )
    return found
