"""PINs: what they may be, how they are kept, how wrong ones make everybody wait."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.kiosk import actions, pins, queries, rules
from csmanager.features.kiosk.tables import PersonPin, PinTry
from csmanager.open import open_store
from tests import digest
from tests.conftest import StandingClock
from tests.features.handbook.knowing.cast import PIN, Cast


@pytest.fixture
def cast(store: Store) -> Cast:
    return Cast(store)


@pytest.mark.parametrize("pin", ["123", "1234567", "12a4", "1234", "4321", "0000", "", "１２３５", " 258"])
def test_a_pin_that_is_too_easy_or_no_pin_is_refused(pin: str) -> None:
    with pytest.raises(RuleBroken):
        rules.check_new_pin(pin)


@pytest.mark.parametrize("pin", ["2580", "112233", "13579"])
def test_a_pin_of_four_to_six_digits_is_taken(pin: str) -> None:
    assert rules.check_new_pin(pin) == pin


def test_the_same_pin_looks_different_for_everybody_and_fits_its_own_salt_only() -> None:
    one, other = rules.hash_pin("2580", "00" * 16), rules.hash_pin("2580", "11" * 16)
    assert one != other and "2580" not in one
    assert rules.fits("2580", "00" * 16, one)
    assert not rules.fits("2581", "00" * 16, one) and not rules.fits("2580", "11" * 16, one)


def test_waits_grow_and_never_shrink() -> None:
    waits = [rules.wait_after(count) for count in range(12)]
    assert waits == sorted(waits)
    assert waits[:4] == [dt.timedelta(), dt.timedelta(), dt.timedelta(), dt.timedelta(seconds=15)]
    assert waits[-1] == dt.timedelta(hours=1)


def test_the_right_pin_proves_whose_it_is(store: Store, cast: Cast) -> None:
    ana, ben = cast.person("Ana Reyes"), cast.person("Ben Okoro")
    cast.pin(ana)
    assert pins.prove(store, ana, PIN) == rules.Proof(ana, store.clock())
    with pytest.raises(RuleBroken, match="has no PIN"):
        pins.prove(store, ben, PIN)
    with pytest.raises(RuleBroken, match="no PIN"):
        pins.prove(store, None, PIN)


def test_wrong_pins_wait_longer_also_after_a_restart_and_undo(
    store: Store, cast: Cast, clock: StandingClock
) -> None:
    ana = cast.person("Ana Reyes")
    cast.pin(ana)
    for _ in range(3):
        with pytest.raises(RuleBroken, match="not the PIN"):
            pins.prove(store, ana, "9999")
    with pytest.raises(RuleBroken, match=r"Too many wrong PINs\. Try again in 15 seconds"):
        pins.prove(store, ana, PIN)  # even the right one
    assert store.undo_label() == "Set a PIN"  # tries are facts, not steps
    store.close()
    again = open_store(store.path, clock=clock)
    with pytest.raises(RuleBroken, match="Too many"):
        pins.prove(again, ana, PIN)
    clock.pass_time(hours=-2)
    with pytest.raises(RuleBroken, match="Too many"):
        pins.prove(again, ana, PIN)  # setting the clock back helps nobody
    clock.pass_time(hours=2, seconds=16)
    assert pins.prove(again, ana, PIN).person_id == ana
    with again.read() as session:
        assert session.query(PinTry).count() == 0
    again.close()


def test_a_pin_is_written_nowhere(store: Store, cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    ana = cast.person("Ana Reyes")
    cast.pin(ana, "739164")
    with pytest.raises(RuleBroken) as refused:
        pins.prove(store, ana, "739165")
    pins.prove(store, ana, "739164")
    assert "7391" not in str(refused.value) and "7391" not in caplog.text
    store.close()
    raw = store.path.read_bytes()
    assert b"739164" not in raw and b"739165" not in raw


def test_setting_a_pin_is_one_step_and_undone_to_the_last_row(store: Store, cast: Cast) -> None:
    ana = cast.person("Ana Reyes")
    before = digest.content(store, history=False)
    cast.pin(ana)
    cast.pin(ana, "4711")
    assert pins.prove(store, ana, "4711")
    store.undo()
    assert pins.prove(store, ana, PIN)
    store.undo()
    assert digest.content(store, history=False) == before


def test_the_manager_has_one_pin_and_a_person_may_lose_theirs(store: Store, cast: Cast) -> None:
    ana = cast.person("Ana Reyes")
    cast.pin(None, "9753")
    cast.pin(None, "8642")
    cast.pin(ana)
    with store.read() as session:
        assert session.query(PersonPin).count() == 2
        assert [row.has_pin for row in queries.names(session, cast.today)] == [True]
    assert pins.prove(store, None, "8642").person_id == pins.MANAGER
    store.do("Take away", actions.remove_pin, ana)
    with pytest.raises(RuleBroken, match="no PIN"):
        pins.prove(store, ana, PIN)
