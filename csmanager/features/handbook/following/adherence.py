"""How far each clause is followed: marks of graded contacts and drawn spot checks, with the rows behind them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.handbook.following import rules
from csmanager.features.handbook.following.clausebook import BookEntry, clause_book, clause_of
from csmanager.features.handbook.following.rules import CheckResult
from csmanager.features.handbook.following.tables import SpotCheck
from csmanager.features.handbook.knowing.tables import Acknowledgement
from csmanager.features.handbook.tables import PolicyVersion
from csmanager.features.quality.tables import Evaluation, EvaluationMark, Scorecard, ScorecardItem
from csmanager.features.team.tables import Person
from csmanager.science.proportions import wilson

_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One observation behind a share. ``what``: the item of the scorecard, or the note of the check."""

    id: str
    code: str
    clause: str
    day: dt.date
    person_id: int | None
    person: str
    source: str
    what: str
    is_met: bool
    share: float
    reference: str
    comment: str
    counts: bool


@dataclass(frozen=True, slots=True)
class AdherenceRow:
    """How far one clause is followed. ``n``: observations that apply, ``grades`` and ``checks`` of them.

    ``share``, ``low``, ``high``: of those that followed it, with the 95 % interval after Wilson. ``is_judged``: whether
    ``n`` reaches ``rules.LEAST``. ``policy_id`` None: the handbook has no such clause in force.
    """

    id: str
    policy_id: int | None
    code: str
    title: str
    clause: str
    heading: str
    n: int
    met: int
    grades: int
    checks: int
    share: float | None
    low: float | None
    high: float | None
    is_judged: bool
    people: int


@dataclass(frozen=True, slots=True)
class FailingRow:
    """Somebody signed a policy and has missed a clause of it since. ``evidence_id``: the newest miss."""

    id: str
    policy_id: int
    code: str
    title: str
    clause: str
    heading: str
    person_id: int
    person: str
    version: int
    signed_on: dt.date
    n: int
    missed: int
    last_on: dt.date


def evidence(session: Session, first: dt.date, last: dt.date) -> list[EvidenceRow]:
    """Every observation of a clause from ``first`` to ``last``, newest first.

    A check of one's own choice is there too, but does not count: it was not drawn at random.
    """
    book = clause_book(session)
    low, high = (first - _EPOCH).days, (last - _EPOCH).days
    found = []
    for row in session.execute(
        sa.select(
            EvaluationMark.id,
            EvaluationMark.share,
            ScorecardItem.text,
            ScorecardItem.policy_code,
            ScorecardItem.clause,
            Scorecard.name.label("card"),
            Evaluation.day,
            Evaluation.person_id,
            Evaluation.reference,
            Evaluation.comment,
            Person.name,
        )
        .join(ScorecardItem, ScorecardItem.id == EvaluationMark.item_id)
        .join(Evaluation, Evaluation.id == EvaluationMark.evaluation_id)
        .join(Scorecard, Scorecard.id == Evaluation.scorecard_id)
        .outerjoin(Person, Person.id == Evaluation.person_id)
        .where(
            ScorecardItem.policy_code != "",
            EvaluationMark.share.is_not(None),
            Evaluation.day.between(low, high),
        )
    ):
        code, key = _key(book, row.policy_code, row.clause)
        found.append(
            EvidenceRow(
                f"grade-{row.id}",
                code,
                key,
                _EPOCH + dt.timedelta(days=row.day),
                row.person_id,
                row.name or "",
                f"Grade, {row.card}",
                row.text,
                bool(rules.is_met(row.share)),
                row.share,
                row.reference,
                row.comment,
                True,
            )
        )
    for check, name in session.execute(
        sa.select(SpotCheck, Person.name)
        .join(Person, Person.id == SpotCheck.person_id)
        .where(
            SpotCheck.result.in_([CheckResult.PASS, CheckResult.FAIL]),
            SpotCheck.done_on.between(first, last),
        )
    ):
        code, key = _key(book, check.policy_code, check.clause)
        is_met = check.result is CheckResult.PASS
        found.append(
            EvidenceRow(
                f"check-{check.id}",
                code,
                key,
                check.done_on or last,
                check.person_id,
                name,
                "Spot check" if check.draw_id is not None else "Own check, not counted",
                check.evidence,
                is_met,
                float(is_met),
                check.reference,
                "",
                check.draw_id is not None,
            )
        )
    return sorted(found, key=lambda one: (one.day, one.id), reverse=True)


