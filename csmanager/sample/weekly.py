"""A measure the made-up shop writes down itself: the Friday question, five a week, six weeks back."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

from csmanager.core.store import Step
from csmanager.features.reviews import ownactions
from csmanager.features.reviews.periods import day_text
from csmanager.features.reviews.rules import Better, Unit
from csmanager.sample.agenda import Agenda, Work
from csmanager.sample.cast import Player

if TYPE_CHECKING:
    from csmanager.sample.records import Roster

_WEEKS, _QUESTIONS = 6, 5
_LEAST_DAYS = 60
_RIGHT = 0.82  # share answered right, on average


def plan(
    agenda: Agenda, roster: Roster, cast: list[Player], *, opened: dt.date, last_day: dt.date, seed: int = 11
) -> None:
    """Note the measure and its weeks in ``agenda``."""
    if (last_day - opened).days < _LEAST_DAYS:
        return
    friday = last_day - dt.timedelta(days=(last_day.weekday() - 4) % 7)
    weeks = [friday - dt.timedelta(days=7 * back) for back in range(_WEEKS - 1, -1, -1)]
    known: list[int] = []
    luck = random.Random(seed)
    here = [player.name for player in cast if player.joined is None and player.left is None]

    def begin(step: Step) -> None:
        known.append(
            ownactions.add_metric(
                step.session,
                name="Friday questions right",
                definition="Share of the five questions on products and rules asked each Friday that were"
                " answered right.",
                unit=Unit.SHARE,
                better=Better.HIGHER,
                what="questions",
                minimum_n=20,
                today=weeks[0],
            )
        )

    def write(week: dt.date, right: dict[str, int]) -> Work:
        def made(step: Step) -> None:
            ownactions.set_values(
                step.session,
                [
                    (known[0], roster.id(name), week, count / _QUESTIONS, _QUESTIONS)
                    for name, count in right.items()
                ],
            )

        return made

    agenda.add(weeks[0], "Begin to count the Friday questions", begin, hour=15)
    for week in weeks:
        right = {name: sum(luck.random() < _RIGHT for _ in range(_QUESTIONS)) for name in here}
        agenda.add(week, f"Write down the Friday questions of {day_text(week)}", write(week, right), hour=16)
