"""Plans of people: starting them, moving them on, and everything that happens to their items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.features.onboarding import rules
from csmanager.features.onboarding.closed import shut_days
from csmanager.features.onboarding.rules import GateState, ItemOwner, ItemState, PlanKind, PlanState
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
from csmanager.features.training.assigning import enrol
from csmanager.features.training.rules import State as CourseState
from csmanager.features.training.sessions import pair
from csmanager.features.training.tables import Enrolment, Mentoring


def start_plan(
    session: Session,
    person_id: int,
    template_id: int,
    starts_on: dt.date,
    mentor_id: int | None = None,
    *,
    draft: bool = False,
) -> int:
    """Give somebody the plan of a template, under way from ``starts_on``; returns the plan's id.

    Items fall due on open days (closed weekdays, public holidays and the shop's days off are passed over).
    ``draft``: prepared only; nothing of it is due, and nobody is paired or enrolled, until it is begun. Raises
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
        state=PlanState.DRAFT if draft else PlanState.ACTIVE,
        state_since=starts_on,
        reason="",
    )
    session.add(plan)
    session.flush()
    _fill(session, plan)
    if not draft:
        _begin(session, plan)
    note(session, plan.id, plan.name, "", rules.PLAN_WORDS[plan.state], starts_on)
    return plan.id


def move_plan(
    session: Session, plan_id: int, new: PlanState | str, *, today: dt.date, reason: str = ""
) -> None:
    """Pause, go on, complete, cancel or open a plan again. Pausing, cancelling and opening again say why.

    Raises RuleBroken when something that must be done is open, or a gate is not gone through.
    """
    plan = get_plan(session, plan_id)
    person = get_person(session, plan.person_id)
    to = PlanState(new)
    rules.require_plan_move(person.name, plan.state, to, reason)
    if to is PlanState.COMPLETED:
        _require_all_done(session, plan, person.name)
    if plan.state is PlanState.PAUSED and to is PlanState.ACTIVE:
        _shift(session, plan, (today - plan.state_since).days)
    if plan.state is PlanState.DRAFT and to is PlanState.ACTIVE:
        _begin(session, plan)
    note(
        session, plan.id, plan.name, rules.PLAN_WORDS[plan.state], rules.PLAN_WORDS[to], today, reason=reason
    )
    plan.state, plan.state_since, plan.reason = to, today, reason.strip()


def _begin(session: Session, plan: JoiningPlan) -> None:
    """Courses are assigned and the mentor's pair is made."""
    _enrol(session, plan)
    if plan.mentor_id is not None:
        _pair(session, plan, plan.name)


def change_plan(
    session: Session, plan_id: int, *, starts_on: dt.date, mentor_id: int | None, today: dt.date
) -> None:
    """Another start, which moves all items that are open, or another mentor."""
    plan = _changeable(session, plan_id)
    person = get_person(session, plan.person_id)
    if mentor_id == plan.person_id:
        raise RuleBroken(f"{person.name} cannot be their own mentor.")
    if mentor_id is not None:
        get_person(session, mentor_id)
    if starts_on != plan.starts_on:
        _shift(session, plan, (starts_on - plan.starts_on).days)
        note(
            session, plan.id, "Start", f"{saying.day(plan.starts_on)}", f"{saying.day(starts_on)}", today,
        )  # fmt: skip
        plan.starts_on = starts_on
    if mentor_id != plan.mentor_id:
        plan.mentor_id = mentor_id
        if mentor_id is not None and plan.state is PlanState.ACTIVE:
            _pair(session, plan, plan.name)


def trash_plan(session: Session, plan_id: int, *, today: dt.date) -> None:
    """Put a plan into the Trash."""
    get_plan(session, plan_id).trashed_on = today


# items


def move_items(
    session: Session,
    item_ids: Iterable[int],
    new: ItemState | str,
    *,
    today: dt.date,
    reason: str = "",
    evidence: str = "",
    by: str = "",
) -> int:
    """Set items to do, begun, stuck, done or waived; returns how many. Stuck and waived say why.

    Raises RuleBroken when the plan does not run, or an item that needs something to show has nothing.
    """
    to, ids = ItemState(new), list(item_ids)
    for item_id in ids:
        item = get_item(session, item_id)
        plan = _live(session, item.plan_id)
        rules.require_item_move(
            item.title,
            to,
            reason=reason,
            evidence=evidence or item.evidence,
            needs_evidence=item.needs_evidence,
        )
        note(
            session, plan.id, item.title, rules.ITEM_WORDS[item.state], rules.ITEM_WORDS[to], today, by=by,
            reason=reason or evidence,
        )  # fmt: skip
        item.state, item.reason = to, reason.strip()
        item.done_on = today if to in rules.SETTLED else None
        item.done_by = by.strip() if to in rules.SETTLED else ""
        item.evidence = evidence.strip() or item.evidence
    return len(ids)


def add_item(
    session: Session,
    plan_id: int,
    *,
    title: str,
    owner: ItemOwner | str,
    due_on: dt.date,
    mandatory: bool = False,
    detail: str = "",
    phase: str = "",
) -> int:
    """One more thing in this plan alone; returns its id."""
    plan = _changeable(session, plan_id)
    if not title.strip():
        raise RuleBroken("Say what is to be done.")
    last = session.scalar(sa.select(sa.func.max(JoiningItem.place)).where(JoiningItem.plan_id == plan_id))
    item = JoiningItem(
        plan_id=plan.id, place=(last or 0) + 1, phase=phase.strip() or "Added", title=" ".join(title.split()),
        detail=detail.strip(), owner=ItemOwner(owner), due_on=due_on, mandatory=mandatory, needs_evidence=False,
        document="", state=ItemState.TODO, reason="", done_by="", evidence="",
    )  # fmt: skip
    session.add(item)
    session.flush()
    return item.id


