"""Policies from Markdown, text, Word and HTML files: each becomes a draft of the handbook, nothing is published.

A policy is named by its code, without one by its title. A text that says what is in force or drafted already changes
nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.handbook import actions
from csmanager.features.handbook.rules import PolicyFile, PolicyKind, VersionState
from csmanager.features.handbook.tables import Policy, PolicyVersion
from csmanager.features.importing import figures
from csmanager.features.importing.taking import records
from csmanager.features.importing.taking.model import Context, RecordRow, Taking
from csmanager.features.importing.taking.records import Aside, Record
from csmanager.features.team.queries import match_keys
from csmanager.features.team.rules import alias_key

_LIVE = ("in force", "in_force", "published", "active", "approved", "live")


def take(session: Session, listed: list[Record], context: Context) -> Taking:
    """Bring texts in as drafts; a refusal sets its file aside."""
    told = Taking(tables=("policy", "policy_version"))
    live = 0
    owners = match_keys(session)
    for record in listed:
        values = record.values
        title = records.text(values, "title")
        try:
            with session.begin_nested():
                known = _known(session, records.text(values, "code"), title)
                before = _texts(session, known.id) if known is not None else None
                (number,) = actions.add_files(session, [_file(record, known)], today=context.today)
                policy = session.get_one(Policy, number)
                if policy.owner_id is None:
                    policy.owner_id = owners.get(alias_key(records.text(values, "owner")))
                session.flush()
                after = _texts(session, number)
        except RuleBroken as error:
            told.aside.append(Aside(record, "title", str(error).rstrip(".")))
            continue
        verdict = "new" if before is None else "same" if before == after else "changes"
        told.new += verdict == "new"
        told.updated += verdict == "changes"
        told.same += verdict == "same"
        live += verdict != "same" and records.text(values, "state").casefold() in _LIVE
        day = records.date(values, "effective_on")
        says = ", ".join(filter(None, (policy.code, policy.category, records.text(values, "file"))))
        told.rows.append(RecordRow(record.row_number, record.sheet, day, policy.title, says, verdict))
    if live:
        what = "1 policy says it is" if live == 1 else f"{live:,} policies say they are"
        told.notes.append(f"{what} in force; here it stands as a draft until you publish it in the Handbook.")
    words = sum(len(str(record.values.get("body", "")).split()) for record in listed)
    told.figures = [
        figures.count("policies", "Policies", told.new + told.updated + told.same),
        figures.count("words", "Words", words, len(listed)),
    ]
    return told


def _known(session: Session, code: str, title: str) -> Policy | None:
    for policy in session.scalars(sa.select(Policy).where(Policy.trashed_on.is_(None))):
        if code and policy.code.casefold() == code.casefold():
            return policy
        if not code and title and policy.title.casefold() == title.casefold():
            return policy
    return None


def _file(record: Record, known: Policy | None) -> PolicyFile:
    values = record.values
    kind = records.text(values, "kind").casefold().replace(" ", "_")
    return PolicyFile(
        title=records.text(values, "title") or records.text(values, "file").rpartition(".")[0],
        body=str(values.get("body", "")),
        code=known.code if known is not None else records.text(values, "code") or None,
        kind=PolicyKind(kind) if kind in set(PolicyKind) else PolicyKind.POLICY,
        category=records.text(values, "category"),
    )


def _texts(session: Session, policy_id: int) -> list[tuple[object, ...]]:
    """Every text a policy has, to tell whether one came."""
    query = sa.select(PolicyVersion.number, PolicyVersion.state, PolicyVersion.body)
    found = session.execute(query.where(PolicyVersion.policy_id == policy_id).order_by(PolicyVersion.number))
    return [tuple(row) for row in found if row.state in (VersionState.DRAFT, VersionState.IN_FORCE)]
