"""Notes on people, as each may read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.feature import Found, Moment
from csmanager.core.sealing import place
from csmanager.core.visibility import Visibility
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.team.notes.tables import PersonNote
from csmanager.features.team.person.queries import ids_of
from csmanager.features.team.queries import canonical_ids, labels

KIND = "Notes"
_LONGEST = 80  # letters of a title


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note; ``sealed`` is the token of a sealed one, whose ``text`` is empty."""

    id: int
    person_id: int
    on_day: dt.date
    visibility: Visibility
    text: str
    sealed: str
    about: str
    opens: str
    seen_on: dt.date | None


def sealed_about(note_id: int) -> str:
    """What the text of a sealed note is bound to."""
    return place("person_note", "sealed", note_id)


def notes(session: Session, person_id: int) -> list[NoteRow]:
    """All notes on a person, newest first."""
    rows = session.scalars(
        sa.select(PersonNote)
        .where(PersonNote.person_id.in_(ids_of(session, person_id)), PersonNote.trashed_on.is_(None))
        .order_by(PersonNote.on_day.desc(), PersonNote.id.desc())
    )
    return [_row(one) for one in rows]


def note(session: Session, note_id: int) -> NoteRow | None:
    """One note; None when it is gone."""
    row = session.get(PersonNote, note_id)
    return _row(row) if row is not None and row.trashed_on is None else None


def name_of(session: Session, person_id: int) -> str:
    """What the person is called, the record that counts after a merge."""
    return labels(session).get(canonical_ids(session).get(person_id, person_id), "")


def for_the_person(session: Session, person_id: int) -> list[NoteRow]:
    """Only what the person may read: the open ones."""
    return [row for row in notes(session, person_id) if row.visibility is Visibility.OPEN]


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Each note on its day; of a sealed one only that it is there."""
    return [
        Moment(
            row.on_day,
            KIND,
            row.text or "A sealed note",
            f"about {row.about}" if row.about and row.visibility is not Visibility.SEALED else "",
            "team",
            f"person:note/{row.id}",
            row.visibility.value,
            row.sealed,
            sealed_about(row.id) if row.sealed else "",
        )
        for row in notes(session, person_id)
        if since <= row.on_day <= until
    ]


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Notes that hold ``text``, newest first; a sealed one is never found."""
    query = (
        sa.select(PersonNote)
        .where(
            PersonNote.text.icontains(text, autoescape=True),
            PersonNote.visibility != Visibility.SEALED,
            PersonNote.trashed_on.is_(None),
        )
        .order_by(PersonNote.on_day.desc(), PersonNote.id.desc())
        .limit(limit)
    )
    return [
        Found(
            "team",
            f"person:note/{row.id}",
            title_of(row.text),
            f"Note on {name_of(session, row.person_id)}, {saying.day(row.on_day)}",
        )
        for row in session.scalars(query)
    ]


def title_of(text: str) -> str:
    """The beginning of a note on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"


def tasks(session: Session, person_id: int, today: dt.date) -> list[KioskTask]:
    """One line at the kiosk for each open note that the person did not read yet."""
    return [
        KioskTask(
            "notes", str(row.id), f"A note of {saying.day(row.on_day)}", "Written for you", None, "Read"
        )
        for row in for_the_person(session, person_id)
        if row.seen_on is None
    ]


def told(session: Session, note_id: int, person_id: int) -> NoteRow | None:
    """A note as the person may read it; None when it is not theirs, or not open."""
    return next((row for row in for_the_person(session, person_id) if row.id == note_id), None)


def _row(one: PersonNote) -> NoteRow:
    return NoteRow(
        one.id,
        one.person_id,
        one.on_day,
        one.visibility,
        one.text,
        one.sealed,
        one.about,
        one.opens,
        one.seen_on,
    )
