"""What a store begins with: the shipped kits, questions and role-plays. Whoever threw one away keeps it away."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.hiring.interviews import actions, kittext
from csmanager.features.hiring.interviews.tables import InterviewKit, InterviewQuestion, RolePlay


def seed(session: Session, today: dt.date) -> None:
    """Add what ships, where a store has none of its kind yet."""
    if session.scalar(sa.select(InterviewKit.id).limit(1)) is None:
        for body in kittext.shipped_kits():
            actions.add_kit(session, body, today=today)
    if session.scalar(sa.select(InterviewQuestion.id).limit(1)) is None:
        for question in kittext.shipped_questions():
            session.add(InterviewQuestion(body=kittext.question_text(question)))
    if session.scalar(sa.select(RolePlay.id).limit(1)) is None:
        for name, scorecard, body in kittext.shipped_roleplays():
            session.add(RolePlay(name=name, scorecard=scorecard, body=body))
    session.flush()
