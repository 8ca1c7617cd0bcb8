"""Legal holds: what must not be erased for now. Those of applicants stand with them, and are shown with the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.features.conduct.tables import ConflictParty, Discipline
from csmanager.features.hiring.privacy import actions as applicants
from csmanager.features.hiring.tables import Applicant, Candidate
from csmanager.features.privacy import rules
from csmanager.features.privacy.rules import Case
from csmanager.features.privacy.tables import LegalHold
from csmanager.features.reviews.plans.tables import ImprovementPlan
from csmanager.features.team.person.queries import ids_of
from csmanager.features.team.tables import Person
from csmanager.features.voice.tables import Complaint


@dataclass(frozen=True, slots=True)
class Held:
    """One hold. ``id``: "hold:3", or "candidate:7" where it stands with an applicant. ``people``: whom it covers."""

    id: str
    name: str
    what: str
    reason: str
    since: dt.date
    lifted_on: dt.date | None = None
    lifted_why: str = ""
    people: tuple[int, ...] = ()
    case: tuple[str, int] | None = None

    def stops(self, person_id: int | None, cases: Collection[tuple[str, int]] = ()) -> bool:
        """Whether it keeps a record about this person, or of one of these cases, from being erased."""
        if self.lifted_on is not None:
            return False
        return (person_id is not None and person_id in self.people) or self.case in cases


def held(session: Session, *, lifted: bool = False) -> list[Held]:
    """Every hold, also those of applicants; ``lifted``: those that were lifted too."""
    query = sa.select(LegalHold).order_by(LegalHold.since.desc(), LegalHold.id.desc())
    if not lifted:
        query = query.where(LegalHold.lifted_on.is_(None))
    found = []
    for row in session.scalars(query):
        name, people = _told(session, row)
        case = None
        what = "Everything about them"
        if row.case_kind is not None and row.case_key is not None:
            case = (row.case_kind.value, row.case_key)
            what = rules.CASE_NAMES[row.case_kind]
        found.append(
            Held(
                f"hold:{row.id}",
                name,
                what,
                row.reason,
                row.since,
                row.lifted_on,
                row.lifted_why,
                people,
                case,
            )
        )
    waiting = (
        sa.select(Candidate.id, sa.func.max(Applicant.name), Candidate.hold_reason, Candidate.hold_on)
        .join(Applicant, Applicant.candidate_id == Candidate.id)
        .where(Candidate.hold_on.is_not(None))
        .group_by(Candidate.id)
    )
    for number, name, reason, since in session.execute(waiting):
        assert since is not None
        found.append(Held(f"candidate:{number}", name, "Their applications", reason, since))
    return found


def _told(session: Session, row: LegalHold) -> tuple[str, tuple[int, ...]]:
    if row.person_id is not None:
        name = session.scalar(sa.select(Person.name).where(Person.id == row.person_id)) or "Somebody"
        return name, tuple(ids_of(session, row.person_id))
    assert row.case_kind is not None
    parties = _parties(session, row.case_kind, row.case_key or 0)
    names = list(session.scalars(sa.select(Person.name).where(Person.id.in_(parties)).order_by(Person.name)))
    if row.case_kind is Case.COMPLAINT:
        label = session.scalar(sa.select(Complaint.external_id).where(Complaint.id == row.case_key))
        return f"Complaint {label or row.case_key}", ()
    return f"{rules.CASE_NAMES[row.case_kind]}: {', '.join(names)}", tuple(parties)


def _parties(session: Session, case: Case, key: int) -> list[int]:
    """The people of the team a case is about."""
    if case is Case.CONFLICT:
        return list(
            session.scalars(sa.select(ConflictParty.person_id).where(ConflictParty.conflict_id == key))
        )
    table: Any = {Case.DISCIPLINE: Discipline, Case.PLAN: ImprovementPlan}.get(case)
    if table is None:
        return []
    return list(session.scalars(sa.select(table.person_id).where(table.id == key)))


def stopping(
    session: Session, *, people: Collection[int] = (), candidate_id: int | None = None
) -> Held | None:
    """The hold that keeps this person (all ids merged into one) or applicant from being erased; None without one."""
    for one in held(session):
        if any(one.stops(number) for number in people) or one.id == f"candidate:{candidate_id}":
            return one
    return None


def require_free(session: Session, *, people: Collection[int] = (), candidate_id: int | None = None) -> None:
    """Raises RuleBroken, naming the reason, when a hold stands on them."""
    found = stopping(session, people=people, candidate_id=candidate_id)
    if found is not None:
        raise RuleBroken(f"{found.name} is on hold ({found.reason}). Lift the hold first.")


def hold_person(session: Session, person_id: int, reason: str, *, today: dt.date) -> int:
    """Nothing about this person is erased until it is lifted."""
    note = _reason(reason)
    if session.get(Person, person_id) is None:
        raise RuleBroken("This person is no longer there.")
    return _add(session, LegalHold(person_id=person_id, reason=note, since=today))


def hold_case(session: Session, case: Case, key: int, reason: str, *, today: dt.date) -> int:
    """Nothing of this case, nor of the people of the team it is about, is erased until it is lifted."""
    return _add(session, LegalHold(case_kind=case, case_key=key, reason=_reason(reason), since=today))


def hold_applicant(session: Session, candidate_id: int, reason: str, *, today: dt.date) -> None:
    """As hiring's own hold; this is the same one."""
    applicants.hold(session, candidate_id, reason, today=today)


