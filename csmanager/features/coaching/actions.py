"""What can be done with coaching sessions."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import sealing
from csmanager.core.errors import RuleBroken
from csmanager.core.visibility import Visibility
from csmanager.features.coaching import rules
from csmanager.features.coaching.queries import notes_about, private_about
from csmanager.features.coaching.rules import Answer, CoachKind, CoachState, Effect, EvidenceKind
from csmanager.features.coaching.tables import Coaching, CoachingEvidence, CoachingMove, CoachingPrompt
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Person


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence to be added."""

    kind: EvidenceKind
    text: str
    ref_id: int | None = None
    on_day: dt.date | None = None


def draft(
    session: Session,
    *,
    person_id: int,
    behaviour: str,
    today: dt.date,
    kind: CoachKind | str = CoachKind.PERFORMANCE,
    evidence: Sequence[Proof] = (),
    agreed: str = "",
    watch_metric: str = "",
    follow_up_on: dt.date | None = None,
    scored_on: dt.date | None = None,
    notes: str = "",
) -> int:
    """Draft a session; returns its id. Raises RuleBroken when it names no behaviour, or several."""
    whom = canonical_ids(session).get(person_id, person_id)
    if session.get(Person, whom) is None:
        raise RuleBroken("This person is no longer there.")
    if follow_up_on is not None and follow_up_on <= today:
        raise RuleBroken("The follow-up comes after today.")
    made = Coaching(
        person_id=whom,
        kind=CoachKind(kind),
        state=CoachState.DRAFT,
        behaviour=rules.clean_behaviour(behaviour),
        agreed=agreed.strip(),
        notes=notes.strip(),
        watch_metric=watch_metric,
        made_on=today,
        scored_on=scored_on,
        delivered_on=None,
        minutes=None,
        follow_up_on=follow_up_on,
        answer=None,
        answered_at=None,
        followed_up_on=None,
        effect=None,
        closed_on=None,
        trashed_on=None,
    )
    session.add(made)
    session.flush()
    for proof in evidence:
        add_evidence(session, made.id, proof)
    return made.id


def add_evidence(session: Session, coaching_id: int, proof: Proof) -> int:
    """Add what a session rests on; returns its id. Raises RuleBroken when it stands there already."""
    _row(session, coaching_id)
    clean = " ".join(proof.text.split())
    if not clean:
        raise RuleBroken("Say what was seen, with its day.")
    if proof.ref_id is not None:
        there = session.scalar(
            sa.select(CoachingEvidence.id).where(
                CoachingEvidence.coaching_id == coaching_id,
                CoachingEvidence.kind == EvidenceKind(proof.kind),
                CoachingEvidence.ref_id == proof.ref_id,
            )
        )
        if there is not None:
            raise RuleBroken("This evidence stands there already.")
    made = CoachingEvidence(
        coaching_id=coaching_id,
        kind=EvidenceKind(proof.kind),
        ref_id=proof.ref_id,
        on_day=proof.on_day,
        text=clean,
    )
    session.add(made)
    session.flush()
    return made.id


def remove_evidence(session: Session, evidence_id: int) -> None:
    """Take evidence out of a draft."""
    proof = session.get(CoachingEvidence, evidence_id)
    if proof is None:
        raise RuleBroken("This evidence is no longer there.")
    if _row(session, proof.coaching_id).state is not CoachState.DRAFT:
        raise RuleBroken("What the person was shown stays as it is.")
    session.delete(proof)


