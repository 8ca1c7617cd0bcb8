"""The migrations and the mapped classes give the same schema; files of others are refused."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from csmanager import catalogue
from csmanager.core import backup, database, migrate
from csmanager.core.errors import Refused
from csmanager.core.files import sha256
from csmanager.core.tables import Base
from csmanager.open import open_store
from tests.conftest import NOW, StandingClock


def schema(path: Path) -> dict[str, str]:
    connection = sqlite3.connect(path)
    try:
        return {
            name: " ".join(text.replace('"', "").replace(",", " , ").split())
            for name, text in connection.execute(
                "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
                " AND name NOT LIKE '%_search%'"
            )
        }
    finally:
        connection.close()


def columns(path: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(path)
    try:
        tables = [name for name in schema(path) if not name.startswith("ix_")]
        return {name: connection.execute(f"PRAGMA table_xinfo('{name}')").fetchall() for name in tables}
    finally:
        connection.close()


def test_migrations_and_classes_give_the_same_schema(tmp_path: Path) -> None:
    catalogue.load_tables()
    migrated, mapped = tmp_path / "migrated.csm", tmp_path / "mapped.db"
    migrate.create(migrated)
    engine = sa.create_engine(database.url(mapped))
    Base.metadata.create_all(engine)
    engine.dispose()
    assert columns(migrated) == columns(mapped)
    assert {name for name in schema(migrated) if name.startswith("ix_")} == {
        name for name in schema(mapped) if name.startswith("ix_")
    }
    checks = {name: text.count("CHECK") for name, text in schema(migrated).items()}
    assert checks == {name: text.count("CHECK") for name, text in schema(mapped).items()}
    assert all(
        text.endswith("STRICT") for name, text in schema(migrated).items() if text.startswith("CREATE TABLE")
    )


def test_an_older_store_is_backed_up_migrated_and_checked(store_file: Path, clock: StandingClock) -> None:
    older = store_file.with_name("older.csm")
    shutil.copyfile(store_file, older)
    connection = sqlite3.connect(older)
    connection.execute("PRAGMA user_version = 0")
    connection.close()
    opened = open_store(older, clock=clock)
    opened.close()
    assert database.require_store(older) == migrate.newest_version()
    assert os.name == "nt" or older.stat().st_mode & 0o777 == 0o600, "nobody else's to read"
    kept = list((older.parent / "older backups").glob("*before-update.csm-backup"))
    assert len(kept) == 1
    assert database.require_store(kept[0]) == 0
    assert backup.check(kept[0]).reason == "before-update", "it can be restored"


def test_a_store_of_the_first_release_keeps_its_rows(tmp_path: Path, clock: StandingClock) -> None:
    path = tmp_path / "first.csm"
    database.create_blank(path)
    migrate.upgrade_in_place(path, "0001")
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO team (id, name) VALUES (7, 'Counter')")
    connection.commit()
    connection.close()
    assert database.require_store(path) == 1
    opened = open_store(path, clock=clock)
    with opened.read() as session:
        assert [tuple(row) for row in session.execute(sa.text("SELECT id, name FROM team"))] == [
            (7, "Counter")
        ]
        metrics = session.execute(sa.text("SELECT count(*) FROM metric")).scalar_one()
    assert metrics > 10, "what a store starts with came with the update"
    assert opened.undo_label() is None
    opened.close()
    new = tmp_path / "new.csm"
    migrate.create(new)
    assert columns(path) == columns(new)
    assert set(schema(path)) == set(schema(new))


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    store_file: Path, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = sqlite3.connect(store_file)
    connection.execute("PRAGMA user_version = 0")
    connection.close()
    before = sha256(store_file)

    def fail(_path: Path) -> None:
        raise Refused("A step failed.")

    monkeypatch.setattr(migrate, "upgrade_in_place", fail)
    with pytest.raises(Refused, match="A step failed"):
        open_store(store_file, clock=clock)
    assert sha256(store_file) == before
    assert not list(store_file.parent.glob(".csmanager-*"))


def test_a_newer_store_is_refused_and_left_untouched(store_file: Path) -> None:
    connection = sqlite3.connect(store_file)
    connection.execute("PRAGMA user_version = 4711")
    connection.close()
    before = sha256(store_file)
    with pytest.raises(Refused, match="newer csmanager"):
        open_store(store_file)
    assert sha256(store_file) == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a csmanager store"),
        (b"PK\x03\x04 a zip of some kind" + b"x" * 200, "not a csmanager store"),
        (b"name,calls\nAna,3\n" * 20, "not a csmanager store"),
    ],
)
def test_a_file_that_is_no_store_is_refused_and_left_untouched(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "some.csm"
    path.write_bytes(content)
    with pytest.raises(Refused, match=words):
        open_store(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csm"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(Refused, match="another program"):
        open_store(path)


@pytest.mark.parametrize("name", ["Büro 漢字.csm", "what? 100%20.csm", "a#b&c=d.csm", "space  two .csm"])
def test_odd_names_open_the_right_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    open_store(path, create=True, clock=StandingClock(NOW)).close()
    assert [found.name for found in tmp_path.iterdir()] == [name]
    database.require_store(path)


def test_a_name_that_is_too_long_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="too long"):
        open_store(tmp_path / ("x" * 245 + ".csm"), create=True)


def test_a_closed_store_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / "one.csm"
    store = open_store(path, create=True, clock=StandingClock(NOW))
    store.keep_draft("x", "y")
    store.close()
    assert list(tmp_path.iterdir()) == [path]


def test_the_connection_is_set_up_as_promised(tmp_path: Path) -> None:
    path = tmp_path / "one.csm"
    store = open_store(path, create=True, clock=StandingClock(NOW))
    assert store._writer is not None
    with store._writer.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "application_id")
        }
    store.close()
    assert settings == {
        "journal_mode": "truncate",
        "synchronous": 3,
        "foreign_keys": 1,
        "secure_delete": 1,
        "application_id": database.APPLICATION_ID,
    }


def test_instants_days_and_flags_come_back_as_they_were(store_file: Path) -> None:
    from csmanager.core.tables import Day, Flag, Instant

    zone = dt.timezone(dt.timedelta(hours=5, minutes=45))
    moment = dt.datetime(1969, 12, 31, 23, 59, 59, tzinfo=zone)
    dialect = sa.create_engine("sqlite://").dialect
    assert Instant().process_result_value(Instant().process_bind_param(moment, dialect), dialect) == moment
    day = dt.date(2024, 2, 29)
    assert Day().process_result_value(Day().process_bind_param(day, dialect), dialect) == day
    assert Flag().process_result_value(Flag().process_bind_param(True, dialect), dialect) is True
    with pytest.raises(ValueError, match="time zone"):
        Instant().process_bind_param(dt.datetime(2026, 1, 1), dialect)
