"""The prompts every store starts with, from the shipped files."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.paths import data_dir
from csmanager.features.coaching import actions
from csmanager.features.coaching.tables import CoachingPrompt


def seed(session: Session, today: dt.date) -> None:
    """Add the shipped prompts a store never had."""
    known = set(session.scalars(sa.select(CoachingPrompt.key)))
    for path in sorted((data_dir("resources") / "text" / "coaching").glob("*.md")):
        if path.stem not in known:
            head, _, body = path.read_text("utf-8").partition("\n")
            actions.write_prompt(
                session, None, name=head.removeprefix("# ").strip(), body=body, key=path.stem
            )
