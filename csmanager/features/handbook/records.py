"""Finding the rows that actions change, and keeping the clauses of a version as its text has them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.handbook import clauses, rules
from csmanager.features.handbook.clauses import Clause
from csmanager.features.handbook.rules import ChangeKind, VersionState
from csmanager.features.handbook.tables import Policy, PolicyClause, PolicyVersion


def policy_of(session: Session, policy_id: int) -> Policy:
    """The policy; raises RuleBroken when it is gone."""
    policy = session.get(Policy, policy_id)
    if policy is None:
        raise RuleBroken("This policy is no longer there.")
    return policy


def version_in(session: Session, policy_id: int, *states: VersionState) -> PolicyVersion | None:
    """The newest version of a policy in one of ``states``."""
    return session.scalar(
        sa.select(PolicyVersion)
        .where(PolicyVersion.policy_id == policy_id, PolicyVersion.state.in_(states))
        .order_by(PolicyVersion.number.desc())
        .limit(1)
    )


def add_draft(session: Session, policy: Policy, body: str, today: dt.date) -> PolicyVersion:
    """A draft with the next number."""
    last = session.scalar(
        sa.select(sa.func.max(PolicyVersion.number)).where(PolicyVersion.policy_id == policy.id)
    )
    has_former = session.scalar(
        sa.select(
            sa.exists().where(PolicyVersion.policy_id == policy.id, PolicyVersion.published_on.is_not(None))
        )
    )
    draft = PolicyVersion(
        policy_id=policy.id,
        number=(last or 0) + 1,
        state=VersionState.DRAFT,
        body=body,
        change_kind=ChangeKind.MATERIAL if has_former else ChangeKind.FIRST,
        drafted_on=today,
    )
    session.add(draft)
    session.flush()
    keep_clauses(session, draft)
    return draft


def set_body(session: Session, draft: PolicyVersion, body: str) -> None:
    """Give a draft another text."""
    if draft.body != body:
        draft.body = body
        keep_clauses(session, draft)


def remove_version(session: Session, version: PolicyVersion) -> None:
    """Delete a version with its clauses."""
    for row in _rows(session, version.id):
        session.delete(row)
    session.flush()
    session.delete(version)


def keep_clauses(session: Session, version: PolicyVersion) -> None:
    """Make the clauses of ``version`` those of its text; a clause it had, or an older version has, keeps its key."""
    rows = {row.key: row for row in _rows(session, version.id)}
    history = session.execute(
        sa.select(PolicyClause.key, PolicyClause.heading, PolicyVersion.number)
        .join(PolicyVersion, PolicyVersion.id == PolicyClause.version_id)
        .where(PolicyClause.policy_id == version.policy_id, PolicyVersion.number < version.number)
        .order_by(PolicyVersion.number)
    ).all()
    earlier = {clauses.plain_heading(row.heading): row.key for row in history}
    former = session.scalar(
        sa.select(PolicyVersion)
        .where(PolicyVersion.policy_id == version.policy_id, PolicyVersion.number < version.number)
        .order_by(PolicyVersion.number.desc())
        .limit(1)
    )
    made = clauses.keyed(
        version.body,
        _base(session, version, former, rows),
        earlier,
        taken={row.key for row in history},
    )
    wanted = {clause.key: (at, clause) for at, clause in enumerate(made)}
    for key, row in rows.items():
        if key not in wanted:
            session.delete(row)
    for key, (at, clause) in wanted.items():
        kept = rows.get(key)
        if kept is None:
            session.add(
                PolicyClause(
                    version_id=version.id,
                    policy_id=version.policy_id,
                    position=at,
                    key=key,
                    number=clause.number,
                    heading=clause.heading,
                )
            )
        else:
            kept.position, kept.number, kept.heading = at, clause.number, clause.heading
    session.flush()


def clauses_of(session: Session, version: PolicyVersion) -> list[Clause]:
    """The clauses of a version as they are kept, with their texts."""
    return with_texts(version.body, {row.position: row.key for row in _rows(session, version.id)})


def with_texts(body: str, keys: dict[int, str]) -> list[Clause]:
    """The sections of ``body`` with their keys by position; without keys they get those of a first version."""
    parts = clauses.sections(body)
    if len(keys) != len(parts):
        return clauses.keyed(body)
    return [
        Clause(keys[at], part.number, part.heading, part.text, part.level, part.line)
        for at, part in enumerate(parts)
    ]


def _base(
    session: Session, version: PolicyVersion, former: PolicyVersion | None, rows: dict[str, PolicyClause]
) -> list[Clause]:
    """What the clauses are compared with: the version before, with what was added in this draft since."""
    base = clauses_of(session, former) if former is not None else []
    known = {clause.key for clause in base}
    renamed = {
        row.key: row.heading for row in rows.values() if row.key in known
    }  # a heading that was changed in this draft, and is changed once more
    base = [
        clause
        if clause.key not in renamed or renamed[clause.key] == clause.heading
        else Clause(clause.key, clause.number, renamed[clause.key], clause.text, clause.level, clause.line)
        for clause in base
    ]
    base += [
        Clause(row.key, row.number, row.heading, "", 2 if row.number else 0, -1)
        for row in rows.values()
        if row.key not in known
    ]
    return base


def _rows(session: Session, version_id: int) -> list[PolicyClause]:
    query = sa.select(PolicyClause).where(PolicyClause.version_id == version_id)
    return list(session.scalars(query.order_by(PolicyClause.position)))


def fill_clauses(session: Session) -> None:
    """Give clauses to versions of an older store that have none, oldest first, so that keys pass on."""
    without = session.scalars(
        sa.select(PolicyVersion)
        .where(~sa.exists().where(PolicyClause.version_id == PolicyVersion.id))
        .order_by(PolicyVersion.policy_id, PolicyVersion.number)
    )
    for version in without.all():
        if rules.headings(version.body) or version.body.strip():
            keep_clauses(session, version)
