"""What skills bring to Today and to the palette."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Found, TodoItem
from csmanager.features.skills.rules import SOON_DAYS
from csmanager.features.team.queries import canonical_ids, labels
from csmanager.features.team.standing import works_here
from csmanager.features.team.tables import Person, PersonSkill, Skill


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Levels that run out soon or have run out, of people who work here."""
    rows = session.execute(
        sa.select(PersonSkill.person_id, PersonSkill.skill_id, Skill.name, PersonSkill.expires_on)
        .join(Skill, Skill.id == PersonSkill.skill_id)
        .join(Person, Person.id == PersonSkill.person_id)
        .where(
            PersonSkill.expires_on.is_not(None),
            PersonSkill.expires_on <= today + dt.timedelta(days=SOON_DAYS),
            *works_here(today),
        )
    ).all()
    if not rows:
        return []
    canonical, names = canonical_ids(session), labels(session)
    found = []
    for person_id, skill_id, skill, until in rows:
        assert until is not None
        days = (until - today).days
        is_late = days < 0
        person = names[canonical[person_id]]
        said = f"has run out {-days} days ago" if is_late else f"runs out in {days} days"
        found.append(
            TodoItem(
                "team",
                f"{skill} of {person}: judge it again",
                f"The level {said}; a graded contact, a course or an observation renews it",
                18,
                until,
                "late" if is_late else "soon" if days <= 30 else "open",
                f"skills:cell/{canonical[person_id]}.{skill_id}",
                "{n} levels of skills to judge again",
                person,
            )
        )
    return found


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Skills whose name or category holds every word of ``text``."""
    words = text.casefold().split()
    rows = session.execute(sa.select(Skill.id, Skill.name, Skill.category).order_by(Skill.name))
    return [
        Found("team", f"skills:skill/{skill_id}", name, f"Skill{f', {category}' if category else ''}")
        for skill_id, name, category in rows
        if words and all(word in f"{name} {category}".casefold() for word in words)
    ][:limit]
