"""Scorecards that wait for somebody of the team at the kiosk."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.hiring.interviews.rules import InterviewState
from csmanager.features.hiring.interviews.tables import Interview, InterviewCard, Interviewer
from csmanager.features.hiring.tables import Applicant, Opening
from csmanager.features.kiosk.tasks import KioskTask

FEATURE = "interviews"


def tasks(session: Session, person_id: int, today: dt.date) -> list[KioskTask]:
    """One task a talk of today or before whose card this person has not handed in."""
    rows = session.execute(
        sa.select(Interviewer.id, Applicant.name, Opening.title, Interview.on)
        .join(Interview, Interview.id == Interviewer.interview_id)
        .join(Applicant, Applicant.id == Interview.applicant_id)
        .join(Opening, Opening.id == Applicant.opening_id)
        .outerjoin(InterviewCard, InterviewCard.interviewer_id == Interviewer.id)
        .where(
            Interviewer.person_id == person_id,
            InterviewCard.id.is_(None),
            Interview.trashed_on.is_(None),
            Applicant.trashed_on.is_(None),
            Interview.on <= today,
            Interview.state.in_((InterviewState.PLANNED, InterviewState.DONE)),
        )
        .order_by(Interview.on)
    )
    return [
        KioskTask(
            FEATURE, f"card:{row[0]}", f"Interview with {row[1]}", row[2], row[3], "Fill in the scorecard"
        )
        for row in rows
    ]
