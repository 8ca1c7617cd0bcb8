"""What can be done about following: draw and enter spot checks, exceptions, wishes for change."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.handbook.following import rules
from csmanager.features.handbook.following.clausebook import clause_book, clause_of
from csmanager.features.handbook.following.rules import CheckResult, Pair, RequestSource, RequestState
from csmanager.features.handbook.following.tables import ChangeRequest, PolicyException, SpotCheck, SpotDraw
from csmanager.features.team.tables import Person
from csmanager.features.voice.tables import Complaint

_NOT_SEEN = ("where-the-law-differs", "how-we-see-that-it-works")  # clauses nobody can be watched following

# spot checks


def pool(session: Session, day: dt.date, policy_code: str = "") -> list[Pair]:
    """Every (policy, clause, person) that can still be drawn in the quarter of ``day``.

    Clauses in force with a heading, people at work on that day; ``policy_code`` "": of all policies.
    """
    drawn = {
        (row.policy_code.casefold(), row.clause, row.person_id)
        for row in session.execute(
            sa.select(SpotCheck.policy_code, SpotCheck.clause, SpotCheck.person_id)
            .join(SpotDraw, SpotDraw.id == SpotCheck.draw_id)
            .where(SpotDraw.round == rules.round_of(day))
        )
    }
    people = list(
        session.scalars(
            sa.select(Person.id).where(
                Person.merged_into_id.is_(None),
                sa.or_(Person.left_on.is_(None), Person.left_on > day),
                sa.or_(Person.started_on.is_(None), Person.started_on <= day),
            )
        )
    )
    return [
        (entry.code, clause.key, person_id)
        for entry in clause_book(session).values()
        if not policy_code or entry.code.casefold() == policy_code.casefold()
        for clause in entry.clauses
        if clause.level and clause.text.strip() and clause.key not in _NOT_SEEN
        for person_id in people
        if (entry.code.casefold(), clause.key, person_id) not in drawn
    ]


def draw_checks(
    session: Session, wanted: int, *, today: dt.date, seed: int, policy_code: str = ""
) -> list[int]:
    """Draw ``wanted`` spot checks without replacement in this quarter; returns their ids, in the order drawn."""
    found = pool(session, today, policy_code)
    if not found and not clause_book(session):
        raise RuleBroken("No policy is in force yet, so there is nothing to check.")
    pairs, digest, size = rules.draw(found, wanted, seed)
    drawing = SpotDraw(
        drawn_on=today,
        round=rules.round_of(today),
        seed=seed,
        pool=size,
        pool_sha256=digest,
        wanted=wanted,
    )
    session.add(drawing)
    session.flush()
    checks = [
        SpotCheck(
            draw_id=drawing.id,
            policy_code=code,
            clause=clause,
            person_id=person_id,
            due_on=today + dt.timedelta(days=rules.CHECK_DAYS),
        )
        for code, clause, person_id in pairs
    ]
    session.add_all(checks)
    session.flush()
    return [check.id for check in checks]


def add_check(session: Session, policy_code: str, clause: str, person_id: int, *, today: dt.date) -> int:
    """A check of one's own choice. It is shown, and left out of the shares, since it was not drawn at random."""
    code, key = _clause(session, policy_code, clause)
    check = SpotCheck(policy_code=code, clause=key, person_id=person_id, due_on=today)
    session.add(check)
    session.flush()
    return check.id


def record_check(
    session: Session,
    check_id: int,
    result: CheckResult,
    *,
    today: dt.date,
    observer: str = "",
    evidence: str = "",
    reference: str = "",
) -> None:
    """Enter what a check found; entering it again corrects it. What was not followed needs a sentence of evidence."""
    check = session.get(SpotCheck, check_id)
    if check is None:
        raise RuleBroken("This check is no longer there.")
    result = CheckResult(result)  # a form gives the plain word
    if result is not CheckResult.PASS and not evidence.strip():
        what = "was seen" if result is CheckResult.FAIL else "could not be seen, and why"
        raise RuleBroken(f"Say in a sentence what {what}.")
    check.result = result
    check.done_on = today
    check.observer = " ".join(observer.split())
    check.evidence = " ".join(evidence.split())
    check.reference = reference.strip()


