"""Reading conflicts and warnings. Sealed texts come as tokens; whoever shows them unseals them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.conduct import rules
from csmanager.features.conduct.ladder import earlier
from csmanager.features.conduct.rules import Appeal, Kind, Severity, Standing, State, Step
from csmanager.features.conduct.tables import (
    ConductMove,
    Conflict,
    ConflictCheckIn,
    ConflictParty,
    Discipline,
)
from csmanager.features.team.tables import Person


@dataclass(frozen=True, slots=True)
class SideRow:
    """Somebody in a conflict. ``statement`` and ``commits`` are tokens."""

    id: int
    person_id: int
    person: str
    asked_on: dt.date | None
    statement: str
    stated_on: dt.date | None
    at_kiosk: bool
    commits: str
    signed_on: dt.date | None
    signed_at_kiosk: bool = False


@dataclass(frozen=True, slots=True)
class CheckInRow:
    """One check-in of an agreement; ``note`` is a token."""

    id: int
    week: int
    due_on: dt.date
    held_on: dt.date | None
    holds: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One move; ``reason`` is a token about ``conduct_move.reason:id``."""

    id: int
    moved_on: dt.date
    move: str
    reason: str


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One conflict; its texts are tokens."""

    id: int
    people: str
    kind: Kind
    severity: Severity
    state: State
    is_formal: bool
    opened_on: dt.date
    closed_on: dt.date | None
    apart_until: dt.date | None
    next_on: dt.date | None  # the next check-in
    about: str
    raised_by: str
    clause: str
    owner: str
    routed_to: str
    common_ground: str
    outcome: str
    sides: tuple[SideRow, ...]
    check_ins: tuple[CheckInRow, ...]
    moves: tuple[MoveRow, ...]


@dataclass(frozen=True, slots=True)
class WarningRow:
    """One warning; its texts are tokens. ``counts``: whether it stands today."""

    id: int
    person_id: int
    person: str
    step: Step
    severity: Severity
    clause: str
    standing: Standing
    counts: bool
    happened_on: dt.date
    drafted_on: dt.date
    issued_on: dt.date | None
    expires_on: dt.date | None
    appeal: Appeal
    appealed_on: dt.date | None
    decided_on: dt.date | None
    facts: str
    response: str
    expected: str
    skip_reason: str
    appeal_reason: str
    decision: str
    moves: tuple[MoveRow, ...]


@dataclass(frozen=True, slots=True)
class LikeCases:
    """What like cases got: the same rule at the same severity, and the same rule at any. No verdict.

    ``same`` and ``others`` count people and steps (step -> cases); one that was overturned is not in them.
    """

    same: Mapping[Step, int]
    others: Mapping[Step, int]
    overturned: int

    @property
    def n(self) -> int:
        """How many like cases there are."""
        return sum(self.same.values())


def conflicts(session: Session) -> list[ConflictRow]:
    """Every conflict, those under way first, then the newest."""
    names = {row.id: row.name for row in session.execute(sa.select(Person.id, Person.name))}
    sides: dict[int, list[SideRow]] = {}
    for one in session.scalars(sa.select(ConflictParty).order_by(ConflictParty.id)):
        sides.setdefault(one.conflict_id, []).append(
            SideRow(
                one.id,
                one.person_id,
                names.get(one.person_id, "somebody"),
                one.asked_on,
                one.statement,
                one.stated_on,
                one.at_kiosk,
                one.commits,
                one.signed_on,
                bool(one.signed_at_kiosk),
            )
        )
    checks: dict[int, list[CheckInRow]] = {}
    for check in session.scalars(sa.select(ConflictCheckIn).order_by(ConflictCheckIn.due_on)):
        checks.setdefault(check.conflict_id, []).append(
            CheckInRow(check.id, check.week, check.due_on, check.held_on, check.holds, check.note)
        )
    moves = _moves(session, "conflict_id")
    found = [
        ConflictRow(
            row.id,
            " and ".join(side.person for side in sides.get(row.id, [])),
            row.kind,
            row.severity,
            row.state,
            row.is_formal,
            row.opened_on,
            row.closed_on,
            row.apart_until,
            next((c.due_on for c in checks.get(row.id, []) if c.held_on is None), None),
            row.about,
            row.raised_by,
            row.clause,
            row.owner,
            row.routed_to,
            row.common_ground,
            row.outcome,
            tuple(sides.get(row.id, [])),
            tuple(checks.get(row.id, [])),
            moves.get(row.id, ()),
        )
        for row in session.scalars(sa.select(Conflict))
    ]
    return sorted(found, key=lambda row: (row.state in rules.ENDED, -row.opened_on.toordinal(), -row.id))


def warnings(session: Session, today: dt.date) -> list[WarningRow]:
    """Every warning, drafts first, then the newest."""
    moves = _moves(session, "discipline_id")
    query = sa.select(Discipline, Person.name).join(Person, Person.id == Discipline.person_id)
    found = [
        WarningRow(
            row.id,
            row.person_id,
            name,
            row.step,
            row.severity,
            row.clause,
            row.standing,
            row.issued_on is not None
            and rules.counts(rules.Earlier(row.step, row.standing, row.issued_on, row.expires_on), today),
            row.happened_on,
            row.drafted_on,
            row.issued_on,
            row.expires_on,
            row.appeal,
            row.appealed_on,
            row.decided_on,
            row.facts,
            row.response,
            row.expected,
            row.skip_reason,
            row.appeal_reason,
            row.decision,
            moves.get(row.id, ()),
        )
        for row, name in session.execute(query)
    ]
    return sorted(
        found, key=lambda row: (row.standing is not Standing.DRAFT, -row.happened_on.toordinal(), -row.id)
    )


def like_cases(session: Session, clause: str, severity: Severity, *, but: int | None = None) -> LikeCases:
    """What was issued for the same rule; ``but``: the warning that is asked about."""
    query = sa.select(Discipline).where(
        sa.func.lower(Discipline.clause) == " ".join(clause.split()).lower(),
        Discipline.issued_on.is_not(None),
    )
    rows = [row for row in session.scalars(query) if row.id != but]
    stood = [row for row in rows if row.standing is not Standing.OVERTURNED]
    return LikeCases(
        Counter(row.step for row in stood if row.severity is severity),
        Counter(row.step for row in stood if row.severity is not severity),
        len(rows) - len(stood),
    )


def like_cases_text(found: LikeCases, severity: Severity) -> str:
    """The like cases in words, with their number; no verdict."""
    word = rules.SEVERITY_WORDS[severity].lower()
    if not found.n:
        text = f"No case before of this rule and as {word} as this one."
    else:
        cases = "1 case" if found.n == 1 else f"{found.n} cases"
        text = f"{cases} before of this rule, as {word} as this one: {_steps(found.same)}."
    if found.others:
        text += f" More or less grave, of the same rule: {_steps(found.others)}."
    if found.overturned:
        text += f" Overturned on appeal and not counted: {found.overturned}."
    return text


def _steps(counted: Mapping[Step, int]) -> str:
    return ", ".join(
        f"{rules.STEP_WORDS[step].lower()} {counted[step]}" for step in rules.STEPS if counted.get(step)
    )


def next_step(session: Session, person_id: int, today: dt.date) -> Step:
    """The step that comes next for somebody."""
    return rules.next_step(earlier(session, person_id), today)


def clauses(session: Session) -> list[str]:
    """Rules that may have been broken: those named before, then the policies in force."""
    from csmanager.features.handbook.rules import VersionState
    from csmanager.features.handbook.tables import Policy, PolicyVersion

    known = list(session.scalars(sa.select(Discipline.clause).distinct().order_by(Discipline.clause)))
    query = (
        sa.select(Policy.code, Policy.title)
        .join(PolicyVersion, PolicyVersion.policy_id == Policy.id)
        .where(PolicyVersion.state == VersionState.IN_FORCE)
        .distinct()
        .order_by(Policy.title)
    )
    named = [f"{title} ({code})" for code, title in session.execute(query)]
    return list(dict.fromkeys([*known, *named]))


def apart(session: Session, on: dt.date) -> list[tuple[int, int, dt.date]]:
    """(person, person, until) of everybody who should not be on one shift on a day; not why. For the schedule."""
    query = (
        sa.select(Conflict.id, Conflict.apart_until, ConflictParty.person_id)
        .join(ConflictParty, ConflictParty.conflict_id == Conflict.id)
        .where(Conflict.apart_until >= on)
        .order_by(Conflict.id, ConflictParty.person_id)
    )
    by_conflict: dict[int, tuple[dt.date, list[int]]] = {}
    for number, until, person_id in session.execute(query):
        by_conflict.setdefault(number, (until or on, []))[1].append(person_id)
    return [
        (one, other, until)
        for until, whom in by_conflict.values()
        for at, one in enumerate(whom)
        for other in whom[at + 1 :]
    ]


def _moves(session: Session, column: str) -> dict[int, tuple[MoveRow, ...]]:
    key = getattr(ConductMove, column)
    found: dict[int, list[MoveRow]] = {}
    for row in session.scalars(sa.select(ConductMove).where(key.is_not(None)).order_by(ConductMove.id)):
        found.setdefault(getattr(row, column), []).append(MoveRow(row.id, row.moved_on, row.move, row.reason))
    return {number: tuple(rows) for number, rows in found.items()}
