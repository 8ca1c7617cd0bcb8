"""A review in verdicts for the command line: the same words and reasons that the Figures view shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from csmanager.features.reviews.figures.board import Choice, board
from csmanager.features.reviews.figures.standing import Stand
from csmanager.features.reviews.queries import Line, Review

Told = Callable[[Line], Stand]


def told_review(session: Session, found: Review) -> Told:
    """The verdict of each line of a review."""
    made = board(session, Choice(found.period))

    def told(line: Line) -> Stand:
        stand = made.stand(line)
        said = " ".join(text for text in line.beside if text in stand.reason)
        return replace(stand, reason=stand.reason.replace(said, "").strip()) if said else stand

    return told


def told_as_json(found: Review, told: Told) -> dict[str, Any]:
    """Plain values: those of the review with verdict, why, talk (whether it calls for one) and notes on each line."""

    def whole(line: Line) -> dict[str, Any]:
        stand = told(line)
        more = {
            "verdict": str(stand.word),
            "why": stand.reason,
            "talk": stand.is_firm,
            "usual_low": stand.low,
            "usual_high": stand.high,
            "notes": list(line.beside),
        }
        return line.as_json() | more

    made = found.as_json()
    made["team"] = [whole(line) for line in found.team]
    made["people"] = {name: [whole(line) for line in lines] for name, lines in found.people.items()}
    made["notes"] = {name: who.note for name, who in found.persons.items() if who.note}
    return made
