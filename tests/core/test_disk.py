"""A full disk or a folder that cannot be written: one sentence, nothing lost, and work goes on afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from csmanager.core.check import check_store
from csmanager.core.errors import Refused
from csmanager.core.store import Store
from csmanager.open import open_store
from tests.core.test_store import add_task, bring_in, tasks
from tests.digest import content


def limit_pages(store: Store, extra: int) -> None:
    """Let the file grow by ``extra`` pages only: SQLite then reports a full disk."""
    assert store._writer is not None
    with store._writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + extra}")


def test_a_damaged_store_is_said_not_a_fault_of_ours(store: Store) -> None:
    bring_in(store, 20_000)
    store.close()
    whole = store.path.read_bytes()
    store.path.write_bytes(whole[: len(whole) // 8192 * 4096])
    damaged = open_store(store.path, read_only=True)
    try:
        report = check_store(damaged)
        assert report.problems
        with pytest.raises(Refused, match="damaged"), damaged.read() as session:
            list(session.execute(sa.text("SELECT * FROM contact ORDER BY started")))
    finally:
        damaged.close()


@pytest.mark.parametrize("extra", [0, 1, 2, 5, 9])
def test_a_full_disk_is_one_sentence_and_changes_nothing(store: Store, extra: int) -> None:
    store.do("Add", add_task, "kept")
    before = content(store)
    limit_pages(store, extra)
    with pytest.raises(Refused, match=r"disk .* is full"):
        bring_in(store, 20_000)
    assert content(store) == before
    limit_pages(store, 1_000_000)
    bring_in(store, 100)
    store.do("Add", add_task, "went on")
    assert tasks(store) == ["kept", "went on"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from csmanager.core import database

    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(database, "create_blank", refuse)
    with pytest.raises(Refused, match=r"cannot be made at .*Permission denied"):
        open_store(tmp_path / "new.csm", create=True)
    assert list(tmp_path.iterdir()) == []
