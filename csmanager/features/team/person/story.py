"""The moments of a person's employment: start, changes of team, role and hours, notice, last day."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.features.team.person.queries import ids_of
from csmanager.features.team.rules import hours_text
from csmanager.features.team.tables import Employment, Person, Role, Team

KIND = "Employment"


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Start, each change of team, role or hours with its reason, and the last day."""
    person = session.get(Person, person_id)
    if person is None:
        return []
    record = str(person_id)
    rows = session.execute(
        sa.select(Employment.starts_on, Team.name, Role.name, Employment.weekly_minutes, Employment.reason)
        .outerjoin(Team, Team.id == Employment.team_id)
        .outerjoin(Role, Role.id == Employment.role_id)
        .where(Employment.person_id.in_(ids_of(session, person_id)))
        .order_by(Employment.starts_on)
    ).all()
    found = []
    before: tuple[str | None, str | None, int | None] | None = None
    for starts_on, team, role, minutes, reason in rows:
        text = _started(team, role, minutes) if before is None else _changed(before, (team, role, minutes))
        before = (team, role, minutes)
        found.append(Moment(starts_on, KIND, text, reason, "team", record))
    if person.started_on is not None and all(row[0] != person.started_on for row in rows):
        found.append(Moment(person.started_on, KIND, "Started", "", "team", record))
    if person.left_on is not None:
        found.append(Moment(person.left_on, KIND, "Last day", person.leave_reason or "", "team", record))
    return [moment for moment in found if since <= moment.on <= until]


def _started(team: str | None, role: str | None, minutes: int | None) -> str:
    hours = f"{hours_text(minutes)} h a week" if minutes is not None else None
    said = ", ".join(part for part in (role, team, hours) if part)
    return f"Started: {said}" if said else "Started"


def _changed(
    before: tuple[str | None, str | None, int | None], after: tuple[str | None, str | None, int | None]
) -> str:
    said = []
    for word, old, new in zip(("Team", "Role"), before[:2], after[:2], strict=True):
        if old != new:
            said.append(f"{word} from {old or 'none'} to {new or 'none'}")
    if before[2] != after[2]:
        said.append(f"Hours from {hours_text(before[2]) or 'unknown'} to {hours_text(after[2]) or 'unknown'}")
    return "; ".join(said) or "Employed on"
