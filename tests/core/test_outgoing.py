"""The register of exports tells what left, about whom, and how the history stood."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from csmanager.core import files, outgoing
from csmanager.core.errors import RuleBroken
from csmanager.core.outgoing import ExportMade, Outgoing, OutKind
from csmanager.core.personal import Subject
from csmanager.core.settings import write_value
from csmanager.core.store import Store
from csmanager.open import open_store


def test_a_file_is_entered_with_its_digest_and_the_head_of_the_history(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"words")
    head = store.chain_head()
    outgoing.note(store, path, "Warning", about=outgoing.person(3, 3), rows=2)
    with store.read() as session:
        (row,) = outgoing.made_about(session, Subject.PERSON, [3])
        assert (row.kind, row.file_name, row.rows, row.what) == (OutKind.PDF, "letter.pdf", 2, "Warning")
        assert row.sha256 == files.sha256(path) and head.startswith(row.chain_head[:12])
        assert outgoing.made_about(session, Subject.APPLICANT, [3]) == []


def test_undo_passes_over_what_left(store: Store, tmp_path: Path) -> None:
    store.do("Set something", write_value, "a", 1)
    path = tmp_path / "table.csv"
    path.write_text("a", encoding="utf-8")
    outgoing.note(store, path, "Table: Team")
    assert store.undo_label() == "Set something"
    store.undo()
    with store.read() as session:
        assert session.get(ExportMade, 1) is not None


def test_a_store_open_for_reading_keeps_no_register(store: Store, tmp_path: Path) -> None:
    store.close()
    reading = open_store(store.path, read_only=True)
    path = tmp_path / "a.csv"
    path.write_text("a", encoding="utf-8")
    outgoing.note(reading, path, "Table")
    with reading.read() as session:
        assert session.get(ExportMade, 1) is None
    reading.close()


def test_for_whom_it_was_can_be_said_later(store: Store) -> None:
    outgoing.note_out(store, Outgoing("Reviews", OutKind.PRINT))
    store.do("Tell", outgoing.tell, 1, recipient=" Works  council ", purpose="Asked for")
    with store.read() as session:
        row = session.get(ExportMade, 1)
        assert row is not None and (row.recipient, row.purpose) == ("Works council", "Asked for")
        assert row.made_at.tzinfo is dt.UTC
    with pytest.raises(RuleBroken):
        store.do("Tell", outgoing.tell, 99, recipient="", purpose="")
