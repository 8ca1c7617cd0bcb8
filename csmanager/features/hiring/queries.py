"""What is known of openings and applicants."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

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
from csmanager.features.hiring.spelling import day_words
from csmanager.features.hiring.tables import (
    Applicant,
    HiringStage,
    Opening,
    OpeningMove,
    StageMove,
)
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


class ApplicantRow(NamedTuple):
    """One applicant. ``days`` in the present stage; ``left``: the active stage that was left by closing;
    ``reason``: why the last move was made, where it was said. A tuple, since thousands are made at once."""

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


_ACTIVE, _CLOSED = frozenset(rules.ACTIVE), frozenset(rules.CLOSED)
_CONSENTS: dict[str | None, Consent] = {None: Consent.NONE, **{one.value: one for one in Consent}}
_LISTED = """
SELECT a.id, a.opening_id, a.name, a.email, a.phone, a.source, a.stage, a.stage_since, a.applied_on, a.next_step,
       a.next_step_on, a.rating, a.notes, a.person_id, a.stage_id, a.snoozed_until, a.snooze_note, a.candidate_id,
       c.consent, c.pool_on
FROM applicant a LEFT JOIN candidate c ON c.id = a.candidate_id
WHERE a.trashed_on IS NULL AND a.merged_into_id IS NULL AND (?1 IS NULL OR a.opening_id = ?1)
ORDER BY a.stage_since, a.id
"""
"""What a row is made of. Thousands are read at once, so their days and words are told apart here, once each."""
_LAST_MOVES = """
SELECT applicant_id, max(id), from_stage, reason, from_stage_id FROM stage_move
WHERE (?1 IS NULL OR applicant_id IN (SELECT id FROM applicant WHERE opening_id = ?1))
GROUP BY applicant_id
"""
"""SQLite takes the other columns from the row that has the highest id."""


def applicants(
    session: Session, today: dt.date, opening_id: int | None = None, *, only: Collection[int] | None = None
) -> list[ApplicantRow]:
    """Everyone outside the Trash, longest in their stage first; ``opening_id`` None: of every opening.

    An application that was joined to another of the same person is not listed. ``only``: these alone, a few.
    """
    connection = session.connection()
    listed, last_moves = _LISTED, _LAST_MOVES
    if only is not None:
        few = ", ".join(str(int(key)) for key in only)
        listed = listed.replace("WHERE ", f"WHERE a.id IN ({few}) AND ", 1)
        last_moves = last_moves.replace("WHERE ", f"WHERE applicant_id IN ({few}) AND ", 1)
    moves = {row[0]: row for row in connection.exec_driver_sql(last_moves, (opening_id,))}
    titles_asked = sa.select(Opening.id, Opening.title).where(Opening.trashed_on.is_(None))
    titles = {row.id: row.title for row in session.execute(titles_asked)}
    facts: dict[int | None, StageFact] = {
        fact.id: fact
        for path in stages.paths(session, [opening_id] if opening_id is not None else None).values()
        for fact in path
    }
    reader = _Reader(facts, titles, today)
    return [
        reader.row(person, moves.get(person[0], _NO_MOVE))
        for person in connection.exec_driver_sql(listed, (opening_id,))
        if person[1] in titles
    ]


def pasts(session: Session, applicant_ids: Iterable[int]) -> dict[int, rules.Past]:
    """What the moves so far say of each applicant, for ``rules.check_move``."""
    ids = list(applicant_ids)
    moves: dict[int, list[tuple[Stage | None, Stage]]] = {key: [] for key in ids}
    left: dict[int, int | None] = {}
    for key, old, new, old_id in session.execute(
        sa.select(StageMove.applicant_id, StageMove.from_stage, StageMove.to_stage, StageMove.from_stage_id)
        .where(StageMove.applicant_id.in_(ids))
        .order_by(StageMove.id)
    ):
        moves[key].append((old, new))
        left[key] = old_id
    return {key: rules.past(moves[key], left.get(key)) for key in ids}


_NO_MOVE = (None, None, None, "", None)


class _Reader:
    """Makes rows; each day is read once."""

    def __init__(
        self, facts: Mapping[int | None, StageFact], titles: Mapping[int, str], today: dt.date
    ) -> None:
        self._facts, self._titles, self._today = facts, titles, today
        self._days: dict[str | None, dt.date | None] = {None: None}
        self._stages: dict[str | None, Stage] = {stage.value: stage for stage in Stage}

    def _day(self, text: str | None) -> Any:
        found = self._days.get(text)
        if found is None and text is not None:
            found = self._days[text] = dt.date.fromisoformat(text)
        return found

    def row(self, person: Sequence[Any], last: Sequence[Any]) -> ApplicantRow:
        """One application, with what its last move says."""
        (
            key,
            opening_id,
            name,
            email,
            phone,
            source,
            stage_word,
            since_text,
            applied,
            step,
            step_on,
            rating,
            notes,
            person_id,
            stage_id,
            off_text,
            off_note,
            candidate_id,
            consent,
            pool_on,
        ) = person
        stage, since, today = self._stages[stage_word], self._day(since_text), self._today
        fact = self._facts.get(stage_id)
        target = fact.target_days if fact is not None else rules.STALE_AFTER_DAYS
        off = self._day(off_text) if off_text is not None else None
        days = (today - since).days
        left = self._stages.get(last[2]) if stage in _CLOSED else None
        return ApplicantRow(
            key,
            opening_id,
            self._titles[opening_id],
            name,
            email or "",
            phone or "",
            source,
            stage,
            since,
            self._day(applied),
            days if days > 0 else 0,
            target is not None and days >= target and stage in _ACTIVE and (off is None or off <= today),
            step,
            self._day(step_on) if step_on is not None else None,
            rating,
            notes,
            person_id,
            left,
            last[3],
            stage_id,
            fact.name if fact is not None else rules.STAGE_NAMES[stage],
            last[4] if left is not None else None,
            target,
            off,
            off_note or "",
            candidate_id,
            _CONSENTS[consent],
            self._day(pool_on) if pool_on is not None else None,
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
        joined = "" if move.applicant_id == applicant_id else f"{name}, {day_words(applied_on)}"
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


def opening_moves(session: Session, opening_id: int) -> list[tuple[dt.date, str]]:
    """What became of an opening, newest first: day, and state with its reason."""
    rows = session.execute(
        sa.select(OpeningMove.moved_on, OpeningMove.to_state, OpeningMove.reason)
        .where(OpeningMove.opening_id == opening_id)
        .order_by(OpeningMove.id.desc())
    )
    return [
        (row.moved_on, f"{rules.STATE_NAMES[row.to_state]}: {row.reason}".removesuffix(": ")) for row in rows
    ]


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