def lift(session: Session, hold: str, why: str, *, today: dt.date) -> None:
    """The clocks run on. ``hold``: as ``Held.id``; ``why``: what ended the need to keep it."""
    kind, _, number = hold.partition(":")
    if kind == "candidate":
        applicants.lift(session, int(number))
        return
    row = session.get(LegalHold, int(number))
    if row is None or row.lifted_on is not None:
        raise RuleBroken("This hold was lifted already.")
    note = " ".join(why.split())
    if not note:
        raise RuleBroken("Say why it can be lifted, such as a case that was settled.")
    row.lifted_on, row.lifted_why = today, note


def _add(session: Session, row: LegalHold) -> int:
    session.add(row)
    session.flush()
    return row.id


def _reason(text: str) -> str:
    note = " ".join(text.split())
    if not note:
        raise RuleBroken("Say why this has to be kept, such as a claim that is open.")
    return note


# whom and what a hold can be put on


def people(session: Session) -> list[tuple[int, str]]:
    """Everybody of the team who is not anonymous, by name."""
    query = sa.select(Person.id, Person.name).where(
        Person.merged_into_id.is_(None), Person.anonymised_on.is_(None)
    )
    return [(number, name) for number, name in session.execute(query.order_by(Person.name, Person.id))]


def applicants_listed(session: Session) -> list[tuple[int, str]]:
    """Everybody who applied and is neither anonymous nor on hold, by name."""
    name = sa.func.max(Applicant.name)
    query = (
        sa.select(Candidate.id, name)
        .join(Applicant, Applicant.candidate_id == Candidate.id)
        .where(Candidate.anonymised_on.is_(None), Candidate.hold_on.is_(None))
        .group_by(Candidate.id)
    )
    return [(number, told) for number, told in session.execute(query.order_by(name, Candidate.id))]


def cases(session: Session) -> list[tuple[Case, int, str]]:
    """Cases a hold can stand on: kind, number, and in words whom or what they are about; the latest first."""
    found: list[tuple[Case, int, str]] = []
    names = dict(people(session))
    parties: dict[int, list[str]] = {}
    for number, person_id in session.execute(sa.select(ConflictParty.conflict_id, ConflictParty.person_id)):
        parties.setdefault(number, []).append(names.get(person_id, "somebody"))
    found += [
        (Case.CONFLICT, number, ", ".join(who)) for number, who in sorted(parties.items(), reverse=True)
    ]
    tables: tuple[tuple[Case, Any, Any], ...] = (
        (Case.DISCIPLINE, Discipline, Discipline.drafted_on),
        (Case.PLAN, ImprovementPlan, ImprovementPlan.opened_on),
    )
    for case, table, day in tables:
        for number, person_id, on in session.execute(
            sa.select(table.id, table.person_id, day).order_by(table.id.desc())
        ):
            found.append((case, number, f"{names.get(person_id, 'somebody')}, {saying.day(on)}"))
    for number, external in session.execute(
        sa.select(Complaint.id, Complaint.external_id).order_by(Complaint.id.desc()).limit(500)
    ):
        found.append((Case.COMPLAINT, number, external or str(number)))
    return found
