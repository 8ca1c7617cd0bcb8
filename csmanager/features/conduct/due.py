"""What conduct says on Today: that something is due, and nothing of what it is."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem

TEXT = "A sealed matter is due"
_STALE_DAYS = 5  # in which a report is looked at, and a statement given


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """One item a matter that needs the manager, worded alike for all."""
    import sqlalchemy as sa

    from csmanager.features.conduct.rules import Appeal, Standing, State
    from csmanager.features.conduct.tables import Conflict, ConflictCheckIn, Discipline

    found: dict[str, dt.date] = {}

    def note(record: str, day: dt.date) -> None:
        if day <= today and (record not in found or day < found[record]):
            found[record] = day

    stale = dt.timedelta(days=_STALE_DAYS)
    open_states = (State.RAISED, State.TRIAGED, State.INTERVIEWING)
    for number, state, opened in session.execute(
        sa.select(Conflict.id, Conflict.state, Conflict.opened_on).where(Conflict.state.in_(open_states))
    ):
        note(f"conflict/{number}", opened if state is State.RAISED else opened + stale)
    checks = (
        sa.select(ConflictCheckIn.conflict_id, ConflictCheckIn.due_on)
        .join(Conflict, Conflict.id == ConflictCheckIn.conflict_id)
        .where(ConflictCheckIn.held_on.is_(None), Conflict.state == State.MONITORING)
    )
    for number, due in session.execute(checks):
        note(f"conflict/{number}", due)
    for row in session.execute(
        sa.select(
            Discipline.id,
            Discipline.standing,
            Discipline.appeal,
            Discipline.drafted_on,
            Discipline.appealed_on,
            Discipline.expires_on,
        ).where(Discipline.standing.in_((Standing.DRAFT, Standing.ISSUED, Standing.UPHELD)))
    ):
        if row.standing is Standing.DRAFT:
            note(f"warning/{row.id}", row.drafted_on + stale)
        elif row.appeal is Appeal.OPEN and row.appealed_on is not None:
            note(f"warning/{row.id}", row.appealed_on + stale)
        elif row.expires_on is not None:
            note(f"warning/{row.id}", row.expires_on)
    return [
        TodoItem(
            "talks",
            TEXT,
            "Unlock the sealed notes to see what it is.",
            1 if day < today else 2,
            day,
            "late" if day < today else "soon",
            f"conduct:{record}",
            "{n} sealed matters are due",
        )
        for record, day in sorted(found.items(), key=lambda item: item[1])
    ]
