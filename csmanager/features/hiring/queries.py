"""What is known of openings and applicants."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Found, TodoItem
from csmanager.features.hiring import rules
from csmanager.features.hiring.openings import stages
from csmanager.features.hiring.pool.likeness import DuplicateRow, duplicates
from csmanager.features.hiring.rules import (
    Consent,
    OpeningReason,
    OpeningState,
    PayUnit,
    Place,
    Stage,
    StageFact,
)
from csmanager.features.hiring.tables import Applicant, Candidate, HiringStage, Opening, StageMove
from csmanager.features.team.tables import Person, Role, Team

__all__ = ["DuplicateRow", "duplicates"]

_STATE_ORDER = (
    OpeningState.OPEN,
    OpeningState.ON_HOLD,
    OpeningState.DRAFT,
    OpeningState.FILLED,
    OpeningState.CLOSED,
    OpeningState.CANCELLED,
    OpeningState.REJECTED,
)
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
    reason_kind: OpeningReason | None = None
    replaces_id: int | None = None
    replaces: str = ""
    need_by: dt.date | None = None
    pay_min: int | None = None
    pay_max: int | None = None
    pay_unit: PayUnit | None = None
    place: str = ""
    apply_how: str = ""
    template_id: int | None = None
    path: tuple[StageFact, ...] = rules.PLAIN_PATH

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
    stage_id: int | None = None
    stage_name: str = ""
    left_id: int | None = None
    target_days: int | None = rules.STALE_AFTER_DAYS
    snoozed_until: dt.date | None = None
    snooze_note: str = ""
    candidate_id: int | None = None
    consent: Consent = Consent.NONE
    pool_on: dt.date | None = None

    @property
    def past(self) -> rules.Past:
        """What the moves so far say, for ``rules.check_move``."""
        return rules.Past(self.been, self.left, self.left_id)

    @property
    def place(self) -> Place:
        """Where they stand, for ``rules.check_move``."""
        if self.stage in rules.CLOSED:
            return self.stage
        return StageFact(self.stage_id, self.stage_name, self.stage, self.target_days)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One move of an applicant. ``days``: how long they were in the stage before; None for the first."""

    id: int
    on: dt.date
    old: Stage | None
    new: Stage
    reason: str
    days: int | None
    old_name: str = ""
    new_name: str = ""
    joined: str = ""  # which other application of the same person it was, where it was joined to this one


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """How many applicants of an opening stand at each stage."""

    opening_id: int
    opening: str
    counts: dict[Stage, int]


def openings(session: Session) -> list[OpeningRow]:
    """Every opening outside the Trash: open ones first, then newest first."""
    counts: dict[tuple[int, bool], int] = defaultdict(int)
    for opening_id, stage, count in session.execute(
        sa.select(Applicant.opening_id, Applicant.stage, sa.func.count())
        .where(Applicant.trashed_on.is_(None), Applicant.merged_into_id.is_(None))
        .group_by(Applicant.opening_id, Applicant.stage)
    ):
        if stage is Stage.HIRED or rules.is_active(stage):
            counts[opening_id, stage is Stage.HIRED] += count
    paths = stages.paths(session)
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
            opening.reason_kind,
            opening.replaces_id,
            person or "",
            opening.need_by,
            opening.pay_min,
            opening.pay_max,
            opening.pay_unit,
            opening.place or "",
            opening.apply_how or "",
            opening.template_id,
            paths.get(opening.id, rules.PLAIN_PATH),
        )
        for opening, role, team, person in session.execute(
            sa.select(Opening, Role.name, Team.name, Person.name)
            .outerjoin(Role, Role.id == Opening.role_id)
            .outerjoin(Team, Team.id == Opening.team_id)
            .outerjoin(Person, Person.id == Opening.replaces_id)
            .where(Opening.trashed_on.is_(None))
        )
    ]
    order = _STATE_ORDER
    return sorted(
        found, key=lambda row: (order.index(row.state), -row.opened_on.toordinal(), row.title.casefold())
    )


_LISTED = (
    Applicant.id,
    Applicant.opening_id,
    Opening.title,
    Applicant.name,
    Applicant.email,
    Applicant.phone,
    Applicant.source,
    Applicant.stage,
    Applicant.stage_since,
    Applicant.applied_on,
    Applicant.next_step,
    Applicant.next_step_on,
    Applicant.rating,
    Applicant.notes,
    Applicant.person_id,
    Applicant.stage_id,
    Applicant.snoozed_until,
    Applicant.snooze_note,
    Applicant.candidate_id,
    Candidate.consent,
    Candidate.pool_on,
)


