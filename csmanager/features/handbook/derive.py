"""Keeps the search index true to the versions in force."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.store import Touched
from csmanager.features.handbook import rules
from csmanager.features.handbook.tables import POLICY_INDEX, Policy, PolicyVersion

_TABLES = frozenset({"policy", "policy_version"})


def derive(session: Session, touched: Touched) -> None:
    """Index every policy that was touched anew; what is in the Trash or not in force is not found."""
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
    found = session.execute(
        sa.select(Policy.title, Policy.code, Policy.category, PolicyVersion.body)
        .join(PolicyVersion, PolicyVersion.policy_id == Policy.id)
        .where(
            Policy.id == key,
            Policy.trashed_on.is_(None),
            PolicyVersion.state == rules.VersionState.IN_FORCE,
        )
    ).first()
    if found is None:
        POLICY_INDEX.remove(session, key)
        return
    headings = "\n".join(heading.title for heading in rules.headings(found.body))
    POLICY_INDEX.put(session, key, (found.title, f"{found.code} {found.category}", headings, found.body))
