"""What is known of openings and applicants."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Found, TodoItem
from csmanager.features.hiring import rules
from csmanager.features.hiring.rules import OpeningState, Stage
from csmanager.features.hiring.tables import Applicant, Opening, StageMove
from csmanager.features.team.tables import Role, Team

STEP_SOON_DAYS = 1  # Today names a next step from the day before


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One opening. ``hired`` and ``active``: how many of its applicants are."""

    id: int
    title: str
    role: str
    team: str
    headcount: int
    weekly_minutes: int | None
    state: OpeningState
    reason: str
    opened_on: dt.date
    closes_on: dt.date | None
    description: str
    hired: int
    active: int

    @property
    def left(self) -> int:
        """Places that are still free."""
        return max(0, self.headcount - self.hired)


@dataclass(frozen=True, slots=True)
class ApplicantRow:
    """One applicant. ``days`` in the present stage; ``left``: the active stage that was left by closing;
    ``reason``: why the last move was made, where it was said."""

    id: int
    opening_id: int
    opening: str
    name: str
    email: str
    phone: str
    source: str
    stage: Stage
    stage_since: dt.date
    applied_on: dt.date
    days: int
    is_stalled: bool
    next_step: str
    next_step_on: dt.date | None
    rating: int | None
    notes: str
    person_id: int | None
    left: Stage | None
    been: frozenset[Stage]
    reason: str

    @property
    def past(self) -> rules.Past:
        """What the moves so far say, for ``rules.check_move``."""
        return rules.Past(self.been, self.left)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One move of an applicant. ``days``: how long they were in the stage before; None for the first."""

    id: int
    on: dt.date
    old: Stage | None
    new: Stage
    reason: str
    days: int | None


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """How many applicants of an opening stand at each stage."""

    opening_id: int
    opening: str
    counts: dict[Stage, int]


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """Someone who may be the same person. ``same``: what is alike (name, e-mail, phone)."""

    id: int
    name: str
    opening: str
    stage: Stage
    applied_on: dt.date
    same: tuple[str, ...]


def openings(session: Session) -> list[OpeningRow]:
    """Every opening outside the Trash: open ones first, then newest first."""
    counts: dict[tuple[int, bool], int] = defaultdict(int)
    for opening_id, stage, count in session.execute(
        sa.select(Applicant.opening_id, Applicant.stage, sa.func.count())
        .where(Applicant.trashed_on.is_(None))
        .group_by(Applicant.opening_id, Applicant.stage)
    ):
        if stage is Stage.HIRED or rules.is_active(stage):
            counts[opening_id, stage is Stage.HIRED] += count
    found = [
        OpeningRow(
            opening.id,
            opening.title,
            role or "",
            team or "",
            opening.headcount,
            opening.weekly_minutes,
            opening.state,
            opening.reason,
            opening.opened_on,
            opening.closes_on,
            opening.description,
            counts[opening.id, True],
            counts[opening.id, False],
        )
        for opening, role, team in session.execute(
            sa.select(Opening, Role.name, Team.name)
            .outerjoin(Role, Role.id == Opening.role_id)
            .outerjoin(Team, Team.id == Opening.team_id)
            .where(Opening.trashed_on.is_(None))
        )
    ]
    order = list(OpeningState)
    return sorted(
        found, key=lambda row: (order.index(row.state), -row.opened_on.toordinal(), row.title.casefold())
    )


def applicants(session: Session, today: dt.date, opening_id: int | None = None) -> list[ApplicantRow]:
    """Everyone outside the Trash, longest in their stage first; ``opening_id`` None: of every opening."""
    query = (
        sa.select(*Applicant.__table__.columns, Opening.title.label("opening"))
        .join(Opening, Opening.id == Applicant.opening_id)
        .where(Applicant.trashed_on.is_(None), Opening.trashed_on.is_(None))
        .order_by(Applicant.stage_since, Applicant.id)
    )
    moves: dict[int, list[tuple[Stage | None, Stage, str]]] = defaultdict(list)
    steps = sa.select(
        StageMove.applicant_id, StageMove.from_stage, StageMove.to_stage, StageMove.reason
    ).order_by(StageMove.id)
    if opening_id is not None:
        query = query.where(Applicant.opening_id == opening_id)
        steps = steps.join(Applicant, Applicant.id == StageMove.applicant_id).where(
            Applicant.opening_id == opening_id
        )
    for applicant_id, old, new, reason in session.execute(steps):
        moves[applicant_id].append((old, new, reason))
    return [_row(person, moves[person.id], today) for person in session.execute(query)]


def _row(person: Any, moves: list[tuple[Stage | None, Stage, str]], today: dt.date) -> ApplicantRow:
    before = rules.past([(old, new) for old, new, _ in moves])
    return ApplicantRow(
        id=person.id,
        opening_id=person.opening_id,
        opening=person.opening,
        name=person.name,
        email=person.email or "",
        phone=person.phone or "",
        source=person.source,
        stage=person.stage,
        stage_since=person.stage_since,
        applied_on=person.applied_on,
        days=rules.days_in_stage(person.stage_since, today),
        is_stalled=rules.is_stalled(person.stage, person.stage_since, today),
        next_step=person.next_step,
        next_step_on=person.next_step_on,
        rating=person.rating,
        notes=person.notes,
        person_id=person.person_id,
        left=before.left,
        been=before.been,
        reason=moves[-1][2] if moves else "",
    )


def timeline(session: Session, applicant_id: int) -> list[MoveRow]:
    """The moves of an applicant, newest first."""
    found: list[MoveRow] = []
    since: dt.date | None = None
    for move in session.scalars(
        sa.select(StageMove).where(StageMove.applicant_id == applicant_id).order_by(StageMove.id)
    ):
        days = (move.moved_on - since).days if since is not None else None
        found.append(MoveRow(move.id, move.moved_on, move.from_stage, move.to_stage, move.reason, days))
        since = move.moved_on
    return found[::-1]


def pipeline(session: Session) -> list[PipelineRow]:
    """The openings that are open or on hold, with how many applicants stand where."""
    counts: dict[int, dict[Stage, int]] = defaultdict(lambda: dict.fromkeys(Stage, 0))
    for opening_id, stage, count in session.execute(
        sa.select(Applicant.opening_id, Applicant.stage, sa.func.count())
        .where(Applicant.trashed_on.is_(None))
        .group_by(Applicant.opening_id, Applicant.stage)
    ):
        counts[opening_id][stage] = count
    return [
        PipelineRow(row.id, row.title, counts[row.id])
        for row in openings(session)
        if row.state in (OpeningState.OPEN, OpeningState.ON_HOLD)
    ]


def duplicates(
    session: Session, *, name: str, email: str = "", phone: str = "", besides: int | None = None
) -> list[DuplicateRow]:
    """Applicants with the same name, e-mail or phone, as far as spelling lets on; the most alike first."""
    wanted = {
        "name": rules.name_key(name),
        "e-mail": rules.email_key(email),
        "phone": rules.phone_key(phone),
    }
    found = []
    for person, opening in session.execute(
        sa.select(Applicant, Opening.title)
        .join(Opening, Opening.id == Applicant.opening_id)
        .where(Applicant.trashed_on.is_(None), Applicant.id != (besides or 0))
    ):
        theirs = {
            "name": rules.name_key(person.name),
            "e-mail": rules.email_key(person.email),
            "phone": rules.phone_key(person.phone),
        }
        same = tuple(what for what, key in wanted.items() if key and key == theirs[what])
        if same:
            found.append(DuplicateRow(person.id, person.name, opening, person.stage, person.applied_on, same))
    return sorted(found, key=lambda row: (-len(row.same), -row.applied_on.toordinal()))


def sources(session: Session) -> list[str]:
    """Where applicants came from so far, most often first."""
    rows = session.execute(
        sa.select(Applicant.source, sa.func.count())
        .where(Applicant.source != "", Applicant.trashed_on.is_(None))
        .group_by(Applicant.source)
    )
    return [row[0] for row in sorted(rows, key=lambda row: (-row[1], row[0].casefold()))]


def names(session: Session, kind: str) -> list[str]:
    """The names of all roles (``kind`` "role") or teams ("team")."""
    table = Role if kind == "role" else Team
    return sorted(session.scalars(sa.select(table.name)), key=str.casefold)


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Next steps that are due, and applicants who wait for one."""
    found = []
    for row in applicants(session, today):
        if not rules.is_active(row.stage):
            continue
        stage = rules.STAGE_NAMES[row.stage]
        if row.next_step_on is not None and (row.next_step_on - today).days <= STEP_SOON_DAYS:
            days = (today - row.next_step_on).days
            when = (
                f"{days} day{'s' if days > 1 else ''} late"
                if days > 0
                else "today"
                if days == 0
                else "tomorrow"
            )
            found.append(
                TodoItem(
                    "hiring",
                    f"{row.name}: {row.next_step or 'next step'}",
                    f"{stage}, {row.opening}, {when}",
                    1 if days > 0 else 3,
                    row.next_step_on,
                    "late" if days > 0 else "soon",
                    str(row.id),
                )
            )
        elif row.is_stalled and (row.next_step_on is None or row.next_step_on < today):
            found.append(
                TodoItem(
                    "hiring",
                    f"{row.name} has waited {row.days} days at {stage}",
                    row.opening,
                    3,
                    row.stage_since + dt.timedelta(days=rules.STALE_AFTER_DAYS),
                    "signal",
                    str(row.id),
                )
            )
    return found


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Applicants by name or e-mail, and openings by title, for the palette."""
    wanted = text.casefold().strip()
    if not wanted:
        return []
    found = [
        Found("hiring", str(person.id), person.name, f"{rules.STAGE_NAMES[person.stage]}, {opening}")
        for person, opening in session.execute(
            sa.select(Applicant, Opening.title)
            .join(Opening, Opening.id == Applicant.opening_id)
            .where(Applicant.trashed_on.is_(None), Opening.trashed_on.is_(None))
            .order_by(Applicant.name)
        )
        if wanted in person.name.casefold() or (person.email and wanted in person.email.casefold())
    ]
    found += [
        Found("hiring", f"opening:{row.id}", row.title, f"Opening, {rules.STATE_NAMES[row.state].lower()}")
        for row in openings(session)
        if wanted in row.title.casefold()
    ]
    return found[:limit]