def edit(
    session: Session,
    coaching_id: int,
    *,
    behaviour: str,
    kind: CoachKind | str,
    agreed: str,
    watch_metric: str,
    follow_up_on: dt.date | None,
    notes: str | None,
    private_note: str | None,
    notes_seen: Visibility | str = Visibility.MANAGER,
) -> None:
    """Change a session. Once it was delivered, behaviour and what was agreed stay as the person heard them.

    ``notes``, ``private_note`` None: it stays as it is; ``notes_seen``: who may read the notes. Raises RuleBroken
    when sealed ones are to be read by others and what they say is not known.
    """
    row = _row(session, coaching_id)
    clean = rules.clean_behaviour(behaviour)
    if row.state is not CoachState.DRAFT and (clean != row.behaviour or agreed.strip() != row.agreed):
        raise RuleBroken("The person was told this already; what they heard stays. Coach again instead.")
    if follow_up_on is None and row.state is not CoachState.DRAFT:
        raise RuleBroken("Coaching that was delivered needs a day for the follow-up.")
    row.behaviour, row.kind, row.agreed = clean, CoachKind(kind), agreed.strip()
    row.watch_metric, row.follow_up_on = watch_metric, follow_up_on
    wanted = Visibility(notes_seen)
    if notes is None and wanted is not (row.notes_seen or Visibility.MANAGER):
        raise RuleBroken("Unlock the notes first; then choose who may read them.")
    if notes is not None:
        is_sealed = wanted is Visibility.SEALED
        row.notes = "" if is_sealed else notes.strip()
        row.sealed_notes = sealing.seal(session, notes.strip(), notes_about(row.id)) if is_sealed else ""
        row.notes_seen = wanted
    if private_note is not None:
        row.private_note = sealing.kept(session, private_note, private_about(row.id))


def deliver(
    session: Session,
    coaching_id: int,
    *,
    today: dt.date,
    on: dt.date | None = None,
    agreed: str | None = None,
    follow_up_on: dt.date | None = None,
    minutes: int | None = None,
) -> None:
    """The talk was held. Raises RuleBroken without evidence, without what is tried, or without a follow-up."""
    row, day = _row(session, coaching_id), on or today
    if day > today:
        raise RuleBroken("A talk cannot have been held on a day to come.")
    row.agreed = agreed.strip() if agreed is not None else row.agreed
    row.follow_up_on = follow_up_on or row.follow_up_on
    proofs = session.scalars(
        sa.select(CoachingEvidence.id).where(CoachingEvidence.coaching_id == coaching_id)
    ).all()
    if not proofs:
        raise RuleBroken("Add at least one piece of evidence first: a contact, a figure, what you saw.")
    if not row.agreed:
        raise RuleBroken("Write down what the person agreed to try.")
    if row.follow_up_on is None or row.follow_up_on <= day:
        raise RuleBroken("Choose a day for the follow-up, after the talk.")
    _move(session, row, "deliver", "", day)
    row.delivered_on, row.minutes = day, minutes
    row.text_sha256 = text_hash(row.behaviour, row.agreed)


def answer(
    session: Session,
    coaching_id: int,
    *,
    given: Answer | str,
    text: str,
    how: str,
    now: dt.datetime,
    today: dt.date,
    person_id: int | None = None,
) -> None:
    """The person acknowledges or disputes. ``person_id``: who says so, where that is proved (the kiosk).

    Raises RuleBroken when it is not theirs, or when a dispute says nothing.
    """
    row = _row(session, coaching_id)
    if person_id is not None and canonical_ids(session).get(person_id, person_id) != row.person_id:
        raise RuleBroken("This is not yours.")
    if row.answer is not None:
        raise RuleBroken("This was answered already.")
    said = Answer(given)
    if said is Answer.DISPUTED and not text.strip():
        raise RuleBroken("Say what you see differently.")
    _move(session, row, "acknowledge" if said is Answer.ACKNOWLEDGED else "dispute", text, today)
    row.answer, row.answer_text, row.answered_at, row.answered_how = said, text.strip(), now, how


def acknowledge_paper(
    session: Session, coaching_ids: Iterable[int], *, signed_on: dt.date, now: dt.datetime
) -> int:
    """Sessions were acknowledged on a sheet; returns how many."""
    ids = list(coaching_ids)
    for coaching_id in ids:
        answer(
            session, coaching_id, given=Answer.ACKNOWLEDGED, text="", how="paper", now=now, today=signed_on
        )
    return len(ids)


def settle(session: Session, coaching_id: int, *, reason: str, today: dt.date) -> None:
    """How a dispute was settled."""
    row = _row(session, coaching_id)
    if row.answer is not Answer.DISPUTED:
        raise RuleBroken("Nothing is disputed here.")
    _move(session, row, "settle", reason, today)


