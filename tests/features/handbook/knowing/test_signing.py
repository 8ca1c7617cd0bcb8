"""Who is asked to sign, what a signature is, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.handbook import actions as handbook
from csmanager.features.handbook.knowing import actions, codes, queries, rules, signed
from csmanager.features.handbook.knowing.tables import Acknowledgement, Assignment
from csmanager.features.handbook.rules import ChangeKind
from csmanager.features.kiosk.rules import Proof
from csmanager.features.team import actions as team
from csmanager.features.team import moves
from csmanager.open import open_store
from tests import digest
from tests.conftest import StandingClock
from tests.features.handbook.knowing.cast import Cast


@pytest.fixture
def cast(store: Store) -> Cast:
    return Cast(store)


def assignments(store: Store) -> set[tuple[int, int, str]]:
    with store.read() as session:
        return {(row.person_id, row.version_id, row.reason.value) for row in session.query(Assignment)}


def test_publishing_asks_everybody_and_one_undo_asks_nobody(store: Store, cast: Cast) -> None:
    ana, ben = cast.person("Ana Reyes"), cast.person("Ben Okoro")
    key = store.do("Add", handbook.add_policy, title="Refunds", today=cast.today, body="Text\n")
    before = digest.content(store, history=False)
    store.do("Publish", handbook.publish, key, today=cast.today)
    version, _ = cast.version(key)
    assert assignments(store) == {(ana, version, "new_version"), (ben, version, "new_version")}
    store.undo()
    assert digest.content(store, history=False) == before
    store.redo()
    assert len(assignments(store)) == 2


def test_a_joiner_is_asked_from_the_first_day_and_goes_with_undo(store: Store, cast: Cast) -> None:
    cast.person("Ana Reyes")
    key = cast.policy()
    joined = cast.today + dt.timedelta(days=6)
    cast.person("Cleo Park", started_on=joined)
    with store.read() as session:
        assert queries.standings(session, cast.today, policy_id=key)[0].person == "Ana Reyes"
        row = next(row for row in queries.standings(session, joined) if row.person == "Cleo Park")
    assert (row.reason.value, row.assigned_on, row.due_on) == (
        "joiner",
        joined,
        joined + dt.timedelta(days=14),
    )
    store.undo()
    assert len(assignments(store)) == 1


def test_only_kinds_that_are_signed_ask_and_a_rule_overrides(store: Store, cast: Cast) -> None:
    cast.person("Ana Reyes")
    key = store.do(
        "Add", handbook.add_policy, title="Greeting", today=cast.today, kind="script", body="Say hello.\n"
    )
    store.do("Publish", handbook.publish, key, today=cast.today)
    assert assignments(store) == set()
    store.do("Sign it", actions.set_rule, [key], must_sign=True, sign_days=3)
    assert cast.states(key) == {"Ana Reyes": "open"}
    with store.read() as session:
        assert queries.chase(session, cast.today)[0].due_on == cast.today + dt.timedelta(days=3)


def test_signed_then_editorial_carries_and_material_asks_again(store: Store, cast: Cast) -> None:
    ana, _ben = cast.person("Ana Reyes"), cast.person("Ben Okoro")
    key = cast.policy()
    cast.sign(ana, key, "Ana")
    assert cast.states(key) == {"Ana Reyes": "signed", "Ben Okoro": "open"}
    cast.change(key, "# Refunds\n\nThirty days.\n", ChangeKind.EDITORIAL)
    assert cast.states(key) == {"Ana Reyes": "carried", "Ben Okoro": "open"}
    cast.change(key, "# Refunds\n\n60 days.\n")
    assert cast.states(key) == {"Ana Reyes": "open", "Ben Okoro": "open"}
    with store.read() as session:
        every = queries.standings(session, cast.today, with_ended=True)
        assert [row.carried for row in signed.signatures(session)] == [2]
    assert {(row.person, row.number, row.state.value) for row in every} == {
        ("Ana Reyes", 3, "open"),
        ("Ben Okoro", 3, "open"),
    }  # published and replaced on one day: the first text was never due


def test_a_text_replaced_later_is_shown_as_never_signed(
    store: Store, cast: Cast, clock: StandingClock
) -> None:
    cast.person("Ana Reyes")
    key = cast.policy()
    clock.pass_time(days=20)
    cast.today += dt.timedelta(days=20)
    assert cast.states(key) == {"Ana Reyes": "overdue"}
    cast.change(key, "# Refunds\n\n60 days.\n")
    with store.read() as session:
        states = [
            (row.number, row.state.value)
            for row in queries.standings(session, cast.today, policy_id=key, with_ended=True)
        ]
    assert states == [(1, "superseded"), (2, "open")]


def test_the_signature_holds_the_hash_of_the_very_text(store: Store, cast: Cast) -> None:
    ana = cast.person("Ana Reyes")
    key = cast.policy()
    cast.sign(ana, key, "Ana Reyes")
    with store.read() as session:
        row = signed.signatures(session)[0]
    assert row.text_sha256 == rules.text_hash("# Refunds\n\n30 days.\n") and row.is_true
    assert (row.how.value, row.typed_name, row.entered_by) == ("kiosk", "Ana Reyes", "")


@pytest.mark.parametrize("name", ["Ben", "Ben Okoro", "", "A", "Ana Okoro"])
def test_nobody_signs_with_another_name(store: Store, cast: Cast, name: str) -> None:
    ana, _ben = cast.person("Ana Reyes"), cast.person("Ben Okoro")
    key = cast.policy()
    with pytest.raises(RuleBroken, match="name"):
        cast.sign(ana, key, name)


def test_nobody_signs_with_another_pin(store: Store, cast: Cast) -> None:
    ana, ben = cast.person("Ana Reyes"), cast.person("Ben Okoro")
    key = cast.policy()
    with pytest.raises(RuleBroken, match="Nobody signs for somebody else"):
        cast.sign(ana, key, "Ana", by=ben)
    version, body = cast.version(key)
    old = Proof(ana, store.clock() - dt.timedelta(minutes=16))
    with pytest.raises(RuleBroken, match="Type it again"):
        store.do(
            "x",
            actions.sign,
            old,
            person_id=ana,
            version_id=version,
            text_sha256=rules.text_hash(body),
            typed_name="Ana",
            now=store.clock(),
        )


def test_a_text_that_changed_meanwhile_must_be_read_again(store: Store, cast: Cast) -> None:
    ana = cast.person("Ana Reyes")
    key = cast.policy()
    with pytest.raises(RuleBroken, match="changed while you were reading"):
        cast.sign(ana, key, "Ana", text="# Refunds\n\n14 days.\n")
    version, body = cast.version(key)
    cast.change(key, "# Refunds\n\n60 days.\n")
    with pytest.raises(RuleBroken, match="newer version"):
        store.do(
            "x",
            actions.sign,
            Proof(ana, store.clock()),
            person_id=ana,
            version_id=version,
            text_sha256=rules.text_hash(body),
            typed_name="Ana",
            now=store.clock(),
        )


def test_a_clock_set_back_is_refused(store: Store, cast: Cast, clock: StandingClock) -> None:
    ana = cast.person("Ana Reyes")
    key = cast.policy()
    clock.pass_time(hours=-3)
    with pytest.raises(RuleBroken, match="Set the clock right"):
        cast.sign(ana, key, "Ana")


def test_who_left_or_was_merged_signs_nothing(store: Store, cast: Cast) -> None:
    ana, ben, twin = cast.person("Ana Reyes"), cast.person("Ben Okoro"), cast.person("A Reyes")
    key = cast.policy()
    store.do(
        "Leave",
        moves.leave,
        ben,
        last_day=cast.today - dt.timedelta(days=1),
        reason="Other",
        today=cast.today,
    )
    with pytest.raises(RuleBroken, match="left on"):
        cast.sign(ben, key, "Ben")
    cast.sign(twin, key, "Reyes")
    store.do("Merge", team.merge, ana, twin)
    assert cast.states(key) == {"Ana Reyes": "signed"}
    with pytest.raises(RuleBroken, match="one person now"):
        cast.sign(twin, key, "Reyes")


def test_a_retired_text_is_not_signed(store: Store, cast: Cast) -> None:
    ana = cast.person("Ana Reyes")
    key = cast.policy()
    version, body = cast.version(key)
    store.do("Retire", handbook.retire, key, today=cast.today)
    with pytest.raises(RuleBroken, match="retired"):
        store.do(
            "x",
            actions.sign,
            Proof(ana, store.clock()),
            person_id=ana,
            version_id=version,
            text_sha256=rules.text_hash(body),
            typed_name="Ana",
            now=store.clock(),
        )
    with store.read() as session:
        assert queries.chase(session, cast.today) == []


def test_signatures_are_never_changed_or_deleted(store: Store, cast: Cast) -> None:
    ana = cast.person("Ana Reyes")
    key = cast.policy()
    made = cast.sign(ana, key, "Ana")
    with pytest.raises(RuleBroken, match="already"):
        cast.sign(ana, key, "Ana")
    with pytest.raises(RuleBroken, match="never changed"), store.change("Forge") as step:
        step.session.get_one(Acknowledgement, made).typed_name = "Ben"
    with pytest.raises(RuleBroken, match="never deleted"), store.change("Lose") as step:
        step.session.delete(step.session.get_one(Acknowledgement, made))


def test_a_waiver_says_who_and_why_and_ends(store: Store, cast: Cast) -> None:
    ana = cast.person("Ana Reyes")
    key = cast.policy()
    with pytest.raises(RuleBroken, match="why"):
        store.do("x", actions.waive, ana, key, approver="Me", reason=" ", today=cast.today)
    until = cast.today + dt.timedelta(days=30)
    store.do(
        "x", actions.waive, ana, key, approver="Me", reason="On leave", today=cast.today, expires_on=until
    )
    assert cast.states(key) == {"Ana Reyes": "waived"}
    cast.today = until
    assert cast.states(key) == {"Ana Reyes": "overdue"}


# sheets


def test_every_slip_in_a_code_is_seen() -> None:
    code = codes.encode(14, 40, rules.text_hash("x")).replace("-", "")
    for at, sign in enumerate(code):
        for other in codes.SIGNS:
            if other != sign:
                with pytest.raises(RuleBroken):
                    codes.decode(code[:at] + other + code[at + 1 :])
        if at and code[at - 1] != sign:
            swapped = code[: at - 1] + sign + code[at - 1] + code[at + 1 :]
            with pytest.raises(RuleBroken):
                codes.decode(swapped)


@pytest.mark.parametrize("person", [1, 2, 14, 900])
@pytest.mark.parametrize("version", [1, 2, 40, 5000])
def test_a_code_leads_back(person: int, version: int) -> None:
    said = codes.decode(codes.encode(person, version, "ab").lower())
    assert (said.person_id, said.version_id) == (person, version)


def test_sheets_come_back_by_their_codes(store: Store, cast: Cast, clock: StandingClock) -> None:
    cast.person("Ana Reyes"), cast.person("Ben Okoro")
    key = cast.policy()
    with store.read() as session:
        lines = queries.sheet_lines(session, queries.standings(session, cast.today))
    clock.pass_time(days=2)
    signed_on = cast.today + dt.timedelta(days=1)
    given = [line.code for line in lines]
    with pytest.raises(RuleBroken, match="twice"):
        store.do(
            "x", actions.enter_sheets, [given[0]] * 2, signed_on=signed_on, entered_by="Me", now=store.clock()
        )
    with pytest.raises(RuleBroken, match="after today"):
        store.do(
            "x",
            actions.enter_sheets,
            given,
            signed_on=cast.today + dt.timedelta(days=9),
            entered_by="Me",
            now=store.clock(),
        )
    with pytest.raises(RuleBroken, match="Say who"):
        store.do("x", actions.enter_sheets, given, signed_on=signed_on, entered_by="", now=store.clock())
    done = store.do(
        "Sheets",
        actions.enter_sheets,
        given,
        signed_on=signed_on,
        entered_by="The manager",
        now=store.clock(),
    )
    assert done == 2 and set(cast.states(key).values()) == {"signed"}
    with store.read() as session:
        row = signed.signatures(session)[0]
    assert (row.how.value, row.entered_by, row.sheet_code in given) == ("paper", "The manager", True)
    assert row.signed_at.date() == signed_on and row.entered_at > row.signed_at


def test_a_sheet_of_another_text_is_refused(store: Store, cast: Cast) -> None:
    cast.person("Ana Reyes")
    key = store.do("Add", handbook.add_policy, title="Refunds", today=cast.today, body="One\n")
    store.do("Publish", handbook.publish, key, today=cast.today)
    with store.read() as session:
        code = queries.sheet_lines(session, queries.standings(session, cast.today))[0].code
    store.undo()
    store.do("Write", handbook.write_draft, key, "Two\n", today=cast.today)
    store.do("Publish", handbook.publish, key, today=cast.today)
    with store.read() as session, pytest.raises(RuleBroken, match="another text"):
        actions.read_code(session, code, cast.today)


def test_nothing_of_it_is_lost_with_a_restart(store: Store, cast: Cast, clock: StandingClock) -> None:
    ana = cast.person("Ana Reyes")
    key = cast.policy()
    cast.sign(ana, key, "Ana")
    store.close()
    again = open_store(store.path, clock=clock)
    with again.read() as session:
        assert signed.signatures(session)[0].is_true
    again.undo()
    with again.read() as session:
        assert signed.signatures(session) == []
        assert queries.chase(session, cast.today)[0].person == "Ana Reyes"
    again.redo()
    with again.read() as session:
        assert signed.signatures(session)[0].is_true
    again.close()
