"""A version on its way: review, approval, the day it comes into force, and its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.handbook import clauses, records, rules
from csmanager.features.handbook.records import policy_of, version_in
from csmanager.features.handbook.rules import AHEAD, ChangeKind, VersionState
from csmanager.features.handbook.tables import Policy, PolicyVersion
from csmanager.features.quality.tables import ScorecardItem

LEAVE, UNLINK = "leave", "unlink"  # what becomes of scorecard items whose clause is gone


def send_for_review(session: Session, policy_id: int, *, reviewer: str, today: dt.date) -> int:
    """Ask ``reviewer`` to look at the draft; its text rests meanwhile. Returns the version's id."""
    policy, draft = policy_of(session, policy_id), _need(session, policy_id, VersionState.DRAFT)
    rules.check_text(policy.title, draft.body)
    draft.reviewer = _name(reviewer, "Say who is to review it.")
    draft.sent_on, draft.answer = today, ""
    _move(policy, draft, VersionState.IN_REVIEW)
    return draft.id


def ask_for_changes(session: Session, policy_id: int, *, answer: str) -> None:
    """The reviewer wants something else: the version is a draft again."""
    policy = policy_of(session, policy_id)
    version = _need(session, policy_id, VersionState.IN_REVIEW)
    version.answer = _name(answer, "Say what should be changed.")
    _move(policy, version, VersionState.DRAFT)


def approve(session: Session, policy_id: int, *, approver: str, today: dt.date) -> None:
    """Somebody stands for the text from now on; it can be published or scheduled."""
    policy = policy_of(session, policy_id)
    version = _need(session, policy_id, VersionState.IN_REVIEW, VersionState.DRAFT)
    rules.check_text(policy.title, version.body)
    version.approver, version.approved_on = _name(approver, "Say who approves it."), today
    _move(policy, version, VersionState.APPROVED)


def reopen(session: Session, policy_id: int) -> None:
    """Take a version back from review or approval, to write on; an approval then no longer counts."""
    policy = policy_of(session, policy_id)
    version = _need(session, policy_id, VersionState.IN_REVIEW, VersionState.APPROVED)
    version.approver, version.approved_on = "", None
    _move(policy, version, VersionState.DRAFT)


def publish(
    session: Session,
    policy_id: int,
    *,
    today: dt.date,
    change: ChangeKind = ChangeKind.FIRST,
    note: str = "",
    reason: str = "",
    for_you: str = "",
    effective_on: dt.date | None = None,
    items: str | None = None,
) -> int:
    """Bring the version on its way into force in place of the one before; returns its id.

    ``effective_on`` after today: it is scheduled and comes into force on that day (``come_into_force``). ``reason``:
    why the change is material or editorial; ``for_you``: what it means for those who signed before. ``items``: what
    becomes of scorecard items whose clause is gone: LEAVE, UNLINK or the key of another clause; needed only when
    there are such items.
    """
    policy = policy_of(session, policy_id)
    version = _need(session, policy_id, VersionState.DRAFT, VersionState.APPROVED)
    former = version_in(session, policy_id, VersionState.IN_FORCE)
    last = _last_published(session, policy_id)
    if policy.needs_approval and version.state is not VersionState.APPROVED:
        raise RuleBroken(
            f"{policy.title} needs an approval before it is published. Send it for review first."
        )
    rules.check_publish(
        policy.title,
        version.body,
        change,
        note,
        has_former=last is not None,
        former_body=former.body if former is not None else "",
    )
    if last is not None:
        rules.check_clock(policy.title, today, last.published_on, last.number)
    version.change_kind = ChangeKind(change) if last is not None else ChangeKind.FIRST
    version.change_note = " ".join(note.split())
    version.reason, version.for_you = " ".join(reason.split()), for_you.strip()
    _settle_items(session, policy, version, items)
    if effective_on is not None and effective_on != today:
        rules.check_scheduled_day(policy.title, today, effective_on)
        version.effective_on = effective_on
        _move(policy, version, VersionState.SCHEDULED)
        return version.id
    _enter(session, policy, version, former, today, today)
    return version.id


