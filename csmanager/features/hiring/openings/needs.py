"""What a stage asks for and is not there yet when somebody moves on from it."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.hiring.documents.tables import ReferenceCheck
from csmanager.features.hiring.interviews.rules import InterviewState
from csmanager.features.hiring.interviews.tables import Interview, Trial
from csmanager.features.hiring.rules import Stage
from csmanager.features.hiring.tables import Applicant, HiringStage


def missing(session: Session, applicant_ids: Iterable[int]) -> list[str]:
    """A sentence for each applicant whose stage names what it needs, where the store knows that it is not there.

    Known are: a way to reach them, an interview held, a role-play or sample of work scored, a reference answered.
    """
    found = []
    for key in applicant_ids:
        row = session.execute(
            sa.select(Applicant, HiringStage)
            .join(HiringStage, HiringStage.id == Applicant.stage_id)
            .where(Applicant.id == key, HiringStage.needs != "")
        ).first()
        lacks = _lacks(session, row[0], row[1]) if row is not None else ""
        if row is not None and lacks:
            found.append(f"{row[0].name} has {lacks}. {row[1].name} asks for: {row[1].needs.rstrip('.')}.")
    return found


def _lacks(session: Session, applicant: Applicant, stage: HiringStage) -> str:
    if stage.type is Stage.APPLIED:
        return "" if applicant.email or applicant.phone else "no phone number and no e-mail address"
    if stage.type is Stage.INTERVIEW:
        held = sa.select(Interview.id).where(
            Interview.applicant_id == applicant.id,
            Interview.state == InterviewState.DONE,
            Interview.trashed_on.is_(None),
        )
        return "" if session.scalar(held.limit(1)) else "no interview that was held"
    if stage.type is Stage.TEST:
        scored = sa.select(Trial.id).where(
            Trial.applicant_id == applicant.id, Trial.share.is_not(None), Trial.trashed_on.is_(None)
        )
        return "" if session.scalar(scored.limit(1)) else "no role-play or sample of work that was scored"
    if stage.type is Stage.DECISION and "reference" in f"{stage.name} {stage.needs}".casefold():
        answered = sa.select(ReferenceCheck.id).where(
            ReferenceCheck.applicant_id == applicant.id,
            ReferenceCheck.answered_on.is_not(None),
            ReferenceCheck.trashed_on.is_(None),
        )
        return "" if session.scalar(answered.limit(1)) else "no reference that was answered"
    return ""
