"""When a missed question comes back: FSRS-6 with its published weights, 90 % wished for, no chance in it.

Missed counts as "again", known as "good". There are no steps of minutes: somebody comes to the kiosk once a
shift, so the shortest gap is a day. The longest is 180 days; what a policy asks to be signed again is another
clock. Source: J. Ye, FSRS-6, as the package ``fsrs`` has it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

WISHED = 0.9  # chance of still knowing it when it comes back
LONGEST = 180  # days


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one person's memory of one question. ``stability`` in days, ``difficulty`` 1 to 10.

    ``state``: 1 learning, 2 review, 3 relearning. ``gap``: whole days from ``reviewed_at`` until it comes back.
    """

    state: int
    stability: float
    difficulty: float
    reviewed_at: dt.datetime
    gap: int


def review(before: Memory | None, is_right: bool, at: dt.datetime) -> Memory:
    """The memory after an answer at ``at`` (aware, UTC); ``before`` None: the first time."""
    from fsrs import Rating

    card = rated(_card(before, at), Rating.Good if is_right else Rating.Again, at, scheduler())
    assert card.stability is not None and card.difficulty is not None
    return Memory(int(card.state), card.stability, card.difficulty, at, max(1, (card.due - at).days))


def scheduler(**options: Any) -> Any:
    """The scheduler of the kiosk; ``options`` for other steps or another longest gap."""
    from fsrs import Scheduler

    settings: dict[str, Any] = {
        "desired_retention": WISHED,
        "learning_steps": (),
        "relearning_steps": (),
        "maximum_interval": LONGEST,
        "enable_fuzzing": False,
    }
    return Scheduler(**(settings | options))


def rated(card: Any, rating: Any, at: dt.datetime, by: Any) -> Any:
    """The card after one rating."""
    return by.review_card(card, rating, review_datetime=at.astimezone(dt.UTC))[0]


def _card(before: Memory | None, at: dt.datetime) -> Any:
    from fsrs import Card, State

    if before is None:
        return Card(
            card_id=1, due=at
        )  # with a number of its own: the package would wait a moment to find one
    return Card(
        card_id=1,
        state=State(before.state),
        step=None if before.state == State.Review else 0,
        stability=before.stability,
        difficulty=before.difficulty,
        due=before.reviewed_at + dt.timedelta(days=before.gap),
        last_review=before.reviewed_at,
    )
