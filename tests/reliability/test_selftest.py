"""The self-tests that others run from outside: what they write, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmanager.cli import DONE, REFUSED, main
from csmanager.core.check import check_store
from csmanager.open import open_store
from csmanager.selftest import flows, writer


def told(folder: Path) -> list[str]:
    return (folder / "ack.log").read_text(encoding="utf-8").split()


def test_the_writer_tells_every_action_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    assert main(["selftest", "writer", str(tmp_path), "--n", "4"]) == DONE
    assert main(["selftest", "writer", str(tmp_path), "--n", "3"]) == DONE
    assert told(tmp_path) == ["1", "2", "3", "4", "5", "6", "7"]
    store = open_store(tmp_path / "store.csm", read_only=True)
    assert writer.done(store) == 7
    assert check_store(store).problems == ()
    store.close()


@pytest.mark.parametrize("name", flows.FLOWS)
def test_a_flow_is_told_once_it_is_through(name: str, tmp_path: Path) -> None:
    assert main(["selftest", "flow", name, str(tmp_path)]) == DONE
    assert told(tmp_path) == ["ready", name]
    store = open_store(tmp_path / "store.csm", read_only=True)
    assert check_store(store).problems == ()
    store.close()
    debris = [path.name for path in tmp_path.rglob("*") if path.name.startswith(".csmanager")]
    assert debris == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["flow", "tidy", "."], "no flow called tidy"),
        (["flow", "import"], "its name and a folder"),
        (["writer", "nowhere at all"], "does not exist"),
    ],
)
def test_what_cannot_be_run_is_refused_in_a_sentence(
    given: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["selftest", *given]) == REFUSED
    assert words in capsys.readouterr().err
