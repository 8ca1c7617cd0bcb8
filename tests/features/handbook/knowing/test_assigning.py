"""Whom a text asks, by rules alone and through steps; and that no signature is ever lost or forged."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csmanager.core.errors import AppError
from csmanager.core.store import Store
from csmanager.features.handbook.knowing import queries, rules, signed
from csmanager.features.handbook.knowing.rules import Audience, PeriodFact, PersonFact, Reason, VersionFact
from csmanager.features.handbook.knowing.tables import Acknowledgement, Assignment
from csmanager.features.handbook.rules import ChangeKind
from csmanager.features.handbook.tables import PolicyAudience
from csmanager.features.team import actions as team
from csmanager.features.team import moves
from csmanager.open import open_store
from tests import digest
from tests.conftest import NOW, StandingClock
from tests.features.handbook.knowing.cast import Cast

D = dt.date


def first(start: D, end: D | None = None) -> VersionFact:
    return VersionFact(1, 1, 1, True, start, end)


def test_a_mover_is_asked_from_the_day_of_the_move() -> None:
    person = PersonFact(
        7,
        D(2020, 1, 1),
        None,
        (PeriodFact(D(2020, 1, 1), D(2026, 2, 28), 1, None), PeriodFact(D(2026, 3, 1), None, 2, None)),
    )
    (due,) = rules.duties([first(D(2025, 1, 1))], [person], Audience(team_ids=frozenset({2})), sign_days=7)
    assert (due.assigned_on, due.due_on, due.reason) == (D(2026, 3, 1), D(2026, 3, 8), Reason.MOVER)
    assert rules.duties([first(D(2025, 1, 1))], [person], Audience(team_ids=frozenset({3}))) == []
    (due,) = rules.duties([first(D(2025, 1, 1))], [person], Audience(team_ids=frozenset({1, 2})))
    assert due.reason is Reason.NEW_VERSION  # moving inside the audience asks nothing anew


def test_nobody_is_asked_before_they_came_or_after_they_left() -> None:
    gone = PersonFact(1, D(2020, 1, 1), D(2025, 12, 31))
    coming = PersonFact(2, D(2026, 5, 1), None)
    unknown = PersonFact(3, None, None)
    found = rules.duties([first(D(2026, 1, 1))], [gone, coming, unknown], Audience(), since=D(2026, 2, 1))
    assert [(due.person_id, due.assigned_on) for due in found] == [(2, D(2026, 5, 1)), (3, D(2026, 2, 1))]


def test_editorial_versions_belong_to_the_one_before() -> None:
    versions = [
        VersionFact(1, 1, 1, True, D(2026, 1, 1), D(2026, 2, 1)),
        VersionFact(2, 1, 2, False, D(2026, 2, 1), D(2026, 3, 1)),
        VersionFact(3, 1, 3, True, D(2026, 3, 1), None),
    ]
    found = rules.duties(versions, [PersonFact(1, D(2020, 1, 1), None)], Audience())
    assert [(due.version_id, due.ended_on) for due in found] == [(1, D(2026, 3, 1)), (3, None)]


def test_an_audience_asks_only_its_people_also_after_a_move(store: Store) -> None:
    cast = Cast(store)
    ana, ben = cast.person("Ana Reyes", team="Phones"), cast.person("Ben Okoro", team="Mail")
    key = cast.policy()
    with store.read() as session:
        team_id = next(row.team_id for row in queries.people(session, cast.today) if row.id == ana)

    def only(session: object) -> None:
        session.add(PolicyAudience(policy_id=key, team_id=team_id))  # type: ignore[attr-defined]

    store.do("Only phones", only)
    assert set(cast.states(key)) == {"Ana Reyes"}
    start = cast.today + dt.timedelta(days=3)
    store.do("Move", moves.change_employment, ben, starts_on=start, team="Phones", reason="Wish")
    cast.today = start
    assert set(cast.states(key)) == {"Ana Reyes", "Ben Okoro"}
    with store.read() as session:
        row = session.get_one(Assignment, (ben, cast.version(key)[0]))
        assert (row.reason, row.assigned_on) == (Reason.MOVER, start)
    store.undo()
    assert set(cast.states(key)) == {"Ana Reyes"}


STEPS = st.lists(
    st.sampled_from(["sign1", "sign2", "material", "editorial", "undo", "redo", "restart", "join", "retire"]),
    max_size=12,
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_signature_is_lost_or_forged(steps: list[str], blank_file: Path, tmp_path_factory: object) -> None:
    """A model keeps (person, text) of every signature that stands; the store always says the same."""
    from csmanager.features.handbook import actions as handbook

    folder = tmp_path_factory.mktemp("signed")  # type: ignore[attr-defined]
    path = folder / "store.csm"
    shutil.copyfile(blank_file, path)
    clock = StandingClock(NOW)
    store = open_store(path, clock=clock)
    cast = Cast(store)
    people = [cast.person("Ana Reyes"), cast.person("Ben Okoro")]
    key = cast.policy()
    floor = store.undo_label()
    present: frozenset[tuple[int, str]] = frozenset()
    past: list[frozenset[tuple[int, str]]] = []  # what stood before each step that can be undone
    future: list[frozenset[tuple[int, str]]] = []
    count = 0
    try:
        for step in steps:
            clock.pass_time(minutes=5)
            count += 1
            if step == "restart":
                store.close()
                store = cast.store = open_store(path, clock=clock)
            elif step == "undo":
                if past:
                    store.undo()
                    future.append(present)
                    present = past.pop()
            elif step == "redo":
                if future:
                    store.redo()
                    past.append(present)
                    present = future.pop()
            else:
                before = present
                try:
                    if step in ("sign1", "sign2"):
                        who = 0 if step == "sign1" else 1
                        body = cast.version(key)[1]
                        cast.sign(people[who], key, ("Ana", "Ben")[who])
                        present = before | {(people[who], rules.text_hash(body))}
                    elif step in ("material", "editorial"):
                        with store.change("New version") as change:
                            handbook.write_draft(change.session, key, f"Text {count}\n", today=cast.today)
                            handbook.publish(
                                change.session,
                                key,
                                today=cast.today,
                                change=ChangeKind(step),
                                note="Other words",
                            )
                    elif step == "retire":
                        store.do("Retire", handbook.retire, key, today=cast.today)
                    else:
                        cast.person(f"Joiner {count}")
                except AppError:
                    continue  # refused: nothing may have changed
                past.append(before)
                future.clear()
            with store.read() as session:
                kept = {(row.person_id, row.text_sha256) for row in session.query(Acknowledgement)}
                assert kept == present
                assert all(row.is_true for row in signed.signatures(session))
                counted = {row.person_id for row in queries.standings(session, cast.today) if row.signed_at}
                assert counted <= {person for person, _ in present}
        while past:
            store.undo()
            past.pop()
        assert store.undo_label() == floor
        with store.read() as session:
            assert session.query(Acknowledgement).count() == 0
    finally:
        store.close()


def test_assignments_are_the_same_when_they_are_all_made_again(store: Store) -> None:
    cast = Cast(store)
    ana = cast.person("Ana Reyes")
    key = cast.policy()
    cast.change(key, "# Refunds\n\n60 days.\n")
    store.do("Note", team.change_person, ana, notes="Left-handed")
    store.do("Leave", moves.leave, ana, last_day=cast.today, reason="Moves away", today=cast.today)
    cast.person("Ben Okoro", started_on=cast.today + dt.timedelta(days=2))
    before = digest.content(store, history=False)
    store.bring_up_to_date(lambda _session: None)
    assert digest.content(store, history=False) == before
    assert len(before["assignment"]) == 2
