"""Plans with how far they are, items and gates, templates, sheets, leavings and why people go."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.features.handbook.tables import Policy
from csmanager.features.onboarding import gates, rules
from csmanager.features.onboarding.rules import (
    GateFacts,
    GateRule,
    GateState,
    ItemOwner,
    ItemState,
    PlanKind,
    PlanState,
)
from csmanager.features.onboarding.tables import (
    JobSheet,
    JobSheetCopy,
    JobSheetMark,
    JoiningGate,
    JoiningItem,
    JoiningMove,
    JoiningPlan,
    PlanTemplate,
    PlanTemplateItem,
)
from csmanager.features.team.queries import labels
from csmanager.features.team.tables import Role, Skill
from csmanager.features.training.tables import Course


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One thing to do. ``link``: (what kind, its name) of where it leads, or None; ``record``: where that opens."""

    id: int
    plan_id: int
    person_id: int
    person: str
    mentor: str
    phase: str
    title: str
    detail: str
    owner: ItemOwner
    due_on: dt.date
    mandatory: bool
    needs_evidence: bool
    state: ItemState
    reason: str
    done_on: dt.date | None
    done_by: str
    evidence: str
    link: tuple[str, str] | None
    record: tuple[str, str] | None
    plan_runs: bool
    kind: PlanKind

    @property
    def by(self) -> str:
        """Whose it is, in a word."""
        return rules.owner_word(self.owner, self.kind)

    def late(self, today: dt.date) -> int:
        """Days past its day; 0 when it is not late."""
        return 0 if self.state in rules.SETTLED else max(0, (today - self.due_on).days)


@dataclass(frozen=True, slots=True)
class GateRow:
    """One gate. ``lacks``: what its rule still misses, in words; ``waits``: an earlier gate that is not signed."""

    id: int
    plan_id: int
    person_id: int
    person: str
    name: str
    rule: GateRule
    state: GateState
    lacks: tuple[str, ...]
    waits: str
    ready_on: dt.date | None
    signed_by: str
    signed_on: dt.date | None
    signed_at_kiosk: bool
    evidence: str
    reason: str
    mentor_id: int | None
    facts: GateFacts

    @property
    def is_ready(self) -> bool:
        """Whether somebody may sign it now."""
        open_now = self.state in (GateState.CLOSED, GateState.READY, GateState.FAILED)
        return open_now and not self.lacks and not self.waits

    @property
    def says(self) -> str:
        """What it waits for, or who signed it."""
        if self.state is GateState.PASSED and self.signed_on is not None:
            how = " with a PIN" if self.signed_at_kiosk else ""
            return f"Signed by {self.signed_by}{how} on {saying.day(self.signed_on)}"
        if self.state is GateState.WAIVED:
            return f"Waived: {self.reason}"
        if self.waits:
            return f"Waits for {self.waits}"
        lacks = "; ".join(self.lacks)
        return lacks[:1].upper() + lacks[1:] if lacks else "Its rule is met; it waits for a signature"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan and how far it is; only items that must be done count as what is left."""

    id: int
    person_id: int
    person: str
    name: str
    kind: PlanKind
    version: int
    starts_on: dt.date
    mentor_id: int | None
    mentor: str
    state: PlanState
    state_since: dt.date
    reason: str
    items: tuple[ItemRow, ...]
    gates: tuple[GateRow, ...]

    @property
    def done(self) -> int:
        """Items that are done or waived."""
        return sum(item.state in rules.SETTLED for item in self.items)

    @property
    def stuck(self) -> int:
        """Items that are held up."""
        return sum(item.state is ItemState.STUCK for item in self.items)

    def late(self, today: dt.date) -> int:
        """Items past their day, while the plan runs."""
        if self.state is not PlanState.ACTIVE:
            return 0
        return sum(item.late(today) > 0 for item in self.items)

    @property
    def next_item(self) -> ItemRow | None:
        """What comes next."""
        return min(
            (item for item in self.items if item.state not in rules.SETTLED),
            key=lambda item: item.due_on,
            default=None,
        )

    @property
    def next_gate(self) -> GateRow | None:
        """The first gate nobody has signed."""
        return next((gate for gate in self.gates if gate.state not in rules.GONE_THROUGH), None)

    @property
    def days_to_solo(self) -> int | None:
        """Days from the start to the signature under the last gate; None unless every gate was signed."""
        days = [gate.signed_on for gate in self.gates if gate.signed_on is not None]
        if not days or any(gate.state is not GateState.PASSED for gate in self.gates):
            return None
        return (max(days) - self.starts_on).days


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One step of a plan."""

    moved_on: dt.date
    what: str
    from_state: str
    to_state: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template in use. ``plans``: how many were made from any version of it."""

    id: int
    key: str
    version: int
    name: str
    kind: PlanKind
    role: str
    role_id: int | None
    about: str
    made_on: dt.date
    items: int
    days: int
    plans: int


@dataclass(frozen=True, slots=True)
class SheetRow:
    """An on-the-job sheet with its copies: how many are out, how many came back, how many with all lines alone."""

    id: int
    key: str
    title: str
    body: str
    out: int
    back: int
    alone: int


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A printed copy. ``marks``: of its lines, in order, once it came back."""

    id: int
    sheet_id: int
    person: str
    code: str
    title: str
    body: str
    printed_on: dt.date
    returned_on: dt.date | None
    signed_by: str
    marks: tuple[rules.Mark, ...]


