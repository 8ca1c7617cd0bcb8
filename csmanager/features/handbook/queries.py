"""What is known of policies."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from csmanager.core import search as fulltext
from csmanager.core.feature import Found, TodoItem
from csmanager.core.search import BEGIN, END
from csmanager.features.handbook import rules
from csmanager.features.handbook.lookups import (
    ClauseRow,
    PersonChoiceRow,
    audiences,
    clauses,
    clauses_in_force,
)
from csmanager.features.handbook.rules import ChangeKind, PolicyFile, PolicyKind, VersionState
from csmanager.features.handbook.tables import POLICY_INDEX, Policy, PolicyVersion
from csmanager.features.handbook.words import synonyms
from csmanager.features.team.tables import Person

__all__ = ["ClauseRow", "PersonChoiceRow", "audiences", "clauses", "clauses_in_force"]


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy in the list. ``number``: the version in force, None when none is; ``draft``: the draft's number.

    ``ahead``: the version on its way, a draft or one that is in review, approved or scheduled for ``effective_on``.
    ``audience`` "" is everyone; ``replaced_by``: the policy that says it since this one was retired.
    """

    id: int
    code: str
    title: str
    kind: PolicyKind
    category: str
    owner_id: int | None
    owner: str
    review_every_months: int | None
    next_review_on: dt.date | None
    number: int | None
    published_on: dt.date | None
    draft: int | None
    drafted_on: dt.date | None
    is_retired: bool
    ahead: int | None = None
    ahead_state: VersionState | None = None
    effective_on: dt.date | None = None
    reviewer: str = ""
    sent_on: dt.date | None = None
    answer: str = ""
    needs_approval: bool = False
    audience: str = ""
    replaced_by: str = ""

    def is_due(self, today: dt.date) -> bool:
        """Whether its review date has come."""
        return self.number is not None and self.next_review_on is not None and self.next_review_on <= today


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a policy."""

    id: int
    policy_id: int
    number: int
    state: VersionState
    body: str
    change_kind: ChangeKind
    change_note: str
    drafted_on: dt.date | None
    published_on: dt.date | None
    ended_on: dt.date | None
    effective_on: dt.date | None = None
    reviewer: str = ""
    sent_on: dt.date | None = None
    answer: str = ""
    approver: str = ""
    approved_on: dt.date | None = None
    reason: str = ""
    for_you: str = ""
    end_note: str = ""

    @property
    def sha256(self) -> str:
        """The SHA-256 of exactly this text, in hexadecimal."""
        return hashlib.sha256(self.body.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One policy that was found. ``line``: the line that fits best; ``spans``: (start, length) of what fits in it.

    ``row``: its number in the text, counting from 0, -1 when only the title fits. ``is_full``: every word is there.
    """

    id: int
    code: str
    title: str
    category: str
    line: str
    spans: tuple[tuple[int, int], ...]
    row: int
    words: tuple[str, ...]
    is_full: bool


class _Brief(NamedTuple):
    """A version without its text."""

    number: int
    state: VersionState
    drafted_on: dt.date | None
    published_on: dt.date | None
    effective_on: dt.date | None
    reviewer: str
    sent_on: dt.date | None
    answer: str


