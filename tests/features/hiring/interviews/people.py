"""Openings, applicants and talks for the tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from csmanager.core.store import Store
from csmanager.features.hiring import actions as hiring
from csmanager.features.hiring.interviews import actions, kittext, queries
from csmanager.features.hiring.interviews.rules import MarkIn, Recommendation
from csmanager.features.hiring.rules import Stage
from csmanager.features.team import actions as team


def read(store: Store, query: Any, *args: Any, **kwargs: Any) -> Any:
    """What a query gives."""
    with store.read() as session:
        return query(session, *args, **kwargs)


def opening(store: Store, today: dt.date, title: str = "Weekend agent") -> int:
    """A place of 30 hours."""
    return store.do(
        "Add opening", hiring.add_opening, title=title, today=today, role="Agent", weekly_minutes=1800
    )


def applicant(
    store: Store, opening_id: int, today: dt.date, name: str = "Mia Novák", stage: Stage = Stage.INTERVIEW
) -> int:
    """Somebody who came as far as ``stage``."""
    key: int = store.do(
        "Add", hiring.add_applicant, opening_id=opening_id, name=name, today=today,
        applied_on=today - dt.timedelta(days=20),
    )  # fmt: skip
    path = [Stage.APPLIED, Stage.SCREEN, Stage.INTERVIEW, Stage.DECISION, Stage.OFFER]
    for to in path[1 : path.index(stage) + 1]:
        store.do("Move", hiring.move, key, to, today=today)
    return key


def person(store: Store, name: str, today: dt.date) -> int:
    """Somebody of the team."""
    return store.do(
        f"Add {name}", team.add_person, name=name, today=today, started_on=today - dt.timedelta(days=400)
    )


def talk(
    store: Store, applicant_id: int, on: dt.date, today: dt.date, who: list[tuple[int | None, str]] | None = None,
    kit: str | None = None, start: int = 600,
) -> int:  # fmt: skip
    """A planned talk with the first kit."""
    kits = read(store, queries.kits)
    kit_id = next(row.id for row in kits if kit is None or row.name == kit)
    return store.do(
        "Plan", actions.plan, applicant_id, on=on, start_minute=start, minutes=60,
        interviewers=who or [(None, "Ingrid"), (None, "Tom")], today=today, kit_id=kit_id,
    )  # fmt: skip


def asker(store: Store, interview_id: int, place: int = 0) -> int:
    """The id of an interviewer."""
    return read(store, queries.interview, interview_id).askers[place].id


def marks(store: Store, interview_id: int, rating: int = 3, **at: int) -> list[MarkIn]:
    """The same mark on everything, ``at`` other ones by position ("p2=4")."""
    kit: kittext.Kit = read(store, queries.kit_of, interview_id)
    found = []
    for place in range(len(kit.questions)):
        value = at.get(f"p{place}", rating)
        found.append(MarkIn(place, value, "said it in three words"))
    return found


def card(
    store: Store, interview_id: int, today: dt.date, place: int = 0, rating: int = 3,
    recommendation: Recommendation = Recommendation.YES, **at: int,
) -> int:  # fmt: skip
    """A card that is handed in."""
    return store.do(
        "Hand in", actions.submit_card, asker(store, interview_id, place),
        marks(store, interview_id, rating, **at), recommendation, today=today, because="It was clear enough",
    )  # fmt: skip
