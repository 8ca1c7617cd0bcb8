"""Contracts as of a day, and which of them need the manager."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem
from csmanager.features.team.contracts.rules import CONTRACT_WORDS, ContractKind, ContractReason
from csmanager.features.team.contracts.tables import Contract
from csmanager.features.team.queries import labels
from csmanager.features.team.standing import works_here
from csmanager.features.team.tables import Person

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract. ``days_left``: to its end on the day asked for, None when it runs until further or is over.

    ``pay``: the sealed token, "" when none is noted. ``is_followed``: another one starts the day after.
    """

    id: int
    person_id: int
    person: str
    kind: ContractKind
    reason: ContractReason
    starts_on: dt.date
    ends_on: dt.date | None
    weekly_minutes: int | None
    location: str
    pay: str
    renew_days: int | None
    note: str
    state: str  # "ahead", "running", "over"
    days_left: int | None
    is_followed: bool


def contracts(session: Session, on: dt.date, person_id: int | None = None) -> list[ContractRow]:
    """All contracts (of one person), newest first within a person."""
    names = labels(session)
    query = sa.select(Contract)
    if person_id is not None:
        query = query.where(Contract.person_id == person_id)
    found = list(session.scalars(query))
    starts = {(each.person_id, each.starts_on) for each in found}
    rows = []
    for each in found:
        over = each.ends_on is not None and each.ends_on < on
        state = "ahead" if each.starts_on > on else "over" if over else "running"
        rows.append(
            ContractRow(
                each.id,
                each.person_id,
                names[each.person_id],
                each.kind,
                each.reason,
                each.starts_on,
                each.ends_on,
                each.weekly_minutes,
                each.location,
                each.pay,
                each.renew_days,
                each.note,
                state,
                (each.ends_on - on).days if each.ends_on is not None and not over else None,
                each.ends_on is not None and (each.person_id, each.ends_on + _ONE_DAY) in starts,
            )
        )
    rows.sort(key=lambda row: row.starts_on, reverse=True)
    return sorted(rows, key=lambda row: (row.state == "over", row.person.casefold()))


def kinds_on(session: Session, on: dt.date) -> dict[int, ContractKind]:
    """Person id -> kind of the contract that holds on a day."""
    query = sa.select(Contract.person_id, Contract.kind).where(
        Contract.starts_on <= on, sa.or_(Contract.ends_on.is_(None), Contract.ends_on >= on)
    )
    return dict(session.execute(query).all())


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Contracts that end soon and nothing follows, or that have ended while the person works on."""
    query = (
        sa.select(Contract, Person.name, Person.left_on)
        .join(Person, Person.id == Contract.person_id)
        .where(Contract.renew_days.is_not(None), *works_here(today))
    )
    rows = session.execute(query).all()
    starts = {(each.person_id, each.starts_on) for each, _name, _left in rows}
    last: dict[int, dt.date] = {}
    for each, _name, _left in rows:
        last[each.person_id] = max(last.get(each.person_id, each.starts_on), each.starts_on)
    items = []
    for each, name, left_on in rows:
        if each.ends_on is None or each.renew_days is None or each.starts_on != last[each.person_id]:
            continue
        if (each.person_id, each.ends_on + _ONE_DAY) in starts or (left_on and left_on <= each.ends_on):
            continue
        days = (each.ends_on - today).days
        if days > each.renew_days:
            continue
        verb = "has ended" if days < 0 else "ends"
        items.append(
            TodoItem(
                "team",
                f"The {CONTRACT_WORDS[each.kind].lower()} contract of {name} {verb}",
                "Renew it, or note that they leave",
                10 if days < 0 else 20 if days <= 7 else 40,
                each.ends_on,
                "late" if days < 0 else "soon",
                f"papers:contract-{each.id}",
                "{n} contracts end",
                name,
            )
        )
    return items
