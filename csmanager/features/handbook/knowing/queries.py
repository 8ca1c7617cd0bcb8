"""Where everybody stands with every text: the matrix, the chase list, the signatures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.features.handbook.knowing import rules
from csmanager.features.handbook.knowing.rules import Due, How, Reason, State
from csmanager.features.handbook.knowing.tables import (
    Acknowledgement,
    Assignment,
    Quiz,
    QuizAttempt,
    SignRule,
    Waiver,
)
from csmanager.features.handbook.rules import PolicyKind, VersionState
from csmanager.features.handbook.tables import Policy, PolicyVersion
from csmanager.features.team.queries import PersonRow, canonical_ids, people


@dataclass(frozen=True, slots=True)
class KnowRow:
    """One person and one text they were asked to sign.

    ``number``: the material version asked for; ``present``: the version in force now (an editorial heir may be
    newer; None when retired) with its id. ``signed_*``: the signature that counts, None without one.
    """

    person_id: int
    person: str
    team: str
    role: str
    policy_id: int
    code: str
    title: str
    version_id: int
    number: int
    present_id: int | None
    present: int | None
    assigned_on: dt.date
    due_on: dt.date
    reason: Reason
    state: State
    signed_at: dt.datetime | None = None
    signed_number: int | None = None
    how: How | None = None

    @property
    def id(self) -> tuple[int, int]:
        """What tells the row from others."""
        return self.person_id, self.version_id

    def age(self, today: dt.date) -> int | None:
        """Days since it was asked, while it is open; None when it is answered."""
        return (today - self.assigned_on).days if self.state in rules.PENDING else None

    @property
    def mark(self) -> str:
        """The shape of its state."""
        return rules.STATE_MARKS[self.state]

    def words(self, today: dt.date) -> str:
        """How late it is, or by when it is due."""
        late = self.late(today)
        return f"{late} day{'s' if late > 1 else ''} late" if late else f"by {saying.day(self.due_on)}"

    def late(self, today: dt.date) -> int:
        """Days past the date; 0 when it is not late."""
        return max(0, (today - self.due_on).days) if self.state in rules.PENDING else 0


@dataclass(frozen=True, slots=True)
class PolicyHead:
    """One column of the matrix. ``asked``/``answered``: people here who were asked, and who signed or are waived."""

    id: int
    code: str
    title: str
    version_id: int
    number: int
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of a sign sheet."""

    code: str
    person_id: int
    person: str
    version_id: int
    policy_code: str
    title: str
    number: int

    @property
    def id(self) -> str:
        """The code."""
        return self.code


@dataclass(frozen=True, slots=True)
class RuleRow:
    """How a policy is signed."""

    policy_id: int
    must_sign: bool
    sign_days: int


def standings(
    session: Session,
    today: dt.date,
    *,
    person_id: int | None = None,
    policy_id: int | None = None,
    with_ended: bool = False,
) -> list[KnowRow]:
    """Everybody here and every text in force they were asked to sign, by name and policy.

    ``with_ended``: also texts that were replaced or retired since. Signatures of merged records count for the one
    that stayed.
    """
    here = {row.id: row for row in people(session, today)}
    return _standings(session, here, today, person_id, policy_id, with_ended)


def unsigned(session: Session, here: dict[int, PersonRow], today: dt.date, due_by: dt.date) -> list[KnowRow]:
    """Those of ``standings`` that wait and are due by a day; reads only what bears on them. ``here``: by id."""
    has_signed = (
        sa.exists()
        .where(
            Acknowledgement.person_id == Assignment.person_id,
            Acknowledgement.policy_id == Assignment.policy_id,
            Acknowledgement.version_id == PolicyVersion.id,
            PolicyVersion.state == VersionState.IN_FORCE,
        )
        .correlate(Assignment)
    )
    asked = session.execute(
        sa.select(Assignment.person_id, Assignment.policy_id).where(
            Assignment.ended_on.is_(None), Assignment.due_on <= due_by, ~has_signed
        )
    )
    pairs = {(person_id, policy_id) for person_id, policy_id in asked if person_id in here}
    found = []
    for policy_id in sorted({policy_id for _, policy_id in pairs}):
        some = {key: here[key] for key, policy in pairs if policy == policy_id}
        rows = _standings(session, some, today, None, policy_id, False)
        found += [row for row in rows if row.state in rules.PENDING and row.due_on <= due_by]
    return sorted(found, key=lambda row: (row.person.casefold(), row.code.casefold(), row.number))


