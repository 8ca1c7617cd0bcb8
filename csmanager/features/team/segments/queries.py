"""Who belongs to a group on a day. Other duties filter by ``members``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.team.contracts.queries import kinds_on
from csmanager.features.team.contracts.rules import CONTRACT_WORDS
from csmanager.features.team.fields.queries import fields, values
from csmanager.features.team.queries import PersonRow, names, people
from csmanager.features.team.rules import STATUS_WORDS, Status
from csmanager.features.team.segments.rules import Condition, Facts, all_hold, in_words, load
from csmanager.features.team.segments.tables import Segment


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A group. ``words``: its conditions as a sentence; ``people``: how many belong to it on the day asked for."""

    id: int
    name: str
    conditions: tuple[Condition, ...]
    words: str
    note: str
    people: int


def facts_on(session: Session, on: dt.date) -> dict[int, tuple[PersonRow, Facts]]:
    """Person id -> what is known of everyone, also who had left by then, or starts later."""
    contracts, own = kinds_on(session, on), values(session)
    found = {}
    for row in people(session, on, include_left=True, include_future=True):
        contract = contracts.get(row.id)
        found[row.id] = (
            row,
            Facts(
                row.team or "",
                row.role or "",
                STATUS_WORDS[row.status],
                CONTRACT_WORDS[contract] if contract is not None else "",
                (on - row.started_on).days if row.started_on is not None and row.started_on <= on else None,
                row.weekly_minutes / 60 if row.weekly_minutes is not None else None,
                {skill.skill: skill.level for skill in row.skills},
                own.get(row.id, {}),
            ),
        )
    return found


def belonging(session: Session, conditions: Sequence[Condition], on: dt.date) -> set[int]:
    """The people for whom all ``conditions`` hold on a day.

    Who had left by then belongs only where a condition asks for the status; who starts later never does.
    """
    asks_status = any(condition.fact == "status" for condition in conditions)
    return {
        person_id
        for person_id, (row, facts) in facts_on(session, on).items()
        if not row.is_future
        and (asks_status or facts.status != STATUS_WORDS[Status.LEFT])
        and all_hold(conditions, facts)
    }


def members(session: Session, segment_id: int, on: dt.date) -> set[int]:
    """Who belongs to a group on a day; nobody when the group is gone."""
    text = session.scalar(sa.select(Segment.rules).where(Segment.id == segment_id))
    return belonging(session, load(text), on) if text is not None else set()


def names_of(session: Session) -> list[tuple[int, str]]:
    """Id and name of every group, by name; what a chooser offers."""
    rows = session.execute(sa.select(Segment.id, Segment.name)).all()
    return sorted(((row_id, name) for row_id, name in rows), key=lambda row: row[1].casefold())


def segments(session: Session, on: dt.date) -> list[SegmentRow]:
    """All groups with how many belong to them, by name."""
    known = {row.id: row.name for row in fields(session)}
    rows = []
    for each in session.scalars(sa.select(Segment)):
        conditions = load(each.rules)
        count = len(belonging(session, conditions, on))
        rows.append(SegmentRow(each.id, each.name, conditions, in_words(conditions, known), each.note, count))
    return sorted(rows, key=lambda row: row.name.casefold())


@dataclass(frozen=True, slots=True)
class Choices:
    """What the conditions of a group can be chosen from: fact -> name, and fact -> words."""

    facts: tuple[tuple[str, str], ...]
    words: dict[str, tuple[str, ...]]


def choices(session: Session) -> Choices:
    """The facts there are, own fields included, with the words they can be."""
    from csmanager.features.team.fields.rules import FieldType
    from csmanager.features.team.segments.rules import FACTS

    own = fields(session)
    words: dict[str, tuple[str, ...]] = {
        "team": tuple(names(session, "team")),
        "role": tuple(names(session, "role")),
        "status": tuple(STATUS_WORDS.values()),
        "contract": tuple(CONTRACT_WORDS.values()),
        "skill": tuple(names(session, "skill")),
    }
    for row in own:
        if row.kind is FieldType.CHOICE:
            words[f"field:{row.id}"] = row.options
        elif row.kind is FieldType.YES_NO:
            words[f"field:{row.id}"] = ("yes", "no")
    return Choices((*FACTS.items(), *((f"field:{row.id}", row.name) for row in own)), words)
