"""Who is leaving, how far it is, what they said, and what is said most often."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.visibility import Visibility
from csmanager.features.onboarding.leaving import blocking
from csmanager.features.onboarding.rules import LeavingState
from csmanager.features.onboarding.tables import ExitAnswer, ExitInterview, ExitReason, Leaving
from csmanager.features.team.queries import labels

ENOUGH = 5  # interviews below which a share of them says too little
_OVER = frozenset({LeavingState.CLOSED, LeavingState.RETAINED})


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer of the interview; ``sealed`` is a token, "" where it is not sealed; ``place`` of its question."""

    question: str
    answer: str
    sealed: str
    place: int
    visibility: Visibility = Visibility.OPEN


@dataclass(frozen=True, slots=True)
class LeavingRow:
    """Somebody's way out. ``blocks``: what still stands between them and a clean end."""

    id: int
    person_id: int
    person: str
    plan_id: int | None
    opened_on: dt.date
    last_day: dt.date
    state: LeavingState
    state_since: dt.date
    reason: str
    blocks: tuple[str, ...]
    interviewed_on: dt.date | None
    held_by: str
    main_reason: str
    themes: tuple[str, ...]
    rating: int | None
    would_return: bool | None
    would_rehire: bool | None
    answers: tuple[AnswerRow, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is still under way."""
        return self.state not in _OVER


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A reason for leaving. ``n``: interviews in which it played a part, of ``of``; ``share`` None: too few."""

    id: str
    n: int
    main: int
    of: int
    people: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """Share of interviews."""
        return self.n / self.of if self.of >= ENOUGH else None


def leavings(session: Session) -> list[LeavingRow]:
    """Everybody who is or was leaving, those under way first, by their last day."""
    rows = session.scalars(sa.select(Leaving)).all()
    if not rows:
        return []
    names = labels(session)
    interviews = {row.leaving_id: row for row in session.scalars(sa.select(ExitInterview))}
    themes: dict[int, list[str]] = defaultdict(list)
    for reason in session.scalars(sa.select(ExitReason).order_by(ExitReason.id)):
        themes[reason.interview_id].append(reason.theme)
    answers: dict[int, list[AnswerRow]] = defaultdict(list)
    for one in session.scalars(sa.select(ExitAnswer).order_by(ExitAnswer.interview_id, ExitAnswer.place)):
        answers[one.interview_id].append(
            AnswerRow(
                one.question, one.answer, one.sealed, one.place,
                Visibility.SEALED if one.sealed else one.visibility or Visibility.OPEN,
            )
        )  # fmt: skip
    found = []
    for row in rows:
        held = interviews.get(row.id)
        key = held.id if held else 0
        found.append(
            LeavingRow(
                row.id, row.person_id, names[row.person_id], row.plan_id, row.opened_on, row.last_day, row.state,
                row.state_since, row.reason, tuple(blocking(session, row)) if row.state not in _OVER else (),
                held.held_on if held else None, held.held_by if held else "", held.main_reason if held else "",
                tuple(themes[key]), held.rating if held else None, held.would_return if held else None,
                held.would_rehire if held else None, tuple(answers[key]),
            )
        )  # fmt: skip
    return sorted(found, key=lambda row: (not row.is_open, -row.last_day.toordinal(), row.id))


def exit_themes(rows: list[LeavingRow]) -> list[ThemeRow]:
    """Why people went, most often named first; of those who stayed after all nothing is counted."""
    held = [row for row in rows if row.interviewed_on is not None and row.state is not LeavingState.RETAINED]
    found: dict[str, list[LeavingRow]] = defaultdict(list)
    for row in held:
        for theme in row.themes:
            found[theme].append(row)
    made = [
        ThemeRow(
            theme, len(those), sum(row.main_reason == theme for row in those), len(held),
            tuple(row.person for row in those),
        )
        for theme, those in found.items()
    ]  # fmt: skip
    return sorted(made, key=lambda row: (-row.n, -row.main, row.id.casefold()))
