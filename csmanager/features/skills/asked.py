"""What the view of skills reads in one go, and what roles ask for as rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from csmanager.features.skills import queries
from csmanager.features.skills.queries import BenchRow, MatrixView, PointRow


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A skill that a role asks for. ``below``: people of the role under the level."""

    role_id: int
    role: str
    skill_id: int
    skill: str
    level: int
    mandatory: bool
    people: int
    below: int

    @property
    def id(self) -> tuple[int, int]:
        """What tells it from all others."""
        return (self.role_id, self.skill_id)


def read(session: Session, today: dt.date) -> tuple[MatrixView, list[PointRow], list[BenchRow]]:
    """Everything the view shows."""
    return queries.matrix(session, today), queries.points(session, today), queries.bench(session, today)


def options(words: Iterable[str]) -> list[tuple[str, str]]:
    """Words as choices of a filter, each once."""
    return [(word, word) for word in sorted({word for word in words if word})]


def asked(view: MatrixView) -> list[AskedRow]:
    """What every role asks for, by role, what is mandatory first."""
    names = {head.id: head.name for head in view.skills}
    found = []
    for role in view.roles:
        for skill_id, (level, mandatory) in role.wanted.items():
            below = sum(
                row.role_id == role.id and skill_id in row.cells and row.cells[skill_id].gap > 0
                for row in view.rows
            )
            found.append(
                AskedRow(role.id, role.name, skill_id, names[skill_id], level, mandatory, role.people, below)
            )
    return sorted(found, key=lambda row: (row.role.casefold(), not row.mandatory, row.skill.casefold()))
