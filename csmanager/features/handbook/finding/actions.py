"""What can be done about searches in vain and contradictions."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.handbook import actions as handbook
from csmanager.features.handbook.finding import rules
from csmanager.features.handbook.finding.rules import GapState
from csmanager.features.handbook.finding.tables import Dismissal, SearchGap


def note_gap(session: Session, text: str, *, today: dt.date) -> int | None:
    """Count a search that found nothing; None when it is not worth remembering (see ``rules.gap_words``).

    One that was written or dismissed and is asked again is open again.
    """
    words = rules.gap_words(text)
    if not words:
        return None
    gap = session.scalar(sa.select(SearchGap).where(SearchGap.words == words))
    if gap is None:
        gap = SearchGap(words=words, times=1, first_on=today, last_on=today, state=GapState.OPEN)
        session.add(gap)
    else:
        gap.times += 1
        gap.last_on = today
        gap.state = GapState.OPEN
    session.flush()
    return gap.id


def dismiss_gap(session: Session, gap_id: int, reason: str) -> None:
    """Say why nothing is written for a search."""
    gap = _gap(session, gap_id)
    gap.reason = rules.check_reason(reason, "nothing is written for it")
    gap.state = GapState.DISMISSED


def reopen_gap(session: Session, gap_id: int) -> None:
    """Let a search count as unanswered again."""
    gap = _gap(session, gap_id)
    if gap.state is GapState.OPEN:
        raise RuleBroken("It is open already.")
    gap.state, gap.reason = GapState.OPEN, ""


def write_for_gap(session: Session, gap_id: int, title: str, *, today: dt.date) -> int:
    """Begin a policy that answers a search; returns its id."""
    gap = _gap(session, gap_id)
    body = f"# {' '.join(title.split())}\n\nAsked for as “{gap.words}”, {gap.times} times.\n"
    policy_id = handbook.add_policy(session, title=title, today=today, body=body)
    gap.state, gap.policy_id = GapState.WRITTEN, policy_id
    return policy_id


def dismiss_contradiction(session: Session, signature: str, reason: str, *, today: dt.date) -> int:
    """Say why two sentences do not contradict each other."""
    clean = rules.check_reason(reason, "both can stand")
    if session.scalar(sa.select(Dismissal.id).where(Dismissal.signature == signature)) is not None:
        raise RuleBroken("This pair was dismissed already.")
    made = Dismissal(signature=signature, reason=clean, dismissed_on=today)
    session.add(made)
    session.flush()
    return made.id


def take_back_dismissal(session: Session, dismissal_id: int) -> None:
    """Show a pair again."""
    made = session.get(Dismissal, dismissal_id)
    if made is None:
        raise RuleBroken("This pair is shown already.")
    session.delete(made)


def _gap(session: Session, gap_id: int) -> SearchGap:
    gap = session.get(SearchGap, gap_id)
    if gap is None:
        raise RuleBroken("This search is no longer there.")
    return gap
