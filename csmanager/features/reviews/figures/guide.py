"""A short guide for the talk, made of a person's verdicts: what to say first, what to ask, what not to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from csmanager.features.reviews.cycles import guide as prepared
from csmanager.features.reviews.figures.board import Board
from csmanager.features.reviews.figures.pairs import questions
from csmanager.features.reviews.figures.standing import Word
from csmanager.features.reviews.words import value_text


@dataclass(frozen=True, slots=True)
class Guide:
    """``opening`` first, then ``points`` to talk about, ``ask`` and ``avoid``."""

    opening: str
    points: tuple[str, ...]
    ask: tuple[str, ...]
    avoid: tuple[str, ...]


def guide(made: Board, person: int) -> Guide:
    """The guide for one person's figures of a period."""
    lines = [line for line in made.lines_of(person) if line.value is not None]
    told = [(line, made.stand(line)) for line in lines]
    good = [line for line, one in told if one.word is Word.ON_TARGET or one.is_good]
    bad = [(line, one) for line, one in told if one.is_bad]
    open_ones = [line for line, one in told if one.word is Word.NOT_JUDGED]
    if good:
        first = ", ".join(f"{line.name} {value_text(line.value, line.unit)}" for line in good[:3])
        opening = f"Begin with what goes well: {first}."
    else:
        opening = "Begin with how the work has been; the figures alone tell little this time."
    points = [
        f"{line.name} is {value_text(line.value, line.unit)} (n {line.n:,}). {one.reason}"
        for line, one in bad[:4]
    ]
    if not bad:
        points.append(
            "No figure is worse than chance explains. There is nothing to hold against anybody here."
        )
    ask = [one.text for one in questions(made.lines_of(person), made.stand)]
    ask += [
        "What made these contacts hard? Look at some of them together before talking of causes.",
        "What is in your way: tools, rules, hours, knowledge?",
        "What would you try first, and what do you need from me for it?",
    ]
    avoid = [
        "Do not rank people, and do not compare with one colleague.",
        "Do not take one month for a trend.",
    ]
    if open_ones:
        names = ", ".join(line.name for line in open_ones[:4])
        avoid.append(f"Say nothing of {names}: too little to judge.")
    return Guide(opening, tuple(points), tuple(ask), tuple(avoid))


_POINTS, _ASKED, _AVOIDED = 6, 5, 3  # that fit on the page


def guides(session: Session, people: Sequence[int], period_key: str) -> dict[int, Guide]:
    """The guides of those whose review of a period was prepared: made of the review as it is kept, with its advice."""
    found: dict[int, Guide] = {}
    for person in people:
        one = prepared.guide_of_period(session, person, period_key)
        if one is not None:
            found[person] = _of_review(one)
    return found


def _of_review(one: prepared.Guide) -> Guide:
    """On the short form of the page: figures stand in the table above, so only what to say and ask is kept."""
    ask = dict.fromkeys(text for step in one.steps for text in step.ask)
    points = [f"{step.title}: {' '.join(step.say)}" for step in one.steps]
    return Guide(
        f"Say first: {one.first}", tuple(points[:_POINTS]), tuple(ask)[:_ASKED], one.avoid[:_AVOIDED]
    )
