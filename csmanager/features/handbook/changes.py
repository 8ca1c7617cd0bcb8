"""What is different for somebody who knows an older version, clause by clause."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.handbook import records
from csmanager.features.handbook.clauses import Clause
from csmanager.features.handbook.compare import Mark, Piece, words
from csmanager.features.handbook.rules import ChangeKind, VersionState
from csmanager.features.handbook.tables import PolicyVersion

_LONGEST = 8_000  # letters of a clause that are compared by words


class Fate(StrEnum):
    """What became of a clause."""

    NEW = "new"
    CHANGED = "changed"
    RENAMED = "renamed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause that is different. ``pieces``: its text, word by word, with what came and what went."""

    key: str
    fate: Fate
    number: str
    heading: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class WhatChanged:
    """From version ``since`` to version ``now``. ``notes``: what the versions in between say they changed.

    ``for_you``: what they say it means for staff. ``is_material``: whether one of them was.
    """

    since: int
    now: int
    notes: tuple[str, ...]
    for_you: tuple[str, ...]
    is_material: bool
    clauses: tuple[ClauseChange, ...]

    def sentence(self) -> str:
        """All of it in words, for a sheet or a screen."""
        if self.since == self.now:
            return "Nothing has changed since the version you signed."
        parts = [*self.for_you] or [*self.notes]
        parts = [part if part.endswith((".", "!", "?")) else f"{part}." for part in parts]
        for fate, word in (
            (Fate.NEW, "New"), (Fate.CHANGED, "Changed"), (Fate.RENAMED, "Renamed"), (Fate.REMOVED, "Gone"),
        ):  # fmt: skip
            names = [
                " ".join(filter(None, (one.number, one.heading))) or "the beginning"
                for one in self.clauses
                if one.fate is fate
            ]
            if names:
                parts.append(f"{word}: {', '.join(names)}.")
        return " ".join(parts)


def what_changed(session: Session, policy_id: int, since: int) -> WhatChanged | None:
    """What is different in the version in force for somebody who signed version number ``since``.

    None when no version is in force or there is no version of that number.
    """
    versions = list(
        session.scalars(
            sa.select(PolicyVersion)
            .where(PolicyVersion.policy_id == policy_id)
            .order_by(PolicyVersion.number)
        )
    )
    now = next((one for one in versions if one.state is VersionState.IN_FORCE), None)
    old = next((one for one in versions if one.number == since), None)
    if now is None or old is None:
        return None
    between = [
        one for one in versions if old.number < one.number <= now.number and one.published_on is not None
    ]
    return WhatChanged(
        old.number,
        now.number,
        tuple(one.change_note for one in between if one.change_note),
        tuple(one.for_you for one in between if one.for_you),
        any(one.change_kind is not ChangeKind.EDITORIAL for one in between),
        tuple(differences(records.clauses_of(session, old), records.clauses_of(session, now))),
    )


def changed_for(session: Session, policy_id: int, person_id: int) -> WhatChanged | None:
    """What is different for a person since the version they signed last; None when they never signed one."""
    from csmanager.features.handbook.knowing.tables import Acknowledgement

    number = session.scalar(
        sa.select(sa.func.max(PolicyVersion.number))
        .join(Acknowledgement, Acknowledgement.version_id == PolicyVersion.id)
        .where(Acknowledgement.policy_id == policy_id, Acknowledgement.person_id == person_id)
    )
    return what_changed(session, policy_id, number) if number is not None else None


def differences(before: list[Clause], after: list[Clause]) -> list[ClauseChange]:
    """The clauses that differ, those of ``after`` first, in their order; then what is gone."""
    old = {clause.key: clause for clause in before}
    found = []
    for clause in after:
        former = old.pop(clause.key, None)
        if former is None:
            added = (Piece(Mark.ADDED, clause.text),)
            found.append(ClauseChange(clause.key, Fate.NEW, clause.number, clause.heading, added))
        elif former.text != clause.text:
            found.append(
                ClauseChange(
                    clause.key, Fate.CHANGED, clause.number, clause.heading, _words(former.text, clause.text)
                )
            )
        elif former.heading != clause.heading and clause.level:
            pieces = words(former.heading, clause.heading)
            found.append(ClauseChange(clause.key, Fate.RENAMED, clause.number, clause.heading, pieces))
    found += [
        ClauseChange(one.key, Fate.REMOVED, one.number, one.heading, (Piece(Mark.REMOVED, one.text),))
        for one in old.values()
    ]
    return found


def _words(before: str, after: str) -> tuple[Piece, ...]:
    if len(before) + len(after) > _LONGEST:
        return (Piece(Mark.REMOVED, before), Piece(Mark.ADDED, after))
    return words(before, after)