# exceptions


def add_exception(
    session: Session,
    policy_code: str,
    clause: str,
    *,
    subject: str,
    reason: str,
    approver: str,
    from_on: dt.date,
    expires_on: dt.date,
) -> int:
    """Let a policy or a clause not count for somebody, for a time. ``clause`` "": the whole policy."""
    rules.check_exception(subject, reason, approver, from_on, expires_on)
    code, key = _clause(session, policy_code, clause)
    made = PolicyException(
        policy_code=code,
        clause=key,
        subject=" ".join(subject.split()),
        reason=" ".join(reason.split()),
        approver=" ".join(approver.split()),
        from_on=from_on,
        expires_on=expires_on,
    )
    session.add(made)
    session.flush()
    return made.id


def end_exception(session: Session, exception_id: int, *, today: dt.date) -> None:
    """Take an exception back, or note that one that expired was seen to."""
    made = session.get(PolicyException, exception_id)
    if made is None:
        raise RuleBroken("This exception is no longer there.")
    if made.ended_on is not None:
        raise RuleBroken("This exception has ended already.")
    made.ended_on = today


# wishes for change


def open_request(
    session: Session,
    *,
    problem: str,
    today: dt.date,
    source: RequestSource = RequestSource.OWN,
    source_id: int | None = None,
    policy_code: str = "",
    clause: str = "",
    proposal: str = "",
) -> int:
    """Ask for a change of a clause; without a policy where none says anything yet. One open wish a source row."""
    text = " ".join(problem.split())
    if not text:
        raise RuleBroken("Say in a sentence what is unclear or wrong.")
    code, key = _clause(session, policy_code, clause) if policy_code else ("", "")
    if source_id is not None:
        known = session.scalar(
            sa.select(ChangeRequest.id).where(
                ChangeRequest.source == source,
                ChangeRequest.source_id == source_id,
                ChangeRequest.state.in_([RequestState.NEW, RequestState.ACCEPTED]),
            )
        )
        if known is not None:
            raise RuleBroken("A wish for change is open for this already.")
    made = ChangeRequest(
        policy_code=code,
        clause=key,
        source=RequestSource(source),
        source_id=source_id,
        problem=text,
        proposal=" ".join(proposal.split()),
        state=RequestState.NEW,
        opened_on=today,
    )
    session.add(made)
    session.flush()
    return made.id


def request_from_complaint(
    session: Session, complaint_id: int, *, policy_code: str, clause: str, proposal: str = "", today: dt.date
) -> int:
    """Ask for a change of a clause because of a complaint."""
    row = session.get(Complaint, complaint_id)
    if row is None:
        raise RuleBroken("This complaint is no longer there.")
    problem = row.text or row.cause or f"Complaint {row.external_id}".strip()
    return open_request(
        session,
        problem=problem,
        today=today,
        source=RequestSource.COMPLAINT,
        source_id=complaint_id,
        policy_code=policy_code,
        clause=clause,
        proposal=proposal,
    )


def decide_request(
    session: Session, request_id: int, state: RequestState, *, today: dt.date, answer: str = ""
) -> None:
    """Move a wish on; what is done or turned down needs an answer."""
    made = session.get(ChangeRequest, request_id)
    if made is None:
        raise RuleBroken("This wish is no longer there.")
    state = RequestState(state)  # a form gives the plain word
    rules.check_state(made.state, state, answer)
    made.state = state
    made.answer = " ".join(answer.split())
    made.decided_on = None if state is RequestState.NEW else today


def _clause(session: Session, code: str, name: str) -> tuple[str, str]:
    """The code as the policy spells it and the clause's key; raises RuleBroken where there is no such thing."""
    book = clause_book(session)
    entry = book.get(code.strip().casefold())
    if entry is None:
        raise RuleBroken(f"No policy {code} is in force.")
    if not name:
        return entry.code, ""
    found = clause_of(book, code.strip(), name)
    if found is None:
        raise RuleBroken(f"{entry.code} {entry.title} has no clause “{name}”.")
    return entry.code, found.key
