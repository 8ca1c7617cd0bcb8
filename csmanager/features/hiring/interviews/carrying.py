"""What happens to interviews and documents with their applicant: joined, forgotten, told."""

from __future__ import annotations

import re
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.sealing import is_token, place
from csmanager.features.hiring.documents.tables import HandedDocument, ReferenceCheck
from csmanager.features.hiring.interviews import kittext
from csmanager.features.hiring.interviews.rules import MARK_NAMES, RECOMMENDATION_NAMES, STATE_NAMES
from csmanager.features.hiring.interviews.tables import (
    Interview,
    InterviewCard,
    Interviewer,
    InterviewKit,
    InterviewMark,
    InterviewStep,
    Trial,
)
from csmanager.features.hiring.spelling import day_words, percent
from csmanager.features.hiring.tables import Applicant
from csmanager.features.team.tables import Person

Read = Callable[[str, str], str | None]


def locked(token: str, about: str) -> str | None:
    """Reads what is plain; what is sealed stays so."""
    return None if is_token(token) else token


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
        for step in session.scalars(sa.select(InterviewStep).where(InterviewStep.interview_id == talk.id)):
            step.reason = ""
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
        paper.body = paper.pay = paper.how = ""
    for reference in session.scalars(
        sa.select(ReferenceCheck).where(ReferenceCheck.applicant_id == applicant_id)
    ):
        reference.referee, reference.relation, reference.contact, reference.notes = "–", "", "", ""
    session.flush()


def masking(session: Session, applicant_id: int) -> Callable[[str], str]:
    """Puts Interviewer 1, Interviewer 2 and so on in the place of the names of others."""
    return _Mask(session, applicant_id)


def told(session: Session, applicant_id: int, read: Read = locked) -> list[str]:
    """What a copy for the applicant says of interviews and documents, with every mark and note.

    The names of others are masked. ``read`` opens what is sealed; without it a line says that it was left out.
    """
    masked = _Mask(session, applicant_id)
    lines = []
    for talk in session.scalars(
        sa.select(Interview)
        .where(Interview.applicant_id == applicant_id)
        .order_by(Interview.on, Interview.id)
    ):
        where = f", {talk.place}" if talk.place else ""
        lines.append(f"Interview on {day_words(talk.on)}{where}: {STATE_NAMES[talk.state].lower()}")
        lines += [masked(f"Note on it: {talk.note}")] if talk.note else []
        lines += _cards(session, talk, masked)
    for trial in session.scalars(
        sa.select(Trial).where(Trial.applicant_id == applicant_id).order_by(Trial.held_on)
    ):
        score = f", {percent(trial.share)}" if trial.share is not None else ""
        said = f": {trial.comment}" if trial.comment else ""
        lines.append(masked(f"{trial.title} on {day_words(trial.held_on)}{score}{said}"))
    lines += [
        f"{paper.title} handed to you on {day_words(paper.handed_on)}"
        for paper in session.scalars(
            sa.select(HandedDocument)
            .where(HandedDocument.applicant_id == applicant_id, HandedDocument.goes_on.is_(None))
            .order_by(HandedDocument.handed_on)
        )
    ]
    for row in session.scalars(sa.select(ReferenceCheck).where(ReferenceCheck.applicant_id == applicant_id)):
        line = f"A referee was asked about you on {day_words(row.asked_on)}"
        if row.notes:
            notes = read(row.notes, place("reference_check", "notes", row.id))
            line += masked(f": {notes}") if notes is not None else " (what was said is sealed and left out)"
        lines.append(line)
    return lines


def _cards(session: Session, talk: Interview, masked: _Mask) -> list[str]:
    """The cards of one interview, one line each and one for each question."""
    kit = session.get(InterviewKit, talk.kit_id) if talk.kit_id is not None else None
    titles = [question.title for question in kittext.read(kit.body).questions] if kit is not None else []
    lines = []
    cards = session.execute(
        sa.select(InterviewCard, Interviewer.name)
        .join(Interviewer, Interviewer.id == InterviewCard.interviewer_id)
        .where(Interviewer.interview_id == talk.id)
        .order_by(Interviewer.id)
    )
    for card, name in cards:
        said = " ".join(part for part in (card.because, card.for_next) if part)
        word = RECOMMENDATION_NAMES[card.recommendation].lower()
        lines.append(masked(f"Card of {name}: {word}{f'. {said}' if said else ''}"))
        for mark in session.scalars(
            sa.select(InterviewMark).where(InterviewMark.card_id == card.id).order_by(InterviewMark.position)
        ):
            at = mark.position
            title = titles[at] if 0 <= at < len(titles) else f"Question {at + 1}"
            rating = MARK_NAMES[mark.rating].lower() if mark.rating is not None else "no mark"
            words = " ".join(part for part in (mark.evidence, mark.notes) if part)
            lines.append(masked(f"{title}: {rating}{f'. {words}' if words else ''}"))
    return lines


class _Mask:
    """Puts "Interviewer 1", "a referee" or "a colleague" where a text names somebody else."""

    def __init__(self, session: Session, applicant_id: int) -> None:
        own = session.scalar(sa.select(Applicant.name).where(Applicant.id == applicant_id)) or ""
        words: dict[str, str] = {}
        asked = sa.select(Interviewer.name).join(Interview, Interview.id == Interviewer.interview_id)
        for name in session.scalars(
            asked.where(Interview.applicant_id == applicant_id).order_by(Interviewer.id)
        ):
            words.setdefault(name, f"Interviewer {len(words) + 1}")
        referees = sa.select(ReferenceCheck.referee).where(ReferenceCheck.applicant_id == applicant_id)
        for name in session.scalars(referees):
            words.setdefault(name, "a referee")
        graders = sa.select(Trial.grader).where(Trial.applicant_id == applicant_id)
        for name in (*session.scalars(graders), *session.scalars(sa.select(Person.name))):
            words.setdefault(name, "a colleague")
        self._words = {
            name.casefold(): word
            for name, word in words.items()
            if len(name) > 1 and name.casefold() != own.casefold()
        }
        longest = sorted(self._words, key=len, reverse=True)
        self._find = re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?!\w)", re.IGNORECASE
        )

    def __call__(self, text: str) -> str:
        return self._find.sub(lambda match: self._words[match[0].casefold()], text)
