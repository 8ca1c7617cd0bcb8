"""The question sets every store starts with, from the shipped files."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.paths import data_dir
from csmanager.features.talks.oneonones import actions, rules
from csmanager.features.talks.oneonones.tables import TalkSet


def seed(session: Session, today: dt.date) -> None:
    """Add the shipped question sets a store never had."""
    known = set(session.scalars(sa.select(TalkSet.key)))
    for path in sorted((data_dir("resources") / "text" / "talks" / "agendas").glob("*.md")):
        if path.stem not in known:
            found = rules.read_set(path.read_text("utf-8"))
            actions.write_set(
                session,
                None,
                name=found.name,
                intro=found.intro,
                agenda="\n".join(found.agenda),
                questions="\n".join(found.questions),
                key=path.stem,
            )
