"""What is known of trees and playbooks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Found
from csmanager.features.handbook.clauses import resolve
from csmanager.features.handbook.following.clausebook import clause_book
from csmanager.features.handbook.trees import rules
from csmanager.features.handbook.trees.rules import GuideKind
from csmanager.features.handbook.trees.tables import Guide, GuideVersion


@dataclass(frozen=True, slots=True)
class GuideRow:
    """One guide with its newest text; ``number`` counts the texts it has had."""

    id: int
    code: str
    title: str
    kind: GuideKind
    number: int
    body: str
    note: str
    written_on: dt.date


@dataclass(frozen=True, slots=True)
class GuideVersionRow:
    """One text of a guide."""

    id: int
    number: int
    body: str
    note: str
    written_on: dt.date


@dataclass(frozen=True, slots=True)
class ClauseLink:
    """A clause that an outcome names: ``policy_id`` None when the handbook has no such clause in force."""

    code: str
    heading: str
    policy_id: int | None
    title: str
    text: str


def guides(session: Session) -> list[GuideRow]:
    """Every guide outside the Trash: trees first, then by code."""
    newest = (
        sa.select(GuideVersion.guide_id, sa.func.max(GuideVersion.number).label("number"))
        .group_by(GuideVersion.guide_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(Guide, GuideVersion)
        .join(newest, newest.c.guide_id == Guide.id)
        .join(
            GuideVersion,
            sa.and_(GuideVersion.guide_id == Guide.id, GuideVersion.number == newest.c.number),
        )
        .where(Guide.trashed_on.is_(None))
    )
    found = [
        GuideRow(
            guide.id,
            guide.code,
            guide.title,
            guide.kind,
            version.number,
            version.body,
            version.note,
            version.written_on,
        )
        for guide, version in rows
    ]
    return sorted(found, key=lambda row: (row.kind is not GuideKind.TREE, row.code))


def versions(session: Session, guide_id: int) -> list[GuideVersionRow]:
    """Every text of a guide, newest first."""
    return [
        GuideVersionRow(row.id, row.number, row.body, row.note, row.written_on)
        for row in session.scalars(
            sa.select(GuideVersion)
            .where(GuideVersion.guide_id == guide_id)
            .order_by(GuideVersion.number.desc())
        )
    ]


def clause_links(session: Session, named: list[tuple[str, str]]) -> list[ClauseLink]:
    """The clauses that (code, heading) name, with what they say now."""
    book = clause_book(session)
    found = []
    for code, heading in named:
        entry = book.get(code.casefold())
        clause = resolve(entry.clauses, heading) if entry is not None and heading else None
        found.append(
            ClauseLink(
                code,
                clause.heading if clause is not None else heading,
                entry.policy_id if entry is not None else None,
                entry.title if entry is not None else "",
                clause.text if clause is not None else "",
            )
        )
    return found


def dangling(session: Session, body: str) -> list[str]:
    """What a tree names that the handbook does not have in force, in sentences."""
    book = clause_book(session)
    found: dict[str, None] = {}
    for node in rules.read_tree(body).nodes:
        for code, heading in node.clauses:
            entry = book.get(code.casefold())
            if entry is None:
                found[f"{code} is not in force."] = None
            elif heading and resolve(entry.clauses, heading) is None:
                found[f"{code} has no clause “{heading}”."] = None
    return list(found)


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Trees and playbooks for the palette."""
    wanted = text.casefold().strip()
    if not wanted:
        return []
    return [
        Found("handbook", f"trees:{row.id}", row.title, rules.KIND_NAMES[row.kind])
        for row in guides(session)
        if wanted in row.title.casefold() or wanted in rules.KIND_NAMES[row.kind].casefold()
    ][:limit]
