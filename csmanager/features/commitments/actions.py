"""What can be done with agreed actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.commitments import rules
from csmanager.features.commitments.rules import Outcome, Owner
from csmanager.features.commitments.tables import Commitment
from csmanager.features.team.tables import Person


def agree(
    session: Session,
    *,
    text: str,
    today: dt.date,
    person_id: int | None = None,
    owner: Owner | str = Owner.PERSON,
    due_on: dt.date | None = None,
    check_on: dt.date | None = None,
    metric_key: str = "",
    source: str = "",
    source_id: int | None = None,
    note: str = "",
) -> int:
    """Write down what was agreed today; returns its id.

    ``source``/``source_id``: the table and row of the talk it came from. ``check_on``: when its effect on
    ``metric_key`` is looked at. Raises RuleBroken when it says nothing, or its days make no sense.
    """
    rules.check_days(today, due_on, check_on)
    if check_on is not None and not metric_key:
        raise RuleBroken("A day to look at the effect needs a measure that should move.")
    if person_id is not None and session.get(Person, person_id) is None:
        raise RuleBroken("This person is no longer there.")
    if person_id is None and Owner(owner) is Owner.PERSON:
        raise RuleBroken("Say who owes it.")
    made = Commitment(
        person_id=person_id,
        owner=Owner(owner),
        text=rules.clean_text(text),
        made_on=today,
        due_on=due_on,
        ended_on=None,
        outcome=None,
        source=source,
        source_id=source_id,
        metric_key=metric_key,
        check_on=check_on,
        note=note.strip(),
        outcome_note="",
        trashed_on=None,
    )
    session.add(made)
    session.flush()
    return made.id


def edit(
    session: Session,
    commitment_id: int,
    *,
    text: str,
    owner: Owner | str,
    due_on: dt.date | None,
    note: str = "",
) -> None:
    """Change an open action; one that has ended is opened again first."""
    row = _open(session, commitment_id)
    rules.check_days(row.made_on, due_on, None)
    row.text, row.owner, row.due_on, row.note = rules.clean_text(text), Owner(owner), due_on, note.strip()


def end(
    session: Session,
    commitment_ids: Iterable[int],
    *,
    today: dt.date,
    outcome: Outcome | str | None = None,
    reason: str = "",
) -> int:
    """End open actions; returns how many. ``outcome`` None: kept, or kept late when the day had passed.

    Raises RuleBroken when not kept or released without a reason.
    """
    ids = list(commitment_ids)
    for commitment_id in ids:
        row = _open(session, commitment_id)
        chosen = Outcome(outcome) if outcome is not None else rules.outcome_on(today, row.due_on)
        if chosen in rules.NEEDS_REASON and not reason.strip():
            raise RuleBroken(
                "Say why it was not kept." if chosen is Outcome.BROKEN else "Say why it is let go."
            )
        row.outcome, row.ended_on, row.outcome_note = chosen, today, reason.strip()
    return len(ids)


def reopen(session: Session, commitment_id: int, *, reason: str, due_on: dt.date | None = None) -> None:
    """Open an ended action again, with a reason. ``due_on`` None keeps the day."""
    row = _row(session, commitment_id)
    if row.outcome is None:
        raise RuleBroken("This action is open.")
    if not reason.strip():
        raise RuleBroken("Say why it is opened again.")
    if due_on is not None:
        rules.check_days(row.made_on, due_on, None)
        row.due_on = due_on
    row.outcome, row.ended_on, row.outcome_note = None, None, reason.strip()


def trash(session: Session, commitment_ids: Iterable[int], *, today: dt.date) -> int:
    """Put actions into the Trash; returns how many."""
    ids = list(commitment_ids)
    for commitment_id in ids:
        _row(session, commitment_id).trashed_on = today
    return len(ids)


def _row(session: Session, commitment_id: int) -> Commitment:
    row = session.get(Commitment, commitment_id)
    if row is None or row.trashed_on is not None:
        raise RuleBroken("This action is no longer there.")
    return row


def _open(session: Session, commitment_id: int) -> Commitment:
    row = _row(session, commitment_id)
    if row.outcome is not None:
        raise RuleBroken("This action has ended. Open it again first.")
    return row
