"""The chain notices every tampering: entries of both forms, and after an erasure."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from csmanager.core import chain, history
from csmanager.core.store import Store
from csmanager.features.team.erasing import actions
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Person
from csmanager.features.today.rules import TaskKind
from csmanager.features.today.tables import Task
from tests.conftest import NOW, StandingClock

TODAY = dt.date(2026, 3, 31)
NAME = "Zora Quillfeather"


def add_person(session: Session) -> int:
    person = Person(code="Z", name=NAME, status=Status.LEFT, left_on=dt.date(2020, 1, 1))
    session.add(person)
    session.flush()
    return person.id


def add_task(session: Session) -> None:
    session.add(Task(kind=TaskKind.TODO, text="Count the chairs"))


def change_person(session: Session, key: int) -> None:
    session.get_one(Person, key).notes = "Likes chairs"


def as_first_form(path: Path) -> None:
    """Turn every entry into what an older program would have written."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    previous = chain.GENESIS
    for step in connection.execute("SELECT * FROM history_step ORDER BY id").fetchall():
        rows = connection.execute(
            "SELECT table_name, record_key, before, after FROM history_row WHERE step_id = ? ORDER BY id",
            (step["id"],),
        ).fetchall()
        stacks = (step["below"], step["undo_top"], step["redo_top"])
        head = chain.header(step["id"], step["at"], step["kind"], step["actor"], step["target_id"], stacks)
        made = chain.first_hash(previous, head, step["label"], step["bulk"], [tuple(row) for row in rows])
        connection.execute(
            "UPDATE history_step SET previous_hash = ?, hash = ?, form = 1, salt = NULL, digest = NULL"
            " WHERE id = ?",
            (previous, made, step["id"]),
        )
        previous = made
    connection.execute("UPDATE history_row SET salt = NULL, digest = NULL")
    connection.commit()
    connection.close()


def broken_at(path: Path) -> int | None:
    store = Store(path, read_only=True)
    try:
        with store.read() as session:
            return history.verify(session).broken_at
    finally:
        store.close()


@pytest.fixture(scope="module", params=["first", "salted"])
def erased(
    request: pytest.FixtureRequest, blank_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A closed store of which somebody was erased, with entries of the one form or the other before it."""
    path = tmp_path_factory.mktemp("chain") / "store.csm"
    shutil.copyfile(blank_file, path)
    store = Store(path, clock=StandingClock(NOW))
    key = store.do("Add one", add_person)
    store.do("Add a task", add_task)
    store.do("Note on them", change_person, key)
    store.close()
    if request.param == "first":
        as_first_form(path)
        assert broken_at(path) is None
    again = Store(path, clock=store.clock)
    head = again.chain_head()
    actions.erase_people(again, [key], today=TODAY, backs_up=False)
    again.do("Add a task", add_task)
    with again.read() as session:
        assert history.verify(session).broken_at is None
        assert again.chain_head() != head
    again.close()
    assert NAME.encode() not in path.read_bytes()
    return path


_TASK = "(SELECT min(id) FROM history_row WHERE table_name = 'task')"
_GONE = "(SELECT min(id) FROM history_row WHERE table_name = 'person' AND salt IS NULL)"
_STEP = f"(SELECT step_id FROM history_row WHERE id = {_GONE})"
_ERASURE = "(SELECT id FROM history_step WHERE kind = 'erasure')"


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE history_row SET after = replace(after, 'chairs', 'tables') WHERE id = {_TASK}",
        f"UPDATE history_row SET before = NULL, after = '', salt = NULL WHERE id = {_TASK}",
        f"DELETE FROM history_row WHERE id = {_TASK}",
        f"DELETE FROM history_row WHERE id = {_GONE}",
        f"UPDATE history_row SET record_key = '77' WHERE id = {_GONE}",
        f"UPDATE history_row SET digest = 'x' || substr(digest, 2) WHERE id = {_GONE}",
        f"UPDATE history_row SET after = '{{}}' WHERE id = {_GONE}",
        f"UPDATE history_row SET before = '' WHERE id = {_GONE}",
        f"UPDATE history_step SET label = 'Something else' WHERE id = {_STEP}",
        f"UPDATE history_step SET at = at - 60 WHERE id = {_STEP}",
        f"UPDATE history_step SET actor = 'somebody else' WHERE id = {_STEP}",
        f"UPDATE history_step SET hash = previous_hash WHERE id = {_STEP}",
        f"UPDATE history_step SET form = 1 WHERE id = {_STEP}",
        f"UPDATE history_step SET label = 'Erase nobody' WHERE id = {_ERASURE}",
        f"UPDATE history_step SET bulk = replace(bulk, 'counts', 'count') WHERE id = {_ERASURE}",
        f"UPDATE history_step SET kind = 'change' WHERE id = {_ERASURE}",
        f"DELETE FROM history_row WHERE step_id = {_ERASURE}",
    ],
)
def test_every_tampering_is_found(erased: Path, statement: str, tmp_path: Path) -> None:
    copy = tmp_path / "tampered.csm"
    shutil.copyfile(erased, copy)
    connection = sqlite3.connect(copy)
    connection.execute("PRAGMA foreign_keys = OFF")
    assert connection.execute(statement).rowcount >= 1
    connection.commit()
    connection.close()
    assert broken_at(copy) is not None


def test_numbers_as_ranges() -> None:
    assert chain.spans([9, 3, 4, 5, 7, 3]) == "3-5,7,9"
    assert list(chain.numbers("3-5,7,9")) == [3, 4, 5, 7, 9]
    assert list(chain.numbers("")) == []


def test_salts_come_from_where_they_are_said_to(store: Store) -> None:
    asked: list[int] = []

    def entropy(count: int) -> bytes:
        asked.append(count)
        return bytes(range(count % 256)) + bytes(max(0, count - count % 256))

    store.entropy = entropy
    store.do("Add a task", add_task)
    assert asked == [2 * chain.SALT_BYTES]
