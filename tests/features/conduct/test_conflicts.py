"""A conflict from the first word to the last check-in, and what is refused on the way."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from csmanager.core import lifeline, sealing
from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.exporting import export_all
from csmanager.features.conduct import atkiosk, conflicts, due, queries
from csmanager.features.conduct.queries import ConflictRow
from csmanager.features.conduct.rules import Kind, Severity, State
from csmanager.features.conduct.tables import Conflict
from tests.digest import content

SAID = "He throws the headset when Ana asks for help"


def raise_one(store: Store, pair: tuple[int, int], today: dt.date, kind: Kind = Kind.PERSONALITY) -> int:
    return store.do(
        "x", conflicts.raise_conflict, parties=pair, kind=kind, severity=Severity.LOW, about=SAID, today=today
    )


def only(store: Store) -> ConflictRow:
    with store.read() as session:
        (row,) = queries.conflicts(session)
        return row


def go(store: Store, number: int, move: str, today: dt.date, **more: str) -> None:
    store.do("x", conflicts.move, number, move, today=today, **more)


def to_hearing(store: Store, pair: tuple[int, int], today: dt.date) -> ConflictRow:
    number = raise_one(store, pair, today)
    go(store, number, "triage", today)
    go(store, number, "interview", today)
    return only(store)


def to_monitoring(store: Store, pair: tuple[int, int], today: dt.date) -> ConflictRow:
    row = to_hearing(store, pair, today)
    for side in row.sides:
        store.do("x", conflicts.give_statement, side.id, f"As {side.person} saw it", today=today)
    go(store, row.id, "mediate", today)
    store.do(
        "x", conflicts.write_agreement, row.id, common_ground="Mondays are hard",
        commits={side.id: f"{side.person} asks before shouting" for side in row.sides},
    )  # fmt: skip
    go(store, row.id, "agree", today)
    for side in row.sides:
        store.do("x", conflicts.sign, side.id, today=today)
    go(store, row.id, "monitor", today)
    return only(store)


def test_the_whole_way_and_back_to_the_last_row(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    before = content(store, history=False)
    row = to_monitoring(store, pair, today)
    assert [(one.week, one.due_on) for one in row.check_ins] == [
        (1, today + dt.timedelta(weeks=1)),
        (2, today + dt.timedelta(weeks=2)),
        (4, today + dt.timedelta(weeks=4)),
        (8, today + dt.timedelta(weeks=8)),
    ]
    with pytest.raises(RuleBroken, match="still ahead"):
        go(store, row.id, "close", today)
    for check in row.check_ins:
        store.do("x", conflicts.hold_check_in, check.id, held_on=check.due_on, holds=True, note="Better")
    go(store, row.id, "close", today)
    done = only(store)
    assert done.state is State.CLOSED
    about = sealing.place("conflict_party", "statement", done.sides[0].id)
    assert sealing.unseal(secret, done.sides[0].statement, about) == "As Ana Quiet saw it"
    after = content(store, history=False)
    steps = 0
    while store.undo_label() == "x":
        store.undo()
        steps += 1
    assert content(store, history=False) == before
    for _ in range(steps):
        store.redo()
    assert content(store, history=False) == after


def test_not_a_byte_of_what_was_said_is_in_any_file(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    to_monitoring(store, pair, today)
    store.undo()
    store.redo()
    store.copy_to(store.path.with_name("backup.csm"))
    files = list(store.path.parent.glob("*.csm*"))
    assert len(files) >= 2
    for path in files:
        raw = path.read_bytes()
        for text in (SAID, "As Ana Quiet saw it", "Mondays are hard", "asks before shouting"):
            assert text.encode() not in raw, path.name
            assert text[:12].encode("utf-16-le") not in raw


def test_history_and_export_name_nothing(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    raise_one(store, pair, today)
    with store.read() as session:
        step = session.scalar(sa.text("SELECT max(id) FROM history_step"))
        touched = lifeline.touched(session, int(step or 0))
    assert {row.kind for row in touched} == {"Sealed matter"}
    assert {field.after for row in touched for field in row.fields} == {"sealed"}
    export_all(store, store.path.with_name("out"))
    names = {path.name for path in (store.path.with_name("out") / "tables").iterdir()}
    assert not {"conflict.csv", "conflict_party.csv", "discipline.csv", "conduct_move.csv"} & names
    images = (store.path.with_name("out") / "tables" / "history_row.csv").read_text()
    assert "personality" not in images


def test_it_needs_a_passphrase_two_sides_and_a_word(
    store: Store, pair: tuple[int, int], today: dt.date
) -> None:
    with pytest.raises(RuleBroken, match="not set up"):
        raise_one(store, pair, today)
    with pytest.raises(RuleBroken, match="two sides"):
        raise_one(store, (pair[0], pair[0]), today)


def test_both_are_heard_before_they_talk_and_sign_before_it_is_watched(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    row = to_hearing(store, pair, today)
    store.do("x", conflicts.give_statement, row.sides[0].id, "Mine", today=today)
    with pytest.raises(RuleBroken, match="statement is still missing"):
        go(store, row.id, "mediate", today)
    store.do("x", conflicts.give_statement, row.sides[1].id, "His", today=today)
    go(store, row.id, "mediate", today)
    with pytest.raises(RuleBroken, match="commits to"):
        go(store, row.id, "agree", today)
    commits = {side.id: "I ask first" for side in row.sides}
    store.do("x", conflicts.write_agreement, row.id, common_ground=None, commits=commits)
    go(store, row.id, "agree", today)
    store.do("x", conflicts.sign, row.sides[0].id, today=today)
    with pytest.raises(RuleBroken, match="not signed"):
        go(store, row.id, "monitor", today)
    store.do(
        "x", conflicts.write_agreement, row.id, common_ground=None, commits={row.sides[0].id: "I ask twice"}
    )
    assert only(store).sides[0].signed_on is None  # what changed is signed anew


def test_harassment_goes_the_formal_way_and_ends_with_a_finding(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    number = raise_one(store, pair, today, Kind.HARASSMENT)
    with pytest.raises(RuleBroken, match="not looked at"):
        store.do("x", conflicts.remove, number)
    go(store, number, "triage", today)
    for move in ("settle", "interview", "mediate"):
        with pytest.raises(RuleBroken, match="formal way"):
            go(store, number, move, today, reason="Just a joke")
    with pytest.raises(RuleBroken, match="to whom"):
        go(store, number, "formal", today, reason="She asked for it")
    go(store, number, "formal", today, reason="Report of 31 March", routed_to="The owner")
    assert only(store).is_formal
    with pytest.raises(RuleBroken, match="never mediated"):
        go(store, number, "mediate", today)
    go(store, number, "finding", today, reason="It happened; he is moved")
    assert only(store).state is State.FINDING


def test_a_quarrel_that_turns_out_to_be_harassment_leaves_mediation(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    row = to_monitoring(store, pair, today)
    store.do("x", conflicts.edit, row.id, today=today, kind=Kind.HARASSMENT, severity=Severity.HIGH)
    changed = only(store)
    assert (changed.state, changed.is_formal) == (State.INTERVIEWING, True)
    with pytest.raises(RuleBroken, match="stays one"):
        store.do("x", conflicts.edit, row.id, today=today, kind=Kind.PERSONALITY, severity=Severity.LOW)


def test_talking_again_takes_signatures_and_check_ins_back(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    row = to_monitoring(store, pair, today)
    go(store, row.id, "back", today, reason="It broke on Friday")
    again = only(store)
    assert again.state is State.MEDIATION
    assert again.check_ins == ()
    assert {side.signed_on for side in again.sides} == {None}


def test_at_the_kiosk_only_ones_own_once(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    row = to_hearing(store, pair, today)
    ana, ben = row.sides
    with store.read() as session:
        assert atkiosk.tasks(session, ana.person_id, today) == []
    store.do("x", conflicts.ask_statement, ana.id, today=today)
    with store.read() as session:
        (task,) = atkiosk.tasks(session, ana.person_id, today)
        assert "Ben" not in f"{task.title}{task.detail}"
        assert atkiosk.tasks(session, ben.person_id, today) == []
    with pytest.raises(RuleBroken, match="not asked of you"):
        store.do("x", conflicts.give_statement, ana.id, "Mine", today=today, person_id=ben.person_id)
    store.do("x", conflicts.give_statement, ana.id, "Mine", today=today, person_id=ana.person_id)
    with pytest.raises(RuleBroken, match="already"):
        store.do("x", conflicts.give_statement, ana.id, "Other", today=today, person_id=ana.person_id)
    assert only(store).sides[0].at_kiosk
    with store.read() as session:
        assert atkiosk.tasks(session, ana.person_id, today) == []


def test_today_says_that_something_is_due_and_not_what(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    row = to_monitoring(store, pair, today)
    with store.read() as session:
        assert due.todo(session, today) == []
        (item,) = due.todo(session, today + dt.timedelta(days=8))
    assert item.text == "A sealed matter is due"
    assert item.record == f"conduct:conflict/{row.id}"
    assert not {"Ana", "Ben", "conflict"} & set(f"{item.text} {item.detail}".split())


def test_the_schedule_is_told_whom_to_keep_apart_and_not_why(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    number = raise_one(store, pair, today)
    until = today + dt.timedelta(days=14)
    store.do("x", conflicts.keep_apart, number, until)
    with store.read() as session:
        assert queries.apart(session, today) == [(*sorted(pair), until)]
        assert queries.apart(session, until + dt.timedelta(days=1)) == []


def test_what_was_written_down_by_mistake_can_be_removed(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    before = content(store, history=False)
    number = raise_one(store, pair, today)
    store.do("x", conflicts.remove, number)
    assert content(store, history=False) == before
    store.undo()
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Conflict)) == 1
