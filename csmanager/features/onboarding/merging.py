"""What training and joining know of a person comes along when two records turn out to be one person."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.onboarding.tables import JobSheetCopy, JoiningGate, JoiningPlan, Leaving
from csmanager.features.training.tables import Enrolment, Mentoring, MentoringTalk


def carry(session: Session, keep_id: int, merged_id: int) -> None:
    """Courses, plans, sheets, leavings and pairs of ``merged_id`` come to ``keep_id``; a pair of the two goes."""
    for enrolment in session.scalars(sa.select(Enrolment).where(Enrolment.person_id == merged_id)).all():
        enrolment.person_id = keep_id
    for plan in session.scalars(
        sa.select(JoiningPlan).where(
            sa.or_(JoiningPlan.person_id == merged_id, JoiningPlan.mentor_id == merged_id)
        )
    ).all():
        plan.person_id = keep_id if plan.person_id == merged_id else plan.person_id
        plan.mentor_id = keep_id if plan.mentor_id == merged_id else plan.mentor_id
        if plan.mentor_id == plan.person_id:
            plan.mentor_id = None
    for gate in session.scalars(sa.select(JoiningGate).where(JoiningGate.signer_id == merged_id)).all():
        gate.signer_id = keep_id
    for copy in session.scalars(
        sa.select(JobSheetCopy).where(
            JobSheetCopy.person_id == merged_id, JobSheetCopy.returned_on.is_not(None)
        )
    ).all():
        copy.person_id = keep_id  # one that is still out keeps the person its code was made for
    for leaving in session.scalars(sa.select(Leaving).where(Leaving.person_id == merged_id)).all():
        leaving.person_id = keep_id
    _carry_pairs(session, keep_id, merged_id)


def _carry_pairs(session: Session, keep_id: int, merged_id: int) -> None:
    either = sa.or_(Mentoring.mentor_id == merged_id, Mentoring.mentee_id == merged_id)
    for pair in session.scalars(sa.select(Mentoring).where(either)).all():
        mentor = keep_id if pair.mentor_id == merged_id else pair.mentor_id
        mentee = keep_id if pair.mentee_id == merged_id else pair.mentee_id
        if mentor != mentee:
            pair.mentor_id, pair.mentee_id = mentor, mentee
            continue
        for talk in session.scalars(
            sa.select(MentoringTalk).where(MentoringTalk.mentoring_id == pair.id)
        ).all():
            session.delete(talk)
        session.flush()
        session.delete(pair)
