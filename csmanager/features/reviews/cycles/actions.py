"""What can be done with cycles and the reviews in them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import sealing
from csmanager.core.errors import RuleBroken
from csmanager.features.reviews.cycles import rules
from csmanager.features.reviews.cycles.pinned import Pinned, load
from csmanager.features.reviews.cycles.pinning import Candidate, Pinning, candidates
from csmanager.features.reviews.cycles.rules import CycleKind, CycleState, ReviewState
from csmanager.features.reviews.cycles.tables import (
    PersonReview,
    PersonReviewEdition,
    PersonReviewMove,
    ReviewCycle,
)
from csmanager.features.reviews.cycles.templates import template_for
from csmanager.features.reviews.periods import Period, day_text
from csmanager.features.team.queries import canonical_ids, people
from csmanager.features.team.tables import Person

_TEXTS = ("summary", "strengths", "concerns", "next_steps", "private_note")


def prepare(
    session: Session,
    *,
    period: Period,
    today: dt.date,
    kind: CycleKind | str = CycleKind.MONTH,
    name: str = "",
    due_on: dt.date | None = None,
    person_ids: Iterable[int] | None = None,
) -> int:
    """Open a cycle and prepare the review of everyone who worked in ``period``; returns the cycle's id.

    ``person_ids``: only these. Somebody who has left by today is written down as skipped, so that the cycle counts
    them. Definitions, targets and figures are kept as they are now. Raises RuleBroken for a period that is yet to
    begin, one that is prepared already, or one in which nobody worked.
    """
    if period.first > today:
        raise RuleBroken(f"{period.title} has not begun yet.")
    kind = CycleKind(kind)
    title = " ".join(name.split()) or _title(kind, period)
    if due_on is not None and due_on < today:
        raise RuleBroken("The reviews cannot be due before today.")
    others = session.scalars(
        sa.select(ReviewCycle).where(
            ReviewCycle.kind == kind,
            ReviewCycle.period_key == period.key,
            ReviewCycle.trashed_on.is_(None),
        )
    ).all()
    if kind in (CycleKind.MONTH, CycleKind.QUARTER) and others:
        raise RuleBroken(f"The reviews of {period.title} are prepared already; see {others[0].name}.")
    known = candidates(session, period, today)
    if person_ids is not None:
        wanted = set(person_ids)
        known = [who for who in known if who.id in wanted]
    if not known:
        raise RuleBroken(f"Nobody who could be reviewed worked here in {period.title}.")
    cycle = ReviewCycle(
        name=title,
        kind=kind,
        period_key=period.key,
        first=period.first,
        last=period.last,
        due_on=due_on if due_on is not None else today + dt.timedelta(days=14),
        state=CycleState.OPEN,
        opened_on=today,
        closed_on=None,
        note="",
        trashed_on=None,
    )
    session.add(cycle)
    session.flush()
    _add_reviews(session, cycle, period, known, today)
    return cycle.id


def add_people(
    session: Session, cycle_id: int, person_ids: Iterable[int], *, period: Period, today: dt.date
) -> int:
    """Prepare reviews of more people in an open cycle; returns how many came to it."""
    cycle = _open_cycle(session, cycle_id)
    canonical = canonical_ids(session)
    query = sa.select(PersonReview.person_id).where(PersonReview.cycle_id == cycle_id)
    there = {canonical.get(whom, whom) for whom in session.scalars(query)}
    wanted = set(person_ids) - there
    known = [who for who in candidates(session, period, today) if who.id in wanted]
    if not known:
        raise RuleBroken("Everyone who worked here in that time is in the cycle already.")
    _add_reviews(session, cycle, period, known, today)
    return len(known)


def _add_reviews(
    session: Session, cycle: ReviewCycle, period: Period, known: Sequence[Candidate], today: dt.date
) -> None:
    pinning = Pinning(session, period, today)
    teams = {row.id: row.team_id for row in people(session, period.last, include_left=True)}
    made: list[tuple[PersonReview, Candidate]] = []
    for who in known:
        template = template_for(session, who.role_id)
        pinned = pinning.pin(who, template, teams.get(who.id))
        rating = pinned.rating
        has_left = who.left_on is not None
        one = PersonReview(
            cycle_id=cycle.id,
            person_id=who.id,
            template_id=template.id,
            state=ReviewState.SKIPPED if has_left else ReviewState.PREPARED,
            prepared_on=today,
            self_done_on=None,
            held_on=None,
            signed_on=None,
            closed_on=None,
            pinned=pinned.dump(),
            score=rating.score,
            overall=rating.word,
            overall_reason="",
            self_answers="[]",
            summary="",
            strengths="",
            concerns="",
            next_steps="",
            private_note="",
            signed_name="",
            witness="",
            edition=1,
        )
        made.append((one, who))
    session.add_all(one for one, _ in made)
    session.flush()
    for one, who in made:
        if who.left_on is not None:
            reason = f"Left on {day_text(who.left_on)}."
            session.add(_step(one.id, today, "skip", ReviewState.PREPARED, ReviewState.SKIPPED, reason))
    session.flush()


def move(
    session: Session,
    review_ids: Iterable[int],
    move: str,
    *,
    today: dt.date,
    reason: str = "",
    witness: str = "",
    name: str = "",
    on: dt.date | None = None,
) -> int:
    """Move reviews (``rules.MOVES``); returns how many. ``on``: the day it happened, today where not given.

    Opening a held review again keeps what it said as an edition. Raises RuleBroken when one of them may not, or a
    reason, witness or name is missing.
    """
    day = on if on is not None else today
    if day > today:
        raise RuleBroken("What has happened has not happened after today.")
    ids = list(review_ids)
    for review_id in ids:
        row = _review(session, review_id)
        _open_cycle(session, row.cycle_id)
        whose = _name(session, row.person_id)
        after = rules.moved(whose, row.state, move, reason=reason, witness=witness, name=name)
        if move == "reopen" and row.state is not ReviewState.SKIPPED:
            _keep_edition(session, row, today)
        _mark(row, move, day, name=name.strip(), witness=witness.strip())
        session.add(_step(row.id, day, move, row.state, after, reason.strip()))
        row.state = after
    session.flush()
    return len(ids)


def _mark(row: PersonReview, move: str, day: dt.date, *, name: str, witness: str) -> None:
    if move == "self_review":
        row.self_done_on = day
    elif move == "discuss":
        row.held_on = day
    elif move == "sign":
        row.signed_on, row.signed_name = day, name
    elif move == "refuse":
        row.witness = witness
    elif move == "close":
        row.closed_on = day
    elif move == "reopen":
        row.signed_on, row.closed_on, row.signed_name, row.witness = None, None, "", ""


def write(session: Session, review_id: int, **texts: str | None) -> None:
    """Write the texts of a review that is not signed yet: summary, strengths, concerns, next_steps, private_note.

    A text that is None stays as it is.
    """
    row = _review(session, review_id)
    _open_cycle(session, row.cycle_id)
    wrong = set(texts) - set(_TEXTS)
    if wrong:
        raise RuleBroken(f"A review has no part called {', '.join(sorted(wrong))}.")
    only_private = set(texts) <= {"private_note"}
    if row.state not in rules.EDITABLE and not only_private:
        raise RuleBroken(
            f"This review is {rules.STATE_WORDS[row.state].lower()}; open it again, with a reason, to change it."
        )
    for key, text in texts.items():
        if text is None:
            continue
        if key == "private_note":
            text = sealing.kept(session, text, sealing.place("person_review", key, row.id))
        setattr(row, key, text.strip())


def set_overall(session: Session, review_id: int, word: str, *, reason: str) -> None:
    """Give another overall rating than the computed one, with a reason; the computed word takes it back."""
    row = _review(session, review_id)
    _open_cycle(session, row.cycle_id)
    if row.state not in rules.EDITABLE:
        raise RuleBroken("The rating of a review stands once it is signed; open it again to change it.")
    pinned = load(row.pinned)
    allowed = [step for step, _ in rules.as_pairs(pinned.scale)] + [rules.NOT_JUDGED]
    if word not in allowed:
        raise RuleBroken(f"“{word}” is not on the scale: {', '.join(allowed)}.")
    if word == pinned.rating.word:
        row.overall, row.overall_reason = word, ""
        return
    if not reason.strip():
        raise RuleBroken(f"The figures say “{pinned.rating.word}”. Say why the rating is another one.")
    row.overall, row.overall_reason = word, reason.strip()


def self_review(
    session: Session, review_id: int, answers: Mapping[str, str], *, today: dt.date, on: dt.date | None = None
) -> None:
    """Keep what somebody says of themselves (question -> answer); a prepared review moves on by it."""
    row = _review(session, review_id)
    _open_cycle(session, row.cycle_id)
    if row.state not in (ReviewState.PREPARED, ReviewState.SELF_DONE):
        raise RuleBroken("This review was held already; the self-review came before it.")
    given = [(question, text.strip()) for question, text in answers.items()]
    if not any(text for _, text in given):
        raise RuleBroken("Answer at least one question.")
    row.self_answers = json.dumps(given, ensure_ascii=False)
    if row.state is ReviewState.PREPARED:
        move(session, [review_id], "self_review", today=today, on=on)


def close_cycle(session: Session, cycle_id: int, *, today: dt.date) -> str:
    """Close a cycle and every signed or refused review in it; returns what it came to, in words.

    Raises RuleBroken while a review is neither held nor skipped, or was held and is not signed.
    """
    cycle = _open_cycle(session, cycle_id)
    rows = session.scalars(sa.select(PersonReview).where(PersonReview.cycle_id == cycle_id)).all()
    for states, words in (
        (rules.NOT_HELD, "not held yet: {}. Hold or skip {} first."),
        ({ReviewState.DISCUSSED}, "not signed yet: {}. Sign {}, or note that it was refused."),
    ):
        waiting = [_name(session, row.person_id) for row in rows if row.state in states]
        if waiting:
            one = len(waiting) == 1
            names = ", ".join(waiting[:5]) + (f" and {len(waiting) - 5} more" if len(waiting) > 5 else "")
            head = f"{len(waiting)} review{'' if one else 's'} {'is' if one else 'are'} "
            raise RuleBroken(head + words.format(names, "it" if one else "them"))
    done = [row.id for row in rows if row.state in (ReviewState.SIGNED, ReviewState.REFUSED)]
    if done:
        move(session, done, "close", today=today)
    skipped = sum(row.state is ReviewState.SKIPPED for row in rows)
    cycle.state, cycle.closed_on = CycleState.CLOSED, today
    cycle.note = f"{len(rows) - skipped} held, {skipped} skipped"
    return cycle.note


def reopen_cycle(session: Session, cycle_id: int, *, today: dt.date, reason: str) -> None:
    """Open a closed cycle again, with a reason; its reviews stay as they are."""
    cycle = _cycle(session, cycle_id)
    if cycle.state is not CycleState.CLOSED:
        raise RuleBroken(f"{cycle.name} is open.")
    if not reason.strip():
        raise RuleBroken("Say why the cycle is opened again.")
    cycle.state, cycle.closed_on = CycleState.OPEN, None
    cycle.note = f"Opened again on {day_text(today)}: {reason.strip()}"


def trash_cycle(session: Session, cycle_id: int, *, today: dt.date) -> None:
    """Put a cycle with its reviews into the Trash."""
    _cycle(session, cycle_id).trashed_on = today


# inside


def _title(kind: CycleKind, period: Period) -> str:
    head = {CycleKind.PROBATION: "Probation, ", CycleKind.AD_HOC: "Ad hoc, "}.get(kind, "")
    return f"{head}{period.title}"


def _cycle(session: Session, cycle_id: int) -> ReviewCycle:
    cycle = session.get(ReviewCycle, cycle_id)
    if cycle is None or cycle.trashed_on is not None:
        raise RuleBroken("This cycle is no longer there.")
    return cycle


def _open_cycle(session: Session, cycle_id: int) -> ReviewCycle:
    cycle = _cycle(session, cycle_id)
    if cycle.state is CycleState.CLOSED:
        raise RuleBroken(
            f"{cycle.name} is closed. Open the cycle again, with a reason, to change a review of it."
        )
    return cycle


def _review(session: Session, review_id: int) -> PersonReview:
    row = session.get(PersonReview, review_id)
    if row is None:
        raise RuleBroken("This review is no longer there.")
    return row


def _name(session: Session, person_id: int) -> str:
    return session.scalar(sa.select(Person.name).where(Person.id == person_id)) or "somebody"


def _step(
    review_id: int, day: dt.date, move: str, origin: ReviewState, target: ReviewState, reason: str
) -> PersonReviewMove:
    return PersonReviewMove(
        review_id=review_id, moved_on=day, move=move, origin=origin, target=target, reason=reason
    )


def _keep_edition(session: Session, row: PersonReview, today: dt.date) -> None:
    """What the review says now, before it is changed."""
    body = {key: getattr(row, key) for key in _TEXTS if key != "private_note"}
    days = {key: getattr(row, key) for key in ("held_on", "signed_on", "closed_on")}
    body |= {key: day.isoformat() if day else "" for key, day in days.items()}
    body |= {"state": str(row.state), "overall": row.overall, "overall_reason": row.overall_reason}
    body |= {"signed_name": row.signed_name, "witness": row.witness}
    session.add(
        PersonReviewEdition(
            review_id=row.id,
            edition=row.edition,
            kept_on=today,
            body=json.dumps(body, ensure_ascii=False, sort_keys=True),
        )
    )
    row.edition += 1


def pinned_of(session: Session, review_id: int) -> Pinned:
    """What a review rests on."""
    return load(_review(session, review_id).pinned)
