"""What waits for a person at the kiosk: a pulse without their name, and when they can work."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.wellbeing import availability, pulse


def tasks(session: Session, person_id: int, today: dt.date) -> list[KioskTask]:
    """Open rounds that were not answered, and the week."""
    found = [
        KioskTask(
            "wellbeing",
            f"pulse:{row.wave_id}",
            row.name,
            f"{len(row.questions)} questions, without your name",
            row.closes_on,
            "Answer",
        )
        for row in pulse.waiting_for(session, person_id, today)
    ]
    if availability.is_asked(session):
        found.append(
            KioskTask(
                "wellbeing",
                "week",
                "When you can work",
                "By weekday; change it when it changes",
                None,
                "Look",
            )
        )
    return found
