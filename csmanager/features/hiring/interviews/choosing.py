"""Which kit an applicant is asked with, whether or not an interview is planned yet."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.hiring.interviews import kittext, queries
from csmanager.features.hiring.interviews.rules import InterviewState
from csmanager.features.hiring.interviews.tables import Interview
from csmanager.features.hiring.spelling import day_words
from csmanager.features.hiring.tables import Applicant, Opening, StageTemplate
from csmanager.features.team.tables import Role

_WORD = re.compile(r"\w{4,}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A kit on paper for one applicant; ``why`` it is this one."""

    name: str
    text: str
    why: str


def for_applicant(session: Session, applicant_id: int) -> Chosen | None:
    """The kit of their next interview (else of their last one); else the one this opening was asked with most;
    else the one whose name is nearest to the opening's. None when there is no kit at all."""
    person = session.get(Applicant, applicant_id)
    if person is None:
        return None
    talks = [row for row in queries.interviews(session, applicant_id) if row.kit_id is not None]
    ahead = [row for row in talks if row.state is InterviewState.PLANNED]
    if talks:
        talk = ahead[0] if ahead else talks[-1]
        kit = queries.kit_of(session, talk.id)
        if kit is not None:
            one = talk.who if len(talk.askers) == 1 else ""
            text = kittext.paper(
                kit, applicant=person.name, day=f"{day_words(talk.on)}, {talk.time}", interviewer=one
            )
            return Chosen(kit.name, text, f"planned for {day_words(talk.on)}" if ahead else "asked last time")
    kits = queries.kits(session)
    if not kits:
        return None
    row, why = _of_opening(session, person.opening_id, kits)
    return Chosen(row.name, kittext.paper(kittext.read(row.body), applicant=person.name), why)


def kit_for(session: Session, applicant_id: int) -> int | None:
    """The newest version of the kit that fits the opening they applied for; None when there is no kit."""
    person, kits = session.get(Applicant, applicant_id), queries.kits(session)
    return _of_opening(session, person.opening_id, kits)[0].id if person is not None and kits else None


def _of_opening(session: Session, opening_id: int, kits: list[queries.KitRow]) -> tuple[queries.KitRow, str]:
    versions = {version[0]: row for row in kits for version in queries.kit_versions(session, row.family)}
    asked = Counter(
        versions[key].id
        for key in session.scalars(
            sa.select(Interview.kit_id)
            .join(Applicant, Applicant.id == Interview.applicant_id)
            .where(Applicant.opening_id == opening_id, Interview.trashed_on.is_(None))
        )
        if key in versions
    )
    if asked:
        most = asked.most_common(1)[0][0]
        return next(row for row in kits if row.id == most), "others for this opening were asked with it"
    wanted = _words(session, opening_id)
    near = max(kits, key=lambda row: (len(wanted & set(_WORD.findall(row.name.casefold()))), -row.family))
    return near, "no interview is planned yet"


def _words(session: Session, opening_id: int) -> set[str]:
    found = session.execute(
        sa.select(Opening.title, Role.name, StageTemplate.name)
        .outerjoin(Role, Role.id == Opening.role_id)
        .outerjoin(StageTemplate, StageTemplate.id == Opening.template_id)
        .where(Opening.id == opening_id)
    ).one()
    words = set(_WORD.findall(" ".join(part or "" for part in found).casefold()))
    return words | ({"senior", "lead"} if words & {"lead", "leader", "supervisor", "senior"} else set())
