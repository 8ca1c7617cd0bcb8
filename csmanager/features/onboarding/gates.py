"""Gates: what opens them, who signs them, and items that settle themselves by what other duties know."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.handbook.knowing.tables import Acknowledgement, QuizAttempt
from csmanager.features.kiosk.rules import Proof
from csmanager.features.onboarding import actions, rules
from csmanager.features.onboarding.rules import GateFacts, GateRule, GateState, ItemState, PlanState
from csmanager.features.onboarding.tables import JoiningGate, JoiningItem, JoiningPlan
from csmanager.features.quality.tables import Evaluation
from csmanager.features.team.moves import get_person
from csmanager.features.training.rules import State as CourseState
from csmanager.features.training.tables import Enrolment

_EPOCH = dt.date(1970, 1, 1)


def rule_of(gate: JoiningGate) -> GateRule:
    """What a gate asks."""
    return GateRule(gate.contacts, gate.share, gate.low, gate.quiz, gate.days)


def facts_of(session: Session, plans: Sequence[JoiningPlan], today: dt.date) -> dict[int, GateFacts]:
    """What is known for the gates of some plans, by plan: graded contacts and quizzes since each began."""
    if not plans:
        return {}
    first = min(plan.starts_on for plan in plans)
    people = {plan.person_id for plan in plans}
    scores: dict[int, list[tuple[int, float]]] = defaultdict(list)
    query = sa.select(Evaluation.person_id, Evaluation.day, Evaluation.share).where(
        Evaluation.person_id.in_(people),
        Evaluation.day.between((first - _EPOCH).days, (today - _EPOCH).days),
        Evaluation.share.is_not(None),
    )
    for person_id, day, share in session.execute(query):
        scores[person_id or 0].append((day, share or 0.0))
    quizzes: dict[int, list[tuple[dt.date, float]]] = defaultdict(list)
    tries = sa.select(QuizAttempt).where(
        QuizAttempt.person_id.in_(people), QuizAttempt.quiz_id.is_not(None), QuizAttempt.asked > 0
    )
    for row in session.scalars(tries):
        quizzes[row.person_id].append((row.at.date(), 100 * row.right / row.asked))
    found = {}
    for plan in plans:
        start = (plan.starts_on - _EPOCH).days
        best = [share for day, share in quizzes[plan.person_id] if plan.starts_on <= day <= today]
        found[plan.id] = GateFacts(
            tuple(share for day, share in scores[plan.person_id] if day >= start),
            max(best, default=None),
            (today - plan.starts_on).days,
        )
    return found


def open_gates(session: Session, today: dt.date) -> int:
    """Let the next gate of each running plan become ready when its rule is met, and closed again when it is not.

    Also settles items whose policy was signed or whose course was passed. Returns how many rows changed.
    """
    plans = session.scalars(
        sa.select(JoiningPlan).where(
            JoiningPlan.state == PlanState.ACTIVE,
            JoiningPlan.trashed_on.is_(None),
            JoiningPlan.starts_on <= today,
        )
    ).all()
    return _settle(session, plans, today) + sum(
        _open_next(session, plan, facts, today)
        for plan, facts in zip(plans, facts_of(session, plans, today).values(), strict=True)
    )


def _open_next(session: Session, plan: JoiningPlan, facts: GateFacts, today: dt.date) -> int:
    for gate in _gates(session, plan.id):
        if gate.state in rules.GONE_THROUGH:
            continue
        met = not rules.missing_for(rule_of(gate), facts)
        if met and gate.state in (GateState.CLOSED, GateState.FAILED) and _may_reopen(gate, today):
            _move(session, gate, GateState.READY, today, by="by its rule")
            gate.ready_on = today
            return 1
        if not met and gate.state is GateState.READY:
            _move(session, gate, GateState.CLOSED, today, by="by its rule")
            gate.ready_on = None
            return 1
        return 0
    return 0


def _may_reopen(gate: JoiningGate, today: dt.date) -> bool:
    """A gate that was not passed rests for a week, so that there is time to practise."""
    return gate.state is GateState.CLOSED or gate.signed_on is None or (today - gate.signed_on).days >= 7


def _settle(session: Session, plans: Sequence[JoiningPlan], today: dt.date) -> int:
    by_id = {plan.id: plan for plan in plans}
    if not by_id:
        return 0
    items = session.scalars(
        sa.select(JoiningItem).where(
            JoiningItem.plan_id.in_(by_id),
            JoiningItem.state.not_in(list(rules.SETTLED)),
            sa.or_(JoiningItem.policy_id.is_not(None), JoiningItem.course_id.is_not(None)),
        )
    ).all()
    people = {plan.person_id for plan in plans}
    signed = {
        (row.person_id, row.policy_id): row.signed_at.date()
        for row in session.execute(
            sa.select(Acknowledgement.person_id, Acknowledgement.policy_id, Acknowledgement.signed_at).where(
                Acknowledgement.person_id.in_(people)
            )
        )
    }
    passed = {
        (row.person_id, row.course_id): row.done_on
        for row in session.execute(
            sa.select(Enrolment.person_id, Enrolment.course_id, Enrolment.done_on).where(
                Enrolment.person_id.in_(people), Enrolment.state == CourseState.PASSED
            )
        )
    }
    count = 0
    for item in items:
        person_id = by_id[item.plan_id].person_id
        on = signed.get((person_id, item.policy_id or 0))
        word = "Signed"
        if on is None:
            on, word = passed.get((person_id, item.course_id or 0)), "Passed"
        if on is not None:
            actions.move_items(
                session, [item.id], ItemState.DONE, today=today, evidence=f"{word} on {saying.day(on)}",
                by="the program",
            )  # fmt: skip
            count += 1
    return count


def sign(
    session: Session,
    gate_id: int,
    *,
    signed_by: str,
    on: dt.date,
    signer_id: int | None = None,
    proof: Proof | None = None,
    evidence: str = "",
) -> None:
    """A mentor or the manager passes a gate with their name. ``proof``: they typed their PIN at the kiosk.

    Raises RuleBroken when the rule is not met, an earlier gate is open, or the newcomer would sign for themselves.
    """
    gate = get_gate(session, gate_id)
    plan = actions.get_plan(session, gate.plan_id)
    _require_running(plan)
    if signer_id == plan.person_id:
        raise RuleBroken("Nobody signs their own gate; the mentor or the manager does.")
    if proof is not None and proof.person_id != signer_id:
        raise RuleBroken("The PIN is not that of the person who signs.")
    _ready(session, gate, plan, on)
    if gate.state in (GateState.CLOSED, GateState.FAILED):
        _move(session, gate, GateState.READY, on, by="by its rule")
        gate.ready_on = on
    rules.require_gate_move(gate.name, gate.state, GateState.PASSED, signed_by=signed_by, reason="")
    _move(session, gate, GateState.PASSED, on, by=signed_by)
    gate.signed_by, gate.signed_on, gate.signer_id = " ".join(signed_by.split()), on, signer_id
    gate.signed_at_kiosk, gate.evidence = proof is not None, evidence.strip()


def fail(session: Session, gate_id: int, *, signed_by: str, on: dt.date, reason: str) -> None:
    """The mentor or the manager says not yet, and why; it can be signed again after a week."""
    gate = get_gate(session, gate_id)
    plan = actions.get_plan(session, gate.plan_id)
    _require_running(plan)
    _ready(session, gate, plan, on)
    if gate.state is GateState.CLOSED:
        _move(session, gate, GateState.READY, on, by="by its rule")
    rules.require_gate_move(gate.name, gate.state, GateState.FAILED, signed_by=signed_by, reason=reason)
    _move(session, gate, GateState.FAILED, on, by=signed_by, reason=reason)
    gate.signed_by, gate.signed_on = " ".join(signed_by.split()), on


def waive(session: Session, gate_id: int, *, on: dt.date, reason: str) -> None:
    """The manager lets somebody through without the gate, and says why."""
    gate = get_gate(session, gate_id)
    _require_running(actions.get_plan(session, gate.plan_id))
    rules.require_gate_move(gate.name, gate.state, GateState.WAIVED, signed_by="", reason=reason)
    _move(session, gate, GateState.WAIVED, on, reason=reason)


def get_gate(session: Session, gate_id: int) -> JoiningGate:
    """The gate; RuleBroken when it is not there."""
    gate = session.get(JoiningGate, gate_id)
    if gate is None:
        raise RuleBroken("This gate is no longer there.")
    return gate


def daily(store: Store, today: dt.date) -> None:
    """Gates become ready and items settle by themselves each day, as one step; none where nothing changes."""
    store.do("Look at the gates of newcomers", open_gates, today)


def _require_running(plan: JoiningPlan) -> None:
    if plan.state is not PlanState.ACTIVE:
        raise RuleBroken(
            f"This plan is {rules.PLAN_WORDS[plan.state].lower()}; it must run for a gate to be signed."
        )


def _ready(session: Session, gate: JoiningGate, plan: JoiningPlan, on: dt.date) -> None:
    for earlier in _gates(session, plan.id):
        if earlier.id == gate.id:
            break
        if earlier.state not in rules.GONE_THROUGH:
            raise RuleBroken(f"{earlier.name} comes before {gate.name} and is not signed yet.")
    lacks = rules.missing_for(rule_of(gate), facts_of(session, [plan], on)[plan.id])
    if lacks:
        name = get_person(session, plan.person_id).name
        raise RuleBroken(f"{gate.name} is closed for {name}: {'; '.join(lacks)}.")


def _gates(session: Session, plan_id: int) -> Sequence[JoiningGate]:
    query = sa.select(JoiningGate).where(JoiningGate.plan_id == plan_id).order_by(JoiningGate.place)
    return session.scalars(query).all()


def _move(
    session: Session, gate: JoiningGate, new: GateState, on: dt.date, *, by: str = "", reason: str = ""
) -> None:
    actions.note(
        session, gate.plan_id, gate.name, rules.GATE_WORDS[gate.state], rules.GATE_WORDS[new], on, by=by,
        reason=reason,
    )  # fmt: skip
    gate.state = new
    if reason:
        gate.reason = reason.strip()