def policies(session: Session) -> list[PolicyRow]:
    """Every policy outside the Trash, by category and title."""
    every: dict[int, list[_Brief]] = {}
    for row in session.execute(
        sa.select(
            PolicyVersion.policy_id,
            PolicyVersion.number,
            PolicyVersion.state,
            PolicyVersion.drafted_on,
            PolicyVersion.published_on,
            PolicyVersion.effective_on,
            PolicyVersion.reviewer,
            PolicyVersion.sent_on,
            PolicyVersion.answer,
        ).order_by(PolicyVersion.number)
    ):
        every.setdefault(row.policy_id, []).append(_Brief(*row[1:]))
    found = []
    readers = audiences(session)
    replacing = aliased(Policy)
    for policy, owner, replaced_by in session.execute(
        sa.select(Policy, Person.name, replacing.title)
        .outerjoin(Person, Person.id == Policy.owner_id)
        .outerjoin(replacing, replacing.id == Policy.replaced_by_id)
        .where(Policy.trashed_on.is_(None))
    ):
        mine = every.get(policy.id, [])
        standing = next((row for row in mine if row.state is VersionState.IN_FORCE), None)
        draft = next((row for row in mine if row.state is VersionState.DRAFT), None)
        ahead = next((row for row in mine if row.state in rules.AHEAD), None)
        found.append(
            PolicyRow(
                id=policy.id,
                code=policy.code,
                title=policy.title,
                kind=policy.kind,
                category=policy.category,
                owner_id=policy.owner_id,
                owner=owner or "",
                review_every_months=policy.review_every_months,
                next_review_on=policy.next_review_on,
                number=standing.number if standing else None,
                published_on=standing.published_on if standing else None,
                draft=draft.number if draft else None,
                drafted_on=draft.drafted_on if draft else None,
                is_retired=standing is None and any(row.state is VersionState.RETIRED for row in mine),
                ahead=ahead.number if ahead else None,
                ahead_state=ahead.state if ahead else None,
                effective_on=ahead.effective_on if ahead else None,
                reviewer=ahead.reviewer if ahead else "",
                sent_on=ahead.sent_on if ahead else None,
                answer=ahead.answer if ahead else "",
                needs_approval=policy.needs_approval,
                audience=", ".join(audience.names) if (audience := readers.get(policy.id)) else "",
                replaced_by=replaced_by or "",
            )
        )
    return sorted(found, key=lambda row: (not row.category, row.category.casefold(), row.title.casefold()))


def versions(session: Session, policy_id: int) -> list[VersionRow]:
    """Every version of a policy, newest first."""
    return [
        VersionRow(
            row.id,
            row.policy_id,
            row.number,
            row.state,
            row.body,
            row.change_kind,
            row.change_note,
            row.drafted_on,
            row.published_on,
            row.ended_on,
            row.effective_on,
            row.reviewer,
            row.sent_on,
            row.answer,
            row.approver,
            row.approved_on,
            row.reason,
            row.for_you,
            row.end_note,
        )
        for row in session.scalars(
            sa.select(PolicyVersion)
            .where(PolicyVersion.policy_id == policy_id)
            .order_by(PolicyVersion.number.desc())
        )
    ]


def categories(session: Session) -> list[str]:
    """The categories in use."""
    rows = session.scalars(
        sa.select(Policy.category).where(Policy.category != "", Policy.trashed_on.is_(None)).distinct()
    )
    return sorted(rows, key=str.casefold)


def owners(session: Session) -> list[PersonChoiceRow]:
    """Who may own a policy: everyone still here."""
    rows = session.execute(
        sa.select(Person.id, Person.name)
        .where(Person.left_on.is_(None), Person.merged_into_id.is_(None))
        .order_by(Person.name)
    )
    return [PersonChoiceRow(row.id, row.name) for row in rows]


def search(session: Session, text: str, limit: int = 20) -> list[SearchRow]:
    """Policies in force that say ``text``, best first, with the line that fits best."""
    hits = fulltext.find(session, POLICY_INDEX, text, limit=limit, synonyms=synonyms())
    if not hits:
        return []
    known = {
        row.id: row
        for row in session.execute(
            sa.select(Policy.id, Policy.code, Policy.title, Policy.category).where(
                Policy.id.in_([hit.key for hit in hits])
            )
        )
    }
    found = []
    for hit in hits:
        policy = known[hit.key]
        row, line, spans = best_line(hit.texts[3])
        words = {
            word.casefold()
            for part in hit.texts
            for word in (piece.partition(END)[0] for piece in part.split(BEGIN)[1:])
        }
        found.append(
            SearchRow(
                policy.id,
                policy.code,
                policy.title,
                policy.category,
                line,
                spans,
                row,
                tuple(sorted(words)),
                hit.is_full,
            )
        )
    return found