def put_off(
    session: Session, item_ids: Iterable[int], due_on: dt.date, *, today: dt.date, reason: str
) -> int:
    """Another day for open items, with the reason; returns how many."""
    if not reason.strip():
        raise RuleBroken("Say why it waits until then.")
    ids = list(item_ids)
    for item_id in ids:
        item = get_item(session, item_id)
        _live(session, item.plan_id)
        if item.state in rules.SETTLED:
            raise RuleBroken(f"{item.title} is {rules.ITEM_WORDS[item.state].lower()} already.")
        note(
            session, item.plan_id, item.title, f"due {saying.day(item.due_on)}", f"due {saying.day(due_on)}", today,
            reason=reason,
        )  # fmt: skip
        item.due_on = due_on
    return len(ids)


# looking up


def get_plan(session: Session, plan_id: int) -> JoiningPlan:
    """The plan; RuleBroken when it is not there."""
    row = session.get(JoiningPlan, plan_id)
    if row is None or row.trashed_on is not None:
        raise RuleBroken("This plan is no longer there.")
    return row


def get_item(session: Session, item_id: int) -> JoiningItem:
    """The item; RuleBroken when it is not there."""
    row = session.get(JoiningItem, item_id)
    if row is None:
        raise RuleBroken("This item is no longer there.")
    return row


def _live(session: Session, plan_id: int) -> JoiningPlan:
    plan = get_plan(session, plan_id)
    if plan.state is not PlanState.ACTIVE:
        raise RuleBroken(
            f"This plan is {rules.PLAN_WORDS[plan.state].lower()}; nothing in it changes until it runs again."
        )
    return plan


def _changeable(session: Session, plan_id: int) -> JoiningPlan:
    """A plan that runs, or is a draft still."""
    plan = get_plan(session, plan_id)
    return plan if plan.state is PlanState.DRAFT else _live(session, plan_id)


def _require_all_done(session: Session, plan: JoiningPlan, name: str) -> None:
    open_ones = session.scalars(
        sa.select(JoiningItem.title)
        .where(
            JoiningItem.plan_id == plan.id,
            JoiningItem.mandatory.is_(True),
            JoiningItem.state.not_in(list(rules.SETTLED)),
        )
        .order_by(JoiningItem.place)
    ).all()
    if open_ones:
        more = f" and {len(open_ones) - 3} more" if len(open_ones) > 3 else ""
        raise RuleBroken(
            f"The plan of {name} cannot be completed: {', '.join(open_ones[:3])}{more} must be done or waived first."
        )
    gates = session.scalars(
        sa.select(JoiningGate.name)
        .where(JoiningGate.plan_id == plan.id, JoiningGate.state.not_in(list(rules.GONE_THROUGH)))
        .order_by(JoiningGate.place)
    ).all()
    if gates:
        raise RuleBroken(
            f"The plan of {name} cannot be completed: {', '.join(gates)}"
            f" {'is a gate that nobody has' if len(gates) == 1 else 'are gates that nobody has'} signed."
        )


def _shift(session: Session, plan: JoiningPlan, days: int) -> None:
    """Move what is open by so many days, onto open days."""
    if not days:
        return
    is_shut = shut_days(session, plan.starts_on - dt.timedelta(days=365))
    for item in session.scalars(sa.select(JoiningItem).where(JoiningItem.plan_id == plan.id)):
        if item.state not in rules.SETTLED:
            wanted = item.due_on + dt.timedelta(days=days)
            item.due_on = wanted if plan.kind is PlanKind.LEAVER else rules.open_day(wanted, is_shut)


def _pair(session: Session, plan: JoiningPlan, goal: str) -> None:
    """The mentor of a plan is a mentoring pair too, unless the two are one already."""
    known = session.scalar(
        sa.select(Mentoring.id).where(
            Mentoring.mentor_id == plan.mentor_id,
            Mentoring.mentee_id == plan.person_id,
            Mentoring.ends_on.is_(None),
        )
    )
    if known is None and plan.mentor_id is not None:
        pair(
            session, mentor_id=plan.mentor_id, mentee_id=plan.person_id, starts_on=plan.starts_on, goal=goal,
            over_load="Named in the plan",
        )  # fmt: skip


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


def _enrol(session: Session, plan: JoiningPlan) -> None:
    """Courses of the plan stand in the training matrix from the start."""
    items = session.scalars(
        sa.select(JoiningItem).where(JoiningItem.plan_id == plan.id, JoiningItem.course_id.is_not(None))
    ).all()
    over = (CourseState.EXPIRED, CourseState.FAILED, CourseState.ABSENT)
    known = set(
        session.scalars(
            sa.select(Enrolment.course_id).where(
                Enrolment.person_id == plan.person_id, Enrolment.state.not_in(over)
            )
        )
    )
    for item in items:
        if item.course_id is not None and item.course_id not in known:
            known.add(item.course_id)
            enrol(
                session, plan.person_id, item.course_id, today=plan.starts_on, due_on=item.due_on,
                mandatory=item.mandatory, reason=f"In the plan: {plan.name}",
            )  # fmt: skip
