"""What can be done with policies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.handbook import records, rules
from csmanager.features.handbook.publishing import publish, retire
from csmanager.features.handbook.records import policy_of, version_in
from csmanager.features.handbook.rules import AHEAD, PolicyFile, PolicyKind, VersionState
from csmanager.features.handbook.tables import Policy, PolicyAudience

__all__ = ["publish", "retire"]


def add_policy(
    session: Session,
    *,
    title: str,
    today: dt.date,
    code: str | None = None,
    kind: PolicyKind = PolicyKind.POLICY,
    category: str = "",
    owner_id: int | None = None,
    review_every_months: int | None = None,
    body: str = "",
) -> int:
    """A new policy whose first draft says ``body``; returns its id. ``code`` None: the next free one."""
    codes = set(session.scalars(sa.select(Policy.code)))
    if code is None or not code.strip():
        code = rules.next_code(codes)
    policy = Policy(
        code=_free_code(code, codes),
        title=rules.clean_title(title),
        kind=PolicyKind(kind),
        category=" ".join(category.split()),
        owner_id=owner_id,
        review_every_months=_months(review_every_months),
    )
    session.add(policy)
    session.flush()
    records.add_draft(session, policy, rules.clean_body(body), today)
    return policy.id


def edit_policy(
    session: Session,
    policy_id: int,
    *,
    title: str,
    code: str,
    kind: PolicyKind,
    category: str,
    owner_id: int | None,
    review_every_months: int | None,
    next_review_on: dt.date | None,
    needs_approval: bool = False,
) -> None:
    """Change what stands around the text."""
    policy = policy_of(session, policy_id)
    if code.strip().casefold() != policy.code.casefold():
        others = session.scalars(sa.select(Policy.code).where(Policy.id != policy_id))
        policy.code = _free_code(code, set(others))
    policy.title = rules.clean_title(title)
    policy.kind = PolicyKind(kind)
    policy.category = " ".join(category.split())
    policy.owner_id = owner_id
    policy.review_every_months = _months(review_every_months)
    policy.next_review_on = next_review_on
    policy.needs_approval = needs_approval


def write_draft(session: Session, policy_id: int, body: str, *, today: dt.date) -> int:
    """Make ``body`` the text of the draft, begun where there is none; returns the version's id.

    A text that says what the version in force says is no draft: none is begun.
    """
    policy = policy_of(session, policy_id)
    body = rules.clean_body(body)
    ahead = version_in(session, policy_id, *AHEAD)
    if ahead is not None and ahead.body == body:
        return ahead.id
    if ahead is not None:
        rules.check_writing(policy.title, ahead.number, ahead.state, ahead.effective_on)
        records.set_body(session, ahead, body)
        return ahead.id
    standing = version_in(session, policy_id, VersionState.IN_FORCE)
    if standing is not None and standing.body == body:
        return standing.id
    return records.add_draft(session, policy, body, today).id


def discard_draft(session: Session, policy_id: int) -> None:
    """Let the draft go; the policy keeps what was published."""
    draft = version_in(session, policy_id, VersionState.DRAFT)
    if draft is None:
        raise RuleBroken(f"{policy_of(session, policy_id).title} has no draft.")
    if draft.number == 1:
        raise RuleBroken(
            f"{policy_of(session, policy_id).title} was never published; move the policy to the Trash instead."
        )
    records.remove_version(session, draft)


def confirm_review(session: Session, policy_id: int, *, today: dt.date) -> dt.date:
    """Note that the text was looked at and stays as it is; returns the next review date."""
    policy = policy_of(session, policy_id)
    following = rules.next_review(today, policy.review_every_months)
    if following is None:
        raise RuleBroken(f"{policy.title} has no review cycle. Set one under Details.")
    policy.next_review_on = following
    return following


def set_audience(
    session: Session,
    policy_id: int,
    *,
    team_ids: Iterable[int] = (),
    role_ids: Iterable[int] = (),
    person_ids: Iterable[int] = (),
) -> None:
    """Say whom a policy is for; nobody named is everyone."""
    policy_of(session, policy_id)
    wanted = {("team_id", key) for key in team_ids} | {("role_id", key) for key in role_ids}
    wanted |= {("person_id", key) for key in person_ids}
    for row in session.scalars(sa.select(PolicyAudience).where(PolicyAudience.policy_id == policy_id)).all():
        mine = {(name, getattr(row, name)) for name in ("team_id", "role_id", "person_id")}
        if kept := mine & wanted:
            wanted -= kept
        else:
            session.delete(row)
    for name, key in sorted(wanted):
        session.add(PolicyAudience(policy_id=policy_id, **{name: key}))
    session.flush()


def set_needs_approval(session: Session, policy_id: int, needed: bool) -> None:
    """Say whether a version must be approved before it is published."""
    policy_of(session, policy_id).needs_approval = needed


def set_category(session: Session, policy_ids: Iterable[int], category: str) -> int:
    """Put policies into a category; returns how many."""
    ids = list(policy_ids)
    for policy_id in ids:
        policy_of(session, policy_id).category = " ".join(category.split())
    return len(ids)


def trash_policies(session: Session, policy_ids: Iterable[int], *, today: dt.date) -> int:
    """Put policies into the Trash; returns how many."""
    ids = list(policy_ids)
    for policy_id in ids:
        policy_of(session, policy_id).trashed_on = today
    return len(ids)


def add_files(session: Session, files: Iterable[PolicyFile], *, today: dt.date) -> list[int]:
    """Markdown files become drafts; returns the ids of their policies.

    A file whose code a policy has already becomes that policy's draft, unless it says what is in force or a draft
    of other words lies there.
    """
    found = []
    for file in files:
        policy = (
            session.scalar(sa.select(Policy).where(sa.func.lower(Policy.code) == file.code.strip().lower()))
            if file.code
            else None
        )
        if policy is None or policy.trashed_on is not None:
            found.append(
                add_policy(
                    session,
                    title=file.title,
                    today=today,
                    code=file.code if policy is None else None,
                    kind=file.kind,
                    category=file.category,
                    review_every_months=file.review_every_months,
                    body=file.body,
                )
            )
            continue
        draft = version_in(session, policy.id, *AHEAD)
        if draft is not None and draft.body != rules.clean_body(file.body):
            raise RuleBroken(
                f"{policy.code} {policy.title} has a draft already. Publish or discard it, then bring the file in."
            )
        write_draft(session, policy.id, file.body, today=today)
        found.append(policy.id)
    return found


def _free_code(code: str, taken: set[str]) -> str:
    code = " ".join(code.split())
    if not code:
        raise RuleBroken("A policy needs a code, such as P-01.")
    if code.casefold() in {other.casefold() for other in taken}:
        raise RuleBroken(f"The code {code} is taken; policies in the Trash keep theirs.")
    return code


def _months(months: int | None) -> int | None:
    if months is not None and not 1 <= months <= 120:
        raise RuleBroken("A review cycle is 1 to 120 months.")
    return months
