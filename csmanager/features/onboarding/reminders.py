"""What joining and leaving have for Today, for a person's story, and for the search."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.feature import Found, Moment, TodoItem
from csmanager.features.onboarding import rules
from csmanager.features.onboarding.rules import (
    GateState,
    ItemOwner,
    ItemState,
    LeavingState,
    PlanKind,
    PlanState,
)
from csmanager.features.onboarding.tables import (
    ExitInterview,
    JoiningGate,
    JoiningItem,
    JoiningMove,
    JoiningPlan,
    Leaving,
)
from csmanager.features.team.queries import labels
from csmanager.features.team.tables import Person

_NAMES = 2
_STEPS = "Joining and leaving: {n} things need you"


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Items that are stuck, late or due by plan; gates that wait for a signature; leavings that come near."""
    return [
        *_stuck(session, today),
        *_due(session, today),
        *_gates(session, today),
        *_leavings(session, today),
    ]


def _running() -> tuple[sa.ColumnElement[bool], ...]:
    return (JoiningPlan.state == PlanState.ACTIVE, JoiningPlan.trashed_on.is_(None))


def _stuck(session: Session, today: dt.date) -> list[TodoItem]:
    query = (
        sa.select(JoiningItem, Person.name)
        .join(JoiningPlan, JoiningPlan.id == JoiningItem.plan_id)
        .join(Person, Person.id == JoiningPlan.person_id)
        .where(JoiningItem.state == ItemState.STUCK, *_running())
        .order_by(JoiningItem.due_on)
    )
    return [
        TodoItem(
            "team", f"{name} is stuck: {item.title}", item.reason, 5, item.due_on,
            "late" if item.due_on < today else "signal", f"joining:item/{item.id}",
            _STEPS, name,
        )
        for item, name in session.execute(query)
    ]  # fmt: skip


def _due(session: Session, today: dt.date) -> list[TodoItem]:
    query = (
        sa.select(JoiningPlan, Person.name, JoiningItem.title, JoiningItem.due_on, JoiningItem.owner)
        .join(JoiningItem, JoiningItem.plan_id == JoiningPlan.id)
        .join(Person, Person.id == JoiningPlan.person_id)
        .where(
            JoiningItem.state.in_((ItemState.TODO, ItemState.DOING)),
            JoiningItem.mandatory.is_(True),
            JoiningItem.due_on <= today + dt.timedelta(days=rules.SOON_DAYS),
            *_running(),
        )
        .order_by(JoiningItem.due_on, JoiningItem.place)
    )
    found: dict[int, list[tuple[JoiningPlan, str, str, dt.date, ItemOwner]]] = defaultdict(list)
    for plan, name, title, due, owner in session.execute(query):
        if due < today or owner is ItemOwner.MANAGER:
            found[plan.id].append((plan, name, title, due, owner))
    items = []
    for plan_id, rows in found.items():
        late = [row for row in rows if row[3] < today]
        shown = late or rows
        plan, name = shown[0][0], shown[0][1]
        more = f" and {len(shown) - _NAMES} more" if len(shown) > _NAMES else ""
        titles = ", ".join(row[2] for row in shown[:_NAMES]) + more
        word = "Leaving" if plan.kind is PlanKind.LEAVER else "Joining"
        count = f"{len(shown)} item{'s' if len(shown) != 1 else ''} {'late' if late else 'due'}"
        weight = 6 if late else 15
        items.append(
            TodoItem(
                "team", f"{word} of {name}: {count}", titles, weight, shown[0][3], "late" if late else "soon",
                f"joining:plan/{plan_id}", _STEPS, name,
            )
        )  # fmt: skip
    return items


def _gates(session: Session, today: dt.date) -> list[TodoItem]:
    query = (
        sa.select(JoiningGate, Person.name, JoiningPlan.mentor_id)
        .join(JoiningPlan, JoiningPlan.id == JoiningGate.plan_id)
        .join(Person, Person.id == JoiningPlan.person_id)
        .where(JoiningGate.state == GateState.READY, *_running())
    )
    items = []
    for gate, name, mentor_id in session.execute(query):
        who = session.scalar(sa.select(Person.name).where(Person.id == mentor_id)) if mentor_id else None
        detail = f"Its rule is met; {who or 'the mentor or you'} can sign, here or at the kiosk"
        items.append(
            TodoItem(
                "team", f"{name} is ready for the gate {gate.name}", detail, 8, gate.ready_on or today, "signal",
                f"joining:gate/{gate.id}", _STEPS, name,
            )
        )  # fmt: skip
    return items


