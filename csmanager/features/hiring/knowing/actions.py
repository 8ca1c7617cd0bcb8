"""Costs and counts of groups, entered by the manager."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring.knowing import rules
from csmanager.features.hiring.knowing.tables import GroupCount, HiringCost
from csmanager.features.hiring.rules import ACTIVE, Stage


def add_cost(
    session: Session,
    *,
    what: str,
    cents: int,
    spent_on: dt.date,
    today: dt.date,
    opening_id: int | None = None,
    is_internal: bool = False,
) -> int:
    """Something hiring cost; returns its id."""
    if not what.strip():
        raise RuleBroken("Say what it was spent on.")
    if cents <= 0:
        raise RuleBroken("A cost is more than 0.")
    if spent_on > today:
        raise RuleBroken("This day lies ahead; enter what was spent already.")
    made = HiringCost(
        what=" ".join(what.split()),
        cents=cents,
        spent_on=spent_on,
        opening_id=opening_id,
        is_internal=is_internal,
    )
    session.add(made)
    session.flush()
    return made.id


def trash_costs(session: Session, ids: Sequence[int], *, today: dt.date) -> int:
    """Put costs into the Trash; returns how many."""
    for key in ids:
        row = session.get(HiringCost, key)
        if row is None:
            raise RuleBroken("This cost is no longer there.")
        row.trashed_on = today
    return len(ids)


def count_group(
    session: Session,
    *,
    stage: Stage | str,
    category: str,
    group: str,
    applicants: int,
    selected: int,
    today: dt.date,
    opening_id: int | None = None,
) -> int:
    """Enter how many of a group came to a stage and how many went on; returns its id."""
    if Stage(stage) not in ACTIVE:
        raise RuleBroken("Count at a stage that people go on from.")
    rules.check_count(applicants, selected, group, category)
    made = GroupCount(
        stage=Stage(stage),
        category=" ".join(category.split()),
        group_name=" ".join(group.split()),
        applicants=applicants,
        selected=selected,
        counted_on=today,
        opening_id=opening_id,
    )
    session.add(made)
    session.flush()
    return made.id


def trash_groups(session: Session, ids: Sequence[int], *, today: dt.date) -> int:
    """Put counts into the Trash; returns how many."""
    for key in ids:
        row = session.get(GroupCount, key)
        if row is None:
            raise RuleBroken("This count is no longer there.")
        row.trashed_on = today
    return len(ids)