def _standings(
    session: Session,
    here: dict[int, PersonRow],
    today: dt.date,
    person_id: int | None,
    policy_id: int | None,
    with_ended: bool,
) -> list[KnowRow]:
    query = (
        sa.select(
            Assignment.person_id,
            Assignment.policy_id,
            Assignment.version_id,
            Assignment.assigned_on,
            Assignment.due_on,
            Assignment.reason,
            Assignment.ended_on,
            Policy.code,
            Policy.title,
            PolicyVersion.number,
        )
        .join(Policy, Policy.id == Assignment.policy_id)
        .join(PolicyVersion, PolicyVersion.id == Assignment.version_id)
    )
    if person_id is not None:
        query = query.where(Assignment.person_id == person_id)
    if policy_id is not None:
        query = query.where(Assignment.policy_id == policy_id)
    if not with_ended:
        query = query.where(Assignment.ended_on.is_(None))
    signed = _signed(session, policy_id)
    waived = waivers(session, today)
    tries = _tries(session, policy_id)
    present = {
        row.policy_id: (row.id, row.number)
        for row in session.execute(
            sa.select(PolicyVersion.policy_id, PolicyVersion.id, PolicyVersion.number).where(
                PolicyVersion.state == VersionState.IN_FORCE
            )
        )
    }
    ends = _next_roots(session, policy_id)
    found = []
    for task in session.execute(query):
        code, title, number = task.code, task.title, task.number
        person = here.get(task.person_id)
        if person is None:
            continue
        now_id, now_number = present.get(task.policy_id, (None, None))
        last = ends.get(task.version_id)
        mine = [
            ack
            for ack in signed.get((task.person_id, task.policy_id), ())
            if number <= ack.number and (last is None or ack.number < last)
        ]
        best = mine[-1] if mine else None
        is_signed = best is not None and (task.ended_on is not None or best.number == now_number)
        passed = tries.get((task.person_id, task.policy_id), {})
        own = [ok for version, ok in passed.items() if version >= number]
        state = rules.standing(
            Due(
                task.person_id,
                task.policy_id,
                task.version_id,
                task.assigned_on,
                task.due_on,
                task.reason,
                task.ended_on,
            ),
            today,
            signed=is_signed,
            carried=best is not None,
            waived=(task.person_id, task.policy_id) in waived,
            quiz_failed=bool(own) and not any(own),
        )
        found.append(
            KnowRow(
                task.person_id,
                person.name,
                person.team or "",
                person.role or "",
                task.policy_id,
                code,
                title,
                task.version_id,
                number,
                now_id if task.ended_on is None else None,
                now_number if task.ended_on is None else None,
                task.assigned_on,
                task.due_on,
                task.reason,
                state,
                best.signed_at if best else None,
                best.number if best else None,
                best.how if best else None,
            )
        )
    return sorted(found, key=lambda row: (row.person.casefold(), row.code.casefold(), row.number))


@dataclass(frozen=True, slots=True)
class _Signed:
    number: int
    signed_at: dt.datetime
    how: How


def _signed(session: Session, policy_id: int | None) -> dict[tuple[int, int], list[_Signed]]:
    """(person that counts, policy) -> signatures, by version."""
    canonical = canonical_ids(session)
    query = sa.select(
        Acknowledgement.person_id,
        Acknowledgement.policy_id,
        PolicyVersion.number,
        Acknowledgement.signed_at,
        Acknowledgement.how,
    ).join(PolicyVersion, PolicyVersion.id == Acknowledgement.version_id)
    if policy_id is not None:
        query = query.where(Acknowledgement.policy_id == policy_id)
    found: dict[tuple[int, int], list[_Signed]] = {}
    for row in session.execute(query.order_by(PolicyVersion.number, Acknowledgement.id)):
        key = (canonical[row.person_id], row.policy_id)
        found.setdefault(key, []).append(_Signed(row.number, row.signed_at, row.how))
    return found


