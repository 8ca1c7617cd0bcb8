"""The stages of openings and of templates: reading them, copying them, changing them."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.paths import data_dir
from csmanager.features.hiring import rules
from csmanager.features.hiring.rules import Stage, StageFact
from csmanager.features.hiring.tables import Applicant, HiringStage, Opening, StageMove, StageTemplate

_MOST_STAGES = 12
_MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A way of hiring. ``key``: which shipped one it is; empty for the manager's own."""

    id: int
    key: str
    name: str
    note: str
    stages: tuple[StageFact, ...]

    @property
    def told(self) -> str:
        """The stages in a line."""
        return " → ".join(stage.name for stage in self.stages)


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage as it is written in the editor. ``id`` None: a new one."""

    id: int | None
    name: str
    type: Stage
    target_days: int | None
    needs: str = ""


def paths(session: Session, opening_ids: Iterable[int] | None = None) -> dict[int, tuple[StageFact, ...]]:
    """The stages of openings that have their own, in order; ``opening_ids`` None: of all."""
    query = (
        sa.select(
            HiringStage.opening_id,
            HiringStage.id,
            HiringStage.name,
            HiringStage.type,
            HiringStage.target_days,
            HiringStage.needs,
        )
        .where(HiringStage.opening_id.is_not(None), HiringStage.retired_on.is_(None))
        .order_by(HiringStage.opening_id, HiringStage.position, HiringStage.id)
    )
    if opening_ids is not None:
        query = query.where(HiringStage.opening_id.in_(list(opening_ids)))
    found: dict[int, list[StageFact]] = defaultdict(list)
    for opening_id, key, name, kind, target_days, needs in session.execute(query):
        assert opening_id is not None
        found[opening_id].append(StageFact(key, name, kind, target_days, needs))
    return {key: tuple(stages) for key, stages in found.items()}


def path_of(session: Session, opening_id: int) -> tuple[StageFact, ...]:
    """The stages of one opening; the plain path where it has none of its own."""
    return paths(session, [opening_id]).get(opening_id, rules.PLAIN_PATH)


def templates(session: Session) -> list[TemplateRow]:
    """Every template outside the Trash, the shipped ones first."""
    stages: dict[int, list[StageFact]] = defaultdict(list)
    for row in session.scalars(
        sa.select(HiringStage)
        .where(HiringStage.template_id.is_not(None), HiringStage.retired_on.is_(None))
        .order_by(HiringStage.position, HiringStage.id)
    ):
        stages[row.template_id or 0].append(_fact(row))
    found = session.scalars(sa.select(StageTemplate).where(StageTemplate.trashed_on.is_(None)))
    rows = [TemplateRow(row.id, row.key or "", row.name, row.note, tuple(stages[row.id])) for row in found]
    return sorted(rows, key=lambda row: (not row.key, row.id))


def shipped() -> list[dict[str, object]]:
    """The templates that come with the program."""
    path = data_dir("resources") / "text" / "hiring" / "stages.json"
    found: list[dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def copy_into(session: Session, opening: Opening, template_id: int | None) -> None:
    """Give an opening the stages of a template, or the plain path, as its own."""
    facts: Sequence[StageFact] = rules.PLAIN_PATH
    if template_id is not None:
        facts = tuple(
            _fact(row)
            for row in session.scalars(
                sa.select(HiringStage)
                .where(HiringStage.template_id == template_id, HiringStage.retired_on.is_(None))
                .order_by(HiringStage.position, HiringStage.id)
            )
        )
        if not facts:
            raise RuleBroken("This way of hiring has no stages any more; choose another.")
    opening.template_id = template_id
    for number, fact in enumerate(facts):
        session.add(
            HiringStage(
                opening_id=opening.id,
                name=fact.name,
                type=fact.type,
                position=number,
                target_days=fact.target_days,
                needs=fact.needs,
            )
        )
    session.flush()


def set_stages(
    session: Session,
    lines: Sequence[StageLine],
    *,
    today: dt.date,
    opening_id: int | None = None,
    template_id: int | None = None,
) -> None:
    """Change, order, add and take away stages of an opening or a template.

    Raises RuleBroken when applicants stand at a stage that would go, or the order makes no sense.
    """
    check_lines(lines)
    column = HiringStage.opening_id if opening_id is not None else HiringStage.template_id
    present = {
        row.id: row
        for row in session.scalars(
            sa.select(HiringStage).where(
                column == (opening_id if opening_id is not None else template_id),
                HiringStage.retired_on.is_(None),
            )
        )
    }
    kept = {line.id for line in lines if line.id is not None}
    for key, row in present.items():
        if key not in kept:
            _retire(session, row, today)
    for number, line in enumerate(lines):
        stage = present.get(line.id) if line.id is not None else None
        if stage is None:
            stage = HiringStage(opening_id=opening_id, template_id=template_id)
            session.add(stage)
        elif stage.type is not line.type and _standing(session, stage.id):
            raise RuleBroken(f"Applicants stand at {stage.name}; its kind cannot change before they moved.")
        stage.name, stage.type, stage.position = " ".join(line.name.split()), line.type, number
        stage.target_days, stage.needs = line.target_days, " ".join(line.needs.split())
    session.flush()


def check_lines(lines: Sequence[StageLine]) -> None:
    """Raises RuleBroken when these are no stages to hire by."""
    if len(lines) < 2:
        raise RuleBroken("There are at least two stages: where applications come in, and the offer.")
    if len(lines) > _MOST_STAGES:
        raise RuleBroken(f"More than {_MOST_STAGES} stages cannot be kept apart on one screen.")
    names = [" ".join(line.name.split()).casefold() for line in lines]
    if "" in names:
        raise RuleBroken("Every stage needs a name.")
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise RuleBroken(f"Two stages are called {double}; give each its own name.")
    if lines[0].type is not Stage.APPLIED:
        raise RuleBroken("The first stage is where applications come in; its kind is Applied.")
    if lines[-1].type is not Stage.OFFER:
        raise RuleBroken("The last stage is the offer; its kind is Offer.")
    if any(line.type in (Stage.APPLIED, Stage.OFFER) for line in lines[1:-1]):
        raise RuleBroken("Applied is only the first stage, and Offer only the last.")
    order = [rules.ACTIVE.index(line.type) for line in lines]
    if any(line.type not in rules.ACTIVE for line in lines) or (
        Stage.DECISION in {line.type for line in lines} and lines[-2].type is not Stage.DECISION
    ):
        raise RuleBroken("The decision comes right before the offer.")
    if order[0] > order[-1]:
        raise RuleBroken("The offer comes last.")
    for line in lines:
        if line.target_days is not None and not 1 <= line.target_days <= _MOST_DAYS:
            raise RuleBroken(f"{line.name}: the target is 1 to {_MOST_DAYS} days, or empty.")


def add_template(session: Session, name: str, lines: Sequence[StageLine], *, today: dt.date) -> int:
    """A new way of hiring; returns its id."""
    clean = _free_name(session, name, None)
    template = StageTemplate(name=clean)
    session.add(template)
    session.flush()
    set_stages(session, lines, today=today, template_id=template.id)
    return template.id


def edit_template(
    session: Session, template_id: int, name: str, lines: Sequence[StageLine], *, today: dt.date
) -> None:
    """Change a template; openings that took it before keep their own stages."""
    template = session.get(StageTemplate, template_id)
    if template is None:
        raise RuleBroken("This way of hiring is no longer there.")
    template.name = _free_name(session, name, template_id)
    set_stages(session, lines, today=today, template_id=template_id)


def trash_template(session: Session, template_id: int, *, today: dt.date) -> None:
    """Put a template into the Trash; openings keep the stages they took from it."""
    template = session.get(StageTemplate, template_id)
    if template is None:
        raise RuleBroken("This way of hiring is no longer there.")
    template.trashed_on = today


def _free_name(session: Session, name: str, besides: int | None) -> str:
    clean = " ".join(name.split())
    if not clean:
        raise RuleBroken("A way of hiring needs a name.")
    for row in session.scalars(sa.select(StageTemplate).where(StageTemplate.trashed_on.is_(None))):
        if row.id != besides and row.name.casefold() == clean.casefold():
            raise RuleBroken(f"There is a way of hiring called {row.name} already.")
    return clean


def _retire(session: Session, row: HiringStage, today: dt.date) -> None:
    standing = _standing(session, row.id)
    if standing:
        who = "1 applicant stands" if standing == 1 else f"{standing} applicants stand"
        raise RuleBroken(f"{who} at {row.name}; move them before the stage goes.")
    used = session.scalar(
        sa.select(StageMove.id)
        .where(sa.or_(StageMove.from_stage_id == row.id, StageMove.to_stage_id == row.id))
        .limit(1)
    )
    if used is None:
        session.delete(row)
    else:
        row.retired_on = today


def _standing(session: Session, stage_id: int) -> int:
    return (
        session.scalar(
            sa.select(sa.func.count()).select_from(Applicant).where(Applicant.stage_id == stage_id)
        )
        or 0
    )


def _fact(row: HiringStage) -> StageFact:
    return StageFact(row.id, row.name, row.type, row.target_days, row.needs)
