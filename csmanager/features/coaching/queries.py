"""Coaching as it is shown: sessions, scores that wait for a talk, the clock, and what helped."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.feature import Found
from csmanager.core.sealing import place
from csmanager.core.settings import WEEKDAYS, read_settings, read_value
from csmanager.core.visibility import Visibility
from csmanager.features.coaching import rules
from csmanager.features.coaching.rules import Answer, CoachKind, CoachState, Effect, EvidenceKind
from csmanager.features.coaching.tables import Coaching, CoachingEvidence, CoachingMove, CoachingPrompt
from csmanager.features.quality.tables import Evaluation, EvaluationMark, Scorecard, ScorecardItem
from csmanager.features.reviews.advice.effect import EffectRow, load_effect
from csmanager.features.reviews.advice.rules import Result
from csmanager.features.reviews.targets import dictionary
from csmanager.features.team.person.queries import day_number, day_of
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Person
from csmanager.features.voice.tables import Complaint
from csmanager.science.proportions import wilson

_ENOUGH = 5  # talks below which a share in time says too little


def notes_about(coaching_id: int) -> str:
    """What the sealed notes of a session are bound to."""
    return place("coaching", "sealed_notes", coaching_id)


def private_about(coaching_id: int) -> str:
    """What the private note of a session is bound to."""
    return place("coaching", "private_note", coaching_id)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days the shop works, for counting working days."""

    weekdays: frozenset[int]
    off: frozenset[dt.date]

    def between(self, first: dt.date, last: dt.date) -> int:
        """Working days after ``first`` up to ``last``."""
        return rules.working_days(first, last, self.weekdays, self.off)


def calendar(session: Session) -> Calendar:
    """The days on which the shop is open; Monday to Friday where it says none."""
    settings = read_settings(session)
    days = frozenset(at for at, name in enumerate(WEEKDAYS) if settings.business_hours.get(name))
    return Calendar(days or frozenset(range(5)), frozenset(map(dt.date.fromisoformat, settings.days_off)))


@dataclass(frozen=True, slots=True)
class CoachRow:
    """One session. ``took``: working days from the score to the talk, or up to today while there was none."""

    id: int
    person_id: int
    person: str
    kind: CoachKind
    state: CoachState
    behaviour: str
    agreed: str
    watch_metric: str
    metric: str
    made_on: dt.date
    scored_on: dt.date | None
    delivered_on: dt.date | None
    minutes: int | None
    follow_up_on: dt.date | None
    answer: Answer | None
    effect: Effect | None
    followed_up_on: dt.date | None
    closed_on: dt.date | None
    evidence: int
    took: int | None
    measured: EffectRow | None

    @property
    def is_open(self) -> bool:
        """Whether it was not closed."""
        return self.state in rules.OPEN

    @property
    def is_disputed(self) -> bool:
        """Whether the person sees it differently and nothing was settled."""
        return self.state is CoachState.DELIVERED and self.answer is Answer.DISPUTED

    @property
    def is_in_time(self) -> bool | None:
        """Whether the talk came within the working days; None where no score runs a clock."""
        return None if self.took is None else self.took <= rules.WITHIN_DAYS

    def is_due(self, today: dt.date) -> bool:
        """Whether the follow-up should have been by now."""
        waits = self.state in (CoachState.DELIVERED, CoachState.ACKNOWLEDGED)
        return waits and self.follow_up_on is not None and self.follow_up_on <= today


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A piece of evidence; ``record`` opens it in Records ("" where it stands for itself)."""

    id: int
    kind: EvidenceKind
    ref_id: int | None
    on_day: dt.date | None
    text: str

    @property
    def record(self) -> str:
        """The record that shows it."""
        if self.ref_id is None:
            return ""
        word = {EvidenceKind.EVALUATION: "grades", EvidenceKind.COMPLAINT: "complaints"}.get(self.kind)
        return f"{word}:{self.ref_id}" if word else ""


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One move."""

    moved_on: dt.date
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class CoachDetail:
    """All of one session."""

    row: CoachRow
    notes: str
    private_note: str
    answer_text: str
    answered_at: dt.datetime | None
    answered_how: str
    effect_note: str
    text_sha256: str
    evidence: tuple[ProofRow, ...]
    moves: tuple[MoveRow, ...]
    notes_seen: Visibility = Visibility.MANAGER
    sealed_notes: str = ""


