"""Names that are hard to find, or that are a part of others: what must go goes everywhere, what must stay stays."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import erasure, outgoing
from csmanager.core.check import check_store
from csmanager.core.outgoing import Outgoing, OutKind
from csmanager.core.settings import write_value
from csmanager.core.store import Store
from csmanager.core.trash import kind_of
from csmanager.features.team.erasing import actions
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Person
from csmanager.features.today.rules import TaskKind
from csmanager.features.today.tables import Task

GO = (
    "Zora Q",
    "Will",
    'Dwayne "Rock" O\'Neill',
    "שרה לוי־כהן",
    "王小明",
    "Zoë Åström",
    "Bo Lind",
    "अनिता शर्मा",
    "Strauß Weiß",
)
STAY = ("Bo Lind Berg", "Mary Bo Lind", "王小明明", "Will Smith", "Zora Quandt", "Anita Sharma")
SPELLED = (
    "Ask ZORA Q, please",
    "Q, Zora was in",
    "Then Will said so",
    "see O’Neill, Dwayne",
    'said Dwayne "Rock" ONeill',
    "עם \u202bשרה לוי־כהן\u202c היום",
    "今天王小明来了",
    unicodedata.normalize("NFD", "About Zoë Åström"),
    "ZOE ASTROM",
    "with Bo\u00a0Li\u00adnd again",
    json.dumps({"by": "Zoë Åström", "of": "王小明"}),
    "अनिता शर्मा से बात",
    "STRAUSS WEISS",
    "Lind, Bo",
)
LEFT = (
    "Bo Lind Berg knows",
    "Mary Bo Lind knows",
    "王小明明来了",
    "We will see, and Willa",
    "Will Smith called",
    "Zora Quandt",
    "Q4 with Zorana",
    "अनीता शर्मा",
    "Berg, Bo Lind",
)


@pytest.fixture
def filled(store: Store, today: dt.date) -> list[int]:
    """The ids of those who go, in a store that names them wherever it can."""

    def fill(session: Session) -> list[int]:
        gone = [
            Person(code=f"G{at}", name=name, status=Status.LEFT, left_on=today - dt.timedelta(days=30))
            for at, name in enumerate(GO)
        ]
        session.add_all(gone)
        session.add_all(
            Person(code=f"S{at}", name=name, status=Status.ACTIVE) for at, name in enumerate(STAY)
        )
        session.add_all(Task(text=text, kind=TaskKind.TODO) for text in (*SPELLED, *LEFT))
        write_value(session, "window.recent", ["Zoë Åström", "Bo Lind Berg"])
        session.flush()
        return [person.id for person in gone]

    ids: list[int] = store.do("Add Zora Q and 王小明", fill)
    store.do("Rename Bo Lind's sheet", lambda session: session.add(Task(text="x", kind=TaskKind.TODO)))
    store.keep_draft("form/note", '{"title": "Note", "fields": {"text": "ill on Monday"}}')
    outgoing.note_out(store, Outgoing("Sheet", OutKind.PDF, "Bo-Lind_2026.pdf", about=outgoing.person(*ids)))
    return ids


def test_hard_names_go_everywhere_and_longer_names_of_others_stay(
    store: Store, filled: list[int], today: dt.date
) -> None:
    with store.read() as session:
        spec = actions.spec_for_people(session, filled, today=today)
        mentions = erasure.look(session, spec)
        kind = kind_of(sa.inspect(Task))
    told = [one.excerpt for one in mentions if one.kind == kind]
    assert len(told) == len(SPELLED), set(SPELLED) - set(told)
    done = actions.erase_people(store, filled, today=today, confirmed={one.id for one in mentions})
    assert done.left == () and done.is_clean
    assert check_store(store).problems == ()
    with store.read() as session:
        texts = set(session.scalars(sa.select(Task.text)))
        assert set(LEFT) <= texts
        people = set(session.scalars(sa.select(Person.name)))
        assert set(STAY) <= people and not people & set(GO)
    for path in store.path.parent.rglob("*"):
        if path.is_file():
            assert list(readable(path)) == [], path.name


def readable(path: Path) -> Iterator[str]:
    """What of those who are gone can be read in a file, by eyes that know nothing of the program."""
    for data in bytes_of(path):
        for name in GO:
            last = name.split()[-1]
            shown = {name, name.upper(), json.dumps(name)[1:-1], unicodedata.normalize("NFD", name), last}
            if name in ("Will", "Zora Q", "Bo Lind"):  # words of the language, or a part of others
                shown = {"Add Zora Q", "Then Will", "Lind, Bo", "Bo-Lind"}
            if name == "王小明":
                shown = {"王小明来", "Add 王小明"} | {json.dumps(name)[1:-1] + '"'}
            if last == "शर्मा":
                shown -= {last}
            for text in shown:
                for code in ("utf-8", "utf-16-le", "utf-16-be"):
                    if text.encode(code) in data:
                        yield f"{text} in {code}"


def bytes_of(path: Path) -> Iterator[bytes]:
    """A file as it lies there, its members, and every value of every table with what is packed in it."""
    data = path.read_bytes()
    yield data
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from map(archive.read, archive.namelist())
    if data.startswith(b"SQLite format 3"):
        connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            tables = [
                row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            for table in tables:
                for row in connection.execute(f'SELECT * FROM "{table}"'):
                    for value in row:
                        if isinstance(value, bytes):
                            for bits in (15, -15, 31):
                                try:
                                    yield zlib.decompressobj(bits).decompress(value)
                                except zlib.error:
                                    continue
        finally:
            connection.close()


def test_the_search_finds_none_of_them_any_more(store: Store, filled: list[int], today: dt.date) -> None:
    with store.read() as session:
        spec = actions.spec_for_people(session, filled, today=today)
        confirmed = {one.id for one in erasure.look(session, spec)}
    actions.erase_people(store, filled, today=today, confirmed=confirmed, backs_up=False)
    connection = sqlite3.connect(store.path)
    try:
        indices = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%'")
        ]
        assert indices
        for index in indices:
            connection.execute(f"CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', '{index}', 'row')")
            words = {row[0] for row in connection.execute("SELECT term FROM temp.words")}
            connection.execute("DROP TABLE temp.words")
            assert not words & {"astrom", "åström", "neill", "weiß", "strauß", "כהן"}, index
    finally:
        connection.close()


def test_two_of_the_same_name_go_together_and_one_alone_leaves_the_name(store: Store, today: dt.date) -> None:
    def fill(session: Session) -> list[int]:
        left = today - dt.timedelta(days=30)
        twins = [Person(code=f"T{at}", name="Ida Krook", status=Status.LEFT, left_on=left) for at in (1, 2)]
        session.add_all([*twins, Task(text="Ask Ida Krook", kind=TaskKind.TODO)])
        session.flush()
        return [person.id for person in twins]

    ids: list[int] = store.do("Add", fill)
    with store.read() as session:
        alone = actions.spec_for_people(session, ids[:1], today=today)
        both = actions.spec_for_people(session, ids, today=today)
        assert alone.kept == ("Ida Krook",) and erasure.look(session, alone) == []
        assert both.kept == () and len(erasure.look(session, both)) == 1
