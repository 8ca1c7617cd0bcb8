"""Who works here: on a day, by any spelling, and what about them needs the manager."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Found, TodoItem
from csmanager.features.team.rules import SOON_DAYS, STATUS_WORDS, AliasKind, Status, alias_key, status_on
from csmanager.features.team.tables import Employment, Person, PersonAlias, PersonSkill, Role, Skill, Team

KINDS: dict[str, type[Any]] = {"team": Team, "role": Role, "skill": Skill}


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill of a person: ``level`` 1 to 5."""

    skill: str
    level: int
    judged_on: dt.date


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as of a day. ``is_future``: starts after that day. ``weekly_minutes``: contract, None unknown."""

    id: int
    code: str
    name: str
    status: Status
    started_on: dt.date | None
    left_on: dt.date | None
    back_on: dt.date | None
    team: str | None
    team_id: int | None
    role: str | None
    role_id: int | None
    weekly_minutes: int | None
    skills: tuple[SkillRow, ...] = ()
    is_future: bool = False


@dataclass(frozen=True, slots=True)
class AliasRow:
    """Another spelling of a person."""

    id: int
    kind: AliasKind
    alias: str


@dataclass(frozen=True, slots=True)
class EmploymentRow:
    """Team, role and hours from ``starts_on`` to ``ends_on`` (inclusive; None: until further)."""

    id: int
    starts_on: dt.date
    ends_on: dt.date | None
    team: str | None
    role: str | None
    weekly_minutes: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """All that is known of one person. ``merged``: (name, code) of those merged into this one."""

    person: PersonRow
    email: str
    phone: str
    notes: str
    leave_reason: str
    aliases: tuple[AliasRow, ...]
    employment: tuple[EmploymentRow, ...]
    merged: tuple[tuple[str, str], ...]
    birthday: str = ""  # "MM-DD"
    no_dates: bool = False
    anonymised_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A team, role or skill, and how many people have it now."""

    id: int
    name: str
    people: int


def people(
    session: Session, on: dt.date, *, include_left: bool = False, include_future: bool = False
) -> list[PersonRow]:
    """Everyone employed on a day, by name, each once (merged people under the one that counts).

    Someone whose start is not known counts as being here. Before the first employment that is known, that one
    holds. ``include_left``/``include_future``: also who had left by then, or starts later.
    """
    teams = dict(session.execute(sa.select(Team.id, Team.name)).all())
    roles = dict(session.execute(sa.select(Role.id, Role.name)).all())
    periods: dict[int, list[Employment]] = defaultdict(list)
    for period in session.scalars(sa.select(Employment).order_by(Employment.starts_on)):
        periods[period.person_id].append(period)
    skills = _skills(session)
    rows = []
    for person in session.scalars(sa.select(Person).where(Person.merged_into_id.is_(None))):
        own = periods[person.id]
        now, was_away = _period_on(own, on)
        is_future = person.started_on is not None and person.started_on > on
        status = status_on(person.status, person.started_on, person.left_on, on, was_away=was_away)
        if (is_future and not include_future) or (status is Status.LEFT and not include_left):
            continue
        rows.append(
            PersonRow(
                person.id,
                person.code,
                person.name,
                status,
                person.started_on,
                person.left_on,
                person.back_on,
                teams.get(now.team_id) if now and now.team_id else None,
                now.team_id if now else None,
                roles.get(now.role_id) if now and now.role_id else None,
                now.role_id if now else None,
                now.weekly_minutes if now else None,
                tuple(skills.get(person.id, ())),
                is_future,
            )
        )
    return sorted(rows, key=lambda row: (row.name.casefold(), row.id))


def _period_on(periods: list[Employment], on: dt.date) -> tuple[Employment | None, bool]:
    """The employment of a day, and whether the day lies between two of them."""
    before = [period for period in periods if period.starts_on <= on]
    if not before:
        return (periods[0] if periods else None), False
    last = before[-1]
    is_over = last.ends_on is not None and last.ends_on < on
    return last, is_over and len(before) < len(periods)


def _skills(session: Session) -> dict[int, list[SkillRow]]:
    found: dict[int, list[SkillRow]] = defaultdict(list)
    query = sa.select(PersonSkill.person_id, Skill.name, PersonSkill.level, PersonSkill.judged_on).join(
        Skill, Skill.id == PersonSkill.skill_id
    )
    for person_id, name, level, judged_on in session.execute(query.order_by(Skill.name)):
        found[person_id].append(SkillRow(name, level, judged_on))
    return found


def canonical_ids(session: Session) -> dict[int, int]:
    """Person id -> id that counts: itself, or the one it was merged into, however often."""
    into = dict(session.execute(sa.select(Person.id, Person.merged_into_id)).all())
    found: dict[int, int] = {}
    for person_id in into:
        at, seen = person_id, {person_id}
        while (after := into.get(at)) is not None and after not in seen:
            seen.add(after)
            at = after
        found[person_id] = at
    return found


def labels(session: Session) -> dict[int, str]:
    """Person id -> name, with the code behind it where two people share the name."""
    rows = session.execute(sa.select(Person.id, Person.name, Person.code, Person.merged_into_id)).all()
    counts = Counter(alias_key(name) for _id, name, _code, merged in rows if merged is None)
    return {
        person_id: f"{name} ({code})" if counts[alias_key(name)] > 1 else name
        for person_id, name, code, _merged in rows
    }


