"""Advice for a review with the evidence that fired it, what was agreed on it, and which of it works."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.reviews.advice import rules
from csmanager.features.reviews.advice.effect import EffectRow, load_effect
from csmanager.features.reviews.advice.rules import Answer, Result
from csmanager.features.reviews.advice.tables import AdviceGiven, AdviceRule
from csmanager.features.reviews.cycles.pinned import Pinned, PinnedLine
from csmanager.features.reviews.targets import dictionary
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Person

LEAST_GIVEN = 5  # looked-at cases below which a rule's record says too little
_UNSAFE = Result.NOT_JUDGED


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule. ``pattern`` as it is read, by the names of the measures; ``lacking``: measures not kept here."""

    id: int
    key: str
    name: str
    pattern: str
    cause: str
    checks: tuple[str, ...]
    say: str
    todo: tuple[str, ...]
    training: str
    watch_metric: str
    watch: str
    towards: str
    weeks: int
    is_question: bool
    is_active: bool
    version: int
    lacking: tuple[str, ...]

    @property
    def expectation(self) -> str:
        """What should move, and by when."""
        if not self.watch:
            return "Nothing is measured; talk about it again."
        way = {"up": "rise", "down": "fall"}.get(self.towards, "move")
        return f"{self.watch} should {way} within {self.weeks} weeks."


@dataclass(frozen=True, slots=True)
class AdviceRow:
    """A rule that fires for somebody, with the sentences that fired it. ``record``: how it did before."""

    rule: RuleRow
    person_id: int | None
    person: str
    evidence: tuple[str, ...]
    record: str
    answer: Answer | None = None

    @property
    def id(self) -> tuple[int, int]:
        """What tells it from all others of a period."""
        return (self.person_id or 0, self.rule.id)


@dataclass(frozen=True, slots=True)
class GivenRow:
    """Advice that was answered."""

    id: int
    rule_id: int
    rule: str
    person_id: int | None
    person: str
    period_key: str
    given_on: dt.date
    answer: Answer
    reason: str
    evidence: tuple[str, ...]
    watch_metric: str
    check_on: dt.date | None
    result: Result | None
    looked_on: dt.date | None
    effect: EffectRow | None

    def is_due(self, today: dt.date) -> bool:
        """Whether its effect should be looked at."""
        return (
            self.answer is Answer.ACCEPTED
            and self.result is None
            and self.check_on is not None
            and self.check_on <= today
        )


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """How one rule did: accepted ``given`` times, ``judged`` of them with enough data."""

    id: int
    name: str
    given: int
    declined: int
    open: int
    helped: int
    no_change: int
    worse: int
    not_judged: int

    @property
    def judged(self) -> int:
        """Cases whose effect could be told."""
        return self.helped + self.no_change + self.worse

    @property
    def works(self) -> str:
        """What the record says, with its n; not judged when there are few."""
        if not self.given:
            return "Never tried"
        if self.judged < LEAST_GIVEN:
            return f"Not judged yet: {self.helped} of {self.judged} helped"
        return f"Helped in {self.helped} of {self.judged} ({self.helped / self.judged * 100:.0f} %)"


def rule_rows(session: Session, *, only_active: bool = False) -> list[RuleRow]:
    """All rules that are not in the Trash, in their order."""
    names = {row.key: row.name for row in dictionary(session)}
    query = sa.select(AdviceRule).where(AdviceRule.trashed_on.is_(None))
    if only_active:
        query = query.where(AdviceRule.is_active.is_(True))
    found = []
    for row in session.scalars(query.order_by(AdviceRule.position, AdviceRule.id)):
        conditions = rules.parse(row.pattern)
        used = {key for one in conditions for key in one.metrics if key != rules.EVERYTHING}
        found.append(
            RuleRow(
                row.id,
                row.key,
                row.name,
                rules.write(conditions, names),
                row.cause,
                _lines(row.checks),
                row.say,
                _lines(row.todo),
                row.training,
                row.watch_metric,
                names.get(row.watch_metric, row.watch_metric),
                row.towards,
                row.weeks,
                row.is_question,
                row.is_active,
                row.version,
                tuple(sorted(used - set(names))),
            )
        )
    return found


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def advice_for(
    session: Session, pinned: Pinned, *, person_id: int | None = None, period_key: str | None = None
) -> list[AdviceRow]:
    """The rules that fire on the lines of a review, faults before questions; each with its evidence."""
    own = {line.metric: line for line in pinned.lines}
    team = {line.metric: line for line in pinned.team_lines}
    return fired(session, own, team, person_id, pinned.person, period_key or pinned.period_key)


