"""Role-plays and samples of work, scored with the scorecards of real contacts; once hired, the first graded contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring import rules as hiring
from csmanager.features.hiring.interviews.tables import RolePlay, Trial, TrialMark
from csmanager.features.hiring.rules import Stage
from csmanager.features.hiring.spelling import day_words
from csmanager.features.hiring.tables import Applicant, Opening
from csmanager.features.quality import cardactions
from csmanager.features.quality.cards import starter_cards
from csmanager.features.quality.tables import Scorecard, ScorecardItem

_HALF = 0.5  # of the scale; a critical item below it fails the whole grade


@dataclass(frozen=True, slots=True)
class RolePlayRow:
    """One scene. ``used``: how often it was played."""

    id: int
    name: str
    scorecard: str
    body: str
    used: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of a scorecard."""

    id: int
    section: str
    text: str
    levels: int
    weight: float
    critical: bool


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One trial as the list shows it. ``is_baseline``: it became the first graded contact of the one hired."""

    id: int
    applicant_id: int
    applicant: str
    opening: str
    stage: Stage
    title: str
    scorecard: str
    held_on: dt.date
    grader: str
    share: float | None
    critical_missed: int
    comment: str
    is_baseline: bool


def role_plays(session: Session) -> list[RolePlayRow]:
    """Every scene outside the Trash."""
    used = dict(
        session.execute(
            sa.select(Trial.role_play_id, sa.func.count())
            .where(Trial.role_play_id.is_not(None), Trial.trashed_on.is_(None))
            .group_by(Trial.role_play_id)
        ).all()
    )
    rows = session.scalars(sa.select(RolePlay).where(RolePlay.trashed_on.is_(None)).order_by(RolePlay.id))
    return [RolePlayRow(row.id, row.name, row.scorecard, row.body, used.get(row.id, 0)) for row in rows]


def scorecards(session: Session) -> list[str]:
    """The names of all scorecards there are, or that ship."""
    known = set(session.scalars(sa.select(Scorecard.name)))
    return sorted(known | {card.name for card in starter_cards()}, key=str.casefold)


def items(session: Session, scorecard: str) -> tuple[int | None, list[ItemRow]]:
    """The newest version of a scorecard and its items; (None, []) where the store has none of that name yet."""
    card = session.scalars(
        sa.select(Scorecard).where(Scorecard.name == scorecard).order_by(Scorecard.version.desc())
    ).first()
    if card is None:
        return None, []
    rows = session.scalars(
        sa.select(ScorecardItem).where(ScorecardItem.scorecard_id == card.id).order_by(ScorecardItem.position)
    )
    return card.id, [
        ItemRow(row.id, row.section, row.text, row.levels, row.weight, row.critical) for row in rows
    ]


def shipped_items(session: Session, scorecard: str) -> list[ItemRow]:
    """The items of a scorecard, as shipped where the store has none of that name yet (their ids are 0 then)."""
    card_id, found = items(session, scorecard)
    if card_id is not None:
        return found
    return [
        ItemRow(0, item.section, item.text, item.levels, item.weight, item.critical)
        for card in starter_cards()
        if card.name == scorecard
        for item in card.items
    ]


def trials(session: Session) -> list[TrialRow]:
    """Every trial outside the Trash, newest first."""
    rows = session.execute(
        sa.select(Trial, Applicant.name, Applicant.stage, Opening.title, Scorecard.name)
        .join(Applicant, Applicant.id == Trial.applicant_id)
        .join(Opening, Opening.id == Applicant.opening_id)
        .join(Scorecard, Scorecard.id == Trial.scorecard_id)
        .where(Trial.trashed_on.is_(None), Applicant.trashed_on.is_(None))
        .order_by(Trial.held_on.desc(), Trial.id.desc())
    )
    return [
        TrialRow(
            row.id, row.applicant_id, name, opening, stage, row.title, card, row.held_on, row.grader, row.share,
            row.critical_missed, row.comment, row.evaluation_id is not None,
        )
        for row, name, stage, opening, card in rows
    ]  # fmt: skip


def marks(session: Session, trial_id: int) -> list[tuple[str, bool, float | None]]:
    """What each item got: words, critical, share of the scale."""
    rows = session.execute(
        sa.select(ScorecardItem.text, ScorecardItem.critical, TrialMark.share)
        .join(TrialMark, TrialMark.item_id == ScorecardItem.id)
        .where(TrialMark.trial_id == trial_id)
        .order_by(ScorecardItem.position)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def ensure_card(session: Session, scorecard: str) -> int:
    """The newest version of a scorecard; the shipped ones are added where the store lacks it. Returns its id."""
    found, _ = items(session, scorecard)
    if found is None:
        cardactions.add_starter_scorecards(session)
        found, _ = items(session, scorecard)
    if found is None:
        raise RuleBroken(f"There is no scorecard called {scorecard}. Choose another one for this role-play.")
    return found


def add_trial(
    session: Session,
    applicant_id: int,
    *,
    scorecard: str,
    shares: Sequence[float | None],
    held_on: dt.date,
    today: dt.date,
    role_play_id: int | None = None,
    title: str = "",
    grader: str = "",
    comment: str = "",
) -> int:
    """Score a role-play or a sample of work; ``shares``: what each item got, in the order of the card.

    The score is the weighted mean of the items that apply, and 0 when a critical one is missed, as with contacts.
    """
    applicant = session.get(Applicant, applicant_id)
    if applicant is None:
        raise RuleBroken("This applicant is no longer there.")
    if not hiring.is_active(applicant.stage):
        raise RuleBroken(
            f"{applicant.name} is {hiring.STAGE_NAMES[applicant.stage].lower()}; nothing is tried out any more."
        )
    if held_on > today:
        raise RuleBroken(f"The trial is on {day_words(held_on)}; it has not taken place yet.")
    if held_on < applicant.applied_on:
        raise RuleBroken(
            f"The application came on {day_words(applicant.applied_on)}; no trial lies before it."
        )
    scene = session.get(RolePlay, role_play_id) if role_play_id is not None else None
    card_id = ensure_card(session, scorecard)
    _, rows = items(session, scorecard)
    if len(shares) != len(rows):
        raise RuleBroken("The scorecard has changed meanwhile; open the form again.")
    known = [(row, share) for row, share in zip(rows, shares, strict=True) if share is not None]
    if not known:
        raise RuleBroken("Mark at least one item.")
    if any(not 0 <= share <= 1 for _, share in known):
        raise RuleBroken("A mark is a share of the scale, from 0 to 1.")
    missed = sum(row.critical and share < _HALF for row, share in known)
    weight = sum(row.weight for row, _ in known)
    total = sum(row.weight * share for row, share in known)
    made = Trial(
        applicant_id=applicant_id,
        role_play_id=role_play_id,
        scorecard_id=card_id,
        title=" ".join(title.split()) or (scene.name if scene is not None else "Sample of work"),
        held_on=held_on,
        grader=" ".join(grader.split()),
        share=0.0 if missed else (total / weight if weight else None),
        critical_missed=missed,
        comment=comment.strip(),
    )
    session.add(made)
    session.flush()
    for row, share in zip(rows, shares, strict=True):
        session.add(TrialMark(trial_id=made.id, item_id=row.id, share=share))
    session.flush()
    return made.id


def trash_trials(session: Session, ids: Sequence[int], *, today: dt.date) -> int:
    """Put trials into the Trash; returns how many."""
    for key in ids:
        row = session.get(Trial, key)
        if row is None:
            raise RuleBroken("This trial is no longer there.")
        row.trashed_on = today
    return len(ids)


def save_role_play(session: Session, key: int | None, *, name: str, scorecard: str, body: str) -> int:
    """Add a scene, or change one; returns its id."""
    if not name.strip() or not body.strip():
        raise RuleBroken("A role-play needs a name and a scene.")
    row = session.get(RolePlay, key) if key is not None else RolePlay(name="", scorecard="", body="")
    if row is None:
        raise RuleBroken("This role-play is no longer there.")
    row.name, row.scorecard, row.body = " ".join(name.split()), scorecard, body.strip()
    session.add(row)
    session.flush()
    return row.id


def trash_role_play(session: Session, key: int, *, today: dt.date) -> None:
    """Put a scene into the Trash."""
    row = session.get(RolePlay, key)
    if row is None:
        raise RuleBroken("This role-play is no longer there.")
    row.trashed_on = today


def become_baseline(session: Session, applicant_id: int, person_id: int) -> int:
    """Enter the trials of somebody who is being hired as their first graded contacts; returns how many.

    They stand on the day of the trial, so they come before the first day of work and mix with no month of it.
    """
    rows = session.scalars(
        sa.select(Trial)
        .where(Trial.applicant_id == applicant_id, Trial.trashed_on.is_(None), Trial.evaluation_id.is_(None))
        .order_by(Trial.id)
    ).all()
    for row in rows:
        given: Mapping[int, float | None] = {
            mark.item_id: mark.share
            for mark in session.scalars(sa.select(TrialMark).where(TrialMark.trial_id == row.id))
        }
        row.evaluation_id = cardactions.add_grade(
            session,
            row.scorecard_id,
            given,
            day=row.held_on,
            person_id=person_id,
            reference=f"trial {row.id}",
            grader=row.grader,
            comment=f"Before the first day: {row.title}. {row.comment}".strip(),
        )
    session.flush()
    return len(rows)
