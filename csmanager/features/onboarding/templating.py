"""Templates in the store: kept as versions, written as text, and those that come along."""

from __future__ import annotations

import datetime as dt
import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.paths import data_dir
from csmanager.features.handbook.tables import Policy
from csmanager.features.onboarding import templatetext
from csmanager.features.onboarding.rules import GateRule
from csmanager.features.onboarding.tables import (
    JobSheet,
    PlanTemplate,
    PlanTemplateGate,
    PlanTemplateItem,
)
from csmanager.features.onboarding.templatetext import GateText, ItemText, TemplateText
from csmanager.features.team.tables import Role, Skill
from csmanager.features.training import library
from csmanager.features.training.tables import Course


def save_template(
    session: Session,
    text: str,
    *,
    today: dt.date,
    template_id: int | None = None,
    note: str = "",
    key: str = "",
    lenient: bool = False,
) -> int:
    """Keep a template from its text, as the next version of ``template_id`` or as a new one; returns its id.

    Plans under way keep the version they were made from. ``lenient``: a policy, course, sheet or role that is not
    in the store is left as a name instead of being refused.
    """
    found = templatetext.read(text)
    former = session.get(PlanTemplate, template_id) if template_id is not None else None
    if template_id is not None and (former is None or former.ended_on is not None):
        raise RuleBroken("Another version took the place of this template; edit that one.")
    made = PlanTemplate(
        key=former.key if former else key or _free_key(session, found.name),
        version=former.version + 1 if former else 1,
        name=found.name,
        kind=found.kind,
        role_id=_role(session, found.role, lenient),
        about=found.about,
        made_on=today,
        change_note=note.strip(),
    )
    session.add(made)
    if former is not None:
        former.ended_on = today
    session.flush()
    for place, item in enumerate(found.items):
        links = _links(session, item, lenient)
        session.add(
            PlanTemplateItem(
                template_id=made.id, place=place, phase=item.phase, title=item.title, detail=item.detail,
                owner=item.owner, offset_days=item.offset_days, mandatory=item.is_mandatory,
                needs_evidence=item.needs_evidence, **links,
            )
        )  # fmt: skip
    for place, gate in enumerate(found.gates):
        rule = gate.rule
        session.add(
            PlanTemplateGate(
                template_id=made.id, place=place, name=gate.name, contacts=rule.contacts, share=rule.share,
                low=rule.low, quiz=rule.quiz, days=rule.days,
            )
        )  # fmt: skip
    session.flush()
    return made.id


def retire_template(session: Session, template_id: int, *, today: dt.date) -> None:
    """Offer a template no longer; plans made from it go on."""
    row = session.get(PlanTemplate, template_id)
    if row is None or row.ended_on is not None:
        raise RuleBroken("This template is not offered any more already.")
    row.ended_on = today


def text_of(session: Session, template_id: int) -> str:
    """The text of a template."""
    row = session.get(PlanTemplate, template_id)
    if row is None:
        raise RuleBroken("This template is not there any more.")
    role = session.get(Role, row.role_id) if row.role_id is not None else None
    items = session.scalars(
        sa.select(PlanTemplateItem)
        .where(PlanTemplateItem.template_id == template_id)
        .order_by(PlanTemplateItem.place)
    ).all()
    gates = session.scalars(
        sa.select(PlanTemplateGate)
        .where(PlanTemplateGate.template_id == template_id)
        .order_by(PlanTemplateGate.place)
    ).all()
    return templatetext.write(
        TemplateText(
            row.name, row.kind, role.name if role else "", row.about,
            tuple(
                ItemText(
                    one.phase, one.owner, one.offset_days, one.mandatory, one.needs_evidence, one.title, one.detail,
                    _link(session, one),
                )
                for one in items
            ),
            tuple(
                GateText(one.name, GateRule(one.contacts, one.share, one.low, one.quiz, one.days)) for one in gates
            ),
        )
    )  # fmt: skip


def starters() -> list[tuple[str, str]]:
    """The templates that come along: (key, text)."""
    folder = data_dir("resources") / "text" / "onboarding" / "plans"
    return [
        (path.stem.partition("-")[2], path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("[0-9]*.md"))
    ]


def starter_sheets() -> list[tuple[str, str, str]]:
    """The on-the-job sheets that come along: (key, title, body)."""
    folder = data_dir("resources") / "text" / "onboarding" / "sheets"
    found = []
    for path in sorted(folder.glob("[0-9]*.md")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n")
        found.append((path.stem.partition("-")[2], head.removeprefix("# ").strip(), body.strip()))
    return found


def add_starters(session: Session, today: dt.date) -> int:
    """Add the templates and sheets that come along and are not here yet; returns how many that were.

    The courses they lead to come with them.
    """
    added = len(library.add_modules(session, today))
    sheets = set(session.scalars(sa.select(JobSheet.key)))
    for key, title, body in starter_sheets():
        if key not in sheets:
            session.add(JobSheet(key=key, title=title, body=body))
            added += 1
    session.flush()
    known = set(session.scalars(sa.select(PlanTemplate.key)))
    for key, text in starters():
        if key not in known:
            save_template(session, text, today=today, key=key, lenient=True)
            added += 1
    return added


def _free_key(session: Session, name: str) -> str:
    base = re.sub(r"[^\w]+", "-", name.casefold()).strip("-") or "plan"
    known = set(session.scalars(sa.select(PlanTemplate.key)))
    key, number = base, 2
    while key in known:
        key, number = f"{base}-{number}", number + 1
    return key


def _role(session: Session, name: str, lenient: bool) -> int | None:
    if not name:
        return None
    for key, known in session.execute(sa.select(Role.id, Role.name)):
        if known.casefold() == name.casefold():
            return int(key)
    if lenient:
        return None
    raise RuleBroken(f"There is no role {name}; add it under Team, or leave the line out.")


def _links(session: Session, item: ItemText, lenient: bool) -> dict[str, int | str | None]:
    if item.link is None:
        return {}
    kind, what = item.link
    if kind == "document":
        return {"document": what}
    wanted = what.casefold()
    tables = {
        "policy": (Policy, Policy.code, Policy.title),
        "course": (Course, Course.key, Course.title),
        "skill": (Skill, Skill.name, Skill.name),
        "sheet": (JobSheet, JobSheet.key, JobSheet.title),
    }
    table, first, second = tables[kind]
    for key, one, other in session.execute(sa.select(table.id, first, second)):  # type: ignore[attr-defined]
        if wanted in (str(one).casefold(), str(other).casefold()):
            return {f"{kind}_id": int(key)}
    if lenient:
        return {"document": f"{kind.capitalize()}: {what}"}
    raise RuleBroken(f"There is no {kind} “{what}” for “{item.title}”.")


def _link(session: Session, item: PlanTemplateItem) -> tuple[str, str] | None:
    if item.policy_id is not None:
        return "policy", session.get_one(Policy, item.policy_id).code
    if item.course_id is not None:
        return "course", session.get_one(Course, item.course_id).title
    if item.skill_id is not None:
        return "skill", session.get_one(Skill, item.skill_id).name
    if item.sheet_id is not None:
        return "sheet", session.get_one(JobSheet, item.sheet_id).title
    return ("document", item.document) if item.document else None
