"""What hiring knows of somebody on the team: the application with its stages and offer, and talks they led."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.features.hiring import rules
from csmanager.features.hiring.interviews.rules import InterviewState
from csmanager.features.hiring.interviews.tables import Interview, InterviewCard, Interviewer
from csmanager.features.hiring.offers.rules import OfferState
from csmanager.features.hiring.offers.tables import Offer
from csmanager.features.hiring.rules import Stage
from csmanager.features.hiring.tables import Applicant, HiringStage, Opening, StageMove
from csmanager.features.team.person.queries import ids_of

KIND = "Hiring"


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """The application, every stage, the offer that was sent and accepted, the hiring; and the talks they led."""
    found = _led(session, person_id, since, until)
    for applicant, title in session.execute(
        sa.select(Applicant, Opening.title)
        .join(Opening, Opening.id == Applicant.opening_id)
        .where(Applicant.person_id.in_(ids_of(session, person_id)))
    ):
        record = str(applicant.id)
        for move, name in session.execute(
            sa.select(StageMove, HiringStage.name)
            .outerjoin(HiringStage, HiringStage.id == StageMove.to_stage_id)
            .where(StageMove.applicant_id == applicant.id, StageMove.moved_on.between(since, until))
            .order_by(StageMove.id)
        ):
            if move.from_stage is None:
                came = f"through {applicant.source}" if applicant.source else ""
                text, detail = f"Applied for {title}", came
            elif move.to_stage is Stage.HIRED:
                text, detail = f"Hired for {title}", move.reason
            else:
                text, detail = f"Came to {name or rules.STAGE_NAMES[move.to_stage]}", move.reason
            found.append(Moment(move.moved_on, KIND, text, detail, "hiring", record))
        for offer in session.scalars(sa.select(Offer).where(Offer.applicant_id == applicant.id)):
            if offer.sent_on is not None and since <= offer.sent_on <= until:
                found.append(Moment(offer.sent_on, KIND, "Offer sent", "", "hiring", f"offers:{offer.id}"))
            day = offer.answered_on
            if day is not None and offer.state is OfferState.ACCEPTED and since <= day <= until:
                detail = offer.note or f"Version {offer.version}"
                found.append(Moment(day, KIND, "Offer accepted", detail, "hiring", f"offers:{offer.id}"))
    return sorted(found, key=lambda moment: moment.on)


def _led(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Talks with applicants this person led, and whether the card is in; never what it says."""
    rows = session.execute(
        sa.select(Interview.id, Interview.on, Applicant.name, Opening.title, InterviewCard.submitted_on)
        .join(Interviewer, Interviewer.interview_id == Interview.id)
        .join(Applicant, Applicant.id == Interview.applicant_id)
        .join(Opening, Opening.id == Applicant.opening_id)
        .outerjoin(InterviewCard, InterviewCard.interviewer_id == Interviewer.id)
        .where(
            Interviewer.person_id.in_(ids_of(session, person_id)), Interview.state == InterviewState.DONE,
            Interview.trashed_on.is_(None), Applicant.trashed_on.is_(None), Interview.on.between(since, until),
        )
    )  # fmt: skip
    return [
        Moment(
            row.on, KIND, f"Interviewed {row.name} for {row.title}",
            "Scorecard is missing" if row.submitted_on is None else "Scorecard is in", "hiring",
            f"interviews:interview/{row.id}",
        )
        for row in rows
    ]  # fmt: skip