def _next_roots(session: Session, policy_id: int | None) -> dict[int, int]:
    """Material version -> number of the material version that replaced it."""
    found: dict[int, int] = {}
    before: tuple[int, int] | None = None
    query = sa.select(Assignment.policy_id, Assignment.version_id, PolicyVersion.number).join(
        PolicyVersion, PolicyVersion.id == Assignment.version_id
    )
    if policy_id is not None:
        query = query.where(Assignment.policy_id == policy_id)
    for row in session.execute(query.distinct().order_by(Assignment.policy_id, PolicyVersion.number)):
        if before is not None and before[0] == row.policy_id:
            found[before[1]] = row.number
        before = (row.policy_id, row.version_id)
    return found


def _tries(session: Session, policy_id: int | None) -> dict[tuple[int, int], dict[int, bool]]:
    """(person that counts, policy) -> version number -> whether a quiz asked before signing was passed on it."""
    canonical = canonical_ids(session)
    found: dict[tuple[int, int], dict[int, bool]] = {}
    query = (
        sa.select(QuizAttempt.person_id, Quiz.policy_id, PolicyVersion.number, QuizAttempt.passed)
        .join(Quiz, Quiz.id == QuizAttempt.quiz_id)
        .join(PolicyVersion, PolicyVersion.id == QuizAttempt.version_id)
        .where(Quiz.before_signing.is_(True), Quiz.ended_on.is_(None))
    )
    if policy_id is not None:
        query = query.where(Quiz.policy_id == policy_id)
    for row in session.execute(query):
        own = found.setdefault((canonical[row.person_id], row.policy_id), {})
        own[row.number] = own.get(row.number, False) or row.passed
    return found


def waivers(session: Session, today: dt.date) -> dict[tuple[int, int], tuple[str, str, dt.date | None]]:
    """(person, policy) -> approver, reason and last day of the waiver that holds today."""
    canonical = canonical_ids(session)
    return {
        (canonical[row.person_id], row.policy_id): (row.approver, row.reason, row.expires_on)
        for row in session.execute(
            sa.select(Waiver.person_id, Waiver.policy_id, Waiver.approver, Waiver.reason, Waiver.expires_on)
            .where(Waiver.granted_on <= today, sa.or_(Waiver.expires_on.is_(None), Waiver.expires_on > today))
            .order_by(Waiver.id)
        )
    }


def standing_of(session: Session, person_id: int, policy_id: int, today: dt.date) -> State | None:
    """Where one person stands with the text in force; None when they are not asked."""
    found = standings(session, today, person_id=person_id, policy_id=policy_id)
    return found[0].state if found else None


def chase(session: Session, today: dt.date) -> list[KnowRow]:
    """Whoever has not signed yet, what is open longest first."""
    found = [row for row in standings(session, today) if row.state in rules.PENDING]
    return sorted(found, key=lambda row: (row.due_on, row.assigned_on, row.person.casefold(), row.code))


def chase_text(rows: Sequence[KnowRow], today: dt.date) -> str:
    """The chase list as a message: one block a person, what is late first."""
    blocks: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: (row.due_on, row.code)):
        line = f"- {row.code} {row.title}, version {row.present or row.number}: {row.words(today)}"
        blocks.setdefault(row.person, []).append(line)
    return "\n\n".join(
        "\n".join([f"{person}, please read and sign:", *lines]) for person, lines in blocks.items()
    )


