"""Agreed actions: open, due, ended, and how many are kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Found, TodoItem
from csmanager.features.commitments.rules import OWNER_WORDS, SOON_DAYS, KeptRate, Outcome, Owner, kept_rate
from csmanager.features.commitments.tables import Commitment
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Person

SOURCES = {
    "person_review": "a review",
    "advice_given": "advice",
    "improvement_plan": "an improvement plan",
    "plan_checkpoint": "a checkpoint",
    "goal": "a goal",
    "one_on_one": "a one-to-one",
    "coaching": "coaching",
    "promise": "a talk",
    "": "a talk",
}


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """One agreed action. ``person``: its name, "" for none; ``person_id`` the one that counts after merges."""

    id: int
    person_id: int | None
    person: str
    owner: Owner
    text: str
    made_on: dt.date
    due_on: dt.date | None
    ended_on: dt.date | None
    outcome: Outcome | None
    source: str
    source_id: int | None
    metric_key: str
    check_on: dt.date | None
    note: str
    outcome_note: str

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes it."""
        return self.outcome is None

    @property
    def whence(self) -> str:
        """What it came from, in words."""
        return SOURCES.get(self.source, self.source.replace("_", " "))

    def is_late(self, today: dt.date) -> bool:
        """Whether it is open after its day."""
        return self.is_open and self.due_on is not None and self.due_on < today


def commitments(
    session: Session,
    *,
    person_id: int | None = None,
    source: str | None = None,
    source_id: int | None = None,
    only_open: bool = False,
) -> list[CommitmentRow]:
    """Agreed actions that are not in the Trash: open ones first, by their day; then ended ones, newest first."""
    canonical = canonical_ids(session)
    names = dict(session.execute(sa.select(Person.id, Person.name)).all())
    query = sa.select(Commitment).where(Commitment.trashed_on.is_(None))
    if source is not None:
        query = query.where(Commitment.source == source)
    if source_id is not None:
        query = query.where(Commitment.source_id == source_id)
    if only_open:
        query = query.where(Commitment.outcome.is_(None))
    rows = []
    for one in session.scalars(query):
        whom = canonical.get(one.person_id, one.person_id) if one.person_id is not None else None
        if person_id is not None and whom != canonical.get(person_id, person_id):
            continue
        rows.append(
            CommitmentRow(
                one.id,
                whom,
                names.get(whom, "") if whom is not None else "",
                one.owner,
                one.text,
                one.made_on,
                one.due_on,
                one.ended_on,
                one.outcome,
                one.source,
                one.source_id,
                one.metric_key,
                one.check_on,
                one.note,
                one.outcome_note,
            )
        )
    return sorted(rows, key=_order)


def _order(row: CommitmentRow) -> tuple[bool, int, int]:
    if row.is_open:
        return (False, (row.due_on or dt.date.max).toordinal(), row.id)
    return (True, -(row.ended_on or row.made_on).toordinal(), row.id)


def due(session: Session, today: dt.date, *, within: int = SOON_DAYS) -> list[CommitmentRow]:
    """Open actions whose day has passed or comes within so many days."""
    limit = today + dt.timedelta(days=within)
    return [
        row for row in commitments(session, only_open=True) if row.due_on is not None and row.due_on <= limit
    ]


def to_check(session: Session, today: dt.date) -> list[CommitmentRow]:
    """Actions whose effect should be looked at by now, whether they ended or not; advice keeps its own ledger."""
    return [
        row
        for row in commitments(session)
        if row.check_on is not None and row.check_on <= today and row.source != "advice_given"
        and (row.outcome is None or row.outcome in (Outcome.KEPT, Outcome.LATE))
        and (today - row.check_on).days <= 28
    ]  # fmt: skip


def rates(session: Session, *, person_id: int | None = None) -> dict[Owner, KeptRate]:
    """How many of the ended actions were kept in time, by who owed them."""
    ended = [row for row in commitments(session, person_id=person_id) if row.outcome is not None]
    return {
        owner: kept_rate([row.outcome for row in ended if row.owner is owner and row.outcome is not None])
        for owner in Owner
    }


_MINE = "{n} actions you owe are due"


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Agreed actions that are late or due within the week, each with whence it came and who owes it.

    What the manager owes opens under Promises.
    """
    items = []
    for row in due(session, today):
        assert row.due_on is not None
        is_late, is_mine = row.due_on < today, row.owner is Owner.MANAGER
        who = f"{row.person} owes it" if row.owner is Owner.PERSON and row.person else "you owe it"
        if row.owner is Owner.MANAGER and row.person:
            who = f"you owe it to {row.person}"
        items.append(
            TodoItem(
                "talks" if is_mine else "reviews",
                row.text,
                f"Agreed in {row.whence}; {who}",
                (1 if is_late else 5) if is_mine else 12,
                row.due_on,
                "late" if is_late else "soon",
                f"promises:promise/{row.id}" if is_mine else f"advice:action/{row.id}",
                _MINE if is_mine else "{n} agreed actions that others owe",
                row.person or "",
            )
        )
    return items


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Open actions that hold every word of ``text``, in what was agreed or the name of the person."""
    words = text.casefold().split()
    return [
        Found(
            "reviews",
            f"advice:action/{row.id}",
            row.text,
            f"Agreed action · {row.person or OWNER_WORDS[row.owner]}",
        )
        for row in commitments(session, only_open=True)
        if words and all(word in f"{row.text} {row.person}".casefold() for word in words)
    ][:limit]
