"""Putting texts that were understood into the handbook, as drafts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from posixpath import basename

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.handbook import actions, records, rules
from csmanager.features.handbook.importing.drafts import PolicyDraftText
from csmanager.features.handbook.pictures import keep_picture
from csmanager.features.handbook.records import version_in
from csmanager.features.handbook.rules import AHEAD, VersionState
from csmanager.features.handbook.tables import Policy
from csmanager.features.team.tables import Person

_LINK = re.compile(r"(?<!!)\[([^\]\n]{1,500})\]\(([^)\s]{1,1000})\)")


def take_files(session: Session, files: Iterable[PolicyDraftText], today: dt.date) -> list[int]:
    """Texts become drafts; returns the ids of their policies, in order. Those with a problem are left out.

    A text whose code, or else title, a policy has becomes that policy's draft, unless it says what is in force
    already. Raises RuleBroken where a draft of other words lies there. Links from text to text lead to the policies.
    """
    found: list[int] = []
    wanted = [file for file in files if not file.problem]
    places = _places(session, wanted)
    for file in wanted:
        body = _linked(file.body, places)
        for address, data in file.pictures.items():
            if address in body:
                keep_picture(session, file.title, data)
        policy = _same(session, file)
        if policy is None:
            key = actions.add_policy(
                session,
                title=file.title,
                today=today,
                code=_free(session, file.code),
                kind=file.kind,
                category=file.category,
                owner_id=_person(session, file.owner),
                review_every_months=file.review_every_months,
                body=body,
            )
            policy = session.get_one(Policy, key)
            policy.next_review_on = file.next_review_on
        else:
            ahead = version_in(session, policy.id, *AHEAD)
            if ahead is not None and ahead.body != body:
                raise RuleBroken(
                    f"{policy.code} {policy.title} has a version on its way already. Publish or discard it, then"
                    " bring the file in."
                )
            actions.write_draft(session, policy.id, body, today=today)
        found.append(policy.id)
        if file.file:
            places.setdefault(basename(file.file).casefold(), policy.code)
    for key in found:
        _link_up(session, key, places)
    return found


def fates(session: Session, files: Iterable[PolicyDraftText]) -> list[str]:
    """What would become of each text, in words: a new policy, a draft of one that is there, or nothing."""
    every = list(files)
    places = _places(session, every)
    return [_fate(session, file, places) for file in every]


def _fate(session: Session, file: PolicyDraftText, places: Mapping[str, str]) -> str:
    if file.problem:
        return file.problem
    policy = _same(session, file)
    if policy is None:
        return "new policy"
    body = _linked(file.body, places)
    ahead = version_in(session, policy.id, *AHEAD)
    standing = version_in(session, policy.id, VersionState.IN_FORCE)
    newest = ahead or standing
    if newest is not None and newest.body == body:
        return f"same as {policy.code}, nothing changes"
    if ahead is not None:
        return f"{policy.code} has a version on its way"
    return f"new draft of {policy.code}"


def _places(session: Session, files: Iterable[PolicyDraftText]) -> dict[str, str]:
    """The codes of the policies there are already, by the names of the files that belong to them."""
    found: dict[str, str] = {}
    for file in files:
        policy = _same(session, file) if file.file and not file.problem else None
        if policy is not None:
            found.setdefault(basename(file.file).casefold(), policy.code)
    return found


def _linked(body: str, places: Mapping[str, str]) -> str:
    """``body`` as it is kept, its links to files that came along leading to their policies."""

    def lead(match: re.Match[str]) -> str:
        target, mark, anchor = match[2].partition("#")
        code = places.get(basename(target).casefold()) if target else None
        if code is None or " " in code:
            return match[0]
        return f"[{match[1]}](policy:{code}{mark}{anchor})"

    return rules.clean_body(_LINK.sub(lead, body))


def _same(session: Session, file: PolicyDraftText) -> Policy | None:
    """The policy a text belongs to: the one with its code, else, where it has none, the one with its title."""
    if file.code:
        query = sa.select(Policy).where(sa.func.lower(Policy.code) == file.code.lower())
        policy = session.scalar(query)
        return policy if policy is not None and policy.trashed_on is None else None
    titles = session.scalars(sa.select(Policy).where(Policy.trashed_on.is_(None)))
    return next((one for one in titles if one.title.casefold() == file.title.casefold()), None)


def _free(session: Session, code: str) -> str | None:
    """``code`` when nobody has it, also not in the Trash."""
    if not code:
        return None
    taken = session.scalar(sa.select(Policy.id).where(sa.func.lower(Policy.code) == code.lower()))
    return code if taken is None else None


def _person(session: Session, name: str) -> int | None:
    wanted = " ".join(name.split()).casefold()
    if not wanted:
        return None
    rows = session.execute(
        sa.select(Person.id, Person.name, Person.email).where(Person.merged_into_id.is_(None))
    )
    found = [row.id for row in rows if wanted in (row.name.casefold(), (row.email or "").casefold())]
    return found[0] if len(found) == 1 else None


def _link_up(session: Session, policy_id: int, places: Mapping[str, str]) -> None:
    """Let links to files that came along lead to their policies."""
    draft = version_in(session, policy_id, VersionState.DRAFT)
    if draft is None:
        return
    records.set_body(session, draft, _linked(draft.body, places))