def applicants(session: Session, today: dt.date, opening_id: int | None = None) -> list[ApplicantRow]:
    """Everyone outside the Trash, longest in their stage first; ``opening_id`` None: of every opening.

    An application that was joined to another of the same person is not listed.
    """
    query = (
        sa.select(*_LISTED)
        .join(Opening, Opening.id == Applicant.opening_id)
        .outerjoin(Candidate, Candidate.id == Applicant.candidate_id)
        .where(
            Applicant.trashed_on.is_(None),
            Opening.trashed_on.is_(None),
            Applicant.merged_into_id.is_(None),
        )
        .order_by(Applicant.stage_since, Applicant.id)
    )
    moves: dict[int, list[Any]] = defaultdict(list)
    steps = sa.select(
        StageMove.applicant_id,
        StageMove.from_stage,
        StageMove.to_stage,
        StageMove.reason,
        StageMove.from_stage_id,
    ).order_by(StageMove.id)
    if opening_id is not None:
        query = query.where(Applicant.opening_id == opening_id)
        steps = steps.join(Applicant, Applicant.id == StageMove.applicant_id).where(
            Applicant.opening_id == opening_id
        )
    for step in session.execute(steps):
        moves[step[0]].append(step)
    facts = {
        fact.id: fact
        for path in stages.paths(session, [opening_id] if opening_id is not None else None).values()
        for fact in path
    }
    return [_row(person, moves.get(person[0], ()), facts, today) for person in session.execute(query)]


def _row(
    person: Any, moves: Sequence[Any], facts: Mapping[int | None, StageFact], today: dt.date
) -> ApplicantRow:
    stage, since = person[7], person[8]
    fact = facts.get(person[15])
    target = fact.target_days if fact is not None else rules.STALE_AFTER_DAYS
    snoozed = person[16] if person[16] is not None and person[16] > today else None
    last = moves[-1] if moves else None
    left = last[1] if last is not None and last[2] in rules.CLOSED else None
    return ApplicantRow(
        id=person[0],
        opening_id=person[1],
        opening=person[2],
        name=person[3],
        email=person[4] or "",
        phone=person[5] or "",
        source=person[6],
        stage=stage,
        stage_since=since,
        applied_on=person[9],
        days=max(0, (today - since).days),
        is_stalled=snoozed is None and rules.is_stalled(stage, since, today, target),
        next_step=person[10],
        next_step_on=person[11],
        rating=person[12],
        notes=person[13],
        person_id=person[14],
        left=left,
        been=frozenset(step[2] for step in moves),
        reason=last[3] if last is not None else "",
        stage_id=person[15],
        stage_name=fact.name if fact is not None else rules.STAGE_NAMES[stage],
        left_id=last[4] if last is not None and left is not None else None,
        target_days=target,
        snoozed_until=person[16],
        snooze_note=person[17] or "",
        candidate_id=person[18],
        consent=person[19] or Consent.NONE,
        pool_on=person[20],
    )


def timeline(session: Session, applicant_id: int) -> list[MoveRow]:
    """The moves of an applicant, newest first; those of an application that was joined to it are among them."""
    names: dict[int | None, str] = {
        stage.id: stage.name for stage in session.execute(sa.select(HiringStage.id, HiringStage.name))
    }
    found: list[MoveRow] = []
    since: dict[int, dt.date] = {}
    for move, name, applied_on in session.execute(
        sa.select(StageMove, Applicant.name, Applicant.applied_on)
        .join(Applicant, Applicant.id == StageMove.applicant_id)
        .where(sa.or_(Applicant.id == applicant_id, Applicant.merged_into_id == applicant_id))
        .order_by(StageMove.moved_on, StageMove.id)
    ):
        before = since.get(move.applicant_id)
        joined = "" if move.applicant_id == applicant_id else f"{name}, {applied_on:%d %b %Y}"
        found.append(
            MoveRow(
                move.id,
                move.moved_on,
                move.from_stage,
                move.to_stage,
                move.reason,
                (move.moved_on - before).days if before is not None else None,
                names.get(move.from_stage_id)
                or (rules.STAGE_NAMES[move.from_stage] if move.from_stage else ""),
                names.get(move.to_stage_id) or rules.STAGE_NAMES[move.to_stage],
                joined,
            )
        )
        since[move.applicant_id] = move.moved_on
    return found[::-1]


