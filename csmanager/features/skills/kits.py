"""Roles and skills that come along: texts of resources/text/skills, put into a store when somebody asks for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.paths import data_dir
from csmanager.features.skills.actions import expect, save_skill
from csmanager.features.skills.tables import RoleSkill
from csmanager.features.team.tables import Role, Skill

_WANTED = re.compile(r"- (?P<skill>.+): (?P<level>[1-5])(?P<must> !)?")


@dataclass(frozen=True, slots=True)
class KitSkill:
    """A skill as it comes along; ``levels``: a line each."""

    name: str
    category: str
    about: str
    valid_months: int | None
    levels: str


@dataclass(frozen=True, slots=True)
class Kit:
    """A kind of business. ``roles``: role -> (skill, level, mandatory)."""

    name: str
    about: str
    roles: dict[str, tuple[tuple[str, int, bool], ...]]

    @property
    def skills(self) -> list[str]:
        """All skills its roles ask for, each once."""
        return list(dict.fromkeys(skill for wanted in self.roles.values() for skill, _, _ in wanted))


def catalogue() -> dict[str, KitSkill]:
    """The skills that come along, by name."""
    found = {}
    for block in _blocks("skills.md", "## "):
        name, *lines = block
        facts = dict(line.split(": ", 1) for line in lines if ": " in line and not line[:1].isdigit())
        levels = [line.partition(". ")[2] for line in lines if line[:1].isdigit()]
        months = facts.get("Months")
        found[name] = KitSkill(
            name,
            facts.get("Category", ""),
            facts.get("About", ""),
            int(months) if months else None,
            "\n".join(levels),
        )
    return found


def kits() -> list[Kit]:
    """The kinds of business, in the order of the file."""
    found = []
    for name, *lines in _blocks("kits.md", "## "):
        about, role = "", ""
        roles: dict[str, list[tuple[str, int, bool]]] = {}
        for line in lines:
            if line.startswith("For: "):
                about = line[5:]
            elif line.startswith("### "):
                role = line[4:]
                roles[role] = []
            elif wanted := _WANTED.fullmatch(line):
                roles[role].append((wanted["skill"], int(wanted["level"]), bool(wanted["must"])))
        found.append(Kit(name, about, {title: tuple(asked) for title, asked in roles.items()}))
    return found


def start_with(session: Session, name: str) -> tuple[int, int]:
    """Put a kit's roles and skills into the store; returns how many skills and roles came new.

    What is there by the same name is kept as it is; only what a role does not ask for yet is added. Raises RuleBroken
    for a kit that is not known.
    """
    kit = next((each for each in kits() if each.name == name), None)
    if kit is None:
        raise RuleBroken("There is no such kind of business among those that come along.")
    known = catalogue()
    have = {each.casefold(): number for number, each in session.execute(sa.select(Skill.id, Skill.name))}
    new_skills = new_roles = 0
    for skill in kit.skills:
        told = known[skill]
        if skill.casefold() not in have:
            have[skill.casefold()] = save_skill(
                session,
                None,
                name=skill,
                category=told.category,
                about=told.about,
                levels=told.levels,
                valid_months=told.valid_months,
            )
            new_skills += 1
        else:
            _complete(session, have[skill.casefold()], told)
    roles = {each.casefold(): number for number, each in session.execute(sa.select(Role.id, Role.name))}
    for title, wanted in kit.roles.items():
        if title.casefold() not in roles:
            role = Role(name=title)
            session.add(role)
            session.flush()
            roles[title.casefold()] = role.id
            new_roles += 1
        role_id = roles[title.casefold()]
        asked = set(session.scalars(sa.select(RoleSkill.skill_id).where(RoleSkill.role_id == role_id)))
        for skill, level, mandatory in wanted:
            if have[skill.casefold()] not in asked:
                expect(session, role_id, have[skill.casefold()], level, mandatory=mandatory)
    return new_skills, new_roles


def _complete(session: Session, skill_id: int, told: KitSkill) -> None:
    """A skill that stood there by its name alone gets its category and levels."""
    row = session.get_one(Skill, skill_id)
    if not (row.category or row.about or row.levels):
        row.category, row.about, row.levels = told.category, told.about, told.levels
        row.valid_months = told.valid_months


def _blocks(name: str, mark: str) -> list[list[str]]:
    """The parts of a text that begin with ``mark``, as lines that say something."""
    text = (data_dir("resources") / "text" / "skills" / name).read_text(encoding="utf-8")
    found: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith(mark):
            found.append([line.removeprefix(mark).strip()])
        elif found and line.strip():
            found[-1].append(line.strip())
    return found
