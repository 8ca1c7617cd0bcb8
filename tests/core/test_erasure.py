"""After an erasure nobody is named any more: not in a record, the history, the file or a new backup."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import backup, database, erasedlist, erasure, history, keys, lifeline
from csmanager.core.check import check_store
from csmanager.core.errors import RuleBroken
from csmanager.core.naming import Names
from csmanager.core.personal import Subject
from csmanager.core.store import Store
from csmanager.core.tables import HistoryRow, StepKind
from csmanager.features.privacy import holding
from csmanager.features.reviews.plans.rules import PlanState
from csmanager.features.reviews.plans.tables import ImprovementPlan, PlanMove
from csmanager.features.team.erasing import actions
from csmanager.features.team.rules import AliasKind, Status
from csmanager.features.team.tables import Person, PersonAlias
from csmanager.features.today.rules import TaskKind
from csmanager.features.today.tables import Task
from csmanager.open import open_store
from tests.conftest import StandingClock

WHO, OTHER = "Zora Quillfeather", "Bo Berg"


def fill(session: Session, today: dt.date) -> int:
    zora = Person(
        code="ZQ1",
        name=WHO,
        email="zora.q@shop.example",
        status=Status.LEFT,
        left_on=today - dt.timedelta(days=900),
    )
    other = Person(code="BB1", name=OTHER, status=Status.ACTIVE)
    session.add_all([zora, other])
    session.flush()
    session.add(
        PersonAlias(
            person_id=zora.id, kind=AliasKind.LOGIN, alias="Quillfeather, Zora", key="quillfeather zora"
        )
    )
    plan = ImprovementPlan(
        person_id=zora.id,
        title=f"Calls of {WHO}",
        cause="",
        consequence="",
        state=PlanState.ACTIVE,
        opened_on=today,
        starts_on=today,
        ends_on=today + dt.timedelta(days=60),
        first_end_on=today + dt.timedelta(days=60),
    )
    session.add(plan)
    session.flush()
    session.add(PlanMove(plan_id=plan.id, moved_on=today, what="opened", reason="she was often ill"))
    session.add(Task(text=f"Ask {WHO} for the keys", kind=TaskKind.TODO))
    return zora.id


def named(path: Path, *words: str) -> list[str]:
    """Which of the words can be read in the bytes of a file, in small or capital letters."""
    data = path.read_bytes().lower()
    return [word for word in words if word.lower().encode() in data]


@pytest.fixture
def zora(store: Store, today: dt.date) -> int:
    return store.do(f"Add {WHO}", fill, today)


def test_nothing_names_them_afterwards(store: Store, zora: int, today: dt.date) -> None:
    store.keep_draft("note", f"{WHO} said")
    with store.read() as session:
        spec = actions.spec_for_people(session, [zora], today=today)
        mentions = erasure.look(session, spec)
    assert [(one.table, one.column, one.excerpt) for one in mentions] == [
        ("task", "text", f"Ask {WHO} for the keys")
    ]
    done = actions.erase_people(store, [zora], today=today, confirmed={one.id for one in mentions})
    assert done.is_clean and done.left == () and done.backup is not None
    words = ("Quillfeather", "zora", "often ill")
    assert named(store.path, *words) == [] and named(done.backup, *words) == []
    for side in store.path.parent.glob(f"{store.path.name}-*"):
        assert named(side, *words) == []
    assert check_store(store).problems == ()
    with store.read() as session:
        person = session.get_one(Person, zora)
        assert (person.name, person.code, person.email) == (f"Former employee {zora}", f"X{zora:04d}", None)
        assert session.scalars(sa.select(Task.text)).all()[-1] == f"Ask Former employee {zora} for the keys"
        newest = history.steps(session, limit=2)
        assert [(one.label, one.kind) for one in newest] == [
            ("Erase 1 former member of the team", StepKind.ERASURE),
            (history.ERASED, StepKind.CHANGE),
        ]
        events = lifeline.life(session, "person", str(zora))
        assert {field.after for event in events for field in event.fields} == {history.ERASED}


def test_undo_passes_over_what_lost_its_values(store: Store, zora: int, today: dt.date) -> None:
    before = store.undo_label()
    assert before == f"Add {WHO}"
    store.do("Add a task", lambda session: session.add(Task(text="Other", kind=TaskKind.TODO)))
    actions.erase_people(store, [zora], today=today, backs_up=False)
    assert store.undo_label() == "Add a task"
    store.undo()
    assert store.undo_label() is None
    with pytest.raises(RuleBroken, match="nothing to undo"):
        store.undo()
    assert store.redo_label() == "Add a task"
    store.redo()
    assert check_store(store).problems == ()


def test_what_is_not_confirmed_stays_and_is_told(store: Store, zora: int, today: dt.date) -> None:
    done = actions.erase_people(store, [zora], today=today)
    assert [one.excerpt for one in done.left] == [f"Ask {WHO} for the keys"]
    with store.read() as session:
        assert WHO in session.scalars(sa.select(Task.text)).all()[-1]
        images = session.scalars(sa.select(HistoryRow.after)).all()
    assert not any(WHO in (image or "") for image in images)


def test_a_hold_stops_it(store: Store, zora: int, today: dt.date) -> None:
    store.do("Hold", holding.hold_person, zora, "A claim", today=today)
    with pytest.raises(RuleBroken, match="hold"):
        actions.erase_people(store, [zora], today=today)
    assert named(store.path, "Quillfeather")


def test_who_is_still_here_is_not_erased(store: Store, zora: int, today: dt.date) -> None:
    with store.read() as session:
        bo = session.scalars(sa.select(Person.id).where(Person.name == OTHER)).one()
    with pytest.raises(RuleBroken, match="has not left"):
        actions.erase_people(store, [bo], today=today)
    actions.erase_people(store, [zora], today=today, backs_up=False)
    with pytest.raises(RuleBroken, match="anonymous already"):
        actions.erase_people(store, [zora], today=today)


def test_an_older_backup_does_not_bring_them_back(
    store: Store, zora: int, today: dt.date, clock: StandingClock
) -> None:
    old = backup.back_up(store, "by-hand")
    done = actions.erase_people(store, [zora], today=today)
    assert [one.path for one in done.older] == [old]
    path = store.path
    store.close()
    kept = backup.restore(old, path, clock())
    assert kept is not None and named(path, "Quillfeather")
    again = open_store(path, clock=clock)
    try:
        assert named(path, "Quillfeather, Zora", "often ill") == []
        with again.read() as session:
            assert session.get_one(Person, zora).name == f"Former employee {zora}"
            assert len(erasedlist.marks(session)) == 1
        assert check_store(again).problems == ()
    finally:
        again.close()
    open_store(path, clock=clock).close()


def test_what_a_crash_left_undone_is_done_at_the_next_opening(
    store: Store, zora: int, today: dt.date, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(database, "compact", lambda _engine, _indices: False)
        done = actions.erase_people(store, [zora], today=today, backs_up=False)
    assert not done.is_clean
    path = store.path
    store.close()
    again = open_store(path, clock=clock)
    with again.read() as session:
        assert erasedlist.is_clean(session)
    again.close()


def test_a_protected_store_is_erased_too(tmp_path: Path, today: dt.date, clock: StandingClock) -> None:
    pytest.importorskip("sqlcipher3")
    path = tmp_path / "protected.csm"
    key = keys.made("correct horse battery")
    store = open_store(path, create=True, clock=clock, key=key)
    try:
        who = store.do("Add", fill, today)
        done = actions.erase_people(store, [who], today=today)
        assert done.is_clean and done.backup is not None
        assert check_store(store).problems == ()
        with store.read() as session:
            images = session.scalars(sa.select(HistoryRow.after)).all()
        assert not any("Quillfeather" in (image or "") for image in images)
        assert not done.backup.read_bytes().startswith(b"SQLite format 3")
    finally:
        store.close()


def test_single_records_lose_their_texts_too(store: Store, zora: int, today: dt.date) -> None:
    with store.read() as session:
        key = str(session.scalars(sa.select(Task.id).order_by(Task.id.desc())).first())
    spec = erasure.Erasure("Erase 1 task", Subject.PERSON, (), Names(), rows=frozenset({("task", key)}))
    done = erasure.erase(store, spec, backs_up=False)
    assert (done.records, done.left) == (1, ())
    assert named(store.path, "for the keys") == []
    assert named(store.path, "Quillfeather")
    assert check_store(store).problems == ()


def test_another_record_with_the_same_number_is_not_meant(store: Store, today: dt.date) -> None:
    first = store.do("Add one", fill, today)
    with store.read() as session:
        marks = erasedlist.marks(session)
    assert marks == []
    actions.erase_people(store, [first], today=today, backs_up=False)
    with store.read() as session:
        (mark,) = erasedlist.marks(session)
        assert erasedlist.matching(session, [mark]) != {}
        session.connection().exec_driver_sql("SELECT 1")
    other = Store(store.path, clock=store.clock, read_only=True)
    with other.read() as session:
        strange = erasedlist.Mark(mark.at, mark.subject, "00", mark.mark)
        assert erasedlist.matching(session, [strange]) == {}
    other.close()
