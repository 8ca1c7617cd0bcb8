"""The modules that come along: files of resources/text/training, made into courses when somebody asks for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.paths import data_dir
from csmanager.features.team.moves import entry
from csmanager.features.team.tables import Skill
from csmanager.features.training import actions
from csmanager.features.training.rules import CourseKind
from csmanager.features.training.tables import Course


@dataclass(frozen=True, slots=True)
class Module:
    """One module as shipped. ``facts``: what stands in its head, by name; ``outline``: the rest, in Markdown."""

    key: str
    title: str
    facts: dict[str, str]
    outline: str


def read_module(key: str, text: str) -> Module:
    """A module from its file: a heading, lines of "name: value", an empty line, and the outline."""
    title, facts, rest = "", {}, []
    in_head = True
    for line in text.splitlines():
        if in_head and line.startswith("# "):
            title = line[2:].strip()
        elif in_head and ":" in line and not line.startswith("#"):
            name, _, value = line.partition(":")
            facts[name.strip()] = value.strip()
        elif not in_head or facts:
            in_head = False
            rest.append(line)
    return Module(key, title, facts, "\n".join(rest).strip())


def modules() -> list[Module]:
    """All modules that come along, in the order of their files."""
    folder = data_dir("resources") / "text" / "training"
    return [
        read_module(path.stem.partition("-")[2], path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("[0-9]*.md"))
    ]


def add_modules(session: Session, today: dt.date) -> list[int]:
    """Add the modules that are not here yet as courses; returns their ids. Skills are made where they are missing."""
    known = set(session.scalars(sa.select(Course.key)))
    made = []
    for module in modules():
        if module.key in known:
            continue
        facts = module.facts
        level = int(facts["level"]) if "level" in facts else None
        made.append(
            actions.add_course(
                session,
                title=module.title,
                today=today,
                key=module.key,
                kind=CourseKind(facts.get("kind", "class")),
                minutes=int(facts["minutes"]),
                validity_days=int(facts["valid days"]) if "valid days" in facts else None,
                skill_id=entry(session, Skill, facts.get("skill")) if level is not None else None,
                raises_to=level,
                metric_key=facts.get("measure", ""),
                pass_percent=int(facts["pass"]) if "pass" in facts else None,
                outline=module.outline,
            )
        )
    return made
