"""Clauses for a situation, searches in vain, contradictions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import search as fulltext
from csmanager.core.search import BEGIN, END
from csmanager.features.handbook.finding import rules
from csmanager.features.handbook.finding.rules import Contradiction, GapState
from csmanager.features.handbook.finding.tables import CLAUSE_INDEX, Dismissal, SearchGap
from csmanager.features.handbook.queries import best_line
from csmanager.features.handbook.rules import VersionState, plain_text
from csmanager.features.handbook.tables import Policy, PolicyVersion
from csmanager.features.handbook.words import synonyms

_MOST_OF_ONE = 4  # clauses of one policy among the hits


@dataclass(frozen=True, slots=True)
class ClauseHit:
    """One clause that was found. ``line``: the line that fits best, with ``spans`` (start, length) of what fits.

    ``words``: what to mark in the text. ``is_full``: every word that was asked for is there.
    """

    policy_id: int
    number: int
    code: str
    title: str
    clause: str
    line: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]
    is_full: bool


@dataclass(frozen=True, slots=True)
class GapRow:
    """A search that found nothing."""

    id: int
    words: str
    times: int
    first_on: dt.date
    last_on: dt.date
    state: GapState
    reason: str
    policy_id: int | None


@dataclass(frozen=True, slots=True)
class ContradictionRow:
    """Two clauses at odds. ``dismissal_id`` and ``reason`` where somebody said why both can stand."""

    id: str
    unit: str
    first_id: int
    first_policy: str
    first_clause: str
    first_says: str
    second_id: int
    second_policy: str
    second_clause: str
    second_says: str
    about: str
    dismissal_id: int | None
    reason: str


def search(session: Session, text: str, limit: int = 24) -> list[ClauseHit]:
    """Clauses in force that fit a situation, best first; at most a few of one policy."""
    hits = fulltext.find(
        session,
        CLAUSE_INDEX,
        text,
        limit=limit + limit // 2,  # some are left out below
        synonyms=synonyms(),
        first="heading",
        common=rules.COMMON,
    )
    if not hits:
        return []
    keys = {rules.entry_of(hit.key)[0] for hit in hits}
    known = {
        row.id: row
        for row in session.execute(
            sa.select(Policy.id, Policy.code, Policy.title).where(Policy.id.in_(sorted(keys)))
        )
    }
    found: list[ClauseHit] = []
    seen: dict[int, int] = {}
    says = any(BEGIN in hit.texts[0] or BEGIN in hit.texts[1] for hit in hits)
    for hit in hits:
        policy_id, number = rules.entry_of(hit.key)
        if says and BEGIN not in hit.texts[0] and BEGIN not in hit.texts[1]:
            continue  # only its policy's title fits, and other clauses say more
        if seen.get(policy_id, 0) == _MOST_OF_ONE:
            continue
        seen[policy_id] = seen.get(policy_id, 0) + 1
        heading, body = hit.texts[0].splitlines()[-1] if hit.texts[0] else "", hit.texts[1]
        _, line, spans = best_line(body)
        if not line:
            first = next((row for row in body.splitlines() if row.strip()), "")
            line = plain_text(first)
        marked = [
            piece.partition(END)[0].casefold() for part in hit.texts[:2] for piece in part.split(BEGIN)[1:]
        ]
        policy = known[policy_id]
        found.append(
            ClauseHit(
                policy_id,
                number,
                policy.code,
                policy.title,
                heading.replace(BEGIN, "").replace(END, ""),
                line,
                spans,
                tuple(sorted(set(marked))),
                hit.is_full,
            )
        )
        if len(found) == limit:
            break
    return found


def gaps(session: Session) -> list[GapRow]:
    """Every search that found nothing; open ones first, then by how often."""
    rows = [
        GapRow(
            gap.id,
            gap.words,
            gap.times,
            gap.first_on,
            gap.last_on,
            gap.state,
            gap.reason,
            gap.policy_id,
        )
        for gap in session.scalars(sa.select(SearchGap))
    ]
    return sorted(rows, key=lambda row: (row.state is not GapState.OPEN, -row.times, row.words))


def contradictions(session: Session) -> list[ContradictionRow]:
    """Pairs of clauses in force that name different amounts for the same thing; dismissed ones last."""
    policies = session.execute(
        sa.select(Policy.id, Policy.code, Policy.title, PolicyVersion.body)
        .join(PolicyVersion, PolicyVersion.policy_id == Policy.id)
        .where(Policy.trashed_on.is_(None), PolicyVersion.state == VersionState.IN_FORCE)
        .order_by(Policy.id)
    ).all()
    same = _same_words()
    found = [
        entry
        for policy in policies
        for clause in rules.clauses(policy.body, policy.title)
        for entry in rules.amounts(policy.id, clause, same)
    ]
    names = {policy.id: f"{policy.code} {policy.title}" for policy in policies}
    dismissed = {row.signature: row for row in session.scalars(sa.select(Dismissal))}
    rows: dict[str, ContradictionRow] = {}
    for one in rules.contradictions(found):
        rows.setdefault(one.signature, _row(one, names, dismissed.get(one.signature)))
    return sorted(rows.values(), key=lambda row: row.dismissal_id is not None)


def _row(one: Contradiction, names: dict[int, str], dismissed: Dismissal | None) -> ContradictionRow:
    return ContradictionRow(
        one.signature,
        one.unit,
        one.first.policy_id,
        names[one.first.policy_id],
        one.first.clause,
        one.first.sentence,
        one.second.policy_id,
        names[one.second.policy_id],
        one.second.clause,
        one.second.sentence,
        _about(one),
        dismissed.id if dismissed else None,
        dismissed.reason if dismissed else "",
    )


def _about(one: Contradiction) -> str:
    """What both sentences are about, in the words of the first."""
    words = [word.strip(".,;:()“”\"'") for word in f"{one.first.sentence} {one.first.clause}".split()]
    found = [
        next((word for word in words if word.casefold().startswith(term[:5])), "") for term in one.shared
    ]
    return ", ".join(dict.fromkeys(word for word in found if word))


def _same_words() -> dict[str, str]:
    """A single word -> the first of its synonyms in the alphabet, so that refund and repayment are one term."""
    found: dict[str, str] = {}
    for word, others in synonyms().items():
        if " " not in word:
            found[word] = min([word, *(other for other in others if " " not in other)])
    return found