def match_keys(session: Session) -> dict[str, int]:
    """Alias key -> id of the person that counts, for names, codes and aliases of everyone, also who left.

    An alias goes before a code, a code before a name. A name that two people share matches nobody.
    """
    canonical = canonical_ids(session)
    named: dict[str, set[int]] = defaultdict(set)
    coded: dict[str, int] = {}
    for person_id, name, code in session.execute(sa.select(Person.id, Person.name, Person.code)):
        named[alias_key(name)].add(canonical[person_id])
        coded[alias_key(code)] = canonical[person_id]
    keys = {key: next(iter(ids)) for key, ids in named.items() if len(ids) == 1}
    keys.update(coded)
    for key, person_id in session.execute(sa.select(PersonAlias.key, PersonAlias.person_id)):
        keys[key] = canonical[person_id]
    return keys


def head_count(session: Session, today: dt.date) -> int:
    """How many work here on a day, those on leave included."""
    return len(people(session, today))


def person(session: Session, person_id: int, on: dt.date) -> PersonDetail | None:
    """All about one person; None when there is none. A merged one answers as the one that counts."""
    person_id = canonical_ids(session).get(person_id, person_id)
    everyone = people(session, on, include_left=True, include_future=True)
    row = next((row for row in everyone if row.id == person_id), None)
    record = session.get(Person, person_id)
    if row is None or record is None:
        return None
    aliases = session.scalars(
        sa.select(PersonAlias).where(PersonAlias.person_id == person_id).order_by(PersonAlias.id)
    )
    merged = session.execute(
        sa.select(Person.name, Person.code).where(Person.merged_into_id == person_id).order_by(Person.id)
    )
    return PersonDetail(
        row,
        record.email or "",
        record.phone or "",
        record.notes,
        record.leave_reason or "",
        tuple(AliasRow(alias.id, alias.kind, alias.alias) for alias in aliases),
        tuple(employment(session, person_id)),
        tuple(merged.all()),
        record.birthday or "",
        record.no_dates,
        record.anonymised_on,
    )


def employment(session: Session, person_id: int) -> list[EmploymentRow]:
    """The employments of a person, newest first."""
    query = (
        sa.select(Employment, Team.name, Role.name)
        .outerjoin(Team, Team.id == Employment.team_id)
        .outerjoin(Role, Role.id == Employment.role_id)
        .where(Employment.person_id == person_id)
        .order_by(Employment.starts_on.desc())
    )
    return [
        EmploymentRow(row.id, row.starts_on, row.ends_on, team, role, row.weekly_minutes, row.reason)
        for row, team, role in session.execute(query)
    ]


def entries(session: Session, kind: str, on: dt.date) -> list[EntryRow]:
    """All teams, roles or skills (``kind``: "team", "role", "skill") with how many people have them."""
    table = KINDS[kind]
    counts: dict[str, int] = defaultdict(int)
    for row in people(session, on, include_future=True):
        names = (
            [row.team]
            if kind == "team"
            else [row.role]
            if kind == "role"
            else [skill.skill for skill in row.skills]
        )
        for name in names:
            if name:
                counts[name] += 1
    found = session.execute(sa.select(table.id, table.name))
    rows = [EntryRow(entry_id, name, counts[name]) for entry_id, name in found]
    return sorted(rows, key=lambda row: row.name.casefold())


def names(session: Session, kind: str) -> list[str]:
    """The names of all teams, roles or skills, in order."""
    table = KINDS[kind]
    return sorted(session.scalars(sa.select(table.name)), key=str.casefold)


def find(session: Session, text: str, limit: int) -> list[Found]:
    """People whose name, code or alias holds ``text``; names that begin with it first."""
    wanted = alias_key(text)
    if not wanted:
        return []
    canonical = canonical_ids(session)
    rows: dict[int, tuple[str, str, Status]] = {}
    spellings: dict[int, list[str]] = defaultdict(list)
    query = sa.select(Person.id, Person.name, Person.code, Person.status)
    for person_id, name, code, status in session.execute(query):
        rows[person_id] = (name, code, status)
        spellings[canonical[person_id]] += [alias_key(name), alias_key(code)]
    for person_id, key in session.execute(sa.select(PersonAlias.person_id, PersonAlias.key)):
        spellings[canonical[person_id]].append(key)
    hits = []
    for person_id, keys in spellings.items():
        if any(wanted in key for key in keys):
            name, code, status = rows[person_id]
            rank = 0 if keys[0].startswith(wanted) else 1
            hits.append(
                (rank, name.casefold(), Found("team", f"person:{person_id}", name, _found(code, status)))
            )
    return [found for _, _, found in sorted(hits, key=lambda hit: hit[:2])[:limit]]


def _found(code: str, status: Status) -> str:
    return code if status is Status.ACTIVE else f"{code} · {STATUS_WORDS[status].lower()}"


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Who starts, leaves or is due back soon, or should have been back."""
    items = []
    for row in people(session, today, include_future=True):
        record = str(row.id)
        if row.is_future and row.started_on is not None and (row.started_on - today).days <= SOON_DAYS:
            items.append(
                TodoItem("team", f"{row.name} starts", row.role or "", 30, row.started_on, "soon", record)
            )
        if (
            row.status is Status.LEAVING
            and row.left_on is not None
            and (row.left_on - today).days <= SOON_DAYS
        ):
            items.append(
                TodoItem("team", f"{row.name}: last day", "Hand over", 30, row.left_on, "soon", record)
            )
        if row.status is Status.ON_LEAVE and row.back_on is not None:
            days = (row.back_on - today).days
            if days < 0:
                text = f"{row.name} was expected back from leave"
                why = "Back, or away for longer? Note it"
                items.append(TodoItem("team", text, why, 10, row.back_on, "late", record))
            elif days <= SOON_DAYS:
                text = f"{row.name} is due back from leave"
                items.append(
                    TodoItem("team", text, "A talk on the first day", 30, row.back_on, "soon", record)
                )
    return items
