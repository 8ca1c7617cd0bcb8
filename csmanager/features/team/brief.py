"""What the page shows at a glance: everyone as of a day, what is due next, what happened to a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import history
from csmanager.core.tables import StepKind
from csmanager.features.leave.away import out_on
from csmanager.features.team.fields.queries import FieldRow, fields, values
from csmanager.features.team.fields.rules import Value
from csmanager.features.team.org.queries import managers_on
from csmanager.features.team.queries import PersonRow, canonical_ids, labels, names, people
from csmanager.features.team.rules import Status
from csmanager.features.team.segments.queries import names_of
from csmanager.features.team.tables import Employment, PersonAlias, PersonSkill
from csmanager.features.today.tables import Task


@dataclass(frozen=True, slots=True)
class DueRow:
    """The next thing that is due about a person."""

    due: dt.date
    text: str


def next_due(session: Session, today: dt.date) -> dict[int, DueRow]:
    """For each person what is due first: a task about them, a start, a last day, the end of a leave."""
    canonical = canonical_ids(session)
    found: dict[int, DueRow] = {}
    query = sa.select(Task.person_id, Task.due_on, Task.text).where(
        Task.person_id.is_not(None),
        Task.due_on.is_not(None),
        Task.done_on.is_(None),
        Task.trashed_on.is_(None),
    )
    rows = [(canonical.get(person_id or 0, 0), due, text) for person_id, due, text in session.execute(query)]
    for row in people(session, today, include_future=True):
        if row.is_future and row.started_on is not None:
            rows.append((row.id, row.started_on, "Starts"))
        if row.status is Status.LEAVING and row.left_on is not None:
            rows.append((row.id, row.left_on, "Last day"))
        if row.status is Status.ON_LEAVE and row.back_on is not None:
            rows.append((row.id, row.back_on, "Back from leave"))
    for person_id, due, text in rows:
        if due is not None and (person_id not in found or due < found[person_id].due):
            found[person_id] = DueRow(due, text)
    return found


@dataclass(frozen=True, slots=True)
class LifeRow:
    """One step that touched a person: when, what it was called, whether it was taken back."""

    at: dt.datetime
    label: str
    kind: StepKind


def life(session: Session, person_id: int, limit: int = 12) -> list[LifeRow]:
    """The newest steps in the life of a person, their employments, spellings and skills included."""
    records = [("person", person_id)]
    for name, table in (
        ("employment", Employment),
        ("person_alias", PersonAlias),
        ("person_skill", PersonSkill),
    ):
        ids = session.scalars(sa.select(table.id).where(table.person_id == person_id))
        records += [(name, record) for record in ids]
    events = {
        event.step_id: LifeRow(event.at, event.label, event.kind)
        for table_name, record in records
        for event in history.life(session, table_name, str(record))
    }
    return [events[step] for step in sorted(events, reverse=True)[:limit]]


@dataclass(frozen=True, slots=True)
class TeamView:
    """What the page shows: everyone as of a day, what is due, and the names to choose from.

    ``labels``: id -> name, told apart where two share it. ``own``: person -> field -> value of ``fields``.
    ``managers``: person -> name of the manager on that day. ``groups``: id and name of every saved group.
    ``out``: person -> what keeps them away on that day.
    """

    people: list[PersonRow]
    due: dict[int, DueRow]
    teams: list[str]
    roles: list[str]
    skills: list[str]
    labels: dict[int, str] = field(default_factory=dict)
    fields: list[FieldRow] = field(default_factory=list)
    own: dict[int, dict[int, Value]] = field(default_factory=dict)
    managers: dict[int, str] = field(default_factory=dict)
    groups: list[tuple[int, str]] = field(default_factory=list)
    out: dict[int, str] = field(default_factory=dict)


def team_view(session: Session, on: dt.date, today: dt.date) -> TeamView:
    """Everyone as of ``on``, also who had left or starts later."""
    named = labels(session)
    return TeamView(
        people(session, on, include_left=True, include_future=True),
        next_due(session, today),
        names(session, "team"),
        names(session, "role"),
        names(session, "skill"),
        named,
        fields(session),
        values(session),
        {person_id: named[manager] for person_id, manager in managers_on(session, on).items()},
        names_of(session),
        {person_id: row.type for person_id, row in out_on(session, on).items()},
    )
