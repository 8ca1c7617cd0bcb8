"""What a store begins with: the nine shipped templates."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.paths import data_dir
from csmanager.features.hiring.documents import actions
from csmanager.features.hiring.documents.rules import KIND_NAMES, DocumentKind
from csmanager.features.hiring.documents.tables import HiringTemplate


def shipped(kind: DocumentKind) -> str:
    """The text that ships for a kind."""
    folder = data_dir("resources") / "text" / "hiring" / "documents"
    return (folder / f"{kind.value}.md").read_text(encoding="utf-8")


def seed(session: Session, today: dt.date) -> None:
    """Add the shipped templates, where a store has none yet."""
    if session.scalar(sa.select(HiringTemplate.id).limit(1)) is not None:
        return
    for kind in DocumentKind:
        actions.add_template(session, kind, KIND_NAMES[kind], shipped(kind), today=today)
