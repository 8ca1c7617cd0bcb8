"""A person's own file from the command line."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.naming import fold
from csmanager.core.personal import Subject
from csmanager.core.settings import read_settings
from csmanager.core.store import Store
from csmanager.features.hiring.tables import Applicant
from csmanager.features.privacy import subjectpaper
from csmanager.features.team.erasing.queries import find_person


def hand_out(store: Store, folder: Path, person: str | None, applicant: str | None) -> list[str]:
    """Write the file of ``person`` or ``applicant`` (by name) into ``folder``; the lines to print.

    Raises AppError with a sentence where nobody, or more than one, is called so.
    """
    with store.read() as session:
        today = read_settings(session).today(store.clock())
        if person is not None:
            kind, number = Subject.PERSON, find_person(session, person)
        else:
            kind, number = Subject.APPLICANT, find_applicant(session, applicant or "")
    target, made = subjectpaper.write(store, kind, number, folder.absolute(), today)
    lines = [f"Wrote {len(made.files)} files, {made.rows:,} records, to {target}."]
    if made.sealed:
        lines.append(
            f"{made.sealed:,} sealed records and texts are left out; open the window to take them in."
        )
    return lines


def find_applicant(session: Session, text: str) -> int:
    """The candidate whose application has this name. Raises RuleBroken when it is nobody, or several."""
    wanted = fold(text.strip())
    rows = session.execute(sa.select(Applicant.candidate_id, Applicant.name))
    found = {number for number, name in rows if number is not None and fold(name) == wanted}
    if not found:
        raise RuleBroken(f"Nobody who applied is called {text}.")
    if len(found) > 1:
        raise RuleBroken(f"{len(found)} people who applied are called {text}; make the file from the window.")
    return found.pop()
