"""Templates: which one holds for a role, making and changing them, and the one every store starts with."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews.cycles import rules
from csmanager.features.reviews.cycles.tables import ReviewTemplate
from csmanager.features.reviews.targets import dictionary
from csmanager.features.team.tables import Role

STARTER = "Everyone"
STARTER_WEIGHTS = {
    "csat_top2": 30,
    "first_contact_resolution": 25,
    "handle_time": 15,
    "escalation_rate": 15,
    "transfer_rate": 5,
    "reopen_rate": 10,
}
STARTER_QUESTIONS = (
    "What went well in this time, and what did you do that made it so?",
    "Which contact do you still think about, and what would you do now?",
    "What stands in your way: tools, rules, knowledge, shifts?",
    "What do you want to be better at in three months?",
    "What should your manager do differently?",
)
STARTER_PROMPTS = {
    "summary": "Two or three sentences the person could repeat at home.",
    "strengths": "What they should keep doing, with an example each.",
    "concerns": "At most two, each with the figure or the contact it rests on.",
    "next_steps": "Who does what by when; write it down as agreed actions, too.",
}


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """One template. ``weights`` and ``scale`` as (word, number) pairs; ``role``: "" for everyone else."""

    id: int
    name: str
    role_id: int | None
    role: str
    weights: dict[str, float]
    scale: list[tuple[str, float]]
    questions: list[str]
    prompts: dict[str, str]
    version: int

    def weights_text(self, names: dict[str, str]) -> str:
        """The weights as they are typed, by the names of the measures."""
        return "\n".join(f"{names.get(key, key)}: {weight:g}" for key, weight in self.weights.items())


def templates(session: Session) -> list[TemplateRow]:
    """All templates that are not in the Trash, that for everyone first."""
    query = (
        sa.select(ReviewTemplate, Role.name)
        .outerjoin(Role, Role.id == ReviewTemplate.role_id)
        .where(ReviewTemplate.trashed_on.is_(None))
    )
    rows = [
        TemplateRow(
            row.id,
            row.name,
            row.role_id,
            role or "",
            json.loads(row.weights),
            rules.as_pairs(json.loads(row.scale)),
            json.loads(row.questions),
            json.loads(row.prompts),
            row.version,
        )
        for row, role in session.execute(query)
    ]
    return sorted(rows, key=lambda row: (row.role_id is not None, row.role.casefold(), row.id))


def template_for(session: Session, role_id: int | None) -> ReviewTemplate:
    """The template of a role, else that for everyone. Raises RuleBroken when there is none at all."""
    query = sa.select(ReviewTemplate).where(ReviewTemplate.trashed_on.is_(None)).order_by(ReviewTemplate.id)
    rows = session.scalars(query).all()
    for wanted in (role_id, None):
        for row in rows:
            if row.role_id == wanted:
                return row
    if rows:
        return rows[0]
    raise RuleBroken("There is no template for reviews. Add one under Templates.")


def save_template(
    session: Session,
    *,
    name: str,
    weights: dict[str, float],
    scale: Sequence[tuple[str, float]],
    questions: Sequence[str],
    role_id: int | None = None,
    prompts: dict[str, str] | None = None,
    template_id: int | None = None,
) -> int:
    """Make a template, or change one (its version rises); returns its id.

    Reviews that were prepared before keep the weights, scale and questions they have.
    """
    clean = " ".join(name.split())
    if not clean:
        raise RuleBroken("A template needs a name.")
    known = {row.key for row in dictionary(session)}
    unknown = sorted(set(weights) - known)
    if unknown:
        raise RuleBroken(f"There is no measure {', '.join(unknown)}.")
    if not any(weight > 0 for weight in weights.values()):
        raise RuleBroken("At least one measure needs a weight above 0.")
    asked = [question.strip() for question in questions if question.strip()]
    for other in templates(session):
        if other.role_id == role_id and other.id != template_id:
            whom = other.role or "everyone"
            raise RuleBroken(f"There is a template for {whom} already: {other.name}.")
    values = (
        json.dumps(weights, sort_keys=True),
        json.dumps([list(step) for step in scale], ensure_ascii=False),
        json.dumps(asked, ensure_ascii=False),
    )
    if template_id is None:
        row = ReviewTemplate(
            name=clean, role_id=role_id, weights=values[0], scale=values[1], questions=values[2],
            prompts=json.dumps(prompts if prompts is not None else STARTER_PROMPTS, ensure_ascii=False),
            version=1, trashed_on=None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id
    found = session.get(ReviewTemplate, template_id)
    if found is None:
        raise RuleBroken("This template is no longer there.")
    before = (found.weights, found.scale, found.questions)
    found.name, found.role_id = clean, role_id
    found.weights, found.scale, found.questions = values
    if prompts is not None:
        found.prompts = json.dumps(prompts, ensure_ascii=False)
    if before != values:
        found.version += 1
    return found.id


def trash_template(session: Session, template_id: int, *, today: dt.date) -> None:
    """Put a template into the Trash; one must stay."""
    rows = templates(session)
    if len(rows) < 2:
        raise RuleBroken("One template must stay, or no review could be prepared.")
    row = session.get(ReviewTemplate, template_id)
    if row is not None:
        row.trashed_on = today


def seed_templates(session: Session) -> None:
    """The template every store starts with, unless it has one."""
    if session.scalar(sa.select(sa.func.count()).select_from(ReviewTemplate)):
        return
    known = {row.key for row in dictionary(session)}
    save_template(
        session,
        name=STARTER,
        weights={key: float(weight) for key, weight in STARTER_WEIGHTS.items() if key in known},
        scale=rules.DEFAULT_SCALE,
        questions=STARTER_QUESTIONS,
        prompts=STARTER_PROMPTS,
    )
