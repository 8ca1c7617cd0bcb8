"""The one place data changes: steps, undo and redo, history, the guarded door."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import history
from csmanager.core.errors import ReadOnly, Refused, RuleBroken, Stale, UnguardedWrite
from csmanager.core.store import Change, Store
from csmanager.core.tables import HistoryStep, StepKind
from csmanager.features.contacts.tables import Contact, ImportBatch
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Person, PersonAlias
from csmanager.features.today.rules import TaskKind
from csmanager.features.today.tables import Task
from csmanager.open import open_store
from tests.digest import content

DAY = dt.date(2026, 3, 2)


def add_task(session: Session, text: str) -> int:
    task = Task(kind=TaskKind.TODO, text=text, due_on=DAY)
    session.add(task)
    session.flush()
    return task.id


def add_person(session: Session, name: str, code: str = "P1") -> int:
    person = Person(code=code, name=name, status=Status.ACTIVE)
    session.add(person)
    session.flush()
    return person.id


def rename(session: Session, number: int, text: str) -> None:
    session.get_one(Task, number).text = text


def tasks(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(sa.select(Task.text).order_by(Task.id)))


def steps(store: Store) -> int:
    with store.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(HistoryStep)) or 0


def bring_in(store: Store, count: int, *, start: int = 0, first_day: int = 20_000) -> None:
    with store.change(f"Import {count} contacts") as step:
        batch = ImportBatch(
            file_name="a.csv",
            sha256=f"{start}",
            kind="tickets",
            source="x",
            imported_at=store.clock(),
            rows_read=count,
            rows_added=count,
            rows_updated=0,
            rows_set_aside=0,
        )
        step.session.add(batch)
        door = step.door()
        columns = ("batch_id", "external_id", "kind", "channel", "started", "day", "outcome")
        door.add(
            "contact",
            columns,
            ((batch.id, f"T{start + i}", 2, 1, 86_400 * first_day, first_day, 1) for i in range(count)),
        )


def test_a_change_is_one_step_one_entry_and_one_notice(store: Store) -> None:
    before, heard = steps(store), list[Change]()
    store.subscribe(heard.append)
    number = store.do("Add a to-do", add_task, "Call back Ms Ito")
    assert tasks(store) == ["Call back Ms Ito"]
    assert steps(store) == before + 1
    assert heard == [
        Change(
            heard[0].step_id, "Add a to-do", StepKind.CHANGE, frozenset({"task"}), (("task", str(number)),)
        )
    ]


def test_a_refused_change_leaves_no_trace(store: Store) -> None:
    before, heard = content(store), list[Change]()
    store.subscribe(heard.append)

    def refuse(session: Session) -> None:
        add_task(session, "half done")
        raise RuleBroken("No.")

    with pytest.raises(RuleBroken, match=r"No\."):
        store.do("Refused", refuse)
    assert content(store) == before
    assert heard == []


def test_a_change_that_comes_to_nothing_is_no_step(store: Store) -> None:
    number = store.do("Add", add_task, "same")
    before, heard = content(store), list[Change]()
    store.subscribe(heard.append)

    def there_and_back(session: Session) -> None:
        rename(session, number, "other")
        session.flush()
        rename(session, number, "same")

    store.do("Nothing", there_and_back)
    assert content(store) == before
    assert heard == []


def test_several_flushes_are_one_step(store: Store) -> None:
    before = content(store, history=False)

    def many(session: Session) -> None:
        number = add_task(session, "one")
        rename(session, number, "two")
        session.flush()
        add_task(session, "three")

    store.do("Many", many)
    assert tasks(store) == ["two", "three"]
    store.undo()
    assert content(store, history=False) == before


def test_undo_and_redo_give_back_the_very_rows(store: Store) -> None:
    empty = content(store, history=False)
    number = store.do("Add", add_task, "ü 漢字 \u202eabc")
    one = content(store, history=False)
    store.do("Rename", rename, number, "two")
    two = content(store, history=False)
    assert store.undo_label() == "Rename"
    store.undo()
    assert content(store, history=False) == one
    store.undo()
    assert content(store, history=False) == empty
    assert store.redo_label() == "Add"
    store.redo()
    store.redo()
    assert content(store, history=False) == two
    assert store.redo_label() is None


def test_undo_and_redo_pass_over_a_note(store: Store) -> None:
    number = store.do("Add", add_task, "one")
    store.do("Rename", rename, number, "two")
    store.undo()
    with store.change("Note a report", is_note=True) as step:
        add_task(step.session, "noted")
    assert (store.undo_label(), store.redo_label()) == ("Add", "Rename")
    store.redo()
    store.undo()
    store.undo()
    assert tasks(store) == ["noted"]


def test_undo_outlives_a_restart(store: Store, clock: object) -> None:
    number = store.do("Add", add_task, "one")
    store.do("Rename", rename, number, "two")
    store.undo()
    store.close()
    again = open_store(store.path)
    try:
        assert (again.undo_label(), again.redo_label()) == ("Add", "Rename")
        again.redo()
        assert tasks(again) == ["two"]
        again.undo()
        again.undo()
        assert tasks(again) == []
    finally:
        again.close()


def test_a_new_change_ends_redo(store: Store) -> None:
    store.do("One", add_task, "one")
    store.undo()
    store.do("Two", add_task, "two")
    assert store.redo_label() is None
    with pytest.raises(RuleBroken, match="nothing to redo"):
        store.redo()


def test_undo_never_goes_behind_what_a_store_starts_with(store: Store) -> None:
    assert store.undo_label() is None
    with pytest.raises(RuleBroken, match="nothing to undo"):
        store.undo()


def test_undo_stops_when_the_row_moved_on(store: Store) -> None:
    store.do("Add", add_task, "one")
    assert store._writer is not None
    with store._writer.connect() as connection, connection.begin():
        connection.info["csmanager_door"] = True
        connection.exec_driver_sql("UPDATE task SET text = 'behind our back'")
    with pytest.raises(Stale, match="changed since"):
        store.undo()
    assert tasks(store) == ["behind our back"]


@pytest.mark.parametrize(
    "statement",
    [
        sa.update(Task).values(text="x"),
        sa.delete(Task),
        sa.text("UPDATE task SET text = 'x'"),
        sa.text("WITH a AS (SELECT 1) DELETE FROM task"),
        sa.insert(Task).values(kind="todo", text="x"),
        sa.text("DROP TABLE task"),
        sa.text("REPLACE INTO task (id, kind, text) VALUES (1, 'todo', 'x')"),
    ],
    ids=str,
)
def test_a_statement_past_the_recorder_is_refused(store: Store, statement: sa.Executable) -> None:
    store.do("Add", add_task, "kept")
    before = content(store)
    with pytest.raises(UnguardedWrite):
        store.do("Bulk", lambda session: session.execute(statement))
    assert content(store) == before


def test_a_refused_flush_does_not_leave_the_door_open(store: Store) -> None:
    store.do("Add", add_person, "Ana")
    with pytest.raises(RuleBroken, match="already a record"):
        store.do("Twice", add_person, "Bo")
    with pytest.raises(UnguardedWrite):
        store.do("Bulk", lambda session: session.execute(sa.text("DELETE FROM task")))


def test_a_row_others_lean_on_stays(store: Store) -> None:
    number = store.do("Add", add_person, "Ana")

    def alias(session: Session) -> None:
        session.add(PersonAlias(person_id=number, kind="name", alias="A", key="a"))

    store.do("Alias", alias)
    with pytest.raises(Stale, match="lean on"):
        store.do("Delete", lambda session: session.delete(session.get_one(Person, number)))


def test_a_reader_cannot_write(store: Store) -> None:
    with store.read() as session, pytest.raises(sa.exc.OperationalError, match="readonly"):
        session.execute(sa.text("DELETE FROM task"))


def test_a_read_only_store_refuses_every_change(store: Store) -> None:
    store.close()
    visitor = open_store(store.path, read_only=True)
    try:
        with pytest.raises(ReadOnly):
            visitor.do("Add", add_task, "no")
        with pytest.raises(ReadOnly):
            visitor.undo()
    finally:
        visitor.close()


def test_a_primary_key_never_changes(store: Store) -> None:
    number = store.do("Add", add_task, "one")

    def move(session: Session) -> None:
        session.get_one(Task, number).id = 99

    with pytest.raises(UnguardedWrite, match="primary key"):
        store.do("Move", move)


def test_a_batch_is_one_step_that_undo_takes_back_whole(store: Store) -> None:
    before = content(store, history=False, shadows=False)
    bring_in(store, 500)
    after = content(store, history=False)
    store.undo()
    assert content(store, history=False, shadows=False) == before
    store.redo()
    assert content(store, history=False) == after
    assert steps(store) >= 3


def test_a_batch_that_replaces_rows_gives_the_earlier_ones_back(store: Store) -> None:
    bring_in(store, 20)
    before = content(store, history=False, shadows=False)

    with store.change("Newer export") as step:
        door = step.door()
        changed = door.replace(
            "contact", ("outcome",), "SELECT id, 3 AS outcome FROM contact WHERE id % 2 = 0"
        )
        assert changed == 10
    after = content(store, history=False, shadows=False)
    for _ in range(2):
        store.undo()
        assert content(store, history=False, shadows=False) == before
        store.redo()
        assert content(store, history=False, shadows=False) == after


def test_rows_a_step_removes_come_back_with_undo_and_go_again_with_redo(store: Store) -> None:
    bring_in(store, 20)
    before = content(store, history=False, shadows=False)
    with store.change("Take part of it out") as step:
        assert step.door().remove("contact", 6, 20) == 15
    after = content(store, history=False, shadows=False)
    assert len(after["contact"]) == 5
    for _ in range(2):
        store.undo()
        assert content(store, history=False, shadows=False) == before
        store.redo()
        assert content(store, history=False, shadows=False) == after
    bring_in(store, 4)  # takes the ids that were freed
    store.undo()
    store.undo()
    assert content(store, history=False, shadows=False) == before


def test_a_batch_can_come_from_another_file_that_is_let_go_afterwards(store: Store, tmp_path: Path) -> None:
    staged = tmp_path / "staged.db"
    with contextlib.closing(sqlite3.connect(staged)) as connection, connection:
        connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, external_id TEXT)")
        connection.executemany("INSERT INTO row (external_id) VALUES (?)", [("A",), ("B",)])
    bring_in(store, 3)
    for external in ("attached", "again"):
        with store.change("Import") as step:
            door = step.door()
            door.attach(staged, "stage")
            first = door.first_id("contact")
            count = door.add_from(
                "contact",
                ("batch_id", "external_id", "kind", "channel", "started", "day", "outcome"),
                "SELECT ? + id - 1, 1, ?, 2, 1, 0, 20000, 1 FROM stage.row ORDER BY id",
                (first, external),
            )
        assert count == 2
    staged.unlink()
    with store.read() as session:
        assert session.scalars(sa.select(Contact.external_id).order_by(Contact.id)).all()[3:] == [
            "attached",
            "attached",
            "again",
            "again",
        ]


def test_what_can_no_longer_be_redone_leaves_the_shadow(store: Store) -> None:
    bring_in(store, 20)
    store.undo()
    store.do("Else", add_task, "x")
    with store.read() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM contact_shadow")) == 0
    bring_in(store, 5)
    store.undo()
    store.redo()
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 5


def test_the_chain_verifies_and_notices_tampering(store: Store) -> None:
    store.do("Add", add_task, "one")
    bring_in(store, 3)
    store.undo()
    with store.read() as session:
        report = history.verify(session)
    assert (report.broken_at, report.head) == (None, store.chain_head())
    assert store._writer is not None
    with store._writer.connect() as connection, connection.begin():
        connection.info["csmanager_door"] = True
        connection.exec_driver_sql(
            "UPDATE history_row SET after = replace(after, 'one', 'two') WHERE table_name = 'task'"
        )
    with store.read() as session:
        broken = history.verify(session).broken_at
    assert broken is not None


def test_the_life_of_a_record_is_told(store: Store) -> None:
    number = store.do("Add", add_task, "one")
    store.do("Rename", rename, number, "two")
    store.undo()
    with store.read() as session:
        told = history.life(session, "task", str(number))
    assert [(row.label, row.kind) for row in told] == [
        ("Add", StepKind.CHANGE),
        ("Rename", StepKind.CHANGE),
        ("Rename", StepKind.UNDO),
    ]
    assert told[1].before is not None
    assert (told[1].before["text"], told[-1].after and told[-1].after["text"]) == ("one", "one")


def test_a_file_replaced_underneath_is_noticed_and_the_work_saved(store: Store, tmp_path: Path) -> None:
    store.do("Add", add_task, "mine")
    other = tmp_path / "other.csm"
    open_store(other, create=True).close()
    other.replace(store.path)
    with pytest.raises(Exception, match="moved or replaced"):
        store.do("Add", add_task, "lost?")
    saved = list(tmp_path.glob("recovered-*.csm"))
    assert len(saved) == 1
    rescued = open_store(saved[0], read_only=True)
    try:
        assert tasks(rescued) == ["mine"]
    finally:
        rescued.close()


@pytest.mark.parametrize("wal", [False, True], ids=["anywhere", "own folder"])
def test_a_file_that_was_only_touched_is_written_on(tmp_path: Path, wal: bool) -> None:
    path = tmp_path / "shop.csm"
    open_store(path, create=True).close()
    store = Store(path, wal=wal)
    try:
        os.utime(path, ns=(10**18, 10**18))
        store.do("Add", add_task, "first")
        for text in ("second", "third"):
            os.utime(path, ns=(10**18, 10**18 + len(text)))
            store.do("Add", add_task, text)
        assert tasks(store) == ["first", "second", "third"]
    finally:
        store.close()


@pytest.mark.parametrize("wal", [False, True], ids=["anywhere", "own folder"])
def test_bytes_written_over_an_open_file_are_noticed_before_the_next_change(
    tmp_path: Path, wal: bool
) -> None:
    path, other = tmp_path / "shop.csm", tmp_path / "other.csm"
    open_store(path, create=True).close()
    shutil.copyfile(path, other)
    with contextlib.closing(Store(other)) as strange:
        strange.do("Add", add_task, "theirs")  # as many changes, the same length: the header tells nothing
    store = Store(path)
    store.do("Add", add_task, "mine")
    if wal:
        store.close()
        store = Store(path, wal=True)
    try:
        assert path.stat().st_size == other.stat().st_size
        with path.open("r+b") as file:
            file.write(other.read_bytes())
        with pytest.raises(Refused, match="Another program has written"):
            store.do("Add", add_task, "lost?")
        with pytest.raises(Refused, match="Another program has written"):
            store.do("Add", add_task, "and once more")
    finally:
        store.close()


def test_a_draft_is_kept_without_being_a_step(store: Store) -> None:
    before = steps(store)
    store.keep_draft("policy:1", "half a sen")
    assert store.draft("policy:1") == "half a sen"
    store.keep_draft("policy:1", None)
    assert store.draft("policy:1") is None
    assert steps(store) == before
