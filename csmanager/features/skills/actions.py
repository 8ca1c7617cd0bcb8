"""What is done with skills: judging with evidence, what roles ask for, the catalogue, the bench."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.skills import rules
from csmanager.features.skills.rules import Evidence, Readiness
from csmanager.features.skills.tables import RoleSkill, SkillEvidence, Successor
from csmanager.features.team.rules import clean_name
from csmanager.features.team.tables import Person, PersonSkill, Role, Skill


def judge(
    session: Session,
    *,
    person_id: int,
    skill_id: int,
    level: int,
    text: str,
    today: dt.date,
    kind: Evidence | str = Evidence.OBSERVED,
    judged_on: dt.date | None = None,
    reference: str = "",
    assessor: str = "",
    expires_on: dt.date | None = None,
) -> int:
    """Judge how good somebody is at something, by evidence; returns the evidence's id. ``level`` 0 takes it away.

    ``expires_on`` None: as long as the skill says. A judgement of an earlier day than the newest one is kept, and
    leaves the level as it is. Raises RuleBroken without evidence.
    """
    skill, person = session.get(Skill, skill_id), session.get(Person, person_id)
    if skill is None or person is None:
        raise RuleBroken("This skill or person is no longer there.")
    day = judged_on or today
    clean = rules.check_judgement(level, text, day, today, expires_on)
    known = session.scalar(
        sa.select(PersonSkill).where(PersonSkill.person_id == person_id, PersonSkill.skill_id == skill_id)
    )
    until = expires_on or (rules.runs_out(day, skill.valid_months) if level else None)
    made = SkillEvidence(
        person_id=person_id,
        skill_id=skill_id,
        level_before=known.level if known is not None else 0,
        level=level,
        judged_on=day,
        kind=Evidence(kind),
        text=clean,
        reference=reference.strip(),
        assessor=assessor.strip(),
        expires_on=until,
        entered_on=today,
    )
    session.add(made)
    if known is None or known.judged_on <= day:
        if known is None and level:
            session.add(
                PersonSkill(
                    person_id=person_id, skill_id=skill_id, level=level, judged_on=day, expires_on=until
                )
            )
        elif known is not None and level:
            known.level, known.judged_on, known.expires_on = level, day, until
        elif known is not None:
            session.delete(known)
    session.flush()
    return made.id


def save_skill(
    session: Session,
    skill_id: int | None,
    *,
    name: str,
    category: str = "",
    about: str = "",
    levels: str = "",
    valid_months: int | None = None,
) -> int:
    """Add a skill to the catalogue, or change one; returns its id. Raises RuleBroken when the name is taken."""
    clean = clean_name(name)
    if valid_months is not None and not 1 <= valid_months <= 240:
        raise RuleBroken("A level holds for 1 to 240 months; leave it empty where it holds for good.")
    other = session.scalar(sa.select(Skill).where(sa.func.lower(Skill.name) == clean.casefold()))
    if other is not None and other.id != skill_id:
        raise RuleBroken(f"There is a skill {other.name} already.")
    row = session.get(Skill, skill_id) if skill_id is not None else None
    if row is None:
        row = Skill(name=clean)
        session.add(row)
    row.name, row.category, row.about = clean, " ".join(category.split()), about.strip()
    row.levels, row.valid_months = levels.strip("\n"), valid_months
    session.flush()
    return row.id


def remove_skill(session: Session, skill_id: int) -> None:
    """Take a skill out of the catalogue. Raises RuleBroken while somebody has been judged in it."""
    row = session.get(Skill, skill_id)
    if row is None:
        raise RuleBroken("This skill is no longer there.")
    used = session.scalar(sa.select(sa.func.count()).where(SkillEvidence.skill_id == skill_id)) or 0
    held = session.scalar(sa.select(sa.func.count()).where(PersonSkill.skill_id == skill_id)) or 0
    if used or held:
        raise RuleBroken(
            f"{row.name} stays: people have been judged in it. Take it out of the roles instead, and it is asked of"
            " nobody."
        )
    for wanted in session.scalars(sa.select(RoleSkill).where(RoleSkill.skill_id == skill_id)).all():
        session.delete(wanted)
    session.flush()
    session.delete(row)


def expect(session: Session, role_id: int, skill_id: int, level: int, *, mandatory: bool = False) -> None:
    """Say which level a role asks for; 0: none."""
    if session.get(Role, role_id) is None or session.get(Skill, skill_id) is None:
        raise RuleBroken("This role or skill is no longer there.")
    if level not in (0, *rules.LEVELS):
        raise RuleBroken("A level is a number from 1 to 5.")
    row = session.scalar(
        sa.select(RoleSkill).where(RoleSkill.role_id == role_id, RoleSkill.skill_id == skill_id)
    )
    if level == 0:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(RoleSkill(role_id=role_id, skill_id=skill_id, level=level, mandatory=mandatory))
    else:
        row.level, row.mandatory = level, mandatory
    session.flush()


def put_on_bench(
    session: Session,
    role_id: int,
    person_id: int,
    *,
    readiness: Readiness | str | None = None,
    is_cover: bool = False,
    mentor_id: int | None = None,
    note: str = "",
) -> None:
    """Name somebody who could take a role. ``is_cover``: who stands in at once; a role has one.

    Another word than the skills say needs a note. Raises RuleBroken when they mentor themselves.
    """
    if session.get(Role, role_id) is None or session.get(Person, person_id) is None:
        raise RuleBroken("This role or person is no longer there.")
    if mentor_id == person_id:
        raise RuleBroken("Nobody is their own mentor; choose somebody else.")
    if readiness and not note.strip():
        raise RuleBroken("Say why you see it otherwise than the skills do.")
    row = session.scalar(
        sa.select(Successor).where(Successor.role_id == role_id, Successor.person_id == person_id)
    )
    if is_cover:
        for other in session.scalars(
            sa.select(Successor).where(
                Successor.role_id == role_id,
                Successor.is_cover.is_(True),
                Successor.person_id != person_id,
            )
        ).all():
            other.is_cover = False
    if row is None:
        row = Successor(role_id=role_id, person_id=person_id)
        session.add(row)
    row.readiness = Readiness(readiness) if readiness else None
    row.is_cover, row.mentor_id, row.note = is_cover, mentor_id, note.strip()
    session.flush()


def take_off_bench(session: Session, role_id: int, person_id: int) -> None:
    """Somebody is no longer named for a role; what the skills say stays."""
    row = session.scalar(
        sa.select(Successor).where(Successor.role_id == role_id, Successor.person_id == person_id)
    )
    if row is None:
        raise RuleBroken("This person is not named for the role.")
    session.delete(row)
