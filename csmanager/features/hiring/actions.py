"""What can be done with openings and applicants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring import lookups, rules
from csmanager.features.hiring.interviews import finalists, trials
from csmanager.features.hiring.knowing import actions as costs
from csmanager.features.hiring.offers import agreed
from csmanager.features.hiring.openings import stages
from csmanager.features.hiring.openings.actions import (
    add_opening,
    edit_opening,
    set_opening_state,
    set_terms,
    trash_opening,
)
from csmanager.features.hiring.rules import Consent, OpeningState, Place, Stage
from csmanager.features.hiring.spelling import day_words
from csmanager.features.hiring.tables import (
    Applicant,
    Candidate,
    HiringStage,
    OpeningMove,
    StageMove,
)
from csmanager.features.team import actions as roster
from csmanager.features.team.contracts.rules import ContractKind
from csmanager.features.team.tables import Role, Team

__all__ = ["add_opening", "edit_opening", "set_opening_state", "set_terms", "trash_opening"]


def add_applicant(
    session: Session,
    *,
    opening_id: int,
    name: str,
    today: dt.date,
    email: str | None = None,
    phone: str | None = None,
    source: str = "",
    applied_on: dt.date | None = None,
    next_step: str = "",
    next_step_on: dt.date | None = None,
    rating: int | None = None,
    notes: str = "",
    candidate_id: int | None = None,
) -> int:
    """Someone applied; returns their id. ``applied_on`` None: today. ``candidate_id``: who applied before."""
    opening = lookups.opening(session, opening_id)
    if opening.state not in rules.TAKES_APPLICANTS:
        way = "Approve it" if opening.state is OpeningState.DRAFT else "Open it again"
        raise RuleBroken(
            f"{opening.title} is {rules.STATE_NAMES[opening.state].lower()}. {way} before someone applies."
        )
    day = applied_on or today
    if day > today:
        raise RuleBroken("Nobody has applied in the future; check the date.")
    if candidate_id is None:
        candidate = Candidate(consent=Consent.NONE)
        session.add(candidate)
        session.flush()
        candidate_id = candidate.id
    first = stages.path_of(session, opening_id)[0]
    applicant = Applicant(
        opening_id=opening_id,
        name="",
        stage=first.type,
        stage_id=first.id,
        stage_since=day,
        applied_on=day,
        candidate_id=candidate_id,
    )
    _fill_applicant(applicant, name, email, phone, source, next_step, next_step_on, rating, notes)
    session.add(applicant)
    session.flush()
    session.add(
        StageMove(
            applicant_id=applicant.id,
            from_stage=None,
            to_stage=first.type,
            moved_on=day,
            to_stage_id=first.id,
        )
    )
    return applicant.id


def edit_applicant(
    session: Session,
    applicant_id: int,
    *,
    name: str,
    email: str | None,
    phone: str | None,
    source: str,
    next_step: str,
    next_step_on: dt.date | None,
    rating: int | None,
    notes: str,
) -> None:
    """Change what is known of an applicant."""
    _fill_applicant(
        lookups.applicant(session, applicant_id),
        name,
        email,
        phone,
        source,
        next_step,
        next_step_on,
        rating,
        notes,
    )


def set_next_step(session: Session, applicant_id: int, text: str, on: dt.date | None) -> None:
    """What happens next with an applicant, and when."""
    applicant = lookups.applicant(session, applicant_id)
    applicant.next_step, applicant.next_step_on = " ".join(text.split()), on


def move(
    session: Session,
    applicant_id: int,
    to: Stage | None = None,
    *,
    today: dt.date,
    reason: str = "",
    stage_id: int | None = None,
) -> None:
    """Move an applicant to another stage. Raises RuleBroken when the move is not legal, or says no reason.

    ``stage_id``: one of the opening's stages; else ``to`` says which kind, or how the application ended. Hiring is
    ``hire``, since it also adds to the roster.
    """
    applicant = lookups.applicant(session, applicant_id)
    path = stages.path_of(session, applicant.opening_id)
    before = _past(session, applicant_id)
    target = _target(applicant, path, before, to, stage_id)
    rules.check_move(applicant.name, path, _standing(applicant, path), target, before, reason)
    if target is Stage.HIRED:
        raise RuleBroken(f"{applicant.name} is hired with Hire, which also adds them to the roster.")
    if not isinstance(target, Stage) and target.type is Stage.OFFER:
        finalists.check_cards(session, applicant_id, applicant.name)
    _note_move(session, applicant, target, today, reason)


def move_many(
    session: Session,
    applicant_ids: Iterable[int],
    to: Stage | None = None,
    *,
    today: dt.date,
    reason: str = "",
    stage_id: int | None = None,
    way: int = 1,
) -> int:
    """Move several at once, all or none; returns how many.

    Without ``to`` and ``stage_id``: each one step on, or back where ``way`` is -1. ``stage_id`` names a stage of one
    opening; those of other openings go to their own stage of that name, else of that kind.
    """
    ids = list(applicant_ids)
    named = session.get(HiringStage, stage_id) if stage_id is not None else None
    for applicant_id in ids:
        applicant = lookups.applicant(session, applicant_id)
        path = stages.path_of(session, applicant.opening_id)
        kind, key = to, stage_id
        if named is not None and all(one.id != stage_id for one in path):
            fitting = [one for one in path if one.name.casefold() == named.name.casefold()]
            fitting += [one for one in path if one.type is named.type]
            if not fitting:
                raise RuleBroken(f"The opening of {applicant.name} has no stage {named.name}.")
            key = fitting[0].id
        elif to is None and stage_id is None:
            following = rules.step_on(path, _standing(applicant, path), way)
            if following is None:
                side = "next" if way > 0 else "before"
                raise RuleBroken(
                    f"{applicant.name} is at {rules.STAGE_NAMES[applicant.stage]}; nothing comes {side}."
                )
            kind, key = (following, None) if isinstance(following, Stage) else (following.type, following.id)
        move(session, applicant_id, kind, today=today, reason=reason, stage_id=key)
    return len(ids)


def walk(session: Session, applicant_id: int, to: Stage, *, today: dt.date, reason: str) -> None:
    """Go forward one legal step after the other until a stage of the kind ``to``, or the last before it."""
    applicant = lookups.applicant(session, applicant_id)
    if to not in rules.ACTIVE or not rules.is_active(applicant.stage):
        return
    path = stages.path_of(session, applicant.opening_id)
    wanted = rules.ACTIVE.index(to)
    while (following := rules.step_on(path, _standing(applicant, path), 1)) is not None:
        if isinstance(following, Stage) or rules.ACTIVE.index(following.type) > wanted:
            return
        if applicant.stage is to:
            return
        move(session, applicant_id, following.type, today=today, reason=reason, stage_id=following.id)


def hire(
    session: Session,
    applicant_id: int,
    *,
    today: dt.date,
    starts_on: dt.date | None = None,
    override: str = "",
    plan_template_id: int | None = None,
    mentor_id: int | None = None,
    contract: ContractKind | None = None,
    pay: str = "",
    can_work: str = "",
    cost: int | None = None,
) -> int:
    """Hire an applicant and add them to the roster; returns the person's id.

    The offer that stands is accepted with it (one agreed by word is noted where none was written). The person gets
    what the offer says, a contract where ``contract`` says which kind (``pay`` in plain words, kept sealed), the
    onboarding plan of ``plan_template_id`` with ``mentor_id``, and the courses everybody in the role needs; policies
    to sign follow from joining. ``can_work``: the times of a week they said, for the roster. ``cost``: what hiring
    them cost, in hundredths of the currency; it is noted with the opening. ``override``: why one more is hired than
    there are places. The opening is filled with its last place.
    """
    applicant = lookups.applicant(session, applicant_id)
    opening = lookups.opening(session, applicant.opening_id)
    path = stages.path_of(session, opening.id)
    rules.check_move(
        applicant.name,
        path,
        _standing(applicant, path),
        Stage.HIRED,
        _past(session, applicant_id),
        override,
    )
    left = opening.headcount - lookups.hired(session, opening.id)
    rules.check_hire(applicant.name, opening.title, opening.state, left, override)
    offer = agreed.accept(session, applicant, opening, today=today, starts_on=starts_on)
    day = offer.starts_on or today
    person_id = roster.add_person(
        session,
        name=applicant.name,
        today=today,
        team=lookups.name_of(session, Team, opening.team_id),
        role=offer.role or lookups.name_of(session, Role, opening.role_id),
        weekly_minutes=offer.weekly_minutes,
        started_on=day,
        email=applicant.email,
        phone=applicant.phone,
    )
    applicant.person_id = person_id
    _note_move(session, applicant, Stage.HIRED, today, override)
    agreed.welcome(
        session,
        person_id,
        today=today,
        starts_on=day,
        template_id=plan_template_id,
        mentor_id=mentor_id,
        contract=contract,
        weekly_minutes=offer.weekly_minutes,
        place=opening.place or "",
        pay=pay,
        can_work=can_work,
    )
    if cost:
        costs.add_cost(
            session,
            what=f"Hiring {applicant.name}",
            cents=cost,
            spent_on=today,
            today=today,
            opening_id=opening.id,
        )
    trials.become_baseline(session, applicant_id, person_id)
    if left <= 1 and opening.state is OpeningState.OPEN:
        opening.state = OpeningState.FILLED
        session.add(
            OpeningMove(
                opening_id=opening.id,
                from_state=OpeningState.OPEN,
                to_state=OpeningState.FILLED,
                moved_on=today,
                reason=f"{applicant.name} was hired",
            )
        )
    return person_id


def trash_applicants(session: Session, applicant_ids: Iterable[int], *, today: dt.date) -> int:
    """Put applicants into the Trash; returns how many."""
    ids = list(applicant_ids)
    for applicant_id in ids:
        lookups.applicant(session, applicant_id).trashed_on = today
    return len(ids)


def _note_move(session: Session, applicant: Applicant, to: Place, today: dt.date, reason: str) -> None:
    kind, key = (to, None) if isinstance(to, Stage) else (to.type, to.id)
    if today < applicant.stage_since:
        raise RuleBroken(
            f"{applicant.name} came to this stage on {day_words(applicant.stage_since)}, so the move cannot lie before."
        )
    session.add(
        StageMove(
            applicant_id=applicant.id,
            from_stage=applicant.stage,
            to_stage=kind,
            moved_on=today,
            reason=" ".join(reason.split()),
            from_stage_id=applicant.stage_id,
            to_stage_id=key,
        )
    )
    applicant.stage, applicant.stage_id, applicant.stage_since = kind, key, today
    applicant.snoozed_until, applicant.snooze_note = None, None
    if isinstance(to, Stage):
        applicant.next_step, applicant.next_step_on = "", None
        if to is not Stage.HIRED:
            agreed.end_offers(session, applicant.id, f"{rules.STAGE_NAMES[to]}: {' '.join(reason.split())}")
    session.flush()


def _standing(applicant: Applicant, path: Sequence[rules.StageFact]) -> Place:
    """Where an applicant stands, as ``rules`` knows it."""
    if applicant.stage in rules.CLOSED:
        return applicant.stage
    found = next((one for one in path if one.id == applicant.stage_id), None)
    if found is not None:
        return found
    plain = rules.StageFact(applicant.stage_id, rules.STAGE_NAMES[applicant.stage], applicant.stage)
    same = next((one for one in path if one.type is applicant.stage), None)
    return same or plain


def _target(
    applicant: Applicant,
    path: Sequence[rules.StageFact],
    before: rules.Past,
    to: Stage | None,
    stage_id: int | None,
) -> Place:
    """Which place is meant: by id, else the one of this kind that lies nearest ahead."""
    if stage_id is not None:
        found = next((one for one in path if one.id == stage_id), None)
        if found is None:
            raise RuleBroken(f"The opening of {applicant.name} has no such stage any more.")
        return found
    assert to is not None
    if to in rules.CLOSED:
        return to
    fitting = [one for one in path if one.type is to]
    if not fitting:
        return rules.StageFact(None, rules.STAGE_NAMES[to], to)
    at = _standing(applicant, path)
    if isinstance(at, Stage):
        return next((one for one in fitting if one.id == before.left_id), fitting[0])
    here = rules.index_of(path, at)
    ahead = [one for one in fitting if rules.index_of(path, one) > here]
    return ahead[0] if ahead else fitting[-1]


def _past(session: Session, applicant_id: int) -> rules.Past:
    moves = session.execute(
        sa.select(StageMove.from_stage, StageMove.to_stage, StageMove.from_stage_id)
        .where(StageMove.applicant_id == applicant_id)
        .order_by(StageMove.id)
    ).all()
    return rules.past([(old, new) for old, new, _ in moves], moves[-1][2] if moves else None)


def _fill_applicant(
    applicant: Applicant,
    name: str,
    email: str | None,
    phone: str | None,
    source: str,
    next_step: str,
    next_step_on: dt.date | None,
    rating: int | None,
    notes: str,
) -> None:
    if rating is not None and not 1 <= rating <= 5:
        raise RuleBroken("A rating is 1 to 5.")
    email = (email or "").strip()
    if email and ("@" not in email[1:-1] or " " in email):
        raise RuleBroken(f"{email} is not an e-mail address.")
    applicant.name = rules.clean_name(name)
    applicant.email = email or None
    applicant.phone = (phone or "").strip() or None
    applicant.source = " ".join(source.split())
    applicant.next_step, applicant.next_step_on = " ".join(next_step.split()), next_step_on
    applicant.rating, applicant.notes = rating, notes
