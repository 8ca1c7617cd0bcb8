"""Records by their id, with a sentence where one is gone."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.tables import Base
from csmanager.features.hiring.rules import Stage
from csmanager.features.hiring.tables import Applicant, Opening
from csmanager.features.team.documents.tables import StoredFile
from csmanager.features.team.tables import Role, Team


def applicant(session: Session, applicant_id: int) -> Applicant:
    """An application; raises RuleBroken when it is gone."""
    found = session.get(Applicant, applicant_id)
    if found is None:
        raise RuleBroken("This applicant is no longer there.")
    return found


def opening(session: Session, opening_id: int) -> Opening:
    """An opening; raises RuleBroken when it is gone."""
    found = session.get(Opening, opening_id)
    if found is None:
        raise RuleBroken("This opening is no longer there.")
    return found


def hired(session: Session, opening_id: int) -> int:
    """How many were hired for an opening."""
    count = session.scalar(
        sa.select(sa.func.count())
        .select_from(Applicant)
        .where(
            Applicant.opening_id == opening_id,
            Applicant.stage == Stage.HIRED,
            Applicant.trashed_on.is_(None),
            Applicant.merged_into_id.is_(None),
        )
    )
    return count or 0


def name_of(session: Session, kind: type[Role] | type[Team], key: int | None) -> str | None:
    """The name of a role or a team."""
    if key is None:
        return None
    return session.scalar(sa.select(kind.name).where(kind.id == key))


def forget_file(session: Session, file_id: int) -> None:
    """Take out the bytes of a file that no record of any duty needs any more."""
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if any(key.target_fullname == "stored_file.id" for key in column.foreign_keys) and (
                session.scalar(sa.select(sa.literal(1)).select_from(table).where(column == file_id).limit(1))
            ):
                return
    file = session.get(StoredFile, file_id)
    if file is not None:
        session.delete(file)
        session.flush()
