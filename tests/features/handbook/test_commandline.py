"""``csmanager export --handbook``: one document by the name of the file, or a sentence."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from csmanager import cli
from csmanager.core.store import Store
from csmanager.features.handbook import actions


@pytest.fixture
def file(store: Store, today: dt.date) -> Path:
    """A closed store with one policy in force."""
    key = store.do(
        "Add", actions.add_policy, title="Refunds", today=today, body="# Refunds\n\nWithin 30 days.\n"
    )
    store.do("P", actions.publish, key, today=today)
    path = store.path
    store.close()
    return path


@pytest.mark.parametrize(("suffix", "begin"), [("docx", b"PK"), ("html", b"<!DOCTYPE html>")])
def test_the_handbook_is_written_by_the_name_of_the_file(
    file: Path, tmp_path: Path, suffix: str, begin: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / f"book.{suffix}"
    assert cli.main(["export", str(file), "--handbook", str(target)]) == 0
    assert target.read_bytes().startswith(begin)
    assert capsys.readouterr().out == f"Wrote {target}.\n"


def test_another_kind_and_no_place_are_refused(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["export", str(file), "--handbook", str(tmp_path / "book.xls")]) == 2
    assert capsys.readouterr().err == "book.xls should end in .docx, .html or .pdf.\n"
    assert cli.main(["export", str(file)]) == 2
    assert "--handbook FILE" in capsys.readouterr().err
