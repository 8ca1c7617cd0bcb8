"""The Trash and the life of a record."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core import lifeline, trash
from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.hiring.rules import OpeningState, Stage
from csmanager.features.hiring.tables import Applicant, Opening, StageMove

DAY = dt.date(2026, 3, 1)


def hire(store: Store) -> tuple[int, int]:
    with store.change("Add an opening") as step:
        opening = Opening(title="Weekend agent", state=OpeningState.OPEN, opened_on=DAY)
        step.session.add(opening)
        step.session.flush()
        applicant = Applicant(
            opening_id=opening.id, name="Dana Okafor", stage=Stage.APPLIED, stage_since=DAY, applied_on=DAY
        )
        step.session.add(applicant)
        step.session.flush()
        step.session.add(StageMove(applicant_id=applicant.id, to_stage=Stage.APPLIED, moved_on=DAY))
        return opening.id, applicant.id


def throw(store: Store, kind: type[Opening] | type[Applicant], number: int) -> None:
    with store.change("Move to Trash") as step:
        step.session.get_one(kind, number).trashed_on = DAY


def test_the_trash_lists_records_of_every_duty_by_their_names(store: Store) -> None:
    opening, applicant = hire(store)
    throw(store, Opening, opening)
    throw(store, Applicant, applicant)
    with store.read() as session:
        rows = trash.trash(session)
    assert [(row.kind, row.title, row.trashed_on) for row in rows] == [
        ("Applicant", "Dana Okafor", DAY),
        ("Opening", "Weekend agent", DAY),
    ]


def test_what_is_restored_is_where_it_was(store: Store) -> None:
    _, applicant = hire(store)
    throw(store, Applicant, applicant)
    assert store.do("Restore", trash.restore, [("applicant", str(applicant))]) == 1
    with store.read() as session:
        assert trash.trash(session) == []
        assert session.get_one(Applicant, applicant).trashed_on is None


def test_restoring_what_is_gone_is_refused(store: Store) -> None:
    with pytest.raises(RuleBroken, match="not in the Trash"):
        store.do("Restore", trash.restore, [("applicant", "99")])


def test_emptying_takes_the_parts_of_a_record_along(store: Store) -> None:
    _, applicant = hire(store)
    throw(store, Applicant, applicant)
    done = store.do("Empty Trash", trash.empty)
    assert (done.removed, done.kept) == (2, ())
    with store.read() as session:
        assert session.query(Applicant).count() == session.query(StageMove).count() == 0


def test_emptying_keeps_what_others_need(store: Store) -> None:
    opening, _ = hire(store)
    throw(store, Opening, opening)
    done = store.do("Empty Trash", trash.empty)
    assert (done.removed, done.kept) == (0, ("Weekend agent",))
    with store.read() as session:
        assert session.query(Opening).count() == session.query(Applicant).count() == 1


def test_emptying_can_be_undone(store: Store) -> None:
    opening, applicant = hire(store)
    throw(store, Opening, opening)
    throw(store, Applicant, applicant)
    assert store.do("Empty Trash", trash.empty).removed == 3
    store.undo()
    with store.read() as session:
        assert {row.title for row in trash.trash(session)} == {"Weekend agent", "Dana Okafor"}
        assert session.query(StageMove).count() == 1


def test_the_life_of_a_record_names_each_field_and_its_values(store: Store) -> None:
    _, applicant = hire(store)
    throw(store, Applicant, applicant)
    with store.read() as session:
        newest, oldest = lifeline.life(session, "applicant", str(applicant))
    assert (newest.label, newest.what) == ("Move to Trash", "changed")
    assert newest.fields == (lifeline.FieldRow("Trashed on", "", "2026-03-01"),)
    assert oldest.what == "added"
    assert lifeline.FieldRow("Name", "", "Dana Okafor") in oldest.fields


def test_a_step_names_the_records_it_touched(store: Store) -> None:
    hire(store)
    with store.read() as session:
        from csmanager.core import history

        newest = history.steps(session, limit=1)[0]
        rows = lifeline.touched(session, newest.id)
    assert [(row.kind, row.title, row.what) for row in rows][:2] == [
        ("Opening", "Weekend agent", "added"),
        ("Applicant", "Dana Okafor", "added"),
    ]
