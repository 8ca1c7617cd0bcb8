"""Documents on their way, files kept once and checked, certificates on the ladder, contacts sealed."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from csmanager.core import sealing
from csmanager.core.errors import Refused, RuleBroken
from csmanager.core.store import Store
from csmanager.features.team import actions as team
from csmanager.features.team.documents import actions, queries
from csmanager.features.team.documents.rules import MOST_BYTES, DocumentState, rung
from csmanager.features.team.documents.tables import StoredFile
from tests.digest import content

D = dt.date
TODAY = D(2026, 3, 31)


@pytest.fixture
def ana(store: Store) -> int:
    return store.do("Add", team.add_person, name="Ana", today=TODAY)


def due(store: Store, on: dt.date = TODAY) -> list[str]:
    with store.read() as session:
        return [f"{item.text}, {item.mark}" for item in queries.todo(session, on)]


def document(store: Store, on: dt.date = TODAY) -> queries.DocumentRow:
    with store.read() as session:
        return queries.documents(session, on)[0]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (61, None),
        (60, (60, "open")),
        (31, (60, "open")),
        (30, (40, "soon")),
        (7, (20, "soon")),
        (-1, (10, "late")),
    ],
)
def test_the_ladder_has_rungs_at_60_30_and_7_days(days: int, found: tuple[int, str] | None) -> None:
    assert rung(TODAY + dt.timedelta(days), TODAY) == found


def test_a_document_goes_from_asked_for_to_expired(store: Store, ana: int) -> None:
    before = content(store, history=False)
    asked = store.do("Ask", actions.request, [ana], kind="Work permit", due_on=D(2026, 4, 3), today=TODAY)
    assert asked == 1
    assert due(store) == ["Work permit of Ana is due, soon"]
    with pytest.raises(RuleBroken, match="asked for this document already"):
        store.do("Ask", actions.request, [ana], kind="Work permit", today=TODAY)
    row = document(store)
    with pytest.raises(RuleBroken, match="requested; from there it can become received only"):
        store.do("Move", actions.move, row.id, DocumentState.APPROVED, today=TODAY)
    store.do("Move", actions.move, row.id, DocumentState.RECEIVED, today=TODAY, file=("permit.pdf", b"%PDF"))
    assert due(store) == ["Look at Work permit of Ana, open"]
    with pytest.raises(RuleBroken, match="Say why it is rejected"):
        store.do("Move", actions.move, row.id, DocumentState.REJECTED, today=TODAY, reason=" ")
    store.do("Move", actions.move, row.id, DocumentState.APPROVED, today=TODAY, expires_on=D(2026, 4, 30))
    assert due(store) == ["Work permit of Ana runs out, soon"]
    assert document(store, D(2026, 5, 1)).state is DocumentState.EXPIRED
    assert due(store, D(2026, 5, 1)) == ["Work permit of Ana has run out, late"]
    for _ in range(3):
        store.undo()
    assert content(store, history=False) == before


def test_a_file_is_kept_once_and_goes_with_the_last_that_shows_it(store: Store, ana: int) -> None:
    one = store.do("Add", actions.add_document, ana, kind="Photo", file=("me.png", b"abc"), today=TODAY)
    two = store.do("Add", actions.add_certificate, ana, name="First aid", file=("same.png", b"abc"))
    with store.read() as session:
        ids = session.scalars(sa.select(StoredFile.id)).all()
        assert len(ids) == 1
        assert queries.file_bytes(session, ids[0]) == ("me.png", b"abc")
    store.do("Remove", actions.remove_document, one)
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) == 1
    store.do("Remove", actions.remove_certificate, two)
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) == 0
        with pytest.raises(Refused, match="not in the store any more"):
            queries.file_bytes(session, ids[0])
    store.undo()
    with store.read() as session:
        assert queries.file_bytes(session, ids[0])[1] == b"abc"


def test_a_file_too_large_is_refused_with_what_to_do(store: Store, ana: int) -> None:
    with pytest.raises(RuleBroken, match=r"scan\.pdf has 5\.0 MB; up to 5 MB .* Save it smaller"):
        store.do(
            "Add",
            actions.add_document,
            ana,
            kind="Photo",
            file=("scan.pdf", bytes(MOST_BYTES + 1)),
            today=TODAY,
        )


def test_a_certificate_may_warn_earlier_than_the_ladder(store: Store, ana: int) -> None:
    store.do(
        "Add",
        actions.add_certificate,
        ana,
        name="Forklift",
        issued_on=D(2021, 7, 1),
        expires_on=D(2026, 6, 30),
        notify_days=100,
    )
    assert due(store) == ["Forklift of Ana runs out, open"]
    with pytest.raises(RuleBroken, match="run out before it was issued"):
        store.do(
            "Add", actions.add_certificate, ana, name="X", issued_on=D(2026, 1, 2), expires_on=D(2026, 1, 1)
        )


def test_whom_to_call_is_sealed(store: Store, ana: int) -> None:
    lock, code = sealing.make("open sesame now")
    store.keep_aside(sealing.keep_first, lock)
    with pytest.raises(RuleBroken, match="a name and a number"):
        store.do("Add", actions.add_emergency, ana, name="Luis", phone=" ")
    store.do("Add", actions.add_emergency, ana, name="Luis", phone="555 0100", relation="brother")
    with store.read() as session:
        row = queries.emergency(session, ana)[0]
    assert "Luis" not in row.sealed
    secret = sealing.unlock_by_code(lock, code)
    assert sealing.unseal(secret, row.sealed, actions.emergency_about(row.id)) == (
        '["Luis", "555 0100", "brother"]'
    )
