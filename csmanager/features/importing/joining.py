"""People and spellings that an import brings to the team."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.features.importing.matching import People
from csmanager.features.importing.staging import StagedPerson
from csmanager.features.team.actions import add_alias, add_person
from csmanager.features.team.queries import match_keys
from csmanager.features.team.rules import alias_key
from csmanager.features.team.spellings import Spellings


def create(session: Session, people: list[StagedPerson], today: dt.date) -> dict[int, int]:
    """Add ``people`` to the team; returns number in the file -> id."""
    made: dict[int, int] = {}
    taken = set(match_keys(session))
    known = Spellings(session) if people else None
    for person in sorted(people, key=lambda one: one.local):
        spellings = []
        for _, text in person.aliases:
            key = alias_key(text)
            if key and key not in taken and key != person.key:
                taken.add(key)
                spellings.append(text)
        taken.add(person.key)
        made[person.local] = add_person(
            session, name=person.name, today=today, team=person.team, aliases=spellings, known=known
        )
    return made


def remember_spellings(session: Session, people: People) -> None:
    """Keep how the file writes people who were known otherwise."""
    taken = set(match_keys(session)) if people.spellings else set()
    for person_id, text in people.spellings:
        key = alias_key(text)
        if key and key not in taken:
            taken.add(key)
            add_alias(session, person_id, text)