def heads_of(rows: Sequence[KnowRow]) -> list[PolicyHead]:
    """The policies of ``rows`` by code, with how many answered of how many asked."""
    found: dict[int, PolicyHead] = {}
    for row in rows:
        head = found.get(row.policy_id) or PolicyHead(
            row.policy_id,
            row.code,
            row.title,
            row.present_id or row.version_id,
            row.present or row.number,
            0,
            0,
        )
        if row.state is not State.NOT_ASKED:
            answered = row.state in rules.ANSWERED
            head = replace(head, asked=head.asked + 1, answered=head.answered + answered)
        found[row.policy_id] = head
    return sorted(found.values(), key=lambda head: head.code.casefold())


def sheet_lines(session: Session, rows: Sequence[KnowRow]) -> list[SheetLine]:
    """The lines of sign sheets for what is open in ``rows``, by policy and name."""
    from csmanager.features.handbook.knowing import codes

    bodies = dict(
        session.execute(
            sa.select(PolicyVersion.id, PolicyVersion.body).where(
                PolicyVersion.id.in_({row.present_id for row in rows if row.present_id})
            )
        ).all()
    )
    found = [
        SheetLine(
            codes.encode(row.person_id, row.present_id, rules.text_hash(bodies[row.present_id])),
            row.person_id,
            row.person,
            row.present_id,
            row.code,
            row.title,
            row.present or row.number,
        )
        for row in rows
        if row.state in rules.PENDING and row.present_id in bodies
    ]
    return sorted(found, key=lambda line: (line.policy_code.casefold(), line.person.casefold()))


def quiz_still_needed(session: Session, person_id: int, policy_id: int, number: int) -> int | None:
    """The quiz that has to be passed before signing version ``number``; None when none is, or not any more."""
    quiz_id = session.scalar(
        sa.select(Quiz.id).where(
            Quiz.policy_id == policy_id, Quiz.before_signing.is_(True), Quiz.ended_on.is_(None)
        )
    )
    if quiz_id is None or passed_attempt(session, person_id, policy_id, number) is not None:
        return None
    return quiz_id


def passed_attempt(session: Session, person_id: int, policy_id: int, number: int) -> int | None:
    """The newest attempt that passed the policy's quiz on this version or an earlier wording of it."""
    root = root_number(session, policy_id, number)
    return session.scalar(
        sa.select(sa.func.max(QuizAttempt.id))
        .join(Quiz, Quiz.id == QuizAttempt.quiz_id)
        .join(PolicyVersion, PolicyVersion.id == QuizAttempt.version_id)
        .where(
            QuizAttempt.person_id == person_id,
            QuizAttempt.passed.is_(True),
            Quiz.policy_id == policy_id,
            Quiz.before_signing.is_(True),
            Quiz.ended_on.is_(None),
            PolicyVersion.number >= root,
        )
    )


def root_number(session: Session, policy_id: int, number: int) -> int:
    """The material version that ``number`` only puts in other words (itself when it is material)."""
    from csmanager.features.handbook.rules import ChangeKind

    return (
        session.scalar(
            sa.select(sa.func.max(PolicyVersion.number)).where(
                PolicyVersion.policy_id == policy_id,
                PolicyVersion.number <= number,
                PolicyVersion.change_kind != ChangeKind.EDITORIAL,
                PolicyVersion.published_on.is_not(None),
            )
        )
        or number
    )


def sign_rules(session: Session) -> list[RuleRow]:
    """How every policy outside the Trash is signed."""
    ruled = {row.policy_id: row for row in session.scalars(sa.select(SignRule))}
    found = []
    for policy_id, kind in session.execute(
        sa.select(Policy.id, Policy.kind).where(Policy.trashed_on.is_(None))
    ):
        rule = ruled.get(policy_id)
        must = rule.must_sign if rule else PolicyKind(kind) in rules.SIGNED_KINDS
        found.append(RuleRow(policy_id, must, rule.sign_days if rule else rules.SIGN_DAYS))
    return found


def gaps(session: Session, person_id: int, today: dt.date) -> list[KnowRow]:
    """What one person still has to sign, what is late first."""
    found = [row for row in standings(session, today, person_id=person_id) if row.state in rules.PENDING]
    return sorted(found, key=lambda row: (row.due_on, row.code))