def fired(
    session: Session,
    own: Mapping[str, PinnedLine],
    team: Mapping[str, PinnedLine],
    person_id: int | None,
    person: str,
    period_key: str,
) -> list[AdviceRow]:
    """The rules that fire on some lines. A rule about everyone's figure comes once, with the team."""
    conditions = {
        row.id: rules.parse(row.pattern)
        for row in session.scalars(sa.select(AdviceRule).where(AdviceRule.trashed_on.is_(None)))
    }
    records = {row.id: row.works for row in ledger(session)}
    query = sa.select(AdviceGiven.rule_id, AdviceGiven.answer).where(
        AdviceGiven.trashed_on.is_(None),
        AdviceGiven.period_key == period_key,
        AdviceGiven.person_id.is_(None) if person_id is None else AdviceGiven.person_id == person_id,
    )
    answers: dict[int, Answer] = dict(session.execute(query).all())
    rows = []
    for rule in rule_rows(session, only_active=True):
        wanted = conditions[rule.id]
        if all(one.of_team for one in wanted) != (person_id is None):
            continue
        found = rules.evaluate(wanted, own, team)
        if found.holds:
            record = records.get(rule.id, "Never tried")
            rows.append(AdviceRow(rule, person_id, person, found.evidence, record, answers.get(rule.id)))
    return sorted(rows, key=lambda row: row.rule.is_question)


def cycle_advice(session: Session, cycle_id: int) -> list[AdviceRow]:
    """Advice for everyone of a cycle, the team first, then people by name."""
    from csmanager.features.reviews.cycles.pinned import load
    from csmanager.features.reviews.cycles.tables import PersonReview

    rows: list[AdviceRow] = []
    found = session.execute(
        sa.select(PersonReview, Person.name)
        .join(Person, Person.id == PersonReview.person_id)
        .where(PersonReview.cycle_id == cycle_id)
    ).all()
    for place, (one, name) in enumerate(sorted(found, key=lambda each: each[1].casefold())):
        pinned = load(one.pinned)
        if not place:
            team = {line.metric: line for line in pinned.team_lines}
            rows += fired(session, team, team, None, "The team", pinned.period_key)
        rows += [
            AdviceRow(row.rule, one.person_id, name, row.evidence, row.record, row.answer)
            for row in advice_for(session, pinned, person_id=one.person_id)
        ]
    return rows


def given(session: Session, *, person_id: int | None = None) -> list[GivenRow]:
    """Advice that was answered, newest first."""
    canonical = canonical_ids(session)
    names = dict(session.execute(sa.select(Person.id, Person.name)).all())
    query = (
        sa.select(AdviceGiven, AdviceRule.name)
        .join(AdviceRule, AdviceRule.id == AdviceGiven.rule_id)
        .where(AdviceGiven.trashed_on.is_(None))
        .order_by(AdviceGiven.given_on.desc(), AdviceGiven.id.desc())
    )
    rows = []
    for one, rule in session.execute(query):
        whom = canonical.get(one.person_id, one.person_id) if one.person_id is not None else None
        if person_id is not None and whom != person_id:
            continue
        rows.append(
            GivenRow(
                one.id,
                one.rule_id,
                rule,
                whom,
                names.get(whom, "") if whom is not None else "The team",
                one.period_key,
                one.given_on,
                one.answer,
                one.reason,
                tuple(json.loads(one.evidence)),
                one.watch_metric,
                one.check_on,
                one.result,
                one.looked_on,
                load_effect(one.effect),
            )
        )
    return rows


def ledger(session: Session) -> list[LedgerRow]:
    """Every rule with how often it was tried and what came of it."""
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    query = sa.select(AdviceGiven.rule_id, AdviceGiven.answer, AdviceGiven.result).where(
        AdviceGiven.trashed_on.is_(None)
    )
    for rule_id, answer, result in session.execute(query):
        word = "declined" if answer is Answer.DECLINED else str(result) if result else "open"
        counts[rule_id][word] += 1
    names = session.execute(
        sa.select(AdviceRule.id, AdviceRule.name)
        .where(AdviceRule.trashed_on.is_(None))
        .order_by(AdviceRule.position, AdviceRule.id)
    )
    rows = []
    for rule_id, name in names:
        own = counts[rule_id]
        results = [own[str(result)] for result in (Result.HELPED, Result.NO_CHANGE, Result.WORSE, _UNSAFE)]
        rows.append(
            LedgerRow(rule_id, name, sum(results) + own["open"], own["declined"], own["open"], *results)
        )
    return rows
