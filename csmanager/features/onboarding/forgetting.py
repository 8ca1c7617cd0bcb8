"""What training, plans and leaving hold in words about somebody, taken out when the record is made anonymous."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.onboarding.tables import (
    ExitAnswer,
    ExitInterview,
    JobSheetCopy,
    JoiningGate,
    JoiningItem,
    JoiningMove,
    JoiningPlan,
    Leaving,
)
from csmanager.features.training.tables import Mentoring, MentoringTalk


def forget(session: Session, person_id: int, name: str) -> None:
    """Answers, reasons, notes and evidence go; states, days, marks and counted reasons for leaving stay.

    ``name``: what the record is called from now on; it stands under gates that this person signed for others.
    """
    for leaving in session.scalars(sa.select(Leaving).where(Leaving.person_id == person_id)).all():
        leaving.reason = ""
        interviews = sa.select(ExitInterview.id).where(ExitInterview.leaving_id == leaving.id)
        for answer in session.scalars(
            sa.select(ExitAnswer).where(ExitAnswer.interview_id.in_(interviews))
        ).all():
            session.delete(answer)
    plans = sa.select(JoiningPlan.id).where(JoiningPlan.person_id == person_id)
    for plan in session.scalars(sa.select(JoiningPlan).where(JoiningPlan.person_id == person_id)).all():
        plan.reason = ""
    for item in session.scalars(sa.select(JoiningItem).where(JoiningItem.plan_id.in_(plans))).all():
        item.reason, item.evidence, item.done_by = "", "", ""
    for move in session.scalars(sa.select(JoiningMove).where(JoiningMove.plan_id.in_(plans))).all():
        move.reason, move.by = "", ""
    for gate in session.scalars(sa.select(JoiningGate).where(JoiningGate.plan_id.in_(plans))).all():
        gate.reason, gate.evidence = "", ""
    for signed in session.scalars(sa.select(JoiningGate).where(JoiningGate.signer_id == person_id)).all():
        moves = sa.select(JoiningMove).where(
            JoiningMove.plan_id == signed.plan_id, JoiningMove.by == signed.signed_by
        )
        for move in session.scalars(moves).all():
            move.by = name
        signed.signed_by = name
    for copy in session.scalars(sa.select(JobSheetCopy).where(JobSheetCopy.person_id == person_id)).all():
        copy.note = ""
    either = sa.or_(Mentoring.mentor_id == person_id, Mentoring.mentee_id == person_id)
    for pair in session.scalars(sa.select(Mentoring).where(either)).all():
        pair.outcome, pair.over_load = "", ""
        for talk in session.scalars(
            sa.select(MentoringTalk).where(MentoringTalk.mentoring_id == pair.id)
        ).all():
            talk.notes = ""
