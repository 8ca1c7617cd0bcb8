"""A state machine: whatever is tried with an interview, only legal moves happen, and undo takes each of them back."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring.interviews import actions, queries, rules
from csmanager.features.hiring.interviews.rules import InterviewMove, InterviewState, MarkIn, Recommendation
from csmanager.open import open_store
from tests.digest import content
from tests.features.hiring.interviews.people import applicant, opening, read, talk

TODAY = dt.date(2026, 3, 31)


def machine(blank: Path) -> type[RuleBasedStateMachine]:
    class Talks(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.folder = tempfile.mkdtemp()
            path = Path(self.folder) / "store.csm"
            shutil.copyfile(blank, path)
            self.store = open_store(path, clock=lambda: dt.datetime(2026, 3, 31, 9, tzinfo=dt.UTC))
            self.today = TODAY
            self.state = InterviewState.PLANNED
            self.on = TODAY + dt.timedelta(days=1)
            self.cards: set[int] = set()
            self.trail: list[tuple[InterviewState, dt.date, frozenset[int], dict[str, object]]] = []

        @initialize()
        def begin(self) -> None:
            self.key = talk(
                self.store, applicant(self.store, opening(self.store, TODAY), TODAY), self.on, TODAY
            )

        def _attempt(self, label: str, is_legal: bool, action: object, *args: object, **more: object) -> bool:
            before = content(self.store, history=False)
            kept = (self.state, self.on, frozenset(self.cards), before)
            try:
                self.store.do(label, action, *args, **more)  # type: ignore[arg-type]
            except RuleBroken as error:
                assert not is_legal, str(error)
                assert str(error).endswith((".", "!")), str(error)
                assert content(self.store, history=False) == before
                return False
            assert is_legal
            self.trail.append(kept)
            return True

        @rule(
            what=st.sampled_from(list(InterviewMove)),
            reason=st.sampled_from(["", "ill"]),
            shift=st.integers(0, 2),
        )
        def move(self, what: InterviewMove, reason: str, shift: int) -> None:
            legal = self.state is InterviewState.PLANNED
            if what in rules.OWES_REASON and not reason:
                legal = False
            if what in (InterviewMove.HOLD, InterviewMove.MISS) and self.on > self.today:
                legal = False
            on = self.on + dt.timedelta(days=shift)
            if what is InterviewMove.RESCHEDULE and shift == 0:
                legal = False
            if self._attempt(
                "Move", legal, actions.move, self.key, what, today=self.today, reason=reason, on=on
            ):
                if what is InterviewMove.RESCHEDULE:
                    self.on = on
                self.state = rules.MOVES[self.state][what]

        @rule(
            place=st.integers(0, 1),
            rating=st.integers(1, 4),
            words=st.sampled_from(["", "let me finish speaking"]),
        )
        def card(self, place: int, rating: int, words: str) -> None:
            who = read(self.store, queries.interview, self.key).askers[place].id
            kit = read(self.store, queries.kit_of, self.key)
            marks = [MarkIn(at, rating, words) for at in range(len(kit.questions))]
            legal = self.state in (InterviewState.PLANNED, InterviewState.DONE) and self.on <= self.today
            legal = legal and place not in self.cards and (rating in (2, 3) or bool(words))
            if self._attempt(
                "Card", legal, actions.submit_card, who, marks, Recommendation.NO_DECISION, today=self.today
            ):
                self.cards.add(place)
                self.state = InterviewState.DONE

        @rule(days=st.integers(0, 2))
        def wait(self, days: int) -> None:
            self.today += dt.timedelta(days=days)

        @rule()
        def undo(self) -> None:
            if self.trail:
                self.state, self.on, cards, before = self.trail.pop()
                self.cards = set(cards)
                self.store.undo()
                assert content(self.store, history=False) == before

        @invariant()
        def store_agrees(self) -> None:
            if not hasattr(self, "key"):
                return
            row = read(self.store, queries.interview, self.key)
            assert (row.state, row.on, row.cards) == (self.state, self.on, len(self.cards))
            shown = read(self.store, queries.cards, self.key)
            assert len(shown) == (2 if len(self.cards) == 2 else 0)

        def teardown(self) -> None:
            self.store.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    return Talks


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_only_legal_moves_happen(blank_file: Path) -> None:
    run_state_machine_as_test(
        machine(blank_file),
        settings=settings(
            max_examples=8, stateful_step_count=12, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