def plans(
    session: Session, today: dt.date, *, plan_id: int | None = None, person_id: int | None = None
) -> list[PlanRow]:
    """All plans outside the Trash, those that run first, the newest before older ones."""
    query = sa.select(JoiningPlan).where(JoiningPlan.trashed_on.is_(None))
    if plan_id is not None:
        query = query.where(JoiningPlan.id == plan_id)
    if person_id is not None:
        query = query.where(JoiningPlan.person_id == person_id)
    rows = session.scalars(query).all()
    names = labels(session) if rows else {}
    versions = dict(session.execute(sa.select(PlanTemplate.id, PlanTemplate.version)).all())
    items, own_gates = _items(session, rows, names), _gates(session, rows, names, today)
    found = [
        PlanRow(
            row.id, row.person_id, names[row.person_id], row.name, row.kind, versions.get(row.template_id, 1),
            row.starts_on, row.mentor_id, names.get(row.mentor_id or 0, ""), row.state, row.state_since, row.reason,
            tuple(items[row.id]), tuple(own_gates[row.id]),
        )
        for row in rows
    ]  # fmt: skip
    order = {PlanState.ACTIVE: 0, PlanState.PAUSED: 0, PlanState.DRAFT: 0}
    return sorted(found, key=lambda row: (order.get(row.state, 1), -row.starts_on.toordinal(), row.id))


def moves(session: Session, plan_id: int) -> list[MoveRow]:
    """What happened in a plan, newest first."""
    query = sa.select(JoiningMove).where(JoiningMove.plan_id == plan_id).order_by(JoiningMove.id.desc())
    return [
        MoveRow(row.moved_on, row.what, row.from_state, row.to_state, row.by, row.reason)
        for row in session.scalars(query)
    ]


def templates(session: Session) -> list[TemplateRow]:
    """The templates in use, by kind and name."""
    roles = dict(session.execute(sa.select(Role.id, Role.name)).all())
    keys = dict(session.execute(sa.select(PlanTemplate.id, PlanTemplate.key)).all())
    used = Counter(
        keys.get(key, "")
        for key in session.scalars(sa.select(JoiningPlan.template_id).where(JoiningPlan.trashed_on.is_(None)))
    )
    counted = {
        row[0]: (row[1], row[2])
        for row in session.execute(
            sa.select(
                PlanTemplateItem.template_id, sa.func.count(), sa.func.max(PlanTemplateItem.offset_days)
            ).group_by(PlanTemplateItem.template_id)
        )
    }
    found = [
        TemplateRow(
            row.id, row.key, row.version, row.name, row.kind, roles.get(row.role_id or 0, ""), row.role_id,
            row.about, row.made_on, *counted.get(row.id, (0, 0)), used[row.key],
        )
        for row in session.scalars(sa.select(PlanTemplate).where(PlanTemplate.ended_on.is_(None)))
    ]  # fmt: skip
    return sorted(found, key=lambda row: (list(PlanKind).index(row.kind), row.name.casefold()))


def sheets(session: Session) -> list[SheetRow]:
    """The sheets that are offered, by title."""
    marks = _marks(session)
    copies: dict[int, list[JobSheetCopy]] = defaultdict(list)
    for copy in session.scalars(sa.select(JobSheetCopy)):
        copies[copy.sheet_id].append(copy)
    found = [
        SheetRow(
            row.id, row.key, row.title, row.body,
            sum(copy.returned_on is None for copy in copies[row.id]),
            sum(copy.returned_on is not None for copy in copies[row.id]),
            sum(bool(marks[copy.id]) and set(marks[copy.id]) == {rules.Mark.ALONE} for copy in copies[row.id]),
        )
        for row in session.scalars(sa.select(JobSheet).where(JobSheet.ended_on.is_(None)))
    ]  # fmt: skip
    return sorted(found, key=lambda row: row.title.casefold())


