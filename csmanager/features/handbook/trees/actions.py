"""What can be done with trees and playbooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.handbook.trees import rules
from csmanager.features.handbook.trees.rules import GuideKind
from csmanager.features.handbook.trees.tables import Guide, GuideVersion

_HEADS = {GuideKind.TREE: "T", GuideKind.PLAYBOOK: "B"}


def add_guide(
    session: Session, kind: GuideKind, body: str, *, today: dt.date, code: str = "", title: str = ""
) -> int:
    """A new guide; ``title`` "": what its first line says. Raises RuleBroken with what is wrong with the text."""
    clean = rules.check_guide(kind, body)
    name = " ".join((title or rules.guide_title(kind, clean)).split())
    if not name:
        raise RuleBroken("The first line must be the title, such as “# Refund”.")
    codes = {found.casefold() for found in session.scalars(sa.select(Guide.code))}
    if not code or code.casefold() in codes:
        code = _next_code(kind, codes)
    guide = Guide(code=code, title=name, kind=kind)
    session.add(guide)
    session.flush()
    session.add(GuideVersion(guide_id=guide.id, number=1, body=clean, written_on=today))
    session.flush()
    return guide.id


def write_guide(session: Session, guide_id: int, body: str, *, today: dt.date, note: str = "") -> int:
    """A new text of a guide, which counts at once; the earlier ones stay. Returns its number."""
    guide = _guide(session, guide_id)
    clean = rules.check_guide(guide.kind, body)
    newest = session.scalars(
        sa.select(GuideVersion)
        .where(GuideVersion.guide_id == guide_id)
        .order_by(GuideVersion.number.desc())
        .limit(1)
    ).one()
    if newest.body == clean:
        return newest.number
    title = rules.guide_title(guide.kind, clean)
    if title and title != guide.title:
        guide.title = title
    session.add(
        GuideVersion(
            guide_id=guide_id,
            number=newest.number + 1,
            body=clean,
            note=" ".join(note.split()),
            written_on=today,
        )
    )
    session.flush()
    return newest.number + 1


def bring_back(session: Session, guide_id: int, number: int, *, today: dt.date) -> int:
    """Let an earlier text count again, as a new one; returns its number."""
    old = session.scalar(
        sa.select(GuideVersion).where(GuideVersion.guide_id == guide_id, GuideVersion.number == number)
    )
    if old is None:
        raise RuleBroken("This text is no longer there.")
    return write_guide(session, guide_id, old.body, today=today, note=f"As in text {number}")


def trash_guides(session: Session, guide_ids: Iterable[int], *, today: dt.date) -> int:
    """Put guides into the Trash; returns how many."""
    ids = list(guide_ids)
    for guide_id in ids:
        _guide(session, guide_id).trashed_on = today
    return len(ids)


def _guide(session: Session, guide_id: int) -> Guide:
    guide = session.get(Guide, guide_id)
    if guide is None:
        raise RuleBroken("This guide is no longer there.")
    return guide


def _next_code(kind: GuideKind, taken: set[str]) -> str:
    head, number = _HEADS[kind], 1
    while f"{head}-{number:02d}".casefold() in taken:
        number += 1
    return f"{head}-{number:02d}"
