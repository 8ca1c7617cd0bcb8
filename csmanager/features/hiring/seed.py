"""The stage templates a store starts with; and what applications of an older program lack."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.hiring import rules
from csmanager.features.hiring.openings import stages
from csmanager.features.hiring.rules import Consent, Stage
from csmanager.features.hiring.tables import Applicant, Candidate, HiringStage, Opening, StageTemplate


def seed(session: Session, today: dt.date) -> None:
    """Add the shipped templates that were never there; give old openings stages and old applications a person."""
    known = set(session.scalars(sa.select(StageTemplate.key)))
    for shipped in stages.shipped():
        if shipped["key"] in known:
            continue
        template = StageTemplate(
            key=str(shipped["key"]), name=str(shipped["name"]), note=str(shipped["note"])
        )
        session.add(template)
        session.flush()
        for number, stage in enumerate(cast(list[dict[str, Any]], shipped["stages"])):
            session.add(
                HiringStage(
                    template_id=template.id,
                    name=stage["name"],
                    type=Stage(stage["type"]),
                    position=number,
                    target_days=stage["target_days"],
                    needs=stage["needs"],
                )
            )
    _complete(session)
    session.flush()


def _complete(session: Session) -> None:
    """What rows of an earlier version lack: stages of their own, and who stands behind an application."""
    have = set(session.scalars(sa.select(HiringStage.opening_id).distinct()))
    for opening in session.scalars(sa.select(Opening).order_by(Opening.id)):
        if opening.id not in have:
            stages.copy_into(session, opening, None)
    paths = stages.paths(session)
    for applicant in session.scalars(
        sa.select(Applicant).where(Applicant.candidate_id.is_(None)).order_by(Applicant.id)
    ):
        candidate = Candidate(consent=Consent.NONE)
        session.add(candidate)
        session.flush()
        applicant.candidate_id = candidate.id
        if rules.is_active(applicant.stage) and applicant.stage_id is None:
            path = paths.get(applicant.opening_id, ())
            applicant.stage_id = next((one.id for one in path if one.type is applicant.stage), None)