def sessions(session: Session, today: dt.date, *, person_id: int | None = None) -> list[CoachRow]:
    """All sessions: open ones first, the next follow-up on top; then closed ones, newest first."""
    canonical = canonical_ids(session)
    names = dict(session.execute(sa.select(Person.id, Person.name)).all())
    metrics = {row.key: row.name for row in dictionary(session)}
    days = calendar(session)
    counts: dict[int, int] = dict(
        session.execute(
            sa.select(CoachingEvidence.coaching_id, sa.func.count()).group_by(CoachingEvidence.coaching_id)
        ).all()
    )
    rows = []
    for one in session.scalars(sa.select(Coaching).where(Coaching.trashed_on.is_(None))):
        whom = canonical.get(one.person_id, one.person_id)
        if person_id is not None and whom != canonical.get(person_id, person_id):
            continue
        took = days.between(one.scored_on, one.delivered_on or today) if one.scored_on is not None else None
        rows.append(
            CoachRow(
                one.id,
                whom,
                names.get(whom, ""),
                one.kind,
                one.state,
                one.behaviour,
                one.agreed,
                one.watch_metric,
                metrics.get(one.watch_metric, one.watch_metric),
                one.made_on,
                one.scored_on,
                one.delivered_on,
                one.minutes,
                one.follow_up_on,
                one.answer,
                one.effect,
                one.followed_up_on,
                one.closed_on,
                counts.get(one.id, 0),
                took,
                load_effect(one.measured),
            )
        )
    return sorted(
        rows,
        key=lambda row: (
            not row.is_open,
            (row.follow_up_on or dt.date.min).toordinal()
            if row.is_open
            else -(row.closed_on or row.made_on).toordinal(),
            row.id,
        ),
    )