def copies(
    session: Session, ids: Sequence[int] | None = None, *, sheet_id: int | None = None
) -> list[CopyRow]:
    """Printed copies: these, or those of a sheet, newest first."""
    query = sa.select(JobSheetCopy)
    if ids is not None:
        query = query.where(JobSheetCopy.id.in_(ids))
    if sheet_id is not None:
        query = query.where(JobSheetCopy.sheet_id == sheet_id)
    rows = session.scalars(query.order_by(JobSheetCopy.id.desc())).all()
    names, marks = labels(session), _marks(session)
    return [
        CopyRow(
            row.id, row.sheet_id, names[row.person_id], row.code, row.title, row.body, row.printed_on,
            row.returned_on, row.signed_by, tuple(marks[row.id]),
        )
        for row in rows
    ]  # fmt: skip


def _marks(session: Session) -> dict[int, list[rules.Mark]]:
    found: dict[int, list[rules.Mark]] = defaultdict(list)
    for row in session.scalars(sa.select(JobSheetMark).order_by(JobSheetMark.copy_id, JobSheetMark.place)):
        found[row.copy_id].append(row.mark)
    return found


def _items(
    session: Session, plans_: Sequence[JoiningPlan], names: dict[int, str]
) -> dict[int, list[ItemRow]]:
    by_id = {plan.id: plan for plan in plans_}
    policies = {
        row[0]: f"{row[1]} {row[2]}"
        for row in session.execute(sa.select(Policy.id, Policy.code, Policy.title))
    }
    courses = dict(session.execute(sa.select(Course.id, Course.title)).all())
    skills = dict(session.execute(sa.select(Skill.id, Skill.name)).all())
    sheet_names = dict(session.execute(sa.select(JobSheet.id, JobSheet.title)).all())
    found: dict[int, list[ItemRow]] = defaultdict(list)
    query = sa.select(JoiningItem).where(JoiningItem.plan_id.in_(by_id))
    for row in session.scalars(query.order_by(JoiningItem.due_on, JoiningItem.place)):
        plan = by_id[row.plan_id]
        link = record = None
        if row.policy_id is not None:
            link = ("Policy", policies.get(row.policy_id, ""))
            record = ("handbook", f"policies:{row.policy_id}")
        elif row.course_id is not None:
            link, record = (
                ("Course", courses.get(row.course_id, "")),
                ("team", f"training:course/{row.course_id}"),
            )
        elif row.sheet_id is not None:
            link, record = (
                ("Sheet", sheet_names.get(row.sheet_id, "")),
                ("team", f"joining:sheet/{row.sheet_id}"),
            )
        elif row.skill_id is not None:
            link = ("Skill", skills.get(row.skill_id, ""))
        elif row.document:
            link = ("Document", row.document)
        found[row.plan_id].append(
            ItemRow(
                row.id, row.plan_id, plan.person_id, names[plan.person_id], names.get(plan.mentor_id or 0, ""),
                row.phase, row.title, row.detail, row.owner, row.due_on, row.mandatory, row.needs_evidence, row.state,
                row.reason, row.done_on, row.done_by, row.evidence, link, record, plan.state is PlanState.ACTIVE,
                plan.kind,
            )
        )  # fmt: skip
    return found


def _gates(
    session: Session, plans_: Sequence[JoiningPlan], names: dict[int, str], today: dt.date
) -> dict[int, list[GateRow]]:
    by_id = {plan.id: plan for plan in plans_}
    facts = gates.facts_of(session, plans_, today)
    found: dict[int, list[GateRow]] = defaultdict(list)
    query = sa.select(JoiningGate).where(JoiningGate.plan_id.in_(by_id))
    for row in session.scalars(query.order_by(JoiningGate.plan_id, JoiningGate.place)):
        plan, before = by_id[row.plan_id], found[row.plan_id]
        rule = gates.rule_of(row)
        waits = next((one.name for one in before if one.state not in rules.GONE_THROUGH), "")
        lacks = () if row.state in rules.GONE_THROUGH else tuple(rules.missing_for(rule, facts[plan.id]))
        before.append(
            GateRow(
                row.id, row.plan_id, plan.person_id, names[plan.person_id], row.name, rule, row.state, lacks, waits,
                row.ready_on, row.signed_by, row.signed_on, row.signed_at_kiosk, row.evidence, row.reason,
                plan.mentor_id, facts[plan.id],
            )
        )  # fmt: skip
    return found
