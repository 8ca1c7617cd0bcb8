"""A small team with a template, for the tests of joining and leaving."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from csmanager.core.store import Store
from csmanager.features.onboarding import templating
from csmanager.features.team import actions as team

START = dt.date(2026, 3, 2)  # a Monday
PLAN = """\
# New agent
kind: onboarding

Watching first.

## First week
- [manager] 0 * Welcome
- [mentor] 1 *! Beside the mentor
  Half a day, listen only.
- [person] 5 Ten questions

## Gates
- Shadow: 3 days
- Solo: 10 days, 3 contacts, mean 80
"""
LEAVING = """\
# Leaving
kind: leaver

## Handing over
- [person] -7 * List of open cases
- [manager] 0 Goodbye
"""


@dataclass(frozen=True)
class Shop:
    """Ids of what the shop holds."""

    ana: int
    bo: int
    cy: int
    template: int
    leaving: int


@pytest.fixture
def shop(store: Store) -> Shop:
    """Ana joined on 2 March, Bo mentors, Cy is going some day; open from Monday to Friday."""
    with store.change("Begin") as step:
        session = step.session
        people = [
            team.add_person(session, name=name, today=START, role="Agent", started_on=since)
            for name, since in (
                ("Ana Ruiz", START), ("Bo Lind", dt.date(2024, 1, 8)), ("Cy Okafor", dt.date(2023, 5, 2)),
            )
        ]  # fmt: skip
        template = templating.save_template(session, PLAN, today=START)
        leaving = templating.save_template(session, LEAVING, today=START)
    return Shop(*people, template, leaving)


def grade(store: Store, person: int, scores: list[float], day: dt.date) -> None:
    """Graded contacts of one person on one day."""
    from csmanager.features.quality.tables import Evaluation, Scorecard

    with store.change("Grade") as step:
        card = Scorecard(name=f"Card {day} {person} {scores}", version=1)
        step.session.add(card)
        step.session.flush()
        for score in scores:
            step.session.add(
                Evaluation(
                    scorecard_id=card.id, person_id=person, day=(day - dt.date(1970, 1, 1)).days, share=score
                )
            )