def withdraw(session: Session, policy_id: int, *, note: str) -> None:
    """Call a scheduled version off; its text stays to be read, and a new draft begins from it."""
    policy = policy_of(session, policy_id)
    version = _need(session, policy_id, VersionState.SCHEDULED)
    version.end_note = _name(note, "Say why it is called off.")
    _move(policy, version, VersionState.WITHDRAWN)


def due(session: Session, today: dt.date) -> list[tuple[int, str]]:
    """The policies whose scheduled version has come to its day: (id, title)."""
    query = (
        sa.select(Policy.id, Policy.title)
        .join(PolicyVersion, PolicyVersion.policy_id == Policy.id)
        .where(
            PolicyVersion.state == VersionState.SCHEDULED,
            PolicyVersion.effective_on <= today,
            Policy.trashed_on.is_(None),
        )
    )
    return [(row.id, row.title) for row in session.execute(query.order_by(Policy.id))]


def come_into_force(session: Session, today: dt.date) -> list[int]:
    """Bring every scheduled version into force whose day has come; returns the ids of their policies.

    It counts from the day it was scheduled for, also when the program is opened later. A clock that was set back
    changes nothing: what is in force stays so.
    """
    found = []
    for policy_id, _title in due(session, today):
        policy = policy_of(session, policy_id)
        version = _need(session, policy_id, VersionState.SCHEDULED)
        former = version_in(session, policy_id, VersionState.IN_FORCE)
        day = version.effective_on or today
        if former is not None and former.published_on is not None:
            day = max(day, former.published_on)
        _enter(session, policy, version, former, day, today)
        session.flush()
        found.append(policy_id)
    return found


def keep_the_day(store: Store, today: dt.date) -> list[int]:
    """Bring into force what is due, as a note of the history that Undo passes over; runs on opening and at midnight.

    So a schedule needs nobody at the computer, and every query knows one kind of "in force".
    """
    with store.read() as session:
        ready = due(session, today)
    if not ready:
        return []
    titles = ", ".join(title for _key, title in ready[:3]) + (
        f" and {len(ready) - 3} more" if len(ready) > 3 else ""
    )
    with store.change(f"As scheduled: {titles}", is_note=True) as step:
        return come_into_force(step.session, today)


def retire(
    session: Session, policy_id: int, *, today: dt.date, note: str = "", replaced_by_id: int | None = None
) -> None:
    """End the version in force. ``replaced_by_id``: the policy that says it from now on."""
    policy = policy_of(session, policy_id)
    standing = version_in(session, policy_id, VersionState.IN_FORCE)
    if standing is None:
        raise RuleBroken(f"{policy.title} is not in force, so there is nothing to retire.")
    ahead = version_in(session, policy_id, *AHEAD)
    if ahead is not None:
        if ahead.state is VersionState.DRAFT:
            raise RuleBroken(f"{policy.title} has a draft. Publish or discard it first.")
        raise RuleBroken(
            f"Version {ahead.number} of {policy.title} is {rules.STATE_NAMES[ahead.state].lower()}."
            " Take it back first."
        )
    rules.check_clock(policy.title, today, standing.published_on, standing.number)
    if replaced_by_id is not None:
        _check_replacing(session, policy, replaced_by_id)
    policy.replaced_by_id = replaced_by_id
    _move(policy, standing, VersionState.RETIRED)
    standing.ended_on = today
    if note.strip():
        standing.change_note = f"{standing.change_note} Retired: {' '.join(note.split())}".strip()
    policy.next_review_on = None


def removed_clauses(session: Session, policy_id: int) -> list[tuple[str, str, Sequence[str]]]:
    """Clauses scorecard items refer to that the version on its way no longer has: (key, heading, items)."""
    policy = policy_of(session, policy_id)
    version = version_in(session, policy_id, *AHEAD)
    if version is None:
        return []
    found: dict[tuple[str, str], list[str]] = {}
    for clause, item in _orphans(session, policy, version):
        found.setdefault((clause.key, clause.heading), []).append(item.text)
    return [(key, heading, tuple(items)) for (key, heading), items in found.items()]


