"""The story "Hire": from a gap to somebody on the team, with doubles and pay over the range; undone at once."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.handbook import actions as handbook
from csmanager.features.hiring import actions, queries
from csmanager.features.hiring.offers import actions as offers
from csmanager.features.hiring.offers.rules import OfferState
from csmanager.features.hiring.openings import stages
from csmanager.features.hiring.pool import actions as pool
from csmanager.features.hiring.rules import OpeningReason, OpeningState, PayUnit, Stage
from csmanager.features.onboarding import queries as onboarding
from csmanager.features.onboarding import templating
from csmanager.features.onboarding.rules import PlanKind
from csmanager.features.team import actions as team
from csmanager.features.team.contracts.rules import ContractKind
from tests.digest import content

TODAY = dt.date(2026, 3, 31)
DAY = dt.timedelta(days=1)
NINE = (
    ("Katarzyna Wiśniewska", "k.w@x.example"),
    ("Katarzyna Wisniewska", ""),
    ("Bo Lindt", ""),
    ("Omar Haddad", ""),
    ("Ingrid Ås", ""),
    ("王芳", ""),
    ("Zoë Meyer", ""),
    ("Tariq Khan", ""),
    ("Pál Kiss", ""),
)


def test_from_the_gap_to_the_first_day_and_back_with_one_undo(store: Store) -> None:
    mentor = store.do("Add", team.add_person, name="Ana Lee", today=TODAY - 400 * DAY, role="Agent")
    policy = store.do(
        "Write", handbook.add_policy, title="Refunds", today=TODAY, body="# Refunds\n\n30 days.\n"
    )
    store.do("Publish", handbook.publish, policy, today=TODAY)
    store.do("Plans", templating.add_starters, TODAY)
    with store.read() as session:
        way = next(row for row in stages.templates(session) if row.key == "phone-agent")
        plan = next(row for row in onboarding.templates(session) if row.kind is PlanKind.ONBOARDING)
    opening = store.do(
        "Add",
        actions.add_opening,
        title="Phone agent",
        today=TODAY,
        role="Agent",
        weekly_minutes=1800,
        state=OpeningState.DRAFT,
        template_id=way.id,
        reason_kind=OpeningReason.BACKFILL,
        replaces_id=mentor,
        pay_min=1_500,
        pay_max=1_700,
        pay_unit=PayUnit.HOUR,
    )
    store.do("Approve", actions.set_opening_state, opening, OpeningState.OPEN, today=TODAY)
    ids = {
        name: store.do(
            f"Add {name}", actions.add_applicant, opening_id=opening, name=name, email=mail, today=TODAY
        )
        for name, mail in NINE
    }
    with store.read() as session:
        (double,) = queries.duplicates(session, name=NINE[0][0], besides=ids[NINE[0][0]])
    assert double.name == NINE[1][0]
    mia = ids[NINE[0][0]]
    store.do("Join", pool.merge, mia, double.id)
    with store.read() as session:
        assert len(queries.applicants(session, TODAY)) == 8
    others = [key for name, key in ids.items() if name not in (NINE[0][0], NINE[1][0])]
    store.do("No", actions.move_many, others, Stage.REJECTED, today=TODAY, reason="Hours do not fit")
    for number in range(1, len(way.stages) - 1):
        store.do("On", actions.move_many, [mia], today=TODAY + number * DAY)
    later = TODAY + len(way.stages) * DAY
    with pytest.raises(RuleBroken, match="above the pay range"):
        store.do("Offer", offers.make_offer, mia, today=later, pay=1_850)
    with pytest.raises(RuleBroken, match="was turned down"):
        store.do("Offer", offers.make_offer, others[0], today=later)
    offer = store.do(
        "Offer",
        offers.make_offer,
        mia,
        today=later,
        pay=1_850,
        range_reason="Three languages",
        role="Agent",
        weekly_minutes=1800,
        starts_on=later + 30 * DAY,
        expires_on=later + 7 * DAY,
    )
    for state in (OfferState.APPROVED, OfferState.SENT, OfferState.ACCEPTED):
        store.do("Go on", offers.set_state, offer, state, today=later)
    before = content(store, history=False)
    store.do(
        "Hire",
        actions.hire,
        mia,
        today=later,
        contract=ContractKind.PART,
        plan_template_id=plan.id,
        mentor_id=mentor,
    )
    after = content(store, history=False)
    changed = {table for table in after if after[table] != before[table]}
    assert changed >= {"person", "employment", "contract", "joining_plan", "joining_item", "assignment"}
    with store.read() as session:
        (row,) = queries.openings(session)
    assert (row.state, row.hired) == (OpeningState.FILLED, 1)
    store.undo()
    assert content(store, history=False) == before
