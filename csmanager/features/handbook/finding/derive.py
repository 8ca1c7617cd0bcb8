"""Keeps the index of clauses true to the versions in force."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.store import Touched
from csmanager.features.handbook.finding import rules
from csmanager.features.handbook.finding.tables import CLAUSE_INDEX
from csmanager.features.handbook.rules import VersionState
from csmanager.features.handbook.tables import Policy, PolicyVersion

_TABLES = frozenset({"policy", "policy_version"})


def derive(session: Session, touched: Touched) -> None:
    """Index the clauses of every policy that was touched anew."""
    if not _TABLES & touched.tables:
        return
    keys = {
        int((row.after or row.before or {})["id" if row.table == "policy" else "policy_id"])
        for row in touched.rows
        if row.table in _TABLES
    }
    for key in sorted(keys):
        _index(session, key)


def _index(session: Session, key: int) -> None:
    CLAUSE_INDEX.remove_between(session, rules.entry_key(key, 0), rules.entry_key(key + 1, 0) - 1)
    found = session.execute(
        sa.select(Policy.title, Policy.code, Policy.category, PolicyVersion.body)
        .join(PolicyVersion, PolicyVersion.policy_id == Policy.id)
        .where(Policy.id == key, Policy.trashed_on.is_(None), PolicyVersion.state == VersionState.IN_FORCE)
    ).first()
    if found is None:
        return
    label = f"{found.code} {found.category}"
    for clause in rules.clauses(found.body, found.title):
        heading = clause.heading
        if clause.number == 0 and heading != found.title:
            heading = f"{found.title}\n{heading}"
        texts = (heading, clause.body, found.title, label)
        CLAUSE_INDEX.put(session, rules.entry_key(key, clause.number), texts)
