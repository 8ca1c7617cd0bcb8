"""Both state machines on a real store: whatever is tried, the store stays true to them and goes back whole."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csmanager.core import sealing
from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.conduct import conflicts, ladder, queries, rules
from csmanager.features.conduct.rules import FORMAL, Appeal, Kind, Severity, Standing, State, Step
from csmanager.open import open_store
from tests.conftest import NOW, StandingClock
from tests.digest import content
from tests.features.conduct.conftest import add_people

TODAY = NOW.date()
_QUICK = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_DOING = st.sampled_from([*sorted(rules.MOVE_WORDS), "state", "commit", "sign", "check", "harassment"])
_STEPPING = st.tuples(
    st.sampled_from(["issue", "appeal", "uphold", "overturn", "expire", "draft"]), st.integers(0, 400)
)


@pytest.fixture(scope="module")
def sealed_file(blank_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two people and a passphrase, closed."""
    path = tmp_path_factory.mktemp("machines") / "sealed.csm"
    shutil.copyfile(blank_file, path)
    store = open_store(path, clock=StandingClock(NOW))
    store.keep_aside(sealing.keep_first, sealing.make("three quiet words", sealing.Cost(1, 8))[0])
    add_people(store, "Ana Quiet", "Ben Loud")
    store.close()
    return path


def _open(folder: str, original: Path) -> Store:
    path = Path(folder) / "store.csm"
    shutil.copyfile(original, path)
    return open_store(path, clock=StandingClock(NOW))


def _attempt(store: Store, action: object, *args: object, **values: object) -> bool:
    try:
        store.do("x", action, *args, **values)  # type: ignore[arg-type]
    except RuleBroken:
        return False
    return True


@given(kind=st.sampled_from(Kind), doing=st.lists(_DOING, min_size=4, max_size=25))
@_QUICK
def test_conflicts(sealed_file: Path, kind: Kind, doing: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = _open(folder, sealed_file)
        before = content(store, history=False)
        number = store.do(
            "x", conflicts.raise_conflict, parties=[1, 2], kind=kind, severity=Severity.LOW, about="a", today=TODAY
        )  # fmt: skip
        for what in ["triage", "interview", "state", "mediate", "commit", "agree", "sign", "monitor", *doing]:
            with store.read() as session:
                (was,) = queries.conflicts(session)
            if what == "state":
                for side in was.sides:
                    _attempt(store, conflicts.give_statement, side.id, "said", today=TODAY)
            elif what == "commit":
                parts = {side.id: "will" for side in was.sides}
                _attempt(store, conflicts.write_agreement, number, common_ground="both", commits=parts)
            elif what == "sign":
                for side in was.sides:
                    _attempt(store, conflicts.sign, side.id, today=TODAY)
            elif what == "check":
                for check in was.check_ins:
                    _attempt(store, conflicts.hold_check_in, check.id, held_on=TODAY, holds=True, note="")
            elif what == "harassment":
                _attempt(
                    store, conflicts.edit, number, today=TODAY, kind=Kind.HARASSMENT, severity=Severity.HIGH
                )
            elif _attempt(
                store, conflicts.move, number, what, today=TODAY, reason="r", routed_to="the owner"
            ):
                assert (was.state, what) in rules.MOVES
            with store.read() as session:
                (now,) = queries.conflicts(session)
            if now.kind in FORMAL or now.is_formal:
                assert now.state not in (State.MEDIATION, State.AGREEMENT, State.MONITORING)
            assert (now.closed_on is not None) == (now.state in rules.ENDED)
            if now.state is State.MONITORING:
                assert all(side.signed_on and side.statement for side in now.sides)
        while store.undo_label() == "x":
            store.undo()
        assert content(store, history=False) == before
        store.close()


@given(stepping=st.lists(_STEPPING, min_size=3, max_size=15))
@_QUICK
def test_warnings(sealed_file: Path, stepping: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = _open(folder, sealed_file)
        before = content(store, history=False)
        day = TODAY
        for what, days in [("draft", 0), *stepping]:
            day += dt.timedelta(days=days)
            with store.read() as session:
                rows = queries.warnings(session, day)
                usual = queries.next_step(session, 1, day)
            if what == "draft":
                above = rules.STEPS[rules.STEPS.index(usual) + 1 :]
                values = {
                    "person_id": 1, "severity": Severity.LOW, "clause": "Till", "happened_on": day, "facts": "f",
                    "response": "r", "today": day,
                }  # fmt: skip
                for step in above:
                    assert not _attempt(store, ladder.draft, step=step, **values)
                assert _attempt(store, ladder.draft, step=usual, **values)
                continue
            for row in rows:
                if what == "issue":
                    done = _attempt(store, ladder.issue, row.id, issued_on=day, today=day)
                    assert not done or row.standing is Standing.DRAFT
                elif what == "appeal":
                    _attempt(store, ladder.appeal, row.id, on=day, reason="r", today=day)
                elif what == "expire":
                    done = _attempt(store, ladder.expire, row.id, today=day)
                    assert not done or (row.expires_on is not None and row.expires_on <= day)
                else:
                    gone = what == "overturn"
                    done = _attempt(
                        store, ladder.decide, row.id, overturn=gone, on=day, reason="r", today=day
                    )
                    assert done == (row.appeal is Appeal.OPEN)
            with store.read() as session:
                for row in queries.warnings(session, day):
                    if row.counts:
                        assert row.standing in (Standing.ISSUED, Standing.UPHELD)
                        assert row.expires_on is None or day < row.expires_on
                    assert (row.issued_on is None) == (row.standing is Standing.DRAFT)
                    assert row.step in Step
        while store.undo_label() == "x":
            store.undo()
        assert content(store, history=False) == before
        store.close()