def pipeline(session: Session) -> list[PipelineRow]:
    """The openings that are open or on hold, with how many applicants stand where."""
    counts: dict[int, dict[Stage, int]] = defaultdict(lambda: dict.fromkeys(Stage, 0))
    for opening_id, stage, count in session.execute(
        sa.select(Applicant.opening_id, Applicant.stage, sa.func.count())
        .where(Applicant.trashed_on.is_(None), Applicant.merged_into_id.is_(None))
        .group_by(Applicant.opening_id, Applicant.stage)
    ):
        counts[opening_id][stage] = count
    return [
        PipelineRow(row.id, row.title, counts[row.id])
        for row in openings(session)
        if row.state in (OpeningState.OPEN, OpeningState.ON_HOLD)
    ]


def sources(session: Session) -> list[str]:
    """Where applicants came from so far, most often first."""
    rows = session.execute(
        sa.select(Applicant.source, sa.func.count())
        .where(
            Applicant.source != "",
            Applicant.trashed_on.is_(None),
            Applicant.merged_into_id.is_(None),
        )
        .group_by(Applicant.source)
    )
    return [row[0] for row in sorted(rows, key=lambda row: (-row[1], row[0].casefold()))]


def reasons(session: Session, ending: Stage) -> list[str]:
    """Why applications ended so: those that were given, most often first, then the shipped ones."""
    rows = session.execute(
        sa.select(StageMove.reason, sa.func.count())
        .where(StageMove.to_stage == ending, StageMove.reason != "")
        .group_by(StageMove.reason)
    )
    given = [row[0] for row in sorted(rows, key=lambda row: (-row[1], row[0].casefold()))]
    return list(dict.fromkeys([*given[:6], *rules.REASONS[ending]]))


def names(session: Session, kind: str) -> list[str]:
    """The names of all roles (``kind`` "role") or teams ("team")."""
    table = Role if kind == "role" else Team
    return sorted(session.scalars(sa.select(table.name)), key=str.casefold)


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Next steps that are due, those to be called back, applicants who wait for one, and openings to be closed."""
    found = []
    for row in applicants(session, today):
        back = row.snoozed_until
        if back is not None and (rules.is_active(row.stage) or row.stage is Stage.ARCHIVED):
            if back <= today:
                found.append(
                    TodoItem(
                        "hiring",
                        f"{row.name}: {row.snooze_note or 'call back'}",
                        f"{row.stage_name}, {row.opening}, put off until {_day_words(back, today)}",
                        3,
                        back,
                        "soon",
                        str(row.id),
                    )
                )
            continue
        if not rules.is_active(row.stage):
            continue
        if row.next_step_on is not None and (row.next_step_on - today).days <= STEP_SOON_DAYS:
            days = (today - row.next_step_on).days
            found.append(
                TodoItem(
                    "hiring",
                    f"{row.name}: {row.next_step or 'next step'}",
                    f"{row.stage_name}, {row.opening}, {_day_words(row.next_step_on, today)}",
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
                    f"{row.name} has waited {row.days} days at {row.stage_name}",
                    f"{row.opening}; the target is {row.target_days} day{'s' * (row.target_days != 1)}",
                    3,
                    row.stage_since + dt.timedelta(days=row.target_days or 0),
                    "signal",
                    str(row.id),
                )
            )
    return [*found, *_openings_due(session, today)]


def _day_words(day: dt.date, today: dt.date) -> str:
    days = (today - day).days
    if days > 0:
        return f"{days} day{'s' if days > 1 else ''} late"
    return "today" if days == 0 else "tomorrow" if days == -1 else f"{day:%d %b}"


def _openings_due(session: Session, today: dt.date) -> list[TodoItem]:
    """Open openings whose closing date is over, or that should have been filled by now."""
    found = []
    for key, title, closes_on, need_by in session.execute(
        sa.select(Opening.id, Opening.title, Opening.closes_on, Opening.need_by).where(
            Opening.trashed_on.is_(None),
            Opening.state == OpeningState.OPEN,
            sa.or_(Opening.closes_on < today, Opening.need_by < today),
        )
    ):
        is_over = closes_on is not None and closes_on < today
        day = closes_on if is_over else need_by
        what = "the closing date is over" if is_over else "somebody was needed by"
        found.append(
            TodoItem(
                "hiring",
                f"{title}: close it or choose a later day" if is_over else f"{title} is not filled yet",
                f"{what}, {_day_words(day, today)}" if is_over else f"{what} {day:%d %B}",
                3,
                day,
                "late",
                f"opening:{key}",
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
