"""Periods, and what is decided of due records."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import smallgroups
from csmanager.core.errors import RuleBroken
from csmanager.core.settings import write_value
from csmanager.features.hiring.privacy import actions as applying
from csmanager.features.privacy import queries, rules
from csmanager.features.privacy.queries import KeptRow
from csmanager.features.privacy.rules import Decision, Kind, Preset
from csmanager.features.privacy.tables import RetentionDecision, RetentionRule


def set_preset(session: Session, preset: Preset) -> None:
    """Start from the usual periods of a country; periods changed by hand stay as they are."""
    write_value(session, queries.PRESET, preset.value)
    is_own = session.scalar(sa.select(RetentionRule.id).where(RetentionRule.kind == Kind.APPLICANTS))
    if is_own is None:
        applying.set_period(session, rules.PRESETS[preset][Kind.APPLICANTS][0])


def set_period(session: Session, kind: Kind, months: int, reason: str) -> None:
    """How long a kind is kept here, and why so long; the preset's own months take the change back."""
    if kind in (Kind.HISTORY, Kind.BACKUPS):
        raise RuleBroken(
            f"{rules.KINDS[kind].name}: {rules.PRESETS[Preset.US][kind][1].lower()}; it has no period of its own."
        )
    rules.check_months(months)
    usual = rules.PRESETS[queries.preset(session)][kind][0]
    row = session.scalar(sa.select(RetentionRule).where(RetentionRule.kind == kind))
    note = " ".join(reason.split())
    if months != usual and not note:
        raise RuleBroken("Say why this is kept longer or shorter than usual.")
    if months == usual:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(RetentionRule(kind=kind, months=months, reason=note))
    else:
        row.months, row.reason = months, note
    if kind is Kind.APPLICANTS:
        applying.set_period(session, months)


def set_smallest_group(session: Session, people: int) -> None:
    """How many people a group needs before personal figures of it go into a report."""
    if not 2 <= people <= 20:
        raise RuleBroken("A group has 2 to 20 people at least.")
    write_value(session, smallgroups.KEY, people)


def keep(session: Session, row: KeptRow, *, until: dt.date, reason: str, today: dt.date) -> None:
    """Keep a record longer, until a day and for a reason; it comes back on the list after it."""
    note = " ".join(reason.split())
    if not note:
        raise RuleBroken("Say why it is kept, such as a claim that is possible.")
    if until <= today:
        raise RuleBroken("Keep it until a day after today.")
    decide(session, row, Decision.KEPT, until=until, reason=note, today=today)


def decide(
    session: Session,
    row: KeptRow,
    decision: Decision,
    *,
    until: dt.date | None = None,
    reason: str = "",
    today: dt.date,
) -> None:
    """Note what was decided of a due record."""
    session.add(
        RetentionDecision(
            kind=row.kind,
            record_key=row.key,
            person_id=row.person_id,
            candidate_id=row.candidate_id,
            decision=decision,
            decided_on=today,
            until=until,
            reason=reason,
        )
    )
