"""What of joining waits for a person at the kiosk: their own items, and gates they may sign as mentor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.onboarding import actions, gates, queries
from csmanager.features.onboarding.queries import GateRow, ItemRow
from csmanager.features.onboarding.rules import SETTLED, ItemOwner, ItemState, PlanState
from csmanager.features.onboarding.tables import JoiningPlan

FEATURE = "onboarding"
SOON_DAYS = 14  # items further ahead do not stand at the kiosk yet


@dataclass(frozen=True, slots=True)
class OwnItems:
    """A newcomer's own items, those that can be ticked now."""

    plan_id: int
    name: str
    items: tuple[ItemRow, ...]


def tasks(session: Session, person_id: int, today: dt.date) -> list[KioskTask]:
    """One task for one's own items, and one for each gate that a mentor may sign."""
    found = []
    for own in own_items(session, person_id, today):
        count = len(own.items)
        detail = f"{count} thing{'s' if count != 1 else ''} to tick"
        due = min(item.due_on for item in own.items)
        found.append(KioskTask(FEATURE, f"items:{own.plan_id}", own.name, detail, due, "Look and tick"))
    found += [
        KioskTask(
            FEATURE, f"gate:{gate.id}", f"{gate.person}: {gate.name}", "Its rule is met; you are the mentor",
            gate.ready_on or today, "Look and sign",
        )
        for gate in mentor_gates(session, person_id, today)
    ]  # fmt: skip
    return found


def own_items(session: Session, person_id: int, today: dt.date) -> list[OwnItems]:
    """The items of the person's running plans that are theirs, need nothing to show, and are near."""
    found = []
    running = session.scalar(
        sa.select(JoiningPlan.id).where(
            JoiningPlan.person_id == person_id,
            JoiningPlan.state == PlanState.ACTIVE,
            JoiningPlan.trashed_on.is_(None),
        )
    )
    if running is None:
        return []
    for plan in queries.plans(session, today, person_id=person_id):
        if plan.state is not PlanState.ACTIVE:
            continue
        near = today + dt.timedelta(days=SOON_DAYS)
        items = tuple(
            item
            for item in plan.items
            if item.owner is ItemOwner.PERSON
            and item.state not in SETTLED
            and not item.needs_evidence
            and item.due_on <= near
            and (item.record is None or item.record[0] != "handbook")  # signed under its own task
        )
        if items:
            found.append(OwnItems(plan.id, plan.name, items))
    return found


def mentor_gates(session: Session, person_id: int, today: dt.date) -> list[GateRow]:
    """Gates whose rule is met, of newcomers whose mentor this person is."""
    running = session.scalars(
        sa.select(JoiningPlan.id).where(
            JoiningPlan.mentor_id == person_id,
            JoiningPlan.state == PlanState.ACTIVE,
            JoiningPlan.trashed_on.is_(None),
        )
    ).all()
    return [
        gate
        for plan_id in running
        for plan in queries.plans(session, today, plan_id=plan_id)
        for gate in plan.gates
        if gate.is_ready
    ]


def tick(session: Session, person_id: int, item_ids: list[int], *, name: str, today: dt.date) -> int:
    """The newcomer ticks own items; returns how many. Raises RuleBroken when one is not theirs to tick."""
    for item_id in item_ids:
        item = actions.get_item(session, item_id)
        plan = actions.get_plan(session, item.plan_id)
        if plan.person_id != person_id or item.owner is not ItemOwner.PERSON:
            raise RuleBroken(f"{item.title} is not yours to tick.")
    return actions.move_items(session, item_ids, ItemState.DONE, today=today, by=f"{name}, at the kiosk")


def gate(session: Session, gate_id: int, today: dt.date) -> GateRow | None:
    """One gate as it stands; None when it is gone."""
    row = gates.get_gate(session, gate_id)
    plans = queries.plans(session, today, plan_id=row.plan_id)
    return next((one for plan in plans for one in plan.gates if one.id == gate_id), None)
