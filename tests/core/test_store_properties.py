"""Any run of steps, batches, undo, redo and restarts gives back the very rows."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from csmanager.core import history
from csmanager.core.store import Store
from csmanager.features.hiring.rules import OpeningState, Stage
from csmanager.features.hiring.tables import Applicant, Opening
from csmanager.features.reviews.rules import Scope
from csmanager.features.reviews.tables import Metric, Target
from csmanager.features.today.tables import Task
from csmanager.open import open_store
from tests.conftest import NOW, StandingClock
from tests.core.test_store import DAY, add_task, bring_in
from tests.digest import content

TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=40)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)

Rows = dict[str, list[tuple[object, ...]]]


class AnyRun(RuleBasedStateMachine):
    """Keeps what the store held after each step, and compares after every undo and redo."""

    blank: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        path = self.folder / "s.csm"
        shutil.copyfile(self.blank, path)
        self.clock = StandingClock(NOW)
        self.store: Store = open_store(path, clock=self.clock)
        self.past: list[Rows] = [self.rows()]
        self.future: list[Rows] = []
        self.start = 0

    def rows(self) -> Rows:
        return content(self.store, history=False, shadows=False)

    def stepped(self) -> None:
        rows = self.rows()
        if rows != self.past[-1]:
            self.past.append(rows)
            self.future.clear()

    @rule(text=TEXTS)
    def add(self, text: str) -> None:
        self.store.do("Add a to-do", add_task, text)
        self.stepped()

    @rule(text=TEXTS, place=st.integers(0, 5))
    def edit(self, text: str, place: int) -> None:
        def change(session: Any) -> None:
            found = session.query(Task).order_by(Task.id).offset(place).first()
            if found:
                found.text = text

        self.store.do("Edit", change)
        self.stepped()

    @rule(place=st.integers(0, 5))
    def remove(self, place: int) -> None:
        def change(session: Any) -> None:
            found = session.query(Task).order_by(Task.id).offset(place).first()
            if found:
                session.delete(found)

        self.store.do("Remove", change)
        self.stepped()

    @rule(value=NUMBERS, name=TEXTS)
    def several_duties_in_one_step(self, value: float, name: str) -> None:
        def change(session: Any) -> None:
            metric = session.query(Metric).order_by(Metric.id).first()
            if metric is not None:
                session.add(Target(metric_id=metric.id, scope=Scope.STORE, value=value, starts_on=DAY))
            opening = Opening(title=name, state=OpeningState.OPEN, opened_on=DAY)
            session.add(opening)
            session.flush()
            session.add(
                Applicant(
                    opening_id=opening.id, name=name, stage=Stage.APPLIED, stage_since=DAY, applied_on=DAY
                )
            )

        self.store.do("Several", change)
        self.stepped()

    @rule(count=st.integers(1, 30))
    def batch(self, count: int) -> None:
        bring_in(self.store, count, start=self.start, first_day=20_000 + self.start % 90)
        self.start += count
        self.stepped()

    @rule(modulus=st.integers(2, 5))
    def newer_batch(self, modulus: int) -> None:
        with self.store.change("Newer export") as step:
            door = step.door()
            door.replace(
                "contact",
                ("outcome", "talk_ms"),
                "SELECT id, 1 + (outcome % 4) AS outcome, coalesce(talk_ms, 0) + 1 AS talk_ms FROM contact"
                " WHERE id % ? = 0",
                (modulus,),
            )
        self.stepped()

    @precondition(lambda self: len(self.past) > 1)
    @rule()
    def undo(self) -> None:
        self.store.undo()
        self.future.append(self.past.pop())
        assert self.rows() == self.past[-1]

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        self.store.redo()
        self.past.append(self.future.pop())
        assert self.rows() == self.past[-1]

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = open_store(self.store.path, clock=self.clock)
        assert self.rows() == self.past[-1]

    @invariant()
    def the_chain_holds(self) -> None:
        if hasattr(self, "store"):
            with self.store.read() as session:
                assert history.verify(session).broken_at is None

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)


def test_any_run_of_steps_gives_back_the_very_rows(blank_file: Path) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    AnyRun.blank = blank_file
    run_state_machine_as_test(
        AnyRun,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
