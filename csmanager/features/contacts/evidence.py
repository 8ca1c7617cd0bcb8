"""Which contacts stand behind a figure: one condition a metric, the same that counts them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from csmanager.core.errors import RuleBroken
from csmanager.features.contacts.rules import ContactKind, Direction, Outcome
from csmanager.features.contacts.tables import Contact

REPEAT_DAYS = (
    7  # a contact of the same customer on the same topic within so many days is a repeat, unless set
)
SHORT_ABANDON_MS = 5_000  # who gives up sooner is left out of the service level

_HANDLED = Contact.outcome == int(Outcome.HANDLED)
_LOST = Contact.outcome.in_((int(Outcome.ABANDONED), int(Outcome.MISSED)))
_QUEUED = sa.or_(Contact.kind == int(ContactKind.CALL), _LOST)
_INBOUND = sa.or_(Contact.direction.is_(None), Contact.direction != int(Direction.OUTBOUND))

_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "contacts_offered": sa.true(),
    "contacts_handled": _HANDLED,
    "answer_rate": _QUEUED,
    "abandonment_rate": _QUEUED,
    "speed_of_answer": sa.and_(_HANDLED, Contact.wait_ms.is_not(None)),
    "talk_time": sa.and_(_HANDLED, Contact.talk_ms.is_not(None)),
    "hold_time": sa.and_(_HANDLED, Contact.hold_ms.is_not(None)),
    "wrap_time": sa.and_(_HANDLED, Contact.wrap_ms.is_not(None)),
    "handle_time": sa.and_(_HANDLED, Contact.talk_ms.is_not(None)),
    "first_response_time": sa.and_(
        Contact.first_response_ms.is_not(None), Contact.outcome != int(Outcome.OPEN)
    ),
    "first_response_business": sa.and_(
        Contact.first_response_ms.is_not(None), Contact.outcome != int(Outcome.OPEN)
    ),
    "answered_in_time": sa.and_(Contact.first_response_ms.is_not(None), Contact.outcome != int(Outcome.OPEN)),
    "resolution_business": sa.and_(
        Contact.resolution_ms.is_not(None), sa.or_(Contact.resolved.is_(None), Contact.resolved == 1)
    ),
    "resolution_time": sa.and_(
        Contact.resolution_ms.is_not(None), sa.or_(Contact.resolved.is_(None), Contact.resolved == 1)
    ),
    "reopen_rate": sa.and_(
        Contact.reopened.is_not(None), sa.or_(Contact.resolved == 1, Contact.reopened == 1)
    ),
    "transfer_rate": sa.and_(_HANDLED, Contact.transferred.is_not(None)),
    "escalation_rate": sa.and_(_HANDLED, Contact.escalated.is_not(None)),
    "nps": Contact.nps.is_not(None),
}
RATINGS = ("csat_mean", "csat_top2")
METRICS = (*_CONDITIONS, "service_level", "first_contact_resolution", *RATINGS)


def condition(
    metric: str,
    first: int,
    last: int,
    latest: int,
    *,
    short_ms: int = SHORT_ABANDON_MS,
    scale: int | None = None,
    window: int = REPEAT_DAYS,
) -> ColumnElement[bool]:
    """What a contact must be to count in ``metric`` for days ``first`` to ``last`` (inclusive, since 1970-01-01).

    ``latest``: the last day the store knows of; first contacts whose ``window`` of days has not passed by then are
    pending.
    ``short_ms``: who gives up sooner is left out of the service level. ``scale``: only ratings on that scale, since
    scales are not mixed; None: on any. Contacts the shop started itself never count. Raises RuleBroken for an
    unknown metric.
    """
    if metric == "first_contact_resolution":
        return sa.and_(_INBOUND, Contact.id.in_(_first_contacts(first, min(last, latest - window), window)))
    found: ColumnElement[bool] | None = _CONDITIONS.get(metric)
    if metric == "service_level":
        waited = sa.or_(Contact.wait_ms.is_(None), Contact.wait_ms >= short_ms)
        found = sa.or_(sa.and_(_HANDLED, Contact.wait_ms.is_not(None)), sa.and_(_LOST, waited))
    elif metric in RATINGS:
        is_on_scale = sa.func.coalesce(Contact.csat_scale, 5) == scale if scale else sa.true()
        found = sa.and_(Contact.csat.is_not(None), is_on_scale)
    if found is None:
        raise RuleBroken(f"{metric} has no single contacts behind it.")
    return sa.and_(_INBOUND, found)


def _first_contacts(first: int, last: int, window: int) -> sa.Select[tuple[int]]:
    """Handled contacts of known customers with no handled one on the same topic in the ``window`` days before."""
    before = sa.func.max(sa.case((_HANDLED, Contact.day))).over(
        partition_by=(Contact.customer, sa.func.coalesce(Contact.topic_id, 0)),
        order_by=(Contact.day, Contact.started, Contact.id),
        rows=(None, -1),
    )
    seen = (
        sa.select(Contact.id, Contact.day, Contact.outcome, before.label("before"))
        .where(Contact.day.between(first - window, last), Contact.customer.is_not(None), _INBOUND)
        .subquery()
    )
    return sa.select(seen.c.id).where(
        seen.c.day.between(first, last),
        seen.c.outcome == int(Outcome.HANDLED),
        sa.or_(seen.c.before.is_(None), seen.c.day - seen.c.before > window),
    )
