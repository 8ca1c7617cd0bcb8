"""Starter trees and playbooks: shipped in resources, added when the manager asks for them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.paths import data_dir
from csmanager.features.handbook.trees import actions, rules
from csmanager.features.handbook.trees.rules import GuideKind
from csmanager.features.handbook.trees.tables import Guide

_FOLDERS = ((GuideKind.TREE, "trees", "*.txt"), (GuideKind.PLAYBOOK, "playbooks", "*.md"))


def starter_guides() -> list[tuple[GuideKind, str]]:
    """The shipped guides in the order of their file names, trees first."""
    folder = data_dir("resources") / "text"
    return [
        (kind, path.read_text(encoding="utf-8"))
        for kind, name, pattern in _FOLDERS
        for path in sorted((folder / name).glob(pattern))
    ]


def add_starter_guides(session: Session, today: dt.date) -> list[int]:
    """Add the shipped guides; one whose title is there already (also in the Trash) is left out."""
    titles = {title.casefold() for title in session.scalars(sa.select(Guide.title))}
    return [
        actions.add_guide(session, kind, body, today=today)
        for kind, body in starter_guides()
        if rules.guide_title(kind, body).casefold() not in titles
    ]
