"""What is personal is declared of every column, and every row about somebody leads to them."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Mapper, Session

from csmanager import catalogue
from csmanager.core import personal
from csmanager.core.personal import Subject
from csmanager.core.sealing import PrivateText, SealedText
from csmanager.core.store import Store
from csmanager.features.conduct.tables import ConductMove, Conflict, ConflictParty
from csmanager.features.hiring.interviews.tables import InterviewCard, Interviewer
from csmanager.features.hiring.rules import Consent, OpeningState, Stage
from csmanager.features.hiring.tables import Applicant, Candidate, Opening, StageMove
from csmanager.features.reviews.plans.rules import PlanState
from csmanager.features.reviews.plans.tables import ImprovementPlan, PlanMove
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Person
from csmanager.features.voice.tables import Complaint

catalogue.load_tables()
MAPPERS = personal.mappers()


def name_of(mapper: Mapper[object]) -> str:
    return personal.table_of(mapper).name


@pytest.mark.parametrize("mapper", MAPPERS, ids=name_of)
def test_every_column_of_text_says_what_it_tells_of_a_person(mapper: Mapper[object]) -> None:
    """``info=IDENTITY``, ``TEXT`` ... of ``core/personal.py``; ``IMPERSONAL`` where it tells of nobody."""
    wordy = (sa.Text, sa.LargeBinary, SealedText, PrivateText)
    silent = [
        column.name
        for column in personal.table_of(mapper).columns
        if isinstance(column.type, wordy) and personal.kind_of(column) is None
    ]
    assert silent == []


@pytest.mark.parametrize("mapper", MAPPERS, ids=name_of)
def test_rows_with_personal_data_lead_to_somebody_or_say_why_not(mapper: Mapper[object]) -> None:
    if personal.personal_columns(mapper):
        assert personal.paths(mapper) or len(personal.why_nobody(mapper)) > 10


def _ways(kind: type) -> set[tuple[str, tuple[str, ...]]]:
    mapper: Mapper[object] = sa.inspect(kind)
    return {
        (path.subject.value, tuple(f"{hop.here.table.name}.{hop.here.name}" for hop in path.hops))
        for path in personal.paths(mapper)
    }


def test_ways_follow_the_keys() -> None:
    assert _ways(Person) == {("person", ())}
    assert _ways(PlanMove) == {("person", ("plan_move.plan_id", "improvement_plan.person_id"))}
    assert ("candidate", ("stage_move.applicant_id", "applicant.candidate_id")) in _ways(StageMove)
    assert ("person", ("stage_move.applicant_id", "applicant.person_id")) in _ways(StageMove)


def test_a_card_is_about_the_applicant_and_not_about_who_wrote_it() -> None:
    ways = _ways(InterviewCard)
    assert all("interviewer.person_id" not in hops for _, hops in ways)
    assert {subject for subject, _ in ways} == {"candidate", "person"}
    assert _ways(Interviewer) == {("person", ("interviewer.person_id",))}


def test_a_conflict_leads_to_both_parties_by_the_rows_that_point_at_it() -> None:
    assert _ways(Conflict) == {("person", ("conflict.id", "conflict_party.person_id"))}
    assert ("person", ("conduct_move.conflict_id", "conflict.id", "conflict_party.person_id")) in _ways(
        ConductMove
    )
    assert _ways(ConflictParty) == {("person", ("conflict_party.person_id",))}


def test_a_complaint_is_the_customers_and_names_who_served_them() -> None:
    mapper = sa.inspect(Complaint)
    assert personal.paths(mapper) == () and "customer" in personal.why_nobody(mapper)
    assert [key.name for key in personal.links(mapper)] == ["person_id"]


def test_answers_of_the_pulse_lead_to_nobody() -> None:
    for mapper in MAPPERS:
        if name_of(mapper) in ("pulse_answer", "pulse_used", "pulse_ticket"):
            assert personal.paths(mapper) == () and personal.links(mapper) == []


def test_rows_about_somebody_are_theirs_and_nobody_elses(store: Store, today: dt.date) -> None:
    def fill(session: Session) -> tuple[int, int]:
        one = Person(code="A1", name="Ada Alm", status=Status.ACTIVE)
        other = Person(code="B1", name="Bo Berg", status=Status.ACTIVE)
        opening = Opening(title="Agent", state=OpeningState.OPEN, opened_on=today)
        candidate = Candidate(consent=Consent.NONE)
        session.add_all([one, other, opening, candidate])
        session.flush()
        for person in (one, other):
            plan = ImprovementPlan(
                person_id=person.id,
                title="Calls",
                cause="Skill",
                state=PlanState.DRAFT,
                opened_on=today,
                starts_on=today,
                ends_on=today + dt.timedelta(days=30),
                first_end_on=today + dt.timedelta(days=30),
            )
            session.add(plan)
            session.flush()
            session.add(PlanMove(plan_id=plan.id, moved_on=today, what="opened", reason=person.name))
        applicant = Applicant(
            opening_id=opening.id,
            name="Cy Cole",
            stage=Stage.APPLIED,
            stage_since=today,
            applied_on=today,
            candidate_id=candidate.id,
        )
        session.add(applicant)
        session.flush()
        return one.id, candidate.id

    ada, cy = store.do("Fill", fill)
    with store.read() as session:
        found = {
            personal.table_of(mapper).name: rows
            for mapper, rows in personal.rows_about(session, Subject.PERSON, [ada])
        }
        assert {"person", "improvement_plan", "plan_move"} <= set(found)
        assert [row.reason for row in found["plan_move"]] == ["Ada Alm"]
        applied = dict(personal.rows_about(session, Subject.APPLICANT, [cy]))
        assert {personal.table_of(mapper).name for mapper in applied} == {"candidate", "applicant"}
