"""Measures that only make sense together: what to ask when one is good and its partner is not. Never blame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from csmanager.features.reviews.figures.standing import Stand, Word, bad_side
from csmanager.features.reviews.queries import Line


@dataclass(frozen=True, slots=True)
class Pair:
    """``lure``: the measure that is easy to please; ``price``: what suffers when it is pleased."""

    lure: str
    price: str
    question: str


PAIRS = (
    Pair(
        "handle_time",
        "first_contact_resolution",
        "Contacts are short, and more customers than usual come back. Is there time enough to solve it the first time?",
    ),
    Pair(
        "handle_time",
        "csat_top2",
        "Contacts are short, and customers are less satisfied. Is anybody pressed to be quick?",
    ),
    Pair(
        "resolution_time",
        "reopen_rate",
        "Tickets are closed fast, and more of them are opened again. When does a ticket count as solved?",
    ),
    Pair(
        "transfer_rate",
        "first_contact_resolution",
        "Little is passed on, and more customers come back. Would some of these be better with somebody else?",
    ),
    Pair(
        "escalation_rate",
        "csat_top2",
        "Little is handed up, and customers are less satisfied. Is it clear that asking for help is welcome?",
    ),
    Pair(
        "speed_of_answer",
        "handle_time",
        "Calls are picked up fast, and contacts take longer than wanted. What happens after the greeting?",
    ),
    Pair(
        "first_response_time",
        "first_contact_resolution",
        "First answers come fast, and more customers write again. Do first answers solve, or only greet?",
    ),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question the figures raise, with the two figures it comes from."""

    text: str
    lure: str
    price: str


def questions(lines: Sequence[Line], stand: Callable[[Line], Stand]) -> list[Question]:
    """Questions of one person's lines: one measure moved the good way while its partner is bad."""
    by_key = {line.metric: line for line in lines}
    found = []
    for pair in PAIRS:
        lure, price = by_key.get(pair.lure), by_key.get(pair.price)
        if lure is None or price is None or lure.value is None or price.value is None:
            continue
        if _is_pleased(lure, stand(lure)) and stand(price).is_bad:
            found.append(Question(pair.question, lure.name, price.name))
    if _all_alike(lines):
        return []
    return found


def _is_pleased(line: Line, told: Stand) -> bool:
    good = -bad_side(line.better)
    if good and told.signal == good:
        return True
    if line.metric == "handle_time":
        return told.signal == -1 or (told.word is Word.MISSING and line.target is not None and line.value is not None
                                     and line.value < line.target)  # fmt: skip
    return told.word is Word.ON_TARGET


def _all_alike(lines: Sequence[Line]) -> bool:
    return not any(line.value is not None for line in lines)