def best_line(marked: str) -> tuple[int, str, tuple[tuple[int, int], ...]]:
    """The line with the most different matches, without Markdown: (number, text, spans); (-1, "", ()) for none.

    A heading gives way to a line of text that says as much.
    """
    best, place = (0, False, 0), -1
    lines = marked.splitlines()
    for number, line in enumerate(lines):
        matches = [piece.partition(END)[0].casefold() for piece in line.split(BEGIN)[1:]]
        score = (len(set(matches)), not line.lstrip().startswith("#"), len(matches))
        if matches and score > best:
            best, place = score, number
    if place < 0:
        return -1, "", ()
    text, spans = "", []
    for piece in rules.plain_text(lines[place]).replace(END, f"{END}{BEGIN}").split(BEGIN):
        inside, is_match, _ = piece.partition(END)
        if is_match:
            spans.append((len(text), len(inside)))
        text += inside
    return place, text, tuple(spans)


def policy_files(session: Session, policy_ids: Iterable[int] | None = None) -> list[PolicyFile]:
    """Policies as files: the text in force, the draft where none is; ``policy_ids`` None: those in force."""
    wanted = None if policy_ids is None else set(policy_ids)
    found = []
    for row in policies(session):
        if row.id not in wanted if wanted is not None else row.number is None:
            continue
        every = versions(session, row.id)
        shown = next((v for v in every if v.state is VersionState.IN_FORCE), every[0])
        found.append(
            PolicyFile(row.title, shown.body, row.code, row.kind, row.category, row.review_every_months)
        )
    return found


_CARE = "{n} matters of the handbook"


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Policies due for review, versions a reviewer sits on, and drafts that nobody published."""
    found = []
    for row in policies(session):
        if row.number is not None and row.next_review_on is not None:
            days = (row.next_review_on - today).days
            if days <= rules.REVIEW_SOON_DAYS:
                is_late = days < 0
                found.append(
                    TodoItem(
                        "handbook",
                        f"Review {row.title}",
                        _when(days),
                        16 if is_late else 25,
                        row.next_review_on,
                        "late" if is_late else "soon",
                        str(row.id),
                        _CARE,
                        row.title,
                    )
                )
        if row.ahead_state is VersionState.IN_REVIEW and row.sent_on is not None:
            days = (today - row.sent_on).days
            if days >= rules.REVIEW_WAIT_DAYS:
                found.append(
                    TodoItem(
                        "handbook",
                        f"Get {row.title} back from review",
                        f"with {row.reviewer} for {days} days",
                        25,
                        row.sent_on + dt.timedelta(days=rules.REVIEW_WAIT_DAYS),
                        "soon",
                        str(row.id),
                        _CARE,
                        row.title,
                    )
                )
        if row.draft is not None and row.drafted_on is not None:
            days = (today - row.drafted_on).days
            if days > rules.STALE_DRAFT_DAYS:
                found.append(
                    TodoItem(
                        "handbook",
                        f"Publish or discard the draft of {row.title}",
                        f"draft {row.draft} begun {days} days ago",
                        30,
                        row.drafted_on + dt.timedelta(days=rules.STALE_DRAFT_DAYS),
                        "open",
                        str(row.id),
                        _CARE,
                        row.title,
                    )
                )
    return found


def _when(days: int) -> str:
    if days < 0:
        return f"{-days} day{'s' if days < -1 else ''} late"
    return "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Policies for the palette: by title or code first, then by what they say."""
    wanted = text.casefold().strip()
    if not wanted:
        return []
    named = [
        row
        for row in policies(session)
        if wanted in row.title.casefold() or row.code.casefold().startswith(wanted)
    ]
    found = [
        Found(
            "handbook",
            str(row.id),
            row.title,
            f"{row.code}, {f'version {row.number}' if row.number else 'draft'}",
        )
        for row in named
    ]
    seen = {item.record for item in found}
    found += [
        Found("handbook", str(row.id), row.title, row.line[:120])
        for row in search(session, text, limit)
        if str(row.id) not in seen
    ]
    return found[:limit]