def follow_up(
    session: Session,
    coaching_id: int,
    *,
    effect: Effect | str,
    note: str,
    today: dt.date,
    measured: str = "",
    reason: str = "",
) -> None:
    """Both looked at what it did. Raises RuleBroken where it was never acknowledged and nobody says why."""
    row = _row(session, coaching_id)
    if row.state is CoachState.DELIVERED and not reason.strip():
        raise RuleBroken("It was not acknowledged yet. Say why you follow up all the same.")
    _move(session, row, "follow_up", reason, today)
    row.effect, row.effect_note, row.followed_up_on, row.measured = (
        Effect(effect),
        note.strip(),
        today,
        measured,
    )


def coach_again(
    session: Session, coaching_id: int, *, reason: str, follow_up_on: dt.date, today: dt.date
) -> None:
    """The same behaviour needs another go; it is followed up again."""
    row = _row(session, coaching_id)
    if follow_up_on <= today:
        raise RuleBroken("The follow-up comes after today.")
    _move(session, row, "again", reason, today)
    row.follow_up_on = follow_up_on


def close(session: Session, coaching_id: int, *, today: dt.date, reason: str = "") -> None:
    """It is done. Raises RuleBroken before the follow-up, or where it did not help and nobody says why it ends."""
    row = _row(session, coaching_id)
    if row.state is CoachState.FOLLOWED_UP and row.effect is not Effect.HELPED and not reason.strip():
        raise RuleBroken("It did not help so far. Say why it ends all the same.")
    _move(session, row, "close", reason, today)
    row.closed_on = today


def reopen(session: Session, coaching_id: int, *, reason: str, today: dt.date) -> None:
    """It was closed too early."""
    row = _row(session, coaching_id)
    _move(session, row, "reopen", reason, today)
    row.closed_on = None


def trash(session: Session, coaching_ids: Iterable[int], *, today: dt.date) -> int:
    """Put sessions into the Trash; returns how many."""
    ids = list(coaching_ids)
    for coaching_id in ids:
        _row(session, coaching_id).trashed_on = today
    return len(ids)


def write_prompt(session: Session, prompt_id: int | None, *, name: str, body: str, key: str = "") -> int:
    """Make or change a prompt; returns its id."""
    if not name.strip() or not body.strip():
        raise RuleBroken("A prompt needs a name and its steps.")
    row = session.get(CoachingPrompt, prompt_id) if prompt_id is not None else None
    if row is None:
        row = CoachingPrompt(key=key or f"own-{_count(session) + 1}", name="", body="", trashed_on=None)
        session.add(row)
    row.name, row.body = name.strip(), body.strip()
    session.flush()
    return row.id


def trash_prompt(session: Session, prompt_ids: Iterable[int], *, today: dt.date) -> int:
    """Put prompts into the Trash; returns how many."""
    ids = list(prompt_ids)
    for prompt_id in ids:
        row = session.get(CoachingPrompt, prompt_id)
        if row is None:
            raise RuleBroken("This prompt is no longer there.")
        row.trashed_on = today
    return len(ids)


def text_hash(behaviour: str, agreed: str) -> str:
    """What tells the text the person was shown from any other."""
    return hashlib.sha256(f"{behaviour}\n{agreed}".encode()).hexdigest()


def _count(session: Session) -> int:
    return session.scalar(sa.select(sa.func.max(CoachingPrompt.id))) or 0


def _row(session: Session, coaching_id: int) -> Coaching:
    row = session.get(Coaching, coaching_id)
    if row is None or row.trashed_on is not None:
        raise RuleBroken("This session is no longer there.")
    return row


def _move(session: Session, row: Coaching, move: str, reason: str, day: dt.date) -> None:
    before, row.state = row.state, rules.after(row.state, move, reason)
    session.add(
        CoachingMove(
            coaching_id=row.id,
            moved_on=day,
            move=move,
            from_state=before,
            to_state=row.state,
            reason=reason.strip(),
        )
    )
