"""Finding and replacing in every policy at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.handbook import actions, rules
from csmanager.features.handbook.marking import pattern
from csmanager.features.handbook.rules import AHEAD, STATE_NAMES, VersionState
from csmanager.features.handbook.tables import Policy, PolicyVersion


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One policy that says what is looked for. ``count``: how often; ``line``: the first line that has it.

    ``hindrance``: why it cannot be changed now, "" when it can.
    """

    id: int
    code: str
    title: str
    count: int
    line: str
    hindrance: str


def places(
    session: Session, find: str, *, match_case: bool = False, whole_words: bool = False
) -> list[PlaceRow]:
    """The policies whose newest text, in force or on its way, says ``find``, by code."""
    wanted = pattern(find, match_case=match_case, whole_words=whole_words)
    found = []
    for policy, version in _newest(session):
        count = len(wanted.findall(version.body))
        if not count:
            continue
        line = (
            next(line for line in version.body.splitlines() if wanted.search(line))
            if "\n" not in find
            else ""
        )
        is_held = version.state in AHEAD and version.state is not VersionState.DRAFT
        hindrance = f"version {version.number} is {STATE_NAMES[version.state].lower()}" if is_held else ""
        found.append(PlaceRow(policy.id, policy.code, policy.title, count, rules.plain_text(line), hindrance))
    return found


def replace_everywhere(
    session: Session,
    find: str,
    replace: str,
    policy_ids: Collection[int],
    *,
    today: dt.date,
    match_case: bool = False,
    whole_words: bool = False,
) -> int:
    """Put ``replace`` in the place of ``find`` in the drafts of these policies, begun where there is none.

    Returns how many places changed. What is in force stays as it is until the drafts are published.
    """
    wanted = pattern(find, match_case=match_case, whole_words=whole_words)
    changed = 0
    for policy, version in _newest(session):
        if policy.id not in policy_ids:
            continue
        body, count = wanted.subn(lambda _match: replace, version.body)
        if count:
            actions.write_draft(session, policy.id, body, today=today)
            changed += count
    if not changed:
        raise RuleBroken(f"None of these policies says “{find}”.")
    return changed


def _newest(session: Session) -> list[tuple[Policy, PolicyVersion]]:
    """Each policy with the version on its way, else the one in force."""
    states = [*AHEAD, VersionState.IN_FORCE]
    rows = session.execute(
        sa.select(Policy, PolicyVersion)
        .join(PolicyVersion, PolicyVersion.policy_id == Policy.id)
        .where(Policy.trashed_on.is_(None), PolicyVersion.state.in_(states))
        .order_by(Policy.code, PolicyVersion.number)
    )
    return list({policy.id: (policy, version) for policy, version in rows}.values())