def _orphans(
    session: Session, policy: Policy, version: PolicyVersion
) -> list[tuple[clauses.Clause, ScorecardItem]]:
    former = version_in(session, policy.id, VersionState.IN_FORCE)
    if former is None:
        return []
    before, after = records.clauses_of(session, former), records.clauses_of(session, version)
    kept = {clause.key for clause in after}
    items = session.scalars(
        sa.select(ScorecardItem)
        .where(sa.func.lower(ScorecardItem.policy_code) == policy.code.lower(), ScorecardItem.clause != "")
        .order_by(ScorecardItem.id)
    )
    found = []
    for item in items:
        clause = clauses.resolve(before, item.clause)
        if clause is not None and clause.key not in kept:
            found.append((clause, item))
    return found


def _settle_items(session: Session, policy: Policy, version: PolicyVersion, choice: str | None) -> None:
    orphans = _orphans(session, policy, version)
    if not orphans or choice == LEAVE:
        return
    if choice is None:
        names = list(dict.fromkeys(clause.heading or clause.key for clause, _item in orphans))
        texts = [item.text for _clause, item in orphans]
        shown = "; ".join(texts[:5]) + (f" and {len(texts) - 5} more" if len(texts) > 5 else "")
        raise RuleBroken(
            f"The draft no longer has {_listed(names)}, which {len(texts)} scorecard"
            f" {'item refers' if len(texts) == 1 else 'items refer'} to: {shown}. Say what becomes of"
            f" {'it' if len(texts) == 1 else 'them'}."
        )
    if choice != UNLINK and choice not in {clause.key for clause in records.clauses_of(session, version)}:
        raise RuleBroken("The clause the scorecard items should refer to is not in the draft.")
    for _clause, item in orphans:
        item.clause = "" if choice == UNLINK else choice


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _enter(
    session: Session,
    policy: Policy,
    version: PolicyVersion,
    former: PolicyVersion | None,
    day: dt.date,
    today: dt.date,
) -> None:
    """Put ``version`` in the place of ``former`` from ``day`` on."""
    if former is not None:
        _move(policy, former, VersionState.SUPERSEDED)
        former.ended_on = day
        session.flush()
    _move(policy, version, VersionState.IN_FORCE)
    version.published_on = day
    policy.replaced_by_id = None
    policy.next_review_on = rules.next_review(max(day, today), policy.review_every_months)


def _move(policy: Policy, version: PolicyVersion, state: VersionState) -> None:
    rules.check_state(policy.title, version.state, state)
    version.state = state


def _need(session: Session, policy_id: int, *states: VersionState) -> PolicyVersion:
    """The version in one of ``states``; raises RuleBroken saying where the one on its way stands instead."""
    version = version_in(session, policy_id, *states)
    if version is not None:
        return version
    title = policy_of(session, policy_id).title
    other = version_in(session, policy_id, *AHEAD)
    if other is not None:
        raise RuleBroken(
            f"Version {other.number} of {title} is {rules.STATE_NAMES[other.state].lower()}"
            f"{f' for {other.effective_on.isoformat()}' if other.effective_on else ''}; this cannot be done with it."
        )
    if VersionState.DRAFT in states:
        raise RuleBroken(f"{title} has no draft to publish.")
    raise RuleBroken(f"{title} has no version that is {rules.STATE_NAMES[states[0]].lower()}.")


def _last_published(session: Session, policy_id: int) -> PolicyVersion | None:
    return session.scalar(
        sa.select(PolicyVersion)
        .where(PolicyVersion.policy_id == policy_id, PolicyVersion.published_on.is_not(None))
        .order_by(PolicyVersion.published_on.desc(), PolicyVersion.number.desc())
        .limit(1)
    )


def _check_replacing(session: Session, policy: Policy, other_id: int) -> None:
    """Raises RuleBroken when a policy would, over however many steps, be replaced by itself."""
    step: int | None = other_id
    chain = [policy.title]
    while step is not None:
        if step == policy.id:
            raise RuleBroken(
                f"{' is replaced by '.join([*chain, policy.title])}: that goes round in a circle."
            )
        other = policy_of(session, step)
        chain.append(other.title)
        step = other.replaced_by_id
    first = policy_of(session, other_id)
    if first.trashed_on is not None or version_in(session, other_id, VersionState.IN_FORCE) is None:
        raise RuleBroken(f"{first.title} is not in force, so it cannot replace {policy.title}.")


def _name(text: str, missing: str) -> str:
    clean = " ".join(text.split())
    if not clean:
        raise RuleBroken(missing)
    return clean
