"""Plans a version in review and one that is scheduled, so that every state of a policy can be looked at."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from csmanager.core.store import Step
from csmanager.features.handbook import actions, publishing
from csmanager.features.handbook.rules import ChangeKind, VersionState
from csmanager.features.handbook.tables import Policy, PolicyVersion
from csmanager.sample import seasons
from csmanager.sample.agenda import Agenda

_REVIEWED, _SCHEDULED = "P-09", "P-13"  # price errors is with a reviewer, lost property waits for its day
_SENT_DAYS, _WAIT_DAYS = 9, 12


def plan(agenda: Agenda, *, opened: dt.date, today: dt.date) -> None:
    """Note both, where the shop is old enough to have them."""
    sent = seasons.working_day(today - dt.timedelta(days=_SENT_DAYS))
    if sent < opened + dt.timedelta(days=60):
        return
    agenda.add(sent, "Send Price and order errors for review", lambda step: _send(step, sent), hour=11)
    agenda.add(
        sent,
        "Schedule Lost and found property",
        lambda step: _schedule(step, sent, today + dt.timedelta(days=_WAIT_DAYS)),
        hour=11.5,
    )


def _send(step: Step, day: dt.date) -> None:
    found = _in_force(step, _REVIEWED)
    if found is None:
        return
    policy_id, body = found
    added = "\n## What we write down\n\nThe price shown, the price meant, and who decided.\n"
    actions.write_draft(step.session, policy_id, f"{body.rstrip()}\n{added}", today=day)
    publishing.send_for_review(step.session, policy_id, reviewer="Ingrid Ås", today=day)


def _schedule(step: Step, day: dt.date, start: dt.date) -> None:
    found = _in_force(step, _SCHEDULED)
    if found is None:
        return
    policy_id, body = found
    added = "\n## Phones and cards\n\nA found phone or bank card goes into the safe within the hour.\n"
    actions.write_draft(step.session, policy_id, f"{body.rstrip()}\n{added}", today=day)
    publishing.approve(step.session, policy_id, approver="Ingrid Ås", today=day)
    publishing.publish(
        step.session,
        policy_id,
        today=day,
        change=ChangeKind.MATERIAL,
        note="Phones and bank cards go into the safe within the hour",
        reason="A card was used after it had been handed in",
        for_you="Put found phones and cards into the safe at once and note the time.",
        effective_on=start,
    )


def _in_force(step: Step, code: str) -> tuple[int, str] | None:
    row = step.session.execute(
        sa.select(Policy.id, PolicyVersion.body)
        .join(PolicyVersion, PolicyVersion.policy_id == Policy.id)
        .where(Policy.code == code, PolicyVersion.state == VersionState.IN_FORCE)
    ).first()
    return (row.id, row.body) if row is not None else None