def adherence(session: Session, first: dt.date, last: dt.date) -> list[AdherenceRow]:
    """Every clause with observations: those that can be judged first, the worst first by the upper limit."""
    book = clause_book(session)
    groups: dict[tuple[str, str], list[EvidenceRow]] = defaultdict(list)
    for one in evidence(session, first, last):
        if one.counts:
            groups[one.code, one.clause].append(one)
    found = [_adherence(book, code, clause, rows) for (code, clause), rows in groups.items()]
    return sorted(found, key=lambda row: (not row.is_judged, row.high or 0.0, row.code, row.heading))


def failing(session: Session, today: dt.date, *, days: int = 365) -> list[FailingRow]:
    """Who signed a policy and has missed one of its clauses on or after the day of signing."""
    book = clause_book(session)
    signed: dict[tuple[int, int], tuple[dt.date, int]] = {}
    for row in session.execute(
        sa.select(
            Acknowledgement.person_id,
            Acknowledgement.policy_id,
            Acknowledgement.signed_at,
            PolicyVersion.number,
        )
        .join(PolicyVersion, PolicyVersion.id == Acknowledgement.version_id)
        .order_by(PolicyVersion.number)
    ):
        signed[row.person_id, row.policy_id] = (row.signed_at.date(), row.number)
    seen: dict[tuple[int, str, str], list[EvidenceRow]] = defaultdict(list)
    for one in evidence(session, today - dt.timedelta(days=days), today):
        entry = book.get(one.code.casefold())
        if entry is None or one.person_id is None:
            continue
        day, _ = signed.get((one.person_id, entry.policy_id), (None, 0))
        if day is not None and one.day >= day:
            seen[one.person_id, one.code, one.clause].append(one)
    found = []
    for (person_id, code, clause), rows in seen.items():
        missed = [row for row in rows if not row.is_met]
        if not missed:
            continue
        entry = book[code.casefold()]
        day, number = signed[person_id, entry.policy_id]
        found.append(
            FailingRow(
                f"{person_id}/{code}/{clause}",
                entry.policy_id,
                code,
                entry.title,
                clause,
                _heading(book, code, clause),
                person_id,
                rows[0].person,
                number,
                day,
                len(rows),
                len(missed),
                missed[0].day,
            )
        )
    return sorted(found, key=lambda row: (-row.missed, row.person, row.code))


def _adherence(book: dict[str, BookEntry], code: str, clause: str, rows: list[EvidenceRow]) -> AdherenceRow:
    met, n = sum(row.is_met for row in rows), len(rows)
    limits = wilson(met, n)
    entry = book.get(code.casefold())
    grades = sum(row.id.startswith("grade") for row in rows)
    return AdherenceRow(
        f"{code}/{clause}",
        entry.policy_id if entry is not None else None,
        code,
        entry.title if entry is not None else "",
        clause,
        _heading(book, code, clause),
        n,
        met,
        grades,
        n - grades,
        met / n,
        limits[0] if limits else None,
        limits[1] if limits else None,
        n >= rules.LEAST,
        len({row.person_id for row in rows if row.person_id is not None}),
    )


def _key(book: dict[str, BookEntry], code: str, name: str) -> tuple[str, str]:
    """Code and key as the handbook spells them; as they were written where it has no such clause."""
    entry = book.get(code.casefold())
    clause = clause_of(book, code, name)
    return (entry.code if entry is not None else code), (clause.key if clause is not None else name)


def _heading(book: dict[str, BookEntry], code: str, clause: str) -> str:
    found = clause_of(book, code, clause)
    return found.heading if found is not None else clause
