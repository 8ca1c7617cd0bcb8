"""People on a real file: added, changed from a day on, leaving, merged, and given back by undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.team import actions, moves, queries
from csmanager.features.team.rules import Status
from tests.digest import content

D = dt.date
TODAY = D(2026, 3, 31)


def add(store: Store, name: str, **facts: Any) -> int:
    facts.setdefault("today", TODAY)
    return store.do(f"Add {name}", actions.add_person, name=name, **facts)


def row(store: Store, person_id: int, on: D = TODAY) -> queries.PersonRow:
    with store.read() as session:
        found = queries.person(session, person_id, on)
    assert found is not None
    return found.person


def names(store: Store, on: D = TODAY, **options: bool) -> list[str]:
    with store.read() as session:
        return [person.name for person in queries.people(session, on, **options)]


def spans(store: Store, person_id: int) -> list[tuple[D, D | None, str | None]]:
    with store.read() as session:
        return [(r.starts_on, r.ends_on, r.team) for r in reversed(queries.employment(session, person_id))]


@pytest.fixture
def bo(store: Store) -> int:
    return add(store, "Bo Lindt", team="Phones", role="Agent", weekly_minutes=2400, started_on=D(2024, 1, 1))


def test_a_new_person_gets_the_next_code_and_teams_that_are_new_are_made(store: Store, bo: int) -> None:
    other = add(store, "  Ana   Ruiz ", team="phones", role="Lead", aliases=["Ruiz, Ana", "aruiz", "114"])
    bo_row, ana = row(store, bo), row(store, other)
    assert (bo_row.code, ana.code) == ("P001", "P002")
    assert (ana.name, ana.team, ana.team_id) == ("Ana Ruiz", "Phones", bo_row.team_id)
    with store.read() as session:
        detail = queries.person(session, other, TODAY)
        assert detail is not None
        assert [alias.alias for alias in detail.aliases] == ["aruiz", "114"]  # "Ruiz, Ana" says nothing new
        keys = queries.match_keys(session)
    assert {keys[key] for key in ("ana ruiz", "aruiz", "114", "p002")} == {other}


def test_a_person_without_a_name_or_with_a_taken_code_is_refused(store: Store, bo: int) -> None:
    before = content(store)
    with pytest.raises(RuleBroken, match="name"):
        add(store, "  ")
    with pytest.raises(RuleBroken, match="belongs to Bo Lindt"):
        add(store, "Cy", code="p001")
    with pytest.raises(RuleBroken, match="80 a week"):
        add(store, "Cy", weekly_minutes=99 * 60)
    assert content(store) == before


def test_a_change_ends_the_employment_the_day_before(store: Store, bo: int) -> None:
    store.do("Move", moves.change_employment, bo, starts_on=D(2026, 2, 1), team="Chat")
    assert spans(store, bo) == [(D(2024, 1, 1), D(2026, 1, 31), "Phones"), (D(2026, 2, 1), None, "Chat")]
    assert row(store, bo, D(2026, 1, 31)).team == "Phones"
    assert row(store, bo, D(2026, 2, 1)).team == "Chat"
    assert row(store, bo).weekly_minutes == 2400


def test_a_change_before_a_later_one_holds_until_then(store: Store, bo: int) -> None:
    store.do("Move", moves.change_employment, bo, starts_on=D(2026, 2, 1), team="Chat")
    store.do("Move", moves.change_employment, bo, starts_on=D(2025, 6, 1), team="Mail")
    assert spans(store, bo) == [
        (D(2024, 1, 1), D(2025, 5, 31), "Phones"),
        (D(2025, 6, 1), D(2026, 1, 31), "Mail"),
        (D(2026, 2, 1), None, "Chat"),
    ]


def test_a_change_on_the_first_day_of_an_employment_changes_it_in_place(store: Store, bo: int) -> None:
    store.do("Move", moves.change_employment, bo, starts_on=D(2024, 1, 1), team="Chat")
    assert spans(store, bo) == [(D(2024, 1, 1), None, "Chat")]


def test_a_change_that_changes_nothing_is_refused(store: Store, bo: int) -> None:
    with pytest.raises(RuleBroken, match="Nothing would change"):
        store.do("Move", moves.change_employment, bo, starts_on=TODAY, team="PHONES")


def test_a_correction_may_not_meet_another_employment(store: Store, bo: int) -> None:
    later = store.do("Move", moves.change_employment, bo, starts_on=D(2026, 2, 1), team="Chat")
    facts = {"ends_on": None, "team": "Chat", "role": "Agent", "weekly_minutes": 1200, "reason": ""}
    with pytest.raises(RuleBroken, match="one answer only"):
        store.do("Correct", moves.correct_employment, later, starts_on=D(2026, 1, 15), **facts)
    store.do("Correct", moves.correct_employment, later, starts_on=D(2026, 2, 10), **facts)
    assert row(store, bo).weekly_minutes == 1200


def test_taking_out_an_employment_lets_the_one_before_hold_again(store: Store, bo: int) -> None:
    later = store.do("Move", moves.change_employment, bo, starts_on=D(2026, 2, 1), team="Chat")
    store.do("Remove", moves.remove_employment, later)
    assert spans(store, bo) == [(D(2024, 1, 1), None, "Phones")]
    with store.read() as session:
        only = queries.employment(session, bo)[0].id
    with pytest.raises(RuleBroken, match="only employment"):
        store.do("Remove", moves.remove_employment, only)


def test_whoever_leaves_stays_in_the_store_and_in_the_months_they_worked(store: Store, bo: int) -> None:
    with pytest.raises(RuleBroken, match="Say why"):
        store.do("Leave", moves.leave, bo, last_day=D(2026, 3, 1), reason=" ", today=TODAY)
    store.do("Leave", moves.leave, bo, last_day=D(2026, 3, 1), reason="Moved away", today=TODAY)
    assert names(store) == []
    assert names(store, include_left=True) == ["Bo Lindt"]
    assert names(store, D(2026, 3, 1)) == ["Bo Lindt"]
    assert row(store, bo, D(2026, 2, 1)).status is Status.ACTIVE
    assert spans(store, bo) == [(D(2024, 1, 1), D(2026, 3, 1), "Phones")]
    with pytest.raises(RuleBroken, match="nothing can change"):
        store.do("Move", moves.change_employment, bo, starts_on=TODAY, team="Chat")


def test_notice_turns_into_left_after_the_last_day(store: Store, bo: int) -> None:
    store.do("Leave", moves.leave, bo, last_day=D(2026, 4, 10), reason="Study", today=TODAY)
    assert row(store, bo).status is Status.LEAVING
    assert row(store, bo, D(2026, 4, 11)).status is Status.LEFT
    store.do("Later", moves.leave, bo, last_day=D(2026, 4, 20), reason="Study", today=TODAY)
    assert spans(store, bo)[-1][1] == D(2026, 4, 20)
    store.do("Stay", moves.come_back, bo, starts_on=TODAY, reason="More hours", today=TODAY)
    assert row(store, bo).status is Status.ACTIVE
    assert spans(store, bo) == [(D(2024, 1, 1), None, "Phones")]


def test_whoever_is_taken_on_again_was_away_in_between(store: Store, bo: int) -> None:
    store.do("Leave", moves.leave, bo, last_day=D(2025, 6, 30), reason="Moved away", today=TODAY)
    with pytest.raises(RuleBroken, match="choose a later day"):
        store.do("Back", moves.come_back, bo, starts_on=D(2025, 6, 30), reason="Back", today=TODAY)
    store.do("Back", moves.come_back, bo, starts_on=D(2026, 3, 1), reason="Back in town", today=TODAY)
    assert names(store, D(2025, 6, 30)) == ["Bo Lindt"]
    assert names(store, D(2025, 12, 1)) == []
    assert names(store) == ["Bo Lindt"]
    assert row(store, bo).team == "Phones"


def test_leave_ends_when_the_person_is_back(store: Store, bo: int) -> None:
    store.do("Leave", moves.start_leave, bo, today=TODAY, back_on=D(2026, 4, 7), reason="Parental leave")
    assert (row(store, bo).status, names(store)) == (Status.ON_LEAVE, ["Bo Lindt"])
    with pytest.raises(RuleBroken, match="cannot become on leave"):
        store.do("Leave", moves.start_leave, bo, today=TODAY)
    with store.read() as session:
        assert [item.mark for item in queries.todo(session, TODAY)] == ["soon"]
        assert [item.mark for item in queries.todo(session, D(2026, 4, 9))] == ["late"]
    store.do("Back", moves.end_leave, bo, today=TODAY)
    assert row(store, bo).status is Status.ACTIVE


def test_a_new_name_keeps_the_old_spelling(store: Store, bo: int) -> None:
    store.do("Rename", actions.change_person, bo, name="Bo Berg")
    with store.read() as session:
        keys = queries.match_keys(session)
    assert (keys["bo lindt"], keys["bo berg"]) == (bo, bo)
    store.do("Rename", actions.change_person, bo, name="Bo Lindt")
    with store.read() as session:
        detail = queries.person(session, bo, TODAY)
        assert detail is not None
        assert [alias.alias for alias in detail.aliases] == ["Bo Berg"]


def test_a_spelling_means_one_person(store: Store, bo: int) -> None:
    ana = add(store, "Ana Ruiz", aliases=["114"])
    for taken in ("114", "Lindt, Bo", "P001"):
        with pytest.raises(RuleBroken, match="already means"):
            store.do("Alias", actions.add_alias, bo if taken == "114" else ana, taken)


def test_two_people_of_one_name_match_nobody_by_it(store: Store, bo: int) -> None:
    add(store, "Bo Lindt")
    with store.read() as session:
        keys = queries.match_keys(session)
    assert "bo lindt" not in keys
    assert keys["p001"] == bo


def test_a_merged_person_counts_under_the_other(store: Store, bo: int) -> None:
    twin = add(store, "B. Lindt", aliases=["blindt"], email="bo@example.org", started_on=D(2023, 5, 1))
    store.do("Skill", actions.set_skill, twin, "Refunds", 3, today=TODAY, evidence="Seen on the floor")
    before = content(store, history=False)
    store.do("Merge", actions.merge, bo, twin)
    merged = content(store, history=False)
    with store.read() as session:
        keys = queries.match_keys(session)
        assert {keys[key] for key in ("blindt", "b. lindt", "p002", "bo lindt")} == {bo}
        assert queries.canonical_ids(session) == {bo: bo, twin: bo}
        detail = queries.person(session, twin, TODAY)
    assert detail is not None
    assert (detail.person.id, detail.email, detail.person.started_on) == (bo, "bo@example.org", D(2023, 5, 1))
    assert [skill.skill for skill in detail.person.skills] == ["Refunds"]
    assert names(store) == ["Bo Lindt"]
    store.undo()
    assert content(store, history=False) == before
    store.redo()
    assert content(store, history=False) == merged


def test_merging_never_goes_in_circles(store: Store, bo: int) -> None:
    twin, third = add(store, "B. Lindt"), add(store, "Lindt B")
    store.do("Merge", actions.merge, bo, twin)
    for keep, merged in ((bo, bo), (twin, bo), (third, twin), (twin, third)):
        with pytest.raises(RuleBroken):
            store.do("Merge", actions.merge, keep, merged)
    store.do("Merge", actions.merge, third, bo)
    with store.read() as session:
        assert set(queries.canonical_ids(session).values()) == {third}
        assert {queries.match_keys(session)[key] for key in ("b. lindt", "bo lindt")} == {third}


def test_one_change_for_several_says_how_many_it_changed(store: Store, bo: int) -> None:
    ana, cy = add(store, "Ana Ruiz", team="Chat"), add(store, "Cy")
    with store.read() as session:
        assert moves.would_change(session, [bo, ana, cy], starts_on=TODAY, team="chat") == [bo, cy]
    before = content(store, history=False)
    assert store.do("Team", moves.change_many, [bo, ana, cy], starts_on=TODAY, team="Chat") == 2
    assert {person.team for person in (row(store, bo), row(store, ana), row(store, cy))} == {"Chat"}
    store.undo()
    assert content(store, history=False) == before
    with pytest.raises(RuleBroken, match="already"):
        store.do("Team", moves.change_many, [ana], starts_on=TODAY, team="Chat")


def test_skills_have_levels_from_one_to_five(store: Store, bo: int) -> None:
    store.do("Skill", actions.set_skill, bo, "Refunds", 2, today=TODAY, evidence="Seen on the floor")
    store.do("Skill", actions.set_skill, bo, "refunds", 4, today=TODAY, evidence="Seen on the floor")
    assert [(skill.skill, skill.level) for skill in row(store, bo).skills] == [("Refunds", 4)]
    with pytest.raises(RuleBroken, match="1 to 5"):
        store.do("Skill", actions.set_skill, bo, "Refunds", 6, today=TODAY, evidence="Seen on the floor")
    store.do("Skill", actions.set_skill, bo, "Refunds", None, today=TODAY, evidence="Seen on the floor")
    assert row(store, bo).skills == ()


def test_teams_are_renamed_for_everyone(store: Store, bo: int) -> None:
    store.do("Add", actions.add_entry, "team", "Chat")
    with store.read() as session:
        phones = next(entry.id for entry in queries.entries(session, "team", TODAY) if entry.people == 1)
    store.do("Rename", actions.rename_entry, "team", phones, "Voice")
    assert row(store, bo).team == "Voice"
    with pytest.raises(RuleBroken, match="already"):
        store.do("Rename", actions.rename_entry, "team", phones, "chat")


def test_a_start_may_move_but_not_past_a_later_change(store: Store, bo: int) -> None:
    store.do("Start", actions.change_person, bo, started_on=D(2024, 2, 1))
    assert spans(store, bo)[0][0] == D(2024, 2, 1)
    store.do("Move", moves.change_employment, bo, starts_on=D(2026, 2, 1), team="Chat")
    with pytest.raises(RuleBroken, match="correct that first"):
        store.do("Start", actions.change_person, bo, started_on=D(2026, 3, 1))


STEPS: list[tuple[str, Callable[..., Any], dict[str, Any]]] = [
    ("rename", actions.change_person, {"name": "Bo Berg", "notes": "x", "email": "b@example.org"}),
    ("change", moves.change_employment, {"starts_on": D(2026, 2, 1), "team": "New team", "role": "New role"}),
    ("leave", moves.leave, {"last_day": D(2026, 3, 1), "reason": "Moved", "today": TODAY}),
    ("on leave", moves.start_leave, {"back_on": D(2026, 5, 1), "today": TODAY}),
    ("alias", actions.add_alias, {"alias": "blindt"}),
    ("skill", actions.set_skill, {"skill": "Refunds", "level": 3, "today": TODAY, "evidence": "Seen"}),
]


@pytest.mark.parametrize(("label", "action", "facts"), STEPS, ids=[step[0] for step in STEPS])
def test_undo_gives_back_the_very_rows_and_redo_the_change(
    store: Store, bo: int, label: str, action: Callable[..., Any], facts: dict[str, Any]
) -> None:
    before = content(store, history=False)
    store.do(label, action, bo, **facts)
    after = content(store, history=False)
    assert after != before
    store.undo()
    assert content(store, history=False) == before
    store.redo()
    assert content(store, history=False) == after


def test_people_are_found_by_any_spelling(store: Store, bo: int) -> None:
    ana = add(store, "Ana Bo", aliases=["114"])
    with store.read() as session:
        assert [found.record for found in queries.find(session, "bo", 9)] == [f"person:{bo}", f"person:{ana}"]
        assert [found.record for found in queries.find(session, "114", 9)] == [f"person:{ana}"]
        assert [found.record for found in queries.find(session, "Lindt, Bo", 9)] == [f"person:{bo}"]
        assert queries.find(session, " ", 9) == []


def test_a_start_and_a_last_day_ahead_come_up_on_today(store: Store, bo: int) -> None:
    add(store, "Cy", started_on=D(2026, 4, 6), role="Agent")
    store.do("Leave", moves.leave, bo, last_day=D(2026, 4, 10), reason="Study", today=TODAY)
    with store.read() as session:
        items = queries.todo(session, TODAY)
        assert queries.head_count(session, TODAY) == 1
    assert [(item.text, item.mark) for item in items] == [
        ("Bo Lindt: last day", "soon"),
        ("Cy starts", "soon"),
    ]


def test_changes_noted_for_after_the_last_day_go_with_the_leaving(store: Store, bo: int) -> None:
    store.do("Move", moves.change_employment, bo, starts_on=D(2026, 6, 1), team="Chat")
    store.do("Leave", moves.leave, bo, last_day=D(2026, 4, 30), reason="Study", today=TODAY)
    assert spans(store, bo) == [(D(2024, 1, 1), D(2026, 4, 30), "Phones")]
    store.undo()
    assert spans(store, bo)[-1] == (D(2026, 6, 1), None, "Chat")


def test_an_employment_taken_out_of_the_middle_is_filled_by_the_one_before(store: Store, bo: int) -> None:
    store.do("Move", moves.change_employment, bo, starts_on=D(2026, 2, 1), team="Chat")
    middle = store.do("Move", moves.change_employment, bo, starts_on=D(2025, 6, 1), team="Mail")
    store.do("Remove", moves.remove_employment, middle)
    assert spans(store, bo) == [(D(2024, 1, 1), D(2026, 1, 31), "Phones"), (D(2026, 2, 1), None, "Chat")]


def test_a_skill_both_records_have_stays_as_the_kept_one_was_judged(store: Store, bo: int) -> None:
    twin = add(store, "B. Lindt")
    store.do("Skill", actions.set_skill, bo, "Refunds", 2, today=TODAY, evidence="Seen on the floor")
    store.do("Skill", actions.set_skill, twin, "Refunds", 5, today=TODAY, evidence="Seen on the floor")
    store.do("Merge", actions.merge, bo, twin)
    assert [(skill.skill, skill.level) for skill in row(store, bo).skills] == [("Refunds", 2)]


def test_whoever_left_before_anything_was_noted_keeps_team_and_role(store: Store) -> None:
    cy = add(store, "Cy", team="Phones")
    store.do("Leave", moves.leave, cy, last_day=D(2026, 2, 28), reason="Moved", today=TODAY)
    assert spans(store, cy) == [(D(2026, 2, 28), D(2026, 2, 28), "Phones")]
    assert row(store, cy, D(2026, 1, 31)).team == "Phones"


def test_the_first_employment_taken_out_is_filled_by_the_next(store: Store, bo: int) -> None:
    store.do("Move", moves.change_employment, bo, starts_on=D(2026, 2, 1), team="Chat")
    with store.read() as session:
        first = queries.employment(session, bo)[-1].id
    store.do("Remove", moves.remove_employment, first)
    assert spans(store, bo) == [(D(2024, 1, 1), None, "Chat")]
