"""Plans of people: starting them, moving them on, and everything that happens to their items."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.onboarding import rules
from csmanager.features.onboarding.closed import shut_days
from csmanager.features.onboarding.rules import GateState, ItemState, PlanKind, PlanState
from csmanager.features.onboarding.tables import (
    JoiningGate,
    JoiningItem,
    JoiningMove,
    JoiningPlan,
    PlanTemplate,
    PlanTemplateGate,
    PlanTemplateItem,
)
from csmanager.features.team.moves import get_person


def start_plan(
    session: Session,
    person_id: int,
    template_id: int,
    starts_on: dt.date,
    mentor_id: int | None = None,
) -> int:
    """Give somebody the plan of a template, under way from ``starts_on``; returns the plan's id.

    Items fall due on open days (closed weekdays, public holidays and the shop's days off are passed over). Raises
    RuleBroken when a plan of that kind is open already, the template is not there, or one is to mentor oneself.
    """
    person = get_person(session, person_id)
    template = session.get(PlanTemplate, template_id)
    if template is None:
        raise RuleBroken("This plan template is not there any more.")
    if mentor_id is not None:
        if mentor_id == person_id:
            raise RuleBroken(f"{person.name} cannot be their own mentor.")
        get_person(session, mentor_id)
    open_one = session.scalar(
        sa.select(JoiningPlan.name).where(
            JoiningPlan.person_id == person_id,
            JoiningPlan.kind == template.kind,
            JoiningPlan.trashed_on.is_(None),
            JoiningPlan.state.in_((PlanState.DRAFT, PlanState.ACTIVE, PlanState.PAUSED)),
        )
    )
    if open_one is not None:
        raise RuleBroken(
            f"{person.name} has a plan under way already: {open_one}. Complete or cancel it first."
        )
    plan = JoiningPlan(
        person_id=person_id,
        template_id=template_id,
        kind=template.kind,
        name=template.name,
        starts_on=starts_on,
        mentor_id=mentor_id,
        state=PlanState.ACTIVE,
        state_since=starts_on,
        reason="",
    )
    session.add(plan)
    session.flush()
    _fill(session, plan)
    note(session, plan.id, plan.name, "", rules.PLAN_WORDS[PlanState.ACTIVE], starts_on)
    return plan.id


def note(
    session: Session,
    plan_id: int,
    what: str,
    old: str,
    new: str,
    on: dt.date,
    *,
    by: str = "",
    reason: str = "",
) -> None:
    """Write one step of a plan into its history."""
    session.add(
        JoiningMove(
            plan_id=plan_id,
            what=what,
            from_state=old,
            to_state=new,
            moved_on=on,
            by=by.strip(),
            reason=reason.strip(),
        )
    )


def _fill(session: Session, plan: JoiningPlan) -> None:
    is_shut = shut_days(session, plan.starts_on - dt.timedelta(days=365))
    keeps_date = plan.kind is PlanKind.LEAVER
    items = sa.select(PlanTemplateItem).where(PlanTemplateItem.template_id == plan.template_id)
    for row in session.scalars(items.order_by(PlanTemplateItem.place)):
        wanted = plan.starts_on + dt.timedelta(days=row.offset_days)
        session.add(
            JoiningItem(
                plan_id=plan.id,
                place=row.place,
                phase=row.phase,
                title=row.title,
                detail=row.detail,
                owner=row.owner,
                due_on=wanted if keeps_date else rules.open_day(wanted, is_shut),
                mandatory=row.mandatory,
                needs_evidence=row.needs_evidence,
                policy_id=row.policy_id,
                course_id=row.course_id,
                skill_id=row.skill_id,
                sheet_id=row.sheet_id,
                document=row.document,
                state=ItemState.TODO,
                reason="",
                done_by="",
                evidence="",
            )
        )
    gates = sa.select(PlanTemplateGate).where(PlanTemplateGate.template_id == plan.template_id)
    for gate in session.scalars(gates.order_by(PlanTemplateGate.place)):
        session.add(
            JoiningGate(
                plan_id=plan.id,
                place=gate.place,
                name=gate.name,
                contacts=gate.contacts,
                share=gate.share,
                low=gate.low,
                quiz=gate.quiz,
                days=gate.days,
                state=GateState.CLOSED,
                signed_by="",
                signed_at_kiosk=False,
                evidence="",
                reason="",
            )
        )
    session.flush()
