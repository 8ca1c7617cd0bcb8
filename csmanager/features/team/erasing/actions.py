"""Erasing people who left and applicants, for good; and again after an older backup was restored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import erasure
from csmanager.core.blanking import Mention
from csmanager.core.erasure import Erased, Erasure
from csmanager.core.errors import RuleBroken
from csmanager.core.personal import Subject
from csmanager.core.store import Store
from csmanager.features.hiring.tables import Candidate
from csmanager.features.team import carrying
from csmanager.features.team.erasing.queries import (
    Target,
    candidate_target,
    names_of,
    names_of_others,
    person_target,
)
from csmanager.features.team.person.queries import ids_of
from csmanager.features.team.tables import Person

Confirmed = Collection[tuple[str, str, str]]


def spec_for_people(
    session: Session, person_ids: Sequence[int], *, today: dt.date, confirmed: Confirmed = ()
) -> Erasure:
    """What erasing these members of the team means. Raises RuleBroken for somebody who may not be erased."""
    from csmanager.features.privacy import holding  # late: it stands on hiring, which stands on this

    everybody = {key for one in person_ids for key in ids_of(session, one)}
    targets = [person_target(session, one, today, along=everybody) for one in person_ids]
    for target in targets:
        if target.refused:
            raise RuleBroken(target.refused)
        holding.require_free(session, people=target.ids)

    def first(session: Session) -> None:
        for target in targets:
            carrying.anonymise(session, target.id, today=today)

    words = "former member of the team", "former members of the team"
    others = names_of_others(session, people=everybody)
    return _spec(*words, Subject.PERSON, targets, confirmed, today, first, others)


def spec_for_applicants(
    session: Session,
    candidate_ids: Sequence[int],
    *,
    today: dt.date,
    confirmed: Confirmed = (),
    first: Callable[[Session], object] | None = None,
) -> Erasure:
    """What erasing these applicants means; ``first``: what the duty of hiring does itself."""
    from csmanager.features.privacy import holding  # late, as above

    for one in candidate_ids:
        holding.require_free(session, candidate_id=one)
    targets = [candidate_target(session, one, along=candidate_ids) for one in candidate_ids]
    others = names_of_others(session, candidates=candidate_ids)
    return _spec("applicant", "applicants", Subject.APPLICANT, targets, confirmed, today, first, others)


def looked_at(session: Session, spec: Erasure) -> tuple[list[str], list[Mention]]:
    """What would go, a line for each kind of record, and the texts elsewhere that name them."""
    from csmanager.features.privacy.erasing import counted  # late, as above

    return counted(session, spec.subject, spec.ids), erasure.look(session, spec)


def erase_people(
    store: Store,
    person_ids: Sequence[int],
    *,
    today: dt.date,
    confirmed: Confirmed = (),
    backs_up: bool = True,
    progress: erasure.Progress = erasure.unheard,
) -> Erased:
    """Erase former members of the team; all of them or none. Whoever calls has seen to it that nobody holds them."""
    with store.read() as session:
        spec = spec_for_people(session, person_ids, today=today, confirmed=confirmed)
    return erasure.erase(store, spec, backs_up=backs_up, progress=progress)


def erase_again(store: Store, today: dt.date) -> int:
    """After an older backup was restored: erase whoever had been erased since it was made; returns how many."""
    found = erasure.outstanding(store)
    for subject, meant in found.items():
        with store.read() as session:
            if subject is Subject.PERSON:
                targets = [person_target(session, one, today, along=meant) for one in sorted(meant)]
                others = names_of_others(session, people=meant)
            else:
                targets = [candidate_target(session, one, along=meant) for one in sorted(meant)]
                others = names_of_others(session, candidates=meant)
        words = "record erased before", "records erased before"
        spec = _spec(*words, subject, targets, (), today, None, others)
        erasure.erase(store, replace(spec, again=tuple(meant.values())), backs_up=False)
    return sum(map(len, found.values()))


def _spec(
    one: str,
    many: str,
    subject: Subject,
    targets: Sequence[Target],
    confirmed: Confirmed,
    today: dt.date,
    first: Callable[[Session], object] | None,
    others: Sequence[str],
) -> Erasure:
    if not targets:
        raise RuleBroken("Choose who is to be made anonymous.")
    ids = tuple(sorted({key for target in targets for key in target.ids}))

    def begin(session: Session) -> None:
        if first is not None:
            first(session)
        if subject is Subject.PERSON:
            for person in session.scalars(sa.select(Person).where(Person.id.in_(ids))):
                person.anonymised_on, person.no_dates = today, True
        for candidate in session.scalars(sa.select(Candidate).where(Candidate.id.in_(ids))):
            if subject is Subject.APPLICANT:
                candidate.anonymised_on = today

    label = f"Erase 1 {one}" if len(targets) == 1 else f"Erase {len(targets):,} {many}"
    kept = tuple(sorted({text for target in targets for text in target.kept}))
    names = names_of(targets, others)
    return Erasure(label, subject, ids, names, frozenset(confirmed), begin, kept=kept)
