"""What can be done with rules of advice, and with the advice they give."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.commitments import actions as commitments
from csmanager.features.commitments.rules import Owner
from csmanager.features.reviews.advice import effect, rules
from csmanager.features.reviews.advice.rules import Answer, Result
from csmanager.features.reviews.advice.tables import AdviceGiven, AdviceRule
from csmanager.features.reviews.periods import day_text
from csmanager.features.reviews.targets import dictionary

DUE_DAYS = 7  # when an accepted action is due, unless told otherwise


def save_rule(
    session: Session,
    *,
    name: str,
    pattern: str,
    cause: str,
    checks: str = "",
    say: str = "",
    todo: str = "",
    training: str = "",
    watch_metric: str = "",
    towards: str = "",
    weeks: int = 4,
    is_question: bool = False,
    rule_id: int | None = None,
) -> int:
    """Make a rule, or change one (its version rises); returns its id.

    ``pattern`` by names or keys of measures. Raises RuleBroken for a line that cannot be read, or no cause.
    """
    metrics = dictionary(session)
    names = {row.name.casefold(): row.key for row in metrics} | {
        row.key.casefold(): row.key for row in metrics
    }
    conditions = rules.parse(pattern, names)
    if not name.strip() or not cause.strip():
        raise RuleBroken("A rule needs a name and a cause to test first.")
    if watch_metric and watch_metric not in {row.key for row in metrics}:
        raise RuleBroken(f"There is no measure “{watch_metric}” in this store.")
    if not 1 <= weeks <= 52:
        raise RuleBroken("An effect is looked at after 1 to 52 weeks.")
    values: dict[str, object] = {
        "name": " ".join(name.split()),
        "pattern": rules.write(conditions),
        "cause": cause.strip(),
        "checks": checks.strip(),
        "say": say.strip(),
        "todo": todo.strip(),
        "training": training.strip(),
        "watch_metric": watch_metric,
        "towards": towards if watch_metric else "",
        "weeks": weeks,
        "is_question": is_question,
    }
    if rule_id is None:
        keys = set(session.scalars(sa.select(AdviceRule.key)))
        base = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "rule"
        key, number = base, 1
        while key in keys:
            number += 1
            key = f"{base}-{number}"
        row = AdviceRule(key=key, is_active=True, position=1000, version=1, trashed_on=None, **values)
        session.add(row)
        session.flush()
        return row.id
    found = _rule(session, rule_id)
    if any(getattr(found, part) != value for part, value in values.items()):
        for part, value in values.items():
            setattr(found, part, value)
        found.version += 1
    return found.id


def set_active(session: Session, rule_ids: Sequence[int], is_active: bool) -> int:
    """Let rules speak, or be silent; returns how many."""
    for rule_id in rule_ids:
        _rule(session, rule_id).is_active = is_active
    return len(rule_ids)


def trash_rules(session: Session, rule_ids: Sequence[int], *, today: dt.date) -> int:
    """Put rules into the Trash; what was given on them stays in the ledger."""
    for rule_id in rule_ids:
        _rule(session, rule_id).trashed_on = today
    return len(rule_ids)


def accept(
    session: Session,
    rule_id: int,
    *,
    person_id: int | None,
    period_key: str,
    evidence: Sequence[str],
    today: dt.date,
    todo: Sequence[str] | None = None,
    due_on: dt.date | None = None,
    owner: Owner | str = Owner.PERSON,
    review_id: int | None = None,
) -> int:
    """Take advice: each thing to do becomes an agreed action with a day; returns the id of what was given.

    ``todo`` None: what the rule says. The effect is looked at after the rule's weeks.
    """
    rule = _rule(session, rule_id)
    _check_not_answered(session, rule_id, person_id, period_key)
    steps = (
        list(todo) if todo is not None else [line.strip() for line in rule.todo.splitlines() if line.strip()]
    )
    steps = [step for step in steps if step.strip()]
    if not steps:
        raise RuleBroken("Write down at least one thing to do.")
    check_on = today + dt.timedelta(weeks=rule.weeks) if rule.watch_metric else None
    made = _given(rule, person_id, review_id, period_key, evidence, today, Answer.ACCEPTED, "", check_on)
    session.add(made)
    session.flush()
    for step in steps:
        commitments.agree(
            session,
            text=step,
            today=today,
            person_id=person_id,
            owner=Owner.MANAGER if person_id is None else owner,
            due_on=due_on if due_on is not None else today + dt.timedelta(days=DUE_DAYS),
            metric_key=rule.watch_metric,
            check_on=check_on,
            source="advice_given",
            source_id=made.id,
        )
    return made.id


def decline(
    session: Session,
    rule_id: int,
    *,
    person_id: int | None,
    period_key: str,
    evidence: Sequence[str],
    today: dt.date,
    reason: str,
    review_id: int | None = None,
) -> int:
    """Leave advice, with a reason; the ledger counts it, and it is not offered again for the period."""
    rule = _rule(session, rule_id)
    _check_not_answered(session, rule_id, person_id, period_key)
    if not reason.strip():
        raise RuleBroken("Say why this advice does not fit.")
    made = _given(
        rule, person_id, review_id, period_key, evidence, today, Answer.DECLINED, reason.strip(), None
    )
    session.add(made)
    session.flush()
    return made.id


def look(session: Session, given_ids: Sequence[int], *, today: dt.date) -> list[Result]:
    """Compute whether accepted advice helped, and keep what was found. Raises RuleBroken before its day."""
    found = []
    for given_id in given_ids:
        row = session.get(AdviceGiven, given_id)
        if row is None or row.answer is not Answer.ACCEPTED:
            raise RuleBroken("Only the effect of accepted advice can be looked at.")
        if row.check_on is None:
            raise RuleBroken("No measure was named that should move, so there is no effect to compute.")
        if today < row.check_on:
            raise RuleBroken(f"It is too early: the effect can be told from {day_text(row.check_on)} on.")
        rule = _rule(session, row.rule_id, also_trashed=True)
        made = effect.measure(
            session,
            metric_key=row.watch_metric,
            person_id=row.person_id,
            given_on=row.given_on,
            until=row.check_on,
            towards=rule.towards,
        )
        row.effect, row.result, row.looked_on = made.dump(), Result(made.result), today
        found.append(row.result)
    return found


def _given(
    rule: AdviceRule,
    person_id: int | None,
    review_id: int | None,
    period_key: str,
    evidence: Sequence[str],
    today: dt.date,
    answer: Answer,
    reason: str,
    check_on: dt.date | None,
) -> AdviceGiven:
    return AdviceGiven(
        rule_id=rule.id,
        rule_version=rule.version,
        person_id=person_id,
        review_id=review_id,
        period_key=period_key,
        given_on=today,
        answer=answer,
        reason=reason,
        evidence=json.dumps(list(evidence), ensure_ascii=False),
        watch_metric=rule.watch_metric,
        check_on=check_on,
        result=None,
        effect="",
        looked_on=None,
        trashed_on=None,
    )


def _check_not_answered(session: Session, rule_id: int, person_id: int | None, period_key: str) -> None:
    whom = AdviceGiven.person_id.is_(None) if person_id is None else AdviceGiven.person_id == person_id
    there = sa.select(AdviceGiven.id).where(
        AdviceGiven.rule_id == rule_id,
        AdviceGiven.period_key == period_key,
        AdviceGiven.trashed_on.is_(None),
        whom,
    )
    if session.scalar(there) is not None:
        raise RuleBroken("This advice was answered for this period already.")


def _rule(session: Session, rule_id: int, *, also_trashed: bool = False) -> AdviceRule:
    rule = session.get(AdviceRule, rule_id)
    if rule is None or (rule.trashed_on is not None and not also_trashed):
        raise RuleBroken("This rule is no longer there.")
    return rule
