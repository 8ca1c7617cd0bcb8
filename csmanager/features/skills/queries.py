"""The matrix, what a person has been judged by, where one person is all there is, and who could take a role."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.leave.away import out_on
from csmanager.features.skills import rules
from csmanager.features.skills.rules import Evidence, Readiness, Standing
from csmanager.features.skills.tables import RoleSkill, SkillEvidence, Successor
from csmanager.features.team.person.queries import ids_of
from csmanager.features.team.queries import PersonRow, labels, people
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import PersonSkill, Role, Skill


@dataclass(frozen=True, slots=True)
class SkillHead:
    """A skill of the catalogue. ``roles``: how many roles ask for it; ``people``: how many were judged in it."""

    id: int
    name: str
    category: str
    about: str
    levels: str
    valid_months: int | None
    roles: int = 0
    people: int = 0

    @property
    def words(self) -> tuple[str, ...]:
        """What each level looks like."""
        return rules.level_words(self.levels)


@dataclass(frozen=True, slots=True)
class Cell:
    """One person in one skill. ``level`` 0: not judged; ``required`` 0: the role does not ask for it."""

    level: int
    required: int
    mandatory: bool
    judged_on: dt.date | None
    expires_on: dt.date | None
    standing: Standing

    @property
    def gap(self) -> int:
        """Levels below what is required; an expired level counts as none."""
        have = 0 if self.standing is Standing.EXPIRED else self.level
        return max(0, self.required - have)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One person with their cells by skill."""

    id: int
    person: str
    team: str
    role: str
    role_id: int | None
    cells: dict[int, Cell]

    @property
    def gaps(self) -> int:
        """Skills below what the role asks for, or expired."""
        return sum(cell.gap > 0 for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class RoleHead:
    """A role with what it asks for: skill -> (level, mandatory)."""

    id: int
    name: str
    people: int
    wanted: dict[int, tuple[int, bool]]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """What the view shows: skills in order of category and name, roles, everybody who works here."""

    skills: tuple[SkillHead, ...]
    roles: tuple[RoleHead, ...]
    rows: tuple[MatrixRow, ...]


def matrix(session: Session, today: dt.date) -> MatrixView:
    """Everybody who works here, in every skill of the catalogue."""
    here = people(session, today)
    names = labels(session)
    wanted = _wanted(session)
    known = _levels(session)
    heads = skills(session)
    rows = []
    for person in here:
        asked = wanted.get(person.role_id or 0, {})
        cells: dict[int, Cell] = {}
        for head in heads:
            level, judged_on, expires_on = known[person.id].get(head.id, (0, None, None))
            required, mandatory = asked.get(head.id, (0, False))
            if level or required:
                standing = rules.standing(level, required, expires_on, today)
                cells[head.id] = Cell(level, required, mandatory, judged_on, expires_on, standing)
        rows.append(
            MatrixRow(
                person.id, names[person.id], person.team or "", person.role or "", person.role_id, cells
            )
        )
    counts: dict[int, int] = defaultdict(int)
    for person in here:
        counts[person.role_id or 0] += 1
    roles = tuple(
        RoleHead(role_id, name, counts[role_id], wanted.get(role_id, {}))
        for role_id, name in session.execute(sa.select(Role.id, Role.name).order_by(Role.name))
    )
    return MatrixView(tuple(heads), roles, tuple(rows))


def skills(session: Session) -> list[SkillHead]:
    """The catalogue, by category and name."""
    asked = dict(
        session.execute(sa.select(RoleSkill.skill_id, sa.func.count()).group_by(RoleSkill.skill_id)).all()
    )
    judged = dict(
        session.execute(sa.select(PersonSkill.skill_id, sa.func.count()).group_by(PersonSkill.skill_id)).all()
    )
    found = [
        SkillHead(
            row.id,
            row.name,
            row.category,
            row.about,
            row.levels,
            row.valid_months,
            asked.get(row.id, 0),
            judged.get(row.id, 0),
        )
        for row in session.scalars(sa.select(Skill))
    ]
    return sorted(found, key=lambda row: (not row.category, row.category.casefold(), row.name.casefold()))


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One judgement."""

    id: int
    skill_id: int
    skill: str
    level_before: int
    level: int
    judged_on: dt.date
    kind: Evidence
    text: str
    reference: str
    assessor: str
    expires_on: dt.date | None


def evidence(session: Session, person_id: int, skill_id: int | None = None) -> list[EvidenceRow]:
    """What a person was judged by, newest first."""
    query = (
        sa.select(SkillEvidence, Skill.name)
        .join(Skill, Skill.id == SkillEvidence.skill_id)
        .where(SkillEvidence.person_id.in_(ids_of(session, person_id)))
        .order_by(SkillEvidence.judged_on.desc(), SkillEvidence.id.desc())
    )
    if skill_id is not None:
        query = query.where(SkillEvidence.skill_id == skill_id)
    return [
        EvidenceRow(
            row.id,
            row.skill_id,
            name,
            row.level_before,
            row.level,
            row.judged_on,
            row.kind,
            row.text,
            row.reference,
            row.assessor,
            row.expires_on,
        )
        for row, name in session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class Holders:
    """Who has a skill at the level that is needed: the lowest that a role asks for.

    ``people``: those who are here, and whose level holds; ``needed``: whether a role asks for it.
    """

    skill_id: int
    skill: str
    category: str
    level: int
    needed: bool
    people: frozenset[int]


def holders(session: Session, on: dt.date) -> list[Holders]:
    """For each skill who has it at the level needed. Who is on long leave, leaving or gone is not counted."""
    wanted = _wanted(session)
    least: dict[int, int] = {}
    for asked in wanted.values():
        for skill_id, (level, _) in asked.items():
            least[skill_id] = min(least.get(skill_id, level), level)
    counted = {row.id for row in people(session, on) if row.status is Status.ACTIVE}
    have: dict[int, set[int]] = defaultdict(set)
    for person_id, levels in _levels(session).items():
        for skill_id, (level, _, expires_on) in levels.items():
            fresh = expires_on is None or expires_on >= on
            if person_id in counted and fresh and level >= least.get(skill_id, 1):
                have[skill_id].add(person_id)
    return [
        Holders(
            row.id, row.name, row.category, least.get(row.id, 1), row.id in least, frozenset(have[row.id])
        )
        for row in session.scalars(sa.select(Skill).order_by(Skill.name))
    ]


@dataclass(frozen=True, slots=True)
class PointRow:
    """A skill that hangs on few. ``available``: who has it today; ``absent``: who has it but is away or leaving.

    ``next``: who is nearest to it, with the level they have.
    """

    id: int
    skill: str
    category: str
    level: int
    roles: tuple[str, ...]
    available: tuple[str, ...]
    absent: tuple[str, ...]
    next: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """How many are available."""
        return len(self.available)


def points(session: Session, today: dt.date) -> list[PointRow]:
    """Each skill a role asks for, those that fewest people have first.

    Not counted: whoever is away today, on long leave, or leaving. A level that ran out does not count.
    """
    names = labels(session)
    here = {row.id: row for row in people(session, today)}
    gone = {row.id for row in here.values() if row.status is not Status.ACTIVE} | set(out_on(session, today))
    levels = _levels(session)
    roles: dict[int, list[str]] = defaultdict(list)
    role_names = dict(session.execute(sa.select(Role.id, Role.name)).all())
    for role_id, asked in _wanted(session).items():
        for skill_id in asked:
            roles[skill_id].append(role_names[role_id])
    found = []
    for one in holders(session, today):
        if not one.needed:
            continue
        holding, near = [], []
        for person_id in here:
            level, _, expires_on = levels[person_id].get(one.skill_id, (0, None, None))
            if level >= one.level and (expires_on is None or expires_on >= today):
                holding.append(person_id)
            elif level:
                near.append((names[person_id], level))
        found.append(
            PointRow(
                one.skill_id,
                one.skill,
                one.category,
                one.level,
                tuple(sorted(roles[one.skill_id])),
                tuple(sorted(names[person_id] for person_id in holding if person_id not in gone)),
                tuple(sorted(names[person_id] for person_id in holding if person_id in gone)),
                tuple(sorted(near, key=lambda pair: (-pair[1], pair[0]))[:2]),
            )
        )
    return sorted(found, key=lambda row: (row.count, row.skill.casefold()))


@dataclass(frozen=True, slots=True)
class BenchRow:
    """Somebody who could take a role. ``missing``: what they lack, worst first; ``teachers``: who could teach it.

    ``readiness``: what the manager says, otherwise what the skills say; ``is_named``: the manager put them there.
    """

    role_id: int
    role: str
    person_id: int
    person: str
    now: str
    readiness: Readiness
    missing: tuple[str, ...]
    teachers: tuple[str, ...]
    mentor: str
    mentor_id: int | None
    is_cover: bool
    is_named: bool
    says_otherwise: bool
    note: str

    @property
    def id(self) -> tuple[int, int]:
        """What tells it from all others."""
        return (self.role_id, self.person_id)


def bench(session: Session, today: dt.date) -> list[BenchRow]:
    """For each role that asks for skills: who is ready now, in half a year, in a year; by role, readiness, name."""
    names = labels(session)
    here = [row for row in people(session, today) if row.status in (Status.ACTIVE, Status.ON_LEAVE)]
    levels = _levels(session)
    skill_names = dict(session.execute(sa.select(Skill.id, Skill.name)).all())
    named = {(row.role_id, row.person_id): row for row in session.scalars(sa.select(Successor))}
    wanted = _wanted(session)
    found = []
    for role_id, role in session.execute(sa.select(Role.id, Role.name).order_by(Role.name)):
        asked = wanted.get(role_id, {})
        for person in here:
            own = named.get((role_id, person.id))
            if person.role_id == role_id or (not asked and own is None):
                continue
            if own is None and _is_step_down(asked, wanted.get(person.role_id or 0, {})):
                continue
            have = {
                skill: level
                for skill, (level, _, until) in levels[person.id].items()
                if until is None or until >= today
            }
            lacking = rules.missing(have, [(skill, *pair) for skill, pair in asked.items()])
            ready = rules.readiness(lacking)
            said = own.readiness if own is not None and own.readiness is not None else ready
            if said is None and own is None:
                continue
            found.append(
                BenchRow(
                    role_id,
                    role,
                    person.id,
                    names[person.id],
                    person.role or "",
                    said or Readiness.YEAR,
                    tuple(f"{skill_names[one.skill_id]} {one.level}→{one.required}" for one in lacking),
                    _teachers(lacking, here, levels, names, person.id),
                    names.get(own.mentor_id or 0, "") if own is not None else "",
                    own.mentor_id if own is not None else None,
                    own.is_cover if own is not None else False,
                    own is not None,
                    own is not None and own.readiness is not None and own.readiness is not ready,
                    own.note if own is not None else "",
                )
            )
    order = list(Readiness)
    return sorted(
        found,
        key=lambda row: (
            row.role.casefold(),
            not row.is_cover,
            order.index(row.readiness),
            row.person.casefold(),
        ),
    )


def _is_step_down(asked: dict[int, tuple[int, bool]], own: dict[int, tuple[int, bool]]) -> bool:
    """Whether the own role asks for half of what another asks for, or more, at the same level or above."""
    covered = sum(skill in own and own[skill][0] >= level for skill, (level, _) in asked.items())
    return bool(own) and 2 * covered >= len(asked)


def _teachers(
    lacking: list[rules.Missing],
    here: list[PersonRow],
    levels: dict[int, dict[int, tuple[int, dt.date | None, dt.date | None]]],
    names: dict[int, str],
    but: int,
) -> tuple[str, ...]:
    """For the two worst gaps the best of those who could teach them: above the level required."""
    found = []
    for one in lacking[:2]:
        best = max(
            ((levels[person.id].get(one.skill_id, (0, None, None))[0], names[person.id]) for person in here
             if person.id != but),
            default=(0, ""),
        )  # fmt: skip
        if best[0] >= max(3, one.required):
            found.append(best[1])
    return tuple(dict.fromkeys(found))


def _wanted(session: Session) -> dict[int, dict[int, tuple[int, bool]]]:
    found: dict[int, dict[int, tuple[int, bool]]] = defaultdict(dict)
    for role_id, skill_id, level, mandatory in session.execute(
        sa.select(RoleSkill.role_id, RoleSkill.skill_id, RoleSkill.level, RoleSkill.mandatory)
    ):
        found[role_id][skill_id] = (level, mandatory)
    return found


def _levels(session: Session) -> dict[int, dict[int, tuple[int, dt.date | None, dt.date | None]]]:
    """Person -> skill -> level, judged on, expires on. A merged person's levels moved over with the merge."""
    found: dict[int, dict[int, tuple[int, dt.date | None, dt.date | None]]] = defaultdict(dict)
    for person_id, skill_id, level, judged_on, expires_on in session.execute(
        sa.select(
            PersonSkill.person_id,
            PersonSkill.skill_id,
            PersonSkill.level,
            PersonSkill.judged_on,
            PersonSkill.expires_on,
        )
    ):
        found[person_id][skill_id] = (level, judged_on, expires_on)
    return found
