"""The board, the list of what to look at and the small charts, read in one go aside from the window."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from csmanager.features.reviews.charts.model import Chart
from csmanager.features.reviews.figures.attention import Attention, attention
from csmanager.features.reviews.figures.board import Board, Choice, board, multiples


@dataclass(frozen=True, slots=True)
class Glance:
    """What the first level shows, and the board all levels share."""

    board: Board
    entries: list[Attention]
    chart: Chart


def glance(session: Session, choice: Choice) -> Glance:
    """Everything about a choice."""
    made = board(session, choice)
    entries = attention(session, made) if made.view.first_day is not None else []
    return Glance(made, entries, multiples(made))
