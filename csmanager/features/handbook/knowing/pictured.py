"""Everything the view Knowing shows, read at one moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from csmanager.features.handbook.knowing import queries, quizqueries, signed
from csmanager.features.handbook.knowing.queries import KnowRow, PolicyHead
from csmanager.features.handbook.knowing.quizqueries import DueRefreshers, ItemRow, QuizRow
from csmanager.features.handbook.knowing.signed import SignatureRow


@dataclass(frozen=True, slots=True)
class Pictured:
    """``items``: quiz -> its questions; ``alphas``: quiz -> reliability (None: not judged) and takers."""

    today: dt.date
    rows: list[KnowRow]
    heads: list[PolicyHead]
    signatures: list[SignatureRow]
    quizzes: list[QuizRow]
    items: dict[int, list[ItemRow]]
    alphas: dict[int, tuple[float | None, int]]
    refreshers: list[DueRefreshers]


def read(session: Session, today: dt.date) -> Pictured:
    """Read it."""
    rows = queries.standings(session, today)
    quizzes = quizqueries.quizzes(session)
    return Pictured(
        today,
        rows,
        queries.heads_of(rows),
        signed.signatures(session),
        quizzes,
        {quiz.id: quizqueries.items(session, quiz.id) for quiz in quizzes},
        {quiz.id: quizqueries.reliability(session, quiz.id) for quiz in quizzes},
        quizqueries.due_refreshers(session, today),
    )
