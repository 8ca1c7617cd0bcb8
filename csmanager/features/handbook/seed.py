"""Starter policies: shipped in resources, added only when the manager asks for them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.paths import data_dir
from csmanager.features.handbook import actions, records
from csmanager.features.handbook.rules import PolicyFile, read_file
from csmanager.features.handbook.tables import Policy


def starter_policies() -> list[PolicyFile]:
    """The shipped policies, in the order of their codes."""
    folder = data_dir("resources") / "text" / "policies"
    files = [read_file(path.read_text(encoding="utf-8"), path.stem) for path in folder.glob("*.md")]
    return sorted(files, key=lambda file: file.code or "")


def add_starter_policies(session: Session, today: dt.date) -> list[int]:
    """Add the shipped policies as drafts to be adapted; returns their ids.

    A policy whose title is there already (also in the Trash) is left out; a code that is taken gives way to the
    next free one.
    """
    titles = {title.casefold() for title in session.scalars(sa.select(Policy.title))}
    codes = {code.casefold() for code in session.scalars(sa.select(Policy.code))}
    missing = [file for file in starter_policies() if file.title.casefold() not in titles]
    missing.sort(key=lambda file: (file.code or "").casefold() in codes)  # free codes are given out first
    return [
        actions.add_policy(
            session,
            title=file.title,
            today=today,
            code=file.code if file.code and file.code.casefold() not in codes else None,
            kind=file.kind,
            category=file.category,
            review_every_months=file.review_every_months,
            body=file.body,
        )
        for file in missing
    ]


def seed(session: Session, today: dt.date) -> None:
    """No policies: a handbook is the manager's own. Texts of an older program get their clauses."""
    records.fill_clauses(session)