def detail(session: Session, coaching_id: int, today: dt.date) -> CoachDetail | None:
    """All of one session; None when it is gone."""
    one = session.get(Coaching, coaching_id)
    row = next((row for row in sessions(session, today) if row.id == coaching_id), None)
    if one is None or row is None:
        return None
    proofs = session.scalars(
        sa.select(CoachingEvidence)
        .where(CoachingEvidence.coaching_id == coaching_id)
        .order_by(CoachingEvidence.id)
    )
    moves = session.scalars(
        sa.select(CoachingMove).where(CoachingMove.coaching_id == coaching_id).order_by(CoachingMove.id)
    )
    return CoachDetail(
        row,
        one.notes,
        one.private_note,
        one.answer_text,
        one.answered_at,
        one.answered_how,
        one.effect_note,
        one.text_sha256,
        tuple(ProofRow(proof.id, proof.kind, proof.ref_id, proof.on_day, proof.text) for proof in proofs),
        tuple(
            MoveRow(move.moved_on, rules.DONE_WORDS.get(move.move, move.move), move.reason) for move in moves
        ),
        one.notes_seen or Visibility.MANAGER,
        one.sealed_notes,
    )


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A low score nobody talked about. ``behaviour``: the item that cost most, as it stands on the card."""

    id: int
    person_id: int
    person: str
    day: dt.date
    share: float | None
    critical: int
    card: str
    reference: str
    comment: str
    behaviour: str
    waits: int

    @property
    def is_late(self) -> bool:
        """Whether the talk comes too late already."""
        return self.waits > rules.WITHIN_DAYS

    @property
    def words(self) -> str:
        """The score in one line, as evidence."""
        score = "not scored" if self.share is None else f"{self.share * 100:.0f}%"
        critical = f", {self.critical} critical missed" if self.critical else ""
        contact = f", contact {self.reference}" if self.reference else ""
        return f"{self.card}: {score}{critical}{contact}"


def low_share(session: Session) -> float:
    """The score below which a talk is wanted; a setting of the store."""
    return float(read_value(session, "coaching/low", rules.LOW_SHARE))


def waiting(session: Session, today: dt.date) -> list[WaitingRow]:
    """Scores of the last weeks that are low or miss something critical, and were not talked about; oldest first."""
    since = day_number(today - dt.timedelta(days=rules.LOOK_BACK_DAYS))
    query = (
        sa.select(Evaluation, Scorecard.name)
        .join(Scorecard, Scorecard.id == Evaluation.scorecard_id)
        .where(
            Evaluation.day.between(since, day_number(today)),
            Evaluation.person_id.is_not(None),
            sa.or_(Evaluation.share < low_share(session), Evaluation.critical_missed > 0),
        )
    )
    found = session.execute(query).all()
    if not found:
        return []
    covered = set(
        session.scalars(
            sa.select(CoachingEvidence.ref_id)
            .join(Coaching, Coaching.id == CoachingEvidence.coaching_id)
            .where(CoachingEvidence.kind == EvidenceKind.EVALUATION, Coaching.trashed_on.is_(None))
        )
    )
    open_ones = [(row, card) for row, card in found if row.id not in covered]
    worst = _worst(session, [row.id for row, _ in open_ones])
    canonical, days = canonical_ids(session), calendar(session)
    names = dict(session.execute(sa.select(Person.id, Person.name)).all())
    rows = []
    for row, card in open_ones:
        assert row.person_id is not None
        whom, day = canonical.get(row.person_id, row.person_id), day_of(row.day)
        rows.append(
            WaitingRow(
                row.id,
                whom,
                names.get(whom, ""),
                day,
                row.share,
                row.critical_missed,
                card,
                row.reference,
                row.comment,
                worst.get(row.id, ""),
                days.between(day, today),
            )
        )
    return sorted(rows, key=lambda row: (row.day, row.id))


def _worst(session: Session, ids: list[int]) -> dict[int, str]:
    """Evaluation -> the item that lost most points, a critical one before others."""
    best: dict[int, tuple[bool, float, str]] = {}
    query = (
        sa.select(EvaluationMark.evaluation_id, EvaluationMark.share, ScorecardItem)
        .join(ScorecardItem, ScorecardItem.id == EvaluationMark.item_id)
        .where(EvaluationMark.evaluation_id.in_(ids), EvaluationMark.share < 1)
    )
    for evaluation_id, share, item in session.execute(query):
        lost = (item.critical and (share or 0) < 0.5, (1 - (share or 0)) * item.weight, item.text)
        if evaluation_id not in best or lost[:2] > best[evaluation_id][:2]:
            best[evaluation_id] = lost
    return {key: text for key, (_, _, text) in best.items()}


@dataclass(frozen=True, slots=True)
class InTime:
    """How many talks of the last year came in time. ``low`` and ``high``: limits of the share, None without n."""

    hits: int
    n: int
    low: float | None
    high: float | None

    @property
    def short(self) -> str:
        """As ``text``, where there is little room."""
        if not self.n or self.low is None or self.high is None:
            return ""
        limits = (
            "too few to judge" if self.n < _ENOUGH else f"likely {self.low * 100:.0f}–{self.high * 100:.0f}%"
        )
        return f"{self.hits} of {self.n} in time, {limits}"

    @property
    def text(self) -> str:
        """In words, with the count it rests on."""
        if not self.n:
            return ""
        if self.n < _ENOUGH or self.low is None or self.high is None:
            return f"{self.hits} of {self.n} talks within {rules.WITHIN_DAYS} working days, too few to judge"
        return (
            f"{self.hits} of {self.n} talks within {rules.WITHIN_DAYS} working days of the score"
            f" (likely {self.low * 100:.0f} to {self.high * 100:.0f}%)"
        )


def in_time(rows: list[CoachRow], today: dt.date) -> InTime:
    """The manager's own figure: talks of the last 365 days that answered a score within the working days."""
    since = today - dt.timedelta(days=365)
    judged = [row for row in rows if row.delivered_on is not None and row.delivered_on > since]
    counted = [row.is_in_time for row in judged if row.is_in_time is not None]
    limits = wilson(sum(counted), len(counted))
    return InTime(sum(counted), len(counted), limits[0] if limits else None, limits[1] if limits else None)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What became of the sessions of one kind: as measured, and as both said."""

    id: str
    kind: str
    n: int
    helped: int
    no_change: int
    worse: int
    too_few: int
    said_helped: int

    @property
    def verdict(self) -> str:
        """In words; nothing is said below five that could be measured."""
        judged = self.helped + self.no_change + self.worse
        if judged < _ENOUGH:
            return f"Too few to say: {judged} of {self.n} could be measured, {_ENOUGH} are needed."
        limits = wilson(self.helped, judged)
        assert limits is not None
        return (
            f"The figure moved clearly after {self.helped} of {judged}"
            f" (likely {limits[0] * 100:.0f} to {limits[1] * 100:.0f}%)."
        )


def ledger(rows: list[CoachRow]) -> list[LedgerRow]:
    """Sessions that were followed up, by kind, all of them last."""
    groups: dict[str, list[CoachRow]] = defaultdict(list)
    done = [row for row in rows if row.followed_up_on is not None]
    for row in done:
        groups[rules.KIND_WORDS[row.kind]].append(row)
    if done:
        groups["All"] = done
    found = []
    for word, group in groups.items():
        results = [row.measured.result if row.measured is not None else "" for row in group]
        found.append(
            LedgerRow(
                word,
                word,
                len(group),
                results.count(Result.HELPED),
                results.count(Result.NO_CHANGE),
                results.count(Result.WORSE),
                sum(result in ("", Result.NOT_JUDGED) for result in results),
                sum(row.effect is Effect.HELPED for row in group),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class PromptRow:
    """A way to hold a session."""

    id: int
    key: str
    name: str
    body: str


def prompts(session: Session) -> list[PromptRow]:
    """All prompts, by name."""
    rows = session.scalars(sa.select(CoachingPrompt).where(CoachingPrompt.trashed_on.is_(None)))
    return sorted((PromptRow(row.id, row.key, row.name, row.body) for row in rows), key=lambda row: row.name)


def evidence_for(session: Session, person_id: int, today: dt.date) -> list[tuple[str, str]]:
    """(key, words) of what a session with this person may rest on: grades and complaints of 90 days, newest first."""
    canonical = canonical_ids(session)
    whom = [key for key, into in canonical.items() if into == canonical.get(person_id, person_id)]
    since = day_number(today - dt.timedelta(days=90))
    found: list[tuple[int, str, str]] = []
    for row, card in session.execute(
        sa.select(Evaluation, Scorecard.name)
        .join(Scorecard, Scorecard.id == Evaluation.scorecard_id)
        .where(Evaluation.person_id.in_(whom), Evaluation.day >= since)
    ):
        score = "not scored" if row.share is None else f"{row.share * 100:.0f}%"
        found.append(
            (
                row.day,
                f"evaluation:{row.id}",
                f"{saying.day(day_of(row.day))}: {card}, {score} {row.reference}",
            )
        )
    for one in session.scalars(
        sa.select(Complaint).where(Complaint.person_id.in_(whom), Complaint.day >= since)
    ):
        words = (one.cause or one.text)[:60]
        found.append((one.day, f"complaint:{one.id}", f"{saying.day(day_of(one.day))}: complaint, {words}"))
    return [(key, words.strip()) for _, key, words in sorted(found, reverse=True)]


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Open sessions by the person and the behaviour."""
    words = text.casefold().split()
    if not words:
        return []
    query = (
        sa.select(Coaching.id, Coaching.behaviour, Person.name)
        .join(Person, Person.id == Coaching.person_id)
        .where(Coaching.trashed_on.is_(None))
    )
    return [
        Found("talks", f"coaching:session/{key}", behaviour, f"Coaching with {name}")
        for key, behaviour, name in session.execute(query)
        if all(word in f"{behaviour} {name}".casefold() for word in words)
    ][:limit]
