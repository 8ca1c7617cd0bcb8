"""Writing notes on a person, changing who may read them, and their reading at the kiosk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy.orm import Session

from csmanager.core import sealing
from csmanager.core.errors import RuleBroken
from csmanager.core.visibility import Visibility
from csmanager.features.team.notes.queries import sealed_about
from csmanager.features.team.notes.tables import PersonNote
from csmanager.features.team.person.queries import ids_of
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Person


def write(
    session: Session,
    person_id: int,
    *,
    text: str,
    visibility: Visibility | str,
    today: dt.date,
    on: dt.date | None = None,
    about: str = "",
    opens: str = "",
) -> int:
    """Write a note; returns its id. Raises RuleBroken when it says nothing, or nothing can be sealed yet.

    ``about``, ``opens``: see ``PersonNote``.
    """
    whom = canonical_ids(session).get(person_id, person_id)
    if session.get(Person, whom) is None:
        raise RuleBroken("This person is no longer there.")
    _require(text, on or today, today)
    made = PersonNote(
        person_id=whom,
        on_day=on or today,
        visibility=Visibility.MANAGER,
        about=about.strip(),
        opens=opens,
        seen_on=None,
        trashed_on=None,
    )
    session.add(made)
    session.flush()
    _put(session, made, text, Visibility(visibility))
    return made.id


def edit(
    session: Session,
    note_id: int,
    *,
    text: str | None,
    visibility: Visibility | str,
    on: dt.date,
    today: dt.date,
) -> None:
    """Change a note, or who may read it. ``text`` None: a sealed one stays as it is.

    Raises RuleBroken when a sealed one is to be read by others and its text is not known.
    """
    row = _row(session, note_id)
    wanted = Visibility(visibility)
    if text is None:
        if wanted is not row.visibility:
            raise RuleBroken("Unlock the note first; then choose who may read it.")
        if on > today:
            raise RuleBroken("A note cannot be of a day to come.")
        row.on_day = on
        return
    _require(text, on, today)
    if text.strip() != row.text or wanted is not row.visibility:
        row.seen_on = None  # they have not read what it says now
    row.on_day = on
    _put(session, row, text, wanted)


def trash(session: Session, note_ids: Iterable[int], *, today: dt.date) -> int:
    """Put notes into the Trash; returns how many."""
    ids = list(note_ids)
    for note_id in ids:
        _row(session, note_id).trashed_on = today
    return len(ids)


def see(session: Session, note_id: int, person_id: int, *, today: dt.date) -> None:
    """The person read an open note at the kiosk. Raises RuleBroken when it is not theirs to read."""
    row = _row(session, note_id)
    if row.visibility is not Visibility.OPEN or row.person_id not in ids_of(session, person_id):
        raise RuleBroken("This note is not here any more.")
    row.seen_on = today


def _require(text: str, on: dt.date, today: dt.date) -> None:
    if not text.strip():
        raise RuleBroken("A note needs a text.")
    if on > today:
        raise RuleBroken("A note cannot be of a day to come.")


def _put(session: Session, row: PersonNote, text: str, visibility: Visibility) -> None:
    is_sealed = visibility is Visibility.SEALED
    row.sealed = sealing.seal(session, text.strip(), sealed_about(row.id)) if is_sealed else ""
    row.text = "" if is_sealed else text.strip()
    row.visibility = visibility


def _row(session: Session, note_id: int) -> PersonNote:
    row = session.get(PersonNote, note_id)
    if row is None or row.trashed_on is not None:
        raise RuleBroken("This note is no longer there.")
    return row
