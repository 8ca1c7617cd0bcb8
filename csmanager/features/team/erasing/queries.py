"""Who may be erased, by which names, and who else would be meant by them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.naming import Names, fold
from csmanager.features.hiring.tables import Applicant, Candidate
from csmanager.features.team.person.queries import ids_of
from csmanager.features.team.tables import Person, PersonAlias

FORMER, APPLICANT = "Former employee {id}", "Applicant {id}"


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody to erase: all rows that are them, the spellings to look for, and why it is refused ("" when not).

    ``kept``: spellings that somebody else has too, which therefore stay where it is not plainly this one.
    """

    id: int
    ids: tuple[int, ...]
    name: str
    stand_in: str
    spellings: tuple[str, ...]
    kept: tuple[str, ...]
    refused: str


def find_person(session: Session, text: str) -> int:
    """The person that a name, code, spelling or number means. Raises RuleBroken when it is nobody, or several."""
    wanted = fold(text.strip())
    found = {
        row.merged_into_id or row.id
        for row in session.scalars(sa.select(Person))
        if wanted in (fold(row.name), fold(row.code))
    }
    found |= {
        row.person_id
        for row in session.scalars(sa.select(PersonAlias))
        if wanted in (fold(row.alias), fold(row.key))
    }
    if not found and wanted.isdigit() and session.get(Person, int(wanted)) is not None:
        found = {int(wanted)}
    if not found:
        raise RuleBroken(f"Nobody is called {text}.")
    if len(found) > 1:
        raise RuleBroken(f"{text} may be several people; give the code of the one you mean.")
    return found.pop()


def find_applicant(session: Session, text: str) -> int:
    """The candidate that a name or the number of a candidate means. Raises RuleBroken as ``find_person`` does."""
    wanted = fold(text.strip())
    rows = session.execute(sa.select(Applicant.candidate_id, Applicant.name))
    found = {key for key, name in rows if key is not None and fold(name) == wanted}
    if not found and wanted.isdigit() and session.get(Candidate, int(wanted)) is not None:
        found = {int(wanted)}
    if not found:
        raise RuleBroken(f"Nobody called {text} has applied.")
    if len(found) > 1:
        raise RuleBroken(
            f"Several applicants are called {text}; their numbers are {', '.join(map(str, sorted(found)))}."
        )
    return found.pop()


def person_target(session: Session, person_id: int, today: dt.date, *, along: Collection[int] = ()) -> Target:
    """Somebody of the team. Refused while they are here, and once it is done. ``along``: who else is erased."""
    person = session.get(Person, person_id)
    if person is None:
        raise RuleBroken("This person is no longer there.")
    ids = tuple(sorted(ids_of(session, person_id)))
    rows = [session.get_one(Person, one) for one in ids]
    spellings = [row.name for row in rows] + [
        text for row in rows for text in (row.email, row.phone, row.code) if text
    ]
    aliases = sa.select(PersonAlias.alias).where(PersonAlias.person_id.in_(ids))
    spellings += session.scalars(aliases).all()
    spellings += session.scalars(sa.select(Applicant.name).where(Applicant.person_id.in_(ids))).all()
    others = sa.select(Person.name).where(Person.id.not_in((*ids, *along)), Person.anonymised_on.is_(None))
    kept = _of_others(spellings, session.scalars(others).all())
    refused = ""
    if person.anonymised_on is not None:
        refused = f"{person.name} is anonymous already."
    elif person.left_on is None or person.left_on >= today:
        refused = f"{person.name} has not left the team; only former members are made anonymous."
    return Target(
        person_id,
        ids,
        person.name,
        FORMER.format(id=person_id),
        _without(spellings, kept),
        kept,
        refused,
    )


def candidate_target(session: Session, candidate_id: int, *, along: Collection[int] = ()) -> Target:
    """Somebody who applied, by whatever names they did. ``along``: who else is erased."""
    rows = session.scalars(sa.select(Applicant).where(Applicant.candidate_id == candidate_id)).all()
    spellings = [text for row in rows for text in (row.name, row.email, row.phone) if text]
    kept = _of_others(spellings, names_of_others(session, candidates=(candidate_id, *along)))
    last = rows[-1] if rows else None
    return Target(
        candidate_id,
        (candidate_id,),
        last.name if last is not None else "",
        APPLICANT.format(id=last.id if last is not None else candidate_id),
        _without(spellings, kept),
        kept,
        "",
    )


def names_of_others(
    session: Session, *, people: Collection[int] = (), candidates: Collection[int] = ()
) -> list[str]:
    """The names of everybody who stays: of the team but ``people``, of applicants but ``candidates``."""
    team = sa.select(Person.name).where(Person.id.not_in(people), Person.anonymised_on.is_(None))
    own = sa.or_(Applicant.person_id.is_(None), Applicant.person_id.not_in(people))
    apart = sa.or_(Applicant.candidate_id.is_(None), Applicant.candidate_id.not_in(candidates))
    gone = sa.select(Candidate.id).where(Candidate.anonymised_on.is_not(None))
    applied = sa.select(Applicant.name).where(
        own, apart, sa.or_(Applicant.candidate_id.is_(None), Applicant.candidate_id.not_in(gone))
    )
    if candidates:  # somebody of the team who applied is the same
        hired = sa.select(Applicant.person_id).where(
            Applicant.candidate_id.in_(candidates), Applicant.person_id.is_not(None)
        )
        team = team.where(Person.id.not_in(hired))
    return [*session.scalars(team), *session.scalars(applied)]


def names_of(targets: Iterable[Target], others: Iterable[str] = ()) -> Names:
    """All spellings of all of them. What has three words or fewer and an at sign is an address, else a name.

    ``others``: full names of people who stay, of which a spelling may be a part.
    """
    found = Names()
    own = set()
    for target in targets:
        own |= {fold(spelling) for spelling in target.spellings}
        for number, spelling in enumerate(target.spellings):
            is_name = number == 0 or (" " in spelling and not any(letter.isdigit() for letter in spelling))
            (found.add_name if is_name else found.add_spelling)(spelling, target.stand_in)
    for name in others:
        if fold(name) not in own:
            found.spare(name)
    return found


def _of_others(spellings: Collection[str], others: Collection[str]) -> tuple[str, ...]:
    taken = {fold(name) for name in others}
    return tuple(sorted({text for text in spellings if fold(text) in taken}))


def _without(spellings: Collection[str], kept: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in spellings if text.strip() and text not in kept))