def _leavings(session: Session, today: dt.date) -> list[TodoItem]:
    query = (
        sa.select(Leaving, Person.name, ExitInterview.id)
        .join(Person, Person.id == Leaving.person_id)
        .outerjoin(ExitInterview, ExitInterview.leaving_id == Leaving.id)
        .where(
            Leaving.state.not_in((LeavingState.CLOSED, LeavingState.RETAINED)),
            Leaving.last_day <= today + dt.timedelta(days=14),
        )
    )
    items = []
    for row, name, found in session.execute(query):
        interview: int | None = found
        gone = row.last_day < today
        needs = "Close the checklist" if gone else "Hand-over, returned things, checklist"
        if interview is None and not gone:
            needs = "The exit interview is not held yet"
        items.append(
            TodoItem(
                "team", f"{name} has left: close it" if gone else f"{name} leaves", needs, 9 if gone else 14,
                row.last_day, "late" if gone else "soon", f"joining:leaving/{row.id}",
            )
        )  # fmt: skip
    return items


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Plans that began and ended, gates, what was stuck, notice and exit interview of a person."""
    found: list[Moment] = []
    plans = session.scalars(
        sa.select(JoiningPlan).where(JoiningPlan.person_id == person_id, JoiningPlan.trashed_on.is_(None))
    ).all()
    for plan in plans:
        record = f"joining:plan/{plan.id}"
        if since <= plan.starts_on <= until:
            found.append(
                Moment(plan.starts_on, "Joining", f"Plan began: {plan.name}", "", "team", record, "open")
            )
        gates = set(session.scalars(sa.select(JoiningGate.name).where(JoiningGate.plan_id == plan.id)))
        moves = session.scalars(
            sa.select(JoiningMove).where(
                JoiningMove.plan_id == plan.id, JoiningMove.moved_on.between(since, until)
            )
        )
        telling = {
            rules.GATE_WORDS[state] for state in (GateState.PASSED, GateState.FAILED, GateState.WAIVED)
        }
        for move in moves:
            if move.what in gates and move.to_state in telling:
                detail = ", ".join(part for part in (f"by {move.by}" if move.by else "", move.reason) if part)
                text = f"Gate {move.what}: {move.to_state.lower()}"
                found.append(Moment(move.moved_on, "Joining", text, detail, "team", record, "open"))
            elif move.to_state == rules.ITEM_WORDS[ItemState.STUCK]:
                text = f"Stuck: {move.what}"
                found.append(Moment(move.moved_on, "Joining", text, move.reason, "team", record, "manager"))
            elif move.what == plan.name and move.from_state:
                text = f"Plan {plan.name}: {move.to_state.lower()}"
                found.append(Moment(move.moved_on, "Joining", text, move.reason, "team", record, "manager"))
    found += _as_mentor(session, person_id, since, until)
    query = (
        sa.select(Leaving, ExitInterview)
        .outerjoin(ExitInterview, ExitInterview.leaving_id == Leaving.id)
        .where(Leaving.person_id == person_id)
    )
    for row, held in session.execute(query):
        record = f"joining:leaving/{row.id}"
        if since <= row.opened_on <= until:
            text = f"Leaving begun, last day {saying.day(row.last_day)}"
            found.append(Moment(row.opened_on, "Leaving", text, row.reason, "team", record, "manager"))
        if held is not None and since <= held.held_on <= until:
            found.append(
                Moment(held.held_on, "Leaving", "Exit interview", held.main_reason, "team", record, "manager")
            )
    return found


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Plans by the name of their person or their own."""
    words = text.casefold().split()
    rows = session.execute(
        sa.select(JoiningPlan.id, JoiningPlan.name, JoiningPlan.state, Person.name)
        .join(Person, Person.id == JoiningPlan.person_id)
        .where(JoiningPlan.trashed_on.is_(None))
        .order_by(JoiningPlan.id.desc())
    )
    return [
        Found("team", f"joining:plan/{key}", f"{name}: {person}", rules.PLAN_WORDS[state])
        for key, name, state, person in rows
        if words and all(word in f"{name} {person} plan".casefold() for word in words)
    ][:limit]


def _as_mentor(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """The gates of newcomers a person signed; that they are mentor stands with the pairs of training."""
    names, found = labels(session), []
    gates = session.execute(
        sa.select(JoiningGate, JoiningPlan.person_id)
        .join(JoiningPlan, JoiningPlan.id == JoiningGate.plan_id)
        .where(
            JoiningGate.signer_id == person_id,
            JoiningPlan.person_id != person_id,
            JoiningPlan.trashed_on.is_(None),
            JoiningGate.signed_on.between(since, until),
        )
    )
    for gate, whom in gates:
        text = f"Signed a gate of {names.get(whom, '')}: {gate.name}"
        record = f"joining:plan/{gate.plan_id}"
        if gate.signed_on is not None:
            found.append(Moment(gate.signed_on, "Joining", text, gate.evidence, "team", record, "open"))
    return found
