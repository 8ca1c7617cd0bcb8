"""Changing warnings: drafting, issuing, appeal, ending."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import sealing
from csmanager.core.errors import RuleBroken
from csmanager.core.settings import read_value, write_value
from csmanager.features.conduct import rules
from csmanager.features.conduct.rules import APPEAL_DAYS, MONTHS, Appeal, Earlier, Severity, Standing, Step
from csmanager.features.conduct.tables import ConductMove, Discipline
from csmanager.features.team.tables import Person

_SETTING = "conduct.ladder"


def draft(
    session: Session,
    *,
    person_id: int,
    step: Step,
    severity: Severity,
    clause: str,
    happened_on: dt.date,
    facts: str,
    today: dt.date,
    expected: str = "",
    response: str = "",
    skip_reason: str = "",
) -> int:
    """Draft a warning; returns its id. Raises RuleBroken when a rung is skipped without a reason."""
    if session.get(Person, person_id) is None:
        raise RuleBroken("This person is no longer on the list.")
    row = Discipline(
        person_id=person_id,
        step=Step(step),
        severity=Severity(severity),
        clause=_clause(clause),
        standing=Standing.DRAFT,
        happened_on=_past(happened_on, today),
        drafted_on=today,
        appeal=Appeal.NONE,
        facts="",
        response="",
        expected="",
        skip_reason="",
        appeal_reason="",
        decision="",
    )
    if not facts.strip():
        raise RuleBroken("Write down the facts: what was done or said, when, and who saw it.")
    rules.check_step(step, earlier(session, person_id), today, skip_reason)
    session.add(row)
    session.flush()
    _seal_into(session, row, facts=facts, expected=expected, response=response, skip_reason=skip_reason)
    return row.id


def edit(
    session: Session,
    discipline_id: int,
    *,
    today: dt.date,
    step: Step,
    severity: Severity,
    clause: str,
    happened_on: dt.date,
    **texts: str | None,
) -> None:
    """Change a draft; a text of None stays. After it was issued nothing of it can change."""
    row = _warning(session, discipline_id)
    if row.standing is not Standing.DRAFT:
        raise RuleBroken("It was issued and stands as it was handed over. An appeal can overturn it.")
    wrong = set(texts) - {"facts", "response", "expected", "skip_reason"}
    if wrong:
        raise RuleBroken(f"A warning has no part called {', '.join(sorted(wrong))}.")
    if texts.get("facts") == "":
        raise RuleBroken("Write down the facts: what was done or said, when, and who saw it.")
    kept = texts.get("skip_reason")
    rules.check_step(step, earlier(session, row.person_id), today, row.skip_reason if kept is None else kept)
    row.step, row.severity, row.clause = Step(step), Severity(severity), _clause(clause)
    row.happened_on = _past(happened_on, today)
    _seal_into(session, row, **texts)


def issue(session: Session, discipline_id: int, *, issued_on: dt.date, today: dt.date) -> None:
    """Hand the letter over: from then on it counts, for the months of its step."""
    row = _warning(session, discipline_id)
    goes_to = rules.stand(row.standing, "issue", row.appeal)
    if not row.response:
        raise RuleBroken(
            "Hear the person first, and write down what they say to it, or that they say nothing, under “Response”."
        )
    rules.check_step(row.step, earlier(session, row.person_id), issued_on, row.skip_reason)
    row.issued_on = _past(issued_on, today)
    row.expires_on = rules.months_later(issued_on, months(session)[row.step])
    _go(session, row, "issue", goes_to, "", issued_on)


def appeal(session: Session, discipline_id: int, *, on: dt.date, reason: str, today: dt.date) -> None:
    """The person appeals."""
    row = _warning(session, discipline_id)
    goes_to = rules.stand(row.standing, "appeal", row.appeal)
    if not reason.strip():
        raise RuleBroken("Write down what they say against it.")
    if row.issued_on is not None and on < row.issued_on:
        raise RuleBroken("An appeal comes after the letter.")
    row.appeal, row.appealed_on = Appeal.OPEN, _past(on, today)
    _seal_into(session, row, appeal_reason=reason)
    _go(session, row, "appeal", goes_to, reason, on)


def decide(
    session: Session, discipline_id: int, *, overturn: bool, on: dt.date, reason: str, today: dt.date
) -> None:
    """Decide an appeal; a reason is needed either way. One that is overturned never counted."""
    row = _warning(session, discipline_id)
    move = "overturn" if overturn else "uphold"
    goes_to = rules.stand(row.standing, move, row.appeal)
    if not reason.strip():
        raise RuleBroken("Write down why; it goes into the letter.")
    row.appeal = Appeal.OVERTURNED if overturn else Appeal.UPHELD
    row.decided_on = _past(on, today)
    _seal_into(session, row, decision=reason)
    _go(session, row, move, goes_to, reason, on)


def expire(session: Session, discipline_id: int, *, today: dt.date) -> None:
    """Close a warning whose time is over."""
    row = _warning(session, discipline_id)
    goes_to = rules.stand(row.standing, "expire", row.appeal)
    if row.expires_on is None or today < row.expires_on:
        raise RuleBroken("Its time is not over yet.")
    _go(session, row, "expire", goes_to, "", today)


def remove(session: Session, discipline_id: int) -> None:
    """Take a draft out (Undo brings it back). What was issued stays."""
    row = _warning(session, discipline_id)
    if row.standing is not Standing.DRAFT:
        raise RuleBroken("It was issued and stays. An appeal can overturn it.")
    session.delete(row)


def earlier(session: Session, person_id: int) -> list[Earlier]:
    """What somebody was issued so far."""
    query = sa.select(Discipline).where(Discipline.person_id == person_id, Discipline.issued_on.is_not(None))
    return [
        Earlier(row.step, row.standing, row.issued_on, row.expires_on)
        for row in session.scalars(query)
        if row.issued_on is not None
    ]


# settings


def months(session: Session) -> dict[Step, int]:
    """For how many months each step counts; 0: for good."""
    known: dict[str, Any] = read_value(session, _SETTING, {})
    return {step: int(known.get(step, MONTHS[step])) for step in Step}


def appeal_days(session: Session) -> int:
    """In how many days an appeal is to be made; it stands in the letters."""
    return int(read_value(session, _SETTING, {}).get("appeal_days", APPEAL_DAYS))


def set_ladder(session: Session, *, appeal_days: int, **per_step: int) -> None:
    """Set the months of each step, and the days for an appeal. What was issued before keeps its day."""
    if appeal_days < 1 or any(value < 0 for value in per_step.values()):
        raise RuleBroken("Months are 0 (for good) or more, and there is at least a day to appeal.")
    write_value(session, _SETTING, {**per_step, "appeal_days": appeal_days})


# inside


def _clause(text: str) -> str:
    clean = " ".join(text.split())
    if not clean:
        raise RuleBroken("Name the rule that was broken, as the handbook has it; like cases are found by it.")
    return clean


def _past(day: dt.date, today: dt.date) -> dt.date:
    if day > today:
        raise RuleBroken("This day is still to come.")
    return day


def _seal_into(session: Session, row: Discipline, **texts: str | None) -> None:
    for name, text in texts.items():
        if text is not None:
            setattr(row, name, sealing.seal(session, text, sealing.place("discipline", name, row.id)))


def _go(session: Session, row: Discipline, move: str, target: Standing, reason: str, on: dt.date) -> None:
    step = ConductMove(
        discipline_id=row.id, moved_on=on, move=move, origin=row.standing, target=target, reason=""
    )
    session.add(step)
    session.flush()
    step.reason = sealing.seal(session, reason, sealing.place("conduct_move", "reason", step.id))
    row.standing = target


def _warning(session: Session, discipline_id: int) -> Discipline:
    row = session.get(Discipline, discipline_id)
    if row is None:
        raise RuleBroken("This warning is no longer there.")
    return row
