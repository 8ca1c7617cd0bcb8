"""What happens to interviews and documents with their applicant: joined, forgotten, told."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.hiring.documents.tables import HandedDocument, ReferenceCheck
from csmanager.features.hiring.interviews.rules import STATE_NAMES
from csmanager.features.hiring.interviews.tables import (
    Interview,
    InterviewCard,
    Interviewer,
    InterviewMark,
    Trial,
)
from csmanager.features.hiring.spelling import day_words, percent


def join(session: Session, other_id: int, kept_id: int) -> int:
    """Put everything of one application to another of the same person; returns how many records moved."""
    moved: list[Interview | Trial | HandedDocument | ReferenceCheck] = []
    moved += session.scalars(sa.select(Interview).where(Interview.applicant_id == other_id))
    moved += session.scalars(sa.select(Trial).where(Trial.applicant_id == other_id))
    moved += session.scalars(sa.select(HandedDocument).where(HandedDocument.applicant_id == other_id))
    moved += session.scalars(sa.select(ReferenceCheck).where(ReferenceCheck.applicant_id == other_id))
    for row in moved:
        row.applicant_id = kept_id
    session.flush()
    return len(moved)


def forget(session: Session, applicant_id: int) -> None:
    """Take out every word about an applicant; days, states, marks and scores stay, so that counts and figures do."""
    for talk in session.scalars(sa.select(Interview).where(Interview.applicant_id == applicant_id)):
        talk.note = talk.reason = talk.place = ""
        for card in session.scalars(
            sa.select(InterviewCard)
            .join(Interviewer, Interviewer.id == InterviewCard.interviewer_id)
            .where(Interviewer.interview_id == talk.id)
        ):
            card.because = card.for_next = ""
            for mark in session.scalars(sa.select(InterviewMark).where(InterviewMark.card_id == card.id)):
                mark.evidence = mark.notes = ""
    for trial in session.scalars(sa.select(Trial).where(Trial.applicant_id == applicant_id)):
        trial.comment = ""
    for paper in session.scalars(
        sa.select(HandedDocument).where(HandedDocument.applicant_id == applicant_id)
    ):
        paper.body = paper.pay = ""
    for reference in session.scalars(
        sa.select(ReferenceCheck).where(ReferenceCheck.applicant_id == applicant_id)
    ):
        reference.referee, reference.relation, reference.contact, reference.notes = "–", "", "", ""
    session.flush()


def told(session: Session, applicant_id: int) -> list[str]:
    """What a copy for the applicant says of interviews and documents; marks and notes are looked at first."""
    talks = session.scalars(
        sa.select(Interview).where(Interview.applicant_id == applicant_id).order_by(Interview.on)
    ).all()
    lines = [f"Interview on {day_words(row.on)}: {STATE_NAMES[row.state].lower()}" for row in talks]
    for trial in session.scalars(
        sa.select(Trial).where(Trial.applicant_id == applicant_id).order_by(Trial.held_on)
    ):
        score = f", {percent(trial.share)}" if trial.share is not None else ""
        lines.append(f"{trial.title} on {day_words(trial.held_on)}{score}")
    lines += [
        f"{paper.title} handed to you on {day_words(paper.handed_on)}"
        for paper in session.scalars(
            sa.select(HandedDocument)
            .where(HandedDocument.applicant_id == applicant_id)
            .order_by(HandedDocument.handed_on)
        )
    ]
    lines += [
        f"{row.referee} was asked about you on {day_words(row.asked_on)}"
        for row in session.scalars(
            sa.select(ReferenceCheck).where(ReferenceCheck.applicant_id == applicant_id)
        )
    ]
    return lines
